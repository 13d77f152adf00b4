"""A position of the playbook: its topic, the house position and the fallbacks in order, and who may concede each."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from datapact.base.texts import N_, Message, _, current_language
from datapact.consent.matrix.question_form import Choice
from datapact.contract.templates.kinds import kind_name, kind_names
from datapact.library.playbook.position import (
    MOST_STANDS,
    Position,
    Role,
    Stand,
    Test,
    choice_words,
    stand_words,
    stands_of,
    term_shape,
)
from datapact.library.shelf.choices import shipped_topics, term_topics
from datapact.library.shelf.offered import offered_clauses, set_position_on_offer
from datapact.library.shelf.shelf import Shelf
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.fields.ticked_list import TickedList
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.library.appearance import TOUCHED
from datapact_ui.library.several import Several

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from datapact.library.clauses.own_clause import OwnClause
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
        self._proposed_name = ""
        self._filling = True
        self._codes: list[tuple[str, str]] = []
        self.name = self.line("position-name", _("Topic"), position.name if position else "", 300)
        own = {row.clause.id: row.clause for row in shelf.clauses}
        self._clauses = {**{one.id: one for one in offered_clauses(current_language())}, **own}
        self._released = {row.clause.id for row in shelf.clauses if row.kept.used is not None}
        about = "" if position is None else (_TERM + position.term if position.term else _CLAUSE + position.clause)
        self.about = self.box("position-about", _("It is about"), _topics(own), free=True, chosen=about)
        line = self.about.lineEdit()
        if line is not None:
            line.setPlaceholderText(_("Type a part of its name"))
        self._topic = about
        self.of_clause = Words("", "small", self.form, quiet=True)
        self.form.add("of-clause", "", self.of_clause)
        self.several = Several("stand", _("House position and fallbacks"), MOST_STANDS, self.form)
        self.several.turned.connect(self._turn)
        self.several.add_wanted.connect(self._add)
        self.several.remove_wanted.connect(self._remove)
        self.several.up_wanted.connect(self._up)
        self.form.add("stand-row", _("House position and fallbacks"), self.several)
        self.take = QPushButton(icon("add"), _("Take the other alternatives as fallbacks"), self.form)
        self.take.setObjectName("take-alternatives")
        self.take.setAutoDefault(False)
        self.take.clicked.connect(lambda _checked=False: self._take_rest())
        self.form.add("take-alternatives", "", self.take)
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
        return self._topic.removeprefix(_TERM) if self._topic.startswith(_TERM) else ""

    @property
    def _clause(self) -> str:
        return self._topic.removeprefix(_CLAUSE) if self._topic.startswith(_CLAUSE) else ""

    def _tests(self) -> tuple[Test, ...]:
        shape = term_shape(self._term) if self._term else None
        if shape is not None:
            return _OF_KIND[shape.kind]
        return ("own", "shipped", "none") if self._clause in self._clauses else ("shipped", "none")

    def _fresh(self) -> Stand:
        return Stand(self._tests()[0], (), "legal", (), "", "")

    def _new_topic(self) -> None:
        topic = self.about.value()
        known = topic.startswith((_TERM, _CLAUSE)) and self.about.findData(topic) >= 0
        if self._filling or topic == self._topic or not known:  # a name half typed is no other topic yet
            return
        named = self.name.text().strip()
        untouched = not named or named == self._proposed_name
        self._topic = topic
        self._offer_topic()
        clause = self._clauses.get(self._clause)
        self.stands = list(stands_of(clause)) if clause is not None else [self._fresh()]
        self._at = 0
        self._proposed_name = _bare(self.about.currentText())[:300]
        if untouched:
            self.name.setText(self._proposed_name)
        self._show()

    def _left(self) -> list[Stand]:
        """The alternatives of the clause that are no position yet."""
        clause = self._clauses.get(self._clause)
        taken = {one.values for one in self.stands if one.test == "own"}
        return [] if clause is None else [one for one in stands_of(clause) if one.values not in taken]

    def _take_rest(self) -> None:
        self.stands = [*self.stands, *self._left()][:MOST_STANDS]
        self._show()

    def _offer_topic(self) -> None:
        self._filling = True
        self.test.clear()
        for test in self._tests():
            self.test.addItem(str(Message(_TESTS[test])), test)
        clause = self._clauses.get(self._clause)
        known = () if clause is None else clause.alternatives
        self.alternative.offer([Choice(one.key, one.name) for one in known])
        self.of_clause.setText(self._about_clause())
        self.form.show_row(self.of_clause, bool(self.of_clause.text()))
        shape = term_shape(self._term) if self._term else None
        codes = [one for one in shape.choices if one] if shape is not None else []
        self._codes = [(one, str(choice_words(self._term, one))) for one in codes]
        self._filling = False

    def _about_clause(self) -> str:
        """Where the alternatives come from, and what they wait for."""
        if self._clause not in self._clauses:
            return ""
        if all(row.clause.id != self._clause for row in self._shelf.clauses):
            return _(
                "These alternatives are offered by DataPact; no lawyer reviewed them. Saving takes the clause into your library,"
                " where it waits for approval."
            )
        if self._clause not in self._released:
            return _("No version of this clause is approved yet. Until then no text meets this position.")
        return ""

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
        self.form.show_row(self.take, bool(self._left()) and len(self.stands) < MOST_STANDS)
        self.several.show_names([self._named(at) for at in range(len(self.stands))], self._at)

    def _named(self, at: int) -> str:
        """The place of a stand, and what it says as far as that is entered."""
        place, stand = _place(at), self.stands[at]
        clause = self._clauses.get(self._clause)
        if stand.test == "own":
            found = clause.alternative(stand.values[0]) if clause is not None and stand.values else None
            return f"{place}: {found.name}" if found is not None else place
        if stand.test in ("at_most", "at_least", "one_of") and not stand.values:
            return place
        return (
            f"{place}: {stand_words(replace(self.position(), stands=(stand,)), stand)}" if self._fits(stand) else place
        )

    def _fits(self, stand: Stand) -> bool:
        return not replace(self.position(), stands=(stand,)).mistake()

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
        if self.about.value() != self._topic:
            return _("There is no such clause or term. Choose one from the list that opens while you type.")
        place = self.position().mistake()
        if place.startswith("stands."):
            at = int(place.split(".")[1])
            name = _place(at)
            return _("“{name}” says nothing yet that can be looked at: fill in its value.", name=name)
        return ""

    def do(self) -> None:
        position = self.position()

        def write(acting: Acting, _progress: Progress) -> Version:
            return set_position_on_offer(acting, position)

        def done(_version: Version) -> None:
            self.context.notify(_("The position is saved."))
            self.accept()

        self.run(_("Saving the position"), write, done)


def _topics(own: Mapping[str, OwnClause]) -> list[Choice]:
    """What a position can be about, by name: own clauses, terms, and clauses of DataPact that no own one stands for."""
    found = [Choice(_CLAUSE + one.id, _("{name} (own clause)", name=one.name)) for one in own.values()]
    found += [Choice(_TERM + one.value, _("{name} (term)", name=one.name)) for one in term_topics()]
    found += [
        Choice(_CLAUSE + one.value, _("{name} (clause of DataPact)", name=one.name))
        for one in shipped_topics()
        if one.value not in own
    ]
    return sorted(found, key=lambda one: str(one.name).casefold())


def _bare(name: str) -> str:
    """The name of a topic without what it is."""
    return name.rpartition(" (")[0] or name


def _place(at: int) -> str:
    return _("Fallback {n}", n=at) if at else _("House position")


def _who(role: str, members: Sequence[str]) -> str:
    return "member:" + ",".join(members) if members else f"role:{role}"


def _chosen(value: object) -> tuple[Role, tuple[str, ...]]:
    kind, _colon, rest = str(value or "role:legal").partition(":")
    if kind == "member":
        return "legal", tuple(rest.split(","))
    return ("lead" if rest == "lead" else "legal"), ()
