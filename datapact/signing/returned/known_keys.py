"""Whose a signature is that came back: by the keys that cards certify, else by trusted lists, else by nobody that is known here.

A certificate in any name costs nothing. So where the card of a party certifies a key for a person, a signature in that person's
place by another key counts as a signature only if a trusted list vouches for whom its certificate names; else it is evidence by
the word of the legal member who records it, and says so everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from datapact.base.errors import AnswerNo
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_, Argument, Message
from datapact.contract.text.document import read_state
from datapact.organisation.identity.confusable_names import plain_name
from datapact.signing.ades.judgement import NO_CHAIN
from datapact.signing.ceremony.slots import people_in_order
from datapact.signing.returned.judged import FilledField

if TYPE_CHECKING:
    from datapact.history.state.organisation import OrganisationLine
    from datapact.signing.ades.judgement import JudgedSignature

type By = Literal["card", "listed", "unknown", "other_key"]
"""The key that the party's card certifies for the person; a trusted list; neither, and no card says otherwise; a key other than the card's."""

OTHER_KEY = N_(
    "The place of {person} was fixed for another certificate, so this signature does not fill it. Ask for one with the"
    " certificate that was named."
)
OTHERS_KEY = N_(
    "The signature in the place of {person} was made with the certificate of {name}. It does not fill the place; {person} has to"
    " sign."
)
NOT_BY_CARD = N_(
    "The card of {party} certifies a key for {person}, and this signature was made with another one, of “{signer}”, issued by"
    " “{issuer}”, whom no trusted list on this computer names: anybody can make such a certificate. It is no signature of"
    " {person} unless you know that it is; then it counts by your word only."
)
REVOKED_KEY = N_(
    "The signature in the place of {person} was made with a key that {party} has revoked. Ask there whether it was made before,"
    " or for a new signature; it counts by your word only."
)
OTHER_NAME = N_(
    "The certificate names “{signer}”, the signature page {person}. Record it only if you know that this is the right person."
)
OWN_WORD = N_("The certificate of “{signer}” vouches for itself. That it belongs to {person} rests on your word.")
UNKNOWN_ISSUER = N_(
    "No trusted list on this computer names “{issuer}”, who issued the certificate of “{signer}”. That it belongs to {person}"
    " rests on your word."
)
READ_FIRST = N_(
    "This file was not recorded. {remark} If you know that it is the right person, say so: at a terminal you are asked; else add"
    " --remarks-read."
)
NOT_CONFIRMED = N_(
    "The card of {party} certifies this key for {person}; but nobody here has confirmed that the card is theirs. Compare its"
    " fingerprint first."
)


@dataclass(frozen=True, slots=True)
class KnownCard:
    """The public history of a partner, or of our own house."""

    line: OrganisationLine
    """From the newest card."""
    is_sure: bool
    """Whether it is ours, or people confirmed it under its name."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place for a signature, as the text names it."""

    id: str
    """Of its form field."""
    person: str
    """As the text has it."""
    party: str
    """Name of the party."""
    organisation: str
    """Id of the party; empty for one without DataPact."""
    kid: str = ""
    """Thumbprint of the key that it is bound to; empty where it is bound to the person."""


@dataclass(frozen=True, slots=True)
class SignedPlace:
    """A place that somebody signed, and what is known here of who that is."""

    place: Place
    """Where."""
    field: FilledField
    """The signature; it names the card that certifies its key, where one does."""
    by: By
    """On what it rests who signed."""
    bars: Message | None
    """Why it fills the place by nobody's word; None where it can."""
    doubt: Message | None
    """Why it fills the place only by somebody's word; None where it fills it as a signature."""
    remarks: tuple[Message, ...]
    """What a person should look at before recording it."""

    @property
    def unsure(self) -> tuple[Message, ...]:
        """What has to be said to be known before it fills the place as a signature; none where it needs somebody's word anyway."""
        return self.remarks if self.bars is None and self.doubt is None else ()


def require_read(signed: Iterable[SignedPlace], *, remarks_read: bool) -> None:
    """Raise AnswerNo where a person has yet to say that what is unsure about these signatures was read: nobody records them unasked."""
    unsure = next((words for one in signed for words in one.unsure), None)
    if unsure is not None and not remarks_read:
        raise AnswerNo(READ_FIRST, remark=unsure)


def places_of(state: Mapping[str, object], kids: Mapping[str, str] | None = None) -> dict[str, Place]:
    """The places of a text by id; ``kids`` are the keys that bind some."""
    people = people_in_order(read_state(dict(state)).terms)  # type: ignore[arg-type]
    bound = kids or {}
    places = (
        Place(f"signature-{order}", person.name, party.name, party.organisation or "")
        for order, (party, person) in enumerate(people, start=1)
    )
    return {one.id: replace(one, kid=bound.get(one.id, "")) for one in places}


