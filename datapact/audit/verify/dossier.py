"""Verify a dossier from its PDF alone: its signature, every entry in it, the files it lists, the signed PDF inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from datapact.audit.formats.copies_at_hand import CopyAtHand, copies_of
from datapact.audit.formats.dossier import FROZEN_PDF, MOST_FILES, NAME, SIGNED_PDF, DossierFile
from datapact.audit.formats.dossier_facts import NAME as PAGES
from datapact.audit.formats.dossier_facts import PageFacts
from datapact.audit.formats.exporter import Exporter, doubts_about_entries
from datapact.audit.formats.missing_entries import is_cloned, oddities_of_others, own_missing
from datapact.audit.formats.trust import (
    Lines,
)
from datapact.audit.formats.verdict import Finding, SignatureLine, Verdict, against, refused
from datapact.audit.formats.withholding import CHOICES, WORDS
from datapact.audit.pages.dossier import FIELD, KINDS, compose, cover_of
from datapact.audit.pages.dossier_content import attachment, content_of
from datapact.audit.verify.named_files import check_named
from datapact.audit.verify.pdf import verify_pdf
from datapact.audit.verify.redrawn import compared, language_of
from datapact.audit.verify.skeleton import (
    ReportLine,
    judge_files,
    judge_signature,
    lines_of,
    reasons_inside,
    verdict_on,
)
from datapact.base.clock import write_time
from datapact.base.errors import DataPactError
from datapact.base.strictjson import JsonObject, sha256_of
from datapact.base.texts import N_, Message, counted
from datapact.contract.vocabulary.messages import moment_words
from datapact.history.entries.entry import organisation_history
from datapact.history.fold.agreement import AgreementState, fold
from datapact.history.fold.authority import verify_authors
from datapact.history.fold.receipted import receipted
from datapact.history.state.organisation import OrganisationLine
from datapact.organisation.identity.card import Card
from datapact.signing.pades.attachments import attached_files
from datapact.signing.pades.revisions import OpenPdf, open_pdf
from datapact.signing.pades.signature import NOTHING


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of a dossier, read and not yet judged."""

    file: DossierFile
    lines: dict[str, OrganisationLine]
    attached: Mapping[str, bytes]
    pdf: OpenPdf

    @property
    def exporter(self) -> Exporter:
        return Exporter(self.file.organisation, self.file.member, self.file.kid)


def verify_dossier(
    data: bytes,
    name: str,
    *,
    cards: Sequence[Card],
    require_trust: bool,
    lists: Path | None = None,
    authorities: Sequence[bytes] = (),
) -> Verdict:
    """The verdict on a dossier; ``lists`` and ``authorities`` say on whose timestamps the caller relies, as for one PDF."""
    shown: dict[str, str] = {}
    copies: dict[str, CopyAtHand] = {}

    def judge(parts: _Parts, lines: Lines) -> Iterator[ReportLine]:
        folded, found = _entries(parts, lines)
        yield from found
        yield from judge_files(parts.file.files, parts.attached, NAME)
        yield from _notes(parts)
        yield from judge_signature(data, lines, parts.exporter, FIELD)
        yield from _pages(parts, folded)
        shown.update(receipted(folded, lines) if folded else NOTHING)
        if folded is not None:
            copies.update(copies_of(folded, {sha256_of(data): data for data in parts.attached.values()}))
        yield from _signed_pdf(parts, cards, require_trust, shown, lists, authorities, copies)

    verdict = verdict_on(
        "dossier",
        name,
        lambda: _read(data),
        judge,
        lines=lambda parts: parts.lines,
        details=_details,
        cards=cards,
        require_trust=require_trust,
    )
    if verdict.verdict == "invalid":
        return verdict
    return replace(verdict, receipted=tuple(sorted(shown.items())), copies=tuple(sorted(copies.items())))


