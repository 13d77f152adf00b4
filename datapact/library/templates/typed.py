"""A clause of an agreement as the text of an own clause: its terms between braces where a text can show them again.

What names a member of a list (a party, a dataset) would carry one agreement into the next; it becomes an open gap, which the
check finds in whatever is drafted with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Language, Message
from datapact.contract.terms import Terms
from datapact.contract.text.clauses import Clause, Run, plain_text
from datapact.contract.vocabulary.labels import label_of_path
from datapact.library.clauses.own_clause import Alternative, OwnClause
from datapact.library.clauses.sources import shown_terms

_GAP = {"de": "[offen: {what}]", "en": "[open: {what}]"}


@dataclass(frozen=True, slots=True)
class TypedClause:
    """The result for one clause."""

    clause: OwnClause
    """With one alternative."""
    notes: tuple[Message, ...]
    """What could not be taken over as it was."""


def typed_clause(clause: Clause, terms: Terms, languages: Sequence[Language]) -> TypedClause | None:
    """The clause as an own one, under its id; None for one that has a table, which a typed text cannot have."""
    if any(paragraph.columns for paragraph in clause.paragraphs):
        return None
    gaps: list[str] = []
    text: dict[Language, str] = {}
    heading: dict[Language, str] = {}
    for language in languages:
        heading[language] = plain_text(clause.heading[language]).strip() or "…"
        blocks = []
        for paragraph in clause.paragraphs:
            if paragraph.deleted:
                continue
            lines = ["".join(_typed(paragraph.text[language], language, gaps)).strip()]
            lines += [
                "- " + "".join(_typed(item.text[language], language, gaps)).strip()
                for item in paragraph.items
                if not item.deleted
            ]
            blocks.append("\n".join(line for line in lines if line))
        text[language] = "\n\n".join(block for block in blocks if block)
    name = heading[languages[0]]
    made = Alternative("house", name, "balanced", "", "", "", "", heading, text)
    notes = tuple(
        Message(N_("{name}: a name or text of that agreement became an open gap: {what}."), {"name": name, "what": gap})
        for gap in dict.fromkeys(gaps)
    )
    return TypedClause(OwnClause(clause.id, name, (made,)), notes)


def _typed(runs: Sequence[Run], language: Language, gaps: list[str]) -> Iterator[str]:
    for run in runs:
        if run.ref is not None:
            yield f"{{{{ § {run.ref} }}}}"
        elif run.term is None:
            yield run.text.replace("{{", "{ {").replace("{%", "{ %").replace("{#", "{ #").replace("\n", " ")
        elif run.term in shown_terms():
            yield f"{{{{ {run.term} }}}}"
        else:
            what = _label(run.term, language)
            gaps.append(what)
            yield _GAP[language].format(what=what)


def _label(path: str, language: Language) -> str:
    steps = path.split(".")
    for end in range(len(steps), 0, -1):
        try:
            return label_of_path(".".join(steps[:end])).text(language)
        except (KeyError, TypeError, DataPactError):
            continue
    return path
