"""Organisations that many tests begin with: founded once, copied for each test, the clock where founding left it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from pathlib import Path

from datapact.base.clock import Clock
from datapact.base.strictjson import JsonValue
from datapact.organisation.members.founding import Created, create_organisation
from datapact.organisation.members.unlocking import unlock
from datapact.vault.keys.slot import KdfParameters
from tests.conftest import SteppingClock
from tests.kept import copied

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

    def make(where: Path, steps: Clock) -> tuple[str, str]:
        made = create_organisation(where, profile, person, roles, passphrase, capacity, steps, CHEAP)
        made.acting.close()
        return made.acting.member.id, made.recovery_code

    given = json.dumps([profile, person, sorted(roles), passphrase, capacity], sort_keys=True)
    name = f"founded-{hashlib.sha256(given.encode()).hexdigest()[:16]}"
    member, code = copied(folder, name, clock, make)
    now = clock.now
    acting = unlock(folder, member, passphrase, clock)
    clock.now = now
    return Created(acting, code)
