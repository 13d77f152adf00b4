"""Namesakes: partners of one name are distinguished by their identity, never by the order of their cards.

Names on cards are what their senders declare, so a second card of a known name costs a stranger nothing. A confirmed
partner wins over all others of its name, as long as it has the name under which it was confirmed; where that does not
settle it, people choose one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlmodel import col, select

from datapact.base.beginnings import LEAST, begins
from datapact.base.errors import WrongUse
from datapact.base.texts import N_, Message
from datapact.organisation.identity.confusable_names import plain_name
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.identity.tables import PartnerRow
from datapact.organisation.partners.confirmed_names import confirmed_names, is_same_name
from datapact.organisation.partners.partners import TRUSTS, Trust
from datapact.organisation.partners.provenance import provenance
from datapact.vault.database.tables import EntryRow

if TYPE_CHECKING:
    from datapact.vault.database.session import Session


type Standing = Literal["own", "unknown", "renamed"] | Trust
"""``renamed``: the identity is confirmed, and this name of it is not."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organisation that a name can mean. ``distrusted``: people's last statement was not to trust its identity."""

    organisation: str
    """Organisation id."""
    name: str
    """As its newest card has it."""
    trust: Literal["own"] | Trust
    """``own``, or the trust that people gave its identity."""
    distrusted: bool = False
    confirmed_as: str = ""
    """The name that it bore when its identity was confirmed."""

    @property
    def is_renamed(self) -> bool:
        """Whether its identity is confirmed, but its present name is not."""
        return self.trust == "confirmed" and not is_same_name(self.name, self.confirmed_as)

    @property
    def is_sure(self) -> bool:
        """Whether people have settled that this name means it: our own, or a partner confirmed under it."""
        return self.trust == "own" or (self.trust == "confirmed" and not self.is_renamed)

    @property
    def trust_words(self) -> str:
        """The trust in its identity, in words of the current language."""
        if self.is_renamed:
            return str(Message(_RENAMED, {"name": self.confirmed_as or "?"}))
        return str(Message(_DISTRUSTED if self.distrusted else TRUST_WORDS[self.trust]))


TRUST_WORDS: Mapping[str, str] = {
    "own": N_("own organisation"),
    "confirmed": N_("confirmed"),
    "introduced": N_("introduced"),
    "declared": N_("only declared"),
}
_DISTRUSTED = N_("trust withdrawn")
_RENAMED = N_("confirmed under the name “{name}”")
_NOT_ON_RECORD = N_("not on record")


def all_candidates(session: Session) -> tuple[Candidate, ...]:
    """Our own organisation and every partner with a card."""
    own = own_line(session)
    rows = session.exec(select(PartnerRow.organisation, PartnerRow.name, PartnerRow.trust)).all()
    distrusted, confirmed = _distrusted(session), confirmed_names(session)
    found = [Candidate(own.id, own.state.name, "own")]
    found += [
        Candidate(one, name, _trust(trust), one in distrusted, confirmed.get(one, ""))
        for one, name, trust in sorted(rows)
    ]
    return tuple(found)


def _trust(stored: str) -> Trust:
    return next((trust for trust in TRUSTS if trust == stored), TRUSTS[0])  # what nobody wrote is the least sure


def _distrusted(session: Session) -> frozenset[str]:
    wanted = select(EntryRow.seq).where(col(EntryRow.kind).in_(("partner_distrusted", "partner_removed")))
    if session.exec(wanted.limit(1)).first() is None:  # the usual case, in which no entry has to be read
        return frozenset()
    return frozenset(one for one, known in provenance(session).items() if known.is_withdrawn)


def of_name(candidates: Iterable[Candidate], name: str) -> tuple[Candidate, ...]:
    """The candidates with a name."""
    wanted = plain_name(name)
    return tuple(one for one in candidates if wanted and plain_name(one.name) == wanted)


