"""comment: a plain remark to the other parties; ``about`` names an entry or a place in the text, or is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.facts import Comment
from datapact.history.kinds.kind import SPEAKERS, Kind, Names, never, shown
from datapact.history.kinds.members import line, text
from datapact.history.ledger import Ledger
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _step(ledger: Ledger, entry: Entry) -> Ledger:
    body = entry.body
    ledger.comments.append(
        Comment(entry.digest, entry.organisation, entry.kid, entry.time, body["text"], body["about"])
    )
    return ledger


def _sentence(entry: Entry, names: Names) -> Message:
    return Message(N_("{organisation} commented."), {"organisation": shown(entry.organisation, names)})


KIND = Kind(
    name="comment",
    stream="shared",
    roles=SPEAKERS,
    members={"text": text, "about": line},
    sentence=_sentence,
    allow=never,
    step=_step,
)
