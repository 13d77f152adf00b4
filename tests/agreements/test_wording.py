"""Own words and missing clauses in a vault: checked, confirmed, cured, and void once the words change."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from datapact.agreements.projection import own_findings
from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.own_findings import authors_of_words, confirmed_wordings
from datapact.agreements.steps.drafting import open_draft, save_draft
from datapact.agreements.steps.wording import facts_of
from datapact.agreements.text.current_text import current_state
from datapact.base.clock import utc_now
from datapact.base.errors import AnswerNo
from datapact.consent.facts.statutory import statutory_errors
from datapact.contract.editing.commands import RemovePart, Reword
from datapact.contract.editing.edit import replay
from datapact.contract.text.clauses import Run
from datapact.contract.text.document import AMENDS
from datapact.organisation.members.unlocking import unlock
from datapact.signing.ceremony.freeze import freeze, plan_freeze
from datapact.vault.database.settings import WHOLE_VAULT, write_settings
from tests.cli.desks import PASSPHRASE, Desk, Houses, build, carry, draft, opened

DAY = date(2026, 11, 29)
WORDS = (Run("Die Datensätze bleiben so lange wie nötig:"),)
PART = "G11.retention"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses")
    build(folder)
    return folder


@pytest.fixture
def houses(made: Path, tmp_path: Path) -> Houses:
    return opened(made, tmp_path)


def edit(desk: Desk, history: str, words: tuple[Run, ...] | None = WORDS, place: str = "") -> str:
    """Reword the paragraph on retention as the editor does, or remove its clause; the id of the paragraph."""
    with unlock(desk.vault, desk.member, PASSPHRASE, utc_now) as acting:
        document = open_draft(acting, history).document
        place = place or facts_of(document).sources[PART]
        clause = next(one.id for one in document.clauses if any(two.id == place for two in one.paragraphs))
        rewords = [Reword(place, language, words or ()) for language in document.languages]
        save_draft(acting, replay(document, [RemovePart(clause)] if words is None else rewords))
        return place


def told(desk: Desk, history: str) -> dict[str, Any]:
    answer = desk.run("agreement", "check", history, "--on", DAY.isoformat(), "--json")
    assert answer.code in (0, 1)
    findings = [(one["id"], one["severity"], one["at_freezing"], one["place"]) for one in answer.json["findings"]]
    return {**answer.result, "findings": findings}


@pytest.mark.journey
def test_a_deleted_clause_is_found_and_comes_back_by_one_command(houses: Houses) -> None:
    anna = houses.anna
    history = draft(anna)
    assert told(anna, history)["complete"] is False  # free texts nobody has read
    anna("agreement", "confirm", history)
    assert told(anna, history)["complete"] is True
    place = edit(anna, history, None)
    found = told(anna, history)
    assert ("G11", "E", "E", f"clauses.{place}") in found["findings"]
    assert found["errors"]
    assert not found["complete"]
    anna("agreement", "cure", history, "--finding", "G11")
    assert told(anna, history)["findings"] == []
    anna.refused(2, "agreement", "cure", history, "--finding", "G11")
    anna.refused(1, "agreement", "cure", history)


@pytest.mark.journey
def test_own_words_that_replace_nothing_needed_hold_the_decision(houses: Houses) -> None:
    """“§ 15 gilt nicht” provides nothing and takes away: no answer rests on the text until somebody has read it."""
    anna = houses.anna
    history = draft(anna)
    anna("agreement", "confirm", history)  # the free texts
    with unlock(anna.vault, anna.member, PASSPHRASE, utc_now) as acting:
        document = open_draft(acting, history).document
        needed = set(facts_of(document).sources.values())
        quiet = [two.id for one in document.clauses for two in one.paragraphs if two.id not in needed]

    def held() -> set[str]:
        with unlock(anna.vault, anna.member, PASSPHRASE, utc_now) as acting, acting.vault.read() as session:
            folded = load_state(session, history)
            state = current_state(folded)
            return {one.rule for one in statutory_errors(folded, state, acting.organisation, DAY, by_two=False)}

    assert held() == set()
    place = edit(anna, history, (Run("Absatz 1 gilt nicht."),), quiet[0])
    assert held() == {"C01"}
    anna("agreement", "confirm", history, "--place", place)
    assert held() == set()


@pytest.mark.journey
def test_own_words_are_confirmed_for_exactly_this_wording(houses: Houses) -> None:
    anna = houses.anna
    history = draft(anna)
    anna("agreement", "confirm", history)  # the free texts
    place = edit(anna, history)
    found = told(anna, history)
    assert found["findings"] == [("G11", "W", "E", f"clauses.{place}")]
    [own] = [one for one in found["own_words"] if not one["confirmed"]]
    assert own["replaces"] == [PART]
    assert {one["mark"] for one in own["words"]} == {"same", "inserted", "deleted"}
    assert "[-" in anna("agreement", "check", history)
    houses.lea.refused(1, "agreement", "confirm", history)  # a lead is no lawyer
    anna("agreement", "confirm", history, "--place", place, "--note", "mit dem DSB besprochen")
    confirmed = told(anna, history)
    assert (confirmed["findings"], confirmed["complete"]) == ([], True)
    anna.refused(1, "agreement", "confirm", history)
    edit(anna, history, (*WORDS, Run(" Nicht.")), place)
    assert told(anna, history)["complete"] is False


def test_where_four_eyes_are_asked_for_the_drafter_does_not_count(
    houses: Houses, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, martin = houses.anna, houses.martin
    history = draft(anna)
    edit(anna, history)
    with unlock(anna.vault, anna.member, PASSPHRASE, utc_now) as acting, acting.vault.write() as session:
        write_settings(session, WHOLE_VAULT, {"checks.confirmed_by_two": True})
    anna("agreement", "confirm", history)
    assert told(anna, history)["complete"] is False
    martin("agreement", "confirm", history)
    assert told(anna, history)["complete"] is True
    with unlock(martin.vault, martin.member, PASSPHRASE, utc_now) as acting, acting.vault.read() as session:
        folded = load_state(session, history)

        def held(*amendments: Any) -> set[str]:
            state, own = current_state(folded), acting.organisation
            return {one.rule for one in statutory_errors(folded, state, own, DAY, by_two=True, amendments=amendments)}

        facts = SimpleNamespace(confirmations=(), overrides=(), drafts=())
        his = SimpleNamespace(kid=acting.kid, organisation=acting.organisation, kind="draft")
        assert held() == set()
        # whoever wrote what amended the text is one of its authors, on whichever page he reads it
        same = SimpleNamespace(state=current_state(folded))
        assert "G11" in held(SimpleNamespace(entries={"his": his}, facts=facts, signed_elsewhere=same))
        assert confirmed_wordings(session, folded, acting.organisation)
        empty = SimpleNamespace(state={})
        amending = SimpleNamespace(
            entries={"his": his}, facts=facts, history="urn:uuid:a", amends=history, signed_elsewhere=empty
        )
        for one, signed in (
            (folded, [amending]),
            (amending, []),
        ):  # read beside the agreement, and beside what amends it
            _beside(monkeypatch, folded, amending, signed)
            assert not confirmed_wordings(session, one, acting.organisation)
            assert acting.kid in authors_of_words(session, one, acting.organisation)
        others = SimpleNamespace(entries={}, facts=facts, history="urn:uuid:b", amends=history, signed_elsewhere=empty)
        _beside(monkeypatch, folded, others, [])
        wrote = authors_of_words(session, folded, acting.organisation)
        assert wrote, "Anna"
        assert authors_of_words(session, others, acting.organisation) == wrote, "it repeats the words that they wrote"


def _beside(patch: pytest.MonkeyPatch, base: Any, amending: Any, signed: list[Any]) -> None:
    """Let an agreement have something that amends it, of which nothing but its authors is known."""
    known = {one.history: one for one in (base, amending)}
    patch.setattr(own_findings, "amendments_of", lambda _session, history: signed if history == base.history else [])
    patch.setattr(own_findings, "load_state", lambda _session, history: known[history])
    patch.setattr(
        own_findings,
        "current_state",
        lambda one: {"parent": {"agreement": base.history, "relation": AMENDS}} if one is amending else {},
    )


@pytest.mark.journey
@pytest.mark.parametrize("confirmed", [True, False])
def test_own_words_bar_freezing_and_travel_without_the_confirmation(houses: Houses, confirmed: bool) -> None:
    anna, sofia = houses.anna, houses.sofia
    history = draft(sofia)
    place = edit(sofia, history)
    if confirmed:
        sofia("agreement", "confirm", history)
    carry(sofia, history, anna)
    assert ("G11", "W", "E", f"clauses.{place}") in told(anna, history)["findings"]
    anna("agreement", "accept", history)
    carry(anna, history, sofia)
    with unlock(sofia.vault, sofia.member, PASSPHRASE, utc_now) as acting:
        said = plan_freeze(acting, history, DAY).unconfirmed
        assert any("§" in one for one in said) != confirmed, "said before the text is fixed"
        if confirmed:
            assert freeze(acting, history, DAY).kind == "freeze"
            return
        with pytest.raises(AnswerNo):
            freeze(acting, history, DAY)
    assert ("G11", "E", "E", f"clauses.{place}") in told(sofia, history)["findings"]


@pytest.mark.journey
def test_the_cure_of_a_partners_deletion_is_a_counter_with_its_reason(houses: Houses) -> None:
    anna, sofia = houses.anna, houses.sofia
    history = draft(sofia)
    edit(sofia, history, None)
    carry(sofia, history, anna)
    assert told(anna, history)["errors"]
    anna("agreement", "cure", history)
    assert told(anna, history)["errors"] == 0
    remarks = [one["remark"] for one in anna.json("agreement", "history", history)]
    assert any("5(1)(e)" in remark for remark in remarks)
