"""The form for one version of a notice, with its text as a file in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from datapact.base.errors import WrongUse
from datapact.base.texts import N_
from datapact.consent.notices.from_file import notice_from, read_notice
from datapact.consent.notices.notice import Notice
from datapact.consent.notices.notices import notices, record_notice

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

LISTS = ("purposes", "recipients", "categories")
TEXTS = ("transfers", "withdrawal", "retention", "rights", "contact", "jurisdiction")


@dataclass(frozen=True, slots=True)
class NoticeForm:
    """The form's content: ``files`` are name and bytes of the text by language, ``more`` members of LISTS and TEXTS."""

    key: str
    """Short name without spaces, the same for all versions."""
    version: str
    """Without spaces, at most 100 characters."""
    title: str
    """The same in all languages."""
    valid_from: date
    """First local day on which people were told this."""
    languages: tuple[str, ...] = ("de",)
    """Codes such as ``de``; a text is made for each."""
    text: str = ""
    """The words of the notice, the same in all languages; may be empty."""
    reference: str = ""
    """Place where it can be read, such as an address on the web; may be empty."""
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict, hash=False)
    controllers: tuple[str, ...] = ()
    """References; empty for our own house."""
    more: Mapping[str, Any] = field(default_factory=dict, hash=False)


def add_notice(acting: Acting, form: NoticeForm) -> Notice:
    """Record a new version; raises WrongUse where it is on file already or a field is invalid, Locked."""
    texts = [
        {
            "language": language,
            "title": form.title.strip(),
            "text": form.text,
            "reference": form.reference.strip(),
            **({"file": form.files[language][0]} if language in form.files else {}),
        }
        for language in form.languages
    ]
    values: dict[str, Any] = {
        "key": form.key.strip(),
        "version": form.version.strip(),
        "valid_from": form.valid_from,
        "texts": texts,
        "controllers": list(form.controllers),
        **{name: [one for one in form.more.get(name, ()) if one.strip()] for name in LISTS},
        **{name: str(form.more.get(name, "")) for name in TEXTS},
    }
    for name in ("key", "version"):
        if not values[name] or " " in values[name] or not values[name].isprintable() or len(values[name]) > 100:
            raise WrongUse(N_("Give the notice a short name and a version, each without spaces, such as study and 2."))
    data = dict(form.files.values())
    with acting.vault.write() as session:
        if (values["key"], values["version"]) in notices(session):
            raise WrongUse(
                N_("Notice {notice}, version {version}, is on file already. Give the new text a new version."),
                notice=values["key"],
                version=values["version"],
            )
        return record_notice(acting, session, notice_from(session, values, acting.organisation, data.__getitem__))


def add_from_toml(acting: Acting, data: bytes, read: Any) -> Notice:
    """Record a version from a notice file (docs/examples/notice.toml); ``read`` gives the bytes of files it names."""
    values = read_notice(data)
    with acting.vault.write() as session:
        return record_notice(acting, session, notice_from(session, values, acting.organisation, read))
