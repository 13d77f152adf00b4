"""Every purpose of the vocabulary against each agreement of the sample: only the agreed ones are no obstacle.

Decided in memory, with everything on file that could be, so that the purpose alone decides.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from datapact.base.resources import data_folder
from datapact.consent.decision.decide import decide
from datapact.consent.facts.adequacy import with_adequacy_list
from datapact.consent.facts.facts import AgreementFacts, BasisRecord, DecisionFacts, FactOnFile
from datapact.consent.facts.question import Needs, Question, Tally
from datapact.consent.terms.purposes import every_purpose
from datapact.contract.editing.answers_file import read_answers
from datapact.contract.terms import Dataset, Terms
from datapact.history.entries.sharing_records import FACT_ON_FILE_SORTS

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
FILES = [
    *(f"demo/study/{name}.toml" for name in ("institute", "switzerland", "toolmaker", "university")),
    *(f"templates/{name}/4/example.toml" for name in ("ai-pilot", "controller-to-controller", "processing")),
]


def in_force(terms: Terms, giver: str) -> AgreementFacts:
    references = tuple((one.key, f"org:{one.key}") for one in terms.parties)
    references += tuple((f"sub_processors.{one.key}", f"org:{one.key}") for one in terms.sub_processors)
    return AgreementFacts("urn:uuid:1", "DP-1", "", "in_force", None, True, "signed_here", giver, references, terms)


def everything(agreement: AgreementFacts, dataset: Dataset) -> DecisionFacts:
    """All facts on file about everybody, and a legal basis of everybody for every agreed purpose."""
    abouts = [reference for _key, reference in agreement.references] + ["CH", "US"]
    return DecisionFacts(
        own=agreement.reference(agreement.own),
        at=NOON,
        known_at=NOON,
        zone=UTC,
        agreements=(agreement,),
        bases=tuple(
            BasisRecord(
                f"{about} {one.key}",
                about,
                dataset.key,
                one.key,
                "any",
                "6(1)(f)",
                "9(2)(a)",
                document="Vermerk",
                outcome="carries",
            )
            for about in abouts
            for one in agreement.terms.purposes
            if not one.prohibited
        ),
        facts=with_adequacy_list(
            FactOnFile(
                f"{sort} {about}", sort, about, "", "Akte", NOON.date(), None, result="nennt alles", weighed=True
            )
            for sort in FACT_ON_FILE_SORTS
            if sort != "adequacy"
            for about in abouts
        ),
    )


def everybody(_needs: Needs) -> Tally:
    return Tally(10, 10)


@pytest.mark.parametrize("file", FILES)
def test_only_the_agreed_purposes_are_no_obstacle(file: str) -> None:
    terms = read_answers((data_folder() / file).read_bytes()).terms
    answered = 0
    for dataset in terms.datasets:
        agreement = in_force(terms, dataset.provider)
        facts = everything(agreement, dataset)
        agreed = {
            one.iri
            for one in terms.purposes
            if not one.prohibited and (not one.datasets or dataset.key in one.datasets)
        }
        for partner in dataset.recipients:
            for purpose in every_purpose():
                question = Question(dataset.key, agreement.reference(partner), purpose, NOON)
                verdict = decide(question, facts, everybody).verdict
                assert verdict in (("permit", "incomplete") if purpose in agreed else ("deny",)), (purpose, verdict)
                answered += verdict == "permit"
    assert answered, "nothing could be shared, so nothing was shown"
