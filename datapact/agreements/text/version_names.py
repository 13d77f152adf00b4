"""The names of versions among each other: whose words a Word file brought, and times or numbers where days are not enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from datapact.agreements.text.versions import Version, version_name, versions
from datapact.base.clock import in_zone
from datapact.base.texts import N_, Message
from datapact.organisation.acting.records import records

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.vault.database.session import Session


def drafts_of_files(session: Session, folded: AgreementState) -> dict[str, str]:
    """The drafts that hold what a Word file said, with the name of the other side, by their digests.

    Of a file of which something was refused, the draft before the one that was made of it holds what it said.
    """
    received = records(session, "word_received", about=folded.history)
    drafts = [one.digest for one in folded.facts.drafts]
    found: dict[str, str] = {}
    for one in received:
        draft = str(one.body["draft"])
        if draft in drafts:
            place = drafts.index(draft)
            whole = drafts[place - 1] if one.body["refused"] and place else draft
            found[whole] = other_side(folded)
    return found


def other_side(folded: AgreementState) -> str:
    """The names of all other parties in the newest draft; empty where it names none."""
    state = folded.facts.drafts[-1].state if folded.facts.drafts else {}
    own = folded.entries[folded.facts.drafts[-1].digest].organisation if folded.facts.drafts else ""
    terms = state.get("terms") if isinstance(state, Mapping) else None
    parties = terms.get("parties", ()) if isinstance(terms, Mapping) else ()
    named = [str(one.get("name", "")) for one in parties if isinstance(one, Mapping) and one.get("organisation") != own]
    return ", ".join(one for one in named if one)


def versions_by_side(session: Session, folded: AgreementState) -> tuple[Version, ...]:
    """All versions as ``versions`` gives them, those of Word files with whose words they are."""
    files = drafts_of_files(session, folded)
    return tuple(
        replace(one, from_file=files[one.digest] or "–") if one.digest in files else one for one in versions(folded)
    )


def version_names(found: Sequence[Version], names: Mapping[str, str]) -> dict[str, Message]:
    """A name for each version by its digest, no two the same: those of one day and side with the time, then with a number."""
    plain = {one.digest: version_name(one, names) for one in found}
    days = _shared(plain.values())
    timed = {
        one.digest: Message(N_("{version}, {time}"), {"version": name, "time": f"{in_zone(one.time):%H:%M}"})
        if _words(name := plain[one.digest]) in days
        else name
        for one in found
    }
    times, seen = _shared(timed.values()), Counter[str]()
    named: dict[str, Message] = {}
    for digest, name in timed.items():
        words = _words(name)
        seen[words] += 1
        twice = words in times
        named[digest] = Message(N_("{version} ({n})"), {"version": name, "n": str(seen[words])}) if twice else name
    return named


def named_versions(session: Session, folded: AgreementState, names: Mapping[str, str]) -> dict[str, Message]:
    """The names of all versions of an agreement, by their digests; ``names`` of organisations by id."""
    return version_names(versions_by_side(session, folded), names)


def _shared(names: Iterable[Message]) -> frozenset[str]:
    return frozenset(words for words, n in Counter(map(_words, names)).items() if n > 1)


def _words(name: Message) -> str:
    return name.text("en")
