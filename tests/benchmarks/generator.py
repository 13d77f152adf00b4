"""Seeded vaults of any size with realistic words, and the same rows in a plain SQLite file as the baseline."""

from __future__ import annotations

import random
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.projection import FoldedRow, row_of
from datapact.agreements.projection.tables import AgreementRow
from datapact.base.clock import write_time
from datapact.history.entries import store as history_store
from datapact.history.entries.entry import Entry, write_entry
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.members.unlocking import unlock
from datapact.vault.database.search import index_agreement
from datapact.vault.database.session import Session
from tests.acceptance.journey import ANNA, KELLER, PASSPHRASE, Journey, travel
from tests.conftest import SteppingClock

SEED = 20261124
STAGES = ("offered", "frozen", "signed")
ENTRIES_A_HISTORY = 100

BRANCHES = ("Maschinenbau", "Werkzeugbau", "Medizintechnik", "Energieversorgung", "Spedition", "Messtechnik",
            "Kunststofftechnik", "Anlagenbau", "Automobilzulieferung", "Antriebstechnik", "Lebensmitteltechnik")  # fmt: skip
NAMES = ("Keller", "Lindner", "Voss", "Brandt", "Hofmann", "Öztürk", "Schäfer", "Großmann", "Nowak", "Papadopoulos",
         "Weiß", "Dahlmann", "Ferrari", "Jørgensen", "Kowalczyk", "Straßer", "Benedikt", "Çelik")  # fmt: skip
FORMS = ("GmbH", "AG", "GmbH & Co. KG", "KG", "SE", "e. V.", "eG")
CITIES = ("Heilbronn", "Stuttgart", "Nürnberg", "Köln", "Saarbrücken", "Würzburg", "Graz", "Zürich", "Aarhus", "Łódź",
          "Thessaloniki", "Eindhoven", "Chemnitz", "Osnabrück")  # fmt: skip
SUBJECTS = ("Vorausschauende Wartung", "Schwingungsmessung an Spindeln", "Qualitätsprüfung mit Bilddaten",
            "Energieverbrauch der Produktion", "Lieferkettennachweis", "Ladesäulenauslastung",
            "Patientendaten für Forschungszwecke", "Rückverfolgbarkeit von Chargen", "Fahrzeugflottendaten",
            "Ausschussvorhersage im Spritzguss", "Wärmebildaufnahmen von Lagern")  # fmt: skip
DATA = ("Maschinenprotokolle", "Betriebsdatenerfassung", "Schwingungsspektren", "Prüfergebnisse", "Störungsmeldungen",
        "Temperaturverläufe", "Auftragsdaten", "Kundenstammdaten", "Bilddaten der Endkontrolle", "Zählerstände",
        "Standortdaten", "Wartungsberichte", "Stücklisten", "Personaleinsatzpläne")  # fmt: skip
PURPOSES = ("Training eines Modells zur Vorhersage von Ausfällen", "wissenschaftliche Auswertung und Veröffentlichung",
            "Abrechnung verbrauchsabhängiger Leistungen", "Erfüllung gesetzlicher Nachweispflichten",
            "Verbesserung der Prozessparameter", "Vergleich mehrerer Standorte")  # fmt: skip
RULES = ("Die Daten werden pseudonymisiert übermittelt und nach {n} Monaten gelöscht.",
         "Die Aufbewahrung beträgt {n} Monate; danach werden die Daten zurückgegeben.",
         "Eine Weitergabe an Dritte bedarf der vorherigen Zustimmung in Textform.",
         "Verletzungen des Schutzes personenbezogener Daten werden binnen {n} Stunden gemeldet.",
         "Die Haftung ist auf {n}.000 Euro je Schadensfall begrenzt, außer bei Vorsatz.",
         "Gerichtsstand ist {city}; es gilt deutsches Recht.",
         "Das trainierte Modell verbleibt beim Institut; die Gewichte werden nicht herausgegeben.")  # fmt: skip


@dataclass(frozen=True)
class Big:
    """A folder with the big vault and its plain twin."""

    folder: Path
    history: str

    @property
    def vault(self) -> Path:
        return self.folder / "vaults" / KELLER

    @property
    def plain(self) -> Path:
        return self.folder / "plain.db"

    def unlock(self) -> Acting:
        return unlock(self.vault, ANNA, PASSPHRASE, later)


def later() -> datetime:
    return datetime(2026, 12, 1, 8, 0, tzinfo=UTC)


def company(chance: random.Random) -> str:
    """The name of a company."""
    return f"{chance.choice(BRANCHES)} {chance.choice(NAMES)} {chance.choice(FORMS)}"


def words_of_agreement(chance: random.Random, partners: str, title: str, number: str) -> str:
    """What a search finds of one agreement: parties, data, purposes and some rules, about 800 characters."""
    lines = [number, title, partners, chance.choice(CITIES)]
    lines += chance.sample(DATA, 4)
    lines += chance.sample(PURPOSES, 2)
    lines += [rule.format(n=chance.randint(2, 72), city=chance.choice(CITIES)) for rule in chance.sample(RULES, 5)]
    return "\n".join(lines)


