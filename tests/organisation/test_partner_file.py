"""Lists of partners as spreadsheets write them; one mistake refuses the whole file, by its line."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datapact.base.errors import DataPactError, Malformed, WrongUse
from datapact.organisation.identity.profile import Address, Contact, Profile, Registration
from datapact.organisation.partners.partner_table import (
    TableSeen,
    chosen_columns,
    look_at_table,
    propose_columns,
    read_table,
)
from tests.depth import examples

type Listed = Callable[[bytes], tuple[Profile, ...]]


@pytest.fixture
def listed(tmp_path: Path) -> Listed:
    def read(data: bytes) -> tuple[Profile, ...]:
        path = tmp_path / "partner.csv"
        path.write_bytes(data)
        return read_table(path, look_at_table(path).proposed)

    return read


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_each_spreadsheet_form_is_read(listed: Listed, delimiter: str, encoding: str, line_end: str) -> None:
    lines = [
        delimiter.join(["Name", "register_court", "register_number", "city", "email", "kind"]),
        delimiter.join(["Stadtwerke Öhringen", "AG Stuttgart", "HRB 1", "Öhringen", "post@example.org", ""]),
        "",
        delimiter.join(['"Uni ""Süd"""', "", "", "Ulm", "", "university"]),
    ]
    assert listed((line_end.join(lines) + line_end).encode(encoding)) == (
        Profile(
            "Stadtwerke Öhringen",
            registration=Registration("AG Stuttgart", "HRB 1"),
            address=Address(city="Öhringen", country=""),
            kind="",
            signing_rule="",
            contact=Contact(email="post@example.org"),
        ),
        Profile('Uni "Süd"', kind="university", signing_rule="", address=Address(city="Ulm", country="")),
    )


def test_umlauts_of_windows_far_down_are_read(listed: Listed) -> None:
    """The first umlaut of a long list may stand behind everything that is looked at first."""
    data = "Firma\n" + "A GmbH\n" * 12_000 + "Müller KG\n"
    assert listed(data.encode("cp1252"))[-1].name == "Müller KG"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no headings"),
        ("city\nUlm\n", "name of the partner"),
        ("name,name\nA,B\n", "same heading"),
        ("name,city\nA,Ulm\nB, GmbH,Ulm\n", "Line 3"),
        ("name,kind\nA,Sparclub\n", "Line 2"),
        ("name\nA\u202eB\n", "Line 2"),
        ('name\n"A', "Line 2"),
        ("name\nA\0B\n", "Line 2"),
    ],
)
def test_a_mistake_names_its_line(listed: Listed, text: str, words: str) -> None:
    with pytest.raises(Malformed, match=words):
        listed(text.encode())


@settings(max_examples=examples(100), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.sampled_from("name,;\t\"\n\rcity Ä\u202e'\\x00"), max_size=60) | st.text(max_size=60))
def test_any_text_gives_profiles_or_our_error(listed: Listed, text: str) -> None:
    with contextlib.suppress(DataPactError, UnicodeEncodeError):
        for profile in listed(("name" + text).encode()):
            assert profile.name


@pytest.mark.parametrize(
    ("heading", "member"),
    [
        ("Firma", "name"),
        ("E-Mail", "email"),
        ("PLZ", "postal_code"),
        ("Straße und Hausnummer", "street"),
        ("Zip-Code", "postal_code"),
    ],
)
def test_headings_of_others_are_known(heading: str, member: str) -> None:
    assert propose_columns((heading, "Kürzel")) == {member: 0}


def test_a_table_is_read_by_the_chosen_columns(tmp_path: Path) -> None:
    path = tmp_path / "partner.csv"
    path.write_bytes(
        "Firma;Sitz;Land;Vertretung;Notiz\nStadtwerke Köln;Köln;Deutschland;gemeinsam;x\n;;;;\n".encode("cp1252")
    )
    seen = look_at_table(path)
    assert (seen.lines, seen.proposed) == (1, {"name": 0, "city": 1, "country": 2, "signing_rule": 3})
    (profile,) = read_table(path, seen.proposed)
    assert (profile.name, profile.address.city, profile.address.country) == ("Stadtwerke Köln", "Köln", "DE")
    assert profile.signing_rule == "two_jointly"
    with pytest.raises(Malformed):
        read_table(path, {"city": 1})
    with pytest.raises(Malformed, match="2"):
        read_table(path, {"name": 0, "kind": 4})


def test_what_somebody_says_of_a_column_goes_before_the_proposal() -> None:
    seen = TableSeen(("Kunde", "Firma", "Sitz"), (), propose_columns(("Kunde", "Firma", "Sitz")), 1)
    assert chosen_columns(seen, {}) == {"name": 1, "city": 2}
    assert chosen_columns(seen, {"kunde": "name"}) == {"name": 0, "city": 2}
    assert chosen_columns(seen, {"Kunde": "name", "FIRMA": "contact_name", "Sitz": ""}) == {
        "name": 0,
        "contact_name": 1,
    }
    for wrong in ({"Ort": "city"}, {"Sitz": "colour"}):
        with pytest.raises(WrongUse):
            chosen_columns(seen, wrong)
