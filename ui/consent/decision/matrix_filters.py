"""The chips above the matrix: each narrows it, says how many answers it would show, and stays visible while it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from datapact.base.texts import _
from datapact.consent.decision.wording import VERDICTS, verdict_word
from datapact.consent.matrix.view import SOON_DAYS, Counts, Narrowed
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.theme.switched import on_switch, set_quietly
from datapact_ui.kit.widgets.chips import Chip

_MOST_IN_MENU = 40


class MatrixFilters(QWidget):
    """Shows and changes what of the matrix is looked at, all but its words."""

    changed = Signal(object)
    """The new Narrowed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("matrix-filters")
        self._wanted = Narrowed()
        self._counts = Counts()
        self._names: dict[str, Mapping[str, str]] = {"dataset": {}, "partner": {}}
        row = FlowLayout(self)
        self._chips: dict[str, Chip] = {}
        self._words: dict[str, str] = {}
        for verdict in VERDICTS:
            self._toggle(row, verdict, str(verdict_word(verdict)), self._set_verdict)
        self._toggle(row, "soon", _("Changes soon"), lambda _name, on: replace(self._wanted, soon=on))
        self._chips["soon"].setToolTip(_("The answer changes by itself within {days} days", days=SOON_DAYS))
        self._toggle(row, "pending", _("To report"), lambda _name, on: replace(self._wanted, pending=on))
        self._chips["pending"].setToolTip(_("The partner has not acknowledged yet what it must be told"))
        for name, words in (("dataset", _("Dataset")), ("partner", _("Partner"))):
            self._choice(row, name, words)
        self.clear = QToolButton(self)
        self.clear.setObjectName("clear-matrix-filters")
        self.clear.setText(_("Show all"))
        self.clear.setAccessibleName(_("Show all"))
        self.clear.setIcon(icon("close"))
        self.clear.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.clear.setAutoRaise(True)
        self.clear.clicked.connect(lambda _checked=False: self._change(Narrowed()))
        row.addWidget(self.clear)
        self._say()

    def show_narrowed(self, wanted: Narrowed) -> None:
        """Show these filters."""
        self._wanted = replace(wanted, words="")
        self._say()

    def show_counts(self, counts: Counts, datasets: Mapping[str, str], partners: Mapping[str, str]) -> None:
        """Show how many answers each filter finds; the names are those of the menus, by dataset and by reference."""
        self._counts = counts
        self._names = {"dataset": datasets, "partner": partners}
        numbers: dict[str, int] = {verdict: counts.verdicts.get(verdict, 0) for verdict in VERDICTS}
        numbers |= {"soon": counts.soon, "pending": counts.pending}
        for name, number in numbers.items():
            self._chips[name].set_words(f"{self._words[name]} {grouped(number)}")
        self._say()

    def _set_verdict(self, verdict: str, on: bool) -> Narrowed:
        chosen = {*self._wanted.verdicts, verdict} if on else {*self._wanted.verdicts} - {verdict}
        return replace(self._wanted, verdicts=tuple(one for one in VERDICTS if one in chosen))

    def _toggle(self, row: FlowLayout, name: str, words: str, change: Callable[[str, bool], Narrowed]) -> None:
        chip = Chip(words, f"matrix-{name}", self)
        on_switch(chip, lambda on: self._change(change(name, on)))
        self._chips[name], self._words[name] = chip, words
        row.addWidget(chip)

    def _choice(self, row: FlowLayout, name: str, words: str) -> None:
        chip = Chip(f"{words} ▾", f"matrix-{name}", self)
        on_switch(chip, lambda _on: self._open_menu(chip, name))
        self._chips[name], self._words[name] = chip, words
        row.addWidget(chip)

    def _open_menu(self, chip: Chip, name: str) -> None:
        menu = QMenu(self)
        menu.setObjectName(f"{chip.objectName()}-menu")
        every = menu.addAction(_("All"))
        every.triggered.connect(lambda _checked=False: self._choose(name, ""))
        menu.addSeparator()
        counts = self._counts.datasets if name == "dataset" else self._counts.partners
        chosen = getattr(self._wanted, name)
        busiest = sorted(counts, key=lambda key: (-counts[key], key))[:_MOST_IN_MENU]
        for key in sorted({*busiest, *([chosen] if chosen else [])}, key=lambda key: self._name(name, key).casefold()):
            action = menu.addAction(f"{self._name(name, key).replace('&', '&&')}  {grouped(counts.get(key, 0))}")
            action.setCheckable(True)
            action.setChecked(key == chosen)
            action.triggered.connect(lambda on, key=key: self._choose(name, key if on else ""))
        if len(counts) > _MOST_IN_MENU:
            menu.addSeparator()
            menu.addAction(_("Any other: search for its name")).setEnabled(False)
        menu.aboutToHide.connect(self._say)
        menu.popup(chip.mapToGlobal(chip.rect().bottomLeft()))

    def _name(self, name: str, key: str) -> str:
        return self._names[name].get(key, key)

    def _choose(self, name: str, key: str) -> None:
        change = {"dataset": key} if name == "dataset" else {"partner": key}
        self._change(replace(self._wanted, **change))  # type: ignore[arg-type]

    def _change(self, wanted: Narrowed) -> None:
        self._wanted = wanted
        self._say()
        self.changed.emit(wanted)

    def _say(self) -> None:
        wanted = self._wanted
        for verdict in VERDICTS:
            set_quietly(self._chips[verdict], verdict in wanted.verdicts)
        set_quietly(self._chips["soon"], wanted.soon)
        set_quietly(self._chips["pending"], wanted.pending)
        for name, key in (("dataset", wanted.dataset), ("partner", wanted.partner)):
            set_quietly(self._chips[name], bool(key))
            self._chips[name].set_words(
                f"{self._words[name]}: {self._name(name, key)}" if key else f"{self._words[name]} ▾"
            )
        self.clear.setVisible(wanted.anything)
