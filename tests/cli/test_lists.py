"""What a project lead asks the list and the overview: what waits for us, what ends, which data for what, who signs."""

from __future__ import annotations

import pytest

from tests.cli.desks import Houses, draft, offered


def test_whose_turn_and_what_ends(houses: Houses) -> None:
    anna, sofia = houses.anna, houses.sofia
    history = offered(houses)
    every = anna.json("agreement", "list")
    assert [row["id"] for row in every] == [history]
    assert anna.json("agreement", "list", "--turn", "us") == every
    assert anna.json("agreement", "list", "--turn", "partner") == []
    (waits,) = sofia.json("agreement", "list", "--turn", "us")  # its file is written, and nobody said that it was sent
    assert (waits["id"], waits["turn"]) == (history, "us")
    assert sofia.json("agreement", "list", "--turn", "partner") == []
    assert anna.json("agreement", "list", "--ending", "0") == []
    assert anna.json("agreement", "list", "--ending", "36500", "--sort", "last_day") == every
    assert anna.json("agreement", "list", "--turn", "us", "--offset", "1") == []
    assert anna.json("agreement", "list", "--turn", "us", "--status", "signed") == []
    assert every[0]["last_day"] == every[0]["ends"]
    told = anna.run("agreement", "list", lang="en").out
    assert "Read the proposal: agree to the text, counter or decline" in told
    assert every[0]["last_day"] in told
    assert anna.run("agreement", "list", "--turn", "me").code == 2


@pytest.mark.parametrize("lang", ["de", "en"])
def test_which_data_for_which_purpose(houses: Houses, lang: str) -> None:
    draft(houses.anna)
    number = houses.anna.json("agreement", "list")[0]["number"]
    shown = houses.anna.json("agreement", "show", number)
    assert [use["purpose"] for use in shown["uses"]] == shown["purposes"]
    assert all(set(use["datasets"]) <= set(shown["datasets"]) for use in shown["uses"])
    assert any(set(use["datasets"]) < set(shown["datasets"]) for use in shown["uses"])
    told = houses.anna.run("agreement", "show", number, lang=lang).out
    if lang == "en":  # people read the titles in their own language, programs those of the prevailing one
        assert "Scientific analysis and publication, with Machine logs, Vibration time series\n" in told
        return
    for use in shown["uses"]:
        assert any(use["purpose"] in line and ", ".join(use["datasets"]) in line for line in told.splitlines())
