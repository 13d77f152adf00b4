"""Audits: opened by a legal member, worked in by the auditor alone, samples anybody can draw again, sealed copies."""

from __future__ import annotations

import base64
import hashlib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.audit.engagements.access_log import Viewed, record_viewed
from datapact.audit.engagements.engagements import (
    access_words,
    close_engagement,
    engagement,
    engagements,
    open_engagement,
)
from datapact.audit.engagements.page import engagement_page
from datapact.audit.engagements.remarks import (
    Access,
    accesses,
    answer_remark,
    draw_sample,
    record_accesses,
    remark,
    remark_answers,
    remark_wordings,
    remarks,
    samples,
    save_population,
)
from datapact.audit.engagements.sampling import LARGEST, draw, population
from datapact.audit.engagements.sealed_copy import open_copy, seal_copy
from datapact.audit.exports.bag import build_bag
from datapact.audit.exports.bag_content import BagRequest
from datapact.audit.exports.dossier import build_dossier
from datapact.audit.exports.load_dossier import load_dossier
from datapact.audit.formats.bag_archive import Archive
from datapact.audit.own_vault.verify import open_sealed
from datapact.audit.pages.dossier_audits import audit_blocks
from datapact.base.errors import AnswerNo, Damaged, DataPactError, Locked, NotForUs, WrongUse
from datapact.consent.records.events import append_events
from datapact.exchange.bundle.bundle import Refused
from datapact.exchange.receive.preview import preview_file
from datapact.exchange.receive.receive import receive_bundle
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.members import members
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.members.invitation import invite, join
from datapact.organisation.members.unlocking import unlock
from datapact.organisation.partners.partners import add_partner
from datapact.pdf.reports.parts import Table
from datapact.registers.registers import register
from tests.consent.sharing import add_partner as add_external
from tests.consent.sharing import conclude, events, record, tell, terms
from tests.depth import examples
from tests.exchange.test_void_certificates import MADE, with_certificate
from tests.organisation.conftest import CHEAP, PASSPHRASE


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 6, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass
class House:
    anna: Acting
    folder: Path
    clock: Clock
    agreements: list[str]

    def paul(self) -> Acting:
        self.anna.close()
        return unlock(self.folder, "paul-pruefer", PASSPHRASE, self.clock)

    def back(self, paul: Acting) -> Acting:
        paul.close()
        self.anna = unlock(self.folder, "anna-keller", PASSPHRASE, self.clock)
        return self.anna


FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    clock, folder = Clock(), tmp_path / "keller.datapact"
    profile = {"name": "Maschinenbau Keller GmbH"}
    anna = create_organisation(folder, profile, "Anna Keller", {"legal"}, PASSPHRASE, "", clock, CHEAP).acting
    invitation = invite(anna, "Paul Prüfer", ["auditor"], "", CHEAP)
    join(folder, invitation.member, invitation.code, PASSPHRASE, clock, CHEAP)
    members.certify(anna, invitation.member)
    with anna.vault.write() as session:
        add_external(session)
        made = [conclude(anna, session, terms(), f"DP-{number}") for number in range(6)]
    case = House(anna, folder, clock, made)
    yield case
    case.anna.close()


def opened(house: House, **changes):
    given = {"title": "Jahresprüfung", "scope": "Alles über panel", "first": FIRST, "last": LAST}
    return open_engagement(house.anna, **{**given, "member": "paul-pruefer", **changes})


def test_an_audit_is_opened_listed_and_closed(house: House) -> None:
    found = opened(house)
    with house.anna.vault.read() as session:
        assert engagements(session) == (found,)
        assert engagement(session, found.key[:8]) == found
        with pytest.raises(WrongUse):
            engagement(session, "")
    assert (found.auditor, found.runs_on(FIRST), found.runs_on(LAST), found.runs_on(date(2026, 7, 1))) == (
        "Paul Prüfer",
        True,
        True,
        False,
    )
    assert close_engagement(house.anna, found.key).closed
    with pytest.raises(AnswerNo):
        close_engagement(house.anna, found.key)


@pytest.mark.parametrize(
    "wrong",
    [{"member": "anna-keller"}, {"member": ""}, {"organisation": "A" * 43}, {"last": date(2026, 5, 1)}],
)
def test_what_cannot_be_an_audit(house: House, wrong: dict) -> None:
    with pytest.raises(WrongUse):
        opened(house, **wrong)


