"""Whether an entry in a notice's recipients is a category into which a processor falls (Art. 13(1)(e) GDPR), or somebody's name."""

from __future__ import annotations

import re

from datapact.organisation.identity.reference import is_reference

_LEGAL_FORM = re.compile(
    r"\b(g?gmbh|ug|ag|se|kg|kgaa|ohg|gbr|egbr|eg|aör|kör|ltd|llp|llc|inc|corp|plc|sarl|sas|spa|srl|bv|nv|oy|ab|aps|s\.?p\.?a|s\.?r\.?l|b\.?v|n\.?v"
    r"|limited|incorporated|corporation|stiftung|foundation)\b|\be\. ?[vkg]\.|\bg?mbh\b",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"dienstleist|auftragsverarbeit|auftragnehm|auftragsdatenverarbeit|unterauftrag|subunternehm|beauftragte|anbieter\b|anbietern\b|hoster|hosting|"
    r"rechenzentr|cloud|lettershop|drucker|versand|logisti|labor(e|en)?\b|call-?center|wartung|support|lohnbüro|aktenvernicht|entsorg|"
    r"agenturen|marktforschungs|befragungs|\b(it|edv)-|softwarehäuser|scan|archivierung|inkasso|"
    r"service (provider|compan)|providers?\b|processors?\b|contractors?\b|vendors?\b|suppliers?\b|data cent(re|er)|agencies|"
    r"laborator|maintenance|printers|printing|call cent|survey institutes|on (our|its|their) behalf|in unserem auftrag|im auftrag",
    re.IGNORECASE,
)


def is_category_of_processors(entry: str, *names: str) -> bool:
    """Whether an entry reads like those who work on somebody's behalf, and is nobody in particular: ``names`` are known ones."""
    if is_reference(entry) or _LEGAL_FORM.search(entry) or entry.casefold() in {one.casefold() for one in names}:
        return False
    return bool(_SERVICE.search(entry))
