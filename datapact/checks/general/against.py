"""A rule on documents that are named and come to a no: what was assessed and found wanting carries nothing."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.rule import Gap, rule
from datapact.checks.model.words_of_no import reads_as_no
from datapact.contract.vocabulary.acts import GDPR
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import place_name


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
        if reads_as_no(words):
            told = N_(
                "“{words}” at {place} reads as if the document came to a no. Settle what it found; if it carries the use, a legal "
                "member who has read it sets this aside."
            )
            names = {"words": words.strip(". ")[:160], "place": place_name(place, case.document.numbers)}
            yield Gap(place, Message(told, names), when_freezing="E")


RULES = (g65,)
