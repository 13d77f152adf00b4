"""What a person means who writes a purpose of records on the command line; one that nothing here has is named with those that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlmodel import select

from datapact.agreements.projection.tables import AgreementRow
from datapact.base.errors import WrongUse
from datapact.base.texts import N_, Message
from datapact.consent.imports.read_as import written_term
from datapact.consent.notices.notices import notices
from datapact.consent.terms.agreed_keys import agreed_key, term_of
from datapact.consent.terms.named_purposes import naming_agreements
from datapact.consent.terms.purposes import ANY_PURPOSE, full_iri, is_term

if TYPE_CHECKING:
    from datetime import date

    from datapact.vault.database.session import Session

_RECORDED = text("SELECT purpose FROM consent_scope WHERE id <> 0 UNION SELECT purpose FROM delivery")
_MOST_LISTED = 40


def known_purpose(session: Session, written: str, day: date) -> str:
    """The term or key of a purpose that is written as a term, key, NUMBER/KEY or name.

    Raises WrongUse for one that neither an agreement nor a record has, and for a name of several: an empty answer about it would
    read like one about people.
    """
    asked = full_iri(written)
    recorded = _recorded(session)
    if is_term(asked) or asked == ANY_PURPOSE or asked in recorded:
        return asked
    known = _agreed(session, day)
    meant = {term for term, names in known.items() if asked.casefold() in names}
    if len(meant) == 1:
        return meant.pop()
    if meant:
        raise WrongUse(
            N_("“{purpose}” can mean several of the agreed purposes. Say which one: {purposes}."),
            purpose=written[:150],
            purposes=", ".join(sorted(meant)),
        )
    term = written_term(asked)
    if is_term(term):
        return term
    raise WrongUse(_unknown(written, sorted({*known, *recorded})))


def no_such_purpose(session: Session, written: str, day: date) -> Message | None:
    """What to say of a purpose that neither an agreement nor a record has; None for others, and for a name of several."""
    asked = full_iri(written)
    if is_term(asked) or asked == ANY_PURPOSE or is_term(written_term(asked)):
        return None
    recorded, known = _recorded(session), _agreed(session, day)
    if asked in recorded or any(asked.casefold() in names for names in known.values()):
        return None
    return _unknown(written, sorted({*known, *recorded}))


def is_key_of_purpose(session: Session, written: str, day: date) -> bool:
    """Whether it is written as agreements write it: a term, the key of a purpose, or NUMBER/KEY; a name is none of these."""
    asked = full_iri(written)
    keys = {name.rpartition("/")[2] for names in _agreed(session, day).values() for name in names if "/" in name}
    return is_term(asked) or asked == ANY_PURPOSE or asked.rpartition("/")[2].casefold() in keys


def _recorded(session: Session) -> set[str]:
    """Purposes of consents, deliveries and notices, as they stand there."""
    told = {purpose for one in notices(session).values() for purpose in one.purposes}
    return {*map(str, session.connection().execute(_RECORDED).scalars()), *told}


def _agreed(session: Session, day: date) -> dict[str, set[str]]:
    """By term or key what agreements here call a purpose, drafts and prohibited ones included; names in small letters."""
    numbers = dict(session.exec(select(AgreementRow.id, AgreementRow.number)).all())
    found: dict[str, set[str]] = {}
    for agreement in naming_agreements(session, day, agreements=numbers):
        for one in agreement.terms.purposes:
            place = agreed_key(agreement.id, one.key)
            written = f"{numbers.get(agreement.id, '')}/{one.key}"
            names = (one.key, one.iri, place, written, one.name.de, one.name.en)
            found.setdefault(term_of(one), set()).update(name.strip().casefold() for name in names if name.strip())
    return found


def _unknown(written: str, known: list[str]) -> Message:
    if not known:
        return Message(N_("No agreement and no record here has the purpose “{purpose}”."), {"purpose": written[:150]})
    listed = ", ".join(known[:_MOST_LISTED]) + (" …" if len(known) > _MOST_LISTED else "")
    words = N_("No agreement and no record here has the purpose “{purpose}”. There are: {purposes}.")
    return Message(words, {"purpose": written[:150], "purposes": listed})


__all__ = ["is_key_of_purpose", "known_purpose", "no_such_purpose"]
