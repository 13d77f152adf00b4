"""A flat button with a picture alone: its words are its tool tip, and what a screen reader says."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QToolButton, QWidget

from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size


def flat_button(
    parent: QWidget,
    name: str,
    picture: str,
    words: str,
    do: Callable[[], object] | None = None,
    *,
    tip: str = "",
    size: float = 1.0,
) -> QToolButton:
    """``do`` is what a click does; ``tip`` stands in the tool tip where it says more than ``words``; ``size`` is a share of
    the usual size of a picture.
    """
    button = QToolButton(parent)
    button.setObjectName(name)
    button.setIcon(icon(picture))
    button.setIconSize(icon_size(size))
    button.setAutoRaise(True)
    button.setAccessibleName(words)
    button.setToolTip(tip or words)
    if do is not None:
        button.clicked.connect(lambda _checked=False: do())
    return button
