"""Record what happens by e-mail or on paper: a party's answer to the text, and the contract that everybody signed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QVBoxLayout, QWidget

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.status import ELSEWHERE, EvidenceClass, evidence_words
from datapact.agreements.text.agreed_form import form_caution
from datapact.agreements.text.outside_replies import WAY_WORDS, WAYS
from datapact.agreements.text.signing_places import SlotView
from datapact.agreements.views.overview import PartyView
from datapact.base.errors import DataPactError
from datapact.base.files import read_whole
from datapact.base.texts import Message, _, counted
from datapact.signing.elsewhere.outside import Answer, record_answer, record_signed
from datapact.signing.elsewhere.record import Registered
from datapact.signing.pades.revisions import LARGEST_PDF
from datapact.signing.returned.bring_back import bring_back, look_at, still_open, vouch
from datapact.signing.returned.look import WEAKER, Look, Weaker
from datapact.signing.returned.words import fills, judged_anew
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.fields.day_field import TickedDay
from datapact_ui.kit.fields.ticked_list import TickedList
from datapact_ui.kit.tables.files_field import FilesField
from datapact_ui.kit.theme.colours import Tone
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.negotiation.other_signatures import OtherSignatures, show_parts
from datapact_ui.negotiation.take_part_dialog import BY_MY_WORD

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class AnswerDialog(FormDialog):
    """A party's answer, how it came, and what shows it."""

    help_page = "agreement"

    def __init__(self, context: AppContext, history: str, parties: Sequence[PartyView], parent: QWidget) -> None:
        super().__init__(
            context,
            "answer_dialog",
            _("Record a reply"),
            _(
                "The reply came by e-mail, on paper or orally. What you record is your organisation's"
                " statement, and it is worth what the evidence shows; keep the e-mail or the letter"
                " with it."
            ),
            _("Record the reply"),
            "check",
            parent,
        )
        self.touches = frozenset({history, "list"})
        self._history = history
        others = [party for party in parties if party.identity != "own"]
        own = [party for party in parties if party.identity == "own"]
        waiting = next((one for one in others if one.outside is None or not one.outside.answer), None)
        names = [(party.name, party.name) for party in [*others, *own]]
        self.party = self.choice("answer-party", _("Who answered"), names, waiting.name if waiting else None)
        self.answer = self.choice(
            "answer-what",
            _("What it says"),
            [
                ("accepted", _("agrees to the text")),
                ("changes", _("wants changes")),
                ("refused", _("declines the agreement")),
            ],
        )
        self.way = self.choice("answer-way", _("How it came"), [(way, str(Message(WAY_WORDS[way]))) for way in WAYS])
        self.day = self.set_day("answer", _("On"), context.today())
        self.files = FilesField(
            context.dialogs,
            "answer-files",
            _("E-mail, letter or scan"),
            (),
            self.form,
            patterns="*.eml *.msg *.txt *.pdf *.png *.jpg *.jpeg *.tif *.tiff",
        )
        self.files.changed.connect(self.update_state)
        self.form.add("answer-files", _("E-mail, letter or scan"), self.files)
        self.remark = self.paragraph(
            "answer-remark", _("Remark"), 2.4, _("Who answered, and where the original is kept")
        )
        self.fit_fields(88)

    def why_not(self) -> str:
        if self.files.paths() or self.remark.toPlainText().strip():
            return ""
        self.needs("", self.remark)
        return _("Attach the reply, or say in a remark where it is kept or who took it down.")

    def do(self) -> None:
        history, party = self._history, str(self.party.currentData())
        answer = cast("Answer", self.answer.currentData())
        way, day, remark = str(self.way.currentData()), self.day.day(), self.remark.toPlainText().strip()
        paths = self.files.paths()

        def write(acting: Acting, _progress: Progress) -> None:
            files = [(path.name, read_whole(path, limit=LARGEST_PDF)) for path in paths]
            record_answer(acting, history, party, answer, way=way, on=day, reason=remark, files=files)

        def done(_none: None) -> None:
            self.context.notify(_("The reply is recorded."))
            self.accept()

        self.run(_("Recording the reply"), write, done)


