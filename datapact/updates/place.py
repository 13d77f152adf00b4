"""Read the files of a release from where a person says that it is: a folder, or an address that begins with https."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tuf.api.exceptions import DownloadError, DownloadHTTPError
from tuf.ngclient.fetcher import FetcherInterface

from datapact.base.errors import WrongUse
from datapact.base.texts import N_

_PIECE = 256 * 1024  # bytes
_PATIENCE_SECONDS = 30


def address_of(place: str) -> str:
    """The address of a release, without a slash at its end; raises WrongUse for what is neither folder nor https."""
    if place.startswith("https://"):
        return place.rstrip("/")
    if "://" in place:
        raise WrongUse(N_("Updates come from a folder or from an address that begins with https://."))
    folder = Path(place)
    if not (folder / "metadata").is_dir():
        raise WrongUse(N_("{folder} is no folder with a release of DataPact. Check the name."), folder=place)
    return folder.resolve().as_uri()


class FromPlace(FetcherInterface):
    """Reads files of a release; TUF bounds their size and judges what they say."""

    def _fetch(self, url: str) -> Iterator[bytes]:
        """The bytes of the file at ``url``; raises DownloadHTTPError with 404 or 403 where there is none."""
        if url.startswith("file:"):
            return _pieces_of(Path(urllib.request.url2pathname(unquote(urlsplit(url).path))))
        request = urllib.request.Request(url, headers={"User-Agent": "DataPact"})  # noqa: S310 - only https comes here
        try:
            answer = urllib.request.urlopen(request, timeout=_PATIENCE_SECONDS)  # noqa: S310
        except urllib.error.HTTPError as error:
            with error:
                raise DownloadHTTPError(str(error), error.code) from None
        if not answer.url.startswith("https://"):
            answer.close()
            raise DownloadError("sent on to an address without https")
        return _pieces(answer)


def _pieces_of(file: Path) -> Iterator[bytes]:
    try:
        return _pieces(file.open("rb"))
    except OSError as error:
        raise DownloadHTTPError(str(error), 404) from error


def _pieces(stream: object) -> Iterator[bytes]:
    with stream as opened:  # type: ignore[attr-defined]
        while piece := opened.read(_PIECE):
            yield piece
