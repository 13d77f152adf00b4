"""Whether words name a provision of law, such as "§ 13 LHG", and one that can lay down a duty or a task (Art. 6(3) GDPR)."""

from __future__ import annotations

import re

from datapact.base.texts import N_, Message
from datapact.checks.model.named import names_something
from datapact.contract.vocabulary.laws import is_beyond, is_gdpr_alone, names_act, picked


def names_law(words: str) -> bool:
    """Whether the words are provisions of acts of the list, and nothing beside them.

    "§ 3" alone, an article of the GDPR, the rules of a house and the law of a third country are none. What reads like a provision of an
    act that the list lacks may be one: a legal member who has read it confirms it.
    """
    return bool(picked(words))


def is_other_act(words: str) -> bool:
    """Whether the words may name a provision of an act that the list lacks: something is named, and it is none of the list.

    The GDPR is no such act, whoever confirms it, and nor is a paragraph that its act does not have.
    """
    return names_something(words) and not names_law(words) and not is_gdpr_alone(words) and not is_beyond(words)


OTHER_ACT = N_(
    "“{law}” is no provision of an act of the program's list, or says more than the provision. Pick paragraph and act from the list. Of "
    "another act a legal member who has read it confirms that it carries this, and sets this aside."
)


BEYOND = N_("“{law}” does not exist: the act has fewer paragraphs or articles. Pick the provision that is meant.")


def lacks_law(words: str, absent: Message) -> Message:
    """The reason why words name no law of the list: that nothing is named, that the act has none such, or that it is another act."""
    if is_beyond(words):
        return Message(BEYOND, {"law": words.strip()[:160]})
    return Message(OTHER_ACT, {"law": words.strip()[:160]}) if is_other_act(words) else absent


def is_federal_only(words: str) -> bool:
    """Whether all that the words name is the Federal Data Protection Act, which yields to the law of a Land for its bodies."""
    named = picked(words)
    return bool(named) and all(one.name == "BDSG" for one in named)


_OF_PUBLIC_BODIES = frozenset(
    [
        *(
            "BDSG",
            "LDSG",
            "BayDSG",
            "BlnDSG",
            "BbgDSG",
            "BremDSGVOAG",
            "HmbDSG",
            "HDSIG",
            "DSG M-V",
            "NDSG",
            "DSG NRW",
            "SDSG",
        ),
        *(
            "SächsDSDG",
            "DSAG LSA",
            "ThürDSG",
            "VwVfG",
            "LVwVfG",
            "BayVwVfG",
            "HVwVfG",
            "VwVfG NRW",
            "GemO",
            "BayGO",
            "GO NRW",
        ),
        *("BbgKVerf", "HGO", "KV M-V", "NKomVG", "KSVG", "SächsGemO", "KVG LSA", "ThürKO", "LKrO"),
    ]
)
"""Acts whose provisions on duties and public tasks hold for public bodies alone: section 3 BDSG and its like, procedure, municipalities."""


def is_of_public_bodies(words: str) -> bool:
    """Whether all that the words name are acts that lay down duties and tasks for public bodies alone."""
    named = picked(words)
    return bool(named) and all(one.name in _OF_PUBLIC_BODIES for one in named)


_SIGN = r"(?:§§?|[Ss]ections?|[Ss]ecs?\.)\s*"
_OF_PARAGRAPH = r"(?:\s*(?:(?:Abs|Absatz|S|Satz|Nr|Nummer|no|Alt)\.?\s*\d+|\(\d\))){0,5}"
_FIRST = r"(?:\s*(?:(?:Abs\.?|Absatz)\s*[12]|\([12]\))(?!\d)(?:\s*(?:S|Satz|Nr|no|Alt)\.?\s*\d+){0,4})?"
_KEPT = re.compile(
    rf"{_SIGN}203{_FIRST}\s*(?:StGB|Strafgesetzbuch)|{_SIGN}(?:35{_OF_PARAGRAPH}\s*SGB I\b|67b{_OF_PARAGRAPH}\s*SGB X\b)|"
    rf"{_SIGN}30(?:{_FIRST}|\s*(?:Abs\.?\s*4|\(4\))\s*(?:Nr\.?|no\.?|Nummer)?\s*3)\s*AO\b|{_SIGN}16{_FIRST}\s*BStatG\b"
)


def is_release(words: str) -> bool:
    """Whether the words name only what lays down a secrecy, or lets a release from it count: then the release has to be there.

    § 203(1) StGB permits what is not "without authority"; § 203(3) StGB, § 80 SGB X or § 30(4) no. 1 AO permit by themselves.
    """
    rest = _KEPT.sub(" ", words)
    return rest != words and not names_act(rest)


_ON_ASSISTING = r"(?:\s*(?:S|Satz|sentence|Nr|no|Alt)\.?\s*\d+){0,4}"
_TO_ASSISTANTS = re.compile(
    rf"{_SIGN}203\s*(?:(?:Abs\.?|Absatz)\s*[34]|\([34]\)){_ON_ASSISTING}\s*(?:StGB|Strafgesetzbuch)|"
    rf"{_SIGN}80{_OF_PARAGRAPH}\s*SGB X\b|{_SIGN}43e{_OF_PARAGRAPH}\s*BRAO\b|{_SIGN}62a{_OF_PARAGRAPH}\s*StBerG\b|"
    rf"{_SIGN}(?:50a{_OF_PARAGRAPH}\s*WPO|26a{_OF_PARAGRAPH}\s*BNotO)\b"
)


def is_for_assistants(words: str) -> bool:
    """Whether all that the words name permits disclosure to those alone who assist whoever is bound to secrecy.

    § 203(3) StGB and § 80 SGB X: what the assistance needs, and no more; who uses the data for purposes of its own does not assist.
    """
    rest = _TO_ASSISTANTS.sub(" ", words)
    return rest != words and not names_act(_KEPT.sub(" ", rest))


def is_of_criminal_code(words: str) -> bool:
    """Whether all that the words name is the Criminal Code, which permits nothing that social, tax or statistical secrecy forbids."""
    named = picked(words)
    return bool(named) and all(one.name == "StGB" for one in named)
