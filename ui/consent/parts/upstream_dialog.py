"""The dialog on the upstream of a sharing: the agreements by which the data came, and what a delivery would break there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.audit.chain.chain import Chain, chain_of, head_words, upstream_words
from datapact.base.texts import _
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.text.reader import Reader
from datapact_ui.kit.widgets.state_badge import StateBadge

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext
    from datapact_ui.kit.theme.colours import Tone

_LOOKS: Mapping[str, tuple[str, Tone]] = {
    "proven": ("check", "good"),
    "broken": ("warning", "bad"),
    "unknown": ("ask", "warn"),
    "nothing": ("info", "neutral"),
}


class UpstreamDialog(Dialog):
    """The answer for one agreement, or for one dataset of it; nothing is written."""

    help_page = "machines"

    def __init__(
        self, context: AppContext, history: str, dataset: str = "", parent: QWidget | None = None, *, about: str = ""
    ) -> None:
        title = _("What stands upstream of {what}", what=about) if about else _("What stands upstream")
        super().__init__("upstream_dialog", title, parent, leave="close")
        self.chain: Chain | None = None
        self.badge = StateBadge(self)
        self.badge.hide()
        self.answer = Reader("upstream_answer", _("What stands upstream"), self)
        self.answer.page.setPlainText(_("Working out the answer …"))
        self.column.addWidget(self.badge)
        self.column.addWidget(self.answer, 1)
        self.finish(110, 30)
        context.worker.read(
            self, lambda acting: chain_of(acting, history, dataset), self._show, key="upstream", failed=self._failed
        )

    def _failed(self, error: Exception) -> bool:
        self.answer.page.setPlainText("")
        self.show_problem(str(error))
        return True

    def _show(self, chain: Chain) -> None:
        self.chain = chain
        verdict = "nothing" if chain.has_nothing_upstream else chain.verdict
        picture, look = _LOOKS[verdict]
        words = {
            "proven": _("Breaks nothing on file"),
            "broken": _("Something would be broken"),
            "unknown": _("Not proven"),
            "nothing": _("Nothing upstream on file"),
        }
        self.badge.set_badge(picture, words[verdict], look)
        self.badge.show()
        self.answer.page.setPlainText("\n".join(_lines(chain)))


def _lines(chain: Chain) -> Iterator[str]:
    """Plain text, since names in it come from others."""
    yield str(head_words(chain))
    for one in chain.chained:
        yield ""
        yield f"{one.number}: {one.name}"
        yield from (f"• {each}" for each in upstream_words(one))
        for each in one.broken:
            yield f"  → {each.example} {each.reason}"
    if chain.unread:
        yield from ("", _("Not proven, because:"), *(f"• {one}" for one in chain.unread))
    yield from ("", _("Not weighed:"), *(f"• {one}" for one in chain.unweighed))
