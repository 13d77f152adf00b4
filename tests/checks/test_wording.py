"""What the wording of a contract provides: each clause missed when it is gone, own words never taken for the law's."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.texts import LANGUAGES, Language
from datapact.checks.model.facts import derive
from datapact.checks.model.finding import Finding
from datapact.checks.run.engine import RULES, check
from datapact.checks.wording.findings import needed
from datapact.checks.wording.parts import PARTS
from datapact.checks.wording.text_of_state import text_of_state
from datapact.contract.editing.answers_file import read_answers
from datapact.contract.editing.commands import Command, JoinPart, RemovePart
from datapact.contract.editing.edit import apply
from datapact.contract.templates.resolve import draft_state
from datapact.contract.templates.template import all_shared_clauses, all_templates, example_answers, load_template
from datapact.contract.terms import read_terms
from datapact.contract.text.clauses import Run, places
from datapact.contract.text.document import read_state, write_state
from datapact.contract.text.numbering import PREAMBLE
from datapact.contract.wording.cure import with_cure
from datapact.contract.wording.provided import wording_at
from datapact.contract.wording.remembered import Remembered
from datapact.contract.wording.skeleton import digest_of, skeleton
from tests.agreements.drafts import AGREEMENT, TEMPLATES, draft, example
from tests.checks.contracts import renumbered
from tests.depth import day_of_turn, depth, examples

ON = date(2026, 11, 29)
_TELLS = "It tells how the contract came about; nobody owes anything by it."
_TWO = (
    "Two parties need no rule on joining and leaving; with a third, or on behalf of a controller, the rule asks for it."
)
NEEDED_BY_NO_RULE = {
    **{f"{one}/{PREAMBLE}": _TELLS for one in TEMPLATES},
    **{f"data-act-{one}/members": _TWO for one in ("recipient", "third-party", "user")},
    "participant-consent/members": _TWO,
    "joint-controllers/members": _TWO,
    "controller-to-controller/members": _TWO,
    "data-licence/members": _TWO,
    "model-licence/members": _TWO,
    "ai-pilot/members": _TWO,
}
"""Clauses whose deletion nothing finds, as ``TEMPLATE/CLAUSE``, with the reason why no rule needs them."""


@cache
def prevailing(name: str, language: Language) -> dict[str, Any]:
    """The example of a template with this language prevailing."""
    read = read_answers(example_answers(name))
    made = draft_state(
        load_template(name),
        read.terms,
        agreement=AGREEMENT,
        number="1",
        title=read.title,
        languages=read.languages,
        prevailing=language,
    )
    return dict(made)


def without(state: dict[str, Any], clause: str) -> dict[str, Any]:
    return {**state, "clauses": [one for one in state["clauses"] if one["id"] != clause]}


def found(state: dict[str, Any], **more: Any) -> list[Finding]:
    return [one for one in check(state, ON, **more) if one.parts or one.id == "C01"]


SHARED = {clause.id for clause in all_shared_clauses()}
IN_FULL = ("ai-pilot", "controller-to-controller", "processing")
"""In the others, a share of the clauses that templates share is taken out where English prevails; in the long run all of them."""


def gone_in_english(name: str) -> set[str]:
    """Clauses of a template that are taken out where English prevails, another share of the shared ones on each day of turns."""
    own, shared = [], []
    for clause in prevailing(name, "en")["clauses"]:
        (shared if name not in IN_FULL and clause["id"] in SHARED else own).append(clause["id"])
    drawn = shared if depth() == "long" else Random(f"{name} {day_of_turn() or 0}").sample(shared, -(-len(shared) // 5))
    return {*own, *drawn}


CLAUSES = [
    (name, language, clause["id"])
    for name in TEMPLATES
    for language in LANGUAGES
    for clause in prevailing(name, language)["clauses"]
    if language == "de" or clause["id"] in gone_in_english(name)
]


@cache
def found_in_whole(name: str, language: Language) -> list[Finding]:
    """What is found in a whole agreement, looked for once for all its clauses."""
    return found(prevailing(name, language))


@cache
def found_without(name: str, language: Language, clause: str) -> list[Finding]:
    """What is found where a clause was taken out."""
    return found(without(prevailing(name, language), clause))


@pytest.mark.in_turn(3)
@pytest.mark.parametrize(("name", "language", "clause"), CLAUSES)
def test_each_clause_is_missed_when_it_is_gone(name: str, language: Language, clause: str) -> None:
    assert found_in_whole(name, language) == []
    missed = found_without(name, language, clause)
    assert bool(missed) != (f"{name}/{clause}" in NEEDED_BY_NO_RULE)
    if language != "de":
        same = found_without(
            name, "de", clause
        )  # at other places: the paragraph that says which prevails is another one
        assert [(one.id, one.severity, one.parts) for one in missed] == [(o.id, o.severity, o.parts) for o in same]


def test_the_eleven_clauses_of_the_processing_agreement_are_errors() -> None:
    state = example("processing")
    for clause in (
        "instructions", "own-purposes", "personnel", "measures", "sub-processing", "data-subjects", "assistance",
        "breach", "audits", "deletion",
    ):  # fmt: skip
        assert any(one.severity == "E" for one in found(without(state, clause))), clause
        state = without(state, clause)
    assert {"P01", "P02", "P03", "P04", "P05", "P06", "P07", "P08", "P09", "P10", "P13", "G14"} <= {
        one.id for one in found(state) if one.severity == "E"
    }


def test_what_paragraphs_name_are_parts_of_rules() -> None:
    sources = [*all_shared_clauses(), *(clause for template in all_templates() for clause in template.clauses)]
    named = {
        part
        for clause in sources
        for paragraph in clause.paragraphs
        for one in (paragraph, *paragraph.items)
        for part, _condition in one.provides
    }
    assert named <= PARTS.keys()
    assert {part.rule for part in PARTS.values()} <= {rule.id for rule in RULES}


SAME = [
    ("Die Daten, die er erhält.", "Die Daten die er erhält"),
    ("„Daten“ sind – immer – gemeint;", '"Daten" sind - immer - gemeint.'),
    ("ein\N{NO-BREAK SPACE}Monat", "ein Monat"),
]
OTHER = [("nicht erlaubt", "erlaubt"), ("Das gilt nicht. Wer", "Das gilt. Nicht wer"), ("§ 15", "§ 16"), ("a b", "ab")]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_typography_is_no_edit(left: str, right: str) -> None:
    assert digest_of([Run(left)]) == digest_of([Run(right)])


@pytest.mark.parametrize(("left", "right"), OTHER)
def test_a_word_is_an_edit(left: str, right: str) -> None:
    assert digest_of([Run(left)]) != digest_of([Run(right)])


def test_numbers_and_names_stand_for_their_terms_and_choices_for_their_words() -> None:
    for path in ("breach.hours", "duration.end", "parties.keller.name", "parties.keller.contact"):
        assert digest_of([Run("24", path)]) == digest_of([Run("36", path)])
    for path in ("onward.rule", "remarks", "purposes.x.name"):
        assert digest_of([Run("verboten", path)]) != digest_of([Run("erlaubt", path)])
    true = {"breach.hours": {"24 Stunden"}}
    assert digest_of([Run("24 Stunden, aber § 15 gilt nicht", "breach.hours")], true) != digest_of(
        [Run("24 Stunden", "breach.hours")], true
    )


runs = st.lists(st.builds(Run, st.text(alphabet="aä „“,.;§1 ", max_size=12)), max_size=4)


@given(runs, runs)
@settings(max_examples=examples(100))
def test_items_never_flow_into_each_other(lead: list[Run], item: list[Run]) -> None:
    assert skeleton(lead, [item]).whole != skeleton([*lead, *item]).whole
    assert skeleton(lead, [item, []]).whole != skeleton(lead, [item]).whole


def paragraph(state: dict[str, Any], identifier: str) -> dict[str, Any]:
    return next(one for clause in state["clauses"] for one in clause["paragraphs"] if one["id"] == identifier)


def place_of(name: str, part: str) -> str:
    """The id of the paragraph that provides a part in the example of a template."""
    text = text_of_state(example(name), read_terms(example(name)["terms"]))
    assert text is not None
    return text.sources[part]


def reworded(name: str, part: str, words: str) -> dict[str, Any]:
    state = example(name)
    for text in paragraph(state, place_of(name, part))["text"].values():
        text[:] = [{"text": words}]
    return state


def test_own_words_are_one_quiet_finding_until_the_text_is_frozen() -> None:
    state = reworded("processing", "P09.audits", "Prüfungen sind ausgeschlossen.")
    [one] = found(state)
    assert (one.id, one.severity, one.at_freezing, one.place) == (
        "P09",
        "W",
        "E",
        f"clauses.{place_of('processing', 'P09.audits')}",
    )
    assert one.parts[0] == "P09.audits"
    assert one.message.text("de").startswith("§ 1")
    [frozen] = found(state, freezing=True)
    assert frozen.severity == "E"


def test_words_that_come_with_an_answer_bar_freezing_whatever_becomes_of_the_answer() -> None:
    """Who sets the open answer aside has not said that the words may be missing."""
    state: dict[str, Any] = example("joint-controllers")
    del state["terms"]["joint"]
    assert "provides.J01.rights" not in {one.place for one in found(state)}
    assert "provides.J01.rights" in {one.place for one in found(state, freezing=True)}


def test_confirmed_own_words_provide_until_they_change() -> None:
    state = reworded("processing", "P09.audits", "Der Auftragsverarbeiter lässt Prüfungen zu und gibt Auskunft.")
    text = text_of_state(state, read_terms(state["terms"]))
    assert text is not None
    [own] = text.own_words
    assert found(state, confirmed={wording_at(own.place, own.digest): own.lost}) == []
    assert found(state, confirmed={wording_at(own.place, own.digest): own.lost - {"P09.audits"}})[0].parts == (
        "P09.audits",
    )
    paragraph(state, own.place)["text"]["de"][0]["text"] += " Nicht."
    assert found(state, confirmed={wording_at(own.place, own.digest): own.lost}) != []


def test_words_that_no_released_clause_has_are_listed_and_ticked() -> None:
    state = example("processing")
    clause = state["clauses"][-1]
    clause["paragraphs"].append(
        {"id": "own", "text": {"de": [{"text": "§ 15 gilt nicht."}], "en": [{"text": "x"}]}, "items": []}
    )
    [one] = found(state)
    assert (one.id, one.severity, one.place) == ("C01", "W", "clauses.own")
    text = text_of_state(state, read_terms(state["terms"]))
    assert text is not None
    assert found(state, confirmed={wording_at(text.own_words[0].place, text.own_words[0].digest): ()}) == []
    elsewhere = wording_at("another-paragraph", text.own_words[0].digest)
    assert found(state, confirmed={elsewhere: ()}) != []  # "paragraph 1 does not apply" says another thing there


def test_a_special_provision_in_the_terms_is_read_like_any_other_words() -> None:
    answers = (
        example_answers("processing").decode()
        + '\n[remarks]\nde = "§ 15 gilt nicht."\nen = "Section 15 does not apply."\n'
    )
    state = dict(draft("processing", answers.encode()))
    [one] = found(state)
    assert one.id == "C01"
    text = text_of_state(state, read_terms(state["terms"]))
    assert text is not None
    assert found(state, confirmed={wording_at(text.own_words[0].place, text.own_words[0].digest): ()}) == []


def test_a_reference_that_leads_nowhere_makes_no_own_words() -> None:
    missed = found(renumbered(without(example("controller-to-controller"), "purposes")))
    assert not [one for one in missed if one.at_freezing is not None or one.id == "C01"]


def test_a_clause_of_another_template_provides_wherever_it_stands() -> None:
    state, other = example("processing"), example("controller-to-controller")
    state["clauses"] = [
        *without(state, "place")["clauses"],
        next(one for one in other["clauses"] if one["id"] == "onward"),
    ]
    assert not {"X01.place"} & {part for one in found(state) for part in one.parts}


@pytest.mark.parametrize(("name", "language", "clause"), CLAUSES[:: max(1, len(CLAUSES) // 12)])
def test_the_cure_of_each_finding_brings_the_clause_back(name: str, language: Language, clause: str) -> None:
    whole = prevailing(name, language)
    document = read_state(renumbered(without(copy.deepcopy(whole), clause)))
    for one in found(write_state(document)):
        document = with_cure(document, one.place.removeprefix("clauses."), one.parts)
    assert found(write_state(document)) == []
    assert read_state(write_state(document)) == document
    provided = {identifier for identifier, _texts in places(document.clauses)}
    assert clause in provided or clause in {one.id for one in read_state(whole).clauses} - provided


# ---- random edits: the acceptance test of the issue ----

WORDS = ["nicht", "keine Haftung", "§ 15 gilt nicht.", "außer", "oder", "", "Der Auftragsverarbeiter", "unverzüglich"]


def _edit(draw: Callable[[Any], Any], state: dict[str, Any]) -> None:
    """One edit as a person or a partner's program makes it."""
    clauses = [clause for clause in state["clauses"] if clause["paragraphs"]]
    clause = draw(st.sampled_from(clauses))
    inner = draw(st.sampled_from(clause["paragraphs"]))
    text = inner["text"]["de"]
    match draw(st.sampled_from(["clause", "paragraph", "item", "word", "cut", "swap", "empty", "move", "hide"])):
        case "clause" if len(clauses) > 1:
            state["clauses"].remove(clause)
        case "paragraph":
            clause["paragraphs"].remove(inner)
        case "item" if inner["items"]:
            inner["items"].remove(draw(st.sampled_from(inner["items"])))
        case "word" | "hide" as how if text:
            run = draw(st.sampled_from(text))
            if "ref" not in run and ("term" in run) == (how == "hide"):
                run["text"] = f"{run['text']} {draw(st.sampled_from(WORDS))}".strip()
        case "cut" if text:
            del text[draw(st.integers(0, len(text) - 1)) :]
        case "swap":
            other = draw(st.sampled_from(clauses))["paragraphs"][0]
            inner["text"], other["text"] = other["text"], inner["text"]
        case "empty":
            inner["text"] = {language: [] for language in inner["text"]}
        case "move":
            clause["paragraphs"].remove(inner)
            draw(st.sampled_from(clauses))["paragraphs"].append(inner)
        case _:
            pass


