"""Writes the corpus: vaults and files as the program of one commit makes them, for later programs to read.

`PYTHONPATH=. python tests/corpus/write.py FOLDER` writes all of it anew into an empty folder, with the verdicts that this
program gives. Names, times and numbers are the same each time; keys are not, as no seed may make them.
The folder that is committed was written once and is never written again: README.md says by which commit.
"""

from __future__ import annotations

import dataclasses
import io
import json
import re
import shutil
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from datapact.agreements.projection.append import load_state
from datapact.base.strictjson import canonical, from_base64url
from datapact.exchange.bundle.bundle import read_bundle, write_bundle
from datapact.exchange.bundle.contents import PackedHistory
from datapact.history.entries.entry import Entry, write_entry
from datapact.history.entries.packed import PackedEntry
from datapact.history.fold.agreement import AgreementState
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.acting.private_keys import sealing_keys
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.members.members import remove_member
from datapact.organisation.members.unlocking import unlock
from tests.acceptance import lead_study, test_lead_cli
from tests.acceptance.lead_study import DATASET, PURPOSE, LeadHouses, ask
from tests.cli import desks
from tests.cli.desks import LEGAL, PASSPHRASE, Desk, carry, datapact, found
from tests.conftest import SteppingClock
from tests.corpus.reading import READ_AT, observe, run_by_clock

PEOPLE = 40
BACKDATED = datetime(2020, 1, 1, tzinfo=UTC)


@dataclasses.dataclass(frozen=True)
class Corpus:
    """Where it is written, and what is to be read of it later."""

    folder: Path
    kept: Path
    """Where the vaults wait until they are packed."""
    vaults: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)
    files: list[dict[str, Any]] = dataclasses.field(default_factory=list)

    def keep(self, file: Path, name: str, *trust: str) -> Path:
        """Keep a file; it will be verified without cards, and with each set that ``trust`` names (``a+b``)."""
        shutil.copyfile(file, self.folder / "files" / name)
        self.files.append({"file": name, "trust": list(trust)})
        return file

    def keep_vault(self, desk: Desk, name: str, reading: Sequence[Sequence[str]], then: Sequence[Any] = ()) -> None:
        """Keep a vault as it stands; ``reading`` are commands, ``then`` what is done on a copy afterwards."""
        shutil.copytree(desk.vault, self.kept / name, ignore=shutil.ignore_patterns("vault.lock", "backups"))
        self.add_reading(name, desk, reading, then)

    def add_reading(
        self, name: str, desk: Desk, reading: Sequence[Sequence[str]], then: Sequence[Any], of: str = ""
    ) -> None:
        self.vaults[name] = {
            "of": of or name,
            "member": desk.member,
            "reading": [list(command) for command in reading],
            "then": [list(step) for step in then],
        }

    def close(self) -> None:
        """One archive of all vaults: they grew from the same two, and share most of their pages."""
        files = sorted((one for one in self.kept.rglob("*") if one.is_file()), key=lambda one: (one.name, one))
        with tarfile.open(self.folder / "vaults.tar.xz", "w:xz", preset=9) as archive:
            for file in files:
                archive.add(file, file.relative_to(self.kept).as_posix(), filter=_without_owner)


