"""A legal department's job through the real windows: its own clause and template on the way out, the other side's paper on the way in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from PySide6.QtWidgets import QApplication
from sqlmodel import select

from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.steps import negotiation
from datapact.agreements.steps.drafting import open_draft, save_draft
from datapact.contract.editing.commands import Reword
from datapact.contract.editing.edit import apply
from datapact.contract.templates.template import example_answers
from datapact.contract.text.clauses import Run, places, plain_text
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.send import send_agreement
from datapact.library.templates.matters import matter_of
from datapact.organisation.members.unlocking import unlock
from datapact.organisation.partners.partners import list_partners
from datapact.vault.folder.preferences import Appearance, write_appearance
from datapact.word.steps.sent import word_file
from datapact_ui.agreement_page.page.agreement_view import AgreementView
from datapact_ui.editor.page.interview_view import InterviewView
from datapact_ui.kit.context.app_context import read_opened
from datapact_ui.library.library_view import LibraryView
from datapact_ui.negotiation.changes_dialog import ChangesDialog
from datapact_ui.shell.findable import with_words
from tests.acceptance.hands import Mouse
from tests.acceptance.journey import ANNA, INSTITUTE, KELLER, MARTIN, PASSPHRASE, SOFIA, at_work, found_both
from tests.conftest import SteppingClock
from tests.paper.samples import PROCESSING_DE, SECRECY_EN
from tests.paper.samples import pdf_file as pdf_paper
from tests.paper.samples import word_file as word_paper
from tests.word.returned_files import W, edited


@pytest.fixture
def folder(tmp_path: Path, clock: SteppingClock, own_homes: None) -> Path:
    """Both vaults, and one agreement of Keller that is drafted of DataPact's template."""
    made = tmp_path / "made"
    made.mkdir()
    found_both(made, clock)
    with at_work(made, clock) as (anna, _martin, _sofia):
        negotiation.new_agreement(anna, "ai-pilot", example_answers("ai-pilot"))
    for house in (KELLER, INSTITUTE):
        write_appearance(made / house, Appearance("de", "light", 100))
    return made


def at_window(qapp: QApplication, clock: SteppingClock, vault: Path, member: str, home: Path) -> Mouse:
    person = Mouse(qapp, clock, home)
    person.begin("open the vault")
    person.app.open(read_opened(unlock(vault, member, PASSPHRASE, clock)))
    assert person.app.window is not None
    person.app.window.resize(1400, 900)
    person.settle()
    return person


@pytest.fixture
def people(qapp: QApplication, folder: Path, tmp_path: Path, clock: SteppingClock) -> Iterator[tuple[Mouse, Mouse]]:
    """Anna Keller and her colleague Martin Vogt, each at a window on the same vault."""
    both = [at_window(qapp, clock, folder / KELLER, member, tmp_path / member) for member in (ANNA, MARTIN)]
    yield both[0], both[1]
    for person in both:
        person.leave()


def library(person: Mouse, part: str, step: str) -> LibraryView:
    """The room of the library with a part in front."""
    person.begin(step)
    person.act("go-library")
    room = person.main().view()
    assert isinstance(room, LibraryView)
    room.context.changed.emit(frozenset({"library", "list"}))  # what the colleague wrote at the other window
    tabs = room.tabs.tabBar()
    person.click(tabs, tabs.tabRect(["clauses", "templates", "playbook"].index(part)).center())
    return room


def write_clause(person: Mouse) -> None:
    person.push("add-own-clause-button")
    person.fill("clause-name", "Haftung des Hauses")
    person.pick("clause-place", "Haftung")
    for name, german, english in (
        ("Unbeschränkt", "Jede Partei haftet nach dem Gesetz.", "Each party is liable under the law."),
        (
            "Ohne leichte Fahrlässigkeit",
            "Bei leichter Fahrlässigkeit haftet niemand.",
            "No liability for slight negligence.",
        ),
        ("Gedeckelt", "Die Haftung ist auf 50.000 Euro gedeckelt.", "Liability is capped at EUR 50,000."),
    ):
        if name != "Unbeschränkt":
            person.push("alternative-add")
        person.fill("alternative-name", name)
        person.fill("heading-de", "Haftung")
        person.fill("heading-en", "Liability")
        person.fill("text-de", german)
        person.fill("text-en", english)
    person.push("own-clause-do")


