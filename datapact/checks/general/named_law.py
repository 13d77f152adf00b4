"""Whether words name a provision of law, such as "§ 13 LHG", and one that can lay down a duty or a task (Art. 6(3) GDPR)."""

from __future__ import annotations

import re

from datapact.checks.model.named import names_something
from datapact.checks.model.words_of_no import has_ended

_PROVISION = re.compile(
    r"(§§?|Art(ikel|icle|\.)?|Sections?|sec\.|s\.|Regulation|Verordnung|Directive|Richtlinie|Satzung)\s*\(?[A-Z]*\)?\s*\d",
    re.IGNORECASE,
)
# What stands behind a paragraph without being the act: "Abs. 1 Satz 2 Nr. 3 lit. a", "and 26", "ff.".
_WITHIN = re.compile(
    r"\b(Art(ikel|icle|s)?|Abs(atz|ätze)?|S(atz|ätze)?|Nrn?|Nummern?|lit|Buchst(abe)?|Alt|Hs|para(graph)?s?|point|no|sub(para)?|"
    r"sections?|sec|und|and|or|oder|bis|to|i|V|m|in|Verbindung|mit|with|conjunction|ff?|et|seq|the|des|der|of|dem|"
    r"gilt|einschlägig|applies)\b\.?|[ivx]+\b",
    re.IGNORECASE,
)
_NO_LAW = re.compile(
    # the GDPR itself lays down no duty or task of that kind; a contract or the charter of an association is no law
    r"\b(DS-?GVO|GDPR|RGPD)\b|2016/679|Datenschutz-?Grundverordnung|General Data Protection|"
    r"\b(diese[sr]?|des|this|the|of our|unser\w*|haupt|rahmen)\s*(vertrag|vereinbarung|agreement|contract)|vertrags?\b|\bAVV?\b|\bAGB\b|"
    r"Vereinssatzung|Satzung des Vereins|Gesellschaftsvertrag|articles of association|"
    # nor is the law of a third country (Art. 6(3): Union or Member State law)
    r"\bU\. ?S\.? ?C(ode|\.)?\b|\bC\. ?F\. ?R\b|\bCFR\b|\bUSC\b|\bHIPAA\b|\bUK (GDPR|DPA)\b|Data Protection Act 2018|\bPIPL\b|"
    r"schweizer|swiss|\bOR\b \(CH\)|\bCLOUD Act\b|FISA",
    re.IGNORECASE,
)
_NUMBERED_ACT = re.compile(r"\b\d{4}/\d{1,4}\b|\b\d{1,4}/\d{4}\b")
_FEDERAL = re.compile(r"\bBDSG\b|Bundesdatenschutzgesetz|Federal Data Protection Act", re.IGNORECASE)


def names_provision(words: str) -> bool:
    """Whether the words name a paragraph, article, section or numbered act."""
    return _PROVISION.search(words) is not None


def names_law(words: str) -> bool:
    """Whether the words name a provision *and* the act of Union or Member State law in which it stands.

    "§ 3" alone, an article of the GDPR, a clause of a contract and the law of a third country lay down no duty or task.
    """
    if not names_provision(words) or not names_something(words) or has_ended(words):
        return False
    for each in re.split(r"[;,]|\bi\. ?V\. ?m\.|\bund\b|\band\b", words):
        if _NO_LAW.search(each):
            continue
        if _NUMBERED_ACT.search(each) or _is_act(re.sub(r"[§\d().:–-]+\w?\b", " ", each)):
            return True
    return False


def _is_act(rest: str) -> bool:
    left = [one for one in re.findall(r"[^\W\d_]{2,}", _WITHIN.sub(" ", rest)) if not one.islower()]
    return bool(left)


def is_federal_only(words: str) -> bool:
    """Whether all that the words name is the Federal Data Protection Act, which yields to the law of a Land for its bodies."""
    acts = [each for each in re.split(r"[;,]|\bi\. ?V\. ?m\.|\bund\b|\band\b", words) if names_law(each)]
    return bool(acts) and all(_FEDERAL.search(each) for each in acts)


_NO_AUTHORITY = re.compile(r"einwillig|consent|vertrag|agreement|contract|interess|interest", re.IGNORECASE)


def names_authority(words: str) -> bool:
    """Whether words name an official authority or a law for data on offences (Art. 10 GDPR); consent and contract are neither."""
    return names_something(words) and not has_ended(words) and (names_law(words) or not _NO_AUTHORITY.search(words))
