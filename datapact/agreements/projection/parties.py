"""The parties of an agreement: candidates as their cards describe them, and links from names to organisations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_args

from datapact.base.errors import WrongUse
from datapact.base.texts import N_, Message
from datapact.contract.templates.clause_library import free_id
from datapact.contract.terms import Localised, Signatory, Term, Terms, read_terms, write_terms
from datapact.contract.terms.parties import Capacity, Party
from datapact.contract.terms.paths import given
from datapact.contract.terms.whole import MOST_PARTIES
from datapact.contract.text.document import taking_part
from datapact.history.state.organisation import Member
from datapact.organisation.identity.confusable_names import plain_name
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.identity.profile import Profile, read_profile, write_outside_profile
from datapact.organisation.network.known import known_directories
from datapact.organisation.partners.external_profiles import list_external_partners
from datapact.organisation.partners.namesakes import Candidate, all_candidates, chosen, meant, of_name
from datapact.organisation.partners.partners import list_partners

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


NOBODY: Mapping[str, str] = MappingProxyType({})


BY_INTERVIEW = N_(
    "Say so: take the card over in the interview, or use --party {key}=ID with the beginning of the id or of the "
    "fingerprint."
)
BY_OPTION = N_("Say so: --party {key}=ID with the beginning of the id or of the fingerprint.")
BY_COLUMN = N_("Write the beginning of its id or of its fingerprint into the column organisation.")
BY_CHOICE = N_("Choose it below the names of the partners.")
"""The way to choose an organisation, in each place where people can be asked."""


def link_parties(
    session: Session,
    acting: Acting,
    terms: Terms,
    who: Mapping[str, str] = NOBODY,
    *,
    asking: bool = True,
    remedy: str = BY_INTERVIEW,
    for_others: bool = False,
) -> Terms:
    """Terms with organisation ids of the parties: those present, those that ``who`` names, else found by name.

    ``who`` has the beginning of an id or fingerprint by key of a party. A confirmed partner wins over others of its
    name. Raises WrongUse when the own organisation is not a party, for an unknown party, and where several partners
    match; unless not ``asking``: such a party stays without an id until somebody chooses. ``remedy`` says how to choose
    in the place where the terms come from. ``for_others``: the own organisation need not be a party.
    """
    _require_few(len(terms.parties))
    known = all_candidates(session)
    unknown = sorted(who.keys() - {party.key for party in terms.parties})
    if unknown:
        raise WrongUse(
            N_("There is no party “{key}” in these answers. The parties are: {keys}."),
            key=unknown[0][:50],
            keys=", ".join(party.key for party in terms.parties),
        )
    parties = []
    for party in terms.parties:
        if party.key in who:
            identity = chosen(known, who[party.key]).organisation
        elif party.organisation:
            identity = party.organisation
        else:
            bearing = of_name(known, party.name)
            one = meant(bearing)
            if one is None and bearing and asking:
                raise several(party.key, party.name, bearing, remedy)
            identity = "" if one is None else one.organisation
        parties.append(party.model_copy(update={"organisation": identity}))
    if not for_others and acting.organisation not in (party.organisation for party in parties):
        raise WrongUse(N_("Your organisation is not among the parties. Write its name as in the vault."))
    return terms.model_copy(update={"parties": tuple(parties)})


def _require_few(parties: int) -> None:
    if parties > MOST_PARTIES:
        raise WrongUse(
            N_("An agreement has at most {n} parties at a time, and this one names {m}."), n=MOST_PARTIES, m=parties
        )


def several(key: str, name: str, bearing: tuple[Candidate, ...], remedy: str) -> WrongUse:
    """The error for an ambiguous name; it names the choices, and how to make one."""
    return WrongUse(
        N_("Which “{name}” is meant? {choices}. {remedy}"),
        name=name[:200],
        choices="; ".join(f"{one.organisation[:8]}… ({identity_words(one)})" for one in bearing),
        remedy=Message(remedy, {"key": key}),
    )


def identity_words(one: Candidate) -> str:
    """The trust in an organisation's identity in words, and the beginning of its fingerprint."""
    return f"{one.trust_words}, {fingerprint(one.organisation)[:11]} …"


def link_state(session: Session, acting: Acting, state: Mapping[str, Any]) -> dict[str, Any]:
    """``link_parties`` for a complete state: no clause shows an organisation id, so the text stays as it is."""
    terms = link_parties(session, acting, read_terms(state["terms"]))
    return {**state, "terms": write_terms(terms)}


