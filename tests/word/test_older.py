"""A file that answers an older text is laid over the newest one: nothing agreed since is undone, and it is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.drafting import open_draft
from datapact.agreements.steps.negotiation import counter
from datapact.base.clock import utc_now
from datapact.contract.changes.compose import compose
from datapact.contract.changes.proposed import proposed_changes
from datapact.contract.editing.commands import Command, InsertClause, InsertParagraph, RemovePart, Reword, SetTerm
from datapact.contract.editing.edit import replay
from datapact.contract.text.clauses import Run, places, plain_text
from datapact.contract.text.document import AgreementDocument, read_state, write_state
from datapact.contract.text.keeping import live
from datapact.word.read.returned import Returned, ReturnedChange
from datapact.word.steps.older import merged, older_lines
from datapact.word.steps.received import keep_received, open_received
from datapact.word.steps.sent import word_set
from tests.agreements.negotiated import Table, at_table, found_houses
from tests.depth import examples
from tests.word import returned_files as files

PLACE = "confidentiality-exceptions"
NEW = {
    "id": "audit-new",
    "heading": {"de": [{"text": "Nachweise"}], "en": [{"text": "Records"}]},
    "paragraphs": [
        {
            "id": "audit-new-1",
            "text": {"de": [{"text": "Nachweise auf Verlangen."}], "en": [{"text": "On request."}]},
            "items": [],
        }
    ],
}


def words(document: AgreementDocument, place: str, language: str = "de") -> str:
    return plain_text(dict(places(document.clauses))[place][language])  # type: ignore[index]


def newer(table: Table, *commands: Command) -> None:
    """A counter-proposal of Sofia's over the newest offer, carried to Anna."""
    with table.sofia.vault.read() as session:
        folded = load_state(session, table.history)
    newest = folded.facts.offers[max(folded.facts.offers, key=folded.order.index)]
    document = replay(read_state(dict(newest.state)), list(commands))  # type: ignore[arg-type]
    counter(table.sofia, table.history, None, "", None, write_state(document))
    table.carry(table.sofia, table.anna)


def their_words(root) -> None:  # type: ignore[no-untyped-def]
    """A word in one paragraph that nobody else changed, and another end of the term."""
    done = False
    for node in root.iter(files.W + "t"):
        node.text = (node.text or "").replace("30. Juni 2028", "31. Dezember 2029")
        if not done and "ordentlich kündigen" in node.text:
            node.text, done = node.text.replace("ordentlich kündigen", "schriftlich und ordentlich kündigen"), True


@pytest.mark.journey
def test_what_was_agreed_since_stays_and_is_named(tmp_path: Path) -> None:
    found_houses(tmp_path / "houses", utc_now)
    table = at_table(tmp_path / "houses", tmp_path / "copies", utc_now)
    table.draft()
    table.offer()
    anna, history = table.anna, table.history
    clean = word_set(anna, history, languages=("de",))[0].data
    back = files.edited(clean, their_words)
    assert open_received(anna, back).older is None  # the newest text is the one that was sent
    newer(table, SetTerm("duration.start", "2027-01-15"), InsertClause(NEW, 5), SetTerm("law.venue", "Ulm"))

    received = open_received(anna, back)
    assert received.older is not None
    told = "\n".join(older_lines(received.older))
    assert received.older.later == 1
    assert received.older.round > 0
    assert "Records" in told or "was added" in told
    assert "15 January 2027" in told or "2027-01-15" in told
    assert {one.change.id for one in received.returned.changes} >= {"term:duration.end"}
    assert not {one.change.place for one in received.returned.changes} & {"audit-new", "duration.start", "law.venue"}
    ids = [one.change.id for one in received.returned.changes]
    keep_received(anna, received, ids)
    made = open_draft(anna, history).document
    assert words(made, "audit-new-1") == "Nachweise auf Verlangen."
    assert (str(made.terms.duration.start), str(made.terms.duration.end)) == ("2027-01-15", "2029-12-31")
    assert made.terms.law.venue == "Ulm"
    assert any("schriftlich und ordentlich" in plain_text(said["de"]) for _place, said in places(made.clauses))
    newer(table, SetTerm("duration.end", "2030-06-30"))
    again = open_received(anna, back)
    assert again.older is not None
    assert again.older.both == {"term:duration.end"}  # both changed it: a person decides
    keep_received(anna, again, [])
    assert str(open_draft(anna, history).document.terms.duration.end) == "2030-06-30"
    table.close()


BASE = files.BASE
BODY = [one.id for clause in BASE.clauses[2:9] for one in clause.paragraphs if not one.items and not one.columns]


def _said(document: AgreementDocument) -> dict[str, dict[str, str]]:
    """The words by place and language, without what only keeps a number."""
    return {
        place: {language: plain_text(runs) for language, runs in texts.items()}
        for place, texts in places(live(document.clauses))
    }


def edits(side: str) -> st.SearchStrategy[list[Command]]:
    """Edits of one side that fit together: a few paragraphs reworded or gone, or others added; a term."""

    def command(place: str, deed: str) -> Command:
        if deed == "remove":
            return RemovePart(place)
        if deed == "add":
            clause = next(one.id for one in BASE.clauses if any(part.id == place for part in one.paragraphs))
            return InsertParagraph(clause, f"{side}-{place}"[:60], 0)
        return Reword(place, "de", (Run(f"Fassung von {side}."),))

    deeds = st.sampled_from(["reword", "reword", "remove", "add"])
    texts = st.dictionaries(st.sampled_from(BODY), deeds, max_size=3)
    venue = st.sampled_from([None, "Ulm", f"Ort von {side}"])
    return st.builds(
        lambda chosen, place: [
            *(command(name, deed) for name, deed in chosen.items()),
            *([SetTerm("law.venue", place)] if place else []),
        ],
        texts,
        venue,
    )


@settings(max_examples=examples(8), deadline=None)
@given(edits("uns"), edits("ihnen"))
def test_what_only_one_side_changed_stays_as_that_side_has_it(mine: list[Command], yours: list[Command]) -> None:
    ours, theirs = replay(BASE, mine), replay(BASE, yours)
    changes = tuple(ReturnedChange(one, "tracked", ("P",)) for one in proposed_changes(BASE, theirs))
    made, both = merged(Returned(BASE, theirs, changes, (), (), 0, 0, {}, 0, 0), ours)
    was, now, said, got = (_said(one) for one in (BASE, ours, theirs, made.proposal))
    for name in {*was, *now, *said} - {one.id for one in BASE.clauses}:
        wanted = now.get(name) if was.get(name) == said.get(name) else said.get(name)
        assert got.get(name) == wanted, name
    for one in made.changes:
        if one.change.kind == "text" and one.change.place in BODY:
            changed_by_us = was.get(one.change.place) != now.get(one.change.place)
            assert (one.change.id in both) == changed_by_us
    venue = theirs.terms.law.venue if theirs.terms.law.venue != BASE.terms.law.venue else ours.terms.law.venue
    assert made.proposal.terms.law.venue == venue
    everything = [one.change.id for one in made.changes]
    assert compose(ours, made.proposal, everything).document == made.proposal
    assert compose(ours, made.proposal, []).document == ours
    read_state(write_state(made.proposal))
