"""A breach at the recipient stands in the answer and in the matrix until somebody has judged whether more data may go there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from datapact.base.local_time import local_zone
from datapact.consent.decision.from_inputs import decide_from
from datapact.consent.decision.may_share import may_share
from datapact.consent.decision.used_decisions import use_decision
from datapact.consent.decision.wording import used_words
from datapact.consent.facts.breaches import MORE_DATA
from datapact.consent.facts.question import Question, Reason
from datapact.consent.matrix.matrix import matrix
from datapact.obligations.breaches.breach import RISK_WORDS, Breach, find_breach, record_breach
from datapact.obligations.breaches.plan import plan_of, record_step
from datapact.organisation.acting.acting_member import Acting
from tests.consent.sharing import PARTNER, RESEARCH, add_partner, ready

DAY = timedelta(days=1)


def said(acting: Acting, before: timedelta = timedelta()) -> tuple[str, list[Reason]]:
    answer = may_share(acting, Question("panel", PARTNER, RESEARCH, acting.clock() - before))
    return answer.verdict, [one for one in answer.reasons if one.link[0] == "breach"]


def test_a_breach_at_the_recipient_is_named_until_it_is_settled(keller: Acting) -> None:
    ready(keller, {"S1": "given", "S2": "given"})
    with keller.vault.write() as session:
        other = add_partner(session, "Werk")
    now = keller.clock()
    there = Breach("Laptop gestohlen", now - DAY, risk="high", at_partner=PARTNER, told=now - DAY)
    record_breach(keller, replace(there, at_partner=other))
    record_breach(keller, replace(there, at_partner=""))
    record_breach(keller, replace(there, risk="none"))
    assert said(keller) == ("permit", []), "elsewhere, at ours, and one without a risk"

    found = record_breach(keller, there)
    verdict, [warning] = said(keller)
    assert (verdict, warning.verdict, warning.link) == ("permit", "warning", ("breach", found.key))
    assert "Laptop" not in str(warning.message), "its title stays in the house: answers leave it"
    assert said(keller, 2 * DAY)[1] == [], "nobody knew of it on that day"
    assert [len(one.breaches) for one in matrix(keller, keller.clock()) if one.partner == PARTNER] == [1]

    used = use_decision(keller, Question("panel", PARTNER, RESEARCH, keller.clock()))
    assert any(one["citation"] and "breach" in one["message"]["en"] for one in used.record.body["reasons"])
    assert [one.link for one in decide_from(used.decision.inputs).reasons if one.link[0] == "breach"] == [warning.link]

    for risk in set(RISK_WORDS) - {"none"}:
        found = record_breach(keller, replace(found, risk=risk))
        assert len(said(keller)[1]) == 1, f"a breach that may be {risk} is named"
    unjudged = record_breach(keller, replace(found, risk="unknown"))
    assert "nobody has judged" in str(said(keller)[1][0].message)
    record_step(keller, unjudged.key, MORE_DATA, reference="Bericht des Instituts vom 1. Dezember")
    assert said(keller) == ("permit", [])
    record_breach(keller, replace(unjudged, note="Ein Foto liegt bei"))
    assert said(keller)[1] == []
    record_breach(keller, replace(unjudged, risk="high"))
    assert len(said(keller)[1]) == 1, "what was judged was another risk"
    with keller.vault.read() as session:
        assert (
            next(
                one for one in plan_of(session, find_breach(session, found.key), now).steps if one.id == MORE_DATA
            ).state
            == "open"
        )


def test_a_used_answer_names_the_day_that_it_was_given_for(keller: Acting) -> None:
    ready(keller, {"S1": "given"})
    zone = local_zone(keller.clock())
    for before in (timedelta(), 20 * DAY):
        used = use_decision(keller, Question("panel", PARTNER, RESEARCH, keller.clock() - before))
        words = used_words(used.record.body, used.record.recorded, zone)
        assert words.text("en").startswith("Answer for ") is bool(before), words
