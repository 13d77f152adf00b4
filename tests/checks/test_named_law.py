"""Words that name a document or a law, and words that only stand where one should."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.checks.general.named_law import is_for_assistants, is_other_act, is_release, names_law
from datapact.checks.model.dated import is_dated
from datapact.checks.model.named import names_something
from datapact.contract.vocabulary import laws
from datapact.contract.vocabulary.laws import Provision, is_beyond, picked, provision_of, provisions
from tests.depth import examples


@pytest.mark.parametrize(
    "words",
    [
        *("", "–", "n/a", "none", "keine Abwägung", "Kein Gutachten vorhanden", "[offen: Abwägung]", "no", "No test."),
        *("nein", "TODO", "pending", "ohne", "fehlt noch", "without", "nicht nötig", "entfällt"),
    ],
)
def test_what_denies_names_nothing(words: str) -> None:
    assert not names_something(words)


@pytest.mark.parametrize(
    "words",
    [
        "Vermerk 9",
        "No. 5",
        "no 5",
        "7",
        "Akte Keine-Stadt",
        "§ 3 BDSG",
        "Notiz",
        "Nonnenwerk",
        "Open Source Policy 2",
        "NA-2026-11",
    ],
)
def test_what_stands_somewhere_is_named(words: str) -> None:
    assert names_something(words)


@settings(max_examples=examples(60))
@given(
    st.sampled_from(["keine", "none", "Nein", "offen", "ohne"]),
    st.text(" .,:-–", max_size=3),
    st.text("abc äß", max_size=9),
)
def test_what_begins_with_a_denial_names_nothing_whatever_follows(denial: str, between: str, more: str) -> None:
    assert not names_something(f"{denial} {between}{more}")


@pytest.mark.parametrize(
    ("words", "acts"),
    [
        ("§ 13 LHG", ["LHG"]),
        ("§ 108 GewO, §§ 38 ff. EStG, § 28a SGB IV", ["GewO", "EStG", "SGB IV"]),
        ("Art. 6 Abs. 3 DSGVO i. V. m. § 27 Abs. 1 Satz 2 BDSG", ["BDSG"]),
        ("Section 13 of the Federal Data Protection Act", ["BDSG"]),
        ("Art. 5 VO (EU) 2023/2854", ["Data Act"]),
        ("§ 54 GemO BW", ["GemO"]),
        ("§ 13 Abs. 1 Nr. 2 lit. a LDSG Baden-Württemberg", ["LDSG"]),
        *((words, []) for words in ("§ 3 Hausordnung", "Art. 6 Abs. 1 Grundverordnung", "§ 3", "LHG", "Art. 6 DSGVO")),
        *(
            (words, [])
            for words in (
                "§ 99999 BDSG",
                "§§ 9a, 99999 BDSG",
                "§ 0 BDSG",
                "§§ 22 bis 900 BDSG",
                "Art. 51 Data Act",
                "BDSG § 99",
                "§ 9999 LHG",
            )
        ),
        *(
            (words, ["BDSG"])
            for words in (
                "§ 86 BDSG",
                "§§ 22, 26 und 27 BDSG",
                "§§ 22a bis 27 BDSG",
                "§ 22 Abs. 1 Nr. 1 Buchst. a BDSG",
            )
        ),
        *(
            (words, [])
            for words in ("§ 13 LHG (aufgehoben)", "§ 13 LHG gilt nicht", "§ 5 dieses Vertrags", "18 U.S.C. § 2703")
        ),
    ],
)
def test_a_provision_is_one_of_the_list_and_nothing_beside_it(words: str, acts: list[str]) -> None:
    assert [one.name for one in picked(words)] == acts


def test_what_an_act_does_not_have_is_no_other_act() -> None:
    assert is_other_act("§ 3 Hausordnung")
    assert is_other_act("Vermerk 500 vom 12.05.2026 zu § 22 BDSG")
    assert not is_other_act("§ 99999 BDSG wie besprochen")
    assert not is_other_act("Art. 120 DSGVO i. V. m. § 27 BDSG")


def test_nothing_is_said_not_to_exist_whose_end_no_text_showed() -> None:
    """The end of most acts is known from memory: beyond it a provision is not picked, and a person who has read it confirms it."""
    for act in {one.name: one for one in laws.acts().values()}.values():
        words = provision_of(act.name, str(act.last + 1))
        assert picked(provision_of(act.name, str(act.last)))
        assert not picked(words)
        assert is_beyond(words) is (act.last == act.beyond), words
        assert is_other_act(words) is not is_beyond(words)
    sure = {one.name for one in laws.acts().values() if one.last == one.beyond and one.last < 200}
    union = {"Data Act", "DORA", "KI-VO", "MDR", "DSA", "DMA", "CRA"}
    german = {"AGG", "BDSG", "BetrVG", "GenDG", "GeschGehG", "IFG", "MiLoG", "SGB X", "TDDDG", "UrhG", "VwGO", "VwVfG"}
    assert sure == union | german


@settings(max_examples=examples(100))
@given(st.sampled_from(sorted(laws.acts())), st.text("abcdefghij äöü", min_size=2, max_size=12))
def test_no_word_beside_a_provision_is_passed_over(act: str, more: str) -> None:
    alone = provision_of(act, "3")
    assert picked(alone)
    if any(len(word) > 3 for word in more.split()):  # short ones stand within provisions: "und", "bis", "ff"
        assert not picked(f"{alone} {more}")


@settings(max_examples=examples(80), deadline=None)
@given(*[st.dates(date(1990, 1, 1), date(2050, 1, 1))] * 3, st.sampled_from(("{:%d.%m.%Y}", "{:%Y-%m-%d}")))
def test_a_letter_bears_a_day_on_which_it_can_have_been_written(day: date, on: date, since: date, shape: str) -> None:
    assert is_dated(f"Schreiben an die Aufsichtsbehörde vom {shape.format(day)}", on, since) is (since <= day <= on)
    assert not is_dated("Schreiben an die Aufsichtsbehörde", on, since)


def test_every_act_of_one_land_alone_is_of_the_list_and_of_a_land_and_called_so_nowhere_else() -> None:
    acts = laws.acts()
    found = laws._only_in()
    assert set(found.values()) <= {
        "BY",
        "BW",
        "BE",
        "BB",
        "HB",
        "HH",
        "HE",
        "MV",
        "NI",
        "NW",
        "SL",
        "SN",
        "ST",
        "SH",
        "TH",
    }
    for name, land in found.items():
        assert acts[name].level == "land", name
        assert laws.lands_of(f"{'Art.' if name.startswith('Bay') else '§'} 3 {name}") == {land}
    assert not {"LDSG", "LHG", "GemO", "BayGO", "BayPAG", "HG NRW", "HSG SH", "KSVG", "BDSG"} & {*found}
    assert laws.lands_of("§ 3 DSG NRW, § 3 LDSG") == laws.lands_of("§ 3 BDSG") == laws.lands_of("") == frozenset()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("§ 13 LHG", [Provision("LHG", "13", ())]),
        ("§§ 22 Abs. 3, 26 BDSG", [Provision("BDSG", "22", ((3, 0),)), Provision("BDSG", "26", ())]),
        ("§ 30 Abs. 2, 4 Nr. 1 und 3 AO", [Provision("AO", "30", ((2, 0), (4, 1), (4, 3)))]),
        ("§ 203 Abs. 3 Satz 1 und 2 StGB", [Provision("StGB", "203", ((3, 0),))]),
        ("section 203(3) and (4) StGB", [Provision("StGB", "203", ((3, 0), (4, 0)))]),
        ("§ 43 e BRAO, §§ 80 f. SGB X", [Provision("BRAO", "43e", ()), Provision("SGB X", "80", ())]),
        ("§§ 80, 67b SGB X", [Provision("SGB X", "80", ()), Provision("SGB X", "67b", ())]),
        ("Art. 6 Abs. 3 DSGVO i. V. m. § 3 BDSG", [Provision("BDSG", "3", ())]),
        ("Art. 28 DSGVO", []),
    ],
)
def test_provisions_are_read_with_their_parts(words: str, named: list[Provision]) -> None:
    assert list(provisions(words)) == named


_OF_ASSISTANTS = st.sampled_from(["§ 203 Abs. {} StGB", "StGB, § 203 Abs. {}", "section 203 para. {} StGB"])
_PARTS = st.sampled_from(
    ["3", "4", "3 und 4", "3, 4", "3 Satz 1 und 2", "3 S. 2 HS 2", "3 Satz 1 Nr. 1, 2", "3 oder Abs. 4"]
)
_BESIDE_IT = st.sampled_from(["", " i. V. m. Art. 28 DSGVO", ", Art. 28 Abs. 3 DSGVO", ", § 35 SGB I"])


@settings(max_examples=examples(60))
@given(_OF_ASSISTANTS, _PARTS, _BESIDE_IT)
def test_what_is_for_assistants_is_so_however_it_is_written(form: str, parts: str, beside: str) -> None:
    if form.startswith("StGB"):
        beside = ""  # an act that stands before its provision takes what follows
    words = form.format(parts) + beside
    assert names_law(words)
    assert is_for_assistants(words)
    assert not is_release(words)
    other = (
        f"{words}, § 75 SGB X" if not form.startswith("StGB") else f"§ 75 SGB X, {words.removeprefix('StGB, ')} StGB"
    )
    assert names_law(other)
    assert not is_for_assistants(other)


@pytest.mark.parametrize("beside", ["", " i. V. m. Art. 6 DSGVO", ", Art. 9 Abs. 2 DSGVO"])
@pytest.mark.parametrize("law", ["§ 203 StGB", "§ 203 Abs. 1, 2 StGB", "§ 30 Abs. 4 Nr. 3 AO", "§ 67b Abs. 2 SGB X"])
def test_the_gdpr_beside_a_secrecy_opens_nothing(law: str, beside: str) -> None:
    assert is_release(law + beside)
