"""The dossier of one agreement, or of many: signed PDFs with the history of the agreement and the proof of it.

A partner dossier holds what the parties share. An internal audit dossier holds everything, and a legal member releases
it. Both are signed by the exporting organisation with the acting member's key for entries (PAdES). The vault is read
here, one dossier after the other; drawing and signing many happens in workers, which get the author key only in memory,
and neither vault nor passphrase.
"""

from __future__ import annotations

import os
import uuid
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from multiprocessing import get_context
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from datapact.audit.engagements.engagements import require_release
from datapact.audit.exports.load_dossier import datasets_of, load_dossier, load_page_facts, with_proof
from datapact.audit.exports.sign_report import prepare_signing
from datapact.audit.formats.browser_page import page_with_note
from datapact.audit.formats.dossier import NAME, Audience
from datapact.audit.formats.dossier_facts import NAME as PAGES
from datapact.audit.formats.signed_report import SigningJob, signed_pdf
from datapact.audit.formats.withholding import CHOICES, Choice
from datapact.audit.pages.dossier import FIELD, KINDS, compose, cover_of, title_of
from datapact.audit.pages.dossier_content import Content, attachment, member, shown
from datapact.base.errors import Locked, Surroundings, WrongUse
from datapact.base.local_time import day_of, local_zone, moment_of
from datapact.base.strictjson import sha256_of
from datapact.base.texts import N_, Language, Message, current_language
from datapact.consent.proof.run import Rests, proven
from datapact.consent.proof.unproven import NotProven, Proof
from datapact.obligations.agenda.agenda import time_line
from datapact.obligations.due.projection import refresh
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.records import append_record, record_export
from datapact.organisation.identity.own_history import own_line

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.obligations.due.obligation import Obligation
    from datapact.vault.database.session import Session


_FOR_ENTRIES = Message(N_("Export of a dossier"))


@dataclass(frozen=True, slots=True)
class Dossier:
    """A signed dossier and its description for an index. ``sha256`` is that of the PDF, base64url."""

    pdf: bytes = field(repr=False)
    """Signed, with all files attached."""
    sha256: str
    history: str
    """``urn:uuid:`` id of the agreement."""
    number: str
    """As the text has it; may be empty."""
    title: str
    """In the dossier's language, else its number or id."""
    audience: Audience
    """``partner`` shows only what the parties share."""
    withheld: tuple[Choice, ...]
    """In the order of ``CHOICES``."""
    on: date
    """Local day that it is as at."""
    made: datetime
    """UTC, by the exporter's clock."""
    entries: int
    """Number of entries of the agreement."""
    records: int
    """Number of the house's own records about it; 0 for a partner."""
    missing: int
    """Number of disclosures that the reader does not get, erased ones not counted."""
    erased: int
    """Number of erased disclosures."""
    stage: str
    """How far the agreement got, as in ``AgreementState``."""
    signed_pdf_sha256: str
    """Of the PDF with all signatures so far, base64url; empty where it is not in it."""
    proof: Proof
    """Of the rows that it was made from."""


@dataclass(frozen=True, slots=True)
class PreparedDossier:
    """A dossier whose content is gathered; after drawing and signing elsewhere, ``described`` completes it."""

    job: SigningJob = field(repr=False)
    """For drawing and signing in another process."""
    content: Content = field(repr=False)
    """Still readable here, to describe the result."""
    on: date
    """Local day that it is as at."""
    made: datetime
    """UTC, by the exporter's clock."""
    language: Language
    """Of all words on its pages."""
    proof: Proof
    """Of the rows that it was made from."""

    def described(self, pdf: bytes) -> Dossier:
        """The dossier with the PDF made from the job."""
        return _described(self.content, pdf, self.on, self.made, self.language, self.proof)


def build_dossier(
    acting: Acting,
    history: str,
    *,
    audience: Audience,
    withheld: Sequence[Choice] = (),
    dated: date | None = None,
    language: Language | None = None,
    comments: Collection[str] = (),
) -> Dossier:
    """The dossier of an agreement as at the local day ``dated`` (today by default), signed; nothing is recorded yet.

    ``comments`` are the threads of internal comments that a legal member lets out, by the digests of their first
    entries; every other one is in it without its words.

    Raises WrongUse for an unknown agreement or choice, AnswerNo where there is nothing to show, Locked when somebody
    without the role legal or auditor asks for an internal one, NotProven where a row that it rests on was not signed.
    """
    prepared = prepare_dossier(
        acting,
        history,
        audience=audience,
        withheld=withheld,
        dated=dated,
        language=language,
        comments=comments,
        page=True,
    )
    return prepared.described(signed_pdf(prepared.job, acting.author_key))


