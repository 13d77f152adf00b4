"""The paper of another house that an agreement rests on: what was received last, and its words for the search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from datapact.agreements.text.current_text import readable
from datapact.base.errors import Malformed
from datapact.base.strictjson import parse_object
from datapact.base.texts import N_, Message
from datapact.contract.text.document import ON_PAPER

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import ForeignPaper

FOREIGN = Message(
    N_(
        "This is the other side's paper: its words stand in their file. Negotiate in that file, and record the signed"
        " contract here."
    )
)
"""Why steps of a negotiation in DataPact are not possible with it."""
PAPER_TEXT = "application/vnd.datapact.paper+json"
"""Media type of a paper's text as it was read, which is kept beside its file."""


def received_paper(folded: AgreementState) -> ForeignPaper | None:
    """The paper that was read in last; None where there is none."""
    return next((one for one in reversed(folded.facts.papers) if one.step == "received"), None)


def is_foreign(folded: AgreementState) -> bool:
    """Whether an agreement is the other side's paper that nobody has recorded as signed yet."""
    if folded.signed_elsewhere is not None or folded.facts.offers or not folded.facts.drafts:
        return False
    template = readable(folded.facts.drafts[-1].state).get("template")
    here = isinstance(template, Mapping) and template.get("id") == ON_PAPER
    return here and received_paper(folded) is not None


def words_of_paper(data: bytes) -> str:
    """The paragraphs of a paper's text, a line each; empty for what has another form."""
    try:
        rows = parse_object(data)["passages"]
        return "\n".join(str(row[1]) for row in rows)  # type: ignore[index, union-attr]
    except (Malformed, KeyError, TypeError, IndexError):
        return ""
