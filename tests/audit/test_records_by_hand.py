"""Proofs of deliveries, recalls and consents: by verify, by hand as the page says, and after tampering."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from datapact.audit.exports.receipt import receipt_file
from datapact.audit.exports.record_proof import prove_delivery, prove_recall, record_proof_export
from datapact.audit.formats.record_proof import RecordProof
from datapact.audit.own_vault.verify import verify_here
from datapact.audit.verify.verify import verify_file
from datapact.base.errors import AnswerNo, Locked, WrongUse
from datapact.base.strictjson import canonical, to_base64url
from datapact.consent.deliveries.deliveries import Delivery
from datapact.consent.recalls.confirmations import Evidence, acknowledge
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.send_recall import write_letter
from datapact.history.entries.entry import read_entry
from datapact.obligations.retention.erase import erase_person
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import write_card
from tests.audit.outside import Outsider, outsider
from tests.conftest import SteppingClock
from tests.consent.sharing import add_partner
from tests.exchange.houses import Houses, build, opened
from tests.exchange.test_withdrawals import DATASET, answered, confirmed, consents, delivered, told

__all__ = ["outsider"]
pytestmark = [pytest.mark.judge("openssl"), pytest.mark.judge("basenc")]
PEOPLE = ("P1", "P2", "P3", "P4", "P5")
CALLED = ("P2", "P5")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses") / "made"
    build(folder, SteppingClock())
    return folder


@pytest.fixture
def houses(template: Path, tmp_path: Path, clock: SteppingClock) -> Iterator[Houses]:
    made = opened(template, tmp_path / "open", clock)
    yield made
    made.close()


@pytest.fixture
def delivery(houses: Houses) -> Delivery:
    """Five people, by pseudonyms of the recipient's own."""
    consents(houses.keller, "given", *PEOPLE)
    return delivered(houses.keller, houses.institute, *PEOPLE, sent_as="X-")


@pytest.fixture
def recall(houses: Houses, delivery: Delivery) -> str:
    """Two of them withdrew, the institute was told, erased, and its answer came back; the entry of the recall."""
    keller, institute = houses.keller, houses.institute
    consents(keller, "withdrawn", *CALLED)
    there_and_back(keller, institute)
    return newest(keller, "recall")


def there_and_back(keller: Acting, institute: Acting) -> None:
    receive_bundle(institute, told(keller, institute))
    confirmed(institute, "erased")
    receive_bundle(keller, answered(institute, keller))


def newest(acting: Acting, kind: str) -> str:
    from datapact.organisation.acting.records import records

    with acting.vault.read() as session:
        return records(session, kind)[-1].entry


def by_hand(outsider: Outsider, folder: Path, data: bytes) -> tuple[int, str]:
    folder.mkdir(exist_ok=True)
    (folder / "proof.json").write_bytes(data)
    done = outsider.follow(folder, "record")
    return done.returncode, done.stdout + done.stderr


def listed(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / "list.csv").read_text("utf-8"))))


def test_a_delivery(houses: Houses, delivery: Delivery, outsider: Outsider, tmp_path: Path) -> None:
    made = prove_delivery(houses.keller, delivery.entry[:8])
    assert (made.shown, made.hidden, made.kind) == (5, 0, "delivery")
    verdict = verify_file(made.data, "lieferung.json")
    assert (verdict.kind, verdict.verdict) == ("record", "valid"), verdict.reasons
    assert verdict.details is not None
    assert verdict.details["records"][0]["recipient"] == houses.institute.organisation  # type: ignore[index,call-overload]
    code, said = by_hand(outsider, tmp_path / "hand", made.data)
    assert code == 0, said
    assert "5 of 5 lines are shown" in said
    assert [one["sent_as"] for one in listed(tmp_path / "hand")] == [f"X-{person}" for person in PEOPLE]
    here, there = verify_here(houses.keller, made.data, "x.json"), verify_here(houses.institute, made.data, "x.json")
    assert here.standings == {houses.keller.organisation: "own"}
    assert there.standings == {houses.keller.organisation: "confirmed"}
    assert here.verdict.verdict == there.verdict.verdict == "valid"
    assert "went to Institut für Produktionsdaten e. V. for" in str(here.verdict.notes[0])
    assert record_proof_export(houses.keller, made).body["digest"] == digest(made.data)


