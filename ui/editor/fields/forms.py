"""Forms: fields bound to places in the terms, parts with their fields, lists whose members open one at a time.

A form shows the session's document and turns what is typed into commands. When the document changes elsewhere (undo,
another form, the editor), it shows that too; only a list that has other members is built anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from datapact.base.errors import DataPactError
from datapact.base.strictjson import JsonValue
from datapact.base.texts import _, counted, current_language
from datapact.contract.editing.commands import AddMember, Command, MoveMember, RemoveMember, SetTerm
from datapact.contract.editing.spread import OF_WHOM, alike, named_by, others_like, taken_over, without_all
from datapact.contract.editing.term_edits import new_member
from datapact.contract.terms.paths import given, joined, members, shape_at, value_at
from datapact.contract.vocabulary.labels import acted_on
from datapact_ui.editor.fields.alike_form import AlikeForm
from datapact_ui.editor.fields.member_line import MemberLine
from datapact_ui.editor.fields.term_fields import (
    empty_value,
    field_words,
    holder_and_name,
    is_required,
    make_field,
    member_words,
    value_json,
)
from datapact_ui.editor.fields.term_form import TermForm
from datapact_ui.editor.text.draft_session import DraftSession
from datapact_ui.kit.fields.choice_fields import YesNoField
from datapact_ui.kit.fields.text_fields import Field
from datapact_ui.kit.text.literal import literal
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.widgets.cards import Words

# Fields that nobody fills by hand: keys, ids that follow from a card.
HIDDEN = frozenset({"key", "organisation"})
# Own facts of the house: asked beside the agreement; here only where a text has them already.
_OF_THE_HOUSE = frozenset({"balancing_test", "balancing_test_date"})


def shown_fields(session: DraftSession, path: str, but: Collection[str] = ()) -> list[str]:
    """The fields of the part at ``path`` that a form offers, those of ``but`` left out."""
    model = shape_at(path).model
    assert model is not None
    return [
        name
        for name in model.model_fields
        if name not in HIDDEN
        and name not in but
        and (name not in _OF_THE_HOUSE or given(value_at(session.document.terms, joined(path, name))))
    ]


class BoundField(TermForm):
    """One field at one place."""

    def __init__(self, session: DraftSession, path: str, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(session, path, parent)
        self.field = field
        field.setParent(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(field)
        if path.startswith("datasets.") and path.endswith(".recipients"):
            self._everybody = QPushButton(icon("partners"), _("All but the provider"), self)
            self._everybody.setObjectName(f"everybody-{path}")
            self._everybody.setIconSize(icon_size())
            self._everybody.clicked.connect(self._take_everybody)
            column.addWidget(self._everybody, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(field)
        field.edited.connect(self._on_edited)
        self.refresh()

    def refresh(self) -> None:
        self.field.refresh_options()
        try:
            self.field.set_value(value_json(self.session.document, self.path))
        except KeyError:
            return

    def commit(self) -> None:
        self.field.commit()

    def reveal(self, path: str) -> QWidget | None:
        return self.field if path == self.path or path.startswith(f"{self.path}.") else None

    def _take_everybody(self) -> None:
        """Name every other party as recipient; whoever gets nothing is taken out afterwards."""
        terms = self.session.document.terms
        provider = value_at(terms, f"{self.path.rpartition('.')[0]}.provider")
        self._on_edited([party.key for party in terms.parties if party.key != provider])
        self.refresh()

    def _on_edited(self, value: JsonValue) -> None:
        if value is None:
            value = empty_value(self.path, shape_at(self.path))
        words = _("Change: {what}", what=field_words(self.path))
        done = self.session.do(SetTerm(self.path, value), words, merge=self.path)
        refusal = self.session.refusal
        self.field.show_problem("" if done or refusal is None else str(refusal))


class PartForm(TermForm):
    """The fields of a part, each with its name, including inner parts and lists of parts."""

    def __init__(
        self,
        session: DraftSession,
        path: str,
        parent: QWidget | None = None,
        *,
        names: Sequence[str] | None = None,
    ) -> None:
        super().__init__(session, path, parent)
        model = shape_at(path).model
        assert model is not None
        self._forms: list[TermForm] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(3))
        grid.setVerticalSpacing(space(2))
        row = 0
        for name in names if names is not None else shown_fields(session, path):
            form = form_at(session, joined(path, name), self)
            self._forms.append(form)
            words = field_words(joined(path, name))
            shape = shape_at(joined(path, name))
            if isinstance(form, BoundField) and isinstance(form.field, YesNoField):
                form.field.stand_alone()
                grid.addWidget(form, row, 0, 1, 2)
                row += 1
                continue
            label = QLabel(words, self)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setBuddy(form)
            label.setContentsMargins(0, space(1), 0, 0)
            wide = shape.kind in ("part", "localised") or (
                shape.element is not None and shape.element.model is not None
            )
            if wide:
                grid.addWidget(label, row, 0, 1, 2)
                grid.addWidget(form, row + 1, 0, 1, 2)
                row += 2
            else:
                grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(form, row, 1)
                row += 1
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)

    def refresh(self) -> None:
        for form in self._forms:
            form.refresh()

    def commit(self) -> None:
        for form in self._forms:
            form.commit()

    def reveal(self, path: str) -> QWidget | None:
        for form in self._forms:
            if path == form.path or path.startswith(f"{form.path}."):
                return form.reveal(path) or form
        return None


class MemberList(TermForm):
    """The members of a list, one line each; the line opens the member's form below it."""

    def __init__(self, session: DraftSession, path: str, parent: QWidget | None = None) -> None:
        super().__init__(session, path, parent)
        model, name = holder_and_name(path)
        self._kind = acted_on(model.__name__, name).text(current_language())
        self._steps: list[str] | None = None
        self._lines: list[MemberLine] = []
        self._groups: tuple[tuple[int, ...], ...] = ()
        """Places of the entries for which each line stands."""
        self._apart: set[tuple[str, ...]] = set()
        """Entries that were made an exception, or are new: they have a line of their own."""
        self._kept: frozenset[str] = frozenset()
        self._open = -1
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space(1))
        self._add = QPushButton(icon("add"), literal(_("Add {what}", what=self._kind)), self)
        self._add.setObjectName(f"add-{path}")
        self._add.setIconSize(icon_size())
        self._add.clicked.connect(self.add)
        self._problem = Words("", "small", self)
        self._problem.hide()
        line = QHBoxLayout()
        self._others = QPushButton(icon("partners"), "", self)
        self._others.setObjectName(f"others-{path}")
        self._others.setIconSize(icon_size())
        self._others.clicked.connect(self._take_over)
        self._others.hide()
        line.addWidget(self._add)
        line.addWidget(self._others)
        line.addStretch()
        self._column.addLayout(line)
        self._column.addWidget(self._problem)
        self.setFocusProxy(self._add)
        self.refresh()

    def refresh(self) -> None:
        try:
            steps = [step for step, _member in members(value_at(self.session.document.terms, self.path))]
        except KeyError:
            return
        if steps != self._steps or self._differ():
            self._steps = steps
            self._build()
        for line, group in zip(self._lines, self._groups, strict=True):
            words = member_words(self.session.document, line.path, group[0] + 1)
            if len(group) > 1:
                words = _("{n} alike: {what}", n=len(group), what=words)
            line.refresh(words)
        self._offer_others()

    def keep(self, steps: Collection[str], *, adds: bool = True) -> None:
        """Let nobody move or remove these entries; without ``adds`` new ones come from elsewhere."""
        self._kept = frozenset(steps)
        self._add.setVisible(adds)
        self._build()
        self.refresh()

    def _differ(self) -> bool:
        """Whether entries that stand in one line do not say the same any more, as after undoing."""
        now = {place: group for group in self._alike() for place in group}
        return any(now[place] != now[group[0]] for group in self._groups for place in group)

    def _alike(self) -> tuple[tuple[int, ...], ...]:
        return alike(self.session.document.terms, self.path, self._apart)

    def _like(self) -> str:
        """Path of the line whose answer can be taken over: the open one, else the last one."""
        if not self._lines:
            return ""
        return self._lines[self._open if 0 <= self._open < len(self._lines) else -1].path

    def _offer_others(self) -> None:
        """In a network one line is answered, and the others follow."""
        path = self._like()
        others = len(others_like(self.session.document.terms, path)) if path else 0
        self._others.setVisible(others > 0)
        if others:
            what = member_words(self.session.document, path, len(self._steps or ()))
            self._others.setText(str(counted("The same for {n} other", "The same for {n} others", others)))
            self._others.setToolTip(_("As in “{what}”, for all parties and datasets that are not named yet", what=what))
            self._others.setAccessibleName(f"{self._others.text()}: {what}")

    def _take_over(self) -> None:
        self.commit()
        path = self._like()
        if path and others_like(self.session.document.terms, path):
            self._do(taken_over(self.session.document.terms, path), self._others.text())

    def commit(self) -> None:
        for line in self._lines:
            line.commit()

    def reveal(self, path: str) -> QWidget | None:
        for number, (line, group) in enumerate(zip(self._lines, self._groups, strict=True)):
            for place in group:
                own = f"{self.path}.{(self._steps or [])[place]}"
                if path == own or path.startswith(f"{own}."):
                    self._show(number)
                    return line.reveal(line.path + path.removeprefix(own))
        return self._add

    def add(self) -> None:
        """Add a new member and open it."""
        self.commit()  # the lines are built anew, and the last typed text with them
        try:
            value = new_member(self.session.document.terms, self.path)
        except DataPactError as error:
            self._show_problem(str(error))
            return
        self._open = len(self._lines)
        if isinstance(value, dict):
            blank = shape_at(self.path).element
            if blank is not None and blank.model is not None:
                self._apart.add(named_by(blank.model.model_validate(value)))
        self._do(AddMember(self.path, value, len(self._steps or ())), _("Add {what}", what=self._kind))
        if self._lines:
            self._lines[-1].take_focus()

    def _do(self, command: Command, words: str) -> None:
        self.session.do(command, words)
        self._show_problem("" if self.session.refusal is None else str(self.session.refusal))

    def _show_problem(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))

    def _build(self) -> None:
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = []
        self._groups = self._alike()
        for number, group in enumerate(self._groups):
            path = f"{self.path}.{(self._steps or [])[group[0]]}"
            line = MemberLine(path, self._form_of(path, group), self)
            line.toggled.connect(lambda number=number: self._toggle(number))
            line.removed.connect(lambda number=number: self._remove(number))
            line.moved.connect(lambda by, number=number: self._move(number, by))
            if len(group) > 1:
                line.stand_for_many()
            if self._kept.intersection((self._steps or [])[place] for place in group):
                line.keep()
            self._column.insertWidget(number, line)
            self._lines.append(line)
        if 0 <= self._open < len(self._lines):
            self._lines[self._open].open()
        else:
            self._open = -1

    def _form_of(self, path: str, group: tuple[int, ...]) -> Callable[[QWidget], TermForm]:
        if len(group) == 1:
            return partial(PartForm, self.session, path)
        names = shown_fields(self.session, path, OF_WHOM)

        def make(session: DraftSession, parent: QWidget) -> TermForm:
            return PartForm(session, path, parent, names=names)

        return lambda parent: AlikeForm(self.session, path, group, make, self._make_exception, parent)

    def _make_exception(self, place: int) -> None:
        """Give an entry a line of its own, open, in which it can say something else."""
        self.commit()
        held = value_at(self.session.document.terms, self.path)
        assert isinstance(held, tuple)
        self._apart.add(named_by(held[place]))
        self._build()
        self.refresh()
        self._show(next(number for number, group in enumerate(self._groups) if group == (place,)))
        self._lines[self._open].take_focus()

    def _toggle(self, number: int) -> None:
        self._show(-1 if number == self._open else number)

    def _show(self, number: int) -> None:
        for at, line in enumerate(self._lines):
            if at == number:
                line.open()
            else:
                line.close_form()
        self._open = number
        self._offer_others()

    def _remove(self, number: int) -> None:
        self.commit()
        self._open = -1
        group, words = self._groups[number], _("Remove {what}", what=self._kind)
        if len(group) == 1:
            self._do(RemoveMember(self._lines[number].path), words)
        else:
            self._do(without_all(self.session.document.terms, self.path, group), words)

    def _move(self, number: int, by: int) -> None:
        to = number + by
        self.commit()
        if 0 <= to < len(self._lines):
            if self._open == number:
                self._open = to
            path = self._lines[number].path
            self._do(MoveMember(path, self._groups[to][0]), _("Move {what}", what=self._kind))


def form_at(session: DraftSession, path: str, parent: QWidget | None = None, *, example: str = "") -> TermForm:
    """The form for a place of the terms: a field, a part's fields, or a list."""
    shape = shape_at(path)
    if shape.kind == "list" and shape.element is not None and shape.element.model is not None:
        return MemberList(session, path, parent)
    if shape.kind == "part":
        return PartForm(session, path, parent)
    field = make_field(path, lambda: session.document, parent, example=example)
    assert field is not None
    return BoundField(session, path, field, parent)


__all__ = ["HIDDEN", "BoundField", "MemberList", "PartForm", "TermForm", "form_at", "is_required", "shown_fields"]
