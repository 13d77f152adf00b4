"""Rules on the purposes: specific, compatible with the first one, research."""

from __future__ import annotations

import re
from collections.abc import Iterator

from datapact.base.texts import N_, Argument, Message
from datapact.checks.general.named_law import names_law
from datapact.checks.model.dated import is_reference
from datapact.checks.model.facts import Case
from datapact.checks.model.finding import Authority
from datapact.checks.model.named import names_something
from datapact.checks.model.rule import Gap, rule
from datapact.contract.terms import Localised, Purpose
from datapact.contract.terms.known_facts import new_purpose
from datapact.contract.vocabulary.acts import BDSG, GDPR, LAND_LAW, PRACTICE, URHG
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import own

# A purpose with such a name is not specified (Art. 5(1)(b) GDPR).
_ANY_PURPOSE = frozenset(
    [
        "any purpose",
        "any purposes",
        "all purposes",
        "any lawful purpose",
        "general purposes",
        "various purposes",
        "beliebiger zweck",
        "beliebige zwecke",
        "alle zwecke",
        "jeder zweck",
        "jeglicher zweck",
        "sonstige zwecke",
    ]
)


# The same said in other words: every lawful use, one's own purposes, and so on.
_SPACIOUS = re.compile(
    r"(für |for |zu |to )?(alle[nr]?|jede[nrs]?|jegliche[nr]?|sämtliche[nr]?|beliebige[nr]?|any( and all)?|all|every|various|"
    r"diverse|sonstige|other|general|allgemeine)?\s*((gesetzlich |rechtlich )?(zulässige|erlaubte|rechtmäßige)[nr]?|lawful|"
    r"legitimate|legal|permitted|eigene[nr]?|own|interne[nr]?|internal|betriebliche[nr]?|geschäftliche[nr]?|business|commercial|"
    r"kommerzielle[nr]?)?\s*(zwecke?n?|nutzung(en)?|verwendung(en)?|verarbeitung(en)?|purposes?|uses?|processing|geschäftszwecke?n?)"
    r"( aller art| of any kind)?"
)


# Something definite, and then anything: "… und alle damit verbundenen Zwecke", "… and other purposes".
_AND_MORE = re.compile(
    r"\b(und|oder|sowie|and|or)\s+(alle[nr]?|jede[nrs]?|sonstige[nr]?|weitere[nr]?|andere[nr]?|ähnliche[nr]?|all|any|other|further|"
    r"related|similar|every)\s+(\w+\s+){0,3}(zwecke?n?|nutzungen|verwendungen|verarbeitungen|purposes?|uses)\b"
)


_NO_PURPOSE = N_("No purpose is agreed for which the data may be used. Name at least one specific purpose.")
_FOR_NOTHING = N_(
    "The text permits use for the agreed purposes, but none is agreed: nobody can tell what may be done. Name at least one specific "
    "purpose."
)


def _texts(name: Localised) -> list[str]:
    return [text.strip().rstrip(".").casefold() for text in (name.de, name.en) if text.strip()]


def _is_spacious(name: Localised) -> bool:
    """Whether a name that says something covers any purpose."""
    texts = _texts(name)
    if any(_AND_MORE.search(text) for text in texts):
        return True
    return not _ANY_PURPOSE.isdisjoint(texts) or any(_SPACIOUS.fullmatch(text) for text in texts)


_CLAUSE = "purposes"
"""The id of the clause on purposes, in every template that has one."""
_NAMED_BY_THE_DATA_ACT = frozenset({"holder_for_user", "to_user"})
"""Routes of product data on which Art. 4 and 6 of the Data Act ask for the purposes (D04, D20), and not a second rule."""


def _refers_to_purposes(case: Case) -> bool:
    """Whether a right is granted, or use permitted, for the purposes that the agreement names: without one nobody can tell for what.

    A framework agreement may begin without purposes, which come by orders.
    """
    terms = case.terms
    if terms.licence.subject:
        return True
    asked = terms.framework.applies or terms.data_act.route in _NAMED_BY_THE_DATA_ACT
    return _CLAUSE in case.document.referred and not asked


