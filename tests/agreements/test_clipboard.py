"""Pasted text: HTML of Word, Outlook and browsers as blocks, and blocks as parts of an agreement."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.texts import Language
from datapact.contract.clipboard.blocks import Block, Pasted, blocks_of_text
from datapact.contract.clipboard.copied import CopiedPart, as_html
from datapact.contract.clipboard.html_reader import read_html
from datapact.contract.editing.clause_edits import TextRange
from datapact.contract.editing.commands import Paste, read_command, write_command
from datapact.contract.editing.edit import apply
from datapact.contract.editing.paste import end_of, parts_of, write_parts
from datapact.contract.templates.template import example_answers
from datapact.contract.text.clauses import places, plain_text
from datapact.contract.text.document import AgreementDocument, read_state, write_state
from tests.agreements.drafts import draft
from tests.depth import examples

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0} --></style>
<!--[if gte mso 9]><xml><o:Settings>no</o:Settings></xml><![endif]--></head><body lang=DE><!--StartFragment-->
<h2>§ 7 Aufbewahrung<o:p></o:p></h2>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-fareast-font-family:Calibri'><span style='mso-list:Ignore'>(1)<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>Die Daten werden <b>24&nbsp;Monate</b> aufbewahrt:<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>a)<span>&nbsp; </span></span>Rohdaten;</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>b)<span>&nbsp; </span></span>Modelle.</p>
<p class=MsoNormal><span style='display:none;mso-hide:all'>geheim</span><span style='mso-list:Ignore'></span>Danach
werden sie gel\u00f6scht.<del>Nicht</del></p><script>alert(1)</script><!--EndFragment--></body></html>"""


def said(pasted: Pasted) -> list[tuple[str, str, str]]:
    return [(block.kind, block.marker, block.words) for block in pasted.blocks]