def position(person: Mouse) -> None:
    """The clause's alternatives become house position and fallbacks by themselves, and Martin alone concedes the last."""
    person.push("add-position-button")
    person.pick("position-about", "Haftung des Hauses (eigene Klausel)")
    person.fill("stand-reason", "Wir haften, wie das Gesetz es sagt.")
    person.pick("stand-which", "Rückfall 2: Gedeckelt")
    person.pick("stand-who", "Martin Vogt")
    person.push("position-do")


def test_a_house_drafts_with_its_own_words_and_is_told_where_a_counter_leaves_them(
    people: tuple[Mouse, Mouse], folder: Path, tmp_path: Path, clock: SteppingClock
) -> None:
    anna, martin = people
    library(anna, "clauses", "write a clause with two fallbacks")
    write_clause(anna)
    library(martin, "clauses", "approve the clause of a colleague")
    martin.will_answer("confirm")
    martin.push("approve-own-clause-button")
    library(anna, "playbook", "set the position of the house")
    position(anna)

    put_in(anna)
    make_template(anna)
    library(martin, "templates", "approve the template")
    martin.will_answer("confirm")
    martin.push("approve-own-template-button")

    history = draft_with_it(anna)
    anna.begin("send it")
    anna.main().context.open_agreement(history)
    anna.act("send")
    sent = tmp_path / "offer.dpact"
    anna.chooses(sent)
    anna.tick("send-with-gaps")
    anna.tick("send-with-errors")
    anna.push("write-and-mail")
    anna.see("sent")
    anna.push("i-have-sent-it")
    back, word = partners_answer(folder, history, sent, tmp_path, clock)

    anna.begin("look at the Word file of the partner")
    anna.chooses(word)
    anna.act("word_back")
    dialog = anna.top()
    assert isinstance(dialog, ChangesDialog)
    assert "Rückfall 2 von 2, braucht die Freigabe durch Martin Vogt" in told(dialog, "liability-p1")
    anna.close()

    anna.begin("receive the counter and look at each change")
    anna.chooses(back)
    anna.act("open-file")
    anna.push("take-in")
    anna.see("taken")
    anna.main().context.open_agreement(history)
    anna.act("reply")
    dialog = anna.top()
    assert isinstance(dialog, ChangesDialog)
    words = told(dialog, "liability-p1")
    assert "Rückfall 2 von 2, braucht die Freigabe durch Martin Vogt" in words
    assert "Wir haften, wie das Gesetz es sagt." in words, "what to tell the other side"
    anna.close()


def told(dialog: ChangesDialog, place: str) -> str:
    """What stands beside a change on the playbook."""
    assert dialog.table.choose(lambda row: row.change.place == place), [row.change.place for row in dialog.rows]
    return dialog.leaves.words.text() if dialog.leaves.isVisibleTo(dialog) else ""


def put_in(person: Mouse) -> None:
    person.begin("put the clause into a draft")
    person.main().context.open_agreement(only_agreement(person))
    person.act("edit")
    person.see("canvas")
    person.act("insert-library")
    person.see("library-list")
    person.push("library-insert")
    person.act("save-draft")


def make_template(person: Mouse) -> None:
    person.begin("make a template of it")
    person.main().context.open_agreement(only_agreement(person))
    person.act("make_template")
    person.fill("template-name", "Pilot des Hauses")
    person.push("make-template-do")
    room = person.main().view()
    assert isinstance(room, LibraryView)


def draft_with_it(person: Mouse) -> str:
    """By the questions of DataPact's template; the own clause stands in the text, and stays there."""
    library(person, "templates", "draft with the own template")
    person.push("draft-own-template-button")
    person.fill("edit-title-de", "Pilot mit eigenen Worten")
    person.fill("edit-title-en", "Pilot in our own words")
    person.push("interview-next")
    person.turn("tabs-parties", 1)
    person.push("take-parties.partner")
    person.push("interview-next")
    person.act("save-draft")
    view = person.main().view()
    assert isinstance(view, InterviewView)
    history = view.session.history
    text = open_draft(person.main().context.worker.acting, history).document
    shown = {name: plain_text(runs["de"]) for name, runs in places(text.clauses)}
    assert shown["liability-p1"] == "Jede Partei haftet nach dem Gesetz."
    with person.main().context.worker.acting.vault.read() as session:
        assert matter_of(session, history).template
    return history


