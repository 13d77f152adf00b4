"""The pages of a decision file: question, decision, reasons, counts, omissions, and how to verify and recount it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from datapact.agreements.projection.status import EVIDENCE_WORDS as EVIDENCE
from datapact.agreements.text.days import COURTS
from datapact.audit.formats.decision import BATCHES, EVENTS, INPUTS, NAME, NODES, SCRIPT, SUBJECTS, StillToTell
from datapact.audit.pages.decision_content import DecisionContent
from datapact.audit.pages.exporter_signature import exporter_signature
from datapact.base.clock import in_zone, read_time
from datapact.base.texts import N_, Language, Listed, Message, counted
from datapact.consent.decision.decide import rule_set
from datapact.consent.decision.from_inputs import decide_from
from datapact.consent.decision.wording import WEIGHT_WORDS, to_tell_words, why_ended
from datapact.consent.facts.breaches import BREACH_RULE
from datapact.consent.steps.subjects import OUTCOMES
from datapact.history.entries.sharing_records import VERDICT_WORDS
from datapact.history.state.organisation import OrganisationLine
from datapact.pdf.engine.pdfa import Attachment, Relationship
from datapact.pdf.reports.parts import (
    Facts,
    Heading,
    Icon,
    Items,
    Note,
    Paragraph,
    Part,
    Report,
    Table,
    Verdict,
    Words,
    warning,
)

_ABOUT_FILES: Mapping[str, Message] = {
    NAME: Message(N_("The signed entry, the signed batches of consents, the organisation's public history")),
    INPUTS: Message(N_("What the answer was made of, byte for byte as the entry names it by digest")),
    SUBJECTS: Message(N_("Every person of the cohort: counts or not, why, and the newest record")),
    EVENTS: Message(N_("Every record of these people as it was signed")),
    BATCHES: Message(N_("The batches in which the records were signed, with their roots")),
    NODES: Message(N_("Hashes of what else the batches hold, so that the roots can be computed")),
    SCRIPT: Message(N_("A short script that makes all of these steps; read it before you run it")),
}


def recounting(content: DecisionContent) -> Iterator[Part]:
    """The instructions to verify the file and recount, step by step."""
    body = content.entry.body
    yield Heading(Message(N_("How to verify and recount this answer")))
    steps: list[Words] = [
        Message(
            N_(
                "Save the attached files into an empty folder (any PDF program, or: pdfdetach -saveall FILE). Nothing of "
                "DataPact and no network is needed."
            )
        ),
        Message(
            N_(
                "Is this file unaltered? Your PDF program shows the signature, and whether it covers the whole file; the digests "
                "below are those of the attached files: sha256sum NAME prints the same in hexadecimal digits."
            )
        ),
        Message(
            N_(
                "Are these the inputs? openssl dgst -sha256 -binary inputs.json | basenc --base64url | tr -d = prints "
                "{digest}; the same stands in the signed entry."
            ),
            {"digest": str(body["inputs"])},
        ),
    ]
    if content.cohort >= 0:
        steps += [
            Message(
                N_(
                    "Count in a spreadsheet: open subjects.csv (UTF-8, comma), filter the column counts for yes: {n} "
                    "lines of {m}. The column reason gives the other counts of the table above."
                ),
                {"n": int(body["n"]), "m": int(body["m"])},
            ),
            Message(
                N_(
                    "Look at single people: events.csv has every signed event of the person; the newest by time, then "
                    "by batch and index, is the one in subjects.csv."
                )
            ),
        ]
    steps += [
        Message(
            N_(
                "All at once: a script of Python 3.9 or newer, which needs openssl and no package, checks signatures, digests and "
                "the trees of the batches (RFC 9162), and counts everybody again from the signed events. Read it, then: "
                "python3 -I recount.py"
            )
        ),
        Message(
            N_(
                "Who is it? Compare the fingerprint that recount.py prints with the organisation, by telephone or from "
                "a card that you already trust."
            )
        ),
    ]
    yield Items(steps, numbered=True)
    yield Paragraph(
        Message(
            N_(
                "With DataPact: datapact verify FILE does all of this and derives the answer from the inputs once more. "
                "The steps in full, and how to tell who signed this file, are on the page verify-without-datapact.md of DataPact."
            )
        ),
        quiet=True,
    )


def proven_rows(statements: Sequence[Message]) -> Iterator[Part]:
    """The result of holding the rows of the vault against what was signed; nothing for files of earlier programs."""
    if statements:
        yield Heading(Message(N_("Rows of the vault, held against what was signed")), 2)
        yield Items(list(statements))


def attached_files(files: Sequence[Attachment]) -> Iterator[Part]:
    """The list of attached files, with the digits that sha256sum prints."""
    yield Heading(Message(N_("Attached files")))
    rows: list[list[Words]] = [
        [one.name, _ABOUT_FILES.get(one.name), len(one.data), _hexadecimal(one.data)] for one in files
    ]
    headings = [Message(N_("File")), Message(N_("Content")), Message(N_("Bytes")), Message(N_("SHA-256"))]
    yield Table(headings, rows, widths=[1.8, 3.4, 1.2, 4.2])


def _hexadecimal(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


FIELD = "decision"
KIND = Message(N_("Answer on sharing, for recounting"))
_ICONS: Mapping[str, Icon] = {"permit": "yes", "partial": "partly", "deny": "no", "incomplete": "open"}
_INTERNAL = Message(N_("Internal: confidential"))
_NONE = Message(N_("There are none."))
_NOBODY = Message(N_("The answer rests on no count of people, so there is nobody to count again."))
_ERASED = Message(
    N_(
        "Records behind this answer were erased since. What is left no longer gives the same count; the inputs, the digests "
        "and the signatures still hold."
    )
)
_AS_KNOWN_THEN = Message(
    N_(
        "This is the answer as it was used, on what was known then. Consents, withdrawals and facts that were recorded later"
        " are not in it; whether it still holds today this file does not say."
    )
)
_REFERENCE_ONLY = Message(
    N_(
        "No signed copy of the contract was on file. That the contract permits this rests on what was recorded of it: look"
        " into the contract itself."
    )
)
_COHORT = Message(
    N_(
        "The population are the people of whom anything is recorded for this dataset. People who are in the data without any"
        " record are not among them: hold the number against the dataset itself. Nobody of them may go out on a consent."
    )
)
_ASKED_ABOUT = Message(
    N_(
        "The population are the people who were asked about, by a list of pseudonyms. Whether others are in the data this file"
        " does not say."
    )
)
_ABOUT_RULES = Message(
    N_(
        "S1 to S9 are the steps in which an answer is found; the other rules stand with their sources in the page rules.md of DataPact."
    )
)
_OTHER_RULES = Message(
    N_(
        "Duties that come with it are not listed: they follow from version {version} of the rules, which this program does"
        " not have."
    )
)
_NO_CHAIN = Message(
    N_(
        "The entries before the answer were left out by choice: nobody can tell from this file whether a batch is missing."
    )
)


@dataclass(frozen=True, slots=True)
class Cover:
    """The cover: who exports the decision, and when."""

    organisation: str
    """Name of the exporting one."""
    person: str
    """Name of who exports, else the member's id."""
    made: datetime
    """UTC, by the exporter's clock."""
    language: Language
    """Of all words on the pages."""
    proof: tuple[Message, ...] = ()
    """What the exporter says of the rows that it was made from; empty from earlier programs."""
    to_tell: StillToTell | None = None
    """Open recalls at the partner when it was made; None for none."""


