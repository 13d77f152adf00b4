"""Templates: questions and clauses as data in resources/templates/ID/VERSION, read and compiled strictly.

``template.toml`` names the template, its questions in groups, the terms that its wording already fulfils (preset) and
the order of its clauses; ``clauses.toml`` holds its own clauses, and resources/clauses those that several templates
share, by version; ``TEMPLATE/VERSION/CLAUSE`` is a clause of another template. A released version never changes. A paragraph or item says which parts of requirements it
``provides`` (datapact/checks/wording); for versions released before that, tables in resources/provides say it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources.abc import Traversable
from typing import Any

from datapact.base.errors import Malformed, WrongUse
from datapact.base.resources import data_folder, tables
from datapact.base.texts import LANGUAGES, N_, Language, printable_place
from datapact.contract.templates.expressions import (
    Condition,
    Pieces,
    Repeat,
    ShapesByName,
    compile_condition,
    compile_each,
    compile_text,
)
from datapact.contract.templates.questions import QuestionGroup, read_groups
from datapact.contract.vocabulary.label import Label

_ID = re.compile(r"[a-z][a-z0-9-]{0,39}", re.ASCII)

type Sources = Mapping[Language, Pieces]
type Provides = tuple[tuple[str, Condition | None], ...]
"""Parts of requirements that a wording provides, each always (None) or where a condition holds."""


@dataclass(frozen=True, slots=True)
class ItemSource:
    """A point of an enumeration; with ``each`` one for every member of a list of terms."""

    id: str
    """Unique in the template."""
    when: Condition | None
    """None: always."""
    each: Repeat | None
    text: Sources
    """By language."""
    provides: Provides = ()
    """Met where its paragraph's lead and this item stand as written."""


@dataclass(frozen=True, slots=True)
class ParagraphSource:
    """A paragraph of a template before it is resolved."""

    id: str
    """Unique in the template."""
    when: Condition | None
    """None: always."""
    each: Repeat | None
    """With it one paragraph for every member of a list of terms; None: one."""
    text: Sources
    """By language."""
    items: tuple[ItemSource, ...]
    """Points of its enumeration; empty for none."""
    provides: Provides = ()
    """Met where the whole paragraph stands as written, with its items."""


@dataclass(frozen=True, slots=True)
class ClauseSource:
    """A clause of a template before it is resolved."""

    id: str
    """Unique in the template."""
    when: Condition | None
    """None: always."""
    heading: Sources
    """By language."""
    paragraphs: tuple[ParagraphSource, ...]
    """In their order, at least one."""


@dataclass(frozen=True, slots=True)
class Template:
    """One version of a template. ``reviewed`` is False until a person records a lawyer's review.

    ``preset`` are terms that the template's wording fulfils by itself; an answer overrides it.
    """

    id: str
    """Small letters, digits and hyphens, at most 40 characters."""
    version: int
    """From 1; one that was released never changes."""
    kind: str
    """Family of templates, such as that of data-sharing agreements."""
    name: Label
    """The name of the template for people."""
    summary: Label
    """Its purpose in a sentence or two."""
    reviewed: bool
    groups: tuple[QuestionGroup, ...]
    """Question groups in the order of the pages."""
    preset: Mapping[str, Any]
    clauses: tuple[ClauseSource, ...]
    """In the order of the text, shared ones too."""


def list_templates() -> tuple[Template, ...]:
    """The newest version of every template that DataPact ships, by id."""
    return tuple(load_template(identifier) for identifier in sorted(_versions()))


def load_template(identifier: str, version: int | None = None) -> Template:
    """The template, in its newest version where none is named; raises WrongUse when there is none."""
    versions = _versions().get(identifier, ())
    shown = printable_place(identifier)
    if not versions or (version is not None and version not in versions):
        raise WrongUse(
            N_("There is no template {template} in this DataPact. See 'datapact template list'."),
            template=shown if version is None else f"{shown}/{version}",
        )
    return _load(identifier, version or versions[-1])


def example_answers(identifier: str, version: int | None = None) -> bytes:
    """The example answers file that comes with a version of a template, by default the newest; raises WrongUse."""
    template = load_template(identifier, version)
    return (_home() / identifier / str(template.version) / "example.toml").read_bytes()


@cache
def shared_clauses() -> Mapping[str, ClauseSource]:
    """The newest version of every clause that templates share (resources/clauses), by id."""
    return {identifier: _shared(name) for identifier, name in _shared_names().items()}