@rule(
    "G03",
    "E",
    "statute",
    cite(GDPR, "5(1)(b)"),
    N_(
        "At least one specific purpose is agreed; “any purpose” is none. Without personal data that is practice, not the GDPR: a warning; but "
        "an error where a non-disclosure agreement allows use for that purpose alone, and where the text grants or permits use for purposes "
        "that nobody named."
    ),
    version=3,
)
def g03(case: Case) -> Iterator[Gap]:
    bound = case.pd or case.terms.non_disclosure.applies
    needed = bound or _refers_to_purposes(case)
    citation = None if case.pd else cite(URHG, "31(5)", PRACTICE) if case.terms.licence.subject else cite(PRACTICE)

    def gap(place: str, message: Message, *, severe: bool) -> Gap:
        authority: Authority = "statute" if case.pd else "house" if severe else "practice"
        return Gap(place, message, "E" if severe else "W", authority, citation=citation)

    if all(purpose.prohibited for purpose in case.terms.purposes):
        yield gap("purposes", Message(_FOR_NOTHING if needed and not bound else _NO_PURPOSE), severe=needed)
    for purpose in case.terms.purposes:
        nameless = not _texts(purpose.name)
        if nameless or _is_spacious(purpose.name):
            message = Message(
                N_(
                    "The purpose “{purpose}” is not specific. Say what the data is used for, so that both sides "
                    "can tell what is covered."
                ),
                {"purpose": own(purpose.name, purpose.key)},
            )
            # who owns data without any person in it may grant every use; a purpose that says nothing grants none
            yield gap(f"purposes.{purpose.key}.name", message, severe=needed if nameless else bound)


def _has_consent_or_law(case: Case, purpose: Purpose) -> bool:
    """Whether every basis recorded for the purpose is consent, or a law whose provision is named (Art. 6(4) GDPR)."""
    bases = [basis for basis in case.terms.legal_bases if basis.purpose == purpose.key and basis.article]
    return bool(bases) and all(
        basis.article == "6(1)(a)" or (basis.article in ("6(1)(c)", "6(1)(e)") and names_law(basis.law))
        for basis in bases
    )


@rule(
    "G10",
    "E",
    "statute",
    cite(GDPR, "5(1)(b), 6(4), 13(3), 14(4)"),
    N_(
        "For a new purpose without consent or a law within Art. 23, a compatibility test is on file (scientific research "
        "under Art. 89(1) is presumed compatible). Whatever the basis, data subjects are told of it."
    ),
)
def g10(case: Case) -> Iterator[Gap]:
    for purpose in case.terms.purposes:
        if not case.pd or not new_purpose(case.terms, purpose).value or purpose.prohibited:
            continue
        names: dict[str, Argument] = {"purpose": own(purpose.name, purpose.key)}
        allowed = purpose.scientific_research or _has_consent_or_law(case, purpose)
        if not names_something(purpose.compatibility_test) and not allowed:
            yield Gap(
                f"purposes.{purpose.key}.compatibility_test",
                Message(
                    N_(
                        "The data was collected for another purpose than “{purpose}”. Test whether the purposes are "
                        "compatible and enter where the test is kept, or obtain consent."
                    ),
                    names,
                ),
            )
        if not is_reference(purpose.further_notice):
            yield Gap(
                f"purposes.{purpose.key}.further_notice",
                Message(
                    N_(
                        "Data subjects must be told of the new purpose “{purpose}” before the data is used for it. "
                        "Enter the notice with its version or its date."
                    ),
                    names,
                ),
            )


@rule(
    "G37",
    "W",
    "statute",
    cite(BDSG, "27", LAND_LAW),
    N_("For research with special categories of personal data, the law relied on is named."),
)
def g37(case: Case) -> Iterator[Gap]:
    facts = case.terms.facts
    research = facts.research or any(purpose.scientific_research for purpose in case.terms.purposes)
    if research and case.special_datasets and not names_law(facts.research_law):
        yield Gap(
            "facts.research_law",
            Message(
                N_(
                    "Special categories of personal data are used for research, but the law relied on is missing. "
                    "Name it, for example § 27 BDSG or the data protection law of the Land."
                )
            ),
        )


RULES = (g03, g10, g37)
