"""The list of agreements in its window: model, search, chips, views, selection, keys, what is done with several."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QStackedWidget, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from datapact.agreements.views import list as browse
from datapact.agreements.views.filters import Filters
from datapact.base.texts import Language, use_language
from datapact_ui.agreements.agreements_view import AgreementsView
from datapact_ui.agreements.all_agreements import AllAgreements
from datapact_ui.agreements.columns import agreement_columns
from datapact_ui.exchange.sending.bulk_send_dialog import BulkSendDialog
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.tables.rows_model import PAGE, PagedRows, RowsModel
from datapact_ui.overview.network_table import NetworkTable
from tests.agreements.listed_rows import fill
from tests.ui.conftest import AnsweredDialogs

ROWS = 50


@pytest.fixture
def full_context(context: AppContext) -> AppContext:
    """The sample vault with fifty rows more."""
    with context.worker.acting.vault.write() as session:
        fill(session, ROWS)
    return context


@pytest.fixture
def view(full_context: AppContext, qtbot: QtBot) -> AgreementsView:
    made = AgreementsView(full_context)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    settle(full_context)
    return made


def settle(context: AppContext) -> None:
    assert context.worker.wait_until_idle()


def shown(view: AgreementsView) -> list[browse.ListedAgreement]:
    rows = [view.model.row(place) for place in range(view.model.rowCount())]
    return [row for row in rows if row is not None]


def child(view: QWidget, name: str) -> QWidget:
    found = view.findChild(QWidget, name)
    assert found is not None, name
    return found


def search(view: AgreementsView, line: str) -> list[browse.ListedAgreement]:
    view.search.setText(line)
    settle(view.context)
    return shown(view)


# ---- models ----


def test_the_model_keeps_the_rules_of_qt(full_context: AppContext) -> None:
    source = AllAgreements.of(full_context)
    model = RowsModel(agreement_columns())
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    with full_context.worker.acting.vault.read() as session:
        keys = browse.first_keys(session, Filters(), "number", full_context.today(), ROWS)
    model.show(PagedRows(keys, source.rows))
    assert model.rowCount() == len(keys)
    model.renew(PagedRows(keys, source.rows))
    model.show(PagedRows(keys[:3], source.rows))
    model.show(PagedRows([], source.rows))
    del tester


def test_rows_are_read_by_page_and_a_row_that_is_gone_stays_empty(full_context: AppContext) -> None:
    asked: list[int] = []
    source = AllAgreements.of(full_context)

    def rows(keys: object) -> dict[int, browse.ListedAgreement]:
        asked.append(len(list(keys)))  # type: ignore[call-overload]
        return source.rows(keys)  # type: ignore[arg-type]

    model = RowsModel(agreement_columns())
    with full_context.worker.acting.vault.read() as session:
        keys = browse.first_keys(session, Filters(), "number", full_context.today(), ROWS)
    model.show(PagedRows([*keys, 999_999, *keys], rows))
    for row in range(len(keys)):
        for column in range(model.columnCount()):
            model.data(model.index(row, column))
    assert asked == [min(PAGE, 2 * len(keys) + 1)]
    assert model.row(len(keys)) is None
    assert model.data(model.index(len(keys), 0)) is None


def test_both_tables_say_their_headings(view: AgreementsView) -> None:
    for model in (view.model, NetworkTable().lines):
        assert isinstance(model, QAbstractItemModel)
        headings = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount())]
        assert all(headings)


# ---- search and filters ----


def test_search_takes_words_and_fields_and_escape_empties_it(view: AgreementsView, qtbot: QtBot) -> None:
    everything = len(shown(view))
    found = search(view, "status:draft vibration")
    assert found
    assert all(row.status == "draft" and "Vibration" in row.title for row in found)
    assert len(found) < everything
    qtbot.keyClick(view.search, Qt.Key.Key_Escape)
    settle(view.context)
    assert len(shown(view)) == everything


def test_what_only_the_filters_hide_is_said_and_shown(view: AgreementsView) -> None:
    """A filter set an hour ago does not make the search say that nothing is there."""
    found = search(view, "status:draft vibration")
    view.narrow({"status": "expired"})
    settle(view.context)
    assert not search(view, "vibration status:expired status:terminated partner:nobody")
    search(view, "vibration")
    assert not shown(view)
    page = view._none_in_filters
    assert view._pages.currentWidget() is page
    assert page.button is not None
    page.button.click()
    settle(view.context)
    assert {row.id for row in found} <= {row.id for row in shown(view)}
    assert view.search.text() == "vibration", "the words stay"


def test_what_is_selected_waits_while_the_rows_in_sight_come_first(view: AgreementsView) -> None:
    keys = list(view.table.keys())
    chosen = [keys[0], keys[-1]]
    view.table.clearSelection()
    for place in (0, len(keys) - 1):
        view.table.selectionModel().select(
            view.model.index(place, 0),
            QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
        )
    assert view.table.selected_keys() == chosen
    view.table.show_first(keys[1:5])
    assert view.table.selected_keys() == []
    view.table.show_first(keys[:3])
    assert view.table.selected_keys() == chosen[:1]
    view.table.show_keys(keys[:-2] + keys[-1:])
    assert view.table.selected_keys() == chosen
    view.table.show_keys(keys[:3])
    view.table.show_keys(keys)
    assert view.table.selected_keys() == chosen[:1], "only what the whole list shows stays selected"


def test_a_text_of_many_parties_is_read_before_it_is_opened(
    view: AgreementsView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    page = "datapact.agreements.views.agreement.agreement_page"
    monkeypatch.setattr(page, lambda _acting, history, _day: read.append(history))
    for fewest, expected in ((100, 0), (2, 1)):
        monkeypatch.setattr("datapact_ui.agreements.reading_ahead.MANY_PARTIES", fewest)
        view.table.setCurrentIndex(view.model.index(2 + expected, 0))
        settle(view.context)
        qtbot.waitUntil(lambda expected=expected: len(read) == expected)
    assert view.table.current() is not None
    assert read == [view.table.current().id]


def test_nothing_found_offers_to_show_all(view: AgreementsView, qtbot: QtBot) -> None:
    everything = len(shown(view))
    assert search(view, "thereisnosuchword") == []
    button = next(b for b in view.findChildren(QWidget, "empty-action") if b.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(view.context)
    assert len(shown(view)) == everything
    assert view.search.text() == ""


def test_chips_narrow_count_and_are_remembered(view: AgreementsView, qtbot: QtBot) -> None:
    chip = child(view, "filter-us")
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    settle(view.context)
    rows = shown(view)
    assert rows
    assert {row.turn for row in rows} == {"us"}
    assert chip.accessibleName().endswith(str(len(rows)))
    again = AgreementsView(view.context)
    qtbot.addWidget(again)
    settle(view.context)
    assert len(shown(again)) == len(rows)
    qtbot.mouseClick(child(view, "filter-clear"), Qt.MouseButton.LeftButton)
    settle(view.context)
    assert len(shown(view)) > len(rows)


def test_the_menu_of_a_chip_chooses_among_states(view: AgreementsView, qtbot: QtBot) -> None:
    qtbot.mouseClick(child(view, "filter-status"), Qt.MouseButton.LeftButton)
    menu = view.findChild(QMenu, "filter-status-menu")
    assert menu is not None
    next(action for action in menu.actions() if action.text().startswith("Expired")).trigger()
    menu.close()
    settle(view.context)
    assert {row.status for row in shown(view)} == {"expired"}


def test_a_saved_view_comes_back_with_filters_words_and_order(view: AgreementsView, dialogs: AnsweredDialogs) -> None:
    search(view, "kind:pilot")
    view.table.horizontalHeader().setSortIndicator(0, Qt.SortOrder.AscendingOrder)
    settle(view.context)
    kept = [row.id for row in shown(view)]
    dialogs.text = "Pilots"
    view.views.ask_to_keep()
    view.table.horizontalHeader().setSortIndicator(1, Qt.SortOrder.DescendingOrder)
    search(view, "")
    assert [row.id for row in shown(view)] != kept
    view.views.go_to("Pilots")
    settle(view.context)
    assert [row.id for row in shown(view)] == kept
    assert view.table.sort() == "number"
    view.views.forget("Pilots")
    assert view.views.views() == {}


def test_a_saved_view_of_what_waits_for_me_knows_the_steps_of_today(
    view: AgreementsView, dialogs: AnsweredDialogs
) -> None:
    view.narrow({"mine": "1"})
    settle(view.context)
    now = view._filters.steps
    assert len(now) > 1
    view._filters = replace(view._filters, steps=now[:1])  # as a program kept it that knew fewer steps
    dialogs.text = "For me"
    view.views.ask_to_keep()
    view.narrow({})
    view.views.go_to("For me")
    settle(view.context)
    assert (view._filters.turn, view._filters.steps) == ("us", now)


def test_the_overview_can_ask_for_filters(view: AgreementsView) -> None:
    view.narrow({"status": "signed,in_force", "partner": "keller gmbh"})
    settle(view.context)
    rows = shown(view)
    assert rows
    assert {row.status for row in rows} <= {"signed", "in_force"}
    assert all("Keller GmbH" in row.partners for row in rows)


# ---- table ----


def test_selection_and_current_row_survive_a_refresh_in_another_order(view: AgreementsView) -> None:
    view.table.selectRow(7)
    chosen = view.table.selected_keys()
    view.table.horizontalHeader().setSortIndicator(1, Qt.SortOrder.AscendingOrder)
    settle(view.context)
    assert view.table.selected_keys() == chosen
    assert view.table.current_key() == chosen[0]
    with view.context.worker.acting.vault.write() as session:
        fill(session, 5, seed=9)
    view.context.changed.emit(frozenset({"list"}))
    settle(view.context)
    assert view.table.selected_keys() == chosen


def test_columns_are_chosen_ordered_and_remembered(view: AgreementsView, qtbot: QtBot) -> None:
    menu = view.table.columns_menu(view)
    next(action for action in menu.actions() if action.text() == "Kind").setChecked(False)
    view.table.horizontalHeader().moveSection(0, 3)
    again = AgreementsView(view.context)
    qtbot.addWidget(again)
    settle(view.context)
    assert again.table.isColumnHidden(2)
    assert again.table.horizontalHeader().visualIndex(0) == 3
    again.table.use_usual_columns()
    assert not again.table.isColumnHidden(2)
    assert again.table.horizontalHeader().visualIndex(0) == 0


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_usual_columns_fit_and_no_heading_is_cut_off(
    full_context: AppContext, qtbot: QtBot, language: Language
) -> None:
    use_language(language)
    try:
        rooms = QStackedWidget()
        qtbot.addWidget(rooms)
        rooms.addWidget(QWidget())
        rooms.resize(1168, 560)
        rooms.show()
        made = AgreementsView(
            full_context
        )  # made behind another room, then brought to the front, as the window does it
        rooms.addWidget(made)
        settle(full_context)
        rooms.setCurrentWidget(made)
        for width in (1500, 1252, 1360, 1168, 1000):  # what is left of 1360 is the rail's
            rooms.resize(width, 700)
            settle(full_context)
            QApplication.processEvents()
            header = made.table.horizontalHeader()
            assert header.length() <= made.table.viewport().width()
            for place, column in enumerate(agreement_columns()):
                words = header.fontMetrics().horizontalAdvance(column.heading)
                assert made.table.isColumnHidden(place) or header.sectionSize(place) > words, column.name
        assert full_context.recall("agreements.columns") is None, "nobody chose these widths"
    finally:
        use_language("en")


def test_keys_reach_everything(view: AgreementsView, qtbot: QtBot) -> None:
    places = view.context.places  # type: ignore[attr-defined]
    view.take_focus()
    qtbot.keyClick(view.table, Qt.Key.Key_Home)
    qtbot.keyClick(view.table, Qt.Key.Key_Down)
    row = view.model.row(view.table.currentIndex().row())
    assert row is not None
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert (places[-1].view, places[-1].key) == ("agreement", row.id)
    view.focus_search()
    qtbot.keyClicks(view.search, "energie")
    settle(view.context)
    qtbot.keyClick(view.search, Qt.Key.Key_Down)
    assert view.table.currentIndex().isValid()
    assert all("Energie" in row.title for row in shown(view))


def test_typing_ahead_goes_to_the_next_title(view: AgreementsView, qtbot: QtBot) -> None:
    view.table.selectRow(0)
    qtbot.keyClicks(view.table, "bild")
    settle(view.context)
    row = view.model.row(view.table.currentIndex().row())
    assert row is not None
    assert row.title.startswith("Bilddaten")


def test_status_is_said_as_a_word(view: AgreementsView) -> None:
    index = view.model.index(0, [column.name for column in agreement_columns()].index("status"))
    assert index.data(Qt.ItemDataRole.DisplayRole)
    assert str(index.data(Qt.ItemDataRole.AccessibleTextRole)).startswith("Status: ")


# ---- several at once ----


def test_archive_and_back(view: AgreementsView, qtbot: QtBot) -> None:
    before = len(shown(view))
    view.table.selectRow(0)
    (key,) = view.table.selected_keys()
    view.findChild(QToolButton, "archive-selected-button").click()  # type: ignore[union-attr]
    settle(view.context)
    settle(view.context)
    assert len(shown(view)) == before - 1
    qtbot.mouseClick(child(view, "filter-archived"), Qt.MouseButton.LeftButton)
    settle(view.context)
    assert key in list(view.table.keys())


def test_the_sample_agreement_is_exported(view: AgreementsView, dialogs: AnsweredDialogs, tmp_path: Path) -> None:
    view.table.horizontalHeader().setSortIndicator(0, Qt.SortOrder.AscendingOrder)
    assert search(view, "KI-Pilot") or search(view, "pilot")
    view.table.selectRow(0)
    dialogs.folder = tmp_path
    view._export.trigger()  # the action, as menu and palette trigger it
    settle(view.context)
    settle(view.context)
    (file,) = tmp_path.glob("*.pdf")
    assert file.read_bytes().startswith(b"%PDF-")
    assert ("show_in_folder", (file,)) in dialogs.asked


def sending(view: AgreementsView) -> BulkSendDialog:
    view._send.trigger()
    settle(view.context)
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, BulkSendDialog) and w.isVisible())
    return dialog


def test_what_cannot_be_sent_is_named_and_the_rest_is_done(
    view: AgreementsView, dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    search(view, "status:offered")  # rows without a history: none of them can be sent
    view.table.selectAll()
    dialogs.folder = tmp_path
    dialog = sending(view)
    dialog.write.click()
    settle(view.context)
    settle(view.context)
    assert "could not be written" in " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert list(tmp_path.glob("*.dpact")) == []


def test_drafts_are_offered_only_after_a_question(view: AgreementsView, dialogs: AnsweredDialogs) -> None:
    search(view, "status:draft")
    view.table.selectAll()
    dialog = sending(view)
    assert "are drafts and become offers" in " ".join(label.text() for label in dialog.findChildren(QLabel))
    dialog.reject()
    settle(view.context)
    assert dialogs.asked == []


def test_a_new_agreement_begins_where_the_template_is_chosen(view: AgreementsView) -> None:
    view.new_agreement()
    place = view.context.places[-1]  # type: ignore[attr-defined]
    assert place.view == "interview"
    assert not place.options.get("template")


def test_the_context_menu_belongs_to_the_row(view: AgreementsView) -> None:
    view.table.selectRow(0)
    view.table.customContextMenuRequested.emit(QPoint(10, 10))
    menu = view.findChild(QMenu, "agreement-menu")
    assert menu is not None
    assert "Open" in [action.text() for action in menu.actions()]
    menu.close()


def test_an_empty_vault_says_what_to_do_first(view: AgreementsView) -> None:
    with view.context.worker.acting.vault.write() as session:
        session.connection().exec_driver_sql("DELETE FROM agreement")
    view.context.changed.emit(frozenset({"list"}))
    settle(view.context)
    heading = view._pages.currentWidget().accessibleName()
    assert heading == "No agreements yet"


def test_every_control_has_a_name(view: AgreementsView) -> None:
    for widget in view.findChildren(QWidget):
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible():
            reader = QAccessible.queryAccessibleInterface(widget)
            assert reader.text(QAccessible.Text.Name) or widget.parent() is view.table, widget.objectName() or widget


def test_a_double_click_opens_although_the_rows_came_anew_between_its_clicks(view: AgreementsView) -> None:
    opened: list[object] = []
    view.table.opened.connect(opened.append)
    keys, at = list(view.table.keys()), view.table.visualRect(view.table.lines.index(1, 0)).center()
    QTest.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    view.table.show_keys(keys[:-1])
    QTest.mouseDClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert len(opened) == 1
