"""Revocation lists and the certificates behind a signature.

The date and the reason of a revocation are its author's claim, the time of a signature the signer's. Without a
timestamp nobody can tell which came first: so a revocation leaves every signature indeterminate, whatever it claims.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from datapact.base.texts import N_, Argument, Message
from datapact.contract.vocabulary.messages import moment_words

_NEVER = 9999
"""The year in which a certificate without an end ends."""
REVOKED = N_(
    "The certificate of {name} was revoked, as of {time} by the word of its issuer; no timestamp proves"
    " which is older, the signature or the revocation."
)
REVOKED_BEFORE = N_(
    "The certificate of {name} was revoked, as of {time} by the word of its issuer; that is before {stamp}, since when the"
    " timestamp of {authority} proves the signature."
)
REVOKED_AFTER = N_(
    "The certificate of {name} was revoked later, as of {time} by the word of its issuer; the timestamp of {authority} proves"
    " that the signature was there on {stamp}."
)
REVOKED_STAMPED = N_(
    "The certificate of {name} was revoked, as of {time} by the word of its issuer; the timestamp of {authority} says {stamp}"
    " for the signature. Whether {authority} can be relied on, this program does not say."
)


@dataclass(frozen=True, slots=True)
class RevocationStatus:
    """Reasons why a signature is indeterminate, and notes."""

    open: tuple[Message, ...] = ()
    """Empty where nothing about revocation is in doubt."""
    notes: tuple[Message, ...] = ()
    """Nothing against the signature; may be empty."""


def standing(
    path: Sequence[x509.Certificate],
    *,
    carried: Sequence[x509.CertificateRevocationList],
    later: Sequence[x509.CertificateRevocationList] = (),
    vouched: bool = False,
    receipted: bool = False,
    stamp: Mapping[str, Argument] | None = None,
    proven: datetime | None = None,
) -> RevocationStatus:
    """Judge every certificate of ``path`` (signer first, root last and not judged).

    ``carried`` are the lists in the signature's own revision, ``later`` those known from elsewhere. A list that does
    not verify under its issuer's key counts as absent. ``vouched``: the signer's organisation itself vouches for a
    certificate from elsewhere, so a missing list is only noted. ``receipted``: by that organisation's own entries
    another party had the signature before the revocation, which is then only noted. ``stamp`` is what a timestamp says of
    the signature (``authority``, ``stamp``): it is quoted, for whoever relies on its authority. ``proven`` is its time where
    this computer does: a later revocation is then only noted.
    """
    unclear: list[Message] = []
    notes: list[Message] = []
    for certificate, issuer in pairwise(path):
        name = {"name": certificate_name(certificate)}
        own = [crl for crl in carried if is_issued(crl, issuer)]
        if not own:
            (notes if vouched else unclear).append(
                Message("The signature carries no revocation list for the certificate of {name}.", name)
            )
        for crl in (*own, *(crl for crl in later if is_issued(crl, issuer))):
            entry = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if entry is None:
                continue
            if receipted:
                notes.append(
                    Message(
                        "The certificate of {name} was revoked; by its organisation's own word another party had the signature"
                        " before.",
                        name,
                    )
                )
                continue
            detail: dict[str, Argument] = {**name, "time": moment_words(entry.revocation_date_utc)}
            if stamp is None:
                unclear.append(Message(REVOKED, detail))
            elif proven is None:
                unclear.append(Message(REVOKED_STAMPED, {**detail, **stamp}))
            elif proven < entry.revocation_date_utc:
                notes.append(Message(REVOKED_AFTER, {**detail, **stamp}))
            else:
                unclear.append(Message(REVOKED_BEFORE, {**detail, **stamp}))
    return RevocationStatus(without_repeats(unclear), without_repeats(notes))


def certificate_name(certificate: x509.Certificate) -> str:
    """The common name, or the whole subject where there is none."""
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def certificate_end(certificate: x509.Certificate) -> Argument:
    """The last day of a certificate behind "valid until", ISO 8601; words where it has no end (RFC 5280, 4.1.2.5)."""
    ends = certificate.not_valid_after_utc
    return ends.date().isoformat() if ends.year < _NEVER else Message(N_("further notice"))


def is_issued(crl: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    """Whether ``issuer``'s key signed the revocation list, and the names agree."""
    key = issuer.public_key()
    if crl.issuer != issuer.subject or not isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
        return False
    try:
        return crl.is_signature_valid(key)
    except (InvalidSignature, ValueError, TypeError):
        return False


def without_repeats(messages: Iterable[Message]) -> tuple[Message, ...]:
    """The messages in their order, each once."""
    kept: list[Message] = []
    for message in messages:
        if message not in kept:
            kept.append(message)
    return tuple(kept)