def cover_of(
    line: OrganisationLine,
    member: str,
    made: datetime,
    language: Language,
    proof: tuple[Message, ...] = (),
    to_tell: StillToTell | None = None,
) -> Cover:
    """The cover for the member with this id."""
    holder = line.state.members.get(member)
    return Cover(
        line.state.name, holder.name or member if holder is not None else member, made, language, proof, to_tell
    )


_FILES: Mapping[str, tuple[str, Relationship]] = {
    INPUTS: ("application/json", "Source"),
    SUBJECTS: ("text/csv", "Data"),
    EVENTS: ("text/csv", "Data"),
    BATCHES: ("text/csv", "Data"),
    NODES: ("text/csv", "Data"),
    SCRIPT: ("text/x-python", "Supplement"),
    NAME: ("application/json", "Source"),
}


def attachments(data: Mapping[str, bytes]) -> tuple[Attachment, ...]:
    """The attachments of a decision, in the order of the pages."""
    return tuple(Attachment(name, data[name], *about) for name, about in _FILES.items() if name in data)


def compose(content: DecisionContent, cover: Cover, files: Sequence[Attachment]) -> Report:
    """The whole report; ``files`` are all that will be attached."""
    body, language = content.entry.body, cover.language
    verdict = str(body["verdict"])
    blocks: list[Part] = [
        Verdict(_ICONS[verdict], Message(VERDICT_WORDS[verdict]), _people(body)),
        *_breaches(body, language),
        Facts([*_question(content, language), *_to_tell(content, cover)]),
        *_bounds(content),
        *_reasons(body, language),
        *_obligations(content, language),
        *_counts(content),
        *_shown(content),
        *recounting(content),
        *proven_rows(cover.proof),
        *attached_files(files),
        *exporter_signature(FIELD, cover.person, cover.organisation),
    ]
    return Report(
        title=Message(
            N_("May the dataset {dataset} be shared?"),
            {
                "dataset": _agreed_name(content, "datasets", "key", str(body["dataset"]), language)
                or str(body["dataset"])
            },
        ),
        language=language,
        blocks=blocks,
        subtitle=Message(
            N_("Exported by {person} for {organisation}"), {"person": cover.person, "organisation": cover.organisation}
        ),
        kind=KIND,
        marking=_INTERNAL,
        foot=cover.organisation,
    )


