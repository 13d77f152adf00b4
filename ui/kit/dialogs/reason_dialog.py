"""A dialog that asks for a reason before a step is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact_ui.kit.dialogs.form_dialog import FormDialog

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


class ReasonDialog(FormDialog):
    """A heading, its explanation, and a text that may be required."""

    def __init__(
        self,
        context: AppContext,
        name: str,
        title: str,
        meaning: str,
        label: str,
        button: str,
        picture: str,
        parent: QWidget,
        *,
        required: bool = True,
        help_page: str = "agreement",
    ) -> None:
        super().__init__(context, name, title, meaning, button, picture, parent, above=True, help_page=help_page)
        self._required = required
        self.text = self.paragraph(f"{name}-text", label, 4)
        self.fit_fields(80)

    def why_not(self) -> str:
        return self.needs("", self.text) if self._required else ""

    def words(self) -> str:
        """The text entered."""
        return self.text.toPlainText().strip()
