"""Trust in a signature's certificates by lists and authorities, and the timestamps that prove when it was made."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from asn1crypto import cms, x509
from asn1crypto.crl import CertificateList
from asn1crypto.ocsp import OCSPResponse
from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from datapact.base.clock import in_zone
from datapact.deadlines.algorithms import first_to_fall
from datapact.signing.ades.certificate import algorithm_of, name_of, weak_timestamp
from datapact.signing.ades.judgement import OUT_OF_TIME, REVOKED, WEAK, JudgedSignature
from datapact.signing.pades.evidence import chain_of, ever_revoked, evidence_from, loaded
from datapact.signing.pades.reliance import Attested, Relied, counting
from datapact.signing.trusted_lists.listed import Listed

_MOST: Final = 256
"""Certificates, answers and lists of a file that are read."""


@dataclass(frozen=True, slots=True)
class Trust:
    """The trust in the signer and in the time of a signature."""

    listed: Listed | None
    """What a list says of the signer, or of a timestamp's authority; None: none was asked."""
    stamp: Listed | None
    """The same of who made the timestamp on a signature."""
    relied: Relied | None
    """Why the authority of that timestamp, or of a timestamp itself, is relied on."""
    kept: tuple[Attested, ...]
    """The timestamps that prove its time, the newest first; of a timestamp with itself at the end."""


NO_TRUST: Final = Trust(None, None, None, ())


@dataclass(frozen=True, slots=True)
class TrustSources:
    """The sources of trust; nothing of them is in the file."""

    folder: Path | None
    """Trusted lists; None: none is asked."""
    now: datetime
    """When proofs have to count, UTC."""
    anchors: tuple[bytes, ...]
    """Certificates (DER) of the authorities for timestamps that the user set up."""

    def ask(
        self,
        embedded: EmbeddedPdfSignature,
        certificate: x509.Certificate,
        by: x509.Certificate | None,
        claimed: datetime | None,
        attested: datetime | None,
        after: Sequence[Attested],
    ) -> Trust:
        """The lists' entries on the signer, and on who made the timestamp; why that is relied on, and what proves the time.

        Of a timestamp itself the first is said, and what proves it is that it counts.
        """
        if self.folder is None and not self.anchors:
            return NO_TRUST
        from datapact.signing.trusted_lists.lookup import look_up  # long to load, and few computers have lists
        from datapact.signing.trusted_lists.relied import by_list, leads_to

        others, ocsps, crls = carried(embedded)
        proofs = [*after]
        stamp: Listed | None = None
        relied: Relied | None = None
        if by is not None and attested is not None:
            known = [*others_of_stamp(embedded), *others]
            if self.folder is not None:
                asked = {"others": known, "ocsps": ocsps, "crls": crls}
                stamp = look_up(self.folder, by, moment=attested, timestamping=True, **asked)
            relied = by_list(stamp)
            if relied is None and leads_to(by, known, attested, self.anchors, ocsps, crls):
                relied = Relied("set_up")
            if not weak_timestamp(token_of(embedded), by):
                revoked = _revoked(by, known, ocsps, crls, self.anchors)
                proofs.insert(0, _attested(by, others_of_stamp(embedded), attested, relied, revoked))
        kept = counting(proofs, self.now)
        if str(embedded.sig_object_type) == "/DocTimeStamp":
            return Trust(stamp, None, relied, kept if kept and kept[-1].time == attested else ())
        moment = kept[-1].time if kept else claimed
        if moment is None or self.folder is None:
            return Trust(None, stamp, relied, kept)
        listed = look_up(self.folder, certificate, moment=moment, others=others, ocsps=ocsps, crls=crls)
        return Trust(listed, stamp, relied, kept)