def shared_clauses_of(identifiers: Collection[str]) -> Mapping[str, ClauseSource]:
    """Those of ``shared_clauses`` with these ids; the others are not compiled, which takes longer than all else of a first reading."""
    return {identifier: _shared(name) for identifier, name in _shared_names().items() if identifier in identifiers}


@cache
def all_shared_clauses() -> tuple[ClauseSource, ...]:
    """Every version of every clause that templates share, the newest of each last."""
    return tuple(map(_shared, _all_shared_names()))


@cache
def _shared_names() -> Mapping[str, str]:
    """The name of the file of the newest version of each shared clause, by the clause's id."""
    found = {}
    for name in _all_shared_names():
        line = _ITS_ID.search(
            _shared_file(name).read_text(encoding="utf-8")
        )  # the rest of a file is read with its clause
        if line is None:
            raise Malformed(N_("The template {template} lacks {name}. Correct the template."), template=name, name="id")
        found[line[1]] = name
    return found


_ITS_ID = re.compile(r'^id = "([a-z0-9-]+)"$', re.ASCII | re.MULTILINE)
"""The first member of the file of a shared clause."""


@cache
def _all_shared_names() -> tuple[str, ...]:
    folder = data_folder() / "clauses"
    names = (file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))
    return tuple(sorted(names, key=_newest_last))


def _shared_file(name: str) -> Traversable:
    return data_folder() / "clauses" / f"{name}.toml"


@cache
def all_templates() -> tuple[Template, ...]:
    """Every version of every template that DataPact ships, the newest of each last."""
    return tuple(
        _load(identifier, version) for identifier in sorted(_versions()) for version in _versions()[identifier]
    )


@cache
def _shared(name: str) -> ClauseSource:
    """The clause of a file, by the file's name without its ending; compiled once."""
    source = _toml(_shared_file(name))
    return _clause(source, f"clauses/{source['id']}", _further_provides("clauses", name))


@cache
def _further_provides(name: str, table: str) -> Mapping[str, Any]:
    """The provided parts of released wording that does not say them itself, by id of its paragraph or item."""
    file = data_folder() / "provides" / f"{name}.toml"
    return _toml(file).get(table, {}) if file.is_file() else {}


def _newest_last(file_name: str) -> tuple[str, int]:
    name, _dash, version = file_name.rpartition("-")
    return name, int(version)


def read_template(folder: Traversable, shared: Traversable) -> Template:
    """The template in ``folder``, whose texts are compiled as they are read; raises Malformed naming the place of a mistake."""
    about = _toml(folder / "template.toml")
    own = {clause["id"]: clause for clause in _toml(folder / "clauses.toml").get("clauses", [])}
    identifier = str(about["id"])
    clauses = []
    try:
        for name in about["order"]:
            beside: Mapping[str, Any] = {}
            if "/" in name:
                source = _of_another(name)
            elif name in own:
                source, beside = own[name], _further_provides(f"{identifier}-{about['version']}", "provides")
            else:
                source, beside = _toml(shared / f"{name}.toml"), _further_provides("clauses", name)
            clauses.append(_clause(source, f"{identifier}/{source['id']}", beside))
        return Template(
            id=identifier,
            version=int(about["version"]),
            kind=str(about["kind"]),
            name=_label(about["name"]),
            summary=_label(about["summary"]),
            reviewed=about["reviewed"] is True,
            groups=read_groups(about["groups"]),
            preset=about.get("preset", {}),
            clauses=tuple(clauses),
        )
    except (KeyError, TypeError) as error:
        raise Malformed(
            N_("The template {template} lacks {name}. Correct the template."), template=identifier, name=str(error)
        ) from None


def _of_another(name: str) -> dict[str, Any]:
    """The clause ``TEMPLATE/VERSION/CLAUSE``, of a template that says itself what its wording provides."""
    template, version, wanted = name.split("/")
    clauses = _toml(_home() / template / version / "clauses.toml")["clauses"]
    return next(dict(one) for one in clauses if one["id"] == wanted)


def _home() -> Traversable:
    return data_folder() / "templates"


