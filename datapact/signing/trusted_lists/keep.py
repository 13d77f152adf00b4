"""The lists at hand on this computer: signed files in a folder, each verified before it is kept and again when it is asked.

They belong to the device, never to a vault: none is synced or received, and nothing is ever fetched.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from datapact.base.errors import Damaged, Malformed
from datapact.base.files import make_private_folder, read_whole, write_whole
from datapact.base.texts import N_
from datapact.signing.trusted_lists.listed import Imported, ListHead
from datapact.signing.trusted_lists.read import LARGEST, UNION, read_head, verified_lotl, verified_services

_LOTL: Final = "EU.xml"
_PIVOT: Final = "pivot-"


def import_lists(files: Mapping[str, bytes], folder: Path) -> tuple[Imported, ...]:
    """Verify the lists and keep the newer ones, all or none; ``files`` are contents by name, in any order.

    Earlier lists of lists among them count as steps from the anchors of the Official Journal to the newest one. Raises
    Malformed for a file that is no list, for a list that nobody entitled has signed, and where the list of lists is missing.
    """
    heads = {name: _named(name, data) for name, data in files.items()}
    unions = {name: head for name, head in heads.items() if head.territory == UNION}
    at_hand = _read(folder / _LOTL)
    known = [(head, files[name]) for name, head in unions.items()]
    if at_hand is not None:
        known.append((read_head(at_hand), at_hand))
    if not known:
        raise Malformed(N_("Import the European Commission's list of lists first, or together with these."))
    known.sort(key=lambda one: one[0].sequence)
    newest = known[-1][1]
    earlier = [data for _head, data in known[:-1]] + _pivots(folder)
    lotl = verified_lotl(newest, earlier)
    taken: dict[str, bytes] = {}
    report: list[Imported] = []
    for name, data in files.items():
        head = heads[name]
        if head.territory == UNION:
            fresh = data == newest and data != at_hand
            taken[_LOTL if data == newest else f"{_PIVOT}{head.sequence}.xml"] = data
            report.append(Imported(name, head, fresh))
            continue
        verified_services(data, lotl)
        kept = _read(folder / f"{head.territory}.xml")
        fresh = kept is None or read_head(kept).sequence < head.sequence
        if fresh and (taken.get(f"{head.territory}.xml") is None or _newer(head, taken[f"{head.territory}.xml"])):
            taken[f"{head.territory}.xml"] = data
        report.append(Imported(name, head, fresh))
    folder.parent.mkdir(parents=True, exist_ok=True)
    make_private_folder(folder)
    for name, data in taken.items():
        write_whole(folder / name, data)
    return tuple(report)


def heads_at_hand(folder: Path) -> tuple[ListHead, ...]:
    """The lists of a folder by territory, the list of lists first; a file that is none is passed over."""
    found: list[ListHead] = []
    for path in sorted(folder.glob("*.xml")):
        if not path.name.startswith(_PIVOT) and (data := _read(path)) is not None:
            try:
                found.append(read_head(data))
            except Damaged:
                continue
    return tuple(sorted(found, key=lambda one: (one.territory != UNION, one.territory)))


def list_of(folder: Path, territory: str) -> tuple[bytes, bytes, list[bytes]] | None:
    """The list of a territory, the list of lists, and the steps to it; None where one of both is not at hand."""
    national = _read(folder / f"{territory}.xml") if territory.isalpha() and len(territory) == 2 else None
    lotl = _read(folder / _LOTL)
    return None if national is None or lotl is None else (national, lotl, _pivots(folder))


def _newer(head: ListHead, other: bytes) -> bool:
    return head.sequence > read_head(other).sequence


def _named(name: str, data: bytes) -> ListHead:
    try:
        return read_head(data)
    except Damaged as error:
        raise Malformed(N_("{name}: {reason}"), name=name, reason=error.message) from error


def _pivots(folder: Path) -> list[bytes]:
    return [data for path in sorted(folder.glob(f"{_PIVOT}*.xml")) if (data := _read(path)) is not None]


def _read(path: Path) -> bytes | None:
    return read_whole(path, limit=LARGEST) if path.is_file() else None
