"""Approvals as they are shown: how a text stands, and which texts wait for a member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.agreements.approvals.changes import WaitingChange, approvals_of_change, change_for, waiting_changes
from datapact.agreements.approvals.rules import ApprovalRule
from datapact.agreements.approvals.standing import Approvals, Person, silent_words, standing_of_text, who_must
from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.steps.next_action import NextAction
from datapact.agreements.steps.permitted import StepName, to_approve
from datapact.base.clock import local_day
from datapact.base.texts import N_, Listed, Message
from datapact.organisation.acting.names import known_names
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.identity.roles import ROLE_WORDS
from datapact.vault.database.remembered import Remembered

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class WaitingApproval:
    """A text that waits for a member's approval."""

    history: str
    """History id of the agreement."""
    number: str
    """As the list has it."""
    title: str
    """In the reader's language."""
    partners: str
    """Names of the other parties."""
    asked_by: str
    """Name of the colleague who asked."""
    asked_at: datetime
    """UTC."""
    note: str
    """What to look at; may be empty."""


@dataclass(frozen=True, slots=True)
class _Request:
    """A request for the text that is worked on, and who still has to act on it."""

    members: tuple[str, ...]
    asked_by: str
    asked_at: datetime
    note: str


_KNOWN: Remembered[tuple[str, int, int, date], tuple[_Request, ...]] = Remembered(2000)
_ASKED = text(
    "SELECT a.id, (SELECT max(seq) FROM entry WHERE history = a.id), (SELECT max(seq) FROM entry WHERE kind IN"
    " ('approval_rules', 'library_version', 'library_approval', 'founding', 'member', 'revocation')) FROM entry AS e"
    " JOIN agreement AS a ON a.id = e.history WHERE e.kind = 'approval_request' AND a.archived = 0"
    " AND a.stage IN ('draft', 'offered', 'agreed', 'frozen', 'signing', 'signed') GROUP BY a.id ORDER BY min(e.seq)"
)


