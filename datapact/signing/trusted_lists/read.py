"""Read trusted lists (ETSI TS 119 612) and verify their signatures, from the anchors in the Official Journal onwards.

pyHanko does both; its parser takes no moment for national lists, so that is done here. A list is verified as of the day on
which it says that it was issued: its signer's certificate may have ended since, and the list still says what it said.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from asn1crypto import x509
from lxml import etree
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.qualified import eutl_parse
from pyhanko.sign.validation.qualified.tsp import TSPRegistry

from datapact.base.clock import in_zone
from datapact.base.errors import DataPactError, Malformed, TooLarge
from datapact.base.strictjson import to_base64url
from datapact.base.texts import N_
from datapact.signing.trusted_lists.listed import ListHead

log = logging.getLogger(__name__)

LARGEST: Final = 32 * 1024 * 1024
UNION: Final = "EU"
_TSL: Final = "{http://uri.etsi.org/02231/v2#}"
_TAKEN_OVER: Final = "TakenOverBy"
_ANCHORS: Final = (0, 1)
"""Numbers of the certificates published in the Official Journal: C 276 of 16.8.2019, and C/2026/1944."""


@dataclass(frozen=True, slots=True)
class NationalList:
    """The qualified services of a national list, as far as they are understood."""

    registry: TSPRegistry
    """Those that are."""
    problems: int
    """How many could not be understood."""
    taken_over: frozenset[str]
    """Names of issuers whose service another one took over: what held of it when, the list does not say in a way that is read here."""


def read_head(data: bytes) -> ListHead:
    """The head of a file, which says which list it is; nothing is verified. Raises Malformed or TooLarge."""
    text = _text(data)
    try:
        scheme = eutl_parse._raw_tl_parse(text).scheme_information
        assert scheme is not None
        assert scheme.scheme_territory is not None
        assert scheme.list_issue_date_time is not None
        assert scheme.tslsequence_number is not None
        following = scheme.next_update.date_time if scheme.next_update is not None else None
        return ListHead(
            territory=str(scheme.scheme_territory.value).upper(),
            issued=_aware(scheme.list_issue_date_time.to_datetime()),
            next_update=None if following is None else _aware(following.to_datetime()),
            sequence=int(scheme.tslsequence_number),
            sha256=to_base64url(hashlib.sha256(data).digest()),
        )
    except Exception as error:  # whatever is no list of lists or trusted list fails in many ways
        log.info("trusted list not readable", exc_info=error)
        raise _no_list() from error


def verified_lotl(data: bytes, pivots: Iterable[bytes] = ()) -> eutl_parse.LOTLParseResult:
    """The list of lists, verified from the anchors, through ``pivots`` where they lead on; raises Malformed.

    Pivots are earlier lists of lists that name the signers of later ones; those that no trusted signer signed are ignored.
    """
    signers = _anchors()
    for pivot in sorted(pivots, key=lambda one: read_head(one).issued):
        found = _parsed_lotl(pivot, signers)
        if found is not None:
            signers = [*signers, *_own_signers(found)]
    found = _parsed_lotl(data, signers)
    if found is None:
        raise Malformed(
            N_(
                "The list of lists is not signed by anybody whom the Official Journal names. Take it from the European"
                " Commission; add the lists in between (pivots) where its signers have changed."
            )
        )
    return found


def verified_services(data: bytes, lotl: eutl_parse.LOTLParseResult) -> NationalList:
    """The qualified services of a national list; raises Malformed.

    The list of lists says who may sign the list of each territory.
    """
    head = read_head(data)
    signers = [
        signer for one in lotl.references if one.territory.upper() == head.territory for signer in one.tlso_certs
    ]
    if not signers:
        raise Malformed(N_("The list of lists names no list of {territory}."), territory=head.territory)
    try:
        signed = eutl_parse._validate_and_extract_tl_data_multiple_certs(_text(data), signers, head.issued)
    except SignatureValidationError as error:
        raise Malformed(
            N_("The trusted list of {territory} is not signed by those whom the list of lists names. Get a new one."),
            territory=head.territory,
        ) from error
    except Exception as error:  # such as one that is cut off: its head was read, its end is not there
        raise _broken(error) from error
    registry, problems = eutl_parse.trust_list_to_registry_unsafe(signed)
    return NationalList(registry, len(problems), frozenset(_taken_over(signed)))


def _taken_over(text: str) -> Iterator[str]:
    """The names, as ``hashable``, of services that bear the mark of a takeover now or in their history (ETSI TS 119 612, 5.5.9.3)."""
    if _TAKEN_OVER not in text:
        return
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    for service in etree.fromstring(text.encode(), parser).iter(f"{_TSL}TSPService"):
        if next(service.iter(f"{{*}}{_TAKEN_OVER}"), None) is None:
            continue
        for one in service.iter(f"{_TSL}X509Certificate"):
            with contextlib.suppress(ValueError):
                yield x509.Certificate.load(b64decode(one.text or "")).subject.hashable


def _anchors() -> list[x509.Certificate]:
    return [
        *eutl_parse.latest_known_lotl_tlso_certs(),
        *(one for anchor in _ANCHORS for one in eutl_parse.ojeu_bootstrap_lotl_tlso_certs(anchor=anchor)),
    ]


def _parsed_lotl(data: bytes, signers: Sequence[x509.Certificate]) -> eutl_parse.LOTLParseResult | None:
    try:
        return eutl_parse.validate_and_parse_lotl(_text(data), list(signers), read_head(data).issued)
    except SignatureValidationError as error:
        log.info("list of lists not verified", exc_info=error)
        return None
    except DataPactError:
        raise
    except Exception as error:
        raise _broken(error) from error


def _own_signers(lotl: eutl_parse.LOTLParseResult) -> list[x509.Certificate]:
    return [signer for one in lotl.references if eutl_parse.LOTL_RULE in one.scheme_rules for signer in one.tlso_certs]


def _text(data: bytes) -> str:
    if len(data) > LARGEST:
        raise TooLarge(N_("This file is larger than any trusted list."))
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise _no_list()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _no_list() from None


def _aware(moment: datetime) -> datetime:
    return in_zone(moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC), UTC)


def _broken(error: Exception) -> Malformed:
    log.info("trusted list not verified", exc_info=error)
    return Malformed(N_("This trusted list is cut off or damaged. Download it anew."))


def _no_list() -> Malformed:
    return Malformed(N_("This file is neither a trusted list nor the list of lists (XML by ETSI TS 119 612)."))
