"""Long-term seals (ML-DSA): the house's key, and one button that seals every finished contract."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from datapact.base.day_words import long_date
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import _, current_language
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.disabled_controls import bar_control, underway

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.signing.archive.seal_key import SealKey
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext


class SealsPanel(Card):
    """The key in force, beginning and ending, and the round that seals."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(_("Long-term seals"), parent)
        self._context = context
        self._key: SealKey | None = None
        words = _(
            "A seal with ML-DSA is a small file beside the PDF. It still holds when quantum computers can forge the signatures of"
            " today. It is the seal of the house, no person's signature. Whoever gets the PDF gets the seal with it."
        )
        self.column.addWidget(Words(words, parent=self, quiet=True))
        self.standing = Words("", parent=self)
        self.standing.setObjectName("seals-standing")
        self.column.addWidget(self.standing)
        row = FlowLayout()
        self.begin = self._button("seals-begin", "key", _("Begin to seal …"), self.begin_sealing)
        self.seal = self._button("seals-seal", "archive", _("Seal finished contracts"), self.seal_archive)
        self.end = self._button("seals-end", "close", _("End sealing …"), self.end_sealing)
        for button in (self.begin, self.seal, self.end):
            row.addWidget(button)
        self.column.addLayout(row)
        self.result = Words("", parent=self)
        self.result.setObjectName("seals-result")
        self.result.hide()
        self.column.addWidget(self.result)
        self.load()

    def _button(self, name: str, picture: str, words: str, do: Callable[[], None]) -> QPushButton:
        made = QPushButton(icon(picture), words, self)
        made.setObjectName(name)
        made.clicked.connect(lambda _checked=False: do())
        made.hide()
        return made

    def load(self) -> None:
        """Read the key in force."""

        def job(acting: Acting) -> SealKey | None:
            from datapact.signing.archive.seal_key import seal_key

            with acting.vault.read() as session:
                return seal_key(session)

        self._context.worker.read(self, job, self._show, key="seal-key")

    def _show(self, key: SealKey | None) -> None:
        self._key = key
        admin = "admin" in self._context.identity.roles
        here = key is not None and key.here
        if key is None:
            told = _("This house does not seal its contracts for the long term.")
        else:
            day = long_date(day_of(key.since, local_zone(key.since)), current_language())
            told = _("Key in force since {day}. Digest of its certificate: {digest}", day=day, digest=key.sha256)
            if not here:
                told = f"{told}\n{_('Its private half lies in the vault of another computer, which makes the seals.')}"
        if key is None and not admin:
            told = f"{told} {_('An administrator can begin.')}"
        self.standing.setText(told)
        self.begin.setVisible(admin and not here)
        self.seal.setVisible(here)
        self.end.setVisible(admin and key is not None)

    def begin_sealing(self) -> None:
        """Make a key and announce it, after asking."""
        if not self._context.dialogs.confirm(
            _("Begin to seal?"),
            _(
                "DataPact makes a key and announces it in the public history of your organisation: partners see it on your next"
                " card. Programs older than this one cannot read that card."
            ),
            _("Begin to seal"),
            keep=_("Do not begin"),
        ):
            return

        def job(acting: Acting, _progress: Progress) -> SealKey:
            from datapact.signing.archive.seal_key import begin_sealing

            return begin_sealing(acting)

        self._context.worker.change(self, _("Making a key"), job, self._show)

    def end_sealing(self) -> None:
        """End the key in force, after asking why."""
        reason = self._context.dialogs.ask_text(
            _("End sealing"), _("Why? Partners read this with the key that has ended."), action=_("End sealing")
        )
        if reason is None:
            return

        def job(acting: Acting, _progress: Progress) -> None:
            from datapact.signing.archive.seal_key import end_sealing

            end_sealing(acting, reason)

        self._context.worker.change(self, _("Ending the key"), job, lambda _none: self._show(None))

    def seal_archive(self) -> None:
        """Seal what is not sealed yet; each contract is kept as soon as it is done."""
        bar_control(self.seal, underway())

        def job(acting: Acting, progress: Progress) -> list[str]:
            from datapact.signing.archive.seals import seal_archive, seal_lines

            return seal_lines(seal_archive(acting, progress))

        def failed(_error: object) -> bool:
            bar_control(self.seal, "")
            return False

        self._context.worker.change(self, _("Sealing finished contracts"), job, self._announce, failed=failed)

    def _announce(self, lines: list[str]) -> None:
        bar_control(self.seal, "")
        self.result.setText("\n".join(lines))
        self.result.show()
