"""Three members at three desks work on one agreement, partly without a connection, and end with the same state."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from datapact.audit.own_vault.check import check_whole_vault
from datapact.base.progress import silent
from datapact.exchange.receive.receive import receive_bundle
from datapact.team.steps.synchronise import synchronise
from tests.exchange.houses import HISTORY, comment, exchange, offer, send
from tests.team.desks import Desks, folded, rows_of


def all_synchronise(desks: Desks) -> None:
    for _ in range(2):
        for acting in desks.at.values():
            synchronise(acting)


def require_equal(desks: Desks, *histories: str) -> None:
    first = desks.anna
    for acting in desks.at.values():
        for history in histories:
            mine, theirs = folded(first, history), folded(acting, history)
            assert (mine.order, mine.void, mine.stage) == (theirs.order, theirs.void, theirs.stage)
        for table in ("agreement", "partner"):
            assert rows_of(acting, table) == rows_of(first, table)
        assert check_whole_vault(acting, silent) == []


def test_a_day_of_three(desks: Desks) -> None:
    offer(desks.anna, desks.institute)
    synchronise(desks.anna)
    synchronise(desks.bernd)
    # from here on nobody is connected
    comment(desks.anna, "Von Anna.")
    comment(desks.bernd, "Von Bernd.")
    comment(desks.bernd, "Noch einmal von Bernd.")
    data = send(desks.bernd, desks.institute)
    receive_bundle(desks.institute, data)
    comment(desks.institute, "Vom Institut.")
    exchange(desks.institute, desks.bernd)  # a partner's file, received at one desk
    all_synchronise(desks)
    require_equal(desks, HISTORY)
    comment(desks.carla, "Von Carla.")
    all_synchronise(desks)
    require_equal(desks, HISTORY)
    assert len(folded(desks.carla, HISTORY).entries) >= 7
    assert not folded(desks.carla, HISTORY).cloned


def test_three_at_the_same_moment(desks: Desks) -> None:
    """Who was slower reads again: nothing is lost, and nothing is written twice."""
    offer(desks.anna, desks.institute)
    all_synchronise(desks)
    people = list(desks.at.values())
    written = {comment(acting, f"Nr. {number}").digest for number in range(2) for acting in people}
    with ThreadPoolExecutor(len(people)) as pool:
        sent = sum(one.sent_items for one in pool.map(synchronise, people))
    assert sent == len(people)
    all_synchronise(desks)
    require_equal(desks, HISTORY)
    assert written <= folded(desks.anna, HISTORY).entries.keys()
    for acting in people:
        assert synchronise(acting).last.strays == ()
