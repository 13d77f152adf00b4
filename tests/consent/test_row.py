"""The row of an event: canonical as RFC 8785 has it, and a disclosure of RFC 9901 that can be rebuilt from the columns."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from datapact.base.clock import write_time
from datapact.base.strictjson import canonical, from_base64url, to_base64url
from datapact.consent.records.batch_proof import row_of_disclosure
from datapact.consent.records.row_disclosure import Row, canonical_row, more_text, time_text
from datapact.consent.terms.states import BY_CODE
from datapact.history.commitments.disclosure import digest_of
from datapact.history.commitments.sealed_list import disclosure_of, leaf_of

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
seconds = st.integers(-2_208_988_800, 7_258_118_400)
rows = st.builds(
    Row,
    event_id=texts,
    subject=texts,
    dataset=texts,
    purpose=texts,
    controller=texts,
    state=st.integers(0, len(BY_CODE) - 1),
    at=seconds,
    until=st.none() | seconds,
    notice=texts,
    notice_version=texts,
    explicit=st.booleans(),
    more=st.dictionaries(texts, texts, max_size=3).map(more_text),
)


def as_object(row: Row) -> dict[str, object]:
    def time(value: int) -> str:
        return write_time(datetime.fromtimestamp(value, UTC))

    return {
        **row._asdict(),
        "state": BY_CODE[row.state].name,
        "at": time(row.at),
        "until": None if row.until is None else time(row.until),
        "more": json.loads(row.more),
    }


@given(rows)
def test_the_fast_way_writes_what_the_slow_way_writes(row: Row) -> None:
    assert canonical_row(row).encode() == canonical(as_object(row))


@given(seconds)
def test_times(value: int) -> None:
    assert time_text(value) == write_time(datetime.fromtimestamp(value, UTC))


@given(rows, st.binary(min_size=16, max_size=16))
def test_a_disclosure_of_rfc_9901(row: Row, salt: bytes) -> None:
    text = canonical_row(row)
    disclosure = disclosure_of(salt, text)
    assert json.loads(from_base64url(disclosure.decode("ascii"))) == [to_base64url(salt), as_object(row)]
    assert leaf_of(salt, text) == sha256(disclosure).digest()
    assert to_base64url(leaf_of(salt, text)) == digest_of(disclosure.decode("ascii"))
    assert row_of_disclosure(disclosure.decode("ascii")) == as_object(row)