def _people(body: Mapping[str, Any]) -> Words:
    if not body["m"]:
        return None
    return counted(
        "{n} of {m} person: nothing on file against it.",
        "{n} of {m} people: nothing on file against it.",
        body["n"],
        m=body["m"],
    )


def _question(content: DecisionContent, language: Language) -> Iterator[tuple[Words, Words]]:
    body = content.entry.body
    yield Message(N_("Dataset")), _both_named(content, "datasets", "key", str(body["dataset"]), language)
    yield Message(N_("Partner")), _partner(content)
    yield Message(N_("Purpose")), _both_named(content, "purposes", "iri", str(body["purpose"]), language)
    yield Message(N_("Asked about")), read_time(body["at"])
    yield Message(N_("Known at")), read_time(body["known_at"])
    yield Message(N_("Valid until")), read_time(body["valid_until"]) if body["valid_until"] else None
    why = why_ended(body)
    if why is not None:
        yield Message(N_("What ends then")), why
    yield Message(N_("Agreement")), _agreement(content)
    if body["evidence"] in EVIDENCE:
        yield Message(N_("Evidence of the agreement")), Message(EVIDENCE[body["evidence"]])
    if notices := _notices(content):
        yield Message(N_("Notice")), notices
    if oldest := _oldest(content):
        yield Message(N_("Oldest consent")), oldest
    yield Message(N_("Answered by")), _author(content)
    yield Message(N_("Recorded on")), content.entry.time
    yield Message(N_("Entry")), content.entry.digest
    yield Message(N_("Digest of the inputs (SHA-256)")), body["inputs"]
    yield Message(N_("Version of the rules")), body["rule_set"]


