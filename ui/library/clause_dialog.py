"""An own clause: its alternatives one by one, in German and English, with terms of the agreement from a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit, QPushButton

from datapact.base.texts import Language, Message, _
from datapact.consent.matrix.question_form import Choice
from datapact.library.clauses.own_clause import (
    MOST_ALTERNATIVES,
    RISK_WORDS,
    RISKS,
    SLANT_WORDS,
    SLANTS,
    Alternative,
    OwnClause,
)
from datapact.library.clauses.own_clauses import new_clause_id, save_clause
from datapact.library.clauses.sources import mistakes_in
from datapact.library.shelf.choices import shipped_topics, term_choices
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.library.appearance import TOUCHED
from datapact_ui.library.several import Several

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from datapact.library.clauses.versions import Version
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

_EMPTY = Alternative("house", "", "balanced", "", "", "", "", {"de": "", "en": ""}, {"de": "", "en": ""})


class ClauseDialog(FormDialog):
    """Writes a version of a clause. A text with mistakes is kept, too: they are named, and it cannot be used yet."""

    help_page = "library"
    touches = TOUCHED

    def __init__(
        self,
        context: AppContext,
        clause: OwnClause | None,
        taken: Sequence[str],
        parent: QWidget | None = None,
        *,
        alone: bool = False,
    ) -> None:
        """``taken`` are the ids of own clauses, of which each stands once in the library; ``alone``: nobody else is legal."""
        super().__init__(
            context,
            "own-clause",
            _("Own clause"),
            _(
                "An empty line parts paragraphs; a hyphen and a space begin a point. Terms of the agreement stand between"
                " double braces and are filled in when the clause is used."
            ),
            _("Save"),
            "check",
            parent,
            above=True,
        )
        self._clause = clause
        self._alone = alone
        self._id = clause.id if clause is not None else new_clause_id()
        self.alternatives = list(clause.alternatives if clause is not None else (_EMPTY,))
        self._at = 0
        self._filling = False
        self.saved_id = ""
        self.name = self.line("clause-name", _("Name of the clause"), clause.name if clause else "", 300)
        places = [Choice(one.value, one.name) for one in shipped_topics() if one.value not in taken]
        self.place = self.box(
            "clause-place", _("It stands"), places if clause is None else (), empty=_("as a clause of its own")
        )
        if clause is not None:
            named = {one.value: str(one.name) for one in shipped_topics()}
            self.place.clear()
            self.place.addItem(
                _("in place of: {name}", name=named[self._id]) if self._id in named else _("as a clause of its own"),
                self._id,
            )
            bar_control(self.place, _("The place of a clause stays as it was."))
        self.several = Several("alternative", _("Alternative"), MOST_ALTERNATIVES, self.form)
        self.several.turned.connect(self._turn)
        self.several.add_wanted.connect(self._add)
        self.several.remove_wanted.connect(self._remove)
        self.several.up_wanted.connect(self._up)
        self.form.add("alternative-row", _("Alternatives, the house position first"), self.several)
        self.label = self.line("alternative-name", _("Name of this alternative"), "", 300)
        self.slant = self.choice("alternative-slant", _("Whom it favours"), _choices(SLANTS, SLANT_WORDS))
        self.heading_de = self.line("heading-de", _("Heading, German"), "", 300)
        self.text_de = self.paragraph("text-de", _("Text, German"), 7)
        self.heading_en = self.line("heading-en", _("Heading, English"), "", 300)
        self.text_en = self.paragraph("text-en", _("Text, English"), 7)
        self.term = QPushButton(icon("add"), _("Insert a term of the agreement …"), self.form)
        self.term.setAutoDefault(False)
        self.term.clicked.connect(lambda _checked=False: self._insert_term())
        self.form.add("insert-term", "", self.term)
        self.meaning = self.paragraph("alternative-meaning", _("What it means, for colleagues"), 2)
        self.risk = self.choice(
            "alternative-risk", _("Risk under §§ 305 to 310 BGB or Art. 13 Data Act"), _choices(RISKS, RISK_WORDS)
        )
        self.citation = self.line("alternative-citation", _("Provision, such as § 307 Abs. 2 Nr. 2 BGB"), "", 300)
        self.reason = self.paragraph("alternative-reason", _("Why the risk is so"), 2)
        self.note = self.line("clause-note", _("Why you change it (optional, for colleagues)"), "", 300)
        for field in (self.label, self.heading_de, self.heading_en, self.citation):
            field.textChanged.connect(self._keep)
        for text in (self.text_de, self.text_en, self.meaning, self.reason):
            text.textChanged.connect(self._keep)
        for box in (self.slant, self.risk):
            box.currentIndexChanged.connect(self._keep)
        self._last_text = self.text_de
        self.text_de.cursorPositionChanged.connect(lambda: self._typing_in(self.text_de))
        self.text_en.cursorPositionChanged.connect(lambda: self._typing_in(self.text_en))
        self._show()
        self.fit_fields(104)

    # ---- alternatives ----

    def _show(self) -> None:
        one = self.alternatives[self._at]
        self._filling = True
        self.label.setText(one.name)
        self.slant.setCurrentIndex(SLANTS.index(one.slant))
        self.heading_de.setText(one.heading.get("de", ""))
        self.heading_en.setText(one.heading.get("en", ""))
        self.text_de.setPlainText(one.text.get("de", ""))
        self.text_en.setPlainText(one.text.get("en", ""))
        self.meaning.setPlainText(one.meaning)
        self.risk.setCurrentIndex(RISKS.index(one.risk))
        self.citation.setText(one.citation)
        self.reason.setPlainText(one.reason)
        self._filling = False
        self._show_names()
        self.update_state()

    def _show_names(self) -> None:
        names = [f"{number}. {one.name or '…'}" for number, one in enumerate(self.alternatives, 1)]
        self.several.show_names(names, self._at)

    def _keep(self, *_entered: object) -> None:
        if self._filling:
            return
        before = self.alternatives[self._at]
        self.alternatives[self._at] = replace(
            before,
            name=self.label.text().strip(),
            slant=SLANTS[self.slant.currentIndex()],
            heading={"de": self.heading_de.text().strip(), "en": self.heading_en.text().strip()},
            text={"de": _typed(self.text_de), "en": _typed(self.text_en)},
            meaning=_typed(self.meaning),
            risk=RISKS[self.risk.currentIndex()],
            citation=self.citation.text().strip(),
            reason=_typed(self.reason),
        )
        if before.name != self.alternatives[self._at].name:
            self._show_names()
        self.update_state()

    def _turn(self, at: int) -> None:
        self._at = at
        self._show()

    def _add(self) -> None:
        before = self.alternatives[self._at]
        key = _free_key([one.key for one in self.alternatives])
        self.alternatives.append(replace(_EMPTY, key=key, heading=dict(before.heading)))
        self._turn(len(self.alternatives) - 1)
        self.label.setFocus()

    def _remove(self) -> None:
        if len(self.alternatives) > 1:
            del self.alternatives[self._at]
            self._turn(min(self._at, len(self.alternatives) - 1))

    def _up(self) -> None:
        at = self._at
        if at > 0:
            self.alternatives[at - 1 : at + 1] = [self.alternatives[at], self.alternatives[at - 1]]
            self._turn(at - 1)

    def _insert_term(self) -> None:
        field = self._last_text
        choices = {str(words): shown for shown, words in term_choices()}
        chosen = self.context.dialogs.ask_choice(_("Insert a term"), _("Term of the agreement"), sorted(choices))
        if chosen is not None:
            field.insertPlainText(choices[chosen].typed)
            field.setFocus()

    def _typing_in(self, field: QPlainTextEdit) -> None:
        if not self._filling:
            self._last_text = field

    # ---- saving ----

    def clause(self) -> OwnClause:
        """The clause as it is typed; a language without any words is left out."""
        languages: tuple[Language, ...] = tuple(
            language for language in _LANGUAGES if any(one.text.get(language) for one in self.alternatives)
        ) or ("de",)
        return OwnClause(
            self._id if self._clause is not None else (self.place.value() or self._id),
            self.name.text().strip(),
            tuple(
                replace(
                    one,
                    heading={language: one.heading.get(language, "") for language in languages},
                    text={language: one.text.get(language, "") for language in languages},
                )
                for one in self.alternatives
            ),
        )

    def why_not(self) -> str:
        if why := self.needs("", self.name):
            return why
        for one in self.alternatives:
            if not one.name:
                return _("Give each alternative a name.")
            if one.risk and not one.citation:
                return _("An assessed risk names its provision: {name}.", name=one.name)
        if not any(any(one.text.values()) for one in self.alternatives):
            return _("Write the text of the clause.")
        return ""

    def update_state(self, *entered: object) -> None:
        super().update_state(*entered)
        if self._complete and not self.why_not():
            mistakes = mistakes_in(self.clause())
            if mistakes:
                self.waiting.setText(_("It is kept, but cannot be approved yet: {why}", why=mistakes[0]))

    def do(self) -> None:
        clause, note = self.clause(), self.note.text().strip()

        def write(acting: Acting, _progress: Progress) -> Version:
            return save_clause(acting, clause, note)

        def done(_version: Version) -> None:
            self.saved_id = clause.id
            mistakes = mistakes_in(clause)
            self.context.notify(
                _("The clause is kept; it has mistakes.")
                if mistakes
                else _("The clause is saved. As the only member with the role Legal, you may approve it yourself.")
                if self._alone
                else _("The clause is saved. A second member with the role Legal approves it.")
            )
            self.accept()

        self.run(_("Saving the clause"), write, done)


_LANGUAGES: tuple[Language, ...] = ("de", "en")


def _typed(field: QPlainTextEdit) -> str:
    return field.toPlainText().strip()


def _choices[Code: str](codes: Sequence[Code], words: Mapping[Code, str]) -> list[tuple[str, str]]:
    return [(code, str(Message(words[code]))) for code in codes]


def _free_key(taken: Sequence[str]) -> str:
    number = len(taken)
    while f"fallback-{number}" in taken:
        number += 1
    return f"fallback-{number}"
