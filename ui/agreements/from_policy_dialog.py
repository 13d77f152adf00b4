"""A draft from the policy of a machine: who its parties are, which template, and what will not be in the draft."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from datapact.base.files import read_whole
from datapact.base.texts import _, current_language
from datapact.contract.templates.template import list_templates
from datapact.dataspace.drafts import LARGEST, DraftFromPolicy, PolicyPreview, draft_from_policy, preview_policy
from datapact.dataspace.into_terms import ASSIGNEE, ASSIGNER, shown
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.text.reader import Reader
from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control, being_read
from datapact_ui.kit.widgets.wheel_free import ComboBox

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


class FromPolicyDialog(Dialog):
    """The dialog that drafts from a policy. Nothing is written before the button; who a party is, a person says."""

    help_page = "machines"

    def __init__(self, context: AppContext, file: Path, parent: QWidget | None = None) -> None:
        super().__init__("from_policy", _("Draft from a policy"), parent)
        self._context = context
        self._data = b""
        self.preview: PolicyPreview | None = None
        self.parties: list[QComboBox] = []
        self.column.addWidget(Words(_("Draft from the policy {name}", name=shown(file.name)), "heading", self))
        self.form = QFormLayout()
        self.form.setSpacing(space(2))
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self.template = ComboBox(self)
        self.template.setObjectName("from_policy_template")
        self.template.setAccessibleName(_("Template"))
        for template in list_templates():
            self.template.addItem(template.name.text(current_language()), template.id)
        self.form.addRow(_("Template"), self.template)
        self.column.addLayout(self.form)
        self.left_out = Reader("from_policy_left_out", _("What will not be in the draft"), self)
        self.column.addWidget(self.left_out, 1)
        self.doing = self.add_button("from_policy_do", _("Make the draft"), "draft", self._make, primary=True)
        bar_control(self.doing, being_read())
        self.finish(90, 32)
        context.worker.read(
            self,
            lambda acting: (data := read_whole(file, limit=LARGEST), preview_policy(acting, data)),
            self._show,
            failed=self.show_error,
        )

    def _show(self, read: tuple[bytes, PolicyPreview]) -> None:
        self._data, self.preview = read
        roles = {
            ASSIGNER: _("Who provides (the policy does not say)"),
            ASSIGNEE: _("Who receives (the policy does not say)"),
        }
        for number, (name, meant) in enumerate(zip(self.preview.names, self.preview.meant, strict=True)):
            box = ComboBox(self)
            box.setObjectName(f"from_policy_party_{number}")
            words = roles.get(name) or shown(name)
            box.setAccessibleName(words)
            box.addItem(_("Choose …"), "")
            for known in self.preview.known:
                box.addItem(known, known)
            box.setCurrentIndex(max(0, box.findData(meant)))
            box.currentIndexChanged.connect(lambda _index: self._update())
            self.form.addRow(words, box)
            self.parties.append(box)
        lines = [f"• {one}" for one in self.preview.unmapped]
        head = _("Not in the draft, so look at it yourself:") if lines else _("All of the policy becomes terms.")
        self.left_out.page.setPlainText("\n".join([head, "", *lines]) if lines else head)
        self._update()

    def _update(self) -> None:
        lacking = next((box for box in self.parties if not box.currentData()), None)
        why_not = "" if self.parties else _("The policy names no party.")
        if lacking is not None:
            why_not = _("Please fill in “{what}”.", what=lacking.accessibleName())
        bar_control(self.doing, why_not)

    def _make(self) -> None:
        if self.preview is None or not self.doing.isEnabled():
            return
        who = {name: str(box.currentData()) for name, box in zip(self.preview.names, self.parties, strict=True)}
        data, template = self._data, str(self.template.currentData())

        def done(made: DraftFromPolicy) -> None:
            self.accept()
            self._context.open_agreement(made.history)

        self._context.worker.change(
            self,
            _("Making a draft of the policy"),
            lambda acting, _p: draft_from_policy(acting, data, template, who),
            done,
            touches=frozenset({"list"}),
            failed=self.show_error,
        )
