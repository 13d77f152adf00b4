"""Partners without DataPact, read from a CSV file as spreadsheets write it.

UTF-8 with or without a byte order mark, comma, semicolon or tab between columns. The first line names the
columns; ``name`` is needed, the others may be missing. One mistake refuses the whole file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from datapact.base.errors import Malformed, TooLarge
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_
from datapact.organisation.identity.profile import Profile, read_profile

LARGEST = 4 * 1024 * 1024
MOST_ROWS = 20_000
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


def read_partner_file(data: bytes) -> tuple[Profile, ...]:
    """The profiles in a CSV file, in its order; raises TooLarge or Malformed, naming the line."""
    if len(data) > LARGEST:
        raise TooLarge(N_("The list of partners is larger than 4 MiB. Split it and import the parts."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Malformed(N_("The list of partners is not UTF-8 text. Save it as “CSV UTF-8” and try again.")) from None
    if "\0" in text:
        raise Malformed(N_("The list of partners is not a CSV file. Save it as “CSV UTF-8” and try again."))
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    profiles: list[Profile] = []
    try:
        columns = _read_columns(next(rows, []))
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if len(profiles) == MOST_ROWS:
                raise TooLarge(N_("The list has more than {limit} partners. Split it."), limit=MOST_ROWS)
            profiles.append(_read_row(columns, row, rows.line_num))
    except csv.Error:
        raise Malformed(
            N_("Line {line} of the list of partners is not valid CSV. Correct it and try again."), line=rows.line_num
        ) from None
    return tuple(profiles)


def _read_columns(header: Sequence[str]) -> list[str]:
    columns = [ALIASES.get(folded(cell), cell.strip().lower()) for cell in header]
    if "name" not in columns or len(set(columns)) != len(columns) or not set(columns) <= COLUMNS.keys():
        raise Malformed(
            N_("The first line of the list must name its columns: name, and any of {columns}. Correct it."),
            columns=", ".join(column for column in COLUMNS if column != "name"),
        )
    return columns


def _read_row(columns: Sequence[str], row: Sequence[str], line: int) -> Profile:
    if len(row) != len(columns):
        raise Malformed(
            N_("Line {line} of the list of partners has {found} columns, not {expected}. Correct it and try again."),
            line=line,
            found=len(row),
            expected=len(columns),
        )
    value: JsonObject = {}
    for column, cell in zip(columns, row, strict=True):
        if not cell.strip():
            continue
        *folder, member = COLUMNS[column]
        target = value
        for name in folder:
            inner = target.setdefault(name, {})
            assert isinstance(inner, dict)
            target = inner
        target[member] = cell.strip()
    try:
        return read_profile(value)
    except Malformed as error:
        raise Malformed(
            N_("Line {line} of the list of partners: {problem}"), line=line, problem=error.message
        ) from None
