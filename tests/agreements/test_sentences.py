"""Sentences of a text: stops behind abbreviations and ordinal numbers end none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.contract.text.sentences import sentence_ends, sentences
from tests.depth import examples

MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
WHOLE = [
    *(f"Der Vertrag endet am {day}. {month} 2027." for day, month in zip((1, 31, 15, 28) * 3, MONTHS, strict=True)),
    "Kündigung nach § 5 Abs. 2 Satz 1 Nr. 3 Buchst. a ist möglich.",
    "Nach Art. 28 Abs. 3 findet das nicht statt.",
    "Das gilt z. B. Montags und d. h. Dienstags.",
    "Das gilt z.B. Montags bzw. Dienstags.",
    "Die Frist endet im 3. Quartal, spätestens im 2. Halbjahr.",
    "Die 1. Überprüfung und die 2. Prüfung folgen.",
    "Herr Dr. Keller und Frau Prof. Dr. Weber unterschreiben.",
    "Es haftet die Müller GmbH & Co. KG allein.",
    "Der Betrag ist 2 Mio. Euro, ca. 3 Mrd. Dollar.",
    "Siehe Anl. 3, Ziff. 4, Kap. V und S. 12.",
    "See Art. 28(3), no. 4, sec. 5 and para. 6.",
    "Data, e.g. Logs, i.e. Records of Mr. Smith and Ms. Jones, are kept.",
    "It ends on Dec. 31, 2027, at the latest.",
    "Es umfasst Daten jeder Art.",
    "Es gilt § 12.",
    "Die Frist beträgt 30.",
    "Daten, Protokolle usw.",
    "It is subject to Section 5.",
    "Wer kündigt, sagt es in Textform (siehe § 3 Abs. 1).",
]
NEXT = [
    "Der Empfänger löscht sie.",
    "The parties agree.",
    "Danach ist Schluss.",
    "It ends then.",
    "Jede Partei haftet.",
]


@pytest.mark.parametrize("one", WHOLE)
def test_a_sentence_stays_whole(one: str) -> None:
    assert sentences(one) == [one]


@settings(max_examples=examples(200))
@given(st.lists(st.tuples(st.sampled_from(WHOLE), st.sampled_from(NEXT)), min_size=1, max_size=6))
def test_a_text_is_the_sentences_that_it_was_made_of(pairs: list[tuple[str, str]]) -> None:
    made = [one for pair in pairs for one in pair]
    assert sentences(" ".join(made)) == made


@settings(max_examples=examples(300))
@given(st.text(alphabet="aAbs.;:!? 1§(“)\n", max_size=60))
def test_no_word_is_lost(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
    assert sentence_ends(text) == sorted(set(sentence_ends(text)))
