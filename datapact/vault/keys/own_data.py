"""Data that this program wrote for itself: where a reader refuses it, no sender can help, but a backup can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from datapact.base.errors import Damaged, Malformed, TooLarge
from datapact.base.texts import N_, Message

ENTRY = Message(N_("An entry in this vault is damaged or was altered. Restore the newest backup."))
PRIVATE_KEY = Message(N_("A private key in the vault is damaged. Restore the newest backup."))
SETTING = Message(N_("A setting in this vault is damaged or was altered. Restore the newest backup."))
BACKUP = Message(N_("The backup is damaged or was altered: nothing was restored. Use another backup."))
UNSAVED = Message(N_("An unsaved change in this vault cannot be read. The changes before it were kept."))
INVITATION = Message(N_("An invitation in this vault is damaged. Invite the member again."))


@contextmanager
def own_data(refusal: Message) -> Iterator[None]:
    """What is read in here is our own: Malformed and TooLarge, which speak of a sender, become Damaged with ``refusal``."""
    try:
        yield
    except (Malformed, TooLarge) as error:
        raise Damaged(refusal) from error
