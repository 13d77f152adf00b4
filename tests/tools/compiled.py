"""Compile the tests before a run in several workers: each of them would compile all of them, with its assertions rewritten.

``python -m tests.tools.compiled`` writes next to each test what pytest would; what is there already stays. It rests on
insides of the pinned pytest: should they change, pytest compiles as it always did.
"""

from __future__ import annotations

import compileall
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import SimpleNamespace

from _pytest.assertion import rewrite

TESTS = Path(__file__).parents[1]
PROCESSES = 2


def compile_as_pytest(file: Path) -> bool:
    """Write the rewritten form of a test or conftest beside it; whether there was anything to write."""
    folder = rewrite.get_cache_dir(file)
    place = folder / (file.name.removesuffix(".py") + rewrite.PYC_TAIL)
    if rewrite._read_pyc(file, place) is not None:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    digest, code = rewrite._rewrite_test(file, None)
    return rewrite._write_pyc(SimpleNamespace(trace=print), code, digest, place)


def compile_one(file: Path) -> None:
    """Compile a file as the process that imports it would."""
    if file.name == "conftest.py" or file.name.startswith("test_"):
        compile_as_pytest(file)
    else:
        compileall.compile_file(file, quiet=2)


if __name__ == "__main__":
    with ProcessPoolExecutor(PROCESSES) as processes:
        list(processes.map(compile_one, sorted(TESTS.rglob("*.py")), chunksize=20))
