"""Fill a party of the interview from a card."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QPushButton, QWidget

from datapact.agreements.projection.parties import KnownParty, bearing, completed, with_key
from datapact.base.strictjson import JsonValue
from datapact.base.texts import _
from datapact.contract.editing.commands import SetTerm
from datapact.contract.terms.parties import Party
from datapact.organisation.identity.confusable_names import plain_name
from datapact_ui.editor.text.draft_session import DraftSession
from datapact_ui.kit.layout.click_through import let_clicks_through
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.wheel_free import ComboBox
from datapact_ui.partners.identity import identity_word, which_is_meant


def choice_words(known: KnownParty) -> str:
    """A partner with the trust in its identity, to distinguish two of one name."""
    if known.own:
        return _("{name} (our organisation)", name=known.name)
    if not known.trust:
        return _("{name} (without DataPact)", name=known.name)
    return _(
        "{name} ({identity}, {digits} …)",
        name=known.name,
        identity=identity_word(known.trust),
        digits=known.fingerprint[:11],
    )


def _but_the_own_of_another(session: DraftSession, path: str, known: Sequence[KnownParty]) -> Sequence[KnownParty]:
    """The organisations without ours where it is another party already: nobody concludes a contract with itself."""
    own = next((one for one in known if one.own), None)
    if own is None:
        return known
    key = path.split(".")[1]
    taken = any(
        party.key != key and (party.organisation == own.organisation or plain_name(party.name) == plain_name(own.name))
        for party in session.document.terms.parties
    )
    return [one for one in known if not (one.own and taken)]


class FromCard(QWidget):
    """The field to fill a party from a card: our own organisation's or a partner's, chosen or named in its line."""

    typed = Signal()
    """A name was picked while typing: what stands in the fields is to be taken in."""

    def __init__(self, session: DraftSession, path: str, known: Sequence[KnownParty], parent: QWidget) -> None:
        super().__init__(parent)
        known = _but_the_own_of_another(session, path, known)
        self._session, self._path, self._known = session, path, known
        self.box = ComboBox(self)
        self.box.setObjectName(f"known-{path}")
        self.box.setAccessibleName(_("Organisation to take over"))
        self.box.view().setAccessibleName(_("Organisation to take over"))
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(34)
        self.box.setMinimumWidth(characters(24))  # its longest words would ask for more than a page has at large text
        for entry in known:
            self.box.addItem(choice_words(entry))
        present = {party.organisation for party in session.document.terms.parties if party.organisation}
        self._others = [n for n, one in enumerate(known) if one.organisation not in present or not one.organisation]
        named = {party.key: party.organisation for party in session.document.terms.parties}.get(path.split(".")[1])
        same = [n for n, entry in enumerate(known) if named and entry.organisation == named]
        undecided = () if named else self._undecided()
        # a filled party is never offered another first; an empty one shows none before one is chosen
        self.box.setPlaceholderText(_("Choose one of your partners …"))
        if undecided:  # the name is ambiguous, and a guess would look like an answer
            self.box.setPlaceholderText(which_is_meant(len(undecided)))
            self.box.setCurrentIndex(-1)
        elif same or self._others:
            self.box.setCurrentIndex((same or self._others)[0] if self._is_filled() else -1)
        self.box.activated.connect(self._chosen)
        self.fill = QPushButton(icon("card"), "", self)
        self.fill.setObjectName(f"fill-{path}")
        self.fill.setIconSize(icon_size())
        self.fill.clicked.connect(self._fill)
        button = QPushButton(icon("card"), _("Take over from card"), self)
        button.setObjectName(f"take-{path}")
        button.setIconSize(icon_size())
        button.clicked.connect(self._take)
        line = FlowLayout(self, gap=1)
        if same or self._others or undecided:
            line.addWidget(self.box)
            line.addWidget(button)
            line.addWidget(self.fill)
            self.refresh()
            return
        self.fill.hide()
        self.box.hide()
        button.hide()
        keys = QKeySequence(QKeySequence.StandardKey.Open).toString(QKeySequence.SequenceFormat.NativeText)
        words = _("No partner is here yet: {keys} takes in a card. What you answered stays.", keys=keys)
        line.addWidget(Words(words, "small", self, quiet=True))

    def refresh(self) -> None:
        """Offer what is known of the organisation whose name stands there now, typed or taken over."""
        found = self._named()
        if found and self.box.currentIndex() not in found:
            self.box.setCurrentIndex(found[0] if len(found) == 1 else -1)
            if len(found) > 1:
                self.box.setPlaceholderText(which_is_meant(len(found)))
        place = self.box.currentIndex()
        chosen = self._known[place] if place in found else None
        party = self._party()
        more = chosen is not None and party is not None and self._completed(party, chosen) != party
        self.fill.setVisible(more)
        if chosen is not None and more:
            self.fill.setText(_("Fill in what is known of {name}", name=chosen.name).replace("&", "&&"))

    def offer_names(self, line: QLineEdit) -> None:
        """Offer the known names while somebody types one into this line; the one that is picked brings its data."""
        names = QCompleter(list(dict.fromkeys(one.name for one in self._known)), line)
        names.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        names.setFilterMode(Qt.MatchFlag.MatchContains)
        names.activated.connect(lambda _name: QTimer.singleShot(0, self, self._picked))
        line.setCompleter(names)
        let_clicks_through(names.popup(), line, typed=True)

    def _picked(self) -> None:
        self.typed.emit()
        self.refresh()
        if not self.fill.isHidden():
            self._fill()

    def _party(self) -> Party | None:
        key = self._path.split(".")[1]
        return next((party for party in self._session.document.terms.parties if party.key == key), None)

    def _named(self) -> list[int]:
        """The places of the organisations whose name the party has, of one that is linked the linked one alone."""
        party = self._party()
        if party is None:
            return []
        if party.organisation:
            return [n for n, one in enumerate(self._known) if one.organisation == party.organisation]
        found = bearing(self._known, party.name)
        return [n for n, one in enumerate(self._known) if one in found]

    def _completed(self, party: Party, chosen: KnownParty) -> Party:
        parties = self._session.document.terms.parties
        others = [person.order for one in parties if one.key != party.key for person in one.signatories]
        return completed(party, chosen, max(others, default=0) + 1)

    def _fill(self) -> None:
        """Fill in what is known where nothing is entered."""
        party, place = self._party(), self.box.currentIndex()
        if party is None or place < 0:
            return
        filled = self._completed(party, self._known[place])
        value: JsonValue = filled.model_dump(mode="json", exclude_defaults=True)
        self._session.do(SetTerm(self._path, value), self.fill.text().replace("&&", "&"))
        self.refresh()

    def _is_filled(self) -> bool:
        party = self._party()
        return party is not None and bool(party.name)

    def _undecided(self) -> Sequence[KnownParty]:
        """The candidates with the name of this party, where it is ambiguous."""
        party = self._party()
        found = () if party is None else bearing(self._known, party.name)
        sure = [one for one in found if one.trust in ("own", "confirmed")]
        alone = len(found) == 1 and found[0].trust != "renamed"
        return () if len(sure) == 1 or alone else found

    def _chosen(self, _index: int) -> None:
        if not self._is_filled():  # nothing is lost: the chosen values are in the fields at once
            self._take()

    def take_only(self) -> bool:
        """Take the one organisation that can be meant; False where there are several or the party is filled."""
        if self._is_filled() or (self.box.currentIndex() < 0 and len(self._others) != 1):
            return False
        self._take()
        return True

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
