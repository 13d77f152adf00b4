"""Drawing and signing many dossiers: in this process, or in several that share the work.

What is read from the vault is read here, one dossier after the other; drawing and signing, nine tenths of the time,
happen in the workers. They get the author key, in memory alone, and neither vault nor passphrase.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from datapact.audit.signing_job import SigningJob, carry_out
from datapact.errors import Surroundings
from datapact.texts import N_

FEW = 6
"""So few dossiers are made sooner than a second process starts."""
_WAITING = 3  # jobs ready for each worker: enough to keep it busy, few enough for the memory

_key: ec.EllipticCurvePrivateKey | None = None  # of a worker


def processes_for(number: int) -> int:
    """How many processes serve so many dossiers."""
    return 1 if number <= FEW else max(1, min(2, os.cpu_count() or 1))


def make_pdfs(jobs: Iterable[SigningJob], key: ec.EllipticCurvePrivateKey, processes: int) -> Iterator[bytes]:
    """The signed PDFs in the order of the jobs, which are asked for as they are needed.

    Raises Surroundings when a worker dies, and what drawing raises.
    """
    if processes < 2:
        yield from (carry_out(job, key) for job in jobs)
        return
    secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    waiting: deque[Future[bytes]] = deque()
    try:
        with ProcessPoolExecutor(processes, get_context("spawn"), _start, (secret,)) as pool:
            for job in jobs:
                waiting.append(pool.submit(_work, job))
                while len(waiting) >= processes * _WAITING or (waiting and waiting[0].done()):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise Surroundings(
            N_("A process that made a part of the export stopped. Free memory and export again.")
        ) from error


def _start(secret: bytes) -> None:
    global _key
    key = load_der_private_key(secret, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    _key = key


def _work(job: SigningJob) -> bytes:
    assert _key is not None
    return carry_out(job, _key)
