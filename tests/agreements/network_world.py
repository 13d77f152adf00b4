"""Five organisations with a signed agreement, as entries in memory: replicas that order data, answer, keep silent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from datapact.agreements.projection.reading_version import Consolidated, state_on
from datapact.contract.editing.order_parties import answering
from datapact.contract.editing.orders import with_order, with_scoped_keys
from datapact.contract.terms import read_terms
from datapact.history.entries.entry import Entry
from datapact.history.fold.agreement import AgreementState
from datapact.history.state.organisation import OrganisationLine
from tests.agreements.drafts import draft
from tests.history.world import START, Organisation, Replica, directory, founded, replica, slot

KEYS = ("p1", "p2", "p3", "p4", "p5")
FIRST = START.date()
_DAY = 24 * 60


@cache
def houses() -> dict[str, Organisation]:
    return {key: founded(f"House{key}") for key in KEYS}


@cache
def lines() -> Mapping[str, OrganisationLine]:
    return directory(*houses().values())


def answers(more: str = "") -> bytes:
    parties = "".join(
        f'[[parties]]\nkey = "{key}"\nname = "House {key}"\norganisation = "{house.id}"\n'
        for key, house in houses().items()
    )
    return f"""
[agreement]
title = {{ de = "Netz", en = "Network" }}
languages = ["de", "en"]
prevailing = "de"

{parties}
[[datasets]]
key = "first"
name = {{ de = "Erste", en = "First" }}
provider = "p1"
recipients = ["p2"]

[[purposes]]
key = "all"
name = {{ de = "Alles", en = "All" }}

[[purposes]]
key = "some"
name = {{ de = "Manches", en = "Some" }}
datasets = ["first"]

[[activities]]
key = "study"
name = {{ de = "Studie", en = "Study" }}
datasets = ["first"]
roles = [{{ party = "p1", role = "controller" }}, {{ party = "p2", role = "controller" }}]

[form]
conclusion = "agreed_electronic"
amendment = "text_form"
notices = "text_form"
{more}
""".encode()


@cache
def signed(more: str = "") -> tuple[Entry, ...]:
    """The entries of an agreement that all five have signed; ``more`` are terms, as TOML."""
    one = {key: replica(house, f"R{key}") for key, house in houses().items()}
    first, *rest = one.values()
    state = {**draft("controller-to-controller", answers(more)), "clauses": []}
    body = {"parties": sorted(house.id for house in houses().values()), "state": state, "note": ""}
    offer = first.write("offer", body)
    for other in rest:
        other.learn(first)
        other.accept(offer)
        first.learn(other)
    first.freeze(offer, [slot(n, house) for n, house in enumerate(houses().values(), start=1)])
    for n, (key, house) in enumerate(houses().items()):
        one[key].learn(*one.values())
        one[key].sign(f"{house.name}-signatory", str(n), str(n + 1))
    first.learn(*rest)
    assert state_of(first).fully_signed
    return tuple(first.known.values())


def vaults(more: str = "") -> dict[str, Replica]:
    """The five vaults once all have everything."""
    found = {}
    for key, house in houses().items():
        found[key] = replica(house, f"V{key}")
        found[key].learn(*signed(more))
    return found


def state_of(vault: Replica) -> AgreementState:
    return vault.state(lines())


def reads(vault: Replica, day: int) -> Consolidated:
    return state_on(state_of(vault), date_of(day))


def date_of(day: int) -> date:
    return FIRST + timedelta(days=day)


def wake(vault: Replica, day: int) -> str:
    """Move the clock of a vault to a day; the day as it is written."""
    vault.minutes = max(vault.minutes, day * _DAY)
    return date_of(day).isoformat()


def order_of(key: str, provider: str, recipients: list[str], **more: Any) -> dict[str, Any]:
    """The content of an order, its key scoped as a proposal's is."""
    named = {"de": f"Daten {key}", "en": f"Data {key}"}
    content = {
        "datasets": [{"key": key, "name": named, "provider": provider, "recipients": recipients}],
        "purposes": {"some": {"datasets": [key]}},
        **more,
    }
    return with_scoped_keys(content, {"first"})


def propose(vault: Replica, content: dict[str, Any], day: int, **instead: Any) -> Entry:
    """Propose an order as the program does; ``instead`` replaces members of the entry."""
    written = wake(vault, day)
    before = reads(vault, day).terms
    base = reads(vault, day).state["terms"]
    after = read_terms(with_order(base, content))
    said = answering(before, after, content, vault.organisation.id)
    body: dict[str, Any] = {
        "annex": "order",
        "rule": "both",
        "content": content,
        "removals": [],
        "day": written,
        "effective": written,
        "notice": "",
        "note": "",
        "asked": list(said.asked),
        "silence": said.silence,
        "answer_days": said.days,
        "silent": list(said.silent),
        **instead,
    }
    return vault.write("annex_version", {name: value for name, value in body.items() if value or name not in _LATER})


_LATER = frozenset({"asked", "silence", "answer_days", "silent"})


def agree(vault: Replica, change: str, day: int) -> Entry:
    return vault.agree_to(change, wake(vault, day))


def object_to(vault: Replica, change: str, day: int) -> Entry:
    return vault.object_to(change, wake(vault, day))


def record(vault: Replica, change: str, organisations: list[str], day: int) -> Entry:
    body = {"change": change, "day": wake(vault, day), "organisations": organisations}
    return vault.write("silence_recorded", body)
