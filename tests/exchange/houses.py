"""Two organisations that know each other, and an agreement between them, for the tests of exchange."""

from __future__ import annotations

import dataclasses
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datapact.agreements.projection.append import append
from datapact.base.clock import Clock
from datapact.contract.terms import read_terms, write_terms
from datapact.exchange.receive.receive import Received, receive_bundle
from datapact.exchange.send.send import mark_written, say_sent, send_agreement
from datapact.history.entries.entry import Entry
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.log import append_organisation_entry
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.acting.private_keys import identity_key
from datapact.organisation.identity import certificate_authority
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.members.founding import create_organisation
from datapact.organisation.members.member_keys import MemberKeys
from datapact.organisation.members.unlocking import unlock
from datapact.organisation.partners.partners import add_partner, trust_partner
from datapact.vault.keys.slot import KdfParameters
from tests.kept import copied

CHEAP = KdfParameters(passes=1, memory_kib=8192, lanes=1)
PASSPHRASE = "vier Worte sind gut"
HISTORY = "urn:uuid:2f1f2c0e-94a0-4f0e-8a8e-0f6f3f1f7a10"
NAMES = {
    "keller": ("Maschinenbau Keller GmbH", "Anna Keller"),
    "institute": ("Institut für Produktionsdaten e. V.", "Jonas Weber"),
    "third": ("Werkzeugbau Lindner KG", "Petra Lindner"),
}


@dataclass(frozen=True)
class Houses:
    """The vaults of one test, open."""

    folder: Path
    keller: Acting
    institute: Acting
    third: Acting

    def close(self) -> None:
        for acting in (self.keller, self.institute, self.third):
            acting.close()


def build(folder: Path, clock: Clock) -> None:
    """Three vaults; Keller and the institute have confirmed each other, the third is known to Keller alone."""
    copied(folder, "exchange", clock, _build)


def _build(folder: Path, clock: Clock) -> None:
    folder.mkdir()
    people = {}
    for short, (name, person) in NAMES.items():
        profile = {"name": name, "address": {"city": "Heilbronn"}}
        people[short] = create_organisation(
            folder / short, profile, person, ["legal", "signatory"], PASSPHRASE, "managing_director", clock, CHEAP
        ).acting
    meet(people["keller"], people["institute"])
    meet(people["institute"], people["keller"])
    meet(people["keller"], people["third"])
    meet(people["third"], people["keller"])
    for acting in people.values():
        acting.close()


def meet(acting: Acting, other: Acting, *, confirm: bool = True) -> None:
    add_partner(acting, write_card(other))
    if confirm:
        trust_partner(acting, other.organisation, fingerprint(other.organisation))


def opened(template: Path, folder: Path, clock: Clock) -> Houses:
    """Copies of the vaults in ``template``, open."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    return Houses(folder, *(unlock(folder / short, None, PASSPHRASE, clock) for short in NAMES))


def name_of(acting: Acting) -> str:
    with acting.vault.read() as session:
        return own_line(session).state.name


def state(*parties: Acting, text: str = "Daten.", history: str = HISTORY) -> dict[str, Any]:
    """A small complete state of an agreement."""
    terms = read_terms(
        {
            "parties": [
                {"key": f"p{place}", "organisation": party.organisation, "name": name_of(party)}
                for place, party in enumerate(parties)
            ]
        }
    )
    return {
        "format": 1,
        "agreement": history,
        "number": "DP-2026-0001",
        "kind": "ai-pilot",
        "template": {"id": "ai-pilot", "version": 1},
        "languages": ["de"],
        "prevailing": "de",
        "title": {"de": "KI-Pilot"},
        "terms": write_terms(terms),
        "clauses": [
            {
                "id": "subject",
                "heading": {"de": [{"text": "Gegenstand"}]},
                "paragraphs": [
                    {
                        "id": "subject-1",
                        "text": {"de": [{"text": text}, {"text": name_of(parties[0]), "term": "parties.p0.name"}]},
                        "items": [],
                    }
                ],
            }
        ],
    }


def write(acting: Acting, kind: str, body: dict[str, Any], history: str = HISTORY) -> Entry:
    with acting.vault.write() as session:
        return append(acting, session, history, kind, body)


def offer(acting: Acting, *others: Acting, text: str = "Daten.", history: str = HISTORY) -> Entry:
    parties = (acting, *others)
    body = {
        "parties": sorted(party.organisation for party in parties),
        "state": state(*parties, text=text, history=history),
        "note": "",
    }
    return write(acting, "offer", body, history)


def comment(acting: Acting, text: str = "Gut so.", history: str = HISTORY) -> Entry:
    return write(acting, "comment", {"text": text, "about": ""}, history)


def send(acting: Acting, *partners: Acting, everything: bool = False, history: str = HISTORY) -> bytes:
    recipients = [partner.organisation for partner in partners]
    data = send_agreement(acting, history, recipients, everything=everything)
    mark_written(acting, history, recipients)
    say_sent(acting, history, recipients)
    return data


def exchange(sender: Acting, receiver: Acting, history: str = HISTORY) -> Received:
    return receive_bundle(receiver, send(sender, receiver, history=history))


def contents_of(acting: Acting) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of a vault, to compare before and after."""
    with acting.vault.read() as session:
        connection = session.connection()
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").all()
        return {
            name: sorted(map(tuple, connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()), key=repr)
            for (name,) in tables
        }


def with_roles(acting: Acting, roles: list[str]) -> Acting:
    """A second member of the same house, at work in the same vault."""
    keys = MemberKeys.fresh(signing=False)
    with acting.vault.write() as session:
        line = own_line(session)
        key = identity_key(acting.vault, session, line.id, acting.member, line.id)
        certified = keys.certified(
            name="Rita Rot",
            member="rita-rot",
            identity_certificate=certificate_authority.decode_certificate(line.state.identity),
            identity_key=key,
            at=acting.clock(),
        )
        body = {"id": "rita-rot", "name": "Rita Rot", "power": "", "renewed": False, "roles": roles, **certified}
        append_organisation_entry(acting, session, "member", body)
        member = own_line(session).state.members["rita-rot"]
    return dataclasses.replace(acting, member=member, author_key=keys.author, kid=member.author_kid)


def revoke(admin, member) -> None:
    with admin.vault.write() as session:
        line = own_line(session)
        key = identity_key(admin.vault, session, line.id, admin.member, line.id)
        crl = certificate_authority.revocation_list(
            {},
            number=2,
            identity=certificate_authority.decode_certificate(line.state.identity),
            identity_key=key,
            at=admin.clock(),
        )
        body = {
            "id": member.member.id,
            "kids": [member.kid],
            "reason": "left",
            "crl": certificate_authority.encode(crl),
        }
        append_organisation_entry(admin, session, "revocation", body)