class TestReading:
    def test_word(self) -> None:
        pasted = read_html(WORD)
        assert said(pasted) == [
            ("heading", "", "Aufbewahrung"),
            ("words", "number", "Die Daten werden 24 Monate aufbewahrt:"),
            ("words", "letter", "Rohdaten;"),
            ("words", "letter", "Modelle."),
            ("words", "", "Danach werden sie gelöscht."),
        ]
        assert pasted.blocks[1].looks.count("b") == len("24 Monate")
        assert pasted.lost == {"hidden", "deleted"}

    def test_outlook_lays_out_by_tables_and_breaks(self) -> None:
        pasted = read_html(
            "<table><tr><td><div>Guten Tag,</div><div>unser Vorschlag:<br><br>Die Frist ist <br>zwei Wochen.</div></td></tr>"
            "</table><table><tr><th>Sensor</th><th>Einheit</th></tr><tr><td><p>Druck</p></td><td>bar</td></tr></table>"
        )
        assert said(pasted) == [
            ("words", "", "Guten Tag,"),
            ("words", "", "unser Vorschlag:"),
            ("words", "", "Die Frist ist\nzwei Wochen."),
            ("cell", "", "Sensor"),
            ("cell", "", "Einheit"),
            ("cell", "", "Druck"),
            ("cell", "", "bar"),
        ]
        assert [block.columns for block in pasted.blocks] == [0, 0, 0, 2, 0, 0, 0]
        assert not pasted.lost

    def test_browsers(self) -> None:
        pasted = read_html(
            "<b style='font-weight:normal' id=docs-internal-guid-1><ol><li><p>Eins</p><p>weiter</p>"
            "<ol type=a><li>klein<ul><li>tief</ul></ol></li><li>Zwei &amp; &lt;drei&gt;</ol></b><p>Ende<img src='http://x/y'>"
        )
        assert said(pasted) == [
            ("words", "number", "Eins\nweiter"),
            ("words", "letter", "klein"),
            ("words", "bullet", "tief"),
            ("words", "number", "Zwei & <drei>"),
            ("words", "", "Ende"),
        ]
        assert pasted.lost == {"nesting", "picture"}

    def test_typed_numbers_are_told_from_words(self) -> None:
        assert said(blocks_of_text("1. Erstens\n2. Zweitens\n(3) Drittens\n")) == [
            ("words", "number", "Erstens"),
            ("words", "number", "Zweitens"),
            ("words", "number", "Drittens"),
        ]
        for alone in ("1. Januar 2027 ist der Beginn.", "12.05.2026 und später", "(2) und (3) gelten.", "3 Monate"):
            assert said(blocks_of_text(alone)) == [("words", "", alone)]
        assert said(blocks_of_text("§ 1 Zweck\nText.\n§ 2 Dauer\nText.")) == [
            ("heading", "", "Zweck"), ("words", "", "Text."), ("heading", "", "Dauer"), ("words", "", "Text.")
        ]  # fmt: skip

    def test_lines_between_empty_lines_stay_together(self) -> None:
        assert said(blocks_of_text("Eins\r\nzwei\r\n\r\nDrei\x07\u202e\r\n")) == [
            ("words", "", "Eins\nzwei"), ("words", "", "Drei")
        ]  # fmt: skip

    def test_what_we_copied_comes_back_as_it_was(self) -> None:
        parts = [
            CopiedPart("heading", "§ 4", 3, "Zweck & <Ziel>"),
            CopiedPart("paragraph", "(1)", 0, "Zum Zweck:"),
            CopiedPart("item", "a)", 0, "eins\nzwei"),
            CopiedPart("item", "b)", 1, "drei"),
            CopiedPart("paragraph", "(2)", 1, "Danach."),
        ]
        assert said(read_html(as_html(parts))) == [
            ("heading", "", "Zweck & <Ziel>"),
            ("words", "number", "Zum Zweck:"),
            ("words", "letter", "eins\nzwei"),
            ("words", "letter", "drei"),
            ("words", "number", "Danach."),
        ]

    @given(st.text(st.sampled_from("<>/!-[]ab p=\"'&;#x1\n\x00?"), max_size=60) | st.text(max_size=40))
    @settings(max_examples=examples(300))
    def test_nothing_raises(self, text: str) -> None:
        for block in read_html(text).blocks + blocks_of_text(text).blocks:
            assert block.words.strip()

    @given(st.data())
    @settings(max_examples=examples(200))
    def test_no_visible_word_is_lost(self, data: st.DataObject) -> None:
        words: list[str] = []
        tags = st.sampled_from(
            [
                "p",
                "div",
                "b",
                "span",
                "li",
                "ul",
                "ol",
                "table",
                "tr",
                "td",
                "h2",
                "a",
                "font",
                "section",
                "br",
                "o:p",
                "td",
            ]
        )
        made = ""
        for _step in range(data.draw(st.integers(1, 25))):
            tag = data.draw(tags)
            made += data.draw(st.sampled_from([f"<{tag}>", f"</{tag}>", f"<{tag} class=x style='mso-list:l0 level1'>"]))
            if data.draw(st.booleans()):
                words.append(f"W{len(words)}w")
                made += data.draw(st.sampled_from([f"{words[-1]} ", f" {words[-1]}\n", f"&nbsp;{words[-1]}&nbsp;"]))
        read = " ".join(block.words for block in read_html(made).blocks)
        assert [word.strip(";,") for word in read.split()] == words

    @pytest.mark.parametrize(
        "hostile", ["<div>", "<ul><li>", "<table><tr><td>", "<![", "<!", "<a ", "&#", "</p>", "<b></i>"]
    )
    def test_hostile_nesting_costs_little(self, hostile: str) -> None:
        read = read_html(hostile * 5_000 + "<p>Ende</p>")
        assert all(block.words for block in read.blocks)
        assert hostile in ("<![", "<!", "<a ") or "Ende" in read.blocks[-1].words


def drafted() -> AgreementDocument:
    return read_state(draft("ai-pilot", example_answers("ai-pilot")))


DOCUMENT = drafted()
CLAUSES = DOCUMENT.clauses
ROWS = list(places(CLAUSES))


def pasted(document: AgreementDocument, chosen: TextRange, blocks: tuple[Block, ...]) -> AgreementDocument:
    parts = parts_of(blocks, document.clauses, chosen)
    command = Paste(chosen.language, chosen.first, chosen.start, chosen.last, chosen.end, write_parts(parts))
    after = apply(document, read_command(write_command(command)))
    place, position = end_of(document.clauses, chosen, parts)
    assert position <= len(plain_text(dict(places(after.clauses))[place][chosen.language]))
    return after


