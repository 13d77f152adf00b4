"""One set of sound, foreign and tampered files, judged by ``datapact verify`` and by the page: the page is never kinder.

Each day a share of the set; all of it in the long run.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import FieldMDPAction, MDPPerm
from pyhanko.sign.general import SigningError

from datapact.audit.verify.verify import verify_file
from datapact.base.errors import DataPactError
from datapact.base.strictjson import canonical
from datapact.signing.ades.judge import judge_pdf
from tests.audit.frozen import signed_agreement
from tests.conftest import of_other_hands
from tests.depth import depth
from tests.signing import attacks, test_ades, test_hidden_updates, test_judge_returned
from tests.signing.other_programs import written_by_openssl
from tests.signing.samples import FIELDS, contract, signed_contract
from tests.verifier import after, hostile
from tests.verifier.page import PASSED, judged, needs_the_page

pytestmark = needs_the_page

CORPUS = Path(__file__).parents[1] / "corpus" / "files"
NO_WORD = {"verdictUnknown", "verdictSealed", "verdictNone", "verdictBehind", "verdictUnclear"}
"""The page says that it does not judge the file, that nothing is proven, or not to rely on what the file shows now."""
SHARE = 9
"""Each so many-th file is judged daily."""


def _update(number: int, generation: int, end: bytes = b"startxref\n%d\n%%%%EOF\n", **more: bytes) -> bytes:
    return test_hidden_updates.updated(test_hidden_updates.signed_page(), number, generation, end, **more)


def _prepared_gap(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), generic.IndirectObject(777, 0, writer)])
    writer.update_container(page)


def _fill(writer: IncrementalPdfFileWriter) -> None:
    writer.objects[(0, 777)] = generic.StreamObject(stream_data=b"BT ET")


def of_others(folder: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Files of other programs: sound, commented, changed, and with updates that some readers show and others do not."""
    hidden = test_hidden_updates
    signed = test_ades.by_another_program(contract())
    yield "sound", lambda: signed
    yield "pades", lambda: test_ades.by_another_program(contract(), pades=True)
    yield "sha512", lambda: test_ades.by_another_program(contract(), digest="sha512")
    yield "twice", hidden.signed_twice
    yield "three", lambda: signed_contract().pdf
    returned = test_judge_returned
    for indirect in (True, False):
        yield (
            f"locked last {indirect}",
            lambda i=indirect: returned.with_lock(returned.both(), returned.THIRD, indirect=i),
        )
    yield "locked by nobody", lambda: returned.with_lock(returned.came(), returned.SECOND, indirect=True, sign=False)
    for name, change in (("words", test_ades.other_words), ("comment", test_ades.a_comment)):
        yield name, lambda change=change: test_ades.revised(signed, change)
        for permits in MDPPerm:
            certified = test_ades.by_another_program(contract(), permits=permits)
            yield f"{name} {permits.name}", lambda change=change, pdf=certified: test_ades.revised(pdf, change)
            yield f"signed after {permits.name}", lambda pdf=certified: test_ades.by_another_program(pdf, "Second")
    for name, make, change in after.TABLE:
        yield name, lambda make=make, change=change: test_ades.revised(make(), change)
    yield (
        "gap",
        lambda: test_ades.revised(test_ades.by_another_program(test_ades.revised(contract(), _prepared_gap)), _fill),
    )
    for kind in ("", "x509", "sha1", "several", "unknown", "no name", "value inside", "no date"):
        for changed in (b"", b"x"):
            yield (
                f"openssl {kind} {changed!r}",
                lambda kind=kind, changed=changed: written_by_openssl(folder, kind, changed),
            )
    for number in (hidden.PAGE, hidden.GAP, 3):
        for generation in (0, 1, 7, 65535):
            yield f"object {number} {generation}", lambda n=number, g=generation: _update(n, g, body=hidden.EVIL)
            yield f"freed {number} {generation}", lambda n=number, g=generation: _update(n, g)
    for end in (b"startxref\n%d\n", b"startxref\n%d\n%%%%EO\n", b"startxref\n%d %%%%EOF\n", b"startxref %d %%%%EOF\n", b"%% startxref\n%d\n"):  # fmt: skip
        yield f"end {end!r}", lambda end=end: _update(hidden.PAGE, 0, end, body=hidden.EVIL)
        yield (
            f"twice, end {end!r}",
            lambda end=end: hidden.updated(hidden.signed_twice(), hidden.PAGE, 0, end, hidden.EVIL),
        )
    loose = b"4 0 obj\n%s\nendobj\n" % hidden.EVIL
    yield "loose object", lambda: hidden.signed_page() + loose
    yield "lawful", lambda: hidden.lawful(hidden.signed_page())
    yield "unlisted", lambda: hidden.lawful(hidden.signed_page() + loose)
    whole = hidden.lawful(hidden.signed_page() + loose)
    place = whole.rindex(b"startxref")
    for aside in (-7, -3, 2, 5, 100_000):
        told = int(whole[place + 10 :].split(b"\n")[0]) + aside
        yield f"startxref off by {aside}", lambda told=told: whole[:place] + b"startxref\n%d\n%%%%EOF\n" % told
    for tail in (b"\n", b"\0" * 900, b"% sent by mail\n", b"%%EOF", b"% startxref 0\n", b"5 0 obj"):
        yield f"tail {tail!r}", lambda tail=tail: hidden.signed_page() + tail
    for head in (b"4 0 obj", *hidden.HEADS):
        body = b"<< /Length 90 >>\nstream\n%-90s\nendstream" % head
        yield f"head in a stream {head!r}", lambda body=body: hidden.updated(hidden.signed_page(), 60, 0, body=body)
    yield "hollow", lambda: b"".join(hidden.hollow(hidden.EVIL))
    for name, change in hostile.TABLES.items():
        yield f"table {name}", lambda change=change: change(signed_contract().pdf)
    for path in sorted(of_other_hands("samples", "foreign-pdf").glob("*.pdf")):
        data = path.read_bytes()
        yield path.name, lambda data=data: data
        yield f"changed {path.name}", lambda data=data: data[:900] + b"X" + data[901:]


