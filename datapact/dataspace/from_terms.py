"""The policy of terms: what an agreement permits and forbids, closed where the agreement says nothing.

A permission names the agreed purpose itself, never a term of the vocabulary: a narrower or wider term does not permit. What
an agreement would have to permit by name and does not (deriving, linking, publishing, models) is forbidden to machines and listed
among what the paper leaves open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, tzinfo
from types import MappingProxyType

from datapact.base.clock import days_later, write_time
from datapact.base.local_time import end_of_day, start_of_day
from datapact.base.texts import N_, Argument, Message
from datapact.consent.terms.agreed_keys import agreed_key
from datapact.consent.terms.purposes import ANY_PURPOSE, narrower
from datapact.contract.terms import Dataset, Purpose, Terms
from datapact.contract.vocabulary.messages import joined, own
from datapact.dataspace.policy import (
    AGGREGATE,
    DATE_TIME,
    DELETE,
    DELIVERIES,
    DERIVE,
    DISTRIBUTE,
    FINE_TUNE,
    LICENCE,
    PUBLISH,
    PURPOSE,
    REMOTE,
    SPATIAL,
    TEST,
    TRAIN,
    USE,
    Constraint,
    Kind,
    Paper,
    Party,
    Policy,
    Rule,
)

COUNTRIES = "https://w3id.org/dpv/loc#"
_MODELS: Mapping[str, str] = {TRAIN: "training", FINE_TUNE: "fine_tuning", TEST: "testing"}
_NAMED: Mapping[str, str] = {DERIVE: "derive", AGGREGATE: "link"}


NO_END: Mapping[tuple[str, str], date] = MappingProxyType({})


def policy_of(
    terms: Terms,
    paper: Paper,
    zone: tzinfo,
    day: date,
    until: Mapping[str, date],
    ends: date | None,
    ordered: Mapping[tuple[str, str], date] = NO_END,
) -> Policy:
    """The rules between every provider and recipient on ``day``; days of the agreement are days in ``zone``.

    ``until`` has the last day of each party that goes, by the id of its organisation; a pair with one that is gone has no rules.
    ``ends`` is the last day on which these terms count: by a notice, or because a later text follows. ``ordered`` has by key of
    the dataset and id of the recipient the last day of each order that ends before the agreement; data of one that ended has no rules.
    """
    ids = {one.key: one.organisation for one in terms.parties}
    leaves = {one.key: until[one.organisation] for one in terms.parties if one.organisation in until}
    iris = {one.key: party_iri(paper.agreement, one.key, one.organisation) for one in terms.parties}
    parties = tuple(Party(iris[one.key], one.name) for one in terms.parties)
    rules: list[Rule] = []
    for dataset in terms.datasets:
        for recipient in dataset.recipients:
            days = [leaves[one] for one in (recipient, dataset.provider) if one in leaves]
            order = ordered.get((dataset.key, ids.get(recipient, "")))
            part = min([*days, *([] if order is None else [order])], default=None)
            last = min((one for one in (part, ends) if one is not None), default=None)
            gone = part is not None and part < day
            if not gone and recipient != dataset.provider and recipient in iris and dataset.provider in iris:
                pair = (iris[dataset.provider], iris[recipient], dataset_iri(paper.agreement, dataset.key))
                rules += [
                    Rule(kind, *pair, action, constraints, unsettled)
                    for kind, action, constraints, unsettled in _rules(terms, paper.agreement, dataset, last, zone)
                ]
    return Policy(paper, parties, tuple(rules), tuple(_unsaid(terms)))


def party_iri(agreement: str, key: str, organisation: str) -> str:
    """The organisation's own IRI, or the party's in this agreement."""
    return f"urn:datapact:organisation:{organisation}" if organisation else f"{agreement}#parties.{key}"


def dataset_iri(agreement: str, key: str) -> str:
    """A dataset as this agreement means it."""
    return f"{agreement}#datasets.{key}"


def _rules(
    terms: Terms, agreement: str, dataset: Dataset, leaves: date | None, zone: tzinfo
) -> Iterator[tuple[Kind, str, tuple[Constraint, ...], bool]]:
    limits = _limits(terms, dataset, leaves, zone)
    for purpose in terms.purposes:
        if purpose.datasets and dataset.key not in purpose.datasets:
            continue
        if purpose.prohibited:
            yield "prohibition", USE, (Constraint(PURPOSE, "isAnyOf", _reached(terms, agreement, purpose)),), False
        else:
            yield "permission", USE, (Constraint(PURPOSE, "eq", (agreed_key(agreement, purpose.key),)), *limits), False
    for action, unsettled in _closed(terms, dataset):
        yield "prohibition", action, (), unsettled
    if (last := _deleted_by(terms)) is not None:
        yield "obligation", DELETE, (Constraint(DATE_TIME, "lteq", (write_time(end_of_day(last, zone)),)),), False


def _limits(terms: Terms, dataset: Dataset, leaves: date | None, zone: tzinfo) -> tuple[Constraint, ...]:
    limits, found = dataset.limits, []
    if limits.places:
        found.append(Constraint(SPATIAL, "isAnyOf", tuple(f"{COUNTRIES}{one}" for one in limits.places)))
    first = max((one for one in (terms.duration.start, limits.first) if one is not None), default=None)
    last = min((one for one in (terms.duration.end, limits.last, leaves) if one is not None), default=None)
    if first is not None:
        found.append(Constraint(DATE_TIME, "gteq", (write_time(start_of_day(first, zone)),)))
    if last is not None:
        found.append(Constraint(DATE_TIME, "lteq", (write_time(end_of_day(last, zone)),)))
    if limits.deliveries is not None:
        found.append(Constraint(DELIVERIES, "lteq", (str(limits.deliveries),)))
    return tuple(found)


def _reached(terms: Terms, agreement: str, purpose: Purpose) -> tuple[str, ...]:
    """A prohibited purpose itself, each term at or below its own, and each purpose agreed under such a term.

    ODRL knows no narrower terms, so a permission that names an agreed purpose would not meet the prohibition of a wider one.
    """
    below = frozenset() if purpose.iri == ANY_PURPOSE else narrower(purpose.iri) | {purpose.iri}
    agreed = (agreed_key(agreement, one.key) for one in terms.purposes if one.iri in below and one.key != purpose.key)
    return (agreed_key(agreement, purpose.key), *agreed, *sorted(below))


def _closed(terms: Terms, dataset: Dataset) -> Iterator[tuple[str, bool]]:
    """Actions that the agreement does not permit as it stands, and whether it does not forbid them either."""
    named = dataset.limits.actions
    for action, field in _MODELS.items():
        rule = getattr(terms.models, field)
        if rule != "allowed" or _left_out(dataset, field):
            yield action, rule in ("", "conditional")
    if "license_model" not in named or "allowed" not in (terms.models.training, terms.models.fine_tuning):
        yield LICENCE, True
    for action, name in _NAMED.items():
        if name not in named:
            yield action, True
    if named and "remote_access" not in named:
        yield REMOTE, False
    if terms.onward.rule != "allowed":
        yield DISTRIBUTE, terms.onward.rule != "forbidden"
    if "publish" not in named or terms.onward.rule != "allowed":
        yield PUBLISH, terms.onward.rule != "forbidden"


def _left_out(dataset: Dataset, field: str) -> bool:
    name = {"training": "train", "fine_tuning": "fine_tune", "testing": "test"}[field]
    return bool(dataset.limits.actions) and name not in dataset.limits.actions


def _deleted_by(terms: Terms) -> date | None:
    """The last day for deletion after a fixed end; None where the agreement has no such day."""
    end = terms.end_of_data
    if end.rule != "delete" or terms.duration.end is None or terms.duration.renewal_months:
        return None
    return days_later(terms.duration.end, end.days or 0)


def _unsaid(terms: Terms) -> Iterator[Message]:
    """The points of these terms that a machine will not understand; the sentences name what people must look up in the paper."""
    yield Message(
        N_(
            "The clauses themselves: liability, confidentiality, warranties, court and law. The signed text alone says them."
        )
    )
    if terms.is_personal():
        yield Message(
            N_(
                "Legal bases, consents, objections and notices of the people in the data. Whether data may go out today, DataPact "
                "answers under “May we share?”; the policy does not."
            )
        )
    if terms.onward.rule == "conditional":
        yield Message(
            N_("The conditions for sharing on. The policy forbids it; the paper allows it where they are met.")
        )
    open_actions = [N_("deriving"), N_("combining"), N_("publishing"), N_("licensing of models")]
    if any(dataset.recipients and not dataset.limits.actions for dataset in terms.datasets):
        yield Message(
            N_(
                "Whether {actions} are permitted: the paper does not say it for every dataset. The policy forbids what is not permitted by "
                "name."
            ),
            {"actions": joined([Message(one) for one in open_actions])},
        )
    bound = [one for one in ("training", "fine_tuning", "testing") if getattr(terms.models, one) == "conditional"]
    if bound:
        yield Message(
            N_("The conditions for the use in models. The policy forbids it; the paper allows it where they are met.")
        )
    if terms.duration.end is None:
        yield Message(
            N_(
                "When it ends: by notice or by an event, so no rule carries a last day. Whoever runs the machine has to be told of a notice."
            )
        )
    elif terms.duration.renewal_months:
        yield Message(N_("That it renews itself: the rules end on the first last day."))
    end = terms.end_of_data
    if end.rule and _deleted_by(terms) is None:
        yield Message(N_("What becomes of the data at the end: it follows from the paper, not from a day."))
    if end.certificate or end.legal_storage_excepted:
        yield Message(N_("That deletion is confirmed, or what the law orders to keep."))
    kept = [own(one.name, one.key) for one in terms.datasets if one.retention.given()]
    if kept:
        names: dict[str, Argument] = {"datasets": joined(kept)}
        yield Message(N_("How long single records of {datasets} may be kept."), names)
    if terms.measures:
        yield Message(N_("Measures of security, and who shows them."))
    if any(one.limits.training for one in terms.datasets):
        yield Message(N_("That people are trained before they get access."))
    if terms.transfers:
        yield Message(N_("Safeguards for transfers to third countries."))
    if terms.sub_processors:
        yield Message(N_("Sub-processors, and who may engage them."))
    lost = [own(one.name, one.key) for one in terms.datasets if not one.recipients]
    if lost:
        yield Message(N_("Who receives {datasets}: the terms name no recipient."), {"datasets": joined(lost)})
