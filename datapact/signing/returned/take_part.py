"""Taking part in the signing of a text that another house fixed, because not all of its parties sign in DataPact.

That house sends its packet, a PDF with empty fields. Ours keeps a record of its own on the same file, byte for byte, so that our
member signs it here, what others signed is judged here, and it is in force here once every place is filled.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from datapact.agreements.projection.append import append_onto, state_so_far
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, Damaged, WrongUse
from datapact.base.texts import N_, Message
from datapact.base.worker_process import run_apart
from datapact.contract.text.document import read_state
from datapact.organisation.identity.can_sign import member_of_name
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.namesakes import all_candidates, of_name, standing_as
from datapact.signing.ceremony.export import state_in
from datapact.signing.ceremony.fixed_pdf import copies_of, dated_of, fixed_input
from datapact.signing.ceremony.outside_slots import COPIES, Copies, people_with_keys, slots_body
from datapact.signing.ceremony.received_pdf import NOT_THE_TEXT, require_fixed
from datapact.signing.ceremony.to_sign import PDF
from datapact.signing.returned.bring_back import bring_back
from datapact.signing.returned.judged import ReturnedPdf
from datapact.signing.returned.known_keys import KnownCard, SignedPlace, places_of, require_read, signed_places
from datapact.signing.returned.look import known_cards, with_signed
from datapact.signing.trusted_lists.folder import SIGNED, lists_folder, reading_size
from datapact.vault.database import entries

if TYPE_CHECKING:
    from datetime import datetime

    from datapact.contract.terms import Terms
    from datapact.history.state.organisation import Member
    from datapact.organisation.acting.acting_member import Acting
    from datapact.pdf.agreement.input import DocumentInput
    from datapact.signing.ades.judgement import JudgedSignature
    from datapact.vault.database.session import Session

OTHERWISE: Final = N_("The packet itself says how it is signed: {copies}. Leave --copies out, or ask the other house.")
_END: Final = re.compile(rb"%%EOF(?:\r\n|\n|\r)?")
_STAGE: Final = b"<datapact:stage>paper</datapact:stage>"
_JUDGE: Final = "datapact.signing.returned.judge:judge_returned"


@dataclass(frozen=True, slots=True)
class Packet:
    """The packet of another house, read and held against its text; nothing is recorded yet."""

    name: str
    """Of its file."""
    pdf: bytes
    """The whole file, with the signatures that it has."""
    unsigned: bytes
    """Its first version, as the other house fixed it."""
    state: Mapping[str, Any]
    """The agreement inside, agreement.json in JSON."""
    document: DocumentInput
    """From which its first version is drawn."""
    keyed: tuple[str, ...]
    """People of our house whose place their key binds, unless they sign in another program."""

    copies: Copies | None
    """How all sign, as the other house fixed it; None where the file does not say, as those of earlier versions."""
    judged: ReturnedPdf | None = None
    """Its signatures; None where it has none."""
    cards: tuple[KnownCard, ...] = ()
    """The cards that are known here."""
    unsure: tuple[Message, ...] = ()
    """Parties whose identity nobody here has confirmed."""
    own: str = ""
    """Id of our house."""

    @property
    def fixed_at(self) -> datetime:
        """The moment at which the other house fixed it by its clock, UTC."""
        return self.document.dated


@dataclass(frozen=True, slots=True)
class Taken:
    """Our record of a packet."""

    history: str
    """Id of the agreement."""
    problem: Message | None
    """Why the signatures in the packet fill no place here; None where they do, or there are none."""


@dataclass(frozen=True, slots=True)
class PacketSeen:
    """Who signed in a packet, and on what that rests; nothing is recorded yet."""

    signed: tuple[SignedPlace, ...]
    """By the place that each signature fills."""
    signatures: tuple[JudgedSignature, ...]
    """All of them, with what cards say."""
    remarks: tuple[Message, ...]
    """What to look at before one takes part, the gravest first."""

    @property
    def doubts(self) -> tuple[Message, ...]:
        """Why some places are filled only by the word of who takes part."""
        return tuple(one.doubt for one in self.signed if one.doubt is not None)


def look_at_packet(packet: Packet, elsewhere: Collection[str] = ()) -> PacketSeen:
    """Who signed in a packet; ``elsewhere`` as in ``take_part``."""
    if packet.judged is None:
        return PacketSeen((), (), packet.unsure)
    kids = {
        slot.id: member.signing_kid
        for slot in packet.document.slots
        if slot.person not in elsewhere and (member := _own_member(packet, slot.person)) is not None
    }
    places = places_of(packet.state)
    ours = {one.id for one in places.values() if one.organisation == packet.own}
    bound = {place: kid for place, kid in kids.items() if place in ours}
    signed = signed_places(places_of(packet.state, bound), packet.judged.fields, packet.cards, packet.own)
    against = [words for one in signed for words in (one.bars, one.doubt) if words is not None]
    remarks = [*against, *packet.unsure, *(words for one in signed for words in one.remarks)]
    return PacketSeen(signed, with_signed(packet.judged, signed).signatures, tuple(remarks))


def _own_member(packet: Packet, person: str) -> Member | None:
    own = next((one.line for one in packet.cards if one.line.id == packet.own), None)
    return None if own is None else member_of_name(own.state, person)


def _unsure(session: Session, acting: Acting, terms: Terms) -> tuple[Message, ...]:
    """The other parties whose identity is not confirmed under the name that they have in the text."""
    candidates = all_candidates(session)
    names = [
        party.name
        for party in terms.parties
        if party.organisation != acting.organisation
        and standing_as(candidates, party.organisation or "", party.name) != "confirmed"
        and (party.organisation or any(one.is_sure for one in of_name(candidates, party.name)))
    ]
    words = N_(
        "The text names {party} by an identity that nobody here has confirmed. Compare its fingerprint before you sign."
    )
    return tuple(Message(words, {"party": name}) for name in names)


def is_packet(pdf: bytes) -> bool:
    """Whether a file seems to be a text fixed for signature outside, by a look at its first version."""
    end = _END.search(pdf)
    return end is not None and _STAGE in pdf[: end.end()]


def read_packet(acting: Acting, name: str, pdf: bytes) -> Packet:
    """Read a packet, and hold its pages and what was done to it against its text.

    Raises WrongUse for a file that is none or does not name our organisation, Damaged where it is not what DataPact makes of the
    text, AnswerNo for another layout or where more than its fields were filled, and what reading a broken file raises.
    """
    if not is_packet(pdf):
        raise WrongUse(N_("This file is no packet for signature. Choose the PDF that the other house wrote for it."))
    unsigned = pdf[: _END.search(pdf).end()]  # type: ignore[union-attr]
    state = state_in(unsigned)
    terms = read_state(dict(state)).terms
    if all(party.organisation != acting.organisation for party in terms.parties):
        raise WrongUse(
            N_(
                "The text names no party with the identity of your organisation. Give the other house your card, and ask for a new"
                " packet; or sign by hand, and register the contract."
            )
        )
    try:
        document = fixed_input(state, dated_of(unsigned), copies_of(unsigned))
    except ValueError as error:
        raise Damaged(NOT_THE_TEXT) from error
    fields = [slot.id for slot in document.slots]
    with acting.vault.read() as session:
        require_fixed(session, pdf, unsigned, document, fields, ())
        keyed = people_with_keys(own_line(session).state, acting.organisation, terms)
        cards, unsure = known_cards(session), _unsure(session, acting, terms)
    found: ReturnedPdf | None = None
    if pdf != unsigned:
        folder = lists_folder()
        size = 3 * len(pdf) + 2 * SIGNED + reading_size(folder)
        judged: ReturnedPdf = run_apart(_JUDGE, pdf, unsigned, unsigned, fields, folder, size=size)
        if judged.problem is not None:
            raise AnswerNo(judged.problem)
        found = judged
    said = next((one for one in COPIES if one == document.copies), None)
    return Packet(name, pdf, unsigned, state, document, keyed, said, found, cards, unsure, acting.organisation)


def take_part(
    acting: Acting,
    packet: Packet,
    copies: Copies | None = None,
    elsewhere: Collection[str] = (),
    *,
    by_word: bool = False,
    remarks_read: bool = False,
) -> Taken:
    """Keep our record of a packet, with the signatures in it.

    ``copies`` says how all sign; None: as the packet says, or in one file. In counterparts the packet is the copy of our own party.
    ``elsewhere`` are people of our house who sign in another program, ``by_word`` and ``remarks_read`` are those of ``bring_back``. Raises AnswerNo where it is here already, WrongUse for
    ``copies`` that the packet contradicts, Locked for a member who may not.
    """
    if copies is not None and packet.copies not in (None, copies):
        raise WrongUse(OTHERWISE, copies=packet.copies)
    require_read(look_at_packet(packet, elsewhere).signed, remarks_read=remarks_read)
    copies = copies or packet.copies or "chain"
    history = str(packet.state["agreement"])
    day = local_day(packet.fixed_at)
    with acting.vault.write() as session:
        if state_so_far(session, history) is not None:
            raise AnswerNo(N_("This agreement is in your vault already. Record there what came back."))
        _draft, folded = append_onto(None, acting, session, history, "draft", {"state": dict(packet.state), "note": ""})
        kept = entries.put_attachment(session, packet.unsigned, PDF)
        sent = {
            "step": "sent",
            "draft": folded.facts.drafts[-1].digest,
            "party": "",
            "way": "email",
            "day": day.isoformat(),
            "reason": "",
            "files": [{"digest": kept, "name": packet.name, "media": PDF}],
        }
        _step, folded = append_onto(folded, acting, session, history, "outside_step", sent)
        body = slots_body(acting, session, folded, copies, day, packet.fixed_at, packet.unsigned, elsewhere)
        append_onto(folded, acting, session, history, "slots_fixed", body)
    if packet.pdf == packet.unsigned:
        return Taken(history, None)
    try:
        bring_back(acting, history, packet.name, packet.pdf, by_word=by_word, remarks_read=remarks_read)
    except AnswerNo as error:  # such as a signature of one person in the place of another: a person looks at it
        return Taken(history, error.message)
    return Taken(history, None)
