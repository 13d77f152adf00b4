"""Taking in a foreign paper: as an agreement of its own that nobody has signed yet, or beside one that is here."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from datapact.agreements.projection.append import append, append_onto, load_state
from datapact.agreements.projection.numbers import next_number, require_free
from datapact.agreements.projection.parties import BY_CHOICE, link_parties
from datapact.agreements.steps.signed_elsewhere import elsewhere_state
from datapact.agreements.text.current_text import current_state
from datapact.agreements.text.paper import PAPER_TEXT, is_foreign, received_paper
from datapact.base.errors import AnswerNo, WrongUse
from datapact.base.texts import N_, Language, current_language
from datapact.organisation.partners.without_datapact import remember_names
from datapact.paper.judge.language import language_of
from datapact.paper.read.reading import read_paper
from datapact.paper.read.text import PaperText
from datapact.signing.elsewhere.form import Filled, answers_of
from datapact.signing.elsewhere.proposed import Proposed, propose
from datapact.signing.elsewhere.record import plain_name
from datapact.vault.database.entries import attachment, put_attachment

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.history.fold.agreement import AgreementState
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

_MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class PaperFile:
    """A file as it was chosen, with its text."""

    name: str
    """Without a folder."""
    data: bytes = field(repr=False)
    """All bytes."""
    text: PaperText = field(repr=False)
    """What was read of it."""


def open_paper(name: str, data: bytes, *, recognise: bool = False) -> PaperFile:
    """Read a file; nothing is kept yet. Raises what ``read_paper`` raises."""
    return PaperFile(plain_name(name), data, read_paper(data, recognise=recognise))


def first_look(file: PaperFile, own: str, known: Sequence[str] = ()) -> Proposed:
    """Proposed title, partners and days of the file, for a form; ``own`` is our name."""
    return propose(file.text.words, own, known)


def take_in(
    acting: Acting,
    file: PaperFile,
    *,
    title: str,
    partners: Sequence[str],
    kind: str = "",
    who: Mapping[str, str] | None = None,
) -> str:
    """Make an agreement of a paper that nobody has signed yet; returns its history id.

    ``kind`` is a template's id or empty, ``who`` has organisation ids by name of a partner. Raises Malformed or WrongUse
    where a name cannot be read or could mean several partners.
    """
    language: Language = language_of(file.text) or current_language()
    filled = Filled(title, tuple(partners), kind, language=language)
    history = f"urn:uuid:{uuid.uuid4()}"
    with acting.vault.write() as session:
        answers = answers_of(acting, session, filled)
        chosen = {party.key: (who or {})[party.name] for party in answers.terms.parties if party.name in (who or {})}
        terms = link_parties(session, acting, answers.terms, chosen, remedy=BY_CHOICE)
        remember_names(session, (party.name for party in terms.parties if not party.organisation))
        number = next_number(session, acting.clock())
        require_free(session, number, history)
        state = elsewhere_state(answers, terms, agreement=history, number=number)
        _entry, folded = append_onto(None, acting, session, history, "draft", {"state": state, "note": ""})
        append(acting, session, history, "foreign_paper", _body(session, file), folded)
    return history


def attach_paper(acting: Acting, history: str, file: PaperFile) -> Entry:
    """Put a paper beside a contract signed elsewhere, or a newer version of it beside an agreement that rests on one.

    Raises AnswerNo for an agreement whose text is written in DataPact, and where exactly this file is there already.
    """
    with acting.vault.write() as session:
        folded = load_state(session, history)
        require_paper(folded)
        paper = received_paper(folded)
        body = _body(session, file)
        if paper is not None and paper.files and paper.files[0].digest == body["files"][0]["digest"]:
            raise AnswerNo(N_("This file is here already. Nothing was changed."))
        return append(acting, session, history, "foreign_paper", body, folded)


def require_paper(folded: AgreementState) -> None:
    """Raise AnswerNo for an agreement whose words do not stand in a file of another house."""
    if folded.signed_elsewhere is None and not is_foreign(folded):
        raise AnswerNo(
            N_("The text of this agreement is written in DataPact. Compare the file with it: Compare versions.")
        )
    clauses = current_state(folded).get("clauses")
    if folded.signed_elsewhere is not None and clauses:
        raise AnswerNo(
            N_("The text of this agreement is written in DataPact. Compare the file with it: Compare versions.")
        )


def kept_file(acting: Acting, history: str) -> tuple[str, bytes]:
    """Name and bytes of the first PDF or Word file on the record of a contract signed elsewhere; raises AnswerNo."""
    with acting.vault.read() as session:
        record = load_state(session, history).signed_elsewhere
        for one in record.files if record is not None else ():
            held = attachment(session, one.digest) if one.media in _MEDIA.values() else None
            if held is not None:
                return str(one.name), held[1]
    raise AnswerNo(N_("No PDF or Word file is kept with this agreement. Choose one."))


def text_of(session: Session, folded: AgreementState) -> PaperText | None:
    """The text of the paper that was read in last; None where there is none, or it is not kept here."""
    paper = received_paper(folded)
    held = attachment(session, paper.text) if paper is not None else None
    return None if held is None else PaperText.read(held[1])


def require_text(session: Session, folded: AgreementState) -> PaperText:
    """The text of the paper; raises AnswerNo where there is none."""
    text = text_of(session, folded)
    if text is None:
        raise AnswerNo(N_("There is no paper of another house in this agreement. Read one in first."))
    return text


def _body(session: Session, file: PaperFile) -> dict[str, Any]:
    media = _MEDIA[file.text.kind]
    read = put_attachment(session, file.text.write(), PAPER_TEXT)
    files = [
        {"digest": put_attachment(session, file.data, media), "name": file.name, "media": media},
        {"digest": read, "name": f"{file.name[-190:]}.json", "media": PAPER_TEXT},
    ]
    return paper_body("received", read, files=files)


def paper_body(
    step: str,
    text: str,
    *,
    files: Sequence[Mapping[str, str]] = (),
    about: str = "",
    says: str = "",
    places: Sequence[Mapping[str, Any]] = (),
    note: str = "",
) -> dict[str, Any]:
    """The body of an entry about a paper; ``text`` is the digest of its text."""
    if len(about) > 300:
        raise WrongUse(N_("There is no such line in the report."))
    return {
        "step": step,
        "text": text,
        "files": list(files),
        "about": about,
        "says": says,
        "places": list(places),
        "note": note,
    }
