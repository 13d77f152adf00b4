"""Write docs/schemas: JSON Schema (2020-12) for every --json shape and for our files. Run it after a shape has grown.

A shape only ever grows: members are added, never taken away or changed. The terms of agreement.json come from the
models themselves.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

from datapact.agreements.projection.status import ELSEWHERE, NEXT_STEPS, STATUS_WORDS, STRENGTH
from datapact.agreements.text.change_rules import ANNEXES
from datapact.agreements.text.changes import STANDING_WORDS
from datapact.audit.formats.record_proof import RecordProof
from datapact.audit.formats.verdict import Kind
from datapact.base.format import Format
from datapact.checks.model.finding import Authority, Severity
from datapact.consent.records.batch_proof import RowProof
from datapact.consent.records.receipt_file import ReceiptInFile
from datapact.consent.terms.states import STATES as CONSENT_STATES
from datapact.contract.changes.anchor import WHEREABOUTS
from datapact.contract.screening.questions import QUESTIONS
from datapact.contract.text.document import AgreementDocument
from datapact.exchange.board.board import STEP_WORDS
from datapact.exchange.board.rows import ANSWER_WORDS, HAD_WORDS, MOVE_WORDS
from datapact.exchange.bundle.envelope import Header
from datapact.exchange.bundle.parcel import ParcelLine
from datapact.exchange.relay.comparing import CAME_WORDS, SENT_WORDS
from datapact.exchange.relay.label_list import LabelList
from datapact.exchange.relay.receipts import ReceiptsPayload
from datapact.history.entries.shapes import AGREEMENT_SHAPES
from datapact.history.entries.sharing_records import DOCUMENT_OUTCOMES
from datapact.history.entries.slot_shapes import SLOT_EVIDENCE
from datapact.history.state.facts import Stage
from datapact.library.shelf.library_format import LibraryFile
from datapact.obligations.breaches.breach import REGIME_WORDS, RISK_WORDS, ROLE_WORDS
from datapact.obligations.due.obligation import KINDS as DUTY_KINDS
from datapact.obligations.due.obligation import STATES as DUTY_STATES
from datapact.organisation.identity.card import CardPayload
from datapact.organisation.members.certification import RequestPayload
from datapact.organisation.network.directory_file import DirectoryPayload
from datapact.organisation.network.taking_in import CARD_NEWS, STANDINGS
from datapact.organisation.partners.exchange_rule import NEEDS
from datapact.registers.register_file import RegisterInFile
from datapact.signing.archive.renew import OUTCOMES
from datapact.signing.authorities.level import LEVELS
from datapact.signing.ceremony.proof import Proof
from datapact.vault.folder.backup import BackupHeader

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schemas"
BASE = "https://datapact.invalid/schemas/"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

type Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
YES: Schema = {"type": "boolean"}
DIGEST: Schema = {"type": "string", "pattern": "^[A-Za-z0-9_-]{43}$", "description": "base64url SHA-256"}
BASE64URL: Schema = {"type": "string", "pattern": "^[A-Za-z0-9_-]*$"}
TIME: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"}
DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
AGREEMENT: Schema = {"type": "string", "pattern": "^urn:uuid:[0-9a-f-]{36}$"}
HEX_DIGEST: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "SHA-256"}
FINGERPRINT: Schema = {"type": "string", "pattern": r"^(\d{5} ){7}\d{5}$"}
TRUST: Schema = {"enum": ["declared", "introduced", "confirmed"]}
VERDICT: Schema = {"enum": ["valid", "invalid", "indeterminate"]}
JWS: Schema = {"type": "string", "pattern": r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$"}


SLOT_CLASSES = ("signed_here", *SLOT_EVIDENCE)


def obj(optional: tuple[str, ...] = (), **members: Schema) -> Schema:
    """An object that has at least these members."""
    return {
        "type": "object",
        "properties": members,
        "required": [name for name in members if name not in optional],
    }


def listed(item: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": item, **more}


def maybe(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def one_of(values: Any) -> Schema:
    return {"enum": list(values)}


BOTH = obj(de=TEXT, en=TEXT)
PAPER: dict[str, Schema] = {
    "number": TEXT,
    "title": TEXT,
    "file": TEXT,
    "file_digest": DIGEST,
    "text_digest": DIGEST,
    "pages": COUNT,
    "passages": COUNT,
    "silent_pages": listed(COUNT),
    "recognised_pages": listed(COUNT),
    "tracked_changes": COUNT,
    "missing_annexes": listed(TEXT),
}
PROOF_OF_ROWS = obj(
    time=TIME,
    rows=COUNT,
    released_by=TEXT,
    unproven=listed(obj(table=TEXT, row=TEXT, about=TEXT, message=BOTH)),
)
ROLES = listed(one_of(["legal", "signatory", "lead", "auditor", "admin"]))
FINDING = obj(
    id={"type": "string", "pattern": r"^[A-Z]\d{2}$"},
    severity=one_of(get_args(Severity.__value__)),
    authority=one_of(get_args(Authority.__value__)),
    citation=BOTH,
    source=TEXT,
    place=TEXT,
    message=BOTH,
    rule_version=TEXT,
    own_severity=YES,
    final=YES,
    at_freezing=one_of(get_args(Severity.__value__)),
    missing=YES,
    parts=listed(TEXT),
    advice=YES,
)
PARTNER = {
    "organisation": DIGEST,
    "name": TEXT,
    "trust": TRUST,
    "standing": one_of(["declared", "introduced", "renamed", "confirmed"]),
    "confirmed_as": TEXT,
    "fingerprint": FINGERPRINT,
    "sequence": COUNT,
    "added": TIME,
}
LEFT = obj(organisation=DIGEST, name=TEXT, day=DAY)
DIRECTORY = {
    "network": TEXT,
    "name": TEXT,
    "version": COUNT,
    "day": DAY,
    "by": DIGEST,
    "by_name": TEXT,
    "by_standing": one_of(STANDINGS),
    "news": one_of(["new", "newer", "same"]),
    "former_version": COUNT,
    "members": listed(
        obj(
            organisation=DIGEST,
            name=TEXT,
            fingerprint=FINGERPRINT,
            sequence=COUNT,
            news=one_of(CARD_NEWS),
            standing=one_of(STANDINGS),
            said_confirmed=maybe(DAY),
            can_be_confirmed=YES,
            warnings=listed(BOTH),
        )
    ),
    "left": listed(LEFT),
    "warnings": listed(BOTH),
}
PROFILE = obj(
    name=TEXT,
    legal_form=TEXT,
    kind=TEXT,
    signing_rule=TEXT,
    registration=obj(court=TEXT, number=TEXT),
    address=obj(street=TEXT, postal_code=TEXT, city=TEXT, region=TEXT, country=TEXT),
    contact=obj(name=TEXT, email=TEXT, phone=TEXT),
)
JUDGED_SIGNATURE = obj(
    **dict.fromkeys(("field", "kind", "indication", "sub_indication", "covers", "change_after", "level"), TEXT),
    **dict.fromkeys(("signer", "issuer", "claimed_time", "attested_time", "attested_by"), TEXT),
    **dict.fromkeys(("proven_time", "proven_by", "proven_how", "proven_until"), TEXT),
    **dict.fromkeys(("intact", "change_allowed", "self_signed", "claims_qualified", "claims_device"), YES),
    made_for=listed(TEXT),
    weak=listed(TEXT),
    revision=COUNT,
    listed=maybe({"type": "object"}),
    timestamp_listed=maybe({"type": "object"}),
)
FOUND_SIGNATURE = obj(
    (
        "level",
        "indication",
        "sub_indication",
        "qualification",
        "purpose",
        "territory",
        "list_day",
        "self_signed",
        "certificate",
    ),
    file=TEXT,
    field=TEXT,
    signer=TEXT,
    issuer=TEXT,
    time=TEXT,
    intact=YES,
    whole_file=YES,
    verdict=one_of(["indeterminate", "invalid"]),
    reasons=listed(BOTH),
    level=TEXT,
    indication=TEXT,
    sub_indication=TEXT,
    qualification=TEXT,
    purpose=TEXT,
    territory=TEXT,
    list_day=TEXT,
    self_signed=YES,
    certificate=DIGEST,
)
CHANGE = obj(
    entry=DIGEST,
    organisation=DIGEST,
    annex=maybe(one_of(ANNEXES)),
    rule=one_of(["alone", "objection", "both"]),
    standing=one_of(STANDING_WORDS),
    begins=maybe(DAY),
    objection_until=maybe(DAY),
    waiting_for=listed(DIGEST),
    asked=listed(DIGEST),
    silence=maybe(one_of(["consent", "refusal"])),
    silent=listed(DIGEST),
    silent_after={"type": "object", "additionalProperties": DAY},
    answer_until=maybe(DAY),
    applied=YES,
    reason=maybe(BOTH),
    form=maybe(BOTH),
)
STEP = obj(agreement=AGREEMENT, entry=maybe(DIGEST))
KEYS = obj(certified=YES, fingerprint=TEXT)
MEMBER = obj(member=TEXT, roles=ROLES)

RECEIVED = obj(
    sender=DIGEST,
    sender_name=TEXT,
    agreements=listed(AGREEMENT),
    new_entries=listed(DIGEST),
    changes=listed(BOTH),
    warnings=listed(BOTH),
    notices=listed(BOTH),
    went_back=listed(
        obj(
            agreement=AGREEMENT,
            number=TEXT,
            before=one_of(list(get_args(Stage.__value__))),
            after=one_of(list(get_args(Stage.__value__))),
        )
    ),
)


COMMANDS: dict[str, tuple[str, Schema]] = {
    "demo": (
        "datapact demo",
        obj(folder=TEXT, steps=listed(obj(step=TEXT, milliseconds=COUNT)), failed=listed(TEXT)),
    ),
    "vault-create": (
        "datapact vault create; recovery_code only without --recovery-file",
        obj(
            ("recovery_code",),
            vault=TEXT,
            organisation=DIGEST,
            fingerprint=FINGERPRINT,
            member=TEXT,
            recovery_code=TEXT,
        ),
    ),
    "vault-info": (
        "datapact vault info",
        obj(
            vault=TEXT,
            organisation=DIGEST,
            name=TEXT,
            fingerprint=FINGERPRINT,
            member=TEXT,
            roles=ROLES,
            agreements=COUNT,
            partners=COUNT,
            replica=BASE64URL,
            restored=maybe(TIME),
        ),
    ),
    "vault-repair": ("datapact vault repair", PROOF_OF_ROWS),
    "vault-check": ("datapact vault check", obj(sound=YES, problems=listed(BOTH), notes=listed(BOTH))),
    "vault-backup": ("datapact vault backup", obj(file=TEXT)),
    "vault-restore": ("datapact vault restore, datapact vault accept-losses", obj(vault=TEXT, restored=TIME)),
    "vault-passphrase": ("datapact vault passphrase, datapact vault recover", obj(member=TEXT)),
    "vault-members-list": (
        "datapact vault members list; fingerprint only while somebody waits to be certified",
        listed(
            obj(
                id=TEXT,
                name=TEXT,
                roles=ROLES,
                standing=one_of(["active", "invited", "waiting"]),
                fingerprint=TEXT,
                old_keys=COUNT,
            )
        ),
    ),
    "vault-members-revoke-old": (
        "datapact vault members revoke-old",
        obj(keys=listed(DIGEST), agreements=listed(AGREEMENT)),
    ),
    "vault-members-invite": (
        "datapact vault members invite; code only without --code-file",
        obj(("code",), member=TEXT, code=TEXT),
    ),
    "vault-members-join": ("datapact vault members join", obj(member=TEXT, fingerprint=FINGERPRINT)),
    "vault-members-certify": ("datapact vault members certify, datapact vault members roles", MEMBER),
    "vault-members-remove": (
        "datapact vault members remove",
        obj(member=TEXT, keys=listed(DIGEST), agreements=listed(AGREEMENT), knew_identity_key=YES),
    ),
    "vault-members-renew": (
        "datapact vault members renew, datapact vault members import-key, datapact vault members use-key",
        KEYS,
    ),
    "vault-members-renew-identity": ("datapact vault members renew-identity", obj(entry=DIGEST)),
    "partner-card": ("datapact partner card", obj(file=TEXT, organisation=DIGEST, fingerprint=FINGERPRINT)),
    "partner-add": (
        "datapact partner add",
        obj(**PARTNER, news=one_of(["new", "newer", "same", "older"]), namesakes=listed(DIGEST)),
    ),
    "partner-trust": ("datapact partner trust", obj(**PARTNER)),
    "partner-list": (
        "datapact partner list",
        obj(partners=listed(obj(**PARTNER)), without_datapact=listed(PROFILE)),
    ),
    "partner-show": (
        "datapact partner show",
        obj(
            **PARTNER,
            profile=PROFILE,
            members=listed(obj(id=TEXT, name=TEXT, roles=ROLES, signs=YES, void=maybe(BOTH))),
            networks=listed(obj(network=TEXT, name=TEXT, version=COUNT, day=DAY, by=DIGEST, left=maybe(DAY))),
        ),
    ),
    "partner-exchange-rule": ("datapact partner exchange-rule", obj(needs=one_of([*NEEDS]))),
    "partner-import": (
        "datapact partner import",
        obj(added=COUNT, changed=COUNT, unchanged=COUNT, left_out=listed(TEXT)),
    ),
    "directory-write": (
        "datapact directory write",
        obj(
            file=TEXT,
            network=TEXT,
            name=TEXT,
            version=COUNT,
            day=DAY,
            members=listed(DIGEST),
            left=listed(LEFT),
            labels=YES,
        ),
    ),
    "directory-labels": (
        "datapact directory labels",
        obj(file=TEXT, network=TEXT, version=COUNT, labels=listed(TEXT)),
    ),
    "directory-show": ("datapact directory show, datapact directory read", obj(**DIRECTORY)),
    "directory-confirm": ("datapact directory confirm", obj(confirmed=listed(DIGEST), **DIRECTORY)),
    "directory-list": (
        "datapact directory list",
        obj(
            directories=listed(
                obj(
                    network=TEXT,
                    name=TEXT,
                    version=COUNT,
                    day=DAY,
                    by=DIGEST,
                    by_name=TEXT,
                    members=listed(DIGEST),
                    left=listed(LEFT),
                )
            )
        ),
    ),
    "template-list": (
        "datapact template list",
        listed(obj(id=TEXT, version=COUNT, kind=TEXT, title=BOTH, reviewed=YES)),
    ),
    "template-show": (
        "datapact template show",
        obj(
            id=TEXT,
            version=COUNT,
            kind=TEXT,
            title=BOTH,
            reviewed=YES,
            groups=listed(obj(title=BOTH, questions=listed(obj(path=TEXT, label=BOTH, help=BOTH, article=TEXT)))),
        ),
    ),
    "library-list": (
        "datapact library list",
        obj(
            library=listed(
                obj(id=TEXT, sort=one_of(["clause", "position", "template"]), name=TEXT, version=COUNT, standing=TEXT)
            )
        ),
    ),
    "library-show": (
        "datapact library show",
        obj(
            id=TEXT,
            sort=one_of(["clause", "position", "template"]),
            name=TEXT,
            content={"type": "object"},
            mistakes=listed(BOTH),
            versions=listed(obj(version=COUNT, time=TIME, by=TEXT, digest=DIGEST, approved_by=listed(TEXT), note=TEXT)),
        ),
    ),
    "library-approve": (
        "datapact library approve, datapact library take-back",
        obj(id=TEXT, version=COUNT, digest=DIGEST),
    ),
    "library-retire": ("datapact library retire", obj(id=TEXT)),
    "library-import": (
        "datapact library import",
        obj(
            clauses=listed(TEXT),
            positions=listed(TEXT),
            templates=listed(TEXT),
            same=COUNT,
            mistakes=listed(BOTH),
            signed=YES,
            origin=BOTH,
        ),
    ),
    "library-export": (
        "datapact library export, datapact library memo, datapact library open-points",
        obj(file=TEXT),
    ),
    "library-insert": ("datapact library insert", obj(agreement=AGREEMENT)),
    "library-template-from": (
        "datapact library template-from",
        obj(id=TEXT, clauses=listed(TEXT), notes=listed(BOTH)),
    ),
    "library-draft": (
        "datapact library draft, datapact library duplicate",
        obj(agreement=AGREEMENT),
    ),
    "library-matter": (
        "datapact library matter",
        obj(agreement=AGREEMENT, client=TEXT, matter=TEXT, for_others=YES, template=TEXT),
    ),
    "library-deviations": (
        "datapact library deviations",
        obj(
            agreement=AGREEMENT,
            template=TEXT,
            own=YES,
            version=COUNT,
            deviations=listed(
                obj(kind=one_of(["changed", "deleted", "added", "own"]), clause=TEXT, number=TEXT, heading=TEXT)
            ),
        ),
    ),
    "library-used": (
        "datapact library used",
        obj(
            uses=listed(obj(history=AGREEMENT, number=TEXT, title=TEXT, partners=TEXT, alternative=TEXT, version=COUNT))
        ),
    ),
    "library-playbook": (
        "datapact library playbook",
        obj(
            agreement=AGREEMENT,
            topics=listed(
                obj(
                    key=TEXT,
                    topic=TEXT,
                    place=TEXT,
                    level=TEXT,
                    fallbacks=COUNT,
                    sentence=BOTH,
                    role=TEXT,
                    members=listed(TEXT),
                    reason=TEXT,
                    before=listed(obj(agreement=AGREEMENT, number=TEXT, level=TEXT)),
                )
            ),
        ),
    ),
    "template-example": ("datapact template show --example", obj(id=TEXT, example=TEXT)),
    "agreement-new": ("datapact agreement new, datapact agreement import", obj(agreement=AGREEMENT)),
    "agreement-new-from-policy": (
        "datapact agreement new-from-policy",
        obj(agreement=AGREEMENT, digest=HEX_DIGEST, not_mapped=listed(BOTH)),
    ),
    "agreement-compare-policy": (
        "datapact agreement compare-policy",
        obj(
            agreement=AGREEMENT,
            digest=HEX_DIGEST,
            agrees=YES,
            bound=YES,
            differences=listed(obj(matter=TEXT, message=BOTH)),
        ),
    ),
    "agreement-data-contract": (
        "datapact agreement data-contract",
        obj(
            agreement=AGREEMENT,
            dataset=TEXT,
            digest=HEX_DIGEST,
            fields=COUNT,
            bound=YES,
            differences=listed(obj(matter=TEXT, message=BOTH)),
        ),
    ),
    "agreement-export-machines": (
        "datapact agreement export --format odrl, dsp, edc, catena-x, dpv or dcat",
        obj(
            agreement=AGREEMENT,
            format=TEXT,
            binding=YES,
            files=listed(TEXT),
            understood=listed(BOTH),
            not_understood=listed(BOTH),
        ),
    ),
    "agreement-export-events": (
        "datapact agreement export --format events",
        obj(agreement=AGREEMENT, file=TEXT, events=listed(TEXT)),
    ),
    "agreement-list": (
        "datapact agreement list",
        listed(
            obj(
                id=AGREEMENT,
                number=TEXT,
                title=TEXT,
                kind=TEXT,
                partners=TEXT,
                status=one_of(STATUS_WORDS),
                turn=one_of(["us", "partner", ""]),
                since=TIME,
                next_step=one_of(NEXT_STEPS),
                due=maybe(DAY),
                starts=maybe(DAY),
                ends=maybe(DAY),
                last_day=maybe(DAY),
                evidence=one_of(["", *ELSEWHERE]),
                amends=maybe(AGREEMENT),
                disputed_by=maybe(TEXT),
            )
        ),
    ),
    "agreement-show": (
        "datapact agreement show",
        obj(
            id=AGREEMENT,
            number=TEXT,
            title=TEXT,
            kind=TEXT,
            status=one_of(STATUS_WORDS),
            status_text=BOTH,
            next_step=one_of(NEXT_STEPS),
            next_step_text=BOTH,
            turn=listed(DIGEST),
            parties=listed(
                obj(
                    key=TEXT,
                    name=TEXT,
                    organisation=TEXT,
                    identity=one_of(
                        [
                            "own",
                            "confirmed",
                            "renamed",
                            "introduced",
                            "declared",
                            "unknown",
                            "undecided",
                            "without_datapact",
                        ]
                    ),
                    fingerprint=TEXT,
                    namesakes=COUNT,
                    confirmed_as=TEXT,
                    accepted=YES,
                    signed=YES,
                )
            ),
            datasets=listed(TEXT),
            purposes=listed(TEXT),
            uses=listed(obj(purpose=TEXT, datasets=listed(TEXT), prohibited=YES)),
            starts=maybe(DAY),
            ends=maybe(DAY),
            terminated_on=maybe(DAY),
            termination_disputed_by=maybe(TEXT),
            state_digest=TEXT,
            evidence=one_of(["", *STRENGTH]),
            evidence_text=maybe(BOTH),
            elsewhere=maybe(
                obj(
                    evidence=one_of(ELSEWHERE),
                    signed_on=maybe(DAY),
                    reference=TEXT,
                    remarks=TEXT,
                    files=listed(obj(digest=DIGEST, name=TEXT, media=TEXT)),
                    signatures=listed(FOUND_SIGNATURE),
                )
            ),
            open_offers=listed(obj(digest=DIGEST, organisation=DIGEST, name=TEXT)),
            since_signature=listed(
                obj(
                    entry=DIGEST,
                    matter=one_of(["notice", "change", "pause"]),
                    title=BOTH,
                    party=TEXT,
                    text=TEXT,
                    standing=BOTH,
                    begins=maybe(DAY),
                    until=maybe(DAY),
                    agreed=listed(DIGEST),
                    waiting_for=listed(DIGEST),
                    order=maybe(listed(BOTH)),
                )
            ),
            slots=listed(
                obj(
                    ("evidence", "day", "evidence_text"),
                    id=TEXT,
                    order=COUNT,
                    party=TEXT,
                    person=TEXT,
                    capacity=TEXT,
                    signed_at=TEXT,
                    evidence=one_of(["", *SLOT_CLASSES]),
                    day=TEXT,
                    evidence_text=BOTH,
                ),
            ),
            declined=listed(BOTH),
            void=listed(obj(entry=DIGEST, reason=BOTH)),
            warnings=listed(BOTH),
            disputes=listed(
                obj(
                    revocation=DIGEST,
                    organisation=DIGEST,
                    name=TEXT,
                    time=TIME,
                    reason=TEXT,
                    entries=listed(DIGEST),
                    about=listed(one_of(["agreement", "termination", "change"])),
                )
            ),
        ),
    ),
    "agreement-check": (
        "datapact agreement check; errors counts those that nobody has overridden, own_words are the places in words that"
        " no released clause has, with their words marked against the released ones",
        obj(
            agreement=AGREEMENT,
            on=DAY,
            errors=COUNT,
            complete=YES,
            own_words=listed(
                obj(
                    place=TEXT,
                    number=TEXT,
                    digest=DIGEST,
                    replaces=listed(TEXT),
                    confirmed=YES,
                    words=listed(obj(text=TEXT, mark=one_of(["same", "inserted", "deleted"]))),
                )
            ),
            overridden=listed(obj(id=TEXT, place=TEXT)),
        ),
    ),
    "agreement-facts": (
        "datapact agreement facts; a value of null is not answered",
        obj(
            agreements=listed(
                obj(
                    agreement=AGREEMENT,
                    number=TEXT,
                    title=TEXT,
                    status=TEXT,
                    questions=listed(
                        obj(
                            question=one_of([one.id for one in QUESTIONS]),
                            place=TEXT,
                            open=listed(TEXT),
                            facts=listed(obj(name=TEXT, value=maybe(YES), reason=maybe(BOTH))),
                        )
                    ),
                    void=listed(obj(place=TEXT, value={}, changed=listed(TEXT))),
                )
            )
        ),
    ),
    "agreement-history": (
        "datapact agreement history, oldest first",
        listed(
            obj(
                entry=DIGEST,
                kind=one_of(sorted(AGREEMENT_SHAPES)),
                stream=one_of(["internal", "shared"]),
                time=TIME,
                organisation=DIGEST,
                sentence=BOTH,
                remark=TEXT,
                void=maybe(BOTH),
                disputes=listed(DIGEST),
                disputed_by=maybe(TEXT),
            )
        ),
    ),
    "agreement-compare": (
        "datapact agreement compare; removes are the parts of requirements that the later text lost",
        {
            **obj(
                changes=listed(obj(place=TEXT, kind=TEXT, message=BOTH, old=maybe(BOTH), new=maybe(BOTH))),
                removes=listed(obj(part=TEXT, severity=one_of(get_args(Severity.__value__)), place=TEXT, message=BOTH)),
                summary=listed(BOTH),
                clauses=listed(
                    obj(
                        id=TEXT,
                        mark=one_of(["same", "changed", "added", "removed"]),
                        moved=YES,
                        renamed=YES,
                        taken_from=listed(BOTH),
                        went_into=listed(BOTH),
                        old_number=maybe(BOTH),
                        new_number=maybe(BOTH),
                    )
                ),
                parties={"type": "object", "additionalProperties": {"type": "string"}},
                outside=listed(TEXT),
            ),
        },
    ),
    "agreement-register": (
        "datapact agreement register",
        obj(agreement=AGREEMENT, entry=DIGEST, evidence=one_of(ELSEWHERE), signatures=listed(FOUND_SIGNATURE)),
    ),
    "agreement-register-many": (
        "datapact agreement register-many; agreement is null where nothing was recorded",
        obj(
            recorded=YES,
            new=COUNT,
            known=COUNT,
            wrong=COUNT,
            ignored_columns=listed(TEXT),
            lines=listed(
                obj(
                    line=COUNT,
                    reference=TEXT,
                    outcome=one_of(["new", "known", "wrong"]),
                    agreement=maybe(AGREEMENT),
                    reason=maybe(BOTH),
                )
            ),
        ),
    ),
    "agreement-sign": (
        "datapact agreement sign",
        obj(agreement=AGREEMENT, entry=DIGEST, level=one_of([*LEVELS]), wanted=one_of([*LEVELS]), missing=listed(BOTH)),
    ),
    "agreement-level": ("datapact agreement level", obj(agreement=AGREEMENT, level=one_of([*LEVELS]))),
    "vault-level": ("datapact vault level", obj(level=one_of([*LEVELS]))),
    "archive-renew": (
        "datapact archive renew",
        obj(
            agreements=listed(
                obj(
                    agreement=AGREEMENT,
                    number=TEXT,
                    outcome=one_of([*OUTCOMES]),
                    level=one_of(["", *LEVELS]),
                    until=maybe(TIME),
                    reasons=listed(BOTH),
                )
            ),
            left=COUNT,
        ),
    ),
    "archive-seal": (
        "datapact archive seal",
        obj(agreements=listed(obj(agreement=AGREEMENT, number=TEXT, new=YES, reason=maybe(BOTH)))),
    ),
    "archive-seal-key": (
        "datapact archive seal-key",
        obj(key=maybe(obj(sha256=DIGEST, since=TIME, here=YES, certificate=TEXT))),
    ),
    "archive-list": (
        "datapact archive list",
        listed(
            obj(
                agreement=AGREEMENT,
                number=TEXT,
                level=one_of([*LEVELS]),
                until=maybe(TIME),
                renew=maybe(DAY),
                completed=YES,
            )
        ),
    ),
    "timestamp-authorities-add": (
        "datapact timestamp-authorities add",
        obj(name=TEXT, address=TEXT, fingerprint=HEX_DIGEST, revocation=listed(TEXT)),
    ),
    "timestamp-authorities-list": (
        "datapact timestamp-authorities list",
        listed(obj(name=TEXT, address=TEXT, certificate=TEXT, fingerprint=HEX_DIGEST, revocation=listed(TEXT))),
    ),
    "timestamp-authorities-remove": ("datapact timestamp-authorities remove", obj(name=TEXT)),
    "agreement-step": (
        "datapact agreement revise, counter, accept, decline, comment, approve, override, confirm, cure, freeze, ended,"
        " settle, notice, objection, annex, agree, suspend, resume",
        STEP,
    ),
    "agreement-renumber": (
        "datapact agreement renumber; new is null for a deleted part, which goes",
        obj(agreement=AGREEMENT, numbers=listed(obj(place=TEXT, old=BOTH, new=maybe(BOTH))), written=YES),
    ),
    "agreement-amend": (
        "datapact agreement amend; entry is null where the amendment is the draft of an agreement to be signed",
        STEP,
    ),
    "agreement-terminate": (
        "datapact agreement terminate",
        obj(
            agreement=AGREEMENT,
            entry=DIGEST,
            end=DAY,
            computed_end=maybe(DAY),
            too_early=YES,
            steps=listed(BOTH),
            remarks=listed(BOTH),
        ),
    ),
    "agreement-reading-version": (
        "datapact agreement reading-version",
        obj(
            agreement=AGREEMENT,
            on=DAY,
            state={"type": "object", "description": "as in agreement.json"},
            amendment=maybe(AGREEMENT),
            changes=listed(CHANGE),
            suspended=listed(obj(**{"from": DAY, "until": maybe(DAY)})),
            file=maybe(TEXT),
        ),
    ),
    "agreement-export": (
        "datapact agreement export",
        obj(agreement=AGREEMENT, file=TEXT, bytes=COUNT, seal=maybe(TEXT)),
    ),
    "send": (
        "datapact send",
        obj(agreement=AGREEMENT, file=TEXT, bytes=COUNT, offered=maybe(DIGEST), warnings=listed(BOTH)),
    ),
    "receive": ("datapact receive", RECEIVED),
    "receive-all": (
        "datapact receive-all",
        obj(
            files=listed(obj(file=TEXT, received=maybe(RECEIVED), refused=maybe(BOTH))),
            receipts=listed(obj(file=TEXT, missing=maybe(COUNT), news=listed(BOTH), refused=maybe(BOTH))),
        ),
    ),
    "send-all": (
        "datapact send-all",
        obj(files=listed(TEXT), refused=listed(obj(number=TEXT, reason=BOTH)), warnings=listed(BOTH)),
    ),
    "relay": (
        "datapact relay",
        obj(
            folder=TEXT,
            carried=listed(obj(name=TEXT, digest=DIGEST, size=COUNT, sender=TEXT, to=listed(TEXT))),
            left=listed(obj(name=TEXT, reason=BOTH)),
            again=listed(obj(name=TEXT, reason=BOTH)),
            finished=COUNT,
        ),
    ),
    "relay-receipts": (
        "datapact relay-receipts",
        obj(
            network=TEXT,
            relay=DIGEST,
            time=TIME,
            sent=listed(
                obj(
                    digest=DIGEST,
                    state=one_of([*SENT_WORDS]),
                    time=TIME,
                    carried=maybe(TIME),
                    to=listed(TEXT),
                    agreement=TEXT,
                    size=COUNT,
                )
            ),
            came=listed(
                obj(
                    digest=DIGEST,
                    state=one_of([*CAME_WORDS]),
                    sender=TEXT,
                    carried=maybe(TIME),
                    taken_in=maybe(TIME),
                    size=COUNT,
                )
            ),
            missing=COUNT,
            warnings=listed(BOTH),
        ),
    ),
    "verify": (
        "datapact verify; a file that cannot be read has only file, verdict and reasons",
        listed(
            obj(
                ("kind", "name", "notes", "signatures", "identities", "details"),
                file=TEXT,
                kind=one_of(list(get_args(Kind.__value__))),
                name=TEXT,
                verdict=VERDICT,
                reasons=listed(BOTH),
                notes=listed(BOTH),
                signatures=listed(
                    obj(
                        slot=TEXT,
                        person=TEXT,
                        capacity=TEXT,
                        party=TEXT,
                        organisation=TEXT,
                        verdict=VERDICT,
                        reasons=listed(BOTH),
                        signer=TEXT,
                        time=maybe(TIME),
                        level=TEXT,
                        covers=TEXT,
                        proven_time=maybe(TIME),
                        proven_by=TEXT,
                        proven_until=maybe(TIME),
                    )
                ),
                identities=listed(obj(organisation=DIGEST, name=TEXT, identity=one_of(["declared", "confirmed"]))),
                details={"type": "object"},
            )
        ),
    ),
}
COMMANDS["agreement-compare"][1]["properties"].update({"from": DIGEST, "to": maybe(DIGEST)})
COMMANDS["agreement-compare"][1]["required"] += ["from", "to"]


RELEASE: dict[str, Schema] = {
    "version": TEXT,
    "day": TEXT,
    "changes": TEXT,
    "files": listed(obj(name=TEXT, kind=TEXT, system=TEXT, size=COUNT)),
}
TEAM_FOUND: dict[str, Schema] = {
    "strays": listed({"type": "integer"}),
    "put_back": COUNT,
    "branches": COUNT,
    "to_erase": COUNT,
    "refused": listed(TEXT),
    "sequence": COUNT,
    "head": DIGEST,
    "code": TEXT,
}
COMMANDS["shared-folder-set"] = (
    "datapact shared-folder set",
    obj(folders=listed(obj(partner=DIGEST, name=TEXT, folder=TEXT))),
)
COMMANDS["shared-folder-put"] = (
    "datapact shared-folder put",
    obj(files=listed(TEXT), agreements=listed(AGREEMENT), refused=listed(obj(what=TEXT, reason=BOTH))),
)
COMMANDS["shared-folder-look"] = (
    "datapact shared-folder look",
    obj(
        files=listed(
            obj(
                file=TEXT,
                partner=TEXT,
                state=one_of(["new", "done", "ours", "others", "waiting", "conflict", "refused"]),
                sender=maybe(TEXT),
                lines=listed(BOTH),
            )
        ),
        away=listed(obj(partner=DIGEST, folder=TEXT, reason=BOTH)),
    ),
)
COMMANDS["shared-folder-take"] = (
    "datapact shared-folder take",
    obj(files=listed(obj(file=TEXT, sender=maybe(DIGEST), new_entries=COUNT, refused=maybe(BOTH)))),
)
COMMANDS["team-create"] = ("datapact team create", obj(team=TEXT, device=DIGEST, sequence=COUNT))
COMMANDS["team-join"] = (
    "datapact team join",
    obj(new_entries=COUNT, sent_items=COUNT, renumbered=listed(BOTH), **TEAM_FOUND),
)
COMMANDS["team-sync"] = (
    "datapact team sync",
    obj(new_entries=COUNT, sent_items=COUNT, renumbered=listed(BOTH), **TEAM_FOUND),
)
COMMANDS["team-status"] = (
    "datapact team status",
    obj(
        team=TEXT,
        database=TEXT,
        synchronised=maybe(TIME),
        waiting=COUNT,
        answers=YES,
        answer_hours=COUNT,
        repeated=COUNT,
        unopened=maybe(TEXT),
        against_each_other=listed(BOTH),
        same_numbers=listed(BOTH),
        settings=listed(obj(key=TEXT, name=TEXT, number=COUNT)),
        devices=listed(
            obj(
                device=DIGEST,
                member=TEXT,
                name=TEXT,
                keeper=YES,
                here=YES,
                left=YES,
                erased=YES,
                newest=COUNT,
                code=TEXT,
                heard=maybe(TIME),
            )
        ),
        not_yet=listed(BOTH),
        **TEAM_FOUND,
    ),
)
COMMANDS["team-news"] = (
    "datapact team news",
    obj(
        steps=listed(obj(agreement=AGREEMENT, number=TEXT, name=TEXT, words=BOTH, steps=COUNT, time=TIME)),
        mentions=listed(obj(agreement=AGREEMENT, number=TEXT, name=TEXT, text=TEXT, time=TIME)),
        approvals=listed(obj(agreement=AGREEMENT, number=TEXT, name=TEXT)),
        assigned=listed(obj(agreement=AGREEMENT, number=TEXT)),
    ),
)
COMMANDS["team-try"] = ("datapact team try", obj(database=TEXT, password_file=TEXT))
COMMANDS["agreement-assign"] = ("datapact agreement assign", obj(agreement=AGREEMENT, member=maybe(TEXT)))
COMMANDS["team-answers"] = ("datapact team answers", obj(answer_hours=COUNT))
COMMANDS["team-decide"] = ("datapact team decide", obj(new_entries=COUNT, sent_items=COUNT, **TEAM_FOUND))
COMMANDS["team-maintain"] = ("datapact team maintain", obj(deleted=COUNT))
COMMANDS["team-delete"] = ("datapact team delete", obj(deleted=COUNT))
COMMANDS["team-leave"] = ("datapact team leave", obj(left=YES))
COMMANDS["update-check"] = ("datapact update check", obj(**RELEASE, own=TEXT, newer=YES))
COMMANDS["update-fetch"] = ("datapact update fetch", obj(**RELEASE, file=TEXT))
COMMANDS["update-try"] = ("datapact update try", obj(vault=TEXT, program=TEXT))
COMMANDS["update-trust"] = ("datapact update trust", obj(fingerprint=FINGERPRINT))
COMMANDS["audit-export"] = (
    "datapact audit export",
    obj(
        file=TEXT,
        sha256=DIGEST,
        agreement=AGREEMENT,
        number=TEXT,
        title=TEXT,
        audience=one_of(["partner", "internal"]),
        on=DAY,
        time=TIME,
        entries=COUNT,
        records=COUNT,
        withheld=listed(one_of(["names", "terms", "clauses"])),
        missing_disclosures=COUNT,
        erased_disclosures=COUNT,
        signed_pdf=maybe(DIGEST),
    ),
)
COMMANDS["agreement-changes"] = (
    "datapact agreement changes",
    obj(
        agreement=AGREEMENT,
        offer=DIGEST,
        changes=listed(
            obj(
                id=TEXT,
                kind=one_of(["frame", "term", "text", "moved", "order", "numbers"]),
                place=TEXT,
                both=YES,
                messages=listed(BOTH),
                removes=listed(BOTH),
            )
        ),
    ),
)
COMMANDS["agreement-drafts"] = (
    "datapact agreement drafts",
    listed(
        obj(
            digest=DIGEST,
            name=TEXT,
            author=TEXT,
            time=TIME,
            note=TEXT,
            changes=maybe(COUNT),
            sent=YES,
            put_away=YES,
            worked_on=YES,
        )
    ),
)
COMMANDS["agreement-word"] = (
    "datapact agreement word",
    obj(agreement=AGREEMENT, files=listed(TEXT), at_end=listed(TEXT)),  # places that their file had no room for
)
COMMANDS["agreement-import-word"] = (
    "datapact agreement import FILE.docx",
    obj(
        agreement=AGREEMENT,
        version=DIGEST,
        older=maybe(obj(text=BOTH, round=maybe(COUNT), later=COUNT, newest=BOTH, missing=listed(BOTH))),
        draft=maybe(DIGEST),
        changes=listed(
            obj(
                id=TEXT,
                kind=one_of(["frame", "term", "text", "moved", "order", "numbers"]),
                place=TEXT,
                origin=one_of(["unmarked", "tracked"]),
                authors=listed(TEXT),
                both=YES,
                messages=listed(BOTH),
                removes=listed(BOTH),
            )
        ),
        outside=listed(
            obj(
                where=one_of(["front", "annex", "header", "footer", "footnote", "text_box", "other"]),
                old=TEXT,
                new=TEXT,
                origin=one_of(["unmarked", "tracked"]),
            )
        ),
        comments=listed(obj(author=TEXT, time=TEXT, text=TEXT, place=TEXT, answers=TEXT, resolved=YES)),
        characters=COUNT,
        understood=COUNT,
        unresolved={"type": "object", "additionalProperties": {"type": "integer"}},
        notes=COUNT,
        lost_references=COUNT,
        formatting=COUNT,
        links=COUNT,
    ),
)
COMMANDS["agreement-handout"] = (
    "datapact agreement handout",
    obj(
        agreement=AGREEMENT,
        kind=one_of(["participant-sheet", "data-request", "standard-clauses"]),
        file=TEXT,
        bytes=COUNT,
    ),
)
_OFFICIAL = obj(decision=TEXT, language=TEXT, file=TEXT, digest=TEXT, by=TEXT, paragraphs=COUNT)
COMMANDS["library-official"] = ("datapact library official", obj(texts=listed(_OFFICIAL)))
COMMANDS["agreement-compare-official"] = (
    "datapact agreement compare-official",
    obj(
        agreement=AGREEMENT,
        text=_OFFICIAL,
        proven=YES,
        recorded=YES,
        same=COUNT,
        changed=COUNT,
        missing=COUNT,
        paragraphs=listed(
            obj(number=COUNT, words=TEXT, likeness=one_of(["same", "changed", "missing"]), place=TEXT, theirs=TEXT)
        ),
    ),
)
COMMANDS["template-review"] = (
    "datapact template review",
    obj(
        reviews=listed(
            obj(
                template=TEXT,
                version=COUNT,
                digest=TEXT,
                reviewer=TEXT,
                day=TEXT,
                note=TEXT,
                recorded_by=TEXT,
                holds=YES,
            )
        )
    ),
)
COMMANDS["agreement-rounds"] = (
    "datapact agreement rounds",
    obj(
        agreement=AGREEMENT,
        number=TEXT,
        standing=BOTH,
        rounds=listed(
            obj(
                number=COUNT,
                way=one_of(["offer", "counter", "word_sent", "word_received"]),
                entry=DIGEST,
                party=TEXT,
                time=TIME,
                note=TEXT,
                changes=listed(BOTH),
            )
        ),
        clauses=listed(
            obj(id=TEXT, number=BOTH, heading=BOTH, story=listed(BOTH), touched=YES, comments=COUNT, gone=YES)
        ),
        note=BOTH,
    ),
)
_SINCE: Schema = {"type": "string", "description": "a local day or a UTC time, ISO 8601; empty for none"}
COMMANDS["agreement-board"] = (
    "datapact agreement board",
    obj(
        agreements=listed(
            obj(
                agreement=AGREEMENT,
                number=TEXT,
                title=BOTH,
                stage=one_of(list(get_args(Stage.__value__))),
                newest=maybe(obj(entry=DIGEST, kind=one_of(list(STEP_WORDS)), party=TEXT, time=TIME)),
                open_texts=COUNT,
                parties=listed(
                    obj(
                        organisation=TEXT,
                        name=TEXT,
                        own=YES,
                        newest=obj(state=one_of(list(HAD_WORDS)), on=_SINCE, entry=BASE64URL),
                        lacks=COUNT,
                        lost=YES,
                        answer=obj(
                            state=one_of(list(ANSWER_WORDS)), on=_SINCE, entry=BASE64URL, reason=TEXT, withheld=YES
                        ),
                        signatures=obj(wanted=COUNT, given=COUNT, on=_SINCE, entry=BASE64URL),
                        move=one_of(["", *MOVE_WORDS]),
                        to_send=YES,
                        since=_SINCE,
                        late_since=_SINCE,
                        silence=obj(agreed_from=_SINCE, refused_after=_SINCE),
                        reminded=maybe(obj(time=TIME, by=_SINCE)),
                        heard=obj(kind=TEXT, on=_SINCE),
                    )
                ),
                said=listed(BOTH),
            )
        ),
        left_out=COUNT,
    ),
)
COMMANDS["agreement-remind"] = (
    "datapact agreement remind",
    obj(
        agreement=AGREEMENT,
        by=_SINCE,
        noted=YES,
        reminders=listed(
            obj(organisation=TEXT, name=TEXT, to=TEXT, subject=TEXT, body=TEXT, language=one_of(["de", "en"]))
        ),
    ),
)
COMMANDS["agreement-go-on"] = (
    "datapact agreement go-on",
    obj(**{"agreement": AGREEMENT, "from": AGREEMENT, "without": listed(TEXT), "dropped": listed(BOTH)}),  # type: ignore[arg-type]
)
_APPROVED = obj(member=TEXT, name=TEXT, alone=YES)
COMMANDS["agreement-approvals"] = (
    "datapact agreement approvals",
    obj(
        optional=("agreement", "text", "needed", "approved", "asked", "returned", "waiting"),
        agreement=AGREEMENT,
        text=maybe(DIGEST),
        needed=listed(
            obj(
                name=TEXT,
                before=listed(one_of(["sending", "signing"])),
                number=COUNT,
                missing=COUNT,
                may=listed(obj(member=TEXT, name=TEXT)),
                approved=listed(_APPROVED),
            )
        ),
        approved=listed(_APPROVED),
        asked=maybe(obj(time=TIME, members=listed(TEXT), note=TEXT)),
        returned=maybe(obj(time=TIME, reason=TEXT)),
        waiting=listed(obj(agreement=AGREEMENT, number=TEXT, title=TEXT, asked_by=TEXT, time=TIME, note=TEXT)),
    ),
)
COMMANDS["agreement-approval-rules"] = (
    "datapact agreement approval-rules",
    obj(
        rules=listed(
            obj(
                optional=("sum_from", "before"),
                name=TEXT,
                before=listed(one_of(["sending", "signing"])),
                role=one_of(["legal", "lead"]),
                members=listed(TEXT),
                number=COUNT,
                kinds=listed(TEXT),
                partners=listed(TEXT),
                finding=one_of(["", "W", "E"]),
                sum_from=COUNT,
                own=YES,
            )
        )
    ),
)
COMMANDS["agreement-comments"] = (
    "datapact agreement comments",
    obj(
        agreement=AGREEMENT,
        bar=YES,
        open_shared=COUNT,
        threads=listed(
            obj(
                digest=DIGEST,
                audience=one_of(["house", "partners"]),
                waits=YES,
                place=TEXT,
                was_at=TEXT,
                whereabouts=one_of(list(WHEREABOUTS)),
                where=BOTH,
                words=TEXT,
                settled=YES,
                said=listed(obj(author=TEXT, organisation=TEXT, time=TIME, text=TEXT, internal=YES, from_word=YES)),
            )
        ),
    ),
)
BAG_DOSSIER: Schema = obj(
    file=TEXT,
    agreement=AGREEMENT,
    number=TEXT,
    title=TEXT,
    status=TEXT,
    entries=COUNT,
    missing_disclosures=COUNT,
    erased_disclosures=COUNT,
    sha256=DIGEST,
)
COMMANDS["audit-export-all"] = (
    "datapact audit export --all",
    obj(
        file=TEXT,
        sha256=DIGEST,
        audience=one_of(["partner", "internal"]),
        on=DAY,
        time=TIME,
        engagement=TEXT,
        dossiers=listed(BAG_DOSSIER),
        files=COUNT,
        population=listed(BOTH),
        filters=listed(BOTH),
        left_out=listed(BOTH),
        gaps=listed(BOTH),
        withheld=listed(one_of(["names", "terms", "clauses"])),
    ),
)
COMMANDS["audit-decision"] = (
    "datapact audit decision",
    obj(
        file=TEXT,
        sha256=DIGEST,
        entry=DIGEST,
        dataset=TEXT,
        verdict=one_of(["permit", "partial", "deny", "incomplete"]),
        n=COUNT,
        m=COUNT,
        people=COUNT,
        events=COUNT,
        batches=COUNT,
        recounted=YES,
        complete=YES,
        time=TIME,
    ),
)
_ENGAGEMENT: dict[str, Schema] = {
    "engagement": TEXT,
    "title": TEXT,
    "scope": TEXT,
    "agreements": listed(AGREEMENT),
    "member": TEXT,
    "organisation": TEXT,
    "auditor": TEXT,
    "from": DAY,
    "until": DAY,
    "closed": YES,
    "release": YES,
}
REMARK: Schema = obj(
    key=TEXT,
    engagement=TEXT,
    agreement=TEXT,
    about=TEXT,
    mark=one_of(["seen", "in_order", "question", "finding", "none"]),
    text=TEXT,
    author=DIGEST,
    time=TIME,
    entry=DIGEST,
)
SAMPLE: Schema = obj(
    key=TEXT,
    engagement=TEXT,
    of=one_of(["agreements", "decisions", "deliveries", "consents", "consent_batches"]),
    seed=TEXT,
    method=one_of(["sha256-smallest"]),
    population=COUNT,
    digest=DIGEST,
    items=listed(TEXT),
    author=DIGEST,
    time=TIME,
    entry=DIGEST,
)
COMMANDS["audit-engage"] = ("datapact audit engage, close", obj(**_ENGAGEMENT))
COMMANDS["audit-engagements"] = ("datapact audit engage without options: a list", listed(obj(**_ENGAGEMENT)))
COMMANDS["audit-show"] = (
    "datapact audit show",
    obj(
        **_ENGAGEMENT,
        remarks=listed(REMARK),
        samples=listed(SAMPLE),
        accesses=listed(obj(what=TEXT, about=TEXT, time=TIME)),
    ),
)
COMMANDS["audit-decision-odrl"] = ("datapact audit decision --format odrl", obj(entry=DIGEST, files=listed(TEXT)))
COMMANDS["audit-chain"] = (
    "datapact audit chain",
    obj(
        verdict=one_of(["proven", "broken", "unknown"]),
        said=TEXT,
        deliveries=listed(
            obj(
                agreement=TEXT,
                number=TEXT,
                dataset=TEXT,
                verdict=one_of(["proven", "broken", "unknown"]),
                upstream=listed(TEXT),
                broken=listed(
                    obj(
                        matter=one_of(["purpose", "prohibited", "action", "onward", "place", "days"]),
                        agreement=TEXT,
                        example=TEXT,
                        reason=TEXT,
                        purpose=TEXT,
                        action=TEXT,
                        recipient=TEXT,
                        country=TEXT,
                        day=DAY,
                    )
                ),
            )
        ),
        unread=listed(TEXT),
        not_weighed=listed(TEXT),
    ),
)
COMMANDS["audit-remark"] = ("datapact audit remark", REMARK)
COMMANDS["audit-sample"] = ("datapact audit sample", SAMPLE)
COMMANDS["audit-seal"] = (
    "datapact audit seal",
    obj(
        file=TEXT,
        engagement=TEXT,
        auditor=TEXT,
        organisation=DIGEST,
        identity=one_of(["unknown", "declared", "introduced", "renamed", "confirmed"]),
        use_by=DAY,
    ),
)
COMMANDS["audit-open"] = (
    "datapact audit open",
    obj(
        file=TEXT,
        name=TEXT,
        sha256=DIGEST,
        organisation=DIGEST,
        organisation_name=TEXT,
        member=TEXT,
        identity=one_of(["own", "unknown", "declared", "introduced", "renamed", "confirmed"]),
        title=TEXT,
        use_by=DAY,
        time=TIME,
        doubts=listed(BOTH),
    ),
)
REGISTER: Schema = obj(
    register=one_of(["agreements", "transfers", "processing-controller", "processing-processor"]),
    file=TEXT,
    form=one_of(["pdf", "xlsx", "csv", "json"]),
    on=DAY,
    known_at=TIME,
    rows=COUNT,
    population=listed(BOTH),
    filters=listed(BOTH),
    left_out=listed(obj(reason=BOTH, count=COUNT)),
    gaps=listed(obj(agreement=AGREEMENT, number=TEXT, message=BOTH)),
)
COMMANDS["register"] = (
    "datapact register agreements, transfers, processing-controller, processing-processor",
    REGISTER,
)

EVIDENCE: Schema = {"type": "object", "additionalProperties": TEXT}
DUTY = obj(
    key=TEXT,
    agreement=TEXT,
    number=TEXT,
    agreement_title=TEXT,
    kind=one_of(DUTY_KINDS),
    kind_text=BOTH,
    title=BOTH,
    due=DAY,
    moment=maybe(TIME),
    nature=one_of(["duty", "date"]),
    state=one_of(DUTY_STATES),
    overdue=YES,
    owner=TEXT,
    party=TEXT,
    party_name=TEXT,
    place=TEXT,
    citation=maybe(BOTH),
    source=TEXT,
    steps=listed(BOTH),
    evidence=EVIDENCE,
    note=TEXT,
)
BREACH = obj(
    key=TEXT,
    title=TEXT,
    what=TEXT,
    aware=TIME,
    occurred=maybe(TIME),
    role=one_of(ROLE_WORDS),
    role_text=BOTH,
    risk=one_of(RISK_WORDS),
    risk_text=BOTH,
    datasets=listed(TEXT),
    agreements=listed(AGREEMENT),
    people=maybe(COUNT),
    records=maybe(COUNT),
    categories=TEXT,
    consequences=TEXT,
    measures=TEXT,
    authority=TEXT,
    contact=TEXT,
    regimes=listed(one_of(REGIME_WORDS)),
    measure_available=maybe(TIME),
    classified=maybe(TIME),
    note=TEXT,
    recorded=maybe(TIME),
    at_partner=TEXT,
    told=maybe(TIME),
    partner_aware=maybe(TIME),
    steps=listed(
        obj(
            id=TEXT,
            title=BOTH,
            whom=BOTH,
            citation=BOTH,
            source=TEXT,
            due=maybe(TIME),
            latest=maybe(TIME),
            agreement=TEXT,
            contact=TEXT,
            calculation=listed(BOTH),
            state=one_of(["open", "done", "not_needed"]),
            overdue=YES,
            at=maybe(TIME),
            evidence=EVIDENCE,
        )
    ),
    notes=listed(BOTH),
)
COMMANDS |= {
    "obligations": (
        "datapact obligations",
        obj(
            today=DAY,
            last=DAY,
            counts=obj(overdue=COUNT, within_7=COUNT, within_30=COUNT, within_90=COUNT),
            duties=listed(DUTY),
            file=maybe(TEXT),
        ),
    ),
    "obligation": ("datapact obligations done, waive, reopen, assign, add", DUTY),
    "obligations-remind": (
        "datapact obligations remind",
        obj(
            reminders=listed(
                obj(stage=one_of([90, 30, 7, -1]), days_left={"type": "integer"}, duty=DUTY),
            )
        ),
    ),
    "breach": ("datapact breach record, show, done", BREACH),
    "breach-list": ("datapact breach list", obj(breaches=listed(BREACH))),
    "breach-notice": ("datapact breach notice", obj(breach=TEXT, step=TEXT, file=TEXT, bytes=COUNT)),
}


OUTCOME = one_of(["received", "erased", "returned", "restricted", "stopped", "rectified", "kept"])
ASK = one_of(["erase", "erase_or_return", "restrict", "stop", "rectify"])
DELIVERY: Schema = obj(
    entry=DIGEST,
    dataset=TEXT,
    version=TEXT,
    recipient=TEXT,
    recipient_name=TEXT,
    purpose=TEXT,
    basis=TEXT,
    agreement=TEXT,
    decision=TEXT,
    reason=TEXT,
    at=TIME,
    recorded=TIME,
    count=COUNT,
    root=DIGEST,
    overridden=COUNT,
    override_reason=TEXT,
    note=TEXT,
    standing=one_of(["", "wrong", "doubted", "never_left"]),
)
RECALLS: Schema = listed(
    obj(recall=TEXT, entry=DIGEST, dataset=TEXT, purpose=TEXT, ask=ASK, due=maybe(DAY), people=COUNT)
)
ERASURE: Schema = obj(
    ("backups_renewed",),
    entry=DIGEST,
    at=TIME,
    rule=one_of(["request", "consent", "delivery", "recall"]),
    reason=TEXT,
    dataset=TEXT,
    events=COUNT,
    deliveries=COUNT,
    recalls=COUNT,
    records=COUNT,
    files=COUNT,
    kept=COUNT,
    objections=COUNT,
    sealed_by=listed(DIGEST),
    backups_until=DAY,
    backups_renewed=YES,
)
RULE = {
    "type": one_of(["consent", "delivery", "recall"]),
    "label": BOTH,
    "months": COUNT,
    "reason": TEXT,
    "default": YES,
    "entry": TEXT,
}
COMMANDS |= {
    "delivery-record": ("datapact delivery record", DELIVERY),
    "delivery-list": ("datapact delivery list", listed(DELIVERY)),
    "record-proof-written": (
        "datapact delivery proof, datapact recall proof",
        obj(
            file=TEXT, entry=DIGEST, record=one_of(["delivery", "recall", "recall_received"]), shown=COUNT, hidden=COUNT
        ),
    ),
    "recall-list": (
        "datapact recall list",
        listed(
            obj(
                stage=one_of(["tell", "send", "wait", "confirm", "answer", "reply", "own"]),
                partner=TEXT,
                partner_name=TEXT,
                dataset=TEXT,
                purpose=TEXT,
                agreement=TEXT,
                ask=ASK,
                people=COUNT,
                since=TIME,
                due=DAY,
                overdue=YES,
                recall=TEXT,
                letter=YES,
                deliveries=listed(DIGEST),
                mail_opened=YES,
                told=maybe(TIME),
                text=BOTH,
            )
        ),
    ),
    "recall-send": (
        "datapact recall send, datapact recall letter; again counts recalls that were told before",
        obj(file=TEXT, partner=TEXT, recalls=RECALLS, again=COUNT),
    ),
    "agreement-packet": (
        "datapact agreement packet; recorded is false where the same text went out before; pages say how to sign",
        obj(("pages",), agreement=AGREEMENT, file=TEXT, recorded=YES, pages=listed(TEXT)),
    ),
    "agreement-brought-back": (
        "datapact agreement brought-back; open names who has still to sign",
        obj(agreement=AGREEMENT, entries=listed(DIGEST), open=listed(TEXT)),
    ),
    "agreement-take-part": (
        "datapact agreement take-part; problem is why the signatures in the packet fill no place, null where they do",
        obj(agreement=AGREEMENT, open=listed(TEXT), problem=maybe(BOTH)),
    ),
    "agreement-look": (
        "datapact agreement brought-back --look; fills are the fields that the file fills as signatures in our PDF",
        obj(
            agreement=AGREEMENT,
            files=listed(
                obj(
                    file=TEXT,
                    came=one_of(["signed", "unsigned", "other"]),
                    fills=listed(TEXT),
                    problem=maybe(BOTH),
                    remarks=listed(BOTH),
                    signatures=listed(JUDGED_SIGNATURE),
                )
            ),
        ),
    ),
    "agreement-outside": ("datapact agreement answered, return", obj(agreement=AGREEMENT, entry=DIGEST)),
    "paper-import": ("datapact paper import", obj(agreement=AGREEMENT, **PAPER)),
    "paper-show": (
        "datapact paper show; page is 0 where the file has no pages",
        obj(
            agreement=AGREEMENT,
            pages=COUNT,
            passages=listed(obj(page=COUNT, passage=COUNT, place=BOTH, heading=YES, words=TEXT)),
        ),
    ),
    "paper-terms": (
        "datapact paper terms; path is where it goes in the terms, null where it is kept as a note",
        obj(
            agreement=AGREEMENT,
            terms=listed(
                obj(
                    id=TEXT,
                    what=BOTH,
                    value=TEXT,
                    path=maybe(TEXT),
                    answer=one_of(["open", "taken", "refused"]),
                    page=COUNT,
                    passage=COUNT,
                    place=BOTH,
                    words=TEXT,
                )
            ),
        ),
    ),
    "paper-gaps": (
        "datapact paper gaps; complete only once a person has read every line and found none that is not met",
        obj(
            agreement=AGREEMENT,
            signed=YES,
            about=listed(TEXT),
            language=maybe(TEXT),
            complete=YES,
            output=maybe(TEXT),
            lines=listed(
                obj(
                    id=TEXT,
                    group=TEXT,
                    citation=BOTH,
                    what=BOTH,
                    verdict=one_of(["met", "part", "against", "none", "untold", "flagged", "clear"]),
                    words=BOTH,
                    why=BOTH,
                    quotes=listed(obj(page=COUNT, passage=COUNT, place=BOTH, words=TEXT)),
                    reading=maybe(TEXT),
                    by=maybe(TEXT),
                )
            ),
            **PAPER,
        ),
    ),
    "paper-clauses": (
        "datapact paper clauses; score from 0 to 100",
        obj(
            agreement=AGREEMENT,
            matches=listed(
                obj(
                    passage=COUNT,
                    place=BOTH,
                    clause=TEXT,
                    title=TEXT,
                    score=COUNT,
                    closeness=one_of(["same", "close", "related"]),
                    shared=listed(TEXT),
                    missing=listed(TEXT),
                    added=listed(TEXT),
                    run=TEXT,
                )
            ),
        ),
    ),
    "delivery-correct": (
        "datapact delivery correct",
        obj(entry=DIGEST, standing=one_of(["", "wrong", "doubted", "never_left"])),
    ),
    "recall-sent": ("datapact recall sent", obj(partner=TEXT, recalls=listed(TEXT))),
    "recall-record": (
        "datapact recall acknowledge, confirm, settle",
        obj(entry=DIGEST, recall=TEXT, outcome=OUTCOME),
    ),
    "recall-rectify": (
        "datapact recall rectify",
        obj(entry=DIGEST, dataset=TEXT, people=COUNT, recipients=COUNT, not_delivered=listed(TEXT)),
    ),
    "recall-deadline": ("datapact recall deadline", obj(days=COUNT)),
    "person": (
        "datapact person",
        obj(
            subject=TEXT,
            dataset=TEXT,
            at=TIME,
            recipients=listed(TEXT),
            rectified=listed(obj(entry=DIGEST, what=TEXT, at=TIME)),
            proof=PROOF_OF_ROWS,
            deliveries=listed(
                obj(
                    **DELIVERY["properties"],
                    sent_as=TEXT,
                    allowed=YES,
                    corrections=listed(obj(finding=one_of(["wrong", "never_left"]), reason=TEXT, by=TEXT, at=TIME)),
                    called_back=listed(
                        obj(
                            recall=TEXT,
                            state=TEXT,
                            written=TIME,
                            told=maybe(TIME),
                            ask=ASK,
                            letter=YES,
                            acknowledged=maybe(TIME),
                            outcome=one_of(["", *OUTCOME["enum"]]),
                            note=TEXT,
                        )
                    ),
                )
            ),
        ),
    ),
    "erase-rules": (
        "datapact erase rules",
        listed(obj(**RULE, due_before=maybe(DAY), due_rows=COUNT)),
    ),
    "erase-rule": ("datapact erase rule", obj(**RULE)),
    "erase": ("datapact erase due, person, report; backups_renewed not in reports", listed(ERASURE)),
}


CONSENT_STATE = one_of(list(CONSENT_STATES))
CONSENT = obj(
    event_id=TEXT,
    subject=TEXT,
    dataset=TEXT,
    purpose=TEXT,
    controller=TEXT,
    state=CONSENT_STATE,
    state_iri=TEXT,
    at=TIME,
    until=maybe(TIME),
    notice=TEXT,
    notice_version=TEXT,
    explicit=YES,
    more={"type": "object", "additionalProperties": TEXT},
    recorded=maybe(TIME),
    entry=TEXT,
)
NOTICE = obj(
    notice=TEXT,
    version=TEXT,
    title=TEXT,
    texts=listed(obj(language=TEXT, title=TEXT, text=TEXT, file=TEXT, reference=TEXT)),
    controllers=listed(TEXT),
    recipients=listed(TEXT),
    purposes=listed(TEXT),
    categories=listed(TEXT),
    transfers=TEXT,
    withdrawal=TEXT,
    retention=TEXT,
    jurisdiction=TEXT,
    rights=TEXT,
    contact=TEXT,
    valid_from=DAY,
    invalid_from={"anyOf": [DAY, {"const": ""}]},
    reason=TEXT,
    entry=DIGEST,
)
NOTICE_VERSION = obj(notice=TEXT, version=TEXT)
TAKEN_BACK = {
    "meeting_nothing": COUNT,
    "same_second": COUNT,
    "yes_and_no": COUNT,
    "taken_back": listed(
        obj(
            sort=one_of(["meets_nothing", "same_second", "yes_and_no"]),
            line=COUNT,
            subject=TEXT,
            dataset=TEXT,
            purpose=TEXT,
            controller=TEXT,
            state=TEXT,
            reason=BOTH,
        ),
        maxItems=1_000,
    ),
}
ALIKE = listed(obj(line=COUNT, dataset=TEXT, subject=TEXT, other=TEXT))
COMMANDS |= {
    "consent-import": (
        "datapact consent import, with --dry-run too; entry and root are empty where nothing was written",
        obj(
            dry_run=YES,
            lines=COUNT,
            taken=COUNT,
            known=COUNT,
            refused=COUNT,
            refusals=listed(obj(line=COUNT, reason=BOTH), maxItems=1_000),
            notices_not_on_file=listed(NOTICE_VERSION),
            not_provided=listed(obj(dataset=TEXT, purpose=TEXT, lines=COUNT)),
            without_notice=COUNT,
            **TAKEN_BACK,
            aside=COUNT,
            aside_barred=COUNT,
            alike=ALIKE,
            entry=TEXT,
            root=TEXT,
        ),
    ),
    "consent-aside": (
        "datapact consent aside",
        listed(obj(entry=DIGEST, source=TEXT, recorded=TIME, lines=COUNT, datasets=listed(TEXT))),
    ),
    "consent-mended": ("datapact consent mended", obj(entry=DIGEST, batch=DIGEST)),
    "consent-preview": (
        "datapact consent import --preview; field is empty for a column that is left out",
        obj(
            kind=one_of(["csv", "xlsx"]),
            encoding=one_of(["", "utf-8", "utf-16", "cp1252"]),
            sheet=TEXT,
            sheets=listed(TEXT),
            columns=listed(obj(heading=TEXT, field=TEXT, samples=listed(TEXT))),
            missing=listed(TEXT),
            date_order=one_of(["", "dmy", "mdy", "ambiguous", "both"]),
            rows=listed(listed(TEXT)),
        ),
    ),
    "consent-recorded": (
        "datapact consent record, datapact consent withdraw; entry of an event is empty here: it is that of the whole",
        obj(entry=DIGEST, root=DIGEST, events=listed(CONSENT), **TAKEN_BACK, alike=ALIKE),
    ),
    "consent-status": (
        "datapact consent status",
        obj(
            at=TIME,
            states={
                "type": "object",
                "properties": dict.fromkeys(CONSENT_STATES, COUNT),
                "additionalProperties": False,
            },
            valid=COUNT,
            total=COUNT,
            next_expiry=maybe(TIME),
            oldest=maybe(TIME),
            notice_versions=listed(NOTICE_VERSION),
        ),
    ),
    "consent-status-person": (
        "datapact consent status --subject",
        obj(at=TIME, subject=TEXT, consents=listed(obj(state_now=CONSENT_STATE, valid=YES, event=CONSENT))),
    ),
    "consent-events": (
        "datapact consent events",
        listed({**CONSENT, "properties": {"number": COUNT, **CONSENT["properties"]}}),
    ),
    "consent-receipt-written": ("datapact consent receipt", obj(file=TEXT, receipt=TEXT)),
    "consent-proof-written": (
        "datapact consent proof",
        obj(file=TEXT, entry=DIGEST, index=COUNT, count=COUNT, root=DIGEST),
    ),
    "consent-notice": ("datapact consent notice add, show, invalidate", NOTICE),
    "consent-notice-list": ("datapact consent notice list", listed(NOTICE)),
    "consent-pseudonyms": ("datapact consent pseudonyms export", obj(file=TEXT, people=COUNT)),
    "consent-pseudonyms-forget": ("datapact consent pseudonyms forget", obj(forgotten=YES)),
}


def envelope(name: str) -> Schema:
    """The schema of what a command prints with --json."""
    description, result = COMMANDS[name]
    shape = obj(format={"const": 1}, result=result, findings=listed(FINDING))
    return {"$schema": DIALECT, "$id": f"{BASE}{name}.schema.json", "description": description, **shape}


def closed(schema: Schema) -> Schema:
    """Objects of our files have these members and no others."""
    if isinstance(schema, dict):
        result = {name: closed(value) for name, value in schema.items()}
        if schema.get("type") == "object" and "properties" in schema:
            result.setdefault("additionalProperties", False)
        return result
    if isinstance(schema, list):
        return [closed(item) for item in schema]  # type: ignore[return-value]
    return schema


def file_schema(name: str, description: str, shape: Schema) -> Schema:
    return {"$schema": DIALECT, "$id": f"{BASE}{name}.schema.json", **shape, "description": description}


FORMATS: dict[str, tuple[str, type[Format]]] = {
    "agreement": ("agreement.json: the canonical state", AgreementDocument),
    "backup-header": ("The first line of a backup of a vault", BackupHeader),
    "bundle-header": ("The first line of a .dpact file", Header),
    "parcel-header": ("The first line of a .dpact file under routing labels", ParcelLine),
    "label-list": ("A .dplabels file", LabelList),
    "relay-receipts-file": ("The payload of a .dpreceipts file, a compact JWS", ReceiptsPayload),
    "certification-request": ("The payload of a request for certification, a compact JWS", RequestPayload),
    "card": ("The payload of a .dpcard file, a compact JWS", CardPayload),
    "network-directory": ("The payload of a .dpdir file, a compact JWS", DirectoryPayload),
    "library-file": ("A .dplib file: clauses and positions of a house", LibraryFile),
    "consent-receipt": ("A consent receipt: ISO/IEC TS 27560 as JSON-LD with DPV terms", ReceiptInFile),
    "consent-proof": ("The proof that a row is in a signed consent batch", RowProof),
    "proof": ("proof.json: who agreed to the text and who was to sign it", Proof),
    "register-file": ("register.json: a register with its rows", RegisterInFile),
    "record-proof": ("The proof of a delivery or recall with its sealed list", RecordProof),
}


SHARING_VERDICT = one_of(["permit", "partial", "deny", "incomplete"])
MAYBE_TIME: Schema = {"anyOf": [TIME, {"const": ""}]}
MAYBE_DAY: Schema = {"anyOf": [DAY, {"const": ""}]}
LINK = obj(kind=TEXT, id=TEXT)
COUNTS: Schema = {"type": "object", "additionalProperties": COUNT}
SHARING_REASON = obj(
    rule=TEXT,
    verdict=one_of(["met", "deny", "incomplete", "partial", "warning"]),
    message=BOTH,
    citation=BOTH,
    source=TEXT,
    authority=one_of(get_args(Authority.__value__)),
    link=LINK,
    count=COUNT,
)
DECISION = obj(
    dataset=TEXT,
    partner=TEXT,
    purpose=TEXT,
    action=TEXT,
    place=TEXT,
    at=TIME,
    known_at=MAYBE_TIME,
    verdict=SHARING_VERDICT,
    n=COUNT,
    m=COUNT,
    counts=COUNTS,
    basis=TEXT,
    agreement=TEXT,
    agreed=TEXT,
    evidence=TEXT,
    valid_until=MAYBE_TIME,
    until_why=BOTH,
    reasons=listed(SHARING_REASON),
    duties=listed(obj(rule=TEXT, message=BOTH, citation=BOTH, source=TEXT, link=LINK)),
    rule_set=TEXT,
    inputs_digest=TEXT,
)
CELL = obj(
    dataset=TEXT,
    dataset_name=BOTH,
    partner=TEXT,
    partner_name=TEXT,
    purpose=TEXT,
    purpose_name=BOTH,
    agreed=TEXT,
    row_name=BOTH,
    verdict=SHARING_VERDICT,
    basis=TEXT,
    n=COUNT,
    m=COUNT,
    counts=COUNTS,
    next_expiry=MAYBE_TIME,
    until_why=BOTH,
    notice_version=TEXT,
    oldest=MAYBE_TIME,
    pending=COUNT,
    overdue=YES,
    agreement=AGREEMENT,
    agreement_number=TEXT,
    agreement_status=TEXT,
    evidence=TEXT,
)
LEGAL_BASIS = obj(
    key=TEXT,
    controller=TEXT,
    dataset=TEXT,
    purpose=TEXT,
    operation=TEXT,
    article=TEXT,
    special=TEXT,
    law=TEXT,
    document=TEXT,
    approver=TEXT,
    valid_from=MAYBE_DAY,
    valid_to=MAYBE_DAY,
    review=MAYBE_DAY,
    offence_authority=TEXT,
    subject_is_contract_party=YES,
    overriding_grounds=TEXT,
    despite_restriction=TEXT,
    beside_consent=TEXT,
    recipient=TEXT,
    outcome=one_of(list(DOCUMENT_OUTCOMES)),
    conditions=TEXT,
    other_act=YES,
    words=TEXT,
    outdated=listed(TEXT),
    entry=DIGEST,
)
AUTHORISATION = obj(
    key=TEXT,
    sort=TEXT,
    dataset=TEXT,
    partner=TEXT,
    purpose=TEXT,
    granted_by=TEXT,
    reference=TEXT,
    valid_from=DAY,
    valid_to=MAYBE_DAY,
    revoked=MAYBE_DAY,
    no_sharing_on=YES,
    requester=TEXT,
    words=TEXT,
    outdated=listed(TEXT),
    entry=DIGEST,
)
FACT = obj(
    key=TEXT,
    sort=TEXT,
    about=TEXT,
    dataset=TEXT,
    reference=TEXT,
    day=DAY,
    valid_from=DAY,
    valid_to=MAYBE_DAY,
    result=TEXT,
    against=YES,
    weighed=YES,
    conditions=TEXT,
    entry=DIGEST,
)
PURPOSE_LINK = obj(
    key=TEXT,
    sort=one_of(["part", "notice", "house", "practice", "no_practice", "said", "not_said"]),
    purpose=TEXT,
    agreed=TEXT,
    notice=TEXT,
    version=TEXT,
    words=DIGEST,
    holds=YES,
    controller=TEXT,
    entry=DIGEST,
)
_DECIDED = DECISION["properties"]
RETURN = obj(
    dataset=TEXT,
    partner=TEXT,
    agreement=TEXT,
    deliveries=COUNT,
    says=BOTH,
    due=TEXT,
    steps=listed(BOTH),
)
COMMANDS |= {
    "may-share": (
        "datapact may-share; entry is that of a used answer, what_if the answer under --what-if",
        obj(**_DECIDED, entry=TEXT, what_if=maybe(obj(**_DECIDED, returns=listed(RETURN)))),
    ),
    "sharing-matrix": ("datapact sharing-matrix", listed(CELL)),
    "sharing-matrix-what-if": (
        "datapact sharing-matrix --what-if: the cells that change",
        listed(obj(before=maybe(CELL), after=maybe(CELL), stops=YES, returns=listed(RETURN))),
    ),
    "decision": (
        "datapact decision: a used answer given again, from its inputs (outcome) and from the vault (today)",
        obj(
            entry=TEXT,
            outcome=one_of(["same", "different", "indeterminate"]),
            today=one_of(["same", "different", "indeterminate"]),
            differences=listed(BOTH),
            decision=maybe(DECISION),
        ),
    ),
    "authorisation": ("datapact authorisation add, revoke", AUTHORISATION),
    "authorisation-list": ("datapact authorisation list", listed(AUTHORISATION)),
    "legal-basis": ("datapact legal-basis add", LEGAL_BASIS),
    "legal-basis-list": ("datapact legal-basis list", listed(LEGAL_BASIS)),
    "fact": ("datapact fact add", FACT),
    "fact-list": ("datapact fact list", listed(FACT)),
    "agreed-purpose": ("datapact agreed-purpose add, withdraw", PURPOSE_LINK),
    "agreed-purpose-list": ("datapact agreed-purpose list", listed(PURPOSE_LINK)),
}


def schemas() -> dict[str, Schema]:
    """Every schema by the name of its file."""
    files = {name: file_schema(name, said, model.json_schema()) for name, (said, model) in FORMATS.items()}
    return {name: envelope(name) for name in COMMANDS} | files


def text(schema: Schema) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, schema in schemas().items():
        (FOLDER / f"{name}.schema.json").write_text(text(schema), "utf-8")


if __name__ == "__main__":
    main()
