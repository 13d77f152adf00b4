"""Summary: parties, data, purposes, last day, status, and the one next step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from datapact.agreements.approvals.standing import Approvals, silent_words, who_must
from datapact.agreements.projection.disputes import DisputeView
from datapact.agreements.projection.write_row import TEXT
from datapact.agreements.steps.next_action import button_words
from datapact.agreements.text.outside_replies import PartyOutside
from datapact.agreements.text.paper import PAPER_TEXT
from datapact.agreements.views.agreement import AgreementPage
from datapact.agreements.views.comments import unanswered_words
from datapact.agreements.views.overview import Amendment, Use, amended_words, amends_words
from datapact.agreements.views.timeline import signature_lines
from datapact.base.day_words import long_date
from datapact.base.local_time import exact_time
from datapact.base.texts import N_, _, counted, current_language
from datapact_ui.agreement_page.tabs.other_roads import NAMED, ROADS, other_roads
from datapact_ui.agreement_page.tabs.since_card import SinceCard
from datapact_ui.kit.layout.scroll_page import put_page
from datapact_ui.kit.tables.finding_kinds import count_words
from datapact_ui.kit.text.literal import literal
from datapact_ui.kit.theme.colours import Tone, colours_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, margins, space
from datapact_ui.kit.widgets.cards import Card, PrimaryButton, Words
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.partners.identity import show_identity, standing_of

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

_ICONS = {
    "interview": "help",
    "edit": "edit",
    "send": "send",
    "read": "text",
    "reply": "compare",
    "counter": "counter",
    "freeze": "freeze",
    "sign": "sign",
    "answer_change": "accept",
    "vote": "check",
    "admit": "accept",
    "ask_votes": "check",
    "open_accession": "partners",
    "record_answer": "check",
    "record_signature": "signed",
    "paper": "text",
    "ask_approval": "approve",
    "approve": "approve",
    "propose_change": "send",
    "word": "export",
    "word_back": "receive",
    "word_answer": "send",
    "say_sent": "mail",
}


def waits_for_data(page: AgreementPage) -> bool:
    """Whether all have signed, and nothing can be shared before an order names data."""
    runs = page.overview.status in ("signed", "in_force") and page.possible["annex"] is None
    by_orders = page.overview.kind in ("framework", "consortium")
    return runs and by_orders and not page.overview.datasets


def answer_words(answer: PartyOutside) -> str:
    """A party's answer by e-mail or on paper, with its evidence."""
    words = {
        "accepted": N_("agrees to the text: {way}, {day}"),
        "changes": N_("wants changes: {way}, {day}"),
        "refused": N_("declines: {way}, {day}"),
    }
    day = long_date(date.fromisoformat(answer.day), current_language())
    said = _(words[answer.answer], way=answer.way_words, day=day)
    shown = [*answer.files, *([answer.remark] * bool(answer.remark))]
    return f"{said} ({'; '.join(shown)})" if shown else said


def is_binding(page: AgreementPage) -> bool:
    """Whether every signatory has signed; before that every page says that nothing is binding."""
    return page.fully_signed or page.overview.elsewhere is not None


def data_lines(page: AgreementPage) -> list[str]:
    """The datasets in force, and where orders that do not count yet, or never will, are listed."""
    orders = sum(one.is_order and not one.counts for one in page.since)
    lines = list(page.overview.datasets)
    if orders:
        told = counted(
            "As in force today. {n} more order for further data is listed under “Since signature”.",
            "As in force today. {n} more orders for further data are listed under “Since signature”.",
            orders,
        )
        lines.append(str(told))
    if page.overview.amends is not None and page.overview.amends.relation == "accedes":
        lines.append(_("Whoever joins gets none of it by joining: that takes an order of its own."))
    return lines


def use_words(use: Use) -> str:
    """A purpose with its datasets; a prohibited one is marked first."""
    datasets = ", ".join(use.datasets)
    if use.prohibited and not datasets:
        return _("Prohibited: {purpose}", purpose=use.purpose)
    if use.prohibited:
        return _("Prohibited: {purpose}, with {datasets}", purpose=use.purpose, datasets=datasets)
    return f"{use.purpose} ({datasets})" if datasets else use.purpose


