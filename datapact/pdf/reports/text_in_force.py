"""The text that a handout is made of: the one in force once everybody has signed, before that the one that counts now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.reading_version import amendments_of, state_on
from datapact.agreements.text.current_text import current_state
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo
from datapact.base.texts import N_
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.document import AgreementDocument, read_state

if TYPE_CHECKING:
    from datetime import date

    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


def text_in_force(acting: Acting, history: str) -> tuple[AgreementDocument, bool]:
    """The text, and whether it is signed. Raises AnswerNo where there is none to read, or not all of it is here."""
    with acting.vault.read() as session:
        return text_on(session, history, local_day(acting.clock()))


def text_on(session: Session, history: str, today: date) -> tuple[AgreementDocument, bool]:
    """The same in a transaction that is open already."""
    folded = load_state(session, history)
    signed = folded.stage in ("signed", "terminated") or folded.signed_elsewhere is not None
    state = state_on(folded, today, amendments_of(session, history)).state if signed else current_state(folded)
    if not state:
        raise AnswerNo(N_("There is no text of this agreement to read yet."))
    if has_withheld(state):
        raise AnswerNo(N_("Parts of this text are withheld or erased in this vault, so this step is not possible."))
    return read_state(dict(state)), signed