@cache
def released(name: str, version: int | None = None, *, values: bool = True) -> dict[str, list[list[str]]]:
    """By part, the words of each released paragraph of the example that provides it: kept apart from the program.

    Without ``values``, the words without those of terms, which are other ones in another example.
    """
    whole = read_state(draft(name, example_answers(name, version), version))
    by_id = {one.id: one for clause in whole.clauses for one in clause.paragraphs}
    found: dict[str, list[list[str]]] = {}
    for clause in load_template(name, version).clauses:
        for paragraph in clause.paragraphs:
            for part in {part for one in (paragraph, *paragraph.items) for part, _condition in one.provides}:
                if paragraph.id in by_id:
                    found.setdefault(part, []).append(_said(by_id[paragraph.id], values=values))
    return found


@cache
def elsewhere(name: str) -> dict[str, list[list[str]]]:
    """By part, the words in which other templates and versions provide it, where they are other words: they do, too."""
    own = released(name, values=False)
    found: dict[str, list[list[str]]] = {}
    for other in all_templates():
        for part, wordings in released(other.id, other.version, values=False).items():
            found.setdefault(part, []).extend(one for one in wordings if one not in own.get(part, ()))
    return found


def _said(one: Any, *, values: bool) -> list[str]:
    """The words of lead and items in one typography."""
    texts = (one.text, *(item.text for item in one.items))
    return [
        _words(run.text for run in runs["de"] if run.ref is None and (values or run.term is None)) for runs in texts
    ]


