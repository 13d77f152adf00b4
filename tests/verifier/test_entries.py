"""Entries in the page: a body that the program refuses is none for the page, and what it says of a history the fold says."""

from __future__ import annotations

import contextlib
import itertools
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from datapact.agreements.text.current_text import current_state
from datapact.base.errors import Damaged, DataPactError
from datapact.base.strictjson import canonical, from_base64url, parse_object
from datapact.history.commitments.disclosure import ALGORITHM, DIGESTS, conceal
from datapact.history.commitments.jws import sign_compact
from datapact.history.entries.body_members import Check, Listed, Members, OneOf, Optional
from datapact.history.entries.entry import TYPE, Entry, organisation_history, read_entry
from datapact.history.entries.shape import Shape
from datapact.history.entries.shapes import AGREEMENT_SHAPES, ORGANISATION_SHAPES
from datapact.history.fold.authority import verify_authors
from datapact.signing.pades.attachments import attached_files
from datapact.signing.pades.revisions import open_pdf
from tests.audit.frozen import signed_agreement
from tests.depth import depth, examples
from tests.history.random_history import INSTITUT, KELLER, folded, play, steps
from tests.history.world import AGREEMENT, usual_directory
from tests.tools.page_shapes import FILES, described
from tests.verifier.page import HERE, needs_the_page, node

pytestmark = needs_the_page
CORPUS = Path(__file__).parents[1] / "corpus" / "files"
SHARE = 41
"""Each so many-th body is tried daily."""
_DIGEST = "A" * 43
_PLAIN: dict[str, Any] = {
    "text": "Zeile\nZeile", "line": "Zeile", "name": "Name", "digest": _DIGEST, "party": "external:7", "number": 7, "truth": True,
    "moment": "2026-11-24T09:00:00Z", "day": "2026-11-24", "binary": "AA", "roles": ["legal"], "anything": {"x": 1},
    "language": "de", "token": "a.b.c", "disclosure": "AAAA", "profile": {"name": "Keller"},
}  # fmt: skip
_OTHERS: tuple[Any, ...] = (
    None, True, 0, -1, 2**53 - 1, "", " ", "x" * 301, "x" * 300 + "😀", "😀" * 300, "x" * 10001, "a\nb", "a\u202eb", "a\u200bb", "\u2028", "a\u00adb", "a\u00a0b",
    [], {}, ["legal", "legal"], ["boss"], [[]], "legal", "2026-02-30", "2026-1-1", "0000-01-01", "2026-11-24T09:00:00+00:00", "2026-11-24T24:00:00Z", "A" * 42 + "B", "A" * 44,
    "external:0", "external:1\n", "de\n", "de-", "DE", "ü", "A", "AB", {"name": ""}, {"email": "x"}, {str(n): 1 for n in range(51)}, {"toString": 1},
)  # fmt: skip


def _sound(check: Check) -> Any:
    match check:
        case Optional(inner):
            return _sound(inner)
        case OneOf(words):
            return words[-1]
        case Listed(inner, least, _):
            return [_sound(inner)] * max(least, 1)
        case Members(members):
            return {name: _sound(each) for name, each in members.items()}
    name = described(check)
    if name in ("certificate", "author_certificate"):
        return KELLER.entries[0].body["identity"]
    if name == "sealing_key":
        return dict(KELLER.entries[0].body["sealing"])
    return "" if name == "long_term_certificate" else _PLAIN[name]


def _bent(value: Any, check: Check) -> Iterator[Any]:
    """Values beside a sound one: of another type, out of range, and the same inside it."""
    yield from _OTHERS
    match check:
        case Optional(inner):
            yield from itertools.islice(_bent(value, inner), len(_OTHERS), None)
        case OneOf(words):
            yield from (*words, words[-1] + "x", words[-1].upper())
        case Listed(inner, least, most):
            if most <= 1000:
                yield from ([value[0]] * most, [value[0]] * (most + 1))
            yield from ([value[0]] * least, [*value, None])
            yield from ([one] for one in _bent(value[0], inner))
        case Members(members):
            yield from ({k: v for k, v in value.items() if k != name} for name in members)
            yield {**value, "more": ""}
            for name, each in members.items():
                yield from ({**value, name: one} for one in _bent(value[name], each))