def make(folder: Path, agreements: int, entries: int) -> Big:
    """A vault that went through the whole main job, with many more agreements and entries, and its plain twin."""
    journey = travel(folder / "journey", SteppingClock())
    big = Big(folder, journey.history)
    journey.stage("signed", folder / "vaults")
    chance = random.Random(SEED)
    rows = _real_rows(journey, folder)
    with big.unlock() as anna:
        with anna.vault.write() as session:
            add_agreements(session, chance, rows, agreements)
        with anna.vault.write() as session:
            add_entries(session, anna, chance, entries)
        with anna.vault.read() as session:
            copy_plain(session, big.plain)
    return big


def _real_rows(journey: Journey, folder: Path) -> list[FoldedRow]:
    """What the projection makes of real states, to be varied."""
    rows = []
    for stage in STAGES:
        target = journey.stage(stage, folder / f"stage-{stage}")
        with unlock(target / KELLER, ANNA, PASSPHRASE, later) as anna, anna.vault.read() as session:
            state = load_state(session, journey.history)
            rows.append(row_of(state, anna.organisation, clock_day=later().date()))
        shutil.rmtree(target)
    return rows


def varied(chance: random.Random, rows: list[FoldedRow], number: int) -> tuple[dict[str, object], str]:
    """One more row of the list and its search text."""
    row = chance.choice(rows)
    since = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(150_000_000))
    title = f"{chance.choice(SUBJECTS)} {chance.choice(CITIES)}"
    partners = ", ".join(company(chance) for _ in range(chance.choice((1, 1, 1, 2, 3))))
    name = f"DP-{since.year}-{number:06}"
    values = asdict(row) | {
        "id": f"urn:uuid:{uuid.UUID(int=chance.getrandbits(128), version=4)}",
        "number": name,
        **dict.fromkeys(("title", "title_de", "title_en"), title),
        "kind": chance.choice(("ai-pilot", "processing", "controller-to-controller")),
        "partners": partners,
        "since": write_time(since),
        "changed": write_time(since + timedelta(days=chance.randrange(90))),
        "due": (since + timedelta(days=900)).date().isoformat() if chance.random() < 0.2 else None,
        "archived": int(chance.random() < 0.05),
    }
    return values, words_of_agreement(chance, partners, title, name)


def add_agreements(session: Session, chance: random.Random, rows: list[FoldedRow], number: int) -> None:
    """Rows of the list with their search texts."""
    many = [varied(chance, rows, place) for place in range(2, number + 2)]
    table = AgreementRow.metadata.tables["agreement"]
    session.connection().execute(insert(table), [values for values, _text in many])
    for values, text in many:
        index_agreement(session, str(values["id"]), text)


def remarks(
    acting: Acting,
    head: str,
    chance: random.Random,
    history: str,
    number: int,
    behind: str = "",
    time: datetime | None = None,
) -> Iterator[Entry]:
    """A chain of signed remarks with words that people write, ``behind`` a first entry of the same author, if there is one."""
    parents: tuple[str, ...] = (behind,) if behind else ()
    for counter in range(1 + len(parents), number + 1 + len(parents)):
        rule = chance.choice(RULES).format(n=chance.randint(2, 72), city=chance.choice(CITIES))
        entry = write_entry(
            key=acting.author_key,
            history=history,
            kind="comment",
            body={"text": rule, "about": ""},
            parents=parents,
            organisation=acting.organisation,
            organisation_head=head,
            time=time or later(),
            replica=acting.vault.replica,
            counter=counter,
        )
        parents = (entry.digest,)
        yield entry


def add_entries(session: Session, acting: Acting, chance: random.Random, number: int) -> None:
    """Histories of a hundred entries each."""
    head = own_line(session).head
    for _ in range(number // ENTRIES_A_HISTORY):
        history = f"urn:uuid:{uuid.UUID(int=chance.getrandbits(128), version=4)}"
        for entry in remarks(acting, head, chance, history, ENTRIES_A_HISTORY):
            history_store.save(session, entry)


def copy_plain(session: Session, target: Path) -> None:
    """Every row of the vault in a plain SQLite file with the same tables, indexes and settings."""
    source = session.connection()
    with open_plain(target) as plain:
        statements = source.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
            " AND name NOT LIKE 'agreement_fts_%' ORDER BY rowid"
        ).all()
        tables = []
        for name, sql in statements:
            plain.execute(sql)
            if sql.startswith("CREATE TABLE"):
                tables.append(name)
        for name in tables:
            _copy(source.exec_driver_sql(f'SELECT * FROM "{name}"'), plain, f'"{name}"')
        _copy(source.exec_driver_sql("SELECT rowid, id, content FROM agreement_fts"), plain, "agreement_fts (rowid, id, content)")  # fmt: skip
        plain.commit()


def _copy(rows, plain: sqlite3.Connection, target: str) -> None:
    for many in rows.partitions(5000):
        places = ", ".join("?" for _ in many[0])
        plain.executemany(f"INSERT INTO {target} VALUES ({places})", [tuple(row) for row in many])


@contextmanager
def open_plain(file: Path) -> Iterator[sqlite3.Connection]:
    """A plain database with the settings of the vault's; closed afterwards."""
    connection = sqlite3.connect(file)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -65536"):
        connection.execute(f"PRAGMA {pragma}")
    try:
        yield connection
    finally:
        connection.close()
