"""Answers files: read strictly, hostile ones refused with the place, changes that move nothing else."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import DataPactError, Malformed, TooLarge, WrongUse
from datapact.base.strictjson import canonical
from datapact.contract.editing.answers_file import LARGEST_FILE, apply_changes, read_answers
from datapact.contract.templates.template import example_answers
from datapact.contract.text.document import read_state
from tests.agreements.drafts import SMALL, TEMPLATES, all_words, draft, example, texts, words
from tests.depth import examples


def test_answers_are_read() -> None:
    answers = read_answers(SMALL.encode())
    assert answers.title == {"de": "Klein", "en": "Small"}
    assert (answers.languages, answers.prevailing) == (("de", "en"), "de")
    assert [party.name for party in answers.terms.parties] == ["Alpha GmbH", "Beta AG"]


def test_one_language_prevails_by_itself() -> None:
    answers = read_answers(
        SMALL.replace('title = { de = "Klein", en = "Small" }', 'title = { en = "Small" }')
        .replace('languages = ["de", "en"]\nprevailing = "de"', "")
        .encode()
    )
    assert (answers.languages, answers.prevailing) == (("en",), "en")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('prevailing = "de"', "", "agreement.prevailing"),
        ('prevailing = "de"', 'prevailing = "fr"', "agreement.prevailing"),
        ('en = "Small"', 'en = ""', "agreement.title.en"),
        ('en = "Small"', 'fr = "Petit"', "agreement.title.fr"),
        ('languages = ["de", "en"]', 'languages = ["de"]', "agreement.title"),
        ('languages = ["de", "en"]', 'languages = "de"', "agreement.languages"),
        ("[agreement]", "[agreement]\nnothing = 1", "agreement.nothing"),
        ("[agreement]", "[agreement]\nparent = { x = 1 }", "agreement.parent.x"),
        ("[agreement]", "[agreement]\nnumber = 7", "agreement.number"),
        ("[[parties]]", "[nothing]\n[[parties]]", "nothing"),
        ('key = "b"', 'key = "a"', "terms"),
        ('key = "b"', 'key = "B B"', "parties.1.key"),
        ('name = "Beta AG"', 'name = "Beta\\u202e AG"', "parties.1.name"),
        ('name = "Beta AG"', 'name = "' + "x" * 301 + '"', "parties.1.name"),
        ('name = "Beta AG"', 'name = "B"\nsize = "huge"', "parties.1.size"),
        ('name = "Beta AG"', 'name = "B"\n[rights]\nresponsible = "nobody"', "rights.responsible"),
        ('name = "Beta AG"', 'name = "B"\n[law]\nvenue = nan', "law.venue"),
        ('name = "Beta AG"', 'name = "B"\n[duration]\nstart = 12:00:00', "duration.start"),
        ('name = "Beta AG"', 'name = "B"\n[remarks]\nde = """' + "x" * 10_001 + '"""', "remarks.de"),
        ('name = "Beta AG"', 'name = "Beta AG', "line 13"),
        ("[agreement]", "[agreement\n", "line 2"),
    ],
)
def test_a_mistake_is_named_by_its_place(old: str, new: str, place: str) -> None:
    assert old in SMALL
    with pytest.raises(Malformed, match=place.replace(".", r"\.")):
        read_answers(SMALL.replace(old, new, 1).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe",
        b"\x00",
        b"a." * 400_000 + b"a = 1",
        b'"a" . ' * 100_000 + b"a = 1",
        b"x = " + b"[" * 500_000,
        b"x = " + b"{a=" * 5_000,
        b"x = " + b"9" * 100_000,
        b"[[parties]]\n" * 60_000,
        b"parties = 7",
        b"agreement = 7",
        b"",
    ],
    ids=lambda data: repr(data[:12]),
)
def test_hostile_files_are_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_answers(data)


def test_a_file_over_its_bound_is_too_large() -> None:
    with pytest.raises(TooLarge):
        read_answers(b"#" * (LARGEST_FILE + 1))


@given(st.data())
@settings(max_examples=examples(60), deadline=None)
def test_mutated_examples_are_read_or_refused(data: st.DataObject) -> None:
    original = example_answers("ai-pilot")
    at = data.draw(st.integers(0, len(original)))
    cut = data.draw(st.integers(0, 40))
    inserted = data.draw(st.binary(max_size=8) | st.sampled_from([b'"', b"[[", b"]]", b"\n", b"= {", b"{{ x }}"]))
    try:
        answers = read_answers(original[:at] + inserted + original[at + cut :])
    except DataPactError:
        return
    assert len(answers.terms.parties) >= 2


@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
@settings(max_examples=examples(80), deadline=None)
def test_any_bytes_are_refused_as_answers_and_as_changes(data: bytes) -> None:
    with pytest.raises(DataPactError):
        read_answers(data)
    with contextlib.suppress(DataPactError):
        apply_changes(example("processing"), data)


HOSTILE = [
    "{{ law.venue }}",
    "{% for x in parties %}x{% endfor %}",
    "{{ ''.__class__.__mro__ }}",
    "<b>bold</b><para/>&amp;",
    "# heading *x* [y](z)",
    "../../etc/passwd",
    "{old} {0} %s",
    "x" * 300,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    answers = SMALL.replace("Beta AG", text).encode()
    state = draft("controller-to-controller", answers)
    run = next(run for runs in texts(state).values() for run in runs["de"] if run.term == "parties.b.name")
    assert run.text in (text, f"„{text}“")


def test_ten_thousand_characters_are_a_text_and_one_more_is_not() -> None:
    long = "Wort " * 2_000
    state = draft("controller-to-controller", SMALL.encode() + f'[remarks]\nde = "{long[:10_000]}"\n'.encode())
    assert long.strip() in all_words(state, "de")


CHANGE = b"[datasets.machine-logs.retention]\nmonths = 12\n"


def test_a_change_moves_what_it_concerns_and_nothing_else() -> None:
    before = example()
    after = apply_changes(before, CHANGE)
    assert read_state(after).terms.datasets[0].retention.months == 12
    old, new = texts(before), texts(after)
    assert list(old) == list(new)
    assert [identifier for identifier in old if old[identifier] != new[identifier]] == [
        "retention-periods-dataset-machine-logs"
    ]
    assert (
        words(after, "retention-periods-dataset-machine-logs")
        == "Machine logs: for twelve months from receipt at the longest; thereafter the data is deleted;"
    )
    assert before == example(), "the old state is left alone"


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_change_changes_nothing(name: str) -> None:
    assert canonical(apply_changes(example(name), b"")) == canonical(example(name))


def test_members_come_by_key_and_go_by_path() -> None:
    after = apply_changes(
        example(),
        b"""
