"""Word files by the commands: out as a set, back with changes, and drafts of what was accepted."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from lxml import etree

from datapact.agreements.steps.drafting import open_draft, propose_counter
from datapact.base.clock import utc_now
from datapact.base.strictjson import parse_object
from datapact.contract.changes.proposed import NUMBERS
from datapact.contract.editing.commands import InsertClause, RemovePart
from datapact.contract.editing.edit import replay
from datapact.contract.templates.clause_library import empty_clause
from datapact.contract.text.clauses import parts_of, places, plain_text
from datapact.contract.text.document import AgreementDocument, read_state, write_clause
from datapact.contract.text.numbering import clause_marks, numbers
from datapact.organisation.members.unlocking import unlock
from tests.cli.desks import PASSPHRASE, Desk, Houses, beginning, carry, changes, draft, offered_by_keller
from tests.cli.test_schemas import said
from tests.word import returned_files as files

pytestmark = pytest.mark.journey


def later(root: etree._Element) -> None:
    """The end of the term, without a mark, wherever it stands among the clauses."""
    for node in root.iter(files.W + "t"):
        for old, new in (("30. Juni 2028", "31. Dezember 2029"), ("30 June 2028", "31 December 2029")):
            node.text = (node.text or "").replace(old, new)


def two_texts(anna: Desk, agreement: str, folder: Path) -> AgreementDocument:
    anna("agreement", "export", agreement, "--format", "json", "-o", folder / "whole.json")
    return read_state(parse_object((folder / "whole.json").read_bytes()))


def pages_of(document: AgreementDocument) -> str:
    """Its German words as a reader of PDF writes them, two pages."""
    lines = [plain_text(texts["de"]) for _place, texts in places(document.clauses)]
    return "\n".join(lines[:40]) + "\f" + "\n".join(lines[40:])


def test_a_round_in_word(houses: Houses, tmp_path: Path) -> None:
    anna = houses.anna
    agreement = draft(anna)
    first = said("agreement-word", anna, "agreement", "word", agreement, "-d", tmp_path, "--to", "Institut")
    (clean,) = map(Path, first["files"])
    assert "R1 Reinfassung" in clean.name

    back = tmp_path / "back.docx"
    back.write_bytes(files.edited(files.edited(clean.read_bytes(), later), files.strip_own_marks))
    read = said("agreement-import-word", anna, "agreement", "import", back)
    assert [(one["id"], one["origin"]) for one in read["changes"]] == [("term:duration.end", "unmarked")]
    assert read["draft"] is None
    assert read["understood"] == read["characters"]

    kept = said("agreement-import-word", anna, "agreement", "import", back, "--accept", "all")
    assert kept["draft"]
    state = anna.run("agreement", "export", agreement, "--format", "json", "-o", tmp_path / "state.json")
    assert state.code == 0
    assert '"end":"2029-12-31"' in (tmp_path / "state.json").read_text("utf-8")

    second = said("agreement-word", anna, "agreement", "word", agreement, "-d", tmp_path)
    assert [Path(name).suffix for name in second["files"]] == [".docx", ".docx", ".pdf"]
    redline = next(Path(name) for name in second["files"] if "R2 Änderungsfassung" in name and name.endswith("docx"))
    assert b"<w:ins " in files.part(redline.read_bytes())
    # Both texts of our own redline count as sent: nothing is called a change that the partner did not make.
    same = said("agreement-import-word", anna, "agreement", "import", redline)
    assert same["changes"] == same["outside"] == []
    assert same["older"] is None
    again = said("agreement-import-word", anna, "agreement", "import", back, "--agreement", agreement)
    assert again["older"]["later"] == 1  # it answers round 1, and round 2 has its change already
    assert (len(again["older"]["missing"]), again["changes"]) == (1, [])
    revised = anna.run("agreement", "revise", agreement, "--answers", changes(houses.folder, 9))
    assert revised.code == 0
    answer = said("agreement-word", anna, "agreement", "word", agreement, "-d", tmp_path, "--in-their-file")
    (mine,) = map(Path, answer["files"])
    assert "R3 Antwort" in mine.name
    assert b"<w:ins " in files.part(mine.read_bytes())
    taken = said("agreement-import-word", anna, "agreement", "import", mine, "--agreement", agreement)
    assert taken["outside"] == []
    # One version beside another, and beside a file from anywhere.
    paths = ("--pdf", tmp_path / "v.pdf", "--docx", tmp_path / "v.docx")
    two = said("agreement-compare", anna, "agreement", "compare", agreement, *paths)
    assert two["summary"]
    assert (tmp_path / "v.pdf").read_bytes().startswith(b"%PDF")
    assert b"<w:ins " in files.part((tmp_path / "v.docx").read_bytes())
    outside = said("agreement-compare", anna, "agreement", "compare", agreement, "--with", back)
    assert (outside["to"], bool(outside["outside"])) == (None, True)
    plain = tmp_path / "seiten.txt"
    plain.write_text(pages_of(two_texts(anna, agreement, tmp_path)), "utf-8")
    from_pdf = said("agreement-compare", anna, "agreement", "compare", agreement, "--with", plain)
    assert any("words of the clauses were found" in one for one in from_pdf["outside"])
    plain.with_suffix(".pdf").write_bytes(b"%PDF-1.7")
    assert "pdftotext" in anna.refused(2, "agreement", "compare", agreement, "--with", plain.with_suffix(".pdf"))
    told = said("agreement-rounds", anna, "agreement", "rounds", agreement, "-o", tmp_path / "rounds.json")
    assert [one["way"] for one in told["rounds"]][:2] == ["word_sent", "word_received"]
    assert (tmp_path / "rounds.json").read_bytes().startswith(b"{")
    essence = ("agreement", "essence", agreement, "-o", tmp_path / "essence.pdf")
    assert "joint controllers" in anna.refused(1, *essence)
    assert "de or en" in anna.refused(2, *essence, "--language", "fr")
    assert "no wording for participants" in anna.refused(
        1, "agreement", "handout", agreement, "participant-sheet", "-o", tmp_path / "sheet.pdf"
    )
    assert "participant-sheet, data-request" in anna.refused(
        2, "agreement", "handout", agreement, "leaflet", "-o", tmp_path / "leaflet.pdf"
    )
    assert said("vault-check", anna, "vault", "check")["sound"]


def test_a_file_of_another_agreement_is_refused(houses: Houses, tmp_path: Path) -> None:
    anna = houses.anna
    agreement = draft(anna)
    file = tmp_path / "out.docx"
    said("agreement-export", anna, "agreement", "export", agreement, "--format", "docx", "-o", file, "--language", "de")
    other = draft(anna)
    refused = anna.run("agreement", "import", file, "--agreement", other)
    assert refused.code == 2
    stripped = tmp_path / "stripped.docx"
    stripped.write_bytes(files.without(file.read_bytes(), "customXml/item1.xml"))
    assert anna.run("agreement", "import", stripped).code == 2
    assert anna.run("agreement", "import", stripped, "--agreement", agreement).code == 0


def test_a_reply_change_by_change(houses: Houses) -> None:
    anna, sofia = houses.anna, houses.sofia
    agreement = offered_by_keller(houses)
    (houses.folder / "theirs.toml").write_text('[duration]\nnotice_months = 6\n[law]\nvenue = "Heilbronn"\n', "utf-8")
    sofia("agreement", "counter", agreement, "--answers", houses.folder / "theirs.toml")
    carry(sofia, agreement, anna)
    listed = said("agreement-changes", anna, "agreement", "changes", agreement)
    assert {one["id"] for one in listed["changes"]} == {"term:duration.notice_months", "term:law.venue"}
    venue = "term:law.venue=Stuttgart bleibt."
    said("agreement-step", anna, "agreement", "reply", agreement, "--accept", "all", "--refuse", venue)
    carry(anna, agreement, sofia)
    left = said("agreement-changes", sofia, "agreement", "changes", agreement)
    assert [one["id"] for one in left["changes"]] == ["term:law.venue"]
    said("agreement-step", sofia, "agreement", "reply", agreement, "--accept", "all")
    carry(sofia, agreement, anna)
    assert anna.json("agreement", "show", agreement)["status"] == "agreed"
    rows = said("agreement-drafts", anna, "agreement", "drafts", agreement)
    assert rows[0]["sent"]
    named = said(
        "agreement-drafts",
        anna,
        "agreement",
        "drafts",
        agreement,
        "--draft",
        beginning(rows[0]["digest"]),
        "--name",
        "Erster",
    )
    assert named[0]["name"] == "Erster"


def test_comments_by_the_commands(houses: Houses) -> None:
    anna = houses.anna
    agreement = draft(anna)
    state = anna.run("agreement", "comment", agreement, "Warum?", "--at", "§ 3", "--internal")
    assert state.code == 0, state.err
    one = said(
        "agreement-step", anna, "agreement", "comment", agreement, "Wo klagen?", "--at", "term:law.venue", "--internal"
    )
    said("agreement-step", anna, "agreement", "comment", agreement, "Dort.", "--answers", beginning(one["entry"]))
    said("agreement-step", anna, "agreement", "settle", agreement, beginning(one["entry"]))
    found = said("agreement-comments", anna, "agreement", "comments", agreement, "--show", "settled", "--bar")
    assert found["bar"]
    assert [line["text"] for line in found["threads"][0]["said"]] == ["Wo klagen?", "Dort."]
    assert (found["threads"][0]["place"], len(found["threads"])) == ("term:law.venue", 1)
    listed = anna.run("agreement", "comments", agreement)
    assert "Warum?" in listed.out
    assert "internal, open" in listed.out
    missing = anna.run("agreement", "comment", agreement, "x", "--at", "nowhere-1", "--internal")
    assert missing.code == 2
    assert "nowhere-1" in missing.err


def test_approvals_by_colleagues(houses: Houses, tmp_path: Path) -> None:
    anna, martin = houses.anna, houses.martin
    agreement = draft(anna)
    rules = tmp_path / "rules.toml"
    rules.write_text('[[rule]]\nname = "Vier Augen"\nkinds = ["ai-pilot"]\n', "utf-8")
    known = said("agreement-approval-rules", anna, "agreement", "approval-rules", "--set", rules)
    assert [one["kinds"] for one in known["rules"]] == [["ai-pilot"]]
    rules.write_text("[[rule]]\nwho = 1\n", "utf-8")
    assert "who" in anna.refused(4, "agreement", "approval-rules", "--set", rules)
    found = said("agreement-approvals", anna, "agreement", "approvals", agreement)
    assert [[one["member"] for one in needed["may"]] for needed in found["needed"]] == [["martin-vogt"]]
    anna("agreement", "ask-approval", agreement, "--note", "Bitte lesen")
    waiting = said("agreement-approvals", martin, "agreement", "approvals")["waiting"]
    assert [one["note"] for one in waiting] == ["Bitte lesen"]
    martin("agreement", "give-back", agreement, "--reason", "Noch nicht")
    found = said("agreement-approvals", anna, "agreement", "approvals", agreement)
    assert found["returned"]["reason"] == "Noch nicht"
    martin("agreement", "approve", agreement)
    found = said("agreement-approvals", anna, "agreement", "approvals", agreement)
    assert (found["needed"][0]["missing"], found["returned"]) == (0, None)


def test_numbers_stay_until_they_are_counted_anew(houses: Houses) -> None:
    anna, sofia = houses.anna, houses.sofia
    agreement = offered_by_keller(houses)
    before = two_texts(anna, agreement, houses.folder)
    with unlock(sofia.vault, sofia.member, PASSPHRASE, utc_now) as acting:
        history = before.agreement
        opened = open_draft(acting, history)
        meant = {run.ref for _place, texts in places(before.clauses) for runs in texts.values() for run in runs}
        gone = next(one.id for one in before.clauses[4:] if not meant & {part.id for part in parts_of((one,))})
        made = replay(
            opened.document,
            [RemovePart(gone), InsertClause(write_clause(empty_clause(opened.document)), 3)],
            opened.ground,
        )
        propose_counter(acting, made)
    carry(sofia, agreement, anna)
    after = two_texts(anna, agreement, houses.folder)
    kept = numbers(before.clauses, "de")
    assert {kept[one.id] for one in before.clauses} < {numbers(after.clauses, "de")[one.id] for one in after.clauses}
    assert clause_marks(after.clauses, "de")[3] == "§ 2a"
    listed = said("agreement-changes", anna, "agreement", "changes", agreement)
    assert len(listed["changes"]) == 2

    table = said("agreement-renumber", anna, "agreement", "renumber", agreement)
    assert not table["written"]
    assert table["numbers"][0]["old"]["de"] == "§ 2a"
    assert [one["new"] for one in table["numbers"]].count(None) == 1
    assert said("agreement-renumber", anna, "agreement", "renumber", agreement, "--yes")["written"]
    assert said("agreement-renumber", anna, "agreement", "renumber", agreement)["numbers"] == []
    anna("agreement", "counter", agreement)
    carry(anna, agreement, sofia)
    (one,) = said("agreement-changes", sofia, "agreement", "changes", agreement)["changes"]
    assert one["id"] == NUMBERS


def test_a_person_is_asked_before_a_text_with_errors_goes_and_a_script_is_told(
    houses: Houses, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = houses.anna
    history = draft(anna)
    edited = anna.folder / "edited.toml"  # ends before it begins
    edited.write_text("[duration]\nend = 2026-01-01\n", "utf-8")
    anna("agreement", "revise", history, "--answers", edited)
    send = ("send", history, "--to", "Institut", "-o", houses.folder / "offer.dpact")
    for typed in ("n\n", "\n"):
        terminal = io.StringIO(typed)
        terminal.isatty = lambda: True  # type: ignore[method-assign]
        monkeypatch.setattr(sys, "stdin", terminal)
        assert anna.run(*send).code == 1
        assert anna.status(history) == "draft"
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    told = anna.run(*send)
    assert told.code == 0
    assert "cannot be frozen like this" in told.err
    assert anna.status(history) == "offered"


def test_the_board_and_a_reminder(houses: Houses) -> None:
    agreement = offered_by_keller(houses)
    anna, sofia = houses.anna, houses.sofia
    (told,) = said("agreement-board", sofia, "agreement", "board", agreement)["agreements"]
    assert {row["move"] for row in told["parties"] if row["own"]} == {"answer"}
    assert "your move" in sofia("agreement", "board", agreement, "--group")
    assert "nothing to remind of" in sofia.refused(1, "agreement", "remind", agreement)
    assert "record that first" in anna.refused(1, "agreement", "remind", agreement)
    assert said("sent-said", anna, "sent", agreement, "--how", "by e-mail")["recipients"]
    written = said("agreement-remind", anna, "agreement", "remind", agreement, "--by", "2199-12-31")
    assert len(written["reminders"]) == 1
    assert "Nothing was sent" in anna("agreement", "remind", agreement)
    (told,) = said("agreement-board", anna, "agreement", "board", agreement)["agreements"]
    assert not any(row["reminded"] for row in told["parties"])  # printed is not handed out
    assert said("agreement-remind", anna, "agreement", "remind", agreement, "--by", "2199-12-31", "--sent")["noted"]
    (told,) = said("agreement-board", anna, "agreement", "board", agreement)["agreements"]
    assert [bool(row["reminded"]) for row in told["parties"]] == [row["move"] == "answer" for row in told["parties"]]
    sofia("agreement", "decline", agreement, "--reason", "Kein Budget.")
    assert "Kein Budget." in sofia("agreement", "board", agreement)
    assert "Your own organisation declined" in sofia.refused(1, "agreement", "go-on", agreement)
