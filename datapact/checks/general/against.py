"""A rule on documents that are named and come to a no: what was assessed and found wanting carries nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.rule import Gap, rule
from datapact.contract.vocabulary.acts import GDPR
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import place_name

_DENIED = re.compile(
    r"\b(kein\w*|ohne|nicht|no|not|without|never|any)\s+(\w+\s+){0,2}"
    r"(bedenken|einwände|vorbehalte|unzulässig\w*|unvertretbar\w*|hohes?|hohen|erhebliche\w*|restrisik\w*|high|residual|unlawful|"
    r"objections?|concerns?|negativ\w*|prohibited|verboten\w*|untersagt\w*|rejected|abgelehnt\w*|überwiegen\w*|prevail|override)|"
    r"(interessen|rechte|interests|rights)\W+(\w+\W+){0,5}(überwiegen nicht|überwiegt nicht|do not (prevail|override))|"
    r"(bedenken|einwände|concerns?|objections?) (\w+ ){0,2}(ausgeräumt|behoben|erledigt|settled|resolved|addressed|removed)",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\bnegativ|\bnicht (zulässig|vertretbar|hinnehmbar|akzeptabel|annehmbar|vereinbar|bestanden|freigegeben|empfohlen|ausreichend|"
    r"angemessen|beherrschbar|tragbar|erforderlich|zu (empfehlen|verantworten|rechtfertigen)|gerechtfertigt|zugestimmt|erteilt)"
    r"|unzulässig|unvertretbar|unannehmbar|unvereinbar|untersagt|rechtswidrig|\babgelehnt|\babzulehnen|\brät .{0,40}\bab\b|abzuraten|"
    r"abgeraten|verweigert|widersprochen|zustimmung (fehlt|steht aus)|(hohes?|hohen|erhebliches?) (rest)?risiko|"
    r"restrisik\w* (\w+ )?(ist |bleibt |sind )?(hoch|erheblich)|\bbedenken\b|einwände|"
    r"(interessen|rechte|freiheiten)( und \w+)? der (betroffenen|menschen)\w*( personen)? überwiegen|interesse der betroffenen\w*( person)? überwiegt|"
    r"\bnot (be )?(permitted|permissible|acceptable|lawful|compatible|approved|recommended|adequate|sufficient|justified|necessary|"
    r"proportionate|passed|agreed|given)|unlawful|unacceptable|inadmissible|incompatible|\brejected|\brefused|advises? against|"
    r"high (residual )?risks?\b|residual risks? (is |are |remains? )?high|\bprohibited|\b(must|may|should|do|does|shall) not\b|\bfailed\b|"
    r"(interests|rights)( and \w+)? of (the )?(data subjects|people) (prevail|override)|objections?\b|concerns\b",
    re.IGNORECASE,
)


def speaks_against(words: str) -> bool:
    """Whether words on a document read as if it came to a no: "hohes Restrisiko", "nicht vereinbar"; not "keine Bedenken"."""
    return _AGAINST.search(_DENIED.sub(" ", words)) is not None


def _documents(case: Case) -> Iterator[tuple[str, str]]:
    terms = case.terms
    for one in terms.assessments:
        yield f"assessments.{one.key}.result", f"{one.reference}. {one.result}"
    for index, basis in enumerate(terms.legal_bases):
        yield f"legal_bases.{index}.balancing_test", basis.balancing_test
    for purpose in terms.purposes:
        yield f"purposes.{purpose.key}.compatibility_test", purpose.compatibility_test
    for transfer in terms.transfers:
        yield f"transfers.{transfer.key}.assessment", transfer.assessment
        yield f"transfers.{transfer.key}.necessity", transfer.necessity
    yield "facts.works_council_agreement", terms.facts.works_council_agreement


@rule(
    "G65",
    "W",
    "statute",
    cite(GDPR, "5(2), 24(1), 35(7)(d)"),
    N_(
        "An assessment, test or consent of a council that is named carries the use. One that reads like a no is a warning, and an "
        "error once the text is fixed for signature, until a legal member has read it."
    ),
)
def g65(case: Case) -> Iterator[Gap]:
    for place, words in _documents(case) if case.pd else ():
        if speaks_against(words):
            told = N_(
                "“{words}” at {place} reads as if the document came to a no. Settle what it found; if it carries the use, a legal "
                "member who has read it sets this aside."
            )
            names = {"words": words.strip(". ")[:160], "place": place_name(place, case.document.numbers)}
            yield Gap(place, Message(told, names), when_freezing="E")


RULES = (g65,)
