"""What a look into a partner's file tells: facts that windows show, before anything of the file is taken in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from datapact.agreements.change import Change
from datapact.agreements.marked_text import MarkedPlace, marked_text
from datapact.agreements.state import AgreementDocument
from datapact.exchange.bundle import Refused
from datapact.parties.card import Card
from datapact.parties.partners import News, Partner, Trust
from datapact.parties.profile import Profile
from datapact.texts import Language, Message


@dataclass(frozen=True, slots=True)
class NewStep:
    """One new entry as people read it; ``remark`` is what its author wrote, ``void`` says why it has no effect."""

    digest: str
    kind: str
    time: datetime
    organisation: str
    sentence: Message
    remark: str
    void: Message | None


@dataclass(frozen=True, slots=True)
class NewText:
    """The newest text that a file proposes; ``old`` is the one known here that it answers, None for a first offer."""

    old: AgreementDocument | None
    new: AgreementDocument
    changes: tuple[Change, ...]
    """What changed from ``old`` to ``new``; empty for a first offer."""

    def marked(self, language: Language) -> tuple[MarkedPlace, ...]:
        """The whole text in ``language``, marked where it differs from the old one."""
        return marked_text(self.old or self.new, self.new, language)


@dataclass(frozen=True, slots=True)
class AgreementPreview:
    """What a bundle brings for one agreement, and where the agreement would stand then."""

    history: str
    number: str
    title: str
    partners: str
    """Names of the other parties."""
    is_new: bool
    """Whether this vault does not have the agreement yet."""
    steps: tuple[NewStep, ...]
    text: NewText | None
    """None where no new offer or counter comes along, or where parts of it were erased."""
    status: str
    next_step: str
    turn: str


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file in a bundle, ``size`` in bytes; ``words`` say what it is, ``is_new`` whether this vault lacks it."""

    digest: str
    media: str
    size: int
    words: Message
    is_new: bool


@dataclass(frozen=True, slots=True)
class Introduction:
    """Another party whose card comes along and who is new here."""

    organisation: str
    name: str
    trust: Trust


@dataclass(frozen=True, slots=True)
class BundlePreview:
    """What a bundle would bring. ``trust`` is None for a copy of our own."""

    sender: str
    sender_name: str
    trust: Trust | None
    signed_by: str
    """Name of the sender's member who signed the bundle."""
    sent: datetime
    agreements: tuple[AgreementPreview, ...]
    introductions: tuple[Introduction, ...]
    files: tuple[AttachedFile, ...]
    new_entries: int
    """How many entries are new, receipts included; none when it had been received before."""
    warnings: tuple[Message, ...]
    notices: tuple[Message, ...] = ()
    """What the partner tells our organisation apart from agreements, such as data that it calls back."""

    @property
    def has_news(self) -> bool:
        """Whether taking the file in changes anything."""
        return bool(self.new_entries or self.notices)


@dataclass(frozen=True, slots=True)
class CardPreview:
    """What a partner card says, and what adding it would do. ``known`` is the partner as we have it."""

    card: Card
    news: News
    trust: Trust
    known: Partner | None
    namesakes: tuple[str, ...]
    """Names of those partners here that are called the same."""

    @property
    def profile(self) -> Profile:
        return self.card.profile


type Preview = BundlePreview | CardPreview | Refused
