"""Word files of an agreement as they leave: one file, or the set that goes to a partner in a round."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from datapact.agreements.approvals.standing import require_approved
from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.projection import state_digest
from datapact.agreements.text.carried_by_word import text_words
from datapact.agreements.text.current_text import current_proposal, whole_state, working_text
from datapact.agreements.text.exchanged import exchanges, round_of_next
from datapact.agreements.text.version_names import named_versions
from datapact.agreements.text.versions import proposals_of
from datapact.agreements.views.comparison import whose_changes
from datapact.agreements.views.file_names import file_name
from datapact.base.beginnings import named
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.file_names import LONGEST, whole_words
from datapact.base.strictjson import JsonObject, to_base64url
from datapact.base.texts import N_, Language, Message, _
from datapact.consent.proof.run import prove_contract
from datapact.contract.changes.comparison import compared
from datapact.contract.text.document import AgreementDocument, read_state, write_state
from datapact.history.state.facts import Offer
from datapact.organisation.acting.handed_over import WORD, note_written
from datapact.organisation.acting.names import known_names
from datapact.organisation.acting.records import append_record, record_export, records
from datapact.pdf.reports.redline import redline_report
from datapact.pdf.reports.report import render_report
from datapact.word.steps.author import file_author
from datapact.word.steps.comments import word_comments
from datapact.word.write.docx import WordFile, digest_of, footer_words, word_languages, write_docx

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import Draft, SignedElsewhere
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

CLEAN = Message("clean version")
REDLINE = Message("redline")


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was made, not yet written to a disk."""

    name: str
    """Proposed file name."""
    data: bytes
    """The whole file."""
    at_end: tuple[str, ...] = ()
    """Numbers of the places that stand at the end of an answer, for want of room where they belong; empty for one without."""
    accepted: tuple[str, ...] = ()
    """Words whose tracked changes, made by the other side, an answer could not keep: it has them as accepted."""
    unproposed: bool = False
    """Whether it holds a draft of ours in place of an older text that was agreed."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the text by which a Word file is made."""

    digest: str
    """Of the entry that holds it, base64url."""
    document: AgreementDocument
    """Complete."""
    state: str
    """base64url SHA-256 of its canonical form."""


def word_file(
    acting: Acting, history: str, *, languages: Sequence[Language] = (), against: str = "", text: str = ""
) -> Written:
    """One Word file of the text that counts now, or of the version ``text``; with ``against`` as redline against that one.

    Versions are named by the beginnings of their digests. The export is recorded. Raises AnswerNo, WrongUse and NotProven.
    """
    prove_contract(acting, history)
    with acting.vault.read() as session:
        folded = load_state(session, history)
        version = _version(folded, text)
        older = _version(folded, against) if against else None
        about = about_file(acting, session, folded, version.document, languages)
    data = write_docx(version.document, about, older.document if older is not None else None)
    name = set_name(version.document, about, REDLINE if older is not None else CLEAN, acting)
    record_export(
        acting, Message(N_("Word file of {title}"), {"title": version.document.title[about.languages[0]]}), data
    )
    return Written(name, data)


def word_set(
    acting: Acting, history: str, *, languages: Sequence[Language] = (), against: str = "", partner: str = ""
) -> tuple[Written, ...]:
    """The Word files of a round: clean, and as redline against the version last sent or received, where there is one.

    They hold the text that counts now; before an agreed one a newer draft of ours, as long as nothing is frozen. ``against`` chooses another version. Recorded with their digests, so that a file that comes back is recognised. Raises NotProven.
    """
    prove_contract(acting, history, records=True)  # a record says which version went out last
    with acting.vault.read() as session:
        folded = load_state(session, history)
        working = working_text(folded)
        version = _version(folded, "") if working is None else whole_version(working)
        require_approved(acting, session, folded, write_state(version.document))
        older = _version(folded, against) if against else last_exchanged(session, folded, version)
        about = about_file(acting, session, folded, version.document, languages)
    clean, own = set_name(version.document, about, CLEAN, acting), digest_of(version.document)
    written = write_docx(version.document, about, digests=(own, ""))
    files = [Written(clean, written, unproposed=goes_before_agreed(folded, version))]
    if older is not None and older.state != version.state:
        redline = write_docx(version.document, about, older.document, (own, digest_of(older.document)))
        files.append(Written(set_name(version.document, about, REDLINE, acting), redline))
        files += _redline_pdf(acting, history, older, version, about)
    note_sent(acting, history, version, about, files, partner)
    return tuple(files)


def _redline_pdf(
    acting: Acting, history: str, older: Version, version: Version, about: WordFile
) -> tuple[Written, ...]:
    """The redline for reading, beside the one for Word; none for a text that was signed elsewhere."""
    with acting.vault.read() as session:
        folded = load_state(session, history)
        known = named_versions(session, folded, known_names(session), acting.organisation)
    if older.digest not in known or version.digest not in known:
        return ()
    report = redline_report(
        compared(older.document, version.document),
        known[older.digest].name,
        known[version.digest].name,
        about.languages[0],
        whose_changes(folded, known, older.digest, version.digest),
        about.author,
        footer_words(about),
    )
    name = set_name(version.document, about, REDLINE, acting).removesuffix("docx") + "pdf"
    return (Written(name, render_report(report, about.moment)),)


