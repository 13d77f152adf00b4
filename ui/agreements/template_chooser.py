"""Choosing the template of a new agreement: each with what it is for, and whether a lawyer has reviewed it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from datapact.agreements.template import Template
from datapact.texts import _, current_language
from datapact_ui.looks.cards import Words
from datapact_ui.looks.icons import icon
from datapact_ui.looks.measures import characters, icon_size, line_height, margins, space


class TemplateChooser(QDialog):
    """A list of templates; Enter or a double click takes one."""

    def __init__(
        self, templates: tuple[Template, ...], take: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._take = take
        self.setObjectName("template-chooser")
        self.setWindowTitle(_("New agreement"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        margins(column, 5, 3)
        column.addWidget(Words(_("What kind of agreement is it?"), "heading", self))
        self.list = QListWidget(self)
        self.list.setObjectName("templates")
        self.list.setAccessibleName(_("Templates"))
        self.list.setWordWrap(True)
        self.list.setIconSize(icon_size(1.4))
        self.list.setSpacing(space(1))
        for template in templates:
            self.list.addItem(_item(template))
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda _item: self.accept())
        column.addWidget(self.list)
        column.addWidget(
            Words(
                _("Templates are drafts to work with. They have not been reviewed by a lawyer unless it says so."),
                "small",
                self,
                quiet=True,
            )
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        begin = buttons.addButton(_("Begin the draft"), QDialogButtonBox.ButtonRole.AcceptRole)
        begin.setObjectName("begin-draft")
        begin.setDefault(True)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.resize(characters(84), round(line_height() * 24))
        self.list.setFocus()

    def accept(self) -> None:
        item = self.list.currentItem()
        super().accept()
        if item is not None:
            self._take(item.data(Qt.ItemDataRole.UserRole))


def _item(template: Template) -> QListWidgetItem:
    language = current_language()
    parts = [template.name.text(language), template.summary.text(language)]
    if template.reviewed:
        parts.append(_("Reviewed by a lawyer"))
    item = QListWidgetItem(icon("template"), "\n".join(part for part in parts if part))
    item.setData(Qt.ItemDataRole.UserRole, template.id)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, ". ".join(part for part in parts if part))
    item.setSizeHint(QSize(0, round(line_height() * 4.2)))
    return item
