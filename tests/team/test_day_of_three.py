"""The whole day: three members at three homes draft, import, receive a partner's file and sign, partly offline, and end equal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from datapact.agreements.steps.drafting import open_draft, save_draft
from datapact.agreements.steps.negotiation import new_agreement
from datapact.base.errors import AnswerNo, MissingEntries
from datapact.consent.imports.import_file import import_file
from datapact.consent.imports.options import Options
from datapact.consent.records.status import counts
from datapact.contract.templates.template import example_answers
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.send import send_agreement
from datapact.organisation.members.invitation import invite, join
from datapact.organisation.members.members import certify
from datapact.signing.ceremony.sign import sign
from datapact.team.steps.joining import create_team, join_team
from datapact.team.steps.synchronise import synchronise
from datapact.vault.folder.backup import backup_vault
from tests.agreements.negotiated import CHEAP, PASSPHRASE, at_table, found_houses
from tests.conftest import SteppingClock
from tests.team.cluster import Cluster
from tests.team.desks import Desks, folded
from tests.team.house_content import require_same

CONSENTS = """event_id,subject,dataset,purpose,controller,state,event_time
e1,P-001,machine-logs,dpv:ScientificResearch,self,given,2026-03-01T09:00:00Z
e2,P-002,machine-logs,dpv:ScientificResearch,self,given,2026-03-01T09:00:00Z
"""


@pytest.mark.journey
def test_a_day_of_three(tmp_path: Path, cluster: Cluster, database: str, clock: SteppingClock) -> None:
    found_houses(tmp_path / "template", clock)
    table = at_table(tmp_path / "template", tmp_path / "house", clock)
    table.freeze()
    table.martin.close()
    anna, sofia = table.anna, table.sofia
    invited = invite(anna, "Dora Neu", {"legal"}, kdf=CHEAP)
    join(anna.vault.folder, invited.member, invited.code, PASSPHRASE, clock, CHEAP)
    certify(anna, invited.member)
    desks = Desks(tmp_path, cluster, database, sofia)
    desks.at["anna-keller"] = anna
    create_team(anna, desks.url, desks.password)
    backup_vault(anna.vault, tmp_path / "copy")
    for member in ("martin-vogt", "dora-neu"):
        home = tmp_path / member
        desks.at[member], _ = join_team(tmp_path / "copy", home, member, PASSPHRASE, clock, desks.url, desks.password)
    martin, dora = desks.at["martin-vogt"], desks.at["dora-neu"]
    second, _ = join_team(
        tmp_path / "copy", tmp_path / "laptop", "anna-keller", PASSPHRASE, clock, desks.url, desks.password
    )
    desks.at["anna-keller at the laptop"] = second
    try:
        draft = new_agreement(anna, "ai-pilot", example_answers("ai-pilot"))
        for acting in (anna, martin, dora, second):
            synchronise(acting)
        # nobody is connected: two draft the same agreement, two import the same file, and both directors begin to sign
        for acting, name in ((martin, "Pilot Nord"), (dora, "Pilot Süd")):
            opened = open_draft(acting, draft)
            save_draft(acting, replace(opened.document, title={**opened.document.title, "de": name}))
        file = tmp_path / "consents.csv"
        file.write_text(CONSENTS, "utf-8")
        for acting in (dora, martin):
            assert import_file(acting, file, Options()).taken == 2
        sign(anna, table.history, PASSPHRASE)
        with pytest.raises(AnswerNo):
            sign(martin, table.history, PASSPHRASE)  # it is not his turn as far as he knows
        sign(second, table.history, PASSPHRASE)  # the same slot at her other computer
        for acting in (dora, anna, martin, second, martin):
            synchronise(acting)
        with pytest.raises(AnswerNo):
            sign(second, table.history, PASSPHRASE)  # told before the passphrase: the slot is signed
        sign(martin, table.history, PASSPHRASE)
        table.carry(martin, sofia)
        sign(sofia, table.history, PASSPHRASE)
        with pytest.raises(MissingEntries, match="Synchronise with the team"):
            table.carry(sofia, dora)  # the partner's file comes to the third, who does not know yet what it answers
        synchronise(martin)
        synchronise(dora)
        receive_bundle(dora, send_agreement(sofia, table.history, [dora.organisation]))
        for acting in (martin, dora, anna, martin, second):
            synchronise(acting)
        require_same(desks, table.history, draft)
        for acting in desks.at.values():
            state = folded(acting, table.history)
            assert (state.stage, len(state.signed), state.void) == (
                "signed",
                4,
                {},
            )  # twice by one person: both are hers
            with acting.vault.read() as session:
                assert counts(session, clock(), dataset="machine-logs").states == {"given": 2}
    finally:
        desks.close()
