"""Rules on the legal basis of each controller, dataset and purpose (Art. 6, 9, 10 GDPR)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from datapact.base.texts import N_, Argument, Message
from datapact.checks.general.named_law import is_federal_only, lacks_law, names_law
from datapact.checks.model.facts import Case
from datapact.checks.model.finding import Severity
from datapact.checks.model.named import names_something
from datapact.checks.model.rule import Gap, rule
from datapact.contract.terms import Dataset, LegalBasis, known_facts
from datapact.contract.vocabulary.acts import BDSG, GDPR, LAND_LAW
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import joined, own


def _bases_without(
    case: Case,
    datasets: Collection[Dataset],
    given: Callable[[LegalBasis], bool],
    member: str,
    words: Callable[[dict[str, Argument]], Message],
    severity: Severity | None = None,
) -> Iterator[Gap]:
    """A gap for each recorded basis that does not satisfy ``given``, and for each dataset without recorded basis."""
    absent: dict[str, list[Argument]] = {}
    for party, dataset, purpose in case.needed_bases(datasets):
        pair = Message(
            N_("{party} (purpose: {purpose})"), {"party": case.name(party), "purpose": own(purpose.name, purpose.key)}
        )
        recorded = case.basis(party, dataset.key, purpose.key)
        if recorded is None:
            absent.setdefault(dataset.key, []).append(pair)
        elif not given(recorded[1]):
            name = own(dataset.name, dataset.key)
            yield Gap(f"legal_bases.{recorded[0]}.{member}", words({"dataset": name, "controllers": pair}), severity)
    for dataset in datasets:
        if dataset.key in absent:
            name = own(dataset.name, dataset.key)
            yield Gap(
                f"datasets.{dataset.key}",
                words({"dataset": name, "controllers": joined(absent[dataset.key])}),
                severity,
            )


_MISSING = N_(
    "For the dataset “{dataset}” the legal basis under Art. 6(1) GDPR is missing for: {controllers}. "
    "Name the letter of Art. 6(1) on which the controller relies."
)
_OF_THE_HOUSE = N_(  # the controller's own affair where all others only process on its behalf
    "For the dataset “{dataset}” the annex names no legal basis under Art. 6(1) GDPR of {controllers}. The processor need "
    "not know it: name the letter here, or record it in the house beside the agreement and accept this finding."
)


@rule(
    "G05",
    "E",
    "statute",
    cite(GDPR, "6(1), 5(2)"),
    N_(
        "Each controller states a legal basis for each dataset with personal data, each purpose and its own operation: who "
        "provides the data for the disclosure, who receives it for its own use."
    ),
    version=3,
)
def g05(case: Case) -> Iterator[Gap]:
    yield from _bases_without(
        case,
        case.personal_datasets,
        lambda basis: bool(basis.article),
        "article",
        lambda names: Message(_OF_THE_HOUSE if case.processing_only else _MISSING, names),
        "W" if case.processing_only else None,
    )
    if not case.processing_only:
        yield from _operations_without(case)


def _operations_without(case: Case) -> Iterator[Gap]:
    """A gap for each controller whose bases are all for another operation than its own."""
    for party, dataset, purpose in case.needed_bases(case.personal_datasets):
        stated = [
            (index, basis.operation)
            for index, basis in enumerate(case.terms.legal_bases)
            if (basis.party, basis.dataset, basis.purpose) == (party, dataset.key, purpose.key) and basis.article
        ]
        needs = "disclosure" if party == dataset.provider else "use" if party in dataset.recipients else ""
        if needs and stated and not any(operation in ("", needs) for _index, operation in stated):
            yield Gap(
                f"legal_bases.{stated[0][0]}.operation",
                Message(
                    N_(
                        "{party} states a legal basis for its own use of “{dataset}” (purpose: {purpose}), but none for "
                        "disclosing it. Name that one, too."
                    )
                    if needs == "disclosure"
                    else N_(
                        "{party} states a legal basis for disclosing “{dataset}” (purpose: {purpose}), but none for its own use. "
                        "Name that one, too."
                    ),
                    {
                        "party": case.name(party),
                        "dataset": own(dataset.name, dataset.key),
                        "purpose": own(purpose.name, purpose.key),
                    },
                ),
            )


@rule(
    "G06",
    "E",
    "statute",
    cite(GDPR, "9"),
    N_("For special categories of personal data, each controller states a condition of Art. 9(2) for each purpose."),
)
def g06(case: Case) -> Iterator[Gap]:
    yield from _bases_without(
        case,
        case.special_datasets,
        lambda basis: bool(basis.special),
        "special",
        lambda names: Message(
            N_(
                "The dataset “{dataset}” has special categories of personal data, but a condition of Art. 9(2) GDPR "
                "is missing for: {controllers}. Name the condition, or leave these data out."
            ),
            names,
        ),
    )


@rule(
    "G07",
    "E",
    "statute",
    cite(GDPR, "10"),
    N_("For data on criminal convictions and offences, the legal authority for the processing is named."),
)
def g07(case: Case) -> Iterator[Gap]:
    yield from _bases_without(
        case,
        [dataset for dataset in case.personal_datasets if known_facts.offence_data(dataset).value],
        lambda basis: names_law(basis.offence_authority),
        "offence_authority",
        lambda names: Message(
            N_(
                "The dataset “{dataset}” has data on criminal convictions or offences, but the law that permits its "
                "processing is missing for: {controllers}. Name the provision, or leave these data out."
            ),
            names,
        ),
    )


def _bases_on(case: Case, *articles: str) -> Iterator[tuple[str, LegalBasis, dict[str, Argument]]]:
    """Recorded bases with one of these articles: place, basis and names for a message."""
    datasets = {dataset.key: dataset for dataset in case.terms.datasets}
    for index, basis in enumerate(case.terms.legal_bases):
        if case.pd and basis.article in articles:
            dataset = datasets.get(basis.dataset)
            name: Argument = own(dataset.name, dataset.key) if dataset else basis.dataset
            yield f"legal_bases.{index}", basis, {"party": case.name(basis.party), "dataset": name}


@rule(
    "G08",
    "E",
    "statute",
    cite(GDPR, "6(1)(f), 6(1) subpara. 2, 13(1)(d), 14(2)(b)"),
    N_(
        "Who relies on legitimate interests names the interest and has a balancing test on file, in the terms or in its own "
        "house; public authorities cannot rely on them in the performance of their tasks."
    ),
    version=2,
)
def g08(case: Case) -> Iterator[Gap]:
    public = {party.key for party in case.public_bodies}
    for place, basis, names in _bases_on(case, "6(1)(f)"):
        if not basis.interest.given():
            yield Gap(
                f"{place}.interest",
                Message(N_("{party} relies on legitimate interests for “{dataset}”. Name the interest."), names),
            )
        elsewhere = bool(case.ours) and basis.party not in case.ours  # its test is on file there, and need not travel
        if not elsewhere and (not names_something(basis.balancing_test) or basis.balancing_test_date is None):
            yield Gap(
                f"{place}.balancing_test",
                Message(
                    N_(
                        "{party} relies on legitimate interests for “{dataset}”, but no dated balancing test is on "
                        "file. Carry it out and enter where it is kept, with its date."
                    ),
                    names,
                ),
            )
        if basis.party in public and not basis.outside_public_tasks:
            yield Gap(
                f"{place}.article",
                Message(
                    N_(
                        "{party} is a public body and cannot rely on legitimate interests for “{dataset}” in the "
                        "performance of its tasks. Choose another basis, or state that it acts outside these tasks."
                    ),
                    names,
                ),
            )


@rule(
    "G09",
    "E",
    "statute",
    cite(GDPR, "6(1)(c), (e), 6(3)", BDSG, "3, 25", LAND_LAW),
    N_(
        "Who relies on a legal obligation or a public task names the law of the Union or a Member State that lays it down, by "
        "paragraph and act; a body of a Land that of its Land."
    ),
    version=2,
)
def g09(case: Case) -> Iterator[Gap]:
    for place, basis, names in _bases_on(case, "6(1)(c)", "6(1)(e)"):
        if is_federal_only(basis.law) and known_facts.is_of_land(case.terms, basis.party):
            words = N_(
                "{party} is a body of a Land, and relies on the Federal Data Protection Act alone for “{dataset}”. That yields to the "
                "data protection law of the Land (section 1(1) BDSG): name its provision."
            )
            yield Gap(f"{place}.law", Message(words, names), "W")
        if not names_law(basis.law):
            yield Gap(
                f"{place}.law",
                lacks_law(
                    basis.law,
                    Message(
                        N_(
                            "{party} relies on a legal obligation or public task for “{dataset}” without naming the provision. "
                            "Name paragraph and act of Union or Member State law; a public body names the law of its Land that "
                            "permits the disclosure (such as § 25 BDSG for bodies of the Federation)."
                        ),
                        names,
                    ),
                ),
            )


@rule(
    "G30",
    "E",
    "statute",
    cite(GDPR, "6(1)(b)"),
    N_("Who relies on the performance of a contract confirms that the data subject is party to that contract."),
)
def g30(case: Case) -> Iterator[Gap]:
    for place, basis, names in _bases_on(case, "6(1)(b)"):
        if not basis.subject_is_contract_party:
            yield Gap(
                f"{place}.subject_is_contract_party",
                Message(
                    N_(
                        "{party} relies on a contract for “{dataset}”. That holds only for a contract to which the "
                        "data subject is party; the agreement between the partners is none. Confirm it, or choose "
                        "another basis."
                    ),
                    names,
                ),
            )


@rule(
    "G56",
    "W",
    "statute",
    cite(GDPR, "6(1)(f), rec. 38"),
    N_(
        "Who relies on legitimate interests for data of children provides for the weight that their interests have in the "
        "balance."
    ),
)
def g56(case: Case) -> Iterator[Gap]:
    children = {one.key for one in case.personal_datasets if known_facts.children(one).value}
    for place, basis, names in _bases_on(case, "6(1)(f)"):
        if basis.dataset in children and not case.terms.facts.children_safeguards.given():
            yield Gap(
                f"{place}.article",
                Message(
                    N_(
                        "{party} relies on legitimate interests for “{dataset}”, which has data of children: their interests "
                        "weigh more in particular. Say how they are protected, or choose another basis."
                    ),
                    names,
                ),
            )


@rule(
    "G57",
    "W",
    "statute",
    cite(GDPR, "6(1)(e), 6(3)", BDSG, "2(4), 3"),
    N_("Who relies on a public task, and is no public body, is entrusted with that task by law."),
)
def g57(case: Case) -> Iterator[Gap]:
    public = {party.key for party in case.public_bodies}
    for place, basis, names in _bases_on(case, "6(1)(e)"):
        if basis.party and basis.party not in public:
            yield Gap(
                f"{place}.article",
                Message(
                    N_(
                        "{party} relies on a public task for “{dataset}” and is not entered as a public body: the law named has "
                        "to entrust the task to {party}. If it does, enter {party} as a public body; else choose another basis."
                    ),
                    names,
                ),
            )


RULES = (g05, g06, g07, g08, g09, g30, g56, g57)
