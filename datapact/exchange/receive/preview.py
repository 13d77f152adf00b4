"""The preview of a file from a partner, for windows, before anything of it is stored.

A bundle is received by the same steps as in receive.py, in a transaction that is always undone: any refusal occurs here
already, and nothing stays in the vault. The person decides afterwards.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import select

from datapact.agreements.projection import append
from datapact.agreements.projection.numbers import number_in_list
from datapact.agreements.projection.projection import row_of
from datapact.agreements.projection.reading_version import text_amended
from datapact.agreements.projection.status import ground_words, step_after
from datapact.agreements.text.current_text import whole_state
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo, DataPactError, Surroundings
from datapact.base.local_log import level_of
from datapact.base.strictjson import sha256_of
from datapact.base.texts import N_, Language, Message
from datapact.contract.changes.change_lines import ChangeLine, change_lines
from datapact.contract.text.document import AgreementDocument, read_state
from datapact.contract.text.marked import MarkedPlace, marked_text
from datapact.exchange.bundle import attachments
from datapact.exchange.bundle.acknowledgements import RECEIPT
from datapact.exchange.bundle.bundle import Bundle, Refused, signed_by
from datapact.exchange.bundle.contents import Attachment
from datapact.exchange.receive.look_ahead import look_ahead
from datapact.exchange.receive.receive import Received, open_bundle, take_in
from datapact.history.entries import store as history_store
from datapact.history.entries.entry import Entry
from datapact.history.entries.sentence import Names, words
from datapact.history.fold.agreement import AgreementState
from datapact.history.transitions import registry
from datapact.organisation.acting.names import is_author, known_names
from datapact.organisation.identity.card import Card, read_card
from datapact.organisation.identity.profile import Profile
from datapact.organisation.partners.partners import News, Partner, PartnerStanding, get_partner, take_card
from datapact.vault.database.tables import Attachment as AttachmentRow

if TYPE_CHECKING:
    from datapact.history.state.facts import Offer
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NewStep:
    """One new entry as people read it; ``remark`` is its author's text, ``void`` the reason why it has no effect."""

    digest: str
    """Of the entry."""
    kind: str
    """Of the entry, such as ``counter``."""
    time: datetime
    """The author's claim, UTC."""
    organisation: str
    """Organisation id of the author's house."""
    sentence: Message
    """What happened, for people."""
    remark: str
    void: Message | None
    details: tuple[Message, ...] = ()
    """Of a notice of termination its ground and reason; empty for others."""


@dataclass(frozen=True, slots=True)
class NewText:
    """The newest text that a file proposes; ``old`` is the one known here that it answers, or the contract that it amends.

    It is None for any other first offer.
    """

    old: AgreementDocument | None
    new: AgreementDocument
    """The proposed text, as a document."""
    changes: tuple[ChangeLine, ...]
    """The changes from ``old`` to ``new``; empty without an old one."""
    amended: str = ""
    """Number of the contract in force that is the old one; empty where that is an offer."""

    def marked(self, language: Language) -> tuple[MarkedPlace, ...]:
        """The whole text in ``language``, marked where it differs from the old one."""
        return marked_text(self.old or self.new, self.new, language)


@dataclass(frozen=True, slots=True)
class AgreementPreview:
    """The news of a bundle for one agreement, and the agreement's status after it."""

    history: str
    """History id of the agreement."""
    number: str
    """As this vault would show it."""
    title: str
    """As the list of agreements would show it."""
    partners: str
    """Names of the other parties."""
    is_new: bool
    """Whether this vault does not have the agreement yet."""
    steps: tuple[NewStep, ...]
    """In the order of the history, receipts left out; empty where nothing is new."""
    text: NewText | None
    """None where no new offer or counter comes along, or where parts of it were erased."""
    status: str
    """As it would be in the list today."""
    next_step: str
    """One of ``NEXT_STEPS``, as it would be in the list."""
    turn: str
    """``us``, ``partner`` or empty, as it would be in the list."""
    notice: bool
    """Whether another party has given notice of termination."""

    @property
    def then(self) -> Message:
        """The next step in words; after a refusal or a partner's notice of termination what that leaves to do."""
        return step_after(self.next_step, notice=self.notice, declined=self.status == "declined")


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file in a bundle, ``size`` in bytes; ``words`` name its kind, ``is_new``: this vault lacks it."""

    digest: str
    """SHA-256 of the file, base64url."""
    media: str
    """Media type, as the sender states it."""
    size: int
    words: Message
    is_new: bool


@dataclass(frozen=True, slots=True)
class Introduction:
    """A new party whose card comes along."""

    organisation: str
    """Organisation id."""
    name: str
    """As its card has it."""
    trust: PartnerStanding
    """As it would be: ``introduced`` where the sender is confirmed."""


@dataclass(frozen=True, slots=True)
class BundlePreview:
    """The preview of a bundle. ``trust`` is None for a copy of our own."""

    sender: str
    """Organisation id; our own for our own copy."""
    sender_name: str
    """As its newest card has it."""
    trust: PartnerStanding | None
    signed_by: str
    """Name of the sender's member who signed the bundle."""
    sent: datetime
    """When the bundle was written, by the sender's claim, UTC."""
    agreements: tuple[AgreementPreview, ...]
    """In the order of the bundle; empty where it brings messages alone."""
    introductions: tuple[Introduction, ...]
    """Parties that would become new partners."""
    files: tuple[AttachedFile, ...]
    """Those that come along, known ones too."""
    new_entries: int
    """How many entries are new, receipts included; none when it had been received before."""
    warnings: tuple[Message, ...]
    """What people should look at; empty where nothing is odd."""
    notices: tuple[Message, ...] = ()
    """The partner's messages apart from agreements, such as recalls."""

    @property
    def has_news(self) -> bool:
        """Whether receiving the file changes anything."""
        return bool(self.new_entries or self.notices)


