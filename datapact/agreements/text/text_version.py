"""The text of an agreement as at a day, given who its parties are: the signed core with the changes since."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from datapact.agreements.text.change_rules import form_kept, objection_to_change, terms_after
from datapact.agreements.text.changes import Circle, Effect, effects_within, suspensions_on
from datapact.agreements.text.current_text import current_state, is_whole, read_once
from datapact.base.errors import DataPactError
from datapact.base.strictjson import JsonObject
from datapact.base.texts import Message
from datapact.contract.editing.orders import with_order
from datapact.contract.terms import Terms, read_terms, write_terms
from datapact.contract.text.document import require_terms
from datapact.contract.text.forms import with_clauses

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.later_facts import ContractChange, Suspension


type Path = tuple[Hashable, ...]
"""What a text is made of, in the order in which it came: for one fold of an agreement equal paths are equal texts."""


@dataclass(frozen=True, slots=True)
class SignedAmendment:
    """An agreement that replaces the text of another from a day on; ``state`` is its whole text."""

    history: str
    """``urn:uuid:`` id of the amendment."""
    begins: date
    """Local day from which its text counts."""
    state: Mapping[str, Any] = field(repr=False, hash=False)


@dataclass(frozen=True, slots=True)
class Joined:
    """The addition of an organisation that joined to the terms from its first day on."""

    organisation: str
    """Its id."""
    begins: date
    """First local day."""
    terms: Mapping[str, Any] = field(repr=False, hash=False)
    """Terms as JSON of the text that it signed."""


@dataclass(frozen=True, slots=True)
class Consolidated:
    """An agreement as at a local day.

    ``state`` has the shape of ``agreement.json``. ``applied`` are the changes that count on the day, in their order;
    ``effects`` all changes with their effects; ``amendment`` the history id of the amendment whose text counts.
    """

    day: date
    """Local day that all of it is said for."""
    state: Mapping[str, Any] = field(repr=False, hash=False)
    applied: tuple[Effect, ...]
    effects: tuple[Effect, ...]
    amendment: str
    suspended: tuple[Suspension, ...]
    """Those that hold on ``day``."""
    signed: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """The signed core or amendment whose clauses it has, as agreement.json."""
    path: Path = field(default=(), compare=False, repr=False)
    """What its text is made of, as far as one fold of the agreement tells texts apart; empty where nothing changes."""

    @property
    def terms(self) -> Terms:
        """The terms that count on the day."""
        return read_terms(self.state["terms"])


@dataclass(frozen=True, slots=True)
class Version:
    """A text that an agreement had or will have."""

    state: Mapping[str, Any] = field(repr=False, hash=False)
    """As agreement.json."""
    changes: frozenset[str]
    """Digests of the changes in it."""
    amendment: str
    """History id of the signed amendment that it is from, or empty."""
    path: Path = field(default=(), compare=False)
    """As in ``Consolidated``."""


def text_on(
    folded: AgreementState,
    day: date,
    amendments: Sequence[SignedAmendment],
    circle: Circle,
    joined: Sequence[Joined] = (),
    seen: list[Version] | None = None,
) -> Consolidated:
    """The consolidated state on a local day; ``amendments`` are those signed as agreements of their own.

    For an agreement without changes this is the text that counts now, unread and unchecked. ``seen`` gets each text on
    the way to it. Kept with the fold: a page asks for one day again and again, and a text of many parties is long.
    """
    if seen is not None:
        return _text_on(folded, day, amendments, circle, joined, seen)
    kept, facts = folded.ledger.resolved, folded.facts  # what others knew has other facts, and the same ledger
    key = ("on", id(facts), day, tuple(amendments), circle, tuple(joined))
    held, found = kept.get(key, (None, None))
    if found is None or held is not facts:
        found = _text_on(folded, day, amendments, circle, joined, None)
        kept[key] = (facts, found)
    result: Consolidated = found
    return result


def _text_on(
    folded: AgreementState,
    day: date,
    amendments: Sequence[SignedAmendment],
    circle: Circle,
    joined: Sequence[Joined],
    seen: list[Version] | None,
) -> Consolidated:
    signed = current_state(folded)
    state = dict(signed)
    whole = bool(state) and is_whole(folded, signed)
    suspended = suspensions_on(folded, day, circle)
    if not folded.facts.changes and not amendments and not joined:
        if seen is not None and whole:
            seen.append(Version(state, frozenset(), ""))
        return Consolidated(day, state, (), (), "", suspended, state)
    first = effects_within(folded, circle)
    if not whole:
        return Consolidated(day, state, (), first, "", suspended, state)
    if folded.signed_elsewhere is None:
        amendments = [one for one in amendments if _signed_by_all(one, circle, joined)]
    reading = _Reading(state, day, amendments, joined, folded.ledger.resolved)
    effects: list[Effect] = []
    applied: list[Effect] = []
    for effect in first:
        if seen is not None:
            seen.append(reading.version(applied))
        if effect.begins is not None:
            reading.go(effect.begins)
        gone = frozenset(one for one, last in circle.until.items() if last.isoformat() < effect.change.day)
        outcome, terms = _applied(folded, effect, reading, gone)
        if effect.begins is None or effect.begins > day:  # not yet: under the present terms it may never count
            effects.append(outcome if effect.standing in ("in_effect", "pending") else effect)
            continue
        effects.append(outcome)
        if outcome.begins is not None:
            applied.append(outcome)
            reading.change(effect.change.digest, terms)
    if seen is not None:
        seen.append(reading.version(applied))
    reading.go(day)
    if seen is not None:
        seen.append(reading.version(applied))
    return Consolidated(
        day, reading.whole(), tuple(applied), tuple(effects), reading.amendment, suspended, reading.signed, reading.path
    )


class _Reading:
    """The terms as they are built up day by day: signed amendments replace them, who joins is added."""

    def __init__(
        self,
        state: dict[str, Any],
        day: date,
        amendments: Sequence[SignedAmendment],
        joined: Sequence[Joined],
        kept: dict[Any, Any],
    ) -> None:
        """``kept`` is what one fold of the agreement keeps: each text is read once, however many ask for it."""
        self._day = day
        self.kept = kept
        self.amendment = ""
        self.path: Path = ()
        self.terms: JsonObject = {}
        self._begin(state)
        self._coming: list[SignedAmendment | Joined] = sorted(
            [*amendments, *joined], key=lambda one: (one.begins, isinstance(one, Joined), _id(one))
        )

    def go(self, until: date) -> None:
        """Let everything count that begins by ``until``, and by the day of the reading."""
        while self._coming and self._coming[0].begins <= until:
            one = self._coming.pop(0)
            if one.begins > self._day:
                continue
            if isinstance(one, Joined):
                key = (*self.path, one)
                if key not in self.kept:
                    self.kept[key] = with_joined(self.terms, one)
                self.path, self.terms = key, self.kept[key]
            else:
                self.amendment = one.history
                self._begin(dict(one.state))

    def _begin(self, state: dict[str, Any]) -> None:
        """The text of a signed core or amendment, whose clauses and terms are read once for all that ask."""
        self.signed = state
        self.path = ("text", self.amendment, id(state["terms"]))
        if (found := self.kept.get(self.path)) is None:  # with the terms, so that no other object gets their id
            found = self.kept[self.path] = (state["terms"], write_terms(read_terms(state["terms"])))
        self.terms = self._core = found[1]

    def change(self, digest: str, terms: JsonObject) -> None:
        """Let a change count."""
        self.path, self.terms = (*self.path, digest), terms

    def version(self, applied: Sequence[Effect]) -> Version:
        """The text so far, with the changes in it."""
        return Version(self.whole(), frozenset(one.change.digest for one in applied), self.amendment, self.path)

    def whole(self) -> dict[str, Any]:
        """The state with the terms so far."""
        if self.terms is self._core:
            return self.signed
        return self.signed if self.terms == self._core else {**self.signed, "terms": self.terms}


def terms_of_clauses(state: Mapping[str, Any], texts: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The terms as JSON that the clauses of a text were signed with; changes since then leave the clauses as they are.

    ``texts``: the signed core and the signed amendments, as ``agreement.json``, oldest first. Terms of ``state`` itself where
    none of them has just its clauses, which then follow its terms.
    """
    own: Mapping[str, Any] = state.get("terms", {})
    same = [one["terms"] for one in texts if "terms" in one and one.get("clauses") == state.get("clauses")]
    return own if own in same or not same else same[-1]


