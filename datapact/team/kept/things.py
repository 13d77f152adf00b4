"""Small things of the house that stand in no entry: settings, partners without DataPact, keys.

Of what several devices may change the last writer counts, in the order of the log; nobody's clock matters. The item is signed by a
device for which a member vouches: what only some roles may set is taken from a device of such a member alone. Of keys for pseudonyms
the first in the order of the log counts; keys for files to us are held against the public line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.agreements.steps.assigning import ASSIGNED
from datapact.base.errors import Damaged
from datapact.base.strictjson import JsonObject, canonical, from_base64url, parse, parse_object, sha256_of, to_base64url
from datapact.base.texts import N_
from datapact.exchange.bundle.acknowledgements import opens_commitment
from datapact.history.commitments.jws import thumbprint as kid_of
from datapact.history.state.organisation import OrganisationLine
from datapact.organisation.acting.handed_over import HANDED
from datapact.organisation.acting.private_keys import store_key
from datapact.organisation.identity.certificate_authority import decode_certificate, p256_key
from datapact.organisation.identity.house import HOURS
from datapact.organisation.identity.hpke_keys import key_thumbprint
from datapact.organisation.identity.own_history import own_line, own_organisation
from datapact.organisation.identity.profile import read_outside_profile
from datapact.organisation.identity.reference import EXTERNAL
from datapact.organisation.partners.removing import is_on_record
from datapact.team.kept.store import logged_things, note_thing
from datapact.team.log.contents import CarriedThing, Sort
from datapact.vault.database.entries import get_meta, set_meta
from datapact.vault.database.settings import WHOLE_VAULT
from datapact.vault.folder.open_vault import RECOVERY_ID
from datapact.vault.keys import hpke
from datapact.vault.keys.own_data import SETTING, own_data

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

FACTS = (
    "setting/",
    "assigned:",
    "certification_request.",
    "commitment:",
    "drafts:",
    HANDED,
    "recall-answered:",
    "reminded:",
    "sent:",
)
"""Beginnings of the keys of facts that travel; of settings those of the whole vault, and ``OF_MEMBERS``."""
OF_MEMBERS = frozenset({"agreements.views", "reminders"})
"""Settings of a member that travel to the member's other computers: saved views, reminders that were seen. The rest are places of
windows and folders, which mean something at one computer."""
_MARKS = "drafts:"
_JSON = ("setting/", "commitment:", HANDED, _MARKS)
GUARDED = {
    "setting/*/checks.confirmed_by_two": frozenset({"admin", "legal"}),
    f"setting/*/{HOURS}": frozenset({"admin", "legal"}),
}
"""Facts that decide what may leave, and the roles of which one it takes to set them."""
OF_THE_LINE: frozenset[Sort] = frozenset({"identity", "pseudonyms", "sealing"})
"""Sorts that earlier programs took from one device alone."""
NONE = "A" * 43
"""The word in place of the digest of something that is there no more."""

_FACTS = text("SELECT key, value FROM meta ORDER BY key")
_EXTERNALS = text("SELECT id, name, data FROM external_partner")
_PSEUDONYMS = text("SELECT dataset, recipient, secret, created FROM pseudonym_key")
_SEALING = text("SELECT thumbprint, private, public, created, retired FROM sealing_key")
_IDENTITY = text("SELECT member, kid, wrapped FROM person_key WHERE purpose = 'identity' AND member <> :recovery")


def things_here(session: Session) -> dict[tuple[Sort, str], str]:
    """The things of this copy that travel, by sort and key."""
    connection = session.connection()
    found: dict[tuple[Sort, str], str] = {}
    for key, value in connection.execute(_FACTS):
        if str(key).startswith(_MARKS):  # each draft by itself: two desks mark two drafts of one agreement
            marks = parse_object(str(value))
            found |= {("fact", f"{key} {draft}"): canonical(mark).decode("utf-8") for draft, mark in marks.items()}
        elif travels(str(key)):
            found["fact", str(key)] = str(value)
    for number, name, data in connection.execute(_EXTERNALS):
        found["external", str(number)] = _json({"data": str(data), "name": str(name)})
    for member, kid, wrapped in connection.execute(_IDENTITY, {"recovery": RECOVERY_ID}):
        found["identity", json.dumps([member, kid])] = str(wrapped)
    for dataset, recipient, secret, created in connection.execute(_PSEUDONYMS):
        key = json.dumps([dataset, recipient], ensure_ascii=False)
        found["pseudonyms", key] = _json({"created": str(created), "secret": to_base64url(bytes(secret))})
    for thumbprint, private, public, created, retired in connection.execute(_SEALING):
        found["sealing", str(thumbprint)] = _json(
            {
                "created": str(created),
                "private": to_base64url(bytes(private)),
                "public": to_base64url(bytes(public)),
                "retired": str(retired or ""),
            }
        )
    return found


def may_send(sort: Sort, key: str, roles: frozenset[str]) -> bool:
    """Whether a device of a member with these roles may set a thing of this sort."""
    if sort == "identity":
        return "admin" in roles
    return sort != "fact" or key not in GUARDED or not GUARDED[key].isdisjoint(roles)


def travels(key: str) -> bool:
    """Whether a fact travels, by its key as it stands in an item."""
    if not key.startswith("setting/"):
        return key.startswith(FACTS)
    _setting, scope, name = [*key.split("/", 2), "", ""][:3]
    return scope == WHOLE_VAULT or (bool(scope) and name in OF_MEMBERS)


def _json(value: dict[str, str]) -> str:
    return canonical(dict(value)).decode("utf-8")


def _digest(value: str) -> str:
    return sha256_of(value.encode("utf-8")) if value else NONE


def changed_things(session: Session, roles: frozenset[str]) -> list[CarriedThing]:
    """The things that the log has otherwise than this copy and a device of a member with these roles may set, in order."""
    here, logged = things_here(session), logged_things(session)
    found = [
        CarriedThing(key=key, sort=sort, value=value)
        for (sort, key), value in here.items()
        if logged.get((sort, key)) != _digest(value)
    ]
    sorts: tuple[Sort, ...] = ("fact", "external")  # of keys that are forgotten an entry says so
    found += [
        CarriedThing(key=key, sort=sort, value="")
        for sort in sorts
        for (what, key), digest in logged.items()
        if what == sort and digest != NONE and (sort, key) not in here
    ]
    return sorted((one for one in found if may_send(one.sort, one.key, roles)), key=lambda one: (one.sort, one.key))


def note_things_here(session: Session) -> None:
    """Record that every copy from now on has these things."""
    for (sort, key), value in things_here(session).items():
        note_thing(session, sort, key, _digest(value), 0)


def take_things(
    session: Session, things: Iterable[CarriedThing], number: int, *, theirs: frozenset[str], ours: frozenset[str]
) -> None:
    """Take in what an item brings; what was changed here since and is not logged yet stays, and is logged after it.

    ``theirs`` are the roles of the member whose device wrote the item, where the log stands, ``ours`` those of the member
    of this one. Raises Damaged for what these may not set, and for keys that are none.
    """
    things = list(things)
    if not things:
        return
    here, logged = things_here(session), logged_things(session)
    for one in things:
        if one.sort == "fact" and not travels(one.key):
            raise Damaged(N_("A colleague's item holds something that does not travel in a team. It was refused."))
        if not may_send(one.sort, one.key, theirs):
            raise Damaged(N_("A colleague's device set something for which its member lacks the role. It was refused."))
        value, before = here.get((one.sort, one.key), ""), logged.get((one.sort, one.key), NONE)
        if one.key.startswith("commitment:") and value:
            note_thing(session, one.sort, one.key, _digest(one.value), number)
            continue  # it opens what was sent, and nothing else does
        is_unsent = _digest(value) not in (before, _digest(one.value)) and may_send(one.sort, one.key, ours)
        if one.sort == "pseudonyms" and value and _digest(value) != _digest(one.value):
            raise Damaged(
                N_(
                    "A colleague's device sent another key for pseudonyms that stand already, which would hide withdrawals. It was refused."
                )
            )
        if one.sort in OF_THE_LINE or not is_unsent:
            _write(session, one)
        note_thing(session, one.sort, one.key, _digest(one.value), number)


def _write(session: Session, one: CarriedThing) -> None:
    connection = session.connection()
    match one.sort:
        case "fact":
            if one.key.startswith(_JSON) and one.value:
                said_there = parse(one.value)  # raises: what nobody can read would end every reading of settings here
                if one.key.startswith("commitment:") and not opens_commitment(
                    one.key.removeprefix("commitment:"), said_there
                ):
                    raise _refused()
            if one.key.startswith(_MARKS):
                _write_mark(session, one)
                return
            if one.key.startswith("sent:") and one.value and not _DIGEST.fullmatch(one.value):
                raise _refused()
            if (
                one.key.startswith(ASSIGNED)
                and one.value
                and one.value not in {member.id for member in own_line(session).people()}
            ):
                raise _refused()
            set_meta(session, one.key, one.value or None)
        case "external":
            number = _number(one.key)
            if not one.value and is_on_record(session, own_organisation(session), f"{EXTERNAL}{number}"):
                return  # named here meanwhile: it stays, and is sent again
            connection.execute(text("DELETE FROM external_partner WHERE id = :id"), {"id": number})
            if one.value:
                said = _members(one.value, "data", "name")
                if read_outside_profile(parse_object(said["data"])).name != said["name"]:
                    raise _refused()
                row = text("INSERT INTO external_partner (id, name, data) VALUES (:id, :name, :data)")
                connection.execute(row, {"id": number, **said})
        case "pseudonyms":
            said = _members(one.value, "created", "secret")
            dataset, recipient = _pair(one.key)
            secret = from_base64url(said["secret"])
            if len(secret) != _SECRET:
                raise _refused()
            row = text("INSERT OR REPLACE INTO pseudonym_key VALUES (:dataset, :recipient, :secret, :created)")
            values = {"dataset": dataset, "recipient": recipient, "secret": secret, "created": said["created"]}
            connection.execute(row, values)
        case "identity":
            member, kid = _pair(one.key)
            parse_object(one.value)
            own = own_line(session)
            if member not in own.state.members or kid not in identity_kids(own):
                raise _refused()
            store_key(session, member=member, purpose="identity", kid=kid, wrapped=one.value, at=own.time_of(own.head))
        case "sealing":
            _write_sealing(session, one)


def identity_kids(line: OrganisationLine) -> frozenset[str]:
    """The thumbprints of all identity keys of a line."""
    certificates = {state.identity for state in line.states.values()}
    return frozenset(kid_of(p256_key(decode_certificate(one))) for one in certificates)


_SECRET = 32
_DIGEST = re.compile(r"[A-Za-z0-9_-]{43}")
_LONGEST_MARK = 80


def _write_mark(session: Session, one: CarriedThing) -> None:
    """The mark on one draft, beside those on the others."""
    key, _space, draft = one.key.partition(" ")
    kept = get_meta(session, key)
    marks = dict(parse_object(kept)) if kept else {}
    if one.value:
        mark = parse_object(one.value)
        name, away = mark.get("name", ""), mark.get("away", False)
        if not _DIGEST.fullmatch(draft) or not isinstance(away, bool) or not isinstance(name, str):
            raise _refused()
        if set(mark) - {"name", "away"} or len(name) > _LONGEST_MARK:
            raise _refused()
        marks[draft] = mark
    else:
        marks.pop(draft, None)
    set_meta(session, key, canonical(marks).decode("utf-8") if marks else None)


WRITERS = "team-writers"
"""Fact of this copy: of each setting of the house the member who changed it last, and the number of the item."""
_OF_HOUSE = f"setting/{WHOLE_VAULT}/"


def note_writers(session: Session, things: Iterable[CarriedThing], number: int, member: str) -> None:
    """Remember that a member's device changed these settings of the house last."""
    changed: JsonObject = {
        one.key.removeprefix(_OF_HOUSE): [member, number]
        for one in things
        if one.sort == "fact" and one.key.startswith(_OF_HOUSE)
    }
    if changed:
        kept = get_meta(session, WRITERS)
        set_meta(session, WRITERS, canonical({**(parse_object(kept) if kept else {}), **changed}).decode("utf-8"))


