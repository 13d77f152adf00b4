"""A version of an agreement compared with a Word file from anywhere, whether it was sent from here or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.current_text import current_proposal
from datapact.agreements.projection.versions import proposals_of, versions
from datapact.agreements.views.comparison import Compared, version_name
from datapact.base.beginnings import named
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.texts import N_
from datapact.contract.changes.comparison import compared
from datapact.contract.text.spoken_values import spoken
from datapact.organisation.acting.names import known_names
from datapact.word.read.package import open_package
from datapact.word.read.returned import read_returned
from datapact.word.steps.coverage import coverage_lines, outside_line
from datapact.word.steps.sent import whole_version

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


def compare_with_file(acting: Acting, history: str, data: bytes, name: str, version: str = "") -> Compared:
    """A version (beginning of its digest, by default the text that counts now) against a Word file with all its changes.

    Raises Malformed for a file in which no clause is recognised, and what reading a Word file raises.
    """
    with acting.vault.read() as session:
        folded = load_state(session, history)
        names = known_names(session)
    known = {one.digest: one for one in versions(folded)}
    current = current_proposal(folded)
    fitting = named(list(known), version) if version else () if current is None else (current.digest,)
    if len(fitting) != 1 or fitting[0] not in known:
        if version:
            raise WrongUse(
                N_("There is no single version {digest}. See datapact agreement history."), digest=version[:43]
            )
        raise AnswerNo(N_("There is no text to compare in this agreement yet."))
    digest = fitting[0]
    base = whole_version(proposals_of(folded)[digest]).document
    returned = read_returned(open_package(data), base)
    return Compared(
        history,
        digest,
        "",
        version_name(known[digest], names),
        spoken(name, name),
        compared(base, returned.proposal),
        {},
        (*map(outside_line, returned.outside), *coverage_lines(returned)),
    )
