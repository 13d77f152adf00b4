"""A register as PDF, XLSX, CSV and JSON: the same rows everywhere, with population, filters and gaps.

The PDF carries the other two machine forms inside, so that one file is enough; its pages follow from register.json alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Final, Literal

from datapact.base.strictjson import parse_object
from datapact.base.texts import N_, Language, Message
from datapact.base.write_table import SheetTable, Value, write_csv, write_xlsx
from datapact.consent.proof.in_file import headings_of
from datapact.pdf.engine.pdfa import Attachment
from datapact.pdf.reports.names import REGISTER
from datapact.pdf.reports.parts import Facts, Heading, Items, Note, Paragraph, Part, Report, Table, Words
from datapact.pdf.reports.report import render_report
from datapact.registers.register import Column, Register, cell_text
from datapact.registers.register_file import RegisterInFile, read_register

JSON_NAME: Final = REGISTER
CSV_NAME: Final = "register.csv"

type RegisterFormat = Literal["pdf", "xlsx", "csv", "json"]

_ALL_ROWS_INSIDE = Message(
    N_("This table shows the main columns. All columns are in the attached files register.csv and register.json.")
)
_PROVEN = Message(N_("Rows of the vault, held against what was signed"))
_NOTHING_LEFT_OUT = Message(N_("Nothing was left out."))
_NO_GAPS = Message(N_("No gaps were found."))
_NO_ENTRIES = Message(N_("There are no entries."))
_NOT_SIGNED = Message(
    N_(
        "This file carries no signature. That it is unaltered shows its checksum in the record of exports, or the signed"
        " index of an export of agreements that holds it."
    )
)
_NOT_RECORDED = Message(N_("A member without a value is not recorded in the agreements."))


def write_register(register: Register, form: RegisterFormat, language: Language) -> bytes:
    """The register in one form; ``language`` is that of the words in PDF, XLSX and CSV (JSON has both)."""
    writers: dict[RegisterFormat, Callable[[Register, Language], bytes]] = {
        "pdf": register_pdf,
        "xlsx": register_xlsx,
        "csv": register_csv,
        "json": lambda one, _language: register_json(one),
    }
    return writers[form](register, language)


def register_json(register: Register) -> bytes:
    """The register as JSON, complete."""
    return RegisterInFile.made_of(register).write() + b"\n"


def register_csv(register: Register, language: Language, *, stated: bool = True) -> bytes:
    """The register as CSV: only rows; the first line has the keys of the columns, the same in every language.

    Where it is not complete, the heading of one more column says so, and what does not fit; not with ``stated`` False.
    """
    keys = [column.key for column in register.columns]
    further = headings_of(register.proof, language) if stated else ()
    rows = [[*row, *("" for _one in further)] for row in _rows(register, register.columns, language)]
    return write_csv([*keys, *further], rows, language)


def register_xlsx(register: Register, language: Language) -> bytes:
    """The register as XLSX: a worksheet with the rows, one with population and filters, and one with the gaps."""
    about: list[list[Value]] = [[name, value] for name, value in _about(register)]
    about += [[Message(N_("What this register covers")), register.basis]]
    about += [[Message(N_("Population")), one] for one in register.population]
    about += [[Message(N_("Filter")), one] for one in register.filters]
    left: list[Value] = [one.words for one in register.left_out]
    about += [[Message(N_("Left out")), one] for one in left or [_NOTHING_LEFT_OUT]]
    about += [[_PROVEN, one] for one in statements(register)]
    about += [[Message(N_("Gaps")), len(register.gaps)], [Message(N_("Note")), _NOT_SIGNED]]
    tables = [
        SheetTable(register.title, _headings(register.columns), _rows(register, register.columns, language)),
        SheetTable(Message(N_("About this register")), [Message(N_("What")), Message(N_("Value"))], about),
        SheetTable(
            Message(N_("Gaps")),
            [Message(N_("Agreement")), Message(N_("What is missing"))],
            [[gap.number, gap.message] for gap in register.gaps],
        ),
    ]
    return write_xlsx(tables, register.known_at, language)


def register_pdf(register: Register, language: Language) -> bytes:
    """The register as PDF, to read and to file."""
    return draw_register(
        read_register(parse_object(register_json(register)[:-1], limit=RegisterInFile.largest)), language
    )


def draw_register(register: Register, language: Language, layout: str | None = "") -> bytes:
    """The PDF of a register that was read from its register.json; ``layout`` as for ``render_report``."""
    files = register_attachments(register, language)
    return render_report(register_report(register, language), register.known_at, files, layout)


def register_attachments(register: Register, language: Language, *, stated: bool = True) -> tuple[Attachment, ...]:
    """The attachments of the PDF; ``stated`` as for the CSV."""
    return (
        Attachment(CSV_NAME, register_csv(register, language, stated=stated), "text/csv", "Data"),
        Attachment(JSON_NAME, register_json(register), "application/json", "Source"),
    )


def register_report(register: Register, language: Language) -> Report:
    """The pages of the register, which follow from register.json alone."""
    blocks: list[Part] = [
        Facts([*_about(register), (Message(N_("Digest of register.json (SHA-256)")), _digest(register))]),
        Heading(Message(N_("What this register covers"))),
        Paragraph(register.basis),
        Items(list(register.population)),
        Note(_NOT_SIGNED),
    ]
    if register.proof is not None:
        blocks += [Heading(_PROVEN, 2), Items(list(statements(register)))]
    if register.filters:
        blocks += [Heading(Message(N_("Filters")), 2), Items(list(register.filters))]
    left = [one.words for one in register.left_out]
    blocks += [Heading(Message(N_("Left out")), 2), Items(left) if left else Paragraph(_NOTHING_LEFT_OUT)]
    blocks += [Heading(Message(N_("Gaps")), 2)]
    if register.gaps:
        headings = [Message(N_("Agreement")), Message(N_("What is missing"))]
        blocks.append(Table(headings, [[gap.number, gap.message] for gap in register.gaps], widths=[1, 4]))
    else:
        blocks.append(Paragraph(_NO_GAPS))
    blocks += _entries(register, language) if register.cards else _table(register, language)
    return Report(
        title=register.title,
        language=language,
        blocks=blocks,
        subtitle=Message(N_("As at {day}"), {"day": _day_words(register, language)}),
        kind=Message(N_("Compliance register")),
        foot=register.organisation,
        landscape=not register.cards,
    )


def statements(register: Register) -> tuple[Message, ...]:
    """The exporter's statements on the rows that it was made from; none in files of earlier programs."""
    return () if register.proof is None else register.proof.statements()


