"""Ctrl+K answers everyday questions: forty in each language, and what should stand first. The guide goes to the place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from datapact.base.texts import Language, current_language, use_language
from datapact.base.texts import _ as words_of
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.dialogs.guide_pages import contents
from datapact_ui.kit.dialogs.guide_window import GuidePageBrowser, GuideWindow, _written, show_guide
from datapact_ui.shell.command_palette import CommandPalette, Entry
from datapact_ui.shell.fuzzy import folded, matter
from datapact_ui.shell.main_window import MainWindow
from datapact_ui.shell.topics import TOPICS
from tests.ui.exchanged import settled

NEAR = 3
"""Lines from the top in which the answer must stand."""
GERMAN = """
Art. 15 | Access request
Auskunft | Access request
Auskunft nach Art. 15 | Access request
Jemand will Auskunft | Access request
wer hat die Daten bekommen? | Who received
Wem haben wir Daten geschickt | Who received
Widerruf | Record a withdrawal
Einwilligung zurückziehen | Record a withdrawal
Widerspruch gegen Werbung | Record a withdrawal
wer darf | May we share
darf ich das teilen? | May we share
Dürfen wir Daten weitergeben | May we share
löschen | Erase a person
Wie lösche ich eine Person? | Erase a person
Recht auf Vergessenwerden | Erase a person
falsche Daten korrigieren | Correct a person
Rechnung | Costs and payment
Was kostet das? | Costs and payment
wer zahlt | Costs and payment
Kündigung | End an agreement
Vertrag kündigen | End an agreement
Wie verlängere ich den Vertrag? | Amend an agreement
Nachtrag | Amend an agreement
unterschreiben | Sign:
wie unterschreibe ich | Sign:
Wer darf unterschreiben? | Who may sign
Freigabe | Who must approve
Datenpanne | Report a data breach
Wir wurden gehackt | Report a data breach
Meldung an die Behörde | Report a data breach
Was ist heute fällig? | What needs us today
Partner erinnern | Remind a partner
Termine nach Outlook | Calendar file
Welche Verträge laufen aus | Agreements that end soon
Verarbeitungsverzeichnis | Records of processing
Prüfer einladen | Open an audit
neuer Kollege | Members, roles
Passwort ändern | Passphrase, keys
Passwort vergessen | Passphrase, keys
Schrift größer | Language, text size
Partner hinzufügen | Add a partner
Fingerabdruck vergleichen | Confirm a partner
Ist die Datei echt? | Verify a file
Excel einlesen | Import consents
Altvertrag auf Papier | Record a contract signed
neuen Vertrag aufsetzen | Make a new agreement
Muster für einen Vertrag | Templates, own
Kommentar schreiben | Comments on
Adresse ändern | Name, address
Was geht nach USA, Drittland | Transfers to third
Wie lange bewahren wir auf? Aufbewahrung | How long data
Sicherungskopie | Back up
Hilfe | User guide
"""
ENGLISH = """
Art. 15 | Access request
access | Access request
subject access request | Access request
DSAR | Access request
who got the data? | Who received
recipients | Who received
withdrawal | Record a withdrawal
withdraw consent | Record a withdrawal
somebody objects | Record a withdrawal
may I share this? | May we share
are we allowed to pass on data | May we share
delete | Erase a person
How do I delete a person? | Erase a person
right to be forgotten | Erase a person
correct wrong data | Correct a person
invoice | Costs and payment
how much does it cost | Costs and payment
who pays | Costs and payment
terminate contract | End an agreement
cancel | End an agreement
extend the contract | Amend an agreement
amendment | Amend an agreement
sign | Sign:
how do I sign? | Sign:
who may sign | Who may sign
approval | Who must approve
data breach | Report a data breach
we were hacked | Report a data breach
report to the authority | Report a data breach
what is due today | What needs us today
remind a partner | Remind a partner
appointments in Outlook | Calendar file
contracts expiring soon | Agreements that end soon
ROPA | Records of processing
invite an auditor | Open an audit
new colleague | Members, roles
change password | Passphrase, keys
I forgot my password | Passphrase, keys
bigger font | Language, text size
add partner | Add a partner
compare fingerprint | Confirm a partner
is this file genuine | Verify a file
upload Excel | Import consents
old contract on paper | Record a contract signed
draft a new contract | Make a new agreement
clause template | Templates, own
write a comment | Comments on
change our address | Name, address
third country transfer | Transfers to third
how long do we keep data | How long data
backup | Back up
manual | User guide
"""
TABLES: dict[Language, str] = {"de": GERMAN, "en": ENGLISH}


@pytest.fixture(params=["de", "en"])
def palette(request: pytest.FixtureRequest, context: AppContext, qtbot: QtBot) -> Iterator[CommandPalette]:
    before = current_language()
    use_language(request.param)
    window = MainWindow(context)
    qtbot.addWidget(window)
    window.open_palette()
    settled(context, qtbot)
    found = window.findChild(CommandPalette)
    assert found is not None
    yield found
    window.close()
    use_language(before)


def entry(palette: CommandPalette, row: int) -> Entry | None:
    found = palette.list.item(row).data(Qt.ItemDataRole.UserRole)
    return found if isinstance(found, Entry) else None


def test_everyday_questions_lead_to_where_it_is_done(palette: CommandPalette) -> None:
    table = [line.split(" | ") for line in TABLES[current_language()].strip().splitlines()]
    assert len(table) >= 40
    wrong = []
    for question, expected in table:
        (topic,) = (one for one in TOPICS if one.text.startswith(expected))
        palette.field.setText(question)
        shown = [palette.list.item(row).text().strip() for row in range(min(NEAR, palette.list.count()))]
        if not any(line.startswith(words_of(topic.text)) for line in shown):
            wrong.append((question, expected, shown))
    assert wrong == [], "\n".join(map(str, wrong))


def test_each_topic_is_found_by_its_own_words_and_leads_somewhere(palette: CommandPalette) -> None:
    for topic in TOPICS:
        assert [bool(topic.view), bool(topic.command), bool(topic.guide)].count(True) == 1, topic.text
        palette.field.setText(words_of(topic.text))
        line = entry(palette, 0)
        assert line is not None, topic.text
        assert line.text == words_of(topic.text)


def test_a_question_that_only_the_guide_answers_opens_it_at_the_place(palette: CommandPalette, qtbot: QtBot) -> None:
    word = "sha256sum"
    palette.field.setText(word)
    lines = [palette.list.item(row).text() for row in range(palette.list.count())]
    place = next(row for row, line in enumerate(lines) if line.startswith(words_of("In the guide: {page}", page="")))
    window = palette.parentWidget()
    palette.list.setCurrentRow(place)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    guide = window.findChild(GuideWindow)
    assert guide is not None
    marks = guide.browser.extraSelections()
    assert marks
    assert {one.cursor.selectedText().casefold() for one in marks} == {word}
    assert word in guide.browser.textCursor().block().text()
    guide.close()


def test_a_search_in_the_guide_goes_to_the_paragraph_with_all_words_and_on(context: AppContext, qtbot: QtBot) -> None:
    window = MainWindow(context)
    qtbot.addWidget(window)
    guide = show_guide(window, "index")
    guide.search("digest released export")
    words = {"digest", "released", "export"}
    text = guide.browser.textCursor().block().text().casefold()
    assert words <= {one for one in words if one in text}
    assert guide.browser.page != "index"
    before = guide.browser.textCursor().position()
    QTest.keyClick(guide._filter, Qt.Key.Key_Return)
    assert len(guide._places) > 1
    assert guide.browser.textCursor().position() != before
    for _place in guide._places[1:]:
        QTest.keyClick(guide._filter, Qt.Key.Key_Return)
    assert guide.browser.textCursor().position() == before
    guide.close()


@pytest.mark.parametrize("small", ["für", "können", "müssen", "Für", "KÖNNEN?", "wie", "please"])
def test_small_words_say_nothing_of_the_matter_however_they_are_typed(small: str) -> None:
    assert matter(f"{small} Löschfrist") == "Löschfrist"
    assert matter(folded(f"{small} Löschfrist")) == "loschfrist"


def test_small_words_keep_no_page_of_the_guide_away(palette: CommandPalette) -> None:
    def pages(typed: str) -> set[str]:
        palette.field.setText(typed)
        lines = [palette.list.item(row).text() for row in range(palette.list.count())]
        return {line for line in lines if line.startswith(words_of("In the guide: {page}", page=""))}

    assert pages("für uns können wir, müssen sha256sum") == pages("sha256sum") != set()


@pytest.mark.parametrize("word", ["Größe", "GRÖSSE", "heißt", "außerhalb", "schließen", "ausserhalb"])
def test_a_word_with_a_sharp_s_is_marked_in_the_guide(context: AppContext, qtbot: QtBot, word: str) -> None:
    before = current_language()
    use_language("de")
    window = MainWindow(context)
    qtbot.addWidget(window)
    guide = show_guide(window, "index")
    guide.search(word)
    marked = {one.cursor.selectedText().casefold() for one in guide.browser.extraSelections()}
    assert marked == {word.casefold()}
    assert word.casefold() in guide.browser.textCursor().block().text().casefold()
    guide.search(f"{word} {word.upper()}")
    assert len(guide.browser.extraSelections()) == len(
        {one.cursor.position() for one in guide.browser.extraSelections()}
    )
    guide.close()
    window.close()
    use_language(before)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_word_of_the_guide_is_marked_where_it_stands(styled: object, qtbot: QtBot, language: Language) -> None:
    """What the list of pages finds, casefolded, the page marks, too."""
    browser = GuidePageBrowser()
    qtbot.addWidget(browser)
    before = current_language()
    use_language(language)
    unmarked = []
    for page in contents(language):
        browser.show_page(page.name)
        text = browser.document().toPlainText().replace("\u00a0", " ")
        unmarked += [
            (page.name, word)
            for word in {one.casefold() for one in text.split() if not one.isascii() or "ss" in one}
            if browser.document().find(_written(word)).isNull()
        ]
    use_language(before)
    assert unmarked == []
