"""What a team's database refuses, as sentences: by the words of the server before a connection, by its codes after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import conninfo, errors

from datapact.base.errors import DataPactError, Locked, Surroundings
from datapact.base.texts import N_
from datapact.team.database.address import shown

_SIGNS = {
    "own": ("private key file", "certificate file"),
    "ours": (" alert ",),
    "asked": ("valid client certificate", "clientcert", "client certificate"),
    "unasked": ("did not request an ssl certificate", "without a valid ssl certificate"),
    "password": ("password authentication failed", "passwort-authentifizierung", "no password supplied", "28p01"),
    "tls": ("does not support ssl", "certificate", "ssl error", "root.crt", "server certificate", "no encryption"),
}


def refused(error: psycopg.OperationalError, database: str) -> DataPactError:
    """Why the server takes no connection: Locked for what the user or a certificate has to change, else Surroundings."""
    said = str(error).casefold()
    named = {"database": shown(database)}
    if any(sign in said for sign in _SIGNS["own"]):
        return Surroundings(
            N_(
                "Your certificate or its key for {database} cannot be used: a file is missing, they do not belong together, or others may read the key (chmod 600). Nothing was sent."
            ),
            **named,
        )
    if any(sign in said for sign in _SIGNS["ours"]):
        return Locked(
            N_(
                "The database {database} refuses your certificate: it has expired, or it is of an authority that the server does not know. Ask its administrator for a new one."
            ),
            **named,
        )
    if any(sign in said for sign in _SIGNS["unasked"]):
        return Surroundings(
            N_(
                "The database {database} does not ask for a certificate of yours. Ask its administrator to demand one (clientcert=verify-full); where the provider cannot, write ?sslcertmode=disable in the address. Nothing was sent."
            ),
            **named,
        )
    if any(sign in said for sign in _SIGNS["asked"]):
        return Locked(
            N_(
                "The database {database} asks for a certificate of yours. Name it in the address: ?sslcert=FILE&sslkey=FILE."
            ),
            **named,
        )
    if any(sign in said for sign in _SIGNS["password"]) and "sslcert" in conninfo.conninfo_to_dict(database):
        return Locked(
            N_(
                "The database {database} refuses user, password or certificate: a certificate must name the user of the address (CN). Correct them with team join or ask its administrator."
            ),
            **named,
        )
    if any(sign in said for sign in _SIGNS["password"]):
        return Locked(
            N_(
                "The database {database} refuses user or password. Correct them with team join or ask its administrator."
            ),
            **named,
        )
    if any(sign in said for sign in _SIGNS["tls"]):
        return Surroundings(
            N_(
                "The database {database} offers no encrypted connection with a certificate that can be checked. Ask its administrator; nothing was sent."
            ),
            **named,
        )
    return Surroundings(
        N_("The database {database} cannot be reached. Go on working; synchronise later. Nothing is lost."), **named
    )


@contextmanager
def database_errors(database: str) -> Iterator[None]:
    """Errors of the database as sentences: what was not acknowledged is sent again by the next synchronisation."""
    named = {"database": shown(database)}
    try:
        yield
    except (errors.UndefinedTable, errors.UndefinedColumn, errors.InvalidSchemaName) as error:
        raise Surroundings(
            N_(
                "The database {database} has no tables for a team, or older ones. Ask its administrator to run the statements of the guide; nothing is lost."
            ),
            **named,
        ) from error
    except errors.InsufficientPrivilege as error:
        raise Locked(
            N_("The user may not read and insert in {database}. Ask its administrator; nothing is lost."), **named
        ) from error
    except (errors.DiskFull, errors.ReadOnlySqlTransaction) as error:
        raise Surroundings(
            N_("The database {database} takes nothing in now: its disk is full, or it is read-only. Nothing is lost."),
            **named,
        ) from error
    except (errors.QueryCanceled, errors.LockNotAvailable) as error:
        raise Surroundings(
            N_("The database {database} took longer than two minutes for an answer. Try later; nothing is lost."),
            **named,
        ) from error
    except psycopg.OperationalError as error:
        raise Surroundings(
            N_("The connection to {database} broke off. Synchronise again later; nothing is lost."), **named
        ) from error
    except psycopg.Error as error:
        raise Surroundings(
            N_("The database {database} answers with an error ({code}). Ask its administrator; nothing is lost."),
            code=error.sqlstate or "?",
            **named,
        ) from error
