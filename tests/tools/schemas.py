"""Write docs/schemas: JSON Schema (2020-12) for every --json shape and for our files. Run it after a shape has grown.

A shape only ever grows: members are added, never taken away or changed. The shapes are the types of what commands emit
(``datapact/cli/printed``), those of our files the formats themselves; here stands which command prints which.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from inspect import getsource
from pathlib import Path
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    TypeAliasType,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from datapact.audit.formats.record_proof import RecordProof
from datapact.base.format import Format
from datapact.cli.printed import (
    agreements,
    audit,
    consent,
    contracts,
    decisions,
    deliveries,
    exchange,
    findings,
    library,
    machines,
    negotiation,
    obligations,
    paper,
    partners,
    signing,
    team,
    vault,
    verify,
)
from datapact.consent.records.batch_proof import RowProof
from datapact.consent.records.receipt_file import ReceiptInFile
from datapact.contract.text.document import AgreementDocument
from datapact.exchange.bundle.envelope import Header
from datapact.exchange.bundle.parcel import ParcelLine
from datapact.exchange.relay.label_list import LabelList
from datapact.exchange.relay.receipts import ReceiptsPayload
from datapact.library.shelf.library_format import LibraryFile
from datapact.organisation.identity.card import CardPayload
from datapact.organisation.members.certification import RequestPayload
from datapact.organisation.network.directory_file import DirectoryPayload
from datapact.registers.register_file import RegisterInFile
from datapact.signing.ceremony.proof import Proof
from datapact.vault.folder.backup import BackupHeader

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schemas"
BASE = "https://datapact.invalid/schemas/"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

type Schema = dict[str, Any]

COMMANDS: dict[str, tuple[str, Any]] = {
    "demo": ("datapact demo", vault.Demo),
    "vault-create": ("datapact vault create; recovery_code only without --recovery-file", vault.VaultCreate),
    "vault-info": ("datapact vault info", vault.VaultInfo),
    "vault-repair": ("datapact vault repair", vault.ProofOfRows),
    "vault-check": ("datapact vault check", vault.VaultCheck),
    "vault-backup": ("datapact vault backup", vault.VaultBackup),
    "vault-restore": ("datapact vault restore, datapact vault accept-losses", vault.VaultRestore),
    "vault-passphrase": ("datapact vault passphrase, datapact vault recover", vault.VaultPassphrase),
    "vault-members-list": (
        "datapact vault members list; fingerprint only while somebody waits to be certified",
        Sequence[vault.VaultMembersListRow],
    ),
    "vault-members-revoke-old": ("datapact vault members revoke-old", vault.VaultMembersRevokeOld),
    "vault-members-invite": ("datapact vault members invite; code only without --code-file", vault.VaultMembersInvite),
    "vault-members-join": ("datapact vault members join", vault.VaultMembersJoin),
    "vault-members-certify": ("datapact vault members certify, datapact vault members roles", vault.MemberRoles),
    "vault-members-remove": ("datapact vault members remove", vault.VaultMembersRemove),
    "vault-members-renew": (
        "datapact vault members renew, datapact vault members import-key, datapact vault members use-key",
        vault.KeysCertified,
    ),
    "vault-members-renew-identity": ("datapact vault members renew-identity", vault.VaultMembersRenewIdentity),
    "partner-card": ("datapact partner card", partners.PartnerCard),
    "partner-add": ("datapact partner add", partners.PartnerAdd),
    "partner-trust": ("datapact partner trust", partners.PartnerShown),
    "partner-list": ("datapact partner list", partners.PartnerList),
    "partner-show": ("datapact partner show", partners.PartnerShow),
    "partner-exchange-rule": ("datapact partner exchange-rule", partners.PartnerExchangeRule),
    "partner-import": ("datapact partner import", partners.PartnerImport),
    "directory-write": ("datapact directory write", partners.DirectoryWrite),
    "directory-labels": ("datapact directory labels", partners.DirectoryLabels),
    "directory-show": ("datapact directory show, datapact directory read", partners.DirectoryShown),
    "directory-confirm": ("datapact directory confirm", partners.DirectoryConfirm),
    "directory-list": ("datapact directory list", partners.DirectoryList),
    "template-list": ("datapact template list", Sequence[library.TemplateListRow]),
    "template-show": ("datapact template show", library.TemplateShow),
    "library-list": ("datapact library list", library.LibraryList),
    "library-show": ("datapact library show", library.LibraryShow),
    "library-approve": ("datapact library approve, datapact library take-back", library.LibraryApprove),
    "library-retire": ("datapact library retire", library.LibraryRetire),
    "library-import": ("datapact library import", library.LibraryImport),
    "library-export": (
        "datapact library export, datapact library memo, datapact library open-points",
        library.LibraryExport,
    ),
    "library-insert": ("datapact library insert", library.LibraryInsert),
    "library-template-from": ("datapact library template-from", library.LibraryTemplateFrom),
    "library-draft": ("datapact library draft, datapact library duplicate", library.LibraryDraft),
    "library-matter": ("datapact library matter", library.LibraryMatter),
    "library-deviations": ("datapact library deviations", library.LibraryDeviations),
    "library-used": ("datapact library used", library.LibraryUsed),
    "library-playbook": ("datapact library playbook", library.LibraryPlaybook),
    "template-example": ("datapact template show --example", library.TemplateExample),
    "agreement-new": ("datapact agreement new, datapact agreement import", agreements.AgreementNew),
    "agreement-new-from-policy": ("datapact agreement new-from-policy", machines.AgreementNewFromPolicy),
    "agreement-compare-policy": ("datapact agreement compare-policy", machines.AgreementComparePolicy),
    "agreement-data-contract": ("datapact agreement data-contract", machines.AgreementDataContract),
    "agreement-export-machines": (
        "datapact agreement export --format odrl, dsp, edc, catena-x, dpv or dcat",
        machines.AgreementExportMachines,
    ),
    "agreement-export-events": ("datapact agreement export --format events", machines.AgreementExportEvents),
    "agreement-list": ("datapact agreement list", Sequence[agreements.AgreementListRow]),
    "agreement-show": ("datapact agreement show", agreements.AgreementShown),
    "agreement-check": (
        "datapact agreement check; errors counts those that nobody has overridden, own_words are the places in words that no released clause has, with their words marked against the released ones",
        agreements.AgreementCheck,
    ),
    "agreement-facts": ("datapact agreement facts; a value of null is not answered", agreements.AgreementFacts),
    "agreement-history": ("datapact agreement history, oldest first", Sequence[agreements.AgreementHistoryRow]),
    "agreement-compare": (
        "datapact agreement compare; removes are the parts of requirements that the later text lost",
        negotiation.AgreementCompare,
    ),
    "agreement-register": ("datapact agreement register", contracts.AgreementRegister),
    "agreement-register-many": (
        "datapact agreement register-many; agreement is null where nothing was recorded",
        contracts.AgreementRegisterMany,
    ),
    "agreement-sign": ("datapact agreement sign", signing.AgreementSign),
    "agreement-level": ("datapact agreement level", signing.AgreementLevel),
    "vault-level": ("datapact vault level", signing.VaultLevel),
    "archive-renew": ("datapact archive renew", signing.ArchiveRenew),
    "archive-seal": ("datapact archive seal", signing.ArchiveSeal),
    "archive-seal-key": ("datapact archive seal-key", signing.ArchiveSealKey),
    "archive-list": ("datapact archive list", Sequence[signing.ArchiveListRow]),
    "timestamp-authorities-add": ("datapact timestamp-authorities add", signing.TimestampAuthoritiesAdd),
    "timestamp-authorities-list": (
        "datapact timestamp-authorities list",
        Sequence[signing.TimestampAuthoritiesListRow],
    ),
    "timestamp-authorities-remove": ("datapact timestamp-authorities remove", signing.TimestampAuthoritiesRemove),
    "agreement-step": (
        "datapact agreement revise, counter, accept, decline, comment, approve, override, confirm, cure, freeze, ended, settle, notice, objection, annex, agree, suspend, resume",
        contracts.StepWritten,
    ),
    "agreement-renumber": (
        "datapact agreement renumber; new is null for a deleted part, which goes",
        negotiation.AgreementRenumber,
    ),
    "agreement-amend": (
        "datapact agreement amend; entry is null where the amendment is the draft of an agreement to be signed",
        contracts.StepWritten,
    ),
    "agreement-terminate": ("datapact agreement terminate", contracts.AgreementTerminate),
    "agreement-reading-version": ("datapact agreement reading-version", contracts.AgreementReadingVersion),
    "agreement-export": ("datapact agreement export", agreements.AgreementExport),
    "send": ("datapact send", exchange.Send),
    "receive": ("datapact receive", exchange.ReceivedShown),
    "receive-all": ("datapact receive-all", exchange.ReceiveAll),
    "send-all": ("datapact send-all", exchange.SendAll),
    "relay": ("datapact relay", partners.Relay),
    "relay-receipts": ("datapact relay-receipts", partners.RelayReceipts),
    "verify": (
        "datapact verify; a file that cannot be read has only file, verdict and reasons",
        Sequence[verify.VerifyRow],
    ),
    "shared-folder-set": ("datapact shared-folder set", partners.SharedFolderSet),
    "shared-folder-put": ("datapact shared-folder put", partners.SharedFolderPut),
    "shared-folder-look": ("datapact shared-folder look", partners.SharedFolderLook),
    "shared-folder-take": ("datapact shared-folder take", partners.SharedFolderTake),
    "team-create": ("datapact team create", team.TeamCreate),
    "team-join": ("datapact team join", team.TeamSync),
    "team-sync": ("datapact team sync", team.TeamSync),
    "team-status": ("datapact team status", team.TeamStatus),
    "team-news": ("datapact team news", team.TeamNews),
    "team-try": ("datapact team try", team.TeamTry),
    "agreement-assign": ("datapact agreement assign", team.AgreementAssign),
    "team-answers": ("datapact team answers", team.TeamAnswers),
    "team-decide": ("datapact team decide", team.TeamDecide),
    "team-maintain": ("datapact team maintain", team.TeamMaintain),
    "team-delete": ("datapact team delete", team.TeamDelete),
    "team-leave": ("datapact team leave", team.TeamLeave),
    "update-check": ("datapact update check", vault.UpdateCheck),
    "update-fetch": ("datapact update fetch", vault.UpdateFetch),
    "update-try": ("datapact update try", vault.UpdateTry),
    "update-trust": ("datapact update trust", vault.UpdateTrust),
    "audit-export": ("datapact audit export", audit.AuditExport),
    "agreement-changes": ("datapact agreement changes", negotiation.AgreementChanges),
    "agreement-drafts": ("datapact agreement drafts", Sequence[negotiation.AgreementDraftsRow]),
    "agreement-word": ("datapact agreement word", negotiation.AgreementWord),
    "agreement-import-word": ("datapact agreement import FILE.docx", negotiation.WordReply),
    "agreement-handout": ("datapact agreement handout", negotiation.AgreementHandout),
    "library-official": ("datapact library official", negotiation.LibraryOfficial),
    "agreement-compare-official": ("datapact agreement compare-official", negotiation.AgreementCompareOfficial),
    "template-review": ("datapact template review", negotiation.TemplateReviews),
    "agreement-rounds": ("datapact agreement rounds", negotiation.AgreementRounds),
    "agreement-board": ("datapact agreement board", negotiation.AgreementBoard),
    "agreement-remind": ("datapact agreement remind", negotiation.AgreementRemind),
    "agreement-go-on": ("datapact agreement go-on", negotiation.AgreementGoOn),
    "agreement-approvals": ("datapact agreement approvals", negotiation.AgreementApprovals),
    "agreement-approval-rules": ("datapact agreement approval-rules", negotiation.AgreementApprovalRules),
    "agreement-comments": ("datapact agreement comments", negotiation.AgreementComments),
    "audit-export-all": ("datapact audit export --all", audit.AuditExportAll),
    "audit-decision": ("datapact audit decision", audit.AuditDecision),
    "audit-engage": ("datapact audit engage, close", audit.EngagementShown),
    "audit-engagements": ("datapact audit engage without options: a list", Sequence[audit.EngagementShown]),
    "audit-show": ("datapact audit show", audit.AuditShow),
    "audit-decision-odrl": ("datapact audit decision --format odrl", audit.AuditDecisionOdrl),
    "audit-chain": ("datapact audit chain", audit.AuditChain),
    "audit-remark": ("datapact audit remark", audit.AuditRemark),
    "audit-sample": ("datapact audit sample", audit.AuditSample),
    "audit-seal": ("datapact audit seal", audit.AuditSeal),
    "audit-open": ("datapact audit open", audit.AuditOpen),
    "register": (
        "datapact register agreements, transfers, processing-controller, processing-processor",
        audit.RegisterWritten,
    ),
    "obligations": ("datapact obligations", obligations.Obligations),
    "obligation": ("datapact obligations done, waive, reopen, assign, add", obligations.DutyShown),
    "obligations-remind": ("datapact obligations remind", obligations.ObligationsRemind),
    "breach": ("datapact breach record, show, done", obligations.BreachShown),
    "breach-list": ("datapact breach list", obligations.BreachList),
    "breach-notice": ("datapact breach notice", obligations.BreachNotice),
    "delivery-record": ("datapact delivery record", deliveries.DeliveryShown),
    "delivery-list": ("datapact delivery list", Sequence[deliveries.DeliveryShown]),
    "record-proof-written": ("datapact delivery proof, datapact recall proof", deliveries.RecordProofWritten),
    "recall-list": ("datapact recall list", Sequence[deliveries.RecallListRow]),
    "recall-send": (
        "datapact recall send, datapact recall letter; again counts recalls that were told before",
        deliveries.RecallSend,
    ),
    "agreement-packet": (
        "datapact agreement packet; recorded is false where the same text went out before; pages say how to sign",
        signing.AgreementPacket,
    ),
    "agreement-brought-back": (
        "datapact agreement brought-back; open names who has still to sign",
        signing.AgreementBroughtBack,
    ),
    "agreement-take-part": (
        "datapact agreement take-part; problem is why the signatures in the packet fill no place, null where they do",
        signing.AgreementTakePart,
    ),
    "agreement-look": (
        "datapact agreement brought-back --look; fills are the fields that the file fills as signatures in our PDF",
        signing.AgreementLook,
    ),
    "agreement-outside": ("datapact agreement answered, return", signing.AgreementOutside),
    "paper-import": ("datapact paper import", paper.PaperImport),
    "paper-show": ("datapact paper show; page is 0 where the file has no pages", paper.PaperShow),
    "paper-terms": (
        "datapact paper terms; path is where it goes in the terms, null where it is kept as a note",
        paper.PaperTerms,
    ),
    "paper-gaps": (
        "datapact paper gaps; complete only once a person has read every line and found none that is not met",
        paper.PaperGaps,
    ),
    "paper-clauses": ("datapact paper clauses; score from 0 to 100", paper.PaperClauses),
    "delivery-correct": ("datapact delivery correct", deliveries.DeliveryCorrect),
    "recall-sent": ("datapact recall sent", deliveries.RecallsTold),
    "recall-record": ("datapact recall acknowledge, confirm, settle", deliveries.RecallRecord),
    "recall-rectify": ("datapact recall rectify", deliveries.RecallRectify),
    "recall-deadline": ("datapact recall deadline", deliveries.RecallDeadline),
    "person": ("datapact person", deliveries.Person),
    "erase-rules": ("datapact erase rules", Sequence[deliveries.EraseRulesRow]),
    "erase-rule": ("datapact erase rule", deliveries.RuleShown),
    "erase": ("datapact erase due, person, report; backups_renewed not in reports", Sequence[deliveries.ErasureShown]),
    "consent-import": (
        "datapact consent import, with --dry-run too; entry and root are empty where nothing was written",
        consent.ConsentImport,
    ),
    "consent-aside": ("datapact consent aside", Sequence[consent.ConsentAsideRow]),
    "consent-mended": ("datapact consent mended", consent.ConsentMended),
    "consent-preview": (
        "datapact consent import --preview; field is empty for a column that is left out",
        consent.ConsentPreview,
    ),
    "consent-recorded": (
        "datapact consent record, datapact consent withdraw; entry of an event is empty here: it is that of the whole",
        consent.ConsentRecorded,
    ),
    "consent-status": ("datapact consent status", consent.ConsentStatus),
    "consent-status-person": ("datapact consent status --subject", consent.ConsentStatusPerson),
    "consent-events": ("datapact consent events", Sequence[consent.NumberedConsent]),
    "consent-receipt-written": ("datapact consent receipt", consent.ConsentReceiptWritten),
    "consent-proof-written": ("datapact consent proof", consent.ConsentProofWritten),
    "consent-notice": ("datapact consent notice add, show, invalidate", consent.NoticeShown),
    "consent-notice-list": ("datapact consent notice list", Sequence[consent.NoticeShown]),
    "consent-pseudonyms": ("datapact consent pseudonyms export", consent.ConsentPseudonyms),
    "consent-pseudonyms-forget": ("datapact consent pseudonyms forget", consent.ConsentPseudonymsForget),
    "may-share": (
        "datapact may-share; entry is that of a used answer, what_if the answer under --what-if",
        decisions.MayShare,
    ),
    "sharing-matrix": ("datapact sharing-matrix", Sequence[decisions.CellShown]),
    "sharing-matrix-what-if": (
        "datapact sharing-matrix --what-if: the cells that change",
        Sequence[decisions.SharingMatrixWhatIfRow],
    ),
    "decision": (
        "datapact decision: a used answer given again, from its inputs (outcome) and from the vault (today)",
        decisions.DecisionRepeated,
    ),
    "authorisation": ("datapact authorisation add, revoke", decisions.AuthorisationShown),
    "authorisation-list": ("datapact authorisation list", Sequence[decisions.AuthorisationShown]),
    "legal-basis": ("datapact legal-basis add", decisions.LegalBasisShown),
    "legal-basis-list": ("datapact legal-basis list", Sequence[decisions.LegalBasisShown]),
    "fact": ("datapact fact add", decisions.FactShown),
    "fact-list": ("datapact fact list", Sequence[decisions.FactShown]),
    "agreed-purpose": ("datapact agreed-purpose add, withdraw", decisions.PurposeLinkShown),
    "agreed-purpose-list": ("datapact agreed-purpose list", Sequence[decisions.PurposeLinkShown]),
    "verify-write-html": ("datapact verify --write-html", verify.VerifyPage),
    "signing-keys-add-service": ("datapact signing-keys add-service", signing.SigningServiceAdd),
    "signing-keys-remove-service": ("datapact signing-keys remove-service", signing.SigningServiceRemove),
    "signing-keys-modules": ("datapact signing-keys add-module, remove-module", signing.TokenModules),
    "signing-keys-list": (
        "datapact signing-keys list; service instead of token with --service",
        Sequence[signing.SigningKeyShown],
    ),
    "trust-lists-import": ("datapact trust-lists import", Sequence[signing.TrustedListImported]),
    "trust-lists-list": ("datapact trust-lists list", Sequence[signing.TrustedListShown]),
    "partner-remove": ("datapact partner remove", partners.PartnerRemove),
    "agreement-essence": ("datapact agreement essence", negotiation.AgreementEssence),
    "agreement-join": ("datapact agreement join", contracts.AgreementJoin),
    "agreement-admit": ("datapact agreement admit", contracts.AgreementAdmit),
    "agreement-leave": ("datapact agreement leave", contracts.AgreementLeave),
    "agreement-motion": ("datapact agreement exclude, end-for-all", contracts.MotionWritten),
    "agreement-members": ("datapact agreement members", contracts.AgreementMembers),
}

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


_PLAIN: dict[Any, Schema] = {
    Any: {},
    str: {"type": "string"},
    int: {"type": "integer", "minimum": 0},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
}


def schema_of(kind: Any) -> Schema:
    """The schema of a type: a count for int, an object for a TypedDict or mapping, and what Annotated says besides."""
    if isinstance(kind, TypeAliasType):
        _resolve(kind.__module__)
        return schema_of(kind.__value__)
    if is_typeddict(kind):
        return _object(kind)
    origin, parts = get_origin(kind), get_args(kind)
    if origin is None:
        return dict(_PLAIN[kind])
    if origin is Annotated:
        said = parts[1]
        whole = said if "enum" in said or "const" in said else {**schema_of(parts[0]), **said}
        return {name: value for name, value in whole.items() if value is not None}
    if origin is Literal:
        return {"enum": list(parts)}
    if origin in (Union, UnionType):
        return {"anyOf": [schema_of(part) for part in parts]}
    if origin is Sequence:
        return {"type": "array", "items": schema_of(parts[0])}
    if origin in (Mapping, dict):
        return _mapping(*parts)
    raise TypeError(kind)


def _object(kind: Any) -> Schema:
    """An object that has at least the members of a TypedDict."""
    for base in (kind, *kind.__orig_bases__):
        if is_typeddict(base):
            _resolve(base.__module__)
    hints = get_type_hints(kind, include_extras=True)
    inner = {name: get_args(hint)[0] if get_origin(hint) is NotRequired else hint for name, hint in hints.items()}
    return {
        "type": "object",
        "properties": {name: schema_of(hint) for name, hint in inner.items()},
        "required": [name for name, hint in hints.items() if get_origin(hint) is not NotRequired],
    }


def _mapping(name: Any, value: Any) -> Schema:
    if value is Any:
        return {"type": "object"}
    if get_origin(name) is Literal:
        names = get_args(name)
        return {"type": "object", "properties": {one: schema_of(value) for one in names}, "required": list(names)}
    return {"type": "object", "additionalProperties": schema_of(value)}


@cache
def _resolve(module: str) -> None:
    """Give a module the names that it imports for types alone, in which its annotations speak."""
    names = vars(sys.modules[module])
    for node in ast.parse(getsource(sys.modules[module])).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            exec(compile(ast.Module(node.body, []), module, "exec"), names)


def envelope(name: str) -> Schema:
    """The schema of what a command prints with --json."""
    description, result = COMMANDS[name]
    shape = {
        "type": "object",
        "properties": {
            "format": {"const": 1},
            "result": schema_of(result),
            "findings": schema_of(Sequence[findings.FindingShown]),
        },
        "required": ["format", "result", "findings"],
    }
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
