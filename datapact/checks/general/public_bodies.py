"""Rules where a public body takes part: access to information, and the form in which it can bind itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from datapact.base.texts import N_, Argument, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.rule import Gap, rule
from datapact.contract.terms import Party, known_facts
from datapact.contract.vocabulary.acts import GEMO_BW, GO_NRW, ICO_CODE, IFG, LAND_LAW, UIG, VWVFG
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.laws import names_provision
from datapact.contract.vocabulary.messages import joined

ACCESS_LAWS: Mapping[str, str] = {
    "BW": "LIFG",
    "BY": "Art. 39 BayDSG",
    "BE": "IFG Berlin",
    "BB": "AIG",
    "HB": "BremIFG",
    "HH": "HmbTG",
    "HE": "§§ 80 ff. HDSIG",
    "MV": "IFG M-V",
    "NI": "NUIG",
    "NW": "IFG NRW",
    "RP": "LTranspG",
    "SL": "SIFG",
    "SN": "SächsTranspG",
    "ST": "IZG LSA",
    "SH": "IZG-SH",
    "TH": "ThürTG",
    "federal": "IFG",
}
"""The law on access to information by Land, as known in November 2026; Lower Saxony has one on the environment only."""

WRITTEN_OR_QUALIFIED: Mapping[str, str] = {
    "BW": "§ 54 GemO BW",
    "BY": "Art. 38 GO Bayern",
    "HE": "§ 71 HGO",
    "MV": "§ 38 KV M-V",
    "NI": "§ 86 NKomVG",
    "RP": "§ 49 GemO RP",
    "SN": "§ 60 SächsGemO",
    "ST": "§ 73 KVG LSA",
    "TH": "§ 31 ThürKO",
}
"""Provisions by which declarations that bind a municipality need writing, or a qualified electronic signature.

Not North Rhine-Westphalia's, by which text form is enough (§ 64 GO NRW).
"""

_MUNICIPALITY = re.compile(
    r"gemeinde|gebietskörperschaft|\bstadt\b|landkreis|kreisfrei|\bkreis\b|municipality", re.IGNORECASE
)


@rule(
    "G24",
    "W",
    "practice",
    cite(IFG, "5, 6, 8", UIG, "8, 9", LAND_LAW, ICO_CODE),
    N_("With a public body, the handling of requests for access to information is agreed."),
)
def g24(case: Case) -> Iterator[Gap]:
    if not case.public_bodies or case.terms.facts.freedom_of_information.given():
        return
    laws = {
        ACCESS_LAWS[land]
        for party in case.public_bodies
        if (land := known_facts.land(case.terms, party)) in ACCESS_LAWS
    }
    yield Gap(
        "facts.freedom_of_information",
        Message(
            N_(
                "As public bodies take part ({parties}), third parties may request access to the agreement or the data "
                "({laws}). Agree on how such requests are handled, who is heard before, and what is a secret."
            ),
            {
                "parties": joined([case.name(party.key) for party in case.public_bodies]),
                "laws": joined(sorted(laws)) if laws else Message(N_("freedom-of-information law")),
            },
        ),
    )


def _is_municipality(party: Party) -> bool:
    return bool(_MUNICIPALITY.search(f"{party.legal_form} {party.name}"))


@rule(
    "G32",
    "E",
    "statute",
    cite(GEMO_BW, "54", GO_NRW, "64", VWVFG, "57", LAND_LAW),
    N_(
        "Where a municipality or other public body enters into obligations, the provision on their form is named, and the "
        "agreed form meets it."
    ),
    # section 57 VwVfG; the laws of the Länder are older. Text form in section 64 GO NRW came in 2025, on a day not compared
    valid_from=date(1977, 1, 1),
)
def g32(case: Case) -> Iterator[Gap]:
    bodies = case.public_bodies
    if not bodies:
        return
    form, named = case.terms.form.conclusion, case.terms.facts.public_form
    for party in bodies:
        provision = WRITTEN_OR_QUALIFIED.get(known_facts.land(case.terms, party), "")
        if _is_municipality(party) and provision and form in ("text_form", "agreed_electronic"):
            yield Gap(
                "form.conclusion",
                Message(
                    N_(
                        "{party} binds itself only in writing or with qualified electronic signatures ({provision}), "
                        "everyday business of the administration apart. The agreed form is weaker: the declaration would "
                        "not bind. Choose one of the two forms."
                    ),
                    {"party": case.name(party.key), "provision": provision},
                ),
            )
    if not names_provision(named) and not known_facts.no_public_form(case.terms):
        names: dict[str, Argument] = {"parties": joined([case.name(party.key) for party in bodies])}
        yield Gap(
            "facts.public_form",
            Message(
                N_(
                    "The form in which {parties} can enter into obligations is not stated by its provision. Check the law "
                    "of the Land (municipalities mostly need writing or a qualified electronic signature, some text form; "
                    "some Länder also a second signature or the official seal) and name the provision, or say that none "
                    "applies; a self-issued signature may not do."
                ),
                names,
            ),
        )


RULES = (g24, g32)
