"""The pages of a dossier: cover, population, summary, parties, signatures, every entry in words, the text, the files.

They are made only from ``Content`` and pages.json, both of which the file holds: a verifier redraws them. Withheld
parts are marked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from datapact.agreements.projection.disputes import disputes_of, names_disputing, status_and_dispute
from datapact.agreements.projection.projection import row_of
from datapact.agreements.projection.status import evidence_words
from datapact.audit.formats.browser_page import NAME as PAGE
from datapact.audit.formats.browser_page import OF_THE_SENDER
from datapact.audit.formats.dossier import NAME, DossierFile
from datapact.audit.formats.dossier_facts import NAME as PAGES
from datapact.audit.formats.dossier_facts import PageFacts
from datapact.audit.formats.missing_entries import is_cloned, oddities_of_others, own_missing
from datapact.audit.formats.withholding import FREE_TEXT, choice_words
from datapact.audit.pages.decision import proven_rows
from datapact.audit.pages.dossier_content import WITHHELD_WORD, Content, attachment, member, members, runs_text, shown
from datapact.audit.pages.dossier_internal import inside_blocks
from datapact.audit.pages.dossier_members import member_blocks
from datapact.audit.pages.dossier_orders import ended_order_blocks
from datapact.audit.pages.dossier_signatures import signature_blocks
from datapact.audit.pages.exporter_signature import exporter_signature
from datapact.base.clock import write_time
from datapact.base.texts import N_, Language, Message, counted
from datapact.contract.text.numbering import clause_numbers, kept_in, marks_in
from datapact.contract.vocabulary.labels import word
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.entries.entry import Entry
from datapact.history.state.organisation import OrganisationLine
from datapact.history.transitions import registry
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.pdf.engine.pdfa import Attachment
from datapact.pdf.reports.parts import (
    Facts,
    Heading,
    Items,
    Note,
    Paragraph,
    Part,
    Report,
    Table,
    Words,
    warning,
)


def history_blocks(content: Content, language: Language) -> Iterator[Part]:
    """The entries in order, then the organisation's own records; for those without effect, the reason."""
    yield Heading(Message(N_("Every entry in words")))
    names = content.names(language)
    yield _entries_table(content.entries, names, content.folded.void, language)
    if content.records:
        yield Heading(Message(N_("Records of the organisation about this agreement")), 2)
        yield _entries_table(content.records, names, {}, language)


def _entries_table(
    entries: Sequence[Entry], names: Mapping[str, str], void: Mapping[str, Message], language: Language
) -> Table:
    headings = [
        Message(N_("No.")),
        Message(N_("Time")),
        Message(N_("Author")),
        Message(N_("What happened")),
        Message(N_("Digest")),
    ]
    rows: list[list[Words]] = []
    for number, entry in enumerate(entries, 1):
        sentence = registry.rule_of(entry.history, entry.kind).sentence
        words, remark = sentence(entry, names).text(language), sentence.remark(entry)
        if remark:
            words = f"{words}\n{remark}"
        if entry.digest in void:
            reason = void[entry.digest].text(language)
            words = f"{words}\n{Message(N_('Without effect: {reason}'), {'reason': reason}).text(language)}"
        author = names.get(entry.kid, "")
        by = "\n".join(part for part in (author, names.get(entry.organisation, "")) if part) or entry.kid[:8]
        rows.append([str(number), entry.time, by, words, entry.digest[:8]])
    return Table(headings, rows, widths=[0.6, 2.5, 3.2, 5.5, 1.6])


TITLE = Message(N_("Text of the agreement"))
_NO_CLAUSES = Message(N_("The text is in the attached files; no clauses are recorded in DataPact."))
_NOT_HERE = Message(
    N_(
        "The text of this contract is not in this vault: only a reference to it is on file. What this dossier says of the"
        " contract is what was recorded of it."
    )
)
_FILES_WITHHELD = Message(N_("The text is in the files of the contract, which are withheld."))
_OTHER_LANGUAGE = Message(N_("The text is shown in its prevailing language."))


def text_blocks(content: Content, language: Language) -> Iterator[Part]:
    """The clauses in ``language``, else in the prevailing one; or the place where the text is."""
    state = content.state
    yield Heading(TITLE, new_page=True)
    spoken = member(state, "languages")
    prevailing = member(state, "prevailing")
    known = [one for one in members(spoken) if one in ("de", "en")]
    chosen: Language = language
    if known and language not in known:
        chosen = "de" if prevailing == "de" or "en" not in known else "en"
        yield Note(_OTHER_LANGUAGE)
    clauses = member(state, "clauses")
    if not isinstance(clauses, list | tuple):
        yield Paragraph(WITHHELD_WORD)
        return
    if not clauses:
        yield _elsewhere(content)
    identifiers = [clause.get("id") if isinstance(clause, Mapping) else None for clause in clauses]
    for clause, sign in zip(clauses, clause_numbers(identifiers, chosen, kept_in(clauses)), strict=True):
        yield from _clause(clause, sign, chosen)


