"""Timestamps that count as proof: those of an authority on which this computer relies, each as long as it can be checked.

A timestamp proves its time until the certificate behind it ends or its algorithm falls, and beyond that as far as another one
covers it that was made before (EN 319 102-1, 5.6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from datapact.base.clock import later
from datapact.base.texts import N_, Message
from datapact.deadlines.algorithms import end_of_proof, first_to_fall

if TYPE_CHECKING:
    from cryptography import x509

    from datapact.signing.pades.timestamp import JudgedTimestamp

CLOCKS_APART: Final = timedelta(minutes=10)
"""The time by which an authority's clock may be ahead of another's, or of this computer's."""


@dataclass(frozen=True, slots=True)
class Relied:
    """The reason why an authority is relied on."""

    how: Literal["set_up", "qualified"]
    """A person set it up on this computer, or a trusted list at hand calls it qualified."""
    territory: str = ""
    """Whose list; empty where it was set up."""
    day: str = ""
    """ISO date of the list; empty where it was set up."""

    @property
    def words(self) -> Message:
        """The reason as a part of a sentence."""
        if self.how == "set_up":
            return Message(N_("set up on this computer"))
        return Message(
            N_("qualified by the trusted list of {territory} of {day}"), {"territory": self.territory, "day": self.day}
        )


type Relies = Callable[[JudgedTimestamp, Sequence[x509.Certificate]], Relied | None]
"""Says of a timestamp that holds, with certificates of the file, whether its authority is relied on."""


def nobody(_stamp: JudgedTimestamp, _others: Sequence[x509.Certificate]) -> Relied | None:
    """Rely on no authority."""
    return None


@dataclass(frozen=True, slots=True)
class Attested:
    """A timestamp as a proof of what it covers."""

    time: datetime
    """That it attests, UTC."""
    until: datetime
    """When its certificate ends, UTC."""
    authority: str
    """Name in the certificate."""
    relied: Relied | None
    """None: nobody here relies on the authority."""
    revoked: datetime | None = None
    """The earliest revocation known that makes its key untrustworthy since, UTC: whoever stole it makes older timestamps, too."""
    algorithm: str = ""
    """The algorithm of it and its chain that falls first, such as ``RSA 2048``; empty where none has a known end."""

    @property
    def ends(self) -> datetime:
        """When its certificate ends or its algorithm falls, UTC."""
        return end_of_proof(self.until, self.algorithm)


def counting(stamps: Sequence[Attested], now: datetime) -> tuple[Attested, ...]:
    """The timestamps of ``stamps``, each covered by all after it, that still prove their time; the newest first."""
    moment = now
    kept: list[Attested] = []
    for one in reversed(stamps):
        spent = one.ends < moment or (one.revoked is not None and one.revoked <= moment)
        if one.relied is not None and not spent and one.time <= later(moment, CLOCKS_APART):
            kept.append(one)
            moment = one.time
    return tuple(kept)


def weakest(certificate: x509.Certificate, others: Iterable[x509.Certificate]) -> str:
    """The algorithm of a timestamp and its chain that falls first, such as ``RSA 2048``; empty where none has an end."""
    return first_to_fall(map(algorithm_of, (certificate, *others)))


def algorithm_of(certificate: x509.Certificate) -> str:
    """Kind and bits of a certificate's key, such as ``ECDSA 256``; empty for a kind that is not known."""
    from cryptography.hazmat.primitives.asymmetric import (  # not for who only shows verdicts
        dsa,
        ec,
        ed448,
        ed25519,
        rsa,
    )

    try:
        key = certificate.public_key()
    except Exception:  # noqa: BLE001  a curve or kind that the library does not know
        return ""
    if isinstance(key, rsa.RSAPublicKey):
        return f"RSA {key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"ECDSA {key.curve.key_size}"
    if isinstance(key, dsa.DSAPublicKey):
        return f"DSA {key.key_size}"
    if isinstance(key, ed25519.Ed25519PublicKey):
        return "EdDSA 255"
    return "EdDSA 448" if isinstance(key, ed448.Ed448PublicKey) else ""


def end_of(stamp: JudgedTimestamp) -> tuple[datetime, str]:
    """The end of the certificate of a timestamp, and the algorithm of its chain that falls first."""
    return stamp.certificate.not_valid_after_utc, weakest(stamp.certificate, stamp.others)


def attested(stamp: JudgedTimestamp, relied: Relied | None, revoked: datetime | None) -> Attested:
    """The timestamp as a proof."""
    until, algorithm = end_of(stamp)
    return Attested(stamp.time, until, stamp.authority, relied, revoked, algorithm)
