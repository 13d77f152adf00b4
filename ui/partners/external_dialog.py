"""Add a partner without DataPact by hand, or change what is on file about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from datapact.agreements.views.partners import ExternalFacts
from datapact.base.texts import _
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.profile import Address, Profile
from datapact.organisation.partners.without_datapact import keep_partner
from datapact_ui.kit.background.runner import Progress
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.partners.profile_fields import ProfileFields


def _new(name: str) -> Profile:
    """A partner of which nothing is known but perhaps the name."""
    return Profile(name, kind="", signing_rule="", address=Address(country=""))


class ExternalDialog(FormDialog):
    """The dialog for a partner without DataPact.

    ``known`` is the partner to change, or None to add one; ``kept`` is told its reference.
    """

    help_page = "partners"
    touches = frozenset({"partners", "list"})

    def __init__(
        self,
        context: AppContext,
        known: ExternalFacts | None,
        kept: Callable[[str], object],
        parent: QWidget | None = None,
        *,
        name: str = "",
    ) -> None:
        super().__init__(
            context,
            "external-partner",
            _("Add a partner without DataPact") if known is None else _("Change a partner without DataPact"),
            _(
                "Only the name is needed; what is not known yet stays open. Agreements reach this partner by e-mail or on paper."
            ),
            _("Add partner") if known is None else _("Save"),
            "add" if known is None else "check",
            parent,
        )
        self._reference = "" if known is None else known.reference
        self._kept = kept
        stays = _("The name stands in agreements, so it stays.") if known is not None and known.keeps_name else ""
        self.fields = ProfileFields(
            self, _new(name) if known is None else known.profile, outside=True, name_stays=stays
        )
        self.fit_fields(84)

    def why_not(self) -> str:
        return self.needs("", self.fields.name)

    def do(self) -> None:
        profile, reference = self.fields.profile(), self._reference

        def keep(acting: Acting, _progress: Progress) -> str:
            return keep_partner(acting, profile, reference)

        def done(kept: str) -> None:
            words = _("{name} is saved.", name=profile.name) if reference else _("{name} is added.", name=profile.name)
            self.context.notify(words)
            self.accept()
            self._kept(kept)

        self.run(_("Saving the partner"), keep, done)
