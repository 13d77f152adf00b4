"""The folder that we share with a partner at this computer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from datapact.base.texts import _
from datapact.exchange.folder.places import set_shared_folder, shared_folders
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.layout.path_line import PathLine
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import space

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.organisation.partners.partners import Partner
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class SharedFolderDialog(FormDialog):
    """Choose the folder, or share none any more."""

    help_page = "exchange"
    touches = frozenset({"shared-folders"})

    def __init__(self, context: AppContext, partner: Partner, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "shared-folder-dialog",
            _("Folder shared with {name}", name=partner.name),
            _(
                "A folder that both of you can read and write, in Nextcloud, SharePoint or on a server. Sealed files are laid there"
                " when you send, and what {name} lays there is noticed and offered to you. Nothing is taken in by itself.",
                name=partner.name,
            ),
            _("Save"),
            "check",
            parent,
            above=True,
        )
        self._organisation = partner.organisation
        row = QWidget(self.form)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(space(1))
        self.path = PathLine("", row)
        self.path.setObjectName("shared-folder-path")
        self.path.setAccessibleName(_("Folder"))
        self.path.setPlaceholderText(_("none"))
        choose = QPushButton(icon("folder"), _("Choose …"), row)
        choose.setObjectName("shared-folder-choose")
        choose.clicked.connect(lambda _checked=False: self.choose())
        none = QPushButton(_("None"), row)
        none.setObjectName("shared-folder-none")
        none.clicked.connect(lambda _checked=False: self.path.setText(""))
        line.addWidget(self.path, 1)
        line.addWidget(choose)
        line.addWidget(none)
        self.form.add("shared-folder-row", _("Folder"), row)
        self.fit_fields(92)
        context.worker.read(self, shared_folders, self._known, key="shared")

    def _known(self, found: tuple[object, ...]) -> None:
        from datapact.exchange.folder.places import SharedFolder

        for one in found:
            if isinstance(one, SharedFolder) and one.organisation == self._organisation:
                self.path.setText(str(one.folder))

    def choose(self) -> None:
        """Ask for the folder."""
        folder = self.context.dialogs.ask_folder(_("Shared folder"), self.path.text())
        if folder is not None:
            self.path.setText(str(folder))

    def why_not(self) -> str:
        return ""

    def do(self) -> None:
        folder = Path(self.path.text()) if self.path.text().strip() else None

        def job(acting: Acting, _progress: Progress) -> None:
            set_shared_folder(acting, self._organisation, folder)

        self.run(_("Saving settings"), job, lambda _none: self.accept())