def _elsewhere(content: Content) -> Part:
    """The place of the text of a contract without recorded clauses."""
    signed = content.folded.signed_elsewhere
    if signed is None or (signed.files and not content.withheld):
        return Paragraph(_NO_CLAUSES, quiet=True)
    return Paragraph(_FILES_WITHHELD, quiet=True) if signed.files else warning(_NOT_HERE)


def _clause(clause: Any, sign: str, language: Language) -> Iterator[Part]:
    if not isinstance(clause, Mapping):
        yield Paragraph(f"{sign}  {WITHHELD_WORD.text(language)}", quiet=True)
        return
    heading = _text(member(clause, "heading"), language)
    yield Heading(f"{sign}  {heading}".strip(), 2)
    paragraphs = members(member(clause, "paragraphs"))
    for paragraph, place in zip(paragraphs, marks_in(paragraphs), strict=True):
        words = _text(member(paragraph, "text"), language)
        yield Paragraph(f"({place}) {words}" if len(paragraphs) > 1 else words)
        listed = members(member(paragraph, "items"))
        items = [_text(member(item, "text"), language) for item in listed]
        if items:
            yield Items(items, labels=[f"{mark})" for mark in marks_in(listed, letters=True)])


def _text(texts: Any, language: Language) -> str:
    if not isinstance(texts, Mapping):
        return WITHHELD_WORD.text(language)
    return runs_text(texts.get(language), language)


FIELD = "dossier"
KINDS = {
    "partner": Message(N_("Dossier for partners")),
    "internal": Message(N_("Internal audit dossier")),
}
_INTERNAL = Message(N_("Internal: confidential"))
_PARTNER_SCOPE = Message(
    N_(
        "Contained are the entries that the parties share. Drafts, approvals and notes of a single party are not part of it."
    )
)
_INTERNAL_SCOPE = Message(
    N_(
        "Contained are all entries of the agreement in this vault, shared and internal, and the organisation's records about it."
    )
)
_HOW_TO_VERIFY = (
    Message(
        N_(
            "datapact verify FILE says whether this file and every entry in it is unaltered; it needs no vault and no network."
        )
    ),
    Message(
        N_(
            "Without DataPact: your PDF program shows whether the signature covers the whole file. Save the attached files"
            " (any PDF program, or: pdfdetach -saveall FILE); sha256sum NAME prints the digits of the list above."
        )
    ),
    Message(
        N_(
            "Who signed this file, and whether each entry in dossier.json is signed (JWS, ES256; RFC 9901) by a member of its"
            " organisation, two short scripts on the page verify-without-datapact.md of DataPact check with openssl."
        )
    ),
    Message(
        N_(
            "Who is behind an organisation? Compare its fingerprint, which stands above under the parties, by telephone or"
            " with a card that you trust already."
        )
    ),
)
_HOW_TO_VERIFY_SIGNED = Message(
    N_(
        "The signed agreement (agreement-signed.pdf) carries signatures of its own; the same page verifies it step by step."
    )
)
_WORDS_OF_EXPORTER = Message(
    N_("These pages are the words of the organisation that exported them. What proves itself are the attached files.")
)


@dataclass(frozen=True, slots=True)
class Cover:
    """The cover: who exports the dossier, when, and as at which day (local)."""

    organisation: str
    """Name of the exporting one."""
    person: str
    """Name of who exports; empty where names are withheld."""
    made: datetime
    """UTC, by the exporter's clock."""
    on: date
    """Local day that the dossier is as at."""
    language: Language
    """Of all words on its pages."""


def title_of(content: Content, language: Language) -> str:
    """The agreement's title, or its number where the title is withheld."""
    return (
        shown(member(content.state, "title"), language)
        or shown(member(content.state, "number"), language)
        or content.history
    )


def cover_of(file: DossierFile, line: OrganisationLine, on: date) -> Cover:
    """The cover of a dossier by the member whom dossier.json names."""
    holder = line.state.members.get(file.member)
    person = "" if "names" in file.withheld or holder is None else holder.name
    return Cover(line.state.name, person, file.time, on, "de" if file.language == "de" else "en")


