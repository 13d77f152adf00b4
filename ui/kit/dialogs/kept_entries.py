"""What stands in the fields of a dialog, as plain values: kept when a lock or a kill closes it, and filled in again on demand.

Only fields that show what is typed are read: passphrases and PINs never are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from datapact.base.strictjson import JsonValue
from datapact_ui.kit.fields.choice_box import ChoiceBox
from datapact_ui.kit.fields.day_field import DayField
from datapact_ui.kit.fields.evidence_field import EvidenceField
from datapact_ui.kit.tables.files_field import FilesField

type Entries = Mapping[str, JsonValue]
"""Values by the name of their field: text, whether ticked, a number, or paths of files."""

MOST_CHARACTERS = 50_000
"""Of one text; a longer one is not kept."""


def entries_of(page: QWidget) -> dict[str, JsonValue]:
    """What stands in the named fields of a page."""
    return {name: _value(field) for name, field in _fields(page)}


def fill_in(page: QWidget, kept: Entries) -> None:
    """Fill in kept values; fields that are not there are passed over. Twice, since some choices offer others."""
    for _time in range(2):
        for name, field in _fields(page):
            if name in kept and _value(field) != kept[name]:
                _set(field, kept[name])


def _fields(page: QWidget) -> Iterator[tuple[str, QWidget]]:
    for one in page.findChildren(QWidget):
        name = one.objectName()
        if name and not name.startswith("qt_") and _is_field(one) and one.isEnabledTo(page):
            yield name, one


def _is_field(one: QWidget) -> bool:
    match one:
        case QLineEdit():
            inner = isinstance(one.parentWidget(), QComboBox | QSpinBox | EvidenceField)
            return one.echoMode() == QLineEdit.EchoMode.Normal and not one.isReadOnly() and not inner
        case QPlainTextEdit():
            return not one.isReadOnly()
        case QAbstractButton():
            return one.isCheckable()
        case QComboBox() | QSpinBox() | EvidenceField() | FilesField():
            return True
    return False


def _value(field: QWidget) -> JsonValue:
    match field:
        case QLineEdit():
            return field.text()[:MOST_CHARACTERS]
        case QPlainTextEdit():
            return field.toPlainText()[:MOST_CHARACTERS]
        case QAbstractButton():
            return field.isChecked()
        case ChoiceBox():
            return field.value()
        case QComboBox():
            return field.currentData() if isinstance(field.currentData(), str) else field.currentText()
        case QSpinBox():
            return field.value()
        case EvidenceField():
            return str(field.path) if field.path is not None else ""
        case FilesField():
            return [str(path) for path in field.paths()]
    raise TypeError(type(field))


def _set(field: QWidget, value: JsonValue) -> None:
    match field, value:
        case QLineEdit(), str():
            field.setText(value)
            day = field.parentWidget()
            if isinstance(day, DayField):
                day.set_day(day.day()) if day.day() is not None else None
        case QPlainTextEdit(), str():
            field.setPlainText(value)
        case QAbstractButton(), bool():
            field.setChecked(value)
        case ChoiceBox(), str():
            field.choose(value)
        case QComboBox(), str():
            place = field.findData(value)
            place = place if place >= 0 else field.findText(value)
            if place >= 0:
                field.setCurrentIndex(place)
            elif field.isEditable():
                field.setEditText(value)
        case QSpinBox(), int():
            field.setValue(value)
        case EvidenceField(), str():
            if value and Path(value).is_file():
                field.set_path(Path(value))
        case FilesField(), list():
            for one in value:
                if isinstance(one, str) and Path(one).is_file():
                    field.add(Path(one))
