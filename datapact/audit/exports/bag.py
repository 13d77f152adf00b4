"""An export of many agreements: a BagIt folder (RFC 8493) with their dossiers, registers, tables and a signed index, zipped.

The names of files reveal nothing: a number and the beginning of the agreement's random id.
"""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.agreements.projection.append import load_state
from datapact.audit.engagements.engagements import RELEASED_BY, require_release
from datapact.audit.engagements.engagements import engagement as find_audit
from datapact.audit.exports.bag_content import (
    NEAR_OBLIGATIONS,
    BagRequest,
    Selection,
    filters_of,
    inside_tables,
    obligations_table,
    remarks_table,
    select_agreements,
    within_audit,
)
from datapact.audit.exports.bag_index import About, Term, audit_words, index_page, index_report, index_workbook
from datapact.audit.exports.bag_proof import count_entries, rests_of, shown_proof
from datapact.audit.exports.dossier import PreparedDossier, make_pdfs, prepare_dossier, processes_for
from datapact.audit.exports.load_dossier import SIGNED_OUTSIDE
from datapact.audit.exports.sign_report import sign_report
from datapact.audit.formats.bag import CONTRACTS, FIELD, INDEX, NAME, BagDossier, BagFile, BagIndex, both
from datapact.audit.formats.bag_archive import ROOT, bag_folder, zip_folder
from datapact.audit.formats.browser_page import NAME as PAGE
from datapact.audit.formats.browser_page import browser_page
from datapact.audit.formats.signed_report import SigningJob
from datapact.audit.formats.withholding import CHOICES, Choice
from datapact.base.errors import AnswerNo, DataPactError, Locked
from datapact.base.files import surroundings, write_new
from datapact.base.progress import CountProgress
from datapact.base.strictjson import sha256_of
from datapact.base.texts import N_, Language, Message, counted, current_language
from datapact.base.write_table import SheetTable, write_csv
from datapact.consent.proof.run import proven
from datapact.consent.proof.unproven import NotProven, Proof
from datapact.obligations.agenda.leaving import derive_anew
from datapact.organisation.acting.records import append_record, record_export
from datapact.organisation.identity.own_history import own_line
from datapact.pdf.engine.pdfa import Attachment
from datapact.pdf.reports.register import write_register
from datapact.registers.point_in_time import KnownAgreement
from datapact.registers.register import Left
from datapact.registers.registers import NAMES as REGISTERS
from datapact.registers.registers import register
from datapact.signing.archive.seal import ENDING
from datapact.signing.archive.seals import kept_seal
from datapact.signing.archive.signed_pdfs import kept_files

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.organisation.acting.acting_member import Acting

_FOR_EXPORTS = Message(N_("Export of agreements"))
_NOT_SHARED = Message(N_("nothing of it was shared with a partner"))
_OUTSIDE = Message(
    N_(
        "signed outside DataPact, so there is no dossier for a partner: what its parties share is the signed file, in the folder"
        " contracts"
    )
)
_NO_FILE = Message(
    N_("signed outside DataPact, and no PDF with the signatures is on file, or parts are withheld, so it cannot go out")
)
_NO_OBLIGATIONS = Message(N_("Obligations are known as of today alone, so an export as at another day has none."))
_MANY_PARTNERS = Message(N_("This export is about more than one partner: whoever gets it sees all of them."))

_OF_TERMS = frozenset({"in_force", "expired"})
"""Statuses that tell the days of the term."""


@dataclass(frozen=True, slots=True)
class BagExport:
    """The archive and its description. ``sha256`` is that of the archive, base64url."""

    data: bytes = field(repr=False)
    """ZIP of the BagIt folder."""
    sha256: str
    audience: str
    """``internal`` holds more than a partner may see."""
    on: date
    """Local day that the export is as at."""
    made: datetime
    """UTC, by the exporter's clock."""
    dossiers: tuple[BagDossier, ...]
    """In the order of the list, only those that could be made."""
    contracts: int
    """Contracts signed outside that are in it by their signed files, without a dossier."""
    files: int
    """Number of files in the payload, ``bag.json`` and the index included."""
    population: tuple[Message, ...]
    """How many agreements were known, in words."""
    filters: tuple[Message, ...]
    """In words; empty where nothing was narrowed."""
    left_out: tuple[Message, ...]
    """Reasons with numbers; empty where nothing was left out."""
    gaps: tuple[Message, ...]
    """What is missing in it, in words."""
    withheld: tuple[Choice, ...]
    """In the order of ``CHOICES``."""
    engagement: str
    """Key of the audit it is for, or empty."""
    proof: Proof
    """Of the rows that it was made from."""


