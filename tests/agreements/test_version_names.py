"""The names of versions: no two the same, and what a Word file said under the name of the side that wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.agreements.text.version_names import version_names
from datapact.agreements.text.versions import Version
from datapact.agreements.views.agreement import agreement_page
from datapact.agreements.views.comparison import compare_versions, listed_versions
from datapact.word.steps.received import keep_received, open_received
from datapact.word.steps.sent import word_set
from tests.agreements.negotiated import Table, at_table, found_houses
from tests.agreements.test_accepted_in_word import theirs, tracked
from tests.conftest import SteppingClock
from tests.depth import examples
from tests.word import returned_files as files

NAMES = {"a": "Keller", "b": "Institut"}
NOON = datetime(2026, 12, 2, 11, 0, tzinfo=UTC)
made = st.builds(
    Version,
    st.just(""),
    st.sampled_from(["draft", "offer", "counter"]),
    st.sampled_from(["a", "b"]),
    st.integers(0, 200_000).map(lambda seconds: NOON + timedelta(seconds=seconds)),
    st.just(""),
    st.sampled_from(["", "Institut"]),
)


@settings(max_examples=examples(120))
@given(st.lists(made, max_size=12))
def test_no_two_versions_have_one_name(found: list[Version]) -> None:
    numbered = [replace(one, digest=str(n)) for n, one in enumerate(found)]
    named = version_names(numbered, NAMES)
    assert set(named) == {one.digest for one in numbered}
    for language in ("de", "en"):
        said = [one.text(language) for one in named.values()]  # type: ignore[arg-type]
        assert len(set(said)) == len(said)


@pytest.fixture
def table(tmp_path: Path, clock: SteppingClock) -> Iterator[Table]:
    found_houses(tmp_path / "houses", clock)
    opened = at_table(tmp_path / "houses", tmp_path / "copies", clock)
    yield opened
    opened.close()


def test_words_of_a_file_are_never_called_ours(table: Table) -> None:
    """The version that holds what came back bears the other side's name, where versions are listed, compared and shown."""
    table.draft()
    anna, history = table.anna, table.history
    sent = word_set(anna, history, languages=("de",))[0].data
    received = open_received(anna, files.edited(files.edited(sent, theirs), tracked), history)
    keep_received(anna, received, ["term:duration.end"])
    listed = [name.text("de") for _digest, name in listed_versions(anna, history)]
    assert len(set(listed)) == len(listed) == 3
    (file,) = [one for one in listed if one.startswith("Word-Datei von Institut")]
    digests = {name.text("de"): digest for digest, name in listed_versions(anna, history)}
    first = listed[-1]
    compared = compare_versions(anna, history, digests[first], digests[file])
    assert compared.new_name.text("de") == file
    assert set(compared.parties.values()) == {"Institut für Produktionsdaten e. V."}
    page = agreement_page(anna, history, anna.clock().date())
    assert [one.from_file.startswith("Institut") for one in page.versions] == [False, True, False]
