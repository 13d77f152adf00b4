"""The process that reads what others sent: its budget, its end, and what its answers can be."""

from __future__ import annotations

import ast
import io
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from datapact.audit.verify.in_worker import verify_file_apart
from datapact.base import worker_process
from datapact.base.errors import Damaged, Malformed, TooLarge
from datapact.base.fault_report import FaultApart, report_of
from datapact.base.worker_process import MIB, allowance, run_apart
from tests import apart_work
from tests.audit.frozen import signed_agreement

ROOT = Path(__file__).resolve().parents[1]
COMMAND = worker_process._command
"""What the program itself starts."""
pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="the limits are those of POSIX"), pytest.mark.journey]


@pytest.fixture(scope="module", autouse=True)
def _reachable() -> Iterator[None]:
    """The other process finds the functions of the tests, and is kept from test to test as in the program.

    It begins without what verifies files, which takes each start a second: most tests here end it.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(path for path in sys.path if path))
        patch.setattr(worker_process, "_command", lambda: [sys.executable, "-P", "-c", apart_work.START_LIGHT])
        worker_process.close()
        yield
    worker_process.close()


def ask(function: str, *arguments: object, size: int = 0) -> object:
    return run_apart(f"{apart_work.__name__}:{function}", *arguments, size=size)


def test_it_starts_in_a_folder_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker_process.close()
    monkeypatch.setattr(worker_process, "_command", COMMAND)
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    worker_process.start()
    gone.rmdir()
    os.chdir(tmp_path)
    assert run_apart(f"{apart_work.__name__}:name_of", Path("export"), size=1) == ("export", True)
    worker_process.close()


def test_it_is_of_the_same_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where modules are sought in a folder named relatively, it finds the same ones, though it works in another folder."""
    worker_process.close()
    (tmp_path / "only_here.py").write_text("def told():\n    return __file__\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([".", os.environ["PYTHONPATH"]]))
    assert run_apart("only_here:told", size=1) == str(tmp_path / "only_here.py")
    worker_process.close()


def test_it_is_one_process_and_kept() -> None:
    inside, first = ask("seen_by_the_worker")  # type: ignore[misc]
    assert inside
    assert first != os.getpid()
    assert ask("seen_by_the_worker") == (True, first)
    assert ask("limits") == (0, 0)  # what it reads is in no core file either


def test_a_budget_that_is_used_up_ends_it_and_the_next_file_works() -> None:
    first = ask("seen_by_the_worker")
    with pytest.raises(TooLarge, match="keeps its reader busy"):
        ask("spin", 60.0)
    assert ask("seen_by_the_worker") != first
    ask("spin", 1.2, size=4 * MIB)  # a larger file has more
    assert allowance(4 * MIB) == 2.0


def test_drawing_again_does_not_count_on_the_file() -> None:
    assert ask("draw_and_spin", 1.3, 0.3) == "done"
    with pytest.raises(TooLarge):
        ask("draw_and_spin", 0.1, 60.0)


def test_many_drawings_for_one_file_have_a_budget_together() -> None:
    assert ask("draw_often", 0.8, 0.1, 4) == "done"
    with pytest.raises(TooLarge):
        ask("draw_often", 0.8, 0.1, 600)


@pytest.mark.parametrize(("function", "refusal"), [("fill_memory", TooLarge), ("crash", Damaged)])
def test_whatever_a_file_does_to_it_is_a_refusal(function: str, refusal: type[Damaged]) -> None:
    with pytest.raises(refusal):
        ask(function)
    assert ask("seen_by_the_worker")


def test_a_kill_amid_a_file_is_a_refusal_too() -> None:
    _inside, process = ask("seen_by_the_worker")  # type: ignore[misc]
    threading.Timer(0.3, os.kill, (process, signal.SIGKILL)).start()
    with pytest.raises(Damaged):
        ask("spin", 60.0, size=400 * MIB)
    assert ask("seen_by_the_worker")


def test_refusals_come_back_as_they_are_and_bugs_without_values() -> None:
    with pytest.raises(Malformed, match="not a PDF"):
        ask("refuse")
    with pytest.raises(FaultApart) as fault:
        ask("fail")
    assert fault.value.frames.endswith(" fail\n")
    assert "nobody" not in str(fault.value)


@pytest.mark.parametrize("hostile", [os.system, eval, worker_process._Worker, worker_process._send, threading.Timer])
def test_an_answer_names_nothing_but_plain_data(hostile: object) -> None:
    with pytest.raises(pickle.UnpicklingError):
        worker_process._Plain(io.BytesIO(pickle.dumps(hostile))).load()


def frozen_dataclasses() -> list[str]:
    """``module:Class`` for each frozen dataclass of the core, as its source says."""
    found = []
    for path in sorted((ROOT / "datapact").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and any("frozen=True" in ast.unparse(one) for one in node.decorator_list):
                found.append(f"{module}:{node.name}")
    return found


def test_a_fresh_process_reads_each_plain_thing_of_ours() -> None:
    """What an answer may hold does not depend on the modules that this process happens to have loaded."""
    names = frozen_dataclasses()
    assert len(names) > 500
    ask_all = (
        "import io, sys; from datapact.base.worker_process import _Plain\n"
        "for name in sys.stdin.read().split():\n"
        "    _Plain(io.BytesIO()).find_class(*name.split(':'))"
    )
    run = subprocess.run(
        [sys.executable, "-c", ask_all], input="\n".join(names), text=True, capture_output=True, cwd=ROOT, check=False
    )
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("module", ["datapact.__main__", "datapact.no_such", "os", "datapactual"])
def test_no_other_module_is_loaded_for_an_answer(module: str) -> None:
    with pytest.raises(pickle.UnpicklingError):
        worker_process._Plain(io.BytesIO()).find_class(module, "Kind")


def test_a_verdict_is_the_same_from_there() -> None:
    from datapact.audit.verify.verify import verify_file

    case = signed_agreement()
    card = case.keller.card()
    assert verify_file_apart(case.pdf, "x.pdf", cards=[card]) == verify_file(case.pdf, "x.pdf", cards=[card])
    assert verify_file_apart(b"%PDF-1.7\n", "x.pdf") == verify_file(b"%PDF-1.7\n", "x.pdf")


def test_a_forked_process_asks_one_of_its_own() -> None:
    first = ask("seen_by_the_worker")
    child = os.fork()
    if not child:
        own = ask("seen_by_the_worker")
        worker_process.close()
        os._exit(0 if own != first else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert ask("seen_by_the_worker") == first


def test_a_fault_report_says_where_it_was_there() -> None:
    with pytest.raises(FaultApart) as fault:
        ask("fail")
    report = report_of(fault.value)
    assert "apart_work.py" in report
    assert " fail" in report
    assert "nobody" not in report


def test_a_slow_computer_has_more() -> None:
    assert 1.0 <= worker_process._measure() <= worker_process._SLOWEST


def test_several_processes_work_at_a_time_and_answer_in_order() -> None:
    ours = ask("seen_by_the_worker")
    found = worker_process.map_apart(lambda number: (number, ask("seen_by_the_worker")), range(6), 2)
    assert [number for number, _seen in found] == list(range(6))
    seen = {process for _number, (_inside, process) in found}  # type: ignore[misc]
    assert len(seen) <= 2
    assert ours not in {(True, one) for one in seen}
    assert ask("seen_by_the_worker") == ours  # each thread had its own, which are gone
    for process in seen:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
    assert worker_process.map_apart(lambda _one: ask("seen_by_the_worker"), [0], 2) == [ours]


def test_a_refusal_in_one_of_several_processes_ends_all() -> None:
    before = threading.active_count()
    with pytest.raises(Malformed):
        worker_process.map_apart(lambda _one: ask("refuse"), range(4), 2)
    assert threading.active_count() == before
    assert ask("seen_by_the_worker")