def build_bag(
    acting: Acting,
    request: BagRequest,
    *,
    workshop: Path,
    language: Language | None = None,
    engagement: str = "",
    processes: int | None = None,
    progress: CountProgress = lambda _done, _all: None,
) -> BagExport:
    """Make the archive; nothing is recorded yet. ``workshop`` is a folder in which the export is put together.

    ``engagement`` is the audit that it is for; its scope limits the agreements. Raises AnswerNo where there is nothing
    to export, Locked for an internal export by a member without the right, Surroundings where the disk fails.
    """
    spoken = language or current_language()
    with acting.vault.read() as session:
        line = own_line(session)
        exporter = line.state.members.get(acting.member.id, acting.member)
        if request.audience == "internal" and exporter.roles.isdisjoint({"legal", "auditor"}):
            raise Locked(N_("An internal audit dossier is released by a legal member. Ask one to export it."))
        audit = find_audit(session, engagement) if engagement else None
        if audit is not None:
            request = within_audit(request, audit)
        chosen = select_agreements(acting, session, request)
        proof = proven(acting, session, rests_of(request, chosen))
        counted_entries = count_entries(session) if request.audience == "internal" else None
    made = acting.clock()
    try:
        with tempfile.TemporaryDirectory(prefix=".datapact-export-", dir=workshop) as place:
            folder = Path(place) / ROOT
            folder.mkdir()
            making = _Making(acting, request, chosen, folder, spoken, proof)
            dossiers = making.dossiers(processes, progress)
            if not dossiers and not making.outside:
                if any(one.history in making.unfit for one in chosen.agreements):
                    raise NotProven(proof)  # of what was released nothing is left
                nothing = N_("Nothing of these agreements was shared with a partner, so there is nothing to export.")
                raise AnswerNo(SIGNED_OUTSIDE if making.no_file else nothing)
            tables = making.tables()
            remarks = making.remarks(engagement)
            tables = tables if remarks is None else (*tables, remarks)
            partners = {name for one in making.taken for name in one.partners}
            if request.audience == "partner" and len(partners) > 1:
                making.gaps.append(_MANY_PARTNERS)
            lacking = ((_NOT_SHARED, making.not_shared), (_OUTSIDE, making.outside), (_NO_FILE, making.no_file))
            left = (*chosen.left_out, *(Left(words, number) for words, number in lacking if number))
            left_words = tuple(one.words for one in left) + ((NEAR_OBLIGATIONS,) if making.with_obligations else ())
            about = About(
                organisation=line.state.name,
                person=exporter.name or exporter.id,
                audience=request.audience,
                made=made,
                on=chosen.on,
                known_at=chosen.known_at,
                language=spoken,
                population=chosen.population,
                filters=chosen.filters,
                left_out=left_words,
                gaps=tuple(making.gaps),
                audit=None if audit is None else audit_words(audit, spoken),
                proof=shown_proof(request, proof, dossiers).statements(),
                counted=() if counted_entries is None else counted_entries.statements(),
                terms={} if "terms" in request.withheld else {one.history: _term(one) for one in chosen.agreements},
                proven=proof.at,
                remarks=remarks,
            )
            making.put("index.xlsx", index_workbook(about, dossiers, tables))
            making.put(PAGE, browser_page())
            making.put("index.html", index_page(about, dossiers, [*making.files, BagFile("index.html", 0, "")]))
            index = BagIndex(
                audience=request.audience,
                organisation=line.id,
                member=exporter.id,
                kid=acting.kid,
                time=made,
                on=chosen.on,
                known_at=chosen.known_at,
                language=spoken,
                withheld=tuple(request.withheld),
                engagement=engagement,
                population=tuple(both(one) for one in about.population),
                filters=tuple(both(one) for one in about.filters),
                left_out=tuple(both(one) for one in about.left_out),
                gaps=tuple(both(one) for one in about.gaps),
                dossiers=dossiers,
                files=tuple(making.files),
                history=tuple(line.entries),
                proof=shown_proof(request, proof, dossiers),
                counted=counted_entries,
            )
            data = index.write()
            report = index_report(about, dossiers, making.files)
            attached = (Attachment(NAME, data, relationship="Source"),)
            signed = sign_report(acting, line, report, attached, field=FIELD, purpose=_FOR_EXPORTS, at=made)
            write_new(folder / NAME, data)
            write_new(folder / INDEX, signed)
            bag_folder(folder, made, line.state.name)
            archive = zip_folder(folder, made)
    except OSError as error:
        raise surroundings(error, workshop) from error
    return BagExport(
        data=archive,
        sha256=sha256_of(archive),
        audience=request.audience,
        on=chosen.on,
        made=made,
        dossiers=dossiers,
        contracts=making.outside,
        files=len(index.files) + 2,
        population=about.population,
        filters=about.filters,
        left_out=about.left_out,
        gaps=about.gaps,
        withheld=tuple(one for one in CHOICES if one in request.withheld),
        engagement=engagement,
        proof=proof,
    )