def _read(data: bytes) -> _Parts:
    pdf = open_pdf(data)
    attached = attached_files(pdf, MOST_FILES + 1)
    file = DossierFile.read(attached[NAME])
    return _Parts(file, lines_of(file.organisations, DossierFile.refusal()), attached, pdf)


def _entries(parts: _Parts, lines: Lines) -> tuple[AgreementState | None, list[Finding]]:
    """Judge every entry: signature, authority, history and connection; also returns the fold, where there is one.

    ``lines`` are the newest known.
    """
    file = parts.file
    own = organisation_history(file.organisation)
    if any(entry.history != file.agreement for entry in file.entries) or not file.entries:
        return None, [against(N_("The dossier holds entries of another agreement, or none."))]
    if any(entry.history != own for entry in file.records):
        return None, [against(N_("The dossier holds records of another organisation."))]
    found: list[Finding] = []
    if file.audience == "partner" and (file.records or any(one.stream != "shared" for one in file.entries)):
        found.append(against(N_("A dossier for partners holds internal entries.")))
    digests = [entry.digest for entry in (*file.entries, *file.records)]
    if len(set(digests)) != len(digests):
        found.append(against(N_("The dossier holds an entry twice.")))
    try:
        verify_authors(file.entries, parts.lines, folded=True)
        verify_authors(file.records, parts.lines)
        folded = fold(file.entries, parts.lines)
        named = list(check_named(folded, {name: data for name, data in parts.attached.items() if name != NAME}))
    except DataPactError as error:
        return None, [*found, Finding("invalid", error.message)]
    note = counted(
        "{n} entry is unaltered and was written by somebody who had the right to.",
        "{n} entries are unaltered and were written by people who had the right to.",
        len(digests),
    )
    doubts = doubts_about_entries((*file.entries, *file.records), lines, parts.exporter, void=folded.void)
    left_out = _left_out(folded, file.organisation, parts.lines)
    found += [Finding("note", note), *named, *doubts, *left_out]
    if folded.void:
        void = counted("{n} entry is without effect.", "{n} entries are without effect.", len(folded.void))
        found.append(Finding("note", void))
    return folded, found


def _pages(parts: _Parts, folded: AgreementState | None) -> Iterator[Finding]:
    """Compare the pages with ones redrawn from entries, files and pages.json; report what only the exporter states."""
    file, line = parts.file, parts.lines.get(parts.file.organisation)
    if folded is None or line is None or any(one.name not in parts.attached for one in file.files):
        return  # already reported, and nobody could draw them
    if PAGES not in parts.attached:
        yield Finding("indeterminate", _NOT_REDRAWN)
        return
    try:
        facts = PageFacts.read(parts.attached[PAGES])
        language = language_of(parts.pdf)
    except DataPactError as error:
        yield refused(error)
        return
    if file.language != language:
        yield against(N_("The file is in another language than it says."))
    if facts.proof is not None and not facts.proof.holds:
        yield from (Finding("note", one) for one in facts.proof.statements())
    if file.audience == "partner" and facts != PageFacts(facts.on, facts.known_at, proof=facts.proof):
        yield against(N_("A dossier for partners shows what is internal."))
    content = content_of(file, parts.attached, folded, parts.lines, facts.known_at)
    dossier = parts.attached[NAME]
    files = (*content.files, attachment(PAGES, parts.attached[PAGES]), attachment(NAME, dossier))

    yield from compared(
        parts.pdf,
        lambda: compose(content, facts, cover_of(file, line, facts.on), dossier),
        file.time,
        files,
        NAME,
    )
    if file.audience == "internal":
        yield Finding("note", _WORD_OF_EXPORTER)


_NOT_REDRAWN = Message(
    N_(
        "The pages were not drawn again: the file lacks {file}, which earlier versions of DataPact did not write. Nothing"
        " proves the pages; rely on the attached files, or ask for a new dossier."
    ),
    {"file": PAGES},
)
_WORD_OF_EXPORTER = Message(
    N_(
        "What the pages say of consents, of days on which duties fall due and of how sure an identity is, no entry in the file"
        " proves: it is the exporter's word."
    )
)


