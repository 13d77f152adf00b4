"""The name of a version of the text in choices: its kind, its organisation, and its time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from datapact.base.local_time import exact_time
from datapact.base.texts import N_, Message, _, current_language

if TYPE_CHECKING:
    from datapact.agreements.text.versions import Version

_KINDS = {"draft": N_("Draft"), "offer": N_("Offer"), "counter": N_("Counter-proposal")}


def version_words(version: Version, names: Mapping[str, str]) -> str:
    """The name of a version, such as "Offer of Keller, 24 November 2026 10:15"; ``names`` of the parties by organisation."""
    return _(
        "{kind} of {organisation}, {time}",
        kind=Message(N_("Word file") if version.from_file else _KINDS[version.kind]),
        organisation=version.from_file or names.get(version.organisation, version.organisation[:8]),
        time=exact_time(version.time, None, current_language()).rsplit(":", 1)[0],
    )
