"""The form in which a legal member signs something about an agreed purpose, for its words of today."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import Message, _
from datapact.consent.facts.facts import PRACTICE_NAME, PurposeLink
from datapact.consent.matrix.question_form import Choice
from datapact.consent.views.compliance_record_form import Start
from datapact.consent.views.purpose_link_form import SORTS, LinkChoices, link_choices
from datapact_ui.consent.compliance_records.compliance_record_form import ComplianceRecordForm, including

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


_NOES = ("said", "not_said")


class PurposeLinkDialog(ComplianceRecordForm):
    """Links an agreed purpose; the first choice decides what is asked next: a notice's purpose, a use, or a name of the house."""

    def __init__(self, context: AppContext, start: Start, parent: QWidget | None = None) -> None:
        part = start.part
        assert isinstance(part, PurposeLink)
        super().__init__(
            context,
            start,
            "purpose-link-form",
            (_("Record what an agreed purpose covers"), _("Record what an agreed purpose covers")),
            _(
                "Only the agreed purpose permits (Art. 5(1)(b) GDPR). What you sign here holds for its words of today: once"
                " they change, it no longer counts."
            ),
            "agreements",
            parent,
        )
        self._part, self._offered = part, LinkChoices((), (), (), (), (), ())
        self._purposes = start.choices.purposes
        sorts = tuple(Choice(sort, str(Message(words))) for sort, words in SORTS.items())
        self.sort = self.box("link-sort", _("What is signed"), sorts, empty=_("please choose"), chosen=part.sort)
        self.told = self.box("link-told", _("Purpose in the notice"), (), empty=_("please choose"))
        self.use = self.box("link-use", _("Use"), self._purposes, free=True, empty=_("please choose"))
        self.use.choose(part.purpose if part.sort == "part" else "")
        self.house = self.box("link-house", _("Purpose of the house"), (), free=True)
        self.noes = self.box("link-noes", _("Words, and towards whom"), (), empty=_("please choose"))
        self.agreed = self.box("link-agreed", _("Agreed purpose"), (), empty=_("please choose"))
        self.note = self.paragraph("link-note", _("Reason"), 3)
        self.note.setPlainText(start.note)
        self.fit_fields(108)
        self._turn()
        context.worker.read(self, link_choices, self._fill, key="link-choices")

    def _fill(self, found: LinkChoices) -> None:
        self._offered = found
        part = self._part
        told = tuple(Choice(str(place), str(name)) for place, name in enumerate(found.told_names))
        self.told.offer(told, empty=_("please choose"))
        here = (part.notice, part.version, part.purpose)
        self.told.choose(str(found.notices.index(here)) if here in found.notices else "")
        self.house.offer(tuple(Choice(one, one) for one in found.houses))
        if part.sort == "house":
            self.house.choose(part.purpose)
        self.noes.offer(
            tuple(Choice(str(place), str(name)) for place, name in enumerate(found.noes_names)),
            empty=_("please choose"),
        )
        no = (part.purpose, part.controller)
        self.noes.choose(str(found.noes.index(no)) if no in found.noes else "")
        self.agreed.offer(including(found.agreed, part.agreed), empty=_("please choose"))
        self.agreed.choose(part.agreed)
        self.update_state()

    def update_state(self, *_entered: object) -> None:
        super().update_state()
        if self._complete:
            self._turn()

    def _turn(self) -> None:
        sort = self.sort.value()
        wanted = self._extra_fields().get(sort)
        for field in (self.told, self.use, self.house, self.noes):
            self.form.show_row(field, on=field is wanted)

    def _extra_fields(self) -> dict[str, QWidget]:
        """The field that each sort asks for beside the agreed purpose."""
        return {"notice": self.told, "part": self.use, "house": self.house, **dict.fromkeys(_NOES, self.noes)}

    def why_not(self) -> str:
        asked = self._extra_fields()
        sort = self.sort.value()
        return (
            self.needs(_("Choose what you sign."), self.sort)
            or (self.needs(_("Say which purpose or use it is about."), asked[sort]) if sort in asked else "")
            or self.needs(_("Choose the agreed purpose."), self.agreed)
            or self.needs(_("Give the reason: a court or an authority will ask for it."), self.note)
        )

    def do(self) -> None:
        sort = self.sort.value()
        notice = version = controller = ""
        match sort:
            case "notice":
                notice, version, purpose = self._offered.notices[int(self.told.value())]
            case "part":
                purpose = self.use.value()
            case "house":
                purpose = self.house.value()
            case "said" | "not_said":
                purpose, controller = self._offered.noes[int(self.noes.value())]
            case _:
                purpose = PRACTICE_NAME
        part = replace(
            self._part,
            key="",
            sort=sort,
            purpose=purpose,
            agreed=self.agreed.value(),
            notice=notice,
            version=version,
            controller=controller,
        )
        told = _("It is on file, signed for the words of today.")
        self.keep(_("Signing"), told, part, note=self.note.toPlainText().strip())