def compose(content: Content, facts: PageFacts, cover: Cover, dossier_json: bytes) -> Report:
    """The whole report."""
    language = cover.language
    inside = inside_blocks(content, facts, language) if content.audience == "internal" else []
    attached = [*content.files, attachment(PAGES, facts.write()), attachment(NAME, dossier_json)]
    blocks: list[Part] = [
        Facts(list(_cover_facts(content, cover, facts))),
        *_population(content, cover, facts),
        *_summary(content, cover),
        *_parties(content, facts, language),
        *member_blocks(content, language),
        *ended_order_blocks(content, language),
        *signature_blocks(content, language),
        *history_blocks(content, language),
        *inside,
        *text_blocks(content, language),
        *_files(content, attached),
        *exporter_signature(FIELD, cover.person, cover.organisation),
    ]
    return Report(
        title=title_of(content, language),
        language=language,
        blocks=blocks,
        subtitle=Message(N_("As at {day}"), {"day": _long(cover.on, language)}),
        kind=KINDS[content.audience],
        marking=_INTERNAL if content.audience == "internal" else None,
        foot=cover.organisation,
        contents=True,
    )


def _long(day: date, language: Language) -> str:
    from datapact.base.day_words import long_date

    return long_date(day, language)


def _cover_facts(content: Content, cover: Cover, facts: PageFacts) -> Iterator[tuple[Words, Words]]:
    row = row_of(content.folded, content.own, clock_day=cover.on)
    evidence = row.evidence or ("signed_here" if content.folded.fully_signed else "")
    yield Message(N_("Agreement no.")), shown(member(content.state, "number"), cover.language)
    disputes = disputes_of(content.folded, content.names())
    status = status_and_dispute(_status(content, row.status), names_disputing(disputes))
    yield Message(N_("Status on that day")), status
    for one in disputes:
        told = {"name": one.name, "time": write_time(one.time), "reason": one.reason or "–"}
        yield Message(N_("Disputed by")), Message(N_("{name}, as of {time} by its own word: {reason}"), told)
    yield Message(N_("Evidence")), evidence_words(evidence) if evidence else None
    yield Message(N_("Exported by")), f"{cover.person}, {cover.organisation}" if cover.person else cover.organisation
    yield Message(N_("Exported on")), cover.made
    yield Message(N_("Known at")), content.known_at
    if facts.proof is not None:
        yield Message(N_("Last proven")), facts.proof.time


def _status(content: Content, status: str) -> str:
    """The status on the day; without the days of the term, only the stage of signing."""
    terms = member(content.state, "terms")
    duration = member(terms, "duration")
    unknown = WITHHELD in (terms, duration)
    if isinstance(duration, Mapping):
        unknown = WITHHELD in (member(duration, "start"), member(duration, "end"))
    signed = content.folded.stage in ("signed", "terminated")
    return "signed" if signed and unknown and status in ("in_force", "expired") else status


def _population(content: Content, cover: Cover, facts: PageFacts) -> Iterator[Part]:
    yield Heading(Message(N_("What this dossier contains")))
    yield Paragraph(_INTERNAL_SCOPE if content.audience == "internal" else _PARTNER_SCOPE)
    folded = content.folded
    times = [folded.entries[one].time for one in folded.order]
    lines: list[Words] = [
        counted("{n} entry of the agreement", "{n} entries of the agreement", len(content.entries)),
    ]
    if content.audience == "internal":
        internal = sum(entry.stream == "internal" for entry in content.entries)
        lines.append(counted("of which {n} is internal", "of which {n} are internal", internal))
        lines.append(
            counted(
                "{n} record of the organisation about it",
                "{n} records of the organisation about it",
                len(content.records),
            )
        )
    if folded.void:
        lines.append(counted("{n} entry without effect", "{n} entries without effect", len(folded.void)))
    yield Items(lines)
    times_and_parts: list[tuple[Words, Words]] = [
        (Message(N_("First entry")), min(times)),
        (Message(N_("Last entry")), max(times)),
        (Message(N_("Missing disclosures")), content.missing),
        (Message(N_("Erased disclosures (Art. 17 GDPR)")), content.erased),
    ]
    yield Facts(times_and_parts)
    if content.withheld:
        named = ", ".join(choice_words(choice).text(cover.language) for choice in content.withheld)
        yield warning(Message(N_("Withheld by choice of the exporting organisation: {parts}."), {"parts": named}))
        if "names" in content.withheld:
            yield Paragraph(FREE_TEXT, quiet=True)
    missing = own_missing(folded, content.own)
    if missing:
        yield warning(
            counted(
                "{n} entry is missing: the numbering of a computer's entries has a gap.",
                "{n} entries are missing: the numbering of a computer's entries has gaps.",
                missing,
            )
        )
    others = list(oddities_of_others(folded, content.own, content.names()))
    if others:
        yield Items(others)
    if is_cloned(folded, content.own):
        yield warning(Message(N_("Two different entries carry one counter: somebody worked with a copy of a vault.")))
    yield Note(_WORDS_OF_EXPORTER)
    yield from proven_rows(facts.proof.statements()) if facts.proof is not None else ()


