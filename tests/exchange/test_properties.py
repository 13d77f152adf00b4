"""Properties: nothing that a partner can put into a bundle ends in another error than ours, or changes the vault
when it is refused; and however files are lost, repeated or delayed, vaults agree in the end."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import itertools
import json
import shutil
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.base.errors import DataPactError, MissingEntries
from datapact.base.strictjson import canonical, from_base64url, sha256_of, to_base64url
from datapact.exchange.bundle.bundle import STATEMENT_TYPE, Bundle
from datapact.exchange.bundle.contents import Contents, contents_json
from datapact.exchange.bundle.envelope import new_envelope, seal
from datapact.exchange.receive.receive import receive_bundle
from datapact.history.commitments.jws import sign_compact
from datapact.history.entries.entry import TYPE
from datapact.history.entries.packed import PackedEntry
from tests.conftest import SteppingClock
from tests.depth import examples
from tests.exchange.forgery import line_of, opened_by, resealed, sealing_key, with_entries
from tests.exchange.houses import Houses, comment, contents_of, offer, opened, send
from tests.exchange.test_exchange import shared

slow = settings(max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

values = st.recursive(
    st.none()
    | st.booleans()
    | st.sampled_from([0, -1, 2**53 - 1, 10**12])
    | st.text(max_size=8)
    | st.sampled_from(["", "a.b.c", "A" * 43, "\u202e", "{{ x }}", "<b>", "../../x", "x" * 10_000, "_sd", "..."]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.just("_sd"), inner, max_size=3)
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def facts(template, tmp_path_factory):
    """Open vaults, and Keller's first bundle as the institute opened it."""
    made = opened(template, tmp_path_factory.mktemp("world"), SteppingClock())
    offer(made.keller, made.institute)
    bundle = opened_by(made.institute, send(made.keller, made.institute))
    yield made, bundle
    made.close()


def taken_or_refused(houses: Houses, data: bytes) -> None:
    before = contents_of(houses.institute)
    refusal = None
    try:
        receive_bundle(houses.institute, data)
    except DataPactError as error:
        refusal = error
    if refusal is not None:
        assert "\n" not in str(refusal)
        assert refusal.exit_code in (1, 3, 4)
        assert contents_of(houses.institute) == before


def by_hand(houses: Houses, contents: Any) -> bytes:
    """A bundle by Keller with any JSON for contents."""
    keller, institute = houses.keller, houses.institute
    packed = json.dumps(contents).encode()
    envelope = new_envelope([sealing_key(keller), sealing_key(institute)])
    statement = {
        "bundle": envelope.envelope.id,
        "contents": {"digest": sha256_of(packed), "size": len(packed)},
        "envelope": envelope.envelope.digest,
        "format": 1,
        "head": line_of(keller).head,
        "organisation": keller.organisation,
        "recipients": list(envelope.envelope.recipients),
        "time": "2026-11-24T12:00:00Z",
    }
    token = sign_compact(canonical(statement), keller.author_key, typ=STATEMENT_TYPE)
    return seal(envelope, token.encode() + b"\n" + packed)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of everything inside a JSON value."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *itertools.chain.from_iterable(places(child, (*path, key)) for key, child in children)]


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    value = copy.deepcopy(value)
    place = value
    for step in path[:-1]:
        place = place[step]
    if new is None:
        del place[path[-1]]
    else:
        place[path[-1]] = new
    return value


@given(data=st.data())
@slow
def test_any_change_of_the_contents_is_taken_or_refused(facts, data):
    houses, bundle = facts
    contents = json.loads(canonical(contents_json(bundle.contents)))
    for _ in range(data.draw(st.integers(1, 3))):
        contents = replaced(contents, data.draw(st.sampled_from(places(contents))), data.draw(values))
    taken_or_refused(houses, by_hand(houses, contents))


def entry_of(bundle: Bundle, place: int) -> tuple[PackedEntry, dict[str, Any]]:
    packed = bundle.contents.histories[0].entries[place]
    return packed, json.loads(from_base64url(packed.jws.split(".")[1]))


@given(data=st.data())
@slow
def test_any_change_of_an_entry_that_its_author_signs_is_taken_or_refused(facts, data):
    houses, bundle = facts
    packed, claims = entry_of(bundle, data.draw(st.integers(0, 1)))
    changed = replaced(claims, data.draw(st.sampled_from(places(claims))), data.draw(values))
    try:
        payload = canonical(changed)
    except ValueError:
        return
    token = sign_compact(payload, houses.keller.author_key, typ=TYPE)
    entries = [*bundle.contents.histories[0].entries, dataclasses.replace(packed, jws=token)]
    contents = with_entries(bundle.contents, *entries)
    taken_or_refused(houses, resealed(houses.keller, houses.institute, contents))


@given(data=st.data())
@slow
def test_any_change_of_what_an_entry_discloses_is_taken_or_refused(facts, data):
    # the author discloses something else and signs its digest: hostile bodies, states and terms arrive this way
    houses, bundle = facts
    packed, claims = entry_of(bundle, 0)
    place = data.draw(st.integers(0, len(packed.disclosures) - 1))
    disclosure = packed.disclosures[place]
    content = json.loads(from_base64url(disclosure))
    content = replaced(content, data.draw(st.sampled_from(places(content)[1:])), data.draw(values))
    other = to_base64url(json.dumps(content).encode())
    disclosures = [text if text != disclosure else other for text in packed.disclosures]
    swapped = json.dumps(claims).replace(sha256_of(disclosure.encode()), sha256_of(other.encode()))
    token = sign_compact(canonical(json.loads(swapped)), houses.keller.author_key, typ=TYPE)
    entry = PackedEntry(token, tuple(disclosures), ())
    taken_or_refused(houses, resealed(houses.keller, houses.institute, fresh_history(bundle.contents, entry)))


def fresh_history(contents: Contents, entry: PackedEntry) -> Contents:
    return with_entries(contents, entry)


steps = st.lists(
    st.tuples(
        st.sampled_from(["say", "send", "deliver", "deliver", "again", "lose"]), st.integers(0, 2), st.integers(0, 9)
    ),
    min_size=5,
    max_size=10,
)


@given(steps=steps)
@settings(max_examples=examples(4), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lost_repeated_and_delayed_files_do_no_harm(template, tmp_path, steps):
    folder = tmp_path / "run"
    shutil.rmtree(folder, ignore_errors=True)
    houses = opened(template, folder, SteppingClock())
    people = [houses.keller, houses.institute, houses.third]
    offer(*people)
    underway = [send(people[0], *people[1:])]
    for action, who, which in steps:
        person = people[who]
        others = [other for other in people if other is not person]
        # a house that has no offer yet cannot speak or send, and earlier files may be underway still
        with contextlib.suppress(MissingEntries) if shared(person) else contextlib.suppress(DataPactError):
            match action:
                case "say":
                    comment(person, f"Bemerkung {which}")
                case "send":
                    underway.append(send(person, *others))
                case "deliver" | "again" if underway:
                    data = underway[which % len(underway)]
                    receive_bundle(person, data)
                    if action == "again":
                        assert receive_bundle(person, data).new_entries == ()
                case "lose" if len(underway) > 1:
                    underway.pop(which % len(underway))
    for person in people:  # whoever has something sends it all, once more
        if shared(person):
            data = send(person, *(other for other in people if other is not person), everything=True)
            for other in people:
                receive_bundle(other, data)
    final = [send(person, *(other for other in people if other is not person), everything=True) for person in people]
    for data, person in itertools.product(final, people):
        receive_bundle(person, data)
    assert shared(people[0]) == shared(people[1]) == shared(people[2])
    houses.close()
