"""A file that leaves the vault: recorded, with its digest, and only then written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.base.files import write_whole
from datapact.base.texts import N_, Message
from datapact.organisation.acting.records import record_export

if TYPE_CHECKING:
    from pathlib import Path

    from datapact.organisation.acting.acting_member import Acting


def agreement_file(number: str) -> Message:
    """The words for an agreement that leaves as a file; ``number`` as the list has it."""
    return Message(N_("Agreement {number} as a file"), {"number": number})


THE_PERSON = Message(N_("the person whose data it is"))
"""The recipient of what a person gets; the record names nobody."""


def agreement_on_paper(number: str) -> Message:
    """The words of the record for an agreement that is printed."""
    return Message(N_("Agreement {number} on paper"), {"number": number})


def write_exported(
    acting: Acting, path: Path, data: bytes, what: Message, *, private: bool = True, recipient: Message | str = ""
) -> None:
    """Record that this file leaves, in words that name no person, and write it; raises Surroundings."""
    record_export(acting, what, data, str(recipient))
    write_whole(path, data, private=private)
