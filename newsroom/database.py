"""Says in one sentence why the database cannot be used."""

import re

from django.core.exceptions import ImproperlyConfigured
from django.db import Error, OperationalError, connection

from newsroom.environment import UnsafeStart

# SQLite's names for troubles with the file itself, as opposed to with a statement.
FILE_TROUBLES = (
    "SQLITE_BUSY",
    "SQLITE_CANTOPEN",
    "SQLITE_CORRUPT",
    "SQLITE_FULL",
    "SQLITE_IOERR",
    "SQLITE_NOTADB",
    "SQLITE_READONLY",
)


def check() -> None:
    """Connects once. Raises UnsafeStart with the reason if that fails."""
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (Error, ImproperlyConfigured) as error:
        reason = f"The database cannot be used: {_first_line(error)}; check DATABASE_URL."
        raise UnsafeStart(why_not(error) or reason) from error


def why_not(error: Exception) -> str | None:
    """One sentence for an error that means "no usable database", None for any other error.

    Passwords are never part of it: the drivers do not put them into their messages.
    """
    cause = error.__cause__
    if name := getattr(cause, "sqlite_errorname", None):
        if not name.startswith(FILE_TROUBLES):
            return None
        file = connection.settings_dict["NAME"]
        return f"The database {file} cannot be used: {_first_line(error)}."
    # PostgreSQL gives every failed statement a code; a failed connection has none.
    if isinstance(error, OperationalError) and cause and not getattr(cause, "sqlstate", None):
        return (
            f"The database server {_server()} cannot be used: {_reason(error)}; "
            "check that it runs and that DATABASE_URL is right."
        )
    return None


def _server() -> str:
    settings = connection.settings_dict
    host = settings["HOST"] or settings["OPTIONS"].get("host") or "on this machine"
    return f"{host}:{settings['PORT']}" if settings["PORT"] else str(host)


def _reason(error: Exception) -> str:
    if fatal := re.search(r"FATAL:\s+(.+)", str(error)):
        return fatal.group(1)
    return _first_line(error).rpartition("failed: ")[2]


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0].rstrip(".")
