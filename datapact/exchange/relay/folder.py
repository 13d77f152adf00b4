"""The folder of a relay: what lies where in it, whose labels it knows, and the key of its receipts.

``incoming`` takes files, ``outgoing`` has one folder a member, ``relay`` is the relay's own. All lie on one disk, so that a
file goes from one to the next by a rename: there whole or not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, ClassVar

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from datapact.base.errors import AnswerNo, Damaged, Malformed, Surroundings, WrongUse
from datapact.base.file_names import free_name, stem
from datapact.base.files import make_private_folder, read_whole, surroundings, write_whole
from datapact.base.format import Bounds, Format, Shown, part
from datapact.base.strictjson import from_base64url, to_base64url
from datapact.base.texts import N_
from datapact.exchange.relay.label_list import KnownLabels
from datapact.organisation.identity.certificate_authority import new_key
from datapact.organisation.network.directory_file import MOST_VERSIONS
from datapact.organisation.network.labels import Label, is_label

INCOMING, OUTGOING, OWN = "incoming", "outgoing", "relay"
RECEIPTS = "receipts.dpreceipts"
_STATE = "relay.json"
_LONGEST = 60


@part
class _Place:
    folder: str
    label: Label


@part
class _State(Format):
    file_kind: ClassVar = "datapact-relay"
    malformed: ClassVar = N_(
        "The relay's own file is damaged (relay/relay.json). Restore it from a copy, or begin a relay in a new folder."
    )

    key: str
    labels: tuple[Label, ...]
    network: Annotated[str, Shown({}, is_label)]
    places: tuple[_Place, ...]
    version: Annotated[int, Bounds(1, MOST_VERSIONS)]


@dataclass(frozen=True, slots=True)
class Relay:
    """A relay's folder, read."""

    folder: Path
    """Where it lies."""
    network: str
    """Id of the network that it carries for."""
    version: int
    """Of the directory by which it sorts."""
    labels: frozenset[str]
    """Of the members by that directory."""
    places: Mapping[str, str] = field(hash=False)
    """Names of folders in ``outgoing`` by label, of former members, too."""
    key: ec.EllipticCurvePrivateKey = field(repr=False, compare=False)
    """Signs its receipts."""

    @property
    def incoming(self) -> Path:
        """The folder in which senders put their files."""
        return self.folder / INCOMING

    @property
    def own(self) -> Path:
        """The relay's own folder."""
        return self.folder / OWN

    @property
    def claimed(self) -> Path:
        """Files taken out of ``incoming`` that are not yet laid ready."""
        return self.own / "claimed"

    @property
    def going(self) -> Path:
        """Copies for the recipients, each under digest and label, until it is moved to its place."""
        return self.own / "going"

    @property
    def again(self) -> Path:
        """Files that were carried before."""
        return self.own / "again"

    @property
    def journal(self) -> Path:
        """The journal of carried parcels, a line each."""
        return self.own / "journal.jsonl"

    def place(self, label: str) -> Path:
        """The folder of a member in ``outgoing``; raises Surroundings where a link lies there."""
        found = self.folder / OUTGOING / self.places[label]
        for folder in (found.parent, found):
            if folder.is_symlink():
                raise Surroundings(
                    N_("{file} is a link, and DataPact writes to nothing through a link. Remove it and try again."),
                    file=str(folder),
                )
        return found


def lock_of(folder: Path) -> Path:
    """The file that one relay at a time locks; makes the relay's own folder. Raises WrongUse, Surroundings."""
    if not folder.is_dir():
        raise WrongUse(N_("There is no folder {folder}. Check the name."), folder=str(folder))
    own = folder / OWN
    if own.is_symlink():
        raise Surroundings(
            N_("{file} is a link, and DataPact writes to nothing through a link. Remove it and try again."),
            file=str(own),
        )
    try:
        make_private_folder(own)
    except OSError as error:
        raise surroundings(error, own) from error
    return own / "relay.lock"


def open_relay(folder: Path, labels: KnownLabels | None) -> Relay:
    """The relay in a folder, which is made where ``labels`` are given and there is none; newer labels replace its own.

    Raises WrongUse without labels for a new relay, AnswerNo for those of another network or an older version, Damaged,
    Surroundings.
    """
    state = _read(folder)
    if state is None and labels is None:
        raise WrongUse(
            N_(
                "{folder} is no relay yet. Give it the labels of the network: the directory (.dpdir) or a list of labels "
                "(.dplabels)."
            ),
            folder=str(folder),
        )
    if labels is not None and (state is None or _is_news(state, labels)):
        state = _with_labels(state, labels)
        write_whole(folder / OWN / _STATE, state.write())
    assert state is not None
    relay = _relay(folder, state)
    try:
        for one in (relay.claimed, relay.going, relay.again):
            make_private_folder(one)
        relay.incoming.mkdir(exist_ok=True)
        (folder / OUTGOING).mkdir(exist_ok=True)
        for label in relay.labels:
            relay.place(label).mkdir(exist_ok=True)
    except OSError as error:
        raise surroundings(error, folder) from error
    return relay


def _read(folder: Path) -> _State | None:
    path = folder / OWN / _STATE
    if not path.exists():
        return None
    try:
        return _State.read(read_whole(path, limit=_State.largest))
    except Malformed:
        raise _State.refusal() from None


def _is_news(state: _State, labels: KnownLabels) -> bool:
    if labels.network != state.network:
        raise AnswerNo(
            N_("This relay carries for another network. Use a folder of its own for each network."),
        )
    if labels.version < state.version:
        raise AnswerNo(
            N_("These labels are of version {version} of the directory, and this relay has version {known}."),
            version=labels.version,
            known=state.version,
        )
    return True


def _with_labels(state: _State | None, labels: KnownLabels) -> _State:
    places = {one.label: one.folder for one in state.places} if state else {}
    for label, name in labels.names.items():
        places.setdefault(label, _folder_name(label, name, places.values()))
    return _State(
        key=_write_key(new_key()) if state is None else state.key,
        labels=tuple(sorted(labels.names)),
        network=labels.network,
        places=tuple(_Place(places[label], label) for label in sorted(places)),
        version=labels.version,
    )


def _folder_name(label: str, name: str, taken: Collection[str]) -> str:
    """A name that every system takes, readable, and nobody else's."""
    safe = stem(name, most=_LONGEST, otherwise=f"label-{label}")
    return safe if free_name(safe, taken) == safe else f"{safe} label-{label}"


def _relay(folder: Path, state: _State) -> Relay:
    places = {one.label: one.folder for one in state.places}
    safe = all(one and one not in (".", "..") and not set(one) & set("/\\\0") for one in places.values())
    if not safe or not places.keys() >= set(state.labels) or len(set(places.values())) != len(places):
        raise _State.refusal("places")
    return Relay(folder, state.network, state.version, frozenset(state.labels), places, _read_key(state.key))


def _write_key(key: ec.EllipticCurvePrivateKey) -> str:
    return to_base64url(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


def _read_key(text: str) -> ec.EllipticCurvePrivateKey:
    try:
        key: Any = load_der_private_key(from_base64url(text), None)
    except (ValueError, TypeError, Damaged):
        raise _State.refusal("key") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise _State.refusal("key")
    return key