class TestPasting:
    def at_end_of(self, place: str) -> TextRange:
        end = len(plain_text(dict(ROWS)[place]["de"]))
        return TextRange("de", place, end, place, end)

    def test_paragraphs_points_and_clauses_take_their_places(self) -> None:
        clause = next(one for one in DOCUMENT.clauses if one.id == "subject")
        last = clause.paragraphs[-1]
        after = pasted(DOCUMENT, self.at_end_of(last.id), read_html(WORD).blocks)
        numbers = [one.id for one in after.clauses]
        assert after.clauses[numbers.index("subject")] == clause, "a heading begins a clause of its own"
        fresh = after.clauses[numbers.index("subject") + 1]
        assert plain_text(fresh.heading["de"]) == "Aufbewahrung"
        assert [plain_text(one.text["de"]) for one in fresh.paragraphs] == [
            "Die Daten werden 24 Monate aufbewahrt:", "Danach werden sie gelöscht."
        ]  # fmt: skip
        assert [plain_text(one.text["de"]) for one in fresh.paragraphs[0].items] == ["Rohdaten;", "Modelle."]
        assert all(not runs for texts in (fresh.heading, fresh.paragraphs[0].text) for runs in (texts["en"],))

    def test_what_follows_the_cursor_stays_behind_it(self) -> None:
        place = "subject-2"
        words = plain_text(dict(ROWS)[place]["de"])
        blocks = blocks_of_text("erste Worte\n(1) Zweiter\n(2) Dritter").blocks
        after = pasted(DOCUMENT, TextRange("de", place, 5, place, 9), blocks)
        clause = next(one for one in after.clauses if one.id == "subject")
        at = [one.id for one in clause.paragraphs].index(place)
        made = [plain_text(one.text["de"]) for one in clause.paragraphs[at : at + 3]]
        assert made == [words[:5] + "erste Worte", "Zweiter", "Dritter" + words[9:]]
        assert clause.paragraphs[at].text["en"] == dict(ROWS)[place]["en"]

    def test_a_number_amid_a_sentence_is_a_word(self) -> None:
        place = "subject-2"
        end = self.at_end_of(place)
        after = pasted(DOCUMENT, end, blocks_of_text("(2) Satz 1").blocks)
        assert plain_text(dict(places(after.clauses))[place]["de"]).endswith("(2) Satz 1")
        after = pasted(DOCUMENT, TextRange("de", place, 0, place, end.end), blocks_of_text("(2) Satz 1").blocks)
        assert plain_text(dict(places(after.clauses))[place]["de"]) == "Satz 1"

    @given(
        st.sampled_from(range(len(ROWS))),
        st.sampled_from(range(len(ROWS))),
        st.lists(
            st.builds(
                Block,
                st.just("Wort"),
                st.sampled_from(["words", "words", "words", "heading"]),
                st.integers(0, 3),
                st.sampled_from(["", "number", "letter", "bullet"]),
                st.sampled_from(["", "(2) "]),
            ),
            min_size=1,
            max_size=6,
        ),
        st.data(),
    )
    @settings(max_examples=examples(40))
    def test_nothing_else_is_lost_or_doubled(
        self, one: int, other: int, blocks: list[Block], data: st.DataObject
    ) -> None:
        first, last = ROWS[min(one, other)], ROWS[max(one, other)]
        if data.draw(st.booleans()):
            last = first
        start = data.draw(st.integers(0, len(plain_text(first[1]["de"]))))
        end = data.draw(st.integers(start if first == last else 0, len(plain_text(last[1]["de"]))))
        chosen = TextRange("de", first[0], start, last[0], end)
        without = apply(DOCUMENT, Paste("de", *_range(chosen), write_parts(parts_of([Block("Wort")], CLAUSES, chosen))))
        after = pasted(DOCUMENT, chosen, tuple(blocks))
        read_state(write_state(after))
        assert _letters(after, "de") == _letters(without, "de") + Counter("Wort" * (len(blocks) - 1))
        assert _letters(after, "en") == _letters(without, "en")


def _range(chosen: TextRange) -> tuple[str, int, str, int]:
    return chosen.first, chosen.start, chosen.last, chosen.end


def _letters(document: AgreementDocument, language: Language) -> Counter[str]:
    """The letters, without numbers of references, which follow from positions, and without typed numbers."""
    said = "".join(run.text for _place, texts in places(document.clauses) for run in texts[language] if run.ref is None)
    return Counter("".join(said.replace("(2) ", "").split()))
