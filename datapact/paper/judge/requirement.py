"""A requirement and the signs by which its words are found: what to look for, never a judgement on what it means.

Signs are patterns over the words in lower case, German and English side by side. They find words that speak of a thing.
Whether these suffice is for a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from datapact.base.texts import Message
from datapact.checks.wording.parts import PARTS
from datapact.contract.vocabulary.citations import Citation
from datapact.paper.judge.sides import Side

_SHARP_S = re.compile(r"ß(?![^\[\]]*\])")  # outside the characters of a class
NO_PROVISION = r"\W*(\(?(\d{1,3}(\.\d{1,3})*|[a-z]|[ivx]{1,4})[).]?\W+)?(keine (bestimmung|regelung|klausel)|no (provision|term|clause))\b"
"""A sentence that says what no provision does, at its beginning."""
type Group = Literal["processing", "joint", "data_act", "secrecy", "frame", "flags"]
type Reach = Literal["sentence", "passage", "section", "paper"]
"""How near to the topic the words of a need have to stand; "paper": anywhere, as what a definition says."""


@dataclass(frozen=True, slots=True)
class Need:
    """A condition on the words beside the topic."""

    what: Message
    """As a noun."""
    sign: re.Pattern[str]
    """Finds it in words of lower case."""
    reach: Reach
    """Where it has to stand."""
    unless: re.Pattern[str] | None = None
    """Words in the sentence of the topic that say that it is about something narrower."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A provision that clears the words of a flag: it says what they do not cover. That something is "unaffected" clears nothing."""

    here: re.Pattern[str]
    """Says it in the same sentence."""
    further: re.Pattern[str]
    """Says it in a later sentence of the section, which refers to what stands before."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A line of the gap report."""

    id: str
    """Of the part that it is about (``P09.audits``), or one of our own (``N03``, ``F01``); never used again."""
    group: Group
    """Under which it is reported."""
    citation: Citation
    """What asks for it."""
    what: Message
    """What is to be agreed, as a noun; of a flag what the words do."""
    topic: re.Pattern[str]
    """Words that speak of it at all."""
    needs: tuple[Need, ...] = ()
    """What they have to say besides; empty: speaking of it is all that can be seen."""
    against: re.Pattern[str] | None = None
    """Words, in the sentence of the topic or the next, that say the opposite."""
    denied: bool = True
    """Whether a plain denial in the sentence ("is not obliged", "kein Recht") speaks against it, and any other one leaves a doubt."""
    flag: bool = False
    """It looks for words that should make a reader stop, so that finding none is good."""
    by_heading: bool = True
    """Whether words below a heading that speaks of it count without speaking of it themselves."""
    saved: Saved | None = None
    """What clears a flag; None: nothing does."""
    binds: Side | None = None
    """Whose duty it has to be; None: anybody's."""
    ban: bool = False
    """It is a ban, so that a denial is what is looked for, and a permission says the opposite."""
    deniable: bool = False
    """A flag that a sentence clears which says that this is not owed, agreed or granted."""
    excluded: bool = False
    """A sentence that only denies is a rule, too, such as one on liability; it alone does not meet the requirement."""
    exception: bool = False
    """It is an exception ("does not apply to"), so that a denial is how it is said."""
    see: tuple[str, ...] = ()
    """Flags that, raised anywhere, are to be read together with this line."""


def sign(words: str) -> re.Pattern[str]:
    """A pattern over words in lower case; ß stands for ss, too, as the Swiss write it."""
    return re.compile(_SHARP_S.sub("(?:ß|ss)", words))


def need(what: str, words: str, reach: Reach = "passage", unless: str = "") -> Need:
    """A need; ``what`` is a marked sentence."""
    return Need(Message(what), sign(words), reach, sign(unless) if unless else None)


def of_part(
    identifier: str,
    group: Group,
    topic: str,
    *needs: Need,
    against: str = "",
    denied: bool = True,
    by_heading: bool = True,
    binds: Side | None = None,
    ban: bool = False,
    excluded: bool = False,
    see: tuple[str, ...] = (),
) -> Requirement:
    """A requirement that a part of the checks names, with its citation and words."""
    part = PARTS[identifier]
    opposite = sign(against) if against else None
    return Requirement(
        identifier,
        group,
        part.citation,
        part.what,
        sign(topic),
        needs,
        opposite,
        denied,
        by_heading=by_heading,
        binds=binds,
        ban=ban,
        excluded=excluded,
        see=see,
    )


def own(
    identifier: str,
    group: Group,
    citation: Citation,
    what: str,
    topic: str,
    *needs: Need,
    against: str = "",
    denied: bool = True,
    flag: bool = False,
    saved: Saved | None = None,
    by_heading: bool = True,
    binds: Side | None = None,
    ban: bool = False,
    deniable: bool = False,
    exception: bool = False,
    see: tuple[str, ...] = (),
) -> Requirement:
    """A requirement that no part names; ``what`` is a marked sentence."""
    return Requirement(
        identifier,
        group,
        citation,
        Message(what),
        sign(topic),
        needs,
        sign(against) if against else None,
        denied,
        flag,
        by_heading=by_heading,
        saved=saved,
        binds=binds,
        ban=ban,
        deniable=deniable,
        exception=exception,
        see=see,
    )
