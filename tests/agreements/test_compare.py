"""Comparison: what changed, said in sentences, and nothing hidden between terms and text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.agreements.steps.amendment_draft import amendment_clauses
from datapact.base.errors import Malformed
from datapact.base.texts import LANGUAGES
from datapact.contract.changes.change_lines import change_lines, how_many
from datapact.contract.editing.answers_file import apply_changes
from datapact.contract.editing.change import Change
from datapact.contract.editing.compare import compare, deviations, sentences
from datapact.contract.editing.compare_terms import compare_terms
from datapact.contract.editing.compare_text import compare_text
from datapact.contract.text.clauses import Run, RunTexts, mapped, places, plain_text
from datapact.contract.text.document import read_state
from tests.agreements.drafts import TEMPLATES, draft, example, renumbered
from tests.depth import examples


def changed(changes: str) -> tuple[Change, ...]:
    return compare(example(), apply_changes(example(), changes.encode()))


def test_a_full_stop_of_one_value_alone_is_no_change_beside_another_one() -> None:
    """It is told where nothing else differs, so that no change is without its reason."""
    venue = str(read_state(example()).terms.law.venue)
    (told,) = [one for one in changed('[law]\nvenue = "Ulm."') if one.kind == "changed"]
    assert "Ulm”" in told.message.text("en")
    assert "Ulm“" in told.message.text("de")
    (told,) = [one for one in changed(f'[law]\nvenue = "{venue}."') if one.kind == "changed"]
    assert f"{venue}.”" in told.message.text("en")


def test_wording_that_follows_is_no_change_of_its_own() -> None:
    found = changed("[breach]\nhours = 36")
    assert [one.kind for one in found] == ["changed", "follows"]
    base = read_state(example())
    told = change_lines(base, read_state(apply_changes(example(), b"[breach]\nhours = 36")))
    assert [one.follows for one in told] == [False, True]
    assert how_many(told) == 1


@pytest.mark.parametrize("name", TEMPLATES)
def test_equal_states_have_no_changes(name: str) -> None:
    assert compare(example(name), example(name)) == ()
    assert deviations(example(name)) == ()


@pytest.mark.parametrize(
    ("changes", "place", "de", "en"),
    [
        (
            "[datasets.machine-logs.retention]\nmonths = 12",
            "datasets.machine-logs.retention.months",
            "Aufbewahrung von „Maschinenprotokolle“: bisher 24 Monate, jetzt 12 Monate.",
            "Retention of “Machine logs” changed from 24 months to 12 months.",
        ),
        (
            '[law]\nvenue = "Heilbronn"',
            "law.venue",
            "Gerichtsstand: bisher „entfällt“, jetzt „Heilbronn“.",
            "Venue changed from “entfällt” to “Heilbronn”.",
        ),
        (
            "[duration]\nend = 2028-12-31",
            "duration.end",
            "Ende der Laufzeit: bisher 30. Juni 2028, jetzt 31. Dezember 2028.",
            "End of the term changed from 30 June 2028 to 31 December 2028.",
        ),
        (
            '[agreement]\nremove = ["duration.notice_months"]',
            "duration.notice_months",
            "Kündigungsfrist: keine Angabe mehr, bisher 3 Monate.",
            "Notice period is no longer stated; it was 3 months.",
        ),
        (
            "[duration]\nrenewal_months = 1",
            "duration.renewal_months",
            "Verlängerung: jetzt 1 Monat, bisher keine Angabe.",
            "Renewal is now 1 month; nothing was stated before.",
        ),
        (
            '[agreement]\nremove = ["pilot.milestones.trial"]',
            "pilot.milestones.trial",
            "Meilenstein „Erprobung im Werk“ wurde gestrichen.",
            "Milestone “Trial in the plant” was removed.",
        ),
        (
            '[measures.audit]\nkind = "testing"\ndescription = { de = "Audit", en = "Audit" }',
            "measures.audit",
            "Maßnahme regelmäßige Überprüfung wurde hinzugefügt.",
            "Measure regular testing was added.",
        ),
        (
            '[models]\ntraining = "forbidden"',
            "models.training",
            "Training von Modellen: bisher erlaubt, jetzt nicht erlaubt.",
            "Training of models changed from permitted to not permitted.",
        ),
        (
            "[models]\nhigh_risk_use = true",
            "models.high_risk_use",
            "Hochrisiko-KI-System: bisher nein, jetzt ja.",
            "High-risk AI system changed from no to yes.",
        ),
        (
            '[[activities]]\nkey = "research"\nroles = [{ party = "ipd", role = "joint_controller" }]',
            "activities.research.roles.1.role",
            "Rolle von IPD („Auswertung und Modellentwicklung“): bisher Verantwortlicher, jetzt gemeinsam Verantwortlicher.",
            "Role of IPD (“Analysis and model development”) changed from controller to joint controller.",
        ),
        (
            '[agreement]\nprevailing = "en"',
            "prevailing",
            "Maßgebliche Sprache: bisher Deutsch, jetzt Englisch.",
            "The prevailing language changed from German to English.",
        ),
        (
            '[agreement]\ntitle = { de = "Neu", en = "New" }',
            "title",
            "Titel: bisher „KI-Pilot Vorausschauende Wartung“, jetzt „Neu“.",
            "The title changed from “AI Pilot Predictive Maintenance” to “New”.",
        ),
    ],
)
def test_a_change_is_a_sentence_that_a_lawyer_understands(changes: str, place: str, de: str, en: str) -> None:
    first = changed(changes)[0]
    assert first.place == place
    assert first.message.text("de") == de
    assert first.message.text("en") == en


def test_text_that_follows_from_terms_is_told_apart() -> None:
    kinds = {change.kind for change in changed("[datasets.machine-logs.retention]\nmonths = 12")}
    assert kinds == {"changed", "follows"}


def test_free_wording_shows_number_old_and_new() -> None:
    (change,) = changed('[wording.work-3]\nde = "Neu {old} {{ x }}."\nen = "New."')
    assert change.kind == "text"
    assert change.place == "work-3"
    assert change.message.text("de").startswith("§ 4 Abs. 3: Wortlaut bisher „Erkennt eine Partei")
    assert change.message.text("de").endswith("jetzt „Neu {old} {{ x }}.“.")
    assert change.old is not None
    assert change.old.text("en").endswith("at least every three months.")
    assert change.new is not None
    assert change.new.text("en") == "New."


def test_what_changed_beside_the_words_is_named() -> None:
    before = read_state(example()).clauses
    place = next(name for name, texts in places(before) if any(run.ref for run in texts["de"]))

    def told(change: Callable[[Run], Run]) -> str:
        def at(name: str, texts: RunTexts) -> RunTexts:
            return {one: tuple(map(change, runs)) for one, runs in texts.items()} if name == place else texts

        (found,) = compare_text(before, mapped(before, at), None, None)
        return found.message.text("en")

    assert "linked otherwise" in told(lambda run: replace(run, ref=run.ref and before[0].id))
    assert "spaces or line breaks" in told(lambda run: replace(run, text=run.text.replace(" ", "\n")))
    assert "stand out otherwise" in told(lambda run: replace(run, emphasis="bold"))


def _tampered(text: str) -> dict[str, Any]:
    """A state whose text says something else than its terms."""
    state: dict[str, Any] = example()
    clause = next(entry for entry in state["clauses"] if entry["id"] == "retention")
    for language in LANGUAGES:
        for run in clause["paragraphs"][0]["items"][0]["text"][language]:
            if run.get("term") == "datasets.machine-logs.retention":
                run["text"] = text
    return state


def test_text_that_departs_from_its_terms_is_seen() -> None:
    (change,) = compare(example(), _tampered("240 Monate"))
    assert (change.kind, change.place) == ("text", "retention-periods-dataset-machine-logs")
    (deviation,) = deviations(_tampered("240 Monate"))
    assert deviation.place == "retention-periods-dataset-machine-logs"


def test_terms_that_change_without_their_text_are_seen() -> None:
    state: dict[str, Any] = example()
    state["terms"]["datasets"][0]["retention"]["months"] = 240
    (change,) = compare(example(), state)
    assert change.place == "datasets.machine-logs.retention.months"
    assert deviations(state), "the text still says 24 months"


def test_clauses_that_come_go_and_move_are_said() -> None:
    state: dict[str, Any] = example()
    state["clauses"] = [entry for entry in state["clauses"] if entry["id"] != "results"]
    document = renumbered(state)
    kinds = [(change.place, change.kind) for change in compare(example(), document)]
    assert ("results", "text") in kinds
    assert ("export-1", "text") in kinds
    back = [change.message.text("en") for change in compare(document, example())]
    assert any(
        sentence.startswith("Section 18 was added: “Examination and publication of the results”") for sentence in back
    )
    moved: dict[str, Any] = example()
    first = next(entry for entry in moved["clauses"] if entry["id"] == "work")
    first["paragraphs"][2:4] = reversed(first["paragraphs"][2:4])
    assert [change.message.text("en") for change in compare(example(), moved)] == ["The order of the clauses changed."]


def test_a_state_that_is_none_is_refused() -> None:
    with pytest.raises(Malformed):
        compare(example(), {})


def test_other_templates_compare_too() -> None:
    other = draft(
        "controller-to-controller",
        b"""