def test_one_persons_line_shows_nobody_else(
    houses: Houses, delivery: Delivery, outsider: Outsider, tmp_path: Path
) -> None:
    made = prove_delivery(houses.keller, delivery.entry, ["X-P3"])
    assert (made.shown, made.hidden) == (1, 4)
    shown = RecordProof.read(made.data).list.rows.rows
    assert list(shown) == [2]
    assert verify_file(made.data, "x.json").verdict == "valid"
    code, said = by_hand(outsider, tmp_path / "hand", made.data)
    assert code == 0, said
    assert [one["subject"] for one in listed(tmp_path / "hand")] == ["P3"]
    with pytest.raises(AnswerNo):
        prove_delivery(houses.keller, delivery.entry, ["P3", "P9"])
    with pytest.raises(WrongUse):
        prove_delivery(houses.keller, "nothing")


def test_both_sides_of_a_recall(houses: Houses, recall: str, outsider: Outsider, tmp_path: Path) -> None:
    keller, institute = houses.keller, houses.institute
    ours = prove_recall(keller, recall)
    theirs = prove_recall(institute, newest(institute, "recall_received"))
    for made, house in ((ours, keller), (theirs, institute)):
        verdict = verify_file(made.data, "x.json", cards=[write_card(house)], require_trust=True)
        assert verdict.verdict == "valid", verdict.reasons
        assert "What was done with the data: erased" in map(str, verdict.notes)
    code, said = by_hand(outsider, tmp_path / "ours", ours.data)
    assert code == 0, said
    assert "outcome: erased" in said
    assert f"their own record: {newest(institute, 'recall_done')}" in said
    code, back = by_hand(outsider, tmp_path / "theirs", theirs.data)
    assert code == 0, back
    assert f"their own record: {recall}" in back
    names = [[one["sent_as"] for one in listed(tmp_path / side)] for side in ("ours", "theirs")]
    assert names == [[f"X-{person}" for person in CALLED]] * 2
    assert '"reason"' not in json.dumps(json.loads(ours.data))
    assert "before decisions were recorded" not in disclosed(ours.data)  # the delivery's reason stays in the house


def disclosed(data: bytes) -> str:
    proof = RecordProof.read(data)
    return repr([one.body for one in proof.records if one.kind == "delivery"])


def test_a_recall_by_letter(houses: Houses, outsider: Outsider, tmp_path: Path) -> None:
    keller = houses.keller
    with keller.vault.write() as session:
        partner = add_partner(session, "Uni Beispielstadt")
    consents(keller, "given", "P1")
    delivered(keller, dataclasses.replace(houses.institute, organisation=partner), "P1")
    consents(keller, "withdrawn", "P1")
    letter = write_letter(keller, partner)
    with keller.vault.write() as session:
        acknowledge(
            keller, session, letter.recalls[0].key, "erased", evidence=Evidence(b"%PDF-1.7 scan", person="Dr. Uhl")
        )
    made = prove_recall(keller, letter.recalls[0].key)
    notes = [str(one) for one in verify_file(made.data, "x.json").notes]
    assert any(hashlib.sha256(letter.data).hexdigest() in one for one in notes)
    assert any(hashlib.sha256(b"%PDF-1.7 scan").hexdigest() in one for one in notes)
    folder = tmp_path / "hand"
    code, said = by_hand(outsider, folder, made.data)
    assert code == 0, said
    assert f"the file that shows it: {hashlib.sha256(b'%PDF-1.7 scan').hexdigest()}" in said
    (folder / "letter.pdf").write_bytes(letter.data)
    assert outsider.follow(folder, "letter").returncode == 0
    (folder / "letter.pdf").write_bytes(letter.data + b" ")
    assert outsider.follow(folder, "letter").returncode != 0
    known = verify_here(keller, letter.data, "brief.pdf").verdict
    assert (known.kind, known.verdict) == ("exported", "valid")
    assert verify_here(houses.institute, letter.data, "brief.pdf").verdict.verdict == "indeterminate"


