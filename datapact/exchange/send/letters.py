"""E-mails that go with a file: subject and text, in the reader's language.

The subject holds only the number of the agreement: e-mail can be read in transit. The text names no party's data, no
term and no title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from datapact.base.clock import in_zone, write_time
from datapact.base.file_names import stem
from datapact.base.local_time import local_zone
from datapact.base.texts import N_, Language, Message
from datapact.contract.text.formatters import day_words
from datapact.exchange.bundle.bundle import Refused
from datapact.history.entries.slot_shapes import FILLING, FREEZING
from datapact.organisation.identity.profile import GERMAN_SPEAKING, Profile

_ADDRESS = re.compile(r"[\w.+%-]{1,64}@[\w.-]{1,190}")
_LONGEST_SENDER = 24
"""Characters of the sender's name in the name of a file."""

STEPS = {
    "offer": N_("our proposal for the text (not binding)"),
    "counter": N_("our counter-proposal (not binding)"),
    "comment": N_("our remarks"),
    "remark": N_("our comments on the text"),
    "accept": N_("our consent to the wording (not binding)"),
    "freeze": N_("the text, frozen for signature"),
    "freeze_persons": N_("the text, frozen for signature"),
    "signed": N_("the document that we have signed"),
    "counterpart_signed": N_("the copy that we have signed"),
    "declined": N_("our reply that we decline"),
    "termination_notice": N_("our notice of termination"),
    "order_ended": N_("our notice that an order ends; it takes effect when it arrives"),
    "leaving": N_("our notice that we leave the agreement; it takes effect when it arrives"),
    "annex_version": N_("our proposal to change an annex"),
    "order": N_("our order of data"),
    "change_accepted": N_("our consent to a change"),
    "silence_recorded": N_("our record that an order was not answered in time"),
    "objection": N_("our objection to a change"),
    "notice": N_("a notice under the agreement"),
    "amendment": N_("our proposal of an amendment"),
    "suspended": N_("our notice that the agreement is suspended"),
    "resumed": N_("our notice that the agreement goes on"),
    "motion": N_("our request for votes"),
    "vote": N_("our vote"),
    "accession": N_("our record that an organisation joined"),
    "revocation": N_("a notice about one of our keys"),
}

UNBINDING = frozenset({"offer", "counter", "accept"})
"""Steps of a negotiation whose names, taken alone, sound like an offer or an acceptance."""

SIGNATURES = frozenset({"signed", "counterpart_signed"})
"""Steps that bring a signature of ours; after the last one the letter says that all have signed."""

NOT_BINDING = Message(
    N_(
        "This is a draft for our negotiation, at most an offer without engagement: it binds nobody (§ 145 BGB)."
        " The contract comes about only once all who are named have signed (§ 154 BGB)."
    )
)


@dataclass(frozen=True, slots=True)
class Concluded:
    """That all have signed an agreement."""

    on: date | None
    """Local day of the last signature, with which it binds; None where a day outside DataPact is not certain."""
    starts: date | None = None
    """First day by its text; None where the text names none."""

    def words(self) -> tuple[Message, ...]:
        """That all have signed, from when it binds and applies, and what is attached, a sentence each."""
        later = self.starts is not None and (self.on is None or self.starts > self.on)
        return (
            Message(N_("All have signed. The agreement binds the parties from the last signature on."))
            if self.on is None
            else Message(
                N_("All have signed. The agreement binds the parties from the last signature on, of {day}."),
                {"day": day_words(self.on)},
            ),
            *(
                [Message(N_("By its text it applies from {start}."), {"start": day_words(self.starts)})]
                if later and self.starts is not None
                else []
            ),
            Message(N_("With the attached sealed file you have the document with all its signatures.")),
        )


@dataclass(frozen=True, slots=True)
class Letter:
    """A draft of an e-mail: address (may be empty), subject and text, in ``language``."""

    to: str
    """Several addresses are separated by a comma and a space."""
    subject: str
    """Number of the agreement and nothing else of it."""
    body: str
    """Plain text, lines ending with a line feed."""
    language: Language


