"""The words in which two texts differ: never lost behind what stayed the same."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from datapact.contract.editing.compare import compare
from datapact.contract.text.word_diff import changed_words
from tests.agreements.drafts import example

_WORDS = st.lists(st.sampled_from(["Daten", "werden", "nicht", "gelöscht.", "§", "6"]), max_size=12)


@given(_WORDS, _WORDS, _WORDS)
def test_an_addition_is_shown_alone_and_whole(before: list[str], added: list[str], after: list[str]) -> None:
    old, new = " ".join(before + after), " ".join(before + added + after)
    gone, come = changed_words(old, new)
    assert gone == ""
    assert sorted(come.split()) == sorted(added)
    assert changed_words(new, old) == (come, gone)


def test_a_replacement_keeps_a_few_words_around_it() -> None:
    old = "Die Parteien arbeiten in einem gemeinsamen Vorhaben zusammen und teilen Daten wie vereinbart."
    new = old.replace("Vorhaben", "Versuch")
    assert changed_words(old, new) == (
        "… arbeiten in einem gemeinsamen Vorhaben zusammen und teilen Daten …",
        "… arbeiten in einem gemeinsamen Versuch zusammen und teilen Daten …",
    )


def test_a_sentence_at_the_end_of_a_long_paragraph_is_named_in_full() -> None:
    old: Any = example()
    new: Any = example()
    paragraphs = [part for clause in new["clauses"] for part in clause["paragraphs"] if not part.get("items")]
    longest = max(paragraphs, key=lambda part: sum(len(run["text"]) for run in part["text"]["de"]))
    longest["text"]["de"].append({"text": " Die Mitteilung ist zu begründen."})
    (change,) = [change for change in compare(old, new) if change.kind == "text"]
    assert change.message.text("de").endswith(": Im Wortlaut wurde ergänzt: „Die Mitteilung ist zu begründen.“.")
    english = change.message.text("en")
    assert "Die Mitteilung ist zu begründen." in english, "a change of the German text alone is shown in German"
