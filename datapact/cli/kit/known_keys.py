"""Keys that a person writes on the command line and that nothing here has: refused with those that there are.

What is recorded under a mistyped key is found by no answer later, and says nothing of it. What is truly new here says so: ``--new``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.base.clock import local_day
from datapact.base.errors import WrongUse
from datapact.base.texts import N_, Message
from datapact.consent.matrix.question_form import no_such_dataset
from datapact.consent.notices.notices import notices
from datapact.consent.views.known_purposes import is_key_of_purpose, known_purpose, no_such_purpose
from datapact.organisation.acting.acting_member import reads_only

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


def require_known(
    acting: Acting, session: Session, *, dataset: str = "", purpose: str = "", notice: str = "", new: bool
) -> str:
    """The purpose as it is recorded: its term where its name was written. Empty keys are not asked for.

    Raises WrongUse for a key that no agreement and no record has, unless it is said to be ``new``, and for a name of several purposes.
    """
    if new or reads_only(acting.member.roles):  # who only reads is refused for that, by what writes
        return purpose
    day = local_day(acting.clock())
    unknown = no_such_dataset(session, dataset) if dataset.strip() else None
    if unknown is None and purpose.strip():
        unknown = no_such_purpose(session, purpose, day)
    if unknown is None and notice.strip():
        unknown = _no_such_notice(session, notice.strip())
    if unknown is not None:
        raise WrongUse(Message(N_("{unknown} If it is new here, say so: --new."), {"unknown": unknown}))
    if not purpose.strip() or is_key_of_purpose(session, purpose, day):
        return purpose
    return known_purpose(session, purpose, day)


def _no_such_notice(session: Session, key: str) -> Message | None:
    known = sorted({one for one, _version in notices(session)})
    if key in known:
        return None
    if not known:
        return Message(N_("No notice has the key “{key}”; there is none here yet."), {"key": key[:100]})
    listed = ", ".join(known[:40]) + (" …" if len(known) > 40 else "")
    return Message(N_("No notice has the key “{key}”. There are: {notices}."), {"key": key[:100], "notices": listed})


__all__ = ["require_known"]
