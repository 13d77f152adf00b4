"""The rules that look at the text alone: words that no released clause has, and clauses that practice expects."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.rule import Gap, rule
from datapact.checks.wording.findings import added_places
from datapact.contract.vocabulary.acts import PRACTICE
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import joined, place_name


@rule(
    "C01",
    "W",
    "house",
    cite(PRACTICE),
    N_("A legal member has read the text that no template contains, since it can take back what clauses say."),
)
def c01(case: Case) -> Iterator[Gap]:
    places = added_places(case)
    if places:
        yield Gap(
            places[0],
            Message(
                N_("Text that no template contains: {places}. Read it and confirm that you did."),
                {"places": joined([place_name(place, case.document.numbers) for place in places])},
            ),
            places=places,
        )


@rule(
    "C02",
    "W",
    "practice",
    cite(PRACTICE),
    N_("The text contains the clauses that contracts of this kind usually have, such as confidentiality."),
)
def c02(case: Case) -> Iterator[Gap]:
    # Each clause is a part of its own (general_parts.py); terms alone cannot show it.
    yield from ()


@rule(
    "C03",
    "W",
    "house",
    cite(PRACTICE),
    N_(
        "A legal member has read every free text of the terms, since it can take back or limit what clauses and terms say. In a draft "
        "a description in words that limit nothing needs no warning."
    ),
    version=2,
)
def c03(case: Case) -> Iterator[Gap]:
    places = case.document.to_read or ()
    named = {str(name): name for name in (place_name(place, case.document.numbers) for place in places)}
    if places:
        yield Gap(
            places[0],
            Message(
                N_(
                    "Free texts that can take back or limit what the rest says: {places}. Read them and confirm that you did."
                ),
                {"places": joined([*named.values()])},
            ),
            places=places,
        )


@rule(
    "C04",
    "W",
    "house",
    cite(PRACTICE),
    N_(
        "No translation says anything else than the language that prevails: one that was changed alone, or that is not the template’s "
        "where the prevailing text is, has been compared."
    ),
)
def c04(case: Case) -> Iterator[Gap]:
    text, numbers = case.document.text, case.document.numbers
    strayed = () if text is None else tuple(f"clauses.{place}" for place in text.strayed)
    for place in dict.fromkeys((*strayed, *case.document.ahead)):
        words = N_(
            "The translation at {place} was changed, and the text that prevails was not. What it says may contradict it, and who reads "
            "only that language relies on it. Compare both, and change the other or take it back; where both say the same, a second legal "
            "member sets this finding aside with the reason."
        )
        yield Gap(place, Message(words, {"place": place_name(place, numbers)}), when_freezing="E")


RULES = (c01, c02, c03, c04)
