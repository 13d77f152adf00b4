"""A small world for the tests: organisations with members and keys, and replicas that write agreement entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from datapact.base.strictjson import to_base64url
from datapact.history.commitments.jws import thumbprint
from datapact.history.entries.entry import Entry, organisation_history, write_entry
from datapact.history.entries.shapes import AGREEMENT_SHAPES
from datapact.history.fold.agreement import AgreementState, fold
from datapact.history.fold.organisation import verify_line
from datapact.history.state.organisation import OrganisationLine
from datapact.organisation.identity import certificate_authority
from datapact.organisation.identity.hpke_keys import new_hybrid_key

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
AGREEMENT = "urn:uuid:5f1c3a52-6f0a-4a71-8d0e-0f9d3f2b7c11"
AGREEMENT_SHA256 = "A" * 43
TODAY = "2026-11-24"


@dataclass
class Organisation:
    """An organisation whose keys the test holds; ``keys`` are the author keys by member id."""

    name: str
    identity_key: ec.EllipticCurvePrivateKey
    identity: x509.Certificate
    keys: dict[str, ec.EllipticCurvePrivateKey]
    entries: list[Entry]
    lists: int = 1

    @property
    def id(self) -> str:
        return self.entries[0].organisation

    @property
    def line(self) -> OrganisationLine:
        return verify_line(self.entries)

    def kid(self, member: str) -> str:
        return thumbprint(self.keys[member].public_key())

    def certificate(self, member: str, key: ec.EllipticCurvePrivateKey) -> str:
        return certificate_authority.encode(
            certificate_authority.author_certificate(
                key.public_key(),
                name=member.title(),
                member=member,
                identity=self.identity,
                identity_key=self.identity_key,
                at=START,
            )
        )

    def entry(self, kind: str, body: Mapping[str, Any], author: str | ec.EllipticCurvePrivateKey = "admin") -> Entry:
        """An entry on top of the public line, not added to it."""
        return write_entry(
            key=self.keys[author] if isinstance(author, str) else author,
            history=organisation_history(self.id),
            kind=kind,
            body=body,
            parents=[self.entries[-1].digest],
            organisation=self.id,
            organisation_head=self.entries[-1].digest,
            time=START,
            replica="O" * 22,
            counter=len(self.entries) + 1,
        )

    def add(self, kind: str, body: Mapping[str, Any], author: str = "admin") -> Entry:
        entry = self.entry(kind, body, author)
        self.entries.append(entry)
        return entry

    def member_body(self, member: str, roles: Iterable[str], key: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
        return {
            "id": member,
            "name": member.title(),
            "roles": sorted(roles),
            "author": self.certificate(member, key),
            "signing": "",
            "personal": "",
            "power": "managing_director",
            "renewed": False,
        }

    def add_member(self, member: str, *roles: str) -> None:
        self.keys[member] = certificate_authority.new_key()
        self.add("member", self.member_body(member, roles, self.keys[member]))

    def revocation_list(self) -> str:
        self.lists += 1
        return certificate_authority.encode(
            certificate_authority.revocation_list(
                {}, number=self.lists, identity=self.identity, identity_key=self.identity_key, at=START
            )
        )

    def revoke(self, member: str) -> Entry:
        body = {"id": member, "kids": [self.kid(member)], "reason": "left", "crl": self.revocation_list()}
        return self.add("revocation", body)


def found(name: str) -> Organisation:
    """An organisation with one member, ``admin``, who holds every role."""
    identity_key, author_key, sealing = (
        certificate_authority.new_key(),
        certificate_authority.new_key(),
        new_hybrid_key(),
    )
    certificate = certificate_authority.identity_certificate(identity_key, name, START)
    organisation = Organisation(name, identity_key, certificate, {"admin": author_key}, [])
    member = organisation.member_body("admin", ["admin", "legal", "lead", "signatory"], author_key)
    del member["renewed"]
    organisation.entries.append(
        write_entry(
            key=identity_key,
            history=organisation_history(thumbprint(identity_key.public_key())),
            kind="founding",
            body={
                "profile": {"name": name, "kind": "company", "contact": {"email": "post@example.org"}},
                "identity": certificate_authority.encode(certificate),
                "member": member,
                "sealing": {"public": to_base64url(sealing.public), "thumbprint": sealing.thumbprint},
                "crl": organisation.revocation_list(),
            },
            parents=[],
            organisation=thumbprint(identity_key.public_key()),
            organisation_head=None,
            time=START,
            replica="O" * 22,
            counter=1,
        )
    )
    return organisation


@cache
def founded(name: str) -> Organisation:
    """A shared organisation with members by their roles; tests must not change it."""
    organisation = found(name)
    organisation.add_member("legal", "legal")
    organisation.add_member("signatory", "signatory")
    organisation.add_member("second", "signatory")
    organisation.add_member("lead", "lead")
    organisation.add_member("auditor", "auditor")
    return organisation


def directory(*organisations: Organisation) -> dict[str, OrganisationLine]:
    return {organisation.id: organisation.line for organisation in organisations}


@cache
def usual_directory() -> Mapping[str, OrganisationLine]:
    return directory(founded("Keller"), founded("Institut"), founded("Weber"))


@dataclass
class Replica:
    """One vault: knows some entries and writes on top of their heads."""

    organisation: Organisation
    id: str
    known: dict[str, Entry] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)
    minutes: int = 0

    def learn(self, *others: Replica | Entry) -> None:
        for other in others:
            for entry in [other] if isinstance(other, Entry) else list(other.known.values()):
                if (
                    entry.stream == "shared"
                    or not isinstance(other, Replica)
                    or other.organisation is self.organisation
                ):
                    self.known[entry.digest] = entry

    def state(self, directory: Mapping[str, OrganisationLine] | None = None) -> AgreementState:
        return fold(self.known.values(), usual_directory() if directory is None else directory)

    def write(
        self, kind: str, body: Mapping[str, Any], member: str = "legal", *, parents: Iterable[str] | None = None
    ) -> Entry:
        stream = AGREEMENT_SHAPES[kind].stream if kind in AGREEMENT_SHAPES else "shared"
        if parents is None:
            among = [entry for entry in self.known.values() if stream == "internal" or entry.stream == "shared"]
            inner = {parent for entry in among for parent in entry.parents}
            parents = [entry.digest for entry in among if entry.digest not in inner]
        self.counters[stream] = self.counters.get(stream, 0) + 1
        self.minutes += 1
        entry = write_entry(
            key=self.organisation.keys[member],
            history=AGREEMENT,
            kind=kind,
            body=body,
            parents=list(parents),
            organisation=self.organisation.id,
            organisation_head=self.organisation.entries[-1].digest,
            time=START + timedelta(minutes=self.minutes),
            replica=self.id,
            counter=self.counters[stream],
        )
        self.known[entry.digest] = entry
        return entry

    # One method a step, with what does not matter filled in.

    def offer(self, *parties: Organisation, **more: Any) -> Entry:
        return self.write("offer", {"parties": ids(*parties), "state": agreement_state(), "note": ""}, **more)

    def counter(self, answers: Entry, *parties: Organisation, **more: Any) -> Entry:
        named = ids(*parties) if parties else sorted(answers.body["parties"])
        body = {"parties": named, "state": agreement_state(), "answers": answers.digest, "note": ""}
        return self.write("counter", body, **more)

    def accept(self, offer: Entry, **more: Any) -> Entry:
        return self.write("accept", {"offer": offer.digest}, **more)

    def freeze(self, offer: Entry, slots: list[dict[str, Any]], **more: Any) -> Entry:
        heads = [
            {"organisation": party.id, "head": party.entries[-1].digest}
            for party in (founded("Institut"), founded("Keller"))
        ]
        body = {
            "offer": offer.digest,
            "agreement_sha256": AGREEMENT_SHA256,
            "layout": "1-test",
            "slots": slots,
            "heads": heads,
        }
        if all(one["member"] for one in slots):
            return self.write("freeze", body, **more)
        by = [
            ("key", AGREEMENT_SHA256) if one["member"] else ("person", "") for one in slots
        ]  # any key: no rule reads it
        bound = [{**one, "bound": what, "kid": kid} for one, (what, kid) in zip(slots, by, strict=True)]
        return self.write("freeze_persons", {**body, "slots": bound}, **more)

    def sign(self, slot_id: str, before: str, after: str, member: str = "signatory", **more: Any) -> Entry:
        body = {
            "slot": slot_id,
            "person": member.title(),
            "capacity": "managing_director",
            "revision_from": revision(before),
            "revision_to": revision(after),
        }
        return self.write("signed", body, member, **more)

    def own_copy(
        self, slot_id: str, stood: str = "", evidence: str = "paper_scan", member: str = "signatory", **more: Any
    ) -> Entry:
        """Say that a place of ours was signed in a copy of our own, while the common PDF stood at ``stood`` (its digest)."""
        file = {"digest": revision("copy"), "name": "copy.pdf", "media": "application/pdf"}
        body = {
            "slot": slot_id,
            "person": "Signatory",
            "capacity": "managing_director",
            "evidence": evidence,
            "day": TODAY,
            "revision": stood,
            "files": [] if evidence == "reference_only" else [file],
            "remarks": "",
        }
        return self.write("counterpart_signed", body, member, **more)

    def decline(self, **more: Any) -> Entry:
        return self.write("declined", {"reason": "no"}, **more)

    def terminate(self, end: str = "2027-12-31", **more: Any) -> Entry:
        return self.write("termination_notice", {"end": end, "reason": "", "ground": "ordinary"}, **more)

    def notice(self, about: str = "other", until: str = "", **more: Any) -> Entry:
        body = {"about": about, "text": "", "day": TODAY, "effective": TODAY, "objection_until": until}
        return self.write("notice", body, **more)

    def object_to(self, to: Entry | str, day: str = TODAY, **more: Any) -> Entry:
        digest = to if isinstance(to, str) else to.digest
        return self.write("objection", {"to": digest, "day": day, "reason": "no"}, **more)

    def annex(self, annex: str, rule: str, notice: Entry | None = None, effective: str = TODAY, **more: Any) -> Entry:
        body = {
            "annex": annex,
            "rule": rule,
            "content": {annex: [{"key": f"{self.id[:6].strip('_')}-{self.minutes}"}]},
            "removals": [],
            "day": TODAY,
            "effective": effective,
            "notice": notice.digest if notice else "",
            "note": "",
        }
        return self.write("annex_version", body, **more)

    def amend(self, content: dict[str, Any] | None = None, effective: str = TODAY, **more: Any) -> Entry:
        given = {"law": {"venue": "Ulm"}} if content is None else content
        body = {"content": given, "removals": [], "day": TODAY, "effective": effective, "note": ""}
        return self.write("amendment", body, **more)

    def agree_to(self, change: Entry | str, day: str = TODAY, **more: Any) -> Entry:
        digest = change if isinstance(change, str) else change.digest
        return self.write("change_accepted", {"change": digest, "day": day}, **more)

    def suspend(self, begins: str = TODAY, until: str = "", **more: Any) -> Entry:
        return self.write("suspended", {"begins": begins, "until": until, "reason": ""}, **more)

    def resume(self, suspension: Entry | str, day: str = TODAY, **more: Any) -> Entry:
        digest = suspension if isinstance(suspension, str) else suspension.digest
        return self.write("resumed", {"suspension": digest, "day": day}, **more)

    def elsewhere(self, evidence: str = "reference_only", **more: Any) -> Entry:
        body = {
            "state": agreement_state(),
            "evidence": evidence,
            "signed_on": TODAY,
            "reference": "V-1",
            "files": [],
            "signatures": [],
            "remarks": "",
        }
        return self.write("signed_elsewhere", body, **more)

    def ended(self, end: str = TODAY, **more: Any) -> Entry:
        return self.write("ended_elsewhere", {"end": end, "ground": "ordinary", "reason": "", "files": []}, **more)

    def outside(self, step: str, party: str = "Institut", **more: Any) -> Entry:
        """A step by e-mail or on paper about the newest draft, or about none."""
        drafts = [entry.digest for entry in self.known.values() if entry.kind == "draft"]
        body = {
            "step": step,
            "draft": drafts[-1] if drafts else "A" * 43,
            "party": "" if step in ("sent", "frozen") else party,
            "way": "email",
            "day": TODAY,
            "reason": "noted",
            "files": [],
        }
        return self.write("outside_step", body, **more)

    def fix(self, copies: str = "chain", **more: Any) -> Entry:
        """Fix the newest draft with two signature fields, of two parties."""
        drafts = [entry.digest for entry in self.known.values() if entry.kind == "draft"]
        place = {
            "capacity": "managing_director",
            "evidence": "",
            "evidence_date": "",
            "bound": "key",
            "member": "signatory",
        }
        body = {
            "draft": drafts[-1] if drafts else "A" * 43,
            "agreement_sha256": revision("text"),
            "layout": "1",
            "pdf": revision("pdf-1"),
            "copies": copies,
            "day": TODAY,
            "slots": [
                {
                    **place,
                    "id": f"signature-{order}",
                    "order": order,
                    "party": party,
                    "person": f"Person {order}",
                    "kid": "",
                }
                for order, party in enumerate(("keller", "institut"), start=1)
            ],
        }
        return self.write("slots_fixed", body, **more)

    def fill(self, place: int, evidence: str, before: int = 1, after: int = 2, **more: Any) -> Entry:
        """Fill a slot of the newest fixing: here, in the PDF, or by word."""
        fixed = [entry.digest for entry in self.known.values() if entry.kind == "slots_fixed"]
        body = {
            "fixed": fixed[-1] if fixed else "A" * 43,
            "slot": f"signature-{place}",
            "person": f"Person {place}",
            "day": TODAY,
            "before": revision(f"pdf-{before}"),
            "after": revision(f"pdf-{after}"),
        }
        if evidence == "signed_here":
            return self.write(
                "slot_signed", {**body, "capacity": "managing_director"}, **{"member": "signatory", **more}
            )
        if evidence != "pdf_signature":
            body |= {"before": "", "after": ""}
        said = {"evidence": evidence, "files": [], "signature": {}, "remarks": "Folder 7"}
        return self.write("slot_vouched", {**body, **said}, **more)

    def paper(self, step: str = "received", **more: Any) -> Entry:
        """A step with the paper of another house."""
        files = (
            [{"digest": "B" * 42 + "A", "name": "nda.pdf", "media": "application/pdf"}] if step == "received" else []
        )
        places = [] if step == "received" else [{"page": 2, "passage": 9, "words": "ends on 31 March 2029"}]
        body = {
            "step": step,
            "text": "C" * 42 + "A",
            "files": files,
            "about": "" if step == "received" else "end:9",
            "says": "" if step != "taken" else '"2029-03-31"',
            "places": places,
            "note": "",
        }
        return self.write("foreign_paper", body, **more)

    def comment(self, text: str = "Please look at clause 3.", **more: Any) -> Entry:
        return self.write("comment", {"text": text, "about": ""}, **more)

    def remark(self, thread: str = "", act: str = "said", kind: str = "remark", **more: Any) -> Entry:
        body = {
            **{"thread": thread, "act": act, "place": "law-1", "language": "de", "words": "", "at": 0, "of_text": ""},
            **{"text": "Why?", "said_by": "", "said_at": ""},
            **({"audience": "house"} if kind == "house_remark" else {}),
        }
        return self.write(kind, body, **more)

    def receipt(self, **more: Any) -> Entry:
        seen = sorted(self.state_heads())
        return self.write("receipt", {"seen": seen, "commitment": ""}, **more)

    def state_heads(self) -> list[str]:
        shared = [entry for entry in self.known.values() if entry.stream == "shared"]
        inner = {parent for entry in shared for parent in entry.parents}
        return [entry.digest for entry in shared if entry.digest not in inner]


def ids(*organisations: Organisation) -> list[str]:
    return [organisation.id for organisation in organisations]


def revision(name: str) -> str:
    """A digest for a version of the PDF, by a name of up to 20 characters."""
    return to_base64url(name.encode().ljust(32, b"."))


def replica(organisation: Organisation, name: str) -> Replica:
    return Replica(organisation, name.ljust(22, "_"))


def slot(order: int, organisation: Organisation, member: str = "signatory") -> dict[str, Any]:
    return {
        "id": f"{organisation.name}-{member}",
        "order": order,
        "party": organisation.name.lower(),
        "organisation": organisation.id,
        "member": member,
        "person": member.title(),
        "capacity": "managing_director",
        "evidence": "HRB 12345",
        "evidence_date": "2026-11-01",
        "kid": "",
    }


def agreement_state() -> dict[str, Any]:
    """A small state with every shape that has a disclosure of its own."""
    return {
        "format": 1,
        "title": {"de": "Datenvertrag", "en": "Data agreement"},
        "terms": {
            "parties": [{"key": "keller", "name": "Maschinenbau Keller GmbH", "address": {"city": "Heilbronn"}}],
            "datasets": [{"key": "logs", "retention": {"months": 24}, "recipients": ["institut"]}],
        },
        "clauses": [
            {
                "id": "subject",
                "heading": {"de": [{"text": "Gegenstand"}], "en": [{"text": "Subject"}]},
                "paragraphs": [
                    {
                        "id": "subject-1",
                        "text": {
                            "de": [
                                {"text": "Aufbewahrung: "},
                                {"text": "24 Monate", "term": "datasets.logs.retention"},
                            ],
                            "en": [{"text": "Retention: "}, {"text": "24 months", "term": "datasets.logs.retention"}],
                        },
                        "items": [],
                    }
                ],
            }
        ],
    }
