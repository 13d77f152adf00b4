"""The form to draw a sample: population, size and seed, so that anybody can draw it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.audit.engagements.remarks import population_sizes
from datapact.audit.engagements.sampling import LARGEST, POPULATION_WORDS, POPULATIONS, new_seed
from datapact.base.texts import Message, _, counted
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.widgets.cards import Words

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


class SampleDialog(FormDialog):
    """The dialog that draws a sample. ``population``, ``size_wanted`` and ``seed`` read the entered values."""

    help_page = "audit"

    def __init__(self, context: AppContext, parent: QWidget | None = None, *, engagement: str = "") -> None:
        """``engagement``: the key of the audit, whose populations the dialog counts."""
        words = _(
            "The sample is recorded with its seed, its method and the checksum of the population. Whoever has the population"
            " and the seed draws the same one."
        )
        super().__init__(context, "sample-dialog", _("Draw a sample"), words, _("Draw"), "sample", parent)
        populations = [(name, str(Message(POPULATION_WORDS[name]))) for name in POPULATIONS]
        self._of = self.choice("sample-of", _("Of what"), populations)
        self._size = self.number("sample-size", _("How many"), 1, LARGEST, 5)
        self._sizes: Mapping[str, int] = {}
        self._whole = Words("", "small", self, quiet=True)
        self._whole.setObjectName("sample-population")
        self._of.currentIndexChanged.connect(lambda _index: self._tell())
        self._size.valueChanged.connect(lambda _value: self._tell())
        self._seed = self.line("sample-seed", _("Seed"), new_seed(), 200)
        hint = _("The proposed seed is random. Write in another one where it was agreed on beforehand.")
        self.body.addWidget(self._whole)
        self.body.addWidget(Words(hint, "small", self, quiet=True))
        self.taken.connect(self.accept)
        self.fit_fields(76)
        if engagement:
            context.worker.read(self, lambda acting: population_sizes(acting, engagement), self._count, key="sizes")

    def _count(self, sizes: Mapping[str, int]) -> None:
        self._sizes = sizes
        self._tell()

    def _tell(self) -> None:
        """Say how large the population is, and that it is drawn whole where more are wanted than it has."""
        size = self._sizes.get(self.population())
        if size is None:
            self._whole.setText("")
            return
        told = str(counted("The population has {n} item.", "The population has {n} items.", size))
        if 0 < size < self.size_wanted():
            told += " " + _("That is fewer than you want: all of them are drawn.")
        self._whole.setText(told)

    def why_not(self) -> str:
        usable = self.seed().isascii() and self.seed().isprintable()
        return self.needs("", self._seed) or ("" if usable else _("A seed is printable text in ASCII."))

    def population(self) -> str:
        """The population to draw from."""
        return str(self._of.currentData())

    def choose_population(self, name: str) -> None:
        """Choose the population to draw from."""
        self._of.setCurrentIndex(self._of.findData(name))

    def size_wanted(self) -> int:
        """The number of items."""
        return self._size.value()

    def seed(self) -> str:
        """The seed entered."""
        return self._seed.text().strip()
