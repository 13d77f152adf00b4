"""The e-mail that carries Word files of a round, and an e-mail as a draft file with what is attached to it."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import PurePath
from typing import TYPE_CHECKING

from datapact.agreements.projection.append import load_state
from datapact.agreements.text.carried_by_word import BETWEEN
from datapact.agreements.text.current_text import current_state
from datapact.base.texts import N_, Message, counted
from datapact.contract.text.document import amended_number
from datapact.exchange.send.letters import NOT_BINDING, Letter, address_of, amendment_words, language_of, letter_with
from datapact.exchange.send.outgoing import outgoing
from datapact.exchange.send.outside import known_profiles
from datapact.organisation.acting.own_profile import profile_of_actor

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


def word_letter(acting: Acting, history: str, files: int, partner: str = "", *, answer: bool = False) -> Letter:
    """The e-mail with this many files: to the parties named in ``partner`` as recorded, to all where it is empty.

    ``answer``: the file is the partner's own, with our changes tracked in it.
    """
    ready = outgoing(acting, history)
    chosen = partner.split(BETWEEN) if partner else []
    recipients = [one for one in ready.recipients if not chosen or one.name in chosen]
    with acting.vault.read() as session:
        own = profile_of_actor(acting, session)
        amends = amended_number(current_state(load_state(session, history)))
        known = known_profiles(session, recipients)
    sentences = [
        Message(
            N_("attached you find our answer on agreement {number}, tracked in your Word file."),
            {"number": ready.number},
        )
        if answer
        else counted(
            "attached you find our text of agreement {number} as a Word file.",
            "attached you find our text of agreement {number} in {n} files: to work in, and with the changes marked.",
            files,
            number=ready.number,
        )
    ]
    if amends:
        sentences.append(amendment_words(ready.number, amends))
    sentences += [
        NOT_BINDING,
        Message(N_("Please make your changes in the Word file with change tracking on, and send it back to us.")),
    ]
    language = language_of(known[0] if known else None, ready.languages)
    first = known[0] if len(known) == 1 else None
    made = letter_with(Message(N_("Agreement {number}"), {"number": ready.number}), sentences, first, own, language)
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
