"""What is signed, drawn and started: verification and folds, PDF/A, the demo, the start of the program."""

from __future__ import annotations

import random
import subprocess
import sys
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from datapact.agreements.projection.append import load_state
from datapact.base.strictjson import from_base64url
from datapact.contract.text.document import read_state
from datapact.history.entries import store
from datapact.history.entries.entry import Entry, read_entry, write_entry
from datapact.history.fold.agreement import fold
from datapact.history.fold.authority import verify_authors
from datapact.organisation.acting.log import directory
from datapact.organisation.identity.own_history import own_line
from datapact.pdf.agreement.input import DocumentInput
from datapact.pdf.agreement.render import compose, draw, render_agreement, running_words
from datapact.pdf.engine.tags import Tags
from datapact.signing.ceremony.rendition import frozen_input
from tests.benchmarks.demo import demo_seconds
from tests.benchmarks.generator import RULES, SEED, Big
from tests.benchmarks.measure import Figure, each, seconds

AIM_DEMO = 2.0  # seconds, the baseline of the demo


def verified_and_folded(big: Big, number: int) -> list[Figure]:
    """Entries of a long negotiation read, verified and folded, against raw ES256 over the same bytes."""
    with big.unlock() as anna, anna.vault.read() as session:
        known = directory(session)
        entries = store.load(session, big.history)
        offer = next(entry for entry in entries if entry.kind == "offer")
        chance = random.Random(SEED)
        chain: list[Entry] = [offer]
        for counter in range(1, number):
            chain.append(
                write_entry(
                    key=anna.author_key,
                    history=big.history,
                    kind="comment",
                    body={"text": chance.choice(RULES), "about": ""},
                    parents=(chain[-1].digest,),
                    organisation=anna.organisation,
                    organisation_head=own_line(session).head,
                    time=anna.clock(),
                    replica="A" * 22,
                    counter=counter,
                )
            )
        packed = [(entry.jws, entry.disclosures, entry.erased) for entry in chain]

        def ours() -> None:
            read = [read_entry(*one) for one in packed]
            verify_authors(read, known)
            assert len(fold(read, known).order) == number

        key = anna.author_key.public_key()
        raw = [_raw(jws) for jws, _texts, _erased in packed]

        def theirs() -> None:
            for signature, signed in raw:
                key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))

        return [
            Figure(
                "entries read, verified and folded",
                number / seconds(ours, 3),
                number / seconds(theirs, 3),
                "/s",
                3.0,
                higher_is_better=True,
            )
        ]


def _raw(jws: str) -> tuple[bytes, bytes]:
    signed, _, signature = jws.rpartition(".")
    numbers = from_base64url(signature)
    middle = len(numbers) // 2
    return encode_dss_signature(
        int.from_bytes(numbers[:middle], "big"), int.from_bytes(numbers[middle:], "big")
    ), signed.encode()


def archival_pdf(big: Big, rounds: int = 5) -> list[Figure]:
    """The tagged PDF/A-3a of the signed agreement against the plain layout of the same flowables by reportlab."""
    with big.unlock() as anna, anna.vault.read() as session:
        document = frozen_input(session, load_state(session, big.history))
    agreement = read_state(document.state)

    def ours(place: int) -> None:
        other = DocumentInput(
            document.state, document.stage, f"{place:043}", document.dated, document.slots, document.attachments
        )
        assert render_agreement(other)  # another digest each time, so that nothing is remembered

    def theirs(place: int) -> float:
        tags = Tags()
        story = compose(agreement, document, tags)
        running = running_words(story, agreement, document)
        start = time.perf_counter()
        draw(story, running, None)
        return time.perf_counter() - start

    ours(0)
    theirs(0)
    mine = sorted(each(iter_calls(ours), rounds))[rounds // 2]
    plain = sorted(theirs(place) for place in range(rounds))[rounds // 2]
    return [Figure("PDF/A-3a against plain layout", mine * 1e3, plain * 1e3, "ms", 3.0)]


def iter_calls(work):
    """Call ``work`` with a number that grows."""
    places = iter(range(1, 1_000_000))
    return lambda: work(next(places))


def whole_demo() -> list[Figure]:
    """The main job without key derivation: with everything loaded, and in a process that has loaded nothing yet."""
    apart = subprocess.run(
        [sys.executable, "-c", "from tests.benchmarks.demo import demo_seconds; print(demo_seconds())"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    demo_seconds()
    return [
        Figure("whole demo", demo_seconds(), AIM_DEMO, "s", 1.0),
        Figure("whole demo with all imports", float(apart.stdout), AIM_DEMO, "s"),
    ]


def start_of_program(rounds: int = 7) -> list[Figure]:
    """``datapact --help`` against a Python that imports typer and nothing else."""

    def run(*command: str) -> None:
        subprocess.run([sys.executable, *command], check=True, capture_output=True)

    help_page = "from datapact_ui.launch import main; import sys; sys.argv = ['datapact', '--help']; main()"
    return [
        Figure(
            "datapact --help against importing typer",
            seconds(lambda: run("-c", help_page), rounds) * 1e3,
            seconds(lambda: run("-c", "import typer"), rounds) * 1e3,
            "ms",
            2.5,
        )
    ]
