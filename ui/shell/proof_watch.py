"""The watch over the rows of the vault: a quick proof after unlocking, the whole one while nobody uses the computer.

It is a child of the vault's context, so that no timer outlives the vault, and both proofs run off the UI thread. Input
stops the whole one, which begins anew in the next quiet time.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from datapact_ui.kit.background.garbage import later
from datapact_ui.kit.background.input_watch import unwatch_input, watch_input

if TYPE_CHECKING:
    from datapact.consent.proof.unproven import Proof
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext

_AFTER_UNLOCK_MSECS = 4_000
_LOOK_MSECS = 15_000
_QUIET_SECONDS = 120
_AGAIN_SECONDS = 6 * 3600


class _Stopped(Exception):
    """Somebody is at the computer again."""


class ProofWatch(QObject):
    """Emits ``proven`` with the result of each proof that ended."""

    proven = Signal(object, bool)
    """The Proof, and whether it was of every row."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._context = context
        self._input = threading.Event()
        self._last_input = time.monotonic()
        self._last_whole: float | None = None
        self._under_way = False
        self.failed: Proof | None = None
        """The last proof that failed, until every row fits: a window that is built anew shows it again."""
        self.released: Proof | None = None
        """What a legal member released while the vault is open."""
        later(self, _AFTER_UNLOCK_MSECS, self.prove_quickly).start()
        timer = QTimer(self)
        timer.setInterval(_LOOK_MSECS)
        timer.timeout.connect(self._look)
        timer.start()
        watch_input(self, self._note_input)
        context.before_lock.connect(self.stop)

    def stop(self) -> None:
        """Let go of a proof that is under way: the vault is about to be closed."""
        self._input.set()
        unwatch_input(self, self._note_input)

    def prove_quickly(self) -> None:
        """Prove what takes less than a second: entries, records, partners, deliveries."""
        self._context.worker.read(
            self, _quick, lambda proof: self.proven.emit(proof, False), key="quick", unhurried=True
        )

    def prove_whole(self) -> None:
        """Prove every row, until somebody is at the computer again."""
        if self._under_way:
            return
        self._under_way = True
        self._input.clear()
        self._context.worker.read(self, self._whole, self._ended, key="whole", failed=self._failed, unhurried=True)

    def _whole(self, acting: Acting) -> Proof | None:
        from datapact.consent.proof.last import prove_now

        def progress(_done: int, _all: int) -> None:
            if self._input.is_set():
                raise _Stopped

        try:
            return prove_now(acting, whole=True, progress=progress)
        except _Stopped:
            return None

    def _ended(self, proof: Proof | None) -> None:
        self._under_way = False
        if proof is not None:
            self._last_whole = time.monotonic()
            self.proven.emit(proof, True)

    def _failed(self, _error: Exception) -> bool:
        self._under_way = False
        return False

    def _look(self) -> None:
        now = time.monotonic()
        due = self._last_whole is None or now - self._last_whole > _AGAIN_SECONDS
        if due and now - self._last_input > _QUIET_SECONDS and self._context.worker.idle():
            self.prove_whole()

    def _note_input(self) -> None:
        self._last_input = time.monotonic()
        self._input.set()


def _quick(acting: Acting) -> Proof:
    from datapact.consent.proof.last import prove_now

    return prove_now(acting, whole=False)