def _bodies(shape: Shape) -> Iterator[dict[str, Any]]:
    sound = {name: _sound(check) for name, check in shape.members.items()}
    if shape.name == "sealing_key":
        sound = dict(KELLER.entries[0].body["sealing"])
    if shape.name == "long_term_key":
        sound["certificate"] = ""
    yield sound
    yield {**sound, "more": ""}
    yield {}
    for name, check in shape.members.items():
        yield {key: value for key, value in sound.items() if key != name}
        yield from ({**sound, name: one} for one in _bent(sound[name], check))


def _packed(shape: Shape, history: str, body: dict[str, Any]) -> dict[str, Any]:
    """The body in an entry that its own author signed, so that nothing but its form is wrong."""
    digests, disclosures = conceal(body, shape.conceals)
    payload = {
        "v": 1, "history": history, "kind": shape.name, "parents": [], "org": KELLER.id, "org_head": _DIGEST, "time": "2026-11-24T09:00:00Z",
        "replica": "A" * 22, "counter": 1, DIGESTS: digests, ALGORITHM: "sha-256",
    }  # fmt: skip
    if shape.name == "founding":
        del payload["org_head"]
    return {"jws": sign_compact(canonical(payload), KELLER.keys["legal"], typ=TYPE), "disclosures": disclosures}


def _asked(folder: Path, **question: Any) -> Any:
    (folder / "asked.json").write_text(json.dumps(question), "utf-8")
    return json.loads(node(HERE / "judge_entries.mjs", folder / "asked.json"))


def test_a_body_that_is_refused_is_refused_by_the_page(tmp_path: Path) -> None:
    step = 1 if depth() == "long" else SHARE
    tried, packed, ours, counted = [], [], [], itertools.count(1)
    for shape, history in (
        *((one, AGREEMENT) for one in AGREEMENT_SHAPES.values()),
        *((one, organisation_history(KELLER.id)) for one in ORGANISATION_SHAPES.values()),
    ):
        for place, body in enumerate(_bodies(shape)):
            if place and next(counted) % step:
                continue
            one = _packed(shape, history, body)
            try:
                read_entry(one["jws"], one["disclosures"])
                ours.append(True)
            except DataPactError:
                ours.append(False)
            assert place or ours[-1], f"the sound {shape.name} is refused"
            tried.append((shape.name, body))
            packed.append(one)
    page = _asked(tmp_path, packed=packed)["read"]
    assert [one for one, theirs, mine in zip(tried, page, ours, strict=True) if theirs and not mine] == []
    strict = [one for one, theirs, mine in zip(tried, page, ours, strict=True) if mine and not theirs]
    assert strict == [], "nor does it refuse what is sound"


def _bent_json(value: Any) -> Iterator[Any]:
    """A JSON value with one part of it replaced, left out or added; of a list the first and the last are tried."""
    yield from (None, 7, -1, "", "x", [], {}, True, [None], "A" * 43, "2026-13-01T00:00:00Z")
    if isinstance(value, dict):
        yield {**value, "more": 1}
        for name, each in value.items():
            yield {key: one for key, one in value.items() if key != name}
            yield from ({**value, name: one} for one in _bent_json(each))
    elif isinstance(value, list) and value:
        yield [*value, None]
        yield from ([one, *value[1:]] for one in _bent_json(value[0]))


