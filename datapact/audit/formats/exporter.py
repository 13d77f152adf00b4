"""Whether a report was signed by the exporter whom it names, and what is in doubt about keys; light, for whoever verifies."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from datapact.audit.formats.dated import impossible_times
from datapact.audit.formats.trust import Lines
from datapact.audit.formats.verdict import Finding
from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_, Message
from datapact.history.entries.entry import Entry
from datapact.history.fold.vouching import Voucher, doubt, doubtful
from datapact.history.state.organisation import Member

if TYPE_CHECKING:
    from datapact.signing.pades.inspect import SignatureReport


@dataclass(frozen=True, slots=True)
class Exporter:
    """The signer that a file names: organisation, id of the member, thumbprint of the author key."""

    organisation: str
    """Id, thumbprint of its founding identity key."""
    member: str
    """Id within that organisation."""
    kid: str
    """RFC 7638 thumbprint, base64url."""


def judge_exporter(report: SignatureReport, lines: Lines, exporter: Exporter, field: str) -> Iterator[Finding]:
    """Judge whether the file carries one signature, over all of it, by the member whom it names as its exporter."""
    for reason in report.all_reasons:
        yield Finding("invalid" if report.verdict == "invalid" else "indeterminate", reason)
    for note in (*report.notes, *(note for one in report.signatures for note in one.notes)):
        yield Finding("note", note)
    line = lines.get(exporter.organisation)
    if line is None:
        yield Finding("invalid", Message(N_("The file lacks the public history of the organisation that exported it.")))
        return
    if [one.field for one in report.signatures] != [field] or report.empty_fields:
        yield Finding("invalid", Message(N_("The file must carry exactly one signature, that of its exporter.")))
        return
    certificate = to_base64url(report.signatures[0].certificate.public_bytes(Encoding.DER))
    holder = next(
        (one for one in line.people() if one.author_kid == exporter.kid and one.id == exporter.member),
        None,
    )
    if holder is None or holder.author != certificate:
        yield Finding("invalid", Message(N_("The file was signed with another key than that of the member it names.")))
    elif exporter.kid in line.state.revoked:
        yield exported_by_who_left(holder)


def exported_by_who_left(holder: Member) -> Finding:
    """The doubt about a file whose exporter's key was revoked since: its time is only that key's claim."""
    said = N_(
        "The key of {person}, who exported this, was revoked since; nobody can tell whether before. Ask for a new export."
    )
    return Finding("indeterminate", Message(said, {"person": holder.name or holder.id}))


def doubts_about_entries(
    entries: Iterable[Entry],
    lines: Lines,
    exporter: Exporter,
    vouchers: Sequence[Voucher] = (),
    void: Collection[str] = (),
) -> Iterator[Finding]:
    """A doubt for each organisation with a time that cannot be, and each person with entries by a revoked key that
    nothing shows to be older.

    The exporter's signature shows it for its organisation's own entries while the exporter's key is valid.
    """
    line = lines.get(exporter.organisation)
    holds = line is not None and exporter.kid not in line.state.revoked
    entries = list(entries)
    yield from impossible_times(entries, lines)
    for one in doubtful(entries, lines, vouchers, exporter.organisation if holds else None, void):
        yield Finding("indeterminate", doubt(one, lines))
