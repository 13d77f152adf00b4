"""The shapes of the entries of organisations: stream, members of the body, what is essential and what is concealed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from datapact.base.strictjson import from_base64url, to_base64url
from datapact.history.commitments.disclosure import ELEMENT, WITHHELD, Path
from datapact.history.entries.body_members import (
    Check,
    anything,
    binary,
    day,
    digest,
    line,
    listed,
    moment,
    name,
    number,
    one_of,
    optional,
    party,
    record,
    roles,
    text,
    truth,
)
from datapact.history.entries.certificates import is_author_certificate, is_certificate
from datapact.history.entries.shape import Shape

AUTHORISATION_SORTS = ("user_contract", "user_request", "holder_permission")


AUTHORISATION_SHAPE = Shape(
    name="authorisation",
    stream="internal",
    members={
        "key": name,
        "sort": one_of(*AUTHORISATION_SORTS),
        "dataset": name,
        "partner": line,  # a party reference; empty: whoever
        "purpose": line,  # empty: whatever the document allows, as its reader found
        "granted_by": name,
        "reference": name,  # where contract, request or permission is kept
        "valid_from": day,
        "valid_to": optional(day),
        "revocable": line,  # how it may be revoked, as agreed
        "revoked": optional(day),
        "no_sharing_on": truth,  # recipients are bound not to share on (Art. 4(14) Data Act)
        "note": text,
    },
)


ROLES = ("controller", "joint_controller", "processor")


RISKS = ("unknown", "none", "risk", "high")


REGIMES = ("nis2", "cra_vulnerability", "cra_incident")


BREACH_SHAPE = Shape(
    name="breach",
    stream="internal",
    members={
        "key": name,
        "title": name,
        "what": text,
        "occurred": optional(moment),
        "aware": moment,
        "role": one_of(*ROLES),
        "risk": one_of(*RISKS),
        "datasets": listed(line),
        "agreements": listed(line),
        "people": optional(number),
        "records": optional(number),
        "categories": text,
        "consequences": text,
        "measures": text,
        "authority": line,
        "contact": line,
        "regimes": listed(one_of(*REGIMES)),
        "measure_available": optional(moment),
        "note": text,
    },
)


BREACH_STEP_SHAPE = Shape(
    name="breach_step",
    stream="internal",
    members={
        "key": name,
        "breach": name,
        "step": name,
        "title": line,
        "state": one_of("done", "not_needed"),
        "at": moment,
        "by": line,
        "evidence": optional(digest),
        "reference": text,
        "reason": text,
    },
)


CONSENT_BATCH_SHAPE = Shape(
    name="consent_batch",
    stream="internal",
    members={
        "key": name,
        "count": number,
        "root": digest,
        "source": line,
        "file": optional(digest),
        "mapping": anything,
    },
)


VERDICTS = ("permit", "partial", "deny", "incomplete")


DECISION_SHAPE = Shape(
    name="decision",
    stream="internal",
    members={
        "key": name,
        "agreement": line,
        "dataset": name,
        "partner": name,
        "purpose": name,
        "action": name,
        "place": line,
        "at": moment,
        "known_at": moment,
        "verdict": one_of(*VERDICTS),
        "n": number,
        "m": number,
        "reasons": listed(anything),
        "evidence": line,
        "valid_until": optional(moment),
        "rule_set": name,
        "inputs": digest,  # of the attachment with everything that the answer was made of
        "subjects": digest,  # salted, over those who may go out
    },
)


DELIVERY_SHAPE = Shape(
    name="delivery",
    stream="internal",
    members={
        "key": name,
        "agreement": line,
        "dataset": name,
        "version": line,
        "recipient": party,
        "purpose": name,
        "basis": line,
        "at": moment,
        "decision": optional(digest),
        "reason": text,
        "count": number,
        "root": digest,
        "overridden": number,
        "override_reason": text,
        "note": text,
    },
)


DOSSIER_RELEASED_SHAPE = Shape(
    name="dossier_released",
    stream="internal",
    members={
        "key": name,
        "agreement": line,
        "title": line,
        "digest": digest,  # of the dossier's PDF
        "recipient": line,  # for whom; empty where nobody said
        "withheld": listed(name),  # names, terms, clauses
    },
)


ENGAGEMENT_SHAPE = Shape(
    name="engagement",
    stream="internal",
    members={
        "key": name,
        "title": name,
        "scope": text,
        "agreements": listed(name),  # history ids; none: all of them
        "member": line,  # id of a member with the role auditor; empty for an auditor outside
        "organisation": optional(digest),  # of an auditor outside, by its card
        "auditor": line,  # name of the auditor or the firm
        "from": day,
        "until": day,
        "closed": truth,
    },
)


ERASED_SHAPE = Shape(
    name="erased",
    stream="internal",
    members={
        "key": name,
        "rule": name,  # "request", or the type of records whose rule of retention was carried out
        "months": number,
        "reason": text,
        "dataset": line,
        "events": number,
        "deliveries": number,
        "recalls": number,
        "records": number,
        "files": number,
        "kept": number,  # lines that stay until recipients have answered (Art. 17(3)(b), 19 GDPR)
        "sealed_by": listed(digest),  # entries whose rows were emptied; at most as many as a list holds
        "backups_until": line,
    },
)


EXPORTED_SHAPE = Shape(
    name="exported",
    stream="internal",
    members={"what": line, "digest": digest},
)


FACT_ON_FILE_SORTS = (
    "adequacy",  # about: a country; a decision under Art. 45(3)
    "dpf",  # about: an importer certified under the EU-U.S. Data Privacy Framework
    "transfer_assessment",  # about: an importer (or country)
    "derogation",  # about: an importer; the necessity under Art. 49(1)(b) to (g) shown
    "dpia",  # about: a controller
    "prior_consultation",  # about: a controller
    "notice_13",  # about: a recipient, or empty: whoever is meant by the categories in the notice
    "notice_14",  # about: the recipient that informed, or is exempt
    "training",  # about: a recipient whose people were trained
    "onward_conditions",  # about: a recipient that meets the conditions for sharing on
    "model_conditions",  # about: a recipient that meets the conditions for training models
)


FACT_ON_FILE_SHAPE = Shape(
    name="fact_on_file",
    stream="internal",
    members={
        "key": name,
        "sort": one_of(*FACT_ON_FILE_SORTS),
        "about": line,  # a party reference or a country; see SORTS
        "dataset": line,  # empty: all
        "reference": name,
        "day": day,  # date of the document
        "valid_from": day,
        "valid_to": optional(day),
        "result": line,
        "note": text,
    },
)


IDENTITY_RENEWAL_SHAPE = Shape(
    name="identity_renewal",
    stream="public",
    members={"identity": is_author_certificate, "cross": is_author_certificate, "crl": binary},
)


INVITED_SHAPE = Shape(
    name="invited",
    stream="internal",
    members={"id": name, "roles": roles},
)


ARTICLES = ("6(1)(a)", "6(1)(b)", "6(1)(c)", "6(1)(d)", "6(1)(e)", "6(1)(f)")


SPECIAL = tuple(f"9(2)({letter})" for letter in "abcdefghij")


OPERATIONS = ("any", "share", "train", "fine_tune", "test")


DESPITE_RESTRICTION = ("legal_claims", "rights_of_another", "public_interest")


LEGAL_BASIS_SHAPE = Shape(
    name="legal_basis",
    stream="internal",
    members={
        "key": name,
        "controller": name,  # a party reference
        "dataset": name,
        "purpose": name,
        "operation": one_of(*OPERATIONS),
        "article": one_of(*ARTICLES),
        "special": one_of("", *SPECIAL),
        "law": line,  # the provision of Union or Member State law, where one is relied on
        "document": line,  # where the reasons are kept: consent form, contract, balancing test
        "approver": line,
        "valid_from": optional(day),
        "valid_to": optional(day),
        "review": optional(day),
        "offence_authority": line,  # Art. 10
        "subject_is_contract_party": truth,
        "overriding_grounds": line,  # Art. 21(1): compelling legitimate grounds, where they are documented
        "despite_restriction": one_of("", *DESPITE_RESTRICTION),  # Art. 18(2)
        "note": text,
    },
)


MEMBER_MEMBERS: Mapping[str, Check] = {
    "id": name,
    "name": name,
    "roles": roles,
    "author": is_author_certificate,
    "signing": optional(is_certificate),
    "personal": optional(binary),
    "power": line,
    "renewed": truth,
}


MEMBER_SHAPE = Shape(
    name="member",
    stream="public",
    members=MEMBER_MEMBERS,
)


MEMBER_REVOCATION_SHAPE = Shape(
    name="revocation",
    stream="public",
    members={"id": name, "kids": listed(digest, least=1), "reason": text, "crl": binary},
)


_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)


def _day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _language(value: Any) -> bool:
    return isinstance(value, str) and _LANGUAGE.fullmatch(value) is not None


NOTICE_SHAPE = Shape(
    name="notice",
    stream="internal",
    members={
        "key": name,
        "notice": name,
        "version": name,
        "texts": listed(
            record(
                {"language": _language, "title": name, "text": text, "file": optional(digest), "reference": line},
            ),
            least=1,
        ),
        "controllers": listed(name),
        "recipients": listed(name),
        "purposes": listed(name),
        "categories": listed(name),
        "transfers": text,
        "withdrawal": text,
        "retention": text,
        "jurisdiction": line,
        "rights": text,
        "contact": text,
        "valid_from": _day,
        "invalid_from": optional(_day),
        "reason": text,
    },
)


OBLIGATION_DONE_SHAPE = Shape(
    name="obligation_done",
    stream="internal",
    members={
        "key": name,
        "agreement": line,
        "title": line,
        "due": optional(day),
        "on": day,
        "by": line,
        "evidence": optional(digest),
        "reference": text,
        "scope": text,
        "method": text,
        "signatory": line,
    },
)


OWN_KINDS = ("own", "certificate", "guarantee", "training", "review", "sub_processor", "transfer_assessment", "")
"""What a duty added by hand is about; empty where the record is about a derived duty."""


OBLIGATION_SET_SHAPE = Shape(
    name="obligation_set",
    stream="internal",
    members={
        "key": name,
        "agreement": line,
        "about": one_of(*OWN_KINDS),
        "title": line,
        "due": optional(day),
        "every_months": number,
        "owner": line,
        "note": text,
        "open": truth,
    },
)


OBLIGATION_WAIVED_SHAPE = Shape(
    name="obligation_waived",
    stream="internal",
    members={"key": name, "agreement": line, "title": line, "due": optional(day), "reason": text},
)


PARTNER_ADDED_SHAPE = Shape(
    name="partner_added",
    stream="internal",
    members={"organisation": digest, "name": name, "sequence": number},
)


PARTNER_DISTRUSTED_SHAPE = Shape(
    name="partner_distrusted",
    stream="internal",
    members={"organisation": digest, "reason": text},
)


PARTNER_INTRODUCED_SHAPE = Shape(
    name="partner_introduced",
    stream="internal",
    members={"organisation": digest, "by": digest},
)


PARTNER_REMOVED_SHAPE = Shape(
    name="partner_removed",
    stream="internal",
    members={"organisation": digest, "name": name, "reason": text},
)


PARTNER_TRUSTED_SHAPE = Shape(
    name="partner_trusted",
    stream="internal",
    members={"organisation": digest, "fingerprint": name, "how": text, "name": name},
    later=frozenset({"name"}),
)


_MOST_MEMBERS = 50


def is_profile(value: Any) -> bool:
    """A named object; datapact/parties reads its members strictly."""
    if not isinstance(value, dict) or len(value) > _MOST_MEMBERS:
        return False
    return ELEMENT in value if "name" not in value else value["name"] is WITHHELD or name(value["name"])


def _conceals_profile(path: Path, _value: Any) -> bool:
    return len(path) == 2


PROFILE_SHAPE = Shape(
    name="profile",
    stream="public",
    members={"profile": is_profile},
    conceals=_conceals_profile,
)


ASKS = ("erase", "erase_or_return", "restrict", "stop")
"""What a recipient is asked to do with the data of the people named; every one of them includes to stop using it."""


RECALL_SHAPE = Shape(
    name="recall",
    stream="internal",
    members={
        "key": name,
        "agreement": line,
        "dataset": name,
        "recipient": party,
        "purpose": name,
        "ask": one_of(*ASKS),
        "channel": one_of("bundle", "letter"),
        "due": line,
        "deliveries": listed(digest),
        "count": number,
        "root": digest,
        "letter": optional(digest),
        "note": text,
    },
)


DONE = ("erased", "returned", "restricted", "stopped", "kept")
"""What can have been done with the data. ``kept``: it stays, for a reason that the note gives (Art. 17(3) GDPR)."""


OUTCOMES = ("received", *DONE)


RECALL_ACKNOWLEDGED_SHAPE = Shape(
    name="recall_acknowledged",
    stream="internal",
    members={
        "key": name,
        "recipient": party,
        "outcome": one_of(*OUTCOMES),
        "at": moment,
        "channel": one_of("bundle", "evidence"),
        "entry": optional(digest),
        "evidence": optional(digest),
        "person": line,
        "note": text,
    },
)


RECALL_DONE_SHAPE = Shape(
    name="recall_done",
    stream="internal",
    members={
        "key": name,
        "sender": optional(digest),
        "dataset": name,
        "purpose": name,
        "outcome": one_of(*DONE),
        "at": moment,
        "through": optional(moment),
        "evidence": optional(digest),
        "person": line,
        "note": text,
    },
)


RECALL_RECEIVED_SHAPE = Shape(
    name="recall_received",
    stream="internal",
    members={
        "key": name,
        "agreement": line,
        "sender": digest,
        "dataset": name,
        "purpose": name,
        "ask": one_of(*ASKS),
        "due": line,
        "count": number,
        "root": digest,
        "message": digest,
        "entry": digest,
        "note": text,
    },
)


MARKS = ("seen", "in_order", "question", "finding", "none")


REMARKED_SHAPE = Shape(
    name="remarked",
    stream="internal",
    members={
        "key": name,
        "what": one_of("remark", "sample", "access"),
        "engagement": line,  # key of the engagement
        "agreement": line,  # history id where it is about one, else empty
        "about": line,  # entry, agreement, register, sample item: what the mark is on
        "mark": one_of(*MARKS),
        "text": text,
        "data": anything,  # of a sample: population, seed, method, items; of accesses: what and when
    },
)


RESTORED_SHAPE = Shape(
    name="restored",
    stream="internal",
    members={"from_time": moment},
)


RETENTION_RULE_SHAPE = Shape(
    name="retention_rule",
    stream="internal",
    members={"key": name, "months": number, "reason": text},
)


ROLES_SHAPE = Shape(
    name="roles",
    stream="public",
    members={"id": name, "roles": roles},
)


SEALING_KEY_MEMBERS: Mapping[str, Check] = {"public": binary, "thumbprint": digest}


def is_sealing_key(value: Any) -> bool:
    """A public key with its true thumbprint, the base64url SHA-256 of the raw key."""
    return record(SEALING_KEY_MEMBERS)(value) and "..." not in value and fits_thumbprint(value)


def fits_thumbprint(body: Mapping[str, Any]) -> bool:
    return bool(to_base64url(hashlib.sha256(from_base64url(body["public"])).digest()) == body["thumbprint"])


SEALING_KEY_SHAPE = Shape(
    name="sealing_key",
    stream="public",
    members=SEALING_KEY_MEMBERS,
)


_SEPARATE = frozenset({"profile", "member"})


def _conceals_founding(path: Path, _value: Any) -> bool:
    return len(path) == 2 and path[0] in _SEPARATE


FOUNDING_SHAPE = Shape(
    name="founding",
    stream="public",
    members={
        "profile": is_profile,
        "identity": is_author_certificate,
        "member": record({name: check for name, check in MEMBER_MEMBERS.items() if name != "renewed"}),
        "sealing": is_sealing_key,
        "crl": optional(binary),
    },
    conceals=_conceals_founding,
)


VOUCHED_SHAPE = Shape(
    name="vouched",
    stream="public",
    members={"id": name, "kids": listed(digest, least=1), "count": number, "root": digest},
)