class _Making:
    """An export being built: the folder, its content, and the remarks on it."""

    def __init__(
        self,
        acting: Acting,
        request: BagRequest,
        chosen: Selection,
        folder: Path,
        language: Language,
        proof: Proof,
    ) -> None:
        self.proof = proof
        self.unfit = {one.about for one in proof.unproven}
        self.acting = acting
        self.request = request
        self.chosen = chosen
        self.folder = folder
        self.language = language
        self.files: list[BagFile] = []
        self.gaps: list[Message] = []
        self.not_shared = 0
        self.outside = 0
        self.no_file = 0
        self.with_obligations = False
        self.taken: list[KnownAgreement] = []

    def put(self, name: str, data: bytes) -> str:
        """Write a file of the export; returns its digest."""
        place = self.folder / name
        place.parent.mkdir(exist_ok=True)
        write_new(place, data)
        self.files.append(BagFile(name, len(data), sha256_of(data)))
        return self.files[-1].sha256

    def dossiers(self, processes: int | None, progress: CountProgress) -> tuple[BagDossier, ...]:
        """Write all dossiers; those that cannot be made become gaps."""
        prepared: list[tuple[KnownAgreement, PreparedDossier]] = []
        wanted = len(self.chosen.agreements)
        number = processes if processes is not None else processes_for(wanted)
        found: list[BagDossier] = []
        for pdf in make_pdfs(self._jobs(prepared), self.acting.author_key, number):
            known, one = prepared[len(found)]
            found.append(self._dossier(known, one, pdf, len(found) + 1))
            prepared[len(found) - 1] = (known, None)  # type: ignore[assignment]  # what was written is forgotten
            progress(len(found), wanted)
        return tuple(found)

    def _jobs(self, prepared: list[tuple[KnownAgreement, PreparedDossier]]) -> Iterator[SigningJob]:
        withheld: list[Choice] = [one for one in CHOICES if one in self.request.withheld]
        for known in self.chosen.agreements:
            if known.history in self.unfit:
                told: dict[str, str | int | Message] = {"number": known.number or known.history}
                self.gaps.append(
                    Message(N_("{number}: no dossier, because its rows are not those that were signed."), told)
                )
                continue
            try:
                one = prepare_dossier(
                    self.acting,
                    known.history,
                    audience=self.request.audience,
                    withheld=withheld,
                    dated=self.request.on,
                    language=self.language,
                    proof=self.proof,
                )
            except AnswerNo as error:
                if error.message != SIGNED_OUTSIDE:
                    self.not_shared += 1
                elif self._contract(known):
                    self.outside += 1
                    self.taken.append(known)
                else:
                    self.no_file += 1
                continue
            except DataPactError as error:
                places: dict[str, str | int | Message] = {
                    "number": known.number or known.history,
                    "reason": error.message,
                }
                self.gaps.append(Message(N_("{number}: no dossier could be made. {reason}"), places))
                continue
            prepared.append((known, one))
            self.taken.append(known)
            yield one.job

    def _contract(self, known: KnownAgreement) -> bool:
        """Put in the signed PDFs of a contract that was signed outside, as its parties have them; False where there are none."""
        signed = known.folded.signed_elsewhere
        if signed is None or self.request.withheld:
            return False
        with self.acting.vault.read() as session:
            pdfs = kept_files(session, signed).pdfs
            seals = [kept_seal(session, known.history, one.digest) for one in pdfs]
        short = known.history.removeprefix("urn:uuid:")[:8]
        for number, (one, seal) in enumerate(zip(pdfs, seals, strict=True), 1):
            name = f"{CONTRACTS}{self.outside + 1:04}-{short}-{number}.pdf"
            self.put(name, one.pdf)
            if seal is not None:
                self.put(f"{name}{ENDING}", seal)
        return bool(pdfs)

    def _dossier(self, known: KnownAgreement, prepared: PreparedDossier, pdf: bytes, place: int) -> BagDossier:
        made = prepared.described(pdf)
        short = known.history.removeprefix("urn:uuid:")[:8]
        name = f"dossiers/{place:04}-{short}.pdf"
        sha256 = self.put(name, pdf)
        with self.acting.vault.read() as session:
            seal = kept_seal(session, known.history, made.signed_pdf_sha256)
            kept = () if self.request.withheld else load_state(session, known.history).contract_files
            others = [kept_seal(session, known.history, one.digest) for one in kept]
        if seal is not None:
            self.put(f"seals/{place:04}-{short}.pdf{ENDING}", seal)
        for number, one in enumerate(others, 1):  # as the dossier numbers the files of a contract signed elsewhere
            if one is not None:
                self.put(f"seals/{place:04}-{short}-contract-{number}.pdf{ENDING}", one)
        told = made.number or known.history
        if made.missing and not self.request.withheld:
            self.gaps.append(
                counted(
                    "{number}: {n} disclosure is missing.",
                    "{number}: {n} disclosures are missing.",
                    made.missing,
                    number=told,
                )
            )
        in_pdf = known.evidence == "signed_here" or known.folded.in_common_pdf
        if known.stage in ("signed", "terminated") and in_pdf and not made.signed_pdf_sha256:
            self.gaps.append(Message(N_("{number}: the signed PDF is not in it."), {"number": told}))
        names_withheld = {"names", "terms"} & set(self.request.withheld)
        return BagDossier(
            file=name,
            agreement=made.history,
            number=made.number,
            title=made.title,
            partners="" if names_withheld else "; ".join(known.partners),
            status="signed" if "terms" in self.request.withheld and known.status in _OF_TERMS else known.status,
            entries=made.entries + made.records,
            missing=made.missing,
            erased=made.erased,
            sha256=sha256,
        )

    def tables(self) -> tuple[SheetTable, ...]:
        """Write registers and tables of an internal export; none where terms are withheld, which they would show."""
        if self.request.audience != "internal" or self.request.withheld:
            return ()
        run = str(uuid.uuid4())
        for name in REGISTERS:
            made = register(self.acting, name, self.request.on, filters_of(self.request), leaves=True, run=run)
            self.gaps += [
                Message(N_("{number}: {gap}"), {"number": one.number or one.agreement, "gap": one.message})
                for one in made.gaps
            ]
            for form in ("pdf", "xlsx", "csv", "json"):
                self.put(f"registers/{name}.{form}", write_register(made, form, self.language))
        with self.acting.vault.read() as session:
            tables = list(inside_tables(self.acting, session, self.chosen, self.language))
        derive_anew(self.acting)
        obligations = obligations_table(self.acting, self.chosen)
        if obligations is None:
            self.gaps.append(_NO_OBLIGATIONS)
        else:
            tables.append(obligations)
            self.with_obligations = True
        for name, table in zip(("consents", "deliveries", "obligations"), tables, strict=False):
            self.put(f"tables/{name}.csv", write_csv(table.headings, table.rows, self.language))
        self.gaps = list({one.text("en"): one for one in self.gaps}.values())
        return tuple(tables)

    def remarks(self, engagement: str) -> SheetTable | None:
        """Write the remarks of the audit that it is for, with the house's answers; None where there are none, or names are
        withheld, which they would show."""
        if not engagement or self.request.audience != "internal" or self.request.withheld:
            return None
        table = remarks_table(self.acting, engagement)
        if not table.rows:
            return None
        self.put("tables/remarks.csv", write_csv(table.headings, table.rows, self.language))
        return table


