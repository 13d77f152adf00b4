"""Deliveries: what left, to whom, about how many people, on which decision; and to whom one person's data went."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from datapact.audit.exports.receipt import DELIVERED, about
from datapact.audit.exports.record_proof import may_take_out, prove_delivery, take_out
from datapact.base.clock import read_time
from datapact.base.errors import DataPactError
from datapact.base.local_time import exact_time
from datapact.base.texts import Message, _, counted, current_language
from datapact.base.write_table import write_csv
from datapact.consent.decision.wording import people_of, verdict_word
from datapact.consent.deliveries.by_hand import ByHand, as_form
from datapact.consent.deliveries.list import DeliveryFacts, DeliveryLine, delivery_facts, delivery_lines, list_of_people
from datapact.consent.facts.question import Verdict
from datapact.consent.matrix.question_form import FormChoices, form_choices
from datapact.consent.proof.run import Rests, proven_whole
from datapact.consent.records.corrections import STANDING_WORDS, correction_words
from datapact.consent.records.delivered import missing_words
from datapact_ui.consent.parts.list_part import ListPart
from datapact_ui.consent.parts.record_appearance import basis_words, short_time, whole_time
from datapact_ui.consent.parts.record_files import RecordFiles, file_name
from datapact_ui.kit.tables.rows_model import Column
from datapact_ui.kit.tables.section import bar, nothing_chosen
from datapact_ui.kit.theme.colours import Tone
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext
    from datapact_ui.kit.context.names import Names

_VERDICTS: tuple[Verdict, ...] = ("permit", "partial", "deny", "incomplete")


class DeliveriesView(ListPart[DeliveryLine]):
    """The list of deliveries. ``narrow`` takes entry (the digest of a delivery, or its beginning)."""

    name = "deliveries"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._wanted = ""
        self._seen: frozenset[str] | None = None
        """Entries in the list as it was read last; None before."""
        self._facts: DeliveryFacts | None = None
        self._files = RecordFiles(context, self)
        make = self.action
        self._record = make("record-delivery", _("Record by hand …"), self.record, icon_name="add")
        self._person = make("ask-whom", _("To whom did a person's data go? …"), self.ask_whom, icon_name="person")
        self._list = make("save-delivery-list", _("Save the list …"), self.save_list, icon_name="export")
        self._proof = make("delivery-proof", _("Save the proof …"), self.save_proof, icon_name="fingerprint")
        self._agreement = make(
            "delivery-agreement", _("Open the agreement"), self.open_agreement, icon_name="agreements"
        )
        self._matrix = make("ask-before-delivery", _("Ask first …"), self.ask_first, icon_name="consent")
        self._table = make("pseudonym-table", _("Table of pseudonyms …"), self.pseudonyms, icon_name="key")
        self._correct = make("correct-delivery", _("Correct …"), self.correct, icon_name="edit")
        self._again = make("record-delivery-again", _("Record again correctly …"), self.record_again, icon_name="add")
        empty = EmptyState(
            "send",
            _("Nothing has left yet"),
            _(
                "Ask for a cell of the matrix and record the delivery there. What left before DataPact was used is recorded"
                " by hand; without it no withdrawal finds its recipient."
            ),
            _("Record by hand …") if self.may_write else "",
            self.record,
            self,
        )
        columns: list[Column[DeliveryLine]] = [
            Column("at", _("Left on"), 19, lambda one: short_time(one.delivery.at), order=lambda one: one.delivery.at),
            Column("recipient", _("Recipient"), 27, lambda one: one.recipient, flexible=True),
            Column(
                "dataset",
                _("Dataset"),
                18,
                lambda one: self.context.names.dataset(one.delivery.dataset),
                flexible=True,
                gives_way=5,
            ),
            Column("purpose", _("Purpose"), 24, lambda one: str(one.purpose), flexible=True, gives_way=3),
            Column(
                "people",
                _("People"),
                9,
                lambda one: grouped(one.delivery.count),
                order=lambda one: one.delivery.count,
                gives_way=4,
            ),
            Column("basis", _("Rests on"), 19, lambda one: _rests(one)[1], badge=_rests, gives_way=6),
            Column(
                "called",
                _("Called back"),
                14,
                lambda one: grouped(one.recalled_people) if one.recalled_people else "",
                order=lambda one: one.recalled_people,
                gives_way=1,
            ),
        ]
        beside = (self._list, self._proof, self._agreement, self._correct, self._again)
        above = (self._person, self._table, self._record)
        self.build(_("Deliveries"), columns, beside, above, (self._matrix, "consent"), empty)
        bar(self._record, self.why_not_write())
        bar(self._table, self.why_not_write())
        for action in (self._person, self._matrix):  # they ask about more than an audit of some agreements covers
            bar(action, _("Your audit does not cover that.") if self.context.identity.narrowed else "")
        self.hold_back(self._record, self._table, self._correct, self._again)
        self.read()

    def title(self) -> str:
        return _("Deliveries")

    def actions(self) -> list[QAction]:
        return [
            self._matrix,
            self._record,
            self._person,
            self._list,
            self._proof,
            self._agreement,
            self._correct,
            self._again,
            self._table,
        ]

    def narrow(self, options: Mapping[str, str]) -> None:
        self._wanted = options.get("entry", "")
        self._choose()

    # ---- reading ----

    def read(self) -> None:
        today, scope = self.context.today(), self.context.identity.scope

        def job(acting: Acting) -> tuple[DeliveryLine, ...]:
            with acting.vault.read() as session:
                found = delivery_lines(session, today)
            return found if scope is None else tuple(one for one in found if one.delivery.agreement in scope)

        self.context.worker.read(self, job, self._show, key="deliveries")

    def _show(self, lines: tuple[DeliveryLine, ...]) -> None:
        words = counted("{count} delivery", "{count} deliveries", len(lines), count=grouped(len(lines)))
        self.show_lines(lines, lambda one: one.delivery.entry, str(words))
        entries = frozenset(one.delivery.entry for one in lines)
        new = entries - self._seen if self._seen is not None else frozenset()
        if len(new) == 1 and not self._wanted:  # recorded just now, here or on an answer
            (self._wanted,) = new
        self._seen = entries
        self._choose()

    def _choose(self) -> None:
        if self._wanted and self.table.choose(lambda one: one.delivery.entry.startswith(self._wanted)):
            self._wanted = ""

    def show_current(self, line: DeliveryLine | None) -> None:
        none, role = nothing_chosen(line), self.why_not_write()
        takes = may_take_out(self.context.identity.roles)
        bar(self._list, none or (_("It names no people.") if line is not None and not line.delivery.count else ""))
        bar(self._proof, ("" if takes else _("A legal member, a lead or an auditor does this.")) or none)
        named = line is not None and bool(line.delivery.agreement)
        bar(self._agreement, none or ("" if named else _("The delivery names no agreement.")))
        bar(self._again, role or none or _not_wrong())
        bar(self._correct, role or none or _("What stands against it is being read."))
        if line is None:
            self._facts = None
            self.facts.show_nothing(_("No delivery is chosen"))
            return
        self._fill_facts(line, None)

        def job(acting: Acting) -> DeliveryFacts:
            with acting.vault.read() as session:
                return delivery_facts(session, line)

        self.context.worker.read(self, job, self._show_facts, key="facts", failed=lambda _error: True)

    def _show_facts(self, facts: DeliveryFacts) -> None:
        current = self.table.current()
        if current is not None and current.delivery.entry == facts.line.delivery.entry:
            self._facts = facts
            bar(self._correct, self.why_not_write())
            wrong = facts.line.delivery.standing == "wrong"
            bar(self._again, self.why_not_write() or ("" if wrong else _not_wrong()))
            self._fill_facts(facts.line, facts)

    def _fill_facts(self, line: DeliveryLine, facts: DeliveryFacts | None) -> None:
        one = line.delivery
        warnings: list[tuple[str, Tone]] = [(str(words), "bad") for words in missing_words((one,))]
        if one.overridden:
            words = counted(
                "{n} person left although the answer did not allow it: {reason}",
                "{n} people left although the answer did not allow it: {reason}",
                one.overridden,
                reason=one.override_reason,
            )
            warnings.append((str(words), "bad"))
        for said in () if facts is None else facts.corrections:
            warnings.append((str(correction_words(said)), "warn"))
        if one.standing == "never_left":
            warnings.append((_("It no longer counts in replies to access requests and in recalls."), "info"))
        if facts is not None and not facts.proven and not one.list_missing:
            warnings.append((_("The list is not the one that was sealed. Restore the newest backup."), "bad"))
        shown = [
            (_("Recipient"), line.recipient),
            (_("Left on"), whole_time(one.at)),
            (_("Dataset"), _dataset(line, self.context.names)),
            (_("Purpose"), str(line.purpose)),
            (_("People"), _people_words(one.count, facts)),
            (_("Legal basis"), basis_words(one.basis)),
            (_("Agreement"), line.agreement),
            (_("Answer relied on"), _decision_words(facts)),
            (_("Why without an answer"), one.reason if not one.decision else ""),
            (_("How it was sent"), one.note),
            (_("Called back"), _recalled_words(line)),
            (_("Recorded"), exact_time(one.recorded, None, current_language())),
            (_("List"), _sealed_words(facts)),
            (_("Root of the list"), one.root),
            (_("Entry"), one.entry),
        ]
        self.facts.show_facts(f"{line.recipient}", _rests(line), shown, warnings)

    # ---- doing ----

    def ask_first(self) -> None:
        """Go to the matrix, to decide first and record the delivery on the decision."""
        self.context.show_view("consent", tab="matrix", every="yes")

    def record(self) -> None:
        """Record a delivery without a decision behind it."""

        def show(choices: FormChoices) -> None:
            from datapact_ui.consent.deliveries.delivery_by_hand_dialog import DeliveryByHandDialog

            DeliveryByHandDialog(self.context, choices, self.window()).open()

        self.context.worker.read(self, form_choices, show, key="choices")

    def record_again(self) -> None:
        """Record the chosen delivery, which was recorded wrongly, anew: the form has what it said."""
        if self._facts is None:
            return
        line = self._facts.line

        def read(acting: Acting) -> tuple[FormChoices, ByHand]:
            with acting.vault.read() as session:
                people = list_of_people(session, line.delivery.entry)
            return form_choices(acting), as_form(line.delivery, people)

        def show(found: tuple[FormChoices, ByHand]) -> None:
            from datapact_ui.consent.deliveries.delivery_by_hand_dialog import DeliveryByHandDialog

            DeliveryByHandDialog(self.context, found[0], self.window(), found[1]).open()

        self.context.worker.read(self, read, show, key="choices")

    def correct(self) -> None:
        """Record against the chosen delivery that it was recorded wrongly, or never left."""
        facts = self._facts
        if facts is not None:
            from datapact_ui.consent.deliveries.correct_dialog import CorrectDialog

            me = self.context.identity.member
            own = any(said.member == me for said in facts.corrections)
            CorrectDialog(self.context, facts, own=own, parent=self.window()).open()

    def ask_whom(self) -> None:
        """Show the disclosure log of one person (Art. 15)."""
        from datapact_ui.consent.records.disclosure_log_dialog import DisclosureLogDialog

        line = self.table.current()
        DisclosureLogDialog(self.context, "" if line is None else line.delivery.dataset, "", self.window()).open()

    def pseudonyms(self) -> None:
        """Open the table of our pseudonyms and those of a recipient, for a trusted third party."""

        def show(choices: FormChoices) -> None:
            from datapact_ui.consent.records.pseudonyms_dialog import PseudonymsDialog

            PseudonymsDialog(self.context, choices, self.window()).open()

        self.context.worker.read(self, form_choices, show, key="choices")

    def save_list(self) -> None:
        """Write the sealed list of the chosen delivery as CSV."""
        line = self.table.current()
        if line is None:
            return
        entry, dataset = line.delivery.entry, line.delivery.dataset

        def job(acting: Acting) -> bytes:
            with acting.vault.read() as session:
                proven_whole(acting, session, Rests(lists=frozenset({dataset})))
                return write_csv(["line", "subject", "sent_as", "allowed"], list_of_people(session, entry))

        name = file_name("delivery", entry[:8], "csv")
        self._files.save(_("Save the list"), name, "CSV (*.csv)", job, about(DELIVERED, dataset))

    def save_proof(self) -> None:
        """Write the proof of the chosen delivery with its sealed list, for others to verify; the export is recorded."""
        line = self.table.current()
        if line is not None:
            entry = line.delivery.entry
            name = file_name("delivery-proof", entry[:8], "json")
            self._files.save(
                _("Save the proof"),
                name,
                "JSON (*.json)",
                lambda acting: take_out(acting, prove_delivery(acting, entry)),
            )

    def open_agreement(self) -> None:
        """Open the agreement of the delivery."""
        line = self.table.current()
        if line is not None and line.delivery.agreement:
            self.context.open_agreement(line.delivery.agreement)


def _people_words(count: int, facts: DeliveryFacts | None) -> str:
    if not count:
        return _("data of no person")
    return f"{grouped(count)}: {facts.who}" if facts is not None and facts.who else grouped(count)


def _dataset(line: DeliveryLine, names: Names) -> str:
    one = line.delivery
    named = names.dataset(one.dataset)
    return f"{named} · {one.version}" if one.version else named


def _rests(line: DeliveryLine) -> tuple[str, str, Tone]:
    """Icon, word and tone of a delivery's basis: a decision, or none; corrections go first."""
    if line.delivery.row_missing:
        return "error", _("row missing"), "bad"
    if line.delivery.standing:
        tone: Tone = "neutral" if line.delivery.standing == "never_left" else "warn"
        return "warning", str(Message(STANDING_WORDS[line.delivery.standing])), tone
    if line.delivery.overridden:
        return "warning", _("against the answer"), "bad"
    if line.delivery.decision:
        return "check", _("on an answer"), "good"
    return "info", _("by hand"), "neutral"


