"""A network of so many organisations, some or all of which provide data to all others, from founding to the last signature.

One of them coordinates: it drafts and offers with one file for all, every other one answers with a file for it, and the one
PDF goes round in the order of signing, each time with one file for all; whose turn it is takes it in.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps import negotiation
from datapact.contract.templates.template import example_answers
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.send import send_agreement
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.partners.partners import add_partner, trust_partner
from datapact.signing.ceremony.freeze import freeze
from datapact.signing.ceremony.sign import sign
from datapact.vault.database import entries
from datapact.vault.keys.slot import KdfParameters
from tests.benchmarks.measure import forget_templates, processor_seconds

TEMPLATE = "controller-to-controller"
PASSPHRASE = "vier Worte sind gut"
_CHEAP = KdfParameters(1, 8192, 1)


class _Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def _name(place: int) -> str:
    return f"Stadtwerke {_CITIES[place]} GmbH"


_CITIES = [
    "Aurich",
    "Bautzen",
    "Celle",
    "Dessau",
    "Erfurt",
    "Fulda",
    "Greifswald",
    "Husum",
    "Ilmenau",
    "Jena",
    "Kleve",
    "Lindau",
    "Minden",
    "Neuss",
    "Oldenburg",
    "Passau",
    "Quedlinburg",
    "Rostock",
    "Soest",
    "Trier",
    "Uelzen",
    "Velbert",
    "Wismar",
    "Xanten",
    "Zittau",
]


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)} = {_toml(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def answers(parties: int, providers: int) -> bytes:
    """Answers in which the first parties each provide a dataset to all others, on a legal basis for each of them."""
    found: dict[str, Any] = tomllib.loads(example_answers(TEMPLATE).decode())
    example, research = found["parties"][1], found["purposes"][0]
    trips, activity = found["datasets"][0], found["activities"][1]
    basis, notice = found["legal_bases"][1], found["notices"][1]
    del found["assessments"]  # of the two parties of the example
    found["facts"]["dpia_required"] = False
    keys = [f"p{place + 1}" for place in range(parties)]
    datasets = [f"data-{key}" for key in keys[:providers]]
    found["parties"] = [
        {
            **example,
            "key": key,
            "name": _name(place),
            "short_name": _CITIES[place],
            "kind": "company",
            "legal_form": "GmbH",
            "registration": {"court": f"Amtsgericht {_CITIES[place]}", "number": f"HRB {41000 + place}"},
            "tax_id": f"DE{place:09}",
            "signatories": [
                {
                    **example["signatories"][0],
                    "key": f"person-{key}",
                    "name": f"Eva {_CITIES[place]}",
                    "capacity": "managing_director",
                    "order": place + 1,
                }
            ],
        }
        for place, key in enumerate(keys)
    ]
    found["datasets"] = [
        {
            **trips,
            "key": dataset,
            "name": {"de": f"Fahrten {city}", "en": f"Trips {city}"},
            "provider": key,
            "recipients": [other for other in keys if other != key],
            "personal": [{"party": other, "judgement": "personal"} for other in keys],
        }
        for key, dataset, city in zip(keys, datasets, _CITIES, strict=False)
    ]
    roles = [{"party": key, "role": "controller"} for key in keys]
    found["activities"] = [{**activity, "datasets": datasets, "roles": roles}]
    found["purposes"] = [{**research, "datasets": datasets}]
    found["legal_bases"] = [
        {
            **basis,
            "party": key,
            "dataset": dataset,
            "purpose": "research",
            "operation": "disclosure" if dataset == f"data-{key}" else "use",
        }
        for dataset in datasets
        for key in keys
    ]
    found["notices"] = [{**notice, "key": f"notice-{key}", "party": key} for key in keys]
    found["measures"] = [
        {name: one for name, one in measure.items() if name != "party"} for measure in found["measures"]
    ]
    found["breach"]["contacts"] = [{**found["breach"]["contacts"][0], "party": key} for key in keys]
    return "\n".join(_lines(found)).encode()


def _lines(found: dict[str, Any]) -> list[str]:
    lines = [f"{json.dumps(name)} = {_toml(value)}" for name, value in found.items()]
    return lines


@dataclass
class Network:
    """The vaults, open, in the order of signing; the first coordinates. What went between them is counted."""

    acting: list[Acting]
    """A member of each organisation, who may do everything."""
    history: str = ""
    """The one agreement."""
    sizes: dict[str, list[int]] = field(default_factory=dict)
    """Bytes of the sealed files by step."""
    commands: int = 0
    """What somebody types or clicks: a step, a file written, a file received."""
    providers: int = 0
    """Number of parties that provide data; 0 for all."""
    seconds: dict[str, list[float]] = field(default_factory=dict)
    """Of the processor, its worker included, by kind of command."""

    def ids(self) -> list[str]:
        return [one.organisation for one in self.acting]

    def close(self) -> None:
        for one in self.acting:
            one.close()

    def timed[Result](self, name: str, work: Callable[[], Result]) -> Result:
        """Do a command, and count it; a draft begins with reading its template."""
        if name == "new":
            forget_templates()
        before = processor_seconds()
        result = work()
        self.commands += 1
        self.seconds.setdefault(name, []).append(processor_seconds() - before)
        return result

    def send(self, step: str, sender: Acting, receivers: Sequence[Acting], taken_by: Sequence[Acting]) -> None:
        """One file for all receivers, some of which take it in now."""
        others = [one.organisation for one in receivers]
        data = self.timed("send", lambda: send_agreement(sender, self.history, others))
        self.sizes.setdefault(step, []).append(len(data))
        for one in taken_by:
            self.timed("receive", lambda one=one: receive_bundle(one, data))  # type: ignore[misc]

    def others(self, of: Acting) -> list[Acting]:
        return [one for one in self.acting if one is not of]

    def agree(self) -> None:
        """The coordinator's offer is accepted by all."""
        first, *rest = self.acting
        text = answers(len(self.acting), self.providers or len(self.acting))
        self.history = self.timed("new", lambda: negotiation.new_agreement(first, TEMPLATE, text))
        self.timed("offer", lambda: negotiation.offer_draft(first, self.history))
        self.send("offer", first, rest, rest)
        for one in rest:
            self.timed("accept", lambda one=one: negotiation.accept(one, self.history))  # type: ignore[misc]
            self.send("accept", one, [first], [first])

    def freeze(self) -> None:
        first, *rest = self.acting
        self.timed("freeze", lambda: freeze(first, self.history, first.clock().date()))
        self.send("freeze", first, rest, rest)

    def sign(self) -> None:
        """All sign, each with one file for all others."""
        for place, one in enumerate(self.acting):
            self.timed("sign", lambda one=one: sign(one, self.history, PASSPHRASE))  # type: ignore[misc]
            others = self.others(one)
            self.send("sign", one, others, self.acting[place + 1 : place + 2] or others[:1])

    def pdf(self, of: Acting) -> bytes:
        """The PDF with all signatures so far, in this vault."""
        with of.vault.read() as session:
            folded = load_state(session, self.history)
            found = entries.attachment(session, folded.signed[-1].revision_to)
        assert found is not None
        return found[1]


def founded(folder: Path, parties: int, providers: int = 0) -> Network:
    """So many organisations, each of which has confirmed all others; ``providers`` of them provide, or all."""
    clock = _Clock()
    network = Network([], providers=providers)
    for place in range(parties):
        profile = {"name": _name(place), "address": {"city": _CITIES[place], "country": "DE"}}
        network.acting.append(
            create_organisation(
                folder / f"p{place + 1}.datapact",
                profile,
                f"Eva {_CITIES[place]}",
                ["admin", "legal", "signatory"],
                PASSPHRASE,
                "managing_director",
                clock,
                _CHEAP,
            ).acting
        )
    cards = {one.organisation: write_card(one) for one in network.acting}
    for one in network.acting:
        for organisation, card in cards.items():
            if organisation != one.organisation:
                add_partner(one, card)
                trust_partner(one, organisation, fingerprint(organisation))
    return network
