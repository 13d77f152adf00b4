"""One order ends and the agreement goes on: who can end it, from when, and what follows in every view."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.endings import (
    NO_ORDER,
    NO_PERIOD,
    NOT_CONCERNED,
    NOT_FIRST,
    OrderEnds,
    order_ends,
)
from datapact.agreements.projection.reading_version import consolidated
from datapact.agreements.steps import accession
from datapact.agreements.steps.change_draft import reading_page
from datapact.agreements.views.members import members_page
from datapact.agreements.views.timeline import since_signed
from datapact.audit.exports.dossier import build_dossier
from datapact.audit.verify.verify import verify_file
from datapact.base.day_words import long_date
from datapact.base.errors import AnswerNo, WrongUse
from datapact.consent.decision.may_share import may_share
from datapact.consent.facts.question import Question
from datapact.dataspace.export import for_machines
from datapact.exchange.board.board import STEP_WORDS, NewestStep
from datapact.exchange.board.rows import party_rows, subject_of
from datapact.history.entries.entry import Entry
from datapact.history.fold.agreement import fold
from datapact.obligations.due.from_term import obligations_of_time
from datapact.obligations.due.source import ground_of
from datapact.pdf.agreement.reading_version import reading_version_pdf
from datapact.registers.register import cell_text
from datapact.registers.registers import register
from tests.agreements import network_world as net
from tests.agreements.alliance import PASSPHRASE, Alliance, alliance
from tests.cli.desks import Desk
from tests.cli.test_schemas import said
from tests.depth import examples

FRAMEWORK = """
[framework]
applies = true
order_months = 1

[orders]
consent = "concerned"
"""


def organisation(key: str) -> str:
    return net.houses()[key].id


def everybody(vaults: dict[str, Any]) -> None:
    for one in vaults.values():
        one.learn(*vaults.values())


def ended(vault: Any, change: str, day: int, ground: str = "ordinary", end: int | None = None) -> Entry:
    written = net.wake(vault, day)
    last = written if end is None else net.date_of(end).isoformat()
    body = {"change": change, "dataset": "", "day": written, "end": last, "ground": ground, "reason": ""}
    entry: Entry = vault.write("order_ended", body)
    return entry


def ordered(rules: str = FRAMEWORK) -> tuple[dict[str, Any], str]:
    """Five vaults with an order of p1's data for p2 and p3 that counts; its digest."""
    vaults = net.vaults(rules)
    order = net.propose(vaults["p1"], net.order_of("data1", "p1", ["p2", "p3"]), 0)
    everybody(vaults)
    for key in ("p2", "p3"):
        net.agree(vaults[key], order.digest, 0)
    everybody(vaults)
    return vaults, order.digest


def ends(vault: Any) -> OrderEnds:
    return order_ends(net.state_of(vault))


def last_days(found: OrderEnds) -> dict[tuple[str, str], date]:
    return {(one.dataset, one.recipient): one.last for one in found.ends}


def test_its_provider_ends_it_as_a_whole_and_a_recipient_for_itself() -> None:
    vaults, order = ordered()
    notice = ended(vaults["p3"], order, 1)
    everybody(vaults)
    net.wake(vaults["p1"], 4)
    vaults["p1"].receipt()
    everybody(vaults)
    month_after = date(2026, 12, 28)
    assert net.date_of(4) == date(2026, 11, 28)
    for one in vaults.values():
        assert last_days(ends(one)) == {("p1--data1", organisation("p3")): month_after}
        assert subject_of(net.state_of(one)) == notice.digest
        assert [effect.standing for effect in net.reads(one, 200).effects] == ["in_effect"], "the text stays"
    ended(vaults["p1"], order, 6)
    everybody(vaults)
    net.wake(vaults["p2"], 10)
    vaults["p2"].receipt()
    everybody(vaults)
    assert last_days(ends(vaults["p5"])) == {
        ("p1--data1", organisation("p2")): date(2027, 1, 4),  # a month after p2 had the notice
        ("p1--data1", organisation("p3")): month_after,  # an earlier end stays
    }


def test_an_order_that_counts_is_what_every_party_has_to_have() -> None:
    vaults, order = ordered()
    for one in vaults.values():
        folded = net.state_of(one)
        assert subject_of(folded) == order
        rows = party_rows(folded, organisation("p1"), {}, net.date_of(1))
        assert {row.organisation: (row.answer, row.had) for row in rows} == {
            organisation("p1"): ("proposed", "own"),
            organisation("p2"): ("accepted", "received"),
            organisation("p3"): ("accepted", "received"),
            organisation("p4"): ("not_asked", "none"),
            organisation("p5"): ("not_asked", "none"),
        }


def test_every_step_that_all_need_has_words() -> None:
    """A notice that a party leaves once stopped the board of everybody who had it."""
    assert {"leaving", "order_ended", "annex_version", "signed", "termination_notice"} <= STEP_WORDS.keys()
    for kind in (*STEP_WORDS, "of a later day"):
        assert "House1" in str(NewestStep("", kind, "House1", "").words.text("en"))


