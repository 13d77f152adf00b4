"""The choices of the form for an agreed purpose, and signing what was entered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from datapact.base.errors import WrongUse
from datapact.base.texts import N_, Argument, Message
from datapact.consent.facts.facts import PRACTICE_NAME, DecisionFacts, PurposeLink
from datapact.consent.facts.load_facts import facts_at
from datapact.consent.facts.purpose_links import NewLink, purpose_links, record_link
from datapact.consent.matrix.question_form import Choice, agreed_names
from datapact.consent.notices.notices import notices
from datapact.consent.terms.agreed_keys import agreed_key, is_agreed_key, parts_of
from datapact.consent.terms.purposes import full_iri
from datapact.contract.terms import Purpose
from datapact.organisation.partners.references import find_reference

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

SORTS = {
    "notice": N_("What a notice calls a purpose is the agreed one"),
    "part": N_("A use is part of the agreed purpose"),
    "house": N_("The agreed purpose is one of a purpose of the house"),
    "practice": N_("The agreed purpose is a prohibited practice (Art. 5 AI Act)"),
    "no_practice": N_("It reads like a prohibited practice and is none, or an exception holds"),
    "said": N_("Who said no in other words means the agreed purpose"),
    "not_said": N_("Who said no in other words means something else"),
}
"""The statements that can be signed about an agreed purpose."""


@dataclass(frozen=True, slots=True)
class LinkChoices:
    """The choices of the form."""

    agreed: tuple[Choice, ...]
    """Permitted purposes with the numbers of their agreements; values ``AGREEMENT#purposes.KEY``."""
    notices: tuple[tuple[str, str, str], ...]
    """Key and version of each notice on file, and a purpose that it names."""
    told_names: tuple[Argument, ...]
    """The same in words."""
    houses: tuple[str, ...]
    """Names of purposes of the house so far."""
    noes: tuple[tuple[str, str], ...]
    """Words, and towards whom, of noes that no agreement on their data has a name for."""
    noes_names: tuple[Argument, ...]
    """The same in words."""


def link_choices(acting: Acting) -> LinkChoices:
    """The choices as known now."""
    with acting.vault.read() as session:
        facts = facts_at(acting, session, acting.clock())
        versions = [one for one in notices(session).values() if one.invalid_from is None]
        houses = {one.purpose for one in purpose_links(session) if one.sort == "house"}
    called = facts.purpose_names()
    told = [(one.key, one.version, purpose) for one in versions for purpose in one.purposes]
    names: list[Argument] = [
        Message(
            N_("“{purpose}” in {notice}, version {version}"),
            {"purpose": called.choice(purpose), "notice": one.title, "version": one.version},
        )
        for one in versions
        for purpose in one.purposes
    ]
    noes = sorted({(one.purpose, one.controller) for one in facts.unplaced})
    agreed = [Choice(key, name) for key, name in agreed_names(facts, numbered=True).items()]
    return LinkChoices(
        tuple(sorted(agreed, key=lambda one: str(one.name).casefold())),
        tuple(told),
        tuple(names),
        tuple(sorted(houses)),
        tuple(noes),
        tuple(
            Message(
                N_("“{purpose}”, towards {party}"),
                {"purpose": called.choice(purpose), "party": facts.name(controller)},
            )
            for purpose, controller in noes
        ),
    )


def sign_link(acting: Acting, new: NewLink) -> PurposeLink:
    """Sign it for the words that the agreed purpose has today.

    ``agreed`` may be a number and a key, as ``DP-2026-0001/research``. Raises WrongUse for a purpose that no agreement
    permits, and what ``record_link`` does.
    """
    with acting.vault.write() as session:
        facts = facts_at(acting, session, acting.clock())
        agreed, purpose = _found(facts, new.agreed)
        if new.sort in ("practice", "no_practice"):
            named = PRACTICE_NAME
        else:
            named = new.purpose.strip() if new.sort == "house" else full_iri(new.purpose)
        if not named:
            raise WrongUse(N_("Say which purpose or use it is about."))
        if new.sort in ("said", "not_said"):
            controller = find_reference(session, new.controller or acting.organisation, own=True)
            if (named, controller) not in {(one.purpose, one.controller) for one in facts.unplaced}:
                raise WrongUse(
                    N_("Nobody said no in these words towards {party}, or an agreement has them."),
                    party=facts.name(controller),
                )
            return record_link(
                acting, session, replace(new, purpose=named, agreed=agreed, controller=controller), purpose
            )
        return record_link(
            acting, session, NewLink(new.sort, named, agreed, new.notice, new.version, new.note), purpose
        )


def purpose_named(acting: Acting, session: Session, text: str) -> str:
    """The purpose of a record as people write it: a term, a key, or NUMBER/KEY, which is an agreed purpose.

    Raises WrongUse for a number and key that no agreement has.
    """
    named = full_iri(text)
    if "/" not in named or ":" in named:
        return named
    return _found(facts_at(acting, session, acting.clock()), named)[0]


def _found(facts: DecisionFacts, named: str) -> tuple[str, Purpose]:
    number, key = parts_of(named) if is_agreed_key(named) else (named.rpartition("/")[0], named.rpartition("/")[2])
    found = [
        (agreed_key(agreement.id, one.key), one)
        for agreement in facts.agreements
        for one in agreement.terms.purposes
        if one.key == key and number in (agreement.id, agreement.number)
    ]
    if len(found) != 1:
        raise WrongUse(
            N_("No single agreed purpose is “{text}”. Write it as NUMBER/KEY, such as DP-2026-0001/research."),
            text=named[:150],
        )
    return found[0]