def _about(register: Register) -> list[tuple[Words, Words]]:
    return [
        (Message(N_("Organisation")), register.organisation),
        (Message(N_("As at")), register.on),
        (Message(N_("Known at")), register.known_at),
        (Message(N_("Entries")), len(register.rows)),
    ]


def _digest(register: Register) -> str:
    return hashlib.sha256(register_json(register)).hexdigest()  # the same digits as from sha256sum


def _day_words(register: Register, language: Language) -> str:
    from datapact.base.day_words import long_date

    return long_date(register.on, language)


def _headings(columns: tuple[Column, ...]) -> list[Message]:
    return [column.heading for column in columns]


def _rows(register: Register, columns: tuple[Column, ...], language: Language) -> list[list[str | int | date | None]]:
    return [[cell_text(row.cells.get(column.key), language) for column in columns] for row in register.rows]


def _table(register: Register, language: Language) -> list[Part]:
    columns = tuple(column for column in register.columns if column.printed)
    rows = _rows(register, columns, language)
    blocks: list[Part] = [Heading(Message(N_("Entries")), new_page=len(rows) > 12)]
    if len(columns) < len(register.columns):
        blocks.append(Paragraph(_ALL_ROWS_INSIDE, quiet=True))
    return [*blocks, Table(_headings(columns), rows, empty=_NO_ENTRIES)]


def _entries(register: Register, language: Language) -> list[Part]:
    blocks: list[Part] = [Heading(Message(N_("Entries")), new_page=True), Note(_NOT_RECORDED)]
    if not register.rows:
        blocks.append(Paragraph(_NO_ENTRIES))
    for number, row in enumerate(register.rows, 1):
        cells = {column.key: cell_text(row.cells.get(column.key), language) for column in register.columns}
        blocks.append(Heading(f"{number}. {cells['activity']}", 2))
        facts = [
            (
                f"({column.letter}) {column.heading.text(language)}" if column.letter else column.heading,
                cells[column.key],
            )
            for column in register.columns
            if column.key != "activity"
        ]
        blocks.append(Facts([(name, "–" if value in (None, "") else value) for name, value in facts], share=0.34))
    return blocks
