"""The actions of the audit commands: exports and the work of an audit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.agreements.views.comments import internal_threads
from datapact.agreements.views.list import find_agreement, keys_of, rows_of
from datapact.audit.engagements.engagements import (
    Engagement,
    access_words,
    close_engagement,
    engagement,
    engagements,
    open_engagement,
)
from datapact.audit.engagements.page import engagement_page
from datapact.audit.engagements.remarks import (
    Remark,
    RemarkAnswer,
    accesses,
    answer_remark,
    draw_sample,
    remark,
    remark_answers,
    remark_wordings,
    remarks,
    samples,
    save_population,
)
from datapact.audit.engagements.sampling import POPULATION_WORDS
from datapact.audit.engagements.sealed_copy import open_copy, seal_copy
from datapact.audit.exports.bag import BagExport, build_bag, record_bag
from datapact.audit.exports.bag_content import BagRequest
from datapact.audit.exports.decision import DecisionExport, build_decision, record_decision_export
from datapact.audit.exports.dossier import Dossier, build_dossier, record_dossier
from datapact.audit.formats.dossier import Audience
from datapact.audit.formats.remark_words import MARK_WORDS, STAND_WORDS
from datapact.audit.formats.withholding import CHOICES, Choice, choice_words
from datapact.base.clock import write_time
from datapact.base.errors import WrongUse
from datapact.base.files import read_whole, write_whole
from datapact.base.local_time import day_of as local_day
from datapact.base.local_time import local_zone
from datapact.base.texts import N_, Message, _, counted
from datapact.cli.kit.output import answer, emit, require_folder
from datapact.cli.kit.proofs import proof_lines, rows_of_file
from datapact.cli.kit.session import acting, on_agreement
from datapact.cli.printed.audit import (
    AuditAnswer,
    AuditDecision,
    AuditDecisionOdrl,
    AuditExport,
    AuditExportAll,
    AuditOpen,
    AuditRemark,
    AuditSample,
    AuditSeal,
    AuditShow,
    EngagementShown,
)
from datapact.cli.printed.partners import LeftMember
from datapact.dataspace.evaluation import write_evaluation
from datapact.history.entries.sharing_records import VERDICT_WORDS
from datapact.organisation.acting.names import known_names
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.partners import get_partner
from datapact.organisation.partners.references import find_reference, require_partner
from datapact.registers.filters import Filters

if TYPE_CHECKING:
    from datapact.audit.engagements.remarks import DrawnSample


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options shared by a dossier and an archive of many."""

    internal: bool
    """``--internal``: all entries and records."""
    for_partner: bool
    """``--for-partner``: shared entries alone, as without any of the two."""
    on: date | None
    """Local day as at which it is; None: today."""
    withhold: tuple[str, ...]
    """Of ``names``, ``terms``, ``clauses``; empty for nothing."""
    recipient: str
    """Who gets it, one line for the record; may be empty."""
    comments: tuple[str, ...] = ()
    """Beginnings of the digests of internal comments that are let out, or ``all``."""

    def audience(self) -> Audience:
        """The audience of the dossier; raises WrongUse where both were asked for."""
        if self.internal and self.for_partner:
            raise WrongUse(N_("A dossier is internal or for a partner. Give one of the two."))
        return "internal" if self.internal else "partner"

    def choices(self) -> list[Choice]:
        """The parts to withhold; raises WrongUse for a part that cannot be."""
        if set(self.withhold) - set(CHOICES):
            raise WrongUse(N_("What can be withheld is one of {choices}."), choices=", ".join(CHOICES))
        return [choice for choice in CHOICES if choice in self.withhold]


