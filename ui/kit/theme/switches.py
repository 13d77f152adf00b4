"""Switches: buttons that are on or off, toggled by a click, a key, or a screen reader (without a click)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QAbstractButton


def on_switch(button: QAbstractButton, do: Callable[[bool], object]) -> None:
    """Call ``do`` when somebody switches the button; not when the program sets it with ``set_quietly``."""
    button.toggled.connect(lambda on: do(bool(on)))


def set_quietly(button: QAbstractButton, on: bool) -> None:
    """Show the button on or off without a signal."""
    blocker = QSignalBlocker(button)
    button.setChecked(on)
    blocker.unblock()
    button.update()
