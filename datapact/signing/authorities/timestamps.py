"""Timestamps (RFC 3161): ask for one, and take only an answer to exactly our question by an authority that we know; none where the clocks differ."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from asn1crypto import algos, tsp
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from datapact.base.clock import Clock
from datapact.base.errors import AnswerNo, DataPactError, Malformed
from datapact.base.texts import N_, Message
from datapact.contract.vocabulary.messages import moment_words
from datapact.signing.authorities.http_requests import CLOCKS_APART, Unanswered, fetch
from datapact.signing.authorities.revocation import RevocationAnswers, addresses_in, revocation_answers
from datapact.signing.authorities.settings import TimestampAuthority
from datapact.signing.pades.evidence import chain_of
from datapact.signing.pades.sign_field import LARGEST_TIMESTAMP
from datapact.signing.pades.timestamp import DIGEST, JudgedTimestamp, judge_timestamp

_QUERY: Final = "application/timestamp-query"


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A timestamp that was checked when it came."""

    token: bytes = field(repr=False)
    """CMS with the time and the digest, DER."""
    time: datetime
    """As the authority attests it, UTC."""
    authority: str
    """Name under which the authority is set up here."""
    answered: RevocationAnswers | None = None
    """What was learned of revocations in its chain; None where nobody asked."""


class ClocksDiffer(Unanswered):
    """The answer is in order, but its time is not that of our clock."""


def first_timestamp(
    known: Sequence[TimestampAuthority], digest: bytes, clock: Clock, *, checked: bool = True
) -> tuple[Timestamp | None, tuple[Message, ...]]:
    """The timestamp over a SHA-256 ``digest`` by the first authority that gives one, and why the others gave none.

    ``checked``: it is asked, too, whether the authority's certificates were revoked. Raises AnswerNo where every authority that answered has another time than this computer: then the clock is wrong.
    """
    missing: list[Message] = []
    differ: ClocksDiffer | None = None
    for authority in known:
        try:
            return request_timestamp(authority, digest, clock, checked=checked), tuple(missing)
        except ClocksDiffer as error:
            differ = error
            missing.append(error.message)
        except DataPactError as error:
            missing.append(error.message)
    if differ is not None:
        raise AnswerNo(differ.message)
    return None, tuple(missing)


def request_timestamp(authority: TimestampAuthority, digest: bytes, clock: Clock, *, checked: bool = True) -> Timestamp:
    """A timestamp over a SHA-256 ``digest``; raises Unanswered where there is none, or none that counts.

    ``checked``: it is asked, too, whether the authority's certificates were revoked, where addresses for that are set up.
    """
    name = authority.name
    token, judged = _answer(authority.address, name, digest, [authority.certificate])
    if not judged.trusted:
        raise Unanswered(
            N_("The timestamp of {name} is not by the authority that was set up. Remove it and set it up again."),
            name=name,
        )
    now = clock()
    if abs(judged.time - now) > CLOCKS_APART:
        raise ClocksDiffer(
            N_("By this computer it is {ours}, by {name} {theirs}. Set the clock, or remove the authority."),
            ours=moment_words(now),
            theirs=moment_words(judged.time),
            name=name,
        )
    answered = None
    if checked:
        chain = chain_of(judged.certificate, [*judged.others, authority.certificate])
        answered = revocation_answers(chain, authority.revocation, clock)
    return Timestamp(token, judged.time, name, answered)


def learn_authority(address: str, name: str) -> TimestampAuthority:
    """An authority as it shows itself by a first question, with the highest certificate that it carries; for a person to compare.

    Raises Unanswered where the address gives no timestamp that is in order by itself.
    """
    _token, judged = _answer(address, name, secrets.token_bytes(32), ())
    chain = chain_of(judged.certificate, judged.others)
    return TimestampAuthority(name, address, chain[-1].public_bytes(Encoding.DER), addresses_in(chain))


def _response(address: str, name: str, digest: bytes) -> tuple[bytes, int]:
    nonce = secrets.randbits(63) | 1 << 62
    request = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": {
                "hash_algorithm": algos.DigestAlgorithm({"algorithm": DIGEST}),
                "hashed_message": digest,
            },
            "nonce": nonce,
            "cert_req": True,
        }
    )
    return fetch(address, name=name, body=request.dump(), kind=_QUERY, most=4 * LARGEST_TIMESTAMP), nonce


def _answer(
    address: str, name: str, digest: bytes, anchors: Sequence[x509.Certificate]
) -> tuple[bytes, JudgedTimestamp]:
    """The timestamp and what it is worth, where it answers our question and holds by itself."""
    answer, nonce = _response(address, name, digest)
    try:
        response = tsp.TimeStampResp.load(answer, strict=True)
        if response["status"]["status"].native not in ("granted", "granted_with_mods"):
            raise Unanswered(N_("{name} refuses to make a timestamp."), name=name)
        token = response["time_stamp_token"]
        encoded: bytes = token.dump()
        if token["content_type"].native != "signed_data" or len(encoded) > LARGEST_TIMESTAMP:
            raise _no_timestamp(name)
        judged = judge_timestamp(token["content"], digest, anchors)
    except Unanswered:
        raise
    except (Malformed, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _no_timestamp(name) from error
    if judged.nonce != nonce:
        raise Unanswered(N_("{name} answered another question: its answer is not used."), name=name)
    if judged.weak:
        raise Unanswered(N_("{name} signs with SHA-1 or MD5, which is no longer safe."), name=name)
    if not judged.in_time:
        raise Unanswered(N_("The certificate of {name} was not valid at the time of its timestamp."), name=name)
    if not judged.fits:
        raise Unanswered(N_("{name} answered with a timestamp that does not fit: it is not used."), name=name)
    return encoded, judged


def _no_timestamp(name: str) -> Unanswered:
    return Unanswered(N_("{name} did not answer with a timestamp."), name=name)
