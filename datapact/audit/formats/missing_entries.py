"""Missing entries: those whose existence the counters of a replica or a receipt show.

A missing entry of the exporting organisation is its own fault and leaves a doubt. Counters and receipts of another
organisation are that one's claim: they are reported under its name and leave no doubt about the exporter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from datapact.base.texts import N_, Message, counted
from datapact.history.fold.agreement import AgreementState


def own_missing(folded: AgreementState, own: str) -> int:
    """The number of entries of the own organisation that must exist and are not here."""
    absent = sum(gap.missing for gap in folded.gaps if gap.organisation == own and not gap.led_by)
    return max(absent, len(folded.receipts.get(own, frozenset()) - folded.entries.keys()))


def is_cloned(folded: AgreementState, own: str) -> bool:
    """Whether two different entries of the own organisation have one number."""
    return own in _cloned(folded)


def oddities_of_others(folded: AgreementState, own: str, names: Mapping[str, str]) -> Iterator[Message]:
    """Oddities in the counters and receipts of other organisations, and where one of them led our count."""
    for gap in folded.gaps:
        if gap.led_by:
            told = {"organisation": _name(gap.organisation, names), "other": _name(gap.led_by, names)}
            yield Message(
                N_(
                    "Numbers of {organisation} are skipped because {other} used them under the same vault id; nothing is missing."
                ),
                told,
            )
    for organisation in sorted({gap.organisation for gap in folded.gaps if not gap.led_by} - {own}):
        missing = sum(gap.missing for gap in folded.gaps if gap.organisation == organisation and not gap.led_by)
        yield counted(
            "{organisation} skipped {n} number of its own entries. Whether it wrote one there only it can say.",
            "{organisation} skipped {n} numbers of its own entries. Whether it wrote any there only it can say.",
            missing,
            organisation=_name(organisation, names),
        )
    for organisation, seen in sorted(folded.receipts.items()):
        unknown = len(seen - folded.entries.keys())
        if unknown and organisation != own:
            yield counted(
                "A receipt of {organisation} names {n} entry that is not here.",
                "Receipts of {organisation} name {n} entries that are not here.",
                unknown,
                organisation=_name(organisation, names),
            )
    for organisation in sorted(_cloned(folded) - {own}):
        yield Message(
            N_("Two entries of {organisation} have the same number: its vault was copied, or it numbers wrongly."),
            {"organisation": _name(organisation, names)},
        )


def _cloned(folded: AgreementState) -> set[str]:
    return {folded.entries[pair[0]].organisation for pair in folded.cloned}


def _name(organisation: str, names: Mapping[str, str]) -> str:
    return names.get(organisation) or organisation[:8]