def test_only_the_auditor_of_the_audit_remarks_and_only_in_time(house: House) -> None:
    found = opened(house, agreements=house.agreements[:3])
    with pytest.raises(AnswerNo):
        remark(house.anna, found.key, "x", text="Ich bin es nicht.")
    paul = house.paul()
    with pytest.raises(Locked):
        close_engagement(paul, found.key)
    with pytest.raises(Locked):
        open_engagement(paul, title="x", scope="", first=FIRST, last=LAST, member="paul-pruefer")
    first = remark(paul, found.key, house.agreements[0], mark="question", text="Wo?", agreement=house.agreements[0])
    again = remark(paul, found.key, house.agreements[0], mark="in_order", text="Da.", key=first.key)
    with pytest.raises(AnswerNo):
        remark(paul, found.key, house.agreements[5], agreement=house.agreements[5])
    with pytest.raises(WrongUse):
        remark(paul, found.key, "x", mark="schlecht")
    with pytest.raises(WrongUse):
        remark(paul, found.key, "x", key="somebody else's")
    with paul.vault.read() as session:
        assert remarks(session, found.key) == (again,)
    house.clock.now += timedelta(days=40)
    with pytest.raises(AnswerNo):
        remark(paul, found.key, "x", text="zu spät")
    house.back(paul)


def test_samples_and_accesses_are_recorded(house: House) -> None:
    found = opened(house, agreements=house.agreements[:4])
    paul = house.paul()
    drawn = draw_sample(paul, found.key, "agreements", 2, seed="abgesprochen")
    assert drawn.sample == draw(house.agreements[:4], 2, "abgesprochen")
    assert len(draw_sample(paul, found.key, "agreements", 2).sample.seed) == 32
    looked = [Access("agreement", one, house.clock()) for one in house.agreements] * 100
    assert sum(len(one.accesses) for one in record_accesses(paul, found.key, looked)) == 600
    with paul.vault.read() as session:
        assert samples(session, found.key)[0].sample.seed == "abgesprochen"
        assert [len(one.accesses) for one in accesses(session)] == [500, 100]
        assert population(paul, session, found, "decisions") == []
    seen = [
        Viewed("register", "deliveries", house.clock()),
        Viewed("agreement", house.agreements[4], house.clock(), house.agreements[4]),
    ]
    assert record_viewed(paul, seen) == 1, "a register is of no agreement, and was opened for the audit all the same"
    with paul.vault.read() as session, pytest.raises(WrongUse):
        population(paul, session, found, "people")
    with pytest.raises(WrongUse):
        draw_sample(paul, found.key, "decisions", 1)
    house.back(paul)


def test_consents_of_the_scope_are_drawn_by_their_place_and_drawn_again_from_the_file(
    house: House, tmp_path: Path
) -> None:
    given = {f"p-{number:02}": "given" if number % 3 else "withdrawn" for number in range(30)}
    with house.anna.vault.write() as session:
        tell(house.anna, session)
        record(house.anna, session, given, at=house.clock() - timedelta(days=3))
        (other, _partner) = events(house.anna, {"x-1": "given"}, at=house.clock() - timedelta(days=3))
        append_events(house.anna, session, [replace(other, dataset="another")], source="test")
    found = opened(house, agreements=house.agreements[:1])
    everything = opened(house)
    paul = house.paul()
    drawn = draw_sample(paul, found.key, "consents", 10, seed="4711")
    assert (len(drawn.sample.items), drawn.sample.population) == (10, 60)
    assert not any(name in item for item in drawn.sample.items for name in given), "a sample names nobody"
    with paul.vault.read() as session:
        assert len(population(paul, session, everything, "consents")) == 61
        assert len(population(paul, session, everything, "consent_batches")) == 2
        assert len(population(paul, session, found, "consent_batches")) == 1
    shown = [item.label.text("en") for item in engagement_page(paul, found.key).samples[0].items]
    assert all(one.startswith("p-") and "on 29 May 2026" in one for one in shown), shown
    assert len(set(shown)) == 10
    anna = house.back(paul)
    with anna.vault.write() as session:  # what comes later is not what the sample was drawn from
        record(anna, session, {"p-99": "given"}, at=house.clock() - timedelta(days=1))
    file = tmp_path / "population.txt"
    assert save_population(anna, drawn.key, file) == 60
    assert draw(file.read_text("utf-8").splitlines(), 10, "4711") == drawn.sample


