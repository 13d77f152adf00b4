"""Ten organisations by sealed files and signed entries alone: from one meeting to one that joins, leaves, is excluded, never answers.

Ten in CI and in the long run, four in the quick one; the counts of the coordinator are printed (``-s``).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.endings import order_ends
from datapact.agreements.projection.reading_version import amendments_of, consolidated
from datapact.agreements.projection.who_is_party import members_of
from datapact.agreements.steps import accession, in_force, negotiation
from datapact.base.clock import local_day
from datapact.consent.decision.may_share import may_share
from datapact.consent.facts.question import Question
from datapact.organisation.acting.acting_member import Acting
from datapact.signing.ceremony.sign import sign
from tests.acceptance.ten import NETWORK, PASSPHRASE, Days, Ten, answers
from tests.agreements.ordering import order, terms_in
from tests.depth import depth

FOUNDERS = 4 if depth() == "quick" else 10
SHARE = 3 if FOUNDERS == 10 else 2
"""The coordinator's commands and files are at most this part of what they were by a hub: of ten a third."""


@pytest.fixture
def ten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ten]:
    clock = Days()
    for place in ("kit.session", "network.relay"):
        monkeypatch.setattr(f"datapact.cli.{place}.utc_now", clock)
    opened = Ten(tmp_path, FOUNDERS, clock)
    yield opened
    opened.close()


def orders(ten: Ten, history: str, provider: str, key: str, recipients: list[str], last: date | None = None) -> str:
    """A party orders its data for others; the digest of the order, which has its scoped key."""
    vault = ten.members[provider]
    (entry,) = in_force.change_annex(
        vault, history, "order", order(terms_in(vault, history), key, provider, recipients, last)
    )
    ten.sends(provider)
    return entry.digest


def found(ten: Ten) -> str:
    """A framework, offered to one that never answers, agreed and signed by the others."""
    first, everyone = ten.first, [f"p{place}" for place in range(2, ten.founders + 1)]
    file = ten.folder / "answers.toml"
    file.write_bytes(answers(ten.founders + 1).replace(b"", b""))
    asked = [*everyone, ten.silent]
    text = answers(ten.founders + 1).decode().replace(ten.names[ten.newcomer], ten.names[ten.silent])
    file.write_text(text, "utf-8")
    drafted = first("agreement", "new", "--template", "controller-to-controller", "--answers", file, files=1)
    to = [word for key in asked for word in ("--to", ten.id_of[key])]
    offer = first("send", drafted["agreement"], *to, "--through", NETWORK, "-o", ten.incoming / "offer.dpact")
    ten.carries()
    answered = everyone[:1]
    ten.takes_in(*answered)
    for key in answered:
        negotiation.accept(ten.members[key], offer["agreement"])
    ten.sends(*answered)
    ten.clock.go(20)
    ten.takes_in_all()
    rows = first("agreement", "board", drafted["agreement"])["agreements"][0]["parties"]
    assert ten.id_of[ten.silent] in {one["organisation"] for one in rows if one["move"] == "answer"}
    fresh = first("agreement", "go-on", drafted["agreement"], "--without", ten.names[ten.silent])["agreement"]
    to = [word for key in everyone for word in ("--to", ten.id_of[key])]
    first("send", fresh, *to, "--through", NETWORK, "-o", ten.incoming / "offer-2.dpact")
    first("send-all", ten.incoming, "--through", NETWORK)
    ten.carries()
    ten.takes_in(*everyone)
    for key in everyone:
        negotiation.accept(ten.members[key], fresh)
    ten.sends(*everyone)
    ten.takes_in_all()
    first("agreement", "freeze", fresh)
    first("agreement", "sign", fresh)
    ten.sends_all()
    for key in everyone:
        ten.takes_in(key)
        sign(ten.members[key], fresh, PASSPHRASE)
        ten.sends(key)
    ten.takes_in_all()
    ten.takes_in(*everyone)
    return str(fresh)