[agreement]
remove = ["pilot.milestones.trial", "datasets.quality.employees", "duration.notice_months"]
[measures.audit]
kind = "testing"
description = { de = "Audit", en = "Audit" }
[[legal_bases]]
party = "keller"
dataset = "quality"
purpose = "maintenance"
article = "6(1)(c)"
""",
    )
    terms = read_state(after).terms
    assert [milestone.key for milestone in terms.pilot.milestones] == ["data", "prototype"]
    assert terms.duration.notice_months is None
    assert terms.measures[-1].key == "audit"
    assert not terms.datasets[2].employees
    changed = [basis for basis in terms.legal_bases if basis.dataset == "quality" and basis.party == "keller"]
    assert [basis.article for basis in changed] == ["6(1)(c)"]
    assert changed[0].balancing_test == "IA-2026-11", "the rest of the member stays"
    assert len(terms.legal_bases) == len(read_state(example()).terms.legal_bases)


def test_a_paragraph_that_comes_or_goes_moves_the_numbers_and_the_references() -> None:
    after = apply_changes(example(), b'[form]\nconclusion = "written"\n')
    assert "Section 24(5)" in words(example(), "purposes-other")
    assert "Section 24(4)" in words(after, "purposes-other")


def test_an_explicit_no_stays_no() -> None:
    answers = example_answers("processing").replace(b"[processing]", b"[processing]\nconfidentiality = false")
    after = apply_changes(draft("processing", answers), b"[breach]\nhours = 12\n")
    assert not read_state(after).terms.processing.confidentiality


REWORD = b'[wording.work-3]\nde = "Wir {{ reden }}."\nen = "We <b>talk</b>."\n'


def test_free_wording_is_kept_through_later_changes() -> None:
    reworded = apply_changes(example(), REWORD)
    assert words(reworded, "work-3", "de") == "Wir {{ reden }}."
    after = apply_changes(reworded, CHANGE)
    assert words(after, "work-3") == "We <b>talk</b>."


def test_free_wording_that_shows_a_changed_term_asks_for_new_words() -> None:
    place = "retention-periods-dataset-machine-logs"
    own = f'[wording.{place}]\nde = "Zwei Jahre."\nen = "Two years."\n'.encode()
    reworded = apply_changes(example(), own)
    with pytest.raises(WrongUse, match=place):
        apply_changes(reworded, CHANGE)
    again = apply_changes(reworded, CHANGE + own.replace(b"Two years", b"One year"))
    assert words(again, place) == "One year."


@pytest.mark.parametrize(
    "changes",
    [
        b'[agreement]\nremove = ["law.nothing"]',
        b'[agreement]\nremove = ["datasets.nothing"]',
        b'[agreement]\nremove = ["law.venue.x"]',
        b'[agreement]\nremove = [""]',
        b'[agreement]\nremove = ["parties.ipd"]',
        b'[agreement]\nremove = ["datasets.vibration"]',
        b'[agreement]\nremove = "law"',
        b'[agreement]\nlanguages = ["de"]',
        b'[agreement]\ntitle = { de = "" }',
        b'[agreement]\nprevailing = "fr"',
        b'[wording.nothing]\nde = "x"\nen = "y"',
        b'[wording.work-3]\nde = "x"',
        b'[wording.work-3]\nde = "x"\nen = ""',
        b'[wording.work-3]\nde = "x"\nen = "\\u202ey"',
        b"wording = 7",
        b'[law]\nnothing = "x"',
        b"law = 7",
        b"datasets = 7",
        b"[datasets]\nmachine-logs = 7",
        b"[datasets.machine-logs]\nretention = 7",
        b"[[datasets]]\nname = 7",
        b"[parties.keller]\nname = { de = 1 }",
        b'[datasets.machine-logs]\nprovider = "nobody"',
    ],
)
def test_wrong_changes_are_refused(changes: bytes) -> None:
    with pytest.raises(Malformed):
        apply_changes(example(), changes)


def test_title_and_prevailing_language_change() -> None:
    after = apply_changes(example(), b'[agreement]\ntitle = { en = "New" }\nprevailing = "en"\n')
    document = read_state(after)
    assert document.title == {"de": "KI-Pilot Vorausschauende Wartung", "en": "New"}
    assert "The English version prevails" in all_words(after, "en")


def test_a_state_of_an_unknown_template_keeps_its_text_and_takes_wording_only() -> None:
    state: dict[str, Any] = example()
    state["template"] = {"id": "another-house", "version": 3}
    assert words(apply_changes(state, REWORD), "work-3") == "We <b>talk</b>."
    with pytest.raises(WrongUse):
        apply_changes(state, CHANGE)


def test_paragraphs_that_a_partner_added_or_struck_stay_so() -> None:
    state: dict[str, Any] = example()
    work = next(clause for clause in state["clauses"] if clause["id"] == "work")
    del work["paragraphs"][-1]
    work["paragraphs"].insert(
        1, {"id": "work-own", "text": {"de": [{"text": "Neu."}], "en": [{"text": "New."}]}, "items": []}
    )
    after = apply_changes(state, CHANGE)
    changed = next(clause for clause in read_state(after).clauses if clause.id == "work")
    assert [paragraph.id for paragraph in changed.paragraphs] == [
        "work-1",
        "work-own",
        "work-2",
        "work-3",
        "work-changes",
        "work-costs",
    ]


@given(st.integers(0, 1200), st.sampled_from(["machine-logs", "quality"]))
@settings(max_examples=examples(15), deadline=None)
def test_changing_and_changing_back_is_the_same_state(months: int, dataset: str) -> None:
    there = apply_changes(example(), f"[datasets.{dataset}.retention]\nmonths = {months}\n".encode())
    back = apply_changes(there, f"[datasets.{dataset}.retention]\nmonths = 24\n".encode())
    assert canonical(back) == canonical(example())


@pytest.mark.parametrize(
    ("table", "en", "de"),
    [
        ("[law]\nvenue = 7", "a text is expected", "ein Text"),
        ("[duration]\nstart = 'x'", "a date such as 2027-03-01 is expected", "ein Datum"),
        ("[breach]\nhours = -1", "it must not be less than 0", "nicht kleiner als 0"),
        ("[breach]\nhours = 1.5", "a whole number is expected", "eine ganze Zahl"),
        ("[facts]\nresearch = 'x'", "true or false is expected", "true oder false"),
        ("[liability]\nrule = 'x'", "one of these is expected: statutory, capped", "statutory, capped"),
        ("[[datasets]]\nkey = 'd'", "this is required", "fehlt"),
        ("[law]\nvenue = 'a\u202eb'", "the character U+202E is not allowed", "U+202E"),
        ("facts = 7", "a table is expected", "eine Tabelle"),
        ("datasets = 7", "a list is expected", "eine Liste"),
        ("[end_of_data]\nchosen_by = 'A B'", "lower-case letters", "Kleinbuchstaben"),
        ("[[transfers]]\nkey = 't'\nimporter = 'x'\ncountry = 'x'", "two capital letters", "zwei Großbuchstaben"),
        ("[[purposes]]\nkey = 'p'\nname = {}\niri = 'x'", "an IRI that begins", "eine IRI"),
    ],
)
def test_a_mistake_says_in_both_languages_what_is_expected(table: str, en: str, de: str) -> None:
    first, rest = ("", SMALL + table) if table.startswith("[") else (table, SMALL)
    with pytest.raises(Malformed) as caught:
        read_answers(f"{first}\n{rest}".encode())
    assert en in caught.value.message.text("en")
    assert de in caught.value.message.text("de")


@pytest.mark.parametrize("key", ["x\\u202ey", "x\\ny", "x\\u001b[31m", "x" * 5000])
@pytest.mark.parametrize("where", ["", "agreement.", "wording.", "law."])
def test_a_hostile_key_gives_one_printable_line(key: str, where: str) -> None:
    changes = f'{where}"{key}" = 7\n'.encode()
    with pytest.raises(Malformed) as caught:
        apply_changes(example(), changes)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400
