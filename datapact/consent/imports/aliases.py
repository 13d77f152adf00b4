"""What our agreements call datasets and purposes, so that a file may call them as people and windows do.

A consent counts by the dataset's key and the purpose's IRI. Whoever keeps a list writes names instead; a name that stands
for one thing only leads back to it. What no agreement provides for can be recorded, but permits nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from datapact.base.texts import Argument, Message, counted
from datapact.consent.facts.facts import World
from datapact.consent.imports.preview import Group
from datapact.consent.matrix.matrix import places
from datapact.consent.terms.purposes import ANY_PURPOSE, is_reached, lies_within
from datapact.contract.vocabulary.labels import label_of_iri
from datapact.contract.vocabulary.messages import OwnWords, joined, own


@dataclass(frozen=True, slots=True)
class OwnNames:
    """Keys and IRIs by folded name; ``provided`` has the purpose's name by dataset and purpose, where data may go out."""

    datasets: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Key of the dataset by its folded name in German, English, or its key."""
    purposes: Mapping[str, str] = field(default_factory=dict, hash=False)
    """IRI or key of the purpose by its folded name; prohibited purposes are left out."""
    provided: Mapping[tuple[str, str], Argument] = field(default_factory=dict, hash=False)

    def dataset(self, text: str) -> str:
        """The key of the dataset that is called so, else the text as it is."""
        return self.datasets.get(folded_name(text), text)

    def purpose(self, text: str) -> str | None:
        """The IRI or key of the purpose that is called so, if one is."""
        return self.purposes.get(folded_name(text))

    def provides(self, dataset: str, purpose: str) -> bool:
        """Whether a consent for this purpose can permit anything that an agreement provides for."""
        return any(key == dataset and lies_within(wanted, purpose) for key, wanted in self.provided)

    def concerns(self, dataset: str, purpose: str) -> bool:
        """Whether what takes consent back for this purpose is about anything that an agreement provides for."""
        return any(
            key == dataset and (is_reached(wanted, purpose) or lies_within(purpose, wanted))
            for key, wanted in self.provided
        )


NO_NAMES = OwnNames()
"""Where nothing is called anything: texts stand for themselves."""


@dataclass(frozen=True, slots=True)
class NotProvided:
    """Lines for a dataset and purpose of which no agreement knows; ``words`` say so, and what there is instead."""

    dataset: str
    """Key, or what the file has in its place."""
    purpose: str
    """IRI, or what the file has in its place."""
    lines: int
    """How many lines of the file."""
    words: Message


def own_names(world: World) -> OwnNames:
    """The names in a world's agreements; a name that stands for two things leads to neither."""
    datasets: dict[str, str | None] = {}
    purposes: dict[str, str | None] = {}
    for agreement in world.agreements:
        for dataset in agreement.terms.datasets:
            _learn(datasets, own(dataset.name, dataset.key), dataset.key)
        for purpose in agreement.terms.purposes:
            if not purpose.prohibited:
                meant = purpose.key if purpose.iri == ANY_PURPOSE else purpose.iri
                _learn(purposes, own(purpose.name, purpose.key), meant)
    return OwnNames(
        {name: key for name, key in datasets.items() if key is not None},
        {name: key for name, key in purposes.items() if key is not None},
        {(place.dataset, place.purpose): place.purpose_name for place in places(world)},
    )


def not_provided(names: OwnNames, groups: Iterable[Group]) -> tuple[NotProvided, ...]:
    """Of these groups of lines those that will permit nothing, the largest first."""
    lines: dict[tuple[str, str], int] = {}
    for one in groups:
        known = names.concerns if one.calls_back else names.provides
        if not known(one.dataset, one.purpose):
            lines[one.dataset, one.purpose] = lines.get((one.dataset, one.purpose), 0) + one.lines
    found = [
        NotProvided(dataset, purpose, number, _words(names, dataset, purpose, number))
        for (dataset, purpose), number in lines.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.lines, one.dataset, one.purpose)))


def _words(names: OwnNames, dataset: str, purpose: str, lines: int) -> Message:
    offered = [name for (key, _purpose), name in names.provided.items() if key == dataset]
    label = label_of_iri(purpose)
    asked: dict[str, Argument] = {"purpose": OwnWords(label.en, german=label.de), "dataset": dataset}
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
        "{n} line is for “{purpose}”, which no agreement provides for: it permits no sharing. For “{dataset}” there are: "
        "{purposes}.",
        "{n} lines are for “{purpose}”, which no agreement provides for: they permit no sharing. For “{dataset}” there "
        "are: {purposes}.",
        lines,
        purposes=joined(offered),
        **asked,
    )


def _learn(known: dict[str, str | None], name: OwnWords, key: str) -> None:
    for text in {folded_name(name.id), folded_name(name.german), folded_name(key)}:
        known[text] = key if known.get(text, key) == key else None


def folded_name(text: str) -> str:
    """A name without case and with single spaces, to be compared."""
    return " ".join(text.split()).casefold()


__all__ = ["NO_NAMES", "NotProvided", "OwnNames", "not_provided", "own_names"]
