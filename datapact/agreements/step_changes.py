"""What one step of an agreement changed in the text, in sentences: a proposal against the one that it grew from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.agreements.change import Change
from datapact.agreements.compare import compare
from datapact.agreements.page import version_document
from datapact.agreements.record import load_state
from datapact.agreements.state import write_state
from datapact.agreements.versions import versions

if TYPE_CHECKING:
    from datapact.parties.acting import Acting


def step_changes(acting: Acting, history: str, digest: str) -> tuple[Change, ...]:
    """The changes that the draft, offer or counter with this digest brought; empty for the first version.

    Raises WrongUse when it is none, AnswerNo where parts are withheld.
    """
    with acting.vault.read() as session:
        known = {version.digest: version for version in versions(load_state(session, history))}
    new = version_document(acting, history, digest)
    before = known[digest].before if digest in known else ""
    if not before:
        return ()
    return compare(write_state(version_document(acting, history, before)), write_state(new))
