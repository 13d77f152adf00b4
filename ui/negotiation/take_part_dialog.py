"""Taking part in a signing that another house leads: who signs, how, and what of our people sign in another program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from datapact.agreements.text.slot_evidence import COPIES_WORDS
from datapact.base.texts import N_, Message, _
from datapact.signing.ceremony.outside_slots import COPIES, Copies
from datapact.signing.returned.take_part import Packet, Taken, look_at_packet, take_part
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.negotiation.other_signatures import OtherSignatures, show_parts

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

BY_MY_WORD = Message(N_("I know that these signatures are theirs. Record them by my word."))


class TakePartDialog(FormDialog):
    """Keeps our record of a packet; then our people sign it here, and what others signed is brought back here, too."""

    help_page = "exchange"

    def __init__(self, context: AppContext, packet: Packet, parent: QWidget | None = None) -> None:
        super().__init__(
            context,
            "take_part_dialog",
            _("Take part in the signing"),
            _(
                "Another house fixed this text and leads its signing, because not everybody signs in DataPact. Your vault keeps its own"
                " record of the same file: your people sign it here, and you record here what comes back."
            ),
            _("Take part"),
            "sign",
            parent,
            heading=_("Who signs"),
        )
        self._packet = packet
        self.touches = frozenset({"list"})
        rows = [f"{slot.order}. {slot.person} ({slot.party_name})" for slot in packet.document.slots]
        people = Words("\n".join(rows), "body", self)
        people.setObjectName("take-part-people")
        self.put_before(people)
        self.shown = QWidget(self)
        self.shown.setObjectName("take-part-signatures")
        QVBoxLayout(self.shown).setContentsMargins(0, 0, 0, 0)
        self.put_before(self.shown)
        self.copies = self.choice(
            "take-part-copies",
            _("How it is signed"),
            [(one, str(Message(COPIES_WORDS[one]))) for one in COPIES if packet.copies in (None, one)],
            packet.copies or "chain",
        )
        self.elsewhere = {
            name: self.tick(
                f"take-part-elsewhere-{number}",
                _("{person} signs in another program, such as Acrobat; I bring the file back.", person=name),
            )
            for number, name in enumerate(packet.keyed, start=1)
        }
        self.by_word = self.tick("take-part-by-word", str(BY_MY_WORD))
        self._doubts: tuple[Message, ...] = ()
        for tick in self.elsewhere.values():
            tick.toggled.connect(self._show_signatures)
        self._show_signatures()
        self.fit_fields(110)

    def _show_signatures(self, *_ticked: object) -> None:
        """Show, before anything is recorded, who signed in the packet and on what that rests."""
        seen = look_at_packet(self._packet, self._elsewhere())
        parts: list[QWidget] = [WarningLine(str(one), "warn", self.shown) for one in seen.remarks]
        if seen.signatures:
            parts.append(OtherSignatures(seen.signatures, self.shown))
        show_parts(self.shown, parts)
        self.shown.setVisible(bool(seen.remarks or seen.signatures))
        if seen.doubts != self._doubts:  # the word was given for others
            self.by_word.setChecked(False)
        self._doubts = seen.doubts
        self.by_word.setVisible(bool(seen.doubts))

    def _elsewhere(self) -> tuple[str, ...]:
        return tuple(name for name, tick in self.elsewhere.items() if tick.isChecked())

    def do(self) -> None:
        """Keep the record, and show the agreement."""
        packet = self._packet
        copies: Copies = next((one for one in COPIES if one == self.copies.currentData()), "chain")
        elsewhere, by_word = self._elsewhere(), self.by_word.isVisible() and self.by_word.isChecked()
        self.run(
            _("Taking part in the signing"),
            lambda acting, _progress: take_part(acting, packet, copies, elsewhere, by_word=by_word, remarks_read=True),
            self._done,
        )

    def _done(self, taken: Taken) -> None:
        self.accept()
        self.context.notify(str(taken.problem) if taken.problem else _("Your house takes part in the signing now."))
        self.context.open_agreement(taken.history)
