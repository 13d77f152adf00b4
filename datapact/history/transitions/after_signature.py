"""The rules of entries on a signed agreement: amendments, annexes, notices, objections, termination, pauses.

Where the parties agreed that amendments need signatures, the amendment is an agreement of its own instead, see
docs/decisions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datapact.base.texts import N_, Message
from datapact.history.entries.agreement_shapes import (
    ANNEX_RULES,
)
from datapact.history.entries.author_roles import LEGAL
from datapact.history.entries.concealed import removals_of
from datapact.history.entries.sentence import Sentence, member_value
from datapact.history.state.facts import Termination
from datapact.history.state.later_facts import (
    ChangeAccepted,
    ContractChange,
    Notice,
    Objection,
    Resumption,
    SilenceRecorded,
    Suspension,
)
from datapact.history.state.ledger import Ledger
from datapact.history.state.standing import standing_of
from datapact.history.transitions.common import filed, known_change, refusal_unless_signed
from datapact.history.transitions.rule import Rule

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry


def _allow_amendment(ledger: Ledger, _entry: Entry) -> Message | None:
    return refusal_unless_signed(ledger)


_CHANGED = {
    "sub_processors": N_("{organisation} wrote a new version of the list of sub-processors, from {day}."),
    "measures": N_("{organisation} wrote a new version of its technical and organisational measures, from {day}."),
    "contacts": N_("{organisation} changed its contacts, from {day}."),
    "datasets": N_("{organisation} proposed a change of datasets, from {day}."),
    "order": N_("{organisation} proposed an order for datasets, from {day}."),
}


def _allow_annex_version(ledger: Ledger, entry: Entry) -> Message | None:
    body = entry.body
    if (reason := refusal_unless_signed(ledger)) is not None:
        return reason
    if body["rule"] not in ANNEX_RULES[body["annex"]]:
        return Message(N_("This annex cannot be changed under this rule."))
    if body["annex"] == "order" and body["removals"]:
        return Message(N_("An order adds datasets and takes nothing away."))
    if (reason := _wrong_addressees(ledger, entry)) is not None:
        return reason
    if not body["notice"]:
        if body["rule"] == "objection":
            return Message(N_("This annex is changed by notice, and the version names none."))
        return None
    notice = ledger.notices.get(body["notice"])
    if notice is None or notice.digest in standing_of(ledger).void:
        return Message(N_("The notice that the version names is not there."))
    if notice.organisation != entry.organisation or notice.about != body["annex"]:
        return Message(N_("The notice that the version names is another organisation's or about something else."))
    if body["rule"] == "objection" and not notice.objection_until:
        return Message(N_("The notice gives no period for objections."))
    return None


def _wrong_addressees(ledger: Ledger, entry: Entry) -> Message | None:
    """The reason why an order may not ask whom it asks; None for what asks every party."""
    body = entry.body
    asked, silent = _ids(body.get("asked", [])), _ids(body.get("silent", []))
    if body["annex"] != "order" and (asked or silent or body.get("silence") or body.get("answer_days")):
        return Message(N_("Only an order of datasets can say who is asked and what silence means."))
    if asked and not set(asked) - {entry.organisation}:
        return Message(N_("The order asks nobody but its author."))
    if not {*(asked or ()), *(silent or ())} <= ledger.circle:
        return Message(N_("The order asks an organisation that is no party."))
    if not set(silent or ()) <= set(asked or ledger.circle):
        return Message(N_("The order counts the silence of an organisation that it does not ask."))
    return None


def _ids(value: Any) -> tuple[str, ...] | None:
    """Ids of organisations, or None where they are withheld."""
    shown = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return tuple(str(one) for one in value) if shown else None


def _changed_annex(body: Mapping[str, Any]) -> str:
    return _CHANGED.get(str(body["annex"]), N_("{organisation} changed an annex, from {day}."))


def _allow_change_accepted(ledger: Ledger, entry: Entry) -> Message | None:
    if (reason := refusal_unless_signed(ledger)) is not None:
        return reason
    change = known_change(ledger, entry.body["change"])
    if change is None or not change.needs_consent:
        return Message(N_("There is no such proposed change to agree to."))
    if change.organisation == entry.organisation:
        return Message(N_("The organisation proposed this change itself."))
    if entry.organisation not in change.others(ledger.circle):
        return NOT_ASKED
    return None


NOT_ASKED = Message(N_("This order does not concern your organisation, so its consent is not asked for."))


def _allow_silence_recorded(ledger: Ledger, entry: Entry) -> Message | None:
    if (reason := refusal_unless_signed(ledger)) is not None:
        return reason
    change = known_change(ledger, entry.body["change"])
    if change is None or not change.silence:
        return Message(N_("There is no order on which silence means anything."))
    named = set(_ids(entry.body["organisations"]) or ())
    if not named <= change.others(ledger.circle) or (
        change.silence == "consent" and change.silent is not None and not named <= set(change.silent)
    ):
        return Message(N_("The silence of one of these organisations means nothing here."))
    answered = {one.organisation for one in ledger.change_accepts if one.change == change.digest}
    answered |= {one.organisation for one in ledger.objections if one.to == change.digest}
    if named & answered:
        return Message(N_("One of these organisations has answered the order."))
    return None


def _allow_objection(ledger: Ledger, entry: Entry) -> Message | None:
    if (reason := refusal_unless_signed(ledger)) is not None:
        return reason
    to = entry.body["to"]
    notice = ledger.notices.get(to)
    if notice is not None and to not in standing_of(ledger).void:
        if not notice.objection_until:
            return Message(N_("Nobody is asked to object to this notice."))
        return None
    change = known_change(ledger, to)
    if change is None:
        return Message(N_("There is no such notice or proposed change to object to."))
    if not change.needs_consent:
        return Message(N_("This change does not need the consent of the others; only its notice can be objected to."))
    if entry.organisation not in change.others(ledger.circle) | {change.organisation}:
        return NOT_ASKED
    return None


_ANNOUNCED = {
    "sub_processors": N_("{organisation} gave notice of a change of sub-processors from {day}."),
    "measures": N_("{organisation} gave notice of a change of technical and organisational measures from {day}."),
    "contacts": N_("{organisation} gave notice of other contacts from {day}."),
    "other": N_("{organisation} gave notice of a matter from {day}."),
}


def _allow_contract_notice(ledger: Ledger, entry: Entry) -> Message | None:
    body = entry.body
    if body["objection_until"] and body["objection_until"] < body["day"]:
        return Message(N_("The period for objections ends before it begins."))
    return refusal_unless_signed(ledger)


def _announced(body: Mapping[str, Any]) -> str:
    return _ANNOUNCED.get(str(body["about"]), _ANNOUNCED["other"])


def _allow_termination_notice(ledger: Ledger, entry: Entry) -> Message | None:
    standing = standing_of(ledger)
    if standing.stage not in ("signing", "signed", "terminated"):
        return Message(N_("Only a signed agreement can be terminated."))
    if not any(signed.organisation == entry.organisation for signed in standing.signed):
        return Message(N_("The organisation has not signed yet; it can decline instead."))
    return None


def _gave_notice(body: Mapping[str, Any]) -> str:
    """Who declared it is said as far as it was stated."""
    if body.get("authority") and body.get("declared_by"):  # a partner's program may leave out either
        return N_(
            "{organisation} gave notice of termination to {end}. Declared by {declared_by}, by their own account on: {authority}."
        )
    if body.get("declared_by"):
        return N_("{organisation} gave notice of termination to {end}. Declared by {declared_by}.")
    return N_("{organisation} gave notice of termination to {end}.")


def _allow_suspended(ledger: Ledger, entry: Entry) -> Message | None:
    body = entry.body
    if body["until"] and body["until"] < body["begins"]:
        return Message(N_("The suspension ends before it begins."))
    return refusal_unless_signed(ledger)


def _allow_resumed(ledger: Ledger, entry: Entry) -> Message | None:
    if (reason := refusal_unless_signed(ledger)) is not None:
        return reason
    suspension = ledger.suspensions.get(entry.body["suspension"])
    if suspension is None or suspension.digest in standing_of(ledger).void:
        return Message(N_("There is no such suspension."))
    if suspension.organisation != entry.organisation:
        return Message(N_("Only the organisation that suspended the agreement can resume it."))
    return None


def _word(value: Any) -> str:
    """A word of a body; empty where it is withheld."""
    return value if isinstance(value, str) else ""


def _removals(body: Mapping[str, Any]) -> tuple[str, ...]:
    return removals_of(body["removals"])


RULES: tuple[Rule[Ledger], ...] = (
    # A party proposes changed terms in text form; they count once every other party has agreed. Where the parties
    # agreed that amendments need signatures, the amendment is an agreement of its own instead, see docs/decisions.
    Rule(
        "amendment",
        roles=LEGAL,
        sentence=Sentence(
            N_("{organisation} proposed an amendment, from {day}. It counts once every other party has agreed."),
            {"day": member_value("effective")},
        ),
        allow=_allow_amendment,
        step=filed(
            "changes",
            ContractChange,
            removals=_removals,
            annex=lambda _body: "",
            rule=lambda _body: "both",
            notice=lambda _body: "",
            asked=lambda _body: (),
            silence=lambda _body: "",
            answer_days=lambda _body: 0,
            silent=lambda _body: (),
        ),
    ),
    # A party changes an annex under the annex's own rule; the signed core stays as it is.
    Rule(
        "annex_version",
        roles=LEGAL,
        sentence=Sentence(_changed_annex, {"day": member_value("effective")}),
        allow=_allow_annex_version,
        step=filed(
            "changes",
            ContractChange,
            removals=_removals,
            asked=lambda body: _ids(body.get("asked", [])),
            silence=lambda body: _word(body.get("silence", "")),
            answer_days=lambda body: body.get("answer_days", 0) if isinstance(body.get("answer_days"), int) else 0,
            silent=lambda body: _ids(body.get("silent", [])),
        ),
    ),
    # A party agrees to a proposed amendment or order, named by its digest; its latest word counts.
    Rule(
        "change_accepted",
        roles=LEGAL,
        sentence=Sentence(N_("{organisation} agreed to a proposed change.")),
        allow=_allow_change_accepted,
        step=filed("change_accepts", ChangeAccepted, authority=lambda body: body.get("authority", "")),
    ),
    # A party records who kept silent on an order whose contract gives silence a meaning.
    Rule(
        "silence_recorded",
        roles=LEGAL,
        sentence=Sentence(N_("{organisation} recorded that an order was not answered in time.")),
        allow=_allow_silence_recorded,
        step=filed("silences", SilenceRecorded, organisations=lambda body: _ids(body["organisations"]) or ()),
    ),
    # A party objects to a notice or a proposed change; to a proposal of its own, it takes it back.
    Rule(
        "objection",
        roles=LEGAL,
        sentence=Sentence(N_("{organisation} objected to a notice or a proposed change, or took its own back.")),
        allow=_allow_objection,
        step=filed("objections", Objection),
    ),
    # A party announces a change or another matter, from when, and until when the others may object.
    Rule(
        "notice",
        roles=LEGAL,
        sentence=Sentence(_announced, {"day": member_value("effective")}),
        allow=_allow_contract_notice,
        step=filed("notices", Notice),
    ),
    # A party that has signed gives notice; ``end`` is the last day, as the user states it.
    Rule(
        "termination_notice",
        roles=LEGAL,
        sentence=Sentence(_gave_notice),
        allow=_allow_termination_notice,
        step=filed(
            "terminations",
            Termination,
            declared_by=lambda body: body.get("declared_by", ""),
            authority=lambda body: body.get("authority", ""),
        ),
    ),
    # A party suspends performance from a day, with a reason; this ends nothing.
    Rule(
        "suspended",
        roles=LEGAL,
        sentence=Sentence(N_("{organisation} suspended the agreement from {day}."), {"day": member_value("begins")}),
        allow=_allow_suspended,
        step=filed("suspensions", Suspension),
    ),
    # The party that suspended performance resumes it from a day.
    Rule(
        "resumed",
        roles=LEGAL,
        sentence=Sentence(N_("{organisation} resumed the agreement from {day}.")),
        allow=_allow_resumed,
        step=filed("resumptions", Resumption),
    ),
)
