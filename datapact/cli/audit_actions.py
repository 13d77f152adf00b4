"""What the audit commands do: build a dossier, record that it left, write it."""

from __future__ import annotations

from pathlib import Path

from datapact.audit.decision_export import DecisionExport, build_decision, record_decision_export
from datapact.audit.dossier import Dossier, build_dossier, record_dossier
from datapact.audit.dossier_inside import VERDICTS
from datapact.audit.withholding import CHOICES, choice_words
from datapact.cli.agreement_actions import on_agreement
from datapact.cli.output import emit, require_folder
from datapact.cli.register_actions import day_of
from datapact.cli.session import acting
from datapact.clock import write_time
from datapact.errors import WrongUse
from datapact.files import write_whole
from datapact.strictjson import JsonObject
from datapact.texts import N_, _, counted


def export_one(
    agreement: str,
    output: Path,
    *,
    internal: bool,
    for_partner: bool,
    on: str,
    withhold: list[str],
    recipient: str,
) -> None:
    """Write the dossier of one agreement into a file."""
    if internal and for_partner:
        raise WrongUse(N_("A dossier is internal or for a partner. Give one of the two."))
    chosen = [choice for choice in CHOICES if choice in withhold]
    if set(withhold) - set(CHOICES):
        raise WrongUse(N_("What can be withheld is one of {choices}."), choices=", ".join(CHOICES))
    day = day_of(on) if on else None
    require_folder(output)
    with on_agreement(agreement) as (member, history):
        dossier = build_dossier(
            member, history, audience="internal" if internal else "partner", withheld=chosen, dated=day
        )
        record_dossier(member, dossier, recipient)
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
            verdict=VERDICTS[export.verdict],
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
