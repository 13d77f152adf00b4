"""The name of each version of a text, by which people choose one and prove which it was.

A text that went from one side to the other is called by its round and its sender, as in the names of Word files: so both
sides call it alike. What never left is a draft of its house, numbered among the drafts of that house. What it is and the
minute follow. No two versions of an agreement ever have one name.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datapact.agreements.text.carried_by_word import files_sent
from datapact.agreements.text.exchanged import Round, exchanges, settled_digest
from datapact.agreements.text.versions import Version, versions
from datapact.base.local_time import local_zone, minute_text
from datapact.base.texts import N_, Message

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import Stage
    from datapact.vault.database.session import Session

_IN_ROUND = N_("R{round} {who}: {what}, {time}")
_OUTSIDE_ROUNDS = N_("Draft {number} of {who}, {what}, {time}")
_STANDING: Mapping[Stage, str] = {
    "agreed": N_("{what}, agreed"),
    "frozen": N_("{what}, frozen for signature"),
    "signing": N_("{what}, frozen for signature"),
    "signed": N_("{what}, signed"),
    "terminated": N_("{what}, signed"),
}


@dataclass(frozen=True, slots=True)
class NamedVersion:
    """A version with its name."""

    version: Version
    """What is named."""
    name: Message
    """Such as "R2 Vogel: Word file, read in, 2 December 2026, 10:05"."""
    author: str
    """Name of the organisation whose words it holds: of a Word file that came back, the partner and not the house that
    read it in."""


def named_versions(
    session: Session, folded: AgreementState, names: Mapping[str, str], own: str
) -> Mapping[str, NamedVersion]:
    """Every version that is here whole, by digest, oldest first; ``names`` by organisation id, ``own`` the id of ours."""
    sent = {str(one.body["version"]) for one in files_sent(session, folded)}
    settled = (settled_digest(folded), folded.stage)
    return called(versions(folded), exchanges(session, folded, names, own), sent, settled, names)


def called(
    listed: Sequence[Version],
    moved: Sequence[Round],
    sent: Container[str],
    settled: tuple[str, Stage],
    names: Mapping[str, str],
) -> Mapping[str, NamedVersion]:
    """The names of the ``listed`` versions by digest: ``sent`` are those of which somebody said that their Word files went
    out, ``settled`` is the digest of the agreed text (empty for none) and the stage of the whole."""
    found: dict[str, NamedVersion] = {}
    drafts = dict[str, int]()
    for version in listed:
        mine = [one for one in moved if one.digest == version.digest]
        counts = version.kind == "draft" or not mine  # a number stays, whatever becomes of the drafts before
        number = drafts[version.organisation] = drafts.get(version.organisation, 0) + counts
        came = next((one for one in mine if one.way == "word_received"), None)
        author = names.get(version.organisation, version.organisation[:8]) if came is None else came.party
        what = _what(version, mine, sent=version.digest in sent)
        if version.digest == settled[0]:
            what = Message(_STANDING[settled[1]], {"what": what})
        told: dict[str, str | int | Message] = {"who": author, "what": what, "time": _minute(version)}
        told |= {"round": str(mine[0].number)} if mine else {"number": str(number)}
        found[version.digest] = NamedVersion(version, Message(_IN_ROUND if mine else _OUTSIDE_ROUNDS, told), author)
    return found


def _minute(version: Version) -> str:
    return minute_text(version.time, local_zone(version.time))


def _what(version: Version, moved: Sequence[Round], *, sent: bool) -> Message:
    """What a version is: what became of it goes before what it was written as."""
    ways = {one.way for one in moved}
    if "word_received" in ways:
        return Message(N_("Word file, read in"))
    if version.kind == "counter":
        return Message(N_("Counter-proposal"))
    if version.kind == "offer":
        return Message(N_("Offer"))
    if "word_sent" in ways:
        first = next(one for one in moved if one.way == "word_sent")
        if first.file_round not in (
            0,
            first.number,
        ):  # an earlier program counted otherwise, or both sides wrote at once
            return Message(
                N_("Word file named R{file}, sent") if sent else N_("Word file named R{file}, not recorded as sent"),
                {"file": str(first.file_round)},
            )
        if "outside_sent" in ways:
            return Message(N_("Word file, then sent for acceptance"))
        return Message(N_("Word file, sent") if sent else N_("Word file, not recorded as sent"))
    if "outside_sent" in ways:
        return Message(N_("Text sent for acceptance"))
    return Message(N_("not sent"))
