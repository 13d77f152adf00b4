"""The actions of the commands on notices, authorisations, legal bases and facts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from datapact.base.errors import WrongUse
from datapact.base.files import read_whole
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import N_, _, current_language
from datapact.cli.kit.columns import Column, Columns, as_object, as_table, emit_list, unseen
from datapact.cli.kit.known_keys import require_known
from datapact.cli.kit.otherwise import shown_otherwise
from datapact.cli.kit.output import emit
from datapact.cli.kit.purposes import purpose_names_today
from datapact.cli.kit.session import acting
from datapact.cli.printed.consent import NoticeShown
from datapact.cli.printed.decisions import (
    AuthorisationShown,
    FactRecorded,
    FactShown,
    LegalBasisRecorded,
    LegalBasisShown,
    PurposeLinkShown,
)
from datapact.cli.printed.words import Printed
from datapact.consent.facts import compliance_records
from datapact.consent.facts.contradictions import against_record
from datapact.consent.facts.facts import SEPARATE, Authorisation, BasisRecord, FactOnFile
from datapact.consent.facts.load_facts import facts_at
from datapact.consent.facts.purpose_links import NewLink, withdraw_link
from datapact.consent.notices import notices
from datapact.consent.notices.form import add_from_toml
from datapact.consent.notices.from_file import file_reader
from datapact.consent.notices.notice import Notice
from datapact.consent.terms.purpose_names import PurposeNames
from datapact.consent.views.compliance_record_form import keep_record
from datapact.consent.views.compliance_record_list import (
    ARTICLES,
    AUTHORISATIONS,
    DESPITE_RESTRICTION,
    FACTS,
    LINKS,
    OPERATIONS,
    SPECIAL,
    country_names,
)
from datapact.consent.views.purpose_link_form import sign_link
from datapact.contract.text.formatters import article
from datapact.contract.vocabulary.labels import label_of_iri
from datapact.history.entries.sharing_records import DOCUMENT_OUTCOMES, REQUESTERS
from datapact.organisation.partners.references import reference_names

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

_LARGEST = 256 * 1024


def add_notice(file: Path) -> None:
    data = read_whole(file, limit=_LARGEST)
    with acting() as member:
        recorded = add_from_toml(member, data, file_reader(file.parent))
    emit(
        as_object(recorded, _NOTICES, NoticeShown),
        [_("Recorded: {title}, version {version}.", title=recorded.title, version=recorded.version)],
    )


def list_notices() -> None:
    with acting() as member, member.vault.read() as session:
        found = list(notices.notices(session).values())
    emit_list(found, _NOTICES, N_("No notices are on file."))


def show_notice(key: str, version: str) -> None:
    with acting() as member, member.vault.read() as session:
        found = notices.notice_of(session, key, version)
        names = reference_names(session)
        called = purpose_names_today(session, member.clock(), datasets=None)
    shown = as_object(found, _NOTICES, NoticeShown)
    told = {
        _("Notice"): f"{found.key}, {_('version {version}', version=found.version)}",
        _("Title"): found.title,
        _("Controllers"): ", ".join(names.get(one, one) for one in found.controllers),
        _("Recipients"): ", ".join(names.get(one, one) for one in found.recipients),
        _("Purposes"): ", ".join(str(called.name(one)) for one in found.purposes),
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
        as_object(found, _NOTICES, NoticeShown),
        [
            _(
                "Notice {notice}, version {version}, is not valid from {day}.",
                notice=key,
                version=version,
                day=day.isoformat(),
            )
        ],
    )


_NOTICES: Columns[Notice] = (
    Column("notice", N_("Key"), value=lambda one: one.key),
    Column("version", N_("Version")),
    Column("title", N_("Title")),
    Column(
        "texts",
        value=lambda one: [
            {"language": text.language, "title": text.title, "text": text.text, "file": text.file}
            | {"reference": text.reference}
            for text in one.texts
        ],
    ),
    *unseen(
        "controllers",
        "recipients",
        "purposes",
        "categories",
        "transfers",
        "withdrawal",
        "retention",
        "jurisdiction",
        "rights",
        "contact",
    ),
    Column("valid_from", N_("Valid from")),
    Column("invalid_from", N_("Not valid from"), value=lambda one: one.invalid_from or ""),
    *unseen("reason", "entry"),
)


def _as_json[Shape](part: Any, shape: type[Shape]) -> Shape:
    shown = {}
    for one in fields(part):
        value = getattr(part, one.name)
        shown[one.name] = "" if value is None else value.isoformat() if isinstance(value, date) else value
    return cast("Shape", shown)


def _require(value: str, allowed: Collection[str]) -> None:
    if value not in allowed:
        raise WrongUse(
            N_("{value} cannot be chosen here. Choose one of: {allowed}."),
            value=value[:50] or "“”",
            allowed=", ".join(one for one in allowed if one),
        )


def add_authorisation(*, revocable: str, new: bool, **given: Any) -> None:
    _require(given["sort"], AUTHORISATIONS)
    _require(given["requester"], ("", *REQUESTERS))
    with acting() as member:
        given["purpose"] = _known(member, given["dataset"], given["purpose"], new=new)
        made = keep_record(member, Authorisation(**given), revocable=revocable)
    emit(_as_json(made, AuthorisationShown), [_("On file: {key}", key=made.key)])


def revoke(key: str, on: date | None) -> None:
    with acting() as member, member.vault.write() as session:
        now = member.clock()
        day = on if on is not None else day_of(now, local_zone(now))
        made = compliance_records.revoke_authorisation(member, session, key, day)
    emit(_as_json(made, AuthorisationShown), [_("Revoked from {day}: {key}", day=day.isoformat(), key=made.key)])


def add_legal_basis(*, new: bool, **given: Any) -> None:
    for name, words in (("article", ARTICLES), ("operation", OPERATIONS)):
        _require(given[name], words)
    for name, words in (("special", SPECIAL), ("despite_restriction", DESPITE_RESTRICTION)):
        _require(given[name], ("", *words))
    _require(given["outcome"], DOCUMENT_OUTCOMES)
    _require_conditions(given["outcome"], given["conditions"])
    with acting() as member:
        given["purpose"] = _known(member, given["dataset"], given["purpose"], new=new)
        basis = BasisRecord(**given)
        made = keep_record(member, basis)
        assert isinstance(made, BasisRecord)
        with member.vault.read() as session:
            otherwise = against_record(member, session, made)
    lines = [_("On file: {key}", key=made.key), *(str(one.words) for one in otherwise)]
    if not basis.outcome and (basis.document or basis.approver):
        lines.append(
            _("Nothing rests on it until somebody who has read it says whether it carries the use: --outcome.")
        )
    shown = LegalBasisRecorded({**_as_json(made, LegalBasisShown), "says_otherwise": shown_otherwise(otherwise)})
    emit(shown, lines)


def add_fact(*, against: bool, speaks_against: str, outcome: str, new: bool, **given: Any) -> None:
    _require(given["sort"], FACTS)
    _require(speaks_against, ("", "yes", "no"))
    _require(outcome, DOCUMENT_OUTCOMES)
    said = {
        one for one in (against and "against", {"yes": "against", "no": "carries"}.get(speaks_against), outcome) if one
    }
    if len(said) > 1:
        raise WrongUse(N_("Say once whether it carries the use."))
    chosen = next(iter(said), "")
    _require_conditions(chosen, given["conditions"])
    fact = FactOnFile(**given, against=chosen == "against", weighed=bool(chosen))
    with acting() as member:
        _known(member, fact.dataset, "", new=new)
        if fact.sort == SEPARATE:
            _known(member, fact.about, "", new=new)
        made = keep_record(member, fact)
        assert isinstance(made, FactOnFile)
        with member.vault.read() as session:
            otherwise = against_record(member, session, made)
    lines = [_("On file: {key}", key=made.key), *(str(one.words) for one in otherwise)]
    if fact.sort != SEPARATE and not fact.weighed:
        lines.append(
            _("Nothing rests on it until somebody who has read it says whether it carries the use: --outcome.")
        )
    emit(FactRecorded({**_as_json(made, FactShown), "says_otherwise": shown_otherwise(otherwise)}), lines)


def _known(member: Acting, dataset: str, purpose: str, *, new: bool) -> str:
    with member.vault.read() as session:
        return require_known(member, session, dataset=dataset, purpose=purpose, new=new)


def _require_conditions(outcome: str, conditions: str) -> None:
    if (outcome == "conditions") != bool(conditions.strip()):
        raise WrongUse(N_("Name the conditions with --outcome conditions, and only then."))


def add_link(**given: str) -> None:
    _require(given["sort"], LINKS)
    with acting() as member:
        made = sign_link(member, NewLink(**given))
    emit(_as_json(made, PurposeLinkShown), [_("On file: {key}", key=made.key)])


def withdraw(key: str) -> None:
    with acting() as member, member.vault.write() as session:
        made = withdraw_link(member, session, key)
    emit(_as_json(made, PurposeLinkShown), [_("Taken back: {key}", key=made.key)])


def list_links() -> None:
    with acting() as member, member.vault.read() as session:
        facts = facts_at(member, session, member.clock())
    found, called = facts.links, facts.purpose_names()
    _list(
        found,
        PurposeLinkShown,
        [
            (N_("Key"), lambda one: one.key),
            (N_("Sort"), lambda one: _word(LINKS, one.sort)),
            (N_("Purpose"), lambda one: one.purpose if one.sort == "house" else _purpose(called, one.purpose)),
            (N_("Notice"), lambda one: f"{one.notice} {one.version}".strip()),
            (N_("Agreed purpose"), lambda one: str(called.name(one.agreed))),
            (N_("Counts"), lambda one: _("yes") if one.holds else _("no, the words have changed")),
        ],
    )


def list_authorisations() -> None:
    with acting() as member, member.vault.read() as session:
        names, found = reference_names(session), compliance_records.authorisations(session)
    _list(
        found,
        AuthorisationShown,
        [
            (N_("Key"), lambda one: one.key),
            (N_("Sort"), lambda one: _word(AUTHORISATIONS, one.sort)),
            (N_("Dataset"), lambda one: one.dataset),
            (N_("Partner"), lambda one: names.get(one.partner, one.partner)),
            (N_("Granted by"), lambda one: one.granted_by),
            (N_("Valid"), _period),
            (N_("Revoked"), lambda one: _text(one.revoked)),
        ],
    )


def list_legal_bases() -> None:
    with acting() as member, member.vault.read() as session:
        names, found = reference_names(session), compliance_records.legal_bases(session)
        called = purpose_names_today(session, member.clock(), datasets={one.dataset for one in found})
    _list(
        found,
        LegalBasisShown,
        [
            (N_("Key"), lambda one: one.key),
            (N_("Controller"), lambda one: names.get(one.controller, one.controller)),
            (N_("Recipient"), lambda one: names.get(one.recipient, one.recipient)),
            (N_("Dataset"), lambda one: one.dataset),
            (N_("Purpose"), lambda one: _purpose(called, one.purpose, one.dataset)),
            (N_("Article"), _articles),
            (N_("Valid"), _period),
        ],
    )


def list_facts() -> None:
    with acting() as member, member.vault.read() as session:
        names, found = reference_names(session), compliance_records.facts_on_file(session)
    _list(
        found,
        FactShown,
        [
            (N_("Key"), lambda one: one.key),
            (N_("Sort"), lambda one: _fact(one.sort)),
            (N_("About"), lambda one: _about(one.about, names)),
            (N_("Dataset"), lambda one: one.dataset),
            (N_("Reference"), lambda one: one.reference),
            (N_("Valid"), _period),
        ],
    )


def _list[Row, Shape: Printed](
    found: Sequence[Row], shape: type[Shape], shown: Sequence[tuple[str, Callable[[Row], str]]]
) -> None:
    """All members of a record in --json, and some of them as columns."""
    columns = [Column("", heading, cell=cell) for heading, cell in shown]
    lines = as_table(found, columns, N_("Nothing of this kind is on file."))
    emit([_as_json(one, shape) for one in found], lines)


def _word(words: Mapping[str, str], sort: str) -> str:
    return _(words[sort]) if sort in words else sort


def _fact(sort: str) -> str:
    return _(FACTS[sort][0]) if sort in FACTS else sort


def _about(about: str, names: Mapping[str, str]) -> str:
    return names.get(about) or country_names().get(about, about)


def _purpose(called: PurposeNames, purpose: str, dataset: str = "") -> str:
    return str(called.name(purpose, dataset=dataset)) if purpose else ""


def _articles(basis: BasisRecord) -> str:
    return ", ".join(article(one, current_language()) for one in (basis.article, basis.special) if one)


def _period(one: Any) -> str:
    if one.valid_to is None:
        return _("from {day}", day=_text(one.valid_from)) if one.valid_from is not None else ""
    if one.valid_from is None:
        return _("until {day}", day=_text(one.valid_to))
    return f"{_text(one.valid_from)} – {_text(one.valid_to)}"


def _text(day: date | None) -> str:
    return "" if day is None else day.isoformat()
