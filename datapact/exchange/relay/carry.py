"""Carrying: incoming files are sorted into the recipients' folders by their labels, and receipted. Nothing is opened.

A kill at any point loses and doubles nothing. A file is claimed by a rename; its copies are made and synced in the relay's own
folder; the line in the journal decides that it was carried; then each copy goes to its place by a rename, and the claimed
file is removed. Whoever starts again finds copies of a file in the journal and moves them, removes copies of others, and
carries what is claimed and not in the journal.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from datapact.base.clock import Clock
from datapact.base.errors import DataPactError, Surroundings
from datapact.base.files import (
    UNFINISHED,
    new_file,
    read_plain,
    read_whole,
    surroundings,
    sync_folder,
    write_whole,
)
from datapact.base.progress import Progress, silent
from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_, Message, printable_place
from datapact.exchange.bundle.envelope import is_bundle
from datapact.exchange.bundle.parcel import LARGEST, LARGEST_LINE, Parcel, is_parcel, look_at_parcel
from datapact.exchange.relay.folder import RECEIPTS, Relay, lock_of, open_relay
from datapact.exchange.relay.journal import add_line, lines_about, read_journal
from datapact.exchange.relay.label_list import KnownLabels
from datapact.exchange.relay.receipts import (
    MOST_LINES,
    ReceiptLine,
    ReceiptsPayload,
    public_point,
    read_receipts,
    write_receipts,
)
from datapact.vault.folder.lock import writing

_PIECE = 1024 * 1024
_BUSY = N_("Another program carries files in this folder ({who}). Wait until it is done.")


@dataclass(frozen=True, slots=True)
class CarriedFile:
    """A file that was laid ready."""

    name: str
    """As it lay in the incoming folder, printable."""
    digest: str
    """base64url SHA-256, as receipts name it."""
    size: int
    """Bytes."""
    sender: str
    """Folder of the member whose label stands on it as the sender's."""
    to: tuple[str, ...]
    """Folders in which it lies ready."""


@dataclass(frozen=True, slots=True)
class LeftFile:
    """A file that was not carried."""

    name: str
    """As it lies in the incoming folder, printable."""
    reason: Message
    """Why, and what to do."""


@dataclass(frozen=True, slots=True)
class Report:
    """The report of one run."""

    carried: tuple[CarriedFile, ...]
    """In the order of their names."""
    left: tuple[LeftFile, ...]
    """Those that lie where they lay."""
    again: tuple[LeftFile, ...]
    """Those that were carried before; they lie in ``relay/again`` now."""
    finished: int
    """Files that an interrupted run had begun and this one finished."""


class _NotCarried(Exception):
    def __init__(self, reason: Message) -> None:
        super().__init__()
        self.reason = reason


@dataclass(slots=True)
class _Run:
    relay: Relay
    clock: Clock
    journal: list[ReceiptLine]
    known: dict[str, ReceiptLine]
    carried: list[CarriedFile] = field(default_factory=list)
    left: list[LeftFile] = field(default_factory=list)
    again: list[LeftFile] = field(default_factory=list)
    finished: int = 0


def carry(folder: Path, clock: Clock, labels: KnownLabels | None = None, progress: Progress = silent) -> Report:
    """Carry all that lies in a relay's incoming folder; files that cannot be carried stay and are reported.

    ``labels`` make a new relay, or replace older ones. Raises what ``open_relay`` raises, Damaged for a broken journal,
    Surroundings when the disk is full or another program carries files in this folder: what was carried before stays so.
    """
    with writing(lock_of(folder).absolute(), patience=0.5, held_by=_BUSY):
        relay = open_relay(folder, labels)
        journal = read_journal(relay.journal)
        run = _Run(relay, clock, journal, {one.digest: one for one in journal})
        try:
            _finish(run)
            incoming = sorted(relay.incoming.iterdir())
            for done, path in enumerate(incoming):
                progress(_shown(path.name), done, len(incoming))
                if not path.name.startswith(UNFINISHED):
                    _take(run, path)
            _write_receipts(run)
        except OSError as error:
            raise surroundings(error, folder) from error
    return Report(tuple(run.carried), tuple(run.left), tuple(run.again), run.finished)


def _shown(name: str) -> str:
    return printable_place(os.fsencode(name).decode("utf-8", "replace"))


def _finish(run: _Run) -> None:
    """Do what an interrupted run left undone."""
    begun = set()
    for path in sorted(run.relay.going.iterdir()):
        digest, _dot, label = path.name.partition(".")
        line = run.known.get(digest)
        if line is None or label not in line.to:
            path.unlink()
        else:
            begun.add(digest)
            _lay_ready(run, line, label)
    for path in sorted(run.relay.claimed.iterdir()):
        try:
            parcel, digest = _read_claimed(run, path)
        except _NotCarried:
            path.replace(run.relay.incoming / path.name)  # is reported there
            continue
        if digest in run.known:
            path.unlink()
        else:
            begun.add(digest)
            _carry(run, path, path.name, parcel, digest)
    run.finished = len(begun)


