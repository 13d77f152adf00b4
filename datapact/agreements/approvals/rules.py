"""Approval rules of the house: who must approve which texts before they go to partners or are signed; each a record that an administrator signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from datapact.agreements.approvals.largest_sum import sums_in
from datapact.base.errors import Malformed, WrongUse
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_
from datapact.organisation.acting.records import append_record, records
from datapact.organisation.identity.own_history import own_line

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

type Role = Literal["legal", "lead"]
type Severity = Literal["", "W", "E"]
type Step = Literal["sending", "signing"]

STEPS: tuple[Step, ...] = ("sending", "signing")

MOST_RULES = 50
_MEMBERS = frozenset({"name", "role", "members", "number", "kinds", "partners", "finding", "sum_from", "own", "before"})


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """One rule: for which texts, and who. All conditions that are given must hold; without any it is for every text."""

    name: str = ""
    """What the house calls it; may be empty."""
    role: Role = "legal"
    """Who may approve, where ``members`` names nobody."""
    members: tuple[str, ...] = ()
    """Ids of the members who may; empty: whoever has the role."""
    number: int = 1
    """How many of them must approve, at least 1."""
    kinds: tuple[str, ...] = ()
    """Kinds of agreement, such as ``ai-pilot``; empty: all."""
    partners: tuple[str, ...] = ()
    """Organisation ids or names of parties, one of which is there; empty: all."""
    finding: Severity = ""
    """Only where a finding of at least this severity stands."""
    sum_from: int | None = None
    """Only where the text names at least so many euros, or a sum in another currency."""
    own: bool = False
    """Whether the only legal member may approve a text of its own; the approval says so."""
    before: tuple[Step, ...] = ("sending",)
    """Before which steps of our own the approval must be there; never empty."""

    def concerns(self, state: Mapping[str, Any]) -> bool:
        """Whether a complete state meets the conditions but for findings."""
        if self.kinds and state.get("kind") not in self.kinds:
            return False
        parties = state.get("terms", {}).get("parties", ())
        known = {str(party.get(name, "")) for party in parties for name in ("organisation", "name")}
        if self.partners and not known & set(self.partners):
            return False
        return self.sum_from is None or sums_in(state).reaches(self.sum_from)


def approval_rules(session: Session) -> tuple[ApprovalRule, ...]:
    """The rules in force; none before somebody set them."""
    found = records(session, "approval_rules")
    return tuple(read_rule(one) for one in found[-1].body["rules"]) if found else ()


def set_approval_rules(acting: Acting, rules: Sequence[ApprovalRule]) -> None:
    """Set the rules, in place of those before.

    Raises Locked for a member who is no administrator, WrongUse for a rule that nobody here can meet.
    """
    if len(rules) > MOST_RULES:
        raise WrongUse(N_("At most {n} rules of approval can be set."), n=MOST_RULES)
    with acting.vault.write() as session:
        people = own_line(session).state.members
        for rule in rules:
            strange = [one for one in rule.members if one not in people]
            if strange:
                raise WrongUse(N_("There is no member “{id}”. See datapact vault members list."), id=strange[0][:60])
            unable = [people[one].name for one in rule.members if not people[one].roles & {"legal", "lead"}]
            if unable:
                raise WrongUse(
                    N_("{name} can approve nothing without the role Legal or Project lead."), name=unable[0][:200]
                )
            if rule.number < 1 or (rule.members and rule.number > len(set(rule.members))):
                raise WrongUse(N_("Fewer people are named than must approve. Name more, or ask for fewer approvals."))
        append_record(acting, session, "approval_rules", {"rules": [write_rule(rule) for rule in rules]})


def read_rule(value: Mapping[str, Any]) -> ApprovalRule:
    """A rule from JSON or TOML; raises Malformed naming the wrong member."""
    wrong = sorted(set(value) - _MEMBERS) or [name for name in _MEMBERS & set(value) if not _fits(name, value[name])]
    if wrong:
        raise Malformed(N_("A rule of approval has a wrong member: {name}."), name=str(wrong[0])[:40])
    lists = {name: tuple(value.get(name, ())) for name in ("members", "kinds", "partners")}
    return ApprovalRule(
        name=str(value.get("name", "")),
        role=cast(Role, value.get("role", "legal")),
        number=int(value.get("number", 1)),
        finding=cast(Severity, value.get("finding", "")),
        sum_from=value.get("sum_from"),
        own=value.get("own", False),
        before=tuple(one for one in STEPS if one in value.get("before", ("sending",))),
        **lists,
    )


def write_rule(rule: ApprovalRule) -> JsonObject:
    """The rule as JSON."""
    written: JsonObject = {
        "name": rule.name,
        "role": rule.role,
        "members": list(rule.members),
        "number": rule.number,
        "kinds": list(rule.kinds),
        "partners": list(rule.partners),
        "finding": rule.finding,
        "own": rule.own,
    }
    if rule.sum_from is not None:
        written["sum_from"] = rule.sum_from
    if rule.before != ("sending",):  # rules of earlier programs keep their bytes
        written["before"] = list(rule.before)
    return written


def _fits(name: str, value: Any) -> bool:
    match name:
        case "name":
            return isinstance(value, str) and len(value) <= 200
        case "role":
            return value in ("legal", "lead")
        case "number":
            return type(value) is int and 1 <= value <= 100
        case "finding":
            return value in ("", "W", "E")
        case "sum_from":
            return type(value) is int and 0 <= value <= 10**15
        case "own":
            return isinstance(value, bool)
        case "before":
            return isinstance(value, list | tuple) and bool(value) and all(one in STEPS for one in value)
        case _:
            return (
                isinstance(value, list | tuple)
                and len(value) <= 1000
                and all(isinstance(one, str) and 0 < len(one) <= 300 for one in value)
            )
