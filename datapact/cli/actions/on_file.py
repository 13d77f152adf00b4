"""What the commands of notices, authorisations, legal bases and facts do and print."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from datapact.base.errors import WrongUse
from datapact.base.files import read_whole
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import N_, _, current_language
from datapact.cli.kit.output import emit, table
from datapact.cli.kit.session import acting
from datapact.consent.facts import compliance_records
from datapact.consent.facts.facts import Authorisation, Basis, FactOnFile
from datapact.consent.matrix.question_form import purpose_name
from datapact.consent.notices import notices
from datapact.consent.notices.form import add_from_toml
from datapact.consent.notices.from_file import beside
from datapact.consent.notices.notice import Notice
from datapact.consent.views.compliance_record_form import put_on_file
from datapact.consent.views.compliance_record_list import (
    ARTICLES,
    AUTHORISATIONS,
    DESPITE_RESTRICTION,
    FACTS,
    OPERATIONS,
    SPECIAL,
    country_names,
)
from datapact.contract.text.formatters import article
from datapact.contract.vocabulary.labels import label_of_iri
from datapact.organisation.partners.references import reference_names

_LARGEST = 256 * 1024


def add_notice(file: Path) -> None:
    data = read_whole(file, limit=_LARGEST)
    with acting() as member:
        recorded = add_from_toml(member, data, beside(file.parent))
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


def invalidate(key: str, version: str, day: date, reason: str) -> None:
    with acting() as member, member.vault.write() as session:
        found = notices.invalidate_notice(member, session, key, version, day=day, reason=reason)
    emit(
        as_json(found),
        [
            _(
                "Notice {notice}, version {version}, is not valid from {day}.",
                notice=key,
                version=version,
                day=day.isoformat(),
            )
        ],
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


def _as_json(part: Any) -> dict[str, Any]:
    shown = {}
    for one in fields(part):
        value = getattr(part, one.name)
        shown[one.name] = "" if value is None else value.isoformat() if isinstance(value, date) else value
    return shown


def _require(value: str, allowed: Collection[str]) -> None:
    if value not in allowed:
        raise WrongUse(
            N_("{value} cannot be chosen here. Choose one of: {allowed}."),
            value=value[:50] or "“”",
            allowed=", ".join(one for one in allowed if one),
        )


def add_authorisation(*, revocable: str, **given: Any) -> None:
    _require(given["sort"], AUTHORISATIONS)
    with acting() as member:
        made = put_on_file(member, Authorisation(**given), revocable=revocable)
    emit(_as_json(made), [_("On file: {key}", key=made.key)])


def revoke(key: str, on: date | None) -> None:
    with acting() as member, member.vault.write() as session:
        now = member.clock()
        day = on if on is not None else day_of(now, local_zone(now))
        made = compliance_records.revoke_authorisation(member, session, key, day)
    emit(_as_json(made), [_("Revoked from {day}: {key}", day=day.isoformat(), key=made.key)])


def add_legal_basis(**given: Any) -> None:
    for name, words in (("article", ARTICLES), ("operation", OPERATIONS)):
        _require(given[name], words)
    for name, words in (("special", SPECIAL), ("despite_restriction", DESPITE_RESTRICTION)):
        _require(given[name], ("", *words))
    with acting() as member:
        made = put_on_file(member, Basis(**given))
    emit(_as_json(made), [_("On file: {key}", key=made.key)])


def add_fact(**given: Any) -> None:
    _require(given["sort"], FACTS)
    with acting() as member:
        made = put_on_file(member, FactOnFile(**given))
    emit(_as_json(made), [_("On file: {key}", key=made.key)])


def list_authorisations() -> None:
    with acting() as member, member.vault.read() as session:
        names, found = reference_names(session), compliance_records.authorisations(session)
    rows = [
        [
            one.key,
            _word(AUTHORISATIONS, one.sort),
            one.dataset,
            names.get(one.partner, one.partner),
            one.granted_by,
            _period(one),
            _text(one.revoked),
        ]
        for one in found
    ]
    headings = [_("Key"), _("Sort"), _("Dataset"), _("Partner"), _("Granted by"), _("Valid"), _("Revoked")]
    emit([_as_json(one) for one in found], _listed(rows, headings))


def list_legal_bases() -> None:
    with acting() as member, member.vault.read() as session:
        names, found = reference_names(session), compliance_records.legal_bases(session)
    rows = [
        [
            one.key,
            names.get(one.controller, one.controller),
            one.dataset,
            _purpose(one.purpose),
            _articles(one),
            _period(one),
        ]
        for one in found
    ]
    headings = [_("Key"), _("Controller"), _("Dataset"), _("Purpose"), _("Article"), _("Valid")]
    emit([_as_json(one) for one in found], _listed(rows, headings))


def list_facts() -> None:
    with acting() as member, member.vault.read() as session:
        names, found = reference_names(session), compliance_records.facts_on_file(session)
    rows = [
        [one.key, _fact(one.sort), _about(one.about, names), one.dataset, one.reference, _period(one)] for one in found
    ]
    headings = [_("Key"), _("Sort"), _("About"), _("Dataset"), _("Reference"), _("Valid")]
    emit([_as_json(one) for one in found], _listed(rows, headings))


def _listed(rows: Sequence[Sequence[str]], headings: Sequence[str]) -> list[str]:
    return table(rows, headings) if rows else [_("Nothing of this kind is on file.")]


def _word(words: Mapping[str, str], sort: str) -> str:
    return _(words[sort]) if sort in words else sort


def _fact(sort: str) -> str:
    return _(FACTS[sort][0]) if sort in FACTS else sort


def _about(about: str, names: Mapping[str, str]) -> str:
    return names.get(about) or country_names().get(about, about)


def _purpose(purpose: str) -> str:
    return str(purpose_name(purpose)) if purpose else ""


def _articles(basis: Basis) -> str:
    return ", ".join(article(one, current_language()) for one in (basis.article, basis.special) if one)


def _period(one: Any) -> str:
    if one.valid_to is None:
        return _("from {day}", day=_text(one.valid_from)) if one.valid_from is not None else ""
    if one.valid_from is None:
        return _("until {day}", day=_text(one.valid_to))
    return f"{_text(one.valid_from)} – {_text(one.valid_to)}"


def _text(day: date | None) -> str:
    return "" if day is None else day.isoformat()
