"""Rules for agreements that rest on the consent of data subjects (Art. 7 and 8 GDPR)."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.named import names_something
from datapact.checks.model.renewal import due
from datapact.checks.model.rule import Gap, rule
from datapact.contract.terms import LegalBasis
from datapact.contract.vocabulary.acts import EDPB_CONSENT, GDPR, PRACTICE
from datapact.contract.vocabulary.citations import cite


def consents(case: Case) -> tuple[LegalBasis, ...]:
    """The legal bases that are a consent."""
    personal = {dataset.key for dataset in case.personal_datasets}
    return tuple(
        one
        for one in case.terms.legal_bases
        if one.dataset in personal and (one.article == "6(1)(a)" or one.special == "9(2)(a)")
    )


@rule(
    "K01",
    "E",
    "statute",
    cite(GDPR, "7(1)"),
    N_("Who relies on consent keeps records of it, or documents how it is covered."),
)
def k01(case: Case) -> Iterator[Gap]:
    if consents(case) and not names_something(case.terms.consent.records):
        yield Gap(
            "consent.records",
            Message(N_("Consent is relied on; say where the records of it, or the documented coverage, are kept.")),
        )


@rule(
    "K02",
    "E",
    "statute",
    cite(GDPR, "4(11)", EDPB_CONSENT, "para. 65"),
    N_("A consent names the purpose and each controller that relies on it; processors are named in the notice."),
)
def k02(case: Case) -> Iterator[Gap]:
    if not consents(case):
        return
    if not case.terms.consent.purposes_named:
        yield Gap(
            "consent.purposes_named",
            Message(N_("Confirm that the wording of the consent names each purpose relied on.")),
        )
    if not case.terms.consent.controllers_named:
        yield Gap(
            "consent.controllers_named",
            Message(N_("Confirm that the wording of the consent names each controller that relies on it.")),
        )


@rule(
    "K03",
    "E",
    "statute",
    cite(GDPR, "7(3)"),
    N_(
        "Consent is as easy to withdraw as to give. A warning where no period is agreed within which withdrawals are "
        "passed on."
    ),
    version=2,
)
def k03(case: Case) -> Iterator[Gap]:
    if not consents(case):
        return
    if not case.terms.consent.withdrawal.given():
        yield Gap(
            "consent.withdrawal",
            Message(N_("Describe how consent is withdrawn; that must be as easy as giving it.")),
        )
    if case.terms.rights.propagation_days is None:
        yield Gap(
            "rights.propagation_days",
            Message(N_("Agree within how many days a withdrawal is passed on to the other parties.")),
            "W",
            "practice",
            citation=cite(PRACTICE),
        )


@rule(
    "K04",
    "E",
    "statute",
    cite(GDPR, "9(2)(a), 22(2)(c), 49(1)(a)"),
    N_("For special categories, automated decisions and transfers under Art. 49(1)(a), the consent is explicit."),
)
def k04(case: Case) -> Iterator[Gap]:
    special = {dataset.key for dataset in case.special_datasets}
    needed = (
        any(one.special == "9(2)(a)" and one.dataset in special for one in consents(case))
        or case.terms.facts.automated_decisions_ground == "22(2)(c)"
        or any(one.mechanism == "49" and one.derogation == "a" for one in case.terms.transfers)
    )
    if case.pd and needed and not case.terms.consent.explicit:
        yield Gap(
            "consent.explicit",
            Message(N_("This consent must be explicit. Confirm that it is, or choose another basis.")),
        )


@rule(
    "K05",
    "W",
    "guidance",
    cite(EDPB_CONSENT),
    N_("A consent older than the agreed interval is refreshed; where no interval is set it does not expire."),
)
def k05(case: Case) -> Iterator[Gap]:
    consent = case.terms.consent
    if not consents(case) or consent.refresh_months is None or consent.oldest is None:
        return
    if due(consent.oldest, consent.refresh_months) <= case.on:
        yield Gap(
            "consent.oldest",
            Message(
                N_("The oldest consent is of {day}, beyond the interval of {months} months: refresh it."),
                {"day": consent.oldest.isoformat(), "months": consent.refresh_months},
            ),
        )


@rule(
    "K06",
    "E",
    "statute",
    cite(GDPR, "8(1)-(2)"),
    N_(
        "Where an online service is offered to a child below the national age (13 to 16), the holder of parental "
        "responsibility consents."
    ),
)
def k06(case: Case) -> Iterator[Gap]:
    consent = case.terms.consent
    children = {dataset.key for dataset in case.personal_datasets if dataset.children}
    if not consent.online_service or not any(one.dataset in children for one in consents(case)):
        return
    if not consent.age_country:
        yield Gap("consent.age_country", Message(N_("Name the country whose age of consent counts for the children.")))
    if not consent.parental.given():
        yield Gap(
            "consent.parental",
            Message(N_("Describe how the consent of the holder of parental responsibility is obtained and checked.")),
        )


_TOLD = {
    "study": N_("Say in plain words what the project is about. Nobody consents to what they do not understand."),
    "procedure": N_("Say what happens to somebody who takes part."),
    "burdens": N_("Say which benefits and which risks taking part has, also where there are none."),
    "limits": N_("Say what a withdrawal cannot undo, such as results that have been published."),
}


@rule(
    "K07",
    "E",
    "statute",
    cite(GDPR, "4(11), 7, 13(1)-(2)"),
    N_(
        "A participant sheet rests on consent, says in plain words what participants agree to, whom they can ask and where they "
        "can complain; a broad consent names areas of research and how later projects are announced."
    ),
)
def k07(case: Case) -> Iterator[Gap]:
    told = case.terms.participants
    if not told.applies:
        return
    if not consents(case):
        yield Gap(
            "legal_bases",
            Message(
                N_("The text asks participants for consent, but no legal basis is consent (Art. 6(1)(a)). Name it.")
            ),
        )
    for name, words in _TOLD.items():
        if not getattr(told, name).given():
            yield Gap(f"participants.{name}", Message(words), None if name == "study" else "W")
    if not told.contact.given():
        yield Gap(
            "participants.contact", Message(N_("Name whom participants can ask, with an e-mail address or telephone."))
        )
    if not told.authority:
        yield Gap("participants.authority", Message(N_("Name a competent supervisory authority for complaints.")))
    if told.broad.given() and not told.news.given():
        yield Gap(
            "participants.news",
            Message(
                N_(
                    "A broad consent is asked for. Say how people learn of each later project, so that they can withdraw in time."
                )
            ),
            "W",
            "practice",
        )


RULES = (k01, k02, k03, k04, k05, k06, k07)
