"""Own words of a text as commands print them."""

from __future__ import annotations

from collections.abc import Sequence

from datapact.agreements.steps.wording import OwnWording
from datapact.base.texts import _
from datapact.cli.printed.agreements import OwnWords


def wording_lines(wordings: Sequence[OwnWording]) -> list[str]:
    """Own words that nobody confirmed, each with what differs: ``[-gone-]`` and ``{+new+}``."""
    lines = []
    for one in wordings:
        if not one.confirmed:
            marked = {"same": "{}", "deleted": "[-{}-]", "inserted": "{{+{}+}}"}
            words = "".join(marked[piece.mark].format(piece.text) for piece in one.pieces)
            lines.append(_("Own words in {number} ({place}): {words}", number=one.number, place=one.place, words=words))
    return lines


def wording_json(one: OwnWording) -> OwnWords:
    return {
        "place": one.place,
        "number": one.number,
        "digest": one.digest,
        "replaces": list(one.lost),
        "confirmed": one.confirmed,
        "words": [{"text": piece.text, "mark": piece.mark} for piece in one.pieces],
    }
