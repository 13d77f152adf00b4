"""Mutated and truncated files of every kind, as the command line takes them.

Each is answered in one line with an exit code from 1 to 5, never with a fault report, and the vault stays as it was. A
mutation that leaves a good file (another word in an answers file, a repeated line) may succeed; then it must have done
what it says.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.contract.templates.template import example_answers
from tests.acceptance.commands import Answer, contents, run, run_in
from tests.acceptance.journey import ANNA, INSTITUTE, KELLER, SOFIA, Journey
from tests.depth import examples

HOSTILE = (
    b"", b"\n", b"\x00", b"\xff\xfe\x00", b"{", b"{}", b"[]", b"null", b"[" * 100_000, b'{"a":' * 5_000,
    b'{"format":1}\n', b'{"format":99}\n', b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF\n", b"a.b.c", b"....", b"A" * 200_000,
    b"{{ 7*7 }} {% for x in y %}", b"\xed\xa0\x80", "\u202eevil\u2066".encode(), b"<para><b>&amp;", b"../../etc/passwd",
    b"format = 1\n[agreement]\ntitle.de = '" + b"x" * 10_000 + b"'\n", b"[[[", b"a = 1\na = 2\n", b"NaN", b'{"a":1,"a":2}',
    b'"' + b"\\u0000" * 1000 + b'"', b"%PDF-1.7\nxref\n0 1\ntrailer<</Size 1/Root 1 0 R>>\nstartxref\n9\n%%EOF\n",
)  # fmt: skip
FEW = settings(max_examples=examples(60), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

type Mutation = Callable[[bytes], bytes]


@st.composite
def mutations(draw: st.DrawFn) -> Mutation:
    """One to three changes at places given as a part of the length: flips, cuts, insertions, repetitions."""
    changes = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["flip", "cut", "insert", "repeat", "swap", "zero"]),
                st.floats(0, 1, exclude_max=True),
                st.binary(min_size=1, max_size=8),
            ),
            min_size=1,
            max_size=3,
        )
    )

    def mutate(data: bytes) -> bytes:
        for kind, part, extra in changes:
            place = int(part * len(data))
            before, after = data[:place], data[place:]
            match kind:
                case "flip":
                    data = before + bytes([after[0] ^ (extra[0] or 1)]) + after[1:] if after else before
                case "cut":
                    data = before
                case "insert":
                    data = before + extra + after
                case "repeat":
                    data = before + after[:50] + after
                case "swap":
                    data = after + before
                case "zero":
                    data = before + bytes(min(len(after), 16)) + after[16:]
        return data

    return mutate


@pytest.fixture(scope="module")
def workbench(journey: Journey, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Vaults that stay as they are through all refusals, and a place for files."""
    folder = tmp_path_factory.mktemp("hostile")
    journey.stage("offered", folder / "vaults")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))  # where a fault report would go
        yield folder
    assert not list(folder.glob("state/**/fault-*"))


def hold(answer: Answer, vault: Path, before: dict[str, bytes]) -> None:
    """What every answer must be."""
    assert "has a fault" not in answer.error, answer.error
    assert "Traceback" not in answer.error
    if answer.code:
        assert contents(vault) == before


def take_in(workbench: Path, house: str, member: str, file: Path, *command: str) -> Answer:
    """Run a command on a file; a vault that it changed is put back."""
    vault = workbench / "vaults" / house
    spare = workbench / "spare" / house
    if not spare.exists():
        run_in(vault, member, "agreement", "list")  # so that nothing but the command can change it
        shutil.copytree(vault, spare)
    before = contents(vault)
    answer = run_in(vault, member, *command, file)
    hold(answer, vault, before)
    if answer.code == 0:
        shutil.rmtree(vault)
        shutil.copytree(spare, vault)
    return answer


READERS = {
    "bundle": ("offer.dpact", INSTITUTE, SOFIA, ("receive",)),
    "card": ("new.dpcard", KELLER, ANNA, ("partner", "add")),
    "agreement": ("agreement.json", KELLER, ANNA, ("agreement", "import")),
    "pdf": ("agreement.pdf", KELLER, ANNA, ("agreement", "import")),
    "answers": ("answers.toml", KELLER, ANNA, ("agreement", "new", "--template", "ai-pilot", "--answers")),
}


def good_file(journey: Journey, kind: str) -> bytes:
    return {
        "bundle": journey.bundles[0],
        "card": journey.card,
        "agreement": journey.agreement_json,
        "pdf": journey.pdf,
        "answers": example_answers("ai-pilot"),
    }[kind]


