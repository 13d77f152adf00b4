"""A long text is written in portions: the first at once, a place that is not written yet as soon as it is."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from datapact.contract.text.marked import MarkedPlace, Piece
from datapact_ui.kit.text import reader as reader_module
from datapact_ui.kit.text.reader import Reader
from datapact_ui.kit.text.text_document import written_text
from datapact_ui.kit.theme.colours import colours_of

PLACES = [MarkedPlace(f"p{n}", "paragraph", str(n), "same", (Piece(f"Satz {n}."),)) for n in range(95)]


@pytest.fixture
def reader(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.setattr(reader_module, "_PORTION_SECONDS", 0)  # one step each time
    made = Reader("text", "Text")
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    return made


def write(reader: Reader) -> None:
    reader.write(written_text(reader.page.document(), {"de": PLACES}, {}, colours_of(QApplication.palette())))


def test_a_long_text_is_written_in_portions_and_whole_in_the_end(reader: Reader, qtbot: QtBot) -> None:
    write(reader)
    assert "Satz 0." in reader.page.toPlainText()
    assert "Satz 94." not in reader.page.toPlainText()
    qtbot.waitUntil(lambda: not reader.writing)
    numbers = [line.split("\u2002")[0] for line in reader.page.toPlainText().splitlines() if line]
    assert numbers == [str(n) for n in range(95)]


def test_a_place_that_is_not_written_yet_is_shown_once_it_is(reader: Reader, qtbot: QtBot) -> None:
    write(reader)
    reader.go_to("p90")
    assert reader.page.verticalScrollBar().value() == 0
    qtbot.waitUntil(lambda: not reader.writing)
    assert reader.page.verticalScrollBar().value() > 0
    assert reader.at_cursor({"p90"}) == ("p90", "")


def test_who_searches_or_asks_for_the_document_gets_all_of_it(reader: Reader) -> None:
    write(reader)
    assert "Satz 94." in reader.document.toPlainText()
    write(reader)
    reader.find_bar.open()
    reader.find_bar.field.setText("Satz 94.")
    assert reader.find_bar.count.text().startswith("1 ")


def test_words_in_its_place_end_the_writing(reader: Reader, qtbot: QtBot) -> None:
    write(reader)
    reader.write_plain("Kein Text.")
    qtbot.wait(20)
    assert reader.page.toPlainText() == "Kein Text."


def test_a_text_that_is_written_anew_stays_where_it_was_scrolled_to(reader: Reader, qtbot: QtBot) -> None:
    write(reader)
    qtbot.waitUntil(lambda: not reader.writing)
    bar = reader.page.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    write(reader)
    qtbot.waitUntil(lambda: not reader.writing)
    assert abs(bar.value() - bar.maximum() // 2) <= 1


def test_a_place_that_was_asked_for_stays_on_top_while_the_rest_is_written(reader: Reader, qtbot: QtBot) -> None:
    write(reader)
    qtbot.waitUntil(lambda: not reader.writing)
    reader.page.verticalScrollBar().setValue(reader.page.verticalScrollBar().maximum())
    write(reader)
    reader.go_to("p10")
    top = reader.page.verticalScrollBar().value()
    qtbot.waitUntil(lambda: not reader.writing)
    assert reader.page.verticalScrollBar().value() == top


def test_a_language_without_a_place_is_an_empty_page(reader: Reader) -> None:
    """A partner who changed words of one language alone: the other one has nothing to show."""
    reader.write(written_text(reader.page.document(), {"de": []}, {}, colours_of(QApplication.palette())))
    assert not reader.page.toPlainText().strip()
