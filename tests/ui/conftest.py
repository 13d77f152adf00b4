"""What the tests of the windows share: no display, a real sample vault with a cheap key derivation, answered dialogs."""

from __future__ import annotations

import gc
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from datapact.base.clock import utc_now
from datapact_ui.kit.background.garbage import hold_collection, release_collection
from datapact_ui.kit.background.load_qt import load_qt
from datapact_ui.kit.background.runner import Outcome, Runner
from datapact_ui.kit.context.app_context import AppContext, Place, read_opened
from datapact_ui.kit.theme.palette import apply_theme, load_fonts
from datapact_ui.kit.theme.style import DataPactStyle
from tests.kept import kept
from tests.sample_vaults import Sample, after_demo

load_qt()  # as the program does: modules that a test loads are loaded by Python's own import

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from datapact_ui.agreement_page.page.agreement_view import AgreementView
    from tests.agreements.negotiated import Table
    from tests.ui.exchanged import Exchanged


@dataclass
class AnsweredDialogs:
    """In place of Dialogs: answers are set beforehand (an attribute a question), what was asked is noted.

    ``asked`` lists (method, arguments); a question without a prepared answer is a failure of the test.
    """

    open_file: Path | None = None
    save_file: Path | None = None
    folder: Path | None = None
    confirmed: bool | None = None
    text: str | None = None
    choice: str | None = None
    passphrase: str | None = None
    printer: Any = None
    asked: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)
    noticed: list[tuple[str, str]] = field(default_factory=list)

    def _answer(self, method: str, arguments: tuple[Any, ...], answer: Any) -> Any:
        self.asked.append((method, arguments))
        assert answer is not None, f"nobody prepared an answer to {method}{arguments}"
        return answer

    def ask_open_file(self, *arguments: Any) -> Any:
        return self._answer("ask_open_file", arguments, self.open_file)

    def ask_save_file(self, *arguments: Any) -> Any:
        return self._answer("ask_save_file", arguments, self.save_file)

    def ask_folder(self, *arguments: Any) -> Any:
        return self._answer("ask_folder", arguments, self.folder)

    def confirm(self, title: str, text: str, action: str, *, keep: str, danger: bool = False) -> Any:
        return self._answer("confirm", (title, text, action, keep, danger), self.confirmed)

    def ask_text(self, *arguments: Any, **_options: Any) -> Any:
        return self._answer("ask_text", arguments, self.text)

    def ask_choice(self, *arguments: Any) -> Any:
        return self._answer("ask_choice", arguments, self.choice)

    def ask_printer(self, *arguments: Any) -> Any:
        return self._answer("ask_printer", arguments, self.printer)

    def ask_passphrase(self, *arguments: Any) -> Any:
        return self._answer("ask_passphrase", arguments, self.passphrase)

    def open_mail(self, *arguments: Any) -> bool:
        self.asked.append(("open_mail", arguments))
        return True

    def open_draft(self, *arguments: Any) -> bool:
        self.asked.append(("open_draft", arguments))
        return True

    def show_in_folder(self, *arguments: Any) -> None:
        self.asked.append(("show_in_folder", arguments))

    def copy(self, text: str, *, secret: bool = False) -> None:
        self.asked.append(("copy", (text, secret)))

    def tell(self, title: str, text: str) -> None:
        self.noticed.append((title, text))

    def show_notice(self, title: str, text: str) -> bool:
        self.noticed.append((title, text))
        return True

    def show_error(self, text: str) -> None:
        self.asked.append(("show_error", (text,)))


@pytest.fixture(scope="session")
def demo() -> Path:
    """One run of the demo for all tests; never opened, only copied."""
    return after_demo()


@pytest.fixture
def sample(demo: Path, tmp_path: Path) -> Sample:
    """A fresh copy of the demo's folder."""
    folder = tmp_path / "sample"
    shutil.copytree(demo, folder)
    return Sample(folder)


@pytest.fixture(scope="session")
def exchanged_demo(demo: Path) -> tuple[Path, Exchanged]:
    """The demo's folder after more was exchanged, made once; never opened, only copied."""
    from tests.ui.exchanged import exchanged

    def make(folder: Path) -> Exchanged:
        shutil.copytree(demo, folder)
        return exchanged(Sample(folder))

    return kept("exchanged", make)


@pytest.fixture
def files(exchanged_demo: tuple[Path, Exchanged], sample: Sample) -> Exchanged:
    """The same in the sample's folder: ask for it before the context, which opens the vault."""
    folder, made = exchanged_demo
    shutil.copytree(folder, sample.folder, dirs_exist_ok=True)
    return made.within(sample.folder)


@pytest.fixture(scope="session")
def photographed() -> Path:
    """The sample of the screenshots, made once; every test works on a copy."""
    from tests.screenshots.sample import make_sample

    return kept("photographed", lambda folder: make_sample(folder) and None)[0]


@pytest.fixture(autouse=True)
def own_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing of the person who runs the tests is read or written."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.delenv("DATAPACT_VAULT", raising=False)
    monkeypatch.delenv("DATAPACT_PASSPHRASE_FILE", raising=False)
    return tmp_path / "xdg_config_home"


