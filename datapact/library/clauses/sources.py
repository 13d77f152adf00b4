"""The text of an own clause, compiled: words, and terms of the agreement between double braces. Nothing of it is ever run.

A text is cut at its braces by plain search, in a time that grows with its length alone; what stands between them is a path of
the terms and perhaps a formatter, both from lists. There are no conditions and no loops. What a text may show is what the
clauses of DataPact show outside their loops.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from datapact.base.errors import DataPactError, WrongUse
from datapact.base.texts import LANGUAGES, N_, Language, Message, printable_place
from datapact.contract.templates.expressions import Choose, Pieces, Repeat, Show, Words, compile_text
from datapact.contract.templates.resolve import resolve_clauses
from datapact.contract.templates.template import (
    ClauseSource,
    ItemSource,
    ParagraphSource,
    Sources,
    list_templates,
    shared_clauses,
)
from datapact.contract.terms import Terms
from datapact.contract.text.clauses import MOST_PARAGRAPHS, Clause, is_id
from datapact.contract.vocabulary.labels import label_of_path
from datapact.library.clauses.own_clause import Alternative, OwnClause

MOST_POINTS = 100
_LONGEST_TERM = 200
_CODE = ("{%", "%}", "{#", "#}")
_STEP = re.compile(r"[a-z_]+", re.ASCII)
_FORMATTED = re.compile(r"([a-z_]+)(?:\(([a-z_', ]*)\))?", re.ASCII)
_ARGUMENT = re.compile(r"'([a-z_]*)'", re.ASCII)
REFERENCE = "§"
"""Begins, between braces, a cross-reference to a clause or paragraph by its id; it shows the number that it has."""
POINT = "- "
"""Begins a line that is a point of an enumeration."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A paragraph as it was typed."""

    lead: str
    """What stands before the enumeration."""
    points: tuple[str, ...]
    """The points of its enumeration; empty for none."""


def typed_paragraphs(text: str) -> tuple[Typed, ...]:
    """The paragraphs of a text: empty lines part them, ``- `` begins a point, other lines go on with the one before."""
    found: list[Typed] = []
    lead: list[str] = []
    points: list[str] = []
    for line in (*text.replace("\r\n", "\n").split("\n"), ""):
        words = line.strip()
        if words.startswith((POINT, "– ")):
            points.append(words[2:].strip())
        elif words and points:
            points[-1] = f"{points[-1]} {words}".strip()
        elif words:
            lead.append(words)
        elif lead or points:
            found.append(Typed(" ".join(lead), tuple(points)))
            lead, points = [], []
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ShownTerm:
    """A term that a clause can show."""

    path: str
    """In the terms, such as ``breach.hours``."""
    formatter: str
    """The way in which the clauses of DataPact show it."""
    arguments: tuple[str, ...] = ()
    """Of the formatter, such as the group of words of a code."""

    @property
    def typed(self) -> str:
        """The form in which it is typed into a text."""
        return f"{{{{ {self.path} }}}}"


@cache
def shown_terms() -> Mapping[str, ShownTerm]:
    """The terms that the clauses of DataPact show outside of loops, by path; how most of them show each."""
    counted: dict[str, Counter[tuple[str, tuple[str, ...]]]] = {}
    sources = [*shared_clauses().values(), *(one for template in list_templates() for one in template.clauses)]
    for source in sources:
        for pieces in _texts_of(source):
            for show in _shows(pieces):
                if not isinstance(show.what, str):
                    path = ".".join(show.what.steps)
                    counted.setdefault(path, Counter())[show.formatter, show.arguments] += 1
    found = {path: ShownTerm(path, *ways.most_common(1)[0][0]) for path, ways in counted.items() if _is_term(path)}
    return dict(sorted(found.items()))


def _is_term(path: str) -> bool:
    try:
        label_of_path(path)
    except (KeyError, TypeError):
        return False
    return _is_path(path)


def _is_path(text: str) -> bool:
    return all(map(_STEP.fullmatch, text.split(".")))


def _texts_of(source: ClauseSource) -> Iterator[Pieces]:
    yield from source.heading.values()
    for paragraph in source.paragraphs:
        if paragraph.each is None:
            yield from paragraph.text.values()
            for item in paragraph.items:
                if item.each is None:
                    yield from item.text.values()


def _shows(pieces: Pieces) -> Iterator[Show]:
    for piece in pieces:
        match piece:
            case Show():
                yield piece
            case Choose(branches, otherwise):
                for _test, body in branches:
                    yield from _shows(body)
                yield from _shows(otherwise)
            case Repeat() | Words():
                pass


def readable(text: str, language: Language) -> str:
    """A text of an own clause for reading: names of terms in brackets in the place of their paths."""
    pieces: list[str] = []
    at = 0
    while (begin := text.find("{{", at)) >= 0 and (end := text.find("}}", begin)) >= 0:
        inner = text[begin + 2 : end].strip()
        pieces += [text[at:begin], _read_out(inner, text[begin : end + 2], language)]
        at = end + 2
    return "".join((*pieces, text[at:]))


def _read_out(inner: str, typed: str, language: Language) -> str:
    """A term by its name, a reference as such; what is neither stays as it is typed."""
    if inner.startswith(REFERENCE):
        return "[§]"
    path = inner.partition("|")[0].strip()
    if path not in shown_terms():
        return typed
    before, _dot, _name = path.rpartition(".")
    parts = [label_of_path(one).text(language) for one in (before, path) if one]
    return f"[{': '.join(parts)}]"


