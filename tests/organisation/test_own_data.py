"""What the vault holds of partners and members is our own data: damage to it is never blamed on them.

Every cell of the tables that hold what was read once is replaced in turn by nonsense, by half of itself and by that of
another row; then everything is read that people read every day.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date

import pytest
from sqlalchemy import text

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.negotiation import new_agreement, offer_draft
from datapact.agreements.views.overview import overview
from datapact.agreements.views.partners import partner_facts, partner_lines
from datapact.audit.engagements.exports_list import exports
from datapact.base.errors import DataPactError
from datapact.base.texts import LANGUAGES
from datapact.consent.facts.facts import FactOnFile
from datapact.consent.views.compliance_record_form import keep_record
from datapact.consent.views.compliance_record_list import FACTS
from datapact.exchange.send.outgoing import outgoing
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.log import directory
from datapact.organisation.acting.own_profile import write_card
from datapact.organisation.acting.records import records
from datapact.organisation.identity.fingerprint import fingerprint
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.members.invitation import invite, join
from datapact.organisation.members.members import list_members
from datapact.organisation.partners.external_profiles import list_external_partners
from datapact.organisation.partners.locations import partner_places
from datapact.organisation.partners.partners import add_partner, list_partners, trust_partner
from datapact.organisation.partners.references import external_profile
from datapact.vault.database import entries
from datapact.vault.database.session import Session
from tests.organisation.conftest import CHEAP, PASSPHRASE
from tests.organisation.lists import import_csv
from tests.organisation.test_namesakes import TEMPLATE, answers

BLAME = re.compile(r"[Ss]ender|card|[Aa]bsender|Karte|file again|new file|neue Datei|arrived")
CELLS = {
    "entry": "jws",
    "disclosure": "texts",
    "attachment": "data",
    "partner": "card",
    "external_partner": "data",
    "organisation_record": "body",
    "meta": "value",
}
KEY = {"entry": "seq", "disclosure": "entry", "attachment": "digest", "meta": "key", "partner": "organisation"}
NONSENSE = ("", "{", "[]", '{"a":1,"a":2}', "a.b.c", "%%%")


@pytest.fixture
def house(keller: Acting, institut: Acting, clock) -> Acting:
    add_partner(keller, write_card(institut))
    trust_partner(keller, institut.organisation, fingerprint(institut.organisation))
    import_csv(keller, b"name;city\nStadtwerke Ulm;Ulm\n")
    history = new_agreement(keller, TEMPLATE, answers())
    with suppress(DataPactError):
        offer_draft(keller, history)
    waiting = invite(keller, "Mia Mohn", {"lead"}, kdf=CHEAP)
    join(keller.vault.folder, waiting.member, waiting.code, PASSPHRASE, clock, CHEAP)
    invite(keller, "Lea Lang", {"lead"}, kdf=CHEAP)
    with keller.vault.write() as session:
        entries.put_attachment(session, b"%PDF-1.7 a scan", "application/pdf")
    sort = next(iter(FACTS))
    keep_record(
        keller, FactOnFile("", sort, institut.organisation, "", "Ordner 7", date(2026, 1, 1), None, weighed=True)
    )
    return keller


def reads(history: str) -> Iterator[Callable[[Session], object]]:
    """What people read every day."""
    yield own_line
    yield list_partners
    yield list_external_partners
    yield partner_places
    yield lambda session: [line.state.name for line in directory(session).values()]
    yield lambda session: load_state(session, history)
    yield lambda session: external_profile(session, "external:1")
    yield lambda session: [records(session, kind) for kind in ("fact_on_file", "exported")]
    yield lambda session: [
        entries.attachment(session, digest)
        for (digest,) in session.connection().execute(text("SELECT digest FROM attachment"))
    ]


def whole_views(acting: Acting, partner: str, history: str) -> Iterator[Callable[[], object]]:
    yield lambda: list_members(acting)
    yield lambda: partner_lines(acting)
    yield lambda: partner_facts(acting, partner)
    yield lambda: overview(acting, history)
    yield lambda: outgoing(acting, history)
    yield lambda: exports(acting)


def refusals(acting: Acting, partner: str, history: str) -> Iterator[DataPactError]:
    """What the reads answer where they do not work."""
    for read in reads(history):
        with acting.vault.read() as session:
            try:
                read(session)
            except DataPactError as error:
                yield error
    for view in whole_views(acting, partner, history):
        try:
            view()
        except DataPactError as error:
            yield error


def blames(error: DataPactError) -> bool:
    return any(BLAME.search(error.message.text(language)) for language in LANGUAGES)


@pytest.mark.journey
@pytest.mark.parametrize("table", CELLS)
def test_damage_in_our_own_vault_is_nobodys_fault(house: Acting, institut: Acting, table: str) -> None:
    column, key = CELLS[table], KEY.get(table, "id")
    with house.vault.read() as session:
        history = session.connection().execute(text("SELECT id FROM agreement")).scalar_one()
        key = "rowid" if table in ("external_partner", "organisation_record") else key
        rows = session.connection().execute(text(f"SELECT {key}, {column} FROM {table}")).all()
    assert rows
    if table == "meta":
        rows = [row for row in rows if row[0].startswith(("invitation.", "certification_request."))]
    damaged = 0
    for place, value in rows:
        others = [other for one, other in rows if one != place][:2]
        half = value[: len(value) // 2]
        for nonsense in (*NONSENSE, half, *others):
            wrong = nonsense.encode() if isinstance(value, bytes) and isinstance(nonsense, str) else nonsense

            def put(to: object, place: object = place) -> None:
                with house.vault.write() as session:
                    session.connection().execute(
                        text(f"UPDATE {table} SET {column} = :to WHERE {key} = :place"), {"to": to, "place": place}
                    )

            put(wrong)
            try:
                refused = list(refusals(house, institut.organisation, history))
            finally:
                put(value)
            damaged += len(refused)
            assert not [error for error in refused if blames(error)], (place, nonsense[:40])
    assert damaged
