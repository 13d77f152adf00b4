"""Entries of a dossier that prove a row of a table or have no effect, by their numbers in the table of all entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from datapact.audit.pages.dossier_content import Content
from datapact.base.texts import N_, Language, Message
from datapact.pdf.reports.parts import Heading, Items, Part, Words


def entry_numbers(content: Content) -> dict[str, int]:
    """The number of each entry by its digest, from 1, in the order of the table of all entries."""
    return {entry.digest: number for number, entry in enumerate(content.entries, 1)}


def entry_names(digests: Sequence[str], numbers: Mapping[str, int], language: Language) -> str:
    """Entries by their number and the beginning of their digest; those that the dossier lacks are left out."""
    named = [
        Message(N_("no. {number} ({digest})"), {"number": numbers[one], "digest": one[:8]}).text(language)
        for one in dict.fromkeys(digests)
        if one in numbers
    ]
    return ", ".join(named)


def first_that_knows(content: Content, digest: str, is_of: Callable[[str], bool]) -> list[str]:
    """The digest of the first shared entry by which an organisation, where ``is_of`` is true of its id, shows that it had another.

    None where it has not answered yet.
    """
    folded = content.folded
    known = [
        entry
        for entry in folded.entries.values()
        if entry.stream == "shared" and is_of(entry.organisation) and folded.dag.knows(entry.digest, digest)
    ]
    return [min(known, key=lambda entry: (entry.time, entry.digest)).digest] if known else []


def entries_without_effect(
    heading: Message, reasons: Mapping[str, Message], numbers: Mapping[str, int], language: Language
) -> Iterator[Part]:
    """The heading and a line for each entry (by digest) with the reason why it has no effect; nothing where there is none."""
    lines: list[Words] = [
        Message(N_("No. {number}: {reason}"), {"number": number, "reason": reasons[digest].text(language)})
        for digest, number in sorted(numbers.items(), key=lambda one: one[1])
        if digest in reasons
    ]
    if lines:
        yield Heading(heading, 2)
        yield Items(lines)
