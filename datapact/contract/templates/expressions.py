"""The language of templates: Jinja2's parser, an allow-list over its tree, and an evaluator of our own.

A template can show a term through a formatter, choose with ``if``, and repeat with ``for`` over a list of terms;
nothing else. Nothing is ever executed by Jinja2: its tree is translated into the small frozen parts below, every path
is checked against the model of the terms, and typed text is only a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from jinja2 import Environment, TemplateError, nodes

from datapact.base.errors import Malformed
from datapact.base.texts import N_
from datapact.contract.terms.derived import SPOKEN, STANDING
from datapact.contract.terms.paths import ROOT, Shape, step_into
from datapact.contract.text.formatters import FORMATTERS

LONGEST_SOURCE = 20_000
_ENVIRONMENT = Environment(autoescape=False, extensions=[])  # noqa: S701 - its parser alone is used, nothing is rendered


@dataclass(frozen=True, slots=True)
class Path:
    """A term: the name of a field of the terms or of a loop's variable, then steps."""

    steps: tuple[str, ...]
    """``has`` and ``loop`` begin facts that are no terms, such as ``has.personal``."""


@dataclass(frozen=True, slots=True)
class Truth:
    """True when the term is given (a yes, a text, a list with members)."""

    path: Path
    """A term, or a fact that is no term."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """True when the term equals one of some texts; for a list, when it contains one."""

    path: Path
    """A choice, a text, or a list of them."""
    values: tuple[str, ...]
    """At least one."""


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    condition: Condition
    """True where this is false."""


@dataclass(frozen=True, slots=True)
class Both:
    """Two conditions that have to hold."""

    left: Condition
    """Judged first."""
    right: Condition
    """Judged where ``left`` is true."""


@dataclass(frozen=True, slots=True)
class Either:
    """Two conditions of which one has to hold."""

    left: Condition
    """Judged first."""
    right: Condition
    """Judged where ``left`` is false."""


type Condition = Truth | OneOf | Not | Both | Either


@dataclass(frozen=True, slots=True)
class Words:
    """The template's own words."""

    text: str
    """Shown as it stands."""


@dataclass(frozen=True, slots=True)
class Show:
    """A term, or a fixed text (the id of a clause), through a formatter with fixed arguments."""

    what: Path | str
    """A text is the id of a clause whose number is shown."""
    formatter: str
    """A key of ``FORMATTERS``."""
    arguments: tuple[str, ...] = ()
    """Such as the group of words of a code; often empty."""


@dataclass(frozen=True, slots=True)
class Choose:
    """The first branch whose condition is true, or ``otherwise``."""

    branches: tuple[tuple[Condition, Pieces], ...]
    """In the order in which they are tried."""
    otherwise: Pieces = ()


@dataclass(frozen=True, slots=True)
class Repeat:
    """A loop of a template. ``body`` for each member of a list of terms that meets ``condition``."""

    variable: str
    """Name by which ``body`` and ``condition`` call the member."""
    over: Path
    """A list of parts."""
    condition: Condition | None
    body: Pieces


type Piece = Words | Show | Choose | Repeat
type Pieces = tuple[Piece, ...]
type ShapesByName = Mapping[str, Shape]