def _term(one: KnownAgreement) -> Term:
    """First and last day of an agreement; the notice of termination decides where there is one."""
    return one.starts, one.ended_on or one.ends


def record_bag(acting: Acting, export: BagExport, recipient: str = "") -> Entry:
    """Record the export, with the member who released an internal one; call it before the file is written.

    An auditor exports an internal one within an audit that a legal member opened with that release, as with a single
    dossier. Raises Locked or AnswerNo for anybody else.
    """
    title = Message(
        N_("Export of {n} agreements as at {day}"),
        {"n": len(export.dossiers) + export.contracts, "day": export.on.isoformat()},
    )
    release = ""
    if export.audience == "internal":
        with acting.vault.write(reader=True) as session:
            if "legal" in own_line(session).state.members[acting.member.id].roles:
                body = {
                    "key": str(uuid.uuid4()),
                    "agreement": "",
                    "title": title.text()[:300],
                    "digest": export.sha256,
                    "recipient": recipient[:300],
                    "withheld": list(export.withheld),
                }
                release = append_record(acting, session, "dossier_released", body).entry
            elif export.engagement:
                release = require_release(
                    acting, session, [one.agreement for one in export.dossiers], export.engagement
                )
            else:
                raise Locked(RELEASED_BY)
    return record_export(acting, export.proof.export_words(title), export.data, recipient, release)
