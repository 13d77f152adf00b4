"""The fields of an organisation's profile: the same for our own and for partners without DataPact."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QLineEdit

from datapact.base.texts import _, current_language
from datapact.checks.model.signing_authority import rules_offered_in
from datapact.consent.views.compliance_record_list import countries
from datapact.contract.vocabulary.labels import title
from datapact.organisation.identity.legal_forms import LEGAL_FORMS, form_in, legal_form
from datapact.organisation.identity.profile import (
    KINDS,
    LONGEST_LINE,
    Address,
    Contact,
    Profile,
    Registration,
)
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.fields.form_fields import offer
from datapact_ui.kit.widgets.wheel_free import ComboBox


class ProfileFields:
    """Adds the fields to a dialog; ``profile`` is what they hold."""

    def __init__(self, dialog: FormDialog, known: Profile, *, outside: bool = False, name_stays: str = "") -> None:
        """``name_stays`` is the reason why the name cannot be changed; empty where it can. ``outside``: of a partner
        without DataPact, of which kind, country and who can sign may be unknown.
        """
        self._unknown = unknown = [("", _("not known yet"))] if outside else []
        self.name = dialog.line("profile-name", _("Name"), known.name, LONGEST_LINE)
        self.name.setReadOnly(bool(name_stays))
        self.name.setToolTip(name_stays)
        self.form = ComboBox(dialog.form)
        self.form.setEditable(True)
        self.form.addItems([form.name for form in LEGAL_FORMS])
        self.form.setCurrentText(known.legal_form)
        dialog.form.add("profile-form", _("Legal form"), self.form)
        self.kind = dialog.choice(
            "profile-kind", _("Kind"), [*unknown, *((kind, _in("party_kind", kind)) for kind in KINDS)], known.kind
        )
        self.court = self._line(dialog, "court", _("Register court"), known.registration.court)
        self.number = self._line(dialog, "number", _("Register number"), known.registration.number)
        self.street = self._line(dialog, "street", _("Street and number"), known.address.street)
        self.postal_code = self._line(dialog, "postal-code", _("Postal code"), known.address.postal_code)
        self.city = self._line(dialog, "city", _("City"), known.address.city)
        self.region = self._line(dialog, "region", _("State or region"), known.address.region)
        listed = [(one.value, str(one.name)) for one in countries()]
        self.country = dialog.choice("profile-country", _("Country"), [*unknown, *listed], known.address.country)
        self.rule = dialog.choice(
            "profile-rule",
            _("Who can sign for it"),
            self._rules(known.legal_form, known.signing_rule),
            known.signing_rule,
        )
        self.contact = self._line(dialog, "contact", _("Contact person or office"), known.contact.name)
        self.email = self._line(dialog, "email", _("E-mail"), known.contact.email)
        self.phone = self._line(dialog, "phone", _("Telephone"), known.contact.phone)
        self.form.currentTextChanged.connect(self._suit)
        self.name.textEdited.connect(self._read_form)

    def _line(self, dialog: FormDialog, name: str, words: str, text: str) -> QLineEdit:
        return dialog.line(f"profile-{name}", words, text, LONGEST_LINE)

    def _read_form(self, name: str) -> None:
        """Preset the form that a name states."""
        form = form_in(name)
        if form is not None:
            self.form.setCurrentText(form.name)

    def _suit(self, name: str) -> None:
        """Preset the usual kind for a legal form, and offer the signing rules that exist in it."""
        form = legal_form(name)
        offer(self.rule, self._rules(name, str(self.rule.currentData())))
        if form is not None:
            with QSignalBlocker(self.kind):
                self.kind.setCurrentIndex(self.kind.findData(form.kind))
            self.number.setPlaceholderText(
                _("such as {number}", number=f"{form.register} 12345") if form.register else ""
            )

    def _rules(self, form: str, chosen: str) -> list[tuple[str, str]]:
        offered = dict.fromkeys([*rules_offered_in(form), *([chosen] if chosen else [])])  # what is chosen can stay
        return [*self._unknown, *((rule, _in("signing_rule", rule)) for rule in offered)]

    def profile(self) -> Profile:
        """The profile as entered."""
        return Profile(
            name=self.name.text().strip(),
            legal_form=self.form.currentText().strip(),
            kind=str(self.kind.currentData()),
            signing_rule=str(self.rule.currentData()),
            registration=Registration(self.court.text().strip(), self.number.text().strip()),
            address=Address(
                self.street.text().strip(),
                self.postal_code.text().strip(),
                self.city.text().strip(),
                self.region.text().strip(),
                str(self.country.currentData()),
            ),
            contact=Contact(self.contact.text().strip(), self.email.text().strip(), self.phone.text().strip()),
        )


def _in(group: str, code: str) -> str:
    words = title(group, code).text(current_language())
    return words[:1].upper() + words[1:]
