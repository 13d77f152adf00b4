"""Untrue values: those in the text that differ from the terms they claim to show.

A run of text names its term, and people read the text while checks and deadlines read the term. An author with another
program could let the two differ, so a partner's proposal is compared with the template's text for its terms.
"""

from __future__ import annotations

from datapact.base.texts import Language
from datapact.contract.templates.propagate import made
from datapact.contract.text.clauses import places
from datapact.contract.text.document import AgreementDocument


def untrue_values(document: AgreementDocument) -> tuple[str, ...]:
    """Paths of the terms that the text shows with another value than the template does in any of its places.

    Silent about terms that the template does not show, and where this DataPact lacks the template.
    """
    true: dict[tuple[Language, str], set[str]] = {}
    for _place, texts in places(made(document)):
        for language, runs in texts.items():
            for run in runs:
                if run.term is not None:
                    true.setdefault((language, run.term), set()).add(run.text)
    found: dict[str, None] = {}
    for _place, texts in places(document.clauses):
        for language, runs in texts.items():
            for run in runs:
                if run.term is not None and run.text not in true.get((language, run.term), {run.text}):
                    found[run.term] = None
    return tuple(found)