def last_writers(session: Session) -> dict[str, tuple[str, int]]:
    """The last writer of each setting of the house that travelled: the member, and the number of the item."""
    kept = get_meta(session, WRITERS)
    with own_data(SETTING):
        found = parse_object(kept) if kept else {}
        return {key: (str(one[0]), int(str(one[1]))) for key, one in found.items() if isinstance(one, list)}


def _write_sealing(session: Session, one: CarriedThing) -> None:
    said = _members(one.value, "created", "private", "public", "retired")
    private, public = from_base64url(said["private"]), from_base64url(said["public"])
    known = {state.sealing_thumbprint for state in own_line(session).states.values()}
    if one.key not in known or key_thumbprint(public) != one.key or hpke.public_key(private) != public:
        raise _refused()
    values = {"thumbprint": one.key, "private": private, "public": public, "created": said["created"]}
    row = text("INSERT OR REPLACE INTO sealing_key VALUES (:thumbprint, :private, :public, :created, :retired)")
    session.connection().execute(row, {**values, "retired": said["retired"] or None})


def _members(value: str, *names: str) -> dict[str, str]:
    found = parse_object(value)
    if set(found) != set(names) or not all(isinstance(one, str) for one in found.values()):
        raise _refused()
    return {name: str(found[name]) for name in names}


def _number(key: str) -> int:
    if not key.isascii() or not key.isdecimal() or len(key) > 16:
        raise _refused()
    return int(key)


def _pair(key: str) -> tuple[str, str]:
    found = parse_object(f'{{"of":{key}}}').get("of")
    if not isinstance(found, list) or len(found) != 2 or not all(isinstance(one, str) for one in found):
        raise _refused()
    return str(found[0]), str(found[1])


def _refused() -> Damaged:
    return Damaged(N_("A colleague's item holds something that is not in its form. It was refused."))
