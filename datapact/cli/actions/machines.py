"""Agreements for machines: exported for connectors and policy engines, and a policy of theirs held against the paper."""

from __future__ import annotations

from pathlib import Path

from datapact.agreements.views.file_names import number_of
from datapact.base.files import read_whole
from datapact.base.strictjson import canonical, parse
from datapact.base.texts import _
from datapact.cli.kit.output import answer, emit, require_folder
from datapact.cli.kit.session import on_agreement
from datapact.dataspace.compare import differences, read_given
from datapact.dataspace.export import UNSAID, files_of, for_machines
from datapact.organisation.acting.exported import agreement_file, write_exported


def export_for_machines(agreement: str, form: str, output: Path) -> None:
    """Write the files of a format into a folder, or into the one file that ``output`` names by its ending.

    Several documents in one file are a list. Prints what a machine will understand, and what of the paper it will not.
    """
    in_folder = not output.suffix or output.is_dir()
    require_folder(output / UNSAID if in_folder and output.is_dir() else output)
    with on_agreement(agreement) as (member, history):
        exported = for_machines(member, history)
        files = files_of(exported, form)
        named = agreement_file(number_of(member, history))
        if in_folder:
            output.mkdir(exist_ok=True)
            written = {output / name: data for name, data in files.items()}
        else:
            documents = [parse(data) for name, data in files.items() if name != UNSAID]
            written = {output: canonical(documents[0] if len(documents) == 1 else documents)}
        for path, data in written.items():
            write_exported(member, path, data, named, private=False)
    policy = exported.policy
    emit(
        {
            "agreement": history,
            "format": form,
            "binding": exported.binding,
            "files": [str(path) for path in written],
            "understood": [{**one.both()} for one in exported.understood],
            "not_understood": [{**one.both()} for one in policy.unsaid],
        },
        [
            *(_("Written: {file}", file=str(path)) for path in written),
            "" if exported.binding else _("Not everybody has signed: this is an offer, and nothing in it binds."),
            _("A machine understands:"),
            *(f"- {one}" for one in exported.understood),
            _("It does not understand, so read the paper for:"),
            *(f"- {one}" for one in policy.unsaid),
        ],
    )


LARGEST = 16 * 1024 * 1024
"""Bytes of a policy from elsewhere."""


def compare_policy(agreement: str, file: Path) -> None:
    """Say where a policy and the paper disagree; exit code 1 where it permits more, or refers to another text or none."""
    given = read_given(parse(read_whole(file, limit=LARGEST), limit=LARGEST))
    with on_agreement(agreement) as (member, history):
        exported = for_machines(member, history)
    found = differences(exported.policy, exported.terms, given)
    alarms = [one for one in found if one.matter != "narrower"]
    answer(1 if alarms else 0)
    emit(
        {
            "agreement": history,
            "agrees": not alarms,
            "differences": [{"matter": one.matter, "message": {**one.message.both()}} for one in found],
        },
        [str(one.message) for one in found] or [_("Policy and paper say the same, as far as a policy can.")],
    )
