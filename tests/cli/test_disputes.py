"""A partner that has signed revokes a key behind the contract and claims to have known less: the contract stays signed."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.key_revocation import remove_and_announce
from datapact.agreements.views.agreement import agreement_page
from datapact.audit.own_vault.verify import verify_here
from datapact.base.clock import Clock, utc_now
from datapact.base.strictjson import from_base64url
from datapact.exchange.bundle.bundle import read_bundle, write_bundle
from datapact.exchange.bundle.contents import PackedHistory
from datapact.history.entries.entry import write_entry
from datapact.history.entries.packed import PackedEntry
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.acting.private_keys import sealing_keys
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.members.members import remove_member
from datapact.organisation.members.unlocking import unlock
from tests.cli.desks import PASSPHRASE, Houses, carry, datapact, draft, opened
from tests.kept import copied

pytestmark = pytest.mark.journey

REASON = "left the company"


def signed_by_all(houses: Houses, *, keller_offers: bool) -> str:
    """A contract that Martin's key is behind: he accepted the institute's offer, or froze Keller's text.

    To be asked for first: it is negotiated once a day, and the vaults are copied.
    """

    def make(folder: Path, _clock: Clock) -> str:
        return _signed_by_all(opened(houses.folder, folder), keller_offers)

    return copied(houses.folder, f"signed-desks-{keller_offers}", utc_now, make)


def _signed_by_all(houses: Houses, keller_offers: bool) -> str:
    anna, martin, sofia = houses.anna, houses.martin, houses.sofia
    history = draft(anna if keller_offers else sofia)
    if keller_offers:
        carry(anna, history, sofia)
        sofia("agreement", "accept", history)
        carry(sofia, history, anna)
        martin("agreement", "freeze", history)
    else:
        carry(sofia, history, anna)
        martin("agreement", "accept", history)
        carry(martin, history, sofia)
        sofia("agreement", "freeze", history)
        carry(sofia, history, anna)
    for _ in range(2):
        for one in (anna, martin):
            one.run("agreement", "sign", history)
        carry(anna, history, sofia)
        sofia.run("agreement", "sign", history)
        carry(sofia, history, anna)
    assert sofia.json("agreement", "show", history)["slots"][-1]["signed_at"]
    return history


def forged_bundle(houses: Houses, history: str, known: str) -> Path:
    """A file in which Keller revokes Martin's key by an entry that claims to know no more than the step ``known``."""
    file = houses.folder / "forged.dpact"
    institute = houses.sofia.json("vault", "info")["organisation"]
    with unlock(houses.sofia.vault, None, PASSPHRASE, utc_now) as sofia, sofia.vault.read() as session:
        recipient = from_base64url(own_line(session).state.sealing_public)
    with unlock(houses.anna.vault, "anna-keller", PASSPHRASE, utc_now) as anna:
        with anna.vault.read() as session:
            entries = load_state(session, history).entries.values()
            martin = own_line(session).state.members["martin-vogt"].author_kid
        parent = next(entry.digest for entry in entries if entry.kind == known)
        remove_member(anna, "martin-vogt", REASON)
        with anna.vault.read() as session:
            line, keys = own_line(session), sealing_keys(session)
        forged = write_entry(
            key=anna.author_key,
            history=history,
            kind="revocation",
            body={"kid": martin, "reason": REASON},
            parents=(parent,),
            organisation=anna.organisation,
            organisation_head=line.head,
            time=utc_now(),
            replica="A" * 22,
            counter=1,
        )
        houses.anna("send", history, "--to", institute, "-o", file, "--everything")
        contents = read_bundle(file.read_bytes(), keys).contents
        (packed,) = contents.histories
        more = PackedHistory(packed.history, (*packed.entries, PackedEntry(forged.jws, forged.disclosures, ())))
        file.write_bytes(
            write_bundle(
                replace(contents, histories=(more,)),
                organisation=anna.organisation,
                head=line.head,
                key=anna.author_key,
                time=utc_now(),
                recipients=[from_base64url(line.state.sealing_public), recipient],
            )
        )
    return file


