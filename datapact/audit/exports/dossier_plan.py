"""The plan of a dossier before it is made: its size, each withheld part in words, and what bars it.

It uses the dossier's own ``load_dossier``, so that plan and dossier agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from datapact.agreements.comments.threads import threads_in
from datapact.agreements.projection.append import load_state
from datapact.audit.engagements.engagements import require_release
from datapact.audit.exports.load_dossier import load_dossier
from datapact.audit.formats.dossier import SIGNED_PDF, Audience
from datapact.audit.formats.withholding import CHOICES, FREE_TEXT, Choice, choice_words
from datapact.audit.pages.dossier_content import Content
from datapact.base.errors import AnswerNo, DataPactError
from datapact.base.texts import N_, Message, counted
from datapact.contract.text.numbering import clause_numbers, kept_in
from datapact.contract.text.value_words import bilingual
from datapact.contract.vocabulary.labels import label_of_field
from datapact.organisation.acting.names import known_names
from datapact.organisation.identity.own_history import own_line

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

MEANINGS: Final[Mapping[Choice, Message]] = {
    "names": Message(
        N_("Nobody who signs or is named as a contact can be read from it: not in the terms, the text or the history.")
    ),
    "terms": Message(
        N_("No dataset, purpose, date or amount can be read from it; the text has gaps where it shows one.")
    ),
    "clauses": Message(N_("The text of the agreement cannot be read from it; the terms stay.")),
}
_SIGNED_PDF_OUT = Message(
    N_(
        "The signed PDF stays out as a whole, since a signed PDF cannot be redacted: the reader sees that it was signed,"
        " by the entries, and cannot check the parties' signatures in the PDF."
    )
)
_FILES_OUT = Message(N_("The machine-readable text stays out as a whole."))
_REST_VERIFIES = Message(N_("Everything else still verifies: each withheld part leaves its digest."))
_ALL_IN = Message(N_("Nothing is withheld: the signed PDF and the machine-readable text are attached byte for byte."))
_TEXT_IN = Message(N_("Nothing is withheld. There is no signed PDF in it: not everybody has signed here."))
_NOT_FOR_LEADS = Message(N_("Internal audit dossiers are for members with the role Legal or Auditor."))


@dataclass(frozen=True, slots=True)
class Withholdable:
    """A part that can be withheld: its name, its meaning, and the items of this agreement that it removes."""

    choice: Choice
    """One of ``CHOICES``."""
    words: Message
    """Name of the part."""
    meaning: Message
    """The information that the reader loses."""
    items: tuple[Message, ...]
    """Of this agreement; empty where the vault cannot read it."""


@dataclass(frozen=True, slots=True)
class InternalComment:
    """An internal comment that can be let out."""

    digest: str
    """Of its entry, base64url."""
    author: str
    """Name of who wrote it."""
    text: str
    """What it says."""


@dataclass(frozen=True, slots=True)
class DossierPlan:
    """The dossier that a request asks for, before it is written.

    ``missing`` counts the disclosures that the reader does not get, without erased ones.

    ``nothing`` says why there is nothing to show; ``bars_reading`` and ``bars_saving`` why this member may not.
    """

    history: str
    """``urn:uuid:`` id of the agreement."""
    audience: Audience
    """``internal`` needs the role legal or auditor."""
    withheld: tuple[Choice, ...]
    """In the order of ``CHOICES``."""
    entries: int = 0
    """Number of entries of the agreement."""
    records: int = 0
    """Number of our own records about it; 0 for a partner."""
    missing: int = 0
    erased: int = 0
    """Number of erased disclosures."""
    files: tuple[str, ...] = ()
    """Names of files that would be attached, pages.json and dossier.json left out."""
    has_signed_pdf: bool = False
    """True where there is one, also when withholding takes it out."""
    parts: tuple[Withholdable, ...] = ()
    """One for each of ``CHOICES``, chosen or not."""
    comments: tuple[InternalComment, ...] = ()
    """Internal comments, which stay inside unless a legal member ticks them; none for a partner."""
    consequences: tuple[Message, ...] = ()
    """Of what is chosen, in words."""
    nothing: Message | None = None
    bars_reading: Message | None = None
    bars_saving: Message | None = None


def plan_dossier(acting: Acting, history: str, audience: Audience, withheld: Sequence[Choice]) -> DossierPlan:
    """Plan the content of a dossier as at now; raises WrongUse for an unknown agreement."""
    chosen = tuple(choice for choice in CHOICES if choice in withheld)
    with acting.vault.read() as session:
        reading, saving = _bars(acting, session, audience, history)
        if reading is not None:
            return DossierPlan(history, audience, chosen, bars_reading=reading, bars_saving=saving)
        try:
            whole = load_dossier(acting, session, history, audience, (), acting.clock())
        except AnswerNo as error:
            return DossierPlan(history, audience, chosen, nothing=error.message, bars_saving=saving)
        content = load_dossier(acting, session, history, audience, chosen, acting.clock()) if chosen else whole
        inside = _comments(session, history) if audience == "internal" and saving is None else ()
    has_signed = any(one.name == SIGNED_PDF for one in whole.files)
    return DossierPlan(
        history=history,
        audience=audience,
        withheld=chosen,
        entries=len(content.entries),
        records=len(content.records),
        missing=content.missing,
        erased=content.erased,
        files=tuple(one.name for one in content.files),
        has_signed_pdf=has_signed,
        parts=tuple(
            Withholdable(choice, choice_words(choice), MEANINGS[choice], tuple(_items(choice, whole)))
            for choice in CHOICES
        ),
        comments=inside,
        consequences=tuple(_consequences(chosen, content, has_signed=has_signed)),
        bars_saving=saving,
    )


def _comments(session: Session, history: str) -> tuple[InternalComment, ...]:
    names = known_names(session)
    said = (one for thread in threads_in(load_state(session, history)) for one in thread.said if one.internal)
    return tuple(InternalComment(one.digest, one.said_by or names.get(one.author, ""), one.text) for one in said)


def _bars(acting: Acting, session: Session, audience: Audience, history: str) -> tuple[Message | None, Message | None]:
    """The reasons why this member may not read such a dossier, and not save it."""
    if audience == "partner":
        return None, None
    roles = own_line(session).state.members.get(acting.member.id, acting.member).roles
    if roles.isdisjoint({"legal", "auditor"}):
        return _NOT_FOR_LEADS, _NOT_FOR_LEADS
    try:
        require_release(acting, session, [history])
    except DataPactError as error:
        return None, error.message
    return None, None


def _consequences(chosen: Sequence[Choice], content: Content, *, has_signed: bool) -> Iterator[Message]:
    if not chosen:
        yield _ALL_IN if has_signed else _TEXT_IN
        return
    for choice in chosen:
        yield MEANINGS[choice]
    yield _SIGNED_PDF_OUT if has_signed else _FILES_OUT
    yield counted("{n} part is withheld.", "{n} parts are withheld.", content.missing)
    yield _REST_VERIFIES
    if "names" in chosen:
        yield FREE_TEXT


def _items(choice: Choice, content: Content) -> Iterator[Message]:
    """The items of this agreement that a choice withholds, as far as this vault can read them."""
    state = content.state
    match choice:
        case "names":
            yield from _people(state.get("terms"))
        case "terms":
            terms = state.get("terms")
            for name, value in terms.items() if isinstance(terms, Mapping) else ():
                if value not in (None, "", [], {}) and name != "parties":
                    label = label_of_field("Terms", name)
                    yield bilingual(label.de[:1].upper() + label.de[1:], label.en[:1].upper() + label.en[1:])
        case "clauses":
            clauses = state.get("clauses")
            known = clauses if isinstance(clauses, list | tuple) else ()
            identifiers = [clause.get("id") if isinstance(clause, Mapping) else None for clause in known]
            kept = kept_in(known)
            marks = zip(clause_numbers(identifiers, "de", kept), clause_numbers(identifiers, "en", kept), strict=True)
            for clause, (german_mark, english_mark) in zip(known, marks, strict=True):
                heading = clause.get("heading") if isinstance(clause, Mapping) else None
                german, english = _plain(heading, "de"), _plain(heading, "en")
                yield bilingual(
                    f"{german_mark} {german or english}".strip(), f"{english_mark} {english or german}".strip()
                )


def _people(terms: Any) -> Iterator[Message]:
    parties = terms.get("parties") if isinstance(terms, Mapping) else None
    seen: set[str] = set()
    for party in parties if isinstance(parties, list | tuple) else ():
        if not isinstance(party, Mapping):
            continue
        people = [
            *(party.get("signatories") or ()),
            *(one for name in ("contact", "dpo") if (one := party.get(name)) is not None),
        ]
        for person in people:
            name = person.get("name") if isinstance(person, Mapping) else None
            if isinstance(name, str) and name and name not in seen:
                seen.add(name)
                whose = party.get("name")
                text = f"{name}, {whose}" if isinstance(whose, str) else name
                yield bilingual(text, text)


def _plain(heading: Any, language: str) -> str:
    runs = heading.get(language) if isinstance(heading, Mapping) else None
    texts = [run.get("text") for run in runs if isinstance(run, Mapping)] if isinstance(runs, list | tuple) else []
    return "".join(text for text in texts if isinstance(text, str))
