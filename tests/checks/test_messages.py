"""The words of the rules: German for every one, and names in the language of the reader."""

from __future__ import annotations

from pathlib import Path

from babel.messages.extract import extract_from_dir

from datapact.base.texts import Message
from datapact.checks.run import engine
from datapact.checks.run.engine import RULES
from datapact.contract.terms import Localised
from datapact.contract.vocabulary.messages import LONGEST_NAME, MOST_NAMED, joined, own
from tests.tools.catalogue import KEYWORDS, load, refused

CHECKS = Path(engine.__file__).parents[1]
# Patterns made of places only are the same in every language.
SAME = {"{first}, {second}", "{first}; {second}", "{party}: {measures}"}


def test_every_message_of_the_checks_is_in_german() -> None:
    german = load("de")
    found = [
        message[0] if isinstance(message, tuple) else message
        for _file, _line, message, _comments, _context in extract_from_dir(
            CHECKS, [("**.py", "python")], keywords=KEYWORDS
        )
    ]
    assert len(set(found)) > 200
    for text in found:
        entry = german.get(text)
        assert entry is not None, text
        assert entry.string, text
        assert text in SAME or text.startswith("{list}") or entry.string != text


def test_every_requirement_reads_in_both_languages() -> None:
    for rule in RULES:
        assert rule.requirement.text("de") != rule.requirement.text("en")


def test_names_are_shown_in_the_language_of_the_reader() -> None:
    message = Message("{dataset}!", {"dataset": own(Localised(de="Protokolle", en="Logs"), "logs")})
    assert message.both() == {"de": "Protokolle!", "en": "Logs!"}
    assert own(Localised(), "dataset-1").both() == {"de": "Datensatz 1", "en": "Dataset 1"}
    assert own(Localised(), "").text("de") == ""
    assert own(Localised(de="nur {deutsch}"), "logs").text("en") == "nur {deutsch}"
    assert len(own(Localised(de="ä" * 500), "logs").text("de")) == LONGEST_NAME


def test_long_lists_are_cut_and_counted() -> None:
    names = [f"n{number}" for number in range(MOST_NAMED + 3)]
    assert Message("{names}", {"names": joined(names)}).text("de").endswith(f"n{MOST_NAMED - 1} und 3 weitere")
    assert joined([]) == ""
    assert joined(["one"]) == "one"


def test_translations_of_nothing_or_in_the_wrong_form_are_refused() -> None:
    template = load("de")
    assert refused({"{n} agreement": ["{n} Vertrag", "{n} Verträge"], "Overview": "Übersicht"}, template) == []
    wrong: dict[str, str | list[str]] = {
        "{n} agreement": "{n} Vertrag",
        "Overview": ["Übersicht", "Übersichten"],
        "Nobody says this.": "Das sagt niemand.",
    }
    assert [line.split(":")[1].strip() for line in refused(wrong, template)] == list(wrong)
