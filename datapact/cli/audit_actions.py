"""What the audit commands do: build a dossier, record that it left, write it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from datapact.agreements.listing import find_agreement
from datapact.audit.bag_content import BagRequest
from datapact.audit.bag_export import BagExport, build_bag, record_bag
from datapact.audit.bag_file import both
from datapact.audit.decision_export import DecisionExport, build_decision, record_decision_export
from datapact.audit.dossier import Dossier, build_dossier, record_dossier
from datapact.audit.dossier_file import Audience
from datapact.audit.engagements import engagement
from datapact.audit.withholding import CHOICES, Choice, choice_words
from datapact.cli.agreement_actions import on_agreement
from datapact.cli.output import emit, require_folder
from datapact.cli.register_actions import day_of
from datapact.cli.session import acting
from datapact.clock import write_time
from datapact.errors import WrongUse
from datapact.files import write_whole
from datapact.history.kinds.decision import VERDICT_WORDS
from datapact.strictjson import JsonObject
from datapact.texts import N_, Message, _, counted
from datapact.tracking.register_filters import Filters


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options that one dossier and an archive of many have in common."""

    internal: bool
    for_partner: bool
    on: str
    withhold: tuple[str, ...]
    recipient: str

    def audience(self) -> Audience:
        """Raises WrongUse where both were asked for."""
        if self.internal and self.for_partner:
            raise WrongUse(N_("A dossier is internal or for a partner. Give one of the two."))
        return "internal" if self.internal else "partner"

    def choices(self) -> list[Choice]:
        """Raises WrongUse for what cannot be withheld."""
        if set(self.withhold) - set(CHOICES):
            raise WrongUse(N_("What can be withheld is one of {choices}."), choices=", ".join(CHOICES))
        return [choice for choice in CHOICES if choice in self.withhold]


def export_one(agreements: tuple[str, ...], output: Path, wanted: Wanted) -> None:
    """Write the dossier of one agreement into a file."""
    if len(agreements) != 1:
        raise WrongUse(N_("Say which agreement: --agreement ID for one dossier, --all for an archive of many."))
    audience, chosen = wanted.audience(), wanted.choices()
    day = day_of(wanted.on) if wanted.on else None
    require_folder(output)
    with on_agreement(agreements[0]) as (member, history):
        dossier = build_dossier(member, history, audience=audience, withheld=chosen, dated=day)
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
    emit(_summary(dossier, output), lines)


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
    day = day_of(wanted.on) if wanted.on else None
    filters = Filters(status, partner)
    require_folder(output)
    with acting() as member:
        with member.vault.read() as session:
            scope = [find_agreement(session, one) for one in agreements]
            found = engagement(session, audit) if audit else None
        export = build_bag(
            member,
            BagRequest(audience, filters, tuple(scope), day, tuple(chosen)),
            workshop=output.absolute().parent,
            engagement=found.key if found is not None else "",
            processes=processes,
        )
        record_bag(member, export, wanted.recipient)
        write_whole(output, export.data)
    head = counted("{n} dossier", "{n} dossiers", len(export.dossiers))
    lines = [
        _("{dossiers} as at {day}. Written to {file}.", dossiers=head, day=export.on.isoformat(), file=str(output)),
        *map(str, export.population),
        *(_("Left out: {what}", what=one) for one in export.left_out),
        *(_("Gap: {what}", what=one) for one in export.gaps),
        *(_("Withheld: {parts}", parts=choice_words(choice)) for choice in export.withheld),
    ]
    emit(_bag_summary(export, output), lines)


def _bag_summary(export: BagExport, output: Path) -> JsonObject:
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
        "population": [both(one) for one in export.population],
        "filters": [both(one) for one in export.filters],
        "left_out": [both(one) for one in export.left_out],
        "gaps": [both(one) for one in export.gaps],
        "withheld": list(export.withheld),
    }


def _summary(dossier: Dossier, output: Path) -> JsonObject:
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
    }


def export_decision(entry: str, output: Path, *, complete: bool) -> None:
    """Write the file of a used answer."""
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


def _decision_summary(export: DecisionExport, output: Path) -> JsonObject:
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