def meant(candidates: Sequence[Candidate]) -> Candidate | None:
    """The candidate that a name means; None where there is none, or people have to choose."""
    for trust in ("own", "confirmed"):
        sure = [one for one in candidates if one.trust == trust and one.is_sure]
        if sure:
            return sure[0] if len(sure) == 1 else None
    if len(candidates) == 1 and not candidates[0].distrusted and not candidates[0].is_renamed:
        return candidates[0]
    return None


def undecided(candidates: Sequence[Candidate], names: Iterable[str]) -> dict[str, tuple[Candidate, ...]]:
    """The ambiguous names, each with its candidates."""
    bearing = {name: of_name(candidates, name) for name in names}
    return {name: found for name, found in bearing.items() if found and meant(found) is None}


def has_confirmed_namesake(candidates: Iterable[Candidate], organisation: str) -> bool:
    """Whether a partner not confirmed under its name has the name of a confirmed one, or ours."""
    everybody = tuple(candidates)
    mine = next((one for one in everybody if one.organisation == organisation), None)
    if mine is None or mine.is_sure:
        return False
    return any(one.is_sure for one in of_name(everybody, mine.name))


def standing_as(known: Iterable[Candidate], organisation: str, name: str) -> Standing:
    """The trust in an organisation under a given name.

    ``confirmed`` is a partner that people confirmed under this name. A name that nobody else has may differ from the
    card's, because texts shorten it; but then the card must have the confirmed name.
    """
    everybody = tuple(known)
    mine = next((one for one in everybody if one.organisation == organisation), None)
    if mine is None:
        return "unknown"
    if mine.trust != "confirmed" or is_same_name(name, mine.confirmed_as):
        return mine.trust
    taken = mine.is_renamed or any(one.organisation != organisation for one in of_name(everybody, name))
    return "renamed" if taken else "confirmed"


def unconfirmed(known: Iterable[Candidate], organisation: str, name: str) -> Message | None:
    """The reason why nobody may sign with an organisation under a name, and what to do; None if confirmed under it."""
    everybody = tuple(known)
    standing = standing_as(everybody, organisation, name)
    if standing in ("own", "confirmed"):
        return None
    if standing != "renamed":
        return Message(
            N_(
                "The identity of {party} is not confirmed. Compare the fingerprint by telephone, then confirm it: Partners, "
                "or datapact partner trust."
            ),
            {"party": name},
        )
    mine = next(one for one in everybody if one.organisation == organisation)
    told: dict[str, str | Message] = {"party": name, "confirmed": mine.confirmed_as or Message(_NOT_ON_RECORD)}
    if mine.is_renamed:
        return Message(
            N_(
                "The text names {party}, but the identity of this partner was confirmed under another name: {confirmed}. "
                "Compare the fingerprint by telephone once more, then confirm it under its new name: Partners, or datapact "
                "partner trust."
            ),
            told,
        )
    return Message(
        N_(
            "The text names {party}, which is the name of another partner. This one was confirmed as {confirmed}. Do not "
            "sign: decline, and ask for a text that names the right party."
        ),
        told,
    )


def namesake_warning(name: str) -> Message:
    """The warning that a file is sealed for a partner who shares its name with a confirmed one."""
    return Message(
        N_(
            "The file is for a partner named {name} that is not confirmed under this name, while another partner "
            "is. Compare fingerprints before you hand it over."
        ),
        {"name": name},
    )


def chosen(candidates: Iterable[Candidate], text: str) -> Candidate:
    """The candidate chosen by the beginning of its id or fingerprint; raises WrongUse."""
    wanted, digits = text.strip(), "".join(text.split())
    found = [
        one
        for one in candidates
        if begins(one.organisation, wanted) or begins("".join(fingerprint(one.organisation).split()), digits)
    ]
    if len(found) != 1:
        raise WrongUse(
            N_(
                "“{text}” is not the id or fingerprint of one partner. Give at least the first {least} characters: see "
                "datapact partner list."
            ),
            text=text[:80],
            least=LEAST,
        )
    return found[0]