def signed_places(
    places: Mapping[str, Place],
    fields: Sequence[FilledField],
    cards: Sequence[KnownCard],
    own: str,
    used: Iterable[tuple[str, str]] = (),
) -> tuple[SignedPlace, ...]:
    """Who signed each field. ``own`` is the id of our house, ``used`` are certificates (SHA-256) of earlier signatures, each with
    the person in whose place it stands."""
    known = list(used)
    found = []
    for field in fields:
        one = _signed(places[field.field], field, cards, own, known)
        known.append((field.certificate, one.place.person))
        found.append(one)
    return tuple(found)


def _signed(
    place: Place, field: FilledField, cards: Sequence[KnownCard], own: str, used: Sequence[tuple[str, str]]
) -> SignedPlace:
    judged = field.signature
    told: dict[str, Argument] = {
        "person": place.person,
        "party": place.party,
        "signer": judged.claims.signer or "–",
        "issuer": judged.claims.issuer or "–",
    }
    of_party = _of_party(place, cards)
    by_key = next((one for one in of_party if _names(one, field.kid, place.person)), None)
    bars = _barred(place, field, () if by_key is not None and by_key.is_sure else cards, used)
    if by_key is not None:
        remarks = () if by_key.is_sure else (Message(NOT_CONFIRMED, told),)
        credited = replace(field, signature=with_card(judged, by_key.line.state.name))
        return SignedPlace(place, credited, "card", bars, None, remarks)
    if any(field.kid in one.line.state.revoked for one in of_party):
        return SignedPlace(place, field, "other_key", bars, Message(REVOKED_KEY, told), ())
    named = _same_person(judged.claims.signer, place.person)
    listed = judged.listed is not None and judged.listed.trusted and judged.listed.revocation != "revoked"
    remarks = () if named else (Message(OTHER_NAME, told),)
    certified = any(_certifies_another(one, place.person) for one in of_party)
    if listed and (named or not certified):
        return SignedPlace(place, field, "listed", bars, None, remarks)
    if certified and place.organisation != own:
        return SignedPlace(place, field, "other_key", bars, Message(NOT_BY_CARD, told), remarks)
    words = OWN_WORD if judged.claims.self_signed else UNKNOWN_ISSUER
    return SignedPlace(place, field, "unknown", bars, None, (*remarks, Message(words, told)))


def with_card(judged: JudgedSignature, organisation: str) -> JudgedSignature:
    """The signature by a key that an organisation's card certifies, so that no list has to vouch for it."""
    judged = replace(judged, card=organisation)
    if judged.sub_indication == NO_CHAIN:
        judged = replace(judged, indication="TOTAL-PASSED", sub_indication="")
    return judged


def _of_party(place: Place, cards: Sequence[KnownCard]) -> list[KnownCard]:
    """The cards of a party: that of its id, and sure ones of its name, so that nobody gets around them by another id."""
    wanted = plain_name(place.party)
    return [
        one
        for one in cards
        if one.line.id == place.organisation or (one.is_sure and plain_name(one.line.state.name) == wanted)
    ]


def _names(card: KnownCard, kid: str, person: str) -> bool:
    """Whether a card certifies a key for a person, then or now, and has not revoked it."""
    if not kid or kid in card.line.state.revoked:
        return False
    return any(one.signing_kid == kid and _same_person(one.name, person) for one in card.line.people())


def _certifies_another(card: KnownCard, person: str) -> bool:
    """Whether a card certifies a key for a person now, so that another key is not the one to expect."""
    members = card.line.state.members.values()
    return any(one.signing_kid and "signatory" in one.roles and _same_person(one.name, person) for one in members)


def _barred(
    place: Place,
    field: FilledField,
    cards: Sequence[KnownCard],
    used: Sequence[tuple[str, str]],
) -> Message | None:
    """Why a signature cannot be of the person: another key was fixed, or it is known to be only somebody else's."""
    if place.kid and field.kid != place.kid:
        return Message(OTHER_KEY, {"person": place.person})
    names: list[str] = []
    for card in cards:
        its = [one.name for one in card.line.people() if field.kid and one.signing_kid == field.kid and one.name]
        if not any(_same_person(name, place.person) for name in its):  # else the person's name changed
            names += its
    names += [person for certificate, person in used if certificate == field.certificate]
    other = next((name for name in names if not _same_person(name, place.person)), None)
    return None if other is None else Message(OTHERS_KEY, {"person": place.person, "name": other})


def _same_person(one: str, other: str) -> bool:
    """Whether two names are of one person, titles aside: certificates and texts leave them out. Initials count where both have some."""
    names, others = _words(one), _words(other)
    initials, other_initials = _initials(one), _initials(other)
    return bool(names) and names == others and (not initials or not other_initials or initials == other_initials)


def _words(name: str) -> list[str]:
    return [word for word in plain_name(name).split() if not word.endswith(".")]


def _initials(name: str) -> list[str]:
    return [word for word in plain_name(name).split() if len(word) == 2 and word.endswith(".")]


def as_recorded(one: SignedPlace) -> JsonObject:
    """What a record keeps of it beside the findings on the signature."""
    return {"certificate": one.field.certificate, "by": one.by}
