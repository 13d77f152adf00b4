"""Comments in threads: they stick to their words, are settled and answered, and what is internal never leaves."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import pikepdf
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.comments import comment_on, reply, set_bar, settle
from datapact.agreements.steps.negotiation import accept, offer_draft
from datapact.agreements.steps.reply import Verdicts
from datapact.agreements.views.agreement import agreement_page
from datapact.agreements.views.comments import ThreadView, comments, filtered, internal_threads, unanswered_words
from datapact.audit.exports.bag import build_bag
from datapact.audit.exports.bag_content import BagRequest
from datapact.audit.exports.dossier import build_dossier
from datapact.audit.verify.dossier import verify_dossier
from datapact.base.errors import AnswerNo, Locked, WrongUse
from datapact.contract.changes.anchor import Anchor, Found, anchor_at, anchor_of_words, digest_of, found
from datapact.contract.editing.commands import Command, MovePart, RemovePart, Reword
from datapact.contract.editing.edit import replay
from datapact.contract.text.clauses import Run, places, plain_text
from datapact.contract.text.document import AgreementDocument, read_state, write_state
from datapact.organisation.acting.acting_member import Acting
from datapact.signing.ceremony.export import export_json, export_pdf
from datapact.signing.ceremony.freeze import freeze, plan_freeze
from datapact.vault.database.settings import WHOLE_VAULT, write_settings
from datapact.word.read.returned import Remark
from datapact.word.steps.author import AUTHOR, INITIALS
from datapact.word.steps.received import keep_received, open_received
from datapact.word.steps.reply import word_reply
from datapact.word.steps.sent import word_file, word_set
from tests.agreements.drafts import example
from tests.conftest import SteppingClock
from tests.depth import examples, rounds
from tests.exchange.houses import HISTORY, Houses, build, contents_of, exchange, opened, write
from tests.word import returned_files as files

BASE = read_state(example())
TEXTS = dict(places(BASE.clauses))
PARAGRAPHS = [one.id for clause in BASE.clauses for one in clause.paragraphs]


# ---- sticking to words ----


@st.composite
def passages(draw: st.DrawFn) -> tuple[str, int, int]:
    place = draw(st.sampled_from(PARAGRAPHS))
    text = plain_text(TEXTS[place]["de"])
    start = draw(st.integers(0, max(0, len(text) - 2)))
    return place, start, draw(st.integers(start + 1, len(text)))


@st.composite
def edits(draw: st.DrawFn) -> Command:
    place = draw(st.sampled_from(PARAGRAPHS))
    clause = next(one.id for one in BASE.clauses if any(part.id == place for part in one.paragraphs))
    text = plain_text(TEXTS[place]["de"])
    match draw(st.integers(0, 4)):
        case 0:
            at = draw(st.integers(0, len(text)))
            return Reword(place, "de", (Run(text[:at] + draw(st.sampled_from(["Neu ", "§ ", "x"])) + text[at:]),))
        case 1:
            cut = draw(st.integers(0, len(text) - 1))
            return Reword(place, "de", (Run(text[:cut] or "Ohne."),))
        case 2:
            other = draw(st.sampled_from([one.id for one in BASE.clauses]))
            return MovePart(place, 0, other)
        case 3:
            return MovePart(clause, draw(st.integers(0, len(BASE.clauses) - 1)))
        case _:
            return RemovePart(clause)


def words_at(document: AgreementDocument, here: Found, anchor: Anchor) -> str:
    return plain_text(dict(places(document.clauses))[here.place][anchor.language or "de"])[here.start : here.end]


@settings(max_examples=examples(300), deadline=None)
@given(passages(), st.lists(edits(), max_size=4))
def test_a_comment_moves_with_its_words_or_says_that_they_are_gone(
    passage: tuple[str, int, int], commands: list[Command]
) -> None:
    place, start, end = passage
    anchor = anchor_at(BASE, place, "de", start, end)
    document = BASE
    for command in commands:
        try:
            document = replay(document, [command])
        except WrongUse:
            continue
    here = found(anchor, document)
    if here.end:
        assert words_at(document, here, anchor).split() == anchor.words.split()
    there = dict(places(document.clauses)).get(place)
    if there is not None and anchor.words.strip() and anchor.words in plain_text(there["de"]):
        assert here.place == place
        assert (here.whereabouts == "here") == (digest_of(there) == anchor.of_text)
    if here.whereabouts == "gone":
        assert here.place == ""
        assert there is None or not anchor.words.strip() or anchor.words not in plain_text(there["de"])


def test_where_a_comment_stands() -> None:
    place = BASE.clauses[3].paragraphs[0].id
    text = plain_text(TEXTS[place]["de"])
    anchor = anchor_at(BASE, place, "de", 4, 30)
    assert found(anchor, BASE) == Found("here", place, 4, 30)
    later = replay(BASE, [Reword(place, "de", (Run("Vorab: " + text),))])
    assert found(anchor, later) == Found("changed", place, 11, 37)
    away = replay(BASE, [Reword(place, "de", (Run("Anders."),))])
    assert found(anchor, away) == Found("gone", "")
    other = BASE.clauses[5].paragraphs[0].id
    moved = replay(away, [Reword(other, "de", (Run(text),))])
    assert found(anchor, moved) == Found("moved", other, 4, 30)
    assert found(Anchor(place), away) == Found("here", place)
    assert found(Anchor("term:law.venue"), BASE).whereabouts == "here"
    assert found(Anchor("term:datasets.none"), BASE).whereabouts == "gone"
    assert anchor_of_words(BASE, place, "  ".join(text[4:30].split())).words.split() == text[4:30].split()
    assert anchor_of_words(BASE, place, "steht nirgends").words == ""


# ---- threads between two houses ----


@pytest.fixture
def houses(tmp_path: Path) -> Iterator[Houses]:
    folder, clock = tmp_path / "comments", SteppingClock()
    build(folder / "made", clock)
    made = opened(folder / "made", folder / "open", clock)
    state = {**example(), "agreement": HISTORY}
    terms = cast(dict[str, list[dict[str, str]]], state["terms"])
    for party, acting in zip(terms["parties"], (made.keller, made.institute), strict=False):
        party["organisation"] = acting.organisation
    write(made.keller, "draft", {"state": state, "note": ""})
    yield made
    made.close()


def seen(acting: Acting) -> tuple[ThreadView, ...]:
    return comments(acting, HISTORY).threads


def said(acting: Acting) -> list[tuple[str, str, bool]]:
    return [(one.first.text, one.audience, one.settled) for one in seen(acting)]


PLACE = BASE.clauses[3].paragraphs[0].id
OTHER = "urn:uuid:2f1f2c0e-94a0-4f0e-8a8e-0f6f3f1f7a99"
CANARY = "Kanarienvogel-7c1e: unter 40.000 gehen wir nicht"


def waiting_for(acting: Acting) -> int:
    """How many comments wait for an answer of this house, as its page and its comments say alike."""
    count = comments(acting, HISTORY).unanswered
    assert agreement_page(acting, HISTORY, date(2026, 11, 27)).unanswered == count
    return count


@pytest.mark.journey
def test_comments_travel_are_answered_and_bar_signature(houses: Houses, clock: SteppingClock) -> None:
    keller, institute = houses.keller, houses.institute
    anchor = anchor_at(BASE, PLACE, "de", 4, 30)
    before = comment_on(keller, HISTORY, "Vor dem Angebot gefragt", anchor, "partners")
    comment_on(keller, HISTORY, CANARY, anchor)
    reply(keller, HISTORY, before.digest, "Rückfrage dazu")
    assert all(one.waits for one in seen(keller) if one.audience == "partners")
    # A party that insists on Word gets it before anything is offered.
    clean = word_set(keller, HISTORY)[0]
    assert b"Vor dem Angebot gefragt" in part(clean.data, "word/comments.xml")
    assert CANARY.encode() not in part(clean.data, "word/comments.xml")

    assert offer_draft(keller, HISTORY) is not None
    exchange(keller, institute, HISTORY)
    assert said(institute) == [("Vor dem Angebot gefragt", "partners", False)]
    (thread,) = seen(institute)
    assert [one.text for one in thread.said] == ["Vor dem Angebot gefragt", "Rückfrage dazu"]
    assert (thread.found, thread.waits) == (Found("here", PLACE, 4, 30), False)
    assert (waiting_for(keller), waiting_for(institute)) == (0, 1)
    reply(institute, HISTORY, thread.digest, "Hier im Haus besprochen.", internal=True)
    assert waiting_for(institute) == 1, "what is said inside the house answers nobody"

    reply(institute, HISTORY, thread.digest, "Ja, so gewollt.")
    assert waiting_for(institute) == 0
    reply(institute, HISTORY, thread.digest, "Nur für uns.", internal=True)
    settle(institute, HISTORY, thread.digest)
    exchange(institute, keller, HISTORY)
    shared = next(one for one in seen(keller) if one.audience == "partners")
    assert [one.text for one in shared.said][-1] == "Ja, so gewollt."
    assert (shared.settled, shared.settled_by) == (True, "Jonas Weber")
    with pytest.raises(WrongUse):
        settle(keller, HISTORY, shared.digest)

    set_bar(keller, HISTORY, bar=True)
    assert waiting_for(keller) == 0, "settled"
    settle(keller, HISTORY, shared.digest, again=True)
    assert waiting_for(keller) == 1
    assert "1 comment of another party is open" in unanswered_words(1).text("en")
    exchange(keller, institute, HISTORY)
    with houses.institute.vault.read() as session:
        offer = load_state(session, HISTORY).open_offers[0]
    accept(institute, HISTORY, offer)
    exchange(institute, keller, HISTORY)
    day = clock().date()
    assert any("1 shared comment" in str(one) for one in plan_freeze(keller, HISTORY, day).blocked)
    with pytest.raises(AnswerNo, match="shared comment"):
        freeze(keller, HISTORY, day)
    assert plan_freeze(keller, HISTORY, day).unsettled is None  # it is said among what bars
    set_bar(keller, HISTORY, bar=False)
    plan = plan_freeze(keller, HISTORY, day)
    assert not any("shared comment" in str(one) for one in plan.blocked)
    assert plan.unsettled is not None
    assert "1 comment thread" in plan.unsettled.text("en")
    set_bar(keller, HISTORY, bar=True)
    settle(keller, HISTORY, shared.digest)
    plan = plan_freeze(keller, HISTORY, day)
    assert not any("shared comment" in str(one) for one in plan.blocked)
    assert plan.unsettled is None

    listed = seen(keller)
    assert [one.first.text for one in filtered(listed, "open")] == [CANARY]
    assert filtered(listed, audience="partners") == filtered(listed, words="angebot gefragt")
    with pytest.raises(WrongUse):
        comment_on(keller, HISTORY, "  ")
    with pytest.raises(WrongUse):
        reply(keller, HISTORY, "AAAAAAAA", "Niemand")


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)


# ---- what is internal stays inside ----

_ENCODED = re.compile(rb"[A-Za-z0-9_-]{24,}")


def everything_in(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes of a file, of the files in it and of what is packed or encoded in them."""
    yield data
    if depth > 4:
        return
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for name in package.namelist():
                yield from everything_in(package.read(name), depth + 1)
    elif data.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for page in pdf.pages:
                yield page.Contents.read_bytes()
            for name in pdf.attachments:
                yield from everything_in(pdf.attachments[name].get_file().read_bytes(), depth + 1)
    else:
        for token in [one for one in _ENCODED.findall(data) if len(one) % 4 != 1]:
            yield base64.urlsafe_b64decode(token + b"=" * (-len(token) % 4))