def standing(acting: Acting, history: str) -> Approvals | None:
    """The standing of the text that is worked on, or of a change after signature; None where there is no text in full."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        if not to_approve(folded) and (found := change_for(acting, session, folded)[1]) is not None:
            return found
        return standing_of_text(acting, session, folded)


def waiting_for_me(acting: Acting) -> tuple[WaitingApproval, ...]:
    """The texts that this member was asked to approve and has not approved or given back, oldest first."""
    found = []
    with acting.vault.read() as session:
        names = known_names(session)
        for history, newest, rules in session.connection().execute(_ASKED).all():
            key = (str(history), int(newest), int(rules), local_day(acting.clock()))
            for request in _KNOWN.made(session, key, partial(_open, acting, session, str(history))):
                row = session.get(AgreementRow, history)
                if acting.member.id in request.members and row is not None:
                    found.append(
                        WaitingApproval(
                            row.id,
                            row.number,
                            row.shown_title,
                            row.partners,
                            names.get(request.asked_by, ""),
                            request.asked_at,
                            request.note,
                        )
                    )
    return tuple(found)


def _open(acting: Acting, session: Session, history: str) -> tuple[_Request, ...]:
    folded = load_state(session, history)
    if to_approve(folded):
        standings = [standing_of_text(acting, session, folded)]
    else:
        standings = [
            approvals_of_change(acting, session, folded, one.change)
            for one in waiting_changes(folded, acting.organisation)
        ]
    return tuple(
        _Request(
            tuple(person.id for person in one.silent),
            one.request.author,
            one.request.time,
            one.request.note if isinstance(one.request.note, str) else "",
        )
        for standing in standings
        for one in (standing.open if standing else ())
    )


def rule_words(
    rule: ApprovalRule, names: Mapping[str, str] | None = None, kinds: Mapping[str, str] | None = None
) -> Message:
    """A rule as one line: for which texts, and how many approvals; ``names`` of members and partners, ``kinds`` by id."""
    names, kinds = names or {}, kinds or {}
    when: list[Message] = []
    if rule.kinds:
        when.append(Message(N_("kind: {kinds}"), {"kinds": ", ".join(kinds.get(one, one) for one in rule.kinds)}))
    if rule.partners:
        when.append(Message(N_("with {names}"), {"names": ", ".join(names.get(one, one) for one in rule.partners)}))
    if rule.finding:
        when.append(Message(N_("with errors") if rule.finding == "E" else N_("with errors or warnings")))
    if rule.sum_from is not None:
        when.append(Message(N_("from {sum} euros"), {"sum": rule.sum_from}))
    texts = Listed.of(when) if when else Message(N_("every text"))
    who = Listed.of(names.get(one, one) for one in rule.members) if rule.members else Message(ROLE_WORDS[rule.role])
    pattern = N_("{texts} – {n} of: {who}")
    if rule.before == ("signing",):
        pattern = N_("{texts}, before signature – {n} of: {who}")
    elif "signing" in rule.before:
        pattern = N_("{texts}, before it goes out and before signature – {n} of: {who}")
    words = Message(pattern, {"texts": texts, "n": rule.number, "who": who})
    if rule.own:
        return Message(N_("{rule}; the only legal member also for own texts"), {"rule": words})
    return words


def before_sending(
    action: NextAction, found: Approvals | None, member: str, possible: Mapping[StepName, Message | None]
) -> NextAction:
    """The next action of a member (id): what colleagues have to approve goes before sending a draft, freezing and signing."""
    if found is None:
        return action
    missing = found.missing
    asked = () if found.asked is None or found.returned is not None else found.asked.members
    done = {one.person.id for one in found.approved}
    waits = {*asked, *(one.id for one in found.silent)} - done
    if member in waits and possible["approve"] is None and (missing or not found.needed):
        return NextAction(
            "approve",
            Message(N_("Read the text and approve it, or give it back")),
            Message(N_("A colleague asked for your approval of exactly this text.")),
        )
    held = ("send", "word", "word_answer") if found.step == "sending" else ("freeze", "sign")
    if action.action in held and found.silent and not missing:
        said = silent_words(found)
        return replace(action, why=said if action.why is None else Listed.of((action.why, said), " "))
    if action.action not in held or not missing:
        return action
    who = {"who": who_must(missing)}
    if asked:
        return NextAction("none", Message(N_("Waiting for the approval of {who}"), who))
    if possible["ask_approval"] is not None:
        return NextAction("none", Message(N_("To be approved first by {who}"), who), possible["ask_approval"])
    return NextAction(
        "ask_approval",
        Message(N_("Have the text approved first, by {who}"), who),
        Message(
            N_("Your house decided that such a text does not leave before.")
            if found.step == "sending"
            else N_("Your house decided that such a text is not signed before.")
        ),
    )


def before_change(
    action: NextAction,
    waiting: WaitingChange | None,
    found: Approvals | None,
    said: Sequence[Message],
    member: str,
    possible: Mapping[StepName, Message | None],
    *,
    may_agree: bool = True,
) -> NextAction:
    """The next action of a member (id) where a change after signature waits for approval; ``said`` is the change in words.

    ``may_agree``: the approvals of a partner's change are enough for this member to agree to it.
    """
    if waiting is None or found is None or action.action not in ("none", "answer_change"):
        return action
    why = Message(N_("What would change: {changes}"), {"changes": Listed.of(said)}) if said else None
    if member in {one.id for one in found.silent} and possible["approve"] is None:
        return NextAction("approve", Message(N_("Read the change and approve it, or give it back")), why)
    if found.missing:
        who = {"who": who_must(found.missing)}
        return NextAction("none", Message(N_("The change waits for the approval of {who}"), who), why)
    if waiting.change.answers and not may_agree:
        return NextAction("none", Message(N_("The change is approved. Whoever did not approve it agrees to it.")), why)
    if waiting.change.answers:
        return action
    if possible["amend"] is not None:
        return NextAction("none", Message(N_("A legal member proposes the approved change")), why)
    return NextAction("propose_change", Message(N_("Propose the change: your colleagues approved it")), why)


@dataclass(frozen=True, slots=True)
class Colleagues:
    """Whom to ask for approval."""

    people: tuple[Person, ...]
    """Members who can approve, but for oneself; also oneself where a rule lets the only legal member."""
    wanted: tuple[Person, ...]
    """Those whom a rule wants and who have not approved yet."""


def colleagues(acting: Acting, history: str) -> Colleagues:
    """Whom a member can ask to approve the text that is worked on."""
    with acting.vault.read() as session:
        found = standing_of_text(acting, session, load_state(session, history))
        members = own_line(session).state.members.values()
    wanted = list(dict.fromkeys(one for needed in (found.missing if found else ()) for one in needed.may))
    people = [Person(one.id, one.name or one.id) for one in members if one.roles & {"legal", "lead"}]
    return Colleagues(
        tuple(one for one in people if one.id != acting.member.id or one in wanted),
        tuple(one for one in wanted),
    )