def organisations_of(state: Mapping[str, Any]) -> list[str]:
    """Organisation ids of all parties; raises WrongUse naming a party whose card is not known yet."""
    found: list[str] = []
    for party in taking_part(state):
        identity = party.get("organisation", "")
        if not identity:
            raise WrongUse(
                N_("The identity of {party} is not known yet. Add the partner's card first: datapact partner add."),
                party=str(party.get("name", "")),
            )
        found.append(str(identity))
    _require_few(len(found))
    return sorted(found)


_NOT_IN_KEY = re.compile(r"[^a-z0-9]+", re.ASCII)
_FORMS = {
    "gmbh",
    "ag",
    "e",
    "v",
    "se",
    "kg",
    "ug",
    "mbh",
    "co",
    "ev",
    "ohg",
    "universitaet",
    "universität",
    "institut",
    "fuer",
    "für",
    "the",
    "of",
}
_LEGAL_FORMS = {
    *(
        "",
        "gmbh",
        "mbh",
        "ggmbh",
        "ag",
        "se",
        "kg",
        "kgaa",
        "ohg",
        "ug",
        "haftungsbeschränkt",
        "e",
        "v",
        "ev",
        "e.v",
        "eg",
        "e.g",
    ),
    *(
        "co",
        "e.k",
        "ek",
        "k",
        "gbr",
        "partg",
        "partgmbb",
        "sarl",
        "sas",
        "sa",
        "bv",
        "b.v",
        "ltd",
        "limited",
        "llp",
        "inc",
        "srl",
    ),
}
_BRANCHES = (
    *(
        "bau",
        "werke",
        "technik",
        "analytik",
        "mechanik",
        "logistik",
        "elektronik",
        "labor",
        "systeme",
        "handel",
        "dienste",
    ),
    *("gruppe", "spedition", "chemie", "pharma", "energie", "software", "medien", "druck", "guss", "gießerei"),
)
"""How words end that name a branch rather than the house."""
_CAPACITIES = frozenset(get_args(Capacity.__value__))


@dataclass(frozen=True, slots=True)
class KnownParty:
    """An organisation that can be chosen; ``organisation`` is empty for one without DataPact."""

    organisation: str
    name: str
    """As its profile has it."""
    own: bool
    """True for our own organisation."""
    party: Party
    """Terms of the party from its profile, with those members who can sign."""
    trust: str = ""
    """``own``, how far the partner's identity is known under its name, or empty for one without DataPact."""
    fingerprint: str = ""
    """Of its identity, for reading aloud; empty for our own and without DataPact."""
    networks: tuple[str, ...] = ()
    """Names of the networks whose directory lists it."""


def known_parties(session: Session) -> tuple[KnownParty, ...]:
    """Our own organisation first, then partners with a card, then those known from a file, each as a party."""
    own = own_line(session)
    found = [_known(own.id, read_profile(own.state.profile), own.state.members.values(), own=True)]
    for partner in list_partners(session):
        members = partner.line.state.members.values()
        known = _known(partner.organisation, partner.profile, members, own=False)
        found.append(replace(known, trust=partner.standing, fingerprint=partner.fingerprint))
    names = {entry.name for entry in found}
    for profile in list_external_partners(session):
        if profile.name not in names:
            found.append(_known("", profile, (), own=False))
    listed = [(one.name, set(one.members)) for one in known_directories(session).values()]
    return tuple(
        replace(one, networks=tuple(sorted({name for name, members in listed if one.organisation in members})))
        for one in found
    )


def of_network(terms: Terms, known: Sequence[KnownParty], network: str) -> tuple[Party, ...]:
    """The parties with every other member of a network, in the order of its names; places without a name are filled first."""
    there = {one.organisation for one in terms.parties if one.organisation}
    joining = [one for one in known if network in one.networks and one.organisation not in there]
    order = max((person.order for party in terms.parties for person in party.signatories), default=0)
    found, keys = [], {one.key for one in terms.parties}
    for party in terms.parties:
        if not party.name and not party.organisation and joining:
            party = with_key(joining.pop(0).party, party.key, order + 1)
            order += len(party.signatories)
        found.append(party)
    for one in joining:
        party = with_key(one.party, free_id(one.party.key, keys), order + 1)
        order += len(party.signatories)
        keys.add(party.key)
        found.append(party)
    return tuple(found)


