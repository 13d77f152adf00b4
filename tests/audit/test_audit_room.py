"""What the audit room shows, without a window: plans of dossiers and exports, lists, pages of audits, sealed scopes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from datapact.agreements.views.list import list_agreements
from datapact.audit.engagements.access_log import Viewed, record_viewed
from datapact.audit.engagements.decisions import recorded_decisions, replay_decisions
from datapact.audit.engagements.engagements import (
    auditors,
    close_engagement,
    engagement_lines,
    open_engagement,
    running_for,
)
from datapact.audit.engagements.exports_list import exports
from datapact.audit.engagements.page import engagement_page
from datapact.audit.exports.bag_content import BagRequest, plan_bag
from datapact.audit.exports.dossier import build_dossier, record_dossier
from datapact.audit.exports.dossier_plan import MEANINGS, plan_dossier
from datapact.audit.exports.register import save_register
from datapact.audit.exports.sealed_scope import seal_scope
from datapact.audit.own_vault.verify import open_sealed
from datapact.base.clock import utc_now
from datapact.base.errors import AnswerNo, WrongUse
from datapact.organisation.acting.acting_member import Acting, reads_only
from datapact.organisation.members.unlocking import unlock
from datapact.registers.filters import Filters
from datapact.registers.registers import register
from datapact.vault.keys.slot import KdfParameters
from tests.sample_vaults import with_audits
from tests.screenshots.sample_audit import AUDITOR, AUDITOR_NAME

CHEAP = KdfParameters(1, 8192, 1)
PASSPHRASE = "neun rote Kraniche am Fluss"
KELLER, INSTITUTE = "Keller.datapact", "Institut.datapact"


def open_vault(folder: Path, vault: str, member: str) -> Acting:
    file = folder / f"{Path(vault).stem}.{member}.passphrase"
    passphrase = file.read_text("utf-8").strip() if file.is_file() else PASSPHRASE
    return unlock(folder / vault, member, passphrase, utc_now)


@pytest.fixture(scope="module")
def made() -> tuple[Path, str]:
    """Two vaults with a signed agreement, the study and two audits; never opened, only copied."""
    return with_audits()


@pytest.fixture
def folder(made: tuple[Path, str], tmp_path: Path) -> Path:
    shutil.copytree(made[0], tmp_path / "copy")
    return tmp_path / "copy"


@pytest.fixture
def anna(folder: Path) -> Iterator[Acting]:
    with open_vault(folder, KELLER, "anna-keller") as acting:
        yield acting


@pytest.fixture
def miriam(folder: Path) -> Iterator[Acting]:
    with open_vault(folder, KELLER, AUDITOR) as acting:
        yield acting


def signed(acting: Acting) -> str:
    with acting.vault.read() as session:
        return next(row.id for row in list_agreements(session) if row.stage == "signed" and not row.evidence)


def numbers(acting: Acting) -> set[str]:
    with acting.vault.read() as session:
        return {row.number for row in list_agreements(session)}


# ---- dossiers ----


@pytest.mark.in_turn(3)
@pytest.mark.journey
@pytest.mark.parametrize("audience", ["partner", "internal"])
@pytest.mark.parametrize("withheld", [(), ("names",), ("terms", "clauses")])
def test_a_plan_tells_what_the_dossier_then_has(anna, audience, withheld):
    plan = plan_dossier(anna, signed(anna), audience, withheld)
    dossier = build_dossier(anna, signed(anna), audience=audience, withheld=withheld)
    assert (plan.entries, plan.records, plan.missing, plan.erased) == (
        dossier.entries,
        dossier.records,
        dossier.missing,
        dossier.erased,
    )
    assert bool(dossier.signed_pdf_sha256) == (plan.has_signed_pdf and not withheld)
    for choice in withheld:
        assert MEANINGS[choice] in plan.consequences
    assert [len(part.items) > 0 for part in plan.parts] == [True, True, True]


def test_who_may_let_an_internal_dossier_out(anna, miriam):
    assert plan_dossier(anna, signed(anna), "internal", ()).bars_saving is None
    plan = plan_dossier(miriam, signed(anna), "internal", ())
    assert plan.bars_reading is None
    assert plan.bars_saving is not None
    assert plan_dossier(miriam, signed(anna), "partner", ()).bars_saving is None


def test_a_draft_has_no_dossier_for_partners(anna):
    from datapact.agreements.steps.negotiation import new_agreement
    from datapact.contract.templates.template import example_answers

    draft = new_agreement(anna, "ai-pilot", example_answers("ai-pilot").replace(b"DP-2026-0001", b"DP-2026-0077"))
    plan = plan_dossier(anna, draft, "partner", ())
    assert plan.nothing is not None
    assert plan_dossier(anna, draft, "internal", ()).nothing is None
    with pytest.raises(WrongUse):
        plan_dossier(anna, "urn:uuid:00000000-0000-4000-8000-000000000000", "internal", ())


# ---- exports ----


def test_the_record_of_exports_names_who_released_what_for_whom(anna, tmp_path):
    sealed = exports(anna)  # of the sample: each sealed file that went to the partner
    assert sealed
    assert {one.what for one in sealed} <= {f"Sealed file of {number}" for number in numbers(anna)}
    assert {one.recipient for one in sealed} == {"Institut für Produktionsdaten e. V."}
    assert {one.member for one in sealed} <= {"Anna Keller", "Martin Vogt"}
    dossier = build_dossier(anna, signed(anna), audience="internal", withheld=("names",))
    record_dossier(anna, dossier, "Wirtschaftsprüfung Nord")
    save_register(anna, register(anna, "transfers", leaves=True), "json", tmp_path / "transfers.json", "en")
    newest, released = exports(anna)[:2]
    assert newest.what.startswith("Register of transfers as at ")
    assert not newest.released
    assert (released.digest, released.recipient, released.withheld) == (
        dossier.sha256,
        "Wirtschaftsprüfung Nord",
        ("names",),
    )
    assert {newest.member, released.member} == {"Anna Keller"}
    assert (released.released_by, released.by_audit, newest.released_by) == ("Anna Keller", False, "")
    assert released.released_at is not None
    record_dossier(anna, build_dossier(anna, signed(anna), audience="partner"), "Institut")
    assert (exports(anna)[0].recipient, exports(anna)[0].released) == ("Institut", False)
    assert exports(anna, limit=2)[1] == newest


def test_an_auditor_of_one_agreement_is_told_of_no_other_export(anna, miriam):
    covered, title = signed(anna), "Eine Vereinbarung"
    for one in engagement_lines(anna):
        close_engagement(anna, one.engagement.key)
    assert exports(miriam) == (), "without an audit nothing"
    day = anna.clock().date()
    open_engagement(anna, title=title, scope="x", first=day, last=day, agreements=(covered,), member=AUDITOR)
    record_dossier(anna, build_dossier(anna, covered, audience="partner"), "Institut")
    record_dossier(miriam, build_dossier(miriam, covered, audience="partner"), "Prüferin")
    with anna.vault.read() as session:
        (number,) = {row.number for row in list_agreements(session) if row.id == covered}
    own, *others = exports(miriam)
    assert (own.recipient, own.member) == ("Prüferin", AUDITOR_NAME)
    assert others == [one for one in exports(anna) if one.what == f"Sealed file of {number}"]
    assert len(exports(anna)) > len(exports(miriam))
    for receiver in ("Institut", "Kanzlei"):  # newer, and not hers to see
        record_dossier(anna, build_dossier(anna, covered, audience="partner"), receiver)
    for limit in range(1, len(others) + 2):
        assert exports(miriam, limit=limit) == (own, *others)[:limit]


def test_a_plan_of_an_export_has_counts_gaps_and_what_is_left_out(anna, miriam):
    whole = plan_bag(anna, BagRequest("internal"))
    assert whole.bars is None
    assert whole.on is not None
    in_force = plan_bag(anna, BagRequest("internal", Filters(("in_force",))))
    assert 0 < len(in_force.agreements) < len(whole.agreements)
    assert sum(one.count for one in in_force.left_out) == len(whole.agreements) - len(in_force.agreements)
    assert {gap.history for gap in in_force.gaps} <= {one.history for one in in_force.agreements}
    assert in_force.gaps
    assert plan_bag(anna, BagRequest("internal", withheld=("names",))).holds != whole.holds
    assert plan_bag(anna, BagRequest("internal", Filters((), "Gibt es nicht"))).nothing is not None
    assert plan_bag(miriam, BagRequest("internal")).bars is not None
    assert plan_bag(miriam, BagRequest("partner")).bars is None


# ---- used answers ----


def test_used_answers_have_names_and_come_out_the_same(anna):
    (one,) = recorded_decisions(anna)
    assert str(one.partner) == "Institut für Produktionsdaten e. V."
    assert (one.verdict, one.member) == ("partial", "Anna Keller")
    seen = []
    (again,) = replay_decisions(anna, [one.entry], lambda done, total: seen.append((done, total)))
    assert again.outcome == "same"
    assert seen == [(0, 1)]
    (unknown,) = replay_decisions(anna, ["A" * 43])
    assert unknown.outcome == "indeterminate"
    assert unknown.differences


# ---- audits ----


def test_an_auditor_sees_its_own_audits_and_the_house_all(anna, miriam, made):
    assert [line.mine for line in engagement_lines(miriam)] == [True]
    lines = engagement_lines(anna)
    assert [(line.outside, line.state, line.mine) for line in lines] == [
        (True, "running", False),
        (False, "running", False),
    ]
    assert running_for(engagement_lines(miriam), signed(anna)) == made[1]
    assert running_for(lines, signed(anna)) == ""


def test_a_page_of_an_audit_is_in_names(anna, miriam, made):
    page = engagement_page(anna, made[1])
    assert page.bars_work is not None
    (sample,) = page.samples
    assert sample.author == AUDITOR_NAME
    assert [item.history for item in sample.items] == list(sample.drawn.sample.items)
    assert all(str(item.label).split()[0].startswith(("DP-", "KST-")) for item in sample.items)
    first = page.marks_on(sample.items[0].id)
    assert [(one.remark.mark, one.own) for one in first] == [("in_order", False)]
    own = engagement_page(miriam, made[1])
    assert own.bars_work is None
    assert all(one.own for one in own.remarks)
    close_engagement(anna, made[1])
    assert engagement_page(miriam, made[1]).bars_work is not None
    with pytest.raises(WrongUse):
        engagement_page(anna, "no such audit")


def test_what_is_looked_at_is_recorded_in_the_audit_that_covers_it(anna, miriam, made):
    history = signed(anna)
    earlier = engagement_page(anna, made[1]).accesses
    before = len(earlier)
    seen = Viewed("dossier", history, earlier[0].time, history)  # in the same second as what was recorded before
    assert record_viewed(miriam, [seen]) == 1
    newest = engagement_page(anna, made[1]).accesses[0]
    assert (newest.author, newest.on.history) == (AUDITOR_NAME, history)
    assert len(engagement_page(anna, made[1]).accesses) == before + 1
    assert record_viewed(anna, [seen]) == 0  # no audit of hers
    assert record_viewed(miriam, []) == 0


def test_for_whom_an_audit_can_be_opened(anna):
    known = auditors(anna)
    assert [one.name for one in known.inside] == [AUDITOR_NAME]
    assert "Institut für Produktionsdaten e. V." in [one.name for one in known.outside]


@pytest.mark.journey
def test_a_sealed_scope_is_opened_outside_until_its_last_day(anna, folder):
    outside = next(line.engagement for line in engagement_lines(anna) if line.outside)
    before = {path.name for path in (folder / KELLER).iterdir()}
    done = []
    sealed = seal_scope(anna, outside.key, "umfang.zip", withheld=("names",), progress=lambda n, m: done.append((n, m)))
    assert done[-1] == (len(sealed.export.dossiers),) * 2
    assert {path.name for path in (folder / KELLER).iterdir()} == before  # nothing open is left behind
    assert [one.digest for one in exports(anna)[:2]].count(sealed.sha256) == 1
    with open_vault(folder, INSTITUTE, "prof-dr-sofia-brandt") as sofia:
        opened = open_sealed(sofia, sealed.data)
        assert opened.checked.verdict.verdict == "valid"
        assert (opened.copy.name, opened.copy.use_by) == ("umfang.zip", outside.last)
        passed = outside.last + timedelta(days=2)
    late = unlock(
        folder / INSTITUTE,
        "prof-dr-sofia-brandt",
        (folder / "Institut.prof-dr-sofia-brandt.passphrase").read_text("utf-8").strip(),
        lambda: utc_now() + (passed - utc_now().date()),
    )
    with late, pytest.raises(AnswerNo):
        open_sealed(late, sealed.data)


@pytest.mark.parametrize(
    ("roles", "reading"),
    [({"auditor"}, True), ({"auditor", "legal"}, False), ({"lead"}, False), (set(), False)],
)
def test_who_reads_only(roles, reading):
    assert reads_only(roles) is reading
