"""Lists of partners as spreadsheets write them; one mistake refuses the whole file, by its line."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.base.errors import DataPactError, Malformed, TooLarge
from datapact.organisation.identity.profile import Address, Contact, Profile, Registration
from datapact.organisation.partners.import_csv import LARGEST, read_partner_file
from datapact.organisation.partners.partner_table import look_at_table, propose_columns, read_table


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_each_spreadsheet_form_is_read(delimiter: str, encoding: str, line_end: str) -> None:
    lines = [
        delimiter.join(["Name", "register_court", "register_number", "city", "email", "kind"]),
        delimiter.join(["Stadtwerke Öhringen", "AG Stuttgart", "HRB 1", "Öhringen", "post@example.org", ""]),
        "",
        delimiter.join(['"Uni ""Süd"""', "", "", "Ulm", "", "university"]),
    ]
    assert read_partner_file((line_end.join(lines) + line_end).encode(encoding)) == (
        Profile(
            "Stadtwerke Öhringen",
            registration=Registration("AG Stuttgart", "HRB 1"),
            address=Address(city="Öhringen"),
            contact=Contact(email="post@example.org"),
        ),
        Profile('Uni "Süd"', kind="university", address=Address(city="Ulm")),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "first line"),
        ("city\nUlm\n", "first line"),
        ("name,colour\nA,red\n", "first line"),
        ("name,name\nA,B\n", "first line"),
        ("name,city\nA,Ulm\nB\n", "Line 3"),
        ("name,kind\nA,Verein\n", "Line 2"),
        ("name\nA\u202eB\n", "Line 2"),
        ('name\n"A', "Line 2"),
        ("name\nA\0B\n", "not a CSV file"),
    ],
)
def test_a_mistake_names_its_line(text: str, words: str) -> None:
    with pytest.raises(Malformed) as refused:
        read_partner_file(text.encode())
    assert words in str(refused.value)


def test_other_encodings_and_huge_files_are_refused() -> None:
    with pytest.raises(Malformed):
        read_partner_file("name\nÖ\n".encode("latin-1"))
    with pytest.raises(TooLarge):
        read_partner_file(b"n" * (LARGEST + 1))


@given(st.text(alphabet=st.sampled_from("name,;\t\"\n\rcity Ä\u202e'\\x00"), max_size=60) | st.text(max_size=60))
def test_any_text_gives_profiles_or_our_error(text: str) -> None:
    with contextlib.suppress(DataPactError, UnicodeEncodeError):
        for profile in read_partner_file(("name" + text).encode()):
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
