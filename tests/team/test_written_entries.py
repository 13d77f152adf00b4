"""Entries as the text of their rows: the same bytes as objects would give, whatever lies in a row."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.history.entries.packed import PackedEntry
from datapact.team.log.contents import Contents
from datapact.team.steps.outgoing import SentEntries, written_entries
from tests.depth import examples

_BASE64URL = st.text("ABCxyz019_-", max_size=9)
_ANY = _BASE64URL | st.text(max_size=9) | st.sampled_from(('"', "\\", '","jws":"', "ü", "\x00", " ", "\n", "]}"))


@st.composite
def _rows(draw: st.DrawFn) -> tuple[list[str | None], PackedEntry]:
    """A row as the vault keeps it, with the entry that it is: texts as the vault writes them, or other JSON of the same."""
    texts, erased = draw(st.lists(_ANY, max_size=3)), draw(st.lists(_ANY, max_size=2))
    token = ".".join(draw(st.lists(_ANY, min_size=3, max_size=3)))
    write = draw(
        st.sampled_from(
            (
                lambda one: json.dumps(one, separators=(",", ":")),
                json.dumps,
                lambda one: json.dumps(one, ensure_ascii=False),
            )
        )
    )
    row: list[str | None] = [""] * 12
    row[8] = token
    row[9], row[10] = (
        (None, None) if not texts and not erased and draw(st.booleans()) else (write(texts), write(erased))
    )
    return row, PackedEntry(token, tuple(texts), tuple(erased))


@given(st.lists(_rows(), max_size=4))
@settings(max_examples=examples(300))
def test_the_text_of_rows_is_what_their_objects_would_be_written_as(
    found: list[tuple[list[str | None], PackedEntry]],
) -> None:
    expected = Contents(entries=tuple(entry for _row, entry in found)).write()
    rows = [row for row, _entry in found]
    assert (written_entries(rows) if rows else Contents().write()) == expected


def test_what_is_written_reads_as_it_was() -> None:
    row = ["d", "h", "shared", "", "", "", 1, "", "a.b.c", '["eA","eQ"]', "[]", 1]
    sent = SentEntries(("d",), written_entries([row, row]))
    assert sent.contents == Contents(entries=(PackedEntry("a.b.c", ("eA", "eQ"), ()),) * 2)
    assert sent.contents.write() == sent.written