@dataclass(frozen=True, slots=True)
class CardPreview:
    """The preview of a partner card and of adding it. ``known`` is the partner in our vault."""

    card: Card
    """Verified."""
    news: News
    """Of the card against the one that we have."""
    trust: PartnerStanding
    """``renamed``: confirmed, under another name than the card's."""
    known: Partner | None
    namesakes: tuple[str, ...]
    """Names of those partners here that are called the same."""

    @property
    def profile(self) -> Profile:
        return self.card.profile


type Preview = BundlePreview | CardPreview | Refused


def preview_file(acting: Acting, data: bytes, name: str) -> Preview:
    """Preview a ``.dpact`` or ``.dpcard`` file without storing it; its content decides which of them it is.

    ``name`` is only shown. Raises only Surroundings: for a file that would be refused it returns ``Refused``.
    """
    looks_like_card = data.startswith(b"eyJ") or (name.lower().endswith(".dpcard") and not data.startswith(b"{"))
    bundle: Bundle | None = None
    try:
        if looks_like_card:
            return preview_card(acting, data)
        bundle = open_bundle(acting, data)
        return _rehearsed(acting, bundle)
    except Surroundings:
        raise
    except DataPactError as error:
        log.log(level_of(error), "a file that came was refused", exc_info=error)
        digest = sha256_of(data)
        sender, stranger = (None, None) if bundle is None else _claimed(acting, bundle)
        return Refused(name, digest, len(data), error, sender, stranger)


def preview_bundle(acting: Acting, data: bytes) -> BundlePreview:
    """Preview a bundle; raises what ``receive_bundle`` raises for it, and leaves the vault as it was."""
    return _rehearsed(acting, open_bundle(acting, data))


def preview_card(acting: Acting, data: bytes) -> CardPreview:
    """Preview the adding of a card; raises what ``add_partner`` raises for it, and leaves the vault as it was."""
    card = read_card(data)
    with acting.vault.rehearse() as session:
        known = get_partner(session, card.organisation)
        taken = take_card(acting, session, card)
        namesakes = (get_partner(session, other) for other in taken.namesakes)
        names = tuple(partner.name for partner in namesakes if partner is not None)
    return CardPreview(card, taken.news, taken.partner.standing, known, names)


def _rehearsed(acting: Acting, bundle: Bundle) -> BundlePreview:
    ahead = look_ahead(acting, bundle)
    with acting.vault.rehearse() as session:
        before = {packed.history: _held(session, packed.history) for packed in bundle.contents.histories}
        known = _partners_among(session, bundle)
        files = (*bundle.contents.attachments, *ahead.completed)
        lacking = [file for file in files if not _is_stored(session, file.digest)]
        received = take_in(acting, session, bundle, ahead)
        names = known_names(session)
        sender = get_partner(session, received.sender)
        line = sender.line if sender is not None else None
        author = line.member_at(bundle.head, bundle.statement.kid) if line is not None else acting.member
        previews, entries = [], []
        for history in received.agreements:
            state = append.load_state(session, history)
            entries += list(state.entries.values())
            shown = _agreement(acting, session, before[history], state, received, names)
            previews.append(replace(shown, number=number_in_list(session, history, shown.number)))
        return BundlePreview(
            sender=received.sender,
            sender_name=received.sender_name,
            trust=None if sender is None else sender.standing,
            signed_by="" if author is None else author.name or author.id,
            sent=bundle.time,
            agreements=tuple(previews),
            introductions=_introductions(session, bundle, known),
            files=tuple(_file(file, entries, lacking) for file in files),
            new_entries=len(received.new_entries),
            warnings=received.warnings,
            notices=received.notices,
        )


def _held(session: Session, history: str) -> frozenset[str]:
    return frozenset(entry.digest for entry in history_store.load(session, history))


def _is_stored(session: Session, digest: str) -> bool:
    return session.exec(select(AttachmentRow.digest).where(AttachmentRow.digest == digest)).first() is not None


