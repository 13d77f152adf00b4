"""Legal forms that an organisation can be chosen from, with the kind that goes with them.

A form that is not listed is simply written; names of legal forms are not translated.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LegalForm:
    """``kind`` is what such an organisation most often is; it can be changed."""

    name: str
    kind: str
    register: str
    """What the register's number usually begins with."""
    organs: tuple[str, ...] = ()
    """The capacities in which its organ signs for it, where the law leaves no other; empty where it depends."""


LEGAL_FORMS: tuple[LegalForm, ...] = (
    LegalForm("GmbH", "company", "HRB", ("managing_director",)),
    LegalForm("UG (haftungsbeschränkt)", "company", "HRB", ("managing_director",)),
    LegalForm("GmbH & Co. KG", "company", "HRA", ("managing_director",)),
    LegalForm("AG", "company", "HRB", ("board_member",)),
    LegalForm("SE", "company", "HRB", ("board_member", "managing_director")),
    LegalForm("KG", "company", "HRA"),
    LegalForm("OHG", "company", "HRA"),
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
