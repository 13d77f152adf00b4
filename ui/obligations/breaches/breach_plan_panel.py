"""The plan of a breach beside the form, updated while typing: whom to notify, until when, by which law or agreement."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from datapact.base.clock import in_zone
from datapact.base.day_words import long_date
from datapact.base.texts import _, counted, current_language
from datapact.obligations.breaches.parties import REQUEST
from datapact.obligations.breaches.steps import Plan, Step
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.theme.colours import Tone
from datapact_ui.kit.theme.measures import characters, margins, space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.picture_button import picture_button
from datapact_ui.kit.widgets.state_badge import StateBadge


def moment_words(moment: datetime) -> str:
    """A local day and hour in full."""
    local = in_zone(moment)
    return _("{day}, {time}", day=long_date(local.date(), current_language()), time=f"{local:%H:%M}")


def step_appearance(step: Step) -> tuple[str, str, Tone]:
    """Icon, word and tone of a step."""
    if step.state == "done":
        return "check", _("done"), "good"
    if step.state == "not_needed":
        return "close", _("not needed"), "neutral"
    if step.overdue and step.due is None:  # the law names no hour: without undue delay
        return "warning", _("at once"), "bad"
    return ("warning", _("overdue"), "bad") if step.overdue else ("time", _("open"), "info")


def left_words(step: Step, now: datetime) -> str:
    """The due time of a step, with the hours left."""
    if step.due is None:
        return _("without undue delay")
    hours = int((step.due - now).total_seconds() // 3600)
    until = _("until {time}", time=moment_words(step.due))
    if step.state != "open" or not 0 <= hours < 100:
        return until
    return f"{until} ({counted('{n} hour left', '{n} hours left', hours)})"


class BreachPlanPanel(ScrollPage):
    """The steps as cards; those of a recorded breach can be recorded as taken, and exported as PDF."""

    done_wanted = Signal(object)
    not_needed_wanted = Signal(object)
    notice_wanted = Signal(object)
    agreement_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("breach-plan")
        self.setAccessibleName(_("Whom to tell"))
        self.setMinimumWidth(characters(46))
        self.plan: Plan | None = None
        self._members: Mapping[str, str] = {}

    def show_plan(
        self, plan: Plan, now: datetime, members: Mapping[str, str], *, recorded: bool, refusal: str = ""
    ) -> None:
        """Show a plan, with the names of ``members``; steps can be recorded if ``recorded``, without ``refusal``."""
        at = self.verticalScrollBar().value()
        focus = QApplication.focusWidget()
        had_focus = focus is not None and self.isAncestorOf(focus)
        self.plan, self._members = plan, members
        page = QWidget(self)
        column = QVBoxLayout(page)
        margins(column, 3, 3)
        column.addWidget(Words(_("Whom to tell"), "heading", page))
        if not recorded:
            words = _("The plan follows what you enter. Record the breach to note what was done.")
            column.addWidget(Words(words, "small", page, quiet=True))
        for note in plan.notes:
            column.addWidget(self._note(str(note), page))
        for number, step in enumerate(plan.steps):
            column.addWidget(self._card(step, number, now, page, recorded=recorded, refusal=refusal))
        if not plan.steps:
            column.addWidget(Words(_("Nobody has to be told by what is entered so far."), "body", page))
        column.addStretch(1)
        page.setAutoFillBackground(False)
        self.set_page(page)
        self.verticalScrollBar().setValue(at)
        if had_focus:
            self._focus_again()

    def _focus_again(self) -> None:
        """Move the focus to the first enabled button, because the card of the focused one is gone."""
        usable = [
            button for button in self.findChildren(QPushButton) if button.isEnabled() and button.isVisibleTo(self)
        ]
        if usable:
            usable[0].setFocus()

    def _note(self, words: str, parent: QWidget) -> Words:
        return Words(words, "body", parent, quiet=True)

    def _card(self, step: Step, number: int, now: datetime, parent: QWidget, *, recorded: bool, refusal: str) -> Card:
        card = Card(parent=parent)
        card.setObjectName(f"breach-step-{step.id}")
        card.setAccessibleName(str(step.title))
        head = QHBoxLayout()
        head.setSpacing(space(2))
        badge = StateBadge(card)
        badge.set_badge(*step_appearance(step))
        head.addWidget(badge)
        due = Words(left_words(step, now), "strong", card)
        head.addWidget(due, 1)
        card.column.addLayout(head)
        card.column.addWidget(Words(str(step.title), "strong", card))
        whom = f"{step.whom}" + (f" ({step.contact})" if step.contact else "")
        card.column.addWidget(Words(_("To: {whom}", whom=whom), "body", card))
        if step.latest is not None and step.latest != step.due:
            card.column.addWidget(
                Words(_("Latest by the Regulation: {time}", time=moment_words(step.latest)), "small", card, quiet=True)
            )
        if step.state == "open":
            for one in step.steps:
                card.column.addWidget(Words(str(one), "small", card, quiet=True))
        card.column.addWidget(Words(str(step.citation), "small", card, quiet=True))
        if step.at is not None:
            card.column.addWidget(Words(self._taken(step), "body", card))
        buttons = self._buttons(step, recorded=recorded, refusal=refusal)
        if buttons:
            box = QWidget(card)
            row = FlowLayout(box)
            for button in buttons:
                row.addWidget(button)
            card.column.addWidget(box)
        return card

    def _taken(self, step: Step) -> str:
        assert step.at is not None
        words = [moment_words(step.at)]
        who = step.evidence.get("by", "")
        words += [self._members.get(who, who)] if who else []
        words += [step.evidence[name] for name in ("reference", "reason") if step.evidence.get(name)]
        return " · ".join(words)

    def _buttons(self, step: Step, *, recorded: bool, refusal: str) -> list[QPushButton]:
        found = []
        if step.agreement:  # what is there longest stands first, and stays where it is
            found.append(
                self._button(
                    step, "agreement", "agreements", _("Agreement"), lambda: self.agreement_wanted.emit(step.agreement)
                )
            )
        if recorded and step.tells_others and not step.id.startswith(REQUEST):
            found.append(self._button(step, "notice", "export", _("PDF …"), lambda: self.notice_wanted.emit(step)))
        if recorded and step.state == "open":
            for name, picture, words, wanted in (
                ("done", "check", _("Done …"), self.done_wanted),
                ("not-needed", "close", _("Not needed …"), self.not_needed_wanted),
            ):
                button = self._button(step, name, picture, words, partial(wanted.emit, step))
                bar_control(button, refusal)
                found.append(button)
        return found

    def _button(self, step: Step, name: str, picture: str, words: str, do: Callable[[], object]) -> QPushButton:
        button = picture_button(self, f"breach-{name}-{step.id}", picture, words, do)
        button.setAccessibleName(f"{words.rstrip(' …')}: {step.title}")
        return button
