"""All facts of one partner: its profile, our trust in its identity, its signatories, and our agreements."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFormLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from datapact.agreements.views.list import ListedAgreement
from datapact.agreements.views.partners import ExternalFacts, PartnerFacts
from datapact.base.clock import in_zone
from datapact.base.day_words import long_date
from datapact.base.texts import Message, _, counted, current_language
from datapact.checks.model.signing_authority import capacity_words
from datapact.contract.vocabulary.labels import title, word
from datapact.deadlines.holidays import LAND_NAMES, land_of
from datapact.organisation.identity.profile import Profile
from datapact.organisation.partners.confirmed_names import renamed_words
from datapact.pdf.agreement.values import country_name
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.tables.rows_model import Column
from datapact_ui.kit.tables.rows_table import RowsTable
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import line_height, margins, space
from datapact_ui.kit.widgets.cards import Card, PrimaryButton, Words
from datapact_ui.kit.widgets.state_badge import STATES, StateBadge, state_words
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.partners.fingerprint_panel import FingerprintPanel
from datapact_ui.partners.identity import identity_sentence, namesake_words, show_identity

_ROWS_SHOWN = 8


class PartnerDetail(ScrollPage):
    """Shows one partner; ``confirm``, ``distrust``, ``remove`` and ``change`` are called when the user wants to confirm
    its identity, to withdraw trust, to remove it from the list, or to change the profile of one without DataPact, and ``share``
    for the folder that both share."""

    def __init__(
        self,
        context: AppContext,
        confirm: Callable[[], None],
        distrust: Callable[[], None],
        remove: Callable[[], None],
        change: Callable[[], None],
        share: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context, self._confirm, self._distrust, self._remove = context, confirm, distrust, remove
        self._change, self._share = change, share
        self.setObjectName("partner-detail")
        self.setAccessibleName(_("About the partner"))

    def show_nothing(self, words: str) -> None:
        """Show the reason why nothing is shown."""
        page = QWidget(self)
        column = QVBoxLayout(page)
        margins(column, 5, 3)
        label = Words(words, parent=page, quiet=True)
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(label)
        column.addStretch(1)
        self.set_page(page)

    def _remove_button(self, page: QWidget) -> QPushButton:
        remove = QPushButton(_("Remove …"), page)
        remove.setObjectName("remove-partner-button")
        remove.clicked.connect(lambda _checked=False: self._remove())
        return remove

    def show_external(self, facts: ExternalFacts) -> None:
        """Show a partner without DataPact."""
        page = QWidget(self)
        column = self._page(page, facts.profile.name)
        line = FlowLayout(None, 2)
        badge = StateBadge(page)
        badge.setObjectName("partner-identity")
        show_identity(badge, "without_datapact")
        line.addWidget(badge)
        if facts.may_change:
            change = QPushButton(icon("edit"), _("Change …"), page)
            change.setObjectName("change-external-button")
            change.clicked.connect(lambda _checked=False: self._change())
            line.addWidget(change)
        if facts.may_remove:
            line.addWidget(self._remove_button(page))
        column.addLayout(line)
        column.addWidget(
            Words(
                _(
                    "Agreements reach this partner by e-mail or on paper: register what was signed. Ask it for a card once it"
                    " uses DataPact, and add the card here."
                ),
                parent=page,
                quiet=True,
            )
        )
        card = Card(_("What is on file"), page)
        card.setObjectName("external-profile")
        self._profile_rows(card, facts.profile)
        column.addWidget(card)
        column.addWidget(self._agreements(page, facts.agreements, facts.profile.name if facts.may_change else ""))
        column.addStretch(1)
        self.set_page(page)

    def show_facts(self, facts: PartnerFacts) -> None:
        """Show a partner with a card."""
        page = QWidget(self)
        column = self._page(page, facts.partner.name)
        column.addLayout(self._identity(page, facts))
        column.addWidget(self._fingerprint(page, facts))
        column.addWidget(self._profile(page, facts))
        column.addWidget(self._people(page, facts))
        column.addWidget(self._agreements(page, facts.agreements))
        column.addStretch(1)
        self.set_page(page)

    def _page(self, page: QWidget, name: str) -> QVBoxLayout:
        column = QVBoxLayout(page)
        margins(column, 4, 4)
        heading = Words(name, "title", page)
        heading.setObjectName("partner-name")
        column.addWidget(heading)
        return column

    def _identity(self, page: QWidget, facts: PartnerFacts) -> QVBoxLayout:
        badge = StateBadge(page)
        badge.setObjectName("partner-identity")
        standing = facts.partner.standing
        show_identity(badge, standing)
        line = FlowLayout(None, 2)  # three buttons and a badge are wider than a narrow pane
        line.addWidget(badge)
        if facts.may_confirm:
            words = _("Compare again …") if facts.partner.trust == "confirmed" else _("Confirm identity …")
            button = QPushButton(words, page) if standing == "confirmed" else PrimaryButton(words, "trust", page)
            button.setObjectName("confirm-identity-button")
            button.clicked.connect(lambda _checked=False: self._confirm())
            line.addWidget(button)
        if facts.may_distrust:
            withdraw = QPushButton(_("Withdraw trust …"), page)
            withdraw.setObjectName("withdraw-trust-button")
            withdraw.clicked.connect(lambda _checked=False: self._distrust())
            line.addWidget(withdraw)
        if not self._context.identity.reads_only:
            share = QPushButton(icon("folder"), _("Shared folder …"), page)
            share.setObjectName("shared-folder-button")
            share.clicked.connect(lambda _checked=False: self._share())
            line.addWidget(share)
        if facts.may_remove:
            line.addWidget(self._remove_button(page))
        column = QVBoxLayout()
        column.setSpacing(space(2))
        column.addLayout(line)
        if facts.partner.is_renamed:
            renamed = renamed_words(facts.partner.name, facts.partner.confirmed_as)
            column.addWidget(WarningLine(str(renamed), parent=page))
        if facts.is_namesake:
            column.addWidget(WarningLine(namesake_words(), parent=page))
        if not facts.partner.is_renamed:
            column.addWidget(Words(identity_sentence(standing), parent=page))
        if facts.exchanging is not None:
            rule = Words(str(facts.exchanging), parent=page)
            rule.setObjectName("exchange-rule")
            column.addWidget(rule)
        for sentence in _sentences(facts):
            column.addWidget(Words(sentence, parent=page, quiet=True))
        return column

    def _fingerprint(self, page: QWidget, facts: PartnerFacts) -> Card:
        card = Card(_("Fingerprint"), page)
        panel = FingerprintPanel(facts.partner.organisation, facts.partner.name, self._context.dialogs, card)
        card.column.addWidget(panel)
        return card

    def _profile(self, page: QWidget, facts: PartnerFacts) -> Card:
        card = Card(_("What the card says"), page)
        form = self._profile_rows(card, facts.partner.profile)
        created = in_zone(facts.partner.card.created).date()
        form.addRow(
            Words(_("Card of"), parent=card, quiet=True), Words(long_date(created, current_language()), parent=card)
        )
        card.column.addWidget(
            Words(_("The partner says so itself; DataPact has not checked it."), "small", card, quiet=True)
        )
        return card

    def _profile_rows(self, card: Card, profile: Profile) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(space(5))
        form.setVerticalSpacing(space(2))
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for label, value in profile_lines(profile):
            form.addRow(Words(label, parent=card, quiet=True), Words(value, parent=card))
        card.column.addLayout(form)
        return form

    def _people(self, page: QWidget, facts: PartnerFacts) -> Card:
        card = Card(_("Who can sign"), page)
        for person in facts.signatories:
            line = person.name
            if person.power:
                line = _("{person}, {capacity}", person=person.name, capacity=capacity_words(person.power))
            card.column.addWidget(Words(line, parent=card))
        if not facts.signatories:
            card.column.addWidget(Words(_("Nobody there has a key for contracts yet."), parent=card, quiet=True))
        for sentence in facts.void:
            card.column.addWidget(Words(str(sentence), "small", card))
        if facts.others:
            more = counted("{n} further member does not sign.", "{n} further members do not sign.", facts.others)
            card.column.addWidget(Words(str(more), "small", card, quiet=True))
        return card

    def _agreements(self, page: QWidget, agreements: tuple[ListedAgreement, ...], paper: str = "") -> Card:
        """The agreements; ``paper`` is the name of a partner whose contracts on paper may be registered here."""
        card = Card(_("Agreements with this partner"), page)
        if paper:
            register = QPushButton(icon("attachment"), _("Register a contract …"), card)
            register.setObjectName("register-with-partner")
            register.clicked.connect(
                lambda _checked=False: self._context.show_view("agreements", register_one="1", partner=paper)
            )
            card.column.addWidget(register, 0, Qt.AlignmentFlag.AlignLeft)
        if not agreements:
            card.column.addWidget(Words(_("None yet."), parent=card, quiet=True))
            return card
        columns = (
            Column[ListedAgreement]("number", _("Number"), 16, lambda one: one.number, gives_way=1),
            Column[ListedAgreement]("title", _("Title"), 30, lambda one: one.title, flexible=True),
            Column[ListedAgreement](
                "status",
                _("Status"),
                20,
                lambda one: state_words(one.status),
                picture=lambda one: STATES.get(one.status, ("info", "neutral"))[0],
            ),
        )
        table = RowsTable[ListedAgreement]("partner-agreements", _("Agreements with this partner"), columns, card)
        table.show_lines(agreements)
        rows = min(len(agreements), _ROWS_SHOWN)
        height = table.horizontalHeader().sizeHint().height() + rows * table.verticalHeader().defaultSectionSize()
        table.setFixedHeight(round(height + line_height() / 2))
        table.opened.connect(lambda one: self._context.open_agreement(one.id))
        table.selectRow(0)
        card.column.addWidget(table)
        opening = QPushButton(icon("open"), _("Open agreement"), card)
        opening.setObjectName("open-partner-agreement")
        opening.clicked.connect(lambda: self._context.open_agreement((table.current() or agreements[0]).id))
        card.column.addWidget(opening, 0, Qt.AlignmentFlag.AlignLeft)
        return card


def profile_lines(profile: Profile) -> Iterator[tuple[str, str]]:
    """The profile of an organisation: labels and values, without empty ones."""
    language = current_language()
    address = profile.address
    place = " ".join(part for part in (address.postal_code, address.city) if part)
    country = country_name(address.country)(language) if address.country else ""
    land = land_of(address.region) if address.country == "DE" else ""
    region = LAND_NAMES[land][0 if language == "de" else 1] if land in LAND_NAMES else address.region
    lines = (
        (_("Legal form"), profile.legal_form),
        (_("Kind"), _capital(word("party_kind", profile.kind).text(language)) if profile.kind else ""),
        (
            _("Register entry"),
            ", ".join(part for part in (profile.registration.court, profile.registration.number) if part),
        ),
        (
            _("Signing rule"),
            _capital(title("signing_rule", profile.signing_rule).text(language)) if profile.signing_rule else "",
        ),
        (_("Address"), ", ".join(part for part in (address.street, place, region, country) if part)),
        (
            _("Contact"),
            "\n".join(part for part in (profile.contact.name, profile.contact.email, profile.contact.phone) if part),
        ),
    )
    unknown = ((_("Country"), address.country), (_("Kind"), profile.kind), (_("Signing rule"), profile.signing_rule))
    missing = ", ".join(label for label, value in unknown if not value)
    return ((label, value) for label, value in (*lines, (_("Not known yet"), missing)) if value)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sentences(facts: PartnerFacts) -> Iterator[str]:
    known, language = facts.provenance, current_language()
    if known.introduced_by:
        yield str(Message("Introduced by {names}.", {"names": ", ".join(known.introduced_by)}))
    for by, said in known.said_confirmed:
        day = long_date(said, language)
        yield _("{by} says that it compared this fingerprint on {day}. That is its word, not yours.", by=by, day=day)
    if known.confirmed_at is not None:
        day = long_date(in_zone(known.confirmed_at).date(), language)
        yield _("Fingerprint compared on {day} by {name}.", day=day, name=known.confirmed_by)
    if known.withdrawn_at is not None:
        day = long_date(in_zone(known.withdrawn_at).date(), language)
        yield _(
            "Trust withdrawn on {day} by {name}: {reason}", day=day, name=known.withdrawn_by, reason=known.withdrawn_for
        )
    if known.added_at is not None:
        day = long_date(in_zone(known.added_at).date(), language)
        yield _("Added on {day} by {name}.", day=day, name=known.added_by)
    yield from map(str, facts.networks)