@cache
def _versions() -> Mapping[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for folder in _home().iterdir():
        if folder.is_dir() and _ID.fullmatch(folder.name):
            numbers = sorted(
                int(entry.name) for entry in folder.iterdir() if entry.name.isascii() and entry.name.isdigit()
            )
            if numbers:
                found[folder.name] = tuple(numbers)
    return found


@cache
def _load(identifier: str, version: int) -> Template:
    return read_template(_home() / identifier / str(version), data_folder() / "clauses")


def _toml(file: Traversable) -> dict[str, Any]:
    try:
        return _tables(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Malformed(
            N_("The template file {file} cannot be read ({reason})."), file=file.name, reason=str(error)[:200]
        ) from None


@lru_cache(maxsize=256)
def _tables(text: str) -> dict[str, Any]:
    """The tables of a file, which nobody changes: many versions of templates name the same shared clauses."""
    return tables(text)


def _label(value: Mapping[str, str]) -> Label:
    return Label(value["de"], value["en"])


class _Texts(Mapping[Language, Pieces]):
    """One text of a template in each language, compiled where it is first read: an agreement is checked in one language, and
    without what its terms do not choose.
    """

    __slots__ = ("_compiled", "_place", "_scope", "_written")

    def __init__(self, value: Mapping[str, Any], place: str, scope: ShapesByName) -> None:
        self._written: dict[Language, str] = {language: value[language] for language in LANGUAGES}
        self._place = place
        self._scope = scope
        self._compiled: dict[Language, Pieces] = {}

    def __getitem__(self, language: Language) -> Pieces:
        found = self._compiled.get(language)
        if found is None:
            text = self._written[language]
            found = self._compiled[language] = compile_text(text, f"{self._place} ({language})", self._scope)
        return found

    def __iter__(self) -> Iterator[Language]:
        return iter(self._written)

    def __len__(self) -> int:
        return len(self._written)


def compile_all(clauses: Iterable[ClauseSource]) -> None:
    """Compile every text in each language, while there is time; raises Malformed for a mistake."""
    for clause in clauses:
        texts = [clause.heading, *(one.text for one in clause.paragraphs)]
        texts += [item.text for one in clause.paragraphs for item in one.items]
        for one in texts:
            dict(one)


def _sources(value: Mapping[str, Any], place: str, scope: ShapesByName) -> Sources:
    return _Texts(value, place, scope)


_PART = re.compile(r"([A-Z]\d{2}\.[a-z][a-z-]*)(?: if (.+))?", re.ASCII)


def read_provides(values: Sequence[str], place: str, scope: ShapesByName | None = None) -> Provides:
    """The parts of a list such as ``["P09.audits", "P08.storage if end_of_data.legal_storage_excepted"]``."""
    found = []
    for value in values:
        match = _PART.fullmatch(value)
        if match is None:
            raise Malformed(
                N_("The template uses {what} at {place}, which templates cannot do. Correct the template."),
                what=str(value)[:100],
                place=place,
            )
        condition = match[2]
        found.append((match[1], None if condition is None else compile_condition(condition, place, scope)))
    return tuple(found)


def _condition(value: Mapping[str, Any], place: str, scope: ShapesByName) -> Condition | None:
    return compile_condition(value["when"], place, scope) if "when" in value else None


def _each(value: Mapping[str, Any], place: str, scope: ShapesByName) -> tuple[Repeat | None, ShapesByName]:
    return compile_each(value["each"], place, scope) if "each" in value else (None, scope)


def _clause(value: Mapping[str, Any], place: str, shared: Mapping[str, Any]) -> ClauseSource:
    identifier = value["id"]
    return ClauseSource(
        identifier,
        _condition(value, place, {}),
        _sources(value["heading"], place, {}),
        tuple(
            _paragraph(entry, entry.get("id", f"{identifier}-{n}"), place, shared)
            for n, entry in enumerate(value["paragraphs"], start=1)
        ),
    )


def _paragraph(value: Mapping[str, Any], identifier: str, place: str, shared: Mapping[str, Any]) -> ParagraphSource:
    place = f"{place}/{identifier}"
    each, scope = _each(value, place, {})
    items = []
    for index, entry in enumerate(value.get("items", [])):
        name = entry.get("id", f"{identifier}-{chr(ord('a') + index)}")
        inner_each, inner = _each(entry, place, scope)
        items.append(
            ItemSource(
                name,
                _condition(entry, place, inner),
                inner_each,
                _sources(entry, f"{place}/{name}", inner),
                read_provides(entry.get("provides", shared.get(name, ())), f"{place}/{name}", inner),
            )
        )
    return ParagraphSource(
        identifier,
        _condition(value, place, scope),
        each,
        _sources(value, place, scope),
        tuple(items),
        read_provides(value.get("provides", shared.get(identifier, ())), place, scope),
    )
