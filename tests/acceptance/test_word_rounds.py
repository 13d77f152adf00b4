"""A lawyer whose partner insists on Word, in the real window: three rounds by Word files, from the draft to "agreed".

The partner's counsel works as people do in Word: tracked changes, edits without a mark, comments; her document management
throws our bookmarks away. She never sees DataPact.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import etree
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.negotiation import new_agreement
from datapact.agreements.views.comments import comments
from datapact.agreements.views.rounds import rounds
from datapact.contract.templates.template import example_answers
from datapact.organisation.members.unlocking import unlock
from datapact.vault.folder.preferences import Appearance, write_appearance
from datapact_ui.agreement_page.page.agreement_view import AgreementView
from datapact_ui.agreement_page.page.outside_dialogs import AnswerDialog
from datapact_ui.kit.context.app_context import read_opened
from datapact_ui.negotiation.compare_dialog import CompareDialog
from datapact_ui.negotiation.rounds_dialog import RoundsDialog
from datapact_ui.negotiation.word_dialog import WordDialog
from tests.acceptance.hands import Mouse
from tests.acceptance.journey import ANNA, INSTITUTE, KELLER, PASSPHRASE, at_work, found_both
from tests.conftest import SteppingClock
from tests.signing.test_outside import INSTITUTE as NAMED
from tests.signing.test_outside import LAB
from tests.word import returned_files as files

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
DAYS = "pilot.acceptance_days"
MOST_INPUTS = 75  # a click more for each action in a group of the menu, and one for the word that each round was sent


@pytest.fixture
def draft(tmp_path: Path, clock: SteppingClock) -> tuple[Path, str]:
    """Keller's vault with the draft of an agreement with a laboratory that has no DataPact."""
    folder = tmp_path / "made"
    folder.mkdir()
    found_both(folder, clock)
    with at_work(folder, clock) as (anna, _martin, _sofia):
        answers = example_answers("ai-pilot").replace(NAMED.encode(), LAB.encode())
        answers = answers.replace(b'languages = ["de", "en"]', b'languages = ["de"]')
        answers = answers.replace(b', en = "AI Pilot Predictive Maintenance"', b"")
        history = new_agreement(anna, "ai-pilot", answers)
    shutil.rmtree(folder / INSTITUTE)
    return folder / KELLER, history


@pytest.fixture
def anna(
    draft: tuple[Path, str], qapp: QApplication, tmp_path: Path, own_homes: None, clock: SteppingClock
) -> Iterator[Mouse]:
    person = Mouse(qapp, clock, tmp_path / "anna")
    person.begin("open the vault")
    write_appearance(draft[0], Appearance("de", "light", 100))
    person.app.open(read_opened(unlock(draft[0], ANNA, PASSPHRASE, clock)))
    assert person.app.window is not None
    person.app.window.resize(1400, 900)
    person.settle()
    yield person
    person.leave()


# ---- the partner's counsel, in Word ----


def find_words(root: etree._Element, words: str) -> etree._Element:
    """The text node of the body that has these words."""
    return next(node for node in root.iter(files.W + "t") if words in (node.text or ""))


def in_word(file: Path, *changes: Callable[[etree._Element], None], out: Path) -> Path:
    """Save the file under another name after the changes, each of the main part unless it says which."""
    data = file.read_bytes()
    for change in changes:
        data = files.edited(data, change, getattr(change, "part", "word/document.xml"))
    out.write_bytes(data)
    return out


def unmarked(*pairs: tuple[str, str]) -> Callable[[etree._Element], None]:
    def change(root: etree._Element) -> None:
        for old, new in pairs:
            for node in root.iter(files.W + "t"):
                node.text = (node.text or "").replace(old, new)

    return change


def other_days(root: etree._Element) -> None:
    """She types over our number, without a mark."""
    for node in root.iter(files.W + "t"):
        if node.text == "25":
            node.text = "40"


def tracked(after: str, word: str) -> Callable[[etree._Element], None]:
    """Words that she writes behind others, with tracking on."""

    def change(root: etree._Element) -> None:
        node = find_words(root, after)
        run = node.getparent()
        text = node.text or ""
        cut = text.index(after) + len(after)
        node.text = text[:cut]
        space = {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}
        rest = etree.Element(files.W + "r")
        look = run.find(files.W + "rPr")
        if look is not None:
            rest.append(etree.fromstring(etree.tostring(look)))
        etree.SubElement(rest, files.W + "t", space).text = text[cut:]
        for following in list(node.itersiblings()):
            rest.append(following)
        insertion = etree.Element(files.W + "ins", files.MARK)
        etree.SubElement(etree.SubElement(insertion, files.W + "r"), files.W + "t", space).text = word
        run.addnext(insertion)
        insertion.addnext(rest)

    return change


