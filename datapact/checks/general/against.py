"""A rule on documents that are named and decide: whether one carries the use is chosen by a person, never read from its words."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.texts import N_, Argument, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.named import is_answer
from datapact.checks.model.rule import Gap, rule
from datapact.contract.screening.outcomes import NamedDocument, named_documents
from datapact.contract.vocabulary.acts import GDPR
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import place_name

_OPEN = N_(
    "Nobody has answered whether “{words}” at {place} carries the use. Choose it there, or beside the agreement; not answered is not yes."
)
_UNNAMED = N_("“{words}” at {place} carries the use on conditions that are not named. Name them.")
_NO = N_("“{words}” at {place} does not carry the use, as was answered. Settle what it found, or leave the use out.")


@rule(
    "G65",
    "W",
    "statute",
    cite(GDPR, "5(2), 24(1), 35(7)(d)"),
    N_(
        "Of each assessment, test, permit or word of a council that is named somebody has chosen whether it carries the use, or on which "
        "conditions. Not answered is a warning, and an error once the text is fixed for signature; one that does not carry it is an error."
    ),
    version=2,
)
def g65(case: Case) -> Iterator[Gap]:
    for one in named_documents(case.terms) if case.pd else ():
        if one.carries and (one.outcome != "conditions" or is_answer(one.conditions)):
            continue
        told = {"": _OPEN, "conditions": _UNNAMED}.get(one.outcome, _NO)
        yield Gap(
            one.conditions_at if one.outcome == "conditions" else one.answer,
            Message(told, _names(case, one)),
            severity="E" if one.outcome == "against" else "W",
            when_freezing="E",
        )


def _names(case: Case, one: NamedDocument) -> dict[str, Argument]:
    return {"words": one.words.strip(". ")[:160], "place": place_name(one.place, case.document.numbers)}


RULES = (g65,)
