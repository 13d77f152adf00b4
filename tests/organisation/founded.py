"""Organisations that many tests begin with: founded once, copied for each test, the clock where founding left it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path

from datapact.base.strictjson import JsonValue
from datapact.organisation.members.founding import Created, create_organisation
from datapact.organisation.members.members import unlock
from datapact.vault.keys.slots import KdfParameters
from tests.conftest import SteppingClock
from tests.kept import kept

CHEAP = KdfParameters(passes=1, memory_kib=8 * 1024, lanes=1)
PASSPHRASE = "korrekt pferd batterie"


def founded(
    folder: Path,
    profile: Mapping[str, JsonValue],
    person: str,
    roles: Collection[str],
    passphrase: str,
    capacity: str,
    clock: SteppingClock,
) -> Created:
    """As ``create_organisation``, with a cheap key derivation and, for the same words at the same moment, the same keys.

    The clock steps on with each founding, so no test gets the same organisation twice.
    """
    given = json.dumps([profile, person, sorted(roles), passphrase, capacity, clock.now.isoformat()], sort_keys=True)

    def make(where: Path) -> tuple[str, str, datetime]:
        steps = SteppingClock(clock.now)
        created = create_organisation(where, profile, person, roles, passphrase, capacity, steps, CHEAP)
        now = steps.now
        created.acting.close()
        return created.acting.member.id, created.recovery_code, now

    place, (member, code, clock_after) = kept(f"founded-{hashlib.sha256(given.encode()).hexdigest()[:24]}", make)
    shutil.copytree(place, folder)
    acting = unlock(folder, member, passphrase, clock)
    clock.now = clock_after
    return Created(acting, code)
