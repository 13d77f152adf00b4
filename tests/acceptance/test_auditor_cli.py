"""An auditor's job through commands, and then outside: no DataPact, no network, one exported file.

Inside, a legal member opens audits, an auditor draws a sample, writes remarks and takes the answer out. Outside, the steps
that are printed in the file and those of docs/verify-without-datapact.md are run as they stand: the signature, the digests,
the trees over the signed inputs, and the count from the CSV. Then one byte is changed, at each layer, and noticed.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest

from datapact.base.strictjson import canonical, from_base64url, to_base64url
from datapact.organisation.identity.certificate_authority import decode_certificate
from datapact.organisation.members.unlocking import unlock
from datapact.signing.pades.appearance import SignatureAppearance
from datapact.signing.pades.sign_field import sign_field
from tests.acceptance.lead_study import ALLOWED, DATASET, PEOPLE, LeadHouses, copied, made_study, pseudonym
from tests.acceptance.test_lead_cli import share
from tests.audit.outside import Outsider, outsider, outsider_with_joserfc, stranger_is_alone, write_scripts
from tests.cli.desks import LEGAL, PASSPHRASE, Desk, datapact, found
from tests.conftest import SteppingClock

__all__ = ["made_study", "outsider", "outsider_with_joserfc"]
pytestmark = [pytest.mark.judge(name) for name in ("pdfsig", "pdfdetach", "pdftotext", "openssl", "basenc", "unzip")]
SEED = "agreed by telephone on 3 December"
TITLE = "Data protection audit 2026"
COUNTS = {"allowed": ALLOWED, "refused": 61, "withdrawn": 88, "expired": 39}


@dataclass(frozen=True)
class Audited:
    """What an audit leaves: the vaults, the answer's entry, the keys of both audits, and the files that went out."""

    houses: LeadHouses
    vera: Desk
    """An auditor of another house, with a vault of her own."""
    entry: str
    agreement: str
    inside: str
    outside: str

    def file(self, name: str) -> Path:
        return self.houses.folder / name


@pytest.fixture(scope="module")
def audited(made_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audited]:
    """The lead has shared; both audits are open, and every file of this story is written by a command."""
    with pytest.MonkeyPatch.context() as patch:
        houses = copied(made_study, tmp_path_factory.mktemp("audited"), patch)
        anna, paul, folder = houses.anna, houses.paul, houses.folder
        entry = share(houses)
        (agreement,) = [one["id"] for one in anna.json("agreement", "list")]
        (vera,) = found(folder, "pruefer", {"name": "Prüfer & Partner mbB"}, [("Vera Nord", LEGAL, "")])
        auditor = anna.json("partner", "add", card_of(vera))["organisation"]
        until = ("--until", (houses.clock.now + timedelta(days=20)).date().isoformat())
        inside = anna.json(
            "audit", "engage", "--title", TITLE, "--auditor", paul.member, *until, "--scope", "All", "--release"
        )
        outside = anna.json("audit", "engage", "--title", "External", "--auditor", auditor, *until)
        paul("audit", "decision", entry, "-o", folder / "decision.pdf")
        paul("audit", "export", "--engagement", inside["engagement"], "--all", "--internal", "-o", folder / "all.zip")
        anna("audit", "export", "--agreement", agreement, "--for-partner", "-o", folder / "partner.pdf")
        anna("audit", "export", "--agreement", agreement, "--internal", "-o", folder / "internal.pdf")
        anna("audit", "seal", outside["engagement"], folder / "all.zip", "-o", folder / "all.dpseal")
        yield Audited(houses, vera, entry, agreement, inside["engagement"], outside["engagement"])


def card_of(desk: Desk) -> Path:
    card = desk.vault.with_suffix(".dpcard")
    desk("partner", "card", "-o", card)
    return card


def verdict(*files: Path) -> str:
    """What ``datapact verify`` says, without any vault."""
    (told,) = datapact("verify", *files, "--json").result
    return str(told["verdict"])


# ---- inside ----


