"""Sentences for people, where names of their own stand in them."""

from __future__ import annotations

import ast
import gettext
import re
from datetime import date
from pathlib import Path
from string import Formatter

import pytest
from babel.dates import format_date
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from datapact.base.resources import data_folder
from datapact.base.texts import LANGUAGES, Language, Message, counted
from datapact.contract.terms.whole import Terms
from datapact.contract.text.clauses import Run, same_words, with_one_stop
from tests.parsed import parsed

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Keller GmbH", "Waiting for Keller GmbH."),
        ("Institut e. V.", "Waiting for Institut e. V."),
        ("so on...", "Waiting for so on...."),
        (".", "Waiting for ."),
    ],
)
def test_a_sentence_ends_with_one_full_stop(name: str, sentence: str) -> None:
    assert Message("Waiting for {party}.", {"party": name}).text("en") == sentence


def test_within_a_sentence_a_name_stays_as_it_is() -> None:
    assert Message("{party} waits.", {"party": "Institut e. V."}).text("en") == "Institut e. V. waits."
    assert Message("{party}, {other}.", {"party": "A.", "other": "B."}).text("en") == "A., B."


def test_a_clause_ends_with_one_full_stop() -> None:
    name, stop, number = Run("Institut e. V.", "parties.b.name"), Run(". The rest."), Run("§ 1", ref="a")
    assert with_one_stop([Run("With "), name, stop]) == (Run("With "), name, Run(" The rest."))
    assert with_one_stop([name, Run(".")]) == (name,)
    assert with_one_stop([name, number, Run(".")]) == (name, number, Run("."))
    assert with_one_stop([name, Run("...")]) == (name, Run("..."))


def test_a_text_written_before_counts_as_the_same() -> None:
    name = Run("Institut e. V.", "parties.b.name")
    assert same_words({"en": (name, Run("."))}, {"en": (name,)})
    assert not same_words({"en": (name, Run("!"))}, {"en": (name,)})


@pytest.mark.parametrize(
    ("day", "german", "english"),
    [
        ("2027-03-01", "1. März 2027", "1 March 2027"),
        ("2027-02-30", "2027-02-30", "2027-02-30"),
        ("next week", "next week", "next week"),
    ],
)
def test_a_day_is_read_as_people_write_it(day: str, german: str, english: str) -> None:
    sentence = Message("Signed on {day}", {"day": day})
    assert sentence.text("en") == f"Signed on {english}"
    assert sentence.text("de").endswith(german)


@pytest.mark.parametrize("language", LANGUAGES)
def test_months_are_named_as_by_unicode(language: Language) -> None:
    """Ours are a table of their own, since loading all of Unicode's takes longer than painting a window."""
    for month in range(1, 13):
        day = date(2027, month, 9)
        wanted = format_date(day, "d. MMMM y" if language == "de" else "d MMMM y", locale=language)
        assert Message("{day}", {"day": day.isoformat()}).text(language) == wanted


def test_every_marked_sentence_stands_in_the_catalogue() -> None:
    """Extraction does not look into the arguments of ``Message``: what is marked only there would be said in English."""
    with (data_folder() / "locale" / "de" / "LC_MESSAGES" / "datapact.mo").open("rb") as stream:
        ids = {
            one for message in read_mo(stream) for one in ([message.id] if isinstance(message.id, str) else message.id)
        }
    marked = {
        call.args[0].value
        for folder in ("datapact", "ui")
        for file in (ROOT / folder).rglob("*.py")
        for call in ast.walk(parsed(file, r"\b(N_|_)\("))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"N_", "_"}
        if call.args and isinstance(call.args[0], ast.Constant)
    }
    assert len(marked) > 1000
    assert not marked - ids


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_a_catalogue_is_found_as_gettext_finds_it(language: Language) -> None:
    file = data_folder() / "locale" / language / "LC_MESSAGES" / "datapact.mo"
    with file.open("rb") as stream:
        theirs = gettext.GNUTranslations(stream)
    with file.open("rb") as stream:
        messages = [message for message in read_mo(stream) if message.id]
    assert len(messages) > 1000
    for message in messages:
        if isinstance(message.id, str):
            said = theirs.gettext(message.id).replace("{{", "{").replace("}}", "}")
            assert Message(message.id).text(language) == said
        else:
            one, more = message.id
            names = {name for form in message.string for _text, name, *_rest in Formatter().parse(form) if name}
            for n in (0, 1, 2):
                others = dict.fromkeys(names - {"n"}, "so")
                said = theirs.ngettext(one, more, n).format(**others, n=n)
                assert counted(one, more, n, **others).text(language) == said


