"""An agreement with a table, for the tests of tables."""

from __future__ import annotations

from datapact.base.texts import Language
from datapact.contract.editing.commands import InsertTable, Reword, SetTable
from datapact.contract.editing.edit import apply, replay
from datapact.contract.text.clauses import Paragraph, Run
from datapact.contract.text.document import AgreementDocument, read_state
from tests.agreements.drafts import example

PLAIN = read_state(example())
CLAUSE = PLAIN.clauses[5].id
TABLE = "sensoren"
WORDS = (("Sensor", "Einheit", "Takt"), ("Druck", "bar", "1 s"), ("Temperatur", "°C", ""))


def names(columns: int, rows: int, prefix: str = "zelle") -> tuple[str, ...]:
    return tuple(f"{prefix}-{row}-{column}" for row in range(rows) for column in range(columns))


def with_words(document: AgreementDocument, prefix: str = "zelle") -> AgreementDocument:
    languages: tuple[Language, ...] = ("de", "en")
    return replay(
        document,
        [
            Reword(f"{prefix}-{row}-{column}", language, (Run(f"{word} {language}" if language == "en" else word),))
            for row, listed in enumerate(WORDS)
            for column, word in enumerate(listed)
            if word
            for language in languages
        ],
    )


LEAD: dict[Language, tuple[Run, ...]] = {
    "de": (Run("Erfasst werden diese Messgrößen:"),),
    "en": (Run("These quantities are recorded:"),),
}
BASE = with_words(
    replay(
        PLAIN,
        [
            InsertTable(CLAUSE, TABLE, 1, 3, names(3, 3)),
            *(Reword(TABLE, language, runs) for language, runs in LEAD.items()),
        ],
    )
)


def table_of(document: AgreementDocument, place: str = TABLE) -> Paragraph:
    return next(one for clause in document.clauses for one in clause.paragraphs if one.id == place)


def reshaped(document: AgreementDocument, columns: int, order: tuple[str, ...]) -> AgreementDocument:
    return apply(document, SetTable(TABLE, columns, order))
