"""Recount a decision from the events of its people alone: the rules of steps 7 and 8 without a database.

Needs and events have the form of the files of a decision, so that anybody with those can do the same by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from datapact.base.clock import read_time
from datapact.base.errors import Malformed
from datapact.base.texts import N_
from datapact.consent.terms.states import CODES, SAID_NO, TAKING_BACK, VALID

ALLOWED: Final = "allowed"
BLOCKS: Final = ("erased", "restricted", "objected", "meant", "unplaced", "said_no")
_REFUSED: Final = ("refused", "withdrawn", "invalidated")
_STOPS = ("requested", "refused", "withdrawn", "expired", "invalidated", "objected", "restricted", "erased")

type Order = tuple[int, int]
"""Which batch, and which row of it: later is greater."""


@dataclass(frozen=True, slots=True)
class SignedEvent:
    """An event from a row of a signed batch; ``order`` is its place, ``row`` its members."""

    batch: str
    """Digest of the entry that signed it."""
    order: Order
    disclosure: str
    """Base64url of salt and row, as it was signed."""
    row: Mapping[str, Any]

    @property
    def subject(self) -> str:
        return str(self.row["subject"])

    @property
    def state(self) -> str:
        return str(self.row["state"])

    @property
    def at(self) -> int:
        return _seconds(self.row["at"])

    @property
    def until(self) -> int | None:
        return None if self.row["until"] is None else _seconds(self.row["until"])

    @property
    def guardian(self) -> str:
        return str(self.row["more"].get("guardian", ""))


@dataclass(frozen=True, slots=True)
class CountedPerson:
    """One pseudonym: ``outcome`` is "allowed" or what bars the person, ``until`` the expiry (seconds) of an allowed
    one.

    ``blocked`` is an erasure, restriction or objection in effect, else empty; ``events`` the newest event for each
    consent that is needed.
    """

    subject: str
    """Pseudonym in our records."""
    outcome: str
    until: int | None
    blocked: str
    events: tuple[SignedEvent | None, ...]
    within: tuple[str, ...] = ()
    """Of an allowed one: the purpose asked about, or purposes within it, for which the person said no."""

    @property
    def counts(self) -> Literal["yes", "no"]:
        return "yes" if self.outcome == ALLOWED else "no"


def recount(
    needs: Mapping[str, Any], subjects: Sequence[str] | None, events: Iterable[SignedEvent]
) -> tuple[CountedPerson, ...]:
    """Everybody in the cohort with the outcome, by pseudonym. Raises Malformed for needs that are not in their form.

    ``events`` are those of the dataset recorded by the moment that counts; those with a later event time are left out
    here.
    """
    try:
        by_person: dict[str, list[SignedEvent]] = {}
        for event in events:
            if event.row["dataset"] == needs["dataset"] and event.at <= needs["at"]:
                by_person.setdefault(event.subject, []).append(event)
        people = sorted(by_person) if subjects is None else sorted(set(subjects))
        return tuple(_count(needs, one, by_person.get(one, [])) for one in people)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise Malformed(N_("The inputs of this answer cannot be read. Restore the record from a backup.")) from error


def _count(needs: Mapping[str, Any], subject: str, events: Sequence[SignedEvent]) -> CountedPerson:
    blocked = _blocked(needs, events)
    newest = tuple(_newest(needs, need, events) for need in needs["consents"])
    outcome = blocked or ("not_on_file" if needs.get("strangers") and not events else "")
    ends: list[int] = []
    for need, event in zip(needs["consents"], newest, strict=True):
        outcome = outcome or _stands(need, event, needs["at"])
        if event is not None:
            found = (event.until, _notice(need, event)[1])
            ends += [end for end in found if end is not None]
    if outcome:
        return CountedPerson(subject, outcome, None, blocked, newest)
    return CountedPerson(subject, ALLOWED, min(ends, default=None), blocked, newest, _refused_within(needs, events))


def _newest(needs: Mapping[str, Any], need: Mapping[str, Any], events: Sequence[SignedEvent]) -> SignedEvent | None:
    """The newest event for this controller and a covering purpose, or one taking consent back for a reaching purpose.

    By event time; at one second the event that takes consent back is newer where purposes reach, then by recording.
    """
    reaching = needs.get("reaching", ())
    covering = [
        one
        for one in events
        if one.row["controller"] == need["controller"]
        and (one.row["purpose"] in need["purposes"] or (one.row["purpose"] in reaching and _takes_back(one)))
    ]
    return max(covering, key=lambda one: (one.at, bool(reaching) and _takes_back(one), one.order), default=None)


def _takes_back(event: SignedEvent) -> bool:
    return CODES[event.state] >= TAKING_BACK


def _is_later(needs: Mapping[str, Any], event: SignedEvent, other: SignedEvent) -> bool:
    return event.at > other.at or (not needs.get("reaching") and event.at == other.at and event.order > other.order)


def _refused_within(needs: Mapping[str, Any], events: Sequence[SignedEvent]) -> tuple[str, ...]:
    """Purposes within the one asked about, or it, that the person said no to, and agreed to nothing since that covers them."""
    shown = {*needs.get("narrower", ()), *needs["purposes"], *needs.get("reaching", ())}
    found = {
        str(one.row["purpose"])
        for one in events
        if one.row["purpose"] in shown
        and one.row["controller"] in needs["controllers"]
        and one.state in SAID_NO
        and not any(
            later.state in VALID
            and later.row["controller"] == one.row["controller"]
            and (later.row["purpose"] == one.row["purpose"] or later.row["purpose"] in needs["purposes"])
            and later.at > one.at
            for later in events
        )
    }
    return tuple(sorted(found))


def _blocked(needs: Mapping[str, Any], events: Sequence[SignedEvent]) -> str:
    """An erasure, restriction or objection, unless the person agreed anew later in the same scope; a no to consent."""
    effective = {"erased"}
    effective |= {"restricted"} if needs["restrictions"] else set()
    effective |= {"objected"} if needs["objections"] else set()
    found = [
        one.state
        for one in events
        if one.state in effective
        and (one.state != "objected" or _concerns(needs, one))
        and not any(
            later.state in VALID and _scope(later) == _scope(one) and _is_later(needs, later, one) for later in events
        )
    ]
    if any(_is_refused(needs, one, events) for one in events):
        found.append("said_no")
    found += [
        what
        for what in ("meant", "unplaced")
        if any(_is_strange(needs, needs.get(what, ()), one, events) for one in events)
    ]
    return min(found, key=BLOCKS.index, default="")


def _is_strange(
    needs: Mapping[str, Any], places: Sequence[Any], event: SignedEvent, events: Sequence[SignedEvent]
) -> bool:
    """A no in one of these scopes, which no agreement has, without a later consent there or to the purpose.

    A later consent to the purpose lifts a refusal, and an objection only where consent alone is relied on.
    """
    refusal = event.state in _REFUSED and bool(needs["consents"] or needs.get("refusing"))
    objection = event.state == "objected" and bool(needs["objections"] or needs["consents"])
    consent_alone = not (needs["objections"] or needs.get("refusing"))
    reaching = needs.get("reaching", ())

    def lifts(later: SignedEvent) -> bool:
        covers = (
            (refusal or consent_alone)
            and later.row["purpose"] in needs["purposes"]
            and later.row["purpose"] not in reaching
            and later.row["controller"] in needs["controllers"]
        )
        return later.state in VALID and later.at > event.at and (_scope(later) == _scope(event) or covers)

    return (refusal or objection) and [*_scope(event)] in [*map(list, places)] and not any(map(lifts, events))


def _is_refused(needs: Mapping[str, Any], event: SignedEvent, events: Sequence[SignedEvent]) -> bool:
    """A no to consent that counts though another basis is relied on, without a later consent that covers it."""
    reaching = needs.get("reaching", ())
    purpose, controller = _scope(event)
    return (
        event.state in _REFUSED
        and controller in needs.get("refusing", ())
        and (purpose in needs["purposes"] or purpose in reaching)
        and not any(
            later.state in VALID
            and later.row["controller"] == controller
            and (
                later.row["purpose"] == purpose
                or (later.row["purpose"] in needs["purposes"] and later.row["purpose"] not in reaching)
            )
            and later.at > event.at
            for later in events
        )
    )


def _concerns(needs: Mapping[str, Any], event: SignedEvent) -> bool:
    """Whether an objection is to one of the purposes asked about, towards a party to the sharing."""
    towards = not needs["controllers"] or event.row["controller"] in needs["controllers"]
    return towards and (event.row["purpose"] in needs["purposes"] or event.row["purpose"] in needs.get("reaching", ()))


def _scope(event: SignedEvent) -> tuple[Any, Any]:
    return event.row["purpose"], event.row["controller"]


def _notice(need: Mapping[str, Any], event: SignedEvent) -> tuple[str, int | None]:
    """The worth of the notice's version under a consent, and its end (seconds)."""
    key, version = event.row["notice"], event.row["notice_version"]
    for accepted in need["accepted"]:
        if accepted[:2] == [key, version]:
            assigned = [key, version, event.row["purpose"]] not in need.get("unassigned", ())
            return ("" if assigned else "notice_unassigned"), accepted[2]
    if [key, version] in need["invalid"]:
        return "notice_invalid", None
    return ("notice_lacks" if [key, version] in need["lacking"] else "notice_unknown"), None


