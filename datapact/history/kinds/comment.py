"""comment: a plain remark to the other parties; ``about`` names an entry or a place in the text, or is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.history.facts import Comment
from datapact.history.kinds.rule import SPEAKERS, Names, Rule, shown
from datapact.history.ledger import Ledger
from datapact.history.shapes.comment import COMMENT_SHAPE
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


COMMENT_RULE = Rule(
    shape=COMMENT_SHAPE,
    roles=SPEAKERS,
    sentence=_sentence,
    step=_step,
)