def test_one_german_verb_says_that_somebody_signs() -> None:
    """docs/style-of-words.md: *unterschreiben*. Words that a released layout prints, and clauses, stay as they were."""
    with (data_folder() / "locale" / "de" / "LC_MESSAGES" / "datapact.po").open("rb") as stream:
        messages = [message for message in read_po(stream) if message.id]
    printed = {"datapact/pdf/engine/wording.py", "datapact/contract/changes/acceding.py"}
    printed.add("datapact/agreements/projection/status.py")  # stands in verdicts, as the frozen files have them
    for message in messages:
        said = " ".join([message.string] if isinstance(message.string, str) else message.string)
        if not printed & {place for place, _line in message.locations}:
            assert re.findall(r"\b[Uu]nterzeichne(?:n|t|te|ter|ten|tes)?\b", said) == [], said


def test_a_sentence_that_no_catalogue_has_is_said_in_english() -> None:
    assert Message("Nobody ever wrote this sentence.").text("de") == "Nobody ever wrote this sentence."
    assert [counted("{n} unheard", "{n} unheards", n).text("de") for n in (0, 1, 2)] == [
        "0 unheards",
        "1 unheard",
        "2 unheards",
    ]


def test_what_a_person_wrote_stays_as_it_is() -> None:
    assert "“2027-03-01”" in Message("“{value}” is no text.", {"value": "2027-03-01"}).text("en")


def test_no_window_sets_quotation_marks_of_one_language() -> None:
    """German ones are others, so they come with a translated sentence or from ``quoted``."""
    root = Path(__file__).resolve().parents[1] / "ui"
    fixed = [
        f"{file.relative_to(root)}:{node.lineno}"
        for file in root.rglob("*.py")
        for node in ast.walk(parsed(file, r"[“”„]|\\[uUNx]"))
        if isinstance(node, ast.JoinedStr)
        and any(isinstance(part, ast.Constant) and set(str(part.value)) & set("“”„") for part in node.values)
    ]
    assert not fixed


_SHOWN_ON = {"QPushButton", "PrimaryButton", "QToolButton", "QAction", "QGroupBox", "addAction", "addTab", "setTabText"}
_OF_PEOPLE = {"name", "title", "word", "what", "address", "names", "amendment", "person", "organisation", "party"}


def test_an_ampersand_of_a_name_is_not_swallowed() -> None:
    """Words of people on buttons, tabs and in menus pass ``literal``; Tick and Radio show every ampersand by themselves."""
    found = []
    for path in sorted((ROOT / "ui").rglob("*.py")):
        for call in ast.walk(parsed(path, r"QPushButton|Button\(|QAction|addAction|addTab|setTabText|QGroupBox")):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            for argument in call.args if name in _SHOWN_ON else []:
                words = ast.unparse(argument)
                if words.startswith("literal(") or "replace('&', '&&')" in words:
                    continue
                inner = [one for one in ast.walk(argument) if isinstance(one, ast.Call)]
                if any(_is_text(one) and {key.arg for key in one.keywords} & _OF_PEOPLE for one in inner):
                    found.append(f"{path.relative_to(ROOT)}:{call.lineno}: {words}")
    assert not found, "\n".join(found)


def _is_text(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in ("_", "counted", "Message")


DOTTED = re.compile(rf"(?<![\w./-])(?:{'|'.join(sorted(Terms.model_fields))})\.(?:\w|\{{)[\w.{{}}]*")
"""The key of a term, such as ``datasets.vibration.secret``, or the beginning of one that is filled in."""


def test_no_sentence_of_a_window_an_answer_or_a_page_names_the_key_of_a_term() -> None:
    """Keys of terms are for machines and for commands, whose help shows one as an example."""
    with (data_folder() / "locale" / "de/LC_MESSAGES/datapact.po").open("rb") as file:
        sentences = [one for one in read_po(file) if one.id]
    assert len(sentences) > 5000
    shown = [one for one in sentences if not all(place.startswith("datapact/cli/") for place, _line in one.locations)]
    texts = [text for one in shown for text in ([one.id] if isinstance(one.id, str) else list(one.id))]
    assert not [text for text in texts if DOTTED.search(text)]
    assert DOTTED.search("Answer it, as datasets.{key}.secret; not answered is not no.")


def test_an_agreement_is_signed_by_one_word() -> None:
    """Under an agreement a name is put: unterschreiben. Signieren is what a key does to an entry or a file."""
    with (data_folder() / "locale" / "de/LC_MESSAGES/datapact.mo").open("rb") as file:
        sentences = [one for one in read_mo(file) if one.id and isinstance(one.string, str)]
    elsewhere = [one.string for one in sentences if "signed elsewhere" in str(one.id)]
    assert len(elsewhere) > 20
    assert not [text for text in elsewhere if "anderswo signiert" in text]