@dataclass(frozen=True, slots=True)
class _Compiler:
    place: str
    scope: dict[str, Shape] = field(default_factory=dict)

    def refuse(self, what: str) -> Malformed:
        return Malformed(
            N_("The template uses {what} at {place}, which templates cannot do. Correct the template."),
            what=what[:100],
            place=self.place[:100],
        )

    def inside(self, name: str, shape: Shape) -> _Compiler:
        return _Compiler(self.place, {**self.scope, name: shape})

    def path(self, node: nodes.Node) -> tuple[Path, Shape | None]:
        steps: list[str] = []
        while isinstance(node, nodes.Getattr):
            steps.append(node.attr)
            node = node.node
        if not isinstance(node, nodes.Name) or node.ctx != "load":
            raise self.refuse(type(node).__name__.lower())
        steps.append(node.name)
        steps.reverse()
        name = steps[0]
        if name == "has":
            if len(steps) == 2 and (steps[1] in STANDING or steps[1] in SPOKEN):
                return Path(tuple(steps)), None
            raise self.refuse(".".join(steps))
        if name == "loop":
            if self.scope and steps[1:] in (["first"], ["last"]):
                return Path(tuple(steps)), None
            raise self.refuse(".".join(steps))
        shape = self.scope.get(name)
        try:
            if shape is None:
                shape = step_into(ROOT, name)
            for step in steps[1:]:
                if shape.kind == "list":
                    raise KeyError(step)
                shape = step_into(shape, step)
        except KeyError:
            raise self.refuse(".".join(steps)) from None
        return Path(tuple(steps)), shape

    def condition(self, node: nodes.Node) -> Condition:
        match node:
            case nodes.And(left=left, right=right):
                return Both(self.condition(left), self.condition(right))
            case nodes.Or(left=left, right=right):
                return Either(self.condition(left), self.condition(right))
            case nodes.Not(node=inner):
                return Not(self.condition(inner))
            case nodes.Compare(expr=expr, ops=[operand]):
                path, _shape = self.path(expr)
                one_of = OneOf(path, self.constants(operand.expr))
                if operand.op in ("eq", "in"):
                    return one_of
                if operand.op in ("ne", "notin"):
                    return Not(one_of)
                raise self.refuse(operand.op)
            case _:
                return Truth(self.path(node)[0])

    def constants(self, node: nodes.Node) -> tuple[str, ...]:
        entries = node.items if isinstance(node, nodes.Tuple | nodes.List) else [node]
        values = []
        for entry in entries:
            if not isinstance(entry, nodes.Const) or not isinstance(entry.value, str):
                raise self.refuse(type(entry).__name__.lower())
            values.append(entry.value)
        return tuple(values)

    def show(self, node: nodes.Node) -> Show:
        name = "plain"
        arguments: tuple[str, ...] = ()
        if isinstance(node, nodes.Filter):
            if node.kwargs or node.dyn_args or node.dyn_kwargs or node.node is None:
                raise self.refuse(node.name)
            name, arguments, node = node.name, tuple(self.constants(nodes.Tuple(node.args, "load"))), node.node
        formatter = FORMATTERS.get(name)
        if formatter is None:
            raise self.refuse(name)
        if isinstance(node, nodes.Const):
            if name != "ref" or not isinstance(node.value, str):
                raise self.refuse("a constant")
            return Show(node.value, name, arguments)
        path, shape = self.path(node)
        if shape is None or not formatter.accepts(shape, arguments):
            raise self.refuse(f"{'.'.join(path.steps)} | {name}")
        return Show(path, name, arguments)

    def pieces(self, body: list[nodes.Node]) -> Pieces:
        result: list[Piece] = []
        for node in body:
            match node:
                case nodes.Output(nodes=parts):
                    for part in parts:
                        if isinstance(part, nodes.TemplateData):
                            result.append(Words(part.data))
                        else:
                            result.append(self.show(part))
                case nodes.If(test=test, body=inner, elif_=others, else_=otherwise):
                    branches = [(self.condition(test), self.pieces(inner))]
                    branches += [(self.condition(other.test), self.pieces(other.body)) for other in others]
                    result.append(Choose(tuple(branches), self.pieces(otherwise)))
                case nodes.For(else_=[], recursive=False):
                    result.append(self.repeat(node))
                case _:
                    raise self.refuse(type(node).__name__.lower())
        return tuple(result)

    def repeat(self, node: nodes.For) -> Repeat:
        if not isinstance(node.target, nodes.Name):
            raise self.refuse("a loop with several variables")
        variable, over, compiler = self.loop(node.target.name, node.iter)
        condition = compiler.condition(node.test) if node.test is not None else None
        return Repeat(variable, over, condition, compiler.pieces(node.body))

    def loop(self, variable: str, over: nodes.Node) -> tuple[str, Path, _Compiler]:
        path, shape = self.path(over)
        if shape is None or shape.element is None or shape.element.model is None:
            raise self.refuse(f"a loop over {'.'.join(path.steps)}")
        if variable in ("has", "loop") or variable in ROOT.model.model_fields:  # type: ignore[union-attr]
            raise self.refuse(f"a loop variable named {variable}")
        return variable, path, self.inside(variable, shape.element)


def compile_text(source: str, place: str, scope: ShapesByName | None = None) -> Pieces:
    """Translate one text of a template; raises Malformed, naming ``place``, for anything beyond the allow-list."""
    compiler = _Compiler(place, dict(scope or {}))
    return compiler.pieces(_parse(source, compiler).body)


def compile_condition(source: str, place: str, scope: ShapesByName | None = None) -> Condition:
    """Translate a condition such as ``models.applies and not has.personal``; raises Malformed."""
    compiler = _Compiler(place, dict(scope or {}))
    return compiler.condition(_expression(source, compiler))


def compile_each(source: str, place: str, scope: ShapesByName | None = None) -> tuple[Repeat, ShapesByName]:
    """Translate ``dataset in datasets`` (with ``if``); also returns the scope for compiling the repeated text."""
    compiler = _Compiler(place, dict(scope or {}))
    body = _parse("{% for " + source + " %}{% endfor %}", compiler).body
    if len(body) != 1 or not isinstance(body[0], nodes.For) or not isinstance(body[0].target, nodes.Name):
        raise compiler.refuse(source)
    repeat = compiler.repeat(body[0])
    return repeat, compiler.loop(repeat.variable, body[0].iter)[2].scope


def _parse(source: str, compiler: _Compiler) -> nodes.Template:
    if len(source) > LONGEST_SOURCE:
        raise compiler.refuse("a text that is too long")
    try:
        return _tree(source)
    except (TemplateError, RecursionError, ValueError, OverflowError):
        raise compiler.refuse("a text that does not parse") from None


@lru_cache(maxsize=4_096)
def _tree(source: str) -> nodes.Template:
    """Jinja2's tree of ``source``, which nobody changes: versions of a template share nine of ten texts."""
    return _ENVIRONMENT.parse(source)


def _expression(source: str, compiler: _Compiler) -> nodes.Node:
    body = _parse("{{ " + source + " }}", compiler).body
    if len(body) != 1 or not isinstance(body[0], nodes.Output) or len(body[0].nodes) != 1:
        raise compiler.refuse(source)
    return body[0].nodes[0]
