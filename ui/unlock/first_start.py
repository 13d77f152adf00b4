"""First start in three screens: the organisation, its first member, the passphrase; then the recovery sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from datapact.base.texts import _, current_language
from datapact.checks.model.signing_authority import offered_in, rules_offered_in
from datapact.contract.vocabulary.labels import title
from datapact.organisation.identity.legal_forms import LEGAL_FORMS, form_in, legal_form
from datapact.organisation.identity.profile import KINDS
from datapact_ui.kit.context.app_context import Opened, read_opened
from datapact_ui.kit.fields.form_fields import Form, offer, path_field
from datapact_ui.kit.fields.new_passphrase import NewPassphrase
from datapact_ui.kit.fields.vault_folders import new_vault_folder
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.kit.widgets.check_boxes import Tick
from datapact_ui.kit.widgets.wheel_free import ComboBox
from datapact_ui.unlock.gate import Gate, Screen

if TYPE_CHECKING:
    from datapact.base.strictjson import JsonObject
    from datapact_ui.kit.background.runner import Progress


@dataclass(slots=True)
class Beginning:
    """The values entered so far; they survive going back."""

    name: str = ""
    """Of the organisation."""
    legal_form: str = "GmbH"
    """As written."""
    kind: str = "company"
    """One of ``profile.KINDS``."""
    court: str = ""
    """Register court."""
    number: str = ""
    """Of the register."""
    street: str = ""
    """With the number."""
    postal_code: str = ""
    """As written."""
    city: str = ""
    """As written."""
    signing_rule: str = ""
    """One of ``rules_offered_in`` its legal form; empty: not chosen yet."""
    member: str = ""
    """Name of the first member."""
    email: str = ""
    """For partners; may be empty."""
    capacity: str | None = None
    """None: not chosen yet; empty: does not represent the organisation."""
    roles: set[str] = field(default_factory=lambda: {"legal"})
    """Besides admin, which the founder always has."""
    folder: Path | None = None
    """Of the vault; None until the third screen."""

    def profile(self) -> JsonObject:
        """The organisation's profile in its JSON form."""
        return {
            "name": self.name,
            "legal_form": self.legal_form,
            "kind": self.kind,
            "signing_rule": self.signing_rule,
            "registration": {"court": self.court, "number": self.number},
            "address": {"street": self.street, "postal_code": self.postal_code, "city": self.city},
            "contact": {"name": self.member, "email": self.email},
        }


class _Step(Screen):
    """One of the three screens: heading, form, back and next."""

    def __init__(self, gate: Gate, beginning: Beginning, number: int, heading: str, sentence: str) -> None:
        super().__init__(gate, f"first-start-{number}", heading, sentence)
        self.beginning = beginning
        self.column.insertWidget(1, Words(_("Step {n} of 3", n=number), "small", self, quiet=True))
        self.form = Form(self)
        self.column.addWidget(self.form)

    def end(self, on: str) -> None:
        """Add the buttons below the form."""
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, space(2), 0, 0)
        line.setSpacing(space(2))
        back = QPushButton(icon("back"), _("Back"), row)
        back.setObjectName("first-start-back")
        back.clicked.connect(lambda _checked=False: self.back())
        self.next_button = PrimaryButton(on, "", row)
        self.next_button.setObjectName("first-start-next")
        self.next_button.setDefault(True)
        self.next_button.clicked.connect(lambda _checked=False: self.go_on())
        line.addWidget(back)
        line.addStretch()
        line.addWidget(self.next_button)
        self.column.addWidget(row)
        self.finish(self.form, row)

    def take_focus(self) -> None:
        self.form.first().setFocus()

    def go_on(self) -> None:
        raise NotImplementedError

    def back(self) -> None:
        raise NotImplementedError


