"""What is erased is gone from the log, too: its chunk and key, in every copy and, after a maintenance run, in the database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from datapact.base.errors import Locked
from datapact.base.strictjson import from_base64url
from datapact.obligations.retention.erase import erase_person
from datapact.organisation.acting.acting_member import Acting
from datapact.team.kept.chunks import chunks_here, kept_chunk
from datapact.team.kept.facts import require_team, state_of
from datapact.team.kept.store import kept_items
from datapact.team.log.apart import open_apart
from datapact.team.log.contents import open_contents
from datapact.team.steps.maintaining import maintain
from datapact.team.steps.status import team_status
from datapact.team.steps.synchronise import synchronise
from tests.consent.sharing import ready
from tests.team.desks import Desks
from tests.team.house_content import content, require_same
from tests.team.test_house_records import write

GONE, STAYS = "B-0007-Teilnehmerin", "B-0008-Teilnehmer"


def held(acting: Acting) -> bytes:
    """All that another program with a member's passphrase could open of the log in a copy."""
    found = b""
    with acting.vault.read() as session:
        state = state_of(session, require_team(session))
        for item in kept_items(session):
            if item.head.kind == "contents":
                contents = open_contents(item, state.keys)
                found += contents.write()
                for said in contents.apart:
                    if sealed := kept_chunk(session, said.chunk):
                        apart = open_apart(said, sealed, state.team, state.keys.get(said.epoch))
                        found += apart.write() + b"".join(from_base64url(one.data) for one in apart.files)
        assert len(chunks_here(session)) > 0
    return found


def not_yet(acting: Acting) -> set[str]:
    return {one.member for one in team_status(acting).devices if not one.has_erased}


def test_an_erasure_wins_over_the_log_and_over_slow_devices(desks: Desks) -> None:
    with desks.cluster.chief(desks.database) as chief:
        chief.execute("CREATE ROLE sweeper LOGIN PASSWORD 'sweeper secret'")
        chief.execute("GRANT SELECT ON datapact_team_format TO sweeper")
        chief.execute("GRANT SELECT, DELETE ON datapact_team_log TO sweeper")
        chief.execute("ALTER TABLE datapact_team_log OWNER TO chief")
        chief.execute("GRANT SELECT, INSERT ON datapact_team_log TO writer")
    for acting in desks.at.values():
        synchronise(acting)
    ready(desks.anna, {GONE: "given", STAYS: "given"})
    synchronise(desks.anna)
    assert synchronise(desks.bernd).refused == ()
    assert GONE.encode() in held(desks.bernd)
    with desks.cluster.chief(desks.database) as chief:
        query = "SELECT place, token, sealed FROM datapact_team_log WHERE token LIKE 'chunk.%' ORDER BY place"
        before = chief.execute(query).fetchall()
    write(desks.bernd, {STAYS: "refused"}, ago=timedelta())  # it builds on what will be erased
    synchronise(desks.bernd)
    erase_person(desks.anna, "panel", GONE, "request 7")
    synchronise(desks.anna)
    assert GONE.encode() not in held(desks.anna)
    assert not_yet(desks.anna) == {"bernd-vogel", "carla-sommer"}
    assert team_status(desks.anna).last.to_erase > 0
    with pytest.raises(Locked, match="may not delete"):
        maintain(desks.anna)
    url = desks.cluster.url("sweeper", desks.database)
    assert maintain(desks.anna, url, "sweeper secret") > 0
    dump = desks.cluster.dump(desks.database)
    erased = [bytes(sealed) for _place, token, sealed in before if token.encode() not in dump]
    assert erased
    assert not [one for one in erased if one[:60].hex().encode() in dump or one[60:].hex().encode() in dump]
    assert team_status(desks.anna).last.to_erase == 0
    # a device that knows of nothing yet gets what is left; and what it or a backup brings back is erased again
    assert synchronise(desks.carla).refused == ()
    with desks.cluster.chief(desks.database) as chief:
        for place, token, sealed in before:
            row = (require_place(desks) + place, token, sealed)
            chief.execute("INSERT INTO datapact_team_log SELECT team, %s, %s, %s FROM datapact_team_log LIMIT 1", row)
    for acting in (*desks.at.values(), *desks.at.values()):
        assert synchronise(acting).refused == ()
        assert GONE.encode() not in held(acting)
        assert STAYS.encode() in held(acting)
    assert maintain(desks.carla, url, "sweeper secret") >= len(erased)
    assert not [one for one in erased if one.hex().encode() in desks.cluster.dump(desks.database)]
    assert not_yet(desks.anna) == set()
    require_same(desks)
    people = [row[4] for row in content(desks.carla)["consents"]]
    assert GONE not in people
    assert STAYS in people


def require_place(desks: Desks) -> int:
    """A place behind all rows."""
    with desks.cluster.chief(desks.database) as chief:
        ((last,),) = chief.execute("SELECT max(place) FROM datapact_team_log").fetchall()
    return int(last)