def _breaches(body: Mapping[str, Any], language: Language) -> Iterator[Part]:
    """The open breaches at the recipient, before all facts: they change no verdict, and nobody may miss them."""
    for one in body["reasons"]:
        if one["rule"] == BREACH_RULE and one["verdict"] == "warning":
            yield warning(_both(one["message"], language))


def _to_tell(content: DecisionContent, cover: Cover) -> Iterator[tuple[Words, Words]]:
    """The open recalls at the partner, as the page has them."""
    open_ones = cover.to_tell
    if open_ones is None:
        return
    name = _partner(content)
    words = to_tell_words(open_ones.people, open_ones.untold, name)
    yield Message(N_("To report, when this file was made")), words
    if open_ones.overdue:
        yield Message(N_("Time limit for that")), Message(N_("over"))


def _partner(content: DecisionContent) -> str:
    names = content.inputs.get("world", {}).get("names", {})
    partner = str(content.entry.body["partner"])
    return str(names.get(partner, partner)) if isinstance(names, Mapping) else partner


def _notices(content: DecisionContent) -> Message | None:
    """The versions of notices on which consents count, by key and number; None for none."""
    needs = content.inputs["cohorts"][content.cohort]["needs"]["consents"] if content.cohort >= 0 else ()
    named = dict.fromkeys((str(one[0]), str(one[1])) for need in needs for one in need.get("accepted", ()))
    said = N_("{notice}, version {version}")
    found = [Message(said, {"notice": key, "version": version}) for key, version in named]
    return Listed.of(found) if found else None


def _oldest(content: DecisionContent) -> date | None:
    """The day of the oldest consent among those who may go out, in German time; None for none."""
    oldest = content.inputs["cohorts"][content.cohort]["tally"].get("oldest") if content.cohort >= 0 else None
    if not isinstance(oldest, int) or abs(oldest) > _LAST_SECOND:
        return None
    return in_zone(datetime.fromtimestamp(oldest, UTC), COURTS).date()


_LAST_SECOND = 2**36
"""Seconds from 1970 within the calendar; a larger number stands for a consent without a time."""


def _terms(content: DecisionContent) -> Mapping[str, Any]:
    """The terms of the agreement that the decision rests on, from its inputs; empty where there is none."""
    for one in content.inputs.get("world", {}).get("agreements", ()):
        if one.get("id") == content.entry.body["agreement"]:
            terms = one.get("terms")
            return terms if isinstance(terms, Mapping) else {}
    return {}


def _agreed_name(content: DecisionContent, what: str, by: str, wanted: str, language: Language) -> str:
    """The agreement's name for a dataset or purpose; empty where it gives none."""
    for one in _terms(content).get(what, ()):
        name = one.get("name")
        if wanted in (one.get(by), one.get("key")) and isinstance(name, Mapping):
            return str(name.get(language) or next(iter(name.values()), ""))
    return ""


def _both_named(content: DecisionContent, what: str, by: str, wanted: str, language: Language) -> str:
    """The name for people, with the key or term used in the tables."""
    name = _agreed_name(content, what, by, wanted, language)
    return f"{name} ({wanted})" if name else wanted


def _agreement(content: DecisionContent) -> str | None:
    wanted = str(content.entry.body["agreement"])
    for one in content.inputs.get("world", {}).get("agreements", ()):
        if one.get("id") == wanted and one.get("number"):
            return f"{one['number']} ({wanted})"
    return wanted or None


def _bounds(content: DecisionContent) -> Iterator[Part]:
    """The limits of the decision: later records, and people in the data without a record."""
    yield Note(_AS_KNOWN_THEN)
    if content.entry.body["evidence"] == "reference_only":
        yield warning(_REFERENCE_ONLY)


def _author(content: DecisionContent) -> str:
    kid = content.entry.kid
    return next((one.name or one.id for one in content.line.people() if one.author_kid == kid), kid)


