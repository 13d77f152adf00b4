"""Sections of internal dossiers: findings and overrides, approvals, consent, decisions, deliveries, obligations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from babel.numbers import format_decimal

from datapact.agreements.projection.findings import confirmed_by, overrides_that_hold, shown_findings
from datapact.audit.formats.dossier_facts import ObligationLine, PageFacts
from datapact.audit.pages.dossier_audits import audit_blocks
from datapact.audit.pages.dossier_content import WITHHELD_WORD, Content, member, members, shown, utc_words
from datapact.base.clock import read_time
from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Language, Message
from datapact.checks.model.finding_words import authority_of, basis_of, kind_of
from datapact.consent.terms.states import BY_CODE
from datapact.contract.terms.references import has_withheld
from datapact.contract.vocabulary.labels import label_of_iri
from datapact.contract.wording.provided import both_confirmed
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.commitments.jws import is_digest
from datapact.history.entries.entry import Entry
from datapact.history.entries.sharing_records import VERDICT_WORDS
from datapact.pdf.reports.parts import Heading, Note, Paragraph, Part, Table, Words, warning

_NO_TEXT = Message(N_("Parts of the text are withheld or erased, so it cannot be checked."))
_RECORDED_ONLY = Message(
    N_(
        "This contract was signed elsewhere. The findings judge what was recorded of it, not its text: what they miss may"
        " stand in the contract."
    )
)
_REFERENCE_ONLY = Message(
    N_(
        "This contract was signed elsewhere, and its text is not in this vault. The findings judge what was recorded of it:"
        " what they miss may stand in the contract. Look into the contract itself."
    )
)
_COUNTED = Message(
    N_(
        "Counted are the people of whom a consent, a refusal or a request is recorded for the dataset. Whoever is in the data"
        " without a record is not counted here, and may not go out on a consent."
    )
)
_ALONE = N_("Overridden by {member}, who drafted the text and was the only legal member: {reason}")
_AMENDED = Message(
    N_(
        "The findings judge the text as it was signed. It was changed since by {numbers}: the page of the agreement judges it "
        "with these changes, and each of them has a dossier of its own."
    )
)
_NONE = Message(N_("There are none."))
_STATES = {state.name: Message(state.label) for state in BY_CODE}


def inside_blocks(content: Content, facts: PageFacts, language: Language) -> list[Part]:
    """All internal sections, in the order of the pages."""
    names = content.names(language)
    return [
        *audit_blocks(content, language),
        *_findings(content, facts, language),
        *_overrides(content, names, language),
        *_approvals(content, names),
        *_consents(content, facts, names, language),
        *_answers(content, names, language),
        *_deliveries(content, names, language),
        *_obligations(content, facts.duties, language),
    ]


def _findings(content: Content, facts: PageFacts, language: Language) -> Iterator[Part]:
    yield Heading(Message(N_("Findings and overrides")), new_page=True)
    if not content.state or has_withheld(content.state):
        yield Paragraph(_NO_TEXT)
        return
    folded, state = content.folded, content.state
    said, ours = facts.check, content.own
    authors = frozenset() if said is None else frozenset(said.authors)
    confirmed = confirmed_by(folded, authors if said is not None and said.by_two else ())
    confirmed = both_confirmed(confirmed, {one.wording: one.parts for one in facts.confirmed_before or ()})
    confirmed = {**dict.fromkeys(() if said is None else said.program_wordings, ()), **confirmed}
    try:
        found = shown_findings(folded, state, facts.on, facts.house_severity, confirmed, ours=ours)
    except DataPactError as error:
        yield Paragraph(error.message)
        return
    elsewhere = folded.signed_elsewhere
    if elsewhere is not None:
        bare = elsewhere.evidence == "reference_only" and not elsewhere.files
        yield warning(_REFERENCE_ONLY if bare else _RECORDED_ONLY)
    if said is not None and said.amended_by:
        yield Note(Message(_AMENDED.id, {"numbers": ", ".join(said.amended_by)}))
    aside = overrides_that_hold(folded, state, ours, found, authors)
    names = content.names()
    rows: list[list[Words]] = []
    for one in found:
        override = aside.get((one.id, one.place))
        told = ""
        if override is not None:
            places = {
                "member": names.get(override.author, override.author[:8]),
                "reason": shown(override.reason, language),
            }
            words = _ALONE if override.alone else N_("Overridden by {member}: {reason}")
            told = Message(words, places).text(language)
        kind = kind_of(one).text(language)
        weight = f"{kind}\n{authority_of(one).text(language)}"
        rows.append([one.id, weight, one.message, basis_of(one).text(language), told])
    headings = [
        Message(N_("Rule")),
        Message(N_("Kind, and whose rule")),
        Message(N_("Finding")),
        Message(N_("Source")),
        Message(N_("Override")),
    ]
    yield Table(headings, rows, widths=[0.8, 2, 4.6, 2.2, 2.6], empty=_NONE)


def _overrides(content: Content, names: dict[str, str], language: Language) -> Iterator[Part]:
    """Every override that was ever recorded, also for earlier texts."""
    rows: list[list[Words]] = [
        [
            shown(one.finding, language),
            names.get(one.author, one.author[:8]),
            one.time,
            shown(one.reason, language),
            shown(one.state_digest, language)[:10],
        ]
        for one in content.folded.facts.overrides
    ]
    if rows:
        yield Heading(Message(N_("Overrides recorded")), 2)
        headings = [
            Message(N_("Rule")),
            Message(N_("Member")),
            Message(N_("Time")),
            Message(N_("Reason")),
            Message(N_("Digest of the text")),
        ]
        yield Table(headings, rows)


def _purpose(value: Any, names: Mapping[str, str], language: Language) -> str:
    """The agreement's name for a purpose, else the vocabulary's."""
    text = shown(value, language)
    if text in names:
        return names[text]
    return label_of_iri(text).text(language) if text.startswith("https://") else text


def _approvals(content: Content, names: dict[str, str]) -> Iterator[Part]:
    yield Heading(Message(N_("Internal approvals")))
    rows: list[list[Words]] = [
        [names.get(one.author, one.author[:8]), one.time, one.note if isinstance(one.note, str) else None]
        for one in content.folded.facts.approvals
    ]
    yield Table([Message(N_("Member")), Message(N_("Time")), Message(N_("Note"))], rows, empty=_NONE)


def _consents(content: Content, facts: PageFacts, names: Mapping[str, str], language: Language) -> Iterator[Part]:
    """Counts of the people of each dataset by state; no pseudonym is named."""
    yield Heading(Message(N_("Consents")))
    yield Paragraph(_COUNTED, quiet=True)
    if "terms" in content.withheld:
        yield Paragraph(WITHHELD_WORD)
        return
    datasets = members(member(member(content.state, "terms"), "datasets"))
    called = {member(one, "key"): shown(member(one, "name"), language) for one in reversed(datasets)}
    rows: list[list[Words]] = [
        [
            called.get(one.dataset, one.dataset),
            _purpose(one.purpose, names, language),
            one.total,
            one.valid,
            ", ".join(
                f"{_STATES[name].text(language)} {_number(n, language)}" for name, n in sorted(one.states.items())
            ),
            one.next_expiry,
        ]
        for one in facts.consents
    ]
    headings = [
        Message(N_("Dataset")),
        Message(N_("Purpose")),
        Message(N_("People")),
        Message(N_("Valid")),
        Message(N_("States")),
        Message(N_("Next expiry")),
    ]
    yield Table(headings, rows, empty=Message(N_("No consents are recorded for these datasets.")))


def _of_kind(content: Content, *kinds: str) -> list[Entry]:
    return [entry for entry in content.records if entry.kind in kinds]


def _time(value: Any) -> Words:
    return read_time(value) if isinstance(value, str) and value else None


def _agreed_purpose(content: Content, body: Mapping[str, Any], names: Mapping[str, str], language: Language) -> str:
    """The agreed purpose by its name in this agreement, else what the term of the purpose is called."""
    history, _, key = shown(body.get("agreed"), language).partition("#purposes.")
    if history == content.history and key in names:
        return names[key]
    return _purpose(body["purpose"], names, language)


def _recipient(content: Content, value: Any, names: Mapping[str, str], language: Language) -> str:
    """The name of who receives: as this file knows it, else as a delivery to it was recorded."""
    recipient = shown(value, language)
    if recipient in names:
        return names[recipient]
    for entry in _of_kind(content, "delivery"):
        if entry.body.get("recipient") == value and isinstance(entry.body.get("recipient_name"), str):
            return str(entry.body["recipient_name"]) or recipient
    return recipient


def _answers(content: Content, names: dict[str, str], language: Language) -> Iterator[Part]:
    """Answers that were recorded, and how many deliveries rest on each: only these used it."""
    yield Heading(Message(N_("Answers on file")))
    rows: list[list[Words]] = []
    used = Counter(shown(one.body["decision"], language) for one in _of_kind(content, "delivery"))
    for entry in _of_kind(content, "decision"):
        body = entry.body
        verdict = body["verdict"]
        words = Message(VERDICT_WORDS[verdict]) if verdict in VERDICT_WORDS else shown(verdict, language)
        dataset = shown(body["dataset"], language)
        rows.append(
            [
                entry.time,
                names.get(dataset, dataset),
                _recipient(content, body["partner"], names, language),
                _agreed_purpose(content, body, names, language),
                words,
                _of_how_many(body, language),
                _time(body["valid_until"]),
                used[entry.digest],
            ]
        )
    headings = [
        Message(N_("Time")),
        Message(N_("Dataset")),
        Message(N_("Partner")),
        Message(N_("Purpose")),
        Message(N_("Answer")),
        Message(N_("People")),
        Message(N_("Valid until")),
        Message(N_("Deliveries on it")),
    ]
    widths = [1.6, 2, 2.6, 2.3, 1.5, 1.7, 1.6, 2.1]
    yield Table(headings, rows, widths=widths, named=1, empty=Message(N_("No answer was recorded.")))


def _number(value: int, language: Language) -> str:
    return str(format_decimal(value, locale=language))


def _of_how_many(body: Mapping[str, Any], language: Language) -> Words:
    n, m = body["n"], body["m"]
    if not (isinstance(n, int) and isinstance(m, int)):
        return shown(WITHHELD, language)
    return Message(N_("{n} of {m}"), {"n": _number(n, language), "m": _number(m, language)})


def _deliveries(content: Content, names: dict[str, str], language: Language) -> Iterator[Part]:
    yield Heading(Message(N_("Deliveries")))
    rows: list[list[Words]] = []
    for entry in _of_kind(content, "delivery"):
        body = entry.body
        dataset = shown(body["dataset"], language)
        rows.append(
            [
                _time(body["at"]) if body["at"] is not WITHHELD else shown(WITHHELD, language),
                names.get(dataset, dataset),
                _recipient(content, body["recipient"], names, language),
                _agreed_purpose(content, body, names, language),
                body["count"] if isinstance(body["count"], int) else None,
                _rests_on(content, body, language),
            ]
        )
    headings = [
        Message(N_("Time")),
        Message(N_("Dataset")),
        Message(N_("Recipient")),
        Message(N_("Purpose")),
        Message(N_("People")),
        Message(N_("On which answer, or why on none")),
    ]
    yield Table(headings, rows, named=1, empty=Message(N_("No delivery was recorded.")))


def _rests_on(content: Content, body: Mapping[str, Any], language: Language) -> Words:
    """The answer that a delivery rests on, by its outcome and time; its digest only where this file does not have it."""
    decision = shown(body["decision"], language)
    for entry in _of_kind(content, "decision"):
        verdict = entry.body["verdict"]
        if entry.digest == decision and verdict in VERDICT_WORDS:
            told = {"answer": Message(VERDICT_WORDS[verdict]), "time": utc_words(entry.time)}
            return Message(N_("{answer}, {time}"), told)
    if decision and is_digest(decision):
        return Message(N_("an answer that is not in this file ({entry})"), {"entry": decision[:8]})
    return decision or shown(body["reason"], language)


_OBLIGATIONS: Sequence[tuple[str, Message]] = (
    ("obligation_set", Message(N_("added"))),
    ("obligation_done", Message(N_("met"))),
    ("obligation_waived", Message(N_("waived"))),
)


def _obligations(content: Content, obligations: Sequence[ObligationLine], language: Language) -> Iterator[Part]:
    """Obligations by due day, then the records about them with the evidence that they were met."""
    yield Heading(Message(N_("Obligations and evidence")))
    if obligations:
        lines: list[list[Words]] = [[one.due, one.title, one.state, one.owner, one.evidence] for one in obligations]
        heads = [
            Message(N_("Due")),
            Message(N_("Obligation")),
            Message(N_("State")),
            Message(N_("Looked after by")),
            Message(N_("Evidence")),
        ]
        yield Table(heads, lines, widths=[1.6, 5.2, 1.6, 2.4, 2.8], named=1)
        yield Heading(Message(N_("Records")), 2)
    rows: list[list[Words]] = []
    for kind, word in _OBLIGATIONS:
        for entry in _of_kind(content, kind):
            body = entry.body
            told = [
                shown(body[name], language)
                for name in ("reference", "scope", "method", "signatory", "reason", "note")
                if name in body and body[name] not in (None, "")
            ]
            rows.append([shown(body.get("title"), language), word, entry.time, "; ".join(told)])
    headings = [Message(N_("Obligation")), Message(N_("Record")), Message(N_("Time")), Message(N_("Evidence"))]
    yield Table(
        headings, rows, widths=[4, 1.2, 1.8, 5], empty=Message(N_("No obligation was recorded as met or waived."))
    )