def language_of(partner: Profile | None, languages: Sequence[Language] = ("de", "en")) -> Language:
    """The language for a partner: by its country, and always one of the agreement's."""
    if len(languages) == 1:
        return languages[0]
    country = "" if partner is None else partner.address.country
    return "en" if country and country not in GERMAN_SPEAKING else "de"


def _still_open(steps: Sequence[str]) -> Sequence[str]:
    """The steps that a letter names: once the text is fixed or signed, what led there is no draft any more.

    A letter that carries a signature must not say that it binds nobody.
    """
    return [step for step in steps if step not in UNBINDING] if {*FREEZING, *FILLING} & set(steps) else steps


def bundle_letter(
    number: str,
    file: str,
    partner: Profile | None,
    steps: Sequence[str],
    own: Profile,
    languages: Sequence[Language],
    amends: str = "",
    amendments: Sequence[tuple[int, str]] = (),
    concluded: Concluded | None = None,
) -> Letter:
    """The e-mail that carries a bundle; ``steps`` are the kinds of our newest entries in it, ``file`` its name.

    ``amends``: number of the contract that the agreement amends, empty for none. ``amendments``: number and day of those in
    text form that it proposes to the agreement itself.
    ``concluded``: that all have signed; None while a signature is missing.
    """
    language = language_of(partner, languages)
    steps = _still_open(steps)
    told = concluded if SIGNATURES & set(steps) else None  # what goes out later is no news of the signatures
    named = [Message(STEPS[step]).text(language) for step in dict.fromkeys(steps) if step in STEPS]
    lines = [_greeting(partner, language), ""]
    if named:
        lines.append(
            Message(
                N_("attached you find a sealed file about agreement {number}: {what}."),
                {"number": number, "what": ", ".join(named)},
            ).text(language)
        )
    else:
        lines.append(
            Message(N_("attached you find a sealed file about agreement {number}."), {"number": number}).text(language)
        )
    if told is not None:
        lines += ["", *(one.text(language) for one in told.words()), ""]
    if amends:
        lines.append(amendment_words(number, amends).text(language))
    lines += [text_amendment_words(number, *one).text(language) for one in amendments]
    if UNBINDING & set(steps):
        lines += ["", NOT_BINDING.text(language)]
    lines += [
        "",
        Message(
            N_(
                "Please drag {file} into the window of DataPact. It shows what the file brings before anything changes."
            ),
            {"file": file},
        ).text(language),
        Message(N_("Only the organisations for which it is sealed can open it.")).text(language),
        "",
        *_signature(own, language),
    ]
    return Letter(address_of(partner), _subject(number, language), "\n".join(lines), language)


def text_amendment_words(number: str, place: int, day: str) -> Message:
    """Which amendment in text form a file proposes: its number among those of the agreement, and its day (ISO 8601)."""
    return Message(
        N_(
            "It is amendment no. {place} of {day} to agreement {number}, in text form: it counts once every other party has"
            " agreed to it."
        ),
        {"place": str(place), "day": day, "number": number},
    )


def amendment_words(number: str, amends: str) -> Message:
    """That an agreement is an amendment, and of which contract, by their numbers."""
    return Message(N_("{number} is an amendment of agreement {amended}."), {"number": number, "amended": amends})


def many_letter(letters: Sequence[tuple[str, str, Letter]], own: Profile) -> Letter:
    """One e-mail for several bundles to the same address: (number, file name, its own letter) each, at least one."""
    first = letters[0][2]
    if len(letters) == 1:
        return first
    language = first.language
    numbers = ", ".join(number for number, _file, _letter in letters)
    lines = [
        _greeting(None, language),
        "",
        Message(N_("attached you find sealed files about the agreements {numbers}."), {"numbers": numbers}).text(
            language
        ),
        *(f"- {file}" for _number, file, _letter in letters),
        "",
        Message(
            N_("Please drag them into the window of DataPact. It shows what each brings before anything changes.")
        ).text(language),
        Message(N_("Only your organisation can open them.")).text(language),
        "",
        *_signature(own, language),
    ]
    subject = Message(N_("Agreements {numbers}"), {"numbers": numbers}).text(language)
    return Letter(first.to, subject, "\n".join(lines), language)


