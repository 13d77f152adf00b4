"""Which changes a person reads first: liability, then money, then periods and ends, then the rest as the text has them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from datapact.base.texts import LANGUAGES
from datapact.contract.changes.proposed import ProposedChange

_SIGNS = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"\bhaft(?!entlass)|liab|schaden|schäden|damage|freistell|indemn",
        r"\beuros?\b|\beur\b|€|vergüt|entgelt|\bpreis|\bkosten|vertragsstraf|remunerat|\bprices?\b|\bcosts?\b|\bfees?\b|penalt",
        r"frist|monat|werktag|\btage?n?\b|woche|\bjahre?n?\b|kündig|laufzeit|dauer|\bdays?\b|\bmonths?\b|\bweeks?\b|\byears?\b"
        r"|deadline|terminat|duration|retention",
    )
)


def heaviest_first(changes: Sequence[ProposedChange]) -> tuple[ProposedChange, ...]:
    """The changes, those of most weight first; of equal weight in their order."""
    return tuple(sorted(changes, key=_rank))


def _rank(change: ProposedChange) -> int:
    said = [change.place, change.clause]
    said += [one.text(language) for language in LANGUAGES for one in change.messages]
    words = " ".join(said)
    return next((rank for rank, sign in enumerate(_SIGNS) if sign.search(words)), len(_SIGNS))
