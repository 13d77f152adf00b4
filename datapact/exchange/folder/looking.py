"""Files in shared folders: new files of partners, and why others are left alone.

Nothing is believed by its name or time: a file counts by what opens and verifies. A half-written one opens for nobody, so it is
looked at again; only one that stays so is named. Files are read, never changed, moved or removed: the folder is the
partner's, too.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from datapact.base.errors import Damaged, DataPactError, MissingEntries, NotForUs, Surroundings, TooLarge
from datapact.base.files import read_plain, surroundings
from datapact.base.strictjson import sha256_of
from datapact.base.texts import N_, Message, counted
from datapact.exchange.bundle.bundle import Refused
from datapact.exchange.folder.places import SharedFolder, done_with, folders_in, note_done
from datapact.exchange.receive.many import CARD, ENDINGS, LARGEST_FILE
from datapact.exchange.receive.preview import BundlePreview, preview_file
from datapact.organisation.acting.acting_member import reads_only
from datapact.organisation.identity.card import read_card

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

type State = Literal["new", "done", "ours", "others", "waiting", "conflict", "refused"]
"""``new``: brings something; ``done``: brings nothing (more); ``ours``: we sealed it; ``others``: sealed for others; ``waiting``:
perhaps half-written; ``conflict``: a copy that a program for shared folders made; ``refused``: opens for nobody, or is no file of
ours to take in."""
_STATE_WORDS: dict[State, str] = {
    "new": N_("new"),
    "done": N_("taken in"),
    "ours": N_("from us"),
    "others": N_("for somebody else"),
    "waiting": N_("being written"),
    "conflict": N_("left alone"),
    "refused": N_("cannot be taken in"),
}

FRESH = 3.0
"""Seconds for which a file that has just changed is left alone."""
PATIENCE = 600.0
"""Seconds after which a file that still does not open is named."""
MOST = 2_000
"""Files of a folder that are looked at; of more, the newest."""
_CONFLICT = re.compile(
    r"conflicted copy|in konflikt stehende kopie|\(konflikt|\(conflict|_conflict-\d|\.sync-conflict-\d|\[conflict|case conflict",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """The stamp by which a changed file is told, without reading it."""

    size: int
    """Bytes."""
    changed: int
    """Time of its last change, in nanoseconds, as the file system says."""
    inode: int
    """Its number there; another one after a rename over it."""


@dataclass(frozen=True, slots=True)
class LyingFile:
    """A file in a shared folder."""

    path: Path
    """Where it lies."""
    partner: str
    """Name of the partner with whom the folder is shared."""
    state: State
    """What it is to us."""
    lines: tuple[Message, ...] = ()
    """What it brings, or why it is left alone."""
    sender: str = ""
    """Name of whoever sealed it, where that is verified."""


def state_words(one: LyingFile) -> Message:
    """The state of a file."""
    return Message(_STATE_WORDS[one.state])


@dataclass(frozen=True, slots=True)
class Known:
    """The finding on a file at an earlier look."""

    stamp: Stamp
    """As it was then."""
    since: float
    """When it was seen with this stamp first, in seconds."""
    digest: str
    """Of its bytes; empty where they were not read."""
    file: LyingFile | None
    """The answer, where it holds as long as the stamp stays."""


@dataclass(slots=True)
class Memory:
    """The memory of one look for the next; a new one each time is fine, too, and slower."""

    known: dict[Path, Known] = field(default_factory=dict)
    """By path."""

    def forget_open(self) -> None:
        """Judge files anew that are not settled: the vault has changed, and they may bring other things now, or none."""
        self.known = {
            path: one if one.file is not None and one.file.state not in ("new", "refused") else replace(one, file=None)
            for path, one in self.known.items()
        }


@dataclass(frozen=True, slots=True)
class Look:
    """The findings of a look at all shared folders."""

    files: tuple[LyingFile, ...]
    """In the order of folders and names."""
    away: tuple[tuple[SharedFolder, Message], ...]
    """Folders that cannot be read now, and why: normal for a share without a connection."""

    def of_state(self, state: State) -> tuple[LyingFile, ...]:
        """The files in a state."""
        return tuple(one for one in self.files if one.state == state)


def look(acting: Acting, now: float, memory: Memory | None = None) -> Look:
    """Look at the shared folders of this member; ``now`` is the time of this computer in seconds (``time.time``).

    Nothing of the files is in the vault afterwards; only digests of those that are done are remembered.
    """
    memory = Memory() if memory is None else memory
    with acting.vault.read() as session:
        folders, done = folders_in(session, acting.member.id), done_with(session, acting.member.id)
    files: list[LyingFile] = []
    away: list[tuple[SharedFolder, Message]] = []
    seen: dict[Path, Known] = {}
    for one in folders:
        try:
            lying = _lying(one.folder)
        except DataPactError as error:
            away.append((one, error.message))
            seen |= {path: known for path, known in memory.known.items() if path.parent == one.folder}
            continue
        for path, stamp in lying:
            if path not in seen:  # two partners may share one folder
                known = _look_at(acting, one, path, stamp, memory.known, done, now)
                seen[path] = known
                files.append(known.file or LyingFile(path, one.name, "waiting", (_WAITING,)))
    memory.known = seen
    now_done = {known.digest for known in seen.values() if known.file and known.file.state == "done"}
    if (
        not away and now_done != done and not reads_only(acting.member.roles)
    ):  # what lies in a folder that is away is not gone
        note_done(acting, now_done)
    return Look(tuple(files), tuple(away))


_WAITING = Message(N_("It is perhaps still being written; it is looked at again."))
_COPY = Message(
    N_(
        "It is a copy that a program for shared folders made of two versions. Settle it there; the file itself is looked at."
    )
)


def _lying(folder: Path) -> list[tuple[Path, Stamp]]:
    """The files of a folder that may be ours to take in, by name: no links, no hidden and unfinished ones, none in folders."""
    found: list[tuple[Path, Stamp]] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith((".", "~")) or Path(entry.name).suffix.lower() not in ENDINGS:
                    continue
                try:
                    facts = entry.stat(follow_symlinks=False)
                except OSError:
                    continue  # gone meanwhile
                if stat.S_ISREG(facts.st_mode):
                    found.append((folder / entry.name, Stamp(facts.st_size, facts.st_mtime_ns, facts.st_ino)))
    except OSError as error:
        raise surroundings(error, folder) from error
    found = sorted(found, key=lambda one: one[1].changed, reverse=True)[:MOST]
    return sorted(found)


def _look_at(
    acting: Acting,
    shared: SharedFolder,
    path: Path,
    stamp: Stamp,
    before: Mapping[Path, Known],
    done: frozenset[str],
    now: float,
) -> Known:
    known = before.get(path)
    since = known.since if known is not None and known.stamp == stamp else now
    if known is not None and known.stamp == stamp and known.file is not None:
        return known
    if _CONFLICT.search(path.name):
        return Known(stamp, since, "", LyingFile(path, shared.name, "conflict", (_COPY,)))
    if stamp.size == 0 or 0 <= now - stamp.changed / 1e9 < FRESH:
        return Known(stamp, since, "", None)
    try:
        data = _read(path)
    except DataPactError as error:
        return Known(stamp, since, "", LyingFile(path, shared.name, "refused", (error.message,)))
    digest = sha256_of(data)
    if digest in done:
        return Known(stamp, since, digest, LyingFile(path, shared.name, "done"))
    file, may_be_cut = _judged(acting, shared, path, data)
    changed = stamp.changed / 1e9
    if may_be_cut and now - (changed if changed <= now else since) < PATIENCE:
        return Known(stamp, since, digest, None)
    return Known(stamp, since, digest, file)


def _read(path: Path) -> bytes:
    """The bytes of a file that is none of links, pipes or the like, also where something took its place; raises Surroundings, TooLarge."""
    try:
        with read_plain(path) as stream:
            data = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise surroundings(error, path) from error
    if len(data) > LARGEST_FILE:
        raise TooLarge(N_("The file {file} is larger than its format allows."), file=path.name)
    return data


def _judged(acting: Acting, shared: SharedFolder, path: Path, data: bytes) -> tuple[LyingFile, bool]:
    """What a file is to us, and whether the rest of it may be on its way: its bytes are not those that somebody sealed."""
    if path.suffix.lower() == CARD and _is_own_card(acting, data):
        return LyingFile(path, shared.name, "ours"), False
    found = preview_file(acting, data, path.name)
    if isinstance(found, Refused):
        told = (found.error.message,)
        if isinstance(found.error, MissingEntries):  # what it builds on may lie beside it
            return LyingFile(path, shared.name, "new", told), False
        if isinstance(found.error, NotForUs) and found.sender is None and found.stranger is None:
            return LyingFile(path, shared.name, "others", told), False
        is_damaged = isinstance(found.error, Damaged) and not isinstance(found.error, NotForUs)
        return LyingFile(path, shared.name, "refused", told), is_damaged
    if isinstance(found, BundlePreview):
        if found.sender == acting.organisation:
            return LyingFile(path, shared.name, "ours"), False
        lines = [
            counted(
                "{number} {title}: {n} new step",
                "{number} {title}: {n} new steps",
                len(one.steps),
                number=one.number,
                title=one.title,
            )
            for one in found.agreements
            if one.steps
        ]
        state: State = "new" if found.has_news else "done"
        return LyingFile(path, shared.name, state, (*lines, *found.notices), found.sender_name), False
    name = found.card.profile.name
    card = Message(N_("Card of {name}"), {"name": name})
    return LyingFile(path, shared.name, "new" if found.news in ("new", "newer") else "done", (card,), name), False


def _is_own_card(acting: Acting, data: bytes) -> bool:
    try:
        return read_card(data).organisation == acting.organisation
    except Surroundings:
        raise
    except DataPactError:
        return False


def paths_of(files: Iterable[LyingFile]) -> tuple[Path, ...]:
    """The paths of these files."""
    return tuple(one.path for one in files)
