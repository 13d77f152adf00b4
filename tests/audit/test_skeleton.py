"""The skeleton of verifying: one order for every kind of file, and a refusal is a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import datapact.audit.verify
from datapact.audit.formats.dossier import ListedFile
from datapact.audit.formats.trust import Lines
from datapact.audit.formats.verdict import Finding, Identity, Verdict, conclude
from datapact.audit.verify.skeleton import ReportLine, judge_files, reasons_inside, verdict_on
from datapact.base.errors import Malformed, NewerFormat
from datapact.base.strictjson import sha256_of
from datapact.base.texts import Message

NOTE = Finding("note", Message("It is a file."))
DOUBT = Finding("indeterminate", Message("Who knows."))


def asked(*told: ReportLine, error: Exception | None = None, require_trust: bool = False) -> Verdict:
    def judge(_parts: str, _lines: Lines) -> Iterator[ReportLine]:
        yield from told
        if error is not None:
            raise error

    return verdict_on(
        "dossier", "x.pdf", lambda: "parts", judge, details=lambda parts: {"said": parts}, require_trust=require_trust
    )


@pytest.mark.parametrize(
    ("error", "verdict"), [(Malformed("It is bent."), "invalid"), (NewerFormat("It is new."), "indeterminate")]
)
def test_a_refusal_is_a_verdict_and_what_was_found_before_stands(error: Exception, verdict: str) -> None:
    found = asked(NOTE, error=error)
    assert (found.verdict, found.notes, found.details) == (verdict, (NOTE.message,), None)
    assert [str(one) for one in found.reasons] == [str(error)]

    def read() -> str:
        raise error

    unread = verdict_on("dossier", "x.pdf", read, lambda _parts, _lines: [], details=lambda _parts: {})
    assert (unread.verdict, unread.reasons) == (verdict, found.reasons)


def test_parties_of_files_inside_are_named_and_doubted_like_others() -> None:
    party = Identity("A" * 43, "Keller", "declared")
    assert asked(NOTE, party).identities == (party,)
    assert asked(NOTE, party).verdict == "valid"
    assert asked(NOTE, party, require_trust=True).verdict == "indeterminate"


def test_a_reader_may_know_that_the_file_is_another_one() -> None:
    other = conclude("pdf", "x.pdf", [DOUBT])
    assert verdict_on("dossier", "x.pdf", lambda: other, lambda _parts, _lines: [], details=lambda _parts: {}) is other


def test_files_are_those_of_the_list() -> None:
    listed = [ListedFile("a", sha256_of(b"a"), "text/plain"), ListedFile("b", sha256_of(b"b"), "text/plain")]
    assert not list(judge_files(listed, {"a": b"a", "b": b"b", "own": b""}, "own"))
    said = [str(one.message) for one in judge_files(listed, {"a": b"x", "c": b"c", "own": b""}, "own")]
    assert said == [
        "The attached files are not those of the list: b",
        "The attached files are not those of the list: c",
        "An attached file was exchanged: a",
    ]


def test_a_doubt_about_a_file_inside_stays_a_doubt() -> None:
    assert [one.weight for one in reasons_inside(conclude("pdf", "in.pdf", [DOUBT, NOTE]))] == ["indeterminate"]


def test_no_other_module_says_whose_identity_is_confirmed() -> None:
    folder = Path(datapact.audit.verify.__file__).parent
    users = {file.name for file in folder.glob("*.py") if "unconfirmed" in file.read_text("utf-8")}
    assert users == {"skeleton.py"}
