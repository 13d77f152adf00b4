"""Look whether a release is the makers' and newer, and fetch its package; nothing is looked up unless a person presses the button."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from datapact import __version__
from datapact.base.errors import DataPactError
from datapact.base.texts import _
from datapact.updates.check import Release, fetch, look_at, newer, this_system
from datapact.updates.makers import look_at_makers, trust
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.disabled_controls import bar_control, underway

if TYPE_CHECKING:
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class UpdateDialog(Dialog):
    """Shows a release: where it lies, what its makers say of it, and its package for this computer."""

    help_page = "settings"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("update", _("A newer version of DataPact"), parent, leave="close")
        self._context = context
        self._found: tuple[str, Release] | None = None
        column = self.column
        column.addWidget(Words(_("A newer version of DataPact"), "title", self))
        column.addWidget(
            Words(
                _(
                    "DataPact never looks for new versions by itself. A release is a folder that somebody gives you, or an address that begins "
                    "with https://. Only what the makers signed is believed; nothing is installed."
                ),
                parent=self,
            )
        )
        self.place = QLineEdit(os.environ.get("DATAPACT_RELEASE", ""), self)
        self.place.setObjectName("update-place")
        label = QLabel(_("&Folder or address"), self)
        label.setBuddy(self.place)
        self.place.setAccessibleName(_("Folder or address"))
        self.place.textChanged.connect(self._forget)
        choose = QPushButton(icon("open"), _("Choose a folder …"), self)
        choose.setObjectName("update-folder")
        choose.setIconSize(icon_size())
        choose.setAutoDefault(False)
        choose.clicked.connect(lambda _checked=False: self._choose())
        row = QHBoxLayout()
        row.setSpacing(space(2))
        row.addWidget(self.place, 1)
        row.addWidget(choose)
        column.addSpacing(space(2))
        column.addWidget(label)
        column.addLayout(row)
        self.said = Words("", parent=self)
        self.said.setObjectName("update-said")
        column.addWidget(self.said)
        column.addStretch(1)
        self.makers_button = self.add_button("update-makers", _("Makers’ keys …"), "fingerprint", self._take_makers)
        self.fetch_button = self.add_button("update-fetch", _("Fetch the package …"), "export", self._fetch)
        self.look_button = self.add_button("update-look", _("Look"), "search", self._look, primary=True)
        self._forget()
        self.finish(96, 18)
        self.place.setFocus()

    def _forget(self, *_typed: object) -> None:
        self._found = None
        self.said.setText("")
        self.show_problem("")
        there = bool(self.place.text().strip())
        bar_control(self.look_button, "" if there else _("Say first where the release is."))
        bar_control(self.fetch_button, _("Check first whether there is a newer version."))

    def _choose(self) -> None:
        folder = self._context.dialogs.ask_folder(_("Choose the folder of a release"))
        if folder is not None:
            self.place.setText(str(folder))

    def _look(self) -> None:
        place = self.place.text().strip()
        self._forget()
        bar_control(self.look_button, underway())
        self.said.setText(_("Reading the release …"))

        def look(_progress: Progress) -> Release:
            return look_at(place)

        self._context.worker.run_apart(self, "", look, lambda release: self._show(place, release), failed=self._failed)

    def _show(self, place: str, release: Release) -> None:
        bar_control(self.look_button, "")
        if place != self.place.text().strip():
            return
        told = [_("Version {version} of {day} is signed by its makers.", version=release.version, day=release.day)]
        if newer(release.version, __version__):
            told += [_("It is newer than this program ({version}).", version=__version__), "", release.changes[:2000]]
            fits = release.for_system(this_system(), "") is not None
            self._found = (place, release) if fits else None
            bar_control(self.fetch_button, "" if fits else _("It has no package for this computer."))
        else:
            told.append(_("This program ({version}) is not older. There is nothing to do.", version=__version__))
        self.said.setText("\n".join(told))

    def _fetch(self) -> None:
        if self._found is None:
            return
        found = self._found
        place, release = found
        folder = self._context.dialogs.ask_folder(_("Choose a folder for the package"))
        if folder is None:
            return
        bar_control(self.fetch_button, underway())

        def job(_progress: Progress) -> Path:
            return fetch(place, folder, "")[1]

        def done(file: Path) -> None:
            self.show_problem("")
            lines = [
                _("{file} is version {version}, as its makers signed it.", file=str(file), version=release.version),
                _(
                    "Unpack it beside the old one, let it try your vault (datapact update try), and only then remove the old one."
                ),
            ]
            self.said.setText("\n".join(lines))
            if self._found is found:  # else another place is being looked at
                bar_control(self.fetch_button, _("The package is fetched. Look again to fetch it once more."))

        self._context.worker.run_apart(self, _("Fetching the package"), job, done, failed=self._failed)

    def _take_makers(self) -> None:
        """Believe makers once a person has typed the fingerprint that they publish."""
        file = self._context.dialogs.ask_open_file(_("Choose the makers’ file root.json"), "TUF (*.json)")
        if file is None:
            return
        self.show_problem("")
        try:
            look_at_makers(file)  # what is no file of keys is said before anybody types
            typed = self._context.dialogs.ask_text(
                _("Makers’ keys"), _("Type the 40 digits that the makers publish elsewhere, not from this folder:")
            )
            if not typed:
                return
            found = trust(file, typed)
        except DataPactError as error:
            self.show_problem(str(error))
            return
        self.said.setText(_("Releases of these makers are believed from now on: {fingerprint}.", fingerprint=found))

    def _failed(self, error: Exception) -> bool:
        self._forget()
        self.show_problem(str(error))
        return True
