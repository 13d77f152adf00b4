"""The window with the list: from the start of the process to painted rows, searching, scrolling, memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from datapact.organisation.members import members
from datapact.organisation.members.invitation import invite, join
from datapact.vault.folder.lock import writing
from datapact.vault.folder.newest_file import put_newest
from datapact.vault.keys.header import read_vault_file
from tests.acceptance.journey import CHEAP, PASSPHRASE
from tests.benchmarks.figures_store import typed
from tests.benchmarks.generator import Big, later
from tests.benchmarks.measure import Figure, p50_p95, with_bytecode

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from datapact_ui.agreements.agreements_view import AgreementsView
    from datapact_ui.kit.context.app_context import AppContext

AIM_UNLOCK = 1.4  # times a bare window
AIM_TYPED = 1.5
AIM_FILE = 5.0
AIM_SEARCH = 50.0  # milliseconds, the 95th percentile
AIM_FRAME = 16.0
AIM_MEMORY = 250.0  # MiB
AIM_YEAR = 3.0  # seconds
PROCESS = Path(__file__).with_name("window_process.py")
ROOT = Path(__file__).resolve().parents[2]
LAWYER = "lena-recht"
SETTLED = 6  # seconds
COMMON = ("aufbewahrung", "werden", "monate", "verletzungen", "personenbezogener", "haftung", "daten nach")
"""Words that most of the generated agreements have."""


def started(big: Big, rounds: int = 10, settle: float = SETTLED) -> list[Figure]:
    """Process start to the unlock screen and to painted rows for a lawyer, who lands on the list, and memory some seconds later.

    Each against a bare window in the same round: the median of ratios, of the processor's time and of the time on the wall.
    Once with the passphrase given at once, once given when the program waits for it, as people do. The vault's key
    derivation takes 10 ms here.
    """
    secret = big.folder / "passphrase"
    secret.write_text(PASSPHRASE + "\n", "utf-8")
    _with_lawyer(big)
    pairs: list[dict[str, tuple[float, float]]] = []
    for number in range(rounds + 1):  # the first one compiles what is imported, and warms the disk
        bare = _process("bare")
        file = _process("ours", str(big.vault), LAWYER, str(secret), "0", "file")
        wait = str(settle if number == rounds else 0)
        typed = _process("ours", str(big.vault), LAWYER, str(secret), wait, "typed")
        pairs.append(
            {
                "bare": (bare["painted"] - bare["start"], bare["painted_cpu"]),
                "unlock screen": (typed["asking"] - typed["start"], typed["asking_cpu"]),
                "typed": (typed["painted"] - typed["given"], typed["painted_cpu"] - typed["given_cpu"]),
                "file": (file["painted"] - file["start"], file["painted_cpu"]),
            }
        )
    figures = []
    for name, told, aim in (
        ("unlock screen", "process start to unlock screen", AIM_UNLOCK),
        ("typed", "passphrase given to painted list", AIM_TYPED),
        ("file", "process start to painted list", AIM_FILE),
    ):
        for place, unit in ((1, "processor"), (0, "wall")):
            base = median(pair["bare"][place] for pair in pairs[1:])
            ratio = median(pair[name][place] / pair["bare"][place] for pair in pairs[1:])
            bears = aim if unit == "processor" else None
            figures.append(Figure(f"window: {told}, {unit}", ratio * base * 1e3, base * 1e3, "ms", bears))
    return [
        *figures,
        Figure("window: memory with the vault open, settled", typed["rss"], AIM_MEMORY, "MiB", 1.0),
        Figure("window: memory of a bare window", bare["rss"], None, "MiB"),
    ]


def after_a_year(big: Big, settle: float = SETTLED) -> list[Figure]:
    """Opening for a lawyer after a year and more of absence, by a program that also has to bring the vault up to date:
    passphrase given to painted list, and memory once backup, statuses and duties are done. What the window says meanwhile
    is printed. First the same on an ordinary day, which also derives what has never been derived.
    """
    secret = big.folder / "passphrase"
    secret.write_text(PASSPHRASE + "\n", "utf-8")
    _with_lawyer(big)
    figures = []
    for name, days, is_older in (
        ("a first day", 0, False),
        ("two years away", 731, False),
        ("and an older vault", 1097, True),
    ):
        if is_older:
            _a_schema_back(big)
        told = _process("ours", str(big.vault), LAWYER, str(secret), str(settle), "typed", str(days))
        print(f"{name}: {'; '.join(told['said'])}", file=sys.stderr)  # type: ignore[call-overload]
        figures += [
            Figure(f"{name}: passphrase given to painted list", told["painted"] - told["given"], AIM_YEAR, "s", 1.0),
            Figure(f"{name}: the same, processor", told["painted_cpu"] - told["given_cpu"], None, "s"),
            Figure(f"{name}: until nothing is underway", told["idle"] - told["given"], None, "s"),
            Figure(f"{name}: memory then", told["rss"], AIM_MEMORY, "MiB", 1.0),
            Figure(f"{name}: most memory at once", told["most"], None, "MiB"),
        ]
    return figures


def _a_schema_back(big: Big) -> None:
    """The vault as the program before wrote it: without the index of the tenth schema."""
    with big.unlock() as anna:
        vault = anna.vault
        with vault.write() as session:
            connection = session.connection()
            connection.exec_driver_sql("DROP INDEX agreement_calendar")
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0009'")
        with writing(vault.paths.lock):
            older = replace(read_vault_file(vault.paths.vault_file), schema=9)
            put_newest(vault.paths, vault._connections, older, vault.vault_key)


def _with_lawyer(big: Big) -> None:
    """A member whose landing view is the list."""
    with big.unlock() as anna:
        if any(member.id == LAWYER for member in members.list_members(anna)):
            return
        invitation = invite(anna, "Lena Recht", ["legal"], "", CHEAP)
        join(big.vault, invitation.member, invitation.code, PASSPHRASE, later, CHEAP)
        members.certify(anna, invitation.member)


def _process(*arguments: str) -> dict[str, float]:
    home = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"), os.devnull)
    environment = {**with_bytecode(), **home, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    start = time.time()
    done = subprocess.run(
        [sys.executable, str(PROCESS), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    return {"start": start, **json.loads(done.stdout.splitlines()[-1])}


def in_window(big: Big, words: int = 12, frames: int = 400) -> list[Figure]:
    """Keys in the search line until the rows that they find are painted, and frames while the list is scrolled."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from datapact_ui.agreements.agreements_view import AgreementsView
    from datapact_ui.kit.background.dialogs import Dialogs
    from datapact_ui.kit.context.app_context import AppContext, read_opened
    from datapact_ui.kit.theme.palette import apply_theme, load_fonts

    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication([])
    load_fonts()
    apply_theme(application, "light")
    context = AppContext(read_opened(big.unlock()), Dialogs())
    view = AgreementsView(context)
    view.resize(1400, 900)
    view.show()
    context.worker.wait_until_idle(120_000)
    try:
        scrolled = _scroll(view, frames)
        searched = _search(application, context, view, typed(words))
        common = _search(application, context, view, [word[:end] for word in COMMON for end in range(3, len(word) + 1)])
    finally:
        context.worker.close()
        view.close()
    _p50, scroll_p95 = p50_p95(scrolled)
    figures = []
    for name, (in_sight, whole) in (("search", searched), ("common words", common)):
        p50, p95 = p50_p95(in_sight)
        figures += [
            Figure(f"window: {name}, key press to repaint, p50", p50, AIM_SEARCH, "ms"),
            Figure(f"window: {name}, key press to repaint, p95", p95, AIM_SEARCH, "ms", 1.0),
            Figure(f"window: {name}, key press to all rows, p95", p50_p95(whole)[1], None, "ms"),
        ]
    return [
        *figures,
        Figure("window: a frame of scrolling, p95", scroll_p95, AIM_FRAME, "ms", 1.0),
    ]


