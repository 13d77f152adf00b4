"""The asserts of the tests rewritten once for all workers: in a fresh copy each would rewrite every file, for 15 seconds.

Pytest keeps what it rewrote beside the bytecode and knows it again by the digest of the file.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from _pytest.assertion.rewrite import PYC_TAIL, _rewrite_test, _write_pyc, assertstate_key, get_cache_dir, try_makedirs

TESTS = Path(__file__).parent


def rewrite_share(config: pytest.Config, worker: int, workers: int) -> None:
    """Rewrite this worker's share of the files that were never rewritten; a file that changed is left to its import."""
    for file in sorted(TESTS.rglob("test_*.py"))[worker::workers]:
        kept = get_cache_dir(file) / f"{file.stem}{PYC_TAIL}"
        if not kept.is_file() and try_makedirs(kept.parent):
            digest, code = _rewrite_test(file, config)
            _write_pyc(config.stash[assertstate_key], code, digest, kept)
