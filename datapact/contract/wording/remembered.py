"""The memory of repeated checks of one text, so that a check at each pause in typing reads only what has changed.

The released wording is worked out anew when terms, template or structure change; a paragraph is read anew when its
words do. It holds words of the contract, so whoever checks repeatedly holds it, and lets it go with the text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from typing import Any

from datapact.contract.terms.derived import Setting
from datapact.contract.wording.provided import Released
from datapact.contract.wording.recalled import Recalled


class Remembered:
    """Results of reading one text, kept until another text is read."""

    def __init__(self) -> None:
        self._key: object = None
        self._released: Released | None = None
        self._read: dict[Any, Any] = {}
        self.recalled = Recalled()
        """What follows from words alone, whatever the terms are."""

    def each[K: Hashable, T, V](self, members: Mapping[K, T], read: Callable[[T], V]) -> Mapping[K, V]:
        """The results of ``read`` for each member; of a member that was there the last time, the one of then.

        A key stands for everything that the result depends on.
        """
        known = self._read
        now = {key: known[key] if key in known else read(member) for key, member in members.items()}
        self._read = dict(now)
        return now

    def released(self, setting: Setting, template: str, version: int, present: Collection[str]) -> Released:
        """The released wording for these terms, the last one where nothing of it has changed."""
        key = (template, version, frozenset(present), tuple(setting.languages), setting.prevailing, setting.terms)
        if self._released is None or key != self._key:
            self._released = Released(setting, template, version, present, self.recalled)
            self._key = key
        return self._released