def note_sent(
    acting: Acting, history: str, version: Version, about: WordFile, files: Sequence[Written], partner: str
) -> None:
    """Record which version went out in which files, so that one that comes back is recognised."""
    body = {
        "agreement": history,
        "version": version.digest,
        "state": version.state,
        "round": about.round,
        "languages": list(about.languages),
        "partner": partner,
        "files": [to_base64url(hashlib.sha256(one.data).digest()) for one in files],
    }
    with acting.vault.write() as session:
        append_record(acting, session, "word_sent", body)
        note_written(session, history, WORD, version.digest, acting.clock())


def last_exchanged(session: Session, folded: AgreementState, version: Version) -> Version | None:
    """The version that partners saw last before this one: by Word file, or as an offer."""
    known = proposals_of(folded)
    seen: list[tuple[datetime, str]] = [
        (one.time, digest) for digest, one in known.items() if isinstance(one, Offer) and digest != version.digest
    ]
    seen += [
        (one.recorded, str(one.body["version"]))
        for one in records(session, "word_sent", about=folded.history)
        if one.body["version"] in known and one.body["version"] != version.digest
    ]
    # Times are whole seconds: of two texts in one second the later one of the history is the newer.
    newest = max(seen, key=lambda one: (one[0], folded.place(one[1])), default=None)
    return whole_version(known[newest[1]]) if newest is not None else None


def _version(folded: AgreementState, beginning: str) -> Version:
    if not beginning:
        current = current_proposal(folded)
        if current is None:
            raise AnswerNo(N_("There is no text to edit in this agreement yet."))
        return whole_version(current)
    known = proposals_of(folded)
    found = named([digest for digest in folded.order if digest in known], beginning)
    if len(found) != 1:
        raise WrongUse(
            N_("There is no single version {digest}. See datapact agreement history."), digest=beginning[:43]
        )
    return whole_version(known[found[0]])


def goes_before_agreed(folded: AgreementState, version: Version) -> bool:
    """Whether a version is a draft of ours that goes before a text that the parties agreed on."""
    return folded.agreed is not None and version.digest != getattr(current_proposal(folded), "digest", "")


def whole_version(proposal: Offer | Draft | SignedElsewhere) -> Version:
    """A proposal that is here in full; raises AnswerNo for one with withheld parts."""
    state = whole_state(proposal)
    return Version(proposal.digest, read_state(cast(JsonObject, state)), state_digest(state))


def round_of(acting: Acting, session: Session, folded: AgreementState) -> int:
    """The round that a file made now belongs to, as the names of versions count it: the one after the last, from 1."""
    moved = exchanges(session, folded, known_names(session), acting.organisation)
    working, known = working_text(folded), proposals_of(folded)
    last = known[moved[-1].digest] if moved else None
    words = None if working is None else text_words(working.state)
    return round_of_next(moved, bool(words) and last is not None and text_words(last.state) == words)


def state_of(document: AgreementDocument) -> str:
    """base64url SHA-256 of the canonical form of a text."""
    return state_digest(write_state(document))


def about_file(
    acting: Acting, session: Session, folded: AgreementState, document: AgreementDocument, languages: Sequence[Language]
) -> WordFile:
    """Author, moment, round and languages of a file that is made now; raises WrongUse for a language it has not."""
    chosen = word_languages(document, languages)
    if not chosen:
        raise WrongUse(N_("The agreement has no text in the language {language}."), language=", ".join(languages))
    author = file_author(acting, session)
    comments = word_comments(folded, known_names(session), document, chosen, author, acting.organisation)
    return WordFile(author.name, acting.clock(), round_of(acting, session, folded), chosen, comments)


def set_name(document: AgreementDocument, about: WordFile, kind: Message, acting: Acting) -> str:
    """``2026-11-29 DP-2026-0001 Title R3 Reinfassung Muster GmbH.docx``: by date, title, round, kind and sender."""
    language = about.languages[0]
    head = f"{local_day(acting.clock()).isoformat()} {document.number}"
    tail = f"R{about.round} {kind.text(language)} {about.author.strip()}"
    title = whole_words(document.title[language], max(_SHORTEST_TITLE, LONGEST - len(head) - len(tail) - 2)).strip()
    return file_name(head, f"{title} {tail}", "docx")


_SHORTEST_TITLE = 24


def remarks_on(written: Sequence[Written]) -> str:
    """Sentences on what of files is otherwise than one expects: a draft, words at the end, or as accepted; else empty."""
    told: list[str] = []
    if any(file.unproposed for file in written):
        told.append(_("They hold your newer draft, not the agreed text; as an offer the draft is not proposed yet."))
    if named := [one for file in written for one in file.at_end]:
        said = ", ".join(dict.fromkeys(one for one in named if one)) or _("places without a number")
        told.append(
            _("At the end of the file, for want of room where they belong: {places}. Look at them.", places=said)
        )
    if kept := [one for file in written for one in file.accepted]:
        words = "; ".join(_("“{words}”", words=one) for one in kept)
        told.append(
            _(
                "Their marks could not be kept beside yours here, so that the file shows their change as accepted: {words}."
                " If you do not agree to it, say so in a comment.",
                words=words,
            )
        )
    return " ".join(told)
