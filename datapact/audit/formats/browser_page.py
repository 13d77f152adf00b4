"""The page that verifies files in a browser, as it goes with what leaves: in an archive once, and in a dossier that leaves alone."""

from __future__ import annotations

from functools import cache
from typing import Final

from datapact.base.resources import data_folder
from datapact.base.texts import LANGUAGES, N_, Message

NAME: Final = "datapact-verify.html"
"""The name of the file; whoever trusts no sender takes the one from the release."""
NOTE: Final = "datapact-verify-READ-ME.txt"
"""The file beside it that says so, for whoever saves the attached files and reads no pages."""

OF_THE_SENDER: Final = Message(
    N_(
        "With a browser alone: the page datapact-verify.html judges this file, and asks no network. The one that is attached here is"
        " the sender's: take yours from the release of DataPact, and compare its digest with the one in verify-without-datapact.md."
    )
)
"""The sentence of a file that carries the page on it, on its pages, too."""


@cache
def browser_page() -> bytes:
    """The page of this version."""
    return (data_folder() / "verifier" / NAME).read_bytes()


def page_with_note() -> tuple[tuple[str, bytes, str], ...]:
    """The page and the note beside it: name, bytes and media type of each."""
    said = "\n\n".join(OF_THE_SENDER.text(language) for language in LANGUAGES)
    return (NAME, browser_page(), "text/html"), (NOTE, f"{said}\n".encode(), "text/plain")