def _recalled_words(line: DeliveryLine) -> str:
    if not line.recalled_people:
        return _("nobody")
    return str(counted("{n} person", "{n} people", line.recalled_people))


def _decision_words(facts: DeliveryFacts | None) -> str:
    if facts is None or facts.decision is None or facts.decided is None:
        return ""
    body = facts.decision
    verdict = next((one for one in _VERDICTS if one == body.get("verdict")), None)
    if verdict is None:
        return facts.line.delivery.decision
    asked = str(body.get("at", ""))
    try:
        when = exact_time(read_time(asked), None, current_language())
    except DataPactError:
        when = asked
    people = people_of(int(str(body.get("n", 0))), int(str(body.get("m", 0))))
    return "\n".join(
        part for part in (f"{verdict_word(verdict)} {people}".strip(), when, facts.line.delivery.decision) if part
    )


def _sealed_words(facts: DeliveryFacts | None) -> str:
    if facts is None:
        return _("is being checked …")
    words = _("sealed, and unaltered") if facts.proven else _("not the one that was sealed")
    if facts.erased:
        erased = counted("{n} line was erased", "{n} lines were erased", facts.erased)
        return f"{words}; {erased}"
    return words


def _not_wrong() -> str:
    return _("Only a delivery that was recorded wrongly is recorded again. Correct it first.")
