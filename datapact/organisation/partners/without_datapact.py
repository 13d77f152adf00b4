"""Partners without DataPact: no card, no history, only the profile that people of the house gave them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from sqlalchemy import text
from sqlmodel import select

from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.strictjson import JsonObject, canonical
from datapact.base.texts import N_
from datapact.organisation.acting.acting_member import Acting, require_more_than_reading
from datapact.organisation.identity.confusable_names import plain_name
from datapact.organisation.identity.house import house_synced
from datapact.organisation.identity.legal_forms import form_in
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.identity.profile import (
    Profile,
    read_outside_profile,
    read_stored_profile,
    write_outside_profile,
)
from datapact.organisation.identity.reference import EXTERNAL, is_external
from datapact.organisation.identity.tables import ExternalPartnerRow, PartnerRow
from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class Imported:
    """The numbers of partners of a file that were new, changed or known already."""

    added: int
    """Lines with a new name."""
    changed: int
    """Lines with a known name and another profile."""
    unchanged: int
    """Lines whose profile was known already."""


_FIRST_RANDOM = 10**12  # above what a vault counts to; below 2**53, which every reader of JSON keeps

_ADD = text("INSERT INTO external_partner (id, name, data) VALUES (:id, :name, :data)")
_CHANGE = text("UPDATE external_partner SET name = :name, data = :data WHERE id = :id")


def import_profiles(acting: Acting, profiles: Iterable[Profile]) -> Imported:
    """Add the partners of a list that was read; one with the same name takes what its line says, and keeps the rest.

    Raises Locked for a mere auditor.
    """
    require_more_than_reading(acting)
    added = changed = unchanged = 0
    with acting.vault.write() as session:
        connection = session.connection()
        rows = connection.execute(text("SELECT id, name, data FROM external_partner"))
        known: dict[str, tuple[int, str]] = {row.name.casefold(): (row.id, row.data) for row in rows}
        for profile in profiles:
            number, before = known.get(profile.name.casefold(), (0, ""))
            said = write_outside_profile(profile)
            stored = write_outside_profile(read_stored_profile(before)) if number else {}
            written = canonical(_over(stored, said)).decode()
            before = canonical(stored).decode()
            values = {"name": profile.name, "data": written}
            if not number:
                number = connection.execute(_ADD, {**values, "id": _new_number(session)}).lastrowid
                added += 1
            elif before == written:
                unchanged += 1
            else:
                connection.execute(_CHANGE, {**values, "id": number})
                changed += 1
            known[profile.name.casefold()] = number, written
    return Imported(added, changed, unchanged)


def _over(before: JsonObject, said: JsonObject) -> JsonObject:
    """What was known of a partner, with what is said now in its place."""
    found = {**before, **said}
    for name, value in said.items():
        known = before.get(name)
        if isinstance(value, dict) and isinstance(known, dict):
            found[name] = {**known, **value}
    return found


def keep_partner(acting: Acting, profile: Profile, reference: str = "") -> str:
    """Add a partner without DataPact, or with ``reference`` change its profile; returns its reference.

    The name of a partner that agreements name stays: the texts say it, and are signed. Raises AnswerNo where a name is
    taken or has to stay, Malformed for a profile not in its form, WrongUse for an unknown reference, Locked for a mere
    auditor.
    """
    require_more_than_reading(acting)
    profile = read_outside_profile(write_outside_profile(profile))
    with acting.vault.write() as session:
        row = None
        if reference:
            row = row_of_reference(session, reference)
            if row is None:
                raise WrongUse(N_("There is no such partner any more. Look at the list of partners."))
            if plain_name(row.name) != plain_name(profile.name) and is_named(session, row.name):
                raise AnswerNo(
                    N_(
                        "{name} stands in agreements, so the name stays. Register the partner anew under the other name."
                    ),
                    name=row.name,
                )
        _refuse_taken(session, profile.name, row)
        row = row or ExternalPartnerRow(id=_new_number(session), name="", data="")
        row.name, row.data = profile.name, canonical(write_outside_profile(profile)).decode()
        session.add(row)
        session.flush()
        return f"{EXTERNAL}{row.id}"


NOWHERE: Mapping[str, str] = MappingProxyType({})


def remember_names(session: Session, names: Iterable[str], countries: Mapping[str, str] = NOWHERE) -> tuple[str, ...]:
    """Add those of the names that no partner has yet, as partners without DataPact; returns the added ones.

    Nothing is known of them but the name, the legal form that it states, and what ``countries`` (ISO codes by name) says;
    it also completes one whose country nobody had entered.
    """
    rows = {plain_name(row.name): row for row in session.exec(select(ExternalPartnerRow)).all()}
    taken = {plain_name(name) for name in _all_names(session)}
    added = []
    for name in names:
        plain, country = plain_name(name), countries.get(name, "")
        if plain in rows and country:
            known = read_stored_profile(rows[plain].data)
            if not known.address.country:
                placed = replace(known, address=replace(known.address, country=country))
                rows[plain].data = canonical(write_outside_profile(placed)).decode()
                session.add(rows[plain])
        if plain and plain not in taken:
            taken.add(plain)
            form = form_in(name)
            said: JsonObject = {"name": name}
            if form is not None:
                said["legal_form"] = form.name
            if country:
                said["address"] = {"country": country}
            profile = read_outside_profile(said)
            written = canonical(write_outside_profile(profile)).decode()
            session.add(ExternalPartnerRow(id=_new_number(session), name=profile.name, data=written))
            added.append(profile.name)
    session.flush()
    return tuple(added)


def is_named(session: Session, name: str) -> bool:
    """Whether an agreement of the list has a party of this name."""
    wanted = plain_name(name)
    rows = session.connection().execute(text("SELECT DISTINCT partners FROM agreement")).scalars()
    return any(f", {wanted}, " in f", {plain_name(partners)}, " for partners in rows)


def row_of_reference(session: Session, reference: str) -> ExternalPartnerRow | None:
    """The stored partner of a reference; None where there is none."""
    number = reference.removeprefix(EXTERNAL)
    return session.get(ExternalPartnerRow, int(number)) if is_external(reference) and number.isdecimal() else None


def _new_number(session: Session) -> int | None:
    """The number of a new one: in a team a random one, since references stand in what is signed and two computers count."""
    return None if house_synced(session) is None else _FIRST_RANDOM + secrets.randbelow(10**12)


def _all_names(session: Session) -> list[str]:
    cards = session.exec(select(PartnerRow.name)).all()
    return [own_line(session).state.name, *cards, *session.exec(select(ExternalPartnerRow.name)).all()]


def _refuse_taken(session: Session, name: str, mine: ExternalPartnerRow | None) -> None:
    """Raise AnswerNo where the name is that of our organisation or of another partner."""
    wanted = plain_name(name)
    others = [own_line(session).state.name, *session.exec(select(PartnerRow.name)).all()]
    rows = session.exec(select(ExternalPartnerRow)).all()
    others += [row.name for row in rows if mine is None or row.id != mine.id]
    if wanted in map(plain_name, others):
        raise AnswerNo(N_("{name} is among the organisations already. Look at the list of partners."), name=name)
