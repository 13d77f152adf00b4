"""Sentences that a change brings and that weigh much in any contract: caps, exclusions, penalties, other law.

Found by their words, so that nobody accepts one among many small changes unseen; whether it is good or bad, a person says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from textwrap import shorten

from datapact.base.texts import N_, Message
from datapact.contract.changes.proposed import ProposedChange
from datapact.contract.changes.rewritten import clean
from datapact.contract.text.clauses import Run, ids_within, places, plain_text
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.sentences import sentences

_COLUMNS = 160  # characters of a sentence that are shown
_LIABLE = r"(?:haftung|\bhaft(?:et|en|bar)\b|\bliab(?:le|ility))"
_AMOUNT = r"(?:\d[\d.,']*\s*(?:€|eur|euro|usd|\$|%|prozent|percent)|(?:€|eur|usd|\$)\s*\d)"
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        N_("It excludes or limits liability: “{words}”"),
        re.compile(
            rf"{_LIABLE}.*(?:ausgeschlossen|ausschluss|begrenzt|beschränkt|höchstens|maximal|excluded|limited|exceed|capped"
            rf"|{_AMOUNT})|(?:ausgeschlossen|keinerlei|keine|no|not) .{{0,40}}{_LIABLE}",
            re.IGNORECASE,
        ),
    ),
    (
        N_("It makes a party liable without limit or without fault: “{words}”"),
        re.compile(
            rf"{_LIABLE}.*(?:unbeschränkt|unbegrenzt|verschuldensunabhängig|unlimited|without limit|regardless of fault)",
            re.IGNORECASE,
        ),
    ),
    (
        N_("It brings a penalty: “{words}”"),
        re.compile(
            r"vertragsstrafe|pönale|contractual penalty|liquidated damages|pauschalierter schadensersatz", re.IGNORECASE
        ),
    ),
    (
        N_("It says which law or which courts: “{words}”"),
        re.compile(
            r"gerichtsstand|schiedsgericht|anwendbares recht|es gilt das recht|unterliegt (?:dem|deutschem) recht"
            r"|jurisdiction|arbitration|governed by|venue",
            re.IGNORECASE,
        ),
    ),
    (
        N_("It renews itself: “{words}”"),
        re.compile(r"verlängert sich|automatically (?:be )?(?:renew|extend)|renews? automatically", re.IGNORECASE),
    ),
)


def burdens_by_change(
    own: AgreementDocument, proposal: AgreementDocument, changes: Sequence[ProposedChange]
) -> Mapping[str, tuple[Message, ...]]:
    """The weighty sentences of the new words of each change of wording (by its id) that our text has nowhere."""
    worded = [one for one in changes if one.kind == "text"]
    if not worded:
        return {}
    before = {
        _bare(one) for _place, texts in places(own.clauses) for runs in texts.values() for one in _sentences(runs)
    }
    inner, said = ids_within(proposal.clauses), dict(places(proposal.clauses))
    found: dict[str, list[Message]] = {}
    for change in worded:
        for place in {change.place: None, **dict.fromkeys(sorted(inner.get(change.place, ())))}:
            runs = said.get(place, {}).get(proposal.prevailing, ())
            for sentence in _sentences(runs):
                if _bare(sentence) in before:
                    continue
                kind = next((message for message, pattern in _KINDS if pattern.search(sentence)), None)
                if kind is not None:
                    words = shorten(sentence, _COLUMNS, placeholder=" …")
                    found.setdefault(change.id, []).append(Message(kind, {"words": words}))
    return {name: tuple(messages) for name, messages in found.items()}


def _sentences(runs: Sequence[Run]) -> list[str]:
    return sentences(clean(plain_text(runs)))


def _bare(sentence: str) -> str:
    return "".join(one for one in sentence.casefold() if one.isalnum())
