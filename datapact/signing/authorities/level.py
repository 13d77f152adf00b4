"""The levels of a PAdES signature (ETSI EN 319 142-1, clause 6), and which one a vault or an agreement asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal, get_args

from datapact.base.errors import WrongUse
from datapact.base.texts import N_, Message
from datapact.obligations.due.signature_proofs import LEVEL
from datapact.vault.database.settings import WHOLE_VAULT, read_settings, write_settings

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

type Level = Literal["B-B", "B-T", "B-LT", "B-LTA"]

LEVELS: Final[tuple[Level, ...]] = get_args(Level.__value__)
"""Levels from the least to the most."""
LEVEL_WORDS: Final[dict[Level, Message]] = {
    "B-B": Message(N_("B-B: signature, without the time of an authority")),
    "B-T": Message(N_("B-T: with a timestamp of an authority")),
    "B-LT": Message(N_("B-LT: also with what shows that no certificate was revoked")),
    "B-LTA": Message(N_("B-LTA: also with a timestamp over the whole file, for decades")),
}


def read_level(text: str) -> Level:
    """A level as typed, such as ``b-t`` or ``PAdES B-T``; raises WrongUse."""
    wanted = text.strip().upper().removeprefix("PADES").strip()
    for known in LEVELS:
        if wanted == known:
            return known
    raise WrongUse(N_("The level is one of these: {levels}."), levels=", ".join(LEVELS))


def level_of(session: Session, history: str = "") -> Level:
    """The level for an agreement: its own, else the vault's, else B-B; without ``history`` the vault's."""
    kept = read_settings(session, WHOLE_VAULT)
    for key in (_of(history), LEVEL):
        for known in LEVELS:
            if kept.get(key) == known:
                return known
    return "B-B"


def set_level(session: Session, history: str, level: Level | None) -> None:
    """Set the level of one agreement, or without ``history`` of the vault; None: that of the vault, or B-B, counts again."""
    write_settings(session, WHOLE_VAULT, {_of(history): level})


def outcome(level: Level, wanted: Level, missing: Sequence[Message]) -> tuple[Message, ...]:
    """The level that a signature reached, for whoever made it: nothing where it is what was asked for and that is the least."""
    if level == wanted:
        return () if level == "B-B" else (Message(N_("Level of the signature: PAdES {level}."), {"level": level}),)
    return (
        Message(
            N_("Level of the signature: PAdES {level} instead of {wanted}. The signature counts as it is."),
            {"level": level, "wanted": wanted},
        ),
        *missing,
    )


def _of(history: str) -> str:
    return f"{LEVEL}/{history}" if history else LEVEL
