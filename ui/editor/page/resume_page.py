"""The page on which a member left the interview of a draft, remembered in the vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datapact.base.strictjson import JsonValue
    from datapact_ui.kit.context.app_context import AppContext

_KEY = "interview.left_at"
_MOST = 40
"""Of how many drafts it is remembered, the newest ones."""


def page_left(context: AppContext, history: str) -> int | None:
    """The number of the page (see ProgressList); None where nothing is remembered."""
    page = _known(context).get(history)
    return page if isinstance(page, int) else None


def remember_page(context: AppContext, history: str, page: int) -> None:
    """Remember the page shown now."""
    known = _known(context)
    known.pop(history, None)
    known[history] = page
    context.remember(_KEY, dict(list(known.items())[-_MOST:]))


def _known(context: AppContext) -> dict[str, JsonValue]:
    known = context.recall(_KEY, {})
    return dict(known) if isinstance(known, dict) else {}