def _reasons(body: Mapping[str, Any], language: Language) -> Iterator[Part]:
    yield Heading(Message(N_("Why")))
    rows: list[list[Words]] = [
        [
            str(one["rule"]),
            _weight(str(one["verdict"])),
            _both(one["message"], language),
            _both(one["citation"], language),
            str(one["source"]),
        ]
        for one in body["reasons"]
    ]
    headings = [
        Message(N_("Rule")),
        Message(N_("Effect")),
        Message(N_("Reason")),
        Message(N_("Citation")),
        Message(N_("Source")),
    ]
    yield Table(headings, rows, widths=[0.8, 1.3, 4.4, 2.3, 2.5], empty=_NONE)
    yield Paragraph(_ABOUT_RULES, quiet=True)


def _obligations(content: DecisionContent, language: Language) -> Iterator[Part]:
    """The duties that come with the sharing, derived from the inputs as the window shows them; nothing without any."""
    version = str(content.entry.body["rule_set"])
    if version != rule_set():
        yield Note(Message(_OTHER_RULES.id, {"version": version}))
        return
    obligations = decide_from(content.inputs).obligations
    if not obligations:
        return
    yield Heading(Message(N_("Duties that come with it")))
    rows: list[list[Words]] = [
        [one.rule, one.message, _both(one.citation, language), one.source] for one in obligations
    ]
    headings = [Message(N_("Rule")), Message(N_("Duty")), Message(N_("Citation")), Message(N_("Source"))]
    yield Table(headings, rows, widths=[0.8, 5.7, 2.3, 2.5])


def _both(value: Any, language: Language) -> str:
    return str(value.get(language, "")) if isinstance(value, Mapping) else str(value)


def _counts(content: DecisionContent) -> Iterator[Part]:
    yield Heading(Message(N_("The count of people")))
    if content.cohort < 0:
        yield Paragraph(_NOBODY)
        return
    yield Paragraph(_COHORT if content.inputs["question"].get("subjects") is None else _ASKED_ABOUT)
    tally = content.inputs["cohorts"][content.cohort]["tally"]
    rows: list[list[Words]] = [["allowed", Message(N_("nothing on file against it")), tally["allowed"]]]
    for outcome, number in sorted(tally["counts"].items()):
        rows.append([outcome, OUTCOMES[outcome].words(number), number])
    rows.append(["", Message(N_("all")), tally["total"]])
    headings = [Message(N_("Word in subjects.csv")), Message(N_("Meaning")), Message(N_("People"))]
    yield Table(headings, rows, widths=[2.4, 7, 1.2])
    if content.gaps:
        yield warning(_ERASED)


def _shown(content: DecisionContent) -> Iterator[Part]:
    yield Heading(Message(N_("What this file shows, and what not")))
    shown = sum(len(one.events) for one in content.batches)
    hidden = sum(one.hidden for one in content.batches)
    yield Items(
        [
            counted("{n} person in subjects.csv", "{n} people in subjects.csv", len(content.people)),
            counted("{n} signed event of them in events.csv", "{n} signed events of them in events.csv", shown),
            counted(
                "{n} batch that they were signed in", "{n} batches that could hold events of them", len(content.batches)
            ),
            counted(
                "{n} further row of these batches stays a hash: of other datasets or people, or erased",
                "{n} further rows of these batches stay hashes: of other datasets or people, or erased",
                hidden,
            ),
        ]
    )
    if content.chain:
        yield Paragraph(
            counted(
                "{n} entry before the answer shows, by kind and time alone, that no batch is missing.",
                "{n} entries before the answer show, by kind and time alone, that no batch is missing.",
                len(content.chain),
            )
        )
    elif content.entry.parents:
        yield Note(_NO_CHAIN)


def _weight(verdict: str) -> Message | str:
    words = next((words for weight, words in WEIGHT_WORDS.items() if weight == verdict), None)
    return verdict if words is None else Message(words)