@pytest.mark.parametrize(("keller_offers", "known"), [(False, "offer"), (True, "accept")])
def test_a_contract_is_not_taken_back_by_a_revocation(houses: Houses, keller_offers: bool, known: str) -> None:
    history = signed_by_all(houses, keller_offers=keller_offers)
    sofia = houses.sofia
    before = sofia.json("agreement", "show", history)
    assert (before["disputes"], sofia.json("agreement", "list")[0]["disputed_by"]) == ([], None)
    received = sofia.json("receive", forged_bundle(houses, history, known))
    assert any("disputes the agreement" in one["en"] for one in received["warnings"])
    assert any(REASON in one["en"] for one in received["warnings"])
    assert received["went_back"] == []

    after = sofia.json("agreement", "show", history)
    assert (after["status"], after["slots"]) == (before["status"], before["slots"])
    (dispute,) = after["disputes"]
    name = dispute["name"]
    with unlock(sofia.vault, sofia.member, PASSPHRASE, utc_now) as reader:
        to_do = agreement_page(reader, history, utc_now().date()).next
    assert (to_do.action, str(to_do.words)) == ("none", "Settle the dispute")
    assert "Keller" in name
    assert dispute["reason"] == REASON
    assert dispute["entries"]
    shown = sofia("agreement", "show", history)
    assert f", disputed by {name}" in shown
    assert REASON in shown
    assert f", disputed by {name}" in sofia("agreement", "list")
    (row,) = sofia.json("agreement", "list")
    assert row["disputed_by"] == name
    steps = sofia.json("agreement", "history", history)
    assert {step["entry"] for step in steps if step["disputed_by"] == name} == set(dispute["entries"])
    assert [step["entry"] for step in steps if step["disputes"]] == [dispute["revocation"]]
    assert f"[disputed by {name}]" in sofia("agreement", "history", history)
    assert sofia.json("vault", "check")["sound"]
    sofia("agreement", "export", history, "-o", houses.folder / "after.pdf")
    dossier = houses.folder / "dossier.pdf"
    sofia("audit", "export", "--agreement", history, "--for-partner", "-o", dossier)
    assert not [one for one in sofia.run("verify", dossier, "--json").result[0]["reasons"] if "pages" in one["en"]]
    if shutil.which("pdftotext"):
        run = subprocess.run(["pdftotext", "-raw", str(dossier), "-"], capture_output=True, text=True, check=True)
        said = " ".join(run.stdout.split())
        assert f", disputed by {name}" in said or f", bestritten von {name}" in said
        assert REASON in said


def test_a_disputed_notice_is_neither_silently_a_notice_nor_silently_none(houses: Houses) -> None:
    """Martin gives notice, and Keller revokes his key without knowing it: he may have left before, or Keller regrets it."""
    history = signed_by_all(houses, keller_offers=True)
    martin, sofia = houses.martin, houses.sofia
    martin("agreement", "terminate", history, "--end", "2027-12-31", "--authority", "Vollmacht")
    carry(martin, history, sofia)
    before = sofia.json("agreement", "show", history)
    assert (before["terminated_on"], before["termination_disputed_by"]) == ("2027-12-31", None)
    received = sofia.json("receive", forged_bundle(houses, history, "signed"))
    assert received["went_back"] == []
    assert any("disputes the notice of termination" in one["en"] for one in received["warnings"])
    after = sofia.json("agreement", "show", history)
    assert (after["status"], after["terminated_on"]) == (before["status"], "2027-12-31")
    (dispute,) = after["disputes"]
    assert "termination" in dispute["about"]
    assert after["termination_disputed_by"] == dispute["name"]
    shown = sofia("agreement", "show", history)
    assert f"by notice of termination, disputed by {dispute['name']}" in shown
    assert REASON in shown
    steps = sofia.json("agreement", "history", history)
    (notice,) = [step for step in steps if step["kind"] == "termination_notice"]
    assert (notice["void"], notice["disputed_by"]) == (None, dispute["name"])
    assert sofia.json("vault", "check")["sound"]


