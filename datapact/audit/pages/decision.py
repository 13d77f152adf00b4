"""The pages of a decision file: question, decision, reasons, counts, omissions, and how to verify and recount it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from datapact.audit.formats.decision import (
    BATCHES,
    EVENTS,
    INPUTS,
    NAME,
    NODES,
    SCRIPT,
    SUBJECTS,
    PageWords,
    StillToTell,
)
from datapact.audit.pages.answer_page import beyond_of, decision_in, page_in
from datapact.audit.pages.decision_content import DecisionContent
from datapact.audit.pages.exporter_signature import exporter_signature
from datapact.base.clock import read_time
from datapact.base.texts import N_, Argument, Language, Message, counted, speaking
from datapact.consent.decision.decide import rule_set
from datapact.consent.decision.wording import WEIGHT_WORDS, why_ended, why_not
from datapact.consent.facts.question import Decision, Reason
from datapact.consent.matrix.page_words import (
    TO_REPORT,
    agreement_words,
    answer_words,
    asked_words,
    breaches_in,
    count_lines,
    ground_lines,
    in_reading_order,
    meaning_words,
    source_words,
)
from datapact.consent.matrix.shown_page import DecisionPage
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


KEYS = Message(N_("For machines: keys in the attached files"))
"""The heading of the technical part."""


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
    page: PageWords | None = None
    """What the exporter's page said beyond entry and inputs; None from earlier programs."""


