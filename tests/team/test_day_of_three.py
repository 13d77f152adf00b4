"""The whole day: three members at three homes draft, import, receive a partner's file and sign, partly offline, and end equal.

Each home is a process of its own, and so is the laptop of one of them; the partner is the test.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from datapact.agreements.steps.drafting import open_draft, save_draft
from datapact.agreements.steps.negotiation import new_agreement
from datapact.audit.own_vault.check import check_whole_vault
from datapact.base.progress import silent
from datapact.consent.imports.import_file import import_file
from datapact.consent.imports.options import Options
from datapact.consent.records.status import counts
from datapact.contract.templates.template import example_answers
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.send import send_agreement
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.members.invitation import invite, join
from datapact.organisation.members.members import certify
from datapact.signing.ceremony.sign import sign
from datapact.team.steps.joining import create_team
from datapact.team.steps.synchronise import synchronise
from datapact.vault.folder.backup import backup_vault
from tests.agreements.negotiated import CHEAP, PASSPHRASE, at_table, found_houses
from tests.conftest import SteppingClock
from tests.team.cluster import Cluster
from tests.team.desks import folded
from tests.team.homes import Home, Refused
from tests.team.house_content import content

CONSENTS = """event_id,subject,dataset,purpose,controller,state,event_time
e1,P-001,machine-logs,dpv:ScientificResearch,self,given,2026-03-01T09:00:00Z
e2,P-002,machine-logs,dpv:ScientificResearch,self,given,2026-03-01T09:00:00Z
"""


def begins_a_team(acting: Acting, url: str, password: str, copy: Path) -> None:
    create_team(acting, url, password)
    backup_vault(acting.vault, copy)


def drafts(acting: Acting) -> str:
    return new_agreement(acting, "ai-pilot", example_answers("ai-pilot"))


def renames(acting: Acting, draft: str, name: str) -> None:
    opened = open_draft(acting, draft)
    save_draft(acting, replace(opened.document, title={**opened.document.title, "de": name}))


def imports(acting: Acting, file: Path) -> int:
    return import_file(acting, file, Options()).taken


def signs(acting: Acting, history: str) -> None:
    sign(acting, history, PASSPHRASE)


def synchronises(acting: Acting) -> None:
    synchronise(acting)


def synchronises_later(acting: Acting) -> None:
    assert isinstance(acting.clock, SteppingClock)
    acting.clock.now += timedelta(hours=2)
    synchronise(acting)


def sends(acting: Acting, history: str, to: str) -> bytes:
    return send_agreement(acting, history, [to])


def receives(acting: Acting, data: bytes) -> None:
    receive_bundle(acting, data)


def ends_with(acting: Acting, *histories: str) -> tuple[int, list[str], dict[str, list[Any]], list[Any]]:
    """Its process, what its check finds, its content, and each history folded."""
    states = [folded(acting, one) for one in histories]
    with acting.vault.read() as session:
        given = counts(session, acting.clock(), dataset="machine-logs").states
    told = [(one.order, dict(one.void), one.stage, len(one.signed)) for one in states]
    return os.getpid(), list(map(str, check_whole_vault(acting, silent))), content(acting), [*told, given]


@pytest.mark.journey
def test_a_day_of_three(tmp_path: Path, cluster: Cluster, database: str, clock: SteppingClock) -> None:
    found_houses(tmp_path / "template", clock)
    table = at_table(tmp_path / "template", tmp_path / "house", clock)
    table.freeze()
    table.martin.close()
    sofia, history, house = table.sofia, table.history, table.anna.organisation
    invited = invite(table.anna, "Dora Neu", {"legal"}, kdf=CHEAP)
    join(table.anna.vault.folder, invited.member, invited.code, PASSPHRASE, clock, CHEAP)
    certify(table.anna, invited.member)
    table.anna.close()
    address = (cluster.url("writer", database), cluster.passwords["writer"])
    copy = tmp_path / "copy"
    homes = [anna := Home(clock(), table.anna.vault.folder, "anna-keller", PASSPHRASE, preload=__name__)]
    try:
        anna.do(begins_a_team, *address, copy)
        for member, home in (("martin-vogt", "martin"), ("dora-neu", "dora"), ("anna-keller", "laptop")):
            homes.append(Home(clock(), tmp_path / home, member, PASSPHRASE, copy, *address, preload=__name__))
        _, martin, dora, second = homes
        draft = anna.do(drafts)
        for one in homes:
            one.do(synchronises)
        # nobody is connected: two draft the same agreement, two import the same file, and both directors begin to sign
        martin.do(renames, draft, "Pilot Nord")
        dora.do(renames, draft, "Pilot Süd")
        file = tmp_path / "consents.csv"
        file.write_text(CONSENTS, "utf-8")
        assert [dora.do(imports, file), martin.do(imports, file)] == [2, 2]
        anna.do(signs, history)
        with pytest.raises(Refused, match="AnswerNo"):
            martin.do(signs, history)  # it is not his turn as far as he knows
        second.do(signs, history)  # the same slot at her other computer
        for one in (dora, anna, martin, second, martin):
            one.do(synchronises)
        with pytest.raises(Refused, match="AnswerNo"):
            second.do(signs, history)  # told before the passphrase: the slot is signed
        martin.do(signs, history)
        receive_bundle(sofia, martin.do(sends, history, sofia.organisation))
        clock.now += timedelta(hours=1)
        sign(sofia, history, PASSPHRASE)
        with pytest.raises(Refused, match="Synchronise with the team"):
            dora.do(receives, send_agreement(sofia, history, [house]))  # she does not know yet what it answers
        dora.do(synchronises_later)
        with pytest.raises(Refused, match="withholds"):
            dora.do(receives, send_agreement(sofia, history, [house]))  # the log has nothing of it, the partner does
        martin.do(synchronises)
        dora.do(synchronises)
        dora.do(receives, send_agreement(sofia, history, [house]))
        for one in (martin, dora, anna, martin, second):
            one.do(synchronises)
        ends = [one.do(ends_with, history, draft) for one in homes]
        assert len({process for process, *_ in ends} | {os.getpid()}) == len(homes) + 1
        for _process, problems, found, folds in ends:
            assert not problems
            assert found == ends[0][2]
            assert folds == ends[0][3]
        _order, void, stage, signatures = ends[0][3][0]
        assert (stage, signatures, void) == ("signed", 4, {})  # twice by one person: both are hers
        assert ends[0][3][-1] == {"given": 2}
    finally:
        for one in homes:
            one.close()
        sofia.close()