def _summary(content: Content, cover: Cover) -> Iterator[Part]:
    language = cover.language
    terms = member(content.state, "terms")
    row = row_of(content.folded, content.own, clock_day=cover.on)
    yield Heading(Message(N_("Summary")))
    yield Facts(
        [
            (Message(N_("Datasets")), _named(member(terms, "datasets"), language)),
            (Message(N_("Purposes")), _named(member(terms, "purposes"), language, prohibited=False)),
            (Message(N_("Prohibited purposes")), _named(member(terms, "purposes"), language, prohibited=True)),
            (Message(N_("From")), _day(row.starts)),
            (Message(N_("To")), _day(row.ends)),
            (Message(N_("Ended on")), _day(row.due)),
            (Message(N_("Transfers outside the EEA")), _named(member(terms, "transfers"), language, by="importer")),
            (Message(N_("Sub-processors")), _named(member(terms, "sub_processors"), language)),
        ]
    )


def _named(values: Any, language: Language, *, by: str = "name", prohibited: bool | None = None) -> str:
    found = [
        shown(member(one, by), language)
        for one in members(values)
        if prohibited is None or bool(member(one, "prohibited") is True) == prohibited
    ]
    return "; ".join(dict.fromkeys(text for text in found if text))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _parties(content: Content, facts: PageFacts, language: Language) -> Iterator[Part]:
    yield Heading(Message(N_("Parties")))
    terms = member(content.state, "terms")
    for one in members(member(terms, "parties")):
        name = shown(member(one, "name"), language)
        organisation = member(one, "organisation")
        yield Heading(name or Message(N_("Party")), 2)
        yield Facts([*_party_facts(one, organisation, language), *_identity(facts, organisation)])


_TRUST = {
    "declared": N_("only declared: its fingerprint was not compared"),
    "introduced": N_("introduced by a confirmed partner"),
    "renamed": N_("confirmed under another name: its fingerprint was compared by people while it bore that one"),
    "confirmed": N_("confirmed: its fingerprint was compared by people"),
}


def _identity(facts: PageFacts, organisation: Any) -> Iterator[tuple[Words, Words]]:
    """The exporter's trust in the other party on the day of the export, in its own words."""
    trust = facts.trust.get(organisation, "") if isinstance(organisation, str) else ""
    if trust:
        yield Message(N_("Identity, as of the export")), Message(_TRUST[trust])


def _party_facts(party: Any, organisation: Any, language: Language) -> Iterator[tuple[Words, Words]]:
    address, registration, contact = (member(party, name) for name in ("address", "registration", "contact"))
    street = (shown(member(address, name), language) for name in ("street", "postal_code", "city", "country"))
    yield Message(N_("Address")), ", ".join(dict.fromkeys(part for part in street if part))
    court = (shown(member(registration, name), language) for name in ("court", "number"))
    yield Message(N_("Register entry")), ", ".join(dict.fromkeys(part for part in court if part))
    people = (shown(member(contact, name), language) for name in ("name", "email", "phone"))
    yield Message(N_("Contact")), ", ".join(dict.fromkeys(part for part in people if part))
    rule = member(party, "signing_rule") or "sole"
    yield Message(N_("Signing rule")), word("signing_rule", rule).text(language) if isinstance(rule, str) else None
    known = isinstance(organisation, str) and len(organisation) == 43
    yield Message(N_("Fingerprint of its identity")), fingerprint(organisation) if known else None


def _files(content: Content, listed: Sequence[Attachment]) -> Iterator[Part]:
    yield Heading(Message(N_("Attached files")))
    rows: list[list[Words]] = [[one.name, len(one.data), hashlib.sha256(one.data).hexdigest()] for one in listed]
    headings = [Message(N_("File")), Message(N_("Bytes")), Message(N_("Digest (SHA-256)"))]
    yield Table(headings, rows, widths=[2.4, 1, 4.6])
    yield Facts([(Message(N_("Identifier of the agreement")), content.history)])
    yield Heading(Message(N_("How to verify this dossier")), 2)
    by_browser = [OF_THE_SENDER] if any(one.name == PAGE for one in listed) else []
    signed = [_HOW_TO_VERIFY_SIGNED] if content.signed_pdf else []
    yield Items([*_HOW_TO_VERIFY, *signed, *by_browser], numbered=True)
