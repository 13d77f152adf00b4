"""Bold and italics: words stay what they are, the marks stay well formed, old states keep their bytes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import DataPactError, Malformed, NewerFormat
from datapact.base.strictjson import JsonObject, canonical, parse_object
from datapact.contract.changes.comparison import compared
from datapact.contract.changes.compose import compose
from datapact.contract.changes.proposed import proposed_changes
from datapact.contract.changes.rewritten import rewritten
from datapact.contract.clipboard.clip import Clip
from datapact.contract.clipboard.copied import CopiedPart, as_html
from datapact.contract.clipboard.html_reader import read_html
from datapact.contract.editing.clause_edits import TextRange, is_emphasised
from datapact.contract.editing.commands import (
    Command,
    Emphasise,
    JoinPart,
    Paste,
    ReplaceRange,
    SetTerm,
    SplitPart,
    read_command,
    write_command,
)
from datapact.contract.editing.edit import apply, inverse, replay
from datapact.contract.editing.find_words import Wanted, find_words, replaced
from datapact.contract.editing.paste import parts_of, write_parts
from datapact.contract.text.clauses import EMPHASES, Run, emphasis_by_character, places, plain_text
from datapact.contract.text.document import (
    AgreementDocument,
    check_partial_state,
    read_runs,
    read_state,
    write_state,
)
from datapact.contract.wording.skeleton import digest_of
from tests.agreements.drafts import AGREEMENT, example
from tests.depth import examples

DOCUMENT = read_state(example())
PARAGRAPHS = [paragraph.id for clause in DOCUMENT.clauses for paragraph in clause.paragraphs]
TEXTS = dict(places(DOCUMENT.clauses))


def bold(document: AgreementDocument, place: str, start: int, end: int, style: str = "bold") -> AgreementDocument:
    return apply(document, Emphasise("de", place, start, place, end, style, True))  # type: ignore[arg-type]


def words(document: AgreementDocument, place: str) -> str:
    return plain_text(dict(places(document.clauses))[place]["de"])


def test_a_state_without_emphasis_keeps_its_form_and_one_with_it_says_that_it_is_newer() -> None:
    assert write_state(DOCUMENT)["format"] == 1
    changed = bold(DOCUMENT, PARAGRAPHS[2], 0, 9)
    written = write_state(changed)
    assert written["format"] == 3
    assert read_state(written) == changed
    for wrong in ({**written, "format": 1}, {**write_state(DOCUMENT), "format": 2}, {**written, "format": 2}):
        with pytest.raises(Malformed):
            read_state(wrong)
    with pytest.raises(NewerFormat):
        read_state({**written, "format": 4})
    assert canonical(write_state(apply(changed, inverse(DOCUMENT, changed)))) == canonical(write_state(DOCUMENT))


@pytest.mark.parametrize(
    "run",
    [
        {"text": "x", "emphasis": "underline"},
        {"text": "x", "emphasis": ""},
        {"text": "x", "emphasis": None},
        {"text": "x", "emphasis": ["bold"]},
        {"text": "x", "emphasis": "bold", "colour": "red"},
        {"text": "\u202ex", "emphasis": "bold"},
        {"emphasis": "bold"},
    ],
)
def test_other_marks_are_refused(run: JsonObject) -> None:
    with pytest.raises(Malformed):
        read_runs([run], "here")


def test_a_heading_stands_out_as_a_whole() -> None:
    clause = DOCUMENT.clauses[1]
    everything = Emphasise("de", clause.id, 0, clause.paragraphs[0].id, 5, "bold", True)
    changed = apply(DOCUMENT, everything)
    assert changed.clauses[1].heading == clause.heading
    assert changed.clauses[1].paragraphs[0].text["de"][0].is_bold
    loud = replace(clause, heading={one: (Run("Laut", emphasis="bold"),) for one in DOCUMENT.languages})
    with pytest.raises(Malformed):
        read_state(write_state(replace(DOCUMENT, clauses=(*DOCUMENT.clauses[:1], loud, *DOCUMENT.clauses[2:]))))


def test_terms_and_references_stand_out_as_a_whole_and_go_on_following() -> None:
    place, runs = next(
        (place, texts["de"]) for place, texts in TEXTS.items()
        if place in PARAGRAPHS and any(run.term == "parties.keller.short_name" for run in texts["de"])
    )  # fmt: skip
    changed = bold(DOCUMENT, place, 0, len(plain_text(runs)))
    assert all(run.is_bold for run in dict(places(changed.clauses))[place]["de"])
    assert [run.term for run in dict(places(changed.clauses))[place]["de"]] == [run.term for run in runs]
    later = apply(changed, SetTerm("parties.keller.short_name", "Fräs-Keller"))
    assert "Fräs-Keller" in words(later, place)
    assert all(run.is_bold for run in dict(places(later.clauses))[place]["de"])


def test_emphasis_alone_is_a_change_of_its_own_and_no_edit_of_what_a_clause_provides() -> None:
    place = PARAGRAPHS[2]
    end = words(DOCUMENT, place).index(" ", 12)
    changed = bold(DOCUMENT, place, 0, end)
    found = proposed_changes(DOCUMENT, changed)
    assert [one.id for one in found] == [f"text:{place}"]
    assert "(bold, italics)" in found[0].messages[0].text("en")
    assert words(DOCUMENT, place)[:end] in found[0].messages[0].text("de")
    assert compose(DOCUMENT, changed, ["text:" + place]).document == changed
    assert compose(DOCUMENT, changed, []).document == DOCUMENT
    marked = next(one for one in compared(DOCUMENT, changed).places["de"] if one.id == place)
    assert [piece.emphasis for piece in marked.pieces if piece.mark == "inserted"] == ["bold"]
    for start, end in ((3, 20), (4, 5)):  # within a word, too
        loud = dict(places(bold(DOCUMENT, place, start, end).clauses))[place]["de"]
        assert digest_of(loud) == digest_of(TEXTS[place]["de"])


def test_two_sides_that_change_one_paragraph_are_two_proposals() -> None:
    place = PARAGRAPHS[2]
    ours, theirs = bold(DOCUMENT, place, 0, 9), bold(DOCUMENT, place, 0, 9, "italic")
    assert [one.id for one in proposed_changes(ours, theirs)] == [f"text:{place}"]
    assert compose(ours, theirs, ["text:" + place]).document == theirs
    assert compose(ours, theirs, []).document == ours


def test_words_put_in_place_of_others_stand_out_as_those_did() -> None:
    runs = (Run("Die "), Run("Frist", emphasis="bold"), Run(" läuft."))
    hits = list(find_words([("p", {"de": runs})], ["de"], Wanted("Frist")))
    assert replaced(runs, hits, "Dauer") == (Run("Die "), Run("Dauer", emphasis="bold"), Run(" läuft."))
    assert rewritten(runs, "Die Frist läuft nun.").runs == (
        Run("Die "),
        Run("Frist", emphasis="bold"),
        Run(" läuft nun."),
    )


def test_withheld_parts_do_not_make_a_marked_state_wrong() -> None:
    state = parse_object(canonical(write_state(bold(DOCUMENT, PARAGRAPHS[2], 0, 9))))
    check_partial_state(state, AGREEMENT, frozenset())
    shown = {**state, "clauses": json.loads(json.dumps(state["clauses"]))[:1]}
    check_partial_state(shown, AGREEMENT, frozenset())
    wrong = json.loads(json.dumps(state).replace('"emphasis": "bold"', '"emphasis": "loud"'))
    with pytest.raises(Malformed):
        check_partial_state(wrong, AGREEMENT, frozenset())


# ---- the clipboard ----


def pasted(html: str) -> list[list[tuple[str, str]]]:
    return [[(run.text, run.emphasis) for run in block.runs()] for block in read_html(html).blocks]


def test_what_word_outlook_and_browsers_put_there_keeps_bold_and_italics() -> None:
    assert pasted("<p>Die <b>Frist</b> ist <i>kurz</i>, <b><i>sehr</i></b>.</p>") == [
        [("Die ", ""), ("Frist", "bold"), (" ist ", ""), ("kurz", "italic"), (", ", ""), ("sehr", "bold-italic"), (".", "")]
    ]  # fmt: skip
    assert pasted("<b style='font-weight:normal'><p>Google <span style='font-weight:700'>Docs</span></p></b>") == [
        [("Google ", ""), ("Docs", "bold")]
    ]
    assert pasted("<p><b>a <span style='font-weight: normal'>b</span></b></p><h2><i>Kopf</i></h2>") == [
        [("a ", "bold"), ("b", "")],
        [("Kopf", "")],
    ]
    assert pasted("<ol><li><p><strong>Eins</strong><p>zwei</ol><p><b>(2)  Drei  </b>  vier</p>") == [
        [("Eins", "bold"), ("\nzwei", "")],
        [("Drei ", "bold"), ("vier", "")],
    ]
    assert pasted("<p>Ein <b>Cafe</b>\u0301 und <i>\u0308o</i></p>") == [
        [("Ein ", ""), ("Caf\u00e9", "bold"), (" und\u0020\u0308", ""), ("o", "italic")]
    ]
    assert read_html("<p><u>x</u></p>").lost == {"emphasis"}
    assert not read_html("<p><b>x</b></p>").lost


looks = st.sampled_from(["", *EMPHASES])
runs = st.lists(st.tuples(st.text("ab <&;\n.", min_size=1, max_size=6), looks), max_size=6).map(
    lambda listed: tuple(Run(text, emphasis=look) for text, look in listed)
)


@settings(max_examples=examples(40))
@given(runs)
def test_what_is_copied_is_pasted_with_its_looks(written: tuple[Run, ...]) -> None:
    html = as_html([CopiedPart("paragraph", "", 0, plain_text(written), written)])
    blocks = read_html(html).blocks
    given_back = [(letter, look) for block in blocks for run in block.runs() for letter, look in letters((run,))]
    assert given_back == letters(written)
    assert all(len(block.looks) in (0, len(block.words)) for block in blocks)


def letters(listed: tuple[Run, ...]) -> list[tuple[str, str]]:
    return [
        (one, look)
        for one, look in zip(plain_text(listed), emphasis_by_character(listed), strict=True)
        if not one.isspace()
    ]


# ---- any edits ----


@settings(max_examples=examples(16))
@given(st.data())
def test_marks_stay_well_formed_whatever_is_typed_and_pasted(data: st.DataObject) -> None:
    document = DOCUMENT
    for _step in range(data.draw(st.integers(1, 6))):
        order = list(dict(places(document.clauses)))
        places_now = sorted(data.draw(st.lists(st.integers(0, len(order) - 1), min_size=2, max_size=2)))
        first, last = order[places_now[0]], order[min(places_now[1], places_now[0] + 2)]
        ends = [data.draw(st.integers(0, len(words(document, place)))) for place in (first, last)]
        start, end = sorted(ends) if first == last else ends
        chosen = TextRange("de", first, start, last, end)
        kind = data.draw(st.sampled_from(["mark", "unmark", "type", "paste", "split", "join"]))
        style = data.draw(st.sampled_from(["bold", "italic"]))
        made: Command
        if kind in ("mark", "unmark"):
            made = Emphasise("de", first, start, last, end, style, kind == "mark")
        elif kind == "type":
            made = ReplaceRange("de", first, start, last, end, (Run("neu"),))
        elif kind == "paste":
            html = data.draw(
                st.sampled_from(["<b>fett</b> und <i>mehr</i>", "<p>eins <b>zwei</b></p><p><em>drei</em></p>"])
            )
            parts = parts_of(Clip("", html).read().blocks, document.clauses, chosen)
            made = Paste("de", first, start, last, end, write_parts(parts))
        elif kind == "split":
            made = SplitPart(first, f"teil-{_step}", {"de": start})
        else:
            made = JoinPart(first)
        assert read_command(write_command(made)) == made
        try:
            after = replay(document, [made])
        except DataPactError:
            continue
        assert read_state(write_state(after)) == after
        assert apply(after, inverse(document, after)) == document
        if kind in ("mark", "unmark"):
            assert [words(after, one) for one in order] == [words(document, one) for one in order]
            headings = {clause.id for clause in after.clauses}
            body = {place: texts for place, texts in places(after.clauses) if place not in headings}
            if first == last and first in body and words(after, first)[start:end].strip():
                assert is_emphasised(body.items(), chosen, style) or kind == "unmark"
        document = after
