"""Many agreements at once: a sealed file for each, or their PDFs, into one folder, and one e-mail for each address.

Agreements are independent: one that cannot be written is reported with the reason, the others are done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import select

from datapact.agreements.views.file_names import file_name
from datapact.agreements.views.list import keys_of, rows_of
from datapact.base.errors import DataPactError, Surroundings
from datapact.base.file_names import free_place
from datapact.base.files import write_numbered
from datapact.base.progress import Progress
from datapact.base.texts import Message
from datapact.consent.proof.run import prove_contract
from datapact.consent.recalls.confirmations import note_sent
from datapact.exchange.send.letters import Letter, many_letter
from datapact.exchange.send.outgoing import Outgoing, Sent, files_for, outgoing, send_out
from datapact.exchange.send.send import mail_opened, mark_written, say_sent
from datapact.exchange.send.send_recall import send_replies
from datapact.organisation.acting.exported import agreement_file, write_exported
from datapact.organisation.acting.own_profile import profile_of_actor
from datapact.organisation.partners.namesakes import namesake_warning
from datapact.signing.ceremony.export import export_pdf
from datapact.vault.database.tables import EntryRow

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.organisation.network.labels import Routing


@dataclass(frozen=True, slots=True)
class ManySent:
    """The result of sending many agreements at once.

    ``files`` were written; ``refused`` are numbers of agreements with the reason why there is no file for them.
    """

    files: tuple[Path, ...]
    refused: tuple[tuple[str, Message], ...]
    letters: tuple[Letter, ...]
    """One for each address, and one for all partners without an address."""
    histories: tuple[str, ...] = ()
    """History ids of the agreements in the files, in the order of these."""
    recipients: tuple[tuple[str, ...], ...] = ()
    """The organisations that each of these files is for."""
    replies: tuple[str, ...] = ()
    """Partners whose recalls are answered in files without an agreement."""
    warnings: tuple[Message, ...] = ()
    """What to look at before the files are handed over: recipients who share their name with a confirmed partner, or are no
    party any more."""


def send_many_out(
    acting: Acting, histories: Sequence[str], folder: Path, progress: Progress, through: Routing | None = None
) -> ManySent:
    """Send each agreement to all its other parties; one refusal does not stop the others.

    ``through``: the network under whose labels the files travel. No file in ``folder`` is replaced. Raises Surroundings when the folder cannot be written to.
    """
    return _send(
        acting, histories, folder, progress, lambda ready: [one.organisation for one in ready.recipients], through
    )


def send_what_lacks(acting: Acting, folder: Path, progress: Progress, through: Routing | None = None) -> ManySent:
    """Send each offered agreement to those of its parties that were not sent all its steps yet: one file for all of them;
    then each partner our answers about the data that it called back, where it waits for one.

    Drafts are not offered by it, and agreements that nobody lacks make no file. Whatever a party acknowledged, or was sent
    before, it does not lack, though a file may have been lost on the way. ``through``: the network under whose labels the
    files travel; an agreement with a party who is no member of it is reported. Raises what ``send_many_out`` raises.
    """
    with acting.vault.read() as session:
        offered = session.exec(select(EntryRow.history).where(EntryRow.kind == "offer").distinct()).all()
    sent = _send(acting, sorted(offered), folder, progress, _lacking, through)
    replies = send_replies(acting, folder, through)  # those that did not leave with an agreement
    return replace(
        sent,
        files=(*sent.files, *replies.files),
        refused=(*sent.refused, *replies.refused),
        letters=(*sent.letters, *replies.letters),
        replies=replies.partners,
    )


def say_many_sent(acting: Acting, sent: ManySent) -> None:
    """Note a person's word that all these files were sent."""
    for history, recipients in zip(sent.histories, sent.recipients, strict=True):
        say_sent(acting, history, recipients)
    with acting.vault.write() as session:
        for partner in sent.replies:
            note_sent(acting, session, partner)


def many_mail_opened(acting: Acting, sent: ManySent) -> None:
    """Note that the e-mails with these files were opened."""
    for history, recipients in zip(sent.histories, sent.recipients, strict=True):
        mail_opened(acting, history, recipients)
    with acting.vault.write() as session:
        for partner in sent.replies:
            note_sent(acting, session, partner, "mail_opened")


def _lacking(ready: Outgoing) -> list[str]:
    lacking = [one for one in ready.recipients if one.unsent and ready.is_offered]
    known = [one for one in lacking if one.partner is not None]  # one without a card does not hold up the others
    return [one.organisation for one in known or lacking]


def _send(
    acting: Acting,
    histories: Sequence[str],
    folder: Path,
    progress: Progress,
    choose: Callable[[Outgoing], list[str]],
    through: Routing | None = None,
) -> ManySent:
    files: list[Path] = []
    written: list[str] = []
    to: list[tuple[str, ...]] = []
    refused: list[tuple[str, Message]] = []
    by_address: dict[str, list[tuple[str, str, Letter]]] = {}
    alike: dict[str, str] = {}
    gone: list[Message] = []

    def keep(ready: Outgoing, group: list[str], sent: Sent) -> None:
        place = write_numbered(folder, sent.file, sent.data)
        mark_written(acting, sent.history, group, sent.data, through)
        files.append(place)
        written.append(sent.history)
        to.append(tuple(group))
        alike.update(
            {one.organisation: one.name for one in ready.recipients if one.is_namesake and one.organisation in group}
        )
        gone.extend(
            one.former_party for one in ready.recipients if one.former_party is not None and one.organisation in group
        )
        by_address.setdefault(sent.letter.to, []).append((sent.number, place.name, sent.letter))

    for done, history in enumerate(histories):
        number = ""
        try:
            ready = outgoing(acting, history)
            number = ready.number
            progress(number, done, len(histories))
            chosen = choose(ready)
            if not chosen and ready.recipients:
                continue
            for group in files_for(ready, chosen) or [chosen]:
                keep(ready, group, send_out(acting, history, group, through=through))
        except Surroundings:
            raise
        except DataPactError as error:
            refused.append((number, error.message))
    with acting.vault.read() as session:
        own = profile_of_actor(acting, session)
    letters = tuple(many_letter(letters, own) for letters in by_address.values())
    warnings = tuple(namesake_warning(name) for _organisation, name in sorted(alike.items()))
    return ManySent(
        tuple(files), tuple(refused), letters, tuple(written), recipients=tuple(to), warnings=(*warnings, *gone)
    )


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were written, and the agreements (number, reason) for which none could be."""

    files: tuple[Path, ...]
    """Paths, in the order of the numbers."""
    refused: tuple[tuple[str, Message], ...]
    """Number of the agreement, and why."""


def export_many(acting: Acting, ids: Sequence[str], folder: Path, progress: Progress) -> Written:
    """Write the present PDF of each agreement into a folder; no file there is replaced."""
    with acting.vault.read() as session:
        keys = keys_of(session, ids)
        listed = sorted(rows_of(session, keys).values(), key=lambda row: (row.number, row.id))
    files: list[Path] = []
    refused: list[tuple[str, Message]] = []
    for done, row in enumerate(listed):
        progress(row.number, done, len(listed))
        try:
            prove_contract(acting, row.id)
            data = export_pdf(acting, row.id)
            place = free_place(folder, file_name(row.number, row.title, "pdf"))
            write_exported(acting, place, data, agreement_file(row.number), private=False)
            files.append(place)
        except DataPactError as error:
            refused.append((row.number, error.message))
    return Written(tuple(files), tuple(refused))