class FirstStart(_Step):
    """Screen 1: the organisation."""

    def __init__(self, gate: Gate, beginning: Beginning | None = None) -> None:
        super().__init__(
            gate,
            beginning or Beginning(),
            1,
            _("Your organisation"),
            _("As it is to stand in agreements. All of it can be changed later, under Settings, Organisation."),
        )
        known = self.beginning
        self._name = self.form.line("organisation-name", _("Name"), known.name)
        self._name.setPlaceholderText(_("with the legal form, e.g. Muster Maschinenbau GmbH"))
        self._form = ComboBox(self)
        self._form.setEditable(True)
        self._form.addItems([form.name for form in LEGAL_FORMS])
        self._form.setCurrentText(known.legal_form)
        self.form.add("organisation-form", _("Legal form"), self._form)
        self._kind = self.form.choice(
            "organisation-kind", _("Kind"), [(kind, _in("party_kind", kind)) for kind in KINDS], known.kind
        )
        self._form.currentTextChanged.connect(self._suit)
        self._name.textEdited.connect(self._read_form)
        self._court = self.form.line("organisation-court", _("Register court"), known.court)
        self._number = self.form.line("organisation-number", _("Register number"), known.number)
        self._street = self.form.line("organisation-street", _("Street and number"), known.street)
        self._postal_code = self.form.line("organisation-postal-code", _("Postal code"), known.postal_code)
        self._city = self.form.line("organisation-city", _("City"), known.city)
        self._rule = self.form.choice(
            "organisation-rule",
            _("Who can sign for it"),
            self._rules(known.legal_form),
            known.signing_rule or None,
            unchosen=_("please choose"),
        )
        self._suit(known.legal_form)
        self.end(_("Next"))

    def _read_form(self, name: str) -> None:
        """Preset the form that a name states."""
        form = form_in(name)
        if form is not None:
            self._form.setCurrentText(form.name)

    def _rules(self, form: str) -> list[tuple[str, str]]:
        return [(rule, _in("signing_rule", rule)) for rule in rules_offered_in(form)]

    def _suit(self, name: str) -> None:
        """Preset the usual values for a legal form, and ask only what exists in it."""
        form = legal_form(name)
        offer(self._rule, self._rules(name))
        if form is not None:
            self._kind.setCurrentIndex(self._kind.findData(form.kind))
            none = _("usually none")
            number = _("such as {number}", number=f"{form.register} 12345")
            self._court.setPlaceholderText(_("such as Amtsgericht Stuttgart") if form.register else none)
            self._number.setPlaceholderText(number if form.register else none)

    def _keep(self) -> None:
        known = self.beginning
        known.name, known.legal_form = self._name.text().strip(), self._form.currentText().strip()
        known.kind, known.signing_rule = self._kind.currentData(), str(self._rule.currentData() or "")
        known.court, known.number = self._court.text(), self._number.text()
        known.street, known.postal_code, known.city = self._street.text(), self._postal_code.text(), self._city.text()

    def go_on(self) -> None:
        self._keep()
        if not self.beginning.name:
            self.problem.say(_("Please give the name of your organisation."))
            self._name.setFocus()
            return
        if not self.beginning.signing_rule:
            self.problem.say(_("Please choose who can sign for your organisation."))
            self._rule.setFocus()
            return
        self.gate.show(lambda: Founder(self.gate, self.beginning))

    def back(self) -> None:
        self.gate.vault_chosen.emit(None)