def of_ours() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Signed agreements of ours, and what was done to them."""
    case = signed_agreement()
    yield "sound", lambda: case.pdf
    for place, pdf in enumerate(case.revisions):
        yield f"revision {place}", lambda pdf=pdf: pdf
    for name, change in attacks.CHANGES.items():
        yield f"behind {name}", lambda change=change: attacks.append_revision(case.pdf, change)
    yield "cut off", lambda: case.pdf[: len(case.revisions[-2]) + 100]
    for place in range(900, len(case.pdf), len(case.pdf) // 40):
        yield f"bit {place}", lambda p=place: case.pdf[:p] + bytes([case.pdf[p] ^ 4]) + case.pdf[p + 1 :]


def of_signatories() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """The same by whoever could sign: a document of three signatures without attachments, so judged as by another program."""
    signed = signed_contract()
    yield "sound", lambda: signed.pdf
    for name, attack in {**attacks.BYTES, **attacks.HOSTILE}.items():
        yield name, lambda attack=attack: attack(signed)
    for name, change in attacks.CHANGES.items():
        yield f"behind {name}", lambda change=change: attacks.append_revision(signed.pdf, change)
    for name, change in {**attacks.CHANGES, **attacks.CHANGES_OF_AN_EMPTY_FIELD}.items():
        yield (
            f"signed {name}",
            lambda change=change: attacks.sign_with_more(signed.revisions[2], FIELDS[2], signed.signatories[2], change),
        )


def of_records() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Proofs of a delivery and a recall, and what a holder of one could change."""
    for name in ("delivery.json", "recall.json"):
        data = (CORPUS / name).read_bytes()
        yield name, lambda data=data: data
        changes: dict[str, Callable[[dict[str, Any]], object]] = {
            "a line less": lambda value: value["list"]["rows"].pop(),
            "a line twice": lambda value: value["list"]["rows"].append(value["list"]["rows"][0]),
            "another number": lambda value: value["list"].update(lines=value["list"]["lines"] + 1),
            "a hash beside": lambda value: value["list"]["nodes"].append({"start": 0, "end": 1, "hash": "A" * 43}),
            "the record left out": lambda value: value["records"].pop(0),
            "about another": lambda value: value["list"].update(entry="A" * 43),
            "another house": lambda value: value.update(organisation="A" * 43),
            "no history": lambda value: value["history"].pop(),
            "another form": lambda value: value.update(v=2),
            "an entry of another kind": lambda value: value["records"].append(value["history"][0]),
            "a part less": lambda value: value["records"][0]["disclosures"].pop(),
        }
        for change in changes:
            yield f"{name}: {change}", lambda data=data, make=changes[change]: _changed(data, make)
        for place in range(200, len(data), len(data) // 12):
            yield f"{name}: byte {place}", lambda d=data, p=place: d[:p] + bytes([d[p] ^ 1]) + d[p + 1 :]


def _changed(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    value = json.loads(data)
    change(value)
    return canonical(value)


def rank(verdict: str) -> int:
    """How good a verdict is, by the words of both: -1 do not rely on it, 0 no word, 1 open, 2 all is well."""
    other = {"invalid": -1, "indeterminate": 1, "valid": 2, "verdictBad": -1, "verdictOther": 1}
    return other.get(verdict, 0 if verdict in NO_WORD else 2 if verdict in PASSED else 1)


def compared(folder: Path, files: dict[str, bytes]) -> dict[str, tuple[str, str]]:
    """Files of which the page says more than the program: name, its verdict, the program's."""
    numbered = {f"{place}.file": data for place, data in enumerate(files.values())}
    found = judged(folder, numbered)
    assert found["0.file"]["verdict"] in PASSED, "the first is sound"
    kinder = {}
    for (number, data), name in zip(numbered.items(), files, strict=True):
        page = found[number]["verdict"]
        try:
            ours = verify_file(data, "x.pdf" if data.startswith(b"%PDF") else "x.json").verdict
        except DataPactError:
            ours = "invalid"
        if rank(page) > max(rank(ours), 0):
            kinder[name] = (page, ours)
    return kinder


def made(table: Iterator[tuple[str, Callable[[], bytes]]]) -> dict[str, bytes]:
    """The day's share of a table; the first stays always, so that a page that passes nothing fails."""
    step = 1 if depth() == "long" else SHARE
    files: dict[str, bytes] = {}
    for place, (name, make) in enumerate(table):
        if place % step == 0:
            with contextlib.suppress(SigningError):  # a change that fills the field itself
                files[name] = make()
    return files


@pytest.mark.parametrize("kind", ["others", "ours", "signatories", "records"])
def test_the_page_is_never_kinder_than_the_program(kind: str, tmp_path: Path) -> None:
    table = {
        "others": lambda: of_others(tmp_path),
        "ours": of_ours,
        "signatories": of_signatories,
        "records": of_records,
    }[kind]
    assert compared(tmp_path, made(table())) == {}


def test_a_changed_bit_is_wrong_and_not_only_unread(tmp_path: Path) -> None:
    """Wherever it stands: also where the file can no longer be read."""
    files = {}
    for name in ("signed.pdf", "answer.pdf", "delivery.json"):
        data = (CORPUS / name).read_bytes()
        for place in range(500, len(data), len(data) // 9):
            files[f"{place}-{name}"] = data[:place] + bytes([data[place] ^ 1 << place % 8]) + data[place + 1 :]
    found = {name: value["verdict"] for name, value in judged(tmp_path, files).items()}
    assert found == dict.fromkeys(found, "verdictBad")


def test_locks_and_comments_are_told_as_the_program_tells_them(tmp_path: Path) -> None:
    """Not only never kinder: what can be decided from the objects the page decides, too."""
    said = {
        "filled": ("values", "other_fields"),
        "comment": ("annotations", "other_annotations"),
        f"filled after {FieldMDPAction.INCLUDE} None": ("values", "otherForbidden"),
        f"filled other after {FieldMDPAction.INCLUDE} None": ("values", "other_fields"),
        f"comment after {FieldMDPAction.ALL} None": ("annotations", "other_annotations"),
    }
    table = {name.removesuffix(" after None None"): revised for name, *revised in after.TABLE}
    files = {name: test_ades.revised(table[name][0](), table[name][1]) for name in said}
    found = judged(tmp_path, {f"{place}.file": data for place, data in enumerate(files.values())})
    for place, (name, data) in enumerate(files.items()):
        (one,) = judge_pdf(data).signatures
        keys = {step["key"] for step in found[f"{place}.file"]["steps"]}
        assert (one.change, said[name][1] in keys) == (said[name][0], True), name
