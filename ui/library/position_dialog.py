"""A position of the playbook: its topic, the house position and the fallbacks in order, and who may concede each."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from datapact.base.texts import N_, Message, _
from datapact.consent.matrix.question_form import Choice
from datapact.contract.templates.kinds import kind_name, kind_names
from datapact.library.playbook.playbook import set_position
from datapact.library.playbook.position import MOST_STANDS, Position, Role, Stand, Test, choice_words, term_shape
from datapact.library.shelf.choices import shipped_topics, term_topics
from datapact.library.shelf.shelf import Shelf
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.fields.ticked_list import TickedList
from datapact_ui.library.looks import TOUCHED
from datapact_ui.library.several import Several

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from datapact.library.clauses.versions import Version
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

_CLAUSE, _TERM = "clause:", "term:"
_TESTS: dict[Test, str] = {
    "at_most": N_("at most"),
    "at_least": N_("at least"),
    "one_of": N_("one of"),
    "yes": N_("yes"),
    "no": N_("no"),
    "none": N_("not stated, or not in the agreement"),
    "own": N_("an alternative of the own clause"),
    "shipped": N_("the clause as DataPact’s template has it"),
}
_OF_KIND: dict[str, tuple[Test, ...]] = {
    "number": ("at_most", "at_least", "none"),
    "choice": ("one_of", "none"),
    "yes_no": ("yes", "no", "none"),
    "fact": ("yes", "no", "none"),
}


class PositionDialog(FormDialog):
    """Sets a position."""

    help_page = "library"
    touches = TOUCHED

    def __init__(
        self, context: AppContext, shelf: Shelf, position: Position | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            context,
            "position",
            _("Position of the playbook"),
            _(
                "The house position comes first, then the fallbacks in the order in which you would concede them. A text"
                " that leaves the house position waits until one of those named approves it."
            ),
            _("Save"),
            "check",
            parent,
            above=True,
        )
        self._shelf = shelf
        self.key = position.key if position is not None else f"position-{secrets.token_hex(4)}"
        self.stands = list(position.stands) if position is not None else []
        self._at = 0
        self._filling = True
        self._codes: list[tuple[str, str]] = []
        self.name = self.line("position-name", _("Topic"), position.name if position else "", 300)
        topics = [
            *(Choice(_CLAUSE + row.clause.id, _("Own clause: {name}", name=row.clause.name)) for row in shelf.clauses),
            *(Choice(_TERM + one.value, _("Term: {name}", name=one.name)) for one in term_topics()),
            *(
                Choice(_CLAUSE + one.value, _("Clause of DataPact: {name}", name=one.name))
                for one in shipped_topics()
                if one.value not in {row.clause.id for row in shelf.clauses}
            ),
        ]
        about = "" if position is None else (_TERM + position.term if position.term else _CLAUSE + position.clause)
        self.about = self.box("position-about", _("It is about"), topics, empty=_("Please choose"), chosen=about)
        self.several = Several("stand", _("House position and fallbacks"), MOST_STANDS, self.form)
        self.several.turned.connect(self._turn)
        self.several.add_wanted.connect(self._add)
        self.several.remove_wanted.connect(self._remove)
        self.several.up_wanted.connect(self._up)
        self.form.add("stand-row", _("House position and fallbacks"), self.several)
        self.test = self.choice("stand-test", _("What the text has to say"), [("none", "")])
        self.number_value = self.line("stand-number", _("Number"), "", 15)
        self.alternative = self.box("stand-alternative", _("Alternative of the own clause"), ())
        self.codes = TickedList("stand-codes", _("Which of them"), [], [], self.form)
        self.form.add("stand-codes", _("Which of them"), self.codes)
        self.who = self.choice("stand-who", _("Who may concede it"), self._people(()))
        self.reason = self.paragraph("stand-reason", _("What to tell the other side (optional)"), 2)
        self.note = self.line("stand-note", _("Note for colleagues (optional)"), "", 300)
        people = position.beyond_members if position is not None else ()
        role = position.beyond if position is not None else "legal"
        self.beyond = self.choice(
            "beyond-who", _("Who may concede what lies beyond"), self._people(people), _who(role, people)
        )
        self.kinds = TickedList(
            "position-kinds",
            _("Kinds of agreement (none: all)"),
            sorted(((kind, kind_name(kind)) for kind in kind_names()), key=lambda one: one[1].casefold()),
            position.kinds if position is not None else (),
            self.form,
        )
        self.form.add("position-kinds", _("Kinds of agreement (none: all)"), self.kinds)
        self.about.chosen.connect(lambda _text: self._new_topic())
        self.test.currentIndexChanged.connect(self._keep)
        self.number_value.textChanged.connect(self._keep)
        self.alternative.chosen.connect(self._keep)
        self.codes.ticked_changed.connect(self._keep)
        self.who.currentIndexChanged.connect(self._keep)
        self.reason.textChanged.connect(self._keep)
        self.note.textChanged.connect(self._keep)
        self._offer_topic()
        if not self.stands:
            self.stands = [self._fresh()]
        self._show()
        self.fit_fields(96)

    # ---- people ----

    def _people(self, several: Sequence[str]) -> list[tuple[str, str]]:
        roles = [
            ("role:legal", _("Members with the role Legal")),
            ("role:lead", _("Members with the role Project lead")),
        ]
        people = [(f"member:{one}", name) for one, name in self._shelf.members]
        if len(several) > 1:
            names = dict(self._shelf.members)
            people.append(("member:" + ",".join(several), ", ".join(names.get(one, one) for one in several)))
        return [*roles, *people]

    # ---- topic ----

    @property
    def _term(self) -> str:
        value = self.about.value()
        return value.removeprefix(_TERM) if value.startswith(_TERM) else ""

    @property
    def _clause(self) -> str:
        value = self.about.value()
        return value.removeprefix(_CLAUSE) if value.startswith(_CLAUSE) else ""

    def _tests(self) -> tuple[Test, ...]:
        shape = term_shape(self._term) if self._term else None
        if shape is not None:
            return _OF_KIND[shape.kind]
        own = any(row.clause.id == self._clause for row in self._shelf.clauses)
        return ("own", "shipped", "none") if own else ("shipped", "none")

    def _fresh(self) -> Stand:
        return Stand(self._tests()[0], (), "legal", (), "", "")

    def _new_topic(self) -> None:
        if self._filling:
            return
        self._offer_topic()
        self.stands = [self._fresh()]
        self._at = 0
        if not self.name.text().strip():
            self.name.setText(self.about.currentText().partition(": ")[2][:300])
        self._show()

    def _offer_topic(self) -> None:
        self._filling = True
        self.test.clear()
        for test in self._tests():
            self.test.addItem(str(Message(_TESTS[test])), test)
        row = next((one for one in self._shelf.clauses if one.clause.id == self._clause), None)
        known = () if row is None else row.clause.alternatives
        self.alternative.offer([Choice(one.key, one.name) for one in known])
        shape = term_shape(self._term) if self._term else None
        codes = [one for one in shape.choices if one] if shape is not None else []
        self._codes = [(one, str(choice_words(self._term, one))) for one in codes]
        self._filling = False

    # ---- stands ----

    def _show(self) -> None:
        one = self.stands[self._at]
        self._filling = True
        self.test.setCurrentIndex(max(0, self.test.findData(one.test)))
        self.number_value.setText(one.values[0] if one.test in ("at_most", "at_least") and one.values else "")
        self.alternative.choose(one.values[0] if one.test == "own" and one.values else "")
        self.codes.offer(self._codes, one.values if one.test == "one_of" else ())
        self.who.clear()
        for code, words in self._people(one.members):
            self.who.addItem(words, code)
        self.who.setCurrentIndex(max(0, self.who.findData(_who(one.role, one.members))))
        self.reason.setPlainText(one.reason)
        self.note.setText(one.note)
        self._filling = False
        if one.test == "own" and not one.values and self.alternative.value():
            self._keep()
        self._show_rows()
        self.update_state()

    def _show_rows(self) -> None:
        test = self.stands[self._at].test
        self.form.show_row(self.number_value, test in ("at_most", "at_least"))
        self.form.show_row(self.alternative, test == "own")
        self.form.show_row(self.codes, test == "one_of")
        self.form.show_row(self.who, self._at > 0)
        names = [_("House position") if not at else _("Fallback {n}", n=at) for at in range(len(self.stands))]
        self.several.show_names(names, self._at)

    def _keep(self, *_entered: object) -> None:
        if self._filling:
            return
        test: Test = self.test.currentData() or "none"
        values: tuple[str, ...] = ()
        if test in ("at_most", "at_least"):
            typed = self.number_value.text().strip()
            values = (typed,) if typed else ()
        elif test == "own":
            values = (self.alternative.value(),) if self.alternative.value() else ()
        elif test == "one_of":
            values = tuple(self.codes.ticked())
        role, members = _chosen(self.who.currentData())
        self.stands[self._at] = replace(
            self.stands[self._at],
            test=test,
            values=values,
            role=role,
            members=members,
            reason=self.reason.toPlainText().strip(),
            note=self.note.text().strip(),
        )
        self._show_rows()
        self.update_state()

    def _turn(self, at: int) -> None:
        self._at = at
        self._show()

    def _add(self) -> None:
        self.stands.append(self._fresh())
        self._turn(len(self.stands) - 1)
        self.test.setFocus()

    def _remove(self) -> None:
        if len(self.stands) > 1:
            del self.stands[self._at]
            self._turn(min(self._at, len(self.stands) - 1))

    def _up(self) -> None:
        at = self._at
        if at > 0:
            self.stands[at - 1 : at + 1] = [self.stands[at], self.stands[at - 1]]
            self._turn(at - 1)

    # ---- saving ----

    def position(self) -> Position:
        """The position as it is entered."""
        role, members = _chosen(self.beyond.currentData())
        return Position(
            self.key,
            self.name.text().strip(),
            self._term,
            self._clause,
            tuple(self.kinds.ticked()),
            tuple(self.stands),
            role,
            members,
        )

    def why_not(self) -> str:
        if why := self.needs("", self.about, self.name):
            return why
        place = self.position().mistake()
        if place.startswith("stands."):
            at = int(place.split(".")[1])
            name = _("House position") if not at else _("Fallback {n}", n=at)
            return _("“{name}” says nothing yet that can be looked at: fill in its value.", name=name)
        return ""

    def do(self) -> None:
        position = self.position()

        def write(acting: Acting, _progress: Progress) -> Version:
            return set_position(acting, position)

        def done(_version: Version) -> None:
            self.context.notify(_("The position is saved."))
            self.accept()

        self.run(_("Saving the position"), write, done)


def _who(role: str, members: Sequence[str]) -> str:
    return "member:" + ",".join(members) if members else f"role:{role}"


def _chosen(value: object) -> tuple[Role, tuple[str, ...]]:
    kind, _colon, rest = str(value or "role:legal").partition(":")
    if kind == "member":
        return "legal", tuple(rest.split(","))
    return ("lead" if rest == "lead" else "legal"), ()
