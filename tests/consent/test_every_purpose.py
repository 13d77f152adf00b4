"""Every purpose of the vocabulary against each agreement of the sample: only the agreed ones are no obstacle.

Decided in memory, with everything on file that could be, so that the purpose alone decides.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from datapact.base.resources import data_folder
from datapact.consent.decision.decide import decide
from datapact.consent.facts.adequacy import with_adequacy_list
from datapact.consent.facts.facts import AgreementFacts, Authorisation, BasisRecord, DecisionFacts, FactOnFile
from datapact.consent.facts.question import Needs, Question, Tally
from datapact.consent.terms.purposes import every_purpose
from datapact.contract.editing.answers_file import read_answers
from datapact.contract.templates.template import example_answers
from datapact.contract.terms import Dataset, Localised, Terms
from datapact.contract.terms.known_facts import public_body
from datapact.history.entries.sharing_records import FACT_ON_FILE_SORTS
from tests.agreements.drafts import TEMPLATES

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
STUDY = ("institute", "switzerland", "toolmaker", "university")
FILES = [*(f"demo/study/{name}" for name in STUDY), *TEMPLATES]
"""The agreements of the sample, and the example of each template in its newest version."""


def in_force(terms: Terms, giver: str) -> AgreementFacts:
    references = tuple((one.key, f"org:{one.key}") for one in terms.parties)
    references += tuple((f"sub_processors.{one.key}", f"org:{one.key}") for one in terms.sub_processors)
    return AgreementFacts("urn:uuid:1", "DP-1", "", "in_force", None, True, "signed_here", giver, references, terms)


def everything(agreement: AgreementFacts, dataset: Dataset) -> DecisionFacts:
    """All facts on file about everybody, a legal basis of everybody for every agreed purpose, and the users' contracts."""
    public = {agreement.reference(one.key) for one in agreement.terms.parties if public_body(one).value}
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
                "6(1)(e)" if about in public else "6(1)(f)",
                "9(2)(a)",
                law="§ 4 LDSG" if about in public else "",
                document="Vermerk",
                outcome="carries",
            )
            for about in abouts
            for one in agreement.terms.purposes
            if not one.prohibited
        ),
        authorisations=tuple(
            Authorisation(sort, sort, dataset.key, "", "", "Nutzer", "Akte", None, no_sharing_on=True)
            for sort in ("user_contract", "user_request")
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


def answered(terms: Terms) -> Terms:
    """The terms, with the facts answered that a template leaves to each house: no statutory secrecy, no gatekeeper."""
    datasets = tuple(
        one.model_copy(update={"secret": False}) if one.secret is None and one.trade_secrets else one
        for one in terms.datasets
    )
    act = terms.data_act.model_copy(update={"gatekeeper": terms.data_act.gatekeeper or "no"})
    return terms.model_copy(update={"datasets": datasets, "data_act": act})


@pytest.mark.parametrize("file", FILES)
def test_only_the_agreed_purposes_are_no_obstacle(file: str) -> None:
    study = file.startswith("demo/")
    terms = answered(
        read_answers((data_folder() / f"{file}.toml").read_bytes() if study else example_answers(file)).terms
    )
    free = 0
    for dataset in terms.datasets:
        agreement = in_force(terms, dataset.provider)
        facts = everything(agreement, dataset)
        here = [one for one in terms.purposes if not one.datasets or dataset.key in one.datasets]
        agreed = {one.iri for one in here if not one.prohibited}
        prohibited = {one.iri for one in here if one.prohibited}
        for partner in dataset.recipients:
            for purpose in every_purpose():
                question = Question(dataset.key, agreement.reference(partner), purpose, NOON)
                verdict = decide(question, facts, everybody).verdict
                expected = ("permit", "incomplete") if purpose in agreed - prohibited else ("deny",)
                assert verdict in expected, (purpose, verdict)
                free += verdict == "permit"
    assert free, "nothing could be shared, so nothing was shown"


def test_trade_secrets_listed_with_holder_and_measures_are_settled() -> None:
    terms = answered(read_answers(example_answers("data-act-user")).terms)
    [dataset] = [one for one in terms.datasets if one.trade_secrets]
    [secret] = terms.data_act.secrets

    def rules(**changes: object) -> set[str]:
        secrets = (secret.model_copy(update=changes),)
        act = terms.data_act.model_copy(update={"secrets": secrets})
        agreement = in_force(terms.model_copy(update={"data_act": act}), dataset.provider)
        [partner] = dataset.recipients
        question = Question(dataset.key, agreement.reference(partner), "https://w3id.org/dpv#ServiceProvision", NOON)
        decision = decide(question, everything(agreement, dataset), everybody)
        return {one.rule for one in decision.reasons if one.verdict == "incomplete"}

    assert "D06" not in rules()
    assert "D06" not in rules(datasets=())
    for lacking in ({"measures": Localised()}, {"owner": ""}, {"datasets": ("operation",)}):
        assert "D06" in rules(**lacking), lacking
