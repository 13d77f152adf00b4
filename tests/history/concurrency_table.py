"""The table of concurrent steps as data, and a player: two sides go on from one place, neither knowing the other.

The table in docs/file-format.md is this one (``words`` of the rows). Each row has the pairs that show it. A step is
written "organisation kind", for a revocation with the member whose key it revokes; in ``void`` and ``open`` a step
is named by its side and kind ("one.counter"), those that both sides know by "both.".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from datapact.history.entries.entry import Entry
from datapact.history.fold.agreement import AgreementState, fold
from tests.history.world import Organisation, Replica, directory, found, founded, slot

type Place = Literal["offered", "agreed", "frozen", "signing", "signed"]

_ROAD: dict[Place, tuple[str, ...]] = {
    "offered": ("keller offer",),
    "agreed": ("institut accept",),
    "frozen": ("keller freeze",),
    "signing": ("keller signed",),
    "signed": ("institut signed",),
}
TO_SIGNING = ("keller freeze", "keller signed")
TO_SIGNED = (*TO_SIGNING, "institut signed")
KINDS = ("counter", "accept", "freeze", "declined", "signed", "termination_notice", "revocation")


@dataclass(frozen=True)
class Pair:
    """What two sides do from one place, and where that leads."""

    since: Place
    one: tuple[str, ...]
    other: tuple[str, ...]
    stage: str
    void: tuple[str, ...] = ()
    open: tuple[str, ...] = ("both.offer",)
    disputed: tuple[str, ...] = ()

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of the two steps that the pair is about, the last of each side."""
        return frozenset(side[-1].split()[1] for side in (self.one, self.other))


@dataclass(frozen=True)
class Row:
    """One line of the table: what was written at the same time, what follows, and pairs that show it."""

    concurrent: str
    effect: str
    pairs: tuple[Pair, ...]


_BOTH_COUNTERS = ("one.counter", "other.counter")

