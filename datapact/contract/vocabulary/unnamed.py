"""What is called by nothing: a part of the terms that nobody has named yet, in words and never by its key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from datapact.contract.vocabulary.label import Label
from datapact.contract.vocabulary.labels import labels_of_members

_NUMBERED = re.compile(r"(?:.+--)?([a-z-]+?)-([1-9][0-9]{0,3})")
_WITHOUT_NAME: Final = Label("ohne Namen", "without a name")
_LONGEST: Final = 30


def stem_of(label: Label) -> str:
    """What the key of a new member of a list begins with: ``purpose``, behind which its number stands."""
    stem = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in label.en.lower()).strip("-")
    return stem[:_LONGEST] or "entry"


def unnamed(key: str) -> Label:
    """What to call a member without a name: ``Zweck 1`` where its key is one that we gave, else that it has none."""
    found = _NUMBERED.fullmatch(key)
    label = None if found is None else _by_stem().get(found[1])
    if found is None or label is None:
        return _WITHOUT_NAME
    return Label(f"{label.de[:1].upper()}{label.de[1:]} {found[2]}", f"{label.en[:1].upper()}{label.en[1:]} {found[2]}")


@cache
def _by_stem() -> Mapping[str, Label]:
    return {stem_of(label): label for label in labels_of_members()}
