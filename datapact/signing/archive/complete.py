"""Complete one signed PDF: proofs that its signatures lack, or a new timestamp before the newest one ends.

Nothing that is signed changes: each step appends one revision with validation data and at most one timestamp over the file. A file that
others signed is read and added to in the process for others' files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from datapact.base.errors import AnswerNo, Malformed
from datapact.base.texts import N_, Message
from datapact.base.worker_process import run_apart
from datapact.deadlines.algorithms import end_of_proof
from datapact.signing.archive.foreign_proofs import AddedRevision, ForeignProofs
from datapact.signing.authorities.level import LEVELS, Level
from datapact.signing.authorities.revocation import ROOTLESS, revocation_answers
from datapact.signing.authorities.timestamps import first_timestamp
from datapact.signing.pades.completion import ValidationData, append_proofs
from datapact.signing.pades.evidence import chain_of, evidence_in, shown
from datapact.signing.pades.inspect import SignatureReport, inspect_signatures
from datapact.signing.pades.revisions import open_pdf
from datapact.signing.pades.revocation import without_repeats
from datapact.signing.trusted_lists.folder import SIGNED, lists_folder, reading_size

if TYPE_CHECKING:
    from datapact.base.clock import Clock
    from datapact.signing.authorities.settings import TimestampAuthority

_MOST_STEPS: Final = 3
"""A timestamp for signatures without one, what shows that its authority was not revoked, and a timestamp over that."""


@dataclass(frozen=True, slots=True)
class Completed:
    """The file after completing."""

    pdf: bytes
    """The same file, or the same with more revisions."""
    level: Level
    """The least of its signatures."""
    until: datetime | None
    """End of the certificate behind the newest proof of time, UTC."""
    algorithm: str = ""
    """The algorithm of that proof and its chain that falls first, such as ``RSA 2048``; empty where none has a known end."""
    missing: tuple[Message, ...] = ()
    """Why the level is not the one that was asked for; empty where it is."""
    answered: bool = True
    """Some authority answered, or none had to be asked."""
    pades: bool = True
    """All signatures are PAdES; those of other kinds can have the same proofs."""

    @property
    def ends(self) -> datetime | None:
        """The end of the newest proof, by its certificate or by an algorithm, UTC; None without one."""
        return None if self.until is None else end_of_proof(self.until, self.algorithm)


@dataclass(slots=True)
class _ValidationSources:
    known: Sequence[TimestampAuthority]
    clock: Clock
    missing: list[Message] = field(default_factory=list)
    answered: bool = True

    def stamp(self, digest: bytes) -> bytes | None:
        found, missing = first_timestamp(self.known, digest, self.clock, checked=False)
        self.answered = found is not None
        if found is None:
            self.missing += missing
            return None
        return found.token

    def about(self, chain: Sequence[x509.Certificate]) -> ValidationData:
        allowed = [where for one in self.known for where in one.revocation]
        asked = revocation_answers(chain, allowed, self.clock)
        self.missing += asked.missing
        return asked.data


def complete(
    pdf: bytes,
    wanted: Level,
    known: Sequence[TimestampAuthority],
    clock: Clock,
    roots: Sequence[x509.Certificate],
    *,
    renew: bool = False,
) -> Completed:
    """Bring every signature to ``wanted``; with ``renew`` a new timestamp is made in any case.

    ``roots`` are the identity certificates of the parties. Raises AnswerNo for a file whose signatures are invalid, or where
    this computer's clock is not that of the authorities; Malformed for one that is not in order.
    """
    asking = _ValidationSources(known, clock)
    report = _sound(pdf, roots)
    for _step in range(_MOST_STEPS):
        level = least_level(report)
        reached = LEVELS.index(level) >= LEVELS.index(wanted)
        if reached and not renew:
            break
        asking.missing.clear()
        data = _wanting(pdf, report, roots, asking)
        if level != "B-B" and not renew and asking.missing:
            break
        stamped = level == "B-B" or renew or wanted == "B-LTA"
        more = append_proofs(pdf, data, asking.stamp) if stamped else append_proofs(pdf, data)
        if more is None:
            break
        pdf, renew = more, False
        report = _sound(pdf, roots)
    level = least_level(report)
    enough = LEVELS.index(level) >= LEVELS.index(wanted) and asking.answered
    missing = () if enough else without_repeats(asking.missing)
    return Completed(pdf, level, *report.end_of_proof, missing, asking.answered)


_PROOFS: Final = "datapact.signing.archive.foreign:proofs_of"
_ADD: Final = "datapact.signing.archive.foreign:add_revision"
_DIFFERS: Final = N_("With proofs added, other programs could read this PDF in another way. It stays as it is.")


def complete_foreign(
    pdf: bytes, wanted: Level, known: Sequence[TimestampAuthority], clock: Clock, *, renew: bool = False
) -> Completed | None:
    """The same for a PDF that any program signed, by the authorities and trusted lists on which this computer relies.

    None where nobody signed it. Raises AnswerNo where proofs would prove nothing, or the clock is wrong; Malformed or TooLarge
    where the file cannot be read or added to.
    """
    asking = _ValidationSources(known, clock)
    found = first = _foreign(pdf, known, clock)
    if found.problem is not None:
        raise AnswerNo(found.problem)
    if not found.signatures:
        return None
    for _step in range(_MOST_STEPS):
        reached = LEVELS.index(found.level) >= LEVELS.index(wanted)
        if reached and not renew:
            break
        asking.missing.clear()
        data = ValidationData()
        for chain in found.lacking:
            data += asking.about([x509.load_der_x509_certificate(one) for one in chain])
        if found.level != "B-B" and not renew and (asking.missing or not data.answers):
            break
        stamped = found.level == "B-B" or renew or wanted == "B-LTA"
        more = _added(pdf, data, asking, stamped=stamped)
        if more is None:
            break
        pdf, renew, found = more, False, _foreign(more, known, clock)
        if found.problem is not None or found.standing[: len(first.standing)] != first.standing:
            raise Malformed(_DIFFERS)  # of this file alone; the round goes on
    enough = LEVELS.index(found.level) >= LEVELS.index(wanted) and asking.answered
    missing = () if enough else without_repeats(asking.missing) or (ROOTLESS,)
    return Completed(pdf, found.level, found.until, found.algorithm, missing, asking.answered, found.pades)


def _foreign(pdf: bytes, known: Sequence[TimestampAuthority], clock: Clock) -> ForeignProofs:
    lists = lists_folder()
    size = 2 * len(pdf) + SIGNED + reading_size(lists)
    found: ForeignProofs = run_apart(_PROOFS, pdf, lists, [one.anchor for one in known], clock(), size=size)
    return found


def _added(pdf: bytes, data: ValidationData, asking: _ValidationSources, *, stamped: bool) -> bytes | None:
    certificates = [one.public_bytes(Encoding.DER) for one in data.certificates]
    made: AddedRevision = run_apart(
        _ADD, pdf, certificates, list(data.ocsps), list(data.crls), stamped=stamped, size=2 * len(pdf) + SIGNED
    )
    if not stamped:
        return made.pdf
    token = asking.stamp(made.digest)
    return None if token is None else made.filled(token)


def least_level(report: SignatureReport) -> Level:
    """The least level among the signatures; B-B where there is none."""
    found = [one.level.removeprefix("PAdES ") for one in report.signatures]
    return next((level for level in LEVELS if level in found), "B-B")


def _sound(pdf: bytes, roots: Sequence[x509.Certificate]) -> SignatureReport:
    report = inspect_signatures(pdf, roots=roots)
    if report.verdict == "invalid":
        raise AnswerNo(
            N_("This PDF is not completed, for its signatures do not verify: {reason}"), reason=report.all_reasons[0]
        )
    return report


def _wanting(
    pdf: bytes, report: SignatureReport, roots: Sequence[x509.Certificate], asking: _ValidationSources
) -> ValidationData:
    """Evidence that the file still lacks to show that no certificate in it was revoked, as far as the issuers answer."""
    opened = open_pdf(pdf)
    evidence = evidence_in(opened, opened.revisions[-1].number)
    now = asking.clock()
    found = ValidationData()
    for certificate, others, moment in _certificates(report, roots, now):
        chain = chain_of(certificate, [*others, *evidence.certificates])
        if not shown(chain, evidence, moment).complete:
            found += asking.about(chain)
    return found


def _certificates(
    report: SignatureReport, roots: Sequence[x509.Certificate], now: datetime
) -> Iterator[tuple[x509.Certificate, Sequence[x509.Certificate], datetime]]:
    """The certificates whose standing counts, with others of their chains, and the moment for which it counts."""
    for one in report.signatures:
        proof = one.timestamp
        yield one.certificate, roots, proof.time if proof is not None else now
        if proof is not None:
            yield proof.certificate, proof.others, proof.time
    for stamp in report.timestamps:
        yield stamp.stamp.certificate, stamp.stamp.others, stamp.stamp.time


__all__ = ["Completed", "complete", "complete_foreign", "least_level"]
