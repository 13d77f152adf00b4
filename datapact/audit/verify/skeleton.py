"""The steps of verifying an exported file: read it, judge it, list the confirmed identities, conclude.

Each kind of file brings a reader, a judge and further notes; the order, and the meaning of an error, are here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from datapact.audit.formats.dossier import ListedFile
from datapact.audit.formats.exporter import Exporter, judge_exporter
from datapact.audit.formats.trust import (
    Lines,
    identities,
    identity_certificates,
    revocation_lists,
    unconfirmed,
    with_cards,
)
from datapact.audit.formats.verdict import (
    Finding,
    Identity,
    Kind,
    SignatureLine,
    Verdict,
    Weight,
    against,
    conclude,
    refused,
)
from datapact.base.errors import DataPactError, Malformed
from datapact.base.strictjson import JsonObject, sha256_of
from datapact.base.texts import N_, Message
from datapact.history.entries.entry import Entry
from datapact.history.fold.organisation import verify_line
from datapact.history.state.organisation import OrganisationLine
from datapact.organisation.identity.card import Card
from datapact.signing.pades.inspect import inspect_signatures

if TYPE_CHECKING:
    from datapact.signing.ades.judgement import JudgedPdf

type ReportLine = Finding | SignatureLine | Identity
"""What a judge yields: reasons and notes, signatures, and parties that only a file inside names."""


def verdict_on[Parts](
    kind: Kind,
    name: str,
    read: Callable[[], Parts | Verdict],
    judge: Callable[[Parts, Lines], Iterable[ReportLine]],
    *,
    lines: Callable[[Parts], Lines] = lambda _parts: {},
    details: Callable[[Parts], JsonObject | None],
    other: Callable[[Parts], JudgedPdf | None] = lambda _parts: None,
    cards: Sequence[Card] = (),
    require_trust: bool = False,
) -> Verdict:
    """The verdict on a file; whatever cannot be read in perfect order is invalid, never an error.

    ``lines`` are the public histories in the file; ``judge`` gets them as far as file and trusted cards know them
    together. ``other`` is what is known of signatures of other programs. If ``read`` returns a verdict instead of parts,
    it is that on a file of another kind.
    """
    told: list[ReportLine] = []
    try:
        parts = read()
        if isinstance(parts, Verdict):
            return parts
        known, about = with_cards(lines(parts), cards)
        told += about
        told.extend(judge(parts, known))
    except DataPactError as error:
        return conclude(kind, name, [*(one for one in told if isinstance(one, Finding)), refused(error)])
    parties = {one.organisation: one for one in (*identities(known, cards), *told) if isinstance(one, Identity)}
    findings = [one for one in told if isinstance(one, Finding)]
    if require_trust:
        findings += unconfirmed(parties.values())
    verdict = conclude(
        kind,
        name,
        findings,
        signatures=tuple(one for one in told if isinstance(one, SignatureLine)),
        identities=tuple(parties.values()),
        details=details(parts),
    )
    return replace(verdict, other=other(parts))


def lines_of(organisations: Mapping[str, Sequence[Entry]], refusal: Malformed) -> dict[str, OrganisationLine]:
    """The public histories of a file, folded; raises ``refusal`` where one is not that of its organisation."""
    lines = {identity: verify_line(entries) for identity, entries in organisations.items()}
    if any(line.id != identity for identity, line in lines.items()):
        raise refusal
    return lines


def judge_signature(signed: bytes, lines: Lines, exporter: Exporter, field: str) -> Iterator[Finding]:
    """Judge whether a report carries one signature, over all of it, by the member whom it names as its exporter."""
    roots, crls = identity_certificates(lines), revocation_lists(lines)
    report = inspect_signatures(signed, roots=roots, crls=crls, purpose="dossier")
    yield from judge_exporter(report, lines, exporter, field)


def judge_files(listed: Iterable[ListedFile], attached: Mapping[str, bytes], own: str) -> Iterator[Finding]:
    """Check that the attached files are those of the list in the file named ``own``."""
    digests = {one.name: one.sha256 for one in listed}
    for name in sorted((attached.keys() - {own}) ^ digests.keys()):
        yield against(N_("The attached files are not those of the list: {file}"), file=name[:100])
    for name in sorted(attached.keys() & digests.keys()):
        if sha256_of(attached[name]) != digests[name]:
            yield against(N_("An attached file was exchanged: {file}"), file=name[:100])


def reasons_inside(inner: Verdict) -> Iterator[Finding]:
    """The reasons against a file inside another one."""
    weight: Weight = "invalid" if inner.verdict == "invalid" else "indeterminate"
    for reason in inner.reasons:
        yield Finding(weight, Message("{file} inside it: {reason}", {"file": inner.name, "reason": reason}))