def card_letter(file: str, own: Profile, language: Language) -> Letter:
    """The e-mail with our own card, without the fingerprint, which must come another way."""
    lines = [
        _greeting(None, language),
        "",
        Message(N_("attached you find our partner card for DataPact ({file})."), {"file": file}).text(language),
        Message(
            N_(
                "Please add it to your partners and send us yours. Then let us compare the fingerprints by telephone;"
                " please call a number that you already have, not one from this message."
            )
        ).text(language),
        "",
        *_signature(own, language),
    ]
    return Letter("", Message(N_("Our partner card")).text(language), "\n".join(lines), language)


def directory_letter(file: str, members: Sequence[Profile], own: Profile, language: Language) -> Letter:
    """The e-mail to all members that carries their network's directory, without any fingerprint."""
    sentences = (
        Message(N_("attached you find the cards of all members of our network for DataPact ({file})."), {"file": file}),
        Message(
            N_(
                "Please open the file in DataPact under Partners and take the cards in. Then we meet once, or make one call: each"
                " of us reads its own fingerprint aloud, and the others tick it in their list."
            )
        ),
        Message(
            N_(
                "No fingerprint belongs in an e-mail. Please come to the call by a number or link that you know already."
            )
        ),
    )
    made = letter_with(Message(N_("The cards of our network")), sentences, None, own, language)
    return replace(made, to=", ".join(dict.fromkeys(filter(None, map(address_of, members)))))


def letter_with(
    subject: Message, sentences: Sequence[Message], partner: Profile | None, own: Profile, language: Language
) -> Letter:
    """An e-mail of these sentences, a paragraph each, in ``language``."""
    lines = [_greeting(partner, language), ""]
    for sentence in sentences:
        lines += [sentence.text(language), ""]
    return Letter(
        address_of(partner), subject.text(language), "\n".join([*lines, *_signature(own, language)]), language
    )


def refusal_letter(refused: Refused, at: datetime, own: Profile) -> Letter:
    """The e-mail to the sender of a refused file, with the reason."""
    partner = refused.sender.profile if refused.sender is not None else None
    if partner is None and refused.stranger is not None:
        partner = refused.stranger.profile
    language = language_of(partner)
    lines = [
        _greeting(partner, language),
        "",
        Message(
            N_("DataPact could not take in your file {file}. Nothing was changed here."), {"file": refused.file}
        ).text(language),
        "",
        Message(N_("Reason: {reason}"), {"reason": refused.reason}).text(language),
        "",
        Message(N_("Size: {size} bytes"), {"size": refused.size}).text(language),
        Message(N_("SHA-256 of the file: {digest}"), {"digest": refused.digest}).text(language),
        Message(N_("Checked at: {time}"), {"time": write_time(at)}).text(language),
        "",
        *_signature(own, language),
    ]
    subject = Message(N_("Your file for DataPact could not be taken in")).text(language)
    return Letter(address_of(refused.sender.profile if refused.sender else None), subject, "\n".join(lines), language)


def file_name(number: str, at: datetime, ending: str = "dpact", sender: str = "") -> str:
    """The name of a sent file: only the agreement's number and the time, as the clock of this computer shows it.

    With the name of the ``sender`` where several answer, so that their files lie in one folder.
    """
    plain = stem(number, between="-", otherwise="DataPact")
    named = stem(sender, between="-", most=_LONGEST_SENDER, otherwise="")
    plain = f"{plain}_{named}" if named else plain
    return f"{plain}_{in_zone(at, local_zone(at)):%Y-%m-%d_%H%M}.{ending}"


def _subject(number: str, language: Language) -> str:
    return Message(N_("Agreement {number}"), {"number": number}).text(language)


def _greeting(partner: Profile | None, language: Language) -> str:
    if partner is not None and partner.contact.name:
        return Message(N_("Dear {name},"), {"name": partner.contact.name}).text(language)
    return Message(N_("Good day,")).text(language)


def _signature(own: Profile, language: Language) -> list[str]:
    return [
        Message(N_("Kind regards")).text(language),
        own.contact.name or own.name,
        *([own.name] * bool(own.contact.name)),
    ]


def address_of(partner: Profile | None) -> str:
    """The partner's stated address, if it is a valid one: it must not smuggle more into the e-mail."""
    email = partner.contact.email if partner is not None else ""
    return email if _ADDRESS.fullmatch(email) else ""
