"""Verify the proof of a delivery or recall from its file alone: who recorded what, and that the list is sealed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from datapact.audit.formats.dated import impossible_times
from datapact.audit.formats.record_proof import RecordProof
from datapact.audit.formats.trust import Lines
from datapact.audit.formats.verdict import Finding, Verdict, against, refused
from datapact.audit.verify.skeleton import verdict_on
from datapact.base.clock import write_time
from datapact.base.errors import DataPactError, Malformed
from datapact.base.strictjson import JsonObject, hexadecimal
from datapact.base.texts import N_, Message, current_language
from datapact.consent.recalls.rules import OUTCOME_WORDS
from datapact.consent.records.batch_proof import row_of_disclosure
from datapact.contract.vocabulary.labels import label_of_iri
from datapact.contract.vocabulary.messages import moment_words
from datapact.history.entries.entry import Entry, organisation_history
from datapact.history.fold.authority import author_of, verify_authors
from datapact.history.fold.organisation import verify_line
from datapact.history.fold.vouching import doubt, doubtful
from datapact.history.state.organisation import OrganisationLine
from datapact.history.transitions.registry import ORGANISATION_RULES
from datapact.organisation.identity.card import Card

_FOLLOWING: Mapping[str, str] = {"recall": "recall_acknowledged", "recall_received": "recall_done"}
"""The kind of record that answers one of this kind under the same key; what was sent, and corrections, may follow, too."""
_ABOUT = frozenset({"delivery", *_FOLLOWING})
NO_NAMES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class _Parts:
    """A proof, read and not yet judged; ``rows`` are its shown lines by place, ``about`` the record with the list."""

    proof: RecordProof
    line: OrganisationLine
    about: Entry
    rows: Mapping[int, JsonObject]


def is_record_proof(data: bytes) -> bool:
    """Whether a JSON file claims to be such a proof."""
    return f'"type":"{RecordProof.file_kind}"'.encode() in data and data.lstrip().startswith(b"{")


def verify_record(
    data: bytes, name: str, *, cards: Sequence[Card], require_trust: bool, names: Mapping[str, str] = NO_NAMES
) -> Verdict:
    """The verdict on a proof.

    ``names`` are those by which the reader knows organisations; no trust follows from them.
    """
    known = {**names, **{card.organisation: card.profile.name for card in cards}}
    return verdict_on(
        "record",
        name,
        lambda: _read(data),
        lambda parts, lines: _judge(parts, lines, known),
        lines=lambda parts: {parts.line.id: parts.line},
        details=_details,
        cards=cards,
        require_trust=require_trust,
    )


def _read(data: bytes) -> _Parts:
    proof = RecordProof.read(data)
    line = verify_line(proof.history)
    rows = {place: row_of_disclosure(text) for place, text in proof.list.rows.rows.items()}
    about = next((one for one in proof.records if one.digest == proof.list.entry), None)
    if about is None or about.kind not in _ABOUT:
        raise Malformed(N_("The record that the proof is about is not in it."))
    return _Parts(proof, line, about, rows)


def _judge(parts: _Parts, lines: Lines, names: Mapping[str, str]) -> Iterator[Finding]:
    try:
        yield from _records(parts, lines, names)
        yield from _list(parts)
    except DataPactError as error:
        yield refused(error)


def _records(parts: _Parts, lines: Lines, names: Mapping[str, str]) -> Iterator[Finding]:
    """Judge every record: of this organisation, by a member with the right to, and about the same matter."""
    proof, line = parts.proof, parts.line
    if line.id != proof.organisation or any(one.history != organisation_history(line.id) for one in proof.records):
        yield against(N_("The file holds entries of another organisation."))
        return
    if any(not _belongs(one, parts.about) for one in proof.records):
        yield against(N_("The file holds entries of a kind that does not belong there."))
        return
    verify_authors(proof.records, lines)
    yield from (Finding("indeterminate", doubt(one, lines)) for one in doubtful(proof.records, lines, proof.vouched))
    yield from impossible_times(proof.records, lines)
    purposes = {str(one.body["purpose"]) for one in proof.records if isinstance(one.body.get("purpose"), str)}
    terms = {purpose: label_of_iri(purpose).text(current_language()) for purpose in purposes}
    known = {**terms, **names, line.id: line.state.name}
    for one in proof.records:
        author = author_of(one, lines)
        told: dict[str, str | int | Message] = {
            "time": moment_words(one.time),
            "person": "" if author is None else author.name or author.id,
            "what": ORGANISATION_RULES[one.kind].sentence(one, known),
        }
        yield Finding("note", Message("Recorded by {person} on {time} (their claim): {what}", told))
    yield from _links(parts)


def _belongs(one: Entry, about: Entry) -> bool:
    if one.digest == about.digest:
        return True
    if one.kind == "delivery":
        called = about.body.get("deliveries", ())
        return about.kind == "recall" and isinstance(called, Sequence) and one.digest in called
    if one.kind == "delivery_corrected":
        return about.kind == "delivery" and one.body.get("delivery") == about.digest
    kinds = (_FOLLOWING.get(about.kind), "recall_sent" if about.kind == "recall" else "")
    return one.kind in kinds and one.body.get("key") == about.body.get("key")


def _links(parts: _Parts) -> Iterator[Finding]:
    """Notes on things outside that can be compared: a letter, a file of evidence, the partner's own record."""
    letter = parts.about.body.get("letter")
    if isinstance(letter, str) and letter:
        yield Finding(
            "note",
            Message("It was told by a letter; the PDF has the digest {digest}.", {"digest": hexadecimal(letter)}),
        )
    for one in parts.proof.records:
        evidence, entry, outcome = (one.body.get(name) for name in ("evidence", "entry", "outcome"))
        if isinstance(outcome, str) and outcome in OUTCOME_WORDS:
            what: dict[str, str | int | Message] = {"outcome": Message(OUTCOME_WORDS[outcome])}
            yield Finding("note", Message("What was done with the data: {outcome}", what))
        if isinstance(evidence, str) and evidence:
            yield Finding(
                "note", Message("The evidence is a file with the digest {digest}.", {"digest": hexadecimal(evidence)})
            )
        if isinstance(entry, str) and entry:
            told = {"entry": entry}
            yield Finding("note", Message("The partner's own record of it is its entry {entry}.", told))


