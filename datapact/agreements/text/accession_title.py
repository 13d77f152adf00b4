"""The title of a text by which a party joins an agreement, as it is made and as the list knows it again."""

from __future__ import annotations

from datapact.base.texts import LANGUAGES, N_, Message

ACCESSION_TITLE = N_("Accession to “{title}”")
"""Of a text by which a party joins an agreement: the interview does not ask for another."""


def is_accession_title(title: str) -> bool:
    """Whether a title in the list is that of an accession, in either language."""
    around = (Message(ACCESSION_TITLE, {"title": "\0"}).text(one).split("\0") for one in LANGUAGES)
    return any(title.startswith(before) and title.endswith(after) for before, after in around)
