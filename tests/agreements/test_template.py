"""The shipped templates: complete, in both languages, resolving, and passing the checks when answered fully."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import Malformed, WrongUse
from datapact.base.texts import LANGUAGES, Language
from datapact.checks.run.engine import check
from datapact.contract.editing.answers_file import read_answers
from datapact.contract.templates.interview import open_questions, pages
from datapact.contract.templates.questions import unanswered
from datapact.contract.templates.resolve import resolve_clauses, with_preset
from datapact.contract.templates.template import (
    all_shared_clauses,
    all_templates,
    compile_all,
    example_answers,
    list_templates,
    load_template,
    read_template,
)
from datapact.contract.terms import Terms, read_terms, write_terms
from datapact.contract.terms.data import Judgement, PersonalFor
from datapact.contract.terms.derived import Setting
from datapact.contract.text.clauses import places, plain_text
from datapact.contract.text.document import read_state
from datapact.contract.text.numbering import MISSING, PREAMBLE
from datapact.pdf.engine.wording import (
    ANNEX_ARTEFACTS,
    ANNEX_DATASETS,
    ANNEX_MEASURES,
    ANNEX_MODELS,
    ANNEX_PURPOSES,
    ANNEX_TRANSFERS,
)
from tests.agreements.drafts import SMALL, TEMPLATES, all_words, draft, example, words
from tests.depth import examples

ON = date(2026, 11, 25)


def test_every_template_is_shipped_and_says_that_no_lawyer_reviewed_it() -> None:
    assert tuple(template.id for template in list_templates()) == TEMPLATES
    assert not any(template.reviewed for template in list_templates())


@pytest.mark.parametrize("name", TEMPLATES)
def test_fifteen_to_twenty_five_clauses(name: str) -> None:
    """Two have a few more: a consortium its bodies, results and disputes, a municipality service and processing in one."""
    numbered = [clause.id for clause in read_state(example(name)).clauses if clause.id != PREAMBLE]
    assert (
        15
        <= len(numbered)
        <= {"consortium": 29, "municipality": 31, "intermediary": 26, "participant-consent": 34}.get(name, 25)
    )


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_full_example_leaves_no_gap_and_no_finding(name: str) -> None:
    state = example(name)
    for language in LANGUAGES:
        assert "[offen" not in all_words(state, language)
        assert "[open" not in all_words(state, language)
    assert [(finding.id, finding.place) for finding in check(state, ON)] == []


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_reads_clean(name: str, language: Language) -> None:
    for line in all_words(example(name), language).splitlines():
        assert line, "an empty text"
        assert not re.search(r" {2}| [.,;:]( |$)|\.\.|\{|\}|\( |;;|: *$(?<!:)", line), line
        assert line == line.strip()


@pytest.mark.parametrize("name", TEMPLATES)
def test_both_languages_show_the_same_terms_and_references(name: str) -> None:
    for identifier, texts in places(read_state(example(name)).clauses):
        shown = [
            sorted((run.term or "", run.ref or "") for run in texts[language] if run.term or run.ref)
            for language in LANGUAGES
        ]
        assert shown[0] == shown[1], identifier


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_in_one_language_has_the_same_clauses(name: str) -> None:
    answers = read_answers(example_answers(name))
    template = load_template(name)
    terms = with_preset(template, answers.terms)
    both = resolve_clauses(template, terms, ["de"], "de")
    assert all(set(texts) == {"de"} for _identifier, texts in places(both))


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_a_lawyer_looks_for_is_there(name: str) -> None:
    german = all_words(example(name), "de")
    for wanted in (
        "§ 154 Abs. 2 BGB",
        "§ 314 BGB",
        "§ 127 Abs. 3 BGB",
        "§ 126b BGB",
        "Verletzung des Lebens",
        "grobe Fahrlässigkeit",
        "Maßgeblich ist die deutsche Fassung",
        "§ 305b BGB",
        "Recht der Bundesrepublik Deutschland",
    ):
        if wanted != "§ 127 Abs. 3 BGB" or example(name)["terms"]["form"]["conclusion"] == "agreed_electronic":
            assert wanted in german, wanted


def test_processing_has_every_content_of_article_28() -> None:
    german, english = all_words(example("processing"), "de"), all_words(example("processing"), "en")
    for letter in "abcdefgh":
        assert re.search(rf"Art\. 28 (Abs\. 2 und )?Abs\. 3 Buchst\. {letter} DSGVO", german), letter
        assert re.search(rf"Article 28(\(2\) and )?\(3\)\({letter}\) GDPR", english), letter
    for paragraph in (1, 2, 4, 9, 10):
        assert re.search(rf"Art\. 28 Abs\. {paragraph} (DSGVO|und)", german), paragraph
    for word in ("Auftragsverarbeiter", "weitere Auftragsverarbeiter", "dokumentierte Weisung", "Einspruch"):
        assert word in german


def test_the_pilot_speaks_of_rights_publication_acceptance_and_the_fate_of_models() -> None:
    state = example("ai-pilot")
    assert {"foreground", "results", "model-rights", "ai-act"} <= {clause.id for clause in read_state(state).clauses}
    assert "retrains the pilot model" in words(state, "model-withdrawal")


def test_a_gap_is_shown_by_its_name() -> None:
    state = draft(
        "controller-to-controller",
        SMALL.encode() + b'[[datasets]]\nkey = "d"\nname = { de = "D", en = "D" }\nprovider = "a"\n',
    )
    assert "[offen: Aufbewahrung]" in all_words(state, "de")
    assert "[open: governing law]" in all_words(state, "en")


def test_presets_yield_to_answers() -> None:
    template = load_template("ai-pilot")
    answers = read_answers(SMALL.encode() + b'[form]\nconclusion = "written"\n')
    terms = with_preset(template, answers.terms)
    assert terms.form.conclusion == "written"
    assert terms.form.amendment == "agreed_electronic"


def test_questions_follow_the_facts() -> None:
    template = load_template("controller-to-controller")
    terms = read_answers(SMALL.encode()).terms
    open_paths = {entry.path for entry in unanswered(template.groups, Setting(terms, LANGUAGES, "de"))}
    assert "law.venue" in open_paths
    assert "parties.a.address" in open_paths
    assert "rights.accuracy_procedure" not in open_paths, "asked only for personal data"
    personal = read_answers(SMALL.encode() + b"[facts]\npersonal_data = true\n").terms
    assert "rights.accuracy_procedure" in {
        entry.path for entry in unanswered(template.groups, Setting(personal, LANGUAGES, "de"))
    }


def test_what_was_said_of_each_dataset_is_not_asked_of_the_agreement_again() -> None:
    document = read_state(example("ai-pilot"))
    facts = document.terms.facts.model_copy(update={"personal_data": None})

    def asked(judgement: Judgement) -> bool:
        datasets = [
            one.model_copy(
                update={
                    "personal": [
                        PersonalFor(party=party, judgement=judgement) for party in (one.provider, *one.recipients)
                    ]
                }
            )
            for one in document.terms.datasets
        ]
        terms = document.terms.model_copy(update={"facts": facts, "datasets": datasets})
        found = pages(load_template("ai-pilot"), replace(document, terms=terms))
        return "facts.personal_data" in {entry.path for page in found for entry in page.open}

    assert asked("personal")
    assert not asked("not_personal")


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_shipped_example_leaves_no_question_open(name: str) -> None:
    assert open_questions(read_state(example(name))) == 0


def test_every_question_has_both_languages() -> None:
    for template in list_templates():
        for group in template.groups:
            assert group.title.de
            assert group.title.en
            for question in group.questions:
                assert question.text.de.endswith("?")
                assert question.text.en.endswith("?")


_GERMAN = re.compile(
    r"[äöüß]|§|\b(der|die|das|des|vom|von|für|und|mit|im|in|bis|nach|aus|dem)\b|(?<!\w)[A-ZÄÖÜ]\w*(ung|en)\b", re.I
)
_NAMES = {"Werkstraße 12, 74076 Heilbronn", "Fräszentren Nord AG", "die (die Hochschule)"}
"""Names and words of German text, which are the same for who reads English."""


def test_an_example_in_german_words_is_shown_in_english_to_who_reads_english() -> None:
    for one in [question for name in TEMPLATES for group in load_template(name).groups for question in group.questions]:
        german = _GERMAN.search(one.example.de) is not None and one.example.de not in _NAMES
        assert not german or one.example.en != one.example.de, one.path
        assert re.search("[äöüß]", one.example.en) is None or one.example.en in _NAMES, one.path


@pytest.mark.parametrize("name", ["none", "../ai-pilot", "ai-pilot/1", "", "AI-PILOT", "x" * 5000])
def test_an_unknown_template_is_said(name: str) -> None:
    with pytest.raises(WrongUse):
        load_template(name)


def test_an_unknown_version_is_said() -> None:
    with pytest.raises(WrongUse):
        load_template("ai-pilot", 99)


def _changed_terms(base: Terms, draw: st.DataObject) -> Terms:
    """The terms of an example with some facts switched and some parts dropped."""
    value: dict[str, Any] = dict(write_terms(base))
    for name in draw.draw(st.sets(st.sampled_from(sorted(set(value) - {"parties"})), max_size=6)):
        if name not in {"datasets", "purposes"}:
            value.pop(name)
    if draw.draw(st.booleans()):
        value["liability"] = {"rule": "capped", "cap": {"de": "100.000 Euro", "en": "EUR 100,000"}}
    if draw.draw(st.booleans()):
        value["transfers"] = [{"key": "t", "importer": "Acme Inc.", "country": "US", "mechanism": "45"}]
    value["onward"] = {"rule": draw.draw(st.sampled_from(["", "forbidden", "allowed", "conditional"]))}
    value["end_of_data"] = {"rule": draw.draw(st.sampled_from(["", "delete", "return", "choice", "keep"]))}
    value["models"] = {**value.get("models", {}), "applies": draw.draw(st.booleans())}
    value["data_act"] = {"applies": draw.draw(st.booleans())}
    value["penalty"] = {"agreed": draw.draw(st.booleans())}
    banned = draw.draw(st.booleans())
    value["datasets"] = [{**dataset, "reidentification_banned": banned} for dataset in value.get("datasets", [])]
    return read_terms(value)


@pytest.mark.in_turn(3)
@pytest.mark.parametrize("name", TEMPLATES)
@given(data=st.data())
@settings(max_examples=examples(25), deadline=None)
def test_every_reference_resolves_whatever_the_facts(name: str, data: st.DataObject) -> None:
    template = load_template(name)
    terms = _changed_terms(with_preset(template, read_answers(example_answers(name)).terms), data)
    for _identifier, texts in places(resolve_clauses(template, terms, LANGUAGES, "de")):
        for runs in texts.values():
            assert not any(words in plain_text(runs) for words in MISSING.values()), plain_text(runs)


def _template_folder(tmp_path: Path, clauses: str, *, order: str = '["one"]') -> Path:
    folder = tmp_path / "t"
    folder.mkdir()
    label = 'de = "x"\nen = "x"\n'
    (folder / "template.toml").write_text(
        f'id = "t"\nversion = 1\nkind = "t"\nreviewed = false\norder = {order}\ngroups = []\n[name]\n{label}[summary]\n{label}',
        encoding="utf-8",
    )
    (folder / "clauses.toml").write_text(clauses, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "clauses",
    [
        "not toml",
        '[[clauses]]\nid = "one"\n',
        '[[clauses]]\nid = "one"\nheading = { de = "x" }\nparagraphs = []\n',
        '[[clauses]]\nid = "one"\nheading = { de = "x", en = "{{ nothing }}" }\nparagraphs = []\n',
        '[[clauses]]\nid = "one"\nwhen = "nothing"\nheading = { de = "x", en = "x" }\nparagraphs = []\n',
    ],
)
def test_a_faulty_template_is_malformed(tmp_path: Path, clauses: str) -> None:
    folder = _template_folder(tmp_path, clauses)
    with pytest.raises(Malformed):
        compile_all(read_template(folder, folder).clauses)


def test_every_text_that_ships_compiles_in_each_language() -> None:
    for template in all_templates():
        compile_all(template.clauses)
    compile_all(all_shared_clauses())
    assert all(set(one.heading) == set(LANGUAGES) for one in all_shared_clauses())


def test_a_missing_shared_clause_is_malformed(tmp_path: Path) -> None:
    folder = _template_folder(tmp_path, "", order='["gone-1"]')
    with pytest.raises(Malformed):
        read_template(folder, folder)


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_annexes_are_named_as_the_document_names_them(name: str, language: Language) -> None:
    titles = {
        title.text(language)
        for title in (
            ANNEX_ARTEFACTS,
            ANNEX_DATASETS,
            ANNEX_MEASURES,
            ANNEX_MODELS,
            ANNEX_PURPOSES,
            ANNEX_TRANSFERS,
        )
    }
    named = set(re.findall(r"(?:Anlage „|annex “)([^“”]+)[“”]", all_words(example(name), language)))
    assert named
    assert named <= titles


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_duty_to_tell_of_an_incident_stands_before_anybody_is_named(template: str) -> None:
    made = dict(places(read_state(draft(template, SMALL.encode())).clauses))
    told = [one for one in made if one in NOTICES]
    assert told
    for one in told:
        for language in ("de", "en"):
            words = plain_text(made[one][language])
            assert words.endswith("."), words
            assert "undue delay" in words or "unverzüglich" in words


NOTICES = frozenset(
    {"security-breach", "security-incident", "nda-incidents-notice", "breach-notice", "jc-breach-notice"}
)


GERMAN_ACTS = r"\b(BGB|HGB|ZPO|BDSG|StGB|SGB [IVX]+|AO|UrhG|GeschGehG|GWB|UVgO|BetrVG|AktG)\b"


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_german_act_is_explained_in_english_where_it_is_first_named(name: str) -> None:
    named: set[str] = set()
    for place, runs in places(read_state(example(name)).clauses):
        line = plain_text(runs["en"])
        for found in re.finditer(GERMAN_ACTS, line):
            before = line[max(0, found.start() - 75) : found.start()]
            explained = re.search(r"German [^.;]*$|Book [IVX]+ \($", before)
            assert found[0] in named or explained, (place, found[0])
            named.add(found[0])
