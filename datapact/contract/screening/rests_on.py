"""The words that a fact of one's own rests on: an answer beside an agreement was given on what stood there, and no longer.

Each recorded fact names the places that it rests on with a digest of what stood there. Where an amendment, a change or another draft has
other words at one of them, the fact no longer answers anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from datapact.base.strictjson import canonical, sha256_of
from datapact.contract.screening.data_words import WORDS, plain
from datapact.contract.screening.outcomes import choices, of_what
from datapact.contract.screening.own_facts import OWN_MEMBERS
from datapact.contract.terms import Dataset, Term, Terms
from datapact.contract.terms.paths import given, value_at

CLAUSES = "clauses"
"""The clauses that show the terms on liability, penalty and acceptance; every other place is a path into the terms."""

type Digests = Mapping[str, str]
"""Of what stood at each place, base64url; a place that is left out was empty."""

_IDENTITY = ("organisation", "name", "kind", "legal_form", "registration", "address.country", "address.region")
_PROTECTION = (
    *("special_categories", "offence_data", "secret", "children", "employees"),
    *("pseudonymised", "reidentification_banned", "terminal_equipment"),
)
"""Facts of a dataset that a judgement weighs, whatever its words."""
_WEIGHED: Mapping[str, tuple[str, ...]] = {
    "dpia_required": _PROTECTION,
    "dpia_reasons": _PROTECTION,
    "terminal_equipment_ground": ("terminal_equipment",),
}
_NOT_WHAT_IT_IS = frozenset(["key", "recipients", "retention", "limits", "volume", "frequency"])
"""Members of a dataset that say how it is handled, not what is in it and whom it is about."""
_DOCUMENT = {
    "compatibility": ("compatibility_test",),
    "health_access": ("health_access",),
    "balancing": ("balancing_test", "balancing_test_date"),
    "assessment": ("assessment", "assessment_date"),
    "necessity": ("necessity", "derogation"),
    "works_council": ("works_council_agreement",),
}
"""By the stem of a choice: the members that name the document it is about."""
_NEGOTIATED = ("liability", "penalty", "pilot.acceptance_days")


def is_about_an_answer(place: str) -> bool:
    """Whether a fact rests on what may itself be answered beside the text, such as the document whose result it is."""
    name = place.rpartition(".")[2]
    return (
        name.endswith(("outcome", "conditions"))
        or name.startswith("automated_decisions_")
        or name == "terminal_equipment_ground"
    )


def digests(terms: Terms, clauses: Iterable[Any], place: str) -> dict[str, str]:
    """Digests of what the fact at a place rests on as it stands: ``terms`` with the other facts of the house, since a document may be one."""
    found = {}
    for path in dict.fromkeys(_paths(terms, place)):
        value = _negotiated(clauses) if path == CLAUSES else _at(terms, path)
        if given(value):
            found[path] = sha256_of(canonical(plain(value)))
    return found


def changed(terms: Terms, clauses: Iterable[Any], place: str, recorded: Digests) -> tuple[str, ...]:
    """The places that the fact rests on and that have other words now, in order; empty while it holds."""
    now = digests(terms, clauses, place)
    gone = {path: "" for path in recorded if path not in now}  # emptied, or no place of a member that is gone
    return tuple(path for path, digest in {**now, **gone}.items() if recorded.get(path) != digest)


def outgrown(before: Terms, after: Terms) -> tuple[str, ...]:
    """The places of results in ``after`` that stand there as before, of the same document, while what it was about has other words."""
    then = {
        (of_what(before, answer), document): (answer, outcome)
        for answer, document, outcome, _conditions in choices(before)
        if outcome
    }
    found = []
    for answer, document, outcome, _conditions in choices(after):
        known = then.get((of_what(after, answer), document))
        if known is not None and outcome == known[1] and _about(before, known[0]) != _about(after, answer):
            found.append(answer)
    return tuple(found)


def _about(terms: Terms, answer: str) -> Digests:
    """What the document of a result is about: as for an answer of one's own, and of an assessment of risks all data and purposes."""
    row = answer.rpartition(".")[0]
    found = digests(terms, (), answer)
    kind = next((one.kind for one in terms.assessments if row == f"assessments.{one.key}"), "")
    if kind in ("dpia", "prior_consultation", "fundamental_rights"):
        for path in _everything(terms):
            if given(value := _at(terms, path)):
                found[path] = sha256_of(canonical(plain(value)))
    # a legal basis has no key, and moves as others go
    return {
        path.replace(f"{row}.", "basis.", 1) if row.startswith("legal_bases.") else path: one
        for path, one in found.items()
    }


def _at(terms: Terms, path: str) -> object:
    try:
        return value_at(terms, path)
    except KeyError:
        return None


