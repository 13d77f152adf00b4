"""What is proposed from the text of a signed contract: found where it stands, empty where it does not, never an error."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.signing.elsewhere.proposed import Proposed, propose
from tests.depth import examples

GERMAN = """
Seite 1 von 4
Vertrag über die Lieferung von Maschinendaten
Vertragsnummer: V-2024-17
zwischen der
Muster Maschinenbau GmbH, Stuttgart
und der
Weber Analytik GmbH & Co. KG, Ulm
§ 1 Gegenstand und Zweck der Lieferung, auch für Quittenmus
Dieser Vertrag tritt am 1. Januar 2025 in Kraft und endet am 31.12.2027.
Stuttgart, den 20.12.2024
"""
ENGLISH = """
Data Sharing Agreement
between Northern Robotics Ltd and Muster Maschinenbau GmbH
The agreement is effective as of March 3, 2025 and shall not bind after it; it runs until 2 March 2026.
Signed on 2025-02-28
"""


def test_a_german_contract() -> None:
    assert propose(GERMAN, "Muster Maschinenbau GmbH") == Proposed(
        title="Vertrag über die Lieferung von Maschinendaten",
        partners=("Weber Analytik GmbH & Co. KG",),
        reference="V-2024-17",
        signed_on=date(2024, 12, 20),
        start=date(2025, 1, 1),
        end=date(2027, 12, 31),
        language="de",
    )


def test_an_english_contract_and_a_known_partner() -> None:
    found = propose(ENGLISH, "Muster Maschinenbau GmbH", ["Northern Robotics Ltd", "Institut Nord"])
    assert found.title == "Data Sharing Agreement"
    assert found.partners == ("Northern Robotics Ltd",)
    assert (found.start, found.end, found.signed_on) == (date(2025, 3, 3), date(2026, 3, 2), date(2025, 2, 28))
    assert found.language == "en"


@pytest.mark.parametrize(
    ("text", "renewal", "notice"),
    [
        (
            "Er verlängert sich jeweils um weitere zwölf (12) Monate, wenn er nicht mit einer Frist von sechs Wochen gekündigt"
            " wird. Rechnungen sind mit einer Frist von 30 Tagen zu zahlen.",
            12,
            (None, 42),
        ),
        (
            "This agreement renews for successive one-year terms unless terminated on three (3) months' notice.",
            12,
            (3, None),
        ),
        ("Wird er nicht gekündigt, verlängert er sich um ein weiteres Jahr.", 12, (None, None)),
        ("Der Vertrag verlängert sich nicht um ein Jahr.", None, (None, None)),
        (
            "Kündigung mit einer Frist von drei Monaten; für Weber gilt die Frist von 14 Tagen zur Kündigung.",
            None,
            (None, None),
        ),
    ],
)
def test_renewal_and_notice_are_read_where_they_are_clear(
    text: str, renewal: int | None, notice: tuple[int | None, int | None]
) -> None:
    found = propose(f"Vertrag\n{text}", "Muster")
    assert (found.renewal_months, (found.notice_months, found.notice_days)) == (renewal, notice)


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ("mit einer Frist von sechs Wochen zum Quartalsende gekündigt werden", "quarter"),
        ("mit einer Frist von drei Monaten zum Ende eines Kalendervierteljahres gekündigt werden", "quarter"),
        ("mit einer Frist von drei Monaten zum Monatsende gekündigt werden", "month"),
        ("enden; Kündigungsfrist drei Monate zum Quartalsende", "quarter"),
        ("enden; Kündigungsfrist: 3 Monate zum Quartalsende", "quarter"),
        ("mit einer Frist von drei Monaten zum Ende des Kalenderjahres gekündigt werden", "year"),
        ("mit einer Frist von drei Monaten zum Ende des Vertragsjahres gekündigt werden", ""),
        ("mit einer Frist von drei Monaten zum Vertragsende gekündigt werden", ""),
        ("mit einer Frist von drei Monaten gekündigt werden", ""),
        ("mit einer Frist von einem Monat zum Monatsende, von Weber zum Quartalsende gekündigt werden", ""),
        ("mit einer Frist von drei Monaten zum Ende des Kalenderjahres, erstmals zum 31.12.2028, gekündigt werden", ""),
        (
            "mit drei Monaten Frist zum Ende des jeweiligen Vertragsjahres, frühestens zum Ende des Jahres 2028 mit einer Frist "
            "von drei Monaten gekündigt werden",
            "",
        ),
        ("be terminated on three months' notice to the end of a calendar quarter", "quarter"),
        ("be terminated by three months' written notice; invoices due at the end of the quarter remain payable", ""),
    ],
)
def test_the_end_to_which_notice_goes_is_read_where_it_is_named(words: str, end: str) -> None:
    assert propose(f"Vertrag\nEr kann {words}.", "Muster").notice_to == end


@pytest.mark.parametrize("text", ["", "   \n\n", "31.02.2025 und 99.99.2020"])
def test_nothing_is_invented(text: str) -> None:
    found = propose(text, "Muster")
    assert (found.partners, found.reference, found.start, found.end, found.signed_on) == ((), "", None, None, None)


@settings(max_examples=examples(60), deadline=None)
@given(
    st.lists(st.sampled_from([*GERMAN.split(), *ENGLISH.split(), "den", "bis", "\n", "GmbH", "(", "§"]), max_size=80)
)
def test_any_words_are_read_without_error_and_we_are_no_partner_of_ourselves(words: list[str]) -> None:
    found = propose(" ".join(words), "Muster Maschinenbau GmbH")
    assert "Muster Maschinenbau GmbH" not in found.partners
    assert len(found.title) <= 140
