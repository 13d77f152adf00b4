"""International organisations (Art. 4(26) GDPR): giving one personal data is a transfer, wherever it sits (Art. 44)."""

from __future__ import annotations

import re

from datapact.contract.vocabulary.countries import adequate_organisations

_SAYS_SO = re.compile(r"international(e|er|en)? organi[sz]ation|zwischenstaatliche|intergovernmental", re.IGNORECASE)
_KNOWN = re.compile(
    r"europe(an|äisches) (patent (office|organi[sz]ation)|patentamt)|europäische patentorganisation|european molecular biology lab"
    r"|europäisches laboratorium für molekularbiologie|\bEMBL\b|european space agency|europäische weltraum|\bEUMETSAT\b|\bECMWF\b"
    r"|european centre for medium-range|european southern observatory|europäische südsternwarte|\bCERN\b"
    r"|united nations|vereinte nationen|\bUNESCO\b|\bUNICEF\b|world health organi[sz]ation|weltgesundheitsorganisation"
    r"|\bOECD\b|\bINTERPOL\b|council of europe|europarat\b",
    re.IGNORECASE,
)


def is_international(name: str, legal_form: str = "") -> bool:
    """Whether a party is an international organisation, by its legal form or its name."""
    return _SAYS_SO.search(legal_form) is not None or _KNOWN.search(name) is not None


def organisation_code(name: str) -> str:
    """Our short name of an international organisation with an adequacy decision, empty for all others."""
    folded = " ".join(name.casefold().split())
    return next(
        (code for code, one in adequate_organisations().items() if any(each in folded for each in one.names)), ""
    )
