"""What is at hand for the places of an agreement that are empty in its common PDF: values, light to load."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from datapact.base.texts import N_

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState


@dataclass(frozen=True, slots=True)
class CopyAtHand:
    """What is at hand for a place that is empty in the common PDF."""

    evidence: str
    """Class of evidence, ``pdf_signature`` for a file that a program can judge."""
    pdf: bytes = b""
    """The copy; empty where it is not at hand, or the class needs none."""


type Copies = Mapping[str, Mapping[str, CopyAtHand]]
"""By agreement and slot."""
NO_COPIES: Final[Copies] = MappingProxyType({})

NOT_IN_THIS_FILE = N_(
    "{person} has not signed in this file, though somebody signed after that place. Who signs in another program or on paper does so"
    " in a copy of their party's own: verify this file together with that copy, or with a dossier of the agreement."
)

BY_PERSON = N_(
    "The place of {person} stays empty in this file: it is bound to the person and not to a key. Who signs there does so in a copy of their"
    " party's own: verify this file together with that copy, or with a dossier of the agreement."
)


def copies_of(folded: AgreementState, files: Mapping[str, bytes]) -> dict[str, CopyAtHand]:
    """What the entries of a history say of places filled in other copies; ``files`` are those at hand, by digest."""
    found = {}
    for slot, one in folded.own_copies.items():
        if one.own_copy is not None:
            pdf = next((files[file.digest] for file in one.own_copy.files if file.digest in files), b"")
            found[slot] = CopyAtHand(one.own_copy.evidence, pdf)
    return found
