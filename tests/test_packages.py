"""What an installed DataPact consists of: every package and every file of the tree, none left out by a list."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SETUP = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
PLACES: dict[str, str] = SETUP["package-dir"]
CODE = ("datapact", "datapact_ui")
LOAD = """
import importlib, pathlib, sys
for name in sys.argv[2:]:
    module = importlib.import_module(name)
    assert pathlib.Path(module.__file__).is_relative_to(sys.argv[1]), module.__file__
"""
START = "from datapact_ui.launch import main; raise SystemExit(main())"


def in_the_tree(package: str) -> set[str]:
    """The packages of a tree, by their folders: every folder that holds modules."""
    top = ROOT / PLACES[package]
    return {
        ".".join((package, *file.parent.relative_to(top).parts))
        for file in top.rglob("*.py")
        if "__pycache__" not in file.parts
    }


@pytest.mark.parametrize("package", CODE)
def test_the_list_of_packages_is_that_of_the_tree(package: str) -> None:
    listed = {name for name in SETUP["packages"] if name.split(".")[0] == package}
    assert listed == in_the_tree(package)


@pytest.mark.journey
def test_a_wheel_has_every_file_and_works_alone(tmp_path: Path) -> None:
    source = tmp_path / "source"
    for name in PLACES.values():
        shutil.copytree(
            ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__", ".lock", "node_modules")
        )
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    # the build tool runs alone: pip would look for a newer self
    build = "from setuptools import build_meta; import sys; print(build_meta.build_wheel(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", build, str(tmp_path)], cwd=source, check=True, capture_output=True, text=True)
    (wheel,) = tmp_path.glob("*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    for package, place in PLACES.items():
        expected = {file.relative_to(source / place) for file in (source / place).rglob("*") if file.is_file()}
        found = {file.relative_to(installed / package) for file in (installed / package).rglob("*") if file.is_file()}
        assert found == expected, package
    environment = {**os.environ, "PYTHONPATH": str(installed)}  # comes before what .ci/setup has linked
    modules = ["datapact.cli.app.app", "datapact_ui.shell.main_window", "datapact.base.resources"]
    subprocess.run(
        [sys.executable, "-P", "-c", LOAD, str(installed), *modules], cwd=tmp_path, env=environment, check=True
    )
    said = subprocess.run(
        [sys.executable, "-P", "-c", START, "--lang", "de", "template", "list"],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "ai-pilot" in said