def with_key(party: Party, key: str, first_order: int) -> Party:
    """The party under another key, its signatories signing from ``first_order`` on."""
    signatories = tuple(
        person.model_copy(update={"order": first_order + n}) for n, person in enumerate(party.signatories)
    )
    return party.model_copy(update={"key": key, "signatories": signatories})


def bearing(known: Sequence[KnownParty], name: str) -> tuple[KnownParty, ...]:
    """The organisations that can be chosen whose name this is, however it is written; none for an empty name."""
    wanted = plain_name(name)
    return tuple(one for one in known if wanted and plain_name(one.name) == wanted)


def completed(party: Party, known: KnownParty, first_order: int) -> Party:
    """The party with what is known of the organisation where nothing is entered; its name as the organisation writes it.

    A part of which something else is entered, such as another street, stays as it is: no address is made of two.
    """
    card = with_key(known.party, party.key, first_order)
    filled = _filled(party.model_copy(update={"name": card.name}), card)
    return filled.model_copy(update={"organisation": party.organisation or card.organisation})


def _filled[T: Term](part: T, card: T) -> T:
    found: dict[str, object] = {}
    for name, shape in type(part).model_fields.items():
        said, known = getattr(part, name), getattr(card, name)
        if said == known or not given(known):
            continue
        if not given(said) or said == shape.default:
            found[name] = known
        elif isinstance(said, Term) and not isinstance(said, Localised) and _agrees(said, known):
            found[name] = _filled(said, known)
    return part.model_copy(update=found)


def _agrees(part: Term, card: Term) -> bool:
    """Whether nothing that is entered in a part differs from the card."""
    return all(
        not given(said) or said == shape.default or said == getattr(card, name)
        for name, shape in type(part).model_fields.items()
        for said in (getattr(part, name),)
    )


def with_registers(terms: Terms, known: Sequence[KnownParty]) -> Terms:
    """Terms in which a party that has a card, under its name, and states no register takes court and number of the card."""
    cards = {(one.organisation, plain_name(one.name)): one.party.registration for one in known if one.organisation}
    found = []
    for party in terms.parties:
        said, card = party.registration, cards.get((party.organisation, plain_name(party.name)))
        if card is not None and not said.court and not said.number:
            said = said.model_copy(update={"court": card.court, "number": card.number})
        found.append(party if said is party.registration else party.model_copy(update={"registration": said}))
    return terms.model_copy(update={"parties": tuple(found)})


def blank_party(key: str) -> Party:
    """A party without any details yet."""
    return Party(key=key, name="")


def _known(organisation: str, profile: Profile, members: Iterable[Member], *, own: bool) -> KnownParty:
    written = write_outside_profile(profile)
    people: list[Signatory] = []
    for member in members:
        if "signatory" in member.roles and member.name and member.power in _CAPACITIES:
            key = free_id(slug(member.id, "person"), {person.key for person in people})
            people.append(Signatory.model_validate({"key": key, "name": member.name, "capacity": member.power}))
    party = {
        **written,
        "key": party_key(profile.name),
        "organisation": organisation,
        "short_name": short_name(profile.name),
        "signatories": [person.model_dump(mode="json", exclude_defaults=True) for person in people],
    }
    other = {"key": "other", "name": ""}
    trust = "own" if own else ""
    return KnownParty(organisation, profile.name, own, read_terms({"parties": [party, other]}).parties[0], trust)


def party_key(name: str) -> str:
    """A key for a party, made of the distinctive part of its name."""
    return slug("-".join(_distinctive_words(name)[:2]), "party")


def slug(text: str, fallback: str) -> str:
    """A key of lower-case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss")).encode("ascii", "ignore").decode()
    key = _NOT_IN_KEY.sub("-", plain).strip("-")[:36].rstrip("-")
    return key if key and key[0].isalpha() else f"{fallback}-{key}".rstrip("-")


def _distinctive_words(name: str) -> list[str]:
    words = [word for word in re.split(r"[^\w]+", name) if word and word.casefold() not in _FORMS]
    return words or name.split() or ["party"]


def short_name(name: str) -> str:
    """The party's name in the contract: as it is written, without its legal form; of a branch and a name the name."""
    words = name.replace(",", " ").split()
    while len(words) > 1 and words[-1].casefold().strip(".()&") in _LEGAL_FORMS:
        words.pop()
    if len(words) == 2:
        branches = [word.casefold().endswith(_BRANCHES) for word in words]
        if branches == [True, False]:
            return words[1]
        if branches == [False, True]:
            return words[0]
    return " ".join(words)[:60] or name[:60]
