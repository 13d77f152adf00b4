"""Rules on the information of data subjects about the sharing (Art. 13 and 14 GDPR)."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.texts import N_, Argument, Message
from datapact.checks.model.facts import Case
from datapact.checks.model.named import names_something
from datapact.checks.model.rule import Gap, rule
from datapact.checks.regimes.transfers import leaves
from datapact.contract.terms import Dataset, NoticeToSubjects
from datapact.contract.vocabulary.acts import GDPR
from datapact.contract.vocabulary.citations import cite
from datapact.contract.vocabulary.messages import joined, own


def _of(case: Case, party: str, dataset: Dataset) -> list[NoticeToSubjects]:
    """The notices of a party on a dataset that refer to a document or to an exemption."""
    return [
        one
        for one in case.terms.notices
        if one.party == party
        and (not one.datasets or dataset.key in one.datasets)
        and (names_something(one.reference) or one.exemption)
    ]


def _holds_personally(case: Case, dataset: Dataset, party: str) -> bool:
    return not dataset.personal or dataset.personal_for(party) in ("personal", "pseudonymous")


def _collectors(case: Case) -> Iterator[tuple[str, Dataset]]:
    """Each provider that is a controller, with its personal dataset."""
    for dataset in case.personal_datasets:
        if dataset.provider in case.controllers and _holds_personally(case, dataset, dataset.provider):
            yield dataset.provider, dataset


def _obtainers(case: Case) -> Iterator[tuple[str, Dataset]]:
    """Each recipient that is a controller of its own, with the dataset that it gets from another party."""
    for dataset in case.personal_datasets:
        for party in dataset.recipients:
            if party in case.controllers and party != dataset.provider and _holds_personally(case, dataset, party):
                yield party, dataset


def _pair(case: Case, party: str, dataset: Dataset) -> Argument:
    return Message(
        N_("{party} (dataset: {dataset})"), {"party": case.name(party), "dataset": own(dataset.name, dataset.key)}
    )


@rule(
    "T01",
    "E",
    "statute",
    cite(GDPR, "13(1)(e)"),
    N_("Who shares personal data has told the data subjects of the recipients or categories of recipients."),
)
def t01(case: Case) -> Iterator[Gap]:
    lacking = [
        _pair(case, party, dataset)
        for party, dataset in _collectors(case)
        if not any(one.recipients_named or one.exemption for one in _of(case, party, dataset))
    ]
    if lacking:
        yield Gap(
            "notices",
            Message(
                N_(
                    "No notice is named that tells the people of the recipients, for: {parties}. Enter the notice, and "
                    "that it names recipients or their categories."
                ),
                {"parties": joined(lacking)},
            ),
        )


@rule(
    "T02",
    "E",
    "statute",
    cite(GDPR, "14(3), 14(5)"),
    N_(
        "A controller that obtains personal data from another party informs the data subjects within a month, at first "
        "contact or first disclosure, or names an exemption of Art. 14(5)."
    ),
)
def t02(case: Case) -> Iterator[Gap]:
    lacking = [
        _pair(case, party, dataset)
        for party, dataset in _obtainers(case)
        if not any((one.article == "14" and one.within_month) or one.exemption for one in _of(case, party, dataset))
    ]
    if lacking:
        yield Gap(
            "notices",
            Message(
                N_(
                    "Who obtains the data from another party must inform the people within a month. That is missing "
                    "for: {parties}. Enter the notice under Art. 14, or the exemption relied on."
                ),
                {"parties": joined(lacking)},
            ),
        )


@rule(
    "T03",
    "E",
    "statute",
    cite(GDPR, "14(1)(d), 14(2)(f)"),
    N_("A notice under Art. 14 states the categories of data and their source."),
)
def t03(case: Case) -> Iterator[Gap]:
    for one in case.terms.notices:
        if case.pd and one.article == "14" and not one.exemption and not one.categories_and_source:
            yield Gap(
                f"notices.{one.key}.categories_and_source",
                Message(
                    N_("The notice of {party} under Art. 14 must state the categories of data and their source."),
                    {"party": case.name(one.party)},
                ),
            )


@rule(
    "T04",
    "E",
    "statute",
    cite(GDPR, "13(1)(f), 14(1)(f)"),
    N_("Where data is transferred to a third country, the notices name the transfer and its safeguard."),
    version=2,
)
def t04(case: Case) -> Iterator[Gap]:
    outside = [one for one in case.terms.transfers if leaves(case.terms, one)]
    if not case.pd or not outside:
        return
    for one in case.terms.notices:
        moved = [
            transfer
            for transfer in outside
            if not (one.datasets and transfer.datasets and not {*one.datasets} & {*transfer.datasets})
        ]
        if moved and not one.exemption and not one.transfers_named:
            yield Gap(
                f"notices.{one.key}.transfers_named",
                Message(
                    N_("The notice of {party} must name the transfer to a third country and its safeguard."),
                    {"party": case.name(one.party)},
                ),
            )


RULES = (t01, t02, t03, t04)