def _list(parts: _Parts) -> Iterator[Finding]:
    """Check that the list of people is the one that was sealed."""
    rows, body = parts.proof.list.rows, parts.about.body
    root, count = body.get("root"), body.get("count")
    if not isinstance(root, str) or not isinstance(count, int) or not rows.are_under(root):
        yield against(N_("The list of people is not the one that the record seals."))
        return
    whole = len(rows.rows) == rows.count
    people = rows.count if parts.about.kind == "delivery" else len({_person(row) for row in parts.rows.values()})
    if (parts.about.kind == "delivery" or whole) and people != count:
        yield against(N_("The list of people is not as long as the record says."))
    if any(
        row.get("line") != place + 1 or not isinstance(row.get("subject"), str) for place, row in parts.rows.items()
    ):
        yield against(N_("A line of the list is not in its form."))
    told: dict[str, str | int | Message] = {"n": len(rows.rows), "m": rows.count}
    yield Finding(
        "note", Message("Lines of the list that are shown: {n} of {m}. They are those that were sealed.", told)
    )


def _person(row: JsonObject) -> str:
    return str(row.get("sent_as", row.get("subject")))


def _details(parts: _Parts) -> JsonObject:
    about, rows = parts.about, parts.proof.list.rows
    return {
        "organisation": parts.line.id,
        "record": about.kind,
        "entry": about.digest,
        "time": write_time(about.time),
        "lines": rows.count,
        "shown": len(rows.rows),
        "records": [
            {"entry": one.digest, "kind": one.kind, "time": write_time(one.time), **_shown_members(one)}
            for one in parts.proof.records
        ],
    }


def _shown_members(one: Entry) -> JsonObject:
    """Notes on a record: people, data and steps taken, as far as shown."""
    names = ("dataset", "purpose", "recipient", "sender", "outcome")
    return {name: value for name in names if isinstance(value := one.body.get(name), str)}
