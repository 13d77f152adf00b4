"""Comparing two texts: clauses first, then words; whose changes they are; out as PDF and Word file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.agreements.steps.negotiation import counter
from datapact.agreements.views.comparison import compare_versions, listed_versions
from datapact.base.clock import utc_now
from datapact.contract.changes.comparison import Comparison, aligned, compared
from datapact.contract.editing.commands import Command, MovePart, RemovePart, Reword, SetTerm
from datapact.contract.editing.compare_text import numbers_in_both
from datapact.contract.editing.edit import replay
from datapact.contract.text.clauses import Clause, Run, mapped, places, plain_text
from datapact.contract.text.document import AgreementDocument, read_state, write_state
from datapact.word.steps.compared import compare_with_file
from datapact.word.steps.redlines import redline_docx, redline_pdf
from datapact.word.steps.sent import word_set
from tests.agreements.drafts import example
from tests.agreements.negotiated import Table, at_table, found_houses
from tests.depth import examples, rounds
from tests.word import returned_files as files


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    """A table at which every step falls into one second, as on a fast machine: times alone order nothing then."""
    found_houses(tmp_path / "houses", utc_now)
    now = utc_now()
    made = at_table(tmp_path / "houses", tmp_path / "copies", lambda: now)
    yield made
    made.close()


BASE = read_state(example())
IDS = [one.id for one in BASE.clauses]
WORK = BASE.clauses[4].paragraphs[0].id


def changed(*commands: Command) -> AgreementDocument:
    return replay(BASE, list(commands))


def clause(found: Comparison, id: str):  # type: ignore[no-untyped-def]
    return next(one for one in found.clauses if one.id == id)


def test_clauses_come_before_words() -> None:
    new = changed(
        MovePart(IDS[10], 2),
        RemovePart(IDS[6]),
        Reword(IDS[4], "de", (Run("Arbeit und Kosten"),)),
        Reword(IDS[4], "en", (Run("Work and costs"),)),
        Reword(WORK, "de", (Run("Ganz anders."),)),
        SetTerm("law.venue", "Ulm"),
    )
    found = compared(BASE, new)
    assert (clause(found, IDS[10]).moved, clause(found, IDS[10]).renumbered) == (True, True)
    assert [one.id for one in found.clauses if one.moved] == [IDS[10]]
    assert clause(found, IDS[6]).mark == "removed"
    assert clause(found, IDS[4]).renamed
    said = [one.text("en") for one in found.summary]
    assert "1 clause is gone: Section 6." in said
    assert any("is now called “Work and costs”" in one for one in said)
    assert "1 term is another." in said
    assert WORK in found.changed_places
    same = compared(BASE, BASE)
    assert [str(one) for one in same.summary] == ["Both texts say the same."]
    assert same.changed_places == ()


def test_a_clause_that_was_deleted_and_put_in_again_is_the_same() -> None:
    old = BASE.clauses[8]
    twin = Clause("own-1", old.heading, tuple(replace(one, id=f"own-1-{n}") for n, one in enumerate(old.paragraphs)))
    new = replace(BASE, clauses=(*BASE.clauses[:8], *BASE.clauses[9:], twin))
    found = compared(BASE, new)
    assert clause(found, old.id).moved
    assert not any(one.mark in ("added", "removed") for one in found.clauses)
    assert aligned(BASE, BASE) is BASE


PLAIN = replace(
    BASE,
    clauses=mapped(
        BASE.clauses[:9], lambda _place, texts: {one: (Run(plain_text(runs)),) for one, runs in texts.items()}
    ),
)
"""Without references and terms, so that parts can get other ids."""
LONG = [n for n, one in enumerate(PLAIN.clauses) if len(one.paragraphs) >= 4]


@settings(max_examples=rounds(16), deadline=None)
@given(st.sampled_from(LONG), st.data())
def test_a_clause_that_is_split_or_merged_is_named_so(which: int, data: st.DataObject) -> None:
    old = PLAIN.clauses[which]
    cut = data.draw(st.integers(1, len(old.paragraphs) - 1))
    first, second = (
        tuple(replace(one, id=f"own-{one.id}"[:100], items=()) for one in half)
        for half in (old.paragraphs[:cut], old.paragraphs[cut:])
    )
    heading = {"de": (Run("Weiteres"),), "en": (Run("Further points"),)}
    halves = (replace(old, paragraphs=first), Clause("own-2", heading, second))
    before, behind = PLAIN.clauses[:which], PLAIN.clauses[which + 1 :]
    whole = replace(PLAIN, clauses=(*before, replace(old, paragraphs=(*first, *second)), *behind))
    two = replace(PLAIN, clauses=(*before, *halves, *behind))
    sizes = [sum(len(plain_text(one.text[two.prevailing]).split()) for one in half) for half in (first, second)]

    split, merged = compared(whole, two), compared(two, whole)
    unrelated = compared(whole, replace(whole, clauses=(*whole.clauses[:3], *whole.clauses[4:])))
    assert not any(one.taken_from or one.went_into for one in unrelated.clauses)
    if min(sizes) < 25:
        return  # too short to be told from chance words
    number = numbers_in_both(whole.clauses)[old.id]
    assert [one.taken_from for one in split.clauses if one.taken_from] == [(number,)]
    assert [one.went_into for one in merged.clauses if one.went_into] == [(number,)]
    assert any("was taken out of the former" in one.text("en") for one in split.summary)
    assert any(one.text("en").startswith("The former") for one in merged.summary)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, len(IDS) - 1), st.integers(0, len(IDS) - 1)), max_size=4))
def test_no_word_of_either_text_is_lost(steps: list[tuple[int, int, int]]) -> None:
    new = BASE
    for what, which, to in steps:
        there = [one.id for one in new.clauses]
        if IDS[which] not in there:
            continue
        place = BASE.clauses[which].paragraphs[0].id
        command: Command = (
            MovePart(IDS[which], min(to, len(there) - 1)),
            RemovePart(IDS[which]),
            Reword(place, "de", (Run("Neu: " + plain_text(dict(places(new.clauses))[place]["de"])),)),
            Reword(place, "de", (Run("Kurz."),)),
        )[what]
        new = replay(new, [command])
    found = compared(BASE, new)
    for document, without in ((found.old, "inserted"), (found.new, "deleted")):
        wanted = {place: plain_text(texts["de"]) for place, texts in places(document.clauses)}
        shown = {
            one.id: "".join(piece.text for piece in one.pieces if piece.mark != without) for one in found.places["de"]
        }
        assert {place: shown[place] for place in wanted if document is found.new} == (
            wanted if document is found.new else {}
        )
        assert wanted.keys() <= shown.keys()
    orders = [[one.id for one in document.clauses] for document in (found.old, found.new)]
    assert {one.id for one in found.clauses} == {*orders[0], *orders[1]}
    assert (found.changed_places == ()) <= all(one.mark == "same" for one in found.clauses)


@pytest.mark.journey
def test_whose_change_it_is_and_what_goes_out(table: Table) -> None:
    table.offer()
    anna, sofia = table.anna, table.sofia
    proposed = read_state(dict(compare_state(table)))
    heading = next(one.id for one in proposed.clauses if one.id == "confidentiality")
    first = replay(proposed, [Reword("confidentiality-exceptions", "de", (Run("Der Text des Instituts."),))])
    counter(sofia, table.history, None, "", None, write_state(first))
    table.carry(sofia, anna)
    second = replay(first, [Reword(heading, "de", (Run("Geheimnisse"),)), SetTerm("duration.notice_months", 6)])
    counter(anna, table.history, None, "", None, write_state(second))

    versions = listed_versions(anna, table.history)
    offer = next(digest for digest, name in versions if ": Offer, " in name.text("en"))
    found = compare_versions(anna, table.history, offer[:8], versions[0][0][:8])
    assert ": Offer, " in found.old_name.text("en")
    assert "Institut" in found.parties["confidentiality-exceptions"]
    assert "Keller" in found.parties[heading]
    default = compare_versions(anna, table.history)
    assert set(default.parties.values()) == {found.parties[heading]}

    pdf = redline_pdf(anna, found, "de")
    with pikepdf.open(io.BytesIO(pdf.data)) as opened:
        spoken = [str(one.Alt) for one in opened.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one]
    assert "eingefügt: Der Text des Instituts" in [one.strip() for one in spoken]
    docx = redline_docx(anna, found)
    assert b"<w:ins " in files.part(docx.data)
    foot = files.part(docx.data, "word/footer1.xml").decode()
    assert "Comparison" in foot
    assert found.old_name.text("en") in foot
    assert found.new_name.text("en") in foot
    assert "not binding" not in foot
    assert docx.name.endswith(".docx")

    sent = word_set(anna, table.history, languages=("de",))[0].data
    outside = compare_with_file(anna, table.history, files.edited(sent, later), "fremd.docx", versions[0][0])
    assert [str(one) for one in outside.new_name.both().values()] == ["fremd.docx", "fremd.docx"]
    assert outside.comparison.changed_places
    assert any("read in full" in line for line in outside.outside)


def later(root) -> None:  # type: ignore[no-untyped-def]
    for node in root.iter(files.W + "t"):
        if node.text and "Der Text des Instituts." in node.text:
            node.text = "Der Text von irgendwo."


def compare_state(table: Table):  # type: ignore[no-untyped-def]
    from datapact.agreements.projection.append import load_state

    with table.sofia.vault.read() as session:
        return next(iter(load_state(session, table.history).facts.offers.values())).state