def _files() -> Iterator[tuple[str, dict[str, Any]]]:
    """A sound file of each kind, with entries cut down to the first: their number is no part of the form."""
    case = signed_agreement()
    yield "proof", parse_object(case.document.attachments["proof.json"])
    token = case.keller.card().decode().split(".")[1]
    yield "card", parse_object(from_base64url(token))
    yield "decision", parse_object(attached_files(open_pdf((CORPUS / "answer.pdf").read_bytes()), 9)["decision.json"])
    yield "record", parse_object((CORPUS / "delivery.json").read_bytes())
    yield "row", parse_object((CORPUS / "consent-row.json").read_bytes())
    with zipfile.ZipFile(CORPUS / "bag.zip") as bag:
        yield "bag", parse_object(bag.read("datapact-export/data/bag.json"))
        dossier = bag.read(next(name for name in bag.namelist() if "/dossiers/" in name))
    yield "dossier", parse_object(attached_files(open_pdf(dossier), 50)["dossier.json"])


def test_a_file_that_is_refused_is_refused_by_the_page(tmp_path: Path) -> None:
    step = 1 if depth() == "long" else 29
    forms, ours = [], []
    for kind, sound in _files():
        for place, value in enumerate((sound, *_bent_json(sound))):
            if place % step or not isinstance(value, dict):
                continue
            text = canonical(value)
            forms.append({"kind": kind, "text": text.decode("utf-8")})
            try:
                FILES[kind].read(text)
                ours.append("")
            except DataPactError as error:
                ours.append(str(error.message))
            assert place or ours[-1] == "", (kind, ours[-1])
    page = _asked(tmp_path, forms=forms)["fitting"]
    # a record's list of lines is held against its number elsewhere (test_both)
    wrong = [(one["kind"], mine) for one, theirs, mine in zip(forms, page, ours, strict=True) if theirs and mine]
    assert {mine for _, mine in wrong if "entry" not in mine and not mine.endswith("at list.")} == set()
    assert not [one["kind"] for one, theirs, mine in zip(forms, page, ours, strict=True) if not theirs and not mine]


_QUIET = [(act, who, 0) for act in ("draft", "comment", "receipt") for who in (0, 1)]
_ORDERLY = st.lists(
    st.sampled_from([("meet", 0, 0)] * 8 + [("go", 0, 0)] * 12 + [*_QUIET, ("counter", 1, 0)]), min_size=8, max_size=30
)
_HISTORIES: list[list[Entry]] = []


@settings(max_examples=examples(300), deadline=None)
@given(st.one_of(steps, _ORDERLY))
@example([("meet", 0, 0), ("go", 0, 0)] * 9)
def _play(plan: Any) -> None:
    history = play(plan)
    with contextlib.suppress(Damaged):  # by nobody who may: refused before anybody folds it
        verify_authors(history, usual_directory(), folded=True)
        _HISTORIES.append(history)


def test_what_the_page_says_of_a_history_the_fold_says(tmp_path: Path) -> None:
    """The page says nothing of most random histories, and what it says of the plain ones is so."""
    _HISTORIES.clear()
    _play()
    asked = [[{"jws": one.jws, "disclosures": one.disclosures} for one in history] for history in _HISTORIES]
    houses = [
        {"id": one.id, "entries": [{"jws": each.jws, "disclosures": each.disclosures} for each in one.entries]}
        for one in (KELLER, INSTITUT)
    ]
    found = _asked(tmp_path, organisations=houses, histories=asked)["said"]
    told = [(history, said) for history, said in zip(_HISTORIES, found, strict=True) if said is not None]
    for history, said in told:
        state = folded(history)
        assert (state.freeze.digest if state.freeze else None) == said["freeze"]
        if state.freeze is not None:
            assert said["text"] == state.freeze.agreement_sha256
            made = {one.revision_to for one in state.signed} - {one.revision_from for one in state.signed}
            assert set(said["pdf"]) == made
        elif said["written"] is not None:
            assert said["written"] == canonical(dict(current_state(state))).decode("utf-8")
        if said["files"] is not None:
            assert set(said["files"]) == {one.digest for one in state.contract_files}
    assert any(said.get("pdf") for _, said in told), "some are signed"
    assert any(said["freeze"] is None for _, said in told)
    assert len(told) < len(found)
