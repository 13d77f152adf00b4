"""Which command lines open the window, and what happens where there is none to open."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from datapact_ui.launch import has_display, window_start
from datapact_ui.shell.window_start import WindowStart


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], WindowStart()),
        (["--vault", "v"], WindowStart(vault=Path("v"))),
        (["--vault=v", "--as", "anna", "--lang", "de"], WindowStart(vault=Path("v"), member="anna", language="de")),
        (["offer.DPACT"], WindowStart(file=Path("offer.DPACT"))),
        (["--vault", "v", "keller.dpcard"], WindowStart(vault=Path("v"), file=Path("keller.dpcard"))),
        (["netz.dpdir"], WindowStart(file=Path("netz.dpdir"))),
        (["a/Keller.datapact"], WindowStart(vault=Path("a/Keller.datapact"))),
        (["a/Keller.datapact/"], WindowStart(vault=Path("a/Keller.datapact"))),
        (["a/Keller.datapact/vault.json", "--as", "anna"], WindowStart(vault=Path("a/Keller.datapact"), member="anna")),
        (["v.datapact", "offer.dpact"], WindowStart(vault=Path("v.datapact"), file=Path("offer.dpact"))),
    ],
)
def test_these_open_the_window(arguments: list[str], expected: WindowStart) -> None:
    assert window_start(arguments, {}) == expected


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["agreement", "list"],
        ["--vault", "v", "agreement", "list"],
        ["receive", "offer.dpact"],
        ["a.dpact", "b.dpact"],
        ["a.datapact", "b.datapact"],
        ["--vault", "a", "b.datapact"],
        ["vault", "check", "a.datapact"],
        ["--json"],
        ["--vault"],
        ["--lang", "fr"],
        ["demo", "x"],
    ],
)
def test_these_go_to_the_command_line(arguments: list[str]) -> None:
    assert window_start(arguments, {}) is None


def test_the_environment_names_the_vault() -> None:
    assert window_start([], {"DATAPACT_VAULT": "v"}) == WindowStart(vault=Path("v"))


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display")
def test_a_display_that_does_not_answer_is_none() -> None:
    assert not has_display({})
    assert not has_display({"DISPLAY": ""})
    assert not has_display({"DISPLAY": ":65000"})
    assert has_display({"WAYLAND_DISPLAY": "wayland-0"})
    assert has_display({"QT_QPA_PLATFORM": "offscreen"})


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display")
@pytest.mark.parametrize(("language", "words"), [("de", "keinen Bildschirm"), ("en", "no display")])
def test_without_a_display_the_answer_is_one_line_and_exit_code_2(language: str, words: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from datapact_ui.launch import main; sys.exit(main())", "--lang", language],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_command_line_never_loads_qt() -> None:
    script = (
        "import sys; sys.argv = ['datapact', 'template', 'list'];"
        "from datapact_ui.launch import main; code = main();"
        "sys.exit(code or 9 * any(name.startswith('PySide6') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0


def test_ui_is_never_imported_under_its_folder_name() -> None:
    root = Path(__file__).parents[2]
    for file in [*root.joinpath("ui").rglob("*.py"), *root.joinpath("tests").rglob("*.py")]:
        for line in file.read_text("utf-8").splitlines():
            assert not line.strip().startswith(("import ui", "from ui ", "from ui.")), file