def export_one(agreements: tuple[str, ...], output: Path, wanted: Wanted) -> None:
    """Write the dossier of one agreement into a file."""
    if len(agreements) != 1:
        raise WrongUse(N_("Say which agreement: --agreement ID for one dossier, --all for an archive of many."))
    audience, chosen = wanted.audience(), wanted.choices()
    require_folder(output)
    with on_agreement(agreements[0]) as (member, history):
        ticked = internal_threads(member, history, wanted.comments)
        dossier = build_dossier(member, history, audience=audience, withheld=chosen, dated=wanted.on, comments=ticked)
        record_dossier(member, dossier, wanted.recipient)
        write_whole(output, dossier.pdf)
    entries = counted("{n} entry", "{n} entries", dossier.entries + dossier.records)
    lines = [
        _(
            "{number} {title}: {entries}. Written to {file}.",
            number=dossier.number,
            title=dossier.title,
            entries=entries,
            file=str(output),
        )
    ]
    lines += [_("Withheld: {parts}", parts=choice_words(choice)) for choice in dossier.withheld]
    emit(_summary(dossier, output), lines + proof_lines(dossier.proof))


def export_many(
    agreements: tuple[str, ...],
    output: Path,
    wanted: Wanted,
    status: tuple[str, ...],
    partner: str,
    audit: str,
    processes: int | None,
) -> None:
    """Write an archive of many dossiers with their index."""
    audience, chosen = wanted.audience(), wanted.choices()
    filters = Filters(status, partner)
    require_folder(output)
    with acting() as member:
        with member.vault.read() as session:
            scope = [find_agreement(session, one) for one in agreements]
            if partner:
                require_partner(session, partner)
            found = engagement(session, audit) if audit else None
        export = build_bag(
            member,
            BagRequest(audience, filters, tuple(scope), wanted.on, tuple(chosen)),
            workshop=output.absolute().parent,
            engagement=found.key if found is not None else "",
            processes=processes,
        )
        record_bag(member, export, wanted.recipient)
        write_whole(output, export.data)
    head = counted("{n} dossier", "{n} dossiers", len(export.dossiers))
    lines = [
        _("{dossiers} as at {day}. Written to {file}.", dossiers=head, day=export.on.isoformat(), file=str(output)),
        *(
            [
                str(
                    counted(
                        "{n} contract signed outside: its signed file is in the folder contracts.",
                        "{n} contracts signed outside: their signed files are in the folder contracts.",
                        export.contracts,
                    )
                )
            ]
            if export.contracts
            else ()
        ),
        *map(str, export.population),
        *(_("Left out: {what}", what=one) for one in export.left_out),
        *(_("Gap: {what}", what=one) for one in export.gaps),
        *(_("Withheld: {parts}", parts=choice_words(choice)) for choice in export.withheld),
    ]
    emit(_bag_summary(export, output), lines + proof_lines(export.proof))


def _bag_summary(export: BagExport, output: Path) -> AuditExportAll:
    return {
        "file": str(output),
        "sha256": export.sha256,
        "audience": export.audience,
        "on": export.on.isoformat(),
        "time": write_time(export.made),
        "engagement": export.engagement,
        "dossiers": [
            {
                "file": one.file,
                "agreement": one.agreement,
                "number": one.number,
                "title": one.title,
                "status": one.status,
                "entries": one.entries,
                "missing_disclosures": one.missing,
                "erased_disclosures": one.erased,
                "sha256": one.sha256,
            }
            for one in export.dossiers
        ],
        "files": export.files,
        "population": [one.both() for one in export.population],
        "filters": [one.both() for one in export.filters],
        "left_out": [one.both() for one in export.left_out],
        "gaps": [one.both() for one in export.gaps],
        "withheld": list(export.withheld),
        "proof": rows_of_file(export.proof),
    }


def _summary(dossier: Dossier, output: Path) -> AuditExport:
    return {
        "file": str(output),
        "sha256": dossier.sha256,
        "agreement": dossier.history,
        "number": dossier.number,
        "title": dossier.title,
        "audience": dossier.audience,
        "on": dossier.on.isoformat(),
        "time": write_time(dossier.made),
        "entries": dossier.entries,
        "records": dossier.records,
        "withheld": list(dossier.withheld),
        "missing_disclosures": dossier.missing,
        "erased_disclosures": dossier.erased,
        "signed_pdf": dossier.signed_pdf_sha256 or None,
        "proof": rows_of_file(dossier.proof),
    }


