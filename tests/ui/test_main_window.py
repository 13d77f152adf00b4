"""The frame: rail, pages and the way back, menus, palette, errors, faults, guide."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QMenu, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from datapact.base.errors import Damaged, WrongUse
from datapact.base.fault_report import report_of
from datapact.base.local_log import last_lines, log_file, start_log, stop_log
from datapact.base.texts import N_, current_language, use_language
from datapact.organisation.acting.acting_member import Acting
from datapact_ui.kit.background.fault_report import FaultDialog, qt, show_fault
from datapact_ui.kit.background.progress_bar import ProgressBar
from datapact_ui.kit.background.read_ahead import views_loaded
from datapact_ui.kit.context.app_context import AppContext, Place
from datapact_ui.kit.context.pages import ROOM_CLASSES, view_modules
from datapact_ui.kit.dialogs import guide_pages
from datapact_ui.kit.dialogs.guide_pages import contents, page_text
from datapact_ui.kit.dialogs.guide_window import show_guide
from datapact_ui.shell import main_window
from datapact_ui.shell.fuzzy import folded, score
from datapact_ui.shell.main_window import MainWindow
from datapact_ui.shell.rail import rooms_for
from tests.acceptance.hands import scroll_to
from tests.depth import examples

from .conftest import AnsweredDialogs


@pytest.fixture
def window(context: AppContext, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(context)
    made.show()
    context.worker.wait_until_idle()
    yield made
    context.worker.wait_until_idle()
    made.hide()
    made.deleteLater()


def test_what_a_person_may_open_is_loaded_once_the_window_is_used(window: MainWindow, qtbot: QtBot) -> None:
    """The first page of an agreement takes half a second to load, in which no window may stand still."""
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    qtbot.waitUntil(views_loaded.is_set, timeout=60_000)
    assert set(view_modules()) <= sys.modules.keys()


def history(context: AppContext) -> str:
    from datapact.agreements.views.list import list_agreements

    with context.worker.acting.vault.read() as session:
        return list_agreements(session)[0].id


@pytest.mark.parametrize(
    ("roles", "first"),
    [
        ({"lead"}, "consent"),
        ({"lead", "legal", "signatory"}, "consent"),
        ({"signatory", "legal", "admin"}, "overview"),
        ({"legal"}, "agreements"),
        ({"auditor"}, "audit"),
        ({"admin"}, "partners"),
    ],
)
def test_the_rail_begins_where_the_role_begins(roles: set[str], first: str) -> None:
    rooms = rooms_for(roles)
    assert rooms[0] == first
    assert rooms[-1] == "settings"
    assert sorted(rooms) == sorted(ROOM_CLASSES)


def test_a_page_opens_above_its_room_and_back_leads_there(window: MainWindow, context: AppContext) -> None:
    context.show_view("agreements")
    room = window.view()
    context.open_agreement(history(context))
    assert [place.view for place in window.trail()] == ["agreements", "agreement"]
    assert window.findChild(QWidget, "back").isVisible()
    context.open_agreement(history(context), "history")
    assert [place.view for place in window.trail()] == ["agreements", "agreement"]
    window.go_back()
    assert window.view() is room
    window.go_back()
    assert window.view() is room
    assert not window.findChild(QWidget, "back").isVisible()
    context.open_agreement(history(context))
    window.new_agreement()
    assert [place.view for place in window.trail()] == ["agreements", "interview"]
    window.go_back()
    assert window.view() is room, "never the page of the agreement in front of which the new one was begun"


def test_every_room_is_reached_by_its_shortcut(window: MainWindow, qtbot: QtBot) -> None:
    for number, name in enumerate(rooms_for(window.context.identity.roles), 1):
        action = window.findChild(QAction, f"go-{name}")
        assert action.shortcut().toString() == f"Ctrl+{number}"
        action.trigger()
        assert window.view().name == name


def test_no_two_actions_share_a_shortcut_or_a_name(window: MainWindow, context: AppContext) -> None:
    for place in ("overview", "agreements", "partners", "settings"):
        context.show_view(place)
        actions = list(window.menus.every_action())
        keys = [key.toString() for action in actions for key in action.shortcuts()]
        assert len(keys) == len(set(keys)), (place, sorted(keys))
        names = [action.objectName() for action in actions]
        assert all(names)
        assert len(names) == len(set(names)), place


def test_no_view_takes_a_key_of_the_window() -> None:
    """Of two actions with one key Qt does neither."""
    keys = re.compile(r'"((?:(?:Ctrl|Alt|Shift)\+)+\w+|F\d+)"')
    folder = Path(main_window.__file__).parent
    own = set(keys.findall((folder / "main_window.py").read_text("utf-8")))
    assert "Ctrl+K" in own
    for file in sorted(folder.parent.rglob("*.py")):
        if file.parent not in (folder, folder.parent / "unlock"):
            assert not own & set(keys.findall(file.read_text("utf-8"))), file.name


def test_an_error_is_shown_in_words_above_the_view(
    window: MainWindow, context: AppContext, dialogs: AnsweredDialogs, qtbot: QtBot
) -> None:
    def refuse(_acting: Any, _progress: Any) -> None:
        raise WrongUse("There is nothing to do.")

    context.worker.change(context, "x", refuse)
    context.worker.wait_until_idle()
    assert window.errors.text() == "There is nothing to do."
    window.findChild(QWidget, "error-copy").click()
    assert dialogs.asked[-1] == ("copy", ("There is nothing to do.", False))
    qtbot.keyClick(window.errors, Qt.Key.Key_Escape)
    assert window.errors.text() == ""


def test_progress_appears_after_a_second_and_can_be_cancelled(
    window: MainWindow, context: AppContext, qtbot: QtBot
) -> None:
    import threading
    import time

    stop = threading.Event()

    def count(_acting: Any, progress: Any) -> None:
        for number in range(10_000):
            progress("Counting", number, 10_000)
            if stop.wait(0.01):
                return

    bar = window.findChild(QWidget, "progress")
    begun = time.monotonic()
    context.worker.change(context, "Counting", count)
    qtbot.wait(300)
    assert not bar.isVisible()
    qtbot.waitUntil(bar.isVisible, timeout=5000)
    assert time.monotonic() - begun > 0.9
    assert window.proof.state.isHidden()
    window.findChild(QWidget, "progress-cancel").click()
    assert context.worker.wait_until_idle(5000)
    assert not bar.isVisible()
    assert window.proof.state.isVisible()
    stop.set()


def test_work_that_nobody_asked_for_leaves_the_progress_alone(context: AppContext, qtbot: QtBot) -> None:
    import threading

    bar = ProgressBar(context.worker)
    qtbot.addWidget(bar)
    bar._appear.setInterval(0)
    quiet, go_on, said = threading.Event(), threading.Event(), QLabel()
    qtbot.addWidget(said)
    context.worker.run_apart(said, "", lambda _progress: quiet.wait(10), lambda _done: None)
    qtbot.wait(50)
    assert not bar.isVisible(), "no bar without words"
    quiet.set()
    assert context.worker.wait_until_idle(5000)

    context.worker.change(context, "Counting", lambda _acting, _progress: go_on.wait(10))
    qtbot.waitUntil(bar.isVisible)
    context.worker.run_apart(said, "", lambda _progress: "done", said.setText)
    qtbot.waitUntil(lambda: said.text() == "done")
    qtbot.wait(50)
    assert bar.isVisible(), "the change is still under way"
    assert bar._words.text() == "Counting"
    go_on.set()
    assert context.worker.wait_until_idle(5000)
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_a_fault_report_holds_nothing_of_a_message(qtbot: QtBot, dialogs: AnsweredDialogs) -> None:
    def broken(name: str) -> None:
        raise ValueError(f"secret {name}")

    try:
        broken("Maschinenbau Keller")
    except ValueError as error:
        report = report_of(error, qt())
        dialog = FaultDialog(error, dialogs)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    assert "ValueError" in report
    assert "broken" in report
    assert "secret" not in report
    assert "Keller" not in report
    dialog.findChild(QWidget, "fault-copy").click()
    assert dialogs.asked[-1] == ("copy", (report, False))


def about(window: MainWindow) -> QDialog:
    window.findChild(QAction, "about").trigger()
    return [dialog for dialog in window.findChildren(QDialog, "about") if dialog.isVisible()][-1]


def test_about_shows_the_log_of_this_computer(window: MainWindow, dialogs: AnsweredDialogs) -> None:
    first = about(window)
    assert first.findChild(QPlainTextEdit, "log-lines").toPlainText() == ""
    assert not first.findChild(QWidget, "log-folder").isEnabled()
    first.reject()
    start_log({})
    try:
        logging.getLogger("datapact.test").warning("something went wrong")
        window.context.worker.change(window, "", refused)
        assert window.context.worker.wait_until_idle()
    finally:
        stop_log()
    second = about(window)
    lines = second.findChild(QPlainTextEdit, "log-lines").toPlainText().splitlines()
    assert lines[0].endswith("WARNING datapact.test: something went wrong")
    assert "a step in a window ended with an error: datapact.base.errors.Damaged at " in lines[1]
    assert "Keller" not in lines[1]
    assert second.findChild(QLineEdit, "log-file").text() == str(log_file())
    second.findChild(QWidget, "log-copy").click()
    ((asked, (copied, secret)),) = dialogs.asked[-1:]
    assert (asked, secret) == ("copy", False)
    assert copied.splitlines()[1:] == lines
    assert copied.startswith("DataPact ")
    assert str(log_file().parent) not in copied
    second.findChild(QWidget, "log-folder").click()
    assert dialogs.asked[-1] == ("show_in_folder", (log_file(),))


def refused(_acting: Acting, _progress: object) -> None:
    raise Damaged("Maschinenbau Keller")


def test_a_fault_in_a_window_is_kept_beside_the_log(window: MainWindow, context: AppContext) -> None:
    show_fault(ZeroDivisionError("Maschinenbau Keller"), context.dialogs, window)
    (report,) = log_file().parent.glob("fault-*.txt")
    assert report.read_text("utf-8").endswith("builtins.ZeroDivisionError\n")
    for dialog in window.findChildren(FaultDialog):
        dialog.reject()


def test_a_result_that_holds_the_window_up_is_logged(
    window: MainWindow, context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("datapact_ui.kit.background.runner.STANDSTILL_SECONDS", 0.05)
    start_log({})
    try:
        context.worker.change(window, "", lambda _acting, _progress: 0.1, time.sleep)
        assert context.worker.wait_until_idle()
    finally:
        stop_log()
    assert "showing a result kept the window from answering for 0.1 s" in last_lines(1)[0]


def test_the_palette_finds_actions_agreements_and_partners(
    window: MainWindow, context: AppContext, qtbot: QtBot
) -> None:
    window.findChild(QAction, "command-palette").trigger()
    palette = window.findChild(QDialog, "command-palette")
    context.worker.wait_until_idle()
    field, found = palette.field, palette.list
    field.setText("lock")
    assert found.item(0).text().startswith("Lock")
    field.setText("institut")
    assert any("Partner" in found.item(row).text() for row in range(found.count()))
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert found.currentRow() == 0
    field.setText("martin vogt")
    assert found.item(0).text().startswith("Martin Vogt")
    field.setText("confidential")
    context.worker.wait_until_idle()
    assert any(found.item(row).text().endswith("in the text") for row in range(found.count()))
    field.setText("qqqq xyz")
    assert found.item(0).text().startswith("Nothing found")
    field.setText("dp-2026")
    went: list[Place] = []
    context.went.connect(went.append)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert went[-1].view == "agreement"


@settings(max_examples=examples(100), deadline=None)
@given(st.text(max_size=20), st.text(max_size=40))
def test_fuzzy_matching_takes_any_text(query: str, text: str) -> None:
    points = score(folded(query), folded(text))
    assert points is None or isinstance(points, int)


def test_fuzzy_matching_prefers_beginnings() -> None:
    def best(query: str) -> str:
        texts = ["Neue Vereinbarung", "Vereinbarungen", "Über DataPact", "Partner hinzufügen"]
        rated = {text: score(folded(query), folded(text)) for text in texts}
        return max((text for text in texts if rated[text] is not None), key=lambda text: rated[text] or 0)

    assert best("verein") == "Vereinbarungen"
    assert best("hinzu") == "Partner hinzufügen"
    assert best("uber") == "Über DataPact"
    assert best("ph") == "Partner hinzufügen"


def test_a_key_in_the_palette_reads_no_page_of_the_guide_again(
    window: MainWindow, context: AppContext, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    first = guide_pages.pages_with("sign", current_language())
    assert first
    read: list[str] = []
    monkeypatch.setattr(guide_pages, "page_text", lambda name, _language: read.append(name))
    assert guide_pages.pages_with("signa", current_language())
    assert guide_pages.pages_with("sign", current_language()) == first
    assert not read


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_guide_has_no_dead_link_and_a_page_for_every_view(
    window: MainWindow, context: AppContext, language: str, qtbot: QtBot
) -> None:
    import re

    from datapact_ui.kit.dialogs.guide_pages import image

    use_language(language)  # type: ignore[arg-type]
    names = [page.name for page in contents(language)]  # type: ignore[arg-type]
    for name in names:
        text = page_text(name, language) or ""  # type: ignore[arg-type]
        for target in re.findall(r"\]\(([a-z0-9-]+)\.md", text):
            assert page_text(target, language) is not None, (name, target)  # type: ignore[arg-type]
        for picture in re.findall(r"!\[[^]]*\]\(([^)]+)\)", text):
            assert image(picture.rpartition("/")[2]) is not None, (name, picture)
    for place in ("overview", "agreements", "partners", "settings"):
        context.show_view(place)
        assert page_text(window.view().help_page, language) is not None, place  # type: ignore[arg-type]
    context.open_agreement(history(context))
    assert window.view().help_page in names


def test_both_languages_of_the_guide_have_the_same_pages() -> None:
    assert [page.name for page in contents("de")] == [page.name for page in contents("en")]


def test_the_guide_shows_pages_and_searches_them(window: MainWindow, qtbot: QtBot) -> None:
    guide = show_guide(window, "audit")  # a long page
    qtbot.waitUntil(lambda: guide.browser.verticalScrollBar().maximum() > 0)
    assert guide.browser.verticalScrollBar().value() == 0
    guide = show_guide(window, "settings")
    assert guide.browser.page == "settings"
    guide.findChild(QWidget, "guide-filter").setText("fingerprint")
    listed = guide.findChild(QWidget, "guide-contents")
    shown = [listed.item(row).text() for row in range(listed.count()) if not listed.item(row).isHidden()]
    assert 0 < len(shown) < listed.count()
    assert show_guide(window, "no-such-page") is guide
    assert guide.browser.page == "index"
    guide.show_page("settings")
    guide.findChild(QWidget, "guide-filter").setText("fingerprint")
    marks = guide.browser.extraSelections()
    assert marks
    assert all(mark.cursor.selectedText().casefold() == "fingerprint" for mark in marks)
    guide.findChild(QWidget, "guide-filter").setText("vvt-qqq")
    assert not guide.browser.extraSelections()
    guide.close()


@pytest.mark.parametrize(
    ("typed", "view", "options"),
    [
        ("art. 15", "consent", {"tab": "records", "whom": "1"}),
        ("auskunft", "consent", {"tab": "records", "whom": "1"}),
        ("access", "consent", {"tab": "records", "whom": "1"}),
        ("datenpanne", "calendar", {"tab": "breaches"}),
        ("art 30", "audit", {"section": "registers"}),
        ("passwort", "settings", {"group": "own"}),
    ],
)
def test_the_palette_understands_everyday_words(
    window: MainWindow, context: AppContext, qtbot: QtBot, typed: str, view: str, options: dict[str, str]
) -> None:
    window.open_palette()
    palette = window.findChild(QDialog, "command-palette")
    context.worker.wait_until_idle()
    went: list[Place] = []
    context.went.connect(went.append)
    palette.field.setText(typed)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert (went[-1].view, went[-1].options) == (view, options)


def test_an_error_goes_once_something_succeeds_or_another_page_is_shown(
    window: MainWindow, context: AppContext
) -> None:
    for clear in (lambda: context.changed.emit(frozenset({"partners"})), lambda: window.go(Place("partners"))):
        window.errors.show_error(WrongUse(N_("Say why: --reason TEXT.")))
        assert window.errors.text()
        context.changed.emit(frozenset({"settings"}))
        assert window.errors.text()
        clear()
        assert not window.errors.text()


def test_settings_are_remembered_within_a_second_and_at_lock(context: AppContext) -> None:
    from datapact.vault.database.settings import read_settings

    context.remember("x", [1, "a"])
    context.before_lock.emit()
    context.worker.wait_until_idle()
    with context.worker.acting.vault.read() as session:
        assert read_settings(session, "anna-keller")["x"] == [1, "a"]
    assert context.recall("missing", 7) == 7


def test_a_hand_clicks_in_a_menu_that_is_higher_than_the_screen(
    window: MainWindow, context: AppContext, qtbot: QtBot
) -> None:
    context.show_view("agreements")
    menu = window.findChild(QMenu, "view-menu")
    done: list[int] = []
    made = [menu.addAction(f"Step {n}") for n in range(90)]
    menu.triggered.connect(lambda action: done.append(made.index(action)) if action in made else None)
    for wanted in (60, 89, 3):
        menu.popup(QPoint())
        qtbot.waitUntil(menu.isVisible)
        assert menu.actionGeometry(made[0]).left() == menu.actionGeometry(made[-1]).left(), "one column, which scrolls"
        assert menu.height() <= menu.screen().availableGeometry().height()
        scroll_to(menu, made[wanted])
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(made[wanted]).center())
        qtbot.waitUntil(menu.isHidden)
    assert done == [60, 89, 3]
