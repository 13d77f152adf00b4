"""The judgement on signatures in a PDF of another program: values, without how they were found.

Indications and sub-indications are those of ETSI EN 319 102-1, 5.1.3. Qualified is only what the
trusted list of the issuer's country says to be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from datapact.base.clock import write_time
from datapact.base.strictjson import JsonObject
from datapact.signing.pades.reliance import Attested, Relied
from datapact.signing.trusted_lists.listed import Listed

type Indication = Literal["TOTAL-PASSED", "INDETERMINATE", "TOTAL-FAILED"]
type Kind = Literal["signature", "timestamp"]
type Covers = Literal["file", "revision", "unclear"]
type Change = Literal[
    "nothing", "proofs", "fields", "filled", "pictures", "values", "annotations", "content", "unknown"
]
"""What later revisions changed: nothing, proofs for the long run, signatures and places for them, fields of a form as the signer
permitted, signatures with pictures over words, fields of a form of which nobody said so, comments, or anything else."""
type SaidOf = Literal["signature", "seal", "website"]

HASH_FAILURE: Final = "HASH_FAILURE"
SIG_CRYPTO_FAILURE: Final = "SIG_CRYPTO_FAILURE"
FORMAT_FAILURE: Final = "FORMAT_FAILURE"
NO_CHAIN: Final = "NO_CERTIFICATE_CHAIN_FOUND"
NO_CERTIFICATE: Final = "NO_SIGNING_CERTIFICATE_FOUND"
WEAK: Final = "CRYPTO_CONSTRAINTS_FAILURE_NO_POE"
OUT_OF_TIME: Final = "OUT_OF_BOUNDS_NO_POE"
CONSTRAINTS: Final = "SIG_CONSTRAINTS_FAILURE"
TRY_LATER: Final = "TRY_LATER"
REVOKED: Final = "REVOKED_NO_POE"


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims of a certificate; nobody has checked who issued it."""

    signer: str
    """Common name, or the whole subject; empty where no certificate could be read."""
    issuer: str
    """Name of who issued it, with the organisation."""
    self_signed: bool
    """Issuer and holder are one, so that it vouches for itself."""
    begins: datetime | None
    """First moment of its validity, UTC."""
    ends: datetime | None
    """Last moment of its validity, UTC."""
    qualified: bool
    """It calls itself qualified (QcCompliance, ETSI EN 319 412-5)."""
    device: bool
    """It says that its key lies in a qualified device (QcSSCD)."""
    made_for: tuple[SaidOf, ...]
    """Signatures, seals or websites (QcType); empty: it does not say."""


