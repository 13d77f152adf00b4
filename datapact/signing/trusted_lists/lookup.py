"""Ask the trusted list of a certificate's issuer whether it was qualified on a day: offline, with the list's date.

Two moments count (ETSI TS 119 615): when the certificate was issued, and when it was used. Services that the list names with
something that pyHanko does not understand make the answer unknown, never "not qualified".
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from asn1crypto import x509
from cryptography.x509 import load_der_x509_certificate
from pyhanko.sign.validation.qualified.assess import EIDAS_START_DATE, QualificationAssessor
from pyhanko.sign.validation.qualified.q_status import QualificationResult
from pyhanko.sign.validation.qualified.tsp import QTST_URI, QcCertType, TSPRegistry, TSPTrustManager
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import InvalidCertificateError, PathBuildingError, PathValidationError, RevokedError
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import AcceptAllAlgorithms

from datapact.base.clock import in_zone
from datapact.base.errors import Damaged
from datapact.signing.pades.evidence import ever_revoked, evidence_from, loaded
from datapact.signing.pades.timestamp import is_for_timestamps
from datapact.signing.trusted_lists.answers import answers_about, issuers
from datapact.signing.trusted_lists.keep import list_of
from datapact.signing.trusted_lists.listed import Listed, ListHead, Purpose, Qualification, Revocation
from datapact.signing.trusted_lists.read import NationalList, read_head, verified_lotl, verified_services

log = logging.getLogger(__name__)

_PURPOSES: Final[dict[QcCertType, Purpose]] = {
    QcCertType.QC_ESIGN: "signature",
    QcCertType.QC_ESEAL: "seal",
    QcCertType.QC_WEB: "website",
}
_LIST_CODES: Final = {"GR": "EL", "GB": "UK"}
"""Territories of lists whose code is not that of ISO 3166."""


def look_up(
    folder: Path,
    certificate: x509.Certificate,
    *,
    moment: datetime,
    others: Sequence[x509.Certificate] = (),
    ocsps: Sequence[object] = (),
    crls: Sequence[object] = (),
    timestamping: bool = False,
) -> Listed:
    """The entry in the list of the issuer's country; ``others`` are certificates in the file, with its OCSP answers and lists.

    ``moment`` is when the certificate was used, UTC. With ``timestamping`` the service itself must be one for timestamps,
    and the certificate for nothing else.
    """
    territory = _territory(certificate)
    unknown = Listed("unknown", "signature", "", None, territory, moment, "not_known", False)
    files = list_of(folder, territory)
    if files is None:
        return unknown
    national, lotl, pivots = files
    try:
        head = read_head(national)
        services = _services(national, lotl, tuple(pivots))
    except Damaged as error:
        log.info("trusted list at hand not usable", exc_info=error)
        return unknown
    if head.ended_before(moment):
        return Listed("unknown", "signature", "", head, territory, moment, "not_known", False)
    found = _found(services, head, territory, certificate, moment, others, ocsps, crls, timestamping=timestamping)
    if found.qualification in ("not_qualified", "not_both") and _was_taken_over(services, certificate, others):
        return replace(found, qualification="unknown")
    return found


def _found(
    services: NationalList,
    head: ListHead,
    territory: str,
    certificate: x509.Certificate,
    moment: datetime,
    others: Sequence[x509.Certificate],
    ocsps: Sequence[object],
    crls: Sequence[object],
    *,
    timestamping: bool,
) -> Listed:
    registry, problems = services.registry, services.problems
    path, revocation, later = _path(registry, certificate, moment, others, ocsps, crls)
    if path is None:
        qualification: Qualification = "unknown" if problems or revocation == "revoked" else "not_qualified"
        issued = in_zone(certificate.not_valid_before, UTC)
        if (
            qualification == "not_qualified"
            and _path(registry, certificate, issued, others, ocsps, crls)[0] is not None
        ):
            qualification = "not_both"
        return Listed(qualification, "signature", "", head, territory, moment, revocation, False)
    if timestamping:
        found = _timestamping(registry, path, head, territory, moment, revocation, problems)
    else:
        found = _certificate(registry, path, head, territory, moment, revocation, problems)
    return replace(found, revoked_on=later)


def _was_taken_over(services: NationalList, certificate: x509.Certificate, others: Sequence[x509.Certificate]) -> bool:
    """Whether the certificate, or one of those that lead to it, is by a service that another one took over."""
    return any(
        name.hashable in services.taken_over
        for one in issuers(certificate, others)
        for name in (one.subject, one.issuer)
    )


@lru_cache(maxsize=4)
def _services(national: bytes, lotl: bytes, pivots: tuple[bytes, ...]) -> NationalList:
    """Verified anew for each process and content: a file may carry a hundred signatures."""
    return verified_services(national, verified_lotl(lotl, pivots))


def _certificate(
    registry: TSPRegistry,
    path: ValidationPath,
    head: ListHead,
    territory: str,
    moment: datetime,
    revocation: Revocation,
    problems: int,
) -> Listed:
    leaf = path.leaf
    assert isinstance(leaf, x509.Certificate)
    results = []
    issued_at = in_zone(leaf.not_valid_before, UTC)
    for when in (moment, issued_at):
        try:
            results.append(QualificationAssessor(registry).check_entity_cert_qualified(path, when))
        except (NotImplementedError, ValueError) as error:  # several types in one certificate
            log.info("qualification not decidable", exc_info=error)
            return Listed("unknown", "signature", "", head, territory, moment, revocation, True)
    used, issued = results
    purpose = _PURPOSES.get(used.status.qc_type, "signature")
    service = used.service_definition.base_info.service_name if used.service_definition is not None else ""
    qualification = _weighed(used, issued)
    before = min(moment, issued_at) < EIDAS_START_DATE  # earlier states of services are not read
    if qualification != "qualified" and (before or (problems and not service)):
        qualification = "unknown"
    return Listed(qualification, purpose, service, head, territory, moment, revocation, True)


def _weighed(used: QualificationResult, issued: QualificationResult) -> Qualification:
    if used.status.qualified != issued.status.qualified:
        return "not_both"
    if not used.status.qualified:
        return "not_qualified"
    return "qualified" if used.status.qc_key_security.is_qscd else "certificate_only"


def _timestamping(
    registry: TSPRegistry,
    path: ValidationPath,
    head: ListHead,
    territory: str,
    moment: datetime,
    revocation: Revocation,
    problems: int,
) -> Listed:
    leaf = path.leaf
    stamps = isinstance(leaf, x509.Certificate) and is_for_timestamps(leaf)  # a listed CA issues others, too
    for one in registry.applicable_tsps_on_path(path, moment):
        if stamps and one.base_info.service_type == QTST_URI:
            return Listed(
                "qualified", "timestamp", one.base_info.service_name, head, territory, moment, revocation, True
            )
    said: Qualification = "unknown" if problems else "not_qualified"
    return Listed(said, "timestamp", "", head, territory, moment, revocation, True)


def _path(
    registry: TSPRegistry,
    certificate: x509.Certificate,
    moment: datetime,
    others: Sequence[x509.Certificate],
    ocsps: Sequence[object],
    crls: Sequence[object],
) -> tuple[ValidationPath | None, Revocation, datetime | None]:
    """A path from the certificate to a service of the list, whether it was revoked by what the file carries, and since when it was
    where that is later."""
    about = answers_about(certificate, others, ocsps)
    for mode, answers, lists in (
        ("require", about, list(crls)),
        ("soft-fail", about, list(crls)),
        ("soft-fail", [], []),
    ):
        context = ValidationContext(
            trust_manager=TSPTrustManager(registry),
            allow_fetching=False,
            revocation_mode=mode,
            moment=moment,
            best_signature_time=moment,
            other_certs=list(others),
            ocsps=answers,
            crls=lists,
            algorithm_usage_policy=AcceptAllAlgorithms(),
        )
        try:
            validator = CertificateValidator(certificate, list(others), validation_context=context)
            path = asyncio.run(validator.async_validate_path())
        except RevokedError:
            return None, "revoked", None
        except (PathBuildingError, PathValidationError, InvalidCertificateError) as error:
            log.info("no path to a listed service", exc_info=error)
            continue
        since, own = _revoked_since(path, about, crls)
        if since is not None and since <= moment and mode != "require":
            return None, "revoked", None
        is_later = since is not None and since > moment
        if is_later and (mode == "require" or own is not None):  # that its issuer was revoked says nothing of itself
            return path, "revoked_later", since
        return path, "not_revoked" if mode == "require" else "not_known", None
    return None, "not_known", None


def _revoked_since(
    path: ValidationPath, ocsps: Sequence[object], crls: Sequence[object]
) -> tuple[datetime | None, datetime | None]:
    """Since when answers and lists, also those that pyHanko cannot use, such as old ones, name a certificate of the path as revoked:
    the first of them, and the one that signed."""
    chain = [*loaded((one.dump() for one in path.iter_certs(include_root=True)), load_der_x509_certificate)][::-1]
    evidence = evidence_from((), ocsps, crls)
    return ever_revoked(chain, evidence), ever_revoked(chain[:2], evidence)


def _territory(certificate: x509.Certificate) -> str:
    """The country of the issuer, which says whose list to ask."""
    names = certificate.issuer.native
    country = names.get("country_name") if isinstance(names, dict) else None
    code = country.upper() if isinstance(country, str) else ""
    return _LIST_CODES.get(code, code)
