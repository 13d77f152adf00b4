"""Words of a finding for people, the same on the page of an agreement, in the editor and in a dossier."""

from __future__ import annotations

from datapact.base.texts import N_, Message
from datapact.checks.model.finding import AUTHORITIES, Finding
from datapact.contract.vocabulary.acts import ICO_CODE
from datapact.contract.vocabulary.citations import Citation


def kind_word(*, severe: bool, missing: bool, later: bool = False) -> Message:
    """The word for what a finding weighs; ``missing``: nothing was entered at its place yet.

    ``later``: it bars nothing yet, and will once the text is to be frozen, which is said from the start.
    """
    if later and not severe:
        return Message(N_("Required for freezing")) if missing else Message(N_("Error at freezing"))
    if missing:
        return Message(N_("Required")) if severe else Message(N_("Recommended"))
    return Message(N_("Error")) if severe else Message(N_("Warning"))


def weighs(finding: Finding) -> tuple[bool, bool]:
    """Whether a finding is an error now, and whether it is one at freezing; advice on a signed text is neither."""
    return finding.severity == "E" and not finding.advice, finding.at_freezing == "E" and not finding.advice


def kind_of(finding: Finding) -> Message:
    """The word for what this finding weighs."""
    severe, later = weighs(finding)
    return kind_word(severe=severe, missing=finding.missing, later=later)


def authority_of(finding: Finding) -> Message:
    """The authority behind a rule: a statute's, the house's, practice."""
    return Message(AUTHORITIES[finding.authority])


def basis_of(finding: Finding) -> Citation:
    """The sources as a reader here needs them: a code of another country stands only where nothing else does."""
    at_home = tuple(one for one in finding.citation.references if one.act != ICO_CODE)
    return Citation(at_home) if at_home else finding.citation
