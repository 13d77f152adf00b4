"""What a PDF of others costs before and around its reading: its facts counted first, and a process of its own."""

from __future__ import annotations

import hashlib
import io
import random
import time
from collections.abc import Callable, Iterator
from statistics import median

import pikepdf

from datapact.audit.verify.in_worker import verify_file_apart
from datapact.audit.verify.verify import verify_file
from datapact.base import worker_process
from datapact.signing.ceremony.export import export_pdf
from datapact.signing.pades.pdf_bounds import scan
from tests.benchmarks.figures_audit import long_agreement
from tests.benchmarks.measure import Figure, each

MIB = 1024 * 1024


def of_others(attached_mib: int = 16, rounds: int = 15) -> list[Figure]:
    """Counting against hashing the same bytes, and verifying through the worker against verifying here; both by turns."""
    with long_agreement(0) as house:
        pdf = export_pdf(house.anna, house.history)
    with_scan = _with_attachment(pdf, attached_mib * MIB)
    figures = []
    for name, data in (("signed agreement", pdf), (f"the same with {attached_mib} MiB attached", with_scan)):
        ours, baseline = _by_turns(lambda: scan(data), lambda: hashlib.sha256(data).digest(), rounds)  # noqa: B023
        figures.append(Figure(f"PDF counted: {name}", ours, baseline, "ms"))
    apart, here = _by_turns(
        lambda: verify_file_apart(pdf, "agreement.pdf"), lambda: verify_file(pdf, "agreement.pdf"), rounds
    )
    worker_process.close()
    return [*figures, Figure("verify: signed agreement, in the worker process", apart, here, "ms")]


def many(files: int = 1_000, mib: int = 64) -> list[Figure]:
    """PDFs verified by two processes against one, each started for it; and files of ``mib`` MiB that are none, against 1 s."""
    with long_agreement(0) as house:
        pdf = export_pdf(house.anna, house.history)

    def verified(processes: int) -> float:
        def judge(number: int) -> str:
            return verify_file_apart(pdf, f"{number}.pdf").verdict

        worker_process.close()
        began = time.perf_counter()
        assert set(worker_process.map_apart(judge, range(files), processes)) == {"valid"}
        return time.perf_counter() - began

    one, two = verified(1), verified(2)
    worker_process.close()
    figures = [Figure(f"{files} PDFs verified, two processes", two, one, "s", 1 / 1.5)]
    for name, data in _none(mib * MIB):
        began = time.process_time()
        assert verify_file(data, "none.pdf").verdict == "invalid"
        took = 1000 * (time.process_time() - began)
        figures.append(Figure(f"{mib} MiB that are no PDF: {name}", took, 1000, "ms", 1))
    return figures


def _none(size: int) -> Iterator[tuple[str, bytes]]:
    head, end = b"%PDF-1.7\n", b"\nstartxref\n9\n%%EOF\n"
    room = size - len(head) - len(end)
    line = b"This is no PDF, whatever its first and last line say.\n"
    yield "zeros", head + bytes(room) + end
    yield "text", head + line * (room // len(line)) + end
    yield "random bytes", head + random.Random(8).randbytes(room) + end


def _by_turns(ours: Callable[[], object], baseline: Callable[[], object], rounds: int) -> tuple[float, float]:
    """The medians in milliseconds of both, taken in turns after a round that warms up."""
    ours(), baseline()
    took: list[float] = []
    against: list[float] = []
    for _round in range(rounds):
        took += each(ours, 1)
        against += each(baseline, 1)
    return 1000 * median(took), 1000 * median(against)


def _with_attachment(pdf: bytes, size: int) -> bytes:
    """A PDF with a scan attached that does not pack; its signatures do not hold any more, and counting does not ask them."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.attachments["scan.bin"] = pikepdf.AttachedFileSpec(opened, random.Random(8).randbytes(size))
        opened.save(made)
    return made.getvalue()
