"""The e-mail that carries Word files of a round, and an e-mail as a draft file with what is attached to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import PurePath
from typing import TYPE_CHECKING

from datapact.agreements.projection.append import load_state
from datapact.agreements.text.carried_by_word import is_for
from datapact.agreements.text.current_text import current_state
from datapact.base.texts import N_, Language, Message, counted
from datapact.contract.text.document import amended_number
from datapact.exchange.send.letters import NOT_BINDING, Letter, address_of, amendment_words, language_of, letter_with
from datapact.exchange.send.outgoing import other_parties
from datapact.exchange.send.outside import known_profiles
from datapact.organisation.acting.own_profile import profile_of_actor

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.organisation.identity.profile import Profile


@dataclass(frozen=True, slots=True)
class Carried:
    """What the e-mail with Word files says of an agreement, read before any file is made."""

    number: str
    """As the text has it."""
    amends: str
    """Number of the agreement that it amends; empty where it amends none."""
    known: tuple[Profile, ...]
    """Of those to whom it goes and of whom we have a profile."""
    own: Profile
    """Ours, with whoever acts as its contact."""
    languages: tuple[Language, ...]
    """Of the agreement."""


def carried_by_letter(acting: Acting, history: str, partner: str = "") -> Carried:
    """What the e-mail says, for the parties named in ``partner`` as recorded, for all where it is empty."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        state = current_state(folded)
        recipients = [
            one
            for one in other_parties(acting, session, folded, state)
            if not partner or is_for(partner, one.organisation, state, (one.named, one.name))
        ]
        return Carried(
            str(state.get("number", "")),
            amended_number(state),
            tuple(known_profiles(session, recipients)),
            profile_of_actor(acting, session),
            tuple(state.get("languages", ("de", "en"))),
        )


def word_letter(carried: Carried, files: int, *, answer: bool = False) -> Letter:
    """The e-mail with this many files. ``answer``: the file is the partner's own, with our changes tracked in it."""
    number, known = carried.number, carried.known
    sentences = [
        Message(
            N_("attached you find our answer on agreement {number}, tracked in your Word file."),
            {"number": number},
        )
        if answer
        else counted(
            "attached you find our text of agreement {number} as a Word file.",
            "attached you find our text of agreement {number} in {n} files: to work in, and with the changes marked.",
            files,
            number=number,
        )
    ]
    if carried.amends:
        sentences.append(amendment_words(number, carried.amends))
    sentences += [
        NOT_BINDING,
        Message(N_("Please make your changes in the Word file with change tracking on, and send it back to us.")),
    ]
    language = language_of(known[0] if known else None, carried.languages)
    first = known[0] if len(known) == 1 else None
    made = letter_with(Message(N_("Agreement {number}"), {"number": number}), sentences, first, carried.own, language)
    return Letter(", ".join(filter(None, map(address_of, known))), made.subject, made.body, language)


def mail_draft(letter: Letter, files: Sequence[tuple[str, bytes]]) -> bytes:
    """The e-mail as a file (RFC 5322) with these files attached, which mail programs open as a draft that was not sent."""
    made = EmailMessage(policy=SMTP)
    made["X-Unsent"] = "1"
    if letter.to:
        made["To"] = letter.to
    made["Subject"] = letter.subject
    made.set_content(letter.body)
    for name, data in files:
        main, _, sub = _KINDS.get(PurePath(name).suffix.lower(), "application/octet-stream").partition("/")
        made.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return made.as_bytes()


_KINDS = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
}
"""The same on every computer, whatever its own list says; anything else is bytes."""
