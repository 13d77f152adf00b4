"""The makers whose releases this computer believes: the root of their keys, shipped or taken in after its fingerprint was compared.

A root is a file of TUF that names keys and signs itself. What a person takes in is compared by its fingerprint first,
as a partner's card is.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from datapact.base.errors import AnswerNo, Malformed, WrongUse
from datapact.base.files import read_whole, surroundings, write_whole
from datapact.base.resources import data_folder
from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_
from datapact.base.user_folders import data_home
from datapact.organisation.identity.fingerprint import fingerprint, parse_fingerprint

LARGEST_ROOT = 512_000  # bytes, as TUF's own client has it


def updates_folder() -> Path:
    """The folder in which this computer keeps what it believes about releases; it need not exist."""
    return data_home() / "updates"


def make_updates_folder(inner: str = "") -> Path:
    """The folder for updates, or one in it, made where it is missing; raises Surroundings."""
    folder = updates_folder() / inner
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise surroundings(error, folder) from error
    return folder


def known_root() -> bytes:
    """The root to begin from: that of a person, else the shipped one; raises WrongUse where there is neither."""
    for file in (updates_folder() / "makers.json", data_folder() / "updates" / "root.json"):
        if file.is_file():
            return read_whole(file, limit=LARGEST_ROOT)
    raise WrongUse(
        N_(
            "This program does not know its makers' keys yet. Take in their file root.json: datapact update trust FILE --fingerprint DIGITS."
        )
    )


def fingerprint_of(root: bytes) -> str:
    """The fingerprint of the keys that a root names for itself; raises Malformed for what is no root or not signed by them."""
    from tuf.api.exceptions import RepositoryError
    from tuf.api.metadata import Metadata, Root

    try:
        read: Metadata[Root] = Metadata.from_bytes(root)
        if not isinstance(read.signed, Root):
            raise _no_root()
        read.verify_delegate(Root.type, read)
        keys = sorted(read.signed.roles[Root.type].keyids)
    except (RepositoryError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _no_root() from None
    return fingerprint(to_base64url(hashlib.sha256("\n".join(keys).encode()).digest()))


def look_at_makers(file: Path) -> tuple[bytes, str]:
    """A root file and its fingerprint; raises Malformed for what is none, Surroundings."""
    root = read_whole(file, limit=LARGEST_ROOT)
    return root, fingerprint_of(root)


def trust(file: Path, compared: str) -> str:
    """Believe the makers of a root file from now on; ``compared`` is the fingerprint that a person has from them.

    Returns the fingerprint. Raises AnswerNo with that of the file when it is another or none was given, Malformed.
    """
    root, found = look_at_makers(file)
    if not compared:
        raise AnswerNo(
            N_(
                "The fingerprint of these makers is {fingerprint}. Compare it with what they publish elsewhere, and give it with --fingerprint. Nothing was changed."
            ),
            fingerprint=found,
        )
    if parse_fingerprint(compared) != found:
        raise AnswerNo(
            N_("The fingerprint of this file is {fingerprint}, another than you have. Nothing was changed."),
            fingerprint=found,
        )
    folder = make_updates_folder()
    for old in (folder / "metadata").rglob("*.json"):
        old.unlink()  # what was believed of other makers' releases
    write_whole(folder / "makers.json", root)
    return found


def _no_root() -> Malformed:
    return Malformed(N_("This is no file of makers' keys, or it is damaged. Ask the makers of DataPact for it."))