def _without_owner(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    return entry


# ---- two houses, one agreement; the vaults as they were on the way ----


def signed_study(folder: Path, patch: pytest.MonkeyPatch) -> tuple[LeadHouses, str]:
    """The lead's study, in German and with forty people; Martin accepts for Keller, the institute freezes.

    Copies of both vaults are left behind as they were when the offer had arrived, and when all had signed.
    """
    for name, number in {"PEOPLE": PEOPLE, "ALLOWED": 30, "REFUSED": 4, "WITHDRAWN": 4}.items():
        patch.setattr(lead_study, name, number)
    example = datapact("template", "show", "ai-pilot", "--example")
    german = dataclasses.replace(example, out=in_german(example.out))
    patch.setattr(lead_study, "datapact", lambda *_words: german)
    patch.setattr(lead_study, "ADDED", in_german(lead_study.ADDED))
    patch.setattr(lead_study, "CHANGED", {in_german(old): in_german(new) for old, new in lead_study.CHANGED.items()})
    clock = run_by_clock(patch, lead_study.SIGNED)
    work = folder / "work"
    work.mkdir(parents=True)
    houses, history = lead_study._found(work, clock)
    anna, martin, sofia = houses.anna, houses.martin, houses.sofia
    carry(anna, history, sofia)
    sofia("agreement", "counter", history, "--answers", desks.changes(work, 4))
    carry(sofia, history, anna)
    shutil.copytree(work, folder / "offered")
    martin("agreement", "accept", history)
    carry(martin, history, sofia)
    sofia("agreement", "freeze", history)
    carry(sofia, history, anna)
    anna("agreement", "confirm", history)  # what the free texts say was read
    anna("agreement", "sign", history)
    martin("agreement", "sign", history)
    carry(martin, history, sofia)
    sofia("agreement", "sign", history)
    carry(sofia, history, anna)
    carry(anna, history, sofia)
    shutil.copytree(work, folder / "signed")
    return houses, history


def in_german(text: str) -> str:
    """Answers without their English half, which keeps the files small."""
    words = r'"(?:[^"\\]|\\.)*"'
    text = re.sub(rf"\{{ de = ({words}), en = {words} \}}", r"{ de = \1 }", text)
    return text.replace('languages = ["de", "en"]', 'languages = ["de"]')


def at(folder: Path, made: str, name: str, clock: SteppingClock) -> LeadHouses:
    """A copy of both vaults as they were, to work in."""
    shutil.copytree(folder / made, folder / name)
    return lead_study._houses(folder / name, clock)


def write_study(corpus: Corpus, houses: LeadHouses, history: str) -> None:
    """One agreement in force with all that hangs on it, in both vaults; then a member is removed."""
    folder, anna, paul, sofia, clock = houses.folder, houses.anna, houses.paul, houses.sofia, houses.clock
    both, ours = "keller+institut", "keller"
    clock.now = lead_study.ASKED
    lead_study._import(houses.lea)
    lead_study._say_what_the_notice_means(houses)
    lead_study._put_the_basis_on_file(houses)
    (folder / "partners.csv").write_text("name,city\nMüller KG,Bonn\n", "utf-8")
    anna("partner", "import", folder / "partners.csv")
    for desk, name in ((anna, "keller"), (sofia, "institut")):
        desk("partner", "card", "-o", folder / f"{name}.dpcard")
        corpus.keep(folder / f"{name}.dpcard", f"{name}.dpcard")
    for number, name in ((1, "offer"), (3, "accepted"), (6, "all-signatures")):
        corpus.keep(folder / f"bundle-{number}.dpact", f"{name}.dpact", both)
    anna("agreement", "export", history, "-o", folder / "signed.pdf")
    anna("agreement", "export", history, "--format", "json", "-o", folder / "agreement.json")
    corpus.keep(folder / "signed.pdf", "signed.pdf", ours, both)
    corpus.keep(folder / "agreement.json", "agreement.json")

    used = test_lead_cli.share(houses)
    write_audit(corpus, houses, history, used)
    write_consents(corpus, houses)
    clock.now += timedelta(days=10)
    write_recalls(corpus, houses)
    write_registers(corpus, houses)
    shutil.copyfile(min((sofia.vault / "backups").iterdir()), corpus.folder / "files" / "institut.dpbackup")

    paul("audit", "decision", used, "-o", folder / "by-removed-member.pdf")
    clock.now += timedelta(minutes=1)
    anna("vault", "members", "remove", paul.member, "--reason", "left the company")
    anna("partner", "card", "-o", folder / "keller-later.dpcard")
    corpus.keep(folder / "keller-later.dpcard", "keller-later.dpcard", ours)
    corpus.keep(folder / "by-removed-member.pdf", "by-removed-member.pdf", ours, "keller-later")
    corpus.files.append({"file": "bag.zip", "trust": ["keller-later"]})
    reading = [
        *READING,
        ("agreement", "show", history),
        ("agreement", "history", history),
        ("agreement", "compare", history),
        ("agreement", "check", history, "--on", "2026-12-15"),
        ("partner", "show", "Institut"),
        ("consent", "status", "--dataset", DATASET, "--purpose", PURPOSE),
        ("consent", "status", "--subject", "B-0007"),
        ("consent", "events", "--subject", "B-0003"),
        ask(),
        ask("--on", "2027-04-02"),
        ("decision", used),
        ("person", "B-0003", "--dataset", DATASET),
    ]
    writes = [("agreement", "comment", history, "Still here"), ("vault", "check")]
    corpus.keep_vault(anna, "study-keller", reading, writes)
    corpus.keep_vault(sofia, "study-institut", [*READING, ("agreement", "show", history)], writes)


def write_audit(corpus: Corpus, houses: LeadHouses, history: str, used: str) -> None:
    """What an audit takes out: dossiers, an answer, an archive, a sealed copy."""
    anna, paul, folder = houses.anna, houses.paul, houses.folder
    (vera,) = found(folder, "pruefer", {"name": "Prüfer & Partner mbB"}, [("Vera Nord", LEGAL, "")])
    vera("partner", "card", "-o", folder / "auditor.dpcard")
    corpus.keep(folder / "auditor.dpcard", "auditor.dpcard")
    auditor = anna.json("partner", "add", folder / "auditor.dpcard")["organisation"]
    until = ("--until", "2027-03-01")
    inside = anna.json(
        "audit", "engage", "--title", "Audit 2026", "--auditor", paul.member, *until, "--scope", "All", "--release"
    )
    outside = anna.json("audit", "engage", "--title", "External", "--auditor", auditor, *until)
    paul("audit", "sample", inside["engagement"], "--of", "agreements", "--size", 1, "--seed", "seven")
    paul("audit", "remark", inside["engagement"], "--about", history, "--mark", "in_order", "--text", "Signed by all")
    both, ours = "keller+institut", "keller"
    anna("audit", "decision", used, "-o", folder / "answer.pdf")
    anna("audit", "decision", used, "--without-chain", "-o", folder / "answer-without-chain.pdf")
    paul("audit", "export", "--engagement", inside["engagement"], "--all", "--internal", "-o", folder / "bag.zip")
    export = ("audit", "export", "--agreement", history)
    anna(*export, "--for-partner", "-o", folder / "dossier-partner.pdf")
    anna(*export, "--withhold", "terms", "-o", folder / "dossier-withheld.pdf")
    anna("audit", "seal", outside["engagement"], folder / "answer-without-chain.pdf", "-o", folder / "copy.dpseal")
    for name in ("answer", "answer-without-chain"):
        corpus.keep(folder / f"{name}.pdf", f"{name}.pdf", ours)
    for name in ("dossier-partner.pdf", "dossier-withheld.pdf", "bag.zip"):
        corpus.keep(folder / name, name, ours, both)
    corpus.keep(folder / "copy.dpseal", "copy.dpseal")
    with zipfile.ZipFile(folder / "bag.zip") as archive:
        for name in archive.namelist():
            if name.endswith(".pdf"):
                corpus.files.append({"file": "bag.zip", "inside": name, "trust": [both]})


def write_consents(corpus: Corpus, houses: LeadHouses) -> None:
    """Receipts and proofs of single consents, and two receipts that lie."""
    lea, folder, ours = houses.lea, houses.folder, "keller"
    lea("consent", "receipt", "r-3", "-o", folder / "receipt.pdf")
    lea("consent", "receipt", "r-3", "--format", "json", "-o", folder / "receipt.json")
    lea("consent", "receipt", "r-36", "-o", folder / "receipt-withdrawn.pdf")
    lea("consent", "proof", "r-3", "-o", folder / "consent-row.json")
    for name in ("receipt.pdf", "receipt.json", "receipt-withdrawn.pdf", "consent-row.json"):
        corpus.keep(folder / name, name, ours)
    forge_receipt(folder / "receipt.pdf", folder / "receipt-forged.pdf")
    corpus.keep(folder / "receipt-forged.pdf", "receipt-forged.pdf", ours)
    told = json.loads((folder / "receipt.json").read_text("utf-8"))
    told["event"]["state"]["@id"] = "https://w3id.org/dpv#ConsentWithdrawn"
    (folder / "receipt-other-state.json").write_bytes(canonical(told))
    told = json.loads((folder / "consent-row.json").read_text("utf-8"))
    told["count"] += 1
    (folder / "consent-row-other-count.json").write_bytes(canonical(told))
    for name in ("receipt-other-state.json", "consent-row-other-count.json"):
        corpus.keep(folder / name, name, ours)


def forge_receipt(source: Path, target: Path) -> None:
    """A later revision that shows another page and attaches another receipt."""
    writer = IncrementalPdfFileWriter(io.BytesIO(source.read_bytes()), strict=False)
    reference = writer.root["/Pages"]["/Kids"].raw_get(0)
    page = reference.get_object()
    shown = b"BT /F1 30 Tf 50 700 Td (FORGED: consent WITHDRAWN) Tj ET"
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=shown))
    writer.mark_update(reference)
    reference = writer.root["/Names"]["/EmbeddedFiles"]["/Names"].raw_get(1)
    attached = reference.get_object()
    told = json.loads(attached["/EF"]["/F"].data)
    told["event"]["state"]["name"], told["pii_principal_id"] = "withdrawn", "SOMEBODY-ELSE"
    members = {pdf_name("/Type"): pdf_name("/EmbeddedFile")}
    stream = writer.add_object(generic.StreamObject(members, stream_data=json.dumps(told).encode()))
    attached["/EF"] = generic.DictionaryObject({pdf_name("/F"): stream, pdf_name("/UF"): stream})
    writer.mark_update(reference)
    made = io.BytesIO()
    writer.write(made)
    target.write_bytes(made.getvalue())


