"""The template language: what it can, and that it can nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.day_words import long_date
from datapact.base.errors import Malformed
from datapact.base.texts import Language
from datapact.contract.templates.evaluate import holds, runs_of
from datapact.contract.templates.expressions import compile_condition, compile_each, compile_text
from datapact.contract.templates.resolve import tidy
from datapact.contract.terms import Terms, read_terms
from datapact.contract.terms.derived import Setting
from datapact.contract.text.clauses import Run, plain_text
from datapact.contract.text.formatters import View, article
from tests.depth import examples

TERMS = read_terms(
    {
        "parties": [
            {"key": "a", "name": "Alpha GmbH", "short_name": "Alpha"},
            {"key": "b", "name": "Beta AG"},
            {"key": "c", "name": "Gamma eG"},
        ],
        "datasets": [
            {
                "key": "logs",
                "name": {"de": "Protokolle", "en": "Logs"},
                "provider": "a",
                "recipients": ["b", "c"],
                "employees": True,
                "retention": {"months": 24, "fate": "delete"},
            },
            {"key": "more", "name": {"de": "Mehr", "en": "More"}, "provider": "b", "retention": {"months": 1}},
        ],
        "duration": {"start": "2027-03-01", "notice_months": 3},
        "onward": {"rule": "conditional", "conditions": {"de": "Nur in Europa.", "en": "In Europe only."}},
        "law": {"governing": "DE", "venue": "Ulm"},
        "transfers": [{"key": "t", "importer": "X", "country": "CH"}],
        "models": {"applies": True, "training": "forbidden", "weights_kept_by": ["a", "b", "c"]},
    }
)


def shown(source: str, language: Language = "en", terms: Terms = TERMS) -> str:
    setting = Setting(terms, ("de", "en"), "de")
    return plain_text(tidy(runs_of(compile_text(source, "test"), View(setting, language), {})))


def runs(source: str, language: Language = "en") -> tuple[Run, ...]:
    setting = Setting(TERMS, ("de", "en"), "de")
    return tidy(runs_of(compile_text(source, "test"), View(setting, language), {}))


@pytest.mark.parametrize(
    ("source", "de", "en"),
    [
        ("{{ duration.start }}", "1. März 2027", "1 March 2027"),
        ("{{ duration.notice_months | months }}", "3 Monate", "3 months"),
        ("{{ duration.notice_months | months_dative }}", "3 Monaten", "3 months"),
        (
            "{{ law.governing | law }}",
            "das Recht der Bundesrepublik Deutschland",
            "the law of the Federal Republic of Germany",
        ),
        ("{{ onward.conditions | phrase }}", "Nur in Europa", "In Europe only"),
        ("{{ onward.conditions | sentence }}", "Nur in Europa.", "In Europe only."),
        (
            "{{ onward.rule | word('permission') }}",
            "nur unter Bedingungen erlaubt",
            "permitted only subject to conditions",
        ),
        ("{{ models.weights_kept_by | parties }}", "Alpha, Beta AG und Gamma eG", "Alpha, Beta AG, and Gamma eG"),
        ("{{ datasets | names }}", "„Protokolle“ und „Mehr“", "“Logs” and “More”"),
        (
            "{% for d in datasets %}{{ d.retention | retention }}{% if not loop.last %}; {% endif %}{% endfor %}",
            "24 Monate; danach werden die Daten gelöscht; 1 Monat",
            "24 months; thereafter the data is deleted; 1 month",
        ),
        ("{% for d in datasets if d.employees %}{{ d.name }}{% endfor %}", "Protokolle", "Logs"),
        ("{% if law.venue == 'Ulm' %}yes{% else %}no{% endif %}", "yes", "yes"),
        ("{% if law.venue in ['Berlin', 'Bonn'] %}a{% elif has.transfers %}b{% else %}c{% endif %}", "b", "b"),
        ("{% if not (models.applies and has.employees) or law.disputes.de %}a{% else %}b{% endif %}", "b", "b"),
        ("{% for t in transfers %}{{ t.country | country }}{% endfor %}", "Schweiz", "Switzerland"),
        ("{{ duration.notice_months | money }}", "3\u00a0€", "€3"),
        ("{{ duration.notice_months | hours }}", "3 Stunden", "3 hours"),
        ("{{ law.disputes }}", "[offen: Streitbeilegung]", "[open: dispute resolution]"),
        ("{% if has.german_prevails %}d{% endif %}{% if has.english_prevails %}e{% endif %}", "d", "d"),
    ],
)
def test_what_templates_can_do(source: str, de: str, en: str) -> None:
    assert shown(source, "de") == de
    assert shown(source, "en") == en


def test_runs_name_the_term_that_they_show() -> None:
    assert runs("For {{ law.venue }}, see {{ 'liability' | ref }}.") == (
        Run("For "),
        Run("Ulm", term="law.venue"),
        Run(", see "),
        Run("", ref="liability"),
        Run("."),
    )
    (only,) = runs("{% for d in datasets if d.employees %}{{ d.provider | party }}{% endfor %}")
    assert only == Run("Alpha", term="parties.a.short_name")
    (only,) = runs("{% for d in datasets if d.employees %}{{ d.retention | retention }}{% endfor %}")
    assert only.term == "datasets.logs.retention"


def test_articles_and_dates() -> None:
    assert article("6(1)(f)", "de") == "Art. 6 Abs. 1 Buchst. f DSGVO"
    assert article("9(2)(j)", "en") == "Article 9(2)(j) GDPR"
    assert TERMS.duration.start is not None
    assert long_date(TERMS.duration.start, "de") == "1. März 2027"


REFUSED = [
    "{{ law.venue.__class__ }}",
    "{{ law.model_fields }}",
    "{{ law.model_dump }}",
    "{{ law.venue.upper() }}",
    "{{ law['venue'] }}",
    "{{ parties[0].name }}",
    "{{ parties.a.name }}",
    "{{ self }}",
    "{{ range(9) }}",
    "{{ cycler }}",
    "{{ 7 * 7 }}",
    "{{ 7 }}",
    "{{ 'text' }}",
    "{{ [1] }}",
    "{{ {'a': 1} }}",
    "{{ law.venue ~ 'x' }}",
    "{{ law.venue if true else 'x' }}",
    "{{ law.venue | upper }}",
    "{{ law.venue | safe }}",
    "{{ law.venue | attr('x') }}",
    "{{ law.venue | word(law.venue) }}",
    "{{ law.venue | word(group='x') }}",
    "{{ law.venue | months }}",
    "{{ onward.rule | word('size') }}",
    "{{ onward.rule }}",
    "{{ models.applies }}",
    "{{ datasets }}",
    "{{ has.transfers }}",
    "{{ has.nothing }}",
    "{{ loop.last }}",
    "{{ nothing }}",
    "{{ law.nothing }}",
    "{% set x = 1 %}",
    "{% include 'x' %}",
    "{% import 'x' as x %}",
    "{% extends 'x' %}",
    "{% macro x() %}{% endmacro %}",
    "{% block x %}{% endblock %}",
    "{% call x() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% with x = 1 %}{% endwith %}",
    "{% raw %}x{% endraw %}{{ nothing }}",
    "{% autoescape true %}x{% endautoescape %}",
    "{% for x in law %}{% endfor %}",
    "{% for x in law.venue %}{% endfor %}",
    "{% for law in datasets %}{% endfor %}",
    "{% for loop in datasets %}{% endfor %}",
    "{% for has in datasets %}{% endfor %}",
    "{% for x, y in datasets %}{% endfor %}",
    "{% for x in datasets %}{% else %}x{% endfor %}",
    "{% for x in datasets recursive %}{% endfor %}",
    "{% for x in [1, 2] %}{% endfor %}",
    "{% for x in datasets %}{% break %}{% endfor %}",
    "{% for x in datasets %}{{ x.nothing }}{% endfor %}",
    "{% if law.venue > 'x' %}{% endif %}",
    "{% if 'a' < law.venue < 'c' %}{% endif %}",
    "{% if law.venue == law.governing %}{% endif %}",
    "{% if law.venue is defined %}{% endif %}",
    "{% if 1 %}{% endif %}",
    "{% if law.venue == 1 %}{% endif %}",
    "{% if law %}",
    "{{",
    "{% %}",
    "{{ }}",
    "x" * 20_001,
    "{{ " + "(" * 5000 + "law.venue" + ")" * 5000 + " }}",
    "{% if law.venue %}" * 3000 + "{% endif %}" * 3000,
]


@pytest.mark.parametrize("source", REFUSED, ids=lambda source: source[:50])
def test_what_templates_cannot_do(source: str) -> None:
    with pytest.raises(Malformed):
        compile_text(source, "test")


@pytest.mark.parametrize(
    "source", ["", "law.venue }}{{ law.venue", "7", "nothing", "law.venue | upper", "a b", "%}", "not"]
)
def test_what_conditions_cannot_be(source: str) -> None:
    with pytest.raises(Malformed):
        compile_condition(source, "test")


@pytest.mark.parametrize(
    "source", ["", "datasets", "x in law", "x in datasets %}{% endfor %}{% for y in datasets", "a, b in datasets"]
)
def test_what_repetitions_cannot_be(source: str) -> None:
    with pytest.raises(Malformed):
        compile_each(source, "test")


_FRAGMENTS = st.sampled_from(
    [
        "{{",
        "}}",
        "{%",
        "%}",
        " ",
        "law",
        ".venue",
        "datasets",
        "for",
        "in",
        "if",
        "endif",
        "endfor",
        "not",
        "x",
        "|",
        "months",
        "party",
        "'a'",
        "(",
        ")",
        "[",
        "]",
        "==",
        "__class__",
        "{#",
        "#}",
        "\n",
        "has.",
        "loop.last",
        "ref",
        "-",
    ]
)


@given(st.lists(_FRAGMENTS, max_size=14).map(" ".join) | st.text(max_size=60))
@settings(max_examples=examples(250), deadline=None)
def test_any_text_compiles_to_runs_or_is_malformed(source: str) -> None:
    try:
        pieces = compile_text(source, "test")
    except Malformed:
        return
    setting = Setting(TERMS, ("de", "en"), "de")
    for run in tidy(runs_of(pieces, View(setting, "de"), {})):
        assert isinstance(run.text, str)


_HOSTILE = st.one_of(
    st.sampled_from(
        [
            "{{ law.venue }}",
            "{% for x in y %}",
            "<b>x</b>",
            "&amp;",
            "# x",
            "§ 1",
            "{0.__class__}",
            "%(x)s",
            "../../x",
            "\\",
        ]
    ),
    st.text(
        st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"]), min_size=1, max_size=30
    ).filter(lambda text: text.strip() != ""),
)


@given(_HOSTILE)
@settings(max_examples=examples(80), deadline=None)
def test_what_a_user_typed_is_only_ever_a_value(text: str) -> None:
    terms = read_terms({"parties": [{"key": "a", "name": "A"}, {"key": "b", "name": "B"}], "law": {"venue": text}})
    assert shown("<{{ law.venue }}>", terms=terms) == f"<{terms.law.venue}>"


def test_conditions_see_lists_and_parts() -> None:
    setting = Setting(TERMS, ("de", "en"), "de")
    assert holds(compile_condition("datasets and duration and not joint", "test"), setting, {})
    assert holds(compile_condition("models.weights_kept_by == 'a'", "test"), setting, {})
    assert not holds(compile_condition("models.weights_kept_by == 'z'", "test"), setting, {})
