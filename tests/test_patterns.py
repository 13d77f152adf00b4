"""Patterns over the files of others cannot run away: no repetition within a repetition but those that are looked at here."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

import pytest

import datapact
from datapact.word.read.align import typed_number

ROOT = Path(__file__).parent.parent
_CALLS = {"compile", "sub", "subn", "match", "search", "fullmatch", "findall", "finditer", "split"}
_MANY = 8

TOLD_APART = {
    "datapact/checks/model/words_of_mood.py": "a mark that is no letter begins each further word, eight at most",
    "datapact/consent/terms/subjects.py": "a mark that is no letter begins each further part",
    "datapact/contract/text/defined_terms.py": "a space begins each further word, and no word holds one",
    "datapact/paper/judge/official_parts.py": "a point or bracket ends each part, and none begins with a space",
    "datapact/history/entries/sharing_records.py": "a hyphen begins each further part",
    "datapact/organisation/identity/roles.py": "a hyphen begins each further part",
    "datapact/signing/elsewhere/proposed.py": "a space begins each further word, and no word holds one",
    "datapact/signing/pades/pdf_bounds.py": "a name with a slash stands between two spaces",
    "datapact/signing/pades/revisions.py": "rows of a set length, figures between line ends",
    "ui/editor/text/paragraph_edit.py": "a mark that is no figure begins each further part",
}
"""Files with a repetition within a repetition, and why each text can be read in one way only."""
TOLD_APART_TOO = {"datapact/paper/judge/conspicuous_signs.py": "a word that must not follow, read once for each letter"}
"""The same of patterns that are put together while a module loads."""


def _patterns(source: str) -> Iterator[str]:
    """The patterns of a module as far as they stand in it; 7 for a part that does not."""
    tree = ast.parse(source)
    known: dict[str, str] = {}

    def text(node: ast.AST) -> str:
        match node:
            case ast.Constant(value=str(value)):
                return value
            case ast.Constant(value=bytes(value)):
                return value.decode("latin-1")
            case ast.JoinedStr(values=parts):
                return "".join(map(text, parts))
            case ast.FormattedValue(value=inner):
                return text(inner)
            case ast.Name(id=name):
                return known.get(name, "7")
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return text(left) + text(right)
            case ast.BinOp(left=left, op=ast.Mod()):
                return text(left).replace("%b", "7").replace("%s", "7")
        return "7"

    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant() | ast.JoinedStr() | ast.BinOp() as value):
                known[name] = text(value)
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=name), args=[first, *_]) if name in _CALLS:
                yield text(first)


def _runs_away(pattern: Any, inside: bool = False) -> bool:
    """Whether a repetition of open length stands in another one; not one that gives nothing back."""
    for what, given in pattern:
        within, inner = inside, []
        if what in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            least, most, repeated = given
            many = most == _constants.MAXREPEAT or most >= _MANY
            if many and inside and least != most:
                return True
            within, inner = inside or many, [repeated]
        elif what is _constants.SUBPATTERN:
            inner = [given[3]]
        elif what is _constants.BRANCH:
            inner = given[1]
        elif what in (_constants.ASSERT, _constants.ASSERT_NOT):
            inner = [given[1]]
        if any(_runs_away(one, within) for one in inner):
            return True
    return False


def test_no_repetition_stands_in_a_repetition_unseen() -> None:
    found = set()
    for folder in ("datapact", "ui"):
        for path in (ROOT / folder).rglob("*.py"):
            source = path.read_text("utf-8")
            if re.search(r"\bre\.", source) and any(_runs_away(_parser.parse(one)) for one in _patterns(source)):
                found.add(path.relative_to(ROOT).as_posix())
    assert found == set(TOLD_APART)


def _made(module: ModuleType) -> Iterator[re.Pattern[Any]]:
    """The patterns that a module holds once it is loaded, however they were made."""
    waiting = list(vars(module).values())
    for one in waiting:
        if isinstance(one, re.Pattern):
            yield one
        elif isinstance(one, (tuple, list, frozenset, set)):
            waiting.extend(one)
        elif isinstance(one, dict) and one is not vars(module).get("__builtins__"):
            waiting.extend(one.values())
        elif dataclasses.is_dataclass(one) and not isinstance(one, type):
            waiting.extend(getattr(one, field.name, None) for field in dataclasses.fields(one))


def test_no_pattern_that_is_put_together_holds_one_either() -> None:
    """Sees what stands in no source: words from lists, joined while a module loads."""
    holders: dict[re.Pattern[Any], set[str]] = {}
    for told in pkgutil.walk_packages(datapact.__path__, "datapact."):
        if told.name.rpartition(".")[2] == "__main__" or ".migrations." in told.name:
            continue
        for one in _made(importlib.import_module(told.name)):
            holders.setdefault(one, set()).add(told.name.replace(".", "/") + ".py")
    assert len(holders) > 300
    for one, where in holders.items():
        assert where & {*TOLD_APART, *TOLD_APART_TOO} or not _runs_away(
            _parser.parse(one.pattern, one.flags & ~re.DEBUG)
        ), where


def test_the_search_sees_what_runs_away() -> None:
    assert _runs_away(_parser.parse(r"\d+(?:(?:-0+)?[a-z]{1,3}(?:(?:-0+)?\d{1,3})?)*"))
    assert _runs_away(_parser.parse(r"(a+)+"))
    assert not _runs_away(_parser.parse(r"(?:\(|[^()]++)*"))


@pytest.mark.parametrize("words", ["1" + "a1" * 40, "1" + "aaa" * 40 + "-", "0" * 4000, "a" * 4000, "(1" + "a" * 4000])
def test_a_typed_number_is_read_at_once(words: str) -> None:
    """Fails by the bound of the test run where the reading of such words takes for ever."""
    assert typed_number(words + " Text") == ""


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("§ 14a Zweck", "§ 14a "),
        ("Section 14-0a Purpose", "Section 14-0a "),
        ("(1a) Text", "(1a) "),
        ("14. Text", "14. "),
        ("iv) Text", "iv) "),
        ("a1) Text", "a1) "),
        ("(2026-11-29) Text", ""),
        ("2026-11-29. Text", ""),
        ("und) Text", ""),
        ("§ 14", "§ 14"),
    ],
)
def test_typed_numbers_are_those_that_clauses_have(words: str, number: str) -> None:
    assert typed_number(words) == number