def write_recalls(corpus: Corpus, houses: LeadHouses) -> None:
    """A withdrawal that goes round, a letter, the answer to a person, an erasure, a breach."""
    anna, lea, sofia, folder = houses.anna, houses.lea, houses.sofia, houses.folder
    scope = ("--dataset", DATASET, "--purpose", PURPOSE)
    (folder / "people.csv").write_text("subject\nB-0003\nB-0004\n", "utf-8")
    letter = ("--to", "Müller", *scope, "--subjects", folder / "people.csv", "--no-decision", "on paper in 2025")
    anna("delivery", "record", *letter)
    houses.clock.now += timedelta(minutes=1)
    lea("consent", "withdraw", "--subject", "B-0003", *scope)
    houses.clock.now += timedelta(minutes=1)
    sent = anna.json("recall", "send", "--to", "Institut", "-o", folder / "recall.dpact")
    anna("recall", "letter", "--to", "Müller", "-o", folder / "letter.pdf")
    sofia("receive", folder / "recall.dpact")
    (task,) = [one for one in sofia.json("recall", "list") if one["recall"]]
    sofia("recall", "confirm", task["recall"].partition(".")[2], "--outcome", "erased", "--person", "Sofia Brandt")
    sofia("recall", "send", "--to", "Maschinenbau", "-o", folder / "recall-answer.dpact")
    anna("receive", folder / "recall-answer.dpact")
    first = anna.json("delivery", "list")[-1]["entry"]
    anna("delivery", "proof", first, "-o", folder / "delivery.json")
    anna("recall", "proof", sent["recalls"][0]["recall"][:8], "-o", folder / "recall.json")
    anna("person", "B-0003", "--dataset", DATASET, "-o", folder / "person.pdf")
    anna("person", "B-0003", "--dataset", DATASET, "-o", folder / "person.json")
    request = ("erase", "person", "B-0005", "--dataset", DATASET, "--reason", "request 7")
    anna(*request, "-o", folder / "erasure.pdf")
    aware = ("--aware", "2026-12-10T10:00:00Z", "--dataset", DATASET, "--risk", "high", "--people", "12")
    made = anna.json("breach", "record", "--title", "Lost laptop", *aware)
    anna("breach", "notice", made["key"], "authority", "-o", folder / "breach.pdf")
    for name in ("recall.dpact", "recall-answer.dpact", "delivery.json", "recall.json"):
        corpus.keep(folder / name, name, "keller+institut")
    for name in ("letter.pdf", "person.pdf", "person.json", "erasure.pdf", "breach.pdf"):
        corpus.keep(folder / name, name, "keller")