@settings(max_examples=examples(50), deadline=None)
@given(
    st.sets(st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1, max_size=20), min_size=1),
    st.integers(1, 30),
)
def test_a_sample_is_the_same_whatever_the_order(items: set[str], size: int) -> None:
    one = draw(items, size, "seed")
    assert one == draw(sorted(items, reverse=True), size, "seed")
    assert len(one.items) == len(set(one.items)) == min(size, len(items))
    assert set(one.items) <= items


@pytest.mark.parametrize(
    ("items", "size", "seed"),
    [([], 1, "s"), (["a"], 0, "s"), (["a"], LARGEST + 1, "s"), (["a"], 1, ""), (["a"], 1, "ü"), (["a\nb"], 1, "s")],
)
def test_what_cannot_be_drawn(items: list[str], size: int, seed: str) -> None:
    with pytest.raises(WrongUse):
        draw(items, size, seed)


def test_a_sample_is_drawn_again_by_the_shell(tmp_path: Path) -> None:
    items = [f"urn:uuid:{number:08}" for number in range(50)]
    (tmp_path / "population.txt").write_text("".join(f"{one}\n" for one in items))
    command = (
        "while read -r item; do printf '%s\\n%s' \"$seed\" \"$item\" | sha256sum | cut -c-64 | tr '\\n' ' ';"
        ' echo "$item"; done < population.txt | LC_ALL=C sort | head -n 5 | cut -d " " -f 2'
    )
    done = subprocess.run(
        ["bash", "-euc", command],
        cwd=tmp_path,
        env={"seed": "7", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    sample = draw(items, 5, "7")
    assert tuple(done.stdout.split()) == sample.items
    digest = hashlib.sha256((tmp_path / "population.txt").read_bytes()).digest()
    assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == sample.digest


@pytest.fixture
def outside(tmp_path: Path, house: House) -> Iterator[Acting]:
    profile = {"name": "Wirtschaftsprüfung Nord"}
    made = create_organisation(tmp_path / "nord", profile, "Nora Nord", {"auditor"}, PASSPHRASE, "", house.clock, CHEAP)
    add_partner(house.anna, write_card(made.acting))
    yield made.acting
    made.acting.close()


def test_a_sealed_copy_is_for_the_auditor_until_a_day(house: House, outside: Acting) -> None:
    found = opened(house, member="", organisation=outside.organisation)
    assert found.auditor == "Wirtschaftsprüfung Nord"
    sealed = seal_copy(house.anna, found.key, b"PK export", "export.zip", date(2026, 6, 10))
    assert b"PK export" not in sealed
    assert b"Keller" not in sealed
    copy = open_copy(outside, sealed)
    assert (copy.data, copy.name, copy.use_by, copy.trust) == (b"PK export", "export.zip", date(2026, 6, 10), "unknown")
    assert (copy.organisation_name, copy.member) == ("Maschinenbau Keller GmbH", "Anna Keller")
    add_partner(outside, write_card(house.anna))
    assert open_copy(outside, sealed).trust == "declared"
    assert open_copy(house.anna, sealed).trust == "own"
    for acting in (outside, house.anna):
        with pytest.raises(WrongUse, match="audit open"):
            receive_bundle(acting, sealed)
        shown = preview_file(acting, sealed, "copy.dpact")
        assert isinstance(shown, Refused)
        assert "audit open" in str(shown.reason)
    house.clock.now += timedelta(days=10)
    with pytest.raises(AnswerNo):
        open_copy(outside, sealed)


@pytest.mark.parametrize("kind", list(MADE))
def test_a_copy_sealed_with_a_void_certificate_is_refused(house: House, outside: Acting, kind: str) -> None:
    found = opened(house, member="", organisation=outside.organisation)
    sealed = seal_copy(with_certificate(house.anna, kind), found.key, b"PK export", "export.zip", date(2026, 6, 10))
    with pytest.raises(Damaged, match="void"):
        open_copy(outside, sealed)


@pytest.mark.journey
def test_a_copy_by_a_key_that_was_revoked_since_is_indeterminate(house: House, outside: Acting, tmp_path: Path) -> None:
    invitation = invite(house.anna, "Rita Rot", ["legal"], "", CHEAP)
    join(house.folder, invitation.member, invitation.code, PASSPHRASE, house.clock, CHEAP)
    members.certify(house.anna, invitation.member)
    found = opened(house, member="", organisation=outside.organisation)
    house.anna.close()
    with unlock(house.folder, invitation.member, PASSPHRASE, house.clock) as rita:
        export = build_bag(rita, BagRequest("internal"), workshop=tmp_path)
        sealed = seal_copy(rita, found.key, export.data, "export.zip")
    house.anna = unlock(house.folder, "anna-keller", PASSPHRASE, house.clock)
    add_partner(outside, write_card(house.anna))
    for acting in (outside, house.anna):
        assert open_copy(acting, sealed).doubt is None
    members.remove_member(house.anna, invitation.member, "left")
    assert open_copy(outside, sealed).doubt is None  # its newest card does not know yet
    add_partner(outside, write_card(house.anna))
    for acting in (outside, house.anna):
        doubt = open_copy(acting, sealed).doubt
        assert doubt is not None
        assert "Rita Rot" in str(doubt)
        verdict = open_sealed(acting, sealed).checked.verdict
        assert verdict.verdict == "indeterminate"
        assert doubt in verdict.reasons


def test_a_copy_ends_with_the_audit(house: House, outside: Acting) -> None:
    inside = opened(house)
    with pytest.raises(WrongUse):
        seal_copy(house.anna, inside.key, b"x", "x.zip")
    found = opened(house, member="", organisation=outside.organisation)
    with pytest.raises(WrongUse):
        seal_copy(house.anna, found.key, b"x", "x.zip", date(2026, 7, 1))
    close_engagement(house.anna, found.key)
    with pytest.raises(AnswerNo):
        seal_copy(house.anna, found.key, b"x", "x.zip")


def test_what_an_auditor_is_told_about_the_scope_is_so(house: House, tmp_path: Path) -> None:
    found = opened(house, agreements=house.agreements[:1])
    told = access_words(found)[0].text("en")
    whole = access_words(opened(house))[0].text("en")
    outside = house.agreements[1]
    paul = house.paul()
    assert "the windows show the agreements in the scope alone" in told
    assert "another program can read what else it holds" in told
    assert len(register(paul, "agreements").rows) == len(house.agreements)
    assert "reads everything" in whole
    assert "Samples, marks on agreements and internal dossiers keep to the scope" in whole
    with paul.vault.read() as session:
        assert population(paul, session, found, "agreements") == house.agreements[:1]
    with pytest.raises(AnswerNo):
        remark(paul, found.key, outside, mark="seen", agreement=outside)
    with pytest.raises(AnswerNo):
        build_bag(paul, BagRequest("internal", agreements=(outside,)), workshop=tmp_path, engagement=found.key)
    assert "nothing can be changed" in told
    with pytest.raises(Locked):
        close_engagement(paul, found.key)
    house.back(paul)


@pytest.mark.journey
def test_a_copy_keeps_to_the_scope_and_to_days_to_come(house: House, outside: Acting, tmp_path: Path) -> None:
    found = opened(house, member="", organisation=outside.organisation, agreements=house.agreements[:1])
    whole = build_bag(house.anna, BagRequest("internal"), workshop=tmp_path)
    with pytest.raises(AnswerNo, match="about 5 agreements outside"):
        seal_copy(house.anna, found.key, whole.data, "export.zip")
    own = build_bag(house.anna, BagRequest("internal"), workshop=tmp_path, engagement=found.key)
    assert open_copy(outside, seal_copy(house.anna, found.key, own.data, "export.zip")).data == own.data
    for dossier, passes in ((house.agreements[0], True), (house.agreements[1], False)):
        pdf = build_dossier(house.anna, dossier, audience="internal").pdf
        if passes:
            seal_copy(house.anna, found.key, pdf, "dossier.pdf")
        else:
            with pytest.raises(AnswerNo, match="about 1 agreements outside"):
                seal_copy(house.anna, found.key, pdf, "dossier.pdf")
    with pytest.raises(WrongUse, match="31 May 2026 has passed"):
        seal_copy(house.anna, found.key, own.data, "export.zip", date(2026, 5, 31))


def test_nobody_else_opens_it_and_no_change_goes_unnoticed(house: House, outside: Acting, tmp_path: Path) -> None:
    found = opened(house, member="", organisation=outside.organisation)
    sealed = seal_copy(house.anna, found.key, b"content", "export.zip")
    stranger = create_organisation(
        tmp_path / "x", {"name": "X"}, "Xaver", {"legal"}, PASSPHRASE, "", house.clock, CHEAP
    ).acting
    with pytest.raises(NotForUs):
        open_copy(stranger, sealed)
    stranger.close()
    for place in range(0, len(sealed), 97):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(DataPactError):
            open_copy(outside, bytes(changed))
    with pytest.raises(Damaged):
        open_copy(outside, sealed[:-1])


def test_the_house_answers_a_remark_after_the_audit_was_closed_and_both_wordings_stay(house: House) -> None:
    found = opened(house, agreements=house.agreements[:1])
    paul = house.paul()
    about = house.agreements[0]
    first = remark(paul, found.key, about, mark="finding", text="Zweck fehlt.", agreement=about)
    newest = remark(paul, found.key, about, mark="question", text="Zweck unklar.", agreement=about, key=first.key)
    with pytest.raises(Locked):
        answer_remark(paul, newest.entry, stands="mended", text="Ergänzt.")
    anna = house.back(paul)
    close_engagement(anna, found.key)
    for entry, stands, text, error in (
        (first.entry, "mended", "Ergänzt.", WrongUse),  # an older wording
        (newest.entry, "done", "Ergänzt.", WrongUse),
        (newest.entry, "mended", " ", WrongUse),
        ("A" * 43, "mended", "Ergänzt.", WrongUse),
    ):
        with pytest.raises(error):
            answer_remark(anna, entry, stands=stands, text=text)
    answer_remark(anna, newest.entry, stands="agreed", text="Wird ergänzt.")
    made = answer_remark(anna, newest.entry, stands="mended", text="Ergänzt.")
    (line,) = engagement_page(anna, found.key).remarks
    assert [one.text for one in line.earlier] == ["Zweck fehlt."]
    assert [(one.answer.stands, one.author, one.older) for one in line.answers] == [
        ("mended", "Anna Keller", False),
        ("agreed", "Anna Keller", False),
    ]
    with anna.vault.read() as session:
        assert remark_answers(session, found.key)[-1] == made
        assert [one.text for one in remark_wordings(session)[0]] == ["Zweck fehlt.", "Zweck unklar."]
        assert remarks(session) == (newest,)


def test_nobody_answers_an_own_remark_for_the_house(house: House) -> None:
    found = opened(house)
    members.set_roles(house.anna, "paul-pruefer", ["auditor", "legal"])
    paul = house.paul()
    made = remark(paul, found.key, "", mark="finding", text="Fehlt.")
    with pytest.raises(AnswerNo):
        answer_remark(paul, made.entry, stands="mended", text="Ergänzt.")
    house.back(paul)


def test_an_internal_dossier_and_the_export_of_the_scope_hold_remarks_with_their_answers(house: House) -> None:
    found = opened(house, agreements=house.agreements[:1], release=True)
    paul, about = house.paul(), house.agreements[0]
    first = remark(paul, found.key, about, mark="question", text="Zweck unklar.", agreement=about)
    newest = remark(paul, found.key, about, mark="finding", text="Zweck fehlt.", agreement=about, key=first.key)
    anna = house.back(paul)
    answer_remark(anna, newest.entry, stands="mended", text="Klausel 4 ergänzt.")
    with anna.vault.read() as session:
        content = load_dossier(anna, session, about, "internal", (), anna.clock())
    (table,) = [one for one in audit_blocks(content, "en") if isinstance(one, Table)]
    ((text, mark, by, reply),) = table.rows
    assert str(text).startswith("Zweck fehlt.\nBefore, ")
    assert str(text).endswith("question. Zweck unklar.")
    assert (mark, str(by).split("\n")[0]) == ("finding", "Paul Prüfer")
    assert str(reply).startswith("Anna Keller, ")
    assert str(reply).endswith("mended. Klausel 4 ergänzt.")
    made = build_bag(anna, BagRequest("internal"), workshop=house.folder.parent, engagement=found.key)
    archive = Archive(made.data)
    rows = archive.read("data/tables/remarks.csv").decode("utf-8-sig")
    assert "Zweck unklar. (changed since)" in rows
    assert "mended. Klausel 4 ergänzt." in rows
    assert "Zweck fehlt." in page_text(archive.read("data/index.pdf"))
    plain = Archive(build_bag(anna, BagRequest("internal"), workshop=house.folder.parent).data)
    assert "data/tables/remarks.csv" not in plain.names
    assert "urn:uuid" not in page_text(plain.read("data/index.pdf"))


def page_text(pdf: bytes) -> str:
    with pdfium.PdfDocument(pdf) as opened_pdf:
        return "\n".join(page.get_textpage().get_text_range() for page in opened_pdf)
