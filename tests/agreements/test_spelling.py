"""Spelling: which words are looked up, in which dictionary, and that terms and names are none of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import Surroundings
from datapact.contract.editing.commands import Reword
from datapact.contract.editing.edit import apply
from datapact.contract.spelling.dictionaries import dictionary, is_dictionary
from datapact.contract.spelling.lookup import suggestions, wrong_words
from datapact.contract.spelling.words import Spelt, is_wrong, known_words, to_look_up, words_of
from datapact.contract.text.clauses import Run, plain_text
from datapact.contract.text.document import read_state
from tests.agreements.drafts import example
from tests.depth import examples

RULES = "SET UTF-8\nCOMPOUNDFLAG Z\nCOMPOUNDMIN 3\nSFX s Y 1\nSFX s 0 s .\n"
WORDS = "7\nVertrag/Zs\nPartner/Zs\npartner/Z\nVertrags/Z\ndie/Z\nder\ngilt\n"


def a_dictionary(folder: Path) -> Path:
    """A German dictionary of six words with its rules for compounds."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "de_DE.aff").write_text(RULES, "utf-8")
    (folder / "de_DE.dic").write_text(WORDS, "utf-8")
    return folder / "de_DE.dic"


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_dictionary(tmp_path_factory.mktemp("de"))


def wrong_in(path: Path, text: str) -> list[str]:
    words = tuple(words_of([Run(text)]))
    unknown = wrong_words(path, to_look_up(words, "de", frozenset()))
    return [one.word for one in words if is_wrong(one, unknown)]


def test_words_are_looked_up_with_compounds_and_without_what_is_none(german: Path) -> None:
    assert wrong_in(german, "Der Vertrag gilt, die Vertragspartner: Vertrg.") == ["Vertrg"]
    assert (
        wrong_in(german, "KI-Vertrag, BGB, GeschGehG, Abs. 3, 2. Prt3, www.xyzz.de, abc@de.fg, Xyz- die Vertrag") == []
    )
    assert wrong_in(german, "Vertrag-Xyzz") == ["Vertrag-Xyzz"]
    assert suggestions(german, "Vertrg")[0] == "Vertrag"
    assert wrong_words(german, ["日本"]) == frozenset({"日本"})
    english = dictionary("en")
    assert english is not None
    assert wrong_words(english, ["organisation", "organisatoin", "isn't"]) == frozenset({"organisatoin"})


def test_a_dictionary_is_found_on_the_computer_or_named(
    german: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DICPATH", str(german.parent))
    assert dictionary("de") == german
    assert dictionary("de", str(tmp_path / "none.dic")) is None  # what somebody named is not replaced in silence
    alone = tmp_path / "alone.dic"
    alone.write_text("1\nx\n", "utf-8")
    assert not is_dictionary(alone)
    with pytest.raises(Surroundings, match="cannot be read"):
        wrong_words(alone, ["x"])


def test_the_german_dictionary_that_ships_knows_compounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datapact.contract.spelling.dictionaries._folders", lambda: iter(()))
    ours = dictionary("de")
    assert ours is not None
    right = (
        "Der Auftragsverarbeitungsvertrag regelt datenschutzrechtliche Pflichten, Löschfristen und Haftungshöchstbeträge; "
        "Unbefugte lizenzieren nichts. Betroffenenrechte bleiben, hinausgehende Verarbeitungstätigkeiten unterbleiben."
    )
    assert wrong_in(ours, right) == []
    wrong = ["vertragspartner", "Kündigungfrist", "Vertrg", "Verarbeitugn", "lösschen", "Auftragsverarbeitungvertrag"]
    assert wrong_in(ours, ", ".join(wrong)) == wrong
    assert suggestions(ours, "Kündigungfrist")[0] == "Kündigungsfrist"


def test_terms_names_own_wording_and_definitions_are_right() -> None:
    document = read_state(example())
    place = document.clauses[3].paragraphs[0].id
    said = "Der „Zwölfkanalprüfstand“ steht. Zwölfkanalprüfstand oder zwölfkanalprüfstand?"
    known = known_words(apply(document, Reword(place, "de", (Run(said),))))
    assert {"Zwölfkanalprüfstand", "Maschinenbau"} <= known
    assert to_look_up(tuple(words_of([Run("Zwölfkanalprüfstand zwölfkanalprüfstand")])), "de", known) == {
        "zwölfkanalprüfstand"
    }


_RUNS = st.lists(
    st.builds(Run, st.text("aÄß-'’ .,@3/„", max_size=12), st.sampled_from([None, "a.b"]), st.none()), max_size=5
)


@settings(max_examples=examples(300))
@given(_RUNS)
def test_a_word_stands_where_it_is_said_and_never_in_a_term(runs: list[Run]) -> None:
    text = plain_text(runs)
    inside = [number for number, run in enumerate(runs) for _letter in run.text]
    for one in words_of(runs):
        end = one.start + len(one.word)
        assert text[one.start : end].replace("’", "'") == one.word
        assert all(runs[inside[at]].term is None for at in range(one.start, end))
        assert isinstance(one, Spelt)
