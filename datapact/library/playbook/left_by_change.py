"""Positions of the playbook that one change of a proposal leaves, for a line beside the buttons that accept and refuse it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from datapact.base.texts import N_, Message
from datapact.contract.changes.proposed import ProposedChange
from datapact.contract.text.clauses import ids_within
from datapact.contract.text.document import AgreementDocument
from datapact.library.playbook.deviations import Level, Standing
from datapact.library.playbook.playbook import Playbook


def left_by_change(
    book: Playbook,
    own: AgreementDocument,
    proposal: AgreementDocument,
    changes: Sequence[ProposedChange],
    before_in: Mapping[str, Sequence[Message]],
) -> Mapping[str, tuple[Message, ...]]:
    """The topics, for each change (by its id), where the proposal stands worse by the playbook than our own text, and what to answer.

    ``before_in`` are sentences on what the partner accepted before, by the key of the position.
    """
    if not book.positions:
        return {}
    before = {one.position.key: one.level for one in book.standings(own)}
    found: dict[str, list[Message]] = {}
    inner = {**ids_within(own.clauses), **ids_within(proposal.clauses)}
    for standing in book.standings(proposal):
        if standing.approver is None or not _is_worse(standing.level, before.get(standing.position.key, 0)):
            continue
        for change in changes:
            if _concerns(change, standing, inner):
                found.setdefault(change.id, []).extend(
                    [*_words(book, standing), *before_in.get(standing.position.key, ())]
                )
    return {name: tuple(messages) for name, messages in found.items()}


def _concerns(change: ProposedChange, standing: Standing, inner: Mapping[str, frozenset[str]]) -> bool:
    if standing.position.term:
        return change.kind == "term" and (
            change.place == standing.position.term or change.place.startswith(f"{standing.position.term}.")
        )
    parts = inner.get(standing.position.clause, frozenset()) | {standing.position.clause}
    return change.kind in ("text", "moved") and change.place in parts


def _is_worse(level: Level, before: Level) -> bool:
    return _order(level) > _order(before)


def _order(level: Level) -> int:
    return level if isinstance(level, int) else 1_000


def _words(book: Playbook, standing: Standing) -> list[Message]:
    said = [standing.sentence(book.names)]
    if standing.reason:
        said.append(Message(N_("To tell the other side: {reason}"), {"reason": standing.reason}))
    return said