def cover_of(
    line: OrganisationLine,
    member: str,
    made: datetime,
    language: Language,
    proof: tuple[Message, ...] = (),
    to_tell: StillToTell | None = None,
    page: PageWords | None = None,
) -> Cover:
    """The cover for the member with this id."""
    holder = line.state.members.get(member)
    person = holder.name or member if holder is not None else member
    return Cover(line.state.name, person, made, language, proof, to_tell, page)


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
    language = cover.language
    with speaking(language):
        decision = decision_in(content)
        page = page_in(content, decision, beyond_of(cover.page, cover.to_tell))
        blocks: list[Part] = [
            *_head(content, decision, page),
            Facts([*_question(content, page, language), *_grounds(page), *_evidence(content)]),
            *_bounds(content),
            *_reasons(in_reading_order(decision.reasons)),
            *_obligations(content, decision, language),
            *_counts(content, page),
            *_came(cover.page),
            *_shown(content),
            *recounting(content),
            *proven_rows(cover.proof),
            *_keys(content),
            *attached_files(files),
            *exporter_signature(FIELD, cover.person, cover.organisation),
        ]
    dataset = str(content.entry.body["dataset"])
    return Report(
        title=Message(
            N_("May the dataset {dataset} be shared?"),
            {"dataset": dataset if page is None else page.dataset_name},
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


def _head(content: DecisionContent, decision: Decision, page: DecisionPage | None) -> Iterator[Part]:
    """Question, answer and its meaning in the words of the page, and the open breaches, which nobody may miss."""
    body = content.entry.body
    verdict = str(body["verdict"])
    if page is None:
        yield Verdict(_ICONS[verdict], Message(VERDICT_WORDS[verdict]), _people(body))
    else:
        yield Paragraph(asked_words(page))
        yield Verdict(_ICONS[verdict], answer_words(page), meaning_words(page))
    for one in breaches_in(decision.reasons):
        yield warning(one.message)


def _people(body: Mapping[str, Any]) -> Words:
    if not body["m"]:
        return None
    return counted(
        "{n} of {m} person: nothing on file against it.",
        "{n} of {m} people: nothing on file against it.",
        body["n"],
        m=body["m"],
    )


def _question(content: DecisionContent, page: DecisionPage | None, language: Language) -> Iterator[tuple[Words, Words]]:
    """What was asked, in names; the keys that stand in the tables are in a part of their own."""
    body = content.entry.body
    yield Message(N_("Dataset")), str(body["dataset"]) if page is None else _plain(page.dataset_name, language)
    yield Message(N_("Partner")), str(body["partner"]) if page is None else page.partner_name
    yield Message(N_("Purpose")), str(body["purpose"]) if page is None else _plain(page.purpose_name, language)
    yield Message(N_("Asked about")), read_time(body["at"])
    yield Message(N_("Known at")), read_time(body["known_at"])
    yield Message(N_("Valid until")), read_time(body["valid_until"]) if body["valid_until"] else None
    why = why_ended(body)
    if why is not None:
        yield Message(N_("What ends then")), why
    agreement = str(body["agreement"])
    words = "" if page is None else agreement_words(page)
    yield Message(N_("Agreement")), words or agreement or None


def _plain(name: Argument, language: Language) -> str:
    return name.text(language) if isinstance(name, Message) else str(name)


def _keys(content: DecisionContent) -> Iterator[Part]:
    """What the attached files call dataset, purpose and agreement: for programs, and for whoever recounts by hand."""
    body = content.entry.body
    yield Heading(KEYS)
    yield Facts(
        [
            (Message(N_("Dataset")), str(body["dataset"])),
            (Message(N_("Purpose")), str(body["purpose"])),
            (Message(N_("Agreement")), str(body["agreement"]) or None),
        ]
    )


def _grounds(page: DecisionPage | None) -> Iterator[tuple[Words, Words]]:
    """The lines below the answer, as on the page; what is to be reported is said of the day on which the file was made."""
    for name, value in () if page is None else ground_lines(page):
        late = page is not None and page.pending is not None and name == str(Message(TO_REPORT))
        yield (Message(N_("To report, when this file was made")) if late else name), value


def _evidence(content: DecisionContent) -> Iterator[tuple[Words, Words]]:
    """By whom and by which entry the answer is on record."""
    body = content.entry.body
    yield Message(N_("Answered by")), _author(content)
    yield Message(N_("Recorded on")), content.entry.time
    yield Message(N_("Entry")), content.entry.digest
    yield Message(N_("Digest of the inputs (SHA-256)")), body["inputs"]
    yield Message(N_("Version of the rules")), body["rule_set"]


def _bounds(content: DecisionContent) -> Iterator[Part]:
    """The limits of the decision: later records, and people in the data without a record."""
    yield Note(_AS_KNOWN_THEN)
    if content.entry.body["evidence"] == "reference_only":
        yield warning(_REFERENCE_ONLY)


def _author(content: DecisionContent) -> str:
    kid = content.entry.kid
    return next((one.name or one.id for one in content.line.people() if one.author_kid == kid), kid)


def _reasons(reasons: Sequence[Reason]) -> Iterator[Part]:
    yield Heading(Message(N_("Why")))
    rows: list[list[Words]] = [
        [one.rule, _weight(one.verdict), one.message, source_words(one), one.source] for one in reasons
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


def _obligations(content: DecisionContent, decision: Decision, language: Language) -> Iterator[Part]:
    """The duties that come with the sharing, derived from the inputs as the window shows them; nothing without any."""
    version = str(content.entry.body["rule_set"])
    if version != rule_set():
        yield Note(Message(_OTHER_RULES.id, {"version": version}))
        return
    obligations = decision.obligations
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


def _counts(content: DecisionContent, page: DecisionPage | None) -> Iterator[Part]:
    yield Heading(Message(N_("The count of people")))
    if content.cohort < 0:
        yield Paragraph(_NOBODY)
        return
    yield Paragraph(_COHORT if content.inputs["question"].get("subjects") is None else _ASKED_ABOUT)
    tally = content.inputs["cohorts"][content.cohort]["tally"]
    lines = () if page is None else count_lines(page)
    rows: list[list[Words]] = [[one.outcome, one.words, one.people] for one in lines]
    if page is None:
        rows = [["allowed", Message(N_("nothing on file against it")), tally["allowed"]]]
        rows += [[one, why_not(one), number] for one, number in sorted(tally["counts"].items()) if number]
    rows.append(["", Message(N_("all")), tally["total"]])
    headings = [Message(N_("Word in subjects.csv")), Message(N_("Meaning")), Message(N_("People"))]
    yield Table(headings, rows, widths=[2.4, 7, 1.2])
    if content.gaps:
        yield warning(_ERASED)


def _came(page: PageWords | None) -> Iterator[Part]:
    """Records of this answer and deliveries, as the page had them when the file was made; nothing where it had none."""
    if page is None or not page.came:
        return
    yield Heading(Message(N_("What came of it, when this file was made")))
    yield Items(["\n".join(one for one in (line.words, line.beside) if one) for line in page.came])


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
