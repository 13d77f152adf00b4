"""The inside of a bundle: it comes out as it went in, and every lie about it is refused whole."""

from __future__ import annotations

import copy
import dataclasses
import hashlib
import json
import zlib
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import Damaged, DataPactError, Malformed, NewerFormat, TooLarge
from datapact.base.strictjson import canonical, sha256_of
from datapact.exchange.bundle.bundle import STATEMENT_TYPE, read_bundle, signed_by, write_bundle
from datapact.exchange.bundle.contents import (
    Attachment,
    Contents,
    PackedHistory,
    Restored,
    RestoreReply,
    contents_json,
    continued,
    files_of,
    ordered,
)
from datapact.exchange.bundle.envelope import new_envelope, seal, unseal
from datapact.exchange.bundle.limits import LIMITS
from datapact.exchange.bundle.packing import LEAST, pack, padded, padded_size, unpack
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
    messages=(Restored("r" * 22), RestoreReply("organisation", "s" * 22)),
    attachments=(attachment(), attachment(b"second", "text/plain")),
)


def write(contents: Contents = CONTENTS, **changes) -> bytes:
    arguments = {"organisation": "sender", "head": "head", "key": KEY, "time": NOON, "recipients": RECIPIENTS}
    return write_bundle(contents, **(arguments | changes))


FILE = write()


