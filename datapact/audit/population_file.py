"""The population of a recorded sample as a file, so that anybody can draw the sample again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from datapact.audit.engagements import engagement
from datapact.audit.populations import POPULATION_WORDS, population
from datapact.audit.remarks import samples
from datapact.audit.sampling import population_digest
from datapact.errors import AnswerNo, WrongUse
from datapact.files import write_whole
from datapact.parties.exports import record_export
from datapact.texts import N_, Message

if TYPE_CHECKING:
    from pathlib import Path

    from datapact.parties.acting import Acting


def in_order(items: Iterable[str]) -> list[str]:
    """Each item once, in the order of bytes, as samples are drawn from them."""
    return sorted(set(items), key=lambda one: one.encode("utf-8"))


def population_text(items: Iterable[str]) -> bytes:
    """An item a line."""
    return "".join(f"{one}\n" for one in in_order(items)).encode("utf-8")


def save_population(acting: Acting, key: str, file: Path) -> int:
    """Write the population of the sample ``key`` as it was when it was drawn; returns how many items it has.

    The export is recorded. Raises WrongUse where there is no such sample, AnswerNo where the vault no longer holds what
    it was drawn from, Surroundings where the file cannot be written.
    """
    with acting.vault.read() as session:
        drawn = next((one for one in samples(session) if one.key == key), None)
        if drawn is None:
            raise WrongUse(N_("There is no such sample."))
        found = engagement(session, drawn.engagement)
        items = in_order(population(acting, session, found, drawn.population_of, drawn.recorded))
    if population_digest(items) != drawn.sample.digest:
        raise AnswerNo(
            N_(
                "This sample was drawn from {then} items; today {now} of them or others are in this vault. What was erased or"
                " taken in since cannot be written again."
            ),
            then=drawn.sample.population,
            now=len(items),
        )
    told: dict[str, str | int | Message] = {
        "what": Message(POPULATION_WORDS[drawn.population_of]),
        "title": found.title,
    }
    data = population_text(items)
    record_export(acting, Message(N_("Population of a sample: {what}, {title}"), told), data)
    write_whole(file, data)
    return len(items)