def holds(data: bytes, words: str) -> bool:
    escaped = "".join(one if ord(one) < 128 else f"\\u{ord(one):04x}" for one in words)
    forms = {words.encode(), escaped.encode(), words.encode("utf-16-be")}
    return any(form in one for one in everything_in(data) for form in forms)


@pytest.mark.journey
def test_an_internal_comment_leaves_by_no_export_and_no_bundle(houses: Houses) -> None:
    comment_on(houses.keller, HISTORY, "Vor dem Angebot gefragt", Anchor(PLACE), "partners")
    offer_draft(houses.keller, HISTORY)
    exchange(houses.keller, houses.institute, HISTORY)

    @settings(max_examples=rounds(2), deadline=None, phases=[Phase.generate])
    @given(st.text("abcdefgäöü 0123456789", min_size=12, max_size=40).filter(lambda text: len(text.split()) > 1))
    def never_leaves(words: str) -> None:
        words = f"Vertraulich {words.strip()}"
        keller, institute = houses.keller, houses.institute
        mine = comment_on(keller, HISTORY, words, Anchor(PLACE))
        shared = next(one for one in seen(keller) if one.audience == "partners")
        reply(keller, HISTORY, shared.digest, f"{words} auch hier", internal=True)
        exchange(keller, institute, HISTORY)
        received = "\n".join(map(repr, contents_of(institute).values()))
        leaving = {
            "bundle": received.encode(),
            "set": b"".join(part(one.data, name) for one in word_set(keller, HISTORY) for name in parts(one.data)),
            "word": word_file(keller, HISTORY).data,
            "pdf": export_pdf(keller, HISTORY),
            "json": export_json(keller, HISTORY),
            "partner": build_dossier(keller, HISTORY, audience="partner").pdf,
            "internal": build_dossier(keller, HISTORY, audience="internal").pdf,
        }
        for name, data in leaving.items():
            assert not holds(data, words), name
        ticked = build_dossier(keller, HISTORY, audience="internal", comments=[mine.digest])
        assert holds(ticked.pdf, words)
        assert not holds(ticked.pdf, f"{words} auch hier")

    never_leaves()


