"""What a window says that no person should read: keys, addresses of vocabularies, codes of rules, names in the other language.

The one name of an agreement, a dataset or a purpose is its title in the language of the window. Codes and keys may stand in
tips, for who looks them up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QTabBar,
    QWidget,
)
from sqlalchemy import text

from datapact.agreements.projection.append import load_state
from datapact.agreements.text.current_text import current_state, readable
from datapact.base.texts import Language
from datapact.checks.run.engine import RULES
from datapact.consent.terms.named_purposes import purpose_names
from datapact.consent.terms.purpose_names import term_name
from datapact.contract.terms.whole import Terms
from datapact.history.entries.entry import AGREEMENT_PREFIX
from datapact.vault.database.session import Session

MOST_ROWS = 60
OF_OTHERS = r"first-cells-|first-rows|edit-purposes\.\w+\.iri"
"""What a file says, and the terms to choose from in a contract."""
OF_PARTNERS = r"recalls-table|recalls-facts|confirm_words_text_"
"""What partners call back may be about data of which no agreement here says anything; free texts that a contract has."""
_RECORDED = text("SELECT dataset, purpose FROM consent_scope WHERE id <> 0 UNION SELECT dataset, purpose FROM delivery")
RULE = re.compile(rf"\b(?:{'|'.join(sorted({rule.id for rule in RULES}))})\b")
ADDRESS = re.compile(
    r"https?://w3id\.org\S*|urn:uuid:\S+|\b(?:dpv|pd|eu-gdpr):[A-Z]\w+|(?<!\w)-K[0-9A-Z]{2}[A-Za-z0-9]{4}\b"
)


DOTTED = re.compile(rf"\b(?:{'|'.join(sorted(Terms.model_fields))})\.[a-z_]+\w*(?:\.\w+)*")
"""The key of a term, such as ``datasets.vibration.secret``."""


@dataclass(frozen=True)
class Names:
    """What the agreements of a vault call things, for a window in one language."""

    keys: frozenset[str]
    """Of datasets and purposes, where no name in this language is the same word."""
    foreign: frozenset[str]
    """Titles of the other language."""
    terms: frozenset[str]
    """Names that the vocabulary has for purposes which the agreements on the data give a name of their own."""


def names_in(session: Session, language: Language) -> Names:
    """The names in all agreements of a vault."""
    keys, own, foreign = set(), set(), set()
    for history in session.connection().execute(text("SELECT DISTINCT history FROM entry")).scalars().all():
        if not history.startswith(AGREEMENT_PREFIX):
            continue
        state = current_state(load_state(session, history))
        terms = readable(state.get("terms"))
        parts = [one for kind in ("datasets", "purposes") for one in terms.get(kind, ())]
        keys |= {str(one["key"]) for one in parts}
        for names in (readable(state.get("title")), *(readable(one.get("name")) for one in parts)):
            own.add(names.get(language) or next(iter(names.values()), ""))
            foreign |= {str(name) for other, name in names.items() if other != language}
    return Names(frozenset(keys - own), frozenset(foreign - own - {""}), _named_otherwise(session, language))


def _named_otherwise(session: Session, language: Language) -> frozenset[str]:
    called = purpose_names(session, date.max, datasets=None)
    recorded = session.connection().execute(_RECORDED).all()
    terms = {purpose for _dataset, purpose in recorded}
    plain = {one for one in terms if any(called.name(p, dataset=d) == term_name(p) for d, p in recorded if p == one)}
    return frozenset(term_name(one).text(language) for one in terms - plain)


def strange(window: QWidget, names: Names) -> list[str]:
    """Each text of a window with a word that no person should read."""
    found = []
    for place, words, detail in said_in(window):
        bad = [title for title in names.foreign if title in words]
        if not detail and not re.search(OF_OTHERS, place):
            bad += [*ADDRESS.findall(words), *RULE.findall(words), *DOTTED.findall(words)]
            if not re.search(OF_PARTNERS, place):
                bad += [one for one in names.terms if words.casefold().startswith(one.casefold()) and "(" not in words]
            bad += [key for key in names.keys if re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", words)]
        if bad:
            found.append(f"{place} says {', '.join(map(repr, bad))}: {words[:160]!r}")
    return found


def said_in(window: QWidget) -> Iterator[tuple[str, str, bool]]:
    """What is written in a window, with where, and whether it is a detail: a tip. The text of an agreement, which speaks
    its own languages, and what stands in fields in which one writes are left out.
    """
    yield type(window).__name__, window.windowTitle(), False
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.window() is not window or _name(widget).endswith(("-de", "-en")):
            continue
        place = f"{type(widget).__name__} {_name(widget)}"
        if isinstance(widget, QLineEdit):
            if widget.isReadOnly():
                yield place, widget.text(), False
            yield place, widget.placeholderText(), False
        elif isinstance(widget, QLabel | QAbstractButton):
            yield place, widget.text(), False
        elif isinstance(widget, QGroupBox):
            yield place, widget.title(), False
        elif isinstance(widget, QComboBox):
            yield from ((place, widget.itemText(row), False) for row in range(min(widget.count(), MOST_ROWS)))
        elif isinstance(widget, QTabBar):
            yield from ((place, widget.tabText(tab), False) for tab in range(widget.count()))
        elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
            yield from ((place, words, tip) for words, tip in _cells(widget.model(), QModelIndex()))
        yield f"{place} (tip)", widget.toolTip(), True
        yield f"{place} (name)", widget.accessibleName(), False


def _name(widget: QWidget) -> str:
    above: QWidget | None = widget
    while above is not None and not above.objectName():
        above = above.parentWidget()
    return above.objectName() if above is not None else ""


def _cells(model: QAbstractItemModel, above: QModelIndex) -> Iterator[tuple[str, bool]]:
    for row in range(min(model.rowCount(above), MOST_ROWS)):
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount(above)):
            index = model.index(row, column, above)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
                said = index.data(role)
                if isinstance(said, str):
                    yield said, role == Qt.ItemDataRole.ToolTipRole
        yield from _cells(model, model.index(row, 0, above))
