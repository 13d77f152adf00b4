"""Words that stay in one line: a sign with its number, an abbreviation of several letters.

The spaces become no-break spaces in displayed text, one for one, so that every position in it stays the same.
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
    """The text with these spaces made no-break."""
    if " " not in text:
        return text
    return _LETTERS.sub(rf"\1{NO_BREAK_SPACE}", _NUMBERED.sub(rf"\1{NO_BREAK_SPACE}", text))
