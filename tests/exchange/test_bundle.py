"""The inside of a bundle: it comes out as it went in, and every lie about it is refused whole."""

from __future__ import annotations

import copy
import dataclasses
import hashlib
import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import Damaged, DataPactError, Malformed, NewerFormat, TooLarge
from datapact.base.strictjson import canonical, sha256_of
from datapact.exchange.bundle.bundle import STATEMENT_TYPE, read_bundle, signed_by, write_bundle
from datapact.exchange.bundle.contents import Answered, Attachment, Contents, PackedHistory, Restored
from datapact.exchange.bundle.envelope import new_envelope, seal, unseal
from datapact.exchange.bundle.limits import LIMITS
from datapact.history.commitments.jws import sign_compact, thumbprint
from datapact.history.entries.packed import PackedEntry
from datapact.organisation.identity.hpke_keys import new_hybrid_key
from tests.depth import examples

KEY = ec.generate_private_key(ec.SECP256R1())
KELLER = new_hybrid_key()
INSTITUTE = new_hybrid_key()
KEYS = {KELLER.thumbprint: KELLER.private}
RECIPIENTS = [KELLER.public, INSTITUTE.public]
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HISTORY = "urn:uuid:2f1f2c0e-94a0-4f0e-8a8e-0f6f3f1f7a10"
PDF = b"%PDF-1.7 not really"


def attachment(data: bytes = PDF, media: str = "application/pdf") -> Attachment:
    return Attachment(sha256_of(data), media, data)


CONTENTS = Contents(
    card=b"a.b.c",
    introductions=(b"d.e.f",),
    histories=(PackedHistory(HISTORY, (PackedEntry("g.h.i", ("WyJhIl0",), ("abc",)),)),),
    messages=(Restored("r" * 22), Answered("organisation", "s" * 22)),
    attachments=(attachment(), attachment(b"second", "text/plain")),
)


def write(contents: Contents = CONTENTS, **changes) -> bytes:
    arguments = {"organisation": "sender", "head": "head", "key": KEY, "time": NOON, "recipients": RECIPIENTS}
    return write_bundle(contents, **(arguments | changes))


FILE = write()


def rewritten(
    change_statement=None, change_contents=None, *, tail: bytes | None = None, recipients=RECIPIENTS
) -> bytes:
    """A bundle made by hand from FILE, signed by the same key, with changed parts."""
    payload = unseal(FILE, KEYS)[1]
    token, rest = payload.split(b"\n", 1)
    claims = json.loads(base64url(token.split(b".")[1]))
    size = claims["contents"]["size"]
    contents = json.loads(rest[:size])
    if change_contents:
        contents = change_contents(contents)
    packed = contents if isinstance(contents, bytes) else json.dumps(contents).encode()
    envelope = new_envelope(recipients)
    claims |= {
        "bundle": envelope.envelope.id,
        "recipients": list(envelope.envelope.recipients),
        "envelope": envelope.envelope.digest,
        "contents": {"digest": sha256_of(packed), "size": len(packed)},
    }
    if change_statement:
        claims = change_statement(claims)
    statement = sign_compact(canonical(claims), KEY, typ=STATEMENT_TYPE).encode()
    return seal(envelope, statement + b"\n" + packed + (rest[size:] if tail is None else tail))


def base64url(text: bytes) -> bytes:
    import base64

    return base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))


def put(*path, value):
    """A change of JSON that sets the member at ``path``."""

    def change(document):
        document = copy.deepcopy(document)
        place = document
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        return document

    return change


def test_what_goes_in_comes_out():
    bundle = read_bundle(FILE, KEYS)
    assert bundle.contents == CONTENTS
    assert (bundle.organisation, bundle.head, bundle.time) == ("sender", "head", NOON)
    assert set(bundle.recipients) == {KELLER.thumbprint, INSTITUTE.thumbprint}
    assert bundle.statement.kid == thumbprint(KEY.public_key())
    assert signed_by(bundle, KEY.public_key())
    assert not signed_by(bundle, ec.generate_private_key(ec.SECP256R1()).public_key())


