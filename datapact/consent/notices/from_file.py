"""A notice from a TOML file; names of parties are looked up, files beside it are attached."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from datapact.base.errors import Malformed, WrongUse
from datapact.base.files import read_whole
from datapact.base.texts import N_
from datapact.consent.notices.notice import Notice, NoticeText
from datapact.consent.terms.purposes import full_iri
from datapact.organisation.partners.references import find_reference
from datapact.vault.database.entries import put_attachment
from datapact.vault.database.session import Session

LARGEST_FILE = 16 * 1024 * 1024
_LISTS = frozenset({"controllers", "recipients", "purposes", "categories"})
_TEXTS = frozenset({"transfers", "withdrawal", "retention", "jurisdiction", "rights", "contact"})
_NEEDED = frozenset({"key", "version", "valid_from", "texts"})
_OF_TEXT = frozenset({"language", "title", "text", "file", "reference"})
_MEDIA = {".pdf": "application/pdf", ".txt": "text/plain", ".html": "text/html", ".md": "text/markdown"}


def read_notice(data: bytes) -> dict[str, Any]:
    """The members of a notice file; raises Malformed naming the first that is missing, unknown or of the wrong shape."""
    try:
        values = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise Malformed(N_("The notice is not a TOML file. See docs/examples/notice.toml.")) from None
    for name in sorted(_NEEDED - values.keys()):
        raise _wrong(name)
    for name, value in values.items():
        if not _is_right(name, value):
            raise _wrong(name)
    return values


def _is_right(name: str, value: object) -> bool:
    if name in ("key", "version"):
        return isinstance(value, str) and 0 < len(value) <= 100 and " " not in value and value.isprintable()
    if name == "valid_from":
        return type(value) is date
    if name in _LISTS:
        return isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value)
    if name == "texts":
        return isinstance(value, list) and bool(value) and all(_is_text(one) for one in value)
    return name in _TEXTS and isinstance(value, str)


def _is_text(value: object) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() <= _OF_TEXT
        and {"language", "title"} <= value.keys()
        and all(isinstance(one, str) for one in value.values())
    )


def _wrong(name: str) -> Malformed:
    return Malformed(N_("The notice file is not valid at {name}. See docs/examples/notice.toml."), name=name[:50])


def notice_from(session: Session, values: Mapping[str, Any], own: str, read: Callable[[str], bytes]) -> Notice:
    """The notice of checked members, its files stored as attachments; ``read`` gives the bytes of a file that it names.

    Controllers are parties that we know; an empty name is our own organisation ``own``. Recipients may be any words.
    Raises Malformed for a file that is not what its name says, WrongUse for a party that is not known.
    """
    lists: dict[str, Any] = {name: tuple(one.strip() for one in values.get(name, ())) for name in _LISTS}
    lists["purposes"] = tuple(full_iri(one) for one in lists["purposes"])
    lists["controllers"] = tuple(_party(session, one, own) for one in lists["controllers"]) or (own,)
    texts: dict[str, Any] = {name: values.get(name, "") for name in _TEXTS}
    return Notice(
        key=values["key"],
        version=values["version"],
        texts=tuple(_text(session, one, read) for one in values["texts"]),
        valid_from=values["valid_from"],
        **lists,
        **texts,
    )


def _party(session: Session, text: str, own: str) -> str:
    return own if text.casefold() == "self" else find_reference(session, text, own=True)


def _text(session: Session, value: Mapping[str, str], read: Callable[[str], bytes]) -> NoticeText:
    named = value.get("file", "")
    digest = _stored(session, named, read(named)) if named else ""
    return NoticeText(value["language"], value["title"], value.get("text", ""), digest, value.get("reference", ""))


def _stored(session: Session, name: str, data: bytes) -> str:
    media = _media(name)
    if media == "application/pdf" and not data.startswith(b"%PDF-"):
        raise Malformed(N_("{file} is not a PDF. Choose the text as people were given it."), file=name[:100])
    return put_attachment(session, data, media)


def _media(name: str) -> str:
    return _MEDIA.get(Path(name).suffix.lower(), "application/octet-stream")


def file_reader(folder: Path) -> Callable[[str], bytes]:
    """Reads files by names relative to a folder; raises WrongUse for a name that leads out of it."""

    def read(name: str) -> bytes:
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise WrongUse(N_("{file} is not beside the notice file. Put it there."), file=name[:100])
        return read_whole(folder / name, limit=LARGEST_FILE)

    return read