def test_an_erased_person_leaves_a_hash(houses: Houses, recall: str, outsider: Outsider, tmp_path: Path) -> None:
    keller = houses.keller
    erase_person(keller, DATASET, "P2", reason="asked for")
    there_and_back(keller, houses.institute)
    erase_person(keller, DATASET, "P2", reason="asked for")
    for made, shown in (
        (prove_delivery(keller, newest(keller, "delivery")), (4, 1)),
        (prove_recall(keller, recall), (1, 1)),
    ):
        assert (made.shown, made.hidden) == shown
        assert verify_file(made.data, "x.json").verdict == "valid"
        code, said = by_hand(outsider, tmp_path / made.kind, made.data)
        assert code == 0, said
        assert "P2" not in [one["subject"] for one in listed(tmp_path / made.kind)]
    with pytest.raises(AnswerNo):
        prove_recall(keller, recall, ["P2"])


def first_line(proof: dict[str, Any]) -> None:
    line = proof["list"]["rows"][0]
    line["disclosure"] = to_base64url(canonical(["c2FsdA", {"line": 1, "subject": "somebody"}]))


TAMPERED: dict[str, Callable[[dict[str, Any]], object]] = {
    "another person": first_line,
    "a line less": lambda one: one["list"]["rows"].pop(),
    "a line is said to be a hash": lambda one: one["list"]["nodes"].append({"start": 0, "end": 1, "hash": "A" * 43}),
    "another length": lambda one: one["list"].update(lines=4),
    "another signature": lambda one: one["records"][0].update(jws=one["records"][0]["jws"][:-4] + "AAAA"),
    "the record is missing": lambda one: one["records"].pop(),
    "a part of the record is missing": lambda one: one["records"][-1]["disclosures"].clear(),
    "the history is cut": lambda one: one["history"].clear(),
    "another organisation": lambda one: one.update(organisation="A" * 43),
    "an unknown part": lambda one: one.update(more=1),
}


@pytest.mark.parametrize("kind", TAMPERED)
def test_tampering_is_noticed(
    houses: Houses, delivery: Delivery, outsider: Outsider, tmp_path: Path, kind: str
) -> None:
    proof = json.loads(prove_delivery(houses.keller, delivery.entry).data)
    TAMPERED[kind](proof)
    data = canonical(proof)
    assert verify_file(data, "x.json").verdict == "invalid"
    if kind != "an unknown part":
        assert by_hand(outsider, tmp_path / "hand", data)[0] != 0


def test_records_about_something_else_are_noticed(
    houses: Houses, recall: str, outsider: Outsider, tmp_path: Path
) -> None:
    """The records of another matter, properly signed, cannot be put in."""
    keller = houses.keller
    other = delivered(keller, houses.institute, "P9")
    proof = RecordProof.read(prove_recall(keller, recall).data)
    stray = RecordProof.read(prove_delivery(keller, other.entry).data).records
    data = dataclasses.replace(proof, records=(*stray, *proof.records)).write()
    assert verify_file(data, "x.json").verdict == "invalid"
    assert by_hand(outsider, tmp_path / "hand", data)[0] != 0
    foreign = json.loads(prove_recall(houses.institute, newest(houses.institute, "recall_received")).data)
    mixed = json.loads(proof.write())
    mixed["records"].append(foreign["records"][-1])
    assert read_entry(foreign["records"][-1]["jws"], ()).kind == "recall_done"
    assert verify_file(canonical(mixed), "x.json").verdict == "invalid"
    assert by_hand(outsider, tmp_path / "mixed", canonical(mixed))[0] != 0


def test_who_may_take_a_proof_out(houses: Houses, delivery: Delivery) -> None:
    keller = houses.keller
    alone = dataclasses.replace(keller, member=dataclasses.replace(keller.member, roles=frozenset({"admin"})))
    with pytest.raises(Locked):
        prove_delivery(alone, delivery.entry)


# ---- consent receipts ----