def test_the_hand_made_bundle_reads_like_ours():
    assert read_bundle(rewritten(), KEYS).contents == CONTENTS


texts = st.text(max_size=20)


@given(
    contents=st.builds(
        Contents,
        card=st.just(b"card"),
        introductions=st.lists(st.just(b"card"), max_size=2).map(tuple),
        histories=st.lists(
            st.builds(
                PackedHistory,
                texts,
                st.lists(
                    st.builds(PackedEntry, texts, st.lists(texts).map(tuple), st.lists(texts).map(tuple)), max_size=3
                ).map(tuple),
            ),
            max_size=3,
            unique_by=lambda history: history.history,
        ).map(tuple),
        messages=st.lists(st.builds(Restored, texts) | st.builds(Answered, texts, texts), max_size=3).map(tuple),
        attachments=st.lists(st.binary(max_size=50), max_size=3, unique=True).map(
            lambda files: tuple(map(attachment, files))
        ),
    )
)
@settings(max_examples=examples(60), deadline=None)
def test_any_contents_come_out_as_they_went_in(contents):
    assert read_bundle(write(contents), KEYS).contents == contents


@given(place=st.integers(0, len(FILE) - 1), bit=st.integers(0, 7))
@settings(max_examples=examples(200), deadline=None)
def test_one_flipped_bit_anywhere_is_refused(place, bit):
    changed = bytearray(FILE)
    changed[place] ^= 1 << bit
    with pytest.raises(DataPactError):
        read_bundle(bytes(changed), KEYS)


def test_the_wrapped_key_of_another_recipient_is_covered():
    line, rest = FILE.split(b"\n", 1)
    header = json.loads(line)
    other = header["core"]["recipients"].index(INSTITUTE.thumbprint)
    key = header["keys"][other]
    header["keys"][other] = ("A" if key[0] != "A" else "B") + key[1:]
    with pytest.raises(Damaged):
        read_bundle(canonical(header) + b"\n" + rest, KEYS)


def test_a_recipient_cannot_seal_it_anew_for_others():
    payload = unseal(FILE, KEYS)[1]
    stranger = new_hybrid_key()
    forwarded = seal(new_envelope([stranger.public]), payload)
    with pytest.raises(Damaged):
        read_bundle(forwarded, {stranger.thumbprint: stranger.private})


def test_newer_statements_and_messages_say_so():
    with pytest.raises(NewerFormat):
        read_bundle(rewritten(lambda claims: {"format": 2, "whatever": True}), KEYS)
    with pytest.raises(NewerFormat):
        read_bundle(rewritten(None, put("messages", value=[{"kind": "holiday", "from": "Monday"}])), KEYS)


@pytest.mark.parametrize(
    "change",
    [
        put("format", value=0),
        put("more", value=1),
        put("bundle", value="another"),
        put("recipients", value=[]),
        put("envelope", value="another"),
        put("organisation", value=5),
        put("head", value=None),
        put("time", value="yesterday"),
        put("contents", "size", value=-1),
        put("contents", "size", value=True),
        put("contents", "size", value=3),
        put("contents", "size", value=2**53 - 1),
        put("contents", "digest", value="another"),
        put("contents", "more", value="another"),
    ],
)
def test_a_statement_that_does_not_fit(change):
    with pytest.raises(Damaged):
        read_bundle(rewritten(change), KEYS)


