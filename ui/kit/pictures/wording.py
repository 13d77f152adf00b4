"""Words shared by the pictures and their tables."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from datapact.agreements.views.network import OWN, PHASES, Edge, Node
from datapact.base.texts import Language, Message, _, counted, current_language
from datapact.contract.templates.kinds import kind_name
from datapact.deadlines.holidays import LAND_NAMES, land_of
from datapact.organisation.partners.locations import Place
from datapact_ui.kit.theme.numbers import grouped


def place_name(place: Place, home: str) -> str:
    """The region at home, a German Land by its name, else the country; empty where neither is known."""
    if place.country == home and place.region:
        land = land_of(place.region) if home == "DE" else ""
        german, english = LAND_NAMES.get(land, (place.region, place.region))
        return german if current_language() == "de" else english
    return _country(place.country, current_language())


@lru_cache(maxsize=500)
def _country(code: str, language: Language) -> str:
    return Locale(language).territories.get(code, code) if code else ""


def phase_words(phase: str) -> str:
    """A phase in the current language."""
    return str(Message(PHASES[phase]))


def agreements_words(number: int) -> str:
    """``3 agreements``."""
    return str(counted("{count} agreement", "{count} agreements", number, count=grouped(number)))


def node_words(node: Node, home: str) -> str:
    """A partner in one line, for tool tips and screen readers."""
    place = place_name(node.place, home) or _("place unknown")
    return f"{node.name} · {place} · {agreements_words(node.agreements)}"


def edge_words(edge: Edge, own: str) -> str:
    """The agreements of an edge between two organisations, in one line."""
    ends = f"{edge.first or own} – {edge.second}" if edge.first == OWN else f"{edge.first} – {edge.second}"
    elsewhere = f" ({elsewhere_words(edge.elsewhere)})" if edge.elsewhere else ""
    return f"{ends}: {kind_name(edge.kind)}, {phase_words(edge.phase)}, {agreements_words(edge.count)}{elsewhere}"


def count_words(edge: Edge) -> str:
    """The number of agreements, and of those signed elsewhere, in words."""
    return f"{edge.count} ({elsewhere_words(edge.elsewhere)})" if edge.elsewhere else str(edge.count)


def elsewhere_words(number: int) -> str:
    """The number of agreements signed outside DataPact, in words."""
    return str(counted("{n} signed elsewhere", "{n} signed elsewhere", number))