@pytest.fixture
def receipt(houses: Houses) -> tuple[bytes, bytes]:
    """As JSON and as PDF."""
    consents(houses.keller, "given", *PEOPLE)
    with houses.keller.vault.read() as session:
        found = session.connection().exec_driver_sql(
            "SELECT event_id FROM consent_event WHERE event_id LIKE 'given-P3%'"
        )
        event = str(found.scalars().first())
    made = [receipt_file(houses.keller, event, form, "de").data for form in ("json", "pdf")]
    return made[0], made[1]


def receipt_by_hand(outsider: Outsider, folder: Path, data: bytes, card: bytes) -> tuple[int, str]:
    folder.mkdir(exist_ok=True)
    (folder / "proof.json").write_bytes(data)
    (folder / "organisation.dpcard").write_bytes(card)
    done = outsider.follow(folder, "consent")
    return done.returncode, done.stdout + done.stderr


def test_a_receipt(houses: Houses, receipt: tuple[bytes, bytes], outsider: Outsider, tmp_path: Path) -> None:
    card = write_card(houses.keller)
    for data, name in zip(receipt, ("beleg.json", "beleg.pdf"), strict=True):
        assert verify_file(data, name).verdict == "indeterminate"  # nobody knows whose signature it is
        verdict = verify_file(data, name, cards=[card])
        assert (verdict.kind, verdict.verdict) == ("consent_receipt", "valid"), verdict.reasons
        assert verify_here(houses.institute, data, name).verdict.verdict == "valid"
    with pikepdf.open(io.BytesIO(receipt[1])) as opened_pdf:
        inside = opened_pdf.attachments["consent-receipt.json"].get_file().read_bytes()
    assert verify_file(inside, "x.json", cards=[card]).verdict == "valid"
    code, said = receipt_by_hand(outsider, tmp_path / "hand", inside, card)
    assert code == 0, said
    assert "what was signed" in said
    assert receipt_by_hand(outsider, tmp_path / "hand", inside, write_card(houses.institute))[0] != 0


FALSE: dict[str, Callable[[dict[str, Any]], object]] = {
    "state": lambda one: one["event"]["state"].update(name="withdrawn"),
    "time": lambda one: one["event"].update(time="2020-01-01T00:00:00Z"),
    "recorded": lambda one: one["event"].update(recorded="2020-01-01T00:00:00Z"),
    "valid_until": lambda one: one["event"].update(valid_until="2030-01-01T00:00:00Z"),
    "pii_principal_id": lambda one: one.update(pii_principal_id="P4"),
    "dataset": lambda one: one.update(dataset="other"),
    "purposes": lambda one: one["purposes"][0].update({"@id": "https://w3id.org/dpv#Marketing"}),
    "controllers": lambda one: one["controllers"][0].update(id="A" * 43),
    "notice": lambda one: one["notice"].update(version="9"),
    "further": lambda one: one["further"].update(guardian="somebody"),
    "batch_entry": lambda one: one.update(batch_entry="A" * 43),
    "the place": lambda one: one["proof"].update(index=0),
    "the path": lambda one: one["proof"]["path"].pop(),
}


@pytest.mark.parametrize("what", FALSE)
def test_a_receipt_that_says_something_else(
    houses: Houses, receipt: tuple[bytes, bytes], outsider: Outsider, tmp_path: Path, what: str
) -> None:
    shown = json.loads(receipt[0])
    FALSE[what](shown)
    card = write_card(houses.keller)
    data = json.dumps(shown).encode()
    assert verify_file(data, "x.json", cards=[card]).verdict == "invalid"
    assert receipt_by_hand(outsider, tmp_path / "hand", data, card)[0] != 0


def test_a_receipt_without_a_proof_leaves_a_doubt(houses: Houses, receipt: tuple[bytes, bytes]) -> None:
    shown = json.loads(receipt[0])
    del shown["proof"], shown["signature"]
    assert (
        verify_file(json.dumps(shown).encode(), "x.json", cards=[write_card(houses.keller)]).verdict == "indeterminate"
    )
    del shown["event"]
    assert verify_file(json.dumps(shown).encode(), "x.json").verdict == "invalid"


def digest(data: bytes) -> str:
    return to_base64url(hashlib.sha256(data).digest())
