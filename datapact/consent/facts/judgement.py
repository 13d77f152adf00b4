"""Whether an agreement calls a dataset personal, for all and for each party (C-413/23 P), and in which roles they handle it."""

from __future__ import annotations

from collections.abc import Iterable

from datapact.contract.terms import Dataset, Terms
from datapact.contract.vocabulary.words_of_people import is_of_people, lists_people

MARKS = ("special_categories", "offence_data", "children", "employees", "secret")
"""Facts of a dataset that decide which rules apply, whoever holds it."""
PERSONAL = ("personal", "pseudonymous")


def is_personal_for(terms: Terms, dataset: Dataset, party: str) -> bool:
    """Whether a party holds the dataset as personal data.

    Without a judgement it is personal where the agreement or a mark of the dataset says so: a missing answer must not
    make personal data non-personal.
    """
    if dataset.personal:
        return dataset.personal_for(party) in PERSONAL
    marks = (dataset.special_categories, dataset.offence_data, dataset.children, dataset.employees)
    return terms.facts.personal_data is True or dataset.pseudonymised or any(one is True for one in marks)


def is_agreed_personal(terms: Terms, dataset: Dataset) -> bool:
    """Whether the agreement calls the dataset personal for anybody."""
    if dataset.personal:
        return dataset.is_personal()
    return is_personal_for(terms, dataset, "")


def is_unjudged(terms: Terms, dataset: Dataset, parties: Iterable[str], *, added: bool = False) -> bool:
    """Whether nothing says if the dataset is personal for one of these parties: that it is not for another says nothing of it.

    ``added``: it came after signature, by an order; what the agreement says of its data was said of others then.
    """
    if dataset.personal:
        judged = {one.party for one in dataset.personal}
        return not dataset.is_personal() and not judged.issuperset(parties)
    return (added or terms.facts.personal_data is None) and not is_agreed_personal(terms, dataset)


def is_about_people(dataset: Dataset) -> bool:
    """Whether what a dataset lists or is marked with is about people, whatever it is called."""
    marks = (dataset.special_categories, dataset.offence_data, dataset.children, dataset.employees)
    listed = any(map(is_of_people, dataset.items))
    return (
        listed
        or bool(dataset.subjects)
        or dataset.pseudonymised
        or any(one is True for one in marks)
        or lists_people(dataset)
    )


def is_agreed_anonymous(dataset: Dataset, party: str) -> bool:
    """Whether the agreement judges the data of a party not personal although it is about people."""
    judgement = next((one.judgement for one in dataset.personal if one.party == party), "")
    return judgement == "anonymous" or (judgement == "not_personal" and dataset.is_personal())


def roles_of(terms: Terms, party: str, dataset: Dataset) -> set[str]:
    """The roles under Art. 4(7) and (8) GDPR of a party in the activities that handle the dataset."""
    if party.startswith("sub_processors."):
        return {"sub_processor"}
    roles: set[str] = {
        entry.role
        for activity in terms.activities
        if not activity.datasets or dataset.key in activity.datasets
        for entry in activity.roles
        if entry.party == party
    }
    if terms.processing.controller and terms.processing.processor:
        if party == terms.processing.controller:
            roles.add("controller")
        if party == terms.processing.processor:
            roles.add("processor")
    return {*roles} & {"controller", "joint_controller", "processor", "sub_processor"}
