"""Any JSON in place of a message is read as what it is, or refused; what is written is read back."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import Damaged
from datapact.consent.recalls.records import RecalledPerson
from datapact.consent.recalls.rules import ASK_WORDS, OUTCOME_WORDS
from datapact.consent.terms.states import CALLING
from datapact.exchange.bundle.contents import read_message
from datapact.exchange.bundle.withdrawals import Withdrawal, WithdrawalAcknowledged
from tests.depth import examples

TEXT = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=40)
NAME = TEXT.map(str.strip).filter(bool)
DIGEST = st.just("A" * 43)
ID = st.uuids(version=4).map(str)
MOMENT = st.integers(0, 4_000_000_000)
PEOPLE = st.lists(
    st.builds(RecalledPerson, NAME, st.sampled_from(CALLING), MOMENT),
    min_size=1,
    max_size=5,
    unique_by=lambda one: one.subject,
).map(tuple)
DAY = st.just("") | st.dates().map(str)
WITHDRAWAL = st.builds(
    Withdrawal,
    ID,
    DIGEST,
    st.just("") | ID.map("urn:uuid:".__add__),
    NAME,
    NAME,
    st.sampled_from(sorted(ASK_WORDS)),
    DAY,
    TEXT,
    PEOPLE,
)
ACKNOWLEDGED = st.builds(
    WithdrawalAcknowledged,
    ID,
    DIGEST,
    st.sampled_from(sorted(OUTCOME_WORDS)),
    MOMENT.map(lambda seconds: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)),
    st.just("") | DIGEST,
    NAME,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(WITHDRAWAL)
def test_a_withdrawal_comes_back_as_it_was(message: Withdrawal) -> None:
    assert Withdrawal.read(message.write()) == message


@given(ACKNOWLEDGED)
def test_an_acknowledgement_comes_back_as_it_was(message: WithdrawalAcknowledged) -> None:
    assert WithdrawalAcknowledged.read(message.write()) == message


@settings(max_examples=examples(300))
@given(
    JSON
    | st.builds(
        lambda kind, rest: {**rest, "kind": kind},
        st.sampled_from(["withdrawal", "withdrawal_acknowledged", "x"]),
        st.dictionaries(st.text(max_size=8), JSON),
    )
)
def test_anything_else_is_refused(value: Any) -> None:
    with contextlib.suppress(Damaged):
        read_message(value)
        raise AssertionError("only the two older kinds are so simple")


@settings(max_examples=examples(300))
@given((WITHDRAWAL | ACKNOWLEDGED).map(lambda message: message.to_json()), st.data())
def test_one_wrong_member_is_refused_or_still_sound(value: dict[str, Any], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(value)))
    how = data.draw(st.sampled_from(["gone", "more", "other"]))
    if how == "gone":
        del value[name]
    elif how == "more":
        value[name + "x"] = value[name]
    else:
        value[name] = data.draw(JSON)
    try:
        message = read_message(value)
    except Damaged:
        return
    assert how == "other"
    assert message.to_json() == value
