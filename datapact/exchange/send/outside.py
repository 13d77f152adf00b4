"""Sending an agreement as a PDF, by e-mail or on paper, because a party is without DataPact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from datapact.agreements.projection.append import load_state
from datapact.agreements.text.carried_by_word import files_sent
from datapact.agreements.text.current_text import current_state
from datapact.agreements.text.exchanged import AS_WORD_FILES
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo
from datapact.base.texts import N_, Message, current_language
from datapact.contract.text.document import amended_number
from datapact.exchange.send.letters import Letter, address_of, amendment_words, file_name, language_of, letter_with
from datapact.exchange.send.outgoing import outgoing
from datapact.organisation.acting.own_profile import profile_of_actor
from datapact.organisation.identity.confusable_names import plain_name
from datapact.organisation.partners.external_profiles import list_external_partners
from datapact.signing.elsewhere.outside import FIXED, send_outside, write_outside

if TYPE_CHECKING:
    from datapact.exchange.send.outgoing import OtherParty, Recipient
    from datapact.organisation.acting.acting_member import Acting
    from datapact.organisation.identity.profile import Profile
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class SentOutside:
    """The PDF, and the e-mail that goes with it."""

    data: bytes
    """Bytes of the PDF."""
    letter: Letter
    """To all parties whose address is known."""
    is_recorded: bool
    """Whether it was recorded that this text was sent; the same text sent again is not."""
    waits: bool
    """Whether a person has still to say that it was sent."""


def pdf_name(number: str, acting: Acting) -> str:
    """A name for the PDF, without anything confidential."""
    return file_name(number, acting.clock(), "pdf")


def send_out_outside(
    acting: Acting, history: str, *, way: str, on: date, note: str = "", file: str = "", sent: bool = False
) -> SentOutside:
    """Return the PDF of the text with the e-mail that names ``file``; ``sent`` records that it went out on this day.

    Raises what ``send_outside`` raises.
    """
    ready = outgoing(acting, history)
    file = file or pdf_name(ready.number, acting)
    if sent:
        pdf, entry = send_outside(acting, history, way=way, on=on, note=note, file=file)
        is_recorded, waits = entry is not None, False
    else:
        pdf, waits = write_outside(acting, history, way=way, on=on, note=note, file=file)
        is_recorded = False
    with acting.vault.read() as session:
        own = profile_of_actor(acting, session)
        folded = load_state(session, history)
        known = known_profiles(session, ready.recipients)
    first = known[0] if len(known) == 1 else None
    language = language_of(known[0] if known else None, ready.languages)
    fixed = folded.outside is not None and folded.outside.stage in FIXED
    sentences = _sentences(file, fixed)
    if amends := amended_number(current_state(folded)):
        sentences.insert(1, amendment_words(ready.number, amends))
    letter = letter_with(Message(N_("Agreement {number}"), {"number": ready.number}), sentences, first, own, language)
    addresses = ", ".join(filter(None, map(address_of, known)))
    return SentOutside(pdf, Letter(addresses, letter.subject, letter.body, letter.language), is_recorded, waits)


def known_profiles(session: Session, recipients: Sequence[Recipient | OtherParty]) -> list[Profile]:
    """The profiles of those recipients of whom we have one: on their card, or as entered for a party without DataPact."""
    external = {plain_name(profile.name): profile for profile in list_external_partners(session)}
    profiles = [
        recipient.partner.profile if recipient.partner is not None else external.get(plain_name(recipient.name))
        for recipient in recipients
    ]
    return [profile for profile in profiles if profile is not None]


def record_word_as_sent(acting: Acting, history: str) -> None:
    """Record that the text went out as the Word file which holds it, so that the reply to it can be recorded like one to a PDF.

    Raises AnswerNo where no Word file with the text that counts was sent, and what ``send_outside`` raises.
    """
    with acting.vault.read() as session:
        folded = load_state(session, history)
        newest = folded.draft.digest if folded.draft is not None else ""
        went = [one for one in files_sent(session, folded) if str(one.body["version"]) == newest]
    if not went:
        raise AnswerNo(
            N_("No Word file with this text is recorded as sent. Say that it was sent, or send the text as a PDF.")
        )
    day = local_day(went[-1].recorded)
    words = Message(AS_WORD_FILES, {"day": day.isoformat()})
    send_outside(acting, history, way="email", on=day, note=words.text(current_language()), file="")


def _sentences(file: str, fixed: bool) -> list[Message]:
    if fixed:
        return [
            Message(N_("attached you find the agreed text, fixed for signature ({file})."), {"file": file}),
            Message(
                N_(
                    "Please have it signed by the persons named on the signature page, and send us the signed copy back."
                    " It binds from the last of these signatures."
                )
            ),
        ]
    return [
        Message(N_("attached you find our proposal for an agreement ({file})."), {"file": file}),
        Message(
            N_(
                "Please tell us whether you agree to the text, or what you would like to have changed. It does not bind yet."
            )
        ),
    ]
