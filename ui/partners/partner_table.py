"""The list of partners: one line each, with the identity as icon and word."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QWidget

from datapact.agreements.views.partners import PartnerLine
from datapact.base.clock import in_zone
from datapact.base.day_words import long_date
from datapact.base.texts import _, current_language
from datapact_ui.kit.tables.rows_model import Badge, Column
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.theme.measures import characters, line_height
from datapact_ui.partners.identity import IDENTITIES, identity_sentence, identity_word

NAME, IDENTITY, REGION, AGREEMENTS, CARD, FINGERPRINT = range(6)
_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
_SHORTEST_NAME = 34
"""Characters that a name has at least; where there is no room for that, the last columns give way."""
_DEGREES = ("confirmed", "renamed", "introduced", "declared", "without_datapact")


class PartnerTable(RowsTable[PartnerLine]):
    """The lines that fit the words that are searched for; it never scrolls sideways."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("partner-list", _("Partners"), _columns(), parent)
        self._all: tuple[PartnerLine, ...] = ()
        self._words = ""
        self.verticalHeader().setDefaultSectionSize(round(line_height() * 1.9))
        header = self.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(characters(6))
        for place, column in enumerate(self.lines.columns()):
            self.setColumnWidth(place, characters(column.width))
        self.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)

    def show_partners(self, lines: Sequence[PartnerLine]) -> None:
        """Show these partners."""
        self._all = tuple(lines)
        self.narrow(self._words)

    def narrow(self, words: str) -> None:
        """Show partners whose name, region, identity or fingerprint contains every word."""
        self._words = words
        wanted = words.casefold().split()
        fitting = [line for line in self._all if all(word in _haystack(line) for word in wanted)]
        self.show_lines(fitting, same=lambda line: (line.organisation, line.name))

    def row_of(self, organisation: str, name: str = "") -> int:
        """The row of a partner; -1 when it is not shown."""
        for place, line in enumerate(self.lines.lines()):
            if line.organisation == organisation and (organisation or line.name == name):
                return place
        return -1

    def total(self) -> int:
        """The number of partners, shown or not."""
        return len(self._all)

    def fit(self) -> None:
        """Fit the columns: the least needed are hidden while there is no room; widths set by hand stay."""
        needed = characters(_SHORTEST_NAME) + sum(self._width(place) for place in range(1, self.lines.columnCount()))
        for place in reversed(range(1, self.lines.columnCount())):
            hidden = needed > self.viewport().width()
            if hidden:
                needed -= self._width(place)
            if self.isColumnHidden(place) != hidden:
                self.setColumnHidden(place, hidden)

    def _width(self, place: int) -> int:
        """The width of a column, or its width before it was hidden."""
        shown = not self.isColumnHidden(place)
        return self.columnWidth(place) if shown else characters(self.lines.columns()[place].width)


def _columns() -> tuple[Column[PartnerLine], ...]:
    return (
        Column("name", _("Name"), _SHORTEST_NAME, lambda line: line.name, order=_name),
        Column(
            "identity",
            _("Identity"),
            19,
            lambda line: identity_word(line.standing),
            order=lambda line: (_DEGREES.index(line.standing), _name(line)),
            badge=_identity,
            tip=_introduced,
        ),
        Column(
            "region",
            _("Region"),
            15,
            lambda line: line.region,
            order=lambda line: (line.region.casefold(), _name(line)),
            tip=lambda line: line.name,
        ),
        Column(
            "agreements",
            _("Agreements"),
            15,
            lambda line: str(line.agreements),
            order=lambda line: (line.agreements, _name(line)),
            tip=lambda line: line.name,
            align=_CENTRE,
        ),
        Column("card", _("Card of"), 19, _card_day, order=_card_from, tip=lambda line: line.name),
        Column(
            "fingerprint",
            _("Fingerprint"),
            17,
            lambda line: _beginning(line.fingerprint),
            order=lambda line: (line.fingerprint, _name(line)),
            tip=lambda line: line.fingerprint,
        ),
    )


def _name(line: PartnerLine) -> str:
    return line.name.casefold()


def _identity(line: PartnerLine) -> Badge:
    picture, tone, _word, _sentence = IDENTITIES[line.standing]
    return picture, identity_word(line.standing), tone


def _introduced(line: PartnerLine) -> str:
    by = [_("Introduced by {names}.", names=", ".join(line.introduced_by))] * bool(line.introduced_by)
    return "\n".join([identity_sentence(line.standing), *by])


def _card_day(line: PartnerLine) -> str:
    return "" if line.card_from is None else long_date(in_zone(line.card_from).date(), current_language())


def _card_from(line: PartnerLine) -> tuple[float, str]:
    return (0.0 if line.card_from is None else line.card_from.timestamp()), _name(line)


def _beginning(fingerprint: str) -> str:
    """The first two groups of a fingerprint: enough to distinguish partners; nobody compares in a list."""
    return f"{fingerprint[:11]} …" if fingerprint else ""


def _haystack(line: PartnerLine) -> str:
    digits = f"{line.fingerprint} {line.fingerprint.replace(' ', '')}"
    return f"{line.name} {line.region} {identity_word(line.standing)} {digits}".casefold()
