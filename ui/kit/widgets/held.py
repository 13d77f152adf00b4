"""Words that stay in one line: a sign with its number, an abbreviation of several letters.

The spaces become no-break spaces where text is shown, one for one, so that every place in it stays what it was.
"""

from __future__ import annotations

import re

NO_BREAK_SPACE = "\u00a0"
_NUMBERED = re.compile(
    r"(?<![^\s(„“\"])(§§?|Art\.|Artt\.|Abs\.|Nr\.|Buchst\.|lit\.|Satz|[Ss]ections?|Articles?|No\.|Annex|Anlage) "
    r"(?=\d|\(\d|[a-z](?!\w))"
)
_LETTERS = re.compile(r"\b([a-zA-Z]\.) (?=[a-zA-Z]\.)")
"""``e. V.``, ``z. B.``, ``i. S. d.``"""


def held(text: str) -> str:
    """The same text with these places bound."""
    if " " not in text:
        return text
    return _LETTERS.sub(rf"\1{NO_BREAK_SPACE}", _NUMBERED.sub(rf"\1{NO_BREAK_SPACE}", text))
