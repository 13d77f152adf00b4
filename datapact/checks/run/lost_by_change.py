"""Requirements that one change of a proposal takes away, for a line beside the button that accepts it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from datapact.checks.run.lost import LostPart, lost_parts
from datapact.contract.changes.proposed import ProposedChange
from datapact.contract.text.clauses import ids_within
from datapact.contract.text.document import AgreementDocument, write_state
from datapact.contract.wording.provided import Confirmed


def lost_by_change(
    own: AgreementDocument,
    proposal: AgreementDocument,
    changes: Sequence[ProposedChange],
    on: date,
    confirmed: Confirmed | None = None,
) -> Mapping[str, tuple[LostPart, ...]]:
    """The parts that each change (by its id) removes or touches; what no change of wording explains stands under the empty id."""
    inner = ids_within(own.clauses)
    found: dict[str, list[LostPart]] = {}
    for lost in lost_parts(write_state(own), write_state(proposal), on, confirmed):
        by = next((one.id for one in changes if one.kind == "text" and lost.place in inner.get(one.place, ())), "")
        found.setdefault(by, []).append(lost)
    return {name: tuple(parts) for name, parts in found.items()}