@pytest.mark.parametrize(
    "change",
    [
        put("more", value=1),
        put("card", value=None),
        put("card", value="ü"),
        put("introductions", value="card"),
        put("introductions", value=["x"] * 65),
        put("histories", value={}),
        put("histories", value=[{"history": HISTORY, "entries": {}}]),
        put("histories", value=[{"history": HISTORY, "entries": []}] * 2),
        put("histories", value=[{"history": str(n), "entries": []} for n in range(1001)]),
        put("histories", 0, "entries", value=[None]),
        put("histories", 0, "entries", 0, "jws", value=7),
        put("histories", 0, "entries", 0, "disclosures", value=[["salt", "name", "value"]]),
        put("histories", 0, "entries", 0, "erased", value=None),
        put("messages", value=[{"kind": "restored"}]),
        put("messages", value=[{"kind": "restored", "replica": "x", "more": 1}]),
        put("messages", value=["restored"]),
        put("messages", value=[{"kind": 5}]),
        put("messages", value=[{"kind": "restored", "replica": "x"}] * (LIMITS.messages + 1)),
        put("attachments", value=[]),
        put("attachments", 0, "size", value=len(PDF) - 1),
        put("attachments", 0, "size", value=10**12),
        put("attachments", 0, "digest", value=sha256_of(b"another")),
        put("attachments", 0, "media", value=""),
        put("attachments", 0, "media", value="a\nb"),
        put("attachments", 0, "media", value="x" * 101),
        lambda contents: contents | {"attachments": contents["attachments"][::-1]},
        lambda contents: contents | {"attachments": contents["attachments"][:1] * 2},
        lambda contents: b"[]",
        lambda contents: b"",
        lambda contents: b"[" * 50_000,
        lambda contents: json.dumps(contents).replace('"card"', '"card":"x","card"', 1).encode(),
        lambda contents: json.dumps(contents).replace('"size": ', '"size": NaN, "x": ', 1).encode(),
    ],
)
def test_contents_that_do_not_fit(change):
    with pytest.raises(Damaged):
        read_bundle(rewritten(None, change), KEYS)


@pytest.mark.parametrize("tail", [b"", PDF, PDF + b"second" + b"more", b"second" + PDF])
def test_attachments_that_are_missing_or_too_many(tail):
    with pytest.raises(Damaged):
        read_bundle(rewritten(tail=tail), KEYS)


def test_the_same_attachment_twice():
    twice = rewritten(None, lambda contents: contents | {"attachments": contents["attachments"][:1] * 2}, tail=PDF * 2)
    with pytest.raises(Malformed):
        read_bundle(twice, KEYS)


def test_a_statement_of_another_type_or_without_an_end():
    payload = unseal(FILE, KEYS)[1]
    for text in (payload[:40], b"\xff\n", b"a.b\n", b"\n", b"x" * (LIMITS.statement + 2) + b"\n"):
        with pytest.raises(Damaged):
            read_bundle(seal(new_envelope(RECIPIENTS), text), KEYS)


@pytest.mark.parametrize(
    "bound",
    [{"contents": 200}, {"attachment": 5}, {"attachments": 1}, {"histories": 0}, {"entries": 0}, {"payload": 500}],
)
def test_bounds_hold_on_writing_and_reading(bound):
    limits = dataclasses.replace(LIMITS, **bound)
    with pytest.raises(TooLarge):
        write(limits=limits)
    with pytest.raises(TooLarge):
        read_bundle(FILE, KEYS, limits)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 2**53) | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["card", "entries", "jws", "kind", "digest", "size", "media", "history"]), inner
        )
    ),
    max_leaves=8,
)
MEMBERS = sorted(
    json.loads(canonical({"card": 0, "introductions": 0, "histories": 0, "messages": 0, "attachments": 0}))
)


@given(member=st.sampled_from(MEMBERS), value=json_values)
@settings(max_examples=examples(150), deadline=None)
def test_hostile_members_never_end_in_another_error(member, value):
    data = rewritten(None, put(member, value=value))
    try:
        bundle = read_bundle(data, KEYS)
    except DataPactError:
        return
    assert getattr(bundle.contents, member) is not None


def test_digests_are_those_of_the_design():
    assert base64url(sha256_of(PDF).encode()) == hashlib.sha256(PDF).digest()
