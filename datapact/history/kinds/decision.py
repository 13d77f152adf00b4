"""decision: an answer to "may we share?" that was used, with all that is needed to give it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from datapact.history.kinds.kind import LEGAL_OR_LEAD, Kind, Names, named, never, shown, unchanged, words
from datapact.history.kinds.members import anything, digest, line, listed, moment, name, number, one_of, optional
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.entry import Entry

VERDICTS = ("permit", "partial", "deny", "incomplete")
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


KIND = Kind(
    name="decision",
    stream="internal",
    roles=LEGAL_OR_LEAD,
    members={
        "key": name,
        "agreement": line,
        "dataset": name,
        "partner": name,
        "purpose": name,
        "action": name,
        "place": line,
        "at": moment,
        "known_at": moment,
        "verdict": one_of(*VERDICTS),
        "n": number,
        "m": number,
        "reasons": listed(anything),
        "evidence": line,
        "valid_until": optional(moment),
        "rule_set": name,
        "inputs": digest,  # of the attachment with everything that the answer was made of
        "subjects": digest,  # salted, over those who may go out
    },
    sentence=_sentence,
    allow=never,
    step=unchanged,
)