def _take(run: _Run, path: Path) -> None:
    """Carry a file, or say why not."""
    name = _shown(path.name)
    try:
        _parcel_in(run, path)
        claimed = run.relay.claimed / f"{secrets.token_hex(8)}.dpact"
        path.rename(claimed)
    except _NotCarried as error:
        run.left.append(LeftFile(name, error.reason))
        return
    except FileNotFoundError:
        return  # taken away meanwhile
    except PermissionError:
        run.left.append(LeftFile(name, Message(N_("It cannot be read or moved: permission denied."))))
        return
    try:
        parcel, digest = _read_claimed(run, claimed)
    except _NotCarried as error:
        claimed.replace(run.relay.incoming / claimed.name)  # by then another file may bear the former name
        run.left.append(LeftFile(name, error.reason))
        return
    before = run.known.get(digest)
    if before is None:
        _carry(run, claimed, name, parcel, digest)
    else:
        claimed.replace(run.relay.again / f"{digest}.dpact")
        words = N_(
            "It was carried before, on {time}, and is not carried again. A sender who wants that writes a new file."
        )
        run.again.append(LeftFile(name, Message(words, {"time": before.time.strftime("%Y-%m-%d %H:%M UTC")})))


def _parcel_in(run: _Run, path: Path) -> Parcel:
    """The labels of a whole file; raises _NotCarried with the reason, OSError."""
    found = os.lstat(path)
    if not stat.S_ISREG(found.st_mode):
        raise _NotCarried(Message(N_("It is no file, but a folder, a link or something else. Take it away.")))
    if found.st_size > LARGEST:
        raise _NotCarried(Message(N_("It is larger than a sealed file can be. Take it away.")))
    with read_plain(path) as stream:
        return _labels(run, stream.read(LARGEST_LINE + 1), found.st_size)


def _labels(run: _Run, head: bytes, size: int) -> Parcel:
    if not is_parcel(head):
        if is_bundle(head):
            raise _NotCarried(
                Message(
                    N_(
                        "It is sealed, but bears no labels, so nobody can say for whom it is. Ask the sender to write it for the "
                        "network (--through)."
                    )
                )
            )
        raise _NotCarried(
            Message(N_("It is no sealed file of DataPact, or not all of it has arrived. It is left alone."))
        )
    try:
        parcel = look_at_parcel(head)
    except DataPactError as error:
        raise _NotCarried(error.message) from None
    if size < parcel.size:
        raise _NotCarried(
            Message(
                N_("Only {size} of {whole} bytes have arrived. It is carried once it is whole."),
                {"size": size, "whole": parcel.size},
            )
        )
    if size > parcel.size:
        raise _NotCarried(
            Message(N_("It is longer than its first line says, so it was changed. Ask the sender for a new one."))
        )
    strange = sum(one not in run.relay.labels for one in (parcel.sender, *parcel.to))
    if strange:
        raise _NotCarried(
            Message(
                N_(
                    "It bears labels that this relay does not know: {n}. If a member joined, give the relay the newest labels; "
                    "else take it away."
                ),
                {"n": strange},
            )
        )
    return parcel


def _read_claimed(run: _Run, path: Path) -> tuple[Parcel, str]:
    with read_plain(path) as stream:
        parcel = _labels(run, stream.read(LARGEST_LINE + 1), os.fstat(stream.fileno()).st_size)
        stream.seek(0)
        return parcel, to_base64url(_hashed(stream))


def _hashed(stream: BinaryIO, copy: BinaryIO | None = None) -> bytes:
    hashed = hashlib.sha256()
    while piece := stream.read(_PIECE):
        hashed.update(piece)
        if copy is not None:
            copy.write(piece)
    return hashed.digest()


def _carry(run: _Run, claimed: Path, name: str, parcel: Parcel, digest: str) -> None:
    for label in parcel.to:
        _copy(claimed, run.relay.going / f"{digest}.{label}", digest)
    sync_folder(run.relay.going)
    line = ReceiptLine(
        digest=digest,
        number=len(run.journal) + 1,
        sender=parcel.sender,
        size=parcel.size,
        time=run.clock().replace(microsecond=0),
        to=parcel.to,
    )
    add_line(run.relay.journal, line)
    run.journal.append(line)
    run.known[digest] = line
    for label in parcel.to:
        _lay_ready(run, line, label)
    claimed.unlink()
    places = run.relay.places
    to = tuple(places[one] for one in parcel.to)
    run.carried.append(CarriedFile(name, digest, parcel.size, places[parcel.sender], to))


def _copy(source: Path, path: Path, digest: str) -> None:
    path.unlink(missing_ok=True)
    with read_plain(source) as stream, new_file(path, private=False) as copy:
        found = to_base64url(_hashed(stream, copy))
        copy.flush()
        os.fsync(copy.fileno())
    if found != digest:
        path.unlink()
        raise Surroundings(N_("A file changed while it was being carried. Start the relay again."))


def _lay_ready(run: _Run, line: ReceiptLine, label: str) -> None:
    place = run.relay.place(label)
    place.mkdir(parents=True, exist_ok=True)
    number = sum(label in (one.sender, *one.to) for one in run.journal[: line.number])
    copy = run.relay.going / f"{line.digest}.{label}"
    copy.replace(place / f"{number:06d}-{line.digest[:12]}.dpact")
    sync_folder(place)


def _write_receipts(run: _Run) -> None:
    """Renew the receipts of every member of which lines are new, or whose file is gone."""
    for label in sorted(run.relay.labels):
        about = lines_about(run.journal, label)
        heads = about.heads
        path = run.relay.place(label) / RECEIPTS
        if not about.lines or _head_in(path) == heads[-1]:
            continue
        first = max(0, len(about.lines) - MOST_LINES)
        payload = ReceiptsPayload(
            before=heads[first],
            key=public_point(run.relay.key.public_key()),
            label=label,
            lines=about.lines[first:],
            network=run.relay.network,
            time=run.clock().replace(microsecond=0),
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, write_receipts(payload, run.relay.key), private=False)


def _head_in(path: Path) -> str | None:
    try:
        return read_receipts(read_whole(path, limit=ReceiptsPayload.largest)).heads[-1]
    except DataPactError:
        return None