def prepare_dossier(
    acting: Acting,
    history: str,
    *,
    audience: Audience,
    withheld: Sequence[Choice] = (),
    dated: date | None = None,
    language: Language | None = None,
    proof: Proof | None = None,
    comments: Collection[str] = (),
    page: bool = False,
) -> PreparedDossier:
    """Read everything that ``build_dossier`` needs from the vault; raises what it raises.

    ``proof`` is that of an export of many, which has held the rows of all of them against what was signed. With ``page`` the
    dossier carries the page that verifies in a browser; an export of many has it once for all.
    """
    chosen = tuple(choice for choice in CHOICES if choice in withheld)
    if set(withheld) - set(CHOICES):
        raise WrongUse(N_("What can be withheld is one of {choices}."), choices=", ".join(CHOICES))
    now = acting.clock()
    zone = local_zone(now)
    on = dated or day_of(now, zone)
    spoken = language or current_language()
    obligations = _obligations(acting, history, audience, chosen, is_today=on == day_of(now, zone))
    with acting.vault.read() as session:
        line = own_line(session)
        exporter = line.state.members.get(acting.member.id, acting.member)
        if audience == "internal" and exporter.roles.isdisjoint({"legal", "auditor"}):
            raise Locked(N_("An internal audit dossier is released by a legal member. Ask one to export it."))
        if comments and (audience != "internal" or "legal" not in exporter.roles):
            raise Locked(N_("Internal comments leave the house only in an internal dossier that a legal member makes."))
        content = load_dossier(acting, session, history, audience, chosen, min(moment_of(on, now, zone), now), comments)
        if page:
            content = replace(content, files=(*content.files, *(attachment(*one) for one in page_with_note())))
        proof = proof or _proven(acting, session, content)
        facts = load_page_facts(session, content, on, spoken, obligations)
        facts = with_proof(facts, content, proof)
    pages = facts.write()
    told = content.file(acting.kid, exporter.id, spoken, now, pages)
    file = told.write()
    cover = cover_of(told, line, on)
    job = prepare_signing(
        acting,
        line,
        compose(content, facts, cover, file),
        (*content.files, attachment(PAGES, pages), attachment(NAME, file)),
        field=FIELD,
        purpose=_FOR_ENTRIES,
        at=now,
        person=cover.person or exporter.id,
    )
    return PreparedDossier(job, content, on, now, spoken, proof)


def _proven(acting: Acting, session: Session, content: Content) -> Proof:
    """The proof of the rows of one dossier; an agreement whose own entries do not fit has no rest to release."""
    datasets = frozenset() if content.audience == "partner" else datasets_of(content)  # partners see no people
    rests = Rests(frozenset({content.history}), datasets, datasets)
    proof = proven(acting, session, rests)
    if any(one.table == "entry" and one.about == content.history for one in proof.unproven):
        raise NotProven(proof)
    return proof


def _obligations(
    acting: Acting, history: str, audience: Audience, withheld: Sequence[Choice], *, is_today: bool
) -> tuple[Obligation, ...]:
    """The obligations, which are known only as of now; they follow from the terms and are withheld with them."""
    shows = audience == "internal" and is_today and "terms" not in withheld
    if not shows:
        return ()
    with acting.vault.write(reader=True) as session:
        refresh(acting, session, history)  # derived in this run: what stands in the table proves nothing
    return time_line(acting, history)


def _described(content: Content, pdf: bytes, on: date, made: datetime, language: Language, proof: Proof) -> Dossier:
    return Dossier(
        pdf=pdf,
        sha256=sha256_of(pdf),
        history=content.history,
        number=shown(member(content.state, "number"), language),
        title=title_of(content, language),
        audience=content.audience,
        withheld=content.withheld,
        on=on,
        made=made,
        entries=len(content.entries),
        records=len(content.records),
        missing=content.missing,
        erased=content.erased,
        stage=content.folded.stage,
        signed_pdf_sha256=sha256_of(content.signed_pdf) if content.signed_pdf else "",
        proof=proof,
    )


def record_dossier(acting: Acting, dossier: Dossier, recipient: str = "") -> Entry:
    """Record the export, with the member who released an internal dossier; call it before the file is written.

    Raises Locked when a member without the role legal releases an internal dossier, unless it is an auditor's in an audit
    that was opened with that release.
    """
    release = ""
    if dossier.audience == "internal":
        with acting.vault.write(reader=True) as session:
            release = require_release(acting, session, [dossier.history])
            if "legal" in own_line(session).state.members[acting.member.id].roles:
                body = {
                    "key": str(uuid.uuid4()),
                    "agreement": dossier.history,
                    "title": f"{dossier.number} {dossier.title}".strip()[:300],
                    "digest": dossier.sha256,
                    "recipient": recipient[:300],
                    "withheld": list(dossier.withheld),
                }
                release = append_record(acting, session, "dossier_released", body).entry
    named: dict[str, str | int | Message] = {
        "kind": KINDS[dossier.audience],
        "number": dossier.number or dossier.history,
    }
    what = Message(N_("{kind}: {number}"), named)
    return record_export(acting, dossier.proof.export_words(what), dossier.pdf, recipient, release)


FEW = 6
"""The number of dossiers that are made sooner than a second process starts."""
_WAITING = 3  # jobs ready for each worker: enough to keep it busy, few enough for the memory

_key: ec.EllipticCurvePrivateKey | None = None  # of a worker


def processes_for(number: int) -> int:
    """The number of processes for this number of dossiers."""
    return 1 if number <= FEW else max(1, min(2, os.cpu_count() or 1))


def make_pdfs(jobs: Iterable[SigningJob], key: ec.EllipticCurvePrivateKey, processes: int) -> Iterator[bytes]:
    """The signed PDFs in the order of the jobs, which are asked for as they are needed.

    Raises Surroundings when a worker dies, and what drawing raises.
    """
    if processes < 2:
        yield from (signed_pdf(job, key) for job in jobs)
        return
    secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    waiting: deque[Future[bytes]] = deque()
    try:
        with ProcessPoolExecutor(processes, get_context("spawn"), _start, (secret,)) as pool:
            for job in jobs:
                waiting.append(pool.submit(_work, job))
                while len(waiting) >= processes * _WAITING or (waiting and waiting[0].done()):
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise Surroundings(
            N_("A process that made a part of the export stopped. Free memory and export again.")
        ) from error


def _start(secret: bytes) -> None:
    global _key
    key = load_der_private_key(secret, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    _key = key


def _work(job: SigningJob) -> bytes:
    assert _key is not None
    return signed_pdf(job, _key)
