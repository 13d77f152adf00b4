"""A partner that freezes another text than was agreed, or sends another PDF than was signed, through real vaults."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from datapact.agreements.projection import append
from datapact.agreements.steps import negotiation
from datapact.agreements.views.agreement import agreement_page
from datapact.base.errors import DataPactError
from datapact.base.strictjson import canonical
from datapact.exchange.bundle.contents import Attachment, PackedHistory
from datapact.exchange.receive.receive import Received, receive_bundle
from datapact.exchange.send.send import send_agreement
from datapact.history.entries.packed import PackedEntry
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.log import directory
from datapact.organisation.members.unlocking import unlock
from datapact.pdf.engine.layout import LAYOUT
from datapact.signing.ceremony.before_signing import signing_sheet
from datapact.signing.ceremony.export import export_pdf
from datapact.signing.ceremony.freeze import heads_of
from datapact.signing.ceremony.sign import digest_of, prepare
from datapact.signing.ceremony.slots import plan_slots
from tests.acceptance.journey import ANNA, INSTITUTE, KELLER, PASSPHRASE, SOFIA, Journey, demo_data
from tests.conftest import SteppingClock
from tests.exchange.forgery import changed, forged_entry, packed


@contextlib.contextmanager
def at_work(folder: Path, hour: int) -> Iterator[tuple[Acting, Acting]]:
    clock = SteppingClock()
    clock.now = clock.now.replace(hour=hour)
    with (
        unlock(folder / KELLER, ANNA, PASSPHRASE, clock) as anna,
        unlock(folder / INSTITUTE, SOFIA, PASSPHRASE, clock) as sofia,
    ):
        yield anna, sofia


@pytest.fixture(scope="module")
def agreed(journey: Journey, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vaults once both have agreed to the institute's counter-proposal; every test works on a copy."""
    folder = journey.stage("offered", tmp_path_factory.mktemp("agreed") / "vaults")
    history = journey.history
    with at_work(folder, 19) as (anna, sofia):
        receive_bundle(sofia, journey.bundles[0])
        negotiation.counter(sofia, history, demo_data("counter.toml"))
        receive_bundle(anna, send_agreement(sofia, history, [anna.organisation]))
        negotiation.accept(anna, history)
        receive_bundle(sofia, send_agreement(anna, history, [sofia.organisation]))
    return folder