def evidence_lines(page: AgreementPage) -> list[str]:
    """The evidence of conclusion; for a contract signed elsewhere its record."""
    seen = page.overview
    lines = [str(seen.evidence_words())]
    if seen.elsewhere is not None:
        lines += [_("Signed on {day}", day=seen.elsewhere.signed_on)] if seen.elsewhere.signed_on else []
        lines += [file.name for file in seen.elsewhere.files if file.media not in (TEXT, PAPER_TEXT)]
        lines += [str(line) for line in signature_lines(seen.elsewhere.signatures)]
        lines += [seen.elsewhere.remarks] if seen.elsewhere.remarks else []
    return lines


class SummaryTab(QScrollArea):
    """The first page of one agreement."""

    action_wanted = Signal(str)
    tab_wanted = Signal(str)
    answer_wanted = Signal(str, bool)
    silence_wanted = Signal(str)
    """The digest of a notice or change, and whether to agree to it (else to object, or take it back)."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setObjectName("summary")
        self.setAccessibleName(_("Summary"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.primary: PrimaryButton | None = None

    def show_page(self, page: AgreementPage) -> None:
        """Build the page anew."""
        had_focus = self.primary is not None and self.window().focusWidget() is self.primary  # also under a dialog
        at = self.verticalScrollBar().value()
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        margins(column, 4, 4)
        for dispute in page.overview.disputes:
            column.addWidget(self._dispute(dispute))
        for warning in page.overview.warnings:
            column.addWidget(self._banner("warning", str(warning)))
        if page.unsaved:
            words = _(
                "Changes that you typed are in no draft yet, so this page does not show them. They are kept: go on writing to"
                " see and save them."
            )
            column.addWidget(self._banner("restore", words))
        if page.unproposed is not None:
            words = _(
                "Your draft of {time} is newer than the agreed text and not proposed yet: “Propose another text” opens it.",
                time=exact_time(page.unproposed.time, None, current_language()).rsplit(":", 1)[0],
            )
            column.addWidget(self._banner("draft", words))
        column.addWidget(self._next_step(page, inner))
        if page.since:
            column.addWidget(self._since(page, inner))
        column.addWidget(self._facts(page, inner))
        column.addStretch(1)
        put_page(self, inner)
        inner.setAutoFillBackground(False)
        self.verticalScrollBar().setValue(at)
        if had_focus and self.primary is not None:
            self.primary.setFocus()

    def _banner(self, picture: str, words: str, tone: Tone = "warn") -> QWidget:
        card = Card(parent=self)
        row = QHBoxLayout()
        sign = QLabel(card)
        sign.setPixmap(icon(picture, colours_of(QApplication.palette()).tone(tone).ink).pixmap(icon_size(1.2)))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Words(words, parent=card), 1)
        card.column.addLayout(row)
        return card

    def _dispute(self, dispute: DisputeView) -> QWidget:
        """The note on a dispute: who disputes what is signed, when and why."""
        told = {"time": exact_time(dispute.time, None, current_language()), "reason": dispute.reason or "–"}
        claims = _("Its revocation claims the time {time} and the reason: {reason}", **told)
        card = self._banner("error", f"{dispute.words}\n{claims}", "bad")
        card.setObjectName("dispute")
        return card

    def _next_step(self, page: AgreementPage, parent: QWidget) -> QWidget:
        card = Card(parent=parent)
        card.setObjectName("next_step")
        row = QHBoxLayout()
        row.setSpacing(space(4))
        words = QVBoxLayout()
        words.setSpacing(space(1))
        words.addWidget(Words(_("Next step"), "small", card, quiet=True))
        said = Words(_next_words(page), "heading", card)
        said.setObjectName("next_words")
        words.addWidget(said)
        if page.next.why is not None:
            words.addWidget(Words(str(page.next.why), "body", card, quiet=True))
        for line in going_out(page):
            words.addWidget(Words(line, "body", card, quiet=True))
        if page.unanswered:
            asked = Words(str(unanswered_words(page.unanswered)), "body", card)
            asked.setObjectName("next_asked")
            words.addWidget(asked)
        row.addLayout(words, 1)
        self.primary = None
        roads = other_roads(page, self._context.identity.roles)
        if page.next.action != "none" or roads:
            action = page.next.action
            buttons = QVBoxLayout()
            buttons.setSpacing(space(2))
            if action != "none":
                self.primary = PrimaryButton(str(button_words(action)), _ICONS[action], card)
                self.primary.setObjectName("next_button")
                self.primary.clicked.connect(lambda _checked=False: self.action_wanted.emit(action))
                buttons.addWidget(self.primary)
            for road in roads:
                step = "packet" if road == "own_copy" else road
                name = f"next_{road}" if road in NAMED else "next_other"
                buttons.addWidget(
                    self._link(_(ROADS[road]), name, lambda step=step: self.action_wanted.emit(step))  # type: ignore[misc]
                )
            row.addLayout(buttons)
            row.setAlignment(buttons, Qt.AlignmentFlag.AlignVCenter)
        elif waits_for_data(page):
            words.addWidget(
                Words(_("No data is agreed yet. Data comes by orders, each with its purpose."), "body", card)
            )
            order = self._link(_("Order datasets …"), "next_order", lambda: self.action_wanted.emit("order"))
            row.addWidget(order, 0, Qt.AlignmentFlag.AlignVCenter)
        card.column.addLayout(row)
        return card

    def _since(self, page: AgreementPage, parent: QWidget) -> QWidget:
        card = SinceCard(page.since, may_answer="legal" in self._context.identity.roles, parent=parent)
        card.answer_wanted.connect(self.answer_wanted)
        card.silence_wanted.connect(self.silence_wanted)
        return card

    def _facts(self, page: AgreementPage, parent: QWidget) -> QWidget:
        seen = page.overview
        card = Card(parent=parent)
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(6))
        grid.setVerticalSpacing(space(4))
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, characters(16))
        lines: list[tuple[str, QWidget | None]] = [
            (_("Who"), self._parties(page, card)),
            (_("What data"), self._list(data_lines(page), card)),
            (_("For what"), self._list([use_words(use) for use in seen.uses], card)),
            (_("Until when"), Words(until_words(page, self._context.today()), "body", card)),
            (_("State"), self._state(page, card)),
            (_("Check"), self._check(page, card)),
        ]
        matter = page.matter
        if matter.client or matter.matter:
            said = " · ".join(one for one in (matter.client, matter.matter) if one)
            lines.append((_("Client and matter"), Words(said, "body", card)))
        if seen.amends is not None:
            lines.insert(
                0,
                (
                    _("Joins") if seen.amends.relation == "accedes" else _("Amends"),
                    self._other(seen.amends, str(amends_words(seen.amends)), card),
                ),
            )
        for relation, label in (("amends", _("Amendments")), ("accedes", _("Accessions"))):
            later = [one for one in seen.amended_by if one.relation == relation]
            if later:
                box, column = self._column(card)
                for one in later:
                    column.addWidget(self._other(one, str(amended_words(one)), box))
                lines.insert(-2, (label, box))
        if seen.evidence:
            lines.insert(-1, (_("Evidence"), self._list(evidence_lines(page), card)))
        for number, (label, widget) in enumerate((label, one) for label, one in lines if one is not None):
            name = Words(label, "body", card, quiet=True)
            name.setWordWrap(False)
            grid.addWidget(name, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(widget, number, 1)
        card.column.addLayout(grid)
        return card

    def _parties(self, page: AgreementPage, parent: QWidget) -> QWidget:
        box, column = self._column(parent)
        for party in page.overview.parties:
            row = QHBoxLayout()
            row.setSpacing(space(2))
            name = Words(party.called, "strong", box)
            name.setWordWrap(False)
            row.addWidget(name)
            badge = StateBadge(box)
            show_identity(badge, standing_of(party))
            row.addWidget(badge)
            row.addStretch(1)
            column.addLayout(row)
            if party.membership is not None:
                column.addWidget(Words(str(party.membership), "small", box, quiet=True))
            if party.outside is not None and party.outside.answer and party.identity != "own":
                column.addWidget(Words(answer_words(party.outside), "small", box, quiet=True))
        return box

    def _list(self, entries: Sequence[str], parent: QWidget) -> QWidget | None:
        """A line for each entry; None for none: what a contract does not speak of gets no row."""
        if not entries:
            return None
        box, column = self._column(parent)
        for entry in entries:
            column.addWidget(Words(entry, "body", box))
        return box

    def _column(self, parent: QWidget) -> tuple[QWidget, QVBoxLayout]:
        box = QWidget(parent)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        return box, column

    def _other(self, one: Amendment, words: str, parent: QWidget) -> QWidget:
        """The other end of an amendment, with the way there."""
        if not one.status:
            return Words(words, "body", parent)
        named, rest = (one.number, words.removeprefix(one.number).strip(" ,")) if one.number else (words, "")
        link = self._link(named, f"amendment_{one.number}", lambda: self._context.open_agreement(one.history))
        link.setAccessibleName(words)
        box = QWidget(parent)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(link)
        row.addWidget(Words(rest, "body", box), 1)  # it wraps, as no button does
        return box

    def _state(self, page: AgreementPage, parent: QWidget) -> QWidget:
        box, column = self._column(parent)
        row = QHBoxLayout()
        badge = StateBadge(box)
        badge.setObjectName("summary_state")
        badge.set_state(page.overview.status, page.overview.disputed)
        row.addWidget(badge)
        ending = StateBadge(box)
        ending.setObjectName("summary_ending")
        show_ending(ending, page)
        row.addWidget(ending)
        row.addStretch(1)
        column.addLayout(row)
        for line in (*state_lines(page), *(str(one) for one in page.overview.notices)):
            column.addWidget(Words(line, "body", box, quiet=True))
        return box

    def _check(self, page: AgreementPage, parent: QWidget) -> QWidget:
        box, column = self._column(parent)
        column.addWidget(Words(check_words(page), "body", box))
        row = QHBoxLayout()
        if page.is_foreign:
            row.addWidget(self._link(_("Show the gap report"), "summary_gaps", lambda: self.tab_wanted.emit("paper")))
            row.addStretch(1)
            column.addLayout(row)
            return box
        row.addWidget(self._link(_("Show the findings"), "summary_findings", lambda: self.tab_wanted.emit("findings")))
        row.addStretch(1)
        column.addLayout(row)
        return box

    def _link(self, words: str, name: str, do: Callable[[], object]) -> QPushButton:
        button = QPushButton(literal(words), self)
        button.setObjectName(name)
        button.setFlat(True)
        button.setIcon(icon("forward"))
        button.clicked.connect(lambda _checked=False: do())
        return button


def _next_words(page: AgreementPage) -> str:
    """The next step; where nothing is left to do before an agreement begins, the day on which it does."""
    seen = page.overview
    rests = page.next.action == "none" and seen.next_step == "none" and not seen.disputed
    if rests and seen.status == "signed" and seen.starts:
        return _("In force from {day} on", day=long_date(date.fromisoformat(seen.starts), current_language()))
    return str(page.next.words)


def show_ending(badge: StateBadge, page: AgreementPage) -> None:
    """Show that an agreement which still runs is to end by notice, and hide the badge for any other."""
    seen = page.overview
    running = bool(seen.terminated_on) and not seen.end_disputed and seen.status in ("signed", "in_force")
    if seen.terminated_on and running:
        day = long_date(date.fromisoformat(seen.terminated_on), current_language())
        words = N_("Notice given as of {day}, arrival open") if seen.notice_unproven else N_("Notice given as of {day}")
        if any(one.own and one.member.until for one in seen.members.lines):  # the others go on without us
            words = N_("We leave as of {day}")
        badge.set_badge("terminated", _(words, day=day), "warn")
    badge.setVisible(running)


def until_words(page: AgreementPage, today: date) -> str:
    """The duration in words, with a notice of termination where there is one."""
    seen = page.overview
    language = current_language()

    def day(text: str) -> str:
        return long_date(date.fromisoformat(text), language)

    if seen.starts and seen.term_end:
        words = str(
            counted(
                "{start} to {end}, then on by {n} month each time unless notice is given",
                "{start} to {end}, then on by {n} months each time unless notice is given",
                seen.renewal_months,
                start=day(seen.starts),
                end=day(seen.term_end),
            )
        )
    elif seen.starts and seen.ends:
        words = _("{start} to {end}", start=day(seen.starts), end=day(seen.ends))
    elif seen.starts:
        words = _("from {start}, without a fixed end", start=day(seen.starts))
    elif seen.ends:
        words = _("until {end}", end=day(seen.ends))
    else:
        words = _("not fixed yet")
    if seen.term is not None:
        term = seen.term
        told = {"end": term.end.isoformat(), "last": term.notice.day.isoformat(), "until": term.next_end.isoformat()}
        words += ". " + (
            _("Notice to {end} must be received by {last}.", **told)
            if term.notice.day >= today
            else _("Notice to {end} had to be received by {last}; without it the term goes on until {until}.", **told)
        )
    if seen.terminated_on and seen.end_disputed:
        told = {"day": day(seen.terminated_on), "names": seen.end_disputed}
        words += " " + _("(terminated as of {day}, disputed by {names})", **told)
    elif seen.terminated_on:
        words += " " + _("(terminated as of {day})", day=day(seen.terminated_on))
    return words


_STEPS_NAMED = 4


def going_out(page: AgreementPage) -> list[str]:
    """The steps that the button would send, and that a newer draft stays here."""
    if page.next.action != "send" or not page.goes_out:
        return []
    said = [str(one) for one in page.goes_out]
    different = list(dict.fromkeys(reversed(said)))[:_STEPS_NAMED][::-1]
    times = {one: said.count(one) for one in different}
    named = [one if n == 1 else f"{one} {_('({n} times)', n=n)}" for one, n in times.items()]
    lines = [_("This goes out: {steps}", steps=" ".join(named))]
    if earlier := len(said) - sum(times.values()):
        lines.append(str(counted("and {n} earlier step", "and {n} earlier steps", earlier)))
    if page.newer_draft is not None:
        lines.append(_("Your newer draft does not go out: propose it first."))
    return lines


def state_lines(page: AgreementPage) -> list[str]:
    """The facts behind the status: who has accepted, who has signed, and that nothing binds before that."""
    lines = []
    if not is_binding(page):
        lines.append(_("Nothing is binding until every named signatory has signed (section 154(2) BGB)."))
    seen = page.overview
    if seen.slots:
        done = [slot for slot in seen.slots if slot.signed]
        lines.append(_("Signatures: {done} of {all}", done=len(done), all=len(seen.slots)))
    elif seen.open_offers:
        proposing = {one.organisation for one in seen.open_offers}
        proposed = [party.name for party in seen.parties if party.organisation in proposing]
        if proposed:
            lines.append(_("Proposed by: {parties}", parties=", ".join(proposed)))
        accepted = [party.name for party in seen.parties if party.accepted and party.organisation not in proposing]
        if accepted:
            lines.append(_("Agreed to the proposal: {parties}", parties=", ".join(accepted)))
    lines += approval_lines(page.approval)
    if page.approvals and page.approval is None:
        lines.append(_("Approved internally by: {members}", members=", ".join(dict.fromkeys(page.approvals))))
    return lines


def approval_lines(found: Approvals | None) -> list[str]:
    """Lines on who approved the text that is worked on, who has to, and why it was given back."""
    if found is None:
        return []
    lines = []
    named = [
        _("{name} (own text, as the only legal member)", name=one.person.name) if one.alone else one.person.name
        for one in found.approved
    ]
    if named:
        lines.append(_("Approved internally by: {members}", members=", ".join(named)))
    if found.missing and found.step == "signing":
        lines.append(_("To be approved before it is signed, by {who}", who=who_must(found.missing)))
    elif found.missing:
        lines.append(_("To be approved before it goes out, by {who}", who=who_must(found.missing)))
    if found.silent:
        lines.append(str(silent_words(found)))
    if found.returned is not None:
        reason = found.returned.note if isinstance(found.returned.note, str) else "–"
        lines.append(_("Given back instead of approved: {reason}", reason=reason))
    return lines


def _found_words(page: AgreementPage) -> str:
    counted = ", ".join(count_words(page.tally))
    return f"{counted}." if counted else _("What was entered contradicts no rule.")


def check_words(page: AgreementPage) -> str:
    """The number of findings in words, and whether they bar anything here."""
    if not page.text_read:
        return _("The text is being read and checked.")
    if page.is_foreign:
        return _("The check reads texts that are written here. For the other side's paper there is the gap report.")
    if page.overview.elsewhere is not None and page.document is not None and not page.document.clauses:
        if page.overview.elsewhere.evidence == "reference_only":
            return _(
                "{found} No signed file is here: nothing of its wording is checked. What is still missing before data is shared "
                "under it, the answer on sharing lists.",
                found=_found_words(page),
            )
        return _(
            "{found} The clauses stand in the signed file and are not checked. What is still missing before data is shared under it, "
            "the answer on sharing lists.",
            found=_found_words(page),
        )
    if page.document is not None and page.document.amends_on_paper:
        return _(
            "{found} The clauses of the amended contract are not here and are not checked.", found=_found_words(page)
        )
    if not page.findings:
        return _("No findings.")
    return ", ".join(count_words(page.tally)) or _("All findings are set aside.")
