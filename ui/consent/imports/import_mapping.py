"""The page for reading a file of consents: fields of columns, values for all lines, dates, encoding, people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QVBoxLayout,
    QWidget,
)

from datapact.base.texts import Message, _
from datapact.consent.imports.options import Options
from datapact.consent.imports.preview import Preview
from datapact.consent.matrix.question_form import Choice, FormChoices
from datapact.consent.terms.fields import CORE, FIELDS, MORE, MORE_NAME, NEEDED, folded
from datapact_ui.consent.imports.import_rows import first_rows, shortened_line
from datapact_ui.consent.parts.cell_words import OFFERED
from datapact_ui.consent.parts.record_appearance import state_word
from datapact_ui.kit.fields.choice_box import ChoiceBox
from datapact_ui.kit.fields.form_fields import Form
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.theme.measures import margins, space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.check_boxes import Radio
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.kit.widgets.wheel_free import ComboBox

if TYPE_CHECKING:
    from datapact.base.date_formats import DateOrder
    from datapact.base.read_table import Encoding

_FOR_ALL = ("dataset", "controller", "purpose", "state", "notice")
"""Fields that one value can be given for, where the file has no column for them."""
_ENCODINGS: tuple[Encoding, ...] = ("utf-8", "cp1252", "utf-16")
_SAMPLES = 3
_NOTHING = "–"


class MappingPage(QWidget):
    """Shows a preview and the choices; ``options`` are the options for reading the file."""

    reread = Signal()
    """The letters, the sheet, the line of headings or a column of dates changed: look at the file again."""
    judged = Signal()

    def __init__(
        self,
        preview: Preview,
        choices: FormChoices,
        before: Options,
        parent: QWidget | None = None,
        *,
        last_notice: str = "",
    ) -> None:
        """``last_notice``: the notice that the last file with such headings had, if it is proposed again."""
        super().__init__(parent)
        self._last_notice = last_notice
        self.preview = preview
        self._choices, self._before = choices, before
        self._versions = True
        self.setObjectName("import-mapping")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(space(2))
        scroll = ScrollPage(self)
        scroll.setObjectName("import-mapping-page")
        scroll.setAccessibleName(_("How the file is read"))
        page = QWidget(self)
        column = QVBoxLayout(page)
        margins(column, 0, 3)
        column.setContentsMargins(0, 0, space(2), 0)
        column.addWidget(self._columns_card(page))
        column.addWidget(self._for_all_card(page))
        column.addWidget(self._reading_card(page))
        column.addWidget(first_rows(self.preview, page))
        column.addStretch(1)
        scroll.set_page(page)
        outer.addWidget(scroll, 1)
        self.problem = WarningLine("", parent=self)
        self.problem.words.setObjectName("import-problem")
        outer.addWidget(self.problem)
        self._judge()

    # ---- parts ----

    def _cells_words(self) -> str:
        lines = self.preview.lines
        return _("First cells, from line {line}", line=lines[0]) if lines else _("First cells")

    def _columns_card(self, parent: QWidget) -> Card:
        card = Card(_("Columns"), parent)
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(3))
        grid.setVerticalSpacing(space(1.5))
        grid.setColumnStretch(2, 1)
        for place, words in enumerate((_("In the file"), _("Read as"), self._cells_words())):
            grid.addWidget(Words(words, "small", card, quiet=True), 0, place)
        self.columns: dict[str, QComboBox] = {}
        for number, column in enumerate(self.preview.columns, start=1):
            if not column.heading:
                continue
            name = Words(column.heading, "strong", card)
            box = self._field_box(column.heading, column.field, number, card)
            name.setBuddy(box)
            different = [sample for sample in dict.fromkeys(column.samples) if sample]
            shown = "  ·  ".join(different[:_SAMPLES])
            samples = Words(shown or "–", "small", card, quiet=True)
            samples.setObjectName(f"first-cells-{number}")
            for place, widget in enumerate((name, box, samples)):
                grid.addWidget(widget, number, place)
            self.columns[column.heading] = box
        card.column.addLayout(grid)
        return card

    def _field_box(self, heading: str, chosen: str, number: int, parent: QWidget) -> QComboBox:
        box = ComboBox(parent)
        box.setObjectName(f"column-{number}")
        box.setAccessibleName(_("Column “{heading}” is read as", heading=heading))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(26)
        box.setMaxVisibleItems(20)
        box.addItem(_("(left out)"), "")
        own = folded(heading).replace(" ", "_")[:40]
        if MORE_NAME.fullmatch(own) and own not in FIELDS:
            box.addItem(_("kept under its own name: {name}", name=own), own)
        for field in (*CORE, *MORE):
            needed = " *" if field.needed else ""
            box.addItem(f"{Message(field.label)}{needed}", field.name)
            if field.name == CORE[-1].name:
                box.insertSeparator(box.count())
        box.setCurrentIndex(max(0, box.findData(chosen)))
        box.currentIndexChanged.connect(lambda _index: self._on_column(box))
        return box

    def _for_all_card(self, parent: QWidget) -> Card:
        self._for_all = Card(_("The same for all lines"), parent)
        self._for_all.column.addWidget(
            Words(_("For what the file has no column for. Empty: not set."), "small", self._for_all, quiet=True)
        )
        self._form = Form(self._for_all)
        known = self._choices
        offered: dict[str, tuple[str, Sequence[Choice], bool]] = {
            "dataset": (_("Dataset"), known.datasets, True),
            "controller": (_("Controller"), known.parties, False),
            "purpose": (_("Purpose"), known.purposes, True),
            "state": (_("State of the consent"), tuple(Choice(name, state_word(name)) for name in OFFERED), False),
            "notice": (_("Notice"), self._notices(versions=True), False),
        }
        self.for_all: dict[str, ChoiceBox] = {}
        for name, (words, choices, free) in offered.items():
            box = ChoiceBox(choices, free=free, empty="" if free else _NOTHING, parent=self._form)
            self._form.add(f"for-all-{name}", words, box)
            before = self._before.constants.get(name, "")
            if name == "controller" and not before and known.parties:
                before = known.parties[0].value  # our own organisation stands first
            if name == "state" and not before and self.preview.given:
                before = "given"
            if name == "notice" and not before and self._one_notice():
                before = known.notices[0].key
            version = self._before.constants.get("notice_version", "")
            box.choose(self._notice_value(before, version) if name == "notice" else before)
            box.chosen.connect(lambda _text: self._judge())
            self.for_all[name] = box
        self._proposed = {
            name: (self.for_all[name].value(), Words(words, "small", self._for_all, quiet=True))
            for name, words in self._proposals().items()
        }
        for _value, shown in self._proposed.values():
            self._for_all.column.addWidget(shown)
        self._for_all.column.addWidget(self._form)
        return self._for_all

    def _one_notice(self) -> bool:
        """Whether the only notice is proposed: not where somebody was on this page and left the field empty."""
        return len(self._choices.notices) == 1 and not self._before.columns

    def _proposals(self) -> dict[str, str]:
        """What is proposed by itself, in words, by the field: a person has to see what nobody chose."""
        said, known, found = self._before.constants, self._choices, {}

        def shown(name: str) -> str:
            return self.for_all[name].currentText()

        if dict(said) == {"dataset": known.consented}:
            found["dataset"] = _(
                "{dataset} is proposed, as the only dataset with consents so far.", dataset=shown("dataset")
            )
        if "state" not in said and self.preview.given:
            found["state"] = _(
                "“{state}” is proposed for all lines, as the column “{heading}” has days of consent and no column says "
                "otherwise.",
                state=shown("state"),
                heading=self.preview.given,
            )
        if "notice" not in said and self._one_notice():
            found["notice"] = _("The only notice on file is proposed. Is it the one that these people were given?")
        elif said.get("notice") and self._last_notice == said["notice"]:
            found["notice"] = _("The notice is that of the last such file. Is it the one that these people were given?")
        return found

    def _notices(self, *, versions: bool) -> tuple[Choice, ...]:
        """The notices on file, by version, or by their short names where the file has the versions."""
        if versions:
            return tuple(Choice(f"{one.key} {one.version}", str(one.named)) for one in self._choices.notices)
        named = {one.key: one.title for one in reversed(self._choices.notices)}
        twice = Counter(named.values())
        return tuple(Choice(key, f"{title} ({key})" if twice[title] > 1 else title) for key, title in named.items())

    def _notice_value(self, key: str, version: str) -> str:
        """The value for a version of a notice; for the newest valid one where no version is known."""
        newest = next((one.version for one in self._choices.notices if one.key == key), "")
        return f"{key} {version or newest}".strip()

    def _offer_notices(self, *, versions: bool) -> None:
        box = self.for_all["notice"]
        key, _space, version = box.value().partition(" ")
        if self._versions == versions:
            return
        self._versions = versions
        box.blockSignals(True)
        box.clear()
        box.addItem(_NOTHING, "")
        box.add_choices(self._notices(versions=versions))
        box.choose(self._notice_value(key, version) if versions else key)
        box.blockSignals(False)

    def _reading_card(self, parent: QWidget) -> Card:
        card = Card(_("Characters, dates and people"), parent)
        form = Form(card)
        self.encoding: QComboBox | None = None
        self.sheet: QComboBox | None = None
        if self.preview.kind == "csv":
            names = [(name, name.upper() if name != "cp1252" else _("Windows (cp1252)")) for name in _ENCODINGS]
            self.encoding = form.choice("import-encoding", _("Character set"), names, self.preview.encoding)
            self.encoding.currentIndexChanged.connect(lambda _index: self.reread.emit())
        else:
            sheets = [(name, name) for name in self.preview.sheets]
            self.sheet = form.choice("import-sheet", _("Worksheet"), sheets, self.preview.sheet)
            self.sheet.currentIndexChanged.connect(lambda _index: self.reread.emit())
        heads = [(str(number), f"{number}:  {shortened_line(cells)}") for number, cells in self.preview.heads]
        self.heading_line = form.choice(
            "import-heading-line", _("Headings on line"), heads, str(self.preview.heading_line)
        )
        self.heading_line.currentIndexChanged.connect(lambda _index: self.reread.emit())
        orders = [("dmy", _("day first: 31/12/2026")), ("mdy", _("month first: 12/31/2026"))]
        chosen = self._before.date_order or (
            self.preview.date_order if self.preview.date_order in ("dmy", "mdy") else ""
        )
        self.order = form.choice(
            "import-order", _("Dates with slashes"), orders, chosen or None, unchosen=_("please choose")
        )
        self.order.currentIndexChanged.connect(lambda _index: self._judge())
        if self.preview.date_order in ("dmy", "mdy", "both"):
            bar_control(self.order, _("The dates of the file say it themselves."))
        elif not self.preview.date_order:  # the preview reads the beginning: there can be some further down
            self.order.setPlaceholderText(_("none at the beginning"))
        card.column.addWidget(form)
        self.keep = Radio(_("The file has pseudonyms: keep them, refuse what looks like a name"), card)
        self.keyed = Radio(_("The file has names or other people's ids: make keyed pseudonyms of them"), card)
        self.keep.setObjectName("keep-pseudonyms")
        self.keyed.setObjectName("make-pseudonyms")
        self._people = QButtonGroup(self)
        for button in (self.keep, self.keyed):
            self._people.addButton(button)
            card.column.addWidget(button)
        (self.keyed if self._before.pseudonymise else self.keep).setChecked(True)
        words = _(
            "The key is kept in the vault. The table of who is who can be saved after the import, for a trusted party."
        )
        card.column.addWidget(Words(words, "small", card, quiet=True))
        return card

    # ---- what was chosen ----

    def fields(self) -> dict[str, str]:
        """Field by heading, as chosen; empty for columns left out."""
        return {heading: str(box.currentData() or "") for heading, box in self.columns.items()}

    def constants(self) -> dict[str, str]:
        """Values for all lines, of fields that no column is read as."""
        taken = set(self.fields().values())
        found = {}
        for name, box in self.for_all.items():
            value = box.value()
            if not value or name in taken:
                continue
            if name == "notice":
                found["notice"], _space, version = value.partition(" ")
                if "notice_version" not in taken:
                    found["notice_version"] = version
            else:
                found[name] = value
        return found

    def options(self) -> Options:
        """The options for reading the file."""
        order: DateOrder | None = "mdy" if self.order.currentData() == "mdy" else "dmy"
        if self.preview.date_order in ("dmy", "mdy", "both") or self.order.currentIndex() < 0:
            order = None
        return Options(
            columns=self.fields(),
            constants=self.constants(),
            date_order=order,
            encoding=self.encoding_chosen(),
            sheet=None if self.sheet is None else str(self.sheet.currentData()),
            heading_line=int(self.heading_line.currentData()),
            pseudonymise=self.keyed.isChecked(),
            read_as=self._before.read_as,
        )

    def encoding_chosen(self) -> Encoding | None:
        """The encoding chosen for a CSV file."""
        chosen = None if self.encoding is None else self.encoding.currentData()
        return next((name for name in _ENCODINGS if name == chosen), None)

    def why_not(self) -> str:
        """The reason why the file cannot be checked yet; empty when it can."""
        fields = [name for name in self.fields().values() if name]
        twice = {name for name in fields if fields.count(name) > 1}
        if twice:
            name = sorted(twice)[0]
            words = str(Message(FIELDS[name].label)) if name in FIELDS else name
            return _("Two columns are read as “{field}”. Leave one of them out.", field=words)
        given = {*fields, *self.constants()}
        missing = [str(Message(FIELDS[name].label)) for name in NEEDED if name not in given]
        if missing:
            return _("Still missing: {fields}. Choose a column, or a value for all lines.", fields=", ".join(missing))
        if self.preview.date_order == "both":
            return _("The dates of this file are in two orders, day first and month first. Write them as 2026-03-01.")
        if self.preview.date_order == "ambiguous" and self.order.currentIndex() < 0:
            return _("The dates can be read in two ways. Choose the order of dates with slashes.")
        return ""

    # ---- following ----

    def _on_column(self, box: QComboBox) -> None:
        self._judge()
        before = {column.heading: column.field for column in self.preview.columns}
        dates = {"event_time", "valid_until"}
        changed = next(heading for heading, known in self.columns.items() if known is box)
        if {str(box.currentData()), before[changed]} & dates:
            self.reread.emit()

    def _judge(self) -> None:
        taken = set(self.fields().values())
        self._offer_notices(versions="notice_version" not in taken)
        for name, box in self.for_all.items():
            self._form.show_row(box, name not in taken)
        self._for_all.setVisible(not taken >= set(_FOR_ALL))
        for name, (value, words) in self._proposed.items():
            words.setVisible(name not in taken and self.for_all[name].value() == value)
        reason = self.why_not()
        note = reason
        if not reason and "notice" not in {*taken, *self.constants()}:
            note = _("No notice is chosen. Nobody can rely on a consent without the notice on which it was given.")
        elif not reason and self.preview.encoding == "cp1252":
            note = _("The file is not UTF-8; it is read as Windows text. Check that the umlauts are right.")
        self.problem.words.setText(note)
        self.problem.setAccessibleName(note)
        self.problem.setVisible(bool(note))
        self.judged.emit()
