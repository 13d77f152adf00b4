"""A page is one reading of an agreement: one session of the vault, in which it is folded once, and once for a step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from datapact.agreements.projection import own_findings
from datapact.agreements.steps import approvals, drafting, in_force, negotiation
from datapact.agreements.views.agreement import agreement_page
from datapact.agreements.views.comparison import proposals, step_changes, version_document
from datapact.agreements.views.overview import overview
from datapact.agreements.views.partners import partner_facts
from datapact.agreements.views.timeline import sentences
from datapact.consent.matrix.matrix import matrix
from datapact.exchange.board.board import board
from datapact.exchange.send.outgoing import outgoing, send_out
from datapact.exchange.send.send import send_agreement
from datapact.history.entries.store import load
from datapact.history.fold import agreement as fold
from datapact.obligations.agenda.agenda import Filters
from datapact.obligations.agenda.dashboard import needs_me
from datapact.obligations.agenda.page import agenda_page, obligations_of_agreement
from datapact.signing.ceremony.before_signing import signing_sheet
from datapact.signing.ceremony.freeze import freeze, plan_freeze
from datapact.signing.ceremony.sign import prepare, sign
from datapact.vault.database.settings import WHOLE_VAULT, write_settings
from datapact.vault.folder.open_vault import OpenVault
from tests.agreements.negotiated import PASSPHRASE, Table, at_table, demo_file, found_houses

ON = date(2026, 11, 24)


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses")
    found_houses(folder, lambda: datetime(2026, 11, 24, 7, 0, tzinfo=UTC))
    return folder


@pytest.fixture
def table(houses: Path, tmp_path: Path, clock) -> Iterator[Table]:
    made = at_table(houses, tmp_path / "copies", clock)
    yield made
    made.close()


@pytest.fixture
def folds(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], int]:
    """How many times something folds a history: each fold arranges its entries once."""
    counted = []
    arrange = fold.arrange
    monkeypatch.setattr(fold, "arrange", lambda entries: counted.append(1) or arrange(entries))

    def during(act: Callable[[], object]) -> int:
        counted.clear()
        act()
        return len(counted)

    return during


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], int]:
    """How many sessions something reads in: what two of them show can differ."""
    counted = []
    read = OpenVault.read
    monkeypatch.setattr(OpenVault, "read", lambda vault: counted.append(1) or read(vault))

    def during(act: Callable[[], object]) -> int:
        counted.clear()
        act()
        return len(counted)

    return during


PAGES_OF_AN_OFFER: dict[str, Callable[[Table, str, str], object]] = {
    "page": lambda table, _offer, _counter: agreement_page(table.sofia, table.history, ON),
    "overview": lambda table, _offer, _counter: overview(table.sofia, table.history),
    "steps": lambda table, _offer, _counter: sentences(table.sofia, table.history),
    "a version": lambda table, offer, _counter: version_document(table.sofia, table.history, offer),
    "what a step changed": lambda table, _offer, counter: step_changes(table.anna, table.history, counter),
    "comparison": lambda table, _offer, _counter: proposals(table.anna, table.history),
    "editor": lambda table, _offer, _counter: drafting.open_draft(table.anna, table.history),
    "sending": lambda table, _offer, _counter: outgoing(table.anna, table.history),
}


def newest(table: Table, kind: str) -> str:
    with table.anna.vault.read() as session:
        return [entry.digest for entry in load(session, table.history) if entry.kind == kind][-1]


@pytest.mark.parametrize("name", PAGES_OF_AN_OFFER)
def test_a_page_folds_once(table: Table, folds: Callable, readings: Callable, name: str) -> None:
    table.counter()
    offer, counter = newest(table, "offer"), newest(table, "counter")
    page = PAGES_OF_AN_OFFER[name]
    assert folds(lambda: page(table, offer, counter)) == 1
    assert readings(lambda: page(table, offer, counter)) == 1


def test_a_page_before_and_after_signature_folds_once(table: Table, folds: Callable) -> None:
    table.agree()
    assert folds(lambda: plan_freeze(table.anna, table.history, ON)) == 1
    freeze(table.anna, table.history, ON)
    for page in (signing_sheet, prepare, lambda acting, history: agreement_page(acting, history, ON), board):
        assert (
            folds(lambda page=page: page(table.anna, table.history)) == 0
        )  # an own entry is folded onto what is known
    negotiation.comment(table.anna, table.history, "Bis bald.")
    assert folds(lambda: agreement_page(table.anna, table.history, ON)) == 0


def test_what_shows_many_agreements_folds_none(table: Table, folds: Callable) -> None:
    table.counter()
    for page in (
        lambda: needs_me(table.anna),
        lambda: agenda_page(table.anna, Filters()),
        lambda: obligations_of_agreement(table.anna, table.history),
        lambda: partner_facts(table.anna, table.sofia.organisation),
        lambda: matrix(table.anna),
    ):
        page()  # what follows from an agreement that changed is derived once
        assert folds(page) == 0


def test_a_step_folds_no_history_anew(table: Table, folds: Callable) -> None:
    assert folds(table.draft) == 1
    steps: list[Callable[[], object]] = [
        lambda: approvals.approve(table.anna, table.history, "Gut."),
        lambda: negotiation.offer_draft(table.anna, table.history),
        lambda: send_agreement(table.anna, table.history, [table.sofia.organisation]),
        lambda: negotiation.comment(table.anna, table.history, "Bis bald."),
        lambda: negotiation.counter(table.anna, table.history, demo_file("counter.toml")),
        lambda: negotiation.decline(table.anna, table.history, "Doch nicht."),
    ]
    assert [folds(step) for step in steps] == [0] * len(steps)


def test_steps_in_a_row_fold_once(table: Table, folds: Callable) -> None:
    table.sign_twice()
    sign(table.sofia, table.history, PASSPHRASE)
    table.carry(table.sofia, table.anna)
    today = table.anna.clock().date()
    steps = [
        lambda: in_force.suspend(table.anna, table.history, today, None, "Umbau."),
        lambda: in_force.suspend(table.anna, table.history, today, None, "Umbau."),
        lambda: in_force.resume(table.anna, table.history, today),
    ]
    assert [folds(step) for step in steps] == [0, 0, 0]  # what was sent was followed on arrival


def test_a_text_is_checked_once_for_a_page_and_its_act(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, findings_on = [], own_findings.findings_on
    monkeypatch.setattr(
        own_findings, "findings_on", lambda *given, **more: asked.append(1) or findings_on(*given, **more)
    )
    table.draft()
    assert outgoing(table.anna, table.history).recipients
    send_out(table.anna, table.history, [table.sofia.organisation], with_gaps=True, with_errors=True)
    assert len(asked) == 1
    for _again in range(2):
        outgoing(table.anna, table.history)
        assert len(asked) == 2  # the draft has become an offer
    with table.anna.vault.write() as session:
        write_settings(session, WHOLE_VAULT, {"checks.G33": "W"})
    outgoing(table.anna, table.history)
    assert len(asked) == 3  # the rules of the house are others now
