"""Names that our agreements give datasets and purposes, so that a file may use them instead of keys.

A consent counts by the dataset's key and the purpose's IRI. Lists kept by people have names instead; a name with one
meaning is resolved. A consent that no agreement provides for can be recorded, but permits nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from datapact.base.texts import Argument, Message, counted
from datapact.consent.facts.facts import DecisionFacts, PurposeLink
from datapact.consent.imports.preview import Group
from datapact.consent.imports.read_as import ReadAs
from datapact.consent.matrix.matrix import places
from datapact.consent.terms.agreed_keys import agreed_key
from datapact.consent.terms.purposes import ANY_PURPOSE, full_iri, is_reached, lies_within
from datapact.contract.vocabulary.labels import concepts, label_of_iri
from datapact.contract.vocabulary.messages import OwnWords, joined, own


@dataclass(frozen=True, slots=True)
class OwnNames:
    """Keys and IRIs by folded name; ``provided`` has the purpose's name by dataset and purpose, if shareable."""

    datasets: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Key of the dataset by its folded name in German, English, or its key."""
    purposes: Mapping[str, str] = field(default_factory=dict, hash=False)
    """IRI or key of the purpose by its folded name; prohibited purposes are left out."""
    called: Mapping[str, Argument] = field(default_factory=dict, hash=False)
    """Name of the dataset by its key, as the last agreement has it."""
    provided: Mapping[tuple[str, str], Argument] = field(default_factory=dict, hash=False)

    linked: frozenset[tuple[str, str]] = frozenset()
    """Dataset and purpose as a notice, or who said no, calls one that an agreement provides for, as a legal member signed."""
    said: Mapping[tuple[str, str], str] = field(default_factory=dict, hash=False)
    """IRI or key of the purpose that somebody said, by the dataset's key (empty for any) and the folded IRI or text."""

    def dataset(self, text: str) -> str:
        """The key of the dataset with this name, else the text as it is."""
        return self.datasets.get(folded_name(text), text)

    def purpose(self, text: str, dataset: str = "") -> str | None:
        """The IRI or key of the purpose with this name, if there is one; for lines of a dataset by what was said, too."""
        known = self.purposes.get(folded_name(text))
        if known is not None or not self.said:
            return known
        name = folded_name(full_iri(text))
        return self.said.get((dataset, name)) or self.said.get(("", name))

    def with_meanings(self, read_as: ReadAs) -> OwnNames:
        """These names and what somebody said; raises WrongUse for a term of the vocabulary."""
        read_as.check()
        datasets = {folded_name(text): self.dataset(meant) for text, meant in read_as.datasets.items()}
        said = {
            (dataset, folded_name(full_iri(text))): self.purpose(meant) or full_iri(meant)
            for (dataset, text), meant in read_as.purposes.items()
        }
        return replace(self, datasets=datasets | dict(self.datasets), said=said)

    def provides(self, dataset: str, purpose: str) -> bool:
        """Whether a consent for this purpose can permit anything that an agreement provides for."""
        if (dataset, purpose) in self.linked:
            return True
        return any(key == dataset and lies_within(wanted, purpose) for key, wanted in self.provided)

    def concerns(self, dataset: str, purpose: str) -> bool:
        """Whether taking consent back for this purpose concerns anything that an agreement provides for."""
        return (dataset, purpose) in self.linked or any(
            key == dataset and (is_reached(wanted, purpose) or lies_within(purpose, wanted))
            for key, wanted in self.provided
        )


NO_NAMES = OwnNames()
"""Without any names: texts stand for themselves."""


@dataclass(frozen=True, slots=True)
class NotProvided:
    """Lines for a dataset and purpose that no agreement provides for; ``words`` say so and name the nearest."""

    dataset: str
    """Key, or what the file has in its place."""
    purpose: str
    """IRI, or what the file has in its place."""
    lines: int
    """How many lines of the file."""
    words: Message
    offered: tuple[tuple[str, Argument], ...] = ()
    """What it can be read as, with names: purposes of the dataset; datasets where ``about`` is ``dataset``. Empty for a
    term of the vocabulary, which says itself what it means."""
    about: Literal["dataset", "purpose"] = "purpose"
    """What of the two no agreement has."""


