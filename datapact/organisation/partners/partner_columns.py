"""The columns of a list of partners: their headings in German, English and other languages, and the profile of a row."""

from __future__ import annotations

from collections.abc import Mapping

from datapact.base.errors import Malformed
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_
from datapact.organisation.identity.profile import Profile, read_outside_profile

MOST_ROWS = 20_000
"""Partners of one list."""
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "legal_form": ("legal_form",),
    "kind": ("kind",),
    "signing_rule": ("signing_rule",),
    "register_court": ("registration", "court"),
    "register_number": ("registration", "number"),
    "street": ("address", "street"),
    "postal_code": ("address", "postal_code"),
    "city": ("address", "city"),
    "region": ("address", "region"),
    "country": ("address", "country"),
    "contact_name": ("contact", "name"),
    "email": ("contact", "email"),
    "phone": ("contact", "phone"),
}
"""The members of a profile by the name of their column."""
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "name",
        "partner",
        "firma",
        "unternehmen",
        "organisation",
        "organization",
        "company",
        "bezeichnung",
        "vertragspartner",
        "nom",
        "nombre",
    ),
    "legal_form": ("legal form", "rechtsform", "gesellschaftsform", "forme juridique"),
    "kind": ("kind", "art", "typ", "type"),
    "signing_rule": ("signing rule", "vertretungsregelung", "vertretungsregel", "vertretung"),
    "register_court": ("register court", "registergericht", "amtsgericht", "handelsregister", "court"),
    "register_number": (
        "register number",
        "registernummer",
        "hrb",
        "handelsregisternummer",
        "registration number",
        "hr nummer",
    ),
    "street": ("street", "straße", "strasse", "straße und hausnummer", "anschrift", "adresse", "address", "rue"),
    "postal_code": ("postal code", "postcode", "zip", "zip code", "plz", "postleitzahl", "code postal"),
    "city": ("city", "ort", "stadt", "sitz", "town", "ville"),
    "region": ("region", "bundesland", "land (bundesland)", "state", "province", "kanton"),
    "country": ("country", "land", "staat", "pays", "country code", "länderkennzeichen"),
    "contact_name": (
        "contact",
        "contact name",
        "ansprechpartner",
        "ansprechpartnerin",
        "ansprechperson",
        "kontakt",
        "kontaktperson",
    ),
    "email": ("email", "e mail", "mail", "e mail adresse", "mailadresse", "email address", "courriel"),
    "phone": ("phone", "telephone", "telefon", "telefonnummer", "tel", "phone number", "téléphone"),
}


def folded(heading: str) -> str:
    """A heading for comparison: small letters, signs between words as spaces."""
    plain = "".join(one if one.isalnum() or one in "()" else " " for one in heading.casefold())
    return " ".join(plain.split())


ALIASES: Mapping[str, str] = {
    folded(heading): member for member, names in _HEADINGS.items() for heading in (member, *names)
}
"""The member by every heading that is known, folded."""


def profile_of_row(texts: Mapping[str, str], line: int) -> Profile:
    """The profile of a row by its texts, a text a column of COLUMNS; raises Malformed, naming the line of the list."""
    value: JsonObject = {}
    for column, text in texts.items():
        if not text:
            continue
        *folder, member = COLUMNS[column]
        target = value
        for name in folder:
            inner = target.setdefault(name, {})
            assert isinstance(inner, dict)
            target = inner
        target[member] = text
    try:
        return read_outside_profile(value)
    except Malformed as error:
        raise Malformed(
            N_("Line {line} of the list of partners: {problem}"), line=line, problem=error.message
        ) from None
