"""The library at the command line: taken in from a file, approved by a second member, used, and held against a text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from datapact.base import strictjson
from datapact.library.shelf.library_format import LibraryFile
from tests.cli.desks import Houses
from tests.cli.test_schemas import matches, said
from tests.library.clauses_of_keller import HOURS_POSITION, LIABILITY
from tests.paper.samples import word_file


@pytest.mark.journey
def test_a_clause_and_a_position_from_a_file_to_a_draft(houses: Houses) -> None:
    anna, martin, folder = houses.anna, houses.martin, houses.folder
    assert said("library-list", anna, "library", "list") == {"library": []}
    stands = tuple(replace(one, members=()) for one in HOURS_POSITION.stands)
    file = folder / "house.dplib"
    file.write_bytes(LibraryFile((LIABILITY,), (replace(HOURS_POSITION, stands=stands),)).write())
    matches("library-file", strictjson.parse_object(file.read_bytes()))
    assert said("library-import", anna, "library", "import", file, "--look")["clauses"] == ["Haftung des Hauses"]
    assert said("library-list", anna, "library", "list") == {"library": []}
    said("library-import", anna, "library", "import", file)
    listed = said("library-list", anna, "library", "list")["library"]
    assert [(one["id"], one["standing"]) for one in listed] == [("liability", "none"), ("breach-hours", "")]

    (folder / "answers.toml").write_text(
        str(anna.json("template", "show", "ai-pilot", "--example")["example"]), "utf-8"
    )
    agreement = anna.json("agreement", "new", "--template", "ai-pilot", "--answers", folder / "answers.toml")[
        "agreement"
    ]
    assert "approved yet" in anna.refused(1, "library", "insert", agreement, "liability")
    assert "Another member" in anna.refused(1, "library", "approve", "liability")
    said("library-approve", martin, "library", "approve", "liability")
    shown = said("library-show", anna, "library", "show", "liability")
    assert shown["versions"][0]["approved_by"] == ["Martin Vogt"]
    assert "Unbeschränkt" in anna("library", "show", "liability")
    assert "Fallback 2: at most 72 hours" in anna("library", "show", "breach-hours")
    said("library-insert", anna, "library", "insert", agreement, "liability", "--alternative", "last")
    (topic,) = said("library-playbook", anna, "library", "playbook", agreement)["topics"]
    assert (topic["level"], topic["place"]) == ("0", "breach.hours")
    (use,) = said("library-used", anna, "library", "used", "liability")["uses"]
    assert (use["alternative"], use["version"]) == ("Gedeckelt", 1)
    out = folder / "out.dplib"
    said("library-export", anna, "library", "export", "-o", out, "--item", "liability")
    assert LibraryFile.read(out.read_bytes()).positions == ()
    said("library-approve", martin, "library", "take-back", "liability")
    said("library-retire", martin, "library", "retire", "breach-hours")
    assert len(said("library-list", anna, "library", "list")["library"]) == 1
    anna.refused(2, "library", "show", "breach-hours")


def test_reviews_and_texts_of_the_standard_clauses_are_on_file(houses: Houses) -> None:
    anna, folder = houses.anna, houses.folder
    (made,) = said("template-review", anna, "template", "review", "nda", "--by", "Dr. Lang", "--day", "2026-11-20")[
        "reviews"
    ]
    assert (made["reviewer"], made["day"], made["holds"]) == ("Dr. Lang", "2026-11-20", True)
    assert said("template-review", anna, "template", "review", "processing") == {"reviews": []}
    file = folder / "scc.docx"
    file.write_bytes(
        word_file(
            (
                "#Klauseln",
                "Jede Partei schuldet der anderen nach diesen Klauseln, was für den Schutz der Daten und die Rechte der Personen nötig ist, und sie haftet nach dem Gesetz.",
            )
        )
    )
    (text,) = said("library-official", anna, "library", "official", "2021/914", file)["texts"]
    assert (text["language"], text["paragraphs"]) == ("de", 2)
    assert "2021/914 or 2021/915" in anna.refused(2, "library", "official", "2010/87", file)
    (folder / "answers.toml").write_text(str(anna.json("template", "show", "nda", "--example")["example"]), "utf-8")
    (folder / "answers.toml").write_text(
        (folder / "answers.toml").read_text("utf-8").replace("Pumpenwerk Lahnstein GmbH", "Maschinenbau Keller GmbH"),
        "utf-8",
    )
    drafted = anna.json("agreement", "new", "--template", "nda", "--answers", folder / "answers.toml")["agreement"]
    compared = said("agreement-compare-official", anna, "agreement", "compare-official", drafted, "2021/914")
    assert (compared["proven"], compared["same"], compared["missing"]) == (False, 0, 1)
    assert "standard clauses" in anna.refused(
        1, "agreement", "handout", drafted, "standard-clauses", "-o", folder / "pack.pdf"
    )
