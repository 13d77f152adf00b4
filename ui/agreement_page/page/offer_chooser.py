"""The dialog to choose one of several open proposals, before accepting or answering it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QWidget

from datapact.base.texts import _
from datapact_ui.editor.fields.list_appearance import soften, steady_icon
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.list_lines import add_line

if TYPE_CHECKING:
    from datapact.agreements.text.versions import Version
    from datapact.agreements.views.agreement import AgreementPage


def open_versions(page: AgreementPage, without: str = "") -> list[Version]:
    """The proposals that are open, newest first; those of the organisation ``without`` are left out."""
    open_ones = {offer.digest for offer in page.overview.open_offers}
    return [one for one in reversed(page.versions) if one.digest in open_ones and one.organisation != without]


def has_changes(page: AgreementPage, own: str) -> bool:
    """Whether an open proposal of others changes a text that both sides know, as a first offer does not."""
    ours = any(one.organisation == own and one.kind != "draft" for one in page.versions)
    return any(ours or one.kind == "counter" for one in open_versions(page, own))


class OfferChooser(Dialog):
    """A list of proposals; Return or a double click takes one."""

    help_page = "agreement"

    def __init__(
        self,
        page: AgreementPage,
        offers: Sequence[Version],
        sentence: str,
        action: str,
        take: Callable[[str, str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("offer-chooser", _("Several proposals are open"), parent)
        self._take = take
        column = self.column
        column.addWidget(Words(_("Which proposal do you mean?"), "heading", self))
        column.addWidget(Words(sentence, parent=self))
        self.list = QListWidget(self)
        self.list.setObjectName("open-offers")
        self.list.setAccessibleName(_("Open proposals"))
        self.list.setIconSize(icon_size())
        self.list.setSpacing(space(1))
        soften(self.list)
        for offer in offers:
            shown = f"\n{_('shown now')}" if offer.digest == page.prevailing_version else ""
            name = str(page.version_names[offer.digest])
            item = add_line(self.list, name + shown, steady_icon("offered"))
            item.setData(Qt.ItemDataRole.UserRole, (offer.digest, name))
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda _item: self.accept())
        column.addWidget(self.list, 1)
        self.button = self.add_button("choose-offer", action, "forward", self.accept, primary=True)
        self.finish(96, 14)
        self.list.setFocus()

    def accept(self) -> None:
        """Use the chosen proposal."""
        item = self.list.currentItem()
        super().accept()
        if item is not None:
            digest, words = item.data(Qt.ItemDataRole.UserRole)
            self._take(str(digest), str(words))