def _signed_by_all(amendment: SignedAmendment, circle: Circle, joined: Sequence[Joined]) -> bool:
    """Whether all who are parties on its first day stand in an amendment, so that it binds them; who has gone need not."""
    day = amendment.begins.isoformat()
    named = {str(party.get("organisation", "")) for party in amendment.state["terms"]["parties"]}
    founders = {one for one in circle.founders if circle.has(one, day)}
    since = {one.organisation for one in joined if one.begins <= amendment.begins and circle.has(one.organisation, day)}
    return founders | since <= named


def _id(one: SignedAmendment | Joined) -> str:
    return one.organisation if isinstance(one, Joined) else one.history


def with_joined(terms: JsonObject, joined: Joined) -> JsonObject:
    """Terms as JSON with an organisation that joined: its card, its roles, its contacts and its measures, nothing else.

    A key that another party has is counted on. Where the result would be no terms, they stay as they are.
    """
    base: dict[str, Any] = dict(terms)
    if any(party.get("organisation") == joined.organisation for party in base["parties"]):
        return terms
    party = next((one for one in joined.terms["parties"] if one.get("organisation") == joined.organisation), None)
    if party is None:
        return terms
    key, taken = str(party["key"]), {str(one["key"]) for one in base["parties"]}
    fresh = next(one for one in (key, *(f"{key[:36]}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
    base["parties"] = [*base["parties"], {**party, "key": fresh}]
    roles = {
        one["key"]: [{**role, "party": fresh} for role in one.get("roles", ()) if role["party"] == key]
        for one in joined.terms.get("activities", ())
    }
    if base.get("activities"):
        base["activities"] = [
            {**one, "roles": [*one.get("roles", ()), *roles[one["key"]]]} if roles.get(one["key"]) else one
            for one in base["activities"]
        ]
    contacts = [one for one in joined.terms.get("breach", {}).get("contacts", ()) if one["party"] == key]
    if contacts:
        breach = base.get("breach", {})
        own = [{**one, "party": fresh} for one in contacts]
        base["breach"] = {**breach, "contacts": [*breach.get("contacts", ()), *own]}
    had = {one["key"] for one in base.get("measures", ())}
    measures = [one for one in joined.terms.get("measures", ()) if one.get("party") == key and one["key"] not in had]
    if measures:
        base["measures"] = [*base.get("measures", ()), *({**one, "party": fresh} for one in measures)]
    try:
        return write_terms(read_terms(base))
    except DataPactError:
        return terms


def _applied(
    folded: AgreementState, effect: Effect, reading: _Reading, former_parties: frozenset[str]
) -> tuple[Effect, JsonObject]:
    """The terms with a change, or as they were where the change breaks the rules of its annex; kept for who asks next.

    ``former_parties``: who was no party any more on the day of the change, and so need not be asked.
    """
    change, terms = effect.change, reading.terms
    if effect.standing not in ("in_effect", "pending"):
        return effect, terms
    key = (*reading.path, change.digest, effect.begins, effect.objection_until, effect.received, former_parties)
    if key not in reading.kept:
        reading.kept[key] = _outcome(folded, effect, terms, former_parties)
    reason, form, merged = reading.kept[key]
    if reason is not None:
        return replace(effect, standing="without_effect", begins=None, reason=reason), terms
    return replace(effect, form=form if effect.standing == "in_effect" else None), merged


def _outcome(
    folded: AgreementState, effect: Effect, terms: JsonObject, former_parties: frozenset[str]
) -> tuple[Message | None, Message | None, JsonObject]:
    """Why a change may not count, by these terms; the form that it keeps; the terms with it."""
    change = effect.change
    try:
        before = read_once(folded, terms)
        after = read_terms(terms_after(terms, change.annex, change.content, change.removals))
        merged = write_terms(after)
        folded.ledger.resolved["with", change.digest] = (terms, after)
        require_terms(with_clauses(current_state(folded)), after, merged)  # the strict reading finds dangling keys
    except DataPactError as error:
        return error.message, None, terms
    reason = objection_to_change(effect, folded.facts.notices.get(change.notice), before, after, former_parties)
    return reason, None if reason is not None else form_kept(change, before), merged


def terms_with(folded: AgreementState, change: ContractChange, terms: Mapping[str, Any]) -> Terms:
    """These terms of the agreement with an order in them, or as they are where it is there already or can never count.

    What was read to judge the order is not read again. Raises what ``read_terms`` raises.
    """
    judged, after = folded.ledger.resolved.get(("with", change.digest), (None, None))
    if judged is terms:
        known: Terms = after
        return known
    try:
        base = with_order(cast(JsonObject, terms), change.content)
    except DataPactError:
        return read_once(folded, terms)
    return read_terms(base)


def next_text(on: Consolidated, amendments: Sequence[SignedAmendment], joined: Sequence[Joined] = ()) -> date | None:
    """The first local day after that of ``on`` on which other terms count, as far as is known now."""
    later = [*(one.begins for one in amendments), *(one.begins for one in joined)]
    later += [one.begins for one in on.effects if one.begins is not None]
    return min((one for one in later if one > on.day), default=None)
