"""A breach: one form, and beside it the live plan of whom to notify until when. Typed facts are kept until recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from datapact.base.files import read_whole
from datapact.base.local_time import exact_time
from datapact.base.texts import N_, Message, _, current_language
from datapact.obligations.breaches.breach import Breach, read_breach, record_breach, write_breach
from datapact.obligations.breaches.page import BreachPreview, agreement_by_number, breach_preview
from datapact.obligations.breaches.plan import record_step
from datapact.obligations.breaches.steps import Step
from datapact.obligations.due.commands import LARGEST_EVIDENCE
from datapact.organisation.acting.exported import write_exported
from datapact.pdf.letters.breach_notice import notice_of_step, step_title
from datapact_ui.kit.dialogs.reason_dialog import ReasonDialog
from datapact_ui.kit.dialogs.steps import Job
from datapact_ui.kit.fields.choice_fields import Option
from datapact_ui.kit.fields.evidence_field import media_of
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, line_height, space
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.picture_button import reserve_room
from datapact_ui.obligations.breaches.breach_dialogs import NoticeDialog, StepDoneDialog
from datapact_ui.obligations.breaches.breach_fields import BreachFields
from datapact_ui.obligations.breaches.breach_plan_panel import BreachPlanPanel
from datapact_ui.obligations.due.obligation_actions import TOUCHES, ObligationActions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

DRAFT = "calendar.breach_draft"
_PLAN_AFTER_MSECS = 300
_NARROW = 104  # characters of width below which the plan is under the form


class BreachForm(QWidget):
    """The form of a breach, with the plan of notices beside it.

    ``left`` goes back to the list. A breach with a key is already recorded; changes replace its facts.
    """

    left = Signal()

    def __init__(
        self,
        context: AppContext,
        breach: Breach | None,
        datasets: Sequence[Option],
        partners: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("breach-form")
        self._context = context
        self._left_out: set[str] = set()
        self._steps = ObligationActions(context, self)
        self._refusal = self._steps.refusal()
        self._dirty = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PLAN_AFTER_MSECS)
        self._soon.timeout.connect(self.show_plan)
        self.fields = BreachFields(context.now(), datasets, partners, self)
        self.fields.edited.connect(self._on_edit)
        self.fields.agreements.added.connect(self._add_agreement)
        self.fields.agreements.removed.connect(self._leave_out)
        self.fields.agreements.opened.connect(context.open_agreement)
        self.plan = BreachPlanPanel(self)
        self.plan.done_wanted.connect(self._done)
        self.plan.not_needed_wanted.connect(self._not_needed)
        self.plan.notice_wanted.connect(self._notice)
        self.plan.agreement_wanted.connect(context.open_agreement)
        self._build()
        draft = context.recall(DRAFT)
        if breach is None and isinstance(draft, dict):
            breach, self._dirty = read_breach(draft, context.now()), True
        self.breach = breach or Breach(title="", aware=context.now())
        self.fields.show_breach(self.breach)
        self._update_state()
        self.show_plan()

    def _build(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(space(2))
        back = QPushButton(icon("back"), _("All breaches"), self)
        back.setObjectName("breach-back")
        back.setIconSize(icon_size())
        back.clicked.connect(lambda _checked=False: self.left.emit())
        self.state = Words("", "body", self, quiet=True)
        self.state.setObjectName("breach-state")
        self.discard = QPushButton(icon("delete"), _("Discard the changes"), self)
        self.discard.setObjectName("breach-discard")
        self.discard.setIconSize(icon_size())
        self.discard.clicked.connect(lambda _checked=False: self._discard())
        self.recording = PrimaryButton(_("Record the breach"), "save", self)
        self.recording.setObjectName("breach-record")
        self.recording.clicked.connect(lambda _checked=False: self.record())
        reserve_room(self.recording, _("Record the changes"))
        deeds = FlowLayout()
        for widget in (self.discard, self.recording):
            deeds.addWidget(widget)
        bar.addWidget(back)
        bar.addStretch(1)
        bar.addLayout(deeds)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setObjectName("breach-splitter")
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.fields)
        self.splitter.addWidget(self.plan)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([characters(70), characters(60)])
        self.splitter.setMinimumHeight(round(line_height() * 12))
        self.fields.setMinimumWidth(characters(44))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addLayout(bar)
        column.addWidget(self.state)  # in German and large it has no room between the buttons
        column.addWidget(self.splitter, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= characters(_NARROW)
        self.splitter.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)

    def take_focus(self) -> None:
        """Begin with the title."""
        self.fields.title_line.setFocus()

    # ---- the plan ----

    def show_plan(self) -> None:
        """Read the plan for the facts entered, off the UI thread."""
        self._soon.stop()
        breach, left_out = self.fields.breach(), frozenset(self._left_out)
        find = not self.breach.key or breach.datasets != self.breach.datasets
        self._context.worker.read(
            self, lambda acting: breach_preview(acting, breach, left_out, find=find), self._show_preview, key="plan"
        )

    def _show_preview(self, preview: BreachPreview) -> None:
        self.fields.show_delivered(preview.there, preview.people, preview.missing)
        self.fields.set_agreements(preview.plan.breach.agreements)
        self.fields.agreements.show_agreements(preview.agreements)
        refusal = str(self._refusal) if self._refusal is not None else ""
        recorded = bool(self.breach.key)
        self.plan.show_plan(preview.plan, self._context.now(), preview.members, recorded=recorded, refusal=refusal)

    def _on_edit(self) -> None:
        self._dirty = True
        if not self.breach.key:
            self._context.remember(DRAFT, write_breach(self.fields.breach(), ""))
        self._update_state()
        self._soon.start()

    def _update_state(self) -> None:
        titled = bool(self.fields.title_line.text().strip())
        if not self.breach.key:
            words = _("Not recorded yet; what you enter is kept.")
        elif self._dirty:
            words = _("Changes are not recorded yet.")
        else:
            words = _("Recorded.")
        self.state.setText(words)
        self.recording.setText(_("Record the changes") if self.breach.key else _("Record the breach"))
        unchanged = _("There are no changes to record.") if self.breach.key else _("Nothing is entered yet.")
        refusal = "" if self._refusal is None else str(self._refusal)
        bar_control(self.discard, "" if self._dirty else unchanged)
        bar_control(
            self.recording,
            refusal
            or ("" if titled else _("A breach needs a title."))
            or ("" if self._dirty or not self.breach.key else unchanged),
        )

    def _add_agreement(self, text: str) -> None:
        def add(history: str) -> None:
            self._left_out.discard(history)
            agreements = self.fields.breach().agreements
            self.fields.set_agreements(tuple(dict.fromkeys([*agreements, history])))
            self._on_edit()

        self._context.worker.read(self, lambda acting: agreement_by_number(acting, text), add)

    def _leave_out(self, history: str) -> None:
        self._left_out.add(history)
        self.fields.set_agreements(tuple(one for one in self.fields.breach().agreements if one != history))
        self._on_edit()

    # ---- recording ----

    def record(self, then: Callable[[], object] | None = None) -> None:
        """Record the facts entered; ``then`` is done once they are."""
        unread = self.fields.unread()
        if unread is not None:  # its line says what is wrong
            unread.time.setFocus()
            return
        breach = self.fields.breach()
        new = not self.breach.key
        asked_before = not new and (self.breach.aware, self.breach.told) == (breach.aware, breach.told)
        if self.fields.knew_before_notice() and not asked_before and not self._is_meant(breach):
            self.fields.aware.setFocus()
            return

        def write(acting: Acting, _progress: Progress) -> Breach:
            return record_breach(acting, breach)

        def written(recorded: Breach) -> None:
            if new:
                self._context.remember(DRAFT, None)
            self.breach, self._dirty = recorded, False
            self.fields.show_breach(recorded)
            self._update_state()
            self.show_plan()
            self._context.notify(_("The breach is recorded."))
            if then is not None:
                then()

        self._context.worker.change(self, _("Recording the breach"), write, written, touches=TOUCHES)

    def _is_meant(self, breach: Breach) -> bool:
        """Ask whether we knew before the partner told us: every period would begin then."""
        assert breach.told is not None
        return self._context.dialogs.confirm(
            _("Did you know before the partner told you?"),
            _(
                "You became aware on {aware}; the partner told you on {told}. All periods, such as the 72 hours, run from when"
                " you became aware.",
                aware=exact_time(breach.aware, None, current_language()),
                told=exact_time(breach.told, None, current_language()),
            ),
            _("Yes, we knew before"),
            keep=_("Correct it"),
        )

    def _discard(self) -> None:
        if not self._context.dialogs.confirm(
            _("Discard what was entered?"),
            _("What is not recorded is lost."),
            _("Discard"),
            keep=_("Keep it"),
            danger=True,
        ):
            return
        self._dirty = False
        if not self.breach.key:
            self._context.remember(DRAFT, None)
            self.left.emit()
            return
        self._left_out.clear()
        self.fields.show_breach(self.breach)
        self._update_state()
        self.show_plan()

    def _done(self, step: Step) -> None:
        dialog = StepDoneDialog(self._context, step, self)

        def deed() -> Job:
            taken = dialog.what_was_done()

            def record(acting: Acting) -> object:
                data = read_whole(taken.file, limit=LARGEST_EVIDENCE) if taken.file is not None else None
                media = media_of(taken.file) if taken.file is not None else ""
                at = min(taken.at, acting.clock())
                return record_step(
                    acting, self.breach.key, step.id, at=at, reference=taken.reference, file=data, media=media
                )

            return record

        dialog.accepted.connect(self.show_plan)
        self._steps.ask(dialog, _("Recording the step"), deed, _("Recorded as done."))

    def _not_needed(self, step: Step) -> None:
        dialog = ReasonDialog(
            self._context,
            "breach-step-not-needed",
            _("Not needed"),
            str(step.title),
            _("Reason"),
            _("Record"),
            "close",
            self,
            help_page="calendar",
        )

        def deed() -> Job:
            reason = dialog.words()
            return lambda acting: record_step(acting, self.breach.key, step.id, reason=reason)

        dialog.accepted.connect(self.show_plan)
        self._steps.ask(dialog, _("Recording the step"), deed, _("Recorded as not needed."))

    def _notice(self, step: Step) -> None:
        if self._dirty:  # the letter says what is recorded, and would lack what stands on the page
            if self._context.dialogs.confirm(
                _("Record the changes first?"),
                _("The letter says what is recorded. What you entered since is not recorded yet."),
                _("Record the changes"),
                keep=_("Cancel"),
            ):
                self.record(lambda: self._notice(step))
            return
        dialog = NoticeDialog(self._context, self.breach, step, self)
        dialog.taken.connect(lambda: self._save_notice(dialog, step))
        dialog.open()

    def _save_notice(self, dialog: NoticeDialog, step: Step) -> None:
        language = dialog.language()
        title = step_title(step).text(language)
        path = self._context.dialogs.ask_save_file(
            _("Save the notification"), f"{self.breach.title} – {title}.pdf", "PDF (*.pdf)"
        )
        if path is None:
            return
        dialog.accept()
        key = self.breach.key
        what = Message(
            N_("Notification of a breach: {title} ({step})"), {"title": self.breach.title, "step": step_title(step)}
        )

        def write(acting: Acting, _progress: Progress) -> None:
            data = notice_of_step(acting, key, step.id, language, language)
            write_exported(acting, path, data, what, private=False, recipient=step.whom)

        self._context.worker.change(
            self,
            _("Saving {name}", name=path.name),
            write,
            lambda _none: self._context.notify(_("Saved: {name}", name=path.name)),
        )