@pytest.mark.parametrize("kind", READERS)
def test_the_file_as_it_should_be(journey: Journey, workbench: Path, kind: str) -> None:
    """The tests below would prove little if the file were refused before anybody touched it."""
    name, house, member, command = READERS[kind]
    (workbench / name).write_bytes(good_file(journey, kind))
    answer = take_in(workbench, house, member, workbench / name, *command)
    assert answer.code == 0, answer.error


@pytest.mark.parametrize("kind", READERS)
@FEW
@given(mutate=mutations())
def test_mutated_files(journey: Journey, workbench: Path, kind: str, mutate: Mutation) -> None:
    name, house, member, command = READERS[kind]
    good = good_file(journey, kind)
    data = mutate(good)
    (workbench / name).write_bytes(data)
    answer = take_in(workbench, house, member, workbench / name, *command)
    if kind in ("bundle", "card") and data != good:
        assert answer.code == 4  # sealed or signed: no mutation is harmless


@pytest.mark.parametrize("kind", READERS)
def test_hostile_files(workbench: Path, kind: str) -> None:
    name, house, member, command = READERS[kind]
    for data in HOSTILE:
        (workbench / name).write_bytes(data)
        answer = take_in(workbench, house, member, workbench / name, *command)
        assert answer.code in (1, 2, 4), (data[:40], answer)


@pytest.mark.parametrize("kind", ["bundle", "card"])
def test_truncated_files(journey: Journey, workbench: Path, kind: str) -> None:
    name, house, member, command = READERS[kind]
    good = good_file(journey, kind)
    for end in sorted({*range(0, len(good), len(good) // 12), len(good) - 1}):
        (workbench / name).write_bytes(good[:end])
        assert take_in(workbench, house, member, workbench / name, *command).code == 4


@FEW
@given(mutate=mutations(), kind=st.sampled_from(["bundle", "card", "pdf"]))
def test_verify_never_takes_a_changed_file_for_a_good_one(
    journey: Journey, workbench: Path, mutate: Mutation, kind: str
) -> None:
    name = READERS[kind][0]
    good = good_file(journey, kind)
    data = mutate(good)
    (workbench / name).write_bytes(data)
    answer = run("verify", workbench / name)
    assert "has a fault" not in answer.error
    if data != good:
        # from outside, a sealed payload cannot be told from a changed one: verify says so itself
        assert answer.code in (1, 2, 4) or kind == "bundle"


def test_verify_hostile_files(workbench: Path) -> None:
    for suffix in ("pdf", "dpact", "dpcard", "bin"):
        for data in HOSTILE:
            file = workbench / f"hostile.{suffix}"
            file.write_bytes(data)
            assert run("verify", file).code in (1, 2, 4), (suffix, data[:40])


@pytest.mark.parametrize("name", ["vault.json", "checkpoint.json", "vault.db"])
def test_damaged_vault_files(journey: Journey, workbench: Path, name: str) -> None:
    """Every read and write on a damaged vault either works, or is refused in one line and changes nothing."""
    chance = random.Random(f"20261124 {name}")
    vault = workbench / "damaged" / KELLER
    refused = 0
    for number in range(18):
        if vault.parent.exists():
            shutil.rmtree(vault.parent)
        shutil.copytree(workbench / "vaults" / KELLER, vault)
        data = bytearray((vault / name).read_bytes())
        place = chance.randrange(len(data))
        match number % 3:
            case 0:
                data[place] ^= 1 << chance.randrange(8)
            case 1:
                del data[place:]
            case _:
                data[place : place + 32] = chance.randbytes(32)
        (vault / name).write_bytes(data)
        before = contents(vault)
        answer = run_in(vault, ANNA, "agreement", "comment", "DP-2026-0001", "remark")
        hold(answer, vault, before)
        refused += answer.code != 0
        if answer.code:
            assert answer.code in (2, 3, 4), answer
        else:
            assert run_in(vault, ANNA, "agreement", "history", "DP-2026-0001").out.count("remark") == 1
    assert refused >= (5 if name == "vault.db" else 15)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe", b"wrong words\n", b"x" * 5000])
def test_hostile_passphrase_files(workbench: Path, content: bytes) -> None:
    vault = workbench / "vaults" / KELLER
    before = contents(vault)
    secret = workbench / "secret"
    secret.write_bytes(content)
    answer = run("--vault", vault, "--as", ANNA, "--passphrase-file", secret, "agreement", "list")
    hold(answer, vault, before)
    assert answer.code in (2, 3, 4)