TABLE = (
    Row(
        "counter, counter",
        "both are open",
        (
            Pair("offered", ("institut counter",), ("keller counter",), "offered", open=_BOTH_COUNTERS),
            Pair("agreed", ("institut counter",), ("institut counter",), "offered", open=_BOTH_COUNTERS),
        ),
    ),
    Row(
        "accept, counter",
        "not agreed",
        (
            Pair("offered", ("institut accept",), ("keller counter",), "offered", open=("other.counter",)),
            Pair("offered", ("institut accept",), ("institut counter",), "offered", open=("other.counter",)),
        ),
    ),
    Row(
        "counter, freeze",
        "the freeze is void, and what rests on it",
        (
            Pair("agreed", ("institut counter",), ("keller freeze",), "offered", ("other.freeze",), ("one.counter",)),
            Pair("agreed", ("keller counter",), ("keller freeze",), "offered", ("other.freeze",), ("one.counter",)),
            Pair(
                "agreed",
                ("institut counter",),
                TO_SIGNING,
                "offered",
                ("other.freeze", "other.signed"),
                ("one.counter",),
            ),
            Pair(
                "agreed",
                ("institut counter",),
                (*TO_SIGNING, "keller termination_notice"),
                "offered",
                ("other.freeze", "other.signed", "other.termination_notice"),
                ("one.counter",),
            ),
        ),
    ),
    Row(
        "freeze, freeze",
        "both are void, and what rests on them",
        (
            Pair("agreed", ("keller freeze",), ("keller freeze",), "agreed", ("one.freeze", "other.freeze")),
            Pair(
                "agreed",
                ("keller freeze",),
                ("keller freeze of institut first", "institut signed"),
                "agreed",
                ("one.freeze", "other.freeze", "other.signed"),
            ),
            Pair(
                "agreed",
                ("keller freeze",),
                ("keller freeze of institut first", "institut signed", "institut termination_notice"),
                "agreed",
                ("one.freeze", "other.freeze", "other.signed", "other.termination_notice"),
            ),
        ),
    ),
    Row(
        "counter, declined or freeze; signed (same organisation)",
        "the counter, declined or other freeze is void, the freeze stands",
        (
            Pair("agreed", ("keller counter",), TO_SIGNING, "signing", ("one.counter",)),
            Pair("frozen", ("keller declined",), ("keller signed",), "signing", ("one.declined",)),
            Pair("agreed", ("keller freeze",), TO_SIGNING, "signing", ("one.freeze",)),
            Pair(
                "agreed",
                ("keller freeze",),
                (*TO_SIGNING, "keller termination_notice"),
                "terminated",
                ("one.freeze",),
            ),
        ),
    ),
    Row(
        "declined; anything but the author's own signed",
        "declined, until every slot is signed",
        (
            Pair("offered", ("institut declined",), ("keller counter",), "declined", open=("other.counter",)),
            Pair("offered", ("keller declined",), ("institut accept",), "declined"),
            Pair("agreed", ("institut declined",), ("keller freeze",), "declined"),
            Pair("frozen", ("institut declined",), ("keller signed",), "declined"),
            Pair("frozen", ("institut declined",), ("keller declined",), "declined"),
            Pair("signing", ("institut declined",), ("keller termination_notice",), "declined"),
            Pair("frozen", ("institut declined",), ("keller revocation of legal",), "declined"),
        ),
    ),
    Row(
        "accept; accept, freeze or what follows the freeze",
        "both stand",
        (
            Pair("offered", ("institut accept",), ("institut accept",), "agreed"),
            Pair("offered", ("institut accept",), ("institut accept", "keller freeze"), "frozen"),
            Pair("offered", ("institut accept",), ("institut accept", *TO_SIGNING), "signing"),
            Pair("offered", ("institut accept",), ("institut accept", *TO_SIGNED), "signed"),
            Pair(
                "offered",
                ("institut accept",),
                ("institut accept", *TO_SIGNED, "keller termination_notice"),
                "terminated",
            ),
        ),
    ),
    Row(
        "signed, signed (one slot)",
        "both count, and who signs next starts from either",
        (
            Pair("frozen", ("keller signed",), ("keller signed anew",), "signing"),
            Pair("signing", ("institut signed",), ("institut signed anew",), "signed"),
        ),
    ),
    Row(
        "signed, termination notice",
        "terminated",
        (
            Pair("signing", ("institut signed",), ("keller termination_notice",), "terminated"),
            Pair(
                "signing", ("institut signed anew",), ("institut signed", "institut termination_notice"), "terminated"
            ),
        ),
    ),
    Row(
        "termination notice, termination notice",
        "terminated; the first end counts",
        (Pair("signed", ("keller termination_notice",), ("institut termination_notice",), "terminated"),),
    ),
    Row(
        "counter, declined or freeze; the last signed of all slots",
        "the counter, declined or other freeze is void, whoever wrote it: what is signed in full stays",
        (
            Pair("agreed", ("institut counter",), TO_SIGNED, "signed", ("one.counter",)),
            Pair("agreed", ("keller counter",), TO_SIGNED, "signed", ("one.counter",)),
            Pair("offered", ("institut counter",), ("institut accept", *TO_SIGNED), "signed", ("one.counter",)),
            Pair("agreed", ("keller freeze of institut first",), TO_SIGNED, "signed", ("one.freeze",)),
            Pair("signing", ("institut declined",), ("institut signed",), "signed", ("one.declined",)),
            Pair("frozen", ("keller declined",), ("keller signed", "institut signed"), "signed", ("one.declined",)),
            Pair(
                "frozen",
                ("institut declined",),
                ("keller signed", "institut signed", "keller termination_notice"),
                "terminated",
                ("one.declined",),
            ),
        ),
    ),
    Row(
        "revocation; offer, counter, accept, freeze, declined by that key",
        "void, and what rests on it; but once every slot is signed, offer, accepts and freeze stand, disputed",
        (
            Pair("offered", ("institut revocation of legal",), ("institut counter",), "offered", ("other.counter",)),
            Pair("offered", ("institut revocation of legal",), ("institut accept",), "offered", ("other.accept",)),
            Pair("offered", ("institut revocation of legal",), ("institut declined",), "offered", ("other.declined",)),
            Pair("agreed", ("keller revocation of legal",), ("keller freeze",), "agreed", ("other.freeze",)),
            Pair(
                "agreed",
                ("keller revocation of legal",),
                TO_SIGNING,
                "agreed",
                ("other.freeze", "other.signed"),
            ),
            Pair(
                "offered",
                ("institut revocation of legal",),
                ("institut accept", *TO_SIGNING),
                "offered",
                ("other.accept", "other.freeze", "other.signed"),
            ),
            Pair(
                "offered",
                ("institut revocation of legal",),
                ("institut accept", *TO_SIGNED),
                "signed",
                disputed=("institut",),
            ),
            Pair("agreed", ("keller revocation of legal",), TO_SIGNED, "signed", disputed=("keller",)),
        ),
    ),
    Row(
        "revocation; signed by that key",
        "void, unless the signer's own organisation has built on it with another key that is not revoked; but once "
        "every slot is signed it stands, disputed",
        (
            Pair("frozen", ("keller revocation of signatory",), ("keller signed",), "frozen", ("other.signed",)),
            Pair("frozen", ("keller revocation of signatory",), ("keller signed", "keller receipt"), "signing"),
            Pair(
                "frozen",
                ("keller revocation of signatory",),
                ("keller signed", "keller termination_notice"),
                "terminated",
            ),
            Pair(
                "frozen",
                ("keller revocation of signatory",),
                ("keller signed", "institut signed"),
                "signed",
                disputed=("keller",),
            ),
            Pair(
                "signing",
                ("institut revocation of signatory",),
                ("institut signed",),
                "signed",
                disputed=("institut",),
            ),
        ),
    ),
    Row(
        "revocation; termination notice by that key",
        "void; but once every slot is signed it stands: terminated, disputed",
        (
            Pair(
                "signing",
                ("keller revocation of legal",),
                ("keller termination_notice",),
                "signing",
                ("other.termination_notice",),
            ),
            Pair(
                "signed",
                ("keller revocation of legal",),
                ("keller termination_notice",),
                "terminated",
                disputed=("keller",),
            ),
            Pair(
                "signed",
                ("keller revocation of legal",),
                ("keller termination_notice", "institut receipt"),
                "terminated",
                disputed=("keller",),
            ),
            Pair(
                "signing",
                ("institut revocation of legal",),
                ("institut signed", "institut termination_notice"),
                "terminated",
                disputed=("institut",),
            ),
        ),
    ),
    Row(
        "revocation; amendment or its acceptance by that key",
        "void; but once all other parties have agreed, the amendment stands, disputed",
        (
            Pair(
                "signed",
                ("institut revocation of legal",),
                ("keller amendment", "institut change_accepted"),
                "signed",
                disputed=("institut",),
            ),
            Pair(
                "signed",
                ("institut revocation of legal",),
                ("keller amendment", "institut change_accepted", "keller receipt"),
                "signed",
                disputed=("institut",),
            ),
            Pair(
                "signed",
                ("keller revocation of legal",),
                ("keller amendment", "institut change_accepted"),
                "signed",
                disputed=("keller",),
            ),
            Pair(
                "signed",
                ("keller revocation of legal",),
                ("keller amendment", "institut receipt"),
                "signed",
                ("other.amendment",),
            ),
            Pair(
                "signing",
                ("institut revocation of legal",),
                ("institut signed", "keller amendment", "institut change_accepted"),
                "signed",
                disputed=("institut",),
            ),
        ),
    ),
    Row(
        "revocation, revocation",
        "both hold",
        (
            Pair("offered", ("institut revocation of legal",), ("keller revocation of signatory",), "offered"),
            Pair("signed", ("institut revocation of legal",), ("institut revocation of signatory",), "signed"),
        ),
    ),
)


