"""Legal forms to choose from, with the kind of organisation that goes with each.

Any other form can be typed; names of legal forms are not translated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LegalForm:
    """A legal form, such as a GmbH. ``kind`` is the most frequent kind of such an organisation; it can be changed."""

    name: str
    """As it is written in a name, in German."""
    kind: str
    register: str
    """The usual prefix of the register's number."""
    organs: tuple[str, ...] = ()
    """The capacities in which its organ signs for it, where the law leaves no other; empty where it depends."""


LEGAL_FORMS: tuple[LegalForm, ...] = (
    LegalForm("GmbH", "company", "HRB", ("managing_director",)),
    LegalForm("UG (haftungsbeschränkt)", "company", "HRB", ("managing_director",)),
    LegalForm("gGmbH", "company", "HRB", ("managing_director",)),
    LegalForm("GmbH & Co. KG", "company", "HRA", ("managing_director",)),
    LegalForm("UG (haftungsbeschränkt) & Co. KG", "company", "HRA", ("managing_director",)),
    LegalForm("AG", "company", "HRB", ("board_member",)),
    LegalForm("SE", "company", "HRB", ("board_member", "managing_director")),
    LegalForm("KG", "company", "HRA"),
    LegalForm("OHG", "company", "HRA"),
    LegalForm("KGaA", "company", "HRB"),
    LegalForm("eGbR", "company", "GsR", ("partner",)),
    LegalForm("GbR", "company", "", ("partner",)),
    LegalForm("PartG mbB", "company", "PR", ("partner",)),
    LegalForm("e. K.", "company", "HRA", ("owner",)),
    LegalForm("eG", "company", "GnR", ("board_member",)),
    LegalForm("e. V.", "association", "VR", ("board_member", "managing_director")),
    LegalForm("Stiftung bürgerlichen Rechts", "foundation", "", ("board_member", "managing_director")),
    LegalForm("Körperschaft des öffentlichen Rechts", "public_body", ""),
    LegalForm("Anstalt des öffentlichen Rechts", "public_body", ""),
    LegalForm("Stiftung des öffentlichen Rechts", "public_body", ""),
    LegalForm("Gebietskörperschaft", "public_body", ""),
    LegalForm("Hochschule", "university", ""),
    LegalForm("Einzelperson", "person", ""),
)


def legal_form(name: str) -> LegalForm | None:
    """The listed form of that name."""
    return next((form for form in LEGAL_FORMS if form.name == name), None)


def form_in(name: str) -> LegalForm | None:
    """The form that a name states, the longest one where it states several: "Häberle GmbH & Co. KG" is no GmbH."""
    said = f" {_plain(name)} "
    found = [form for form in LEGAL_FORMS if f" {_plain(form.name)} " in said]
    return max(found, key=lambda form: len(form.name), default=None)


def _plain(words: str) -> str:
    """Without case, blanks within abbreviations and brackets: "e.V." is "e. V."."""
    return " ".join(re.sub(r"[().,]", " ", re.sub(r"\.(?=\w)", ". ", words)).casefold().split())