@dataclass(frozen=True, slots=True)
class JudgedSignature:
    """One signature, or one timestamp over the document."""

    field: str
    """Name of its form field."""
    kind: Kind
    """A timestamp of the document is no signature of a person."""
    indication: Indication
    """Main result of EN 319 102-1."""
    sub_indication: str
    """Its reason in the words of the standard; empty for a pass."""
    intact: bool
    """It fits the bytes that it covers, and the key of its certificate."""
    covers: Covers
    """The whole file, the whole of its revision, or nobody can tell."""
    change: Change
    """What came after it."""
    allowed: bool
    """Whether what came after it is of a kind that it permits."""
    level: str
    """By its shape: ``PAdES B-B`` to ``PAdES B-LTA``, ``PDF`` for older kinds, ``RFC 3161`` for timestamps."""
    claims: Claims
    """Of the signer's certificate."""
    claimed: datetime | None
    """Moment by the word of the signer's computer, UTC; None: it names none."""
    attested: datetime | None
    """Moment in an intact timestamp on the signature, UTC; None: there is none."""
    attested_by: str
    """Who made that timestamp, by its certificate."""
    weak: tuple[str, ...]
    """Algorithms that are no longer held safe, such as SHA-1."""
    revision: int
    """Counted from 1; it signs the file as it was then."""
    listed: Listed | None = None
    """What the trusted list of the issuer's country says of the certificate; None: no lists were asked."""
    stamp: Listed | None = None
    """The same of the certificate of the timestamp on the signature; None: there is none, or no lists were asked."""

    relied: Relied | None = None
    """Why the authority of the timestamp on it, or of itself where it is one, is relied on; None: it is not."""
    proven: Attested | None = None
    """The earliest timestamp, on it or later over the whole document, that still proves it and whose authority is relied on."""
    newest: Attested | None = None
    """The newest of the timestamps on which that rests; None where nothing proves it."""
    card: str = ""
    """Name of the organisation whose card certifies its key for the person in whose place it stands; empty for none."""

    @property
    def proven_until(self) -> datetime | None:
        """When the newest of those timestamps ends, UTC; None where nothing proves it."""
        return None if self.newest is None else self.newest.ends

    @property
    def began(self) -> bool:
        """Whether at its time the certificate's validity had begun, as far as both are known."""
        moment = self.proven.time if self.proven is not None else self.attested or self.claimed
        return moment is None or self.claims.begins is None or self.claims.begins <= moment

    @property
    def proven_by_qualified(self) -> bool:
        """A qualified timestamp, by the list of a country, says since when it is (eIDAS, Art. 41(2))."""
        return self.proven is not None and self.proven.relied is not None and self.proven.relied.how == "qualified"

    def to_json(self) -> JsonObject:
        """The machine form, moments in UTC."""
        return {
            "field": self.field,
            "kind": self.kind,
            "indication": self.indication,
            "sub_indication": self.sub_indication,
            "intact": self.intact,
            "covers": self.covers,
            "change_after": self.change,
            "change_allowed": self.allowed,
            "level": self.level,
            "signer": self.claims.signer,
            "issuer": self.claims.issuer,
            "self_signed": self.claims.self_signed,
            "claims_qualified": self.claims.qualified,
            "claims_device": self.claims.device,
            "made_for": list(self.claims.made_for),
            "claimed_time": _moment(self.claimed),
            "attested_time": _moment(self.attested),
            "attested_by": self.attested_by,
            "proven_time": _moment(None if self.proven is None else self.proven.time),
            "proven_by": "" if self.proven is None else self.proven.authority,
            "proven_how": "" if self.proven is None or self.proven.relied is None else self.proven.relied.how,
            "proven_until": _moment(self.proven_until),
            "card": self.card,
            "weak": list(self.weak),
            "revision": self.revision,
            "listed": None if self.listed is None else _listed(self.listed),
            "timestamp_listed": None if self.stamp is None else _listed(self.stamp),
        }


@dataclass(frozen=True, slots=True)
class JudgedPdf:
    """A PDF of another program."""

    signatures: tuple[JudgedSignature, ...]
    """In the order of the revisions that they sign; timestamps of the document among them."""
    empty_fields: tuple[str, ...]
    """Names of signature fields that nobody has signed."""
    revisions: int
    """How many times the file was saved, the first time included."""
    encrypted: bool
    """It is encrypted, and opens without a password."""
    made_here: bool
    """It says of itself that DataPact made it, or carries a file by which our reports prove themselves."""
    taken_out: bool = False
    """It shows no signature, and holds what one is made of: a later change may have taken it out."""

    @property
    def signed(self) -> bool:
        """Whether a person or organisation signed it; a timestamp alone is no signature."""
        return any(one.kind == "signature" for one in self.signatures)

    def to_json(self) -> JsonObject:
        """The machine form."""
        return {
            "signed": self.signed,
            "signatures": [one.to_json() for one in self.signatures],
            "empty_fields": list(self.empty_fields),
            "revisions": self.revisions,
            "encrypted": self.encrypted,
        }


def _listed(listed: Listed) -> JsonObject:
    return {
        "qualification": listed.qualification,
        "purpose": listed.purpose,
        "service": listed.service,
        "territory": listed.territory,
        "list_issued": "" if listed.head is None else write_time(listed.head.issued),
        "list_next_update": "" if listed.head is None else _moment(listed.head.next_update),
        "list_sha256": "" if listed.head is None else listed.head.sha256,
        "moment": write_time(listed.moment),
        "revocation": listed.revocation,
        "trusted": listed.trusted,
    }


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else write_time(moment)
