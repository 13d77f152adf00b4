"""A seeded share of every class of attempts; ``python -m tests.faults --hours N`` goes on from there.

DATAPACT_FAULT_SEED chooses other attempts; a failure names seed and number, by which it is repeated alone.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from datapact.base.errors import AnswerNo
from datapact.base.texts import Message
from tests.depth import depth
from tests.faults import attempts
from tests.faults.attempts import Class, carry_out, refused_by
from tests.faults.classes import CLASSES

SEED = int(os.environ.get("DATAPACT_FAULT_SEED", "20261127"))


@pytest.mark.in_turn(3)
@pytest.mark.parametrize(
    "one", [pytest.param(one, id=one.name, marks=[pytest.mark.kill] * (one.name == "kills")) for one in CLASSES]
)
def test_a_seeded_share(one: Class, tmp_path: Path, record_property) -> None:
    """Class, seed and figures stand at the end of what pytest prints; the quick run makes a tenth of the attempts."""
    share = -(-one.share // 10) if depth() == "quick" else one.share
    tally = carry_out(one, SEED, range(share), tmp_path)
    record_property("faults", f"seed {SEED}, from 0: {tally.line(one.name)}")
    assert tally.tried == share
    assert not tally.failed, "\n".join(tally.failed)


def test_a_fault_is_told_with_seed_and_number_and_does_not_end_the_run(tmp_path: Path) -> None:
    def attempt(facts: str, chance: random.Random) -> str:
        if facts != "made" or chance.random() < 0.5:
            raise ValueError("a fault")
        return "refused"

    @contextmanager
    def opened(_folder: Path) -> Iterator[str]:
        yield "made"

    one = Class("mine", opened, attempt, 20, slowest=5)
    tally = carry_out(one, 7, range(20), tmp_path)
    assert tally.tried == 20
    assert 0 < len(tally.failed) < 20
    assert len(tally.failed) + tally.outcomes["refused"] == 20
    number = int(tally.failed[0].split("mine ")[1].split(":")[0])
    assert len(carry_out(one, 7, [number], tmp_path).failed) == 1
    assert carry_out(Class("mine", opened, lambda _world, _chance: "x", 1, slowest=-1), 7, [0], tmp_path).failed


def test_what_is_slow_once_is_tried_again_and_a_fault_stays_one(tmp_path: Path) -> None:
    @contextmanager
    def opened(_folder: Path) -> Iterator[list[int]]:
        yield []

    def at_first(facts: list[int], _chance: random.Random) -> str:
        facts.append(1)
        if len(facts) == 1:
            monotonic.later += 60
            if faulty:
                raise ValueError("a fault")
        return "refused"

    for faulty in (False, True):
        with pytest.MonkeyPatch.context() as patched:
            monotonic = _Clock()
            patched.setattr(attempts, "time", monotonic)
            tally = carry_out(Class("mine", opened, at_first, 1, slowest=5), 7, [0], tmp_path)
        assert (tally.tried, tally.outcomes.total(), len(tally.failed)) == (1, 0 if faulty else 1, int(faulty))


class _Clock:
    """A clock that stands still until somebody takes long."""

    def __init__(self) -> None:
        self.later = 0.0

    def monotonic(self) -> float:
        return self.later


def test_only_refusals_of_ours_are_refusals() -> None:
    def refuse() -> None:
        raise AnswerNo(Message("No."))

    def fault() -> None:
        raise KeyError("x")

    assert isinstance(refused_by(refuse), AnswerNo)
    assert refused_by(lambda: None) is None
    with pytest.raises(KeyError):
        refused_by(fault)
