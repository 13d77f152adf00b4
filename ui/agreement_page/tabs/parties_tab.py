"""Parties and signatures: trust in each party, its signatories and signing rule, and whose turn it is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from datapact.agreements.projection.status import evidence_words
from datapact.agreements.views.agreement import AgreementPage
from datapact.agreements.views.overview import PartyView
from datapact.base.clock import read_time
from datapact.base.day_words import long_date
from datapact.base.local_time import exact_time
from datapact.base.texts import N_, _, current_language
from datapact.checks.model.signing_authority import capacity_words
from datapact.contract.terms import Party
from datapact.contract.terms.parties import in_signing_order
from datapact.contract.vocabulary.labels import title
from datapact.history.state.filled_slots import PDF_SIGNATURE
from datapact.organisation.partners.confirmed_names import renamed_words
from datapact.signing.returned.copies import CopyRemark, copy_remarks
from datapact_ui.agreement_page.tabs.summary_tab import answer_words
from datapact_ui.kit.layout.scroll_page import put_page
from datapact_ui.kit.tables.fitted_table import FittedTable
from datapact_ui.kit.theme.colours import Tone
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import margins, space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.partners.identity import namesake_words, show_identity, standing_of, undecided_sentence

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


_ANSWERS: dict[str, tuple[str, Tone]] = {
    "accepted": ("agreed", "info"),
    "changes": ("counter", "warn"),
    "refused": ("declined", "bad"),
}
_ANSWER_WORDS = {
    "accepted": N_("agrees to the text"),
    "changes": N_("wants changes"),
    "refused": N_("declines the agreement"),
}


class PartiesTab(QScrollArea):
    """The parties of one agreement and their signatures."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setObjectName("parties")
        self.setAccessibleName(_("Parties and signatures"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table: FittedTable | None = None

    def show_page(self, page: AgreementPage) -> None:
        """Build the page anew."""
        at = self.verticalScrollBar().value()
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        margins(column, 4, 4)
        terms = {party.key: party for party in page.document.terms.parties} if page.document else {}
        for party in page.overview.parties:
            column.addWidget(self._party(page, party, terms.get(party.key), inner))
        card = Card(_("Signatures, in the order of signing"), inner)
        self.table = slots_table(page, card)
        card.column.addWidget(self.table)
        if not page.overview.slots and page.stage != "frozen" and page.overview.elsewhere is None:
            words = _("The order becomes fixed when the text is frozen. Until then it follows the terms.")
            card.column.addWidget(Words(words, "small", card, quiet=True))
        self._show_copies(page, card)
        column.addWidget(card)
        column.addStretch(1)
        put_page(self, inner)
        self.verticalScrollBar().setValue(at)

    def _show_copies(self, page: AgreementPage, card: Card) -> None:
        """Say below the table what our house finds of PDFs that parties signed elsewhere, once it has looked at them."""
        if not any(slot.frozen and slot.evidence == PDF_SIGNATURE for slot in page.overview.slots):
            return
        history = page.overview.id

        def show(found: tuple[CopyRemark, ...]) -> None:
            for number, one in enumerate(found):
                line = WarningLine(str(one.words), "good" if one.fits else "warn", card)
                line.setObjectName(f"copy_{number}")
                card.column.addWidget(line)

        self._context.worker.read(card, lambda acting: copy_remarks(acting, history), show, key="copies")

    def _party(self, page: AgreementPage, party: PartyView, terms: Party | None, parent: QWidget) -> QWidget:
        card = Card(party.called, parent)
        row = QHBoxLayout()
        row.setSpacing(space(3))
        identity = StateBadge(card)
        show_identity(identity, "renamed" if party.confirmed_as else standing_of(party))
        row.addWidget(identity)
        answer = StateBadge(card)
        if party.joined_by is not None:
            answer.set_badge("signed", str(party.joined_by), "good")
            row.addWidget(answer)
        elif page.overview.slots:
            if party.signed:
                answer.set_badge("signed", _("has signed"), "good")
            else:
                answer.set_badge("waiting", _("has not signed yet"), "neutral")
            row.addWidget(answer)
        elif page.overview.open_offers:
            if party.accepted:
                answer.set_badge("agreed", _("agrees to the text"), "info")
            else:
                answer.set_badge("waiting", _("has not agreed yet"), "neutral")
            row.addWidget(answer)
        elif party.outside is not None:
            if party.outside.answer:
                picture, tone = _ANSWERS[party.outside.answer]
                answer.set_badge(picture, _(_ANSWER_WORDS[party.outside.answer]), tone)
            else:
                answer.set_badge("waiting", _("has not answered yet"), "neutral")
            row.addWidget(answer)
        row.addStretch(1)
        if party.identity != "own" and party.organisation:
            button = QPushButton(icon("partners"), _("Open the partner"), card)
            button.setObjectName(f"party_open_{party.key}")
            button.clicked.connect(lambda _checked=False: self._context.open_partner(party.organisation))
            row.addWidget(button)
        card.column.addLayout(row)
        if terms is not None:
            rule = title("signing_rule", terms.signing_rule).text(current_language())
            card.column.addWidget(Words(_("Signing rule: {rule}", rule=rule), "body", card, quiet=True))
        if party.membership is not None:
            card.column.addWidget(Words(str(party.membership), "strong", card))
        if party.fingerprint:
            words = _("Fingerprint {digits} …", digits=party.fingerprint[:11])
            card.column.addWidget(Words(words, "body", card, quiet=True))
        if party.confirmed_as:
            card.column.addWidget(WarningLine(str(renamed_words(party.name, party.confirmed_as)), parent=card))
        if party.is_namesake:
            card.column.addWidget(WarningLine(namesake_words(), parent=card))
        if party.identity == "undecided":
            card.column.addWidget(WarningLine(undecided_sentence(party.namesakes), parent=card))
        if party.outside is not None and party.outside.answer and party.identity != "own":
            card.column.addWidget(Words(answer_words(party.outside), "body", card))
        elif party.identity not in ("own", "confirmed", "without_datapact", "undecided") and not party.unnamed:
            words = _("Nobody can sign here before the identity of this partner is confirmed.")
            card.column.addWidget(Words(words, "body", card))
        return card


def slots_table(page: AgreementPage, parent: QWidget) -> FittedTable:
    """The table of slots: signatories in order, capacity, evidence, and whether they have signed."""
    rows = slot_rows(page)
    headings = [_("No."), _("Person"), _("Function"), _("Party"), _("Evidence of authority"), _("State")]
    table = FittedTable(headings, [cells for cells, _icon in rows], [picture for _cells, picture in rows], parent)
    table.setObjectName("slots")
    table.setAccessibleName(_("Signatures"))
    return table


type _Row = tuple[tuple[str, ...], str]


def slot_rows(page: AgreementPage) -> list[_Row]:
    """The cells of each slot and the icon of its state; before freezing, those planned in the terms."""
    language = current_language()
    people = in_signing_order(page.document.terms.parties if page.document else ())
    evidence = {(party.key, person.name): person for party, person in people}
    if not page.overview.slots:
        state, picture = _("not frozen yet"), "waiting"
        if page.overview.elsewhere is not None:
            state, picture = str(evidence_words(page.overview.evidence, short=True)), "signed"
        elif page.stage == "frozen":
            state, picture = _("signs on paper, or in a program of its own"), "signing"
        return [
            (
                (
                    str(number),
                    person.name,
                    str(capacity_words(person.capacity)),
                    party.name,
                    _evidence(person.evidence, person.evidence_date),
                    state,
                ),
                picture,
            )
            for number, (party, person) in enumerate(people, start=1)
        ]
    rows: list[_Row] = []
    waiting = next((slot.id for slot in page.overview.slots if not slot.signed), "")
    ended = page.stage in ("declined", "terminated")
    for slot in page.overview.slots:
        proof = evidence.get((slot.party, slot.person))
        if slot.how is not None:
            whole = page.overview.elsewhere is not None
            state, picture = str(slot.how), "signed" if slot.signed or whole else "signing"
        elif slot.signed_at:
            state = _("signed on {time}", time=exact_time(read_time(slot.signed_at), None, language))
            picture = "signed"
        elif slot.id == waiting and not ended:
            state, picture = _("is to sign now"), "signing"
        else:
            state, picture = (_("did not sign"), "declined") if ended else (_("signs later"), "waiting")
        cells = (
            str(slot.order),
            slot.person,
            str(capacity_words(slot.capacity)),
            slot.party_name,
            _evidence(proof.evidence, proof.evidence_date) if proof else "",
            state,
        )
        rows.append((cells, picture))
    joined = [one for one in page.overview.parties if one.joined_by is not None]
    rows += [(("", "", "", one.name, "", str(one.joined_by)), "signed") for one in joined]
    return rows


def _evidence(words: str, day: date | None) -> str:
    if not words:
        return _("none stated")
    return _("{evidence} of {day}", evidence=words, day=long_date(day, current_language())) if day else words
