"""The file of a used decision: one signed PDF from which anybody can verify it and recount its people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from datapact.audit.exports.load_decision import dataset_asked, load_decision
from datapact.audit.exports.sign_report import sign_report
from datapact.audit.formats import decision_tables
from datapact.audit.formats.decision import (
    BATCHES,
    EVENTS,
    INPUTS,
    NAME,
    NODES,
    SCRIPT,
    SUBJECTS,
    CalledNotice,
    CameLine,
    DecisionFile,
    PageWords,
    StillToTell,
)
from datapact.audit.formats.dossier import ListedFile
from datapact.audit.pages import decision
from datapact.audit.pages.answer_page import Beyond, decision_in, page_in
from datapact.audit.pages.decision_content import DecisionContent
from datapact.base.errors import Locked, TooLarge
from datapact.base.resources import data_folder
from datapact.base.strictjson import sha256_of
from datapact.base.texts import N_, Argument, Language, Message, current_language, speaking
from datapact.consent.matrix.decision_page import called_here, left_of, uses_of
from datapact.consent.matrix.matrix import pending_at, pending_of
from datapact.consent.matrix.page_words import came_lines
from datapact.consent.matrix.shown_page import counted_notices
from datapact.consent.proof.in_file import in_file
from datapact.consent.proof.run import Rests, proven_whole
from datapact.contract.vocabulary.messages import OwnWords
from datapact.organisation.acting.records import record_export
from datapact.pdf.engine.pdfa import Attachment
from datapact.signing.pades.revisions import LARGEST_PDF

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

RELEASERS = frozenset({"legal", "lead", "auditor"})
_FOR_ANSWERS = Message(N_("Export of an answer on sharing"))


@dataclass(frozen=True, slots=True)
class DecisionExport:
    """A signed decision file and its description; ``sha256`` is that of the PDF, base64url.

    ``recounted``: whether a recount gives the same; it does not where records were erased since.
    """

    pdf: bytes = field(repr=False)
    """Signed, with all files attached."""
    sha256: str
    entry: str
    """Digest of the decision's entry, base64url."""
    dataset: str
    """Key of the dataset."""
    verdict: str
    """``permit``, ``partial``, ``deny`` or ``incomplete``."""
    n: int
    """People who may go out."""
    m: int
    """People of whom the count was made."""
    people: int
    """Number of lines in subjects.csv."""
    events: int
    """Number of shown events."""
    batches: int
    """Number of batches that they lie in."""
    recounted: bool
    complete: bool
    """True where the entries before it are in, too."""
    made: datetime
    """UTC, by the exporter's clock."""


def build_decision(
    acting: Acting, entry: str, *, complete: bool = True, language: Language | None = None
) -> DecisionExport:
    """The file of the decision with this entry digest; nothing is recorded yet.

    ``complete`` adds the kinds and times of all internal entries before it, which show that no batch of consents is
    missing. Raises WrongUse for an entry that is no decision, AnswerNo where its inputs are gone, Locked for a member
    who is neither legal, lead nor auditor, TooLarge where a PDF cannot hold it.
    """
    if acting.member.roles.isdisjoint(RELEASERS):
        raise Locked(N_("Answers are exported by a legal member, a lead or an auditor. Ask one of them."))
    now = acting.clock()
    spoken = language or current_language()
    with acting.vault.read() as session:
        datasets = frozenset({dataset_asked(session, entry)})
        proof = proven_whole(acting, session, Rests(naming=datasets, consents=datasets, lists=datasets))
        content = load_decision(session, entry)
        to_tell = _to_tell(session, content.entry, now)
        with speaking(spoken):
            page = _page_words(session, content, to_tell)
    if not complete:
        content = replace(content, chain=())
    line = content.line
    exporter = line.state.members.get(acting.member.id, acting.member)
    files = attachments_of(content)
    file = DecisionFile(
        organisation=line.id,
        member=exporter.id,
        kid=acting.kid,
        time=now,
        language=spoken,
        cohort=content.cohort,
        entry=content.entry,
        batches=tuple(one.entry for one in content.batches),
        chain=content.chain,
        history=tuple(line.entries),
        files=tuple(ListedFile(one.name, sha256_of(one.data), one.media) for one in files),
        proof=in_file(proof),
        to_tell=to_tell,
        page=page,
    )
    attached = (*files, *decision.attachments({NAME: file.write()}))
    if sum(len(one.data) for one in attached) > LARGEST_PDF:
        raise TooLarge(
            N_(
                "The records behind this answer are too many for one file. Ask about fewer people, and export that answer."
            )
        )
    cover = decision.cover_of(line, exporter.id, now, spoken, in_file(proof).statements(), to_tell, page)
    pdf = sign_report(
        acting,
        line,
        decision.compose(content, cover, attached),
        attached,
        field=decision.FIELD,
        purpose=_FOR_ANSWERS,
        at=now,
    )
    body = content.entry.body
    return DecisionExport(
        pdf=pdf,
        sha256=sha256_of(pdf),
        entry=entry,
        dataset=str(body["dataset"]),
        verdict=str(body["verdict"]),
        n=int(body["n"]),
        m=int(body["m"]),
        people=len(content.people),
        events=sum(len(one.events) for one in content.batches),
        batches=len(content.batches),
        recounted=not content.gaps,
        complete=complete,
        made=now,
    )


def _to_tell(session: Session, entry: Entry, now: datetime) -> StillToTell | None:
    """The recalls that are open at the partner now, for this dataset and purpose."""
    about = (str(entry.body[name]) for name in ("partner", "dataset", "purpose"))
    found = pending_at(pending_of(session, now), *about)
    return None if found is None else StillToTell(found.people, found.untold, found.overdue)


def _page_words(session: Session, content: DecisionContent, to_tell: StillToTell | None) -> PageWords:
    """What the page of this answer says here beyond entry and inputs, in the language of the moment."""
    shown = decision_in(content)
    here = called_here(session, shown)
    page = page_in(content, shown, Beyond(here, to_tell))
    came: tuple[CameLine, ...] = ()
    if page is not None:
        whole = replace(page, uses=uses_of(session, shown), left=left_of(session, shown))
        came = tuple(CameLine(one.words, one.small_words) for one in came_lines(whole))
    counted = {one: here.notices[one] for one in counted_notices(shown) if one in here.notices}
    return PageWords(
        agreement=here.agreement,
        dataset=() if here.dataset is None else (_message(here.dataset),),
        notices=tuple(CalledNotice(*one, _message(name)) for one, name in counted.items()),
        came=came,
    )


def _message(name: Argument) -> Message:
    return name if isinstance(name, Message) else OwnWords(str(name), german=str(name))


def attachments_of(content: DecisionContent) -> Sequence[Attachment]:
    """All attachments besides decision.json."""
    return decision.attachments(
        {
            INPUTS: content.inputs_data,
            SUBJECTS: decision_tables.write_subjects(content.people, content.consents),
            EVENTS: decision_tables.write_events(content.batches),
            BATCHES: decision_tables.write_batches(content.batches),
            NODES: decision_tables.write_nodes(content.batches),
            SCRIPT: script(),
        }
    )


def script() -> bytes:
    """The script that recounts a decision by hand."""
    return (data_folder() / "by_hand" / SCRIPT).read_bytes()


def record_decision_export(acting: Acting, export: DecisionExport) -> Entry:
    """Record the export; call it before the file is written."""
    places: dict[str, str | int | Message] = {"dataset": export.dataset, "entry": export.entry[:12]}
    return record_export(acting, Message(N_("Answer on sharing {dataset}, entry {entry}"), places), export.pdf)