def export_evaluation(entry: str, folder: Path) -> None:
    """Write the contract's part of a used decision for evaluators of ODRL into a folder, which is made."""
    with acting() as member:
        folder.mkdir(exist_ok=True)
        written = write_evaluation(member, entry, folder)
    emit(
        AuditDecisionOdrl({"entry": entry, "files": [str(one) for one in written]}),
        [
            *(_("Written: {file}", file=str(one)) for one in written),
            _(
                "It carries what the agreements permit. Consents, objections and the law are no rules of ODRL: see the PDF."
            ),
        ],
    )


def export_decision(entry: str, output: Path, *, form: str = "pdf", complete: bool) -> None:
    """Write the file of a used decision."""
    if form != "pdf":
        raise WrongUse(N_("An answer is exported as pdf or odrl."))
    require_folder(output)
    with acting() as member:
        export = build_decision(member, entry, complete=complete)
        record_decision_export(member, export)
        write_whole(output, export.pdf, private=True)
    lines = [
        _(
            "{dataset}: {verdict}, {n} of {m}. Written to {file}.",
            dataset=export.dataset,
            verdict=Message(VERDICT_WORDS[export.verdict]),
            n=export.n,
            m=export.m,
            file=str(output),
        )
    ]
    if not export.recounted:
        lines.append(_("Records behind this answer were erased since; the count does not come out any more."))
    emit(_decision_summary(export, output), lines)


def _decision_summary(export: DecisionExport, output: Path) -> AuditDecision:
    return {
        "file": str(output),
        "sha256": export.sha256,
        "entry": export.entry,
        "dataset": export.dataset,
        "verdict": export.verdict,
        "n": export.n,
        "m": export.m,
        "people": export.people,
        "events": export.events,
        "batches": export.batches,
        "recounted": export.recounted,
        "complete": export.complete,
        "time": write_time(export.made),
    }


LARGEST_EXPORT = 1024 * 1024 * 1024


def engage_auditor(
    title: str,
    auditor: str,
    first: date | None,
    until: date | None,
    scope: str,
    agreements: list[str],
    *,
    release: bool,
    without_card: bool,
) -> None:
    """Open an audit."""
    if not (title and auditor and until):
        raise WrongUse(N_("An audit has a title, an auditor and a last day: --title, --auditor, --until."))
    with acting() as member:
        with member.vault.read() as session:
            is_member = auditor in own_line(session).state.members
            reference = "" if is_member or without_card else find_reference(session, auditor)
            scoped = [find_agreement(session, one) for one in agreements]
        now = member.clock()
        made = open_engagement(
            member,
            title=title,
            scope=scope,
            first=first or local_day(now, local_zone(now)),
            last=until,
            agreements=scoped,
            member=auditor if is_member and not without_card else "",
            organisation=reference,
            name=auditor if without_card else "",
            release=release,
        )
    emit(_engagement(made), [_line(made)])


def list_audits() -> None:
    """Print all audits."""
    with acting() as member, member.vault.read() as session:
        found = engagements(session)
    emit([_engagement(one) for one in found], [_line(one) for one in found] or [_("There are no audits.")])


def close_audit(audit: str) -> None:
    """End an audit."""
    with acting() as member:
        with member.vault.read() as session:
            key = engagement(session, audit).key
        made = close_engagement(member, key)
    emit(_engagement(made), [_line(made)])


def show_audit(audit: str) -> None:
    """Print an audit with all records of its auditor."""
    with acting() as member, member.vault.read() as session:
        found = engagement(session, audit)
        wordings, answered = remark_wordings(session, found.key), remark_answers(session, found.key)
        drawn, looked, names = samples(session, found.key), accesses(session, found.key), known_names(session)
        rows = rows_of(session, keys_of(session, list(found.agreements)))
    number = sum(len(one.accesses) for one in looked)
    told = [f"{row.number} {row.title}".strip() for row in rows.values()]
    lines = [_line(found), *([found.scope] if found.scope else ())]
    lines += [_("Agreement: {agreement}", agreement=one) for one in told] or [_("All agreements are in its scope.")]
    lines += [str(one) for one in access_words(found)]
    for one in wordings:
        lines += _remark_with_answers(one, answered, names)
    lines += [_sample_line(one) for one in drawn]
    if number:
        lines.append(str(counted("{n} access is recorded.", "{n} accesses are recorded.", number)))
    result: AuditShow = {
        **_engagement(found),
        "remarks": [_remark(one[-1]) for one in wordings],
        "earlier_remarks": [_remark(each) for one in wordings for each in one[:-1]],
        "answers": [_answer(one) for one in answered],
        "samples": [_sample(one) for one in drawn],
        "accesses": [
            {"what": one.what, "about": one.about, "time": write_time(one.time)}
            for batch in looked
            for one in batch.accesses
        ],
    }
    emit(result, lines)