LONG_TO_COLLECT = 0.05
"""Seconds of the processor."""


def stop_timers() -> None:
    """Those of windows that the test left: in the midst of another test they would ask a worker that is gone."""
    for window in QApplication.topLevelWidgets():
        for timer in window.findChildren(QTimer):
            timer.stop()


@pytest.fixture(autouse=True)
def _cycles_in_this_thread() -> Iterator[None]:
    """As the application does it: widgets in cycles are never destroyed in a thread of the runner.

    What is left after a collection that took long (modules, templates, what is remembered) stays as a rule, and no later
    one looks at it again: each would take a third of a second.
    """
    hold_collection()
    yield
    stop_timers()
    began = time.thread_time()
    gc.collect()
    if time.thread_time() - began > LONG_TO_COLLECT:
        gc.freeze()
    release_collection()


def objects_of_qt(value: object, depth: int = 3) -> Iterator[QObject]:
    """Those in a value, in what it holds, and in what that holds: the first twenty of each."""
    if isinstance(value, QObject):
        yield value
    elif depth:
        held: Iterable[object] = ()
        if isinstance(value, tuple | list | set | frozenset):
            held = value
        elif isinstance(value, dict):
            held = value.values()
        elif is_dataclass(value):
            held = (getattr(value, one.name, None) for one in fields(value))
        for one in islice(held, 20):
            yield from objects_of_qt(one, depth - 1)


@pytest.fixture(autouse=True)
def _jobs_return_plain_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """An object of Qt that a job made lives in the thread of a lane, where nobody handles its events."""
    deliver = Runner._take_outcome

    def plain(runner: Runner, number: int) -> Outcome:
        outcome = deliver(runner, number)
        assert not [*objects_of_qt(outcome.value)]
        return outcome

    monkeypatch.setattr(Runner, "_take_outcome", plain)


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return QApplication


@pytest.fixture(scope="session")
def fonts(qapp: QApplication) -> None:
    """Our fonts, made known to Qt once: it reads them anew each time."""
    load_fonts()


@pytest.fixture
def styled(qapp: QApplication, fonts: None) -> QApplication:
    """The application as it looks: Fusion, our fonts, our light palette."""
    if not qapp.property("datapact_styled"):
        qapp.setStyle(DataPactStyle())
        qapp.setProperty("datapact_styled", True)
    apply_theme(qapp, "light")
    return qapp


@pytest.fixture
def dialogs() -> AnsweredDialogs:
    return AnsweredDialogs()


@pytest.fixture
def context(sample: Sample, dialogs: AnsweredDialogs, styled: QApplication) -> Iterator[AppContext]:
    """Anna Keller's context (legal, signatory, admin) in a copy of the sample vault; ``context.places`` notes where it went."""
    made = AppContext(read_opened(sample.unlocked(sample.keller, "anna-keller")), dialogs)  # type: ignore[arg-type]
    places: list[Place] = []
    made.went.connect(places.append)
    made.places = places  # type: ignore[attr-defined]
    broken: list[BaseException] = []
    made.worker.broke.connect(broken.append)
    yield made
    made.save_remembered()  # else its timer writes into a folder that is gone, in the next test
    made.worker.close()
    assert not broken, broken
    made.deleteLater()


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two houses of ``tests.agreements.negotiated``, once a file of tests."""
    from tests.agreements.negotiated import found_houses

    folder = tmp_path_factory.mktemp("houses")
    found_houses(folder, utc_now)
    return folder


@pytest.fixture
def table(houses: Path, tmp_path: Path) -> Iterator[Table]:
    """A table at which they negotiate; Anna's vault is closed by her context."""
    from tests.agreements.negotiated import at_table

    made = at_table(houses, tmp_path / "copies", utc_now)
    yield made
    made.sofia.close()
    made.martin.close()


@pytest.fixture
def at_context(
    table: Table, dialogs: AnsweredDialogs, styled: QApplication, qtbot: QtBot
) -> Iterator[Callable[[], AgreementView]]:
    """Opens the agreement of the table at Anna Keller's context; ``context.places`` notes where it went."""
    from datapact_ui.agreement_page.page.agreement_view import AgreementView
    from tests.ui.exchanged import settled

    made: list[tuple[AppContext, AgreementView]] = []

    def open_view() -> AgreementView:
        context = AppContext(read_opened(table.anna), dialogs)  # type: ignore[arg-type]
        context.places = []  # type: ignore[attr-defined]
        context.went.connect(context.places.append)  # type: ignore[attr-defined]
        context.worker.broke.connect(lambda error: pytest.fail(repr(error)))
        context.worker.failed.connect(lambda error: pytest.fail(str(error)))
        view = AgreementView(context, table.history)
        view.resize(1200, 800)
        qtbot.addWidget(view)
        view.show()
        settled(context, qtbot)
        made.append((context, view))
        return view

    yield open_view
    for context, view in made:
        view.close()
        context.save_remembered()
        context.worker.close()
    if not made:
        table.anna.close()