@pytest.fixture
def both(journey: Journey, agreed: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    folder = tmp_path / "vaults"
    if request.param == "agreed":
        shutil.copytree(agreed, folder)
    else:
        journey.stage(request.param, folder)
    with at_work(folder, 20) as opened:
        yield opened


def folded(acting: Acting, history: str) -> Any:
    with acting.vault.read() as session:
        return append.load_state(session, history)


def smuggle(sender: Acting, receiver: Acting, history: str, entry: PackedEntry, *files: Attachment) -> Received:
    """Let the sender's bundle carry one more entry."""

    def change(contents: Any) -> Any:
        (packed_history,) = contents.histories
        more = PackedHistory(history, (*packed_history.entries, entry))
        known = {file.digest for file in contents.attachments}
        attached = (*contents.attachments, *(file for file in files if file.digest not in known))
        return dataclasses.replace(contents, histories=(more,), attachments=attached)

    data = send_agreement(sender, history, [receiver.organisation])
    return receive_bundle(receiver, changed(sender, receiver, data, change))


type Freezing = Callable[[dict[str, Any]], None]


def put(name: str, value: Any) -> Freezing:
    return lambda body: body.update({name: value})


def slot(name: str, value: Any, place: int = 0) -> Freezing:
    return lambda body: body["slots"][place].update({name: value})


WRONG: dict[str, Freezing] = {
    "another digest": put("agreement_sha256", "A" * 43),
    "no heads": put("heads", []),
    "one head": lambda body: body["heads"].pop(),
    "unknown head": lambda body: body["heads"][0].update({"head": "A" * 43}),
    "head of a stranger": lambda body: body["heads"].append({"organisation": "A" * 43, "head": "A" * 43}),
    "layout": put("layout", "2-evil"),
    "party": slot("party", "nobody"),
    "party of the other": slot("party", "nobody", 2),
    "person": slot("person", "Mallory"),
    "other person": slot("person", "Mallory", 2),
    "member": slot("member", "mallory"),
    "other member": slot("member", "mallory", 2),
    "second member": slot("member", "anna-keller", 1),
    "kid": slot("kid", "", 0),
    "other kid": slot("kid", "A" * 43),
    "kid of the other": slot("kid", "A" * 43, 2),
    "capacity": slot("capacity", "prokurist"),
    "evidence": slot("evidence", "none at all"),
    "evidence date": slot("evidence_date", "never"),
    "id": slot("id", "../../../etc/passwd"),
    "long id": slot("id", "a.b[0]"),
    "the victim first": lambda body: (
        body["slots"].sort(key=lambda one: -one["order"])
        or [one.update({"order": place}) for place, one in enumerate(body["slots"], 1)]
    ),
}


def looked_at(acting: Acting, history: str) -> list[str]:
    """What a member sees on every way to a frozen agreement; anything but a DataPactError fails the test."""
    told = []
    for look in (export_pdf, signing_sheet, prepare, lambda a, h: agreement_page(a, h, a.clock().date())):
        try:
            look(acting, history)
            told.append("")
        except DataPactError as error:
            told.append(str(error))
    return told


@pytest.mark.parametrize("both", ["agreed"], indirect=True)
@pytest.mark.parametrize("wrong", [*WRONG.values(), lambda _body: None], ids=[*WRONG, "nothing"])
def test_a_wrong_freeze_is_never_signed(
    both: tuple[Acting, Acting], journey: Journey, wrong: Freezing, request: pytest.FixtureRequest
) -> None:
    """The institute froze the text; Anna Keller is the first to sign."""
    anna, sofia = both
    history = journey.history
    state = folded(sofia, history)
    with sofia.vault.read() as session:
        known = directory(session)
    text = dict(state.facts.offers[state.agreed].state)
    slots = plan_slots(negotiation.terms_of(text), known)
    body = {
        "offer": state.agreed,
        "agreement_sha256": append.state_digest(text),
        "layout": LAYOUT,
        "slots": slots,
        "heads": heads_of(known, [one["organisation"] for one in slots]),
    }
    wrong(body)
    entry = forged_entry(sofia, "freeze", body, folded(sofia, history).shared_heads, history=history)
    try:
        smuggle(sofia, anna, history, packed(entry))
    except DataPactError:
        return
    if folded(anna, history).freeze is None:
        return
    refusal = looked_at(anna, history)[2]
    assert bool(refusal) == ("nothing" not in request.node.callspec.id)


@pytest.mark.parametrize("both", ["signed"], indirect=True)
@pytest.mark.parametrize("earlier", [True, False])
def test_a_second_last_signature_does_not_swap_the_pdf(both: tuple[Acting, Acting], journey: Journey, earlier: bool):
    anna, sofia = both
    state = folded(sofia, journey.history)
    last = state.entries[state.signed[-1].digest]
    junk = b"%PDF-1.7 nothing"
    body = {**last.body, "revision_to": digest_of(junk)}
    time = last.time.replace(year=2025 if earlier else 2027)
    fork = forged_entry(sofia, "signed", body, last.parents, history=journey.history, time=time)
    with contextlib.suppress(DataPactError):
        smuggle(sofia, anna, journey.history, packed(fork), Attachment(digest_of(junk), "application/pdf", junk))
    assert export_pdf(anna, journey.history) == journey.pdf


@pytest.mark.parametrize("both", ["frozen"], indirect=True)
def test_a_junk_pdf_is_said_on_arrival(both: tuple[Acting, Acting], journey: Journey):
    anna, sofia = both
    state = folded(anna, journey.history)
    slot_ = state.next_slots[0]
    junk = b"%PDF-1.7 nothing"
    body = {
        "slot": slot_.id,
        "person": slot_.person,
        "capacity": slot_.capacity,
        "revision_from": digest_of(b"x"),
        "revision_to": digest_of(junk),
    }
    entry = forged_entry(anna, "signed", body, state.shared_heads, history=journey.history)
    received = smuggle(
        anna,
        sofia,
        journey.history,
        packed(entry),
        Attachment(digest_of(junk), "application/pdf", junk),
        Attachment(digest_of(b"x"), "application/pdf", b"x"),
    )
    assert any("does not hold" in str(warning) for warning in received.warnings)


@pytest.mark.parametrize("both", ["offered"], indirect=True)
@pytest.mark.parametrize("lie", [False, True])
def test_a_value_that_is_not_that_of_its_term_is_said(both: tuple[Acting, Acting], journey: Journey, lie: bool) -> None:
    """People read the text; checks and deadlines read the terms."""
    anna, sofia = both
    receive_bundle(sofia, journey.bundles[0])
    state = folded(sofia, journey.history)
    (offer,) = state.open_offers
    proposal = json.loads(canonical(state.facts.offers[offer].state))
    if lie:
        for run in runs_of(proposal["clauses"]):
            if run.get("term", "").endswith(".retention"):
                run["text"] = "99 Jahre"
    body = {"parties": sorted(state.parties), "state": proposal, "answers": offer, "note": ""}
    counter = forged_entry(sofia, "counter", body, state.shared_heads, history=journey.history)
    warnings = [str(one) for one in smuggle(sofia, anna, journey.history, packed(counter)).warnings]
    assert any("another value than the term" in one for one in warnings) == lie


def runs_of(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if part.keys() == {"text", "term"}:
            yield part
        for value in part.values():
            yield from runs_of(value)
    elif isinstance(part, list):
        for value in part:
            yield from runs_of(value)
