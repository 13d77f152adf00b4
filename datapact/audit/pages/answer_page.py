"""The page of a recorded answer, made from its file alone: the same page, with the same words, as on the exporter's screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from datapact.audit.formats.decision import PageWords, StillToTell
from datapact.audit.pages.decision_content import DecisionContent
from datapact.base.clock import read_time
from datapact.base.local_time import day_of, read_zone
from datapact.base.texts import Message
from datapact.consent.decision.decide import rule_set
from datapact.consent.decision.from_inputs import decide_from, question_of
from datapact.consent.decision.wording import why_ended
from datapact.consent.facts.breaches import BREACH, BREACH_RULE
from datapact.consent.facts.facts import DecisionFacts
from datapact.consent.facts.facts_json import facts_from_json
from datapact.consent.facts.question import ConsentNeed, Decision, Needs, NoticeUse, Reason, Tally
from datapact.consent.matrix.shown_page import CalledHere, DecisionPage, PendingPeople, QuestionForm, page_from
from datapact.contract.vocabulary.messages import OwnWords


@dataclass(frozen=True, slots=True)
class Beyond:
    """What a page says beyond entry and inputs."""

    called: CalledHere = field(default_factory=CalledHere)
    """Names of the exporter's vault."""
    to_tell: StillToTell | None = None
    """Open recalls at the partner when the file was made; None for none."""


def beyond_of(page: PageWords | None, to_tell: StillToTell | None) -> Beyond:
    """What a file says beyond entry and inputs; files of earlier programs name nothing."""
    if page is None:
        return Beyond(to_tell=to_tell)
    notices = {(one.notice, one.version): one.called for one in page.notices}
    return Beyond(CalledHere(next(iter(page.dataset), None), page.agreement, notices), to_tell)


def page_in(content: DecisionContent, decision: Decision, beyond: Beyond) -> DecisionPage | None:
    """The page of the answer; None where a program of other rules wrote facts that this one cannot read."""
    facts = _facts(content.inputs)
    if facts is None:
        return None
    question, told = decision.question, beyond.to_tell
    zone = read_zone(str(content.inputs["world"]["zone"]))
    asked = QuestionForm(
        question.dataset,
        question.partner,
        question.purpose,
        question.action,
        question.place,
        day_of(question.at, zone),
        agreed=question.agreed,
    )
    pending = None if told is None else PendingPeople(told.people, told.overdue, told.people - told.untold)
    return page_from(decision, facts, beyond.called, asked=asked, now=content.entry.time, zone=zone, pending=pending)


def _facts(inputs: Mapping[str, Any]) -> DecisionFacts | None:
    try:
        return facts_from_json(inputs["world"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def decision_in(content: DecisionContent) -> Decision:
    """The recorded decision with the words of then; what its entry does not say is derived where the rules are ours."""
    body = content.entry.body
    again = decide_from(content.inputs) if body["rule_set"] == rule_set() else None
    return Decision(
        question=question_of(content.inputs),
        verdict=body["verdict"],
        n=int(body["n"]),
        m=int(body["m"]),
        reasons=_reasons(body["reasons"], () if again is None else again.reasons),
        obligations=() if again is None else again.obligations,
        agreement=str(body["agreement"]),
        agreed=str(body.get("agreed", "")),
        evidence=str(body["evidence"]),
        basis="" if again is None else again.basis,
        valid_until=read_time(body["valid_until"]) if body["valid_until"] else None,
        until_why=why_ended(body),
        tally=_tally(content) if again is None else again.tally,
        needs=_needs(content) if again is None else again.needs,
        rule_set=str(body["rule_set"]),
        inputs_digest=str(body["inputs"]),
    )


def _reasons(recorded: Sequence[Mapping[str, Any]], again: Sequence[Reason]) -> tuple[Reason, ...]:
    """The reasons as they were recorded; whose rule each is says the same step taken again."""
    taken = [(one.rule, one.verdict) for one in again]
    same = taken == [(one["rule"], one["verdict"]) for one in recorded]
    found = []
    for place, one in enumerate(recorded):
        rule, weight, open_breach = str(one["rule"]), one["verdict"], (BREACH, "")
        found.append(
            Reason(
                rule,
                weight,
                _own(one["message"]),
                one["citation"] if isinstance(one["citation"], Mapping) else {},
                str(one["source"]),
                again[place].authority if same else "",
                open_breach if rule == BREACH_RULE and weight == "warning" else ("", ""),
                int(one.get("count", 0)),
            )
        )
    return tuple(found)


def _own(message: Any) -> Message:
    if isinstance(message, Mapping):
        return OwnWords(str(message.get("en", "")), german=str(message.get("de", "")))
    return OwnWords(str(message), german=str(message))


def _tally(content: DecisionContent) -> Tally:
    if content.cohort < 0:
        return Tally(0, 0)
    tally = content.inputs["cohorts"][content.cohort]["tally"]
    counts = {str(name): int(count) for name, count in tally["counts"].items()}
    oldest = tally.get("oldest")
    return Tally(int(tally["total"]), int(tally["allowed"]), counts, oldest=oldest if isinstance(oldest, int) else None)


def _needs(content: DecisionContent) -> Needs | None:
    """Of what was asked of each person, the notices that count; nothing else stands on a page."""
    if content.cohort < 0:
        return None
    needs = content.inputs["cohorts"][content.cohort]["needs"]
    consents = tuple(
        ConsentNeed(
            str(one.get("controller", "")),
            (),
            tuple(NoticeUse(str(notice[0]), str(notice[1])) for notice in one.get("accepted", ())),
            (),
            (),
        )
        for one in needs["consents"]
    )
    return Needs(
        dataset=str(needs.get("dataset", "")),
        at=0,
        known_at=None,
        consents=consents,
        controllers=(),
        purposes=(),
        objections=False,
        restrictions=False,
        subjects=None,
        last_event=None,
    )


__all__ = ["Beyond", "beyond_of", "decision_in", "page_in"]