def write_registers(corpus: Corpus, houses: LeadHouses) -> None:
    for name in ("agreements", "transfers", "processing-controller", "processing-processor"):
        for form in ("pdf", "json") if name != "agreements" else ("pdf", "json", "csv", "xlsx"):
            file = houses.folder / f"register-{name}.{form}"
            houses.anna("register", name, "--format", form, "-o", file)
            corpus.keep(file, file.name, "keller")


# ---- what a partner writes with its own keys, and another program ----


def by_partner(
    houses: LeadHouses, history: str, file: Path, write: Callable[[Acting, AgreementState], Entry], *, also: str = ""
) -> None:
    """Keller's bundle for the institute with one more entry, which its own program would not write."""
    institute, clock = houses.sofia.json("vault", "info")["organisation"], desks.utc_now
    with unlock(houses.anna.vault, houses.anna.member, PASSPHRASE, clock) as anna:
        with anna.vault.read() as session:
            state = load_state(session, history)
        if also:
            remove_member(anna, also, "left the company")
    houses.anna("send", history, "--to", institute, "-o", file)
    with unlock(houses.anna.vault, houses.anna.member, PASSPHRASE, clock) as anna:
        entry = write(anna, state)
        with anna.vault.read() as session:
            line, keys = own_line(session), sealing_keys(session)
        contents = read_bundle(file.read_bytes(), keys).contents
        (packed,) = contents.histories
        more = PackedHistory(packed.history, (*packed.entries, PackedEntry(entry.jws, entry.disclosures, ())))
        with unlock(houses.sofia.vault, None, PASSPHRASE, clock) as sofia, sofia.vault.read() as session:
            theirs = from_base64url(own_line(session).state.sealing_public)
        data = write_bundle(
            dataclasses.replace(contents, histories=(more,)),
            organisation=anna.organisation,
            head=line.head,
            key=anna.author_key,
            time=clock(),
            recipients=[from_base64url(line.state.sealing_public), theirs],
        )
    file.write_bytes(data)


