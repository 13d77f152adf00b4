"""The actions of send and receive."""

from __future__ import annotations

from pathlib import Path

from datapact.agreements.steps.negotiation import offer_draft
from datapact.agreements.views.list import find_agreement
from datapact.base.files import read_whole, write_whole
from datapact.base.texts import _
from datapact.cli.kit.output import emit, require_folder
from datapact.cli.kit.session import acting
from datapact.exchange.bundle.limits import LIMITS
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.outgoing import outgoing, require_sound_text
from datapact.exchange.send.send import send_agreement
from datapact.organisation.partners.namesakes import all_candidates, has_confirmed_namesake, namesake_warning
from datapact.organisation.partners.partners import find_partner


def send_to(
    agreement: str, names: list[str], output: Path, *, note: str, everything: bool, with_gaps: bool, with_errors: bool
) -> None:
    """Write the sealed file; the first time this offers the draft to the partners."""
    require_folder(output)
    with acting() as member:
        with member.vault.read() as session:
            history = find_agreement(session, agreement)
            recipients = [find_partner(session, name).organisation for name in names]
        require_sound_text(outgoing(member, history), with_gaps=with_gaps, with_errors=with_errors)
        offered = offer_draft(member, history, note)
        data = send_agreement(member, history, recipients, everything=everything)
        with member.vault.read() as session:
            known = all_candidates(session)
    risky = [one for one in known if one.organisation in recipients and has_confirmed_namesake(known, one.organisation)]
    write_whole(output, data, private=False)
    lines = [_("Written: {file}. Send this file to your partner, by e-mail or otherwise.", file=str(output))]
    warnings = [namesake_warning(one.name) for one in risky]
    emit(
        {
            "agreement": history,
            "file": str(output),
            "bytes": len(data),
            "offered": offered.digest if offered else None,
            "warnings": [warning.both() for warning in warnings],
        },
        [*lines, *map(str, warnings)],
    )


def receive_from(file: Path) -> None:
    """Receive a bundle and print its news."""
    data = read_whole(file, limit=LIMITS.payload + LIMITS.header + 1024)
    with acting() as member:
        received = receive_bundle(member, data)
    lines = [_("From {name}:", name=received.sender_name)]
    lines += [str(change) for change in (*received.changes, *received.notices)] or [
        _("Nothing new: everything had been received before.")
    ]
    lines += [str(warning) for warning in received.warnings]
    emit(
        {
            "sender": received.sender,
            "sender_name": received.sender_name,
            "agreements": list(received.agreements),
            "new_entries": list(received.new_entries),
            "changes": [change.both() for change in received.changes],
            "warnings": [warning.both() for warning in received.warnings],
            "notices": [notice.both() for notice in received.notices],
            "went_back": [
                {"agreement": one.agreement, "number": one.number, "before": one.before, "after": one.after}
                for one in received.setbacks
            ],
        },
        lines,
    )