def own_names(facts: DecisionFacts) -> OwnNames:
    """The names in these agreements; a name with two meanings is resolved to neither."""
    datasets: dict[str, str | None] = {}
    purposes: dict[str, str | None] = {}
    for agreement in facts.agreements:
        for dataset in agreement.terms.datasets:
            _learn(datasets, own(dataset.name, dataset.key), dataset.key)
        for purpose in agreement.terms.purposes:
            if not purpose.prohibited:
                meant = purpose.key if purpose.iri == ANY_PURPOSE else purpose.iri
                _learn(purposes, own(purpose.name, purpose.key), meant)
    links: dict[str, list[PurposeLink]] = {}
    for one in facts.links:
        if one.holds and one.sort in ("notice", "said"):
            links.setdefault(one.agreed, []).append(one)
    let_out = places(facts)
    return OwnNames(
        {name: key for name, key in datasets.items() if key is not None},
        {name: key for name, key in purposes.items() if key is not None},
        {one.key: own(one.name, one.key) for agreement in facts.agreements for one in agreement.terms.datasets},
        {(place.dataset, term): name for place in let_out for _agreed, term, name in place.purposes},
        frozenset(
            (place.dataset, one.purpose)
            for place in let_out
            for agreement, purpose in place.agreed
            for one in links.get(agreed_key(agreement.id, purpose.key), ())
        ),
    )


def not_provided(names: OwnNames, groups: Iterable[Group]) -> tuple[NotProvided, ...]:
    """The groups of lines that will permit nothing, the largest first."""
    lines: dict[tuple[str, str], int] = {}
    for one in groups:
        known = names.concerns if one.causes_recalls else names.provides
        if not known(one.dataset, one.purpose):
            lines[one.dataset, one.purpose] = lines.get((one.dataset, one.purpose), 0) + one.lines
    found = [_not_provided(names, dataset, purpose, number) for (dataset, purpose), number in lines.items()]
    return tuple(sorted(found, key=lambda one: (-one.lines, one.dataset, one.purpose)))


def _not_provided(names: OwnNames, dataset: str, purpose: str, lines: int) -> NotProvided:
    words = _words(names, dataset, purpose, lines)
    purposes = tuple((term, name) for (key, term), name in names.provided.items() if key == dataset)
    if not purposes:
        let_out = {key: names.called.get(key, key) for key, _term in names.provided}
        return NotProvided(
            dataset, purpose, lines, words, () if dataset in names.called else tuple(let_out.items()), "dataset"
        )
    return NotProvided(dataset, purpose, lines, words, () if purpose in concepts() else purposes)


def _words(names: OwnNames, dataset: str, purpose: str, lines: int) -> Message:
    offered = [name for (key, _purpose), name in names.provided.items() if key == dataset]
    label = label_of_iri(purpose)
    asked: dict[str, Argument] = {
        "purpose": OwnWords(label.en, german=label.de),
        "dataset": names.called.get(dataset, dataset),
    }
    if not offered:
        return counted(
            "{n} line is about the dataset “{dataset}”, which no agreement lets out: it permits no sharing. Look whether "
            "the dataset is called as in the agreement.",
            "{n} lines are about the dataset “{dataset}”, which no agreement lets out: they permit no sharing. Look "
            "whether the dataset is called as in the agreement.",
            lines,
            dataset=dataset,
        )
    return counted(
        "{n} line is for “{purpose}”. No agreement uses this word for a purpose of “{dataset}”, so by itself it permits no sharing; "
        "it may mean an agreed one under another word. For “{dataset}” there are: {purposes}.",
        "{n} lines are for “{purpose}”. No agreement uses this word for a purpose of “{dataset}”, so by themselves they permit no "
        "sharing; they may mean an agreed one under another word. For “{dataset}” there are: {purposes}.",
        lines,
        purposes=joined(offered),
        **asked,
    )


def _learn(known: dict[str, str | None], name: OwnWords, key: str) -> None:
    for text in {folded_name(name.id), folded_name(name.german), folded_name(key)}:
        known[text] = key if known.get(text, key) == key else None


def folded_name(text: str) -> str:
    """A name without case and with single spaces, for comparison."""
    return " ".join(text.split()).casefold()


__all__ = ["NO_NAMES", "NotProvided", "OwnNames", "not_provided", "own_names"]