def _stands(need: Mapping[str, Any], event: SignedEvent | None, at: int) -> str:
    """The outcome for one consent that is needed; empty where nothing bars the person."""
    if event is None or event.state == "unknown":
        return "unknown"
    if event.state in _STOPS:
        return event.state
    if event.until is not None and event.until < at:
        return "expired"
    if need.get("since") is not None and event.at < _seconds(need["since"]):
        return "stale"
    worth, _ends = _notice(need, event)
    if worth:
        return worth
    if need["explicit"] and not event.row["explicit"]:
        return "not_explicit"
    return "not_parental" if need["parental"] and not event.guardian else ""


def _seconds(text: Any) -> int:
    moment: datetime = read_time(text)
    return int(moment.timestamp())


def tally_of(people: Sequence[CountedPerson]) -> dict[str, Any]:
    """The counts in the form of a decision's inputs: total, allowed, counts of the others, earliest expiry, oldest."""
    allowed = [one for one in people if one.outcome == ALLOWED]
    counts: dict[str, int] = {}
    for one in people:
        if one.outcome != ALLOWED:
            counts[one.outcome] = counts.get(one.outcome, 0) + 1
    began = [event.at for one in allowed for event in one.events if event is not None]
    within: dict[str, int] = {}
    for one in allowed:
        for purpose in one.within:
            within[purpose] = within.get(purpose, 0) + 1
    return {
        **({"narrower": dict(sorted(within.items()))} if within else {}),
        "total": len(people),
        "allowed": len(allowed),
        "counts": dict(sorted(counts.items())),
        "until": min((one.until for one in allowed if one.until is not None), default=None),
        "oldest": min(began, default=None),
    }
