"""Base of the forms for compliance records: new, or replacing one; ``kept`` emits the kept record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from datapact.base.texts import _
from datapact.consent.facts.contradictions import Contradiction, against_record
from datapact.consent.facts.facts import BasisRecord, FactOnFile
from datapact.consent.matrix.question_form import Choice
from datapact.consent.views.compliance_record_form import Start, keep_record
from datapact.consent.views.compliance_record_list import Part
from datapact.history.entries.body_members import LONGEST_LINE
from datapact_ui.consent.parts.consent_form import ConsentForm
from datapact_ui.kit.dialogs.otherwise_dialog import tell_otherwise

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class ComplianceRecordForm(ConsentForm):
    """Base of the forms for compliance records.

    ``titles``: of a new record, and of one that takes the place of another.
    """

    help_page = "consent"
    kept = Signal(object)
    """The Part as it is on file."""

    def __init__(
        self,
        context: AppContext,
        start: Start,
        name: str,
        titles: tuple[str, str],
        sentence: str,
        picture: str,
        parent: QWidget | None = None,
    ) -> None:
        corrects = bool(start.part.key)
        if corrects:
            sentence = _("This takes the place of what is on file; the earlier version stays in the history.")
        button = _("Sign and put on file")
        super().__init__(context, name, titles[corrects], sentence, button, picture, parent)

    def text_line(self, name: str, words: str, text: str) -> QLineEdit:
        """A line of text of the length that an entry allows."""
        return self.line(name, words, text, LONGEST_LINE)

    def keep(self, words: str, completion: str, part: Part, *, note: str, revocable: str = "") -> None:
        """Sign and keep the part; ``words`` describe the work, ``completion`` its completion."""

        def record(acting: Acting, _progress: Progress) -> tuple[Part, tuple[Contradiction, ...]]:
            made = keep_record(acting, part, note=note, revocable=revocable)
            if not isinstance(made, (FactOnFile, BasisRecord)):
                return made, ()
            with acting.vault.read() as session:
                return made, against_record(acting, session, made)

        def done(kept: tuple[Part, tuple[Contradiction, ...]]) -> None:
            made, otherwise = kept
            self.context.notify(completion)
            self.kept.emit(made)
            owner = self.parentWidget()
            self.accept()
            if otherwise:
                tell_otherwise([str(one.words) for one in otherwise], owner)

        self.run(words, record, done)


def including(choices: Sequence[Choice], value: str) -> tuple[Choice, ...]:
    """The choices, including the one in a record even if it is no longer known."""
    known = not value or any(one.value == value for one in choices)
    return tuple(choices) if known else (*choices, Choice(value, value))
