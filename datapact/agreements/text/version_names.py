"""The name of each version of a text, by which people choose one and prove which it was.

It says the version's number, its round, what it is, whose words they are, and the minute. The number alone tells any two
versions of an agreement apart, so no two of them ever have one name.
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

_IN_ROUND = N_("Version {version}, round {round}: {what}, {time}")
_OUTSIDE_ROUNDS = N_("Version {version}: {what}, {time}")
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
    """Such as "Version 2, round 2: Word file of Vogel, read in, 2 December 2026, 10:05"."""
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
    for number, version in enumerate(listed, start=1):
        mine = [one for one in moved if one.digest == version.digest]
        came = next((one for one in mine if one.way == "word_received"), None)
        author = names.get(version.organisation, version.organisation[:8]) if came is None else came.party
        what = _what(version, mine, author, sent=version.digest in sent)
        if version.digest == settled[0]:
            what = Message(_STANDING[settled[1]], {"what": what})
        told: dict[str, str | int | Message] = {"version": str(number), "what": what, "time": _minute(version)}
        if mine:
            told["round"] = str(mine[0].number)
        found[version.digest] = NamedVersion(version, Message(_IN_ROUND if mine else _OUTSIDE_ROUNDS, told), author)
    return found


def _minute(version: Version) -> str:
    return minute_text(version.time, local_zone(version.time))


def _what(version: Version, moved: Sequence[Round], author: str, *, sent: bool) -> Message:
    """What a version is and whose: what became of it goes before what it was written as."""
    ways = {one.way for one in moved}
    who = {"who": author}
    if "word_received" in ways:
        return Message(N_("Word file of {who}, read in"), who)
    if version.kind == "counter":
        return Message(N_("Counter-proposal of {who}"), who)
    if version.kind == "offer":
        return Message(N_("Offer of {who}"), who)
    rounds = [one.file_round for one in moved if one.way == "word_sent"]
    if "word_sent" in ways:
        told = {**who, "file": f"R{rounds[0] or moved[0].number}"}
        if "outside_sent" in ways:
            return Message(N_("Word file {file} of {who}, then sent for acceptance"), told)
        return Message(
            N_("Word file {file} of {who}, sent") if sent else N_("Word file {file} of {who}, not recorded as sent"),
            told,
        )
    if "outside_sent" in ways:
        return Message(N_("Text of {who}, sent for acceptance"), who)
    return Message(N_("Draft of {who}, not sent"), who)