def commented(number: int, words: str, text: str, answers: str = "") -> tuple[Callable[[etree._Element], None], ...]:
    """A comment at the paragraph with these words, or an answer to the one that says ``answers``."""
    mark = f"0000B{number:03d}"
    parents: list[str] = []

    def write(root: etree._Element) -> None:
        for node in root:
            said = "".join(one.text or "" for one in node.iter(files.W + "t"))
            if answers and answers in said:
                parents.append(str(list(node.iter(files.W + "p"))[-1].get(W14 + "paraId")))
        names = {"id": str(number), "author": "Bea Bauer", "date": "2026-11-30T10:00:00Z", "initials": "BB"}
        node = etree.SubElement(root, files.W + "comment", {files.W + name: value for name, value in names.items()})
        line = etree.SubElement(node, files.W + "p", {W14 + "paraId": mark})
        etree.SubElement(etree.SubElement(line, files.W + "r"), files.W + "t").text = text

    def link(root: etree._Element) -> None:
        row = etree.SubElement(root, W15 + "commentEx", {W15 + "paraId": mark, W15 + "done": "0"})
        if answers:
            row.set(W15 + "paraIdParent", parents[0])

    def anchor(root: etree._Element) -> None:
        paragraph = next(find_words(root, words).iterancestors(files.W + "p"))
        properties = paragraph.find(files.W + "pPr")
        start = etree.Element(files.W + "commentRangeStart", {files.W + "id": str(number)})
        paragraph.insert(0 if properties is None else 1, start)
        etree.SubElement(paragraph, files.W + "commentRangeEnd", {files.W + "id": str(number)})
        run = etree.SubElement(paragraph, files.W + "r")
        etree.SubElement(run, files.W + "commentReference", {files.W + "id": str(number)})

    write.part = "word/comments.xml"  # type: ignore[attr-defined]
    link.part = "word/commentsExtended.xml"  # type: ignore[attr-defined]
    return write, link, anchor


def without_a_colour(root: etree._Element) -> None:
    """She accepts what we tracked."""
    for node in list(root.iter(files.W + "del")):
        node.getparent().remove(node)
    for node in list(root.iter(files.W + "ins")):
        for child in list(node):
            node.addprevious(child)
        node.getparent().remove(node)


# ---- the lawyer, in the window ----


def newest(folder: Path, words: str) -> Path:
    (found,) = [one for one in folder.iterdir() if words in one.name]
    return found


def front[D: QWidget](anna: Mouse, kind: type[D]) -> D:
    """The dialog in front, once it has read what it shows."""
    anna.settle()
    found = anna.top()
    assert isinstance(found, kind), found.objectName()
    return found


def decide(anna: Mouse, dialog: WordDialog, refuse: str = "") -> list[str]:
    """Decide on each change in its turn, the one with the id ``refuse`` with no; the ids."""
    seen = []
    while dialog.open_count():
        row = dialog.chosen()
        assert row is not None
        seen.append(row.change.id)
        anna.push("word_dialog_refuse" if row.change.id == refuse else "word_dialog_accept")
    return seen


def change_term(anna: Mouse, history: str, words: str, path: str, value: str) -> None:
    """Find a term by its words in the text, change it where it is asked for, and save the draft."""
    anna.act("edit")
    anna.see("canvas")
    anna.act("find")
    anna.type(words)
    anna.close_bar()
    anna.act("edit-term")
    anna.fill(f"edit-{path}", value)
    anna.act("save-draft")
    anna.main().context.open_agreement(history)
    anna.settle()


