"""Whether words name a provision of law, such as "§ 13 LHG", and one that can lay down a duty or a task (Art. 6(3) GDPR)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from datapact.base.texts import N_, Message
from datapact.checks.model.named import names_something
from datapact.contract.vocabulary.laws import Provision, is_beyond, is_gdpr_alone, picked, provisions


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


type _Opens = Literal["on_release", "to_assistants", "by_itself"]
_ON_RELEASE = frozenset({("SGB I", "35"), ("SGB X", "67b")})
_TO_ASSISTANTS = frozenset({("SGB X", "80"), ("BRAO", "43e"), ("StBerG", "62a"), ("WPO", "50a")})
_LAID_DOWN_FIRST = frozenset({("AO", "30"), ("BStatG", "16")})
"""Provisions whose first two paragraphs lay the secrecy down, and whose others say what opens it."""


def _opens(words: str) -> set[_Opens]:
    """How the provisions that words name open what is secret, the GDPR aside, which opens nothing."""
    return {how for one in provisions(words) for how in _opened_by(one)}


def _opened_by(one: Provision) -> Iterator[_Opens]:
    named = (one.act, one.number)
    parts = one.parts or ((0, 0),)
    if named == ("StGB", "203"):
        for paragraph, _point in parts:
            yield "to_assistants" if paragraph in {3, 4} else "on_release"
    elif named in _LAID_DOWN_FIRST:
        for paragraph, point in parts:
            on_consent = named == ("AO", "30") and (paragraph, point) == (4, 3)
            yield "on_release" if paragraph <= 2 or on_consent else "by_itself"
    elif named in _ON_RELEASE:
        yield "on_release"
    else:
        yield "to_assistants" if named in _TO_ASSISTANTS else "by_itself"


def is_release(words: str) -> bool:
    """Whether the words name only what lays down a secrecy, or lets a release from it count: then the release has to be there.

    § 203(1) StGB permits what is not "without authority"; § 203(3) StGB, § 80 SGB X or § 30(4) no. 1 AO permit by themselves.
    """
    return _opens(words) == {"on_release"}


def is_for_assistants(words: str) -> bool:
    """Whether all that the words name permits disclosure to those alone who assist whoever is bound to secrecy.

    § 203(3) StGB and § 80 SGB X: what the assistance needs, and no more; who uses the data for purposes of its own does not assist.
    """
    found = _opens(words)
    return "to_assistants" in found and "by_itself" not in found


def is_of_criminal_code(words: str) -> bool:
    """Whether all that the words name is the Criminal Code, which permits nothing that social, tax or statistical secrecy forbids."""
    named = picked(words)
    return bool(named) and all(one.name == "StGB" for one in named)
