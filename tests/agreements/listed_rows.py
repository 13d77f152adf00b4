"""Rows of the list without histories behind them: what browsing is tested with, in any number."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert

from datapact.agreements.projection.status import STATUS_WORDS
from datapact.agreements.projection.tables import AgreementRow
from datapact.base.clock import write_time
from datapact.vault.database import search
from datapact.vault.database.session import Session

TODAY = date(2026, 11, 25)
PARTNERS = ("Ärzte Verbund e. V.", "Keller GmbH", "Müller, Söhne & Co. KG", "Stadtwerke Öhringen AG")
KINDS = ("ai-pilot", "controller-to-controller", "processing")
SUBJECTS = ("Vibration", "Energieverbrauch", "ÄNDERUNGEN der Fräslinie", "äußere Maße", "Bilddaten")
_STEPS = {
    "draft": (("us", "finish_draft"),),
    "offered": (("us", "answer"), ("partner", "await_answer")),
    "agreed": (("us", "freeze"), ("partner", "await_freeze")),
    "frozen": (("us", "sign"), ("partner", "await_signature")),
    "signing": (("us", "sign"), ("partner", "await_signature")),
}


def fill(session: Session, count: int, seed: int = 1) -> None:
    """Write ``count`` rows, every state, kind and partner among them, and their search texts."""
    chance = random.Random(seed)
    rows = [_row(number, chance) for number in range(count)]
    if rows:
        session.connection().execute(insert(AgreementRow), rows)
    for row in rows:
        search.index_agreement(session, str(row["id"]), f"{row['number']}\n{row['title']}\n{row['partners']}")


def _row(number: int, chance: random.Random) -> dict[str, object]:
    status = list(STATUS_WORDS)[number % len(STATUS_WORDS)]
    stage = "signed" if status in ("in_force", "expired") else status
    turn, step = chance.choice(_STEPS.get(status, (("", "none"),)))
    ended = status in ("expired", "terminated")
    ends = TODAY + timedelta(days=chance.randint(-300, -1) if ended else chance.randint(0, 800))
    starts = TODAY + timedelta(days=chance.randint(1, 30) if status == "signed" else -400)
    since = write_time(datetime(2026, 11, 24, tzinfo=UTC) - timedelta(hours=chance.randint(0, 9_000)))
    partners = chance.choice([*PARTNERS, ", ".join(chance.sample(PARTNERS, 2))])
    return {
        "id": f"urn:uuid:{uuid.UUID(int=chance.getrandbits(128), version=4)}",
        "number": f"DP-2026-{number:04d}",
        "title": f"{chance.choice(SUBJECTS)} {number}",
        "kind": chance.choice(KINDS),
        "partners": partners,
        "status": status,
        "stage": stage,
        "turn": turn,
        "since": since,
        "next_step": step,
        "due": ends.isoformat() if status == "terminated" else None,
        "starts": starts.isoformat(),
        "ends": ends.isoformat() if chance.random() < 0.8 or ended else None,
        "archived": int(chance.random() < 0.1),
        "head": "",
        "changed": since,
        "state_digest": "",
    }
