"""Recalls: open steps with each recipient and in our own organisation, until everybody has answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QWidget

from datapact.audit.exports.receipt import RECALLED, about
from datapact.audit.exports.record_proof import may_take_out, prove_recall, take_out
from datapact.base.day_words import long_date
from datapact.base.local_time import day_of, exact_time, local_zone
from datapact.base.texts import N_, Message, _, counted, current_language
from datapact.base.write_table import write_csv
from datapact.consent.proof.run import Rests, prove_whole, unproven_recalls
from datapact.consent.recalls.confirmations import note_sent
from datapact.consent.recalls.list import RecallLine, people_of_line, recall_lines, unknown_people
from datapact.consent.recalls.rules import ASK_WORDS, OUTCOME_WORDS
from datapact.consent.records.files import kept_file
from datapact_ui.consent.deliveries.recall_reasons import (
    DONE,
    why_no_delivery,
    why_not_answered,
    why_not_confirm,
    why_not_send,
    why_not_sent,
)
from datapact_ui.consent.parts.consent_form import TOUCHED
from datapact_ui.consent.parts.list_part import ListPart
from datapact_ui.consent.parts.record_appearance import state_word
from datapact_ui.consent.parts.record_files import RecordFiles, file_name
from datapact_ui.kit.tables.days import short_day
from datapact_ui.kit.tables.rows_model import Column
from datapact_ui.kit.tables.section import bar, nothing_chosen
from datapact_ui.kit.theme.colours import Tone
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.theme.switches import on_switch
from datapact_ui.kit.widgets.chips import Chip
from datapact_ui.kit.widgets.empty_state import EmptyState
from datapact_ui.kit.widgets.picture_button import reserve_room

if TYPE_CHECKING:
    from datetime import datetime

    from datapact.consent.proof.unproven import RecallsNotProven
    from datapact.consent.recalls.list import Step
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext

_LOOKS: Mapping[Step, tuple[str, Tone]] = {
    "tell": ("send", "warn"),
    "send": ("mail", "warn"),
    "wait": ("waiting", "info"),
    "confirm": ("time", "info"),
    "answer": ("receive", "warn"),
    "reply": ("send", "warn"),
    "own": ("organisation", "warn"),
    "done": ("check", "good"),
}
_ORDER: Mapping[Step, int] = {
    "answer": 0,
    "reply": 1,
    "tell": 2,
    "send": 3,
    "own": 4,
    "wait": 5,
    "confirm": 6,
    "done": 7,
}


class RecallsView(ListPart[RecallLine]):
    """The list of recalls and of what is still to be done for each. ``narrow`` takes partner, recall (a key), done."""

    name = "recalls"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._wanted: tuple[str, str] = "", ""
        self._obligation = ""
        self._files = RecordFiles(context, self)
        make = self.action
        self._do = make("do-recall", _("Do what is to be done …"), self.do_next, icon_name="forward")
        self._send = make("tell-partner", _("Tell the partner …"), self.tell, icon_name="send")
        self._sent = make("recall-was-sent", _("It was sent …"), self.was_sent, icon_name="mail")
        self._answered = make("partner-answered", _("Record the reply …"), self.answered, icon_name="check")
        self._confirm = make("confirm-recall", _("Act and confirm …"), self.confirm, icon_name="accept")
        self._people = make("recall-people", _("Save the list of people …"), self.save_people, icon_name="export")
        self._evidence = make("recall-evidence", _("Show the evidence"), self.show_evidence, icon_name="attachment")
        self._proof = make("recall-proof", _("Save the proof …"), self.save_proof, icon_name="fingerprint")
        self._deliveries = make("recall-delivery", _("Open the delivery"), self.open_delivery, icon_name="open")
        self._rectify = make("rectify-people", _("Record a rectification …"), self.rectify, icon_name="edit")
        self._days = make("recall-days", _("Days to do it in …"), self.set_days, icon_name="calendar")
        empty = EmptyState(
            "undo",
            _("Nothing is to be called back"),
            _("When somebody withdraws or objects, it says here which recipients have to be told, and until when."),
            parent=self,
        )
        columns: list[Column[RecallLine]] = [
            Column(
                "step",
                _("Status"),
                37,
                lambda one: step_badge(one)[1],
                flexible=True,
                badge=step_badge,
                order=lambda one: (not one.overdue, _ORDER[one.step]),
            ),
            Column("partner", _("Partner"), 26, lambda one: one.partner_name, flexible=True),
            Column("dataset", _("Dataset"), 16, lambda one: str(one.dataset_name), flexible=True, gives_way=3),
            Column("purpose", _("Purpose"), 28, self._purpose, flexible=True, gives_way=1),
            Column("people", _("People"), 16, _people_words, order=lambda one: one.people, gives_way=2),
            Column(
                "due",
                _("Due"),
                13,
                lambda one: "" if one.due is None else short_day(one.due.isoformat()),
                order=lambda one: (one.due is None, one.due),
            ),
        ]
        self.done_chip = Chip(_("Also what is done"), "recalls-done", self)
        on_switch(self.done_chip, lambda _on: self.read())
        beside = (
            self._send,
            self._sent,
            self._answered,
            self._confirm,
            self._people,
            self._proof,
            self._deliveries,
            self._evidence,
        )
        self.build(
            _("Recalls"), columns, beside, (self._rectify, self._days), (self._do, "forward"), empty, (self.done_chip,)
        )
        told = self.facts.findChild(QPushButton, "tell-partner-button")
        if told is not None:
            reserve_room(told, *_again_words().values())
        bar(self._days, self.why_not_write())
        bar(self._rectify, self.why_not_write())
        self.hold_back(self._do, self._send, self._sent, self._answered, self._confirm, self._rectify, self._days)
        self.read()

    def title(self) -> str:
        return _("Recalls")

    def actions(self) -> list[QAction]:
        return [
            self._do,
            self._send,
            self._sent,
            self._answered,
            self._confirm,
            self._people,
            self._proof,
            self._deliveries,
            self._evidence,
            self._rectify,
            self._days,
        ]

    def narrow(self, options: Mapping[str, str]) -> None:
        if options.get("done"):
            self.done_chip.setChecked(True)
        self._wanted = options.get("partner", ""), options.get("recall", "")
        self._obligation = options.get("obligation", "")
        self._choose()

    def _purpose(self, line: RecallLine) -> str:
        if line.purpose_name is not None:
            return str(line.purpose_name)
        return self.context.names.purpose(line.purpose, agreement=line.agreement, dataset=line.dataset)

    # ---- reading ----

    def read(self) -> None:
        done = self.done_chip.isChecked()

        def job(acting: Acting) -> tuple[tuple[RecallLine, ...], tuple[Message, ...]]:
            with acting.vault.read() as session:
                return recall_lines(session, acting.clock(), done=done), unknown_people(session)

        self.context.worker.read(self, job, self._show, key="recalls")

    def _show(self, found: tuple[tuple[RecallLine, ...], tuple[Message, ...]]) -> None:
        lines, unknown = found
        self.warn(unknown)
        ordered = sorted(lines, key=_urgency)
        late = sum(one.overdue for one in lines)
        is_open = sum(one.step != "done" for one in lines)
        words = str(counted("{n} is open", "{n} are open", is_open))
        if late:
            words += " · " + str(counted("{n} overdue", "{n} overdue", late))
        self.show_lines(ordered, _name_of, words)
        self._choose()

    def _choose(self) -> None:
        if self._obligation and self.table.choose(lambda one: one.obligation == self._obligation):
            self._obligation = ""
        partner, recall = self._wanted
        if (partner or recall) and self.table.choose(
            lambda one: partner in ("", one.partner) and one.recall.startswith(recall)
        ):
            self._wanted = "", ""

    def show_current(self, line: RecallLine | None) -> None:
        step = "" if line is None else line.step
        none, role = nothing_chosen(line), self.why_not_write()
        written = line is not None and line.written is not None
        for action, why in (
            (self._send, why_not_send(step)),
            (self._sent, why_not_sent(step, written=written)),
            (self._answered, why_not_answered(step)),
            (self._confirm, why_not_confirm(step)),
        ):
            bar(action, role or none or str(why or ""))
        self._send.setText(_again_words()["again" if step == "reply" and written else step])
        bar(self._people, none)
        takes = may_take_out(self.context.identity.roles)
        recorded = line is not None and bool(line.entry)
        bar(
            self._proof,
            ("" if takes else _("A legal member, a lead or an auditor does this."))
            or none
            or ("" if recorded else _("Nothing is recorded about it yet.")),
        )
        kept = line is not None and bool(line.evidence)
        bar(self._evidence, none or ("" if kept else _("There is no evidence on file for it.")))
        bar(self._deliveries, none or str(why_no_delivery(step) or ""))
        bar(self._do, role or none or (str(DONE) if step == "done" else ""))
        if line is None:
            self.facts.show_nothing(_("No line is chosen"))
            return
        warnings: list[tuple[str, Tone]] = []
        if line.overdue and line.due is not None:
            day = long_date(line.due, current_language())
            warnings.append((_("Overdue since {day}.", day=day), "bad"))
        if line.late_record is not None:
            warnings.append((str(line.late_record), "warn"))
        if line.late_delivery is not None:
            warnings.append((str(line.late_delivery), "bad"))
        declared = (
            ""
            if line.declared is None
            else long_date(day_of(line.declared, local_zone(line.declared)), current_language())
        )
        facts = [
            (_("What is to be done"), str(line.sentence) if line.step != "done" else ""),
            (_("Partner"), line.partner_name),
            (_("Dataset"), str(line.dataset_name)),
            (_("Purpose"), self._purpose(line)),
            (_("People"), f"{grouped(line.people)}: {line.who}" if line.who else grouped(line.people)),
            (_("What is asked"), _request_words(line)),
            (
                _("Ask again after") if line.step in ("wait", "confirm") else _("Until"),
                "" if line.due is None else long_date(line.due, current_language()),
            ),
            (_("Declared on"), declared),
            (_("Known since"), exact_time(line.since, None, current_language())),
            (_("File written"), "" if line.written is None else exact_time(line.written, None, current_language())),
            (_("Told"), _when_notified(line)),
            (_("How"), _how(line)),
            (_("Reply"), str(Message(OUTCOME_WORDS[line.outcome])) if line.outcome in OUTCOME_WORDS else ""),
            (_("Answered"), "" if line.answered is None else exact_time(line.answered, None, current_language())),
            (_("Evidence"), "" if line.own_word is None else str(line.own_word)),
            (_("Who confirmed it"), line.person),
            (_("Remark"), line.note),
            (_("Number"), line.recall.rpartition(".")[2]),
            (_("Entry"), line.entry),
        ]
        self.facts.show_facts(line.partner_name, step_badge(line), facts, warnings)

    # ---- doing ----

    def open_line(self) -> None:
        if self._do.isEnabled():
            self.do_next()

    def do_next(self) -> None:
        """Take the next step of the chosen line."""
        for action in (self._confirm, self._sent, self._answered, self._send):
            if action.isEnabled():
                action.trigger()
                return

    def tell(self) -> None:
        """Write the sealed file, or the letter, with all recalls pending at the partner."""
        from datapact_ui.consent.deliveries.send_recall_dialog import SendRecallDialog

        line = self.table.current()
        if line is not None:
            lines = [one for one in self.table.lines.lines() if one.partner == line.partner and one.step == "tell"]
            SendRecallDialog(self.context, line, lines, self.window()).open()

    def rectify(self) -> None:
        """Record that data of people was corrected."""
        from datapact_ui.consent.records.rectify_dialog import RectifyDialog

        line = self.table.current()
        RectifyDialog(self.context, "" if line is None else line.dataset, "", self.window()).open()

    def was_sent(self) -> None:
        """Record that the file was sent."""
        from datapact_ui.exchange.sending.sent_dialog import SentDialog

        line = self.table.current()
        if line is None:
            return
        partner = line.partner
        lines = [one for one in self.table.lines.lines() if one.partner == partner and one.written is not None]
        about = "; ".join(
            dict.fromkeys(
                f"{one.dataset_name}: {one.who}" for one in lines if one.who and one.step in ("send", "reply")
            )
        )

        def record(acting: Acting, at: datetime | None, how: str) -> None:
            with acting.vault.write() as session:
                note_sent(acting, session, partner, at=at, how=how)

        SentDialog(
            self.context, line.partner_name, record, TOUCHED, self.window(), help_page="records", about=about
        ).open()

    def answered(self) -> None:
        """Record on evidence what the partner acknowledged or did."""
        self._answer()

    def confirm(self) -> None:
        """Record what we did with the data."""
        self._answer()

    def _answer(self) -> None:
        from datapact_ui.consent.parts.decision_dialog import DecisionDialog

        line = self.table.current()
        if line is not None:
            DecisionDialog(self.context, line, self.window()).open()

    def save_people(self) -> None:
        """Write the people of a line as CSV, with the partner's pseudonyms once it was told.

        A recall is never held back: rows that do not fit are said beside the list.
        """
        line = self.table.current()
        if line is None:
            return

        def job(acting: Acting) -> bytes:
            with acting.vault.read() as session:
                people = people_of_line(session, line)
            return write_csv(["subject", "state"], [(subject, state_word(state)) for subject, state, _at in people])

        name = file_name("recall", line.recall.rpartition(".")[2][:8] or f"{line.dataset}-{line.step}", "csv")

        def unproven(acting: Acting) -> RecallsNotProven | None:
            with acting.vault.read() as session:
                return unproven_recalls(acting, session)

        self._files.save(
            _("Save the list of people"), name, "CSV (*.csv)", job, about(RECALLED, line.dataset), beside=unproven
        )

    def save_proof(self) -> None:
        """Write the proof of a recall with its list and the answers to it; the export is recorded."""
        line = self.table.current()
        if line is not None:
            entry, number = line.entry, line.recall.rpartition(".")[2][:8]
            name = file_name("recall-proof", number, "json")
            self._files.save(
                _("Save the proof"), name, "JSON (*.json)", lambda acting: take_out(acting, prove_recall(acting, entry))
            )

    def show_evidence(self) -> None:
        """Show the evidence of the answer, if it is a PDF; else save it."""
        line = self.table.current()
        if line is None:
            return
        digest = line.evidence

        def shown(kept: tuple[str, bytes]) -> None:
            def proven_file(acting: Acting) -> bytes:
                prove_whole(acting, Rests())
                return kept[1]  # as its digest says: whoever read it has held it against that

            if kept[0] == "application/pdf":
                self._files.show_pdf(_("Evidence"), kept[1])
            else:
                self._files.save(
                    _("Save the evidence"),
                    file_name("evidence", digest[:8], "bin"),
                    "",
                    proven_file,
                    Message(N_("Evidence of a reply")),
                )

        self.context.worker.read(self, lambda acting: kept_file(acting, digest), shown, key="evidence")

    def open_delivery(self) -> None:
        """Go to the deliveries of the data."""
        line = self.table.current()
        if line is not None:
            self.context.show_view("consent", tab="deliveries", entry=line.delivery)

    def set_days(self) -> None:
        """Set the days for telling recipients where the agreement sets none."""
        from datapact_ui.consent.deliveries.recall_days_dialog import open_days

        open_days(self.context, self.window())


def step_badge(line: RecallLine) -> tuple[str, str, Tone]:
    """Icon, word and tone of a recall's stage; overdue takes precedence."""
    words = str(line.step_words)
    if line.overdue:
        return "warning", _("overdue: {what}", what=words), "bad"
    picture, tone = _LOOKS[line.step]
    return picture, words, tone


