"""Hints who is here: read by colleagues with the key in force alone, never replayed, never kept."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, NoReturn, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import Surroundings
from datapact.base.strictjson import from_base64url, to_base64url
from datapact.team.database import rows
from datapact.team.database.rows import TeamLog
from datapact.team.kept.facts import require_team
from datapact.team.log.hint import Speaker, read_hint, write_hint
from datapact.team.log.item import new_key
from datapact.team.steps.news import hear_news
from datapact.team.steps.presence import EXPIRES, Company, speaker_of
from datapact.team.steps.synchronise import synchronise
from tests.conftest import SteppingClock
from tests.depth import examples
from tests.team.desks import Desks


def speakers(desks: Desks) -> tuple[Speaker, Speaker, dict[str, str]]:
    for acting in (desks.anna, desks.bernd, desks.carla, desks.anna, desks.bernd):
        synchronise(acting)
    anna, bernd = speaker_of(desks.anna), speaker_of(desks.bernd)
    assert anna is not None
    assert bernd is not None
    return anna[0], bernd[0], anna[1]


def test_a_hint_is_for_colleagues_now_and_for_nobody_else(desks: Desks, clock: SteppingClock) -> None:
    anna, bernd, names = speakers(desks)
    now = clock()
    text, longer = write_hint(anna, now), write_hint(anna, now + timedelta(seconds=1), "urn:uuid:" + "a" * 36)
    assert len(text) == len(longer)
    company = Company()
    assert company.hear(bernd, text, 100.0)
    assert not company.hear(bernd, text, 101.0)  # again
    assert company.hear(bernd, longer, 102.0)
    assert not company.hear(bernd, text, 103.0)  # an older one
    (here,) = company.here(bernd, names, 104.0)
    assert (here.name, here.editing, here.sequence) == ("Anna Keller", "urn:uuid:" + "a" * 36, anna.sequence)
    assert company.here(bernd, names, 102.0 + EXPIRES) == ()
    assert company.here(replace(bernd, devices={}), names, 104.0) == ()
    assert not company.hear(anna, text, 1.0)  # one's own
    for other in (
        replace(bernd, key=new_key()),
        replace(bernd, epoch=9),
        replace(bernd, team="x"),
        replace(bernd, devices={}),
    ):
        assert read_hint(other, text, {}) is None

    @settings(max_examples=examples(60), deadline=None)
    @given(st.data())
    def altered(data: st.DataObject) -> None:
        raw = bytearray(from_base64url(text))
        raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
        assert read_hint(bernd, to_base64url(bytes(raw)), {}) is None
        assert read_hint(bernd, data.draw(st.text(max_size=200)), {}) is None

    altered()


def test_the_database_passes_hints_on_and_keeps_none(desks: Desks, clock: SteppingClock) -> None:
    anna, bernd, names = speakers(desks)
    with desks.bernd.vault.read() as session:
        facts = require_team(session)
    stop, company, heard = threading.Event(), Company(), []

    def tell(kind: str, what: object) -> None:
        heard.append(kind)
        if kind == "hint" and isinstance(what, str):
            company.hear(bernd, what, time.monotonic())

    text = write_hint(anna, clock(), "urn:uuid:x")
    threads = [
        threading.Thread(target=hear_news, args=(facts.database, facts.team, stop, tell)),
        threading.Thread(
            target=hear_news,
            args=(facts.database, facts.team, stop, lambda *_told: None),
            kwargs={
                "say": lambda: text if "news" in heard else ""
            },  # again and again: one may be passed before all listen
        ),
    ]
    for one in threads:
        one.start()
    until = time.monotonic() + 10
    while not company.heard and time.monotonic() < until:
        time.sleep(0.05)
    stop.set()
    for one in threads:
        one.join(10)
    assert [one.name for one in company.here(bernd, names, time.monotonic())] == ["Anna Keller"]
    assert heard.count("news") == 1  # a hint is no news: nobody synchronises for it
    assert text.encode() not in desks.cluster.dump(desks.database)


class _Told:
    """A connection on which a colleague's notice comes before the one that was sent to try it."""

    def __init__(self) -> None:
        self.waiting = ["datapact_team"]

    def execute(self, command: object, _values: object = ()) -> None:
        words = str(command)
        if "LISTEN" in words and "UNLISTEN" not in words:
            self.waiting.append("datapact_probe_" + words.split("datapact_probe_")[1].split("'")[0])

    def notifies(self, *, timeout: float, stop_after: int) -> list[SimpleNamespace]:
        found, self.waiting = self.waiting[:stop_after], self.waiting[stop_after:]
        return [SimpleNamespace(channel=one, payload="") for one in found]


def test_a_colleague_who_writes_while_a_connection_is_tried_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_database: str) -> NoReturn:
        raise Surroundings("no more connections")

    monkeypatch.setattr(rows, "connected", refused)
    monkeypatch.setattr(rows, "_TELLS", 0.05)
    log = TeamLog(cast("Any", _Told()), "")
    assert log.tells(), "a notice to oneself came, behind that of a colleague"
    log._attends, log._hears = "team", True
    assert log.hear("team", 0.0) == [""]
