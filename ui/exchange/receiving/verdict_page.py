"""The verdict on a file: valid, invalid or indeterminate, with reasons, each signature, and identities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from datapact.audit.engagements.sealed_copy import SealedCopy
from datapact.audit.formats.trust import NOT_A_PARTY
from datapact.audit.formats.verdict import ASK_TO_REGISTER, SignatureLine
from datapact.audit.own_vault.verify import CheckedHere
from datapact.base.day_words import long_date
from datapact.base.local_time import exact_time
from datapact.base.texts import N_, Message, _, current_language
from datapact.checks.model.signing_authority import capacity_words
from datapact_ui.exchange.receiving.verdict_kinds import KINDS, OF_ANOTHER_PROGRAM, not_shown
from datapact_ui.kit.theme.colours import Tone
from datapact_ui.kit.theme.measures import margins, space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.negotiation.other_signatures import OtherSignatures
from datapact_ui.partners.identity import show_identity

VERDICTS: Mapping[str, tuple[str, Tone, str, str]] = {
    "valid": ("check", "good", N_("Valid"), N_("Everything that can be checked in this file is in order.")),
    "invalid": ("error", "bad", N_("Invalid"), N_("Do not rely on this file.")),
    "indeterminate": (
        "help",
        "warn",
        N_("Indeterminate"),
        N_("Nothing speaks against this file, but not everything could be checked."),
    ),
}
"""Icon, tone, word and sentence by verdict."""
COVERS = {
    "file": N_("covers the whole file"),
    "revision": N_("covers the document up to this signature"),
    "unclear": N_("what it covers is unclear"),
}


def show_verdict(badge: StateBadge, verdict: str) -> None:
    """Show a verdict on a badge."""
    icon_name, tone, words, _sentence = VERDICTS[verdict]
    badge.set_badge(icon_name, str(Message(words)), tone)


class VerdictPage(QWidget):
    """Shows the result of a verification."""

    def __init__(self, checked: CheckedHere, parent: QWidget | None = None, *, copy: SealedCopy | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("verdict-page")
        verdict = checked.verdict
        column = QVBoxLayout(self)
        margins(column, 0, 3)
        column.setContentsMargins(0, 0, 0, 0)
        if copy is not None:
            column.addWidget(_sealed(copy, self))
        line = QHBoxLayout()
        line.setSpacing(space(3))
        self.badge = StateBadge(self)
        self.badge.setObjectName("verdict")
        if verdict.nobody_signed:
            self.badge.set_badge("help", _("Not signed"), "neutral")
        else:
            show_verdict(self.badge, verdict.verdict)
        line.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self.kind = StateBadge(self)
        self.kind.setObjectName("verdict-kind")
        picture, word = KINDS[verdict.kind] if verdict.other is None else OF_ANOTHER_PROGRAM
        self.kind.set_badge(picture, _(word), "neutral")
        line.addWidget(self.kind, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(Words(verdict.name, "heading", self), 1)
        column.addLayout(line)
        sentence = ASK_TO_REGISTER if verdict.nobody_signed else Message(VERDICTS[verdict.verdict][3])
        column.addWidget(Words(str(sentence), "strong", self))
        tone: Tone = "bad" if verdict.verdict == "invalid" else "warn"
        for reason in verdict.reasons:
            column.addWidget(WarningLine(str(reason), tone, self))
        proven = _("What is proven") if verdict.verdict == "valid" else _("What was found")
        about_cards = [note for note in verdict.notes if note.id == NOT_A_PARTY]
        found = [note for note in verdict.notes if note not in about_cards]
        self._sentences(column, "verdict-proven", proven, found, "info")
        self._sentences(column, "verdict-not-shown", _("What it does not show"), tuple(not_shown(verdict)), "info")
        if verdict.signatures:
            card = Card(_("Signatures"), self)
            names = {party.organisation: party.name for party in verdict.identities}
            for signature in verdict.signatures:
                card.column.addWidget(_signature(signature, names.get(signature.organisation, signature.party), card))
            column.addWidget(card)
        if verdict.other is not None and verdict.other.signatures:
            column.addWidget(OtherSignatures(verdict.other.signatures, self))
        if verdict.identities:
            card = Card(_("Who is behind it"), self)
            for party in verdict.identities:
                row = QHBoxLayout()
                row.addWidget(Words(party.name, parent=card), 1)
                badge = StateBadge(card)
                show_identity(badge, checked.standings.get(party.organisation, "unknown"))
                row.addWidget(badge)
                card.column.addLayout(row)
            for note in about_cards:
                card.column.addWidget(Words(str(note), "small", card, quiet=True))
            words = _("Trust comes from the partners whose fingerprint you have compared.")
            card.column.addWidget(Words(words, "small", card, quiet=True))
            column.addWidget(card)
        column.addStretch(1)

    def _sentences(
        self, column: QVBoxLayout, name: str, heading: str, sentences: Sequence[Message], tone: Tone
    ) -> None:
        """A card with a sentence a line; none without sentences."""
        if not sentences:
            return
        card = Card(heading, self)
        card.setObjectName(name)
        for sentence in sentences:
            card.column.addWidget(WarningLine(str(sentence), tone, card))
        column.addWidget(card)


def _sealed(copy: SealedCopy, parent: QWidget) -> Card:
    """The card on a sealed copy: who sealed it, for which audit, and its last day of use."""
    card = Card(_("Sealed copy for you"), parent)
    card.setObjectName("sealed-copy")
    row = QHBoxLayout()
    who = _("Sealed by {person} of {organisation}", person=copy.member, organisation=copy.organisation_name)
    row.addWidget(Words(who, "strong", card), 1)
    badge = StateBadge(card)
    show_identity(badge, copy.trust)
    row.addWidget(badge)
    card.column.addLayout(row)
    card.column.addWidget(Words(copy.title, parent=card))
    day = long_date(copy.use_by, current_language())
    until = _("For use until {day}. DataPact does not open it later; that is a courtesy, not a lock.", day=day)
    card.column.addWidget(WarningLine(until, "info", card))
    return card


def _signature(signature: SignatureLine, party: str, parent: QWidget) -> QWidget:
    box = QWidget(parent)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, space(1))
    column.setSpacing(space(1))
    line = QHBoxLayout()
    who = _(
        "{person} ({capacity}) for {party}",
        person=signature.person,
        capacity=capacity_words(signature.capacity),
        party=party,
    )
    line.addWidget(Words(who, "strong", box), 1)
    badge = StateBadge(box)
    show_verdict(badge, signature.verdict)
    line.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
    column.addLayout(line)
    told = []
    if signature.time is not None:
        told.append(_("signed on {time}", time=exact_time(signature.time, None, current_language())))
    if signature.level:
        told.append(signature.level)
    if signature.covers in COVERS:
        told.append(str(Message(COVERS[signature.covers])))
    if signature.signer and signature.signer != signature.person:
        told.append(_("certificate of {name}", name=signature.signer))
    if told:
        column.addWidget(Words(", ".join(told), parent=box, quiet=True))
    for reason in signature.reasons:
        column.addWidget(WarningLine(str(reason), "bad" if signature.verdict == "invalid" else "warn", box))
    return box
