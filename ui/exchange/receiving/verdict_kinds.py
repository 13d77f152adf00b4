"""Words for the kinds of files that a verdict is about, and for the parts that a verified file does not show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from datapact.audit.formats.verdict import Verdict
from datapact.audit.formats.withholding import CHOICES, choice_words
from datapact.base.texts import N_, Message, counted
from datapact_ui.kit.theme.numbers import grouped

KINDS: Mapping[str, tuple[str, str]] = {
    "pdf": ("agreements", N_("Agreement as PDF")),
    "bundle": ("send", N_("Sealed file for partners")),
    "card": ("card", N_("Partner card")),
    "directory": ("network", N_("Directory of a network")),
    "library": ("library", N_("Library of clauses")),
    "dossier": ("archive", N_("Dossier")),
    "decision": ("consent", N_("Answer on sharing")),
    "bag": ("vault", N_("Export of agreements")),
    "consent_row": ("person", N_("Proof of a consent")),
    "consent_receipt": ("person", N_("Consent receipt")),
    "record": ("send", N_("Proof of a delivery or recall")),
    "sealed_copy": ("key", N_("Sealed copy for an auditor")),
    "seal": ("key", N_("Long-term seal")),
    "exported": ("export", N_("Exported from this vault")),
}
"""Icon and word of each kind."""
OF_ANOTHER_PROGRAM = ("agreements", N_("PDF of another program"))
"""Instead of that of an agreement as PDF."""


def not_shown(verdict: Verdict) -> Iterator[Message]:
    """The number of withheld or erased parts, those withheld by choice, and what that means for the rest."""
    details = verdict.details or {}
    withheld = details.get("withheld")
    for choice in CHOICES:
        if isinstance(withheld, list) and choice in withheld:
            yield Message(N_("Withheld: {parts}"), {"parts": choice_words(choice)})
    missing, erased = _number(details.get("missing_disclosures")), _number(details.get("erased_disclosures"))
    if missing:
        yield counted("{n} part is withheld.", "{n} parts are withheld.", missing, n=grouped(missing))
    if erased:
        yield counted(
            "{n} part was erased (Art. 17 GDPR).", "{n} parts were erased (Art. 17 GDPR).", erased, n=grouped(erased)
        )
    hidden = _number(details.get("not_shown"))
    if hidden:
        yield counted(
            "{n} row of the batches is only a hash: of other data or people, or erased.",
            "{n} rows of the batches are only hashes: of other data or people, or erased.",
            hidden,
            n=grouped(hidden),
        )
    if missing or erased:
        yield Message(N_("A signed entry names the digest of each file, so nobody can exchange one unnoticed."))
    elif verdict.kind in ("dossier", "bag") and verdict.verdict != "invalid" and not withheld:
        yield Message(N_("Nothing is withheld."))


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
