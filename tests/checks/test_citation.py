"""Citations as lawyers of each language write them."""

from __future__ import annotations

import pytest

from datapact.base.texts import use_language
from datapact.checks.run.engine import RULES
from datapact.checks.wording.parts import PARTS
from datapact.contract.vocabulary.acts import (
    AI_ACT,
    BETRVG,
    BGB,
    EDPB_CONTROLLERS,
    EDPB_PROCESSORS,
    GDPR,
    PRACTICE,
    SCC_TRANSFERS,
    Act,
)
from datapact.contract.vocabulary.citations import cite


@pytest.mark.parametrize(
    ("act", "provision", "english", "german"),
    [
        (GDPR, "28(3)(a)", "Art. 28(3)(a) GDPR", "Art. 28 Abs. 3 Buchst. a DSGVO"),
        (GDPR, "4(7)-(8)", "Art. 4(7)-(8) GDPR", "Art. 4 Nr. 7 und 8 DSGVO"),
        (GDPR, "32(1)(a)-(d)", "Art. 32(1)(a)-(d) GDPR", "Art. 32 Abs. 1 Buchst. a bis d DSGVO"),
        (GDPR, "28(3) subpara. 2", "Art. 28(3) subpara. 2 GDPR", "Art. 28 Abs. 3 UAbs. 2 DSGVO"),
        (GDPR, "28(2), 28(3)(d)", "Art. 28(2), Art. 28(3)(d) GDPR", "Art. 28 Abs. 2, Art. 28 Abs. 3 Buchst. d DSGVO"),
        (GDPR, "8, rec. 38", "Art. 8, rec. 38 GDPR", "Art. 8, Erwägungsgrund 38 DSGVO"),
        (AI_ACT, "10(2)-(4)", "Art. 10(2)-(4) AI Act", "Art. 10 Abs. 2 bis 4 KI-VO"),
        (BGB, "126a, 127(3)", "§§ 126a, 127(3) BGB", "§§ 126a, 127 Abs. 3 BGB"),
        (BETRVG, "87(1) no. 6", "§ 87(1) no. 6 BetrVG", "§ 87 Abs. 1 Nr. 6 BetrVG"),
        (EDPB_CONTROLLERS, "para. 12", "EDPB Guidelines 07/2020, para. 12", "EDSA-Leitlinien 07/2020, Rn. 12"),
        (
            SCC_TRANSFERS,
            "clause 7",
            "SCC (Decision (EU) 2021/914), clause 7",
            "SCC (Durchführungsbeschluss (EU) 2021/914), Klausel 7",
        ),
    ],
)
def test_a_provision_is_cited_in_both_languages(act: Act, provision: str, english: str, german: str) -> None:
    assert cite(act, provision).both() == {"en": english, "de": german}


def test_several_acts_are_cited_in_order_and_the_first_is_the_source() -> None:
    citation = cite(GDPR, "37", BGB, "38", SCC_TRANSFERS)
    assert citation.text("en") == "Art. 37 GDPR; § 38 BGB; SCC (Decision (EU) 2021/914)"
    assert citation.act is GDPR


def test_guidance_beside_a_law_is_called_guidance() -> None:
    """Only what stands in a law binds as a law does; who reads a source sees which of the two it is."""
    said = cite(GDPR, "28(4)", EDPB_PROCESSORS).both()
    assert said["en"] == "Art. 28(4) GDPR; guidance: EDPB Opinion 22/2024"
    assert said["de"] == "Art. 28 Abs. 4 DSGVO; Auslegung: EDSA-Stellungnahme 22/2024"
    assert cite(EDPB_PROCESSORS, GDPR, "28").text("en") == "EDPB Opinion 22/2024; Art. 28 GDPR"


def test_nothing_rests_on_a_statute_whose_first_source_is_none() -> None:
    for one in (*RULES, *PARTS.values()):
        first = one.citation.act
        if one.authority == "statute":
            assert not first.guidance, one.id
            assert first is not PRACTICE, one.id
        shown = one.citation.text("en").split("; ")
        told = [part for part in shown if part.startswith(("EDPB", "Commission guidelines"))]
        assert not told or first.guidance, (one.id, "guidance is not told from the law beside it")


def test_a_citation_follows_the_language_of_the_user() -> None:
    use_language("de")
    assert str(cite(GDPR, "19")) == "Art. 19 DSGVO"
