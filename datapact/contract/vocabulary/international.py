"""International organisations (Art. 4(26) GDPR): giving one personal data is a transfer, wherever it sits (Art. 44)."""

from __future__ import annotations

import re

from datapact.contract.vocabulary.countries import adequate_organisations

_SAYS_SO = re.compile(
    r"international(e|er|en)? organi[sz]ation|zwischenstaatlich|intergovernmental|völkerrechtssubjekt|treaty organi[sz]ation",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"europe(an|äisches) (patent (office|organi[sz]ation)|patentamt)|europäische patentorganisation|european molecular biology lab"
    r"|europäisches laboratorium für molekularbiologie|european space agency|europäische weltraum|eumetsat"
    r"|european centre for medium-range|europäisches zentrum für mittelfristige|european southern observatory"
    r"|europäische südsternwarte|european organi[sz]ation for nuclear research|europäische organisation für kernforschung"
    r"|united nations|vereinte nationen|world (health|trade|food|meteorological|intellectual property|customs) (organi[sz]ation|programme)"
    r"|welt(gesundheits|handels)organisation|welternährungsprogramm|weltorganisation für (geistiges eigentum|meteorologie)"
    r"|world bank|weltbank\b|international (monetary fund|labour organi[sz]ation|atomic energy agency|criminal court)"
    r"|internationaler? (währungsfonds|strafgerichtshof|arbeitsorganisation)|internationale (arbeits|atomenergie)-?organisation"
    r"|international organi[sz]ation for migration|international agency for research on cancer|food and agriculture organi[sz]ation"
    r"|organi[sz]ation for (economic co-?operation|security and co-?operation)|organisation für (wirtschaftliche|sicherheit und) zusammenarbeit"
    r"|bank für internationalen zahlungsausgleich|bank for international settlements|council of europe|europarat\b"
    r"|north atlantic treaty|eurocontrol",
    re.IGNORECASE,
)
_SHORT = re.compile(  # in capitals, as a word of its own: “UNESCO”, not “UNESCO-Kommission”, nor “who”
    r"(?<![\w-])(WHO|UNESCO|UNICEF|UNHCR|UNDP|UNEP|UNFCCC|UNU|UNV|WFP|FAO|ILO|IOM|IAEA|IARC|WIPO|WTO|WMO|IMF|OECD|OSCE|OSZE|NATO"
    r"|EMBL|EMBL-EBI|EMBO|CERN|ESO|ESA|ECMWF|INTERPOL|EPO|CTBTO|IRENA)(?![\w]|-\w*[a-zäöüß])"
)
_NATIONAL = re.compile(
    r"\b(e\. ?v\.|eingetragener verein|verein|g?gmbh|ug|ag|se|kg|ltd|limited|inc|llc|b\.v\.|universität|hochschule"
    r"|komitee|kommission|national (committee|commission)|collaborating|kooperationszentrum|alumni|association|gesellschaft"
    r"|freunde|friends)(?!\w)",
    re.IGNORECASE,
)


def is_international(*names: str, legal_form: str = "") -> bool:
    """Whether a party is an international organisation, by its legal form or one of its names.

    Who supports one under national law, such as its national committee, or works with it, is none.
    """
    if _SAYS_SO.search(legal_form):
        return True
    if any(_NATIONAL.search(one) for one in (legal_form, *names)):
        return False
    return any(_NAMES.search(one) or _SHORT.search(one) for one in names)


def organisation_code(name: str) -> str:
    """Our short name of an international organisation with an adequacy decision, empty for all others."""
    folded = " ".join(name.casefold().split())
    return next(
        (code for code, one in adequate_organisations().items() if any(each in folded for each in one.names)), ""
    )
