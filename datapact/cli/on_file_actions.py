"""What the commands authorisation, legal-basis and fact do and print."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from datapact.agreements.formatters import article
from datapact.cli.output import emit, table
from datapact.cli.session import acting
from datapact.consent import on_file
from datapact.consent.asking import purpose_name
from datapact.consent.moments import day_of, local_zone
from datapact.consent.on_file_form import put_on_file
from datapact.consent.on_file_words import (
    ARTICLES,
    AUTHORISATIONS,
    DESPITE_RESTRICTION,
    FACTS,
    OPERATIONS,
    SPECIAL,
    country_names,
)
from datapact.consent.world import Authorisation, Basis, FactOnFile
from datapact.errors import WrongUse
from datapact.parties.references import reference_names
from datapact.texts import N_, _, current_language


def _days(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.date() if isinstance(value, datetime) else value for name, value in given.items()}


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
        made = put_on_file(member, Authorisation(**_days(given)), revocable=revocable)
    emit(_as_json(made), [_("On file: {key}", key=made.key)])


def revoke(key: str, on: datetime | None) -> None:
    with acting() as member, member.vault.write() as session:
        now = member.clock()
        day = on.date() if on is not None else day_of(now, local_zone(now))
        made = on_file.revoke_authorisation(member, session, key, day)
    emit(_as_json(made), [_("Revoked from {day}: {key}", day=day.isoformat(), key=made.key)])


def add_legal_basis(**given: Any) -> None:
    for name, words in (("article", ARTICLES), ("operation", OPERATIONS)):
        _require(given[name], words)
    for name, words in (("special", SPECIAL), ("despite_restriction", DESPITE_RESTRICTION)):
        _require(given[name], ("", *words))
    with acting() as member:
        made = put_on_file(member, Basis(**_days(given)))
    emit(_as_json(made), [_("On file: {key}", key=made.key)])


def add_fact(**given: Any) -> None:
    _require(given["sort"], FACTS)
    with acting() as member:
        made = put_on_file(member, FactOnFile(**_days(given)))
    emit(_as_json(made), [_("On file: {key}", key=made.key)])


def list_authorisations() -> None:
    with acting() as member, member.vault.read() as session:
        names, found = reference_names(session), on_file.authorisations(session)
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
        names, found = reference_names(session), on_file.legal_bases(session)
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
        names, found = reference_names(session), on_file.facts_on_file(session)
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
