"""decision: an answer to "may we share?" that was used, with all that is needed to give it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datapact.history.kinds.rule import LEGAL_OR_LEAD, Names, Rule, named, shown, words
from datapact.history.shapes.decision import DECISION_SHAPE
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry

VERDICT_WORDS: Mapping[str, str] = {
    "permit": N_("Permitted"),
    "partial": N_("Partial"),
    "incomplete": N_("Incomplete"),
    "deny": N_("Not permitted"),
}


def _sentence(entry: Entry, names: Names) -> Message:
    body = entry.body
    verdict = body["verdict"]
    return Message(
        N_("{member} used an answer on sharing the dataset {dataset}: {verdict}, {n} of {m}."),
        {
            "member": shown(entry.kid, names),
            "dataset": named(body["dataset"], names),
            "verdict": Message(VERDICT_WORDS[verdict]) if verdict in VERDICT_WORDS else words(verdict),
            "n": words(body["n"]),
            "m": words(body["m"]),
        },
    )


DECISION_RULE: Rule[Any] = Rule(
    shape=DECISION_SHAPE,
    roles=LEGAL_OR_LEAD,
    sentence=_sentence,
)
