"""An exported answer: unaltered, recounted from its tables by hand and by verify, and no tampering goes unnoticed."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest

from datapact.audit.exports.decision import build_decision, record_decision_export, script
from datapact.audit.exports.load_decision import load_decision
from datapact.audit.exports.sign_report import sign_report
from datapact.audit.formats.decision import DecisionFile, StillToTell
from datapact.audit.formats.released import is_released
from datapact.audit.pages import decision as decision_pages
from datapact.audit.verify.verify import verify_file
from datapact.base import strictjson
from datapact.base.clock import read_time, write_time
from datapact.base.errors import Locked, WrongUse
from datapact.base.texts import Message
from datapact.consent.decision.from_inputs import decide_from
from datapact.consent.decision.used_decisions import use_decision
from datapact.consent.facts.compliance_records import record_fact
from datapact.consent.facts.facts import FactOnFile
from datapact.consent.facts.question import Question
from datapact.consent.matrix.shown_page import PendingPeople
from datapact.history.entries import store as history_store
from datapact.history.entries.entry import organisation_history
from datapact.obligations.retention.erase import erase_person
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.members.founding import create_organisation
from tests.audit import prepared
from tests.consent.sharing import PARTNER, RESEARCH, ready, record
from tests.organisation.conftest import CHEAP, PASSPHRASE, found, keller
from tests.tools.verapdf import complaints
from tests.verifier.page import HERE, judged, keys, needs_the_page, node

__all__ = ["found", "keller"]

STATES = {"p-1": "given", "p-2": "given", "p-3": "withdrawn", "=p-4": "refused", "p-5": "given", "p-6": "given"}
GIVEN_BACK = {"p-5": "withdrawn"}


class Clock:
    def __init__(self) -> None:
        from datetime import UTC, datetime

        self.now = datetime(2026, 6, 1, 12, tzinfo=UTC)

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now


@dataclass(frozen=True)
class Case:
    acting: Acting
    entry: str
    pdf: bytes
    files: dict[str, bytes]


def attached(pdf: bytes) -> dict[str, bytes]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return {name: opened.attachments[name].get_file().read_bytes() for name in opened.attachments}


def ask(acting: Acting, **changes) -> str:
    asked = {"dataset": "panel", "partner": PARTNER, "purpose": RESEARCH, "at": acting.clock(), **changes}
    return use_decision(acting, Question(**asked)).record.entry


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """Six people: one withdrew in a later batch, one objected; a batch that is about somebody else, too."""
    folder = tmp_path_factory.mktemp("vault") / "keller.datapact"
    profile = {"name": "Maschinenbau Keller GmbH"}
    acting = create_organisation(
        folder, profile, "Anna Keller", {"legal", "signatory"}, PASSPHRASE, "managing_director", Clock(), CHEAP
    ).acting
    ready(acting, STATES)
    with acting.vault.write() as session:
        record(acting, session, GIVEN_BACK, at=acting.clock() - timedelta(days=3))
    entry = ask(acting, subjects=("p-1", "p-2", "p-3", "=p-4", "p-5", "p-never"))
    export = build_decision(acting, entry, language="de")
    assert (export.n, export.m, export.verdict, export.recounted, export.batches) == (2, 6, "partial", True, 2)
    yield Case(acting, entry, export.pdf, attached(export.pdf))
    acting.close()


def by_hand(folder: Path, files: dict[str, bytes]) -> subprocess.CompletedProcess[str]:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    words = [sys.executable, "-I", "-S", "-c", f"import sys; sys.argv=['recount.py']; {_RUN}"]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


_RUN = "exec(compile(open('recount.py').read(), 'recount.py', 'exec'))"  # isolated: no packages, none of ours


@pytest.mark.judge("openssl")
def test_a_no_to_consent_is_counted_by_hand_where_another_basis_is_relied_on(keller: Acting, tmp_path: Path) -> None:
    interest = {
        "article": "6(1)(f)",
        "balancing_test": "Vermerk 9",
        "balancing_outcome": "carries",
        "dataset": "panel",
        "purpose": "research",
    }
    bases = [{"party": party, **interest, "outside_public_tasks": True} for party in ("keller", "uni")]
    ready(keller, {"p-1": "given", "p-2": "refused", "p-3": "withdrawn", "p-4": "withdrawn"}, legal_bases=bases)
    today = keller.clock().date()
    with keller.vault.write() as session:
        record_fact(
            keller, session, FactOnFile("", "notice_13", PARTNER, "panel", "Akte 4", today, today, weighed=True)
        )
        record(keller, session, {"p-4": "given"}, at=keller.clock() - timedelta(seconds=1))
    export = build_decision(keller, ask(keller), language="de")
    assert (export.n, export.m, export.recounted) == (2, 4, True)
    done = by_hand(tmp_path, attached(export.pdf))
    assert done.returncode == 0, done.stderr
    assert "counted again: 2 said_no" in done.stdout


@needs_the_page
@pytest.mark.judge("openssl")
def test_what_is_dated_before_its_organisation_is_named_by_all_three(keller: Acting, tmp_path: Path) -> None:
    """Times are claims: with the clock set back three weeks, everything is signed, counted, and cannot be."""
    ready(keller, STATES)
    then = keller.clock() - timedelta(days=21)
    pdf = build_decision(keller, ask(replace(keller, clock=lambda: then), at=then), language="de").pdf
    verdict = verify_file(pdf, "decision.pdf")
    assert verdict.verdict == "indeterminate"
    said = [str(one) for one in verdict.reasons]
    assert any("is dated" in one and "cannot be" in one for one in said), said
    assert any("(its author's claim)" in str(one) for one in verdict.notes)
    page = judged(tmp_path, {"decision.pdf": pdf})["decision.pdf"]
    assert page["verdict"] == "verdictOpen"
    assert keys(page, "open") & {"datedBeforeKey", "datedBeforeFounding"}
    done = by_hand(tmp_path, attached(pdf))
    assert done.returncode == 0, done.stderr
    assert "CANNOT BE: decision dated " + write_time(then) in done.stdout
    assert "(its author's claim)" in done.stdout


def test_verify_recounts_the_answer(case: Case) -> None:
    verdict = verify_file(case.pdf, "decision.pdf")
    assert verdict.verdict == "valid", verdict.reasons
    assert verdict.kind == "decision"
    notes = " ".join(str(one) for one in verdict.notes)
    assert "Counted again from the signed events: 2 of 6" in notes
    assert "The rules give the same answer" in notes
    assert "2 further rows of the batches stay hashes" in notes  # those of p-6, who was not asked about


@pytest.mark.judge("openssl")
@pytest.mark.judge("pdftotext")
def test_a_stranger_recounts_it_with_a_table_a_digest_and_openssl(case: Case, tmp_path: Path) -> None:
    """What the pages say to do: filter the table, digest the inputs, run the attached script without any package."""
    rows = list(csv.DictReader(io.StringIO(case.files["subjects.csv"].decode("utf-8"))))
    assert [one["subject"] for one in rows if one["counts"] == "yes"] == ["p-1", "p-2"]
    assert {one["subject"]: one["reason"] for one in rows if one["counts"] == "no"} == {
        "'=p-4": "refused",
        "p-3": "withdrawn",
        "p-5": "withdrawn",
        "p-never": "unknown",
    }
    done = by_hand(tmp_path, case.files)
    assert done.returncode == 0, done.stderr
    assert "partial: 2 of 6 people, as the signed answer says" in done.stdout
    assert "no batch is missing" in done.stdout
    printed = subprocess.run(
        ["bash", "-euc", "openssl dgst -sha256 -binary inputs.json | basenc --base64url | tr -d '='"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    (tmp_path / "d.pdf").write_bytes(case.pdf)
    pages = subprocess.run(
        ["pdftotext", "-raw", str(tmp_path / "d.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    packed = "".join(pages.split())
    assert printed in packed
    for name, data in case.files.items():
        assert hashlib.sha256(data).hexdigest() in packed, name


@pytest.mark.judge("openssl")
def test_the_script_says_in_both_languages_what_to_do(case: Case, tmp_path: Path) -> None:
    lines = case.files["subjects.csv"].replace(b",yes", b",no", 1)
    for files, said in (
        ({**case.files, "subjects.csv": lines}, ("FALSCH (", "WRONG (")),
        ({**case.files, "inputs.json": b"{"}, ("FALSCH (", "WRONG (")),
        (
            {name: data for name, data in case.files.items() if name != "decision.json"},
            ("decision.json fehlt", "decision.json is missing"),
        ),
    ):
        folder = tmp_path / said[0][:6] / str(len(files))
        folder.mkdir(parents=True, exist_ok=True)
        done = by_hand(folder, files)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False)
        told = done.stderr.strip().splitlines()
        assert [line.startswith(words) for line, words in zip(told, said, strict=True)] == [True, True], told


@pytest.mark.judge("verapdf")
def test_it_is_an_archival_and_accessible_document(case: Case, tmp_path: Path) -> None:
    file = tmp_path / "decision.pdf"
    file.write_bytes(case.pdf)
    assert not complaints([file])


def signed_anew(case: Case, files: dict[str, bytes]) -> bytes:
    """The file as a dishonest exporter would make it: other content, listed and signed properly."""
    decision = json.loads(files["decision.json"])
    decision["files"] = [
        {**one, "sha256": strictjson.to_base64url(hashlib.sha256(files[one["name"]]).digest())}
        for one in decision["files"]
        if one["name"] in files
    ]
    files = {**files, "decision.json": strictjson.canonical(decision)}
    attachments = decision_pages.attachments(files)
    time = read_time(decision["time"])
    with case.acting.vault.read() as session:
        content = load_decision(session, case.entry)
    told = DecisionFile.read(case.files["decision.json"])
    assert told.proof is not None
    cover = decision_pages.cover_of(
        content.line, decision["member"], time, decision["language"], told.proof.statements(), page=told.page
    )
    report = decision_pages.compose(content, cover, attachments)
    return sign_report(
        case.acting,
        content.line,
        report,
        attachments,
        field=decision_pages.FIELD,
        purpose=Message("Export"),
        at=time,
    )


def changed(files: dict[str, bytes], name: str, change: Callable[[str], str]) -> dict[str, bytes]:
    text = files[name].decode("utf-8")
    assert change(text) != text
    return {**files, name: change(text).encode("utf-8")}


def in_json(change: Callable[[dict], object]) -> Callable[[str], str]:
    def made(text: str) -> str:
        value = json.loads(text)
        change(value)
        return strictjson.canonical(value).decode("utf-8")

    return made


def without_line(word: str) -> Callable[[str], str]:
    return lambda text: "".join(line for line in text.splitlines(keepends=True) if word not in line)


def in_place_of_a_hash(text: str) -> str:
    """The first event once more, at a place of its batch that only a hash stands for."""
    first = text.splitlines(keepends=True)[1]
    batch, _index, rest = first.split(",", 2)
    taken = {line.split(",", 2)[1] for line in text.splitlines()[1:] if line.startswith(f"{batch},")}
    hidden = next(str(number) for number in range(100) if str(number) not in taken)
    return text + f"{batch},{hidden},{rest}"


TAMPERED: dict[str, tuple[str, Callable[[str], str]]] = {
    "a withdrawn person counts": ("subjects.csv", lambda text: text.replace("p-3,no,withdrawn", "p-3,yes,allowed")),
    "a person is left out": ("subjects.csv", without_line("p-3,")),
    "an event is left out": ("events.csv", without_line("p-5-")),
    "an event says something else": ("events.csv", lambda text: text.replace(",withdrawn,", ",given,")),
    "an event that nobody signed": ("events.csv", in_place_of_a_hash),
    "another hash": ("nodes.csv", lambda text: text.replace("sha256:", "sha256:A", 1)),
    "another root": ("batches.csv", lambda text: text.replace("sha256:", "sha256:A", 2)),
    "another question": ("inputs.json", in_json(lambda one: one["question"].update(dataset="other"))),
    "other counts": ("inputs.json", in_json(lambda one: one["cohorts"][0]["tally"].update(total=7))),
    "the last batch is missing": ("decision.json", in_json(lambda one: one["batches"].pop())),
    "the chain has a gap": ("decision.json", in_json(lambda one: one["chain"].pop(1))),
    "the entry has a part less": ("decision.json", in_json(lambda one: one["entry"]["disclosures"].pop())),
    "another cohort": ("decision.json", in_json(lambda one: one.update(cohort=-1))),
    "another signature": (
        "decision.json",
        in_json(lambda one: one["entry"].update(jws=one["entry"]["jws"][:-4] + "AAAA")),
    ),
    "the history is cut": ("decision.json", in_json(lambda one: one["history"].clear())),
}


@pytest.mark.parametrize("kind", TAMPERED)
def test_tampering_is_noticed_although_the_exporter_signs_it(case: Case, kind: str, tmp_path: Path) -> None:
    name, change = TAMPERED[kind]
    files = changed(case.files, name, change)
    verdict = verify_file(signed_anew(case, files), "decision.pdf")
    assert verdict.verdict == "invalid", verdict
    decision = json.loads(files["decision.json"])
    decision["files"] = [
        {**one, "sha256": strictjson.to_base64url(hashlib.sha256(files[one["name"]]).digest())}
        for one in decision["files"]
    ]
    if name != "batches.csv":  # it repeats what the signed batches say; the script reads those
        assert by_hand(tmp_path, {**files, "decision.json": json.dumps(decision).encode()}).returncode != 0


@pytest.mark.journey
@needs_the_page
def test_the_page_counts_again_and_notices_the_same(case: Case, tmp_path: Path) -> None:
    """The verifier in one page, for the files inside; the signature around them is judged as that of any report."""

    def listed(files: dict[str, bytes]) -> dict[str, str]:
        decision = json.loads(files["decision.json"])
        for one in decision["files"]:
            one["sha256"] = strictjson.sha256_of(files[one["name"]])
        files = {**files, "decision.json": strictjson.canonical(decision)}
        return {name: b64encode(data).decode() for name, data in files.items()}

    cases = {kind: listed(changed(case.files, name, change)) for kind, (name, change) in TAMPERED.items()}
    cases["an event in subjects.csv"] = listed(
        changed(case.files, "subjects.csv", lambda text: text.replace(",given,", ",renewed,", 1))
    )
    cases["sound"] = listed(case.files)
    (tmp_path / "cases.json").write_text(json.dumps(cases), "utf-8")
    found = json.loads(node(HERE / "judge_answers.mjs", tmp_path / "cases.json"))
    wrong = {name: {one["key"] for one in steps if one["result"] == "bad"} for name, steps in found.items()}
    assert wrong.pop("sound") == set()
    assert {one["key"] for one in found["sound"]} >= {"countedAgain", "chainWhole", "eventsSigned"}
    assert not [name for name, keys in wrong.items() if not keys]
    judgements = judged(tmp_path, {"decision.pdf": case.pdf, "behind.pdf": case.pdf + b" "})
    assert [one["verdict"] for one in judgements.values()] == ["verdictReport", "verdictBad"]


def test_open_recalls_at_the_partner_stand_in_the_file_as_on_the_page(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    pending = PendingPeople(3, overdue=True, informed=1)
    monkeypatch.setattr("datapact.audit.exports.decision.pending_at", lambda *_about: pending)
    export = build_decision(case.acting, case.entry, language="en")
    file = DecisionFile.read(attached(export.pdf)["decision.json"])
    assert file.to_tell == StillToTell(3, 2, overdue=True)
    assert verify_file(export.pdf, "decision.pdf").verdict == "valid"
    plain = json.loads(attached(export.pdf)["decision.json"])
    assert plain["format"] == 4
    del plain["to_tell"]
    silent = signed_anew(case, {**attached(export.pdf), "decision.json": strictjson.canonical(plain)})
    assert verify_file(silent, "decision.pdf").verdict != "valid", "pages without it are of a file without it"


def test_signing_the_same_content_anew_is_no_tampering(case: Case) -> None:
    assert verify_file(signed_anew(case, case.files), "decision.pdf").verdict == "valid"


@pytest.mark.parametrize("name", prepared.PREPARED)
def test_pages_that_the_exporter_prepared_are_invalid(case: Case, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared.prepare_every_report(monkeypatch, prepared.PREPARED[name])
    verdict = verify_file(signed_anew(case, case.files), "decision.pdf")
    assert verdict.verdict == "invalid"
    assert "The pages are not what DataPact makes of decision.json." in [one.text("en") for one in verdict.reasons]


@pytest.mark.parametrize("name", prepared.DISGUISED)
def test_pages_of_another_release_are_never_valid(case: Case, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared.prepare_every_report(monkeypatch, prepared.DISGUISED[name])
    verdict = verify_file(signed_anew(case, case.files), "decision.pdf")
    assert verdict.verdict == "indeterminate"
    assert "were not drawn by this version" in verdict.reasons[0].text("en")


def test_pages_without_a_layout_are_valid_where_they_are_the_same(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """As earlier programs wrote them."""
    from datapact.audit.formats import signed_report

    real = signed_report.render_report
    monkeypatch.setattr(signed_report, "render_report", lambda *told: real(*told, layout=None))
    assert verify_file(signed_anew(case, case.files), "decision.pdf").verdict == "valid"


def test_every_revision_behind_it_is_invalid(case: Case) -> None:
    tampered = prepared.with_revisions(case.pdf)
    assert len(tampered) >= 10
    for name, data in tampered.items():
        assert verify_file(data, "decision.pdf").verdict == "invalid", name


def test_another_script_is_invalid(case: Case) -> None:
    files = {**case.files, "recount.py": b"import os\nprint('evil')\n"}
    verdict = verify_file(signed_anew(case, files), "decision.pdf")
    assert verdict.verdict == "invalid"
    assert any("Do not run it" in one.text("en") for one in verdict.reasons)


def test_the_script_of_this_program_is_among_those_released() -> None:
    assert is_released("recount.py", script()), "add its digest to resources/by_hand/released.toml"


@pytest.mark.parametrize("place", [0.2, 0.5, 0.9])
def test_a_changed_byte_is_noticed(case: Case, place: float) -> None:
    pdf = bytearray(case.pdf)
    pdf[int(len(pdf) * place)] ^= 1
    assert verify_file(bytes(pdf), "decision.pdf").verdict == "invalid"


def test_without_the_chain_it_says_what_it_cannot_show(case: Case, tmp_path: Path) -> None:
    export = build_decision(case.acting, case.entry, complete=False)
    verdict = verify_file(export.pdf, "decision.pdf")
    assert verdict.verdict == "valid"
    assert any("does not show whether a batch" in str(one) for one in verdict.notes)
    assert "NOT SHOWN" in by_hand(tmp_path, attached(export.pdf)).stdout


def test_what_was_known_earlier_says_what_it_leaves_out(tmp_path: Path) -> None:
    """An answer about an earlier knowledge can hide a withdrawal: whoever verifies it is told."""
    clock = Clock()
    profile = {"name": "Maschinenbau Keller GmbH"}
    with create_organisation(
        tmp_path / "keller.datapact", profile, "Anna Keller", {"legal"}, PASSPHRASE, "", clock, CHEAP
    ).acting as acting:
        ready(acting, STATES)
        known = clock()
        clock.now += timedelta(days=2)
        with acting.vault.write() as session:
            record(acting, session, GIVEN_BACK, at=known - timedelta(days=1))
        export = build_decision(acting, ask(acting, at=known, known_at=known))
        assert (export.n, export.recounted, export.batches) == (4, True, 1)
        verdict = verify_file(export.pdf, "decision.pdf")
    assert verdict.verdict == "valid"
    assert "1 batch of consents before the answer does not count" in " ".join(map(str, verdict.notes))
    (tmp_path / "hand").mkdir()
    assert "1 batches do not count" in by_hand(tmp_path / "hand", attached(export.pdf)).stdout


def test_an_answer_that_counts_nobody(case: Case, tmp_path: Path) -> None:
    entry = ask(case.acting, purpose="https://w3id.org/dpv#Marketing")
    export = build_decision(case.acting, entry)
    assert (export.verdict, export.m) == ("deny", 0)
    assert verify_file(export.pdf, "decision.pdf").verdict == "valid"
    assert "deny" in by_hand(tmp_path, attached(export.pdf)).stdout


def test_an_erased_person_leaves_a_doubt_and_no_lie(case: Case) -> None:
    entry = ask(case.acting)
    erase_person(case.acting, "panel", "p-6", "Request 7")
    export = build_decision(case.acting, entry)
    assert not export.recounted
    verdict = verify_file(export.pdf, "decision.pdf")
    assert verdict.verdict == "indeterminate"
    assert "erased since" in " ".join(map(str, verdict.reasons))


@pytest.mark.judge("pdftotext")
def test_the_pages_say_population_evidence_and_what_came_later(case: Case, tmp_path: Path) -> None:
    def words(pdf: bytes) -> str:
        (tmp_path / "d.pdf").write_bytes(pdf)
        done = ["pdftotext", "-layout", str(tmp_path / "d.pdf"), "-"]
        text = subprocess.run(done, capture_output=True, text=True, check=True).stdout
        return " ".join(text.replace("\xad", "").split())

    asked = words(case.pdf)
    assert "nach denen mit einer Liste von Pseudonymen gefragt wurde" in asked
    assert "Ein unterschriebenes Exemplar des Vertrags lag nicht vor" in asked
    assert "die später erfasst wurden, sind nicht darin" in asked
    assert "DP-1 · Panel study · In Kraft" in asked
    first, _heading, keys = asked.partition("Für Maschinen: Schlüssel in den angehängten Dateien")
    assert "urn:uuid:" not in first
    assert "w3id.org" not in first
    assert "urn:uuid:" in keys
    with case.acting.vault.read() as session:
        duties = decide_from(load_decision(session, case.entry).inputs).obligations
    assert duties
    assert all(" ".join(one.message.text("de").split()[:3]) in asked for one in duties)  # cells break longer ones
    everybody = words(build_decision(case.acting, ask(case.acting), language="de").pdf)
    assert "von denen zu diesem Datensatz etwas erfasst ist" in everybody


def test_only_decisions_are_exported(case: Case) -> None:
    with case.acting.vault.read() as session:
        other = history_store.load(session, organisation_history(case.acting.organisation))[0].digest
    with pytest.raises(WrongUse):
        build_decision(case.acting, other)


def test_the_export_is_recorded_before_it_leaves(case: Case) -> None:
    export = build_decision(case.acting, case.entry)
    assert record_decision_export(case.acting, export).body["digest"] == export.sha256


def test_an_administrator_alone_exports_no_answer(case: Case) -> None:
    alone = replace(case.acting, member=replace(case.acting.member, roles=frozenset({"admin"})))
    with pytest.raises(Locked):
        build_decision(alone, case.entry)