class SignedDialog(FormDialog):
    """The signed contract: the class of its evidence, the day, and the scan or PDF."""

    help_page = "agreement"

    def __init__(
        self, context: AppContext, history: str, parent: QWidget, slots: Sequence[SlotView] = (), form: str = ""
    ) -> None:
        """``slots`` are those of a text that was fixed with signature fields; a signed PDF is then judged first.

        ``form``: code of the form in which the contract says that it is concluded.
        """
        super().__init__(
            context,
            "signed_dialog",
            _("Record what came back signed") if slots else _("Record the signed contract"),
            _(
                "A signed PDF is checked: if it is our file and only its field was signed, it fills that place as a"
                " signature. A scan, a file of a signing service or a note counts by your word, and says so everywhere."
            )
            if slots
            else _(
                "Everybody named on the signature page has signed the fixed text. From now on it counts like other"
                " agreements, and it says everywhere on what evidence."
            ),
            _("Record it") if slots else _("Record the contract"),
            "signed",
            parent,
        )
        self.touches = frozenset({history, "list", "partners"})
        self._history, self._form = history, form
        self._slots = [slot for slot in slots if not slot.signed]
        self._seen: Look | None = None
        self._is_checking = False
        self.files = FilesField(context.dialogs, "signed-files", _("Scan or signed PDF"), (), self.form)
        self.files.changed.connect(self._judge)
        self.form.add("signed-files", _("Scan or signed PDF"), self.files)
        self.verdict = QWidget(self.form)
        self.verdict.setObjectName("signed-verdict")
        QVBoxLayout(self.verdict).setContentsMargins(0, 0, 0, 0)
        self.form.wide(self.verdict)
        self.verdict.setVisible(False)
        self.by_word = self.tick("signed-by-word", str(BY_MY_WORD))
        self.by_word.setVisible(False)
        self._shown: Look | None = None
        choices = [(slot.id, f"{slot.order}. {slot.person} ({slot.party_name})") for slot in self._slots]
        # a scan is nobody's signature before somebody says whose: with several people nobody is ticked unasked
        ticked = [choices[0][0]] if len(choices) == 1 else []
        self.whose = TickedList("signed-whose", _("Whose signature it shows"), choices, ticked, self.form)
        self.whose.ticked_changed.connect(self.update_state)
        self.whose.setVisible(bool(choices))
        if choices:
            self.form.add("signed-whose", _("Whose signature it shows"), self.whose)
        self.evidence_box = self.choice(
            "signed-evidence",
            _("Evidence"),
            [(one, str(evidence_words(one, short=True))) for one in (WEAKER if slots else ELSEWHERE)],
            "paper_scan",
        )
        self.meaning = Words("", "small", self.form, quiet=True)
        self.form.wide(self.meaning)
        self.caution = WarningLine("", "warn", self.form)
        self.caution.setObjectName("signed-form")
        self.form.wide(self.caution)
        self.signed_on = TickedDay(
            "signed-day",
            _("stated:"),
            _("Stated: {what}", what=_("Signed on")),
            _("Signed on"),
            context.today(),
            self.form,
        )
        self.signed_on.set_day(context.today())
        self.form.add("signed-day", _("Signed on"), self.signed_on)
        self.remarks = self.paragraph("signed-remarks", _("Remarks"), 2.2, _("Where the original is kept"))
        self.fit_fields(88)

    def _judge(self) -> None:
        """Judge the file that came back, in the background; one file at a time says whose signature it is."""
        paths, history = self.files.paths(), self._history
        self._seen = None
        self._is_checking = bool(self._slots) and len(paths) == 1
        self.update_state()
        if not self._is_checking:
            return
        path = paths[0]

        def look(acting: Acting) -> Look | DataPactError:
            try:
                return look_at(acting, history, path.name, read_whole(path, limit=LARGEST_PDF))
            except DataPactError as error:
                return error

        def done(seen: Look | DataPactError) -> None:
            self._is_checking = False
            self._seen = seen if isinstance(seen, Look) else None
            if isinstance(seen, DataPactError):
                self.show_problem(str(seen))
            elif not seen.filled and seen.judged is not None:
                self.evidence_box.setCurrentIndex(self.evidence_box.findData(seen.suggested))
            self.update_state()

        self.show_problem("")
        self.context.worker.read(self, look, done, key="look")

    def _fills(self) -> bool:
        return self._seen is not None and bool(self._seen.filled) and len(self.files.paths()) == 1

    def _word_suffices(self) -> bool:
        """Whether no place is filled by word alone, or the member gives it."""
        return self._seen is None or not self._seen.doubts or self.by_word.isChecked()

    def why_not(self) -> str:
        if self._is_checking:
            return _("The file is being checked …")
        if self._fills():
            return (
                "" if self._word_suffices() else _("Say that you know whose signature it is, or attach another file.")
            )
        if self._slots and not self.whose.ticked():
            return _("Say whose signature it shows.")
        if self._slots and not self.files.paths() and not self.remarks.toPlainText().strip():
            return _("Attach what came back, or say in a remark where it is kept.")
        if self.evidence_box.currentData() == "paper_scan" and not self.files.paths():
            return _("Attach the scan, or choose another class of evidence.")
        return ""

    def update_state(self, *_entered: object) -> None:
        super().update_state()
        if self._complete:
            evidence, fills = str(self.evidence_box.currentData()), self._fills()
            self.meaning.setText(str(evidence_words(evidence)))
            caution = None if fills else form_caution(self._form, evidence)
            self.caution.words.setText("" if caution is None else str(caution))
            self.caution.setVisible(caution is not None)
            self._show(self._seen if self.files.paths() else None)
            for part in (self.whose, self.evidence_box, self.signed_on):
                bar_control(part, _("The file says it itself.") if fills else "")

    def _show(self, seen: Look | None) -> None:
        """Show what the file shows: what it fills, what to look at, and each signature with its answers."""
        if seen is self._shown:
            return
        self._shown = seen
        self.by_word.setChecked(False)  # the word was given for another file
        parts: list[QWidget] = []
        if seen is not None:
            problems = [] if seen.problem is None else [seen.problem]
            lines: list[tuple[Message, Tone]] = [(one, "good") for one in fills(seen)]
            lines += [(one, "warn") for one in (*problems, *seen.doubts, *seen.remarks)]
            parts += [WarningLine(str(words), tone, self.verdict) for words, tone in lines]
            if judged := judged_anew(seen):
                parts.append(OtherSignatures(judged, self.verdict))
        show_parts(self.verdict, parts)
        self.by_word.setVisible(seen is not None and bool(seen.doubts))
        self.verdict.setVisible(seen is not None)

    def attach(self, path: Path) -> None:
        """Attach a file."""
        self.files.add(path)

    def do(self) -> None:
        history, paths = self._history, self.files.paths()
        evidence = cast("EvidenceClass", self.evidence_box.currentData())
        day, remarks = self.signed_on.day(), self.remarks.toPlainText().strip()

        if self._slots:
            self._record_slots(paths, day, remarks)
            return

        def write(acting: Acting, _progress: Progress) -> Registered:
            files = [(path.name, read_whole(path, limit=LARGEST_PDF)) for path in paths]
            return record_signed(acting, history, evidence=evidence, signed_on=day, files=files, remarks=remarks)

        def done(_done: Registered) -> None:
            self.context.notify(_("The contract is recorded as signed."))
            self.accept()

        self.run(_("Recording the contract"), write, done)

    def _record_slots(self, paths: Sequence[Path], day: date | None, remarks: str) -> None:
        history, fills, whose = self._history, self._fills(), self.whose.ticked()
        evidence = cast("Weaker", self.evidence_box.currentData())
        by_word = self.by_word.isChecked()

        def write(acting: Acting, _progress: Progress) -> int:
            files = [(path.name, read_whole(path, limit=LARGEST_PDF)) for path in paths]
            if fills:
                bring_back(acting, history, *files[0], remarks=remarks, by_word=by_word, remarks_read=True)
            else:
                vouch(acting, history, whose, evidence=evidence, on=day, files=files, remarks=remarks)
            with acting.vault.read() as session:
                return len(still_open(load_state(session, history)))

        def done(left: int) -> None:
            self.context.notify(
                _("Recorded. Everybody has signed.")
                if left <= 0
                else str(
                    counted(
                        "Recorded; {n} signature is still missing.", "Recorded; {n} signatures are still missing.", left
                    )
                )
            )
            self.accept()

        self.run(_("Recording what came back"), write, done)