def test_a_revocation_with_an_old_date_leaves_the_signed_pdf_open(houses: Houses) -> None:
    history = signed_by_all(houses, keller_offers=False)
    pdf, card = houses.folder / "signed.pdf", houses.folder / "keller-new.dpcard"
    houses.sofia("agreement", "export", history, "-o", pdf)
    assert datapact("verify", pdf).code == 0
    with unlock(houses.anna.vault, "anna-keller", PASSPHRASE, utc_now) as anna:
        early = replace(anna, clock=lambda: datetime(2020, 1, 1, tzinfo=UTC))
        remove_member(early, "martin-vogt", "left")
        card.write_bytes(write_card(early))
    answer = datapact("verify", pdf, "--trust", card)
    assert answer.code == 1
    assert "indeterminate" in answer.out
    assert "INVALID" not in answer.out
    assert "2020" not in answer.out  # our writer claims no time before the entry that it follows


def test_a_dossier_shows_that_the_signature_was_there_before_its_signatory_left(houses: Houses) -> None:
    """Keller's own entry, by Anna, knows the institute's that knows Martin's signature: so it came before."""
    history = signed_by_all(houses, keller_offers=False)
    pdf, card = houses.folder / "signed.pdf", houses.folder / "keller-new.dpcard"
    with unlock(houses.anna.vault, "anna-keller", PASSPHRASE, utc_now) as anna:
        remove_and_announce(anna, "martin-vogt", REASON)
        card.write_bytes(write_card(anna))
    houses.sofia("agreement", "export", history, "-o", pdf)
    carry(houses.anna, history, houses.sofia)
    dossier = houses.folder / "dossier.pdf"
    houses.sofia("audit", "export", "--agreement", history, "--for-partner", "-o", dossier)

    def doubts(file: Path) -> list[str]:
        (found,) = houses.sofia.run("verify", file, "--trust", card, "--json").result
        return [one["en"] for one in found["reasons"] if "certificate of Martin Vogt was revoked" in one["en"]]

    assert doubts(pdf)
    assert doubts(dossier) == []
    (found,) = houses.sofia.run("verify", dossier, "--trust", card, "--json").result
    assert any("another party had the signature before" in one["en"] for one in found["notes"])

    # a PDF cannot carry the receipt: alone it says so, beside the dossier or in a vault with the history it holds
    (alone,) = houses.sofia.run("verify", pdf, "--trust", card, "--json").result
    assert any("A PDF alone carries no receipt" in one["en"] for one in alone["notes"])
    beside, _dossier = houses.sofia.run("verify", pdf, dossier, "--trust", card, "--json").result
    assert [one for one in beside["reasons"] if "certificate of Martin Vogt was revoked" in one["en"]] == []
    assert [one["verdict"] for one in beside["signatures"]] == ["valid"] * len(beside["signatures"])
    houses.sofia("partner", "add", card)
    with unlock(houses.sofia.vault, None, PASSPHRASE, utc_now) as sofia:
        here = verify_here(sofia, pdf.read_bytes(), pdf.name).verdict
    assert [str(one) for one in here.reasons if "was revoked" in str(one)] == []
    assert any("another party had the signature before" in str(one) for one in here.notes)


def test_a_stage_that_goes_back_is_said(houses: Houses) -> None:
    """Two people of Keller answer at once, each in a copy of the vault: the institute is told what that undoes."""
    sofia, anna = houses.sofia, houses.anna
    history = draft(sofia)
    carry(sofia, history, anna)
    anna("agreement", "accept", history)
    carry(anna, history, sofia)
    assert sofia.status(history) == "agreed"
    answers = houses.folder / "changes.toml"
    answers.write_text("[duration]\nnotice_months = 7\n", "utf-8")
    anna("agreement", "counter", history, "--answers", answers)
    told: Any = carry(anna, history, sofia)[0]
    assert [(one["before"], one["after"]) for one in told["went_back"]] == [("agreed", "offered")]
    (warning,) = [one for one in told["warnings"] if "went back" in one["en"]]
    assert "“Text agreed (not binding)” to “Offered”" in warning["en"]
