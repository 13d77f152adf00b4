"""The value of a consent that was signed, where one was exchanged: only that one gives the digest of the row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from datapact.consent.records.row_disclosure import Row, canonical_row
from datapact.consent.terms.states import BY_CODE
from datapact.history.commitments.sealed_list import leaf_of

MOST_MENDED = 1_000
"""Rows of consents of which the signed value is sought; more were not exchanged one by one."""

type Scopes = Mapping[int, Sequence[str]]
"""Dataset, purpose and controller of each scope, by its id."""


def scopes_of(connection: Any) -> Scopes:
    """Every scope of the vault."""
    return {
        number: rest
        for number, *rest in connection.execute("SELECT id, dataset, purpose, controller FROM consent_scope")
    }


def signed_value(salt: bytes, leaf: bytes, row: Row, scope: int, scopes: Scopes) -> tuple[int, int, int] | None:
    """State, scope and explicitness that give the leaf with the other columns of ``row``; None where there are none.

    ``row`` names the dataset in which its person stands.
    """

    def fits(code: int, place: int, said: int) -> bool:
        if place not in scopes or not 0 <= code < len(BY_CODE):
            return False
        dataset, purpose, controller = scopes[place]
        tried = row._replace(dataset=dataset, purpose=purpose, controller=controller, state=code, explicit=bool(said))
        return bool(leaf_of(salt, canonical_row(tried)) == leaf)

    stands = (row.state, scope, int(row.explicit))
    candidates = [stands] if row.explicit in (0, 1) else []
    candidates += [(code, scope, said) for code in range(len(BY_CODE)) for said in (0, 1)]
    candidates += [
        (row.state, place, said) for place, (of, *_rest) in scopes.items() if of == row.dataset for said in (0, 1)
    ]
    try:
        return next((one for one in candidates if fits(*one)), None)
    except (TypeError, ValueError, OverflowError):  # a number where a text belongs, and the like
        return None