def compile_own(text: str, place: Message) -> Pieces:
    """The words and terms of one text; raises WrongUse with one sentence that names ``place``."""
    if any(mark in text for mark in _CODE):
        raise WrongUse(
            N_(
                "{place} contains template code. An own clause shows terms, such as {example}, and nothing else. Take the"
                " code out; your text is kept."
            ),
            place=place,
            example="{{ breach.hours }}",
        )
    pieces: list[Words | Show] = []
    at = 0
    while (begin := text.find("{{", at)) >= 0:
        end = text.find("}}", begin)
        inner = text[begin + 2 : end].strip() if end >= 0 else ""
        if end < 0 or len(inner) > _LONGEST_TERM:
            raise WrongUse(
                N_(
                    "{place} has two opening braces that nothing closes. Close them, or take them out; your text is kept."
                ),
                place=place,
            )
        if begin > at:
            pieces.append(Words(text[at:begin]))
        pieces.append(_shown(inner, place))
        at = end + 2
    if at < len(text):
        pieces.append(Words(text[at:]))
    return tuple(pieces)


def _shown(inner: str, place: Message) -> Show:
    if inner.startswith(REFERENCE) and is_id(target := inner.removeprefix(REFERENCE).strip()):
        return Show(target, "ref")
    path, bar, way = (one.strip() for one in inner.partition("|"))
    known = shown_terms().get(path)
    formatted = _FORMATTED.fullmatch(way)
    if _is_path(path) and (formatted is not None or not bar):
        if formatted is not None:
            given = tuple(_ARGUMENT.findall(formatted[2] or ""))
            name = formatted[1]
        elif known is not None:
            name, given = known.formatter, known.arguments
        else:
            name, given = "plain", ()
        arguments = f"({', '.join(repr(one) for one in given)})" if given else ""
        try:
            compiled = compile_text(f"{{{{ {path} | {name}{arguments} }}}}", "clause")
        except DataPactError:
            compiled = ()
        if len(compiled) == 1 and isinstance(compiled[0], Show):
            return compiled[0]
    raise WrongUse(
        N_("{place} names “{term}”, which is no term of an agreement that a text can show. Choose one from the list."),
        place=place,
        term=printable_place(inner)[:100] or "{{ }}",
    )


def mistakes_in(clause: OwnClause) -> tuple[Message, ...]:
    """The mistakes that keep a clause from being approved or used, a sentence each; empty for a sound one."""
    found: list[Message] = []
    for one in clause.alternatives:
        place = Message(N_("The alternative “{name}”"), {"name": one.name})
        shapes = {
            language: [len(typed.points) for typed in typed_paragraphs(text)] for language, text in one.text.items()
        }
        if not all(one.heading.values()):
            found.append(Message(N_("{place} has no heading in one of its languages."), {"place": place}))
        if not all(shapes.values()):
            found.append(Message(N_("{place} has no text in one of its languages."), {"place": place}))
        elif len({tuple(shape) for shape in shapes.values()}) > 1:
            found.append(
                Message(
                    N_(
                        "{place} does not have the same paragraphs and points in German and in English. An empty line parts"
                        " paragraphs, a hyphen begins a point."
                    ),
                    {"place": place},
                )
            )
        elif any(len(shape) > MOST_PARAGRAPHS or max(shape) > MOST_POINTS for shape in shapes.values()):
            found.append(Message(N_("{place} has more paragraphs or points than a clause can."), {"place": place}))
        for text in (*one.heading.values(), *one.text.values()):
            try:
                compile_own(text, place)
            except WrongUse as refused:
                if refused.message not in found:
                    found.append(refused.message)
    return tuple(found)


def clause_source(
    clause: OwnClause, alternative: Alternative, languages: Iterable[Language] = LANGUAGES
) -> ClauseSource:
    """The alternative as templates have a clause; its parts bear ids that tell nothing of the house.

    Raises WrongUse for a text with mistakes, and where a language is missing.
    """
    wanted = tuple(languages)
    if missing := [one for one in wanted if one not in alternative.text]:
        raise WrongUse(
            N_("The clause “{name}” has no text in {language}, which this agreement needs. Add it to the clause."),
            name=clause.name,
            language=Message(N_("German") if missing[0] == "de" else N_("English")),
        )
    if mistakes := mistakes_in(clause):
        raise WrongUse(mistakes[0].id, **mistakes[0].arguments)
    place = Message(N_("The alternative “{name}”"), {"name": alternative.name})
    typed = {language: typed_paragraphs(alternative.text[language]) for language in wanted}

    def sources(texts: Mapping[Language, str]) -> Sources:
        return {language: compile_own(text, place) for language, text in texts.items()}

    paragraphs = []
    for number in range(len(typed[wanted[0]])):
        identifier = f"{clause.id}-p{number + 1}"
        points = len(typed[wanted[0]][number].points)
        items = tuple(
            ItemSource(
                f"{identifier}-{index + 1}",
                None,
                None,
                sources({language: typed[language][number].points[index] for language in wanted}),
            )
            for index in range(points)
        )
        lead = sources({language: typed[language][number].lead for language in wanted})
        paragraphs.append(ParagraphSource(identifier, None, None, lead, items))
    heading = sources({language: alternative.heading[language] for language in wanted})
    return ClauseSource(clause.id, None, heading, tuple(paragraphs))


def own_text(
    clause: OwnClause, alternative: Alternative, terms: Terms, languages: Sequence[Language], prevailing: Language
) -> Clause:
    """The alternative with the terms of an agreement; references have their numbers once it is put in. Raises WrongUse as ``clause_source`` does."""
    template = replace(list_templates()[0], clauses=(clause_source(clause, alternative, languages),))
    made = resolve_clauses(template, terms, languages, prevailing, loose=True)
    if not made:
        raise WrongUse(N_("The clause “{name}” has no words with the terms of this agreement."), name=clause.name)
    return made[0]