[agreement]
title = { de = "X", en = "X" }
languages = ["de", "en"]
prevailing = "de"
[[parties]]
key = "a"
name = "A"
[[parties]]
key = "b"
name = "B"
""",
    )
    changes = (*compare(example(), other), *compare(other, example()))
    for language in LANGUAGES:
        for sentence in sentences(changes, language):
            assert sentence
            assert "{" not in sentence


_VALUES = st.sampled_from(
    [
        "[law]\nvenue = {}",
        "[onward]\nconditions = {{ de = {}, en = {} }}",
        "[parties.ipd]\nname = {}",
        "[remarks]\nde = {}",
    ]
)
_TEXTS = st.sampled_from(['"{old}"', '"{{ x }}"', '"%s"', '"<b>"', '"„“"', '"x\\ny"', '"' + "w " * 149 + 'w"'])


@given(_VALUES, _TEXTS)
@settings(max_examples=examples(30), deadline=None)
def test_hostile_values_are_said_not_run(form: str, text: str) -> None:
    try:
        state = apply_changes(example(), form.format(*[text] * form.count("{}")).encode())
    except Malformed:
        return
    changes = compare(example(), state)
    for language in LANGUAGES:
        assert all(sentences(changes, language))


def test_an_amendment_says_in_which_language_words_change() -> None:
    document = read_state(example())
    key = document.terms.purposes[0].key
    for language, other, words in (("de", "en", "German text only"), ("en", "de", "nur im englischen Text")):
        after = read_state(apply_changes(example(), f'[purposes.{key}.name]\n{language} = "Xq"'.encode())).terms
        told = tuple(compare_terms(document.terms, after))
        (item,) = amendment_clauses(replace(document, terms=after), date(2027, 1, 1), told)[1].paragraphs[0].items
        said = {one: plain_text(item.text[one]) for one in LANGUAGES}
        assert words in said[other]
        assert all("Xq" in text for text in said.values())
        assert "text only" not in said[language]
        assert "nur im" not in said[language]


def test_an_amendment_of_a_paper_contract_agrees_what_changes_and_reports_nothing() -> None:
    document = read_state(example())
    changes = (
        '[duration]\nend = 2029-12-31\n[purposes.teaching]\nname = { de = "Lehre", en = "Teaching" }\n'
        '[agreement]\nremove = ["pilot.milestones.trial"]\n'
    )
    after = read_state(apply_changes(example(), changes.encode())).terms
    told = tuple(compare_terms(document.terms, after))
    made = amendment_clauses(replace(document, terms=after), date(2027, 1, 1), told)
    said = {one: [plain_text(item.text[one]) for item in made[1].paragraphs[0].items] for one in LANGUAGES}
    assert len(said["de"]) == len(told) >= 3
    assert "Zweck „Lehre“ wird hinzugefügt." in said["de"]
    assert "Purpose “Teaching” is added." in said["en"]
    for words in ("wurde", "jetzt", " was "):
        assert not any(words in one for sentences_ in said.values() for one in sentences_), words
    assert any("is changed from" in one and "2029" in one for one in said["en"])
