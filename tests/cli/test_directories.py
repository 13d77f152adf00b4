"""A network meets by one file: written, taken in, compared in one call, brought up to date, and nothing older taken back."""

from __future__ import annotations

from typing import Any

from datapact.base import strictjson
from datapact.history.commitments.jws import read_compact
from datapact.organisation.network.directory_file import TYPE
from tests.cli.desks import Desk, Houses, meet
from tests.cli.test_schemas import matches, said


def own_fingerprint(desk: Desk) -> str:
    return str(desk.json("partner", "card", "-o", desk.folder / "own.dpcard")["fingerprint"])


def standings(answer: Any) -> dict[str, str]:
    return {row["name"].split()[0]: row["standing"] for row in answer["members"]}


def test_a_network_meets_in_one_call_and_goes_on(houses: Houses) -> None:
    anna, sofia, petra, folder = houses.anna, houses.sofia, houses.petra, houses.folder
    meet(anna, petra, confirm=False)
    first = folder / "first.dpdir"
    anna.refused(2, "directory", "write", "-o", first, "--name", "Netz Süd")
    written = said(
        "directory-write",
        anna,
        *("directory", "write", "-o", first, "--name", "Netz Süd"),
        *("--member", "Institut", "--member", "Werkzeugbau", "--day", "2026-11-30", "--vouch"),
    )
    assert (written["version"], len(written["members"]), written["left"]) == (1, 3, [])
    matches("network-directory", strictjson.parse_object(read_compact(first.read_text("ascii"), TYPE).payload))

    # The institute confirmed Keller before; nobody is confirmed by the file, not even whom Keller has confirmed.
    seen = said("directory-show", sofia, "directory", "show", first)
    assert standings(seen) == {"Maschinenbau": "confirmed", "Institut": "own", "Werkzeugbau": "unknown"}
    assert len(sofia.json("partner", "list")["partners"]) == 1
    sofia.refused(2, "directory", "confirm", first, "--heard", own_fingerprint(petra))
    seen = said("directory-show", sofia, "directory", "read", first)
    assert (seen["news"], standings(seen)["Werkzeugbau"]) == ("new", "declared")

    # Petra has met nobody. Keller says that it compared the institute's fingerprint: that counts once Keller is confirmed.
    seen = petra.json("directory", "read", first)
    assert standings(seen) == {"Maschinenbau": "declared", "Institut": "declared", "Werkzeugbau": "own"}
    assert [row["said_confirmed"] is not None for row in seen["members"]] == [False, True, False]
    keller, wrong = own_fingerprint(anna), "00000 " * 7 + "00001"
    assert "nobody in this directory" in petra.refused(
        1, "directory", "confirm", first, "--heard", keller, "--heard", wrong
    )
    assert standings(petra.json("directory", "show", first))["Maschinenbau"] == "declared"
    seen = said("directory-confirm", petra, "directory", "confirm", first, "--heard", keller)
    assert standings(seen) == {"Maschinenbau": "confirmed", "Institut": "introduced", "Werkzeugbau": "own"}
    heard = [word for desk in (anna, sofia) for word in ("--heard", own_fingerprint(desk).replace(" ", "-"))]
    named = (*heard[:2], "--heard", f"{heard[3]}=Institut")
    assert "Institut calls itself" in petra.refused(1, "directory", "confirm", first, *named)
    seen = petra.json("directory", "confirm", first, *heard)
    assert len(seen["confirmed"]) == 1
    assert standings(seen)["Institut"] == "confirmed"
    assert "nothing has changed" in petra("directory", "confirm", first, *heard)

    # The institute leaves; the next version replaces the first, which is refused from then on.
    second = folder / "second.dpdir"
    anna.refused(2, "directory", "write", "-o", second, "--name", "Anderes Netz", "--left", "Institut")
    anna.refused(2, "directory", "write", "-o", second, "--name", "Netz Süd", "--never", "Niemand")
    anna("directory", "write", "-o", second, "--name", "netz süd", "--left", "Institut", "--left-on", "2026-12-31")
    seen = petra.json("directory", "read", second)
    assert (seen["news"], seen["former_version"], seen["version"]) == ("newer", 1, 2)
    assert [(one["name"].split()[0], one["day"]) for one in seen["left"]] == [("Institut", "2026-12-31")]
    assert "An older one changes nothing" in petra.refused(1, "directory", "read", first)
    listed = said("directory-list", petra, "directory", "list")["directories"]
    assert [(one["version"], one["by_name"].split()[0], len(one["left"])) for one in listed] == [(2, "Maschinenbau", 1)]
    assert "Institut" in petra("directory", "list")
    assert "left the network on 31 December 2026" in sofia("directory", "read", second)
    left = said("partner-show", petra, "partner", "show", "Institut")["networks"]
    assert [(one["name"], one["version"], one["left"]) for one in left] == [("Netz Süd", 2, "2026-12-31")]
    assert "Left the network Netz Süd on 31 December 2026" in petra("partner", "show", "Institut")
    assert "put these cards together" in petra("verify", second)
    assert petra.json("partner", "list")["partners"][0]["trust"] == "confirmed"  # leaving takes no trust away

    # Who may not confirm may look, and changes nothing.
    assert houses.lea.json("directory", "show", second)["news"] == "same"
    houses.lea.refused(3, "directory", "read", second)
    houses.lea.refused(3, "directory", "write", "-o", folder / "no.dpdir", "--name", "Netz Süd")
    assert not (folder / "no.dpdir").exists()
    for desk in (anna, sofia, petra):
        desk("vault", "check")
