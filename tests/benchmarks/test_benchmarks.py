"""The benchmarks run, on a scale of nothing; no time is asserted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks import (
    figures_audit,
    figures_consent,
    figures_editor,
    figures_export,
    figures_network,
    figures_paper,
    figures_pdf,
    figures_rules,
    figures_starts,
    figures_store,
    figures_window,
    figures_word,
    figures_work,
    former,
)
from tests.benchmarks.generator import Big, make, open_plain
from tests.benchmarks.measure import Figure, p50_p95, seconds
from tests.benchmarks.run import FULL, GROUPS, QUICK, ROOT, WITHOUT_VAULT, peak_mib

pytestmark = pytest.mark.in_turn(6, of="benchmarks")


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Big:
    return make(tmp_path_factory.mktemp("benchmark"), agreements=60, entries=200)


def test_both_databases_hold_the_same(big: Big) -> None:
    with big.unlock() as anna, anna.vault.read() as session, open_plain(big.plain) as plain:
        for table in ("agreement", "entry", "disclosure", "agreement_text"):
            query = f"SELECT * FROM {table} ORDER BY 1"
            ours = [tuple(row) for row in session.connection().exec_driver_sql(query)]
            assert ours == plain.execute(query).fetchall()
            assert len(ours) > 2
        assert len(session.connection().exec_driver_sql("SELECT 1 FROM agreement").all()) == 61


def test_the_store(big: Big) -> None:
    figures = [
        *figures_store.opening(big, 1),
        *figures_store.first_pages(big, 1),
        *figures_store.search_as_you_type(big, 2),
        *figures_store.one_opened(big, 1),
        *figures_store.written(big, 2),
    ]
    assert len(figures) == 17
    assert all(figure.ours > 0 and figure.baseline for figure in figures)


def test_the_rules() -> None:
    figures = figures_rules.checked(1, 30)
    assert len(figures) == 3
    assert all(figure.ours > 0 and figure.baseline for figure in figures)


def test_word_files() -> None:
    figures = figures_word.word_files(1, 4, 5)
    assert [figure.aim for figure in figures] == [0.1, None, 1.0, 1.0]
    assert all(figure.baseline for figure in figures)


def test_the_other_sides_paper() -> None:
    figures = figures_paper.papers(1, 6)
    assert [figure.aim for figure in figures] == [1.0, 1.0]
    assert all(figure.ours > 0 for figure in figures)


def test_a_search_that_is_typed_finds_something(big: Big) -> None:
    from datapact.agreements.views.filters import Filters
    from datapact.agreements.views.list import list_agreements

    with big.unlock() as anna, anna.vault.read() as session:
        found = [len(list_agreements(session, Filters(words=line))) for line in figures_store.typed(6)]
    assert max(found) > 3


def test_dossiers_and_registers() -> None:
    figures = [*figures_audit.dossiers(25, 1), *figures_audit.long_table(40, 1)]
    assert len(figures) == 3
    assert all(figure.ours > 0 and figure.aim == 1.0 for figure in figures)


def test_pdfs_of_others() -> None:
    figures = figures_pdf.of_others(1, 1)
    assert len(figures) == 3
    assert all(figure.ours > 0 and figure.baseline for figure in figures)


def test_many_pdfs() -> None:
    figures = figures_pdf.many(2, 1)
    assert len(figures) == 4
    assert all(figure.ours > 0 and figure.aim for figure in figures)


def test_exports() -> None:
    clock, processors = figures_export.exported(4)
    assert clock.aim == figures_export.AIM
    for figure in (clock, processors):
        assert figure.ours > 0
        assert figure.baseline


def test_a_network_sends_lean_files() -> None:
    then = former.Former({"sign": [1000.0], "new": [1000.0]}, 3_000_000, 1_000_000, 7, 24)
    last, rounds, _then, _whole, files, commands, *others = figures_network.network(
        3, 2, [figures_network.founded_and_signed(3, 2)], [then]
    )
    assert last.ratio is not None
    assert last.ratio < figures_network.LAST_FILE
    assert rounds.ours < last.baseline + 3 * last.ours * 1.1  # the first file has the PDF, the others what follows it
    assert (files.ours, commands.ours, files.ratio, commands.ratio) == (7, 24, 1.0, 1.0)
    named = {one.name.split(": ")[1]: one for one in others}
    assert [*named][:5][-2:] == ["agreement opened again", "its status board"]
    assert 0 < (named["longest sign"].ratio or 0) < 1
    assert named["longest send"].baseline is None
    assert named["seconds a command, mean"].ratio


def test_the_earlier_program_is_here_and_is_the_earlier_one() -> None:
    """Where the history of the repository is; a copy without it measures without a baseline."""
    then = former.former(2, 2)
    if then is None:
        pytest.skip("the repository is here without its history")
    assert (then.commands, then.files) == (16, 5)
    assert then.last > 100_000  # its files carried every revision of the PDF
    assert set(then.seconds) >= {"new", "offer", "send", "receive", "accept", "freeze", "sign"}


def test_history_and_documents(big: Big) -> None:
    (verified,) = figures_work.verified_and_folded(big, 30)
    (drawn,) = figures_work.archival_pdf(big, 1)
    assert verified.higher_is_better
    assert verified.ratio == pytest.approx(verified.baseline / verified.ours)
    assert drawn.ratio == pytest.approx(drawn.ours / drawn.baseline)


def test_consents(big: Big) -> None:
    figures = figures_consent.imported(big, 4_000)
    assert [figure.unit for figure in figures] == ["1/s", "1/s", "1/s", "MiB", "ms"]
    assert all(figure.ours > 0 for figure in figures)


def test_the_editor(big: Big, qapp: object) -> None:
    figures = [*figures_editor.key_press(big, 20, 30), *figures_editor.interview(big, 3)]
    assert [figure.unit for figure in figures] == ["ms"] * 7
    assert all(figure.ours > 0 for figure in figures)


def test_the_window(big: Big, qapp: object) -> None:
    figures = [*figures_window.started(big, 1, 0), *figures_window.in_window(big, 1, 6)]
    assert [figure.unit for figure in figures] == ["ms"] * 6 + ["MiB"] * 2 + ["ms"] * 7
    assert all(figure.ours > 0 for figure in figures)


def test_starts(big: Big) -> None:
    assert all(spent > 0 for spent in figures_starts.derivation(big))
    processor, wall = figures_starts.against("--help", 2.5, 1, figures_starts.command("--help"), "import typer")
    assert (processor.aim, wall.aim) == (2.5, None)
    assert processor.ours > 0
    assert wall.ours > 0


def test_one_group_in_its_own_process(big: Big) -> None:
    asked = json.dumps(
        {
            "group": "list",
            "folder": str(big.folder),
            "history": big.history,
            "scale": {"agreements": 1, "entries": 1, "written": 1, "folded": 1, "consents": 1},
        }
    )
    runner = Path(__file__).with_name("run.py")
    done = subprocess.run([sys.executable, str(runner), "--one", asked], capture_output=True, check=True, cwd=ROOT)
    figures = [Figure(**values) for values in json.loads(done.stdout)]
    assert [figure.name for figure in figures][:2] == ["first page by number", "first page by title"]
    assert all("MiB" in figure.line() for figure in figures)


def test_scales_and_groups() -> None:
    assert FULL.agreements == FULL.entries == 100_000
    assert QUICK.agreements < FULL.agreements
    assert {
        "open",
        "list",
        "search",
        "agreement",
        "write",
        "history",
        "consents",
        "sharing",
        "paper",
        "pdf",
        "proof",
        "rules",
        "word",
        "interview",
        "foreign",
        "dossier",
        "verify",
        "signing",
        "export",
        "register",
        "network",
        "team",
        "seen",
        "first",
        "items",
        "editor",
        "start",
        "starts",
        "window",
        "demo",
        "help",
        "many",
        "page",
        "keep",
        "year",
    } == set(GROUPS)
    lines = (ROOT / "tests/benchmarks/run.py").read_text("utf-8").splitlines()
    groups = [line.strip().partition(": lambda big, scale:") for line in lines if ": lambda big, scale:" in line]
    assert {name.strip('"') for name, _colon, body in groups if "big" not in body} == WITHOUT_VAULT
    assert peak_mib() > 0 or sys.platform == "win32"


def test_times() -> None:
    assert seconds(lambda: None, 3) < 1
    assert p50_p95([float(number) for number in range(1, 101)]) == (50.5, pytest.approx(95.95))


def test_sharing() -> None:
    from tests.benchmarks.figures_sharing import sharing

    figures = sharing(1_000, rounds=3)
    assert [figure.name for figure in figures[2:4]] == [
        "decision, p95 against the aim",
        "matrix of 25 cells, 15,000 records",
    ]
    assert all(figure.ours > 0 for figure in figures)
