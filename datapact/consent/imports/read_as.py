"""What somebody said that names in a file of consents mean, where neither an agreement nor the vocabulary has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from datapact.base.errors import WrongUse
from datapact.base.texts import N_
from datapact.consent.terms.purposes import full_iri
from datapact.contract.vocabulary.labels import concepts


@lru_cache(maxsize=4096)
def written_term(text: str) -> str:
    """The IRI of the term of the vocabulary that a text writes, by its IRI or its words; else the text."""
    iri = full_iri(text)
    if iri in concepts():
        return iri
    folded = text.casefold()
    for concept in concepts().values():
        if concept.group == "purpose" and folded in (concept.label.de.casefold(), concept.label.en.casefold()):
            return concept.iri
    return iri


@dataclass(frozen=True, slots=True)
class ReadAs:
    """What somebody said that names in a file mean; only for names that neither agreements nor the vocabulary have."""

    datasets: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Key or name of the dataset by the text in the file."""
    purposes: Mapping[tuple[str, str], str] = field(default_factory=dict, hash=False)
    """IRI, key or name of the purpose by the dataset's key (empty for any) and the text in the file."""

    def check(self) -> None:
        """Raises WrongUse for a term of the vocabulary: a consent for one thing is none for another."""
        for _dataset, text in self.purposes:
            if written_term(text) in concepts():
                raise WrongUse(
                    N_("“{purpose}” is a term of the vocabulary and means what it says. It cannot be read as another."),
                    purpose=text[:150],
                )

    def __bool__(self) -> bool:
        """Whether anything is said."""
        return bool(self.datasets or self.purposes)

    def as_json(self) -> dict[str, object]:
        """For the signed entry of the import."""
        return {
            "datasets": dict(self.datasets),
            "purposes": [[dataset, text, meant] for (dataset, text), meant in self.purposes.items()],
        }


def read_as_of(written: object) -> ReadAs:
    """What ``as_json`` wrote; nothing is said by anything else."""
    if not isinstance(written, dict):
        return ReadAs()
    datasets, purposes = written.get("datasets"), written.get("purposes")
    return ReadAs(
        {str(text): str(meant) for text, meant in datasets.items()} if isinstance(datasets, dict) else {},
        {
            (str(one[0]), str(one[1])): str(one[2])
            for one in (purposes if isinstance(purposes, list) else ())
            if isinstance(one, list) and len(one) == 3
        },
    )