def test_an_auditor_works_with_commands(audited: Audited) -> None:
    paul, anna, folder = audited.houses.paul, audited.houses.anna, audited.houses.folder
    drawn = paul.json(
        *("audit", "sample", audited.inside, "--of", "agreements", "--size", 1, "--seed", SEED),
        *("--population", folder / "population.txt"),
    )
    assert drawn["items"] == [audited.agreement]
    paul(
        "audit", "remark", audited.inside, "--about", audited.agreement, "--mark", "in_order", "--text", "Signed by all"
    )
    first = paul.json(
        "audit", "remark", audited.inside, "--about", audited.entry, "--mark", "question", "--text", "Why?"
    )
    paul(
        *("audit", "remark", audited.inside, "--about", audited.entry, "--mark", "finding"),
        *("--text", "Counted again: 4,812 of 5,000.", "--replace", first["key"]),
    )
    shown = anna.json("audit", "show", audited.inside)
    assert {one["mark"] for one in shown["remarks"]} == {"in_order", "finding"}
    assert [one["seed"] for one in shown["samples"]] == [SEED]
    said = paul.refused(3, "delivery", "record", "--decision", audited.entry)
    assert "delivery" in said or "role" in said
    anna.refused(1, "audit", "remark", audited.inside, "--about", audited.entry, "--text", "not her audit")
    for desk in (anna, paul):
        assert desk.json("vault", "check")["sound"]


def test_an_audit_that_was_closed_takes_nothing_more(audited: Audited, tmp_path: Path) -> None:
    """On a copy, as the other tests go on with the audit."""
    shutil.copytree(audited.houses.folder, tmp_path, dirs_exist_ok=True)
    anna, paul = (Desk(tmp_path, tmp_path / "keller", one.member) for one in (audited.houses.anna, audited.houses.paul))
    anna("audit", "close", audited.inside)
    assert [one["closed"] for one in anna.json("audit", "engage")] == [True, False]
    paul.refused(1, "audit", "remark", audited.inside, "--about", audited.entry, "--text", "too late")
    paul.refused(1, "audit", "sample", audited.inside, "--of", "decisions", "--size", 1)
    paul.refused(1, "audit", "export", "--engagement", audited.inside, "--all", "--internal", "-o", tmp_path / "x.zip")


def test_a_sealed_copy_is_opened_by_its_auditor_alone_and_in_time(audited: Audited, tmp_path: Path) -> None:
    sealed, vera = audited.file("all.dpseal"), audited.vera
    assert verdict(sealed) == "indeterminate"
    opened = vera.json("audit", "open", sealed, "-o", tmp_path / "all.zip")
    assert (opened["organisation_name"], opened["title"]) == ("Maschinenbau Keller GmbH", "External")
    assert (tmp_path / "all.zip").read_bytes() == audited.file("all.zip").read_bytes()
    assert "sealed for somebody else" in audited.houses.sofia.refused(
        4, "audit", "open", sealed, "-o", tmp_path / "x.zip"
    )
    (tmp_path / "changed.dpseal").write_bytes(flipped(sealed.read_bytes(), -200))
    vera.refused(4, "audit", "open", tmp_path / "changed.dpseal", "-o", tmp_path / "x.zip")
    before = audited.houses.clock.now
    try:
        audited.houses.clock.now += timedelta(days=30)
        assert "was for use until" in vera.refused(1, "audit", "open", sealed, "-o", tmp_path / "x.zip")
    finally:
        audited.houses.clock.now = before
    assert not (tmp_path / "x.zip").exists()


# ---- outside: the answer ----


def test_the_outsider_is_alone(outsider: Outsider, tmp_path: Path) -> None:
    assert stranger_is_alone(outsider, tmp_path)


def pages_of(outsider: Outsider, folder: Path) -> str:
    """The text of the pages, with one space wherever there is one or a new line."""
    return " ".join(outsider.run(folder, "pdftotext", "-raw", "decision.pdf", "-").stdout.split())


@pytest.fixture
def desk_outside(audited: Audited, tmp_path: Path) -> Path:
    """A folder with the one exported file and nothing else."""
    folder = tmp_path / "outside"
    folder.mkdir()
    shutil.copy(audited.file("decision.pdf"), folder)
    return folder


