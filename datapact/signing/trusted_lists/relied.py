"""On which authorities for timestamps this computer relies: those that its user set up, and those that a list calls qualified."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, RevokedError, ValidationError

from datapact.signing.pades.reliance import Relied
from datapact.signing.pades.timestamp import JudgedTimestamp, is_for_timestamps
from datapact.signing.trusted_lists.answers import answers_about
from datapact.signing.trusted_lists.listed import Listed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RelyingOn:
    """Says of a timestamp why it is relied on."""

    anchors: tuple[bytes, ...]
    """The certificates (DER) of the authorities that the user set up."""
    lists: Path | None
    """A folder with trusted lists; None: none is asked."""

    def __call__(self, stamp: JudgedTimestamp, others: Sequence[x509.Certificate]) -> Relied | None:
        """Why the authority of a timestamp that holds is relied on; ``others`` are certificates in the file."""
        carried = [_asn1(one) for one in (*stamp.others, *others)]
        return why_relied(_asn1(stamp.certificate), carried, stamp.time, self.anchors, self.lists)


def why_relied(
    certificate: asn1_x509.Certificate,
    others: Sequence[asn1_x509.Certificate],
    moment: datetime,
    anchors: Sequence[bytes],
    lists: Path | None,
) -> Relied | None:
    """Why the holder of ``certificate`` is relied on for timestamps of ``moment``; None where it is not."""
    listed = None
    if lists is not None and lists.is_dir():
        from datapact.signing.trusted_lists.lookup import look_up  # long to load, and few computers have lists

        listed = look_up(lists, certificate, moment=moment, others=others, timestamping=True)
    return by_list(listed) or (Relied("set_up") if leads_to(certificate, others, moment, anchors) else None)


def by_list(listed: Listed | None) -> Relied | None:
    """Why an authority is relied on by what a list says of it; None where the list does not call it qualified."""
    if listed is None or listed.qualification != "qualified" or listed.head is None or listed.revocation == "revoked":
        return None
    return Relied("qualified", listed.territory, listed.head.issued.date().isoformat())


def leads_to(
    certificate: asn1_x509.Certificate,
    others: Sequence[asn1_x509.Certificate],
    moment: datetime,
    anchors: Sequence[bytes],
    ocsps: Sequence[object] = (),
    crls: Sequence[object] = (),
) -> bool:
    """Whether a certificate for timestamps leads to one of ``anchors`` (DER), each valid at ``moment`` and not revoked by then.

    ``ocsps`` and ``crls`` are what the file carries.
    """
    if not anchors or not is_for_timestamps(certificate):
        return False
    known = [asn1_x509.Certificate.load(one) for one in anchors]
    about = answers_about(certificate, others, ocsps)
    for answers, lists in ((about, list(crls)), ([], [])):  # what cannot be used is as if it were not there
        context = ValidationContext(
            trust_roots=known,
            other_certs=list(others),
            allow_fetching=False,
            revocation_mode="soft-fail",
            moment=moment,
            best_signature_time=moment,
            ocsps=answers,
            crls=lists,
        )
        try:
            validator = CertificateValidator(certificate, list(others), validation_context=context)
            asyncio.run(validator.async_validate_usage(set(), extended_key_usage={"time_stamping"}))
        except RevokedError:
            return False
        except (PathError, ValidationError, ValueError) as error:
            log.info("no authority that was set up", exc_info=error)
            continue
        return True
    return False


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
