"""Exports of many agreements: a bag that others can check, an index that works from disk, and nothing hostile opened."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import stat
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import bagit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from datapact.audit.engagements.engagements import open_engagement
from datapact.audit.exports.bag import BagExport, build_bag, record_bag
from datapact.audit.exports.bag_content import NEAR_OBLIGATIONS, BagRequest
from datapact.audit.exports.dossier import FEW, build_dossier, processes_for, record_dossier
from datapact.audit.formats.bag import INDEX
from datapact.audit.formats.bag_archive import ROOT, Archive
from datapact.audit.verify.verify import verify_file
from datapact.base.errors import AnswerNo, DataPactError, Locked
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.records import records
from datapact.organisation.members import members
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.members.invitation import invite, join
from datapact.organisation.members.unlocking import unlock
from datapact.registers.filters import Filters
from datapact.registers.registers import NAMES as REGISTERS
from tests.consent.sharing import add_partner, conclude, record, tell, terms
from tests.depth import examples
from tests.organisation.conftest import CHEAP, PASSPHRASE
from tests.tools.verapdf import complaints
from tests.verifier.page import judged, needs_the_page

SECRET = "GEHEIMPARTNER"
pytestmark = pytest.mark.filterwarnings(
    "ignore:'count' is passed as positional argument:DeprecationWarning"
)  # of bagit


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 6, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass(frozen=True)
class Case:
    acting: Acting
    agreements: list[str]
    export: BagExport


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("vault")
    profile = {"name": "Maschinenbau Keller GmbH"}
    acting = create_organisation(
        folder / "keller.datapact", profile, "Anna Keller", {"legal", "signatory"}, PASSPHRASE, "", Clock(), CHEAP
    ).acting
    with acting.vault.write() as session:
        add_partner(session, SECRET)
        made = [
            conclude(acting, session, terms(parties__1__name=SECRET), number)
            for number in ("DP-1", "=DP-2", "<script>alert(1)</script>")
        ]
        tell(acting, session)
        record(acting, session, {"p-1": "given", "p-2": "withdrawn"}, at=acting.clock() - timedelta(days=3))
    export = build_bag(acting, BagRequest("internal"), workshop=folder, language="de")
    assert not list(folder.glob(".datapact-export-*"))
    yield Case(acting, made, export)
    acting.close()


def unpacked(data: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)
    return folder / ROOT


def test_the_bag_is_valid_to_the_library_and_to_sha256sum(case: Case, tmp_path: Path) -> None:
    bag = unpacked(case.export.data, tmp_path)
    opened = bagit.Bag(str(bag))
    opened.validate()
    assert sorted(opened.algorithms) == ["sha256", "sha512"]
    assert (opened.version_info, opened.info["Source-Organization"]) == ((1, 0), "Maschinenbau Keller GmbH")
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "-c", "--quiet", manifest], cwd=bag, check=True)
    subprocess.run(["sha512sum", "-c", "--quiet", "manifest-sha512.txt"], cwd=bag, check=True)


def test_verify_judges_the_whole(case: Case) -> None:
    verdict = verify_file(case.export.data, "export.zip")
    assert verdict.verdict == "valid", verdict.reasons
    notes = " ".join(str(one) for one in verdict.notes)
    assert "3 of 3 dossiers are unaltered" in notes
    assert verdict.details is not None
    assert verdict.details["dossiers"] == 3


def test_nothing_secret_is_in_a_name(case: Case) -> None:
    with zipfile.ZipFile(io.BytesIO(case.export.data)) as archive:
        names = archive.namelist()
        assert len({one.date_time for one in archive.infolist()}) == 1
    inside = [name.removeprefix(f"{ROOT}/data/") for name in names if "/dossiers/" in name]
    assert all(re.fullmatch(r"dossiers/000[123]-[0-9a-f]{8}\.pdf", name) for name in inside)
    assert SECRET.casefold() not in " ".join(names).casefold()
    assert "DP-" not in " ".join(names)


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "href":
                self.links.append(value or "")
            if name in ("src", "srcset", "data", "action") or name.startswith("on"):
                self.loaded.append(value or "")


def test_the_page_works_from_disk(case: Case, tmp_path: Path) -> None:
    data = unpacked(case.export.data, tmp_path) / "data"
    page = Page()
    page.feed((data / "index.html").read_text(encoding="utf-8"))
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert not page.loaded
    assert len([link for link in page.links if link.startswith("dossiers/")]) == 3
    assert all((data / link).is_file() for link in page.links)
    text = (data / "index.html").read_text(encoding="utf-8")
    assert "http" not in text.replace("http-equiv", "")
    assert "&lt;script&gt;" in text
    assert "Zum Stand" in text or "Stand" in text


def test_the_workbook_and_the_index_say_the_same(case: Case, tmp_path: Path) -> None:
    data = unpacked(case.export.data, tmp_path) / "data"
    book = CalamineWorkbook.from_path(str(data / "index.xlsx"))
    assert len(book.sheet_names) == 4
    rows = book.get_sheet_by_index(0).to_python()
    assert "'=DP-2" in [row[1] for row in rows]
    index = json.loads((data / "bag.json").read_text())
    assert [one["number"] for one in index["dossiers"]] == [one.number for one in case.export.dossiers]
    consents = (data / "tables" / "consents.csv").read_text(encoding="utf-8")
    assert "panel" in consents
    assert "p-1" not in consents
    assert {one.name for one in (data / "registers").iterdir()} >= {"agreements.pdf", "transfers.xlsx"}


@pytest.mark.judge("pdftotext")
def test_of_a_contract_known_by_reference_nothing_is_claimed_that_is_not_here(case: Case, tmp_path: Path) -> None:
    """Its text is in no vault: findings do not judge it, no file is said to hold it, and nothing counts as withheld."""
    pdf = next((unpacked(case.export.data, tmp_path) / "data" / "dossiers").iterdir())
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
    words = " ".join(text.replace("\xad", "").split())
    assert "sein Text liegt nicht in diesem Tresor" in words
    assert "Der Text dieses Vertrags liegt nicht in diesem Tresor" in words
    assert "Der Text steht in den angehängten Dateien" not in words
    assert "nicht offengelegt" not in words
    assert "agreement-signed.pdf" not in words
    assert hashlib.sha256(attached(pdf, "dossier.json", tmp_path)).hexdigest() in words.replace(" ", "")
    consents = (tmp_path / ROOT / "data" / "tables" / "consents.csv").read_text("utf-8")
    assert "Panel study" not in consents  # the name of the dataset, not of the agreement, and its key
    assert consents.splitlines()[0].startswith("Datensatz,Schlüssel des Datensatzes,Zweck,Begriff des Zwecks")


def attached(pdf: Path, name: str, folder: Path) -> bytes:
    subprocess.run(["pdfdetach", "-saveall", "-o", str(folder), str(pdf)], check=True)
    return (folder / name).read_bytes()


@pytest.mark.judge("verapdf")
def test_the_index_is_archival_and_accessible(case: Case, tmp_path: Path) -> None:
    assert not complaints([unpacked(case.export.data, tmp_path) / "data" / "index.pdf"])


def test_filters_scope_day_and_what_is_left_out(case: Case, tmp_path: Path) -> None:
    one = build_bag(case.acting, BagRequest("internal", agreements=(case.agreements[0],)), workshop=tmp_path)
    assert len(one.dossiers) == 1
    assert [str(left) for left in one.left_out] == ["2 agreements: outside the scope asked for", str(NEAR_OBLIGATIONS)]
    for name in REGISTERS:  # a register that shows less says so, wherever it goes from here
        told = json.loads((unpacked(one.data, tmp_path / "one") / "data" / "registers" / f"{name}.json").read_bytes())
        assert [words["en"] for words in told["filters"]] == ["Scope: 1 agreement"]
        assert ("outside the scope asked for", 2) in [
            (left["reason"]["en"], left["count"]) for left in told["left_out"]
        ]
        assert len(told["rows"]) <= 1
    with pytest.raises(AnswerNo):
        build_bag(case.acting, BagRequest("internal", Filters(("draft",))), workshop=tmp_path)
    with pytest.raises(AnswerNo):
        build_bag(case.acting, BagRequest("internal", on=date(2019, 1, 1)), workshop=tmp_path)
    with pytest.raises(AnswerNo):  # what was signed elsewhere is our own record: nothing of it was shared
        build_bag(case.acting, BagRequest("partner"), workshop=tmp_path)


def test_what_is_withheld_is_nowhere_in_it(case: Case, tmp_path: Path) -> None:
    export = build_bag(case.acting, BagRequest("internal", withheld=("terms",)), workshop=tmp_path)
    bag = unpacked(export.data, tmp_path)
    assert verify_file(export.data, "x.zip").verdict == "valid"
    for file in bag.rglob("*"):
        if file.suffix == ".pdf":
            text = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
            assert SECRET not in text, file
        elif file.is_file() and file.suffix != ".xlsx":
            assert SECRET.encode() not in file.read_bytes(), file


@pytest.mark.journey
def test_two_processes_make_the_same(case: Case, tmp_path: Path) -> None:
    assert (processes_for(FEW), processes_for(FEW + 1)) == (1, min(2, os.cpu_count() or 1))
    export = build_bag(case.acting, BagRequest("internal"), workshop=tmp_path, language="de", processes=2)
    assert [one.file for one in export.dossiers] == [one.file for one in case.export.dossiers]
    assert verify_file(export.data, "x.zip").verdict == "valid"


def test_it_is_recorded_before_it_leaves(case: Case, tmp_path: Path) -> None:
    assert record_bag(case.acting, case.export, "Prüfer").body["digest"] == case.export.sha256
    with case.acting.vault.read() as session:
        released = records(session, "dossier_released")
    assert [(one.body["digest"], one.body["recipient"]) for one in released] == [(case.export.sha256, "Prüfer")]


@pytest.mark.journey
def test_only_legal_members_and_engaged_auditors_take_it_out(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "copy.datapact"
    shutil.copytree(case.acting.vault.folder, folder)
    anna = unlock(folder, "anna-keller", PASSPHRASE, case.acting.clock)
    for name, role in (("Paul Prüfer", "auditor"), ("Lea Lead", "lead")):
        invitation = invite(anna, name, [role], "", CHEAP)
        join(folder, invitation.member, invitation.code, PASSPHRASE, anna.clock, CHEAP)
        members.certify(anna, invitation.member)
    day = anna.clock().date()
    audit = open_engagement(
        anna, title="Prüfung", scope="", first=day, last=day, member="paul-pruefer", release=True
    ).key
    narrowed = {"title": "Eine Vereinbarung", "scope": "", "agreements": (case.agreements[1],)}
    one = open_engagement(anna, **narrowed, first=day, last=day, member="paul-pruefer").key
    anna.close()
    lea = unlock(folder, "lea-lead", PASSPHRASE, anna.clock)
    with pytest.raises(Locked):
        build_bag(lea, BagRequest("internal"), workshop=tmp_path)
    lea.close()
    paul = unlock(folder, "paul-pruefer", PASSPHRASE, anna.clock)
    export = build_bag(paul, BagRequest("internal"), workshop=tmp_path)
    with pytest.raises(Locked):
        record_bag(paul, export)
    within = build_bag(paul, BagRequest("internal"), workshop=tmp_path, engagement=audit)
    with pytest.raises(AnswerNo):  # what is outside of the scope is not there for the asking
        build_bag(paul, BagRequest("internal", agreements=(case.agreements[0],)), workshop=tmp_path, engagement=one)
    narrow = build_bag(paul, BagRequest("internal"), workshop=tmp_path, engagement=one)
    assert [dossier.agreement for dossier in narrow.dossiers] == [case.agreements[1]]
    index = (unpacked(narrow.data, tmp_path / "narrow") / "data" / "index.html").read_text("utf-8")
    assert "Eine Vereinbarung, by Paul Prüfer, open from" in index
    with pytest.raises(Locked):  # nor does an export of everything pass as one for this audit
        record_bag(paul, replace(within, engagement=one))
    with pytest.raises(Locked, match="open the audit with that release"):  # as for a single dossier
        record_bag(paul, narrow)
    dossier = build_dossier(paul, case.agreements[0], audience="internal")
    assert record_dossier(paul, dossier).kind == "exported"  # the other audit releases it, for one as for many
    assert record_bag(paul, within).kind == "exported"
    assert verify_file(within.data, "x.zip").verdict == "valid"
    paul.close()


def repacked(data: bytes, change, *, name: str | None = None) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as out:
        for one in source.infolist():
            changed = change(one.filename.removeprefix(f"{ROOT}/"), source.read(one))
            if changed is not None:
                out.writestr(one, changed)
        if name is not None:
            out.writestr(name, b"more")
    return target.getvalue()


def made_whole(data: bytes, folder: Path, change) -> bytes:
    """Somebody who changes a file and writes all manifests anew; the signature of the index is out of reach."""
    from datapact.audit.formats.bag_archive import zip_folder

    bag = unpacked(data, folder)
    change(bag / "data")
    opened = bagit.Bag(str(bag))
    opened.save(manifests=True)
    return zip_folder(bag, datetime(2026, 6, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "tampering",
    [
        lambda name, data: data.replace(b"panel", b"other") if name == "data/tables/consents.csv" else data,
        lambda name, data: None if name == "data/dossiers/0002" else None if "0002-" in name else data,
        lambda name, data: data + b" " if name == "bag-info.txt" else data,
        lambda name, data: None if name == "manifest-sha512.txt" else data,
        lambda name, data: None if name == "data/index.pdf" else data,
        lambda name, data: b"x" if name == "bagit.txt" else data,
    ],
)
def test_a_changed_archive_is_invalid(case: Case, tampering) -> None:
    assert verify_file(repacked(case.export.data, tampering), "x.zip").verdict == "invalid"


def _commented(data: bytes) -> bytes:
    return data[:-2] + b"\x04\x00evil"


def _between(data: bytes) -> bytes:
    """Bytes between the last file and the list, with all pointers set right."""
    end = data.rindex(b"PK\x05\x06")
    start = int.from_bytes(data[end + 16 : end + 20], "little")
    assert data[start : start + 4] == b"PK\x01\x02"
    return data[:start] + b"evil" + data[start : end + 16] + (start + 4).to_bytes(4, "little") + data[end + 20 :]


def _remark(data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as out:
        for one in source.infolist():
            content = source.read(one)
            one.comment = b"evil"
            out.writestr(one, content)
    return target.getvalue()


POLYGLOTS = {
    "before": lambda data: b"#!/bin/sh\n" + data,
    "before, like a ZIP": lambda data: b"PK\x03\x04 evil" + data,
    "behind": lambda data: data + b"evil",
    "comment": _commented,
    "between": _between,
    "remark": _remark,
}


@pytest.mark.parametrize("name", POLYGLOTS)
def test_bytes_that_belong_to_no_file_are_refused(case: Case, name: str) -> None:
    assert verify_file(POLYGLOTS[name](case.export.data), "x.zip").verdict == "invalid"


def test_an_archive_packed_by_others_is_as_good(case: Case, tmp_path: Path) -> None:
    """With folders in it, by a program that writes the sizes behind each file."""
    folder = unpacked(case.export.data, tmp_path / "bag")

    class OneWay(io.RawIOBase):
        def __init__(self) -> None:
            self.parts: list[bytes] = []

        def writable(self) -> bool:
            return True

        def write(self, data) -> int:
            self.parts.append(bytes(data))
            return len(data)

    target = OneWay()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for file in sorted(folder.rglob("*")):
            out.write(file, f"{ROOT}/{file.relative_to(folder).as_posix()}")
    assert verify_file(b"".join(target.parts), "x.zip").verdict == "valid"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text + "Contact-Name: somebody else\n",
        lambda text: text.replace("Source-Organization: ", "Source-Organization: Not "),
        lambda text: text.replace("Bagging-Date: 20", "Bagging-Date: 19"),
        lambda text: text + "\n",
        lambda text: text + "Payload-Oxum: 1.1\n",
    ],
)
def test_another_description_is_invalid(case: Case, change, tmp_path: Path) -> None:
    """Its digests are set right: nothing but the signed index speaks against it."""
    bag = unpacked(case.export.data, tmp_path)
    info = (change((bag / "bag-info.txt").read_text("utf-8"))).encode()
    (bag / "bag-info.txt").write_bytes(info)
    for algorithm in ("sha256", "sha512"):
        listed = bag / f"tagmanifest-{algorithm}.txt"
        lines = [one for one in listed.read_text("utf-8").splitlines() if not one.endswith(" bag-info.txt")]
        listed.write_text("\n".join([*lines, f"{hashlib.new(algorithm, info).hexdigest()} bag-info.txt"]) + "\n")
    from datapact.audit.formats.bag_archive import zip_folder

    assert verify_file(zip_folder(bag, datetime(2026, 6, 1, tzinfo=UTC)), "x.zip").verdict == "invalid"


@pytest.mark.parametrize("what", ["changed", "missing", "added", "dossier"])
def test_new_manifests_do_not_help(case: Case, what: str, tmp_path: Path) -> None:
    def change(data: Path) -> None:
        if what == "changed":
            file = data / "registers" / "agreements.csv"
            file.write_bytes(file.read_bytes() + b"more\r\n")
        elif what == "missing":
            next((data / "dossiers").iterdir()).unlink()
        elif what == "added":
            (data / "dossiers" / "0009-00000000.pdf").write_bytes(b"%PDF-")
        else:
            first, second, *_rest = sorted((data / "dossiers").iterdir())
            first.write_bytes(second.read_bytes())

    verdict = verify_file(made_whole(case.export.data, tmp_path, change), "x.zip")
    assert verdict.verdict == "invalid"


def test_no_dossier_is_drawn_where_the_index_is_signed_by_nobody(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def change(data: Path) -> None:
        index = data / INDEX
        pdf = bytearray(index.read_bytes())
        place = re.search(rb"/Contents ?<[0-9a-fA-F]+?(?=0*>)", pdf).end() - 3  # type: ignore[union-attr]
        pdf[place] = ord("1") if pdf[place] != ord("1") else ord("2")
        index.write_bytes(pdf)

    monkeypatch.setattr("datapact.audit.verify.bag.verify_dossier", None)
    verdict = verify_file(made_whole(case.export.data, tmp_path, change), "x.zip")
    assert verdict.verdict == "invalid"
    assert any("were not examined" in note.text("en") for note in verdict.notes)


def archive_of(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED, mode: int = 0) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as out:
        for name, data in members:
            about = zipfile.ZipInfo(name)
            about.compress_type = method
            about.external_attr = mode << 16
            out.writestr(about, data)
    return target.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "outside": lambda: archive_of((f"{ROOT}/../../etc/passwd", b"x")),
    "absolute": lambda: archive_of(("/etc/passwd", b"x")),
    "drive": lambda: archive_of((f"{ROOT}/c:\\x", b"x")),
    "another root": lambda: archive_of(("other/data/x", b"x")),
    "bomb": lambda: archive_of((f"{ROOT}/data/x", bytes(64 * 1024 * 1024))),
    "symlink": lambda: archive_of((f"{ROOT}/data/x", b"/etc/passwd"), mode=stat.S_IFLNK | 0o777),
    "two names in other letters": lambda: archive_of((f"{ROOT}/data/x", b"1"), (f"{ROOT}/data/X", b"2")),
    "bzip2": lambda: archive_of((f"{ROOT}/data/x", b"1"), method=zipfile.ZIP_BZIP2),
    "empty": lambda: archive_of(),
    "cut": lambda: archive_of((f"{ROOT}/data/x", b"1" * 100))[:-30],
    "many": lambda: archive_of(
        *((f"{ROOT}/data/{number}", b"") for number in range(25_001)), method=zipfile.ZIP_STORED
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_archives_are_refused(kind: str) -> None:
    assert verify_file(HOSTILE[kind](), "x.zip").verdict == "invalid"


@pytest.mark.journey
@needs_the_page
def test_the_page_refuses_the_same(case: Case, tmp_path: Path) -> None:
    """The verifier in one page: a sound archive, what ``verify`` calls invalid, and hostile ones."""
    data = case.export.data
    files: dict[str, bytes] = {"sound.zip": data}
    files |= {f"{name}.zip": change(data) for name, change in POLYGLOTS.items()}
    files |= {f"hostile {name}.zip": made() for name, made in HOSTILE.items()}
    for name, change in (
        ("table", lambda name, data: data.replace(b"panel", b"other") if name.endswith("consents.csv") else data),
        ("info", lambda name, data: data + b" " if name == "bag-info.txt" else data),
        ("manifest", lambda name, data: None if name == "manifest-sha512.txt" else data),
        ("index", lambda name, data: None if name == "data/index.pdf" else data),
        ("dossier", lambda name, data: None if "0002-" in name else data),
    ):
        files[f"{name}.zip"] = repacked(data, change)

    def another(data: Path) -> None:
        first, second, *_rest = sorted((data / "dossiers").iterdir())
        first.write_bytes(second.read_bytes())

    files["new manifests.zip"] = made_whole(data, tmp_path / "made", another)
    found = {name: value["verdict"] for name, value in judged(tmp_path, files).items()}
    assert found.pop("sound.zip") == "verdictReport"
    assert found.pop("before.zip") == "verdictUnknown"  # it does not begin like an archive
    assert found == dict.fromkeys(found, "verdictBad")


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_any_byte_changed_is_noticed_or_refused(case_small: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(case_small) - 1))
    changed = bytearray(case_small)
    changed[place] ^= data.draw(st.integers(1, 255))
    try:
        archive = Archive(bytes(changed))
        for name in archive.names:
            archive.read(name)
    except DataPactError:
        pass


@pytest.fixture(scope="module")
def case_small() -> bytes:
    return archive_of((f"{ROOT}/bagit.txt", b"BagIt"), (f"{ROOT}/data/x", b"1" * 500))