def parts(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.namelist()


@pytest.mark.journey
def test_an_internal_dossier_verifies_without_the_words_of_comments(houses: Houses, tmp_path: Path) -> None:
    keller = houses.keller
    comment_on(keller, HISTORY, CANARY)
    offer_draft(keller, HISTORY)
    made = build_dossier(keller, HISTORY, audience="internal")
    verdict = verify_dossier(made.pdf, "dossier.pdf", cards=[], require_trust=False)
    assert verdict.verdict != "invalid"
    assert made.missing > 0
    bag = build_bag(keller, BagRequest("internal", agreements=(HISTORY,)), workshop=tmp_path, processes=1)
    assert not holds(bag.data, CANARY)
    everything = internal_threads(keller, HISTORY, ["all"])
    assert holds(build_dossier(keller, HISTORY, audience="internal", comments=everything).pdf, CANARY)
    with pytest.raises(Locked):
        build_dossier(keller, HISTORY, audience="partner", comments=everything)


def test_only_one_module_reads_internal_comments() -> None:
    """Whoever exports goes through ``Thread.shared`` or the view; no other module of the core opens them."""
    root = Path(__file__).parents[2] / "datapact"
    reading = {str(file.relative_to(root)) for file in root.rglob("*.py") if "house_remarks" in file.read_text("utf-8")}
    assert reading == {
        "agreements/comments/threads.py",
        "history/state/ledger.py",
        "history/transitions/negotiation.py",
    }
    leaving = [file for room in ("pdf", "exchange", "signing", "word") for file in (root / room).rglob("*.py")]
    using = {str(file.relative_to(root)) for file in leaving if "threads_in" in file.read_text("utf-8")}
    assert using == {"word/steps/comments.py"}


# ---- comments of a Word file ----


def commented_in_word(keller: Acting) -> bytes:
    """The Word file of another agreement as it came back, with an answer to our question."""
    state = {**write_state(BASE), "agreement": OTHER, "number": "DP-2026-0009"}
    write(keller, "draft", {"state": state, "note": ""}, OTHER)
    comment_on(keller, OTHER, "Unsere Frage", anchor_at(BASE, PLACE, "de", 4, 30), "partners")
    comment_on(keller, OTHER, CANARY, anchor_at(BASE, PLACE, "de", 4, 30))
    sent = word_set(keller, OTHER, languages=("de",))[0].data
    assert not holds(sent, CANARY)
    back = files.edited(sent, answered_in_word, "word/comments.xml")
    return files.edited(back, linked_in_word, "word/commentsExtended.xml")


def test_comments_of_a_word_file_become_threads_once(houses: Houses) -> None:
    keller = houses.keller
    comment_on(keller, HISTORY, "In einer anderen Vereinbarung")
    back = commented_in_word(keller)
    bare = files.edited(files.edited(back, without_ids, "word/comments.xml"), lambda root: root.clear(), EXTENDED)
    for data in (back, back, bare):
        keep_received(keller, open_received(keller, data), [])
        listed = comments(keller, OTHER).threads
        ours = next(one for one in listed if one.first.text == "Unsere Frage")
        assert [(one.author, one.text, one.from_word) for one in ours.said] == [
            ("Anna Keller", "Unsere Frage", False),
            ("Bea Bauer", "Einverstanden.", True),
        ]
        assert (ours.anchor.words, ours.settled) == (plain_text(TEXTS[PLACE]["de"])[4:30], True)
        assert [one.own for one in ours.said] == [True, False]
        assert len(listed) == 2
    # What is new in a file without threads stands for itself, and at the same words beside the question.
    (new,) = open_received(keller, files.edited(bare, said_twice, "word/comments.xml")).remarks
    assert (new.text, new.answers) == ("Zweite Frage", "")


def test_the_same_words_at_two_places_within_a_minute_are_two_comments(houses: Houses) -> None:
    """Word writes minutes, and who strikes two paragraphs says so twice."""
    keller = houses.keller
    received = open_received(keller, commented_in_word(keller))
    said = [
        Remark("Bea Bauer", "2026-11-30T10:05:00Z", "Bitte streichen.", place, "", resolved=resolved)
        for place, resolved in ((PARAGRAPHS[0], False), (PARAGRAPHS[1], True))
    ]
    returned = replace(received.returned, remarks=(*received.returned.remarks, *said))
    for _again in range(2):
        keep_received(keller, replace(received, returned=returned), [])
        found = [one for one in comments(keller, OTHER).threads if one.first.text == "Bitte streichen."]
        assert [(one.anchor.place, one.settled) for one in found] == [(PARAGRAPHS[0], False), (PARAGRAPHS[1], True)]


def test_a_reason_for_a_refusal_is_a_comment_in_the_next_word_file(houses: Houses) -> None:
    keller = houses.keller
    sent = commented_in_word(keller)

    def reworded(root: etree._Element) -> None:
        words = plain_text(TEXTS[PLACE]["de"])
        node = next(one for one in root.iter(files.W + "t") if one.text and words.startswith(one.text[:40]))
        node.text = f"Abweichend {node.text}"

    received = open_received(keller, files.edited(sent, reworded))
    (change,) = received.returned.changes
    keep_received(keller, received, [], decided={change.change.id: Verdicts("refused", "Das bleibt, wie es war.")})
    thread = next(one for one in comments(keller, OTHER).threads if one.first.text.startswith("Das bleibt"))
    assert thread.anchor.place == change.change.place
    made = word_reply(keller, OTHER)
    assert holds(made.data, "Das bleibt, wie es war.")


def test_a_reason_against_an_added_paragraph_stands_where_it_was_added(houses: Houses) -> None:
    """Our text has no such place: the reason stands at what comes before it, not at the agreement as a whole."""
    keller = houses.keller
    words = plain_text(TEXTS[PLACE]["de"])

    def added(root: etree._Element) -> None:
        node = next(one for one in root.iter(files.W + "t") if one.text and words.startswith(one.text[:40]))
        beside = next(one for one in node.iterancestors(files.W + "p"))
        holder = next((one for one in beside.iterancestors(files.W + "sdt")), beside)
        paragraph = etree.Element(files.W + "p")
        run = etree.SubElement(paragraph, files.W + "r")
        etree.SubElement(run, files.W + "t").text = "Die Haftung ist auf den doppelten Preis begrenzt."
        holder.addnext(paragraph)

    received = open_received(keller, files.edited(commented_in_word(keller), added))
    (change,) = received.returned.changes
    assert change.change.place not in TEXTS
    keep_received(keller, received, [], decided={change.change.id: Verdicts("refused", "Ohne Grenze.")})
    thread = next(one for one in comments(keller, OTHER).threads if one.first.text == "Ohne Grenze.")
    assert thread.anchor.place == PLACE


def test_the_author_in_word_files_is_a_setting(houses: Houses) -> None:
    keller = houses.keller
    keep_received(keller, open_received(keller, commented_in_word(keller)), [])

    def authors() -> set[tuple[str, str]]:
        root = etree.fromstring(part(word_set(keller, OTHER, languages=("de",))[0].data, "word/comments.xml"))
        return {(str(one.get(files.W + "author")), str(one.get(files.W + "initials"))) for one in root}

    house = "Maschinenbau Keller GmbH"
    assert (house, "MKG") in authors()
    with keller.vault.write() as session:
        write_settings(session, WHOLE_VAULT, {AUTHOR: "both"})
        write_settings(session, keller.member.id, {INITIALS: "AKe"})
    assert (f"Anna Keller ({house})", "AKe") in authors()
    assert ("Bea Bauer", "BB") in authors()


EXTENDED = "word/commentsExtended.xml"


def without_ids(root):  # type: ignore[no-untyped-def]
    """Comments as LibreOffice writes them: nothing says which answers which."""
    for node in root.iter(files.W + "p"):
        node.attrib.pop("{http://schemas.microsoft.com/office/word/2010/wordml}paraId", None)


def said_twice(root):  # type: ignore[no-untyped-def]
    answered_in_word(root)
    root[-1].set(files.W + "id", "78")
    next(root[-1].iter(files.W + "t")).text = "Zweite Frage"


def answered_in_word(root):  # type: ignore[no-untyped-def]
    w14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
    node = etree.SubElement(
        root, files.W + "comment", {files.W + "id": "77", files.W + "author": "Bea Bauer", files.W + "initials": "BB"}
    )
    node.set(files.W + "date", "2026-11-30T10:00:00Z")
    line = etree.SubElement(node, files.W + "p", {w14 + "paraId": "0000AAAA"})
    etree.SubElement(etree.SubElement(line, files.W + "r"), files.W + "t").text = "Einverstanden."


def linked_in_word(root):  # type: ignore[no-untyped-def]
    w15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
    first = root[0]
    first.set(w15 + "done", "1")
    etree.SubElement(
        root,
        w15 + "commentEx",
        {w15 + "paraId": "0000AAAA", w15 + "paraIdParent": first.get(w15 + "paraId"), w15 + "done": "1"},
    )