def write_remark(audit: str, about: str, text: str, mark: str, key: str) -> None:
    """Write a mark or a remark."""
    with acting() as member:
        with member.vault.read() as session:
            found = engagement(session, audit)
        agreement = about if about.startswith("urn:uuid:") else ""
        made = remark(member, found.key, about, mark=mark, text=text, agreement=agreement, key=key)
    emit(_remark(made), [_remark_line(made)])


def answer_for_house(audit: str, key: str, stands: str, text: str) -> None:
    """Answer a remark of an audit, named by the beginning of its key."""
    with acting() as member:
        with member.vault.read() as session:
            found = engagement(session, audit)
            written = [one for one in remarks(session, found.key) if key and one.key.startswith(key)]
        if len(written) != 1:
            raise WrongUse(N_("There is no such remark. See datapact audit show."))
        made = answer_remark(member, written[0].entry, stands=stands, text=text)
    emit(_answer(made), [_("The answer was recorded. The remark stays as it was written.")])


def draw(audit: str, of: str, size: int, seed: str, file: Path | None) -> None:
    """Draw a sample, and write its population where asked."""
    if file is not None:
        require_folder(file)
    with acting() as member:
        with member.vault.read() as session:
            found = engagement(session, audit)
        made = draw_sample(member, found.key, of, size, seed)
        if file is not None:
            save_population(member, made.key, file)
        shown = next(one for one in engagement_page(member, found.key).samples if one.drawn.key == made.key)
    emit(_sample(made), [_sample_line(made), *(f"{one.id}  {one.label}" for one in shown.items)])


def seal_file(audit: str, file: Path, output: Path, use_by: date | None) -> None:
    """Seal an export for an external auditor."""
    require_folder(output)
    data = read_whole(file, limit=LARGEST_EXPORT)
    with acting() as member:
        with member.vault.read() as session:
            found = engagement(session, audit)
            partner = get_partner(session, found.organisation) if found.organisation else None
        write_whole(output, seal_copy(member, found.key, data, file.name, use_by))
    last = (use_by or found.last).isoformat()
    line = _(
        "Sealed for {auditor}, for use until {day}. Written to {file}.",
        auditor=found.auditor,
        day=last,
        file=str(output),
    )
    courtesy = _("The day is a courtesy and not a lock: whoever has opened the copy once has the export.")
    result: AuditSeal = {
        "file": str(output),
        "engagement": found.key,
        "auditor": found.auditor,
        "organisation": found.organisation,
        "identity": "unknown" if partner is None else partner.standing,
        "use_by": last,
    }
    lines = [line, courtesy]
    if partner is not None and partner.standing != "confirmed":
        lines.append(
            _(
                "The identity of {auditor} is not confirmed: whoever made that card can open the copy. Compare the"
                " fingerprint before you send it.",
                auditor=found.auditor,
            )
        )
    emit(result, lines)


