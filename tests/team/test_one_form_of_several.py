"""A file that the records of several people name stays for those who stay, at every computer and in the log, and goes with the last."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import DataPactError
from datapact.consent.records.event import Event
from datapact.consent.records.events import append_events
from datapact.obligations.retention.erase import erase_person
from datapact.organisation.acting.acting_member import Acting
from datapact.team.steps.synchronise import synchronise
from datapact.vault.database.entries import attachment, put_attachment
from tests.consent.sharing import PARTNER, RESEARCH, ready
from tests.depth import rounds
from tests.team.desks import Desks
from tests.team.test_erasure_and_others import sweep
from tests.team.test_erasure_in_the_log import held
from tests.team.test_house_records import all_synchronise

FORMS = (b"Formular der Klasse 7", b"Formular der Klasse 8")
STEPS = st.lists(
    st.tuples(st.sampled_from(("sign", "erase", "sync")), st.integers(0, 2), st.integers(0, 3)), min_size=4, max_size=12
)


def sign(acting: Acting, person: str, form: bytes) -> str:
    """Record a consent whose proof is a form; returns the digest of the form."""
    with acting.vault.write() as session:
        digest = put_attachment(session, form, "application/pdf")
        event = Event(f"of {person}", person, "panel", RESEARCH, PARTNER, "given", acting.clock(), None, "panel", "1")
        append_events(acting, session, [replace(event, more={"evidence": digest})], source="form")
    return digest


def has(acting: Acting, digest: str) -> bool:
    with acting.vault.read() as session:
        return attachment(session, digest) is not None


@pytest.mark.parametrize("who_knows", [(), ("anna-keller", "bernd-vogel")])
def test_a_form_of_two_stays_for_the_second(desks: Desks, who_knows: tuple[str, ...]) -> None:
    ready(desks.anna, {"P0": "given"})
    form = sign(desks.anna, "P1", FORMS[0])
    all_synchronise(desks)
    sign(desks.bernd, "P2", FORMS[0])  # the log has the file, so it does not come again
    for one in who_knows[::-1]:
        synchronise(desks.at[one])
    erase_person(desks.anna, "panel", "P1", "request")
    for acting in (desks.anna, desks.bernd, desks.anna):
        synchronise(acting)
    sweep(desks)
    all_synchronise(desks)
    assert [has(acting, form) for acting in desks.at.values()] == [True] * 3
    assert FORMS[0] in held(desks.carla)
    erase_person(desks.carla, "panel", "P2", "request")
    all_synchronise(desks)
    assert [has(acting, form) for acting in desks.at.values()] == [False] * 3
    assert FORMS[0] not in held(desks.anna)


def test_each_form_is_everywhere_or_nowhere(desks: Desks) -> None:
    ready(desks.anna, {"P0": "given"})
    all_synchronise(desks)
    numbers, people = count(), list(desks.at.values())

    @settings(max_examples=rounds(9), deadline=None)
    @given(STEPS)
    def programs(steps: list[tuple[str, int, int]]) -> None:
        number = next(numbers)
        forms = [f"{number} ".encode() + one for one in FORMS]
        names: dict[str, str] = {}  # those who signed and were not erased
        digests, ever = dict[int, str](), set[str]()
        for what, desk, person in steps:
            acting, who = people[desk], f"{number}-P{person}"
            if what == "sync":
                synchronise(acting)
            elif what == "sign" and who not in ever:
                ever.add(who)
                digests[person % 2] = names[who] = sign(acting, who, forms[person % 2])
            elif who in names:
                try:
                    erase_person(acting, "panel", who, "request")
                except DataPactError:
                    continue  # not known there
                del names[who]
        all_synchronise(desks)
        for form, digest in digests.items():
            stays = digest in names.values()
            assert [has(acting, digest) for acting in people] == [stays] * 3
            assert [forms[form] in held(acting) for acting in people] == [stays] * 3

    programs()
