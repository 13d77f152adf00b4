"""dossier_released: a legal member let an internal audit dossier of one agreement out of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import LEGAL, Names, Rule, shown, words
from datapact.history.shapes.dossier_released import DOSSIER_RELEASED_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry


def _sentence(entry: Entry, names: Names) -> Message:
    places = {"member": shown(entry.kid, names), "title": words(entry.body["title"])}
    return Message(N_("{member} released the internal audit dossier of {title}."), places)


DOSSIER_RELEASED_RULE: Rule[Any] = Rule(
    shape=DOSSIER_RELEASED_SHAPE,
    roles=LEGAL,
    sentence=_sentence,
)