def _request_words(line: RecallLine) -> str:
    return str(Message(ASK_WORDS.get(line.ask, line.ask)))


def _how(line: RecallLine) -> str:
    if line.step in ("tell", "own"):
        return _("by letter: this partner has no DataPact") if line.external else ""
    return _("by letter") if line.letter else _("by sealed file")


def _name_of(line: RecallLine) -> object:
    """The line itself, also after the next step: once it was told it has a number, and is still the same people."""
    return line.partner, line.dataset, line.purpose, line.agreement, line.ask, line.named[:1]


def _people_words(line: RecallLine) -> str:
    """The pseudonym of one person; of several how many they are."""
    return line.named[0] if line.people == 1 and line.named else grouped(line.people)


def _urgency(line: RecallLine) -> tuple[bool, bool, str, int]:
    """The sort key: overdue ones first, then by the last day; recalls to partners before our own steps."""
    return line.step == "done", not line.overdue, "" if line.due is None else line.due.isoformat(), _ORDER[line.step]


def _when_notified(line: RecallLine) -> str:
    """When the recipient was told, and how many days after we knew: that stays in sight once nothing is due any more."""
    if line.sent is None:
        return ""
    zone = local_zone(line.sent)
    days = (day_of(line.sent, zone) - day_of(line.since, zone)).days
    told = exact_time(line.sent, None, current_language())
    after = counted("{n} day after it was known here", "{n} days after it was known here", days)
    return f"{told}, {after}" if days > 0 else told


def _again_words() -> Mapping[str, str]:
    """What the button that tells the partner says, by the step of the line; ``again``: a reply was written already."""
    first = dict.fromkeys(("", "answer", "own", "tell", "done"), _("Tell the partner …"))
    return first | {
        "send": _("Write it again …"),
        "wait": _("Tell it again …"),
        "confirm": _("Tell it again …"),
        "reply": _("Send the reply …"),
        "again": _("Write it again …"),
    }