def _negotiated(clauses: Iterable[Any]) -> list[Any]:
    marks = [f'"{path}'.encode() for path in _NEGOTIATED]
    return [one for one in clauses if any(mark in canonical(one) for mark in marks)]


def _paths(terms: Terms, place: str) -> Iterator[str]:
    """Every place that the fact rests on; more than one may be named twice."""
    match place.split("."):
        case ["datasets", key, name]:
            yield from _row(terms, f"datasets.{key}", name, but=_NOT_WHAT_IT_IS)
            if name == "personal":  # judged for each party that has it
                yield f"datasets.{key}.recipients"
                dataset = next((one for one in terms.datasets if one.key == key), None)
                yield from _parties((dataset.provider, *dataset.recipients) if dataset is not None else ())
        case ["purposes", key, name]:
            yield from _row(terms, f"purposes.{key}", name)
            purpose = next((one for one in terms.purposes if one.key == key), None)
            covered = [one for one in terms.datasets if purpose and one.key in (purpose.datasets or [one.key])]
            yield from (*_data(covered), *_protection(covered, name))
        case ["assessments", key, name]:
            yield from _row(terms, f"assessments.{key}", name)
            yield from _parties(one.party for one in terms.assessments if one.key == key)
        case ["transfers", key, name]:
            yield from _row(terms, f"transfers.{key}", name)
            named = next((one.datasets for one in terms.transfers if one.key == key), ())
            covered = [one for one in terms.datasets if one.key in (named or [one.key])]
            yield from (*_data(covered), *_protection(covered, name))
        case ["parties", key, _name]:
            yield from _parties([key])
        case ["legal_bases", index, name]:
            yield from _row(terms, f"legal_bases.{index}", name)
            basis = terms.legal_bases[int(index)] if int(index) < len(terms.legal_bases) else None
            if basis is not None:
                yield from _row(terms, f"purposes.{basis.purpose}", "")
                covered = [one for one in terms.datasets if one.key == basis.dataset]
                yield from (*_data(covered), *_protection(covered, name))
                yield from _parties([basis.party])
        case ["legal_bases"]:
            yield from ("processing.controller", "processing.processor")
            yield from _parties((terms.processing.controller, terms.processing.processor))
            yield from _everything(terms)
        case ["joint", _name]:
            yield from ("activities", "joint.phases", "joint.processors")
            yield from _parties(one.key for one in terms.parties)
            yield from _everything(terms)
        case ["facts", name]:
            yield from _of_the_whole(terms, name)


def _of_the_whole(terms: Terms, name: str) -> Iterator[str]:
    stem = name.rpartition("_")[0]
    if name in ("standard_terms", "negotiation_record", "negotiated"):
        yield from (*_NEGOTIATED, CLAUSES)
        return
    yield from (f"facts.{one}" for one in _DOCUMENT.get(stem, ()))
    yield from ("activities", "models")
    if name == "access_outside_eea":
        yield from ("sub_processors", "transfers", "joint.processors")
        yield from _parties(one.key for one in terms.parties)
    if name.startswith("automated_decisions_"):
        yield "facts.automated_decisions"
    yield from _protection(terms.datasets, name)
    yield from _everything(terms)


def _row(terms: Terms, at: str, name: str, but: frozenset[str] = frozenset(["key"])) -> Iterator[str]:
    """The members of a row, save those that are answers themselves, and the document that a choice is about."""
    list_name = at.partition(".")[0]
    row = _at(terms, at)
    if not isinstance(row, Term):
        return
    answers = OWN_MEMBERS.get(list_name, frozenset())
    yield from (f"{at}.{one}" for one in type(row).model_fields if one not in answers and one not in but)
    for one in _DOCUMENT.get(name.rpartition("_")[0], ()):
        if one in type(row).model_fields:
            yield f"{at}.{one}"


def _parties(keys: Iterable[str]) -> Iterator[str]:
    yield from (f"parties.{key}.{name}" for key in keys if key for name in _IDENTITY)


def _data(datasets: Iterable[Dataset]) -> Iterator[str]:
    yield from (f"datasets.{one.key}.{name}" for one in datasets for name in WORDS)


def _protection(datasets: Iterable[Dataset], name: str) -> Iterator[str]:
    """What holds of the data and weighs in a judgement of this name; what does not hold, or nobody answered, is no place."""
    weighed = _WEIGHED.get(name, _PROTECTION if is_about_an_answer(name) else ())
    yield from (f"datasets.{one.key}.{fact}" for one in datasets for fact in weighed if getattr(one, fact) is True)


def _everything(terms: Terms) -> Iterator[str]:
    """All data and all purposes, also those that come to them."""
    yield from _data(terms.datasets)
    for purpose in terms.purposes:
        yield from _row(terms, f"purposes.{purpose.key}", "")
