"""Enter goes on in the interview: to the next field of an open question, then to the next open question, page after page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from datapact.contract.templates.interview import Page
from datapact.contract.templates.questions import places_of
from datapact.contract.terms import Contact, Terms
from datapact.contract.terms.paths import given, value_at
from datapact_ui.editor.fields.empty_fields import empty_fields
from datapact_ui.editor.fields.forms import BoundField, MemberList
from datapact_ui.editor.fields.question_block import QuestionBlock
from datapact_ui.editor.fields.term_form import TermForm


def pressed(widget: QWidget | None) -> bool:
    """Press the focused button, as Enter does; False in a field, on a tick, which Space changes, and on a small button of a line."""
    if isinstance(widget, QPushButton) or (isinstance(widget, QToolButton) and is_adding(widget)):
        widget.click()
        return True
    return False


def is_adding(widget: QWidget | None) -> bool:
    """Whether a button adds an entry to a list."""
    return widget is not None and widget.objectName().startswith("add-")


def block_around(widget: QWidget | None) -> QuestionBlock | None:
    """The question to which a field belongs."""
    while widget is not None and not isinstance(widget, QuestionBlock):
        widget = widget.parentWidget()
    return widget


def goes_on_inside(block: QuestionBlock, terms: Terms) -> bool:
    """Whether Enter leads to the next field of the same question: of a list, and of a part until it says enough."""
    if isinstance(block.form, MemberList):
        return True
    value = value_at(terms, block.path)
    return given(value) and not (isinstance(value, Contact) and value.given())


def next_field(block: QuestionBlock, widget: QWidget | None) -> QWidget | None:
    """The next empty field of a question with several, below the focused one; None at its end."""
    if isinstance(block.form, BoundField) or widget is None:
        return None
    at = widget.mapTo(block, widget.rect().topLeft()).y()
    return next((one for one in empty_fields(block) if one.mapTo(block, one.rect().topLeft()).y() > at), None)


def first_field(form: QWidget) -> QWidget:
    """The field in which typing begins in a form: its first empty field, if it is one of several."""
    if isinstance(form, QuestionBlock):
        form = form.form
    if isinstance(form, TermForm) and not isinstance(form, BoundField):
        return next(iter(empty_fields(form)), form)
    return form


def open_after(page: Page, terms: Terms, path: str) -> str:
    """Place of the first open question of a page after ``path``, of the first one for an empty path; empty: none."""
    asked = _in_order(page, terms)
    opened = {entry.path for entry in page.open}
    rest: Sequence[str] = asked[asked.index(path) + 1 :] if path in asked else asked
    return next((one for one in rest if one in opened), "")


def first_empty(page: Page, terms: Terms) -> str:
    """Place of the first question of a page without a whole answer, also of one that may stay without; empty: none."""
    opened = {entry.path for entry in page.open}
    return next((one for one in _in_order(page, terms) if one in opened or not given(value_at(terms, one))), "")


def _in_order(page: Page, terms: Terms) -> list[str]:
    """The places that a page asks for, as they stand on it: those of one party or dataset together."""
    listed: dict[str, list[str]] = {}
    for question in page.questions:
        for path in places_of(question, terms):
            group = ".".join(path.split(".")[:2]) if ".*." in question.path else question.path
            listed.setdefault(group, []).append(path)
    return [path for paths in listed.values() for path in paths]
