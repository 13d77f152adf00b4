"""A page folds each history once, however many of its parts ask for it; an entry of ours is folded onto that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.negotiation import comment
from datapact.history.entries import store
from datapact.history.entries.entry import Entry
from datapact.history.fold import agreement
from datapact.organisation.acting.log import directory
from datapact.vault.database.remembered import MEMORY
from datapact_ui.agreement_page.page.agreement_view import TABS
from datapact_ui.kit.context.app_context import AppContext, Place
from datapact_ui.kit.context.pages import ROOM_CLASSES, make_view
from tests.ui.exchanged import settled

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.ui.exchanged import Exchanged


@pytest.fixture
def folds(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each history was folded whole, and not only by one entry more."""
    seen: Counter[str] = Counter()
    arranged = agreement.arrange

    def arrange(entries: Iterable[Entry]) -> object:
        dag = arranged(entries)
        seen[dag.order[0].history] += 1
        return dag

    monkeypatch.setattr(agreement, "arrange", arrange)
    return seen


def test_each_page_and_an_entry_of_ours(
    files: Exchanged, context: AppContext, qtbot: QtBot, folds: Counter[str]
) -> None:
    anna = context.worker.acting
    histories = (files.history, files.draft)
    pages = [Place(room) for room in ROOM_CLASSES]
    pages += [Place(view, one) for one in histories for view in ("agreement", "signing", "editor", "interview")]
    more: dict[Place, dict[str, int]] = {}
    for place in pages:
        anna.vault.info.get(MEMORY, {}).clear()
        folds.clear()
        view = make_view(context, place)
        qtbot.addWidget(view)
        view.show()
        for tab in TABS if place.view == "agreement" else ("",):
            view.narrow({"tab": tab})
            settled(context, qtbot)
        if place.view in ("agreement", "signing"):
            assert folds, place
        if max(folds.values(), default=0) > 1:
            more[place] = dict(folds)
        view.close()
    assert not more
    with anna.vault.read() as session:
        load_state(session, files.history)
    folds.clear()
    comment(anna, files.history, "Seen.")
    with anna.vault.read() as session:
        state = load_state(session, files.history)
        assert not folds
        assert state == agreement.fold(store.load(session, files.history), directory(session))
