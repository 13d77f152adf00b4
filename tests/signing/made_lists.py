"""A list of lists and a national list of our own, signed as the real ones are, with keys of the tests."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID, ObjectIdentifier
from lxml import etree
from signxml import CanonicalizationMethod
from signxml.xades import XAdESSigner

BEGAN = datetime(2022, 1, 1, tzinfo=UTC)
ISSUED = "2026-10-01T09:00:00Z"
NEXT = "2035-04-01T09:00:00Z"
TSL = "http://uri.etsi.org/02231/v2#"
GRANTED, WITHDRAWN = "granted", "withdrawn"
CA, TSA = "CA/QC", "TSA/QTST"
_URI = "http://uri.etsi.org/TrstSvc"


@dataclass(frozen=True)
class Holder:
    """A certificate with its key."""

    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: x509.Certificate


@dataclass(frozen=True)
class Service:
    """A trusted service in a national list."""

    holder: Holder
    kind: str = CA
    status: str = GRANTED
    since: str = "2021-01-01T00:00:00Z"
    earlier: tuple[tuple[str, str], ...] = field(default=())
    """States before, with their beginnings."""
    name: str = "Qualifizierte Zertifikate der Probe"
    taken_over: str = ""
    """Whether the mark that another service took it over is critical, ``true`` or ``false``; empty: it bears none."""


def holder(name: str, *, issuer: Holder | None = None, country: str = "DE", qualified: str = "", authority: bool = False,
           stamping: bool = False, began: datetime = BEGAN) -> Holder:  # fmt: skip
    """A holder; ``qualified`` is empty, ``signature`` or ``device`` for what the certificate says of itself."""
    key = (
        rsa.generate_private_key(65537, 2048)
        if stamping or (issuer is None and not authority)
        else ec.generate_private_key(ec.SECP256R1())
    )
    subject = x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, country), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(not authority, not authority, False, False, False, authority, authority, False, False),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if stamping:
        builder = builder.add_extension(x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    if issuer is not None:  # as real ones do; nobody asks there
        where = x509.UniformResourceIdentifier("http://127.0.0.1:9/")
        asked = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, where)
        point = x509.DistributionPoint([where], None, None, None)
        builder = builder.add_extension(x509.AuthorityInformationAccess([asked]), critical=False)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    if qualified:
        builder = builder.add_extension(
            x509.UnrecognizedExtension(
                ObjectIdentifier("1.3.6.1.5.5.7.1.3"), _statements(device=qualified == "device")
            ),
            critical=False,
        )
    return Holder(key, builder.sign((issuer or Holder(key, None)).key, hashes.SHA256()))  # type: ignore[arg-type]


def _statements(*, device: bool) -> bytes:
    from pyhanko.sign.ades.qualified_asn1 import QcStatement, QcStatements

    said = [QcStatement({"statement_id": "qc_compliance"})]
    if device:
        said.append(QcStatement({"statement_id": "qc_sscd"}))
    said.append(QcStatement({"statement_id": "qc_type", "statement_info": ["qct_esign"]}))
    return bytes(QcStatements(said).dump())


def national(services: list[Service], signer: Holder, *, territory: str = "DE", sequence: int = 7) -> bytes:
    """A national list with its signature."""
    listed = "".join(map(_service, services))
    body = (
        f"<TrustServiceProviderList><TrustServiceProvider><TSPInformation/><TSPServices>{listed}</TSPServices>"
        "</TrustServiceProvider></TrustServiceProviderList>"
    )
    return _signed(_scheme(territory, sequence, "EUgeneric"), body, signer)


def lotl(
    own: list[Holder], nationals: list[Holder], signer: Holder, *, sequence: int = 400, issued: str = ISSUED
) -> bytes:
    """The list of lists: who signs it next, and who signs the list of DE."""
    pointers = _pointer("EU", own, "EUlistofthelists") + _pointer("DE", nationals, "EUcommon")
    return _signed(
        _scheme("EU", sequence, "EUlistofthelists", f"<PointersToOtherTSL>{pointers}</PointersToOtherTSL>", issued),
        "",
        signer,
    )


def _service(one: Service) -> str:
    history = "".join(
        f"<ServiceHistoryInstance>{_state(one, status, since)}</ServiceHistoryInstance>"
        for status, since in one.earlier
    )
    return (
        f"<TSPService><ServiceInformation>{_state(one, one.status, one.since)}</ServiceInformation>"
        f"<ServiceHistory>{history}</ServiceHistory></TSPService>"
    )


def _state(one: Service, status: str, since: str) -> str:
    return (
        f"<ServiceTypeIdentifier>{_URI}/Svctype/{one.kind}</ServiceTypeIdentifier>"
        f'<ServiceName><Name xml:lang="en">{one.name}</Name></ServiceName>'
        f"<ServiceDigitalIdentity><DigitalId>{_certificate(one.holder)}</DigitalId></ServiceDigitalIdentity>"
        f"<ServiceStatus>{_URI}/TrustedList/Svcstatus/{status}</ServiceStatus>"
        f"<StatusStartingTime>{since}</StatusStartingTime>{_taken_over(one)}"
    )


def _taken_over(one: Service) -> str:
    if not one.taken_over:
        return ""
    return (
        f'<ServiceInformationExtensions><Extension Critical="{one.taken_over}">'
        '<a:TakenOverBy xmlns:a="http://uri.etsi.org/02231/v2/additionaltypes#"><URI xml:lang="en">https://example.org/</URI>'
        '<TSPName><Name xml:lang="en">Nachfolgerin</Name></TSPName><SchemeOperatorName><Name xml:lang="en">Aufsicht</Name>'
        "</SchemeOperatorName><SchemeTerritory>DE</SchemeTerritory></a:TakenOverBy></Extension></ServiceInformationExtensions>"
    )


def _certificate(one: Holder) -> str:
    return f"<X509Certificate>{b64encode(one.certificate.public_bytes(Encoding.DER)).decode()}</X509Certificate>"


def _pointer(territory: str, signers: list[Holder], rule: str) -> str:
    identities = "".join(
        f"<ServiceDigitalIdentity><DigitalId>{_certificate(one)}</DigitalId></ServiceDigitalIdentity>"
        for one in signers
    )
    rules = f'<SchemeTypeCommunityRules><URI xml:lang="en">{_URI}/TrustedList/schemerules/{rule}</URI></SchemeTypeCommunityRules>'
    return (
        f"<OtherTSLPointer><ServiceDigitalIdentities>{identities}</ServiceDigitalIdentities>"
        f"<TSLLocation>https://example.org/{territory}.xml</TSLLocation><AdditionalInformation>"
        f"<OtherInformation>{rules}</OtherInformation>"
        f"<OtherInformation><SchemeTerritory>{territory}</SchemeTerritory></OtherInformation>"
        '<OtherInformation><a:MimeType xmlns:a="http://uri.etsi.org/02231/v2/additionaltypes#">application/vnd.etsi.tsl+xml'
        "</a:MimeType></OtherInformation></AdditionalInformation></OtherTSLPointer>"
    )


def _scheme(territory: str, sequence: int, kind: str, pointers: str = "", issued: str = ISSUED) -> str:
    return (
        f"<SchemeInformation><TSLVersionIdentifier>5</TSLVersionIdentifier><TSLSequenceNumber>{sequence}</TSLSequenceNumber>"
        f"<TSLType>{_URI}/TrustedList/TSLType/{kind}</TSLType>"
        '<SchemeInformationURI><URI xml:lang="en">https://example.org/</URI></SchemeInformationURI>'
        f"<SchemeTerritory>{territory}</SchemeTerritory>{pointers}"
        f"<ListIssueDateTime>{issued}</ListIssueDateTime><NextUpdate><dateTime>{NEXT}</dateTime></NextUpdate></SchemeInformation>"
    )


class _Signer(XAdESSigner):
    """Names the canonicalisation of each reference, for a reader takes another one where none is named."""

    def _add_reference_to_signed_info(self, sig_root: Any, node_to_reference: Any, **attrs: Any) -> None:
        super()._add_reference_to_signed_info(sig_root, node_to_reference, **attrs)
        space = "{http://www.w3.org/2000/09/xmldsig#}"
        reference = sig_root.find(f"{space}SignedInfo")[-1]
        transforms = etree.Element(f"{space}Transforms")
        etree.SubElement(transforms, f"{space}Transform", Algorithm=self.c14n_alg.value)
        reference.insert(0, transforms)


def _signed(scheme: str, body: str, signer: Holder) -> bytes:
    text = re.sub(
        r"<(/?)([A-Za-z0-9]+)(?=[ />])", r"<\1t:\2", f"<TrustServiceStatusList>{scheme}{body}</TrustServiceStatusList>"
    )
    root = etree.fromstring(
        text.replace("<t:TrustServiceStatusList", f'<t:TrustServiceStatusList xmlns:t="{TSL}" Id="L1"', 1)
    )
    made = _Signer(c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0).sign(
        root, key=signer.key, cert=[signer.certificate]
    )
    return bytes(etree.tostring(made, xml_declaration=True, encoding="UTF-8"))
