"""The words in which two texts differ: never lost behind what stayed the same."""

from collections import Counter
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


@given(_WORDS, _WORDS, _WORDS, _WORDS, _WORDS)
def test_every_word_that_is_new_is_shown_with_dots_for_what_stayed(
    first: list[str], second: list[str], third: list[str], come: list[str], more: list[str]
) -> None:
    stays = ["eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"]
    old, new = [*first, *stays, *second, *third], [*come, *stays, *more, *third]
    gone, shown = changed_words(" ".join(old), " ".join(new))
    assert changed_words(" ".join(new), " ".join(old)) == (shown, gone)
    for side, whole, other in ((shown, new, old), (gone, old, new)):
        assert not Counter(whole) - Counter(other) - Counter(side.split())


def test_a_new_sentence_behind_another_change_is_not_cut_off() -> None:
    old = "Im übrigen haften die Parteien nach den gesetzlichen Vorschriften. Die Haftung für leichte Fahrlässigkeit ist auf 50.000 Euro je Schadensfall begrenzt."
    new = old.replace("übrigen", "Übrigen") + " Die Beweislast bleibt unberührt."
    _gone, come = changed_words(old, new)
    assert come.startswith("Im Übrigen haften")
    assert come.endswith("je Schadensfall begrenzt. Die Beweislast bleibt unberührt.")
    assert len(come) < 160


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