def _scroll(view: AgreementsView, frames: int) -> list[float]:
    """Every other frame by three rows as a wheel does, the others by far, as one drags the bar."""
    bar, times = view.table.verticalScrollBar(), []
    for number in range(frames):
        wheel = number % 2 == 0
        start = time.perf_counter()
        bar.setValue((bar.value() + 3) if wheel else (number * 7919) % max(1, bar.maximum()))
        view.table.viewport().repaint()
        times.append((time.perf_counter() - start) * 1e3)
    return times


def _search(
    application: QApplication, context: AppContext, view: AgreementsView, lines: Sequence[str]
) -> tuple[list[float], list[float]]:
    """Each line with its last key pressed: milliseconds until the rows in sight are painted that stay there, and until all
    rows are known, counted and painted and nothing is underway."""
    from PySide6.QtCore import QEvent, QEventLoop, QObject
    from PySide6.QtTest import QTest

    class Painted(QObject):
        """Which rows the table has painted anew since the last key."""

        rows: list[int] | None = None

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                self.rows = view.table.keys()[:in_view]
            return False

    in_view = view.table.viewport().height() // view.table.rowHeight(0) + 1
    painted = Painted()
    view.table.viewport().installEventFilter(painted)
    in_sight: list[float] = []
    whole: list[float] = []
    for line in lines:
        if view.search.text() != line[:-1]:
            view.search.setText(line[:-1])
            context.worker.wait_until_idle()
            application.processEvents()
        painted.rows = None
        times: list[tuple[list[int], float]] = []
        start = time.perf_counter()
        if line[-1].isascii():
            QTest.keyClick(view.search, line[-1])
        else:
            view.search.insert(line[-1])
        while not context.worker.idle() or painted.rows is None:
            application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if painted.rows is not None and (not times or times[-1][0] != painted.rows):
                times.append((painted.rows, (time.perf_counter() - start) * 1e3))
        view.table.viewport().repaint()
        whole.append((time.perf_counter() - start) * 1e3)
        stay = view.table.keys()[:in_view]
        in_sight.append(next((at for rows, at in times if rows == stay), whole[-1]))
    view.table.viewport().removeEventFilter(painted)
    return in_sight, whole