def partners_answer(folder: Path, history: str, sent: Path, tmp_path: Path, clock: SteppingClock) -> tuple[Path, Path]:
    """The institute writes the last fallback into the clause: as a counter-proposal, and in a Word file."""
    with unlock(folder / INSTITUTE, SOFIA, PASSPHRASE, clock) as sofia:
        receive_bundle(sofia, sent.read_bytes())
        opened = open_draft(sofia, history)
        changed = opened.document
        for language, words in (
            ("de", "Die Haftung ist auf 50.000 Euro gedeckelt."),
            ("en", "Liability is capped at EUR 50,000."),
        ):
            changed = apply(changed, Reword("liability-p1", language, (Run(words),)), opened.ground)  # type: ignore[arg-type]
        save_draft(sofia, changed)
        negotiation.counter(sofia, history, None, "Bitte gedeckelt.")
        back = tmp_path / "counter.dpact"
        with sofia.vault.read() as session:
            (keller,) = list_partners(session)
        back.write_bytes(send_agreement(sofia, history, [keller.organisation]))
    with unlock(folder / KELLER, ANNA, PASSPHRASE, clock) as anna:
        word = tmp_path / "zurueck.docx"
        word.write_bytes(edited(word_file(anna, history).data, capped))
    return back, word


def capped(root: etree._Element) -> None:
    for node in root.iter(W + "t"):
        for old, new in (
            ("Jede Partei haftet nach dem Gesetz.", "Die Haftung ist auf 50.000 Euro gedeckelt."),
            ("Each party is liable under the law.", "Liability is capped at EUR 50,000."),
        ):
            node.text = (node.text or "").replace(old, new)


def only_agreement(person: Mouse) -> str:
    with person.main().context.worker.acting.vault.read() as session:
        return session.exec(select(AgreementRow.id)).one()


def test_the_other_sides_papers_are_searched_proposed_from_and_weighed(
    qapp: QApplication, folder: Path, tmp_path: Path, clock: SteppingClock
) -> None:
    files = {
        "AVV Nordlicht.docx": word_paper(PROCESSING_DE),
        "NDA Brightwater.pdf": pdf_paper(SECRECY_EN),
    }
    sofia = at_window(qapp, clock, folder / INSTITUTE, SOFIA, tmp_path / SOFIA)
    for name, data in files.items():
        path = tmp_path / name
        path.write_bytes(data)
        sofia.begin(f"read in {name}")
        sofia.chooses(path)
        sofia.act("open-file")
        sofia.push("read-paper-file")
        sofia.push("paper_dialog-do")
        page = sofia.main().view()
        assert isinstance(page, AgreementView)
        tab = page.paper
        found = tab.page
        assert found is not None
        ends = next(one for one in found.terms if one.proposal.path == "duration.end")
        quoted = found.text.passages[ends.proposal.quote.passage - 1].text
        assert ("31. Januar 2030" if "AVV" in name else "28 February 2029") in quoted, (
            "with the place that it comes from"
        )
        missing = {one.line.id for one in found.lines if one.line.verdict in ("none", "part", "against")}
        assert ({"P04", "P09.audits"} if "AVV" in name else {"N05", "N06", "N07"}) <= missing, sorted(missing)
        assert "Nicht abgeschlossen" in str(found.standing), "never complete without a person"
        report = tmp_path / f"{path.stem}.pdf"
        sofia.chooses(report)
        sofia.push("paper-save")
        assert report.read_bytes().startswith(b"%PDF")
    sofia.begin("find words of both again")
    context = sofia.main().context
    for words, name in (("nach eigenem Ermessen", "Nordlicht"), ("evaluate a joint pilot", "Brightwater")):
        assert with_words(context.worker.acting, words), (name, words)
    sofia.leave()