def _partners_among(session: Session, bundle: Bundle) -> frozenset[str]:
    cards = map(read_card, bundle.contents.introductions)
    return frozenset(card.organisation for card in cards if get_partner(session, card.organisation) is not None)


def _introductions(session: Session, bundle: Bundle, known: frozenset[str]) -> tuple[Introduction, ...]:
    found = (get_partner(session, read_card(data).organisation) for data in bundle.contents.introductions)
    return tuple(
        Introduction(partner.organisation, partner.name, partner.standing)
        for partner in found
        if partner is not None and partner.organisation not in known
    )


def _agreement(
    acting: Acting, session: Session, held: frozenset[str], state: AgreementState, received: Received, names: Names
) -> AgreementPreview:
    fresh = frozenset(received.new_entries)
    row = row_of(state, acting.organisation, clock_day=local_day(acting.clock()))
    new = [state.entries[digest] for digest in state.order if digest in fresh]
    return AgreementPreview(
        history=state.history,
        number=row.number,
        title=row.shown_title,
        partners=row.partners,
        is_new=not held,
        steps=tuple(_step(entry, state, names) for entry in new if entry.kind != RECEIPT),
        text=_new_text(session, state, held, fresh),
        status=row.status,
        next_step=row.next_step,
        turn=row.turn,
        notice=any(one.organisation != acting.organisation for one in state.terminated),
    )


def _step(entry: Entry, state: AgreementState, names: Names) -> NewStep:
    remark = entry.body.get("text" if entry.kind in ("comment", "remark") else "note")
    if entry.kind == "remark" and entry.body.get("said_at"):
        shown = str(entry.body.get("said_by", ""))
        if not is_author(shown, entry.organisation, entry.kid, names):
            remark = ""  # of a Word file that came from the reader's side: nothing new to it
    return NewStep(
        digest=entry.digest,
        kind=entry.kind,
        time=entry.time,
        organisation=entry.organisation,
        sentence=registry.rule_of(entry.history, entry.kind).sentence(entry, names),
        remark=remark if isinstance(remark, str) else "",
        void=state.void.get(entry.digest),
        details=ground_words(*(_word(entry.body.get(name)) for name in ("ground", "reason")))
        if entry.kind == "termination_notice"
        else (),
    )


def _word(value: object) -> str:
    """A word of a body; empty where it is withheld."""
    return value if isinstance(value, str) else ""


def _new_text(session: Session, state: AgreementState, held: frozenset[str], fresh: frozenset[str]) -> NewText | None:
    """The newest new proposal with the newest known one that it answers, skipping others in between."""
    proposed = [
        state.facts.offers[digest] for digest in state.order if digest in fresh and digest in state.facts.offers
    ]
    if not proposed:
        return None
    newest = proposed[-1]
    try:
        new = whole_state(newest)
        answered = _offer_replied_to(newest, state.facts.offers, held)
        old = None if answered is None else whole_state(answered)
    except AnswerNo:  # parts were erased
        return None
    if old is None:
        document = read_state(new)
        before = text_amended(session, document)
        if before is not None:
            number = "" if document.parent is None else document.parent.get("number", "")
            return NewText(before, document, change_lines(before, document), number)
    known, proposed_text = None if old is None else read_state(old), read_state(new)
    return NewText(known, proposed_text, () if known is None else change_lines(known, proposed_text))


def _offer_replied_to(offer: Offer, offers: Mapping[str, Offer], held: frozenset[str]) -> Offer | None:
    answered = offers.get(offer.answers)
    while answered is not None and answered.digest not in held and answered.answers in offers:
        answered = offers[answered.answers]
    return answered


def _file(file: Attachment, entries: Iterable[Entry], lacking: Sequence[Attachment]) -> AttachedFile:
    words_of_it = Message(N_("A file of the agreement"))
    for entry in entries:
        if file.digest in attachments.needed(entry) and entry.kind == "accession":
            words_of_it = Message(N_("The signed accession of {name} as PDF"), {"name": words(entry.body.get("name"))})
            break
        if file.digest in attachments.needed(entry):
            words_of_it = Message(
                N_("The agreement as PDF, signed by {person}"), {"person": words(entry.body.get("person"))}
            )
            break
        if file.digest in attachments.named(entry):
            words_of_it = Message(N_("The agreement as PDF, before the first signature"))
    return AttachedFile(file.digest, file.media, len(file.data), words_of_it, file in lacking)


def _claimed(acting: Acting, bundle: Bundle) -> tuple[Partner | None, Card | None]:
    """The partner that a refused bundle claims to be from, or the sound card of a stranger that signed it."""
    with acting.vault.read() as session:
        sender = get_partner(session, bundle.organisation)
    if sender is not None:
        return sender, None
    try:
        card = read_card(bundle.contents.card)
        author = card.line.member_at(bundle.head, bundle.statement.kid)
        sound = card.organisation == bundle.organisation != acting.organisation
        if sound and author is not None and signed_by(bundle, author.author_key):
            return None, card
    except DataPactError:
        pass
    return None, None
