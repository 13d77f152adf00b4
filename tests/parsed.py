"""The syntax of our modules, for tests that look for something in all of them."""

from __future__ import annotations

import ast
import re
from pathlib import Path


def parsed(file: Path, words: str) -> ast.Module:
    """The syntax of a module; of one without a match of ``words``, which what is looked for always has, that of nothing.

    Parsing all modules takes three seconds, and as many walking through what was parsed.
    """
    text = file.read_text("utf-8")
    return ast.parse(text if re.search(words, text) else "")