def joins(ten: Ten, history: str) -> None:
    """The newcomer comes into the directory, signs its accession, and more than half vote for it."""
    first, new, folder = ten.first, ten.newcomer, ten.folder
    begun = first("agreement", "join", history, "--partner", ten.id_of[new], "--role", "none")
    assert begun["by_vote"]
    answered = folder / "joins.toml"
    with ten.opened() as vault, vault.vault.read() as session:
        parties = load_state(session, begun["accession"]).draft.state["terms"]["parties"]
    key = next(one["key"] for one in parties if one["organisation"] == ten.id_of[new])
    answered.write_text(f"[parties.{key}]\npublic_body = false\ndpo_required = false\n", "utf-8")
    first("agreement", "revise", begun["accession"], "--answers", answered, files=1)
    to = ("--to", ten.id_of[new])
    first("send", begun["accession"], *to, "--through", NETWORK, "-o", ten.incoming / "accession.dpact")
    ten.carries()
    ten.takes_in(new)
    negotiation.accept(ten.members[new], begun["accession"])
    ten.sends(new)
    ten.takes_in_all()
    first("agreement", "freeze", begun["accession"])
    first("agreement", "admit", begun["accession"])
    first("agreement", "sign", begun["accession"])
    ten.sends_all()
    voters = [f"p{place}" for place in range(2, ten.founders // 2 + 2)]
    ten.takes_in(new, *voters)
    sign(ten.members[new], begun["accession"], PASSPHRASE)
    ten.sends(new)
    for key in voters:
        accession.vote(ten.members[key], history, "", "yes")
    ten.sends(*voters)
    ten.takes_in_all()
    first("agreement", "admit", begun["accession"])
    ten.sends_all()
    ten.hub.does(6)


def leaves_and_is_excluded(ten: Ten, history: str, leaver: str, excluded: str) -> None:
    """One gives notice; another is excluded by a motion of a member, without the coordinator's hand."""
    members = [f"p{place}" for place in range(2, ten.founders + 1) if f"p{place}" not in (leaver, excluded)]
    movers = [ten.newcomer, *members, leaver][: ten.founders // 2 + 1]  # who leaves has a voice to its last day
    ten.takes_in(leaver)
    accession.leave(ten.members[leaver], history, None, "Strategie")
    ten.sends(leaver)
    mover, *voters = movers
    ten.takes_in(mover)
    day = local_day(ten.clock())
    accession.exclude(ten.members[mover], history, excluded, day + timedelta(days=10), "Weitergabe an Dritte")
    ten.sends(mover)
    ten.takes_in(*voters)
    for key in voters:
        accession.vote(ten.members[key], history, "", "yes")
    ten.sends(*voters)


@pytest.mark.journey
def test_a_network_from_its_meeting_to_its_changes(ten: Ten) -> None:
    ten.meet()
    history = found(ten)
    # Orders: two are agreed by whom they concern, of which one ends by a notice; one is never answered.
    leaver, excluded = f"p{FOUNDERS - 1}", f"p{FOUNDERS}"
    kept = orders(ten, history, "p2", "zaehler", ["p3"])
    ended = orders(ten, history, "p3", "takt", ["p2"])
    unanswered = orders(ten, history, "p2", "wetter", [excluded])
    for key, waiting in (("p3", [kept]), ("p2", [ended])):
        ten.takes_in(key)
        for digest in waiting:
            in_force.agree_to(ten.members[key], history, digest)
        ten.sends(key)
    joins(ten, history)
    ten.clock.go(20)
    ten.takes_in("p3")
    given = local_day(ten.clock())
    accession.end_order(ten.members["p3"], history, ended, None, "Die Anlage steht still.", "cause")
    ten.sends("p3")
    ten.takes_in("p2")
    in_force.record_silence(ten.members["p2"], history, unanswered)
    ten.sends("p2")
    leaves_and_is_excluded(ten, history, leaver, excluded)
    ten.takes_in_all()
    ten.sends_all()
    ten.takes_in(*(key for key in ten.members if key != ten.silent))
    print(f"{FOUNDERS} found: {len(ten.first.commands)} commands, {len(ten.first.files)} files; by a hub {ten.hub}")
    told = {key: told_in(vault, history) for key, vault in ten.members.items() if key != ten.silent}
    with ten.opened() as vault:
        told["p1"] = told_in(vault, history)
    for key, one in told.items():
        assert one == told["p1"], key
    parties = {one.organisation: one for one in told["p1"]["members"]}
    gone = {key for key, one in ten.id_of.items() if one in parties and parties[one].until is not None}
    assert gone == {leaver, excluded}
    assert ten.id_of[ten.newcomer] in parties
    assert ten.id_of[ten.silent] not in parties
    assert {digest: standing for digest, standing, _begins in told["p1"]["orders"]} == {
        kept: "in_effect",
        ended: "in_effect",
        unanswered: "lapsed",
    }
    ((_dataset, _recipient, last),) = told["p1"]["ended"]
    assert last == given, "on which the recipient had it, too"
    for day in (last, last + timedelta(days=1)):
        assert shares(ten.members["p3"], history, "p3--takt", ten.id_of["p2"], day) == (day == last)
    assert len(ten.first.commands) * SHARE <= ten.hub.commands
    assert len(ten.first.files) * SHARE <= ten.hub.files


def shares(vault: Acting, history: str, dataset: str, recipient: str, day: date) -> bool:
    """Whether data may be shared on a day, as far as the contract says."""
    with vault.vault.read() as session:
        purpose = consolidated(session, history, day).terms.purposes[0].iri
    at = datetime.combine(day, time(12), UTC)
    found = may_share(vault, Question(dataset, recipient, purpose, at, known_at=vault.clock()))
    return all(one.verdict != "deny" for one in found.reasons)


def told_in(vault: Acting, history: str) -> dict[str, Any]:
    """What a vault says of the agreement: who is a party until when, which orders count, the text of a later day."""
    with vault.vault.read() as session:
        folded = load_state(session, history)
        amendments = amendments_of(session, history)
        members = members_of(folded, amendments)
        on = consolidated(session, history, local_day(vault.clock()) + timedelta(days=200))
    return {
        "members": members.members,
        "end": members.end,
        "refused": {one: reason.text("en") for one, reason in members.refused.items()},
        "ended": [(one.dataset, one.recipient, one.last) for one in order_ends(folded, amendments).ends],
        "orders": [(one.change.digest, one.standing, one.begins) for one in on.effects],
        "terms": on.state["terms"],
    }