def _left_out(folded: AgreementState, own: str, lines: Lines) -> Iterator[Finding]:
    """Report missing entries: the exporter's as a doubt about the file, those of others under their names."""
    missing = own_missing(folded, own)
    if missing:
        yield Finding(
            "indeterminate",
            counted(
                "{n} entry is missing from the file: others count it, or a receipt names it.",
                "{n} entries are missing from the file: others count them, or receipts name them.",
                missing,
            ),
        )
    for said in oddities_of_others(folded, own, {identity: line.state.name for identity, line in lines.items()}):
        yield Finding("note", said)
    if is_cloned(folded, own):
        yield Finding(
            "indeterminate",
            Message(N_("Two entries have the same number: a vault was copied, and both copies were worked with.")),
        )


def _notes(parts: _Parts) -> Iterator[Finding]:
    """Notes on what the dossier is, and what it lacks."""
    file = parts.file
    exporter = parts.lines.get(file.organisation)
    told: dict[str, str | int | Message] = {
        "kind": KINDS[file.audience],
        "organisation": exporter.state.name if exporter is not None else file.organisation[:8],
        "time": moment_words(file.time),
    }
    yield Finding("note", Message("{kind}, exported by {organisation} on {time}.", told))
    missing, erased = _missing(file)
    if missing:
        yield Finding(
            "note", counted("{n} disclosure is missing from it.", "{n} disclosures are missing from it.", missing)
        )
    if erased:
        yield Finding(
            "note",
            counted("{n} disclosure was erased (Art. 17 GDPR).", "{n} disclosures were erased (Art. 17 GDPR).", erased),
        )
    for choice in CHOICES:
        if choice in file.withheld:
            yield Finding("note", Message("Withheld by choice: {parts}.", {"parts": Message(WORDS[choice])}))


def _missing(file: DossierFile) -> tuple[int, int]:
    everything = [*file.entries, *file.records, *(one for line in file.organisations.values() for one in line)]
    return sum(one.missing for one in everything), sum(len(one.erased) for one in everything)


def _signed_pdf(
    parts: _Parts,
    cards: Sequence[Card],
    require_trust: bool,
    had: Mapping[str, str],
    lists: Path | None,
    authorities: Sequence[bytes],
    copies: Mapping[str, CopyAtHand],
) -> Iterator[Finding | SignatureLine]:
    """Judge the signed agreement inside like one that came alone, with the copies that parties signed."""
    pdf = parts.attached.get(SIGNED_PDF) or (parts.attached.get(FROZEN_PDF) if copies else None)
    if pdf is None:
        return
    inner = verify_pdf(
        pdf,
        SIGNED_PDF,
        cards=cards,
        require_trust=require_trust,
        receipted={parts.file.agreement: had},
        lists=lists,
        authorities=authorities,
        copies={parts.file.agreement: copies},
    )
    yield from inner.signatures
    if inner.verdict != "invalid":
        yield from (Finding("note", note) for note in inner.notes)
    yield from reasons_inside(inner)
    history = (inner.details or {}).get("agreement")
    if history is not None and history != parts.file.agreement:
        yield against(N_("The signed PDF inside is one of another agreement."))


def _details(parts: _Parts) -> JsonObject:
    file = parts.file
    missing, erased = _missing(file)
    return {
        "audience": file.audience,
        "agreement": file.agreement,
        "organisation": file.organisation,
        "time": write_time(file.time),
        "entries": len(file.entries),
        "records": len(file.records),
        "withheld": list(file.withheld),
        "missing_disclosures": missing,
        "erased_disclosures": erased,
        "files": [{"name": one.name, "sha256": one.sha256} for one in file.files],
    }
