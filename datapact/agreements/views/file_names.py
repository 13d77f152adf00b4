"""Names of the files that agreements are written to: readable, safe on every system, never overwriting another."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

_UNSAFE = re.compile(r"[^\w.\-]+")
LONGEST = 80
"""Characters of a name without its ending."""


def file_name(number: str, title: str, ending: str) -> str:
    """``DP-2026-0001 Vibration data.pdf``; ``ending`` comes without its dot."""
    words = _UNSAFE.sub(" ", f"{number} {title}").strip(" .")
    return f"{whole_words(words, LONGEST).strip(' .') or 'agreement'}.{ending}"


def whole_words(text: str, most: int) -> str:
    """The first characters of a text, at most so many, cut between words where one ends in the second half."""
    if len(text) <= most:
        return text
    end = text.rfind(" ", most // 2, most + 1)
    return text[: most if end < 0 else end]


def free_place(folder: Path, name: str) -> Path:
    """A free path for that name in a folder, numbered where the name is taken."""
    wanted = folder / name
    count = 2
    while wanted.exists():
        wanted = folder / f"{Path(name).stem} ({count}){Path(name).suffix}"
        count += 1
    return wanted


def number_of(acting: Acting, history: str) -> str:
    """The number of an agreement as the list has it, else the beginning of its id."""
    from sqlmodel import select  # the names of files are read with the list, tables are not

    from datapact.agreements.projection.tables import AgreementRow

    with acting.vault.read() as session:
        found = session.exec(select(AgreementRow.number).where(AgreementRow.id == history)).first()
    return found or history.removeprefix("urn:uuid:")[:8]