def test_the_steps_printed_in_the_file(desk_outside: Path, outsider: Outsider) -> None:
    """Every command that the pages name, taken from the pages, and every number that they give."""
    folder = desk_outside
    pages = pages_of(outsider, folder)
    unpack = found_in(r"pdfdetach -saveall FILE", pages)
    assert outsider.shell(folder, unpack.replace("FILE", "decision.pdf")).returncode == 0
    for name in (
        "inputs.json",
        "subjects.csv",
        "events.csv",
        "batches.csv",
        "nodes.csv",
        "recount.py",
        "decision.json",
    ):
        printed = outsider.shell(folder, f"sha256sum {name}").stdout.split()[0]
        assert printed in pages.replace(" ", ""), name

    of_inputs = found_in(r"openssl dgst .*? tr -d =", pages)
    said = found_in(r"prints ([A-Za-z0-9_-]{43});", pages)
    assert outsider.shell(folder, of_inputs).stdout.strip() == said

    yes, everybody = (int(found_in(rf"{words} ([\d,]+)", pages).replace(",", "")) for words in ("for yes:", "lines of"))
    assert (yes, everybody) == (ALLOWED, PEOPLE)
    with (folder / "subjects.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert (sum(one["counts"] == "yes" for one in lines), len(lines)) == (yes, everybody)
    assert {why: sum(one["reason"] == why for one in lines) for why in COUNTS} == COUNTS

    everything = found_in(r"python3 -I recount\.py", pages)
    done = outsider.shell(folder, everything)
    assert done.returncode == 0, done.stderr
    assert f"partial: {ALLOWED} of {PEOPLE} people, as the signed answer says" in done.stdout
    fingerprint = found_in(r"fingerprint ((?:\d{5} ){7}\d{5})", done.stdout)
    assert fingerprint == fingerprint_of_the_telephone(folder)


def found_in(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, pattern
    return match[match.lastindex or 0]


def fingerprint_of_the_telephone(folder: Path) -> str:
    """What Keller reads aloud: from the card, not from the file."""
    number = json.loads((folder / "decision.json").read_text("utf-8"))["organisation"]
    return " ".join(re.findall(r"\d{5}", f"{int.from_bytes(from_base64url(number), 'big') % 10**40:040d}"))


def test_the_steps_of_the_page(audited: Audited, desk_outside: Path, outsider: Outsider) -> None:
    done = outsider.follow(desk_outside, "decision")
    assert done.returncode == 0, done.stderr
    assert "OK: signed by Paul Prüfer" in done.stdout
    assert f"{ALLOWED} yes" in done.stdout
    assert "no batch is missing" in done.stdout
    assert f"{PEOPLE} events are rows of the signed batches" in done.stdout
    assert f"partial: {ALLOWED} of {PEOPLE} people" in done.stdout
    spoken = audited.houses.anna.json("partner", "card", "-o", audited.file("own.dpcard"))["fingerprint"]
    assert done.stdout.count(spoken) == 2  # of the exporter, and of the history
    assert verdict(audited.file("decision.pdf")) == "valid"


def test_the_list_that_went_out_is_the_one_that_was_allowed(
    audited: Audited, desk_outside: Path, outsider: Outsider
) -> None:
    """The lead's list beside the file; then the proof of what left says the same."""
    assert outsider.follow(desk_outside, "decision").returncode == 0
    names = "tail -n +2 {} | tr -d '\\r' | cut -d , -f {} | sort > {}"
    shutil.copy(audited.file("liste.csv"), desk_outside)
    lea = audited.houses.lea
    (left,) = lea.json("delivery", "list")
    lea("delivery", "proof", left["entry"], "-o", desk_outside / "proof.json")
    assert outsider.follow(desk_outside, "record").returncode == 0
    script = "\n".join(
        (
            "grep ',yes,' subjects.csv | cut -d , -f 1 | sort > allowed.txt",
            names.format("liste.csv", 1, "listed.txt"),
            names.format("list.csv", 3, "left.txt"),
            "cmp allowed.txt listed.txt && cmp listed.txt left.txt && wc -l < left.txt",
        )
    )
    done = outsider.shell(desk_outside, script)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip() == str(ALLOWED)
    assert f"decision: {audited.entry}" in (desk_outside / "records.txt").read_text("utf-8")


# ---- one byte ----


def flipped(data: bytes, place: int) -> bytes:
    """The same with one bit turned."""
    changed = bytearray(data)
    changed[place] ^= 1
    return bytes(changed)


@pytest.fixture(scope="module")
def unpacked(audited: Audited, outsider: Outsider, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file, all that it carries, and the scripts of the page."""
    folder = tmp_path_factory.mktemp("unpacked")
    shutil.copy(audited.file("decision.pdf"), folder)
    assert outsider.shell(folder, "pdfdetach -saveall decision.pdf").returncode == 0
    write_scripts(folder)
    assert outsider.run(folder, "python3", "-I", "recount.py").returncode == 0
    assert outsider.run(folder, "python3", "exporter.py", "decision.pdf", "decision.json").returncode == 0
    return folder


@pytest.fixture
def files(unpacked: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(unpacked, tmp_path / "files"))


@pytest.mark.parametrize("part", ["a page", "an attached file", "the signature", "the last byte"])
def test_a_byte_of_the_pdf(files: Path, outsider: Outsider, part: str) -> None:
    """The outermost layer: the signature over the whole file."""
    pdf = (files / "decision.pdf").read_bytes()
    place = {
        "a page": pdf.index(b"stream") + 40,
        "an attached file": len(pdf) // 2,
        "the signature": pdf.index(b"0" * 200 + b">") - 20,
        "the last byte": len(pdf) - 1,
    }[part]
    (files / "decision.pdf").write_bytes(flipped(pdf, place))
    assert outsider.run(files, "python3", "exporter.py", "decision.pdf", "decision.json").returncode != 0
    assert outsider.follow(files, "decision").returncode != 0
    assert verdict(files / "decision.pdf") == "invalid"


def test_a_byte_behind_the_end(files: Path, outsider: Outsider) -> None:
    with (files / "decision.pdf").open("ab") as file:
        file.write(b"\n")
    assert outsider.run(files, "python3", "exporter.py", "decision.pdf", "decision.json").returncode != 0
    assert verdict(files / "decision.pdf") == "invalid"


NAMES = ("inputs.json", "subjects.csv", "events.csv", "batches.csv", "nodes.csv")


@pytest.mark.parametrize("name", NAMES)
def test_a_byte_of_an_attached_file(files: Path, outsider: Outsider, name: str) -> None:
    """The next layer: the list of files in decision.json, and the digests on the pages."""
    data = flipped((files / name).read_bytes(), -3)
    (files / name).write_bytes(data)
    done = outsider.run(files, "python3", "-I", "recount.py")
    assert done.returncode != 0
    assert f"another file: {name}" in done.stderr
    assert hashlib.sha256(data).hexdigest() not in pages_of(outsider, files).replace(" ", "")


def signed_text(place: str) -> Callable[[dict[str, object]], None]:
    """Turn one bit of something that was signed: its claims, its signature, or a disclosed part."""

    def turn(told: dict[str, object]) -> None:
        one: object = told
        *steps, last = place.split("/")
        for step in steps:
            one = one[int(step)] if isinstance(one, list) else one[step]  # type: ignore[index]
        key = int(last) if isinstance(one, list) else last
        text: str = one[key]  # type: ignore[index,call-overload]
        middle = len(text) // 3
        one[key] = text[:middle] + ("A" if text[middle] != "A" else "B") + text[middle + 1 :]  # type: ignore[index,call-overload]

    return turn


ENTRIES = ("entry/jws", "entry/disclosures/0", "batches/0/jws", "batches/0/disclosures/0", "chain/1", "history/1/jws")


@pytest.mark.parametrize("place", [*ENTRIES, "history/0/disclosures/0", "organisation"])
def test_a_byte_of_what_was_signed(files: Path, outsider: Outsider, place: str) -> None:
    """Below that: the entries, their signatures and their disclosures; nothing else in the file is touched."""
    told = json.loads((files / "decision.json").read_text("utf-8"))
    signed_text(place)(told)
    (files / "decision.json").write_bytes(canonical(told))
    assert outsider.run(files, "python3", "-I", "recount.py").returncode != 0


def relisted(folder: Path) -> None:
    """As a dishonest exporter: the list of files in decision.json names the changed ones."""
    told = json.loads((folder / "decision.json").read_text("utf-8"))
    for one in told["files"]:
        one["sha256"] = to_base64url(hashlib.sha256((folder / one["name"]).read_bytes()).digest())
    (folder / "decision.json").write_bytes(canonical(told))


def in_line(name: str, word: str, column: str, text: str) -> Callable[[Path], None]:
    """One cell of the first line that has ``word`` in it."""

    def change(folder: Path) -> None:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file))
        line = next(one for one in lines[1:] if any(word in cell for cell in one))
        line[lines[0].index(column)] = text
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(lines)

    return change


def disclosed_again(folder: Path) -> None:
    """An event says “given”, in its cell and in its disclosure, with the same salt."""
    with (folder / "events.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    heading = lines[0]
    line = next(one for one in lines[1:] if one[heading.index("state")] == "refused")
    salt, row = json.loads(from_base64url(line[heading.index("disclosure")]))
    line[heading.index("state")] = row["state"] = "given"
    line[heading.index("disclosure")] = to_base64url(canonical([salt, row]))
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)


def asked_otherwise(folder: Path) -> None:
    inputs = json.loads((folder / "inputs.json").read_text("utf-8"))
    inputs["cohorts"][0]["tally"]["allowed"] += 1
    (folder / "inputs.json").write_bytes(canonical(inputs))


def without_the_batch(folder: Path) -> None:
    told = json.loads((folder / "decision.json").read_text("utf-8"))
    told["batches"] = []
    (folder / "decision.json").write_bytes(canonical(told))
    for name in ("events.csv", "nodes.csv"):
        with (folder / name).open(encoding="utf-8") as file:
            heading = file.readline()
        (folder / name).write_text(heading, "utf-8")


INNER: dict[str, tuple[Callable[[Path], None], str]] = {
    "the inputs": (asked_otherwise, "these are not the inputs of the answer"),
    "a cell of an event": (in_line("events.csv", pseudonym(7), "state", "refused"), "a cell is not what was signed"),
    "an event with its disclosure": (disclosed_again, "another row"),
    "a line of the count": (
        in_line("subjects.csv", pseudonym(ALLOWED + 2), "counts", "yes"),
        "subjects.csv counts otherwise",
    ),
    "a reason in the count": (
        in_line("subjects.csv", pseudonym(ALLOWED + 2), "reason", "expired"),
        "subjects.csv says something else",
    ),
    "a person in the count": (in_line("subjects.csv", pseudonym(9), "subject", "B-9999"), "subjects.csv"),
    "the batch": (without_the_batch, "a batch is missing"),
}


@pytest.mark.parametrize("layer", INNER)
def test_what_lies_below_is_noticed_although_the_list_was_mended(files: Path, outsider: Outsider, layer: str) -> None:
    """The innermost layers: whoever exports dishonestly mends the lists, but not what was signed before."""
    change, said = INNER[layer]
    change(files)
    relisted(files)
    done = outsider.run(files, "python3", "-I", "recount.py")
    assert done.returncode != 0
    assert said in done.stderr


def test_a_file_signed_by_somebody_else(audited: Audited, files: Path, outsider: Outsider, tmp_path: Path) -> None:
    """The whole file made again by another house, with a sound signature of its own: pdfsig says valid."""
    unsigned = (files / "decision.pdf").read_bytes()
    unsigned = unsigned[: unsigned.index(b"%%EOF") + 6]
    stranger, now = audited.houses.sofia, SteppingClock()
    with unlock(stranger.vault, stranger.member, PASSPHRASE, now) as sofia:
        forged = sign_field(
            unsigned,
            field="decision",
            key=sofia.author_key,
            certificate=decode_certificate(sofia.member.author),
            chain=[],
            crls=[],
            at=now(),
            certify=True,
            appearance=SignatureAppearance(sofia.member.name, "Export", "Keller", "en"),
        )
    (files / "decision.pdf").write_bytes(forged)
    with pikepdf.open(files / "decision.pdf") as opened:
        assert "decision.json" in opened.attachments
    assert "Signature is Valid" in outsider.run(files, "pdfsig", "-nocert", "decision.pdf").stdout
    done = outsider.run(files, "python3", "exporter.py", "decision.pdf", "decision.json")
    assert "signed with another key" in done.stderr
    assert outsider.follow(files, "decision").returncode != 0
    assert verdict(files / "decision.pdf") == "invalid"


# ---- outside: dossiers, the export of many, the sample ----


@pytest.mark.parametrize("name", ["partner.pdf", "internal.pdf"])
def test_a_dossier_outside(
    audited: Audited, outsider: Outsider, outsider_with_joserfc: Outsider, tmp_path: Path, name: str
) -> None:
    shutil.copy(audited.file(name), tmp_path / "dossier.pdf")
    done = outsider.follow(tmp_path, "dossier")
    assert done.returncode == 0, done.stderr
    assert "OK: signed by Anna Keller" in done.stdout
    assert "Every entry is signed by a member of its organisation" in done.stdout
    assert (" approval " in done.stdout or " decision " in done.stdout) == (name == "internal.pdf")
    assert verdict(audited.file(name)) == "valid"
    agreed = tmp_path / "agreed"
    agreed.mkdir()
    shutil.copy(tmp_path / "agreement-signed.pdf", agreed / "agreement.pdf")
    done = outsider_with_joserfc.follow(agreed, "")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "WRONG" not in done.stdout
    assert "Every party accepted DP-2026-0001" in done.stdout

    told = json.loads((tmp_path / "dossier.json").read_text("utf-8"))
    signed_text("entries/0/jws")(told)
    (tmp_path / "dossier.json").write_bytes(canonical(told))
    assert outsider.run(tmp_path, "python3", "entries.py").returncode != 0
    pdf = (tmp_path / "dossier.pdf").read_bytes()
    (tmp_path / "dossier.pdf").write_bytes(flipped(pdf, len(pdf) // 2))
    assert outsider.follow(tmp_path, "dossier").returncode != 0
    assert verdict(tmp_path / "dossier.pdf") == "invalid"


@pytest.fixture
def bag(audited: Audited, outsider: Outsider, tmp_path: Path) -> Path:
    """The unpacked export, checked by the page."""
    folder = tmp_path / "bag"
    folder.mkdir()
    shutil.copy(audited.file("all.zip"), folder / "export.zip")
    done = outsider.follow(folder, "bag")
    assert done.returncode == 0, done.stderr
    assert "OK: signed by Paul Prüfer" in done.stdout
    assert "lists these files and no others" in done.stdout
    assert verdict(folder / "export.zip") == "valid"
    return folder


def again(outsider: Outsider, folder: Path) -> int:
    """The commands for the unpacked folder: all but the first."""
    return outsider.shell(folder, write_scripts(folder)["bag"].partition("\n")[2]).returncode


BAGGED = (
    "bagit.txt",
    "bag-info.txt",
    "manifest-sha256.txt",
    "tagmanifest-sha512.txt",
    "data/bag.json",
    "data/index.pdf",
)


def test_a_byte_of_an_export(bag: Path, outsider: Outsider) -> None:
    root = bag / "datapact-export"
    (root / "signed-bag.json").unlink()
    assert verdict(root) == "valid"
    assert again(outsider, bag) == 0
    (root / "signed-bag.json").unlink()
    dossier = next((root / "data" / "dossiers").iterdir())
    assert verdict(dossier) == "valid"
    files = [*(root / name for name in BAGGED), dossier]
    turned = [(file, len(file.read_bytes()) // 2) for file in files]
    # Without its digit "a", a line is none of a manifest any more: sha256sum leaves it out, and is content unless strict.
    turned += [(file, file.read_bytes().index(b"a")) for file in files if "manifest" in file.name]
    for file, place in turned:
        data = file.read_bytes()
        file.write_bytes(flipped(data, place))
        assert again(outsider, bag) != 0, file.name
        assert datapact("verify", root).code != 0, file.name
        file.write_bytes(data)
        (root / "signed-bag.json").unlink(missing_ok=True)
    assert verdict(root) == "valid"


def test_new_manifests_do_not_hide_a_changed_dossier(bag: Path, outsider: Outsider) -> None:
    root = bag / "datapact-export"
    (root / "signed-bag.json").unlink()
    dossier = next((root / "data" / "dossiers").iterdir())
    dossier.write_bytes(flipped(dossier.read_bytes(), 2_000))
    for kind in ("sha256", "sha512"):
        sums = {
            file.relative_to(root).as_posix(): hashlib.new(kind, file.read_bytes()).hexdigest()
            for file in sorted((root / "data").rglob("*"))
            if file.is_file()
        }
        (root / f"manifest-{kind}.txt").write_text("".join(f"{one}  {name}\n" for name, one in sums.items()), "utf-8")
    for kind in ("sha256", "sha512"):
        tags = [one for one in sorted(root.iterdir()) if one.is_file() and not one.name.startswith("tagmanifest")]
        lines = (f"{hashlib.new(kind, one.read_bytes()).hexdigest()} {one.name}\n" for one in tags)
        (root / f"tagmanifest-{kind}.txt").write_text("".join(lines), "utf-8")
    assert again(outsider, bag) != 0
    assert verdict(root) == "invalid"


def test_a_byte_of_the_archive(audited: Audited, outsider: Outsider, tmp_path: Path) -> None:
    data = audited.file("all.zip").read_bytes()
    with zipfile.ZipFile(audited.file("all.zip")) as archive:
        about = next(one for one in archive.infolist() if one.filename.endswith("index.pdf"))
    (tmp_path / "export.zip").write_bytes(flipped(data, about.header_offset + about.compress_size // 2))
    assert outsider.follow(tmp_path, "bag").returncode != 0
    assert verdict(tmp_path / "export.zip") == "invalid"


def test_the_sample_is_drawn_again(audited: Audited, outsider: Outsider, tmp_path: Path) -> None:
    paul = audited.houses.paul
    drawn = paul.json(
        *("audit", "sample", audited.inside, "--of", "consent_batches", "--size", 1),
        *("--population", tmp_path / "population.txt"),
    )
    script = write_scripts(tmp_path)["sample"].replace("seed=7 size=5", f"seed='{drawn['seed']}' size=1")
    digest, *items = outsider.shell(tmp_path, script).stdout.splitlines()
    assert (digest, items) == (drawn["digest"], drawn["items"])
    (tmp_path / "population.txt").write_text("another\n", "utf-8")
    assert outsider.shell(tmp_path, script).stdout.splitlines()[0] != drawn["digest"]


def test_a_consent_and_its_receipt_outside(audited: Audited, outsider: Outsider, tmp_path: Path) -> None:
    lea = audited.houses.lea
    lea("partner", "card", "-o", tmp_path / "organisation.dpcard")
    lea("consent", "receipt", "r-7", "--format", "json", "-o", tmp_path / "proof.json")
    done = outsider.follow(tmp_path, "consent")
    assert done.returncode == 0, done.stderr
    assert pseudonym(6) in done.stdout
    assert DATASET in done.stdout
    trusted = datapact("verify", tmp_path / "proof.json", "--trust", tmp_path / "organisation.dpcard", "--json").result
    assert [(one["kind"], one["verdict"]) for one in trusted] == [("consent_receipt", "valid")]
    text = (tmp_path / "proof.json").read_text("utf-8")
    (tmp_path / "proof.json").write_text(text.replace(pseudonym(6), pseudonym(7)), "utf-8")
    assert outsider.follow(tmp_path, "consent").returncode != 0