def test_three_rounds_in_word(
    anna: Mouse, draft: tuple[Path, str], tmp_path: Path, clock: SteppingClock, capsys: pytest.CaptureFixture[str]
) -> None:
    history = draft[1]
    window = anna.main()
    out = [tmp_path / f"runde-{n}" for n in range(1, 4)]
    for folder in out:
        folder.mkdir()

    anna.begin("round 1: send the draft in Word")
    window.context.open_agreement(history)
    anna.settle()
    view = window.view()
    assert isinstance(view, AgreementView)
    anna.chooses(out[0])
    anna.act("word")
    anna.push("i-have-sent-it")
    first = newest(out[0], "Reinfassung")

    back = in_word(
        first,
        files.strip_own_marks,
        unmarked(("30. Juni 2028", "31. Dezember 2029")),
        tracked("Die Parteien", " und ihre Berater"),
        *commented(70, "Die Parteien", "Welche Berater meinen wir?"),
        out=tmp_path / "Vertrag_v2_BB.docx",
    )

    anna.begin("round 1: read in what came back")
    anna.chooses(back)
    anna.act("word_back")
    dialog = front(anna, WordDialog)
    assert "ohne Markierung" in dialog.unmarked.words.text()
    rows = [(row.change.id, row.unmarked) for row in dialog.rows]
    assert rows[0] == ("term:duration.end", True)  # what nobody marked stands first
    assert [marked for _id, marked in rows[1:]] == [False]
    seen = decide(anna, dialog)
    assert len(seen) == 2
    anna.push("word_take")

    def threads() -> list[tuple[str, str, bool]]:
        assert anna.app.context is not None
        found = comments(anna.app.context.worker.acting, history).threads
        return [(said.author, said.text, one.settled) for one in found for said in one.said]

    assert threads() == [("Bea Bauer", "Welche Berater meinen wir?", False)]

    anna.begin("round 2: answer the comment and write into her file")
    view = window.view()
    assert isinstance(view, AgreementView)
    anna.act("comments")
    anna.push("comments-answer")
    anna.fill("comment_text", "Steuerberater und Anwälte.")
    if anna.see("comment_shared").isEnabled():
        anna.tick("comment_shared")
    anna.push("comment_dialog-do")
    assert anna.app.context is not None
    acting = anna.app.context.worker.acting
    change_term(anna, history, "20 Tagen", DAYS, "25")
    anna.chooses(out[1])
    anna.act("word_answer")
    anna.push("i-have-sent-it")
    answer = newest(out[1], "Antwort")
    assert b"Steuerberater" in files.part(answer.read_bytes(), "word/comments.xml")
    assert b"Welche Berater" in files.part(answer.read_bytes(), "word/comments.xml")
    assert b"<w:ins " in files.part(answer.read_bytes())

    again = in_word(
        answer,
        without_a_colour,
        other_days,
        *commented(71, "Die Parteien", "Einverstanden.", answers="Welche Berater"),
        out=tmp_path / "Vertrag_v4_BB.docx",
    )

    anna.begin("round 2: read in what came back")
    anna.chooses(again)
    anna.act("word_back")
    dialog = front(anna, WordDialog)
    assert [row.change.id for row in dialog.rows] == [f"term:{DAYS}"]
    decide(anna, dialog, refuse=f"term:{DAYS}")
    anna.push("word_take")
    assert ("Bea Bauer", "Einverstanden.") in [(who, said) for who, said, _settled in threads()]
    assert sum(said == "Welche Berater meinen wir?" for _who, said, _settled in threads()) == 1

    anna.begin("round 3: the whole set")
    change_term(anna, history, "31. Dezember 2029", "duration.end", "30.06.2029")
    anna.chooses(out[2])
    anna.act("word")
    anna.push("i-have-sent-it")
    names = sorted(one.suffix for one in out[2].iterdir())
    assert names == [".docx", ".docx", ".pdf"]
    last = in_word(newest(out[2], "Reinfassung"), files.strip_own_marks, out=tmp_path / "Vertrag_final.docx")
    anna.chooses(last)
    anna.act("word_back")
    dialog = front(anna, WordDialog)
    assert not dialog.rows
    anna.close()

    anna.begin("see what happened")
    anna.act("rounds")
    told = front(anna, RoundsDialog)
    assert len(told.rounds.lines.lines()) >= 3
    anna.close()
    assert len(rounds(acting, history).rounds) >= 5  # three went out, two came back with changes
    anna.chooses(last)
    anna.act("compare")
    compared = front(anna, CompareDialog)
    QTest.keyClick(compared, Qt.Key.Key_F7)
    anna.close()

    anna.begin("agreed by letter")
    anna.seam.files.clear()
    anna.chooses(tmp_path / "Vertrag.pdf")
    anna.act("send")
    anna.push("write-pdf-only")
    anna.push("i-have-sent-it")
    anna.act("record_answer")
    answering = front(anna, AnswerDialog)
    letter = tmp_path / "antwort.eml"
    letter.write_bytes(b"From: bea@lab.example\n\nEinverstanden.")
    answering.files.add(letter)
    anna.push("answer_dialog-do")
    with acting.vault.read() as session:
        folded = load_state(session, history)
    assert folded.outside is not None
    assert folded.outside.stage == "agreed"
    state = folded.facts.drafts[-1].state
    assert isinstance(state, dict)
    assert state["terms"]["duration"]["end"] == "2029-06-30"
    assert state["terms"]["pilot"]["acceptance_days"] == 25
    with capsys.disabled():
        print("\nby Word:", anna.inputs, dict(anna.by_step))
    assert anna.inputs <= MOST_INPUTS
