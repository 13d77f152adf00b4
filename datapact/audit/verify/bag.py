"""Verify the archive of an export: the manifests of the bag, its signed index, and every dossier inside."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from datapact.audit.formats.bag import CONTRACTS, FIELD, INDEX, NAME, BagIndex
from datapact.audit.formats.bag_archive import ALGORITHMS, Archive, about_bag
from datapact.audit.formats.exporter import Exporter
from datapact.audit.formats.record_counts import count_problem
from datapact.audit.formats.trust import (
    Lines,
)
from datapact.audit.formats.verdict import Finding, Verdict, against, refused
from datapact.audit.verify.dossier import verify_dossier
from datapact.audit.verify.skeleton import ReportLine, judge_signature, reasons_inside, verdict_on
from datapact.base.clock import write_time
from datapact.base.errors import DataPactError, Malformed
from datapact.base.strictjson import JsonObject, sha256_of
from datapact.base.texts import N_, Message, counted
from datapact.base.worker_process import DRAWING_SECONDS, allowance, budget, drawings
from datapact.contract.vocabulary.messages import moment_words
from datapact.history.fold.authority import verify_authors
from datapact.history.fold.organisation import verify_line
from datapact.history.state.organisation import OrganisationLine
from datapact.organisation.identity.card import Card
from datapact.signing.pades.attachments import attached_files
from datapact.signing.pades.revisions import open_pdf

_DATA = "data/"
_LINE = re.compile(r"([0-9a-f]{64}|[0-9a-f]{128}) {1,2}(\S.*)", re.ASCII)
_DECLARED = re.compile(r"BagIt-Version: (0\.97|1\.0)\nTag-File-Character-Encoding: UTF-8\n?", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Parts:
    """An export, its index read and not yet judged."""

    archive: Files
    index: BagIndex
    line: OrganisationLine
    signed: bytes


_INDEX_PAGES = Message(
    N_("The pages of the index are its exporter's words and were not drawn again. What proves itself is {file} in it."),
    {"file": NAME},
)


_NOT_EXAMINED = Message(N_("The dossiers in it were not examined, since the signature of the index does not hold."))
_DRAWN = 128 * 1024
"""Bytes of an archive for which a second may go into drawing pages; dossiers of ours took a twentieth of that."""


class Files(Protocol):
    """The files of a bag, packed or not: ``read`` raises Malformed where one is missing or cannot be read."""

    @property
    def names(self) -> frozenset[str]: ...

    def read(self, name: str) -> bytes: ...


def verify_bag(bag: bytes | Files, name: str, *, cards: Sequence[Card], require_trust: bool) -> Verdict:
    """The verdict on an export."""

    def judge(parts: _Parts, lines: Lines) -> Iterator[ReportLine]:
        yield from _manifests(parts.archive)
        yield from _files(parts)
        signature = list(_signature(parts.index, parts.signed, lines))
        yield from signature
        if any(one.weight == "invalid" for one in signature):
            yield Finding("note", _NOT_EXAMINED)
        else:
            size = len(bag) if isinstance(bag, bytes) else sum(len(bag.read(one)) for one in bag.names)
            with drawings(DRAWING_SECONDS + size / _DRAWN):
                yield from list(_dossiers(parts, cards))  # all of them inside the time that drawing may take
        yield from _counted(parts, lines)
        yield from _notes(parts)

    return verdict_on(
        "bag",
        name,
        lambda: _read(Archive(bag) if isinstance(bag, bytes) else bag),
        judge,
        lines=lambda parts: {parts.line.id: parts.line},
        details=lambda parts: _details(parts.index),
        cards=cards,
        require_trust=require_trust,
    )


def verify_index(data: bytes, name: str, *, cards: Sequence[Card], require_trust: bool) -> Verdict:
    """The verdict on the signed index of an export without the files that it lists: at best indeterminate."""

    def judge(index: BagIndex, lines: Lines) -> Iterator[ReportLine]:
        yield from _signature(index, data, lines)
        said = N_("The files that this index lists are not beside it. Verify the archive, or the whole folder.")
        yield Finding("indeterminate", Message(said))

    return verdict_on(
        "bag",
        name,
        lambda: _index(data),
        judge,
        lines=lambda index: {(line := verify_line(index.history)).id: line},
        details=_details,
        cards=cards,
        require_trust=require_trust,
    )


def _signature(index: BagIndex, signed: bytes, lines: Lines) -> Iterator[Finding]:
    yield from judge_signature(signed, lines, Exporter(index.organisation, index.member, index.kid), FIELD)
    yield Finding("note", _INDEX_PAGES)


def _read(archive: Files) -> _Parts:
    signed = archive.read(_DATA + INDEX)
    index = _index(signed)
    return _Parts(archive, index, verify_line(index.history), signed)


def _index(signed: bytes) -> BagIndex:
    attached = attached_files(open_pdf(signed))
    if set(attached) != {NAME}:
        raise BagIndex.refusal()
    return BagIndex.read(attached[NAME])


def _manifests(archive: Files) -> Iterator[Finding]:
    """RFC 8493: the declaration, a manifest of the payload and one of the tag files for each algorithm, all complete."""
    if not _DECLARED.fullmatch(_text(archive, "bagit.txt")):
        yield against(N_("The archive does not say that it is a bag."))
    payload = {name for name in archive.names if name.startswith(_DATA)}
    tags = {name for name in archive.names - payload if not name.startswith("tagmanifest-")}
    expected = {f"{kind}-{one}.txt" for kind in ("manifest", "tagmanifest") for one in ALGORITHMS}
    if {name for name in archive.names if "manifest-" in name and "/" not in name} != expected:
        yield against(N_("The manifests of the archive are not those of an export."))
        return
    if tags != {"bagit.txt", "bag-info.txt", *(f"manifest-{one}.txt" for one in ALGORITHMS)}:
        yield against(N_("The archive holds files that do not belong there."))
    sums = {name: _digests(archive.read(name)) for name in payload | tags}
    size = sum(len(archive.read(name)) for name in payload)
    told = [one for one in _text(archive, "bag-info.txt").split("\n") if one.startswith("Payload-Oxum: ")]
    if told != [f"Payload-Oxum: {size}.{len(payload)}"]:
        yield against(N_("The archive holds more or less than its description says."))
    wrong = 0
    for algorithm in ALGORITHMS:
        for manifest, covered in ((f"manifest-{algorithm}.txt", payload), (f"tagmanifest-{algorithm}.txt", tags)):
            listed = _listed(_text(archive, manifest))
            wrong += listed != {name: sums[name][algorithm] for name in covered}
            for name in sorted(covered):
                if name in listed and listed[name] != sums[name][algorithm]:
                    yield Finding("invalid", Message("A file was exchanged: {file}", {"file": name[:100]}))
            for name in sorted(listed.keys() ^ covered):
                yield Finding(
                    "invalid", Message("The files are not those of the manifest: {file}", {"file": name[:100]})
                )
    if not wrong:
        yield Finding(
            "note",
            counted(
                "{n} file has the digests of the manifests (SHA-256, SHA-512).",
                "{n} files have the digests of the manifests (SHA-256, SHA-512).",
                len(payload),
            ),
        )


def _text(archive: Files, name: str) -> str:
    try:
        return archive.read(name).decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed(N_("The manifests of the archive are not those of an export.")) from None


def _digests(data: bytes) -> Mapping[str, str]:
    return {one: hashlib.new(one, data).hexdigest() for one in ALGORITHMS}


def _listed(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text.splitlines():
        matched = _LINE.fullmatch(line)
        if matched is None or matched[2] in found:
            raise Malformed(N_("The manifests of the archive are not those of an export."))
        found[matched[2]] = matched[1]
    return found


def _files(parts: _Parts) -> Iterator[Finding]:
    """Check that the payload is what the signed index lists, byte for byte."""
    index, archive = parts.index, parts.archive
    if parts.line.id != index.organisation:
        yield against(N_("The index holds the history of another organisation."))
    listed = {_DATA + one.name: one for one in index.files}
    payload = {name for name in archive.names if name.startswith(_DATA)}
    for name in sorted((payload - {_DATA + INDEX, _DATA + NAME}) ^ listed.keys()):
        yield Finding("invalid", Message("The files are not those of the signed index: {file}", {"file": name[:100]}))
    for name in sorted(payload & listed.keys()):
        data = archive.read(name)
        if sha256_of(data) != listed[name].sha256 or len(data) != listed[name].size:
            yield Finding("invalid", Message("A file was exchanged: {file}", {"file": name[:100]}))
    inside = attached_files(open_pdf(parts.signed))[NAME]
    if archive.names >= {_DATA + NAME} and archive.read(_DATA + NAME) != inside:
        yield Finding("invalid", Message("A file was exchanged: {file}", {"file": NAME}))
    told = {f"{name}: {value}" for name, value in about_bag(index.time, parts.line.state.name).items()}
    lines = [one for one in _text(archive, "bag-info.txt").split("\n") if not one.startswith("Payload-Oxum: ")]
    if sorted(lines) != sorted(["", *told]):
        yield against(N_("The archive describes itself in another way than its signed index."))
    dossiers = {one.name for one in index.files if one.name.startswith("dossiers/")}
    named = [one.file for one in index.dossiers]
    if set(named) != dossiers or len(set(named)) < len(named):
        yield against(N_("The dossiers are not those of the signed index."))


def _dossiers(parts: _Parts, cards: Sequence[Card]) -> Iterator[ReportLine]:
    """Judge every dossier as if it had come alone, and compare it with its description in the index."""
    valid = 0
    for one in parts.index.dossiers:
        try:
            data = parts.archive.read(_DATA + one.file)
        except DataPactError as error:
            yield refused(error)
            continue
        with budget(allowance(len(data))):  # each file has its own
            inner = verify_dossier(data, one.file, cards=cards, require_trust=False)
        yield from inner.identities
        yield from reasons_inside(inner)
        details = inner.details or {}
        same = (
            details.get("agreement") == one.agreement
            and details.get("audience") == parts.index.audience
            and details.get("organisation") == parts.index.organisation
        )
        if inner.verdict != "invalid" and not same:
            yield Finding("invalid", Message("{file} is not the dossier that the index names.", {"file": one.file}))
        valid += inner.verdict == "valid"
    yield Finding(
        "note",
        counted(
            "{n} of {m} dossier is unaltered.", "{n} of {m} dossiers are unaltered.", valid, m=len(parts.index.dossiers)
        ),
    )


def _counted(parts: _Parts, lines: Lines) -> Iterator[Finding]:
    """Count deliveries, recalls and consents again by the signed entries in the index."""
    counted_entries = parts.index.counted
    if counted_entries is None:
        return
    problem = count_problem(counted_entries)
    try:
        if problem is None:
            verify_authors(counted_entries.chain, lines)
    except DataPactError as error:
        problem = error.message
    if any(one.organisation != parts.index.organisation for one in counted_entries.chain):
        problem = Message(N_("The index counts entries of another organisation."))
    if problem is not None:
        yield Finding("invalid", problem)
    else:
        yield Finding("note", counted_entries.statements()[0])


def _notes(parts: _Parts) -> Iterator[Finding]:
    index = parts.index
    told: dict[str, str | int | Message] = {
        "organisation": parts.line.state.name,
        "time": moment_words(index.time),
        "day": index.on.isoformat(),
    }
    yield Finding("note", Message("Export as at {day}, made by {organisation} on {time}.", told))
    if index.left_out:
        yield Finding("note", Message("The index says what was left out and why."))
    contracts = sum(one.name.startswith(CONTRACTS) and one.name.endswith(".pdf") for one in index.files)
    if contracts:
        yield Finding(
            "note",
            counted(
                "{n} signed PDF of a contract that was signed outside DataPact is in the folder {folder}. It was not judged here: verify it"
                " by itself.",
                "{n} signed PDFs of contracts that were signed outside DataPact are in the folder {folder}. They were not judged here:"
                " verify each by itself.",
                contracts,
                folder=CONTRACTS.rstrip("/"),
            ),
        )
    if index.proof is not None:
        for one in index.proof.statements():
            yield Finding("note", one)
    if index.gaps:
        yield Finding("note", counted("The index names {n} gap.", "The index names {n} gaps.", len(index.gaps)))


def _details(index: BagIndex) -> JsonObject:
    return {
        "audience": index.audience,
        "organisation": index.organisation,
        "time": write_time(index.time),
        "on": index.on.isoformat(),
        "dossiers": len(index.dossiers),
        "withheld": list(index.withheld),
        "missing_disclosures": sum(one.missing for one in index.dossiers),
        "erased_disclosures": sum(one.erased for one in index.dossiers),
        "population": list(index.population),
        "filters": list(index.filters),
        "left_out": list(index.left_out),
        "gaps": list(index.gaps),
        "files": [{"name": one.name, "sha256": one.sha256} for one in index.files],
    }