def test_who_has_no_part_in_an_order_or_no_right_ends_nothing() -> None:
    vaults, order = ordered()
    stranger = ended(vaults["p5"], order, 1)
    everybody(vaults)
    assert ends(vaults["p1"]) == OrderEnds((), {stranger.digest: NOT_CONCERNED})
    vaults, order = ordered("[orders]\nconsent = 'concerned'\n")
    ordinary = ended(vaults["p1"], order, 1)
    first = ended(vaults["p1"], "", 1)
    cause = ended(vaults["p2"], order, 2, "cause")
    early = ended(vaults["p2"], order, 2, end=1)
    everybody(vaults)
    found = ends(vaults["p4"])
    assert found.refused == {ordinary.digest: NO_PERIOD, first.digest: NOT_FIRST}
    assert [(one.ended_by, one.recipient) for one in found.ends] == [(cause.digest, organisation("p2"))]
    assert early.digest in net.state_of(vaults["p4"]).void
    pending = net.propose(vaults["p1"], net.order_of("data2", "p1", ["p2"]), 3)
    not_yet = ended(vaults["p1"], pending.digest, 3, "cause")
    nothing = ended(vaults["p1"], "A" * 43, 40, "cause")
    everybody(vaults)
    assert ends(vaults["p2"]).refused[not_yet.digest] == NO_ORDER
    assert nothing.digest in net.state_of(vaults["p2"]).void


def test_the_data_that_a_framework_began_with_is_its_first_order() -> None:
    vaults = net.vaults(FRAMEWORK)
    ended(vaults["p2"], "", 0)
    everybody(vaults)
    assert list(last_days(ends(vaults["p1"]))) == [("first", organisation("p2"))]


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(st.tuples(st.sampled_from(net.KEYS), st.integers(0, 3), st.integers(1, 60)), max_size=8), st.randoms())
def test_whatever_arrives_first_every_vault_sees_the_same_ends(
    plan: list[tuple[str, int, int]], chance: random.Random
) -> None:
    vaults, order = ordered()
    for key, what, day in plan:
        vault = vaults[key]
        if what == 0:
            vault.learn(*vaults.values())
        elif what == 1:
            net.wake(vault, day)
            vault.receipt()
        else:
            ended(vault, order, day, "cause" if what == 3 else "ordinary")
    entries = list({one.digest: one for vault in vaults.values() for one in vault.known.values()}.values())
    expected = order_ends(fold(entries, net.lines()))
    chance.shuffle(entries)
    assert order_ends(fold(entries, net.lines())) == expected
    for end in expected.ends:
        notice = next(one for one in entries if one.digest == end.ended_by)
        assert notice.organisation in (organisation("p1"), end.recipient), "nobody ends what is not its own"
        assert end.recipient in (organisation("p2"), organisation("p3"))
        least = 0 if notice.body["ground"] == "cause" else 28
        assert (end.last - date.fromisoformat(notice.body["day"])).days >= least


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Alliance]:
    opened = alliance(tmp_path / "at")
    yield opened
    opened.close()


