"""What was said since everybody signed, as the window of an agreement shows it: notices, changes, pauses.

Each says what became of it, and whether our organisation can still object to it, take it back, or has to answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from datapact.agreements.annex_rules import ANNEXES, annex_words
from datapact.agreements.changes import STANDING_WORDS, Effect, EffectStanding, last_day_to_object, received_on
from datapact.history.disclosure import Withheld
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.after_signature import Notice, Suspension
    from datapact.history.agreement import AgreementState

type Matter = Literal["notice", "change", "pause"]

NOTICE_WORDS: Mapping[str, str] = {**ANNEXES, "other": N_("Another matter")}


@dataclass(frozen=True, slots=True)
class SinceSigned:
    """One notice, change or pause, by the digest of its entry.

    ``begins`` is the first day on which it counts, ``until`` the last one for objections, or of a pause. ``answer`` says
    what our organisation can do with it: "object", "take_back", "agree" (and object), or nothing.
    """

    matter: Matter
    digest: str
    title: Message
    party: str
    text: str
    standing: Message
    begins: date | None
    until: date | None
    own: bool
    answer: Literal["", "object", "take_back", "agree"]
    time: str


def since_signature(
    folded: AgreementState, organisation: str, names: Mapping[str, str], effects: Sequence[Effect], today: date
) -> tuple[SinceSigned, ...]:
    """Everything since signature, the newest first; ``names`` gives names by organisation, ``effects`` those of changes."""
    rests_on = {effect.change.notice for effect in effects if effect.change.notice}
    found = [
        *(_change(folded, effect, organisation, names, today) for effect in effects),
        *(
            _notice(folded, notice, organisation, names, today)
            for notice in folded.notices.values()
            if notice.digest not in rests_on
        ),
        *(_pause(folded, one, organisation, names, today) for one in folded.suspensions.values()),
    ]
    return tuple(sorted(found, key=lambda one: (one.time, one.digest), reverse=True))


def _change(
    folded: AgreementState, effect: Effect, organisation: str, names: Mapping[str, str], today: date
) -> SinceSigned:
    change = effect.change
    own = change.organisation == organisation
    answer: Literal["", "object", "take_back", "agree"] = ""
    in_time = effect.objection_until is None or today <= effect.objection_until
    if effect.standing == "pending":
        answer = "take_back" if own else "agree" if organisation in effect.waiting_for else "object"
    elif effect.standing == "in_effect" and effect.objection_until is not None and in_time:
        answer = "take_back" if own else "object"
    standing = Message(STANDING_WORDS[effect.standing])
    if effect.reason is not None:
        standing = Message(N_("{standing}: {reason}"), {"standing": standing, "reason": effect.reason})
    return SinceSigned(
        "change",
        change.digest,
        annex_words(change.annex),
        names.get(change.organisation, ""),
        _text(change.note),
        standing,
        effect.begins or date.fromisoformat(change.effective),
        effect.objection_until,
        own,
        answer,
        folded.entries[change.digest].time.isoformat(),
    )


def _notice(
    folded: AgreementState, notice: Notice, organisation: str, names: Mapping[str, str], today: date
) -> SinceSigned:
    own = notice.organisation == organisation
    until = None
    if notice.objection_until:
        others = folded.parties - {notice.organisation}
        days = [last_day_to_object(notice, received_on(folded, notice.digest, one)) for one in others]
        until = max(days, default=date.fromisoformat(notice.objection_until))
    objections = [one for one in folded.objections if one.to == notice.digest]
    back = any(one.organisation == notice.organisation for one in objections)
    answer: Literal["", "object", "take_back", "agree"] = ""
    if objections:
        words: EffectStanding = "taken_back" if back else "objected"
        standing = Message(STANDING_WORDS[words])
    else:
        standing = Message(N_("notified"))
        if until is not None and today <= until:
            answer = "take_back" if own else "object"
    return SinceSigned(
        "notice",
        notice.digest,
        Message(NOTICE_WORDS.get(notice.about, NOTICE_WORDS["other"])),
        names.get(notice.organisation, ""),
        _text(notice.text),
        standing,
        date.fromisoformat(notice.effective) if notice.effective else None,
        until,
        own,
        answer,
        folded.entries[notice.digest].time.isoformat(),
    )


def _pause(
    folded: AgreementState, pause: Suspension, organisation: str, names: Mapping[str, str], today: date
) -> SinceSigned:
    resumed = [one.day for one in folded.resumptions if one.suspension == pause.digest]
    ended = bool(resumed) and min(resumed) <= today.isoformat()
    over = ended or (pause.until and pause.until < today.isoformat())
    words = N_("over") if over else N_("paused") if pause.begins <= today.isoformat() else N_("to be paused")
    return SinceSigned(
        "pause",
        pause.digest,
        Message(N_("Pause")),
        names.get(pause.organisation, ""),
        _text(pause.reason),
        Message(words),
        date.fromisoformat(pause.begins),
        date.fromisoformat(min(resumed)) if resumed else date.fromisoformat(pause.until) if pause.until else None,
        pause.organisation == organisation,
        "",
        folded.entries[pause.digest].time.isoformat(),
    )


def _text(value: object) -> str:
    return "" if isinstance(value, Withheld) or value is None else str(value)
