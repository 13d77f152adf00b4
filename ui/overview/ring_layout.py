"""The layout of partners in the picture: on a ring around ourselves, those of one place together, names horizontal.

Right and left half are read from above to below like two columns of a list, one line of text a partner, with the place
as a heading: so no name ever lies over another. The same partners always have the same positions: the order is by place
and name, nothing is random.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

_GAP = 0.6  # lines between two places
_ROOMY = 1.7  # most lines from one partner to the next: a few stay together


@dataclass(frozen=True, slots=True)
class PartnerSpot:
    """A partner on the ring; its name goes to the right or to the left of it."""

    key: str
    """Name of the partner, as ``ring_layout`` was given it."""
    x: float
    """To the right of the centre."""
    y: float
    """Below the centre."""
    right: bool
    """It stands on the right half."""


@dataclass(frozen=True, slots=True)
class Sector:
    """Partners of one place on one side: position of the heading, and the angles (clockwise from the top) it spans."""

    place: str
    """Name of the place; empty for partners without one."""
    x: float
    """Of the heading, to the right of the centre."""
    y: float
    """Of the heading, below the centre."""
    right: bool
    """It is on the right half."""
    start: float
    """Radians, the smaller of both."""
    end: float
    """Radians, the greater of both."""
    continued: bool = False
    """The partners of this place that found no room on the right half: one place, not two of one name."""


@dataclass(frozen=True, slots=True)
class Ring:
    """The layout in scene units; the centre is (0, 0)."""

    radius: float
    """At least as much as was asked for."""
    standings: tuple[PartnerSpot, ...]
    """The right half from above to below, then the left."""
    sectors: tuple[Sector, ...]
    """The right half from above to below, then the left."""


type _Group = tuple[str, list[str]]


def ring_layout(places: Mapping[str, str], line: float, least: float) -> Ring:
    """Place partners, given with the name of their place, a ``line`` apart; ``least`` is the least radius."""
    order = sorted(places, key=lambda key: (places[key] == "", places[key].casefold(), key.casefold(), key))
    groups = [(place, list(keys)) for place, keys in groupby(order, key=places.__getitem__)]
    sides = _halves(groups)
    headed = any(place for place, _keys in groups)
    lengths = [_lines(side, headed) for side in sides]
    radius = max(least, max(lengths) * line / 2)
    standings: list[PartnerSpot] = []
    sectors: list[Sector] = []
    for side, length, right in zip(sides, lengths, (True, False), strict=True):
        step = min(2 * radius / max(length, 1), line * _ROOMY)
        _stand(side, step, -length * step / 2, radius, right, headed, standings, sectors)
    begun = {one.place for one in sectors if one.right}
    told = [one if one.right else replace(one, continued=one.place in begun) for one in sectors]
    return Ring(radius, tuple(standings), tuple(told))


def _lines(side: Sequence[_Group], headed: bool) -> float:
    return sum(len(keys) + headed for _place, keys in side) + _GAP * max(0, len(side) - 1)


def _halves(groups: Sequence[_Group]) -> tuple[list[_Group], list[_Group]]:
    """Divide into two columns: between two places where that is fair, else within one."""
    total = sum(len(keys) for _place, keys in groups)
    before = 0
    best, least = 0, total
    for place in range(len(groups) + 1):
        uneven = abs(total - 2 * before)
        if uneven < least:
            best, least = place, uneven
        if place < len(groups):
            before += len(groups[place][1])
    if least <= total * 0.35:
        return list(groups[:best]), list(groups[best:])
    right: list[_Group] = []
    left: list[_Group] = []
    room = (total + 1) // 2
    for place_name, keys in groups:
        mine = keys[: max(0, room)]
        room -= len(mine)
        if mine:
            right.append((place_name, mine))
        if len(mine) < len(keys):
            left.append((place_name, keys[len(mine) :]))
    return right, left


def _stand(
    side: Sequence[_Group],
    step: float,
    y: float,
    radius: float,
    right: bool,
    headed: bool,
    standings: list[PartnerSpot],
    sectors: list[Sector],
) -> None:
    for number, (place, keys) in enumerate(side):
        y += _GAP * step if number else 0.0
        top = y + step / 2
        if headed:
            y += step
        first = y + step / 2
        for key in keys:
            standings.append(PartnerSpot(key, _across(radius, y + step / 2, right), y + step / 2, right))
            y += step
        ends = (_angle(radius, first, right), _angle(radius, y - step / 2, right))
        sectors.append(Sector(place, _across(radius, top, right), top, right, min(ends), max(ends)))


def _across(radius: float, y: float, right: bool) -> float:
    x = math.sqrt(max(0.0, radius * radius - y * y))
    return x if right else -x


def _angle(radius: float, y: float, right: bool) -> float:
    angle = math.acos(max(-1.0, min(1.0, -y / radius)))
    return angle if right else math.tau - angle


def spread(count: int) -> Sequence[float]:
    """Offsets of parallel lines around 0, one apart: ``spread(3)`` is -1, 0, 1."""
    return [place - (count - 1) / 2 for place in range(count)]
