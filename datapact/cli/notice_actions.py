"""What the commands of notices do and print."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from datapact.agreements.vocabulary import label_of_iri
from datapact.cli.output import emit, table
from datapact.cli.session import acting
from datapact.consent import notices
from datapact.consent.asking import purpose_name
from datapact.consent.notice_file import beside, notice_from, read_notice
from datapact.consent.notices import Notice
from datapact.errors import WrongUse
from datapact.files import read_whole
from datapact.parties.references import reference_names
from datapact.texts import N_, _, current_language

_LARGEST = 256 * 1024


def add_notice(file: Path) -> None:
    values = read_notice(read_whole(file, limit=_LARGEST))
    with acting() as member, member.vault.write() as session:
        made = notice_from(session, values, member.organisation, beside(file.parent))
        recorded = notices.record_notice(member, session, made)
    emit(
        as_json(recorded), [_("Recorded: {title}, version {version}.", title=recorded.title, version=recorded.version)]
    )


def list_notices() -> None:
    with acting() as member, member.vault.read() as session:
        found = list(notices.notices(session).values())
    rows = [
        [
            one.key,
            one.version,
            one.title,
            one.valid_from.isoformat(),
            one.invalid_from.isoformat() if one.invalid_from else "",
        ]
        for one in found
    ]
    headings = [_("Key"), _("Version"), _("Title"), _("Valid from"), _("Not valid from")]
    emit([as_json(one) for one in found], table(rows, headings) if rows else [_("No notices are on file.")])


def show_notice(key: str, version: str) -> None:
    with acting() as member, member.vault.read() as session:
        found = notices.notice_of(session, key, version)
        names = reference_names(session)
    shown = as_json(found)
    told = {
        _("Notice"): f"{found.key}, {_('version {version}', version=found.version)}",
        _("Title"): found.title,
        _("Controllers"): ", ".join(names.get(one, one) for one in found.controllers),
        _("Recipients"): ", ".join(names.get(one, one) for one in found.recipients),
        _("Purposes"): ", ".join(str(purpose_name(one)) for one in found.purposes),
        _("Data categories"): ", ".join(label_of_iri(one).text(current_language()) for one in found.categories),
        _("Transfers"): found.transfers,
        _("Withdrawal"): found.withdrawal,
        _("Retention"): found.retention,
        _("Law"): found.jurisdiction,
        _("Rights"): found.rights,
        _("Contact"): found.contact,
        _("Valid from"): shown["valid_from"],
        _("Not valid from"): shown["invalid_from"],
        _("Reason"): found.reason,
        _("Entry"): found.entry,
    }
    lines = [f"{name}: {value}" for name, value in told.items() if value]
    for text in found.texts:
        lines += ["", f"[{text.language}] {text.title}", text.text or text.reference or text.file]
    emit(shown, lines)


def invalidate(key: str, version: str, day: str, reason: str) -> None:
    try:
        first = date.fromisoformat(day)
    except ValueError:
        raise WrongUse(N_("“{value}” is not a day. Write it as 2026-12-31."), value=day[:40]) from None
    with acting() as member, member.vault.write() as session:
        found = notices.invalidate_notice(member, session, key, version, day=first, reason=reason)
    emit(
        as_json(found),
        [_("Notice {notice}, version {version}, is not valid from {day}.", notice=key, version=version, day=day)],
    )


def as_json(notice: Notice) -> dict[str, Any]:
    """A notice as the --json shapes have it."""
    return {
        "notice": notice.key,
        "version": notice.version,
        "title": notice.title,
        "texts": [
            {"language": one.language, "title": one.title, "text": one.text, "file": one.file}
            | {"reference": one.reference}
            for one in notice.texts
        ],
        "controllers": list(notice.controllers),
        "recipients": list(notice.recipients),
        "purposes": list(notice.purposes),
        "categories": list(notice.categories),
        "transfers": notice.transfers,
        "withdrawal": notice.withdrawal,
        "retention": notice.retention,
        "jurisdiction": notice.jurisdiction,
        "rights": notice.rights,
        "contact": notice.contact,
        "valid_from": notice.valid_from.isoformat(),
        "invalid_from": "" if notice.invalid_from is None else notice.invalid_from.isoformat(),
        "reason": notice.reason,
        "entry": notice.entry,
    }
