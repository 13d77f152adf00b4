"""What revocation lists say about the certificates behind a signature at the time that it claims."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from datapact.clock import write_time
from datapact.texts import Message

_KEY_IN_DOUBT: Final = frozenset(
    {x509.ReasonFlags.unspecified, x509.ReasonFlags.key_compromise, x509.ReasonFlags.ca_compromise}
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Reasons why a signature is invalid, why it stays open, and what is only worth a note."""

    invalid: tuple[Message, ...] = ()
    open: tuple[Message, ...] = ()
    notes: tuple[Message, ...] = ()


def standing(
    path: Sequence[x509.Certificate],
    at: datetime,
    *,
    carried: Sequence[x509.CertificateRevocationList],
    later: Sequence[x509.CertificateRevocationList] = (),
    vouched: bool = False,
) -> Standing:
    """Judge every certificate of ``path`` (signer first, root last and not judged) at the claimed time ``at``.

    ``carried`` are the lists in the signature's own revision, ``later`` those known from elsewhere. A list that
    does not verify under its issuer's key counts as absent. Without a timestamp a revocation after the claimed
    time leaves open which came first, unless its reason says that the key itself was never in doubt. ``vouched``:
    the signer's organisation itself stands in for a certificate from elsewhere, so a missing list is only noted.
    """
    invalid: list[Message] = []
    unclear: list[Message] = []
    notes: list[Message] = []
    for certificate, issuer in pairwise(path):
        name = {"name": certificate_name(certificate)}
        own = [crl for crl in carried if _issued(crl, issuer)]
        if not own:
            (notes if vouched else unclear).append(
                Message("The signature carries no revocation list for the certificate of {name}.", name)
            )
        for crl in (*own, *(crl for crl in later if _issued(crl, issuer))):
            entry = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if entry is None:
                continue
            detail = {**name, "time": write_time(entry.revocation_date_utc)}
            if entry.revocation_date_utc <= at:
                invalid.append(
                    Message("The certificate of {name} was revoked on {time}, before the signature.", detail)
                )
            elif _reason(entry) in _KEY_IN_DOUBT:
                unclear.append(
                    Message(
                        "The certificate of {name} was revoked on {time}; no timestamp proves that the signature is older.",
                        detail,
                    )
                )
            else:
                notes.append(Message("The certificate of {name} was revoked on {time}, after the signature.", detail))
    return Standing(without_repeats(invalid), without_repeats(unclear), without_repeats(notes))


def certificate_name(certificate: x509.Certificate) -> str:
    """The common name, or the whole subject where there is none."""
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


def _issued(crl: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    key = issuer.public_key()
    if crl.issuer != issuer.subject or not isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
        return False
    try:
        return crl.is_signature_valid(key)
    except (InvalidSignature, ValueError, TypeError):
        return False


def _reason(entry: x509.RevokedCertificate) -> x509.ReasonFlags:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        return x509.ReasonFlags.unspecified


def without_repeats(messages: Iterable[Message]) -> tuple[Message, ...]:
    """The messages in their order, each once."""
    kept: list[Message] = []
    for message in messages:
        if message not in kept:
            kept.append(message)
    return tuple(kept)
