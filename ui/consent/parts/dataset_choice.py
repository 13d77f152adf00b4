"""The datasets of all agreements, offered in a box in which a key may be typed as well."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.consent.matrix.question_form import Choices, choices

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext
    from datapact_ui.kit.fields.choice_box import ChoiceBox


def offer_datasets(
    context: AppContext, owner: QWidget, box: ChoiceBox, offered: Callable[[], None] | None = None
) -> None:
    """Read the datasets in the background and offer them; the key that stands in the box by then stays chosen.

    ``offered`` is called afterwards.
    """

    def offer(known: Choices) -> None:
        written = box.currentText()
        box.add_choices(known.datasets)
        box.choose(written)
        if offered is not None:
            offered()

    context.worker.read(owner, choices, offer, key="choices")
