"""Data that this program wrote itself: where a reader refuses it, no sender can help, but a backup can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from datapact.base.errors import Damaged, MissingEntries, NewerFormat, NotForUs
from datapact.base.texts import N_, Message

ENTRY = Message(N_("An entry in this vault is damaged or was altered. Restore the newest backup."))
PRIVATE_KEY = Message(N_("A private key in the vault is damaged. Restore the newest backup."))
SETTING = Message(N_("A setting in this vault is damaged or was altered. Restore the newest backup."))
BACKUP = Message(N_("The backup is damaged or was altered: nothing was restored. Use another backup."))
UNSAVED = Message(N_("An unsaved change in this vault cannot be read. The changes before it were kept."))
INVITATION = Message(N_("An invitation in this vault is damaged. Invite the member again."))
PARTNER = Message(N_("What this vault holds of a partner is damaged or was altered. Restore the newest backup."))
RECORD = Message(N_("A record in this vault is damaged or was altered. Restore the newest backup."))
FILE = Message(N_("A file in this vault is damaged or was altered. Restore the newest backup."))
REQUEST = Message(N_("A member's request for certification is damaged. Let the member make it again."))
_SAID = frozenset(
    one.id for one in (ENTRY, PRIVATE_KEY, SETTING, BACKUP, UNSAVED, INVITATION, PARTNER, RECORD, FILE, REQUEST)
)


@contextmanager
def own_data(refusal: Message) -> Iterator[None]:
    """Read our own data in this block: errors of readers, which mention a sender, become Damaged with ``refusal``.

    Data of a newer program is not damaged, and errors of an inner block of this kind stay unchanged.
    """
    try:
        yield
    except (Damaged, MissingEntries) as error:
        if isinstance(error, NewerFormat | NotForUs) or error.message.id in _SAID:
            raise
        raise Damaged(refusal) from error
