"""Pictures and words of approvals, risks and standings, wherever the library shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from datapact.base.local_time import exact_time
from datapact.base.texts import _, current_language
from datapact.library.clauses.own_clause import RISK_WORDS, Risk
from datapact.library.shelf.shelf import STANDING_WORDS, VersionLine
from datapact_ui.kit.tables.rows_model import Badge
from datapact_ui.kit.theme.colours import Tone

TOUCHED = frozenset({"library", "list"})
"""The things that change when something of the library does: lists, agreements that wait for approval."""

_STANDINGS: Mapping[str, tuple[str, Tone]] = {
    "approved": ("approve", "good"),
    "waiting": ("waiting", "warn"),
    "none": ("waiting", "warn"),
    "mistakes": ("error", "bad"),
}
_RISKS: Mapping[Risk, tuple[str, Tone]] = {
    "": ("help", "neutral"),
    "green": ("check", "good"),
    "amber": ("warning", "warn"),
    "red": ("error", "bad"),
}


def standing_badge(standing: str) -> Badge:
    """Whether a clause may be used, as icon and word."""
    picture, tone = _STANDINGS[standing]
    return (picture, _(STANDING_WORDS[standing]), tone)


def risk_badge(risk: Risk) -> Badge:
    """The traffic light of an alternative: sign, word and colour."""
    picture, tone = _RISKS[risk]
    return (picture, _(RISK_WORDS[risk]), tone)


def history_words(lines: Sequence[VersionLine]) -> str:
    """The versions, newest first, a line each."""
    return "\n".join(
        _("Version {version}, {time}, {name}", version=one.number, name=one.by, time=_time(one))
        + (f" – {_('approved by {name}', name=', '.join(one.approved_by))}" if one.approved_by else "")
        + (f" – {one.note}" if one.note else "")
        for one in reversed(lines)
    )


def _time(line: VersionLine) -> str:
    return exact_time(line.at, None, current_language())