class Founder(_Step):
    """Screen 2: the first member."""

    def __init__(self, gate: Gate, beginning: Beginning) -> None:
        super().__init__(
            gate,
            beginning,
            2,
            _("You, the first member"),
            _("You become the administrator and can invite others. Everybody has keys of their own."),
        )
        self._name = self.form.line("member-name", _("Name"), beginning.member)
        self._email = self.form.line("member-email", _("Your e-mail address (partners see it)"), beginning.email)
        self._capacity = self.form.choice(
            "member-capacity",
            _("Position"),
            [
                (one, capacity_title(one))
                for one in offered_in(beginning.legal_form)
                if one != "prokurist" or one == beginning.capacity  # of whom it is known how: alone or jointly
            ]
            + [("", _("does not represent it"))],
            beginning.capacity,
            unchosen=_("Please choose"),
        )
        self._roles = {
            "legal": Tick(_("I draft and negotiate agreements"), self),
            "signatory": Tick(_("I sign agreements"), self),
            "lead": Tick(_("I lead projects"), self),
        }
        for role, box in self._roles.items():
            box.setChecked(role in beginning.roles)
            self.form.add(f"member-role-{role}", "", box)
        self._signing = Words("", "small", self, quiet=True)
        self._signing.setObjectName("member-signing")
        self.form.wide(self._signing)
        self._capacity.currentIndexChanged.connect(self._suit)
        self._roles["signatory"].toggled.connect(lambda _on: self._show_signing())
        self._show_signing()
        self.end(_("Next"))

    def _suit(self, _index: int) -> None:
        """Preset the role: a representative of the organisation usually signs for it, nobody else can."""
        signs = bool(self._capacity.currentData())
        self._roles["signatory"].setChecked(signs)
        words = _("I sign agreements (by my position)") if signs else _("I sign agreements")
        self._roles["signatory"].setText(words)
        self._show_signing()

    def _show_signing(self) -> None:
        """Say what the tick came to: it follows the position, and a click that was to set it takes it away."""
        signs = self._roles["signatory"].isChecked()
        if not self._capacity.currentData():
            words = ""
        elif signs:
            words = _("Ticked because of your position: you sign for the organisation.")
        else:
            words = _("You represent the organisation, but will not sign here. Tick it again if you are to sign.")
        self._signing.setText(words)

    def _keep(self) -> None:
        known = self.beginning
        known.member, known.email = self._name.text().strip(), self._email.text().strip()
        known.capacity = self._capacity.currentData()
        known.roles = {role for role, box in self._roles.items() if box.isChecked()}

    def go_on(self) -> None:
        self._keep()
        if not self.beginning.member:
            self.problem.say(_("Please give your name."))
            self._name.setFocus()
            return
        if self.beginning.capacity is None:
            self.problem.say(_("Please choose your position in the organisation."))
            self._capacity.setFocus()
            return
        self.gate.show(lambda: ChoosePassphrase(self.gate, self.beginning))

    def back(self) -> None:
        self._keep()
        self.gate.show(lambda: FirstStart(self.gate, self.beginning))


class ChoosePassphrase(_Step):
    """Screen 3: the passphrase, and the place of the vault."""

    def __init__(self, gate: Gate, beginning: Beginning) -> None:
        super().__init__(
            gate,
            beginning,
            3,
            _("Your passphrase"),
            _("It opens the vault and your keys, and you give it again to sign."),
        )
        self._new = NewPassphrase(self)
        self._new.entered.connect(self.go_on)
        self.form.wide(self._new)
        if beginning.folder is None:
            beginning.folder = new_vault_folder(beginning.name)
        self._folder: QLineEdit = path_field(
            self.form, "vault-folder", _("Folder of the vault"), beginning.folder, gate.dialogs, beginning.name
        )
        self.end(_("Make the vault"))

    def take_focus(self) -> None:
        self._new.setFocus()

    def back(self) -> None:
        self.gate.show(lambda: Founder(self.gate, self.beginning))

    def go_on(self) -> None:
        problem = self._new.problem()
        if problem:
            self.problem.say(problem)
            self._new.setFocus()
            return
        known, secret, clock, kdf = self.beginning, self._new.text(), self.gate.clock, self.gate.kdf
        capacity = known.capacity or ""
        folder = known.folder = Path(self._folder.text())

        def job(_progress: Progress) -> tuple[Opened, str]:
            from datapact.organisation.members.founding import create_organisation

            folder.parent.mkdir(parents=True, exist_ok=True)
            created = create_organisation(
                folder, known.profile(), known.member, known.roles, secret, capacity, clock, kdf
            )
            return read_opened(created.acting), created.recovery_code

        self.do(_("Making the vault and your keys …"), job, self._made)

    def _made(self, made: tuple[Opened, str]) -> None:
        from datapact_ui.unlock.recovery_sheet_screen import RecoverySheetScreen

        opened, code = made
        self._new.clear()
        self.gate.show(lambda: RecoverySheetScreen(self.gate, opened, code))


def capacity_title(code: str) -> str:
    """The name of a capacity for choosing it."""
    words = _in("capacity", code)
    return words[:1].upper() + words[1:]


def _in(group: str, code: str) -> str:
    return title(group, code).text(current_language())
