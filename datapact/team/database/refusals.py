"""What a team's database refuses, as sentences: by the words of the server before a connection, by its codes after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import conninfo, errors

from datapact.base.errors import DataPactError, Locked, Surroundings
from datapact.base.texts import N_
from datapact.team.database.address import shown


@dataclass(frozen=True, slots=True)
class _Refusal:
    """One reason for which a server takes no connection."""

    signs: tuple[str, ...]
    """Words of the server or of its library, in small letters, any of which tells it."""
    error: type[DataPactError]
    """Locked for what the user or a certificate has to change, else Surroundings."""
    sentence: str
    """Message id, with ``{database}``."""
    with_certificate: bool = False
    """Whether it holds only where the address names a certificate."""

    def tells(self, said: str, database: str) -> bool:
        """Whether these words, in small letters, of the server at this address are this reason."""
        told = any(sign in said for sign in self.signs)
        return told and (not self.with_certificate or "sslcert" in conninfo.conninfo_to_dict(database))


_PASSWORD = ("password authentication failed", "passwort-authentifizierung", "no password supplied", "28p01")
_REFUSALS = (
    _Refusal(
        ("private key file", "certificate file"),
        Surroundings,
        N_(
            "Your certificate or its key for {database} cannot be used: a file is missing, they do not belong together, or others may read the key (chmod 600). Nothing was sent."
        ),
    ),
    _Refusal(
        (" alert ",),
        Locked,
        N_(
            "The database {database} refuses your certificate: it has expired, or it is of an authority that the server does not know. Ask its administrator for a new one."
        ),
    ),
    _Refusal(
        ("did not request an ssl certificate", "without a valid ssl certificate"),
        Surroundings,
        N_(
            "The database {database} does not ask for a certificate of yours. Ask its administrator to demand one (clientcert=verify-full); where the provider cannot, write ?sslcertmode=disable in the address. Nothing was sent."
        ),
    ),
    _Refusal(
        ("valid client certificate", "clientcert", "client certificate"),
        Locked,
        N_(
            "The database {database} asks for a certificate of yours. Name it in the address: ?sslcert=FILE&sslkey=FILE."
        ),
    ),
    _Refusal(
        _PASSWORD,
        Locked,
        N_(
            "The database {database} refuses user, password or certificate: a certificate must name the user of the address (CN). Correct them with team join or ask its administrator."
        ),
        with_certificate=True,
    ),
    _Refusal(
        _PASSWORD,
        Locked,
        N_("The database {database} refuses user or password. Correct them with team join or ask its administrator."),
    ),
    _Refusal(
        ("does not support ssl", "certificate", "ssl error", "root.crt", "server certificate", "no encryption"),
        Surroundings,
        N_(
            "The database {database} offers no encrypted connection with a certificate that can be checked. Ask its administrator; nothing was sent."
        ),
    ),
)
"""In the order in which they are tried: words of a later one may stand in what an earlier one tells."""
_UNREACHED = _Refusal(
    ("",),
    Surroundings,
    N_("The database {database} cannot be reached. Go on working; synchronise later. Nothing is lost."),
)
_ANSWERS: tuple[tuple[tuple[type[psycopg.Error], ...], type[DataPactError], str], ...] = (
    (
        (errors.UndefinedTable, errors.UndefinedColumn, errors.InvalidSchemaName),
        Surroundings,
        N_(
            "The database {database} has no tables for a team, or older ones. Ask its administrator to run the statements of the guide; nothing is lost."
        ),
    ),
    (
        (errors.InsufficientPrivilege,),
        Locked,
        N_("The user may not read and insert in {database}. Ask its administrator; nothing is lost."),
    ),
    (
        (errors.DiskFull, errors.ReadOnlySqlTransaction),
        Surroundings,
        N_("The database {database} takes nothing in now: its disk is full, or it is read-only. Nothing is lost."),
    ),
    (
        (errors.QueryCanceled, errors.LockNotAvailable),
        Surroundings,
        N_("The database {database} took longer than two minutes for an answer. Try later; nothing is lost."),
    ),
    (
        (psycopg.OperationalError,),
        Surroundings,
        N_("The connection to {database} broke off. Synchronise again later; nothing is lost."),
    ),
    (
        (psycopg.Error,),
        Surroundings,
        N_("The database {database} answers with an error ({code}). Ask its administrator; nothing is lost."),
    ),
)
"""What a database answers on a connection, the narrower errors before the wider ones."""


def refused(error: psycopg.OperationalError, database: str) -> DataPactError:
    """Why the server takes no connection: Locked for what the user or a certificate has to change, else Surroundings."""
    said = str(error).casefold()
    reason = next((one for one in _REFUSALS if one.tells(said, database)), _UNREACHED)
    return reason.error(reason.sentence, database=shown(database))


@contextmanager
def database_errors(database: str) -> Iterator[None]:
    """Errors of the database as sentences: what was not acknowledged is sent again by the next synchronisation."""
    try:
        yield
    except psycopg.Error as error:
        made, sentence = next((made, sentence) for kinds, made, sentence in _ANSWERS if isinstance(error, kinds))
        raise made(sentence, database=shown(database), code=error.sqlstate or "?") from error