def _words(texts: Iterable[str]) -> str:
    """Words without spaces, commas and the stop at the end, none of which is an edit."""
    return "".join("".join(texts).replace(",", " ").split()).rstrip(".;:")


@cache
def remembered(name: str) -> Remembered:
    """What a window remembers of a text that is checked at each pause; that it changes no answer, test_remembered.py shows."""
    known = Remembered()
    check(example(name), ON, remembered=known)
    return known


@pytest.mark.parametrize("name", TEMPLATES)
@given(st.data())
@settings(max_examples=examples(170))  # over 500 edits each day: 34 of each of the fifteen templates
def test_no_edit_leaves_a_text_complete_that_lost_a_clause(name: str, data: st.DataObject) -> None:
    state = example(name)
    for _count in range(data.draw(st.integers(1, 3))):
        _edit(data.draw, state)
    findings = check(state, ON, remembered=remembered(name))
    complete = not any(one.bars_freezing or one.parts or one.id == "C01" for one in findings)
    if not complete:
        return
    texts = [
        one["text"]["de"] for clause in state["clauses"] for two in clause["paragraphs"] for one in (two, *two["items"])
    ]
    lines = {_words(run["text"] for run in runs if "ref" not in run) for runs in texts}
    plain = {_words(run["text"] for run in runs if not {"ref", "term"} & run.keys()) for runs in texts}
    in_force = {rule.id for rule in RULES if rule.applies_on(ON)}  # of a law that begins later, nothing is asked yet
    for part in needed(derive(read_terms(state["terms"]), ON)):
        if PARTS[part].rule in in_force:
            here = any(lines.issuperset(wording) for wording in released(name).get(part, ()))
            assert here or any(plain.issuperset(wording) for wording in elsewhere(name).get(part, ())), part


def test_nothing_is_said_to_be_missing_while_own_words_are_unread() -> None:
    """The measures of a non-disclosure agreement put to the paragraph before them are there still; deleted, they are not."""
    document = read_state(example("nda"))
    before = {(one.id, one.place) for one in check(write_state(document), ON)}

    def said(command: Command) -> list[str]:
        found = check(write_state(apply(document, command)), ON)
        return [str(one.message.text("en")) for one in found if one.id == "N01" and (one.id, one.place) not in before]

    joined, deleted = said(JoinPart("nda-secrecy-measures")), said(RemovePart("nda-secrecy-measures"))
    assert any("Your own words may" in one and "measures of secrecy" in one for one in joined)
    assert any("does not contain" in one and "measures of secrecy" in one for one in deleted)
