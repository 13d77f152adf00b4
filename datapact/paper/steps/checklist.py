"""Pages for the checklist of Art. 28(3) GDPR, as the paper of a processor seems to have them: proposals, to be checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datapact.agreements.projection.append import load_state
from datapact.agreements.text.current_text import current_state
from datapact.agreements.text.paper import received_paper
from datapact.base.texts import current_language
from datapact.organisation.identity.confusable_names import plain_name
from datapact.organisation.partners.references import reference_names
from datapact.paper.judge.gaps import gap_report
from datapact.paper.judge.places import place_words
from datapact.paper.steps.received import text_of
from datapact.paper.steps.search_hits import histories_with_paper

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

_LETTERS: Mapping[str, tuple[str, ...]] = {
    "a": ("P01.instructions", "P01.transfers"),
    "b": ("P02.confidentiality",),
    "c": ("P03.measures",),
    "d": ("P04", "P05.flow-down"),
    "e": ("P06.rights",),
    "f": ("P07.security", "P07.breaches", "P07.assessment"),
    "g": ("P08.choice",),
    "h": ("P09.information", "P09.audits"),
}
"""The lines of the gap report by letter of Art. 28(3), the one that counts most first."""


@dataclass(frozen=True, slots=True)
class ProposedPages:
    """The requirements that the newest paper of a party seems to meet."""

    file: str
    """Name of the file."""
    number: str
    """Of its agreement."""
    pages: Mapping[str, str]
    """The place by letter; without those for which nothing that seems met was found."""


def proposed_pages(acting: Acting, party: str) -> ProposedPages | None:
    """The places in the newest paper that names ``party``, by its reference; None where there is none."""
    with acting.vault.read() as session:
        name = plain_name(reference_names(session).get(party, party))
        for history in histories_with_paper(session):
            folded = load_state(session, history)
            state = current_state(folded)
            terms = state.get("terms")
            parties = terms.get("parties", ()) if isinstance(terms, Mapping) else ()
            named = {str(one.get(member, "")) for one in parties for member in ("organisation", "name")}
            if party not in named and name not in {plain_name(one) for one in named if one}:
                continue
            text, paper = text_of(session, folded), received_paper(folded)
            if text is None or paper is None:
                continue
            lines = {line.id: line for line in gap_report(text, {"processing"}).lines}
            pages = {}
            for letter, asked in _LETTERS.items():
                line = next((lines[one] for one in asked if lines[one].verdict == "met"), None)
                if line is not None:
                    pages[letter] = place_words(text, line.quotes[0].passage).text(current_language())
            return ProposedPages(str(paper.files[0].name) if paper.files else "", str(state.get("number", "")), pages)
    return None