def entry_of(anna: Acting, history: str, kind: str, body: dict[str, Any], **more: Any) -> Entry:
    with anna.vault.read() as session:
        line = own_line(session)
    return write_entry(
        key=anna.author_key, history=history, kind=kind, body=body,
        organisation=anna.organisation, organisation_head=line.head, time=anna.clock(), **more,
    )  # fmt: skip


def write_disputes(corpus: Corpus, folder: Path, history: str, clock: SteppingClock) -> None:
    """A signed agreement; then Keller removes who accepted: honestly, by a forged revocation, by a clock set back."""
    both = "keller+institut"
    start = at(folder, "signed", "agreed", clock)
    show = [("agreement", "show", history), ("agreement", "history", history)]
    read = [*SHORT, *show]

    def receives(file: str) -> list[tuple[str, ...]]:
        return [("receive", f"files/{file}"), *show, ("agreement", "list"), ("vault", "check")]

    def copy(name: str) -> LeadHouses:
        return at(folder, "agreed", name, clock)

    honest = copy("honest")
    honest.anna("vault", "members", "remove", "martin-vogt", "--reason", "left the company")
    institute = honest.sofia.json("vault", "info")["organisation"]
    honest.anna("send", history, "--to", institute, "-o", folder / "removed-member.dpact")
    honest.anna("partner", "card", "-o", folder / "keller-without-martin.dpcard")

    forged = copy("forged")

    def revocation(anna: Acting, state: AgreementState) -> Entry:
        offer = next(digest for digest, entry in state.entries.items() if entry.kind == "offer")
        kid = next(entry.kid for entry in state.entries.values() if entry.kind == "accept")
        body = {"kid": kid, "reason": "key lost"}
        return entry_of(anna, history, "revocation", body, parents=(offer,), replica="A" * 22, counter=1)

    by_partner(forged, history, folder / "forged-revocation.dpact", revocation, also="martin-vogt")

    backdated = copy("backdated")
    with unlock(backdated.anna.vault, backdated.anna.member, PASSPHRASE, lambda: BACKDATED) as anna:
        remove_member(anna, "martin-vogt", "left")
        (folder / "keller-backdated.dpcard").write_bytes(write_card(anna))

    for name in ("keller-without-martin", "keller-backdated"):
        corpus.keep(folder / f"{name}.dpcard", f"{name}.dpcard", "keller")
        corpus.files.append({"file": "signed.pdf", "trust": [f"{name}+institut"]})
    for name in ("removed-member.dpact", "forged-revocation.dpact"):
        corpus.keep(folder / name, name, both)
    corpus.keep_vault(start.sofia, "signed", read, receives("removed-member.dpact"))
    corpus.add_reading("signed, forged", start.sofia, [], receives("forged-revocation.dpact"), of="signed")
    forged.sofia.run("receive", folder / "forged-revocation.dpact")
    writes = [("agreement", "comment", history, "Why?"), ("vault", "check")]
    corpus.keep_vault(forged.sofia, "disputed", read, writes)


