"""Fill a party of the interview from what a card says."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from datapact.agreements.commands import SetTerm
from datapact.agreements.known_parties import KnownParty, with_key
from datapact.strictjson import JsonValue
from datapact.texts import _
from datapact_ui.editor.draft_session import DraftSession
from datapact_ui.looks.flow_layout import FlowLayout
from datapact_ui.looks.icons import icon
from datapact_ui.looks.measures import icon_size


class FromCard(QWidget):
    """Fill a party from what a card says: our own organisation or a partner."""

    def __init__(self, session: DraftSession, path: str, known: Sequence[KnownParty], parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._path, self._known = session, path, known
        self.box = QComboBox(self)
        self.box.setObjectName(f"known-{path}")
        self.box.setAccessibleName(_("Organisation to take over"))
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(34)
        for entry in known:
            words = _("{name} (our organisation)", name=entry.name) if entry.own else entry.name
            self.box.addItem(words)
        present = {party.organisation for party in session.document.terms.parties if party.organisation}
        self._others = [n for n, one in enumerate(known) if one.organisation not in present or not one.organisation]
        named = {party.key: party.organisation for party in session.document.terms.parties}.get(path.split(".")[1])
        same = [n for n, entry in enumerate(known) if named and entry.organisation == named]
        # a party that is filled in is never offered another first; an empty one shows none before it is chosen
        self.box.setPlaceholderText(_("Choose one of your partners …"))
        if same or self._others:
            self.box.setCurrentIndex((same or self._others)[0] if self._is_filled() else -1)
        self.box.activated.connect(self._chosen)
        button = QPushButton(icon("card"), _("Take over from card"), self)
        button.setObjectName(f"take-{path}")
        button.setIconSize(icon_size())
        button.clicked.connect(self._take)
        line = FlowLayout(self, gap=1)
        line.addWidget(self.box)
        line.addWidget(button)

    def _is_filled(self) -> bool:
        key = self._path.split(".")[1]
        return any(party.key == key and party.name for party in self._session.document.terms.parties)

    def _chosen(self, _index: int) -> None:
        if not self._is_filled():  # nothing is lost: what is chosen stands in the fields at once
            self._take()

    def _take(self) -> None:
        if self.box.currentIndex() < 0 and len(self._others) == 1:  # there is nothing to choose
            self.box.setCurrentIndex(self._others[0])
        if self.box.currentIndex() < 0:
            self.box.setFocus()
            self.box.showPopup()
            return
        chosen = self._known[self.box.currentIndex()]
        terms = self._session.document.terms
        key = self._path.split(".")[1]
        others = [person.order for party in terms.parties if party.key != key for person in party.signatories]
        party = with_key(chosen.party, key, max(others, default=0) + 1)
        value: JsonValue = party.model_dump(mode="json", exclude_defaults=True)
        self._session.do(SetTerm(self._path, value), _("Take over from card: {name}", name=chosen.name))
