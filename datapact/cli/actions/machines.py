"""Agreements for machines: exported for connectors and policy engines; a policy of theirs held against the paper, or drafted from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from datapact.agreements.views.file_names import number_of
from datapact.base.files import read_whole
from datapact.base.strictjson import canonical
from datapact.base.texts import _
from datapact.cli.kit.output import answer, emit, require_folder
from datapact.cli.kit.pairs import pairs
from datapact.cli.kit.session import acting, on_agreement
from datapact.cli.printed.machines import (
    AgreementComparePolicy,
    AgreementDataContract,
    AgreementExportEvents,
    AgreementExportMachines,
    AgreementNewFromPolicy,
)
from datapact.consent.proof.run import prove_contract
from datapact.dataspace.data_contract import LARGEST as LARGEST_SCHEMA
from datapact.dataspace.data_contract import bind_schema, held_schema
from datapact.dataspace.drafts import LARGEST, draft_from_policy, held_against
from datapact.dataspace.events import events_of
from datapact.dataspace.export import UNSAID, left_out, understood, write_for_machines
from datapact.organisation.acting.exported import agreement_file, write_exported


def export_for_machines(agreement: str, form: str, output: Path) -> None:
    """Write the files of a format into a folder, or into the one file that ``output`` names by its ending.

    Several documents in one file are a list. Prints what a machine will understand, and what of the paper it will not.
    """
    in_folder = not output.suffix or output.is_dir()
    require_folder(output / UNSAID if in_folder and output.is_dir() else output)
    with on_agreement(agreement) as (member, history):
        written = write_for_machines(member, history, form, output, agreement_file(number_of(member, history)))
    exported = written.exported
    unsaid, known = left_out(exported, form), understood(exported, form)
    emit(
        AgreementExportMachines(
            {
                "agreement": history,
                "format": form,
                "binding": exported.binding,
                "files": [str(path) for path in written.files],
                "understood": [{**one.both()} for one in known],
                "not_understood": [{**one.both()} for one in unsaid],
            }
        ),
        [
            *(_("Written: {file}", file=str(path)) for path in written.files),
            "" if exported.binding else _("Not everybody has signed: this is an offer, and nothing in it binds."),
            _("A machine understands:"),
            *(f"- {one}" for one in known),
            _("It does not understand, so read the paper for:"),
            *(f"- {one}" for one in unsaid),
        ],
    )


def export_events(agreement: str, output: Path) -> None:
    """Write what happened since the text was agreed as one JSON batch of CloudEvents, also of an agreement that has ended."""
    require_folder(output)
    with on_agreement(agreement) as (member, history):
        prove_contract(member, history)
        events = events_of(member, history)
        named = agreement_file(number_of(member, history))
        write_exported(member, output, canonical(list(events)), named, private=False)
    emit(
        AgreementExportEvents(
            {"agreement": history, "file": str(output), "events": [str(one["type"]) for one in events]}
        ),
        [_("Written: {file}", file=str(output)), *(f"- {one['time']} {one['type']}" for one in events)],
    )


def compare_policy(agreement: str, file: Path, *, bind: bool) -> None:
    """Say where a policy and the paper disagree; exit code 1 where it permits more, or refers to another text or none."""
    data = read_whole(file, limit=LARGEST)
    with on_agreement(agreement) as (member, history):
        held = held_against(member, history, data, bind=bind)
    answer(1 if held.alarms else 0)
    emit(
        AgreementComparePolicy(
            {
                "agreement": history,
                "digest": held.digest,
                "agrees": not held.alarms,
                "bound": bind,
                "differences": [{"matter": one.matter, "message": {**one.message.both()}} for one in held.differences],
            }
        ),
        [
            *(
                [str(one.message) for one in held.differences]
                or [_("Policy and paper say the same, as far as a policy can.")]
            ),
            _("No alarm: the policy permits no more than the paper.") if held.differences and not held.alarms else "",
            _("Its digest and this result are recorded in your vault.") if bind else "",
        ],
    )


def hold_schema(agreement: str, file: Path, dataset: str, *, bind: bool) -> None:
    """Say where a schema and the agreed data items disagree; exit code 1 where they do, or another file or none is bound."""
    data = read_whole(file, limit=LARGEST_SCHEMA)
    with on_agreement(agreement) as (member, history):
        held = (bind_schema if bind else held_schema)(member, history, data, dataset)
    answer(1 if held.differences else 0)
    emit(
        AgreementDataContract(
            {
                "agreement": history,
                "dataset": held.dataset.key,
                "digest": held.given.sha256,
                "fields": len(held.given.columns),
                "bound": held.dataset.data_contract.sha256 == held.given.sha256,
                "differences": [{"matter": one.matter, "message": {**one.message.both()}} for one in held.differences],
            }
        ),
        [
            _("Bound to “{dataset}” in a new draft.", dataset=held.dataset.key) if bind else "",
            *([str(one.message) for one in held.differences] or [_("Schema and agreement say the same.")]),
        ],
    )


def new_from_policy(file: Path, template: str, parties: Sequence[str]) -> None:
    """Draft an agreement from a policy; prints its id and what could not be mapped."""
    data = read_whole(file, limit=LARGEST)
    with acting() as member:
        made = draft_from_policy(member, data, template, pairs(parties))
    emit(
        AgreementNewFromPolicy(
            {
                "agreement": made.history,
                "digest": made.digest,
                "not_mapped": [{**one.both()} for one in made.found.unmapped],
            }
        ),
        [
            made.history,
            *(
                _(
                    "The policy is that of {number} in this vault; the draft has its names of data and purposes.",
                    number=one,
                )
                for one in made.numbers
            ),
            _("Not in the draft, so look at it yourself:") if made.found.unmapped else "",
            *(f"- {one}" for one in made.found.unmapped),
        ],
    )