def write_counters(corpus: Corpus, folder: Path, history: str, clock: SteppingClock) -> None:
    """An offer on the table; the partner writes a comment under our replica, or leaves a gap in its own."""
    for name, number in (("foreign-replica", 2**53 - 1), ("gap", 1000)):
        houses = at(folder, "offered", name, clock)

        def comment(anna: Acting, state: AgreementState, name: str = name, number: int = number) -> Entry:
            theirs = next(entry for entry in state.entries.values() if entry.organisation != anna.organisation)
            replica = theirs.replica if name == "foreign-replica" else "Q" * 22
            body = {"text": "Hello", "about": ""}
            more = {"parents": state.shared_heads, "replica": replica, "counter": number}
            return entry_of(anna, history, "comment", body, **more)

        file = folder / f"{name}.dpact"
        by_partner(houses, history, file, comment)
        corpus.keep(file, file.name, "keller")
        houses.sofia.run("receive", file)
        reading = [*SHORT, ("agreement", "show", history), ("agreement", "history", history)]
        then = [
            ("agreement", "comment", history, "And good day"),
            ("audit", "export", "--agreement", history, "-o", "made/dossier.pdf"),
            ("verify", "made/dossier.pdf"),
            ("vault", "check"),
        ]
        corpus.keep_vault(houses.sofia, name, reading, then)
        if name == "gap":
            withheld = ("--withhold", "terms", "--withhold", "clauses")
            houses.sofia("audit", "export", "--agreement", history, *withheld, "-o", folder / "dossier-gap.pdf")
            corpus.keep(folder / "dossier-gap.pdf", "dossier-gap.pdf", "institut")


READING: list[tuple[str, ...]] = [
    ("vault", "check"),
    ("vault", "info"),
    ("vault", "members", "list"),
    ("partner", "list"),
    ("agreement", "list"),
    ("delivery", "list"),
    ("recall", "list"),
    ("consent", "status"),
    ("consent", "notice", "list"),
    ("sharing-matrix",),
    ("obligations",),
    ("audit", "engage"),
    ("breach", "list"),
    ("erase", "report"),
    ("erase", "rules"),
]


SHORT = [("vault", "check"), ("partner", "list"), ("agreement", "list"), ("obligations",)]


def write(folder: Path) -> None:
    """The whole corpus, and what this program says of it."""
    (folder / "files").mkdir(parents=True)
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        work = Path(name)
        corpus = Corpus(folder, work / "kept")
        corpus.kept.mkdir()
        houses, history = signed_study(work / "study", patch)
        later = houses.clock.now + timedelta(days=1)
        write_study(corpus, houses, history)
        houses.clock.now = later
        write_disputes(corpus, work / "study", history, houses.clock)
        houses.clock.now = later
        write_counters(corpus, work / "study", history, houses.clock)
        corpus.close()
    told = {"read_at": READ_AT.isoformat(), "passphrase": PASSPHRASE, "vaults": corpus.vaults, "files": corpus.files}
    (folder / "contents.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        said = observe(folder, Path(name), patch)
    text = json.dumps(said, indent=1, ensure_ascii=False, sort_keys=True)
    (folder / "expected.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
