"""What the steps on an agreement do: each one operation of the core, and one line that says what happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.agreements import negotiation
from datapact.agreements.listing import find_agreement
from datapact.cli.consent_input import pairs
from datapact.cli.output import emit, require_folder
from datapact.cli.session import acting, passphrase
from datapact.clock import local_day
from datapact.errors import WrongUse
from datapact.files import read_whole, write_whole
from datapact.texts import N_, _

if TYPE_CHECKING:
    from datapact.agreements.notice_period import Ground
    from datapact.history.entry import Entry
    from datapact.parties.acting import Acting

LARGEST_ANSWERS = 1024 * 1024
LARGEST_IMPORT = 64 * 1024 * 1024


@contextmanager
def on_agreement(text: str) -> Iterator[tuple[Acting, str]]:
    """The acting member and the history id of the agreement that ``text`` means."""
    with acting() as member:
        with member.vault.read() as session:
            history = find_agreement(session, text)
        yield member, history


def _done(history: str, sentence: str, entry: Entry | None = None) -> None:
    result = {"agreement": history, "entry": entry.digest if entry is not None else None}
    emit(result, [sentence])


def new(template: str, answers: Path, parties: Sequence[str]) -> None:
    data = read_whole(answers, limit=LARGEST_ANSWERS)
    with acting() as member:
        history = negotiation.new_agreement(member, template, data, pairs(parties))
    emit({"agreement": history}, [history])


def revise(agreement: str, answers: Path, note: str) -> None:
    data = read_whole(answers, limit=LARGEST_ANSWERS)
    with on_agreement(agreement) as (member, history):
        negotiation.revise(member, history, data, note)
    _done(history, _("The draft has been changed."))


def counter(agreement: str, answers: Path | None, offer: str, note: str) -> None:
    data = read_whole(answers, limit=LARGEST_ANSWERS) if answers is not None else None
    with on_agreement(agreement) as (member, history):
        entry = negotiation.counter(member, history, data, note, offer or None)
    _done(history, _("The counter-proposal is ready. Send it to your partners with datapact send."), entry)


def accept(agreement: str, offer: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = negotiation.accept(member, history, offer or None)
    _done(
        history,
        _("Accepted: text only, not binding until every named signatory has signed (section 154(2) BGB)."),
        entry,
    )


def decline(agreement: str, reason: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = negotiation.decline(member, history, reason)
    _done(history, _("Declined. Send it to your partners with datapact send."), entry)


def comment(agreement: str, text: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = negotiation.comment(member, history, text)
    _done(history, _("The remark is recorded."), entry)


def approve(agreement: str, note: str) -> None:
    with on_agreement(agreement) as (member, history):
        entry = negotiation.approve(member, history, note)
    _done(history, _("Your approval is recorded in this vault."), entry)


def override(agreement: str, finding: str, place: str, reason: str) -> None:
    from datapact.agreements.findings import open_findings

    with on_agreement(agreement) as (member, history):
        places = [
            found.place
            for found in open_findings(member, history, local_day(member.clock()))
            if found.id == finding and place in ("", found.place)
        ]
        if not places:
            raise WrongUse(N_("There is no open finding {finding} of severity E."), finding=finding[:10])
        for each in places:
            entry = negotiation.override(member, history, finding, each, reason)
    _done(history, _("The override is recorded with its reason."), entry)


def freeze(agreement: str, on: date | None) -> None:
    from datapact.signing import freeze as operation

    with on_agreement(agreement) as (member, history):
        entry = operation.freeze(member, history, on or local_day(member.clock()))
    _done(history, _("The text is frozen. Nothing is binding until every named signatory has signed."), entry)


def sign(agreement: str) -> None:
    from datapact.signing import sign as operation

    with on_agreement(agreement) as (member, history):
        entry = operation.sign(member, history, passphrase())
    _done(history, _("Signed. Send the agreement to your partners with datapact send."), entry)


def terminate(agreement: str, end: date | None, reason: str, ground: str, received: date | None) -> None:
    from datapact.agreements.termination import proposed_end, terminate_on

    if ground not in ("ordinary", "cause"):
        raise WrongUse(N_("The ground is ordinary or cause."))
    kind: Ground = "cause" if ground == "cause" else "ordinary"
    with on_agreement(agreement) as (member, history):
        computed = proposed_end(member, history, received or local_day(member.clock()), kind)
        done = terminate_on(member, history, end, reason, kind, computed)
    result = {
        "agreement": history,
        "entry": done.entry.digest,
        "end": done.end.isoformat(),
        "computed_end": computed.end.isoformat() if computed.end else None,
        "too_early": done.too_early,
        "steps": [step.both() for step in computed.steps],
        "remarks": [remark.both() for remark in done.remarks],
    }
    lines = [_("Notice of termination is recorded. Send it to your partners with datapact send.")]
    lines.append(_("The agreement ends on {day}.", day=done.end.isoformat()))
    lines += [str(line) for line in (*computed.steps, *done.remarks)]
    emit(result, lines)


def export(agreement: str, form: str, output: Path) -> None:
    from datapact.signing.export import export_json, export_pdf

    if form not in ("pdf", "json"):
        raise WrongUse(N_("The format is pdf or json."))
    require_folder(output)
    with on_agreement(agreement) as (member, history):
        data = export_pdf(member, history) if form == "pdf" else export_json(member, history)
    write_whole(output, data, private=False)
    emit({"agreement": history, "file": str(output), "bytes": len(data)}, [_("Written: {file}", file=str(output))])


def import_file(file: Path) -> None:
    from datapact.signing.export import state_in

    state = state_in(read_whole(file, limit=LARGEST_IMPORT))
    with acting() as member:
        history = negotiation.import_state(member, state)
    emit({"agreement": history}, [history])