def open_file(file: Path, output: Path) -> None:
    """Open a sealed copy."""
    require_folder(output)
    data = read_whole(file, limit=LARGEST_EXPORT)
    with acting() as member:
        copy = open_copy(member, data)
        write_whole(output, copy.data)
    told: LeftMember = {"name": copy.name, "organisation": copy.organisation_name, "day": copy.use_by.isoformat()}
    line = _("{name} of {organisation}, for use until {day}. Written to {file}.", **told, file=str(output))
    result: AuditOpen = {
        "file": str(output),
        "name": copy.name,
        "sha256": copy.sha256,
        "organisation": copy.organisation,
        "organisation_name": copy.organisation_name,
        "member": copy.member,
        "identity": copy.trust,
        "title": copy.title,
        "use_by": copy.use_by.isoformat(),
        "time": write_time(copy.time),
        "doubts": [dict(copy.doubt.both().items())] if copy.doubt is not None else [],
    }
    lines = [line]
    if copy.doubt is not None:
        lines.append(str(copy.doubt))
    if copy.trust not in ("own", "confirmed"):
        lines.append(
            _(
                "The identity of {organisation} is not confirmed here. Compare its fingerprint before you rely on the copy.",
                organisation=copy.organisation_name,
            )
        )
    emit(result, lines)
    answer(0 if copy.doubt is None else 1)


def _line(one: Engagement) -> str:
    state = (
        _("closed") if one.closed else _("{first} to {last}", first=one.first.isoformat(), last=one.last.isoformat())
    )
    return f"{one.key[:8]}  {one.title}  {one.auditor}  {state}"


def _engagement(one: Engagement) -> EngagementShown:
    return {
        "engagement": one.key,
        "title": one.title,
        "scope": one.scope,
        "agreements": list(one.agreements),
        "member": one.member,
        "organisation": one.organisation,
        "auditor": one.auditor,
        "from": one.first.isoformat(),
        "until": one.last.isoformat(),
        "closed": one.closed,
        "release": one.release,
    }


def _remark_line(one: Remark) -> str:
    return "  ".join(part for part in (one.key[:8], _(MARK_WORDS.get(one.mark, one.mark)), one.about, one.text) if part)


def _remark(one: Remark) -> AuditRemark:
    return {
        "key": one.key,
        "engagement": one.engagement,
        "agreement": one.agreement,
        "about": one.about,
        "mark": one.mark,
        "text": one.text,
        "author": one.author,
        "time": write_time(one.recorded),
        "entry": one.entry,
    }


def _remark_with_answers(
    wordings: Sequence[Remark], answered: Sequence[RemarkAnswer], names: Mapping[str, str]
) -> Iterator[str]:
    """A remark, what it said before, and what the house answered."""
    yield _remark_line(wordings[-1])
    for one in reversed(wordings[:-1]):
        told: dict[str, str | Message] = {"time": write_time(one.recorded), "person": names.get(one.author, "")}
        words = _(MARK_WORDS.get(one.mark, one.mark))
        yield "    " + _("Before, {time}, {person}: {mark}. {text}", **told, mark=words, text=one.text)
    entries = {one.entry for one in wordings}
    for reply in answered:
        if reply.remark in entries:
            told = {"time": write_time(reply.recorded), "person": names.get(reply.author, "")}
            stands = _(STAND_WORDS.get(reply.stands, reply.stands))
            yield "    " + _("Answer, {time}, {person}: {stands}. {text}", **told, stands=stands, text=reply.text)


def _answer(one: RemarkAnswer) -> AuditAnswer:
    return {
        "key": one.key,
        "engagement": one.engagement,
        "remark": one.remark,
        "stands": one.stands,
        "text": one.text,
        "author": one.author,
        "time": write_time(one.recorded),
        "entry": one.entry,
    }


def _sample_line(one: DrawnSample) -> str:
    return _(
        "Sample of {size} from {population} ({of}), seed {seed}, digest of the population {digest}",
        size=len(one.sample.items),
        population=one.sample.population,
        of=_(POPULATION_WORDS.get(one.population_of, one.population_of)),
        seed=one.sample.seed,
        digest=one.sample.digest,
    )


def _sample(one: DrawnSample) -> AuditSample:
    return {
        "key": one.key,
        "engagement": one.engagement,
        "of": one.population_of,
        "seed": one.sample.seed,
        "method": one.sample.method,
        "population": one.sample.population,
        "digest": one.sample.digest,
        "items": list(one.sample.items),
        "author": one.author,
        "time": write_time(one.recorded),
        "entry": one.entry,
    }