def proof_of(embedded: EmbeddedPdfSignature, found: JudgedSignature, anchors: Sequence[bytes]) -> Attested | None:
    """The proof that a timestamp over the document gives for what came before it; None where it does not hold for all of that."""
    whole = found.covers in ("file", "revision") and found.sub_indication not in (WEAK, OUT_OF_TIME, REVOKED)
    if not found.intact or not whole or found.weak or found.attested is None:
        return None
    certificate = certificate_of(embedded)
    if certificate is None:
        return None
    others, ocsps, crls = carried(embedded)
    revoked = _revoked(certificate, others, ocsps, crls, anchors)
    return _attested(certificate, _others(embedded), found.attested, found.relied, revoked)


def _attested(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    moment: datetime,
    relied: Relied | None,
    revoked: datetime | None,
) -> Attested:
    keys = [algorithm_of(one) for one in (certificate, *others)]
    until = in_zone(certificate.not_valid_after, UTC)
    return Attested(moment, until, name_of(certificate.subject), relied, revoked, first_to_fall(keys))


def _revoked(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    ocsps: Sequence[OCSPResponse],
    crls: Sequence[CertificateList],
    anchors: Sequence[bytes],
) -> datetime | None:
    """The earliest revocation that the file shows of an authority, of whatever day; None where it shows none against its key."""
    evidence = evidence_from([*anchors, *(one.dump() for one in others[:_MOST])], ocsps, crls)
    for one in loaded([certificate.dump()], load_der_x509_certificate):
        return ever_revoked(chain_of(one, evidence.certificates), evidence)
    return None


def certificate_of(embedded: EmbeddedPdfSignature) -> x509.Certificate | None:
    """The signer's; None where there is none that can be read."""
    try:
        certificate = embedded.signer_cert
    except Exception:  # noqa: BLE001  a signature may carry no certificate, or one of another
        return None
    return certificate if isinstance(certificate, x509.Certificate) else None


def _others(embedded: EmbeddedPdfSignature) -> list[x509.Certificate]:
    """The further certificates that a signature or timestamp carries."""
    return [one for one in embedded.other_embedded_certs if isinstance(one, x509.Certificate)]


def others_of_stamp(embedded: EmbeddedPdfSignature) -> list[x509.Certificate]:
    """All certificates in the timestamp on a signature; of a timestamp its own."""
    if str(embedded.sig_object_type) == "/DocTimeStamp":
        return _others(embedded)
    token = token_of(embedded)
    return [] if token is None else [one.chosen for one in token["certificates"] if one.name == "certificate"]


def token_of(embedded: EmbeddedPdfSignature) -> cms.SignedData | None:
    """The timestamp on a signature; of a timestamp itself."""
    if str(embedded.sig_object_type) == "/DocTimeStamp":
        return embedded.signed_data
    for attribute in embedded.signer_info["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            return attribute["values"][0]["content"]
    return None


def carried(
    embedded: EmbeddedPdfSignature, since: int | None = None
) -> tuple[list[x509.Certificate], list[OCSPResponse], list[CertificateList]]:
    """Certificates, OCSP answers and revocation lists that signature and file carry; the file as it was in revision ``since``, from 0."""
    others = list(embedded.other_embedded_certs)
    ocsps: list[OCSPResponse] = []
    crls: list[CertificateList] = []
    with contextlib.suppress(NoDSSFoundError):
        reader = embedded.reader
        store = DocumentSecurityStore.read_dss(reader if since is None else reader.get_historical_resolver(since))
        others += list(store.load_certs())
        for reference in store.ocsps:
            ocsps.append(OCSPResponse.load(reference.get_object().read_data(DecodePurpose.OCSP_RESPONSE)))
        for reference in store.crls:
            crls.append(CertificateList.load(reference.get_object().read_data(DecodePurpose.CRL)))
    for attribute in embedded.signer_info["signed_attrs"]:  # as Acrobat keeps them
        if attribute["type"].native == "adobe_revocation_info_archival":
            for value in attribute["values"]:
                ocsps += list(value["ocsp"])
                crls += list(value["crl"])
    return others, ocsps, crls
