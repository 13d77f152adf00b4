"""Bold and italics to Word and back: what was sent comes back equal, what was made bold comes back as a change."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from datapact.contract.editing.clause_edits import TextRange, with_emphasis
from datapact.contract.editing.commands import Reword
from datapact.contract.editing.edit import apply
from datapact.contract.text.clauses import Run, places, plain_text
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.numbering import settled
from datapact.word.read.package import open_package
from datapact.word.read.returned import Returned, read_returned
from datapact.word.reply.reply_file import reply_file
from datapact.word.write.docx import word_languages, write_docx
from tests.depth import examples
from tests.word import returned_files as files
from tests.word.returned_files import BASE, MARK, W

TEXTS = {place: texts for place, texts in places(BASE.clauses) if place not in {one.id for one in BASE.clauses}}
LONG = sorted(TEXTS, key=lambda place: -len(plain_text(TEXTS[place]["de"])))[:12]
ranges = st.tuples(
    st.sampled_from(LONG), st.sampled_from(["de", "en"]), st.integers(0, 150), st.integers(1, 90),
    st.sampled_from(["bold", "italic"]),
)  # fmt: skip


def marked(listed: list[tuple[str, str, int, int, str]], base: AgreementDocument = BASE) -> AgreementDocument:
    clauses = base.clauses
    for place, language, start, length, style in listed:
        end = min(start + length, len(plain_text(TEXTS[place][language])))  # type: ignore[index]
        chosen = TextRange(language, place, min(start, end), place, end)  # type: ignore[arg-type]
        clauses = with_emphasis(clauses, chosen, style, on=True)  # type: ignore[arg-type]
    return AgreementDocument(**{**vars_of(base), "clauses": settled(clauses, base.terms, base.languages)})


def vars_of(base: AgreementDocument) -> dict[str, object]:
    return {name: getattr(base, name) for name in base.__slots__}


def read(data: bytes, base: AgreementDocument, older: AgreementDocument | None = None) -> Returned:
    return read_returned(open_package(data), base, older)


@settings(max_examples=examples(6))
@given(st.lists(ranges, max_size=5), st.booleans(), st.sampled_from([("de",), ("de", "en")]))
def test_what_is_sent_comes_back_equal(
    listed: list[tuple[str, str, int, int, str]], stripped: bool, languages: tuple[str, ...]
) -> None:
    base = marked([one for one in listed if one[1] in languages])
    data = write_docx(base, files.about(base, *languages))
    returned = read(files.edited(data, files.strip_own_marks) if stripped else data, base)
    assert returned.changes == ()
    assert returned.outside == ()


@settings(max_examples=examples(4))
@given(st.lists(ranges, min_size=1, max_size=4), st.lists(ranges, max_size=3))
def test_a_redline_holds_both_looks(
    new: list[tuple[str, str, int, int, str]], old: list[tuple[str, str, int, int, str]]
) -> None:
    older, newer = marked(old), marked(new)
    data = write_docx(newer, files.about(newer), older)
    returned = read(data, newer, older)
    assert returned.changes == ()
    back = read(data, older)
    assert back.proposal.clauses == newer.clauses or not back.changes
    assert all(one.origin == "tracked" for one in back.changes)


def _embolden(root: etree._Element, word: str, *, how: str) -> None:
    run = next(one for one in files.runs_with_words(root) if word in "".join(one.itertext()))
    properties = run.find(W + "rPr")
    if properties is None:
        properties = etree.Element(W + "rPr")
        run.insert(0, properties)
    if how == "style":
        etree.SubElement(properties, W + "rStyle", {W + "val": "Fett"})
        return
    etree.SubElement(properties, W + "b")
    if how == "tracked":
        change = etree.SubElement(properties, W + "rPrChange", MARK)
        etree.SubElement(change, W + "rPr")


@pytest.mark.parametrize(("how", "origin"), [("direct", "unmarked"), ("tracked", "tracked"), ("style", "unmarked")])
def test_what_they_made_bold_is_a_change(how: str, origin: str) -> None:
    place = next(one for one in LONG if all(run.is_plain for run in TEXTS[one]["de"]))
    word = plain_text(TEXTS[place]["de"])[:40]
    data = files.edited(files.sent("de"), lambda root: _embolden(root, word, how=how))

    def style(root: etree._Element) -> None:
        made = etree.SubElement(root, W + "style", {W + "type": "character", W + "styleId": "Fett"})
        etree.SubElement(etree.SubElement(made, W + "rPr"), W + "b", {W + "val": "1"})

    returned = read(files.edited(data, style, "word/styles.xml"), BASE)
    assert [(one.change.id, one.origin) for one in returned.changes] == [(f"text:{place}", origin)]
    assert "stand out otherwise" in returned.changes[0].change.messages[0].text("en")
    assert all(run.is_bold for run in dict(places(returned.proposal.clauses))[place]["de"])
    assert returned.formatting == 0
    assert not returned.unresolved


def test_our_emphasis_is_written_into_their_file() -> None:
    theirs = files.sent("de")
    first, second, third = LONG[:3]
    ours = marked([(first, "de", 0, 30, "bold"), (second, "de", 10, 500, "italic")])
    words = (Run("Neue "), Run("Worte", emphasis="bold-italic"), Run(" hier."))
    ours = apply(ours, Reword(third, "de", words))
    chosen = word_languages(BASE, ["de"])
    made = reply_file(open_package(theirs), BASE, ours, chosen, "Anna Keller", files.WHEN, {})
    back = read(made.data, BASE)
    now, wanted = dict(places(back.proposal.clauses)), dict(places(ours.clauses))
    for place in (first, second, third):
        assert now[place]["de"] == wanted[place]["de"]
    assert {one.change.place for one in back.changes} == {first, second, third}
    assert all(one.origin == "tracked" for one in back.changes)
