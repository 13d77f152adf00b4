"""The conclusion of an agreement: a frozen text whose every slot is signed, with the steps that it rests on.

It is found before any entry is void: only in entries that were legal in the state of their own ancestors, whatever was
written without knowing them. More entries can complete another chain of signatures, never break one; so an agreement
once signed in full stays so in every vault, whoever revokes, counters, declines or freezes beside it, even with a claim
not to have known.

Every signature names one text. Two texts are signed in full only where each party signed both: then the text counts
that is the last word of more parties. A party's signature is no longer its last word where it signed the other text
knowing the first.
"""

from __future__ import annotations

from dataclasses import dataclass

from datapact.history.state.facts import Freeze, Signed
from datapact.history.state.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The conclusion of an agreement: its text, and what proves that every slot is signed.

    ``rests_on`` are the digests of the offer, its accepts, the freeze and the signatures, which are never void.
    """

    freeze: Freeze
    """The one that fixed the text."""
    signed: tuple[Signed, ...]
    """Signatures by which every slot is signed, in the order of slots."""
    rests_on: frozenset[str]


def conclusion_of(ledger: Ledger) -> Conclusion | None:
    """The text that every signatory signed; None while a signature is missing."""
    by_freeze: dict[str, list[Signed]] = {}
    for signed in ledger.signed:
        by_freeze.setdefault(ledger.freeze_of[signed.digest], []).append(signed)
    found = []
    for digest, signatures in by_freeze.items():
        freeze = ledger.freezes.get(digest)
        if freeze is not None and (chain := _chain(ledger, freeze, signatures)):
            found.append(_resting(ledger, freeze, chain))
    return found[0] if len(found) == 1 else _last_word(ledger, found)


def follows(ledger: Ledger, signed: Signed, earlier: Signed) -> bool:
    """Whether a signature was put, knowingly, on the PDF that an earlier signature made, or left as it was (empty: unsigned)."""
    return earlier.revision_to in ("", signed.revision_from) and ledger.dag.knows(signed.digest, earlier.digest)


def _chain(ledger: Ledger, freeze: Freeze, signatures: list[Signed]) -> list[Signed]:
    """The chain of signatures that fills every slot, each on the one before; none where a slot is unsigned."""
    if len(signatures) < len(freeze.slots):
        return []
    places: list[list[Signed]] = []
    for slot in freeze.slots:
        here = [
            signed
            for signed in signatures
            if signed.slot == slot.id and (not places or any(follows(ledger, signed, one) for one in places[-1]))
        ]
        if not here:
            return []
        places.append(here)
    chain = last = places.pop()
    while places:  # back again: who was overtaken by another in the same slot carries nothing
        last = [one for one in places.pop() if any(follows(ledger, signed, one) for signed in last)]
        chain = last + chain
    return chain


def _resting(ledger: Ledger, freeze: Freeze, chain: list[Signed]) -> Conclusion:
    accepts = (
        accept.digest
        for accept in ledger.accepts
        if accept.offer == freeze.offer and ledger.dag.knows(freeze.digest, accept.digest)
    )
    return Conclusion(
        freeze,
        tuple(chain),
        frozenset({freeze.offer, *accepts, freeze.digest, *(signed.digest for signed in chain)}),
    )


def _last_word(ledger: Ledger, found: list[Conclusion]) -> Conclusion | None:
    def rank(one: Conclusion) -> tuple[int, int, str]:
        superseded = {
            signed.organisation
            for signed in one.signed
            for other in found
            for later in other.signed
            if other is not one
            and later.organisation == signed.organisation
            and ledger.dag.knows(later.digest, signed.digest)
        }
        words = {signed.organisation for signed in one.signed} - superseded
        digest = one.freeze.digest
        return len(words), ledger.dag.ancestors[ledger.dag.index[digest]].bit_count(), digest

    return max(found, key=rank, default=None)