def test_what_follows_in_every_view(at: Alliance, tmp_path: Path) -> None:
    """The decision, the registers, the obligations, the reading version and the page, for one dataset of two."""
    a, b, c, _other = at.everyone
    with pytest.raises(AnswerNo, match="no period of notice for a single order"):
        accession.end_order(a, at.history, "data-p1", None, "")
    at.change(f'[end_of_data]\nrule = "delete"\ndays = 30\n{FRAMEWORK}')
    with pytest.raises(WrongUse, match="no single order"):
        accession.end_order(a, at.history, "data-p9", None, "")
    assert [(one.dataset, one.ordinary) for one in members_page(a, at.history).endable] == [
        ("data-p1", True),
        ("data-p2", True),
    ]
    notice, found = accession.end_order(b, at.history, "data-p1", None, "Projekt beendet")
    assert [(one.dataset, one.recipient) for one in found] == [("data-p1", b.organisation)]
    with pytest.raises(AnswerNo, match="ends already"):
        accession.end_order(b, at.history, "data-p1", None, "")
    at.all_meet([a, b, c])
    with a.vault.read() as session:
        folded = load_state(session, at.history)
        terms = consolidated(session, at.history, at.today()).terms
    (end,) = order_ends(folded).ends
    last = end.last
    assert last > at.today() + timedelta(days=27)
    after = last + timedelta(days=5)

    told = next(one for one in since_signed(a, at.history) if one.digest == notice.digest)
    assert told.title.text("en") == "Notice: an order ends: Trips Aurich"
    assert told.standing.text("en").startswith("ends for Stadtwerke Bautzen GmbH on ")

    for partner, dataset, gone in ((b, "data-p1", True), (c, "data-p1", False)):
        for day in (last, after):
            moment = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12)
            asked = Question(dataset, partner.organisation, terms.purposes[0].iri, moment, known_at=at.clock())
            decision = may_share(a, asked)
            denied = [one.message.text("en") for one in decision.reasons if one.verdict == "deny"]
            assert any("has ended for" in one for one in denied) == (gone and day == after), denied
    at.clock.go(after)
    ground = ground_of(folded, at.history, a.organisation, at.clock(), UTC)
    assert ground is not None
    due = {one.place: (one.kind, one.party, one.due) for one in obligations_of_time(ground) if "orders" in one.place}
    assert due["orders.data-p1.p2"] == ("termination", "", last)
    kind, party, day = due["orders.data_after.data-p1.p2"]
    assert (kind, party) == ("deletion", "p2")
    assert day >= last + timedelta(days=30)

    ended_for_b = "The order of “Trips Aurich” has ended for Stadtwerke Bautzen GmbH; its last day was "
    assert any(one.text("en").startswith(ended_for_b) for one in reading_page(a, at.history, after).former_parties)
    assert not reading_page(a, at.history, last).former_parties
    with pypdfium2.PdfDocument(reading_version_pdf(a, at.history, after)) as read:
        assert ended_for_b.strip() in " ".join(read[0].get_textpage().get_text_range().split())
    for acting, marked in (
        (b, True),
        (a, False),
        (c, False),
    ):  # of the data that a house receives, and of that which it gives
        made = register(acting, "agreements", after)
        row = next(row for row in made.rows if row.agreement == at.history)
        listed = str(cell_text(row.cells["ended_orders"], "en"))
        assert listed.startswith("Trips Aurich for Stadtwerke Bautzen GmbH (ordered until "), listed
        datasets = str(cell_text(row.cells["datasets"], "en"))
        assert ("Trips Aurich (ordered until" in datasets) == marked, datasets
        assert "Trips Bautzen (ordered" not in datasets
    later = date(2027, 3, 1)  # the contract has begun
    receiving = next(row for row in register(a, "processing-controller", later).rows if row.agreement == at.history)
    told = str(cell_text(receiving.cells["recipients"], "en"))
    assert f"Bautzen GmbH (controller) (ordered until {long_date(last, 'en')})" in told
    assert told.count("ordered until") == 1, "c goes on to get it"
    _for_machines_and_auditors(at, a, last)
    _by_command(at, a, last, after, tmp_path)


def _for_machines_and_auditors(at: Alliance, a: Any, last: date) -> None:
    """A policy gives nothing more of an order that ended; an event and a table of the dossier say so."""
    exported = for_machines(a, at.history)
    ids = {one.organisation: f"urn:datapact:organisation:{one.organisation}" for one in at.everyone}
    b, c = (at.everyone[n].organisation for n in (1, 2))
    targets = {(rule.assignee, rule.target) for rule in exported.policy.rules}
    assert (ids[c], f"{at.history}#datasets.data-p1") in targets
    assert (ids[b], f"{at.history}#datasets.data-p1") not in targets
    (event,) = [one for one in exported.events if one["type"] == "datapact.agreement.order-ends.v1"]
    assert event["data"]["policies"] == "export_anew"  # type: ignore[index,call-overload]
    pdf = build_dossier(a, at.history, audience="partner", language="en").pdf
    assert verify_file(pdf, "dossier.pdf").verdict == "valid"
    with pypdfium2.PdfDocument(pdf) as read:
        pages = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in read)
    row = pages[pages.index("the period counts from the receipt of the") :]
    for words in ("Trips Aurich", "Stadtwerke Bautzen GmbH", long_date(last, "en"), "with notice"):
        assert words in row, words
    assert len(re.findall(r"no\. \d+ \(", row[: row.index("with notice") + 120])) == 1, (
        "the notice, which nobody has answered"
    )


def _by_command(at: Alliance, a: Any, last: date, after: date, folder: Path) -> None:
    """The same on the command line: a's own notice ends the order for c, too."""
    member, history = a.member.id, at.history
    c = at.everyone[2].organisation
    at.close()
    (folder / "passphrase").write_text(PASSPHRASE, "utf-8")
    desk = Desk(folder, folder / "at" / "p1.datapact", member)
    shown = said("agreement-reading-version", desk, "agreement", "reading-version", history, "--on", after)
    assert [(one["dataset"], one["last_day"]) for one in shown["ended_orders"]] == [("data-p1", last.isoformat())]
    read = said("agreement-show", desk, "agreement", "show", history)
    assert read["next_step_text"]["en"] == "Concluded: what falls due from it stands in the calendar"
    done = said("agreement-end-order", desk, "agreement", "end-order", history, "data-p1", "--ground", "cause")
    assert [(one["dataset"], one["organisation"]) for one in done["ends"] if one["organisation"] == c] == [
        ("data-p1", c)
    ]
    assert "ends already" in desk.refused(1, "agreement", "end-order", history, "data-p1", "--ground", "cause")