def rewritten(
    change_statement=None, change_contents=None, *, tail: bytes | None = None, recipients=RECIPIENTS, packed=None
) -> bytes:
    """A bundle made by hand, signed by the same key, with changed parts.

    Of the first format, in which everything stands as it is; with ``packed``, members of a statement about it, of the
    second: then contents and attachments are compressed.
    """
    claims = json.loads(base64url(unseal(FILE, KEYS)[1].split(b"\n", 1)[0].split(b".")[1]))
    contents = json.loads(canonical(contents_json(CONTENTS)))
    if change_contents:
        contents = change_contents(contents)
    told = contents if isinstance(contents, bytes) else json.dumps(contents).encode()
    body = told + (PDF + b"second" if tail is None else tail)
    envelope = new_envelope(recipients)
    claims |= {
        "bundle": envelope.envelope.id,
        "recipients": list(envelope.envelope.recipients),
        "envelope": envelope.envelope.digest,
        "contents": {"digest": sha256_of(told), "size": len(told)},
    }
    if packed is None:
        claims = {name: value for name, value in claims.items() if name != "packed"} | {"format": 1}
    else:
        size, body = len(body), zlib.compress(body)
        claims["packed"] = {"packing": "deflate", "size": len(body), "unpacked": size} | packed
    if change_statement:
        claims = change_statement(claims)
    statement = sign_compact(canonical(claims), KEY, typ=STATEMENT_TYPE).encode()
    payload = statement + b"\n" + body
    return seal(envelope, payload if packed is None else padded(payload))


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
    assert read_bundle(rewritten(), KEYS).contents == CONTENTS  # as earlier programs wrote it
    assert read_bundle(rewritten(packed={}), KEYS).contents == CONTENTS


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
        messages=st.lists(st.builds(Restored, texts) | st.builds(RestoreReply, texts, texts), max_size=3).map(tuple),
        attachments=st.lists(st.binary(max_size=50), max_size=3, unique=True).map(
            lambda files: ordered(map(attachment, files))
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
        read_bundle(rewritten(lambda claims: {"format": 4, "whatever": True}), KEYS)
    with pytest.raises(NewerFormat):
        read_bundle(rewritten(None, put("messages", value=[{"kind": "holiday", "from": "Monday"}])), KEYS)


@pytest.mark.parametrize(
    "change",
    [
        put("format", value=0),
        put("format", value=2),
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


revisions = st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=6)


@given(parts=st.lists(revisions, min_size=1, max_size=3), chance=st.randoms(use_true_random=False))
@settings(max_examples=examples(60), deadline=None)
def test_of_files_that_begin_alike_only_the_longest_travels(parts, chance):
    files = {b"".join(chain[:end]) for chain in parts for end in range(1, len(chain) + 1)}
    shuffled = sorted(files)
    chance.shuffle(shuffled)
    contents = dataclasses.replace(CONTENTS, attachments=tuple(map(attachment, shuffled)))
    carried = files_of(contents)
    assert all(any(longest.startswith(one) for longest in carried) for one in files)
    assert not any(one != other and other.startswith(one) for one in carried for other in carried)
    assert {one.data for one in read_bundle(write(contents), KEYS).contents.attachments} == files


def test_another_media_type_is_no_beginning():
    contents = dataclasses.replace(CONTENTS, attachments=(attachment(PDF + b"!", "text/plain"), attachment()))
    assert len(files_of(contents)) == 2
    assert read_bundle(write(contents), KEYS).contents == contents


SIGNED = attachment()


def cut(*earlier, last=SIGNED):
    return put(
        "attachments",
        value=[
            {"digest": last.digest, "media": last.media, "size": len(last.data)}
            | {"earlier": [{"digest": digest, "size": size} for digest, size in earlier]}
        ],
    )


BEGINNING = (sha256_of(PDF[:4]), 4)


def test_beginnings_are_cut_and_held_against_their_digests():
    bundle = read_bundle(rewritten(None, cut(BEGINNING), tail=PDF, packed={}), KEYS)
    assert [one.data for one in bundle.contents.attachments] == [PDF[:4], PDF]


@pytest.mark.parametrize(
    "earlier",
    [
        [(sha256_of(PDF[:4]), 5)],
        [(sha256_of(PDF), len(PDF))],
        [(sha256_of(PDF + b"x"), len(PDF) + 1)],
        [(sha256_of(PDF[:8]), 8), BEGINNING],
        [BEGINNING, BEGINNING],
        [(sha256_of(PDF[:4]), -1)],
    ],
)
def test_beginnings_that_do_not_fit(earlier):
    with pytest.raises(Damaged):
        read_bundle(rewritten(None, cut(*earlier), tail=PDF, packed={}), KEYS)


def test_the_first_format_knows_no_beginnings():
    with pytest.raises(Malformed):
        read_bundle(rewritten(None, cut(BEGINNING), tail=PDF), KEYS)


def test_what_is_cut_counts_as_if_it_came_whole():
    limits = dataclasses.replace(LIMITS, payload=40_000)
    halves = [(sha256_of(bytes(size)), size) for size in range(1, 300)]
    data = rewritten(None, cut(*halves, last=attachment(bytes(300))), tail=bytes(300), packed={})
    with pytest.raises(TooLarge):
        read_bundle(data, KEYS, limits)


def after(size, digest=BEGINNING[0], **more):
    def change(contents):
        changed = cut()(contents)
        (one,) = changed["attachments"]
        del one["earlier"]
        one.update({"after": {"digest": digest, "size": size}, **more})
        return changed

    return change


PARTIAL = {"partial": True, "format": 3}


def test_of_a_file_that_begins_as_another_only_the_end_travels():
    longer = attachment(PDF + b"more"), attachment(PDF + b"more, and more")
    whole, ends = continued([*CONTENTS.attachments, *longer], PDF)
    contents = dataclasses.replace(CONTENTS, attachments=whole, continued=ends)
    assert [one.data for one in whole if one.data.startswith(PDF)] == []  # what everybody has stays out
    assert files_of(contents)[-1] == b"more, and more"
    bundle = read_bundle(write(contents), KEYS)
    assert bundle.contents == contents
    assert bundle.contents.continued[0].completed(PDF) == longer
    with pytest.raises(Damaged):
        bundle.contents.continued[0].completed(PDF[:-1] + b"x")
    said = json.loads(base64url(unseal(write(contents), KEYS)[1].split(b"\n", 1)[0].split(b".")[1]))
    assert (said["format"], said["partial"]) == (3, True)


@pytest.mark.parametrize("change", [after(0), after(len(PDF)), after(-1), after(4, "x"), after(4, earlier=[])])
def test_ends_that_do_not_fit(change):
    with pytest.raises(Damaged):
        read_bundle(rewritten(lambda said: said | PARTIAL, change, tail=PDF[4:], packed={}), KEYS)


def test_only_a_file_that_says_so_has_ends():
    said = rewritten(lambda said: said | PARTIAL, after(4), tail=PDF[4:], packed={})
    assert read_bundle(said, KEYS).contents.continued[0].data == PDF[4:]
    for data in (
        rewritten(None, after(4), tail=PDF[4:], packed={}),
        rewritten(lambda said: said | PARTIAL, cut(BEGINNING), tail=PDF, packed={}),
        rewritten(lambda said: said | {"partial": True}, after(4), tail=PDF[4:]),
    ):
        with pytest.raises(Damaged):
            read_bundle(data, KEYS)


@pytest.mark.parametrize(
    "packed",
    [
        {"packing": "zstd"},
        {"packing": "none"},
        {"unpacked": 5},
        {"unpacked": 10_000},
        {"unpacked": -1},
        {"size": 7},
        {"size": 10**6},
        {"more": 1},
    ],
)
def test_what_is_not_packed_as_its_sender_says(packed):
    with pytest.raises(Damaged):
        read_bundle(rewritten(packed=packed), KEYS)


def test_a_small_file_that_would_become_a_large_one_is_not_unpacked():
    zeros = bytes(LIMITS.freely_unpacked)
    bomb = rewritten(None, lambda contents: json.dumps(contents).encode() + b" " * LIMITS.freely_unpacked, packed={})
    with pytest.raises(TooLarge, match="far larger"):
        read_bundle(bomb, KEYS)
    how, packed = pack(zeros + b"x")  # we never write what others would take for one
    assert (how, packed) == ("none", zeros + b"x")


@given(data=st.binary(max_size=2_000), size=st.integers(0, 4_000), cut_at=st.integers(0, 2_000))
@settings(max_examples=examples(100), deadline=None)
def test_any_bytes_unpack_to_the_size_that_was_said_or_are_refused(data, size, cut_at):
    for packed in (data, zlib.compress(data), zlib.compress(data)[:cut_at], zlib.compress(data) + b"x"):
        try:
            found = unpack("deflate", memoryview(packed), size)
        except Damaged:
            assert packed != zlib.compress(data) or size != len(data)
        else:
            assert len(found) == size


@given(size=st.integers(1, 2**30))
@settings(max_examples=examples(200))
def test_lengths_fall_into_few_classes(size):
    filled = padded_size(size)
    assert filled >= size
    assert padded_size(filled) == filled
    assert filled == LEAST or filled <= size * 1.12
    classes = {padded_size(one) for one in range(LEAST, 2 * LEAST + 1)}
    assert len(classes) == 17


def test_short_files_have_one_length():
    lengths = {len(write(dataclasses.replace(CONTENTS, messages=(Restored("r" * n),)))) for n in (1, 22, 900)}
    assert len(lengths) == 1


def test_padding_holds_nothing():
    payload = unseal(FILE, KEYS)[1]
    for changed in (payload + b"\0", payload[:-1], payload[:-1] + b"x"):
        envelope = new_envelope(RECIPIENTS)
        token, rest = changed.split(b"\n", 1)
        claims = json.loads(base64url(token.split(b".")[1])) | {
            "bundle": envelope.envelope.id,
            "recipients": list(envelope.envelope.recipients),
            "envelope": envelope.envelope.digest,
        }
        statement = sign_compact(canonical(claims), KEY, typ=STATEMENT_TYPE).encode()
        assert len(statement) == len(token)
        with pytest.raises(Damaged):
            read_bundle(seal(envelope, statement + b"\n" + rest), KEYS)


def test_digests_are_those_of_the_design():
    assert base64url(sha256_of(PDF).encode()) == hashlib.sha256(PDF).digest()


_FILES = st.lists(
    st.builds(
        attachment,
        st.lists(st.sampled_from((b"a", b"b")), max_size=6).map(b"".join),
        st.sampled_from(("application/pdf", "text/plain")),
    ),
    max_size=12,
    unique_by=lambda one: one.data,
)


@given(_FILES)
def test_each_file_travels_with_the_longest_that_begins_with_it(files) -> None:
    """As a comparison of each with each finds them."""
    groups = []
    for one in sorted(files, key=lambda one: (-len(one.data), one.digest)):
        fitting = [
            group
            for group in groups
            if group[-1].media == one.media
            and len(one.data) < len(group[-1].data)
            and group[-1].data.startswith(one.data)
        ]
        if fitting:
            fitting[0].insert(0, one)
        else:
            groups.append([one])
    assert ordered(files) == tuple(one for group in groups for one in group)
