"""Names of files: whatever a title says, each system takes the name, and no two in a folder are one on another system."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from datapact.agreements.views.file_names import file_name as agreement_file
from datapact.base.file_names import file_name, fit_name, free_name, free_place, stem, whole_words
from datapact.base.files import write_numbered
from tests.depth import examples

ROOT = Path(__file__).parents[1]
DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"
}
LETTERS = st.characters(codec="utf-8") | st.sampled_from('<>:"/\\|?*. -_\u202eäßéÉ한👩🏽\u0301\x00\x7f')
TITLES = st.text(LETTERS, max_size=300) | st.builds(
    "{}{}{}".format,
    st.sampled_from(["con", "NUL", "Com1", "lpt²", "CONIN$", "e. V.", "..", "~", "a"]),
    st.sampled_from(["", ".", " ", ".txt", " .x", ":", "/..", "_"]),
    st.text(LETTERS, max_size=100),
)


def is_taken_everywhere(name: str) -> bool:
    """What Microsoft, Apple and Linux say of names, and of nothing that is not seen."""
    return (
        bool(name)
        and PureWindowsPath(name).name == name
        and not set(name) & set('<>:"/\\|?*')
        and not any(unicodedata.category(one)[0] == "C" for one in name)
        and name.strip(" ") == name
        and not name.endswith(".")
        and name.partition(".")[0].rstrip(" ").casefold() not in DEVICES
        and len(name.encode()) <= 255
        and len(unicodedata.normalize("NFD", name).encode("utf-16-le")) <= 2 * 255
        and unicodedata.is_normalized("NFC", name)
    )


@given(TITLES, st.sampled_from([" ", "-"]), st.sampled_from([24, 60, 80]))
@settings(max_examples=examples(1000))
@example("Verein e. V.", "-", 60)
@example("NUL.tar", " ", 80)
@example("한" * 80, " ", 80)
def test_each_system_takes_the_name_of_any_title(title: str, between: str, most: int) -> None:
    for name in (
        stem(title, between=between, most=most, otherwise="datapact"),
        file_name(title, "pdf", between=between, most=most),
        agreement_file("DP-2026-0001", title, "pdf"),
        agreement_file("", title, "pdf"),
        fit_name(title),
        fit_name(f"{title}.pdf"),
    ):
        assert is_taken_everywhere(name), name
        assert not name.startswith((".", " "))
    assert len(stem(title, between=between, most=most)) <= most + 1  # a device's name gets a line below it
    assert file_name(title, "pdf", between=between, most=most).endswith(".pdf")
    assert fit_name(fit_name(title)) == fit_name(title)


@given(
    st.lists(
        TITLES | st.sampled_from(["Müller", "MÜLLER", "mu\u0308ller", "straße", "STRASSE", "K\u212a"]), max_size=12
    )
)
@settings(max_examples=examples(300))
def test_no_two_names_in_a_folder_are_one_elsewhere(titles: list[str]) -> None:
    given_out: list[str] = []
    for title in titles:
        given_out.append(free_name(file_name(title, "pdf"), given_out))
    for fold in (str.casefold, str.upper, str.lower):
        assert len({unicodedata.normalize("NFD", fold(one)) for one in given_out}) == len(titles)
    assert all(map(is_taken_everywhere, given_out))


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        (agreement_file("DP-2026-0001", "Vibration: 4/5 „Halle“", "pdf"), "DP-2026-0001 Vibration 4 5 Halle.pdf"),
        (agreement_file("", "../..", "pdf"), "agreement.pdf"),
        (file_name("Rotkehlchen-Verein e. V.", "dpcard", between="-"), "Rotkehlchen-Verein-e-V.dpcard"),
        (file_name("Dorn & Söhne GmbH & Co. KG", "dpcard", between="-"), "Dorn-Söhne-GmbH-Co-KG.dpcard"),
        (file_name("Fassung 1.2", "pdf", between="-"), "Fassung-1.2.pdf"),
        (file_name("aux", "csv"), "aux_.csv"),
        (file_name("ко́д ду́ша", "pdf"), "ко́д ду́ша.pdf"),
        (fit_name("Leck im Büro 2026/17 – an die Behörde?.pdf"), "Leck im Büro 2026-17 – an die Behörde-.pdf"),
        (fit_name("DP-2026-0001 Unterschriften (2).pdf"), "DP-2026-0001 Unterschriften (2).pdf"),
        (fit_name("com1.pdf"), "com1_.pdf"),
        (free_name("Vertrag.pdf", ["VERTRAG.PDF", "vertrag (2).pdf"]), "Vertrag (3).pdf"),
        (whole_words("Rahmen über Antriebstechnik", 20), "Rahmen über"),
    ],
)
def test_names_stay_readable(name: str, meant: str) -> None:
    assert name == meant


def test_a_file_never_takes_the_place_of_one_in_other_case(tmp_path: Path) -> None:
    assert free_place(tmp_path / "none", "a.pdf") == tmp_path / "none" / "a.pdf"
    assert write_numbered(tmp_path, "Angebot.dpact", b"1").name == "Angebot.dpact"
    assert write_numbered(tmp_path, "ANGEBOT.dpact", b"2").name == "ANGEBOT (2).dpact"
    assert free_place(tmp_path, "angebot.DPACT").name == "angebot (3).DPACT"
    assert (tmp_path / "Angebot.dpact").read_bytes() == b"1"


def test_names_of_files_are_made_in_one_place() -> None:
    elsewhere = re.compile(r"_UNSAFE|\[\^\\w[^]]*\]\+\"|replace\(\"/\", \"-\"\)|\bisalnum\(\) else \" \" for")
    found = {
        str(file.relative_to(ROOT))
        for folder in ("datapact", "ui")
        for file in (ROOT / folder).rglob("*.py")
        if elsewhere.search(file.read_text("utf-8"))
    }
    assert found <= NOT_OF_FILES


NOT_OF_FILES = {
    "datapact/agreements/projection/parties.py",
    "datapact/checks/model/named.py",
    "datapact/checks/model/words_of_mood.py",
    "datapact/paper/judge/sides.py",
    "datapact/contract/text/marked.py",
    "datapact/contract/changes/rewritten.py",
    "ui/editor/text/range_moves.py",
}
"""They take words of texts apart."""
