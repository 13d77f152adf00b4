"""Days and hours as people type them, and the wheel that must not change an answer in passing."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from datapact.base.date_formats import day_in_prose, read_time_of_day, read_written
from datapact.cli.kit import moments
from datapact_ui.kit.fields.day_field import DayField, SetDayField, read_day
from datapact_ui.kit.fields.moment_field import MomentField
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.widgets.wheel_free import ComboBox, SpinBox
from tests.depth import examples

BEFORE = date(2026, 11, 26)


@pytest.mark.parametrize(
    "text", ["14.03.2023", "14.3.2023", "14/03/2023", "2023-03-14", "14.03.23", "14. März 2023", "14 March 2023"]
)
def test_ways_to_write_a_day(text: str) -> None:
    assert read_day(text) == date(2023, 3, 14)


@settings(max_examples=examples(200))
@given(
    st.dates(date(1990, 1, 1), date(2068, 12, 31)),
    st.sampled_from(["iso", "dots", "short", "dd.MM.y", "d. MMMM y", "d MMMM y", "d. MMM y", "MMMM d, y", "MMM d, y"]),
    st.sampled_from(["de", "en"]),
)
def test_a_day_is_the_same_wherever_it_is_written(day: date, form: str, language: str) -> None:
    """A field, an option of a command, a cell of a file and the text of a contract are read by one reader."""
    ways = {
        "iso": day.isoformat(),
        "dots": f"{day.day}. {day.month}. {day.year}",
        "short": f"{day:%d.%m.}{day.year % 100:02}",
    }
    text = ways.get(form) or format_date(day, form, locale=language)
    assert read_day(text) == day
    if form != "short":  # of two digits a file takes this century, and prose wants four
        assert moments.read_day(text) == read_written(text) == day
        assert day_in_prose(f"Der Vertrag endet am {text}, wenn nicht anders vereinbart.") == day


@pytest.mark.parametrize("text", ["", "14", "14.03", "14. Nirgends 2023", "31.02.2023", "14.03.2023 noon"])
def test_what_is_no_day(text: str) -> None:
    assert read_day(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("16:30", time(16, 30)),
        ("16.30", time(16, 30)),
        ("1630", time(16, 30)),
        ("9 Uhr", time(9)),
        ("25:00", None),
        ("", None),
    ],
)
def test_ways_to_write_a_time(text: str, found: time | None) -> None:
    assert read_time_of_day(text) == found


@pytest.fixture
def edit(styled: QApplication, qtbot: QtBot) -> SetDayField:
    made = SetDayField("day", "Day", BEFORE)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("how", ["all", "clicked"])
def test_a_day_typed_over_another_is_taken_whole(edit: SetDayField, how: str) -> None:
    told: list[str] = []
    edit.edited.connect(told.append)
    edit.line.setFocus()
    if how == "clicked":
        QTest.mouseClick(edit.line, Qt.MouseButton.LeftButton, pos=edit.line.rect().center())
    edit.line.selectAll()
    QTest.keyClicks(edit.line, "14.03.2023")
    QTest.keyClick(edit.line, Qt.Key.Key_Tab)
    assert edit.day() == date(2023, 3, 14)
    assert told == ["2023-03-14"]


def test_what_cannot_be_read_is_said_and_the_day_stands_as_before(edit: SetDayField) -> None:
    edit.line.selectAll()
    QTest.keyClicks(edit.line, "14.03")
    QTest.keyClick(edit.line, Qt.Key.Key_Return)
    assert edit.day() == BEFORE
    assert read_day(edit.line.text()) == BEFORE
    problem = edit.findChild(QWidget, "problem-day")
    assert problem is not None
    assert not problem.isHidden()
    edit.line.selectAll()
    QTest.keyClicks(edit.line, "14.03.2023")
    assert problem.isHidden()


def test_arrows_step_and_no_later_day_than_allowed(edit: SetDayField) -> None:
    edit.set_latest(date(2026, 11, 27))
    for _time in range(3):
        QTest.keyClick(edit.line, Qt.Key.Key_Up)
    assert edit.day() == date(2026, 11, 27)
    edit.line.selectAll()
    QTest.keyClicks(edit.line, "28.11.2026")
    assert edit.day() == date(2026, 11, 27)


@pytest.fixture
def may_be_empty(styled: QApplication, qtbot: QtBot) -> DayField:
    made = DayField("day", "Day", None, BEFORE)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_day_that_need_not_be_known_can_be_taken_away(may_be_empty: DayField) -> None:
    told: list[str | None] = []
    may_be_empty.edited.connect(told.append)
    may_be_empty.line.selectAll()
    QTest.keyClick(may_be_empty.line, Qt.Key.Key_Delete)
    assert may_be_empty.day() is None
    assert not may_be_empty.why_wrong()
    QTest.keyClicks(may_be_empty.line, "14.03.2023")
    QTest.keyClick(may_be_empty.line, Qt.Key.Key_Up)
    assert told == [None, "2023-03-14", "2023-03-15"]


def test_what_cannot_be_read_stays_where_a_day_may_be_empty(may_be_empty: DayField) -> None:
    told: list[str | None] = []
    may_be_empty.edited.connect(told.append)
    may_be_empty.line.selectAll()
    QTest.keyClicks(may_be_empty.line, "14.03")
    QTest.keyClick(may_be_empty.line, Qt.Key.Key_Return)
    assert may_be_empty.line.text() == "14.03"
    assert may_be_empty.why_wrong() == "This is not a day. Write it like 31/12/2027."
    assert not told
    may_be_empty.line.selectAll()
    QTest.keyClicks(may_be_empty.line, "14.03.23")  # whole only once it is left: 14.03.20 may go on as 14.03.2023
    QTest.keyClick(may_be_empty.line, Qt.Key.Key_Return)
    assert told == ["2023-03-14"]


def test_a_moment_is_typed(styled: QApplication, qtbot: QtBot) -> None:
    field = MomentField("aware", "Aware", datetime(2026, 11, 26, 12, 48, tzinfo=UTC))
    qtbot.addWidget(field)
    field.show()
    field.day.line.selectAll()
    QTest.keyClicks(field.day.line, "25.11.2026")
    field.time.selectAll()
    QTest.keyClicks(field.time, "7:05")
    moment = field.moment()
    assert moment is not None
    assert moment.astimezone().replace(tzinfo=None) == datetime(2026, 11, 25, 7, 5)


def test_the_wheel_passes_over_fields(styled: QApplication, qtbot: QtBot) -> None:
    area = ScrollPage()
    page = QWidget()
    column = QVBoxLayout(page)
    box, number = ComboBox(), SpinBox()
    box.addItems(["not judged yet", "no risk", "a risk"])
    number.setRange(0, 9)
    for field in (box, number):
        column.addWidget(field)
    filler = QWidget()
    filler.setFixedHeight(2_000)
    column.addWidget(filler)
    area.set_page(page)
    area.resize(300, 200)
    qtbot.addWidget(area)
    area.show()
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    for field in (box, number):
        field.setFocus()
        area.verticalScrollBar().setValue(0)
        _turn(field)
        assert area.verticalScrollBar().value() > 0
    assert (box.currentIndex(), number.value()) == (0, 0)


def _turn(widget: QWidget) -> None:
    window = widget.window()
    place = widget.mapTo(window, widget.rect().center())
    QTest.wheelEvent(window.windowHandle(), QPointF(place), QPoint(0, -120))
