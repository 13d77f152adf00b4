"""Ask an address that the user set up, within bounds of time and size; never one that stands in a file.

A redirection is not followed, since it leads to an address that nobody set up.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from datetime import timedelta
from email.message import Message as Headers
from typing import IO, Final

from datapact.base.errors import Surroundings
from datapact.base.texts import N_
from datapact.signing.authorities.address import require_address

PATIENCE: Final = 8.0
"""Seconds until an authority counts as not reachable, from the first byte asked to the last byte read."""
CLOCKS_APART: Final = timedelta(minutes=5)
"""The time by which our clock and an authority's may differ."""
_PIECE: Final = 16 * 1024


class Unanswered(Surroundings):
    """An authority gave no answer that counts; the message says why."""


def fetch(address: str, *, name: str, body: bytes | None, kind: str, most: int) -> bytes:
    """The answer of the address to ``body`` (POST) or None (GET), at most ``most`` bytes.

    ``name`` is the authority's in messages, ``kind`` the type of what is sent. Raises Unanswered.
    """
    until = time.monotonic() + PATIENCE
    headers = {"User-Agent": "DataPact"} if body is None else {"Content-Type": kind, "User-Agent": "DataPact"}
    request = urllib.request.Request(require_address(address), data=body, headers=headers)  # noqa: S310  checked above
    try:
        with _OPENER.open(request, timeout=PATIENCE) as answer:
            return _read(answer, name, until, most)
    except urllib.error.HTTPError as error:
        error.close()
        raise Unanswered(N_("{name} refused the question (answer {code})."), name=name, code=str(error.code)) from error
    except TimeoutError as error:
        raise _slow(name) from error
    except (OSError, http.client.HTTPException) as error:
        if isinstance(getattr(error, "reason", None), TimeoutError):
            raise _slow(name) from error
        raise Unanswered(N_("{name} cannot be reached."), name=name) from error


def _read(answer: IO[bytes], name: str, until: float, most: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := answer.read1(_PIECE) if isinstance(answer, http.client.HTTPResponse) else answer.read(_PIECE):
        size += len(piece)
        if size > most:
            raise Unanswered(N_("{name} answered more than such an answer can be."), name=name)
        if time.monotonic() > until:
            raise _slow(name)
        pieces.append(piece)
    return b"".join(pieces)


def _slow(name: str) -> Unanswered:
    return Unanswered(N_("{name} did not answer within {n} seconds."), name=name, n=int(PATIENCE))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Headers, newurl: str
    ) -> None:
        """Follow nothing: urllib then raises the answer as an error."""


_OPENER = urllib.request.build_opener(_NoRedirect)
