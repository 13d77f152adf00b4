"""Where the tests find what others made: by one variable, skipped with a reason where it is not set, never silently."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import of_other_hands


def test_without_a_folder_the_test_is_skipped_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATAPACT_JUDGES", raising=False)
    with pytest.raises(pytest.skip.Exception, match="names no folder"):
        of_other_hands("samples")


def test_a_folder_that_lacks_the_file_is_a_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATAPACT_JUDGES", str(tmp_path))
    (tmp_path / "samples").mkdir()
    assert of_other_hands("samples") == tmp_path / "samples"
    with pytest.raises(AssertionError, match=r"has no samples/x\.pdf"):
        of_other_hands("samples", "x.pdf")


def test_signed_files_of_other_hands_are_there() -> None:
    found = sorted(of_other_hands("samples", "foreign-pdf").glob("*.pdf"))
    assert found
    assert all(file.read_bytes().startswith(b"%PDF-") for file in found)
