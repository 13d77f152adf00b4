"""Bounds of a bundle and its parts. Those of an entry are in datapact/history."""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the bundle format, in bytes and counts; a reader refuses the whole file beyond any of them."""

    payload: int = GIB
    """All that is sealed: statement, contents and attachments."""
    header: int = 128 * KIB
    """The first line, with one wrapped key a recipient."""
    statement: int = 16 * KIB
    """The signed statement."""
    contents: int = 64 * MIB
    """Entries, cards and messages, as JSON."""
    attachment: int = 64 * MIB
    """One attachment, a PDF as a rule."""
    recipients: int = 64
    """Organisations that one file is sealed for, the sender included."""
    histories: int = 1_000
    """Agreements in one file."""
    entries: int = 100_000
    """Entries in one file."""
    messages: int = 2_000
    """Messages between organisations in one file."""
    recalled_people: int = 100_000
    """People in notices about called-back data in one file; a sender with more uses several files."""
    freely_unpacked: int = 4 * MIB
    """Bytes to which any compressed payload may be unpacked; beyond them counts ``unpacked_times``."""
    unpacked_times: int = 32
    """How many times its own length a longer compressed payload may be unpacked to; a history shrinks to a third."""
    attachments: int = 10_000
    """Attachments in one file."""


LIMITS = Limits()
