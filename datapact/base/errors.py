"""The errors that DataPact shows to people, as one tree.

DataPactError                what happened and what to do, in the user's language
|- AnswerNo                  exit 1: the answer is no (invalid, denied, incomplete)
|  `- MissingEntries         exit 1: entries that others build on have not arrived yet
|- WrongUse                  exit 2: the request itself cannot be carried out
|- Locked                    exit 3: locked, wrong passphrase, or no right to do this
|- Damaged                   exit 4: damaged, foreign or hostile data
|  |- Malformed              exit 4: not the format that it claims to be
|  |- TooLarge               exit 4: over a bound of the format
|  |- NewerFormat            exit 4: written by a newer DataPact
|  `- NotForUs               exit 4: sealed for, or sent by, somebody else
`- Surroundings              exit 5: disk full, read-only, authority not reachable

The first argument is an English message with ``{named}`` places, translated through gettext; it says
what happened and what to do. Anything that is not a DataPactError is a bug.
"""

from __future__ import annotations

from datapact.base.texts import Argument, Message


class DataPactError(Exception):
    """Base of all errors that are shown as their message; ``exit_code`` is the command line's answer."""

    exit_code = 5

    def __init__(self, message: str | Message, /, **arguments: Argument) -> None:
        self.message = message if isinstance(message, Message) else Message(message, arguments)
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class AnswerNo(DataPactError):
    """The question was understood and the answer is no."""

    exit_code = 1


class MissingEntries(AnswerNo):
    """Entries that others build on have not arrived; ``digests`` names them, nothing was applied."""

    def __init__(self, message: str | Message, /, digests: tuple[str, ...] = (), **arguments: Argument) -> None:
        super().__init__(message, **arguments)
        self.digests = digests


class WrongUse(DataPactError):
    """The request cannot be carried out as it was put."""

    exit_code = 2


class Locked(DataPactError):
    """The vault is locked, the passphrase is wrong, or the member lacks the role."""

    exit_code = 3


class Damaged(DataPactError):
    """Data is damaged, foreign or hostile; nothing was changed."""

    exit_code = 4


class Malformed(Damaged):
    """Data is not in the format that it claims."""


class TooLarge(Damaged):
    """Data is over a bound of its format."""


class NewerFormat(Damaged):
    """Data was written by a newer DataPact."""


class NotForUs(Damaged):
    """A sealed file has other recipients, or comes from an unknown sender."""


class Surroundings(DataPactError):
    """Disk, file system, clock or a network service failed."""

    exit_code = 5
