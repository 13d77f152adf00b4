"""Drawing a sample: of what, how many, and by which seed, so that anybody can draw it again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from datapact.audit.engagements.sampling import LARGEST, POPULATION_WORDS, POPULATIONS, new_seed
from datapact.base.texts import Message, _
from datapact_ui.kit.dialogs.help_key import help_key
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.layout.tab_order import go_on
from datapact_ui.kit.theme.measures import margins, space
from datapact_ui.kit.widgets.cards import PrimaryButton, Words


class SampleDialog(QDialog):
    """What was entered is read by ``population``, ``size`` and ``seed``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sample-dialog")
        self.setWindowTitle(_("Draw a sample"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        help_key(self, "audit")
        column = QVBoxLayout(self)
        margins(column, 5, 3)
        words = _(
            "The sample is recorded with its seed, its method and the checksum of the population. Whoever has the population"
            " and the seed draws the same one."
        )
        column.addWidget(Words(words, parent=self))
        self._of = QComboBox(self)
        self._of.setObjectName("sample-of")
        self._of.setAccessibleName(_("Of what"))
        for name in POPULATIONS:
            self._of.addItem(str(Message(POPULATION_WORDS[name])), name)
        self._size = QSpinBox(self)
        self._size.setObjectName("sample-size")
        self._size.setAccessibleName(_("How many"))
        self._size.setRange(1, LARGEST)
        self._size.setValue(5)
        self._seed = QLineEdit(new_seed(), self)
        self._seed.setObjectName("sample-seed")
        self._seed.setAccessibleName(_("Seed"))
        self._seed.setMaxLength(200)
        self._seed.textChanged.connect(lambda _text: self._look())
        form = QFormLayout()
        form.setHorizontalSpacing(space(4))
        form.setVerticalSpacing(space(3))
        form.addRow(_("Of what"), self._of)
        form.addRow(_("How many"), self._size)
        form.addRow(_("Seed"), self._seed)
        column.addLayout(form)
        hint = _("The proposed seed is random. Write in another one where it was agreed on beforehand.")
        column.addWidget(Words(hint, "small", self, quiet=True))
        column.addStretch(1)
        self.drawing = PrimaryButton(_("Draw"), "sample", self)
        self.drawing.setObjectName("sample-draw")
        self.drawing.clicked.connect(lambda _checked=False: self.accept())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        buttons.addButton(self.drawing, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        fit(self, 76, 14)
        self._of.setFocus()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return go_on([self], forward)

    def population(self) -> str:
        """Of what it is drawn."""
        return str(self._of.currentData())

    def choose_population(self, name: str) -> None:
        """Draw of this."""
        self._of.setCurrentIndex(self._of.findData(name))

    def size_wanted(self) -> int:
        """How many items."""
        return self._size.value()

    def seed(self) -> str:
        """The seed as it stands."""
        return self._seed.text().strip()

    def _look(self) -> None:
        self.drawing.setEnabled(bool(self.seed()) and self.seed().isascii() and self.seed().isprintable())