@dataclass(frozen=True)
class Played:
    """What a pair led to, in the words of the table."""

    stage: str
    void: frozenset[str]
    open: frozenset[str]
    disputed: frozenset[str]
    state: AgreementState


def play(pair: Pair) -> Played:
    """Let two sides go on from one place, let everybody know everything, and fold it."""
    facts = _World(any("revocation" in step for step in (*pair.one, *pair.other)))
    for place, steps in _ROAD.items():
        facts.go("both", steps)
        if place == pair.since:
            break
    facts.go("other", pair.other)
    facts.go("one", pair.one)
    known = list(facts.entries.values())
    state = fold(known, directory(*facts.parties.values()))
    assert not state.forbidden, {facts.label(digest): str(state.void[digest]) for digest in state.forbidden}
    assert fold(reversed(known), directory(*facts.parties.values())) == state
    return Played(
        state.stage,
        frozenset(map(facts.label, state.void)),
        frozenset(map(facts.label, state.open_offers)),
        frozenset(
            name
            for name, party in facts.parties.items()
            for one in state.disputes
            if one.revocation.organisation == party.id
        ),
        state,
    )


class _World:
    """Two parties whose vaults on one side know what both knew, and their own side."""

    def __init__(self, revokes: bool) -> None:
        if revokes:
            self.parties = {"keller": _with_members("Keller"), "institut": _with_members("Institut")}
        else:
            self.parties = {"keller": founded("Keller"), "institut": founded("Institut")}
        self.entries: dict[str, Entry] = {}
        self.labels: dict[str, str] = {}
        self.known: dict[str, dict[str, Entry]] = {"both": {}, "one": {}, "other": {}}

    def label(self, digest: str) -> str:
        return self.labels[digest]

    def go(self, side: str, steps: tuple[str, ...]) -> None:
        if side != "both":
            self.known[side].update(self.known["both"])
        for step in steps:
            organisation, kind, *more = step.split()
            entry = self._write(side, self.parties[organisation], kind, more)
            self.entries[entry.digest] = self.known[side][entry.digest] = entry
            self.labels[entry.digest] = f"{side}.{kind}"

    def _write(self, side: str, organisation: Organisation, kind: str, more: list[str]) -> Entry:
        name = f"{side}-{organisation.name}-{len(self.entries)}"
        vault = Replica(organisation, name.ljust(22, "_"), dict(self.known[side]), minutes=len(self.entries))
        offer = next((entry for entry in vault.known.values() if entry.kind == "offer"), None)
        if kind == "offer" or offer is None:
            return vault.offer(*self.parties.values())
        match kind:
            case "counter":
                return vault.counter(offer)
            case "accept":
                return vault.accept(offer)
            case "freeze":
                keller, institut = (slot(1, self.parties["keller"]), slot(2, self.parties["institut"]))
                return vault.freeze(
                    offer, [institut | {"order": 1}, keller | {"order": 2}] if more else [keller, institut]
                )
            case "declined":
                return vault.decline()
            case "signed":
                made = sum(entry.kind == "signed" for entry in vault.known.values())
                return vault.sign(f"{organisation.name}-signatory", f"{made}", f"{made + 1}{''.join(more)}")
            case "termination_notice":
                return vault.terminate()
            case "receipt":
                return vault.receipt()
            case "amendment":
                return vault.amend()
            case "change_accepted":
                return vault.agree_to(next(entry for entry in vault.known.values() if entry.kind == "amendment"))
            case _:
                return self._revoke(vault, more[-1])

    def _revoke(self, vault: Replica, member: str) -> Entry:
        kid = vault.organisation.kid(member)
        vault.organisation.revoke(member)
        return vault.write("revocation", {"kid": kid, "reason": "left"}, "admin")


def _with_members(name: str) -> Organisation:
    organisation = found(name)
    organisation.add_member("legal", "legal")
    organisation.add_member("signatory", "signatory")
    return organisation
