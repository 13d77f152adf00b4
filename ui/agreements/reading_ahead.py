"""Reading ahead from the list: pages and histories of agreements of many parties, which take a second the first time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from datapact.agreements.views.list import MANY_PARTIES, ListedAgreement, rows_of
from datapact_ui.kit.context.view import View

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

_FOLDED_AHEAD = 4
"""Agreements of many parties in sight whose history is folded before somebody opens one."""


class ReadingAhead:
    """Reads what a person is about to open in the list, while nothing else is to be done."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._has_folded = False

    def page_of(self, row: ListedAgreement | None) -> None:
        """Read the page of a row where it has many parties: its text takes a second to check the first time."""
        if row is None or not _has_many(row):
            return
        history, today = row.id, self._view.context.today()

        def read(acting: Acting) -> None:
            from datapact.agreements.views.agreement import agreement_page  # much code, loaded when a row is chosen

            agreement_page(acting, history, today)  # what it worked out stays with the open vault

        self._view.context.worker.read(
            self._view, read, lambda _nothing: None, key="ahead", failed=lambda _error: True, unhurried=True
        )

    def histories_of(self, keys: Sequence[int]) -> None:
        """Fold the histories of many parties among the first rows once, so that who opens one does not wait for that."""
        if self._has_folded or not keys:
            return
        self._has_folded = True

        def fold(acting: Acting) -> None:
            from datapact.agreements.projection.append import load_state  # the same

            with acting.vault.read() as session:
                rows = rows_of(session, keys)
                many = [rows[key].id for key in keys if key in rows and _has_many(rows[key])]
                for history in many[:_FOLDED_AHEAD]:
                    offers = load_state(session, history).facts.offers
                    _ = [one.state for one in list(offers.values())[-1:]]  # opens the newest text

        self._view.context.worker.read(
            self._view, fold, lambda _nothing: None, key="folds", failed=lambda _error: True, unhurried=True
        )


def _has_many(row: ListedAgreement) -> bool:
    return row.partners.count(", ") + 2 >= MANY_PARTIES
