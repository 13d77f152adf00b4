"""The solver Z3 answers a question of a chain: proven, or an example of each way in which a delivery breaks what stands upstream."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from datapact.audit.chain.problem import Breach, Problem

type Verdict = Literal["proven", "broken", "unknown"]

_LONGEST_MS = 60_000


@dataclass(frozen=True, slots=True)
class Example:
    """A delivery that the agreement permits, and what it breaks."""

    breach: Breach
    """What it breaks."""
    purpose: int
    """Number of the purpose in its problem."""
    action: int
    """Number of the action in its problem."""
    recipient: int
    """Number of the recipient in its problem."""
    country: int
    """Number of the country in its problem."""
    day: date
    """Local day of the delivery, or of the use."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The answer of the solver to one problem."""

    problem: Problem
    """What it was asked."""
    verdict: Verdict
    """``proven``: no such delivery; ``broken``: there are, ``examples`` has one of each way; ``unknown``: it gave up."""
    examples: tuple[Example, ...]
    """One for each way that is possible, in the order of the problem."""


def prove(problem: Problem) -> Proof:
    """Ask Z3. It is loaded here and nowhere else: it is large, and few need it."""
    import z3

    context = z3.Context()  # windows ask from a thread of their own
    solver = z3.Solver(ctx=context)
    solver.set("timeout", _LONGEST_MS)
    solver.from_string(problem.text)
    said = solver.check()
    if said == z3.unsat:
        return Proof(problem, "proven", ())
    if said != z3.sat:
        return Proof(problem, "unknown", ())
    conditions = z3.parse_smt2_string(_asserted(problem), ctx=context)
    delivery, *others = [conditions[place] for place in range(len(conditions))]
    breaks, values = others[: len(problem.breaches)], others[len(problem.breaches) :]
    trying = z3.Solver(ctx=context)
    trying.set("timeout", _LONGEST_MS)
    trying.add(delivery)
    examples = []
    for place in sorted(_possible(trying, breaks)):
        trying.push()
        trying.add(breaks[place])
        trying.check()
        case, rest, chosen = trying.model(), list(values), []
        for count in _choices(problem):
            said, rest = rest[:count], rest[count:]
            place_of = _day_place(problem) if not rest else _name_place
            best, case = _first(trying, said, case, place_of)
            chosen.append(best)
            trying.add(said[best])
        purpose, action, recipient, country, day = chosen
        examples.append(Example(problem.breaches[place], purpose, action, recipient, country, problem.days[day]))
        trying.pop()
    return Proof(problem, "broken", tuple(examples))


def _possible(solver: Any, conditions: Sequence[Any]) -> set[int]:
    """The places of conditions that can hold: of those not yet found any one, and what else holds in the same case."""
    import z3

    found: set[int] = set()
    while rest := [place for place in range(len(conditions)) if place not in found]:
        if solver.check(_any_of([conditions[place] for place in rest])) != z3.sat:
            break
        case = solver.model()
        found |= {place for place in rest if z3.is_true(case.eval(conditions[place], model_completion=True))}
    return found


def _any_of(conditions: Sequence[Any]) -> Any:
    """Whether one of these holds; ``z3.Or`` says the same, and looks at each in Python five times."""
    import z3

    context = conditions[0].ctx
    handles = (z3.Ast * len(conditions))(*(one.as_ast() for one in conditions))
    return z3.BoolRef(z3.Z3_mk_or(context.ref(), len(conditions), handles), context)


def _first(solver: Any, values: Sequence[Any], case: Any, place_of: Callable[[Any], int]) -> tuple[int, Any]:
    """The place of the first value that the assertions of a solver leave possible, and a case with it.

    ``case`` is one that they leave possible, so that no later value is asked for; ``place_of`` says which value a case has.
    """
    import z3

    low, high = 0, place_of(case.eval(values[0].arg(0), model_completion=True)) if len(values) > 1 else 0
    while low < high:
        middle = (low + high) // 2 if low else 0  # mostly it is the very first
        asked = values[low : middle + 1]
        if solver.check(_any_of(asked)) == z3.sat:
            case = solver.model()
            high = place_of(case.eval(values[0].arg(0), model_completion=True))
        else:
            low = middle + 1
    return low, case


def _name_place(value: Any) -> int:
    """The number in a name such as ``purpose-3``."""
    return int(value.decl().name().rpartition("-")[2])


def _day_place(problem: Problem) -> Callable[[Any], int]:
    """The last day at which something begins or ends and that is not behind a day: from there to the day nothing changes."""
    days = [one.toordinal() for one in problem.days]
    return lambda value: bisect_right(days, value.as_long()) - 1


def _choices(problem: Problem) -> tuple[int, int, int, int, int]:
    """How many values a purpose, an action, a recipient, a country and a day have; earlier ones are said rather than later ones."""
    said = problem.purposes, problem.actions, problem.recipients, problem.countries, problem.days
    purposes, actions, recipients, countries, days = (len(one) for one in said)
    return purposes, actions, recipients, countries, days


def _asserted(problem: Problem) -> str:
    """The delivery, each way to break what stands upstream, and each value, one assertion each, in this order."""
    names = ("purpose", "action", "recipient", "country")
    lines = ["(assert delivery)", *(f"(assert {one.name})" for one in problem.breaches)]
    for name, count in zip(names, _choices(problem), strict=False):
        lines += [f"(assert (= {name} {name}-{place}))" for place in range(count)]
    lines += [f"(assert (= day {day.toordinal()}))" for day in problem.days]
    return problem.definitions + "\n".join(lines)
