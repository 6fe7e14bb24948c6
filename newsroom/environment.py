"""Reads the environment for the settings; every refusal is one sentence.

Nothing here knows Django's settings: plain values in, plain values out.
"""

import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from email.utils import formataddr, parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}
SITE_ADDRESS = re.compile(r"https?://([^\s/?#@:\[\]]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")


class UnsafeStart(ImproperlyConfigured):
    """The site must not start like this; the text says why and what to do."""


def flag(name: str, *, default: bool, environ: Mapping[str, str] = os.environ) -> bool:
    """A yes-or-no setting; empty is as if not set.

    Raises UnsafeStart for anything but 1/0, true/false, yes/no, on/off.
    """
    value = environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise UnsafeStart(f"{name} is {environ[name]!r}; write 1 or 0.")


def number(name: str, *, default: int, environ: Mapping[str, str] = os.environ) -> int:
    """A whole number from zero up. Raises UnsafeStart for anything else."""
    value = environ.get(name, "").strip()
    if not value:
        return default
    if not value.isascii() or not value.isdigit():
        raise UnsafeStart(f"{name} is {value!r}; write a whole number.")
    return int(value)


def words(name: str, *, environ: Mapping[str, str] = os.environ) -> list[str]:
    """A comma-separated list; empty parts are dropped."""
    return [word.strip() for word in environ.get(name, "").split(",") if word.strip()]


def files(name: str, *, environ: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """A comma-separated list of files. Raises UnsafeStart for one that is not there."""
    found = tuple(Path(word) for word in words(name, environ=environ))
    for path in found:
        if not path.is_file():
            raise UnsafeStart(f"{name} names {path}, and there is no such file.")
    return found


def contacts(name: str, *, environ: Mapping[str, str] = os.environ) -> list[str]:
    """A comma-separated list of addresses to write to, as URIs; a bare mail address becomes one.

    Raises UnsafeStart for anything else.
    """
    found = []
    for word in words(name, environ=environ):
        address = word if ":" in word else f"mailto:{word}"
        if not re.fullmatch(r"mailto:[^\s@]+@[^\s@]+|(?:https://|tel:)\S+", address):
            raise UnsafeStart(f"{name} has {word!r}; write mailto:name@host, https:// or tel:.")
        found.append(address)
    return found


def purge_url(name: str, *, needed: bool, environ: Mapping[str, str] = os.environ) -> str:
    """The address that is told which pages changed. Raises UnsafeStart for none where one is
    needed, and for what is no address."""
    address = environ.get(name, "").strip()
    if not address and needed:
        raise UnsafeStart(
            f"CDN_SECONDS needs {name}, or readers get old pages; unset one or set both."
        )
    host = r"(?:[\w-]{1,63}(?:\.[\w-]{1,63})*\.?|\[[0-9A-Fa-f:.]+\])"
    port = r"(?::(?!0)\d{1,4}|:[1-5]\d{4}|:6[0-4]\d{3})?"
    if address and not re.fullmatch(f"https?://{host}{port}(?:/[!-~]*)?", address, re.ASCII):
        raise UnsafeStart(f"{name} is no address; write https://host/path.")
    return address


def token(name: str, *, environ: Mapping[str, str] = os.environ) -> str:
    """A secret that goes into a header. Raises UnsafeStart, without it, for what cannot."""
    secret = environ.get(name, "").strip()
    if not re.fullmatch("[!-~]*", secret):
        raise UnsafeStart(f"{name} has a space or a letter that no header can carry.")
    return secret


def site_url(hosts: list[str], *, tls: bool, environ: Mapping[str, str] = os.environ) -> str:
    """Where the site is reached, without a slash at its end: SITE_URL if it is given.

    hosts: the names of a site in production, the first of which is its own; none: the site
    on this machine, under HOST and PORT. Raises UnsafeStart for a SITE_URL that is no address, or
    one with a path: the site lies at the root of its host.
    """
    if given := environ.get("SITE_URL", "").strip().rstrip("/"):
        if not SITE_ADDRESS.fullmatch(given):
            raise UnsafeStart(f"SITE_URL is {given!r}; write scheme and host, as https://koran.id.")
        return given
    if hosts:
        return f"{'https' if tls else 'http'}://{hosts[0].removeprefix('.')}"
    host = environ.get("HOST", "").strip()
    if host in {"", "0.0.0.0", "::"}:  # noqa: S104
        host = "127.0.0.1"
    address = f"[{host}]" if ":" in host else host
    return f"http://{address}:{environ.get('PORT', '').strip() or 8000}"


def host_names(name: str, *, environ: Mapping[str, str] = os.environ) -> list[str]:
    """A comma-separated list of host names, as Django's ALLOWED_HOSTS takes them.

    Raises UnsafeStart for a whole address or a port: no request would ever match it.
    """
    hosts = words(name, environ=environ)
    for host in hosts:
        if not re.fullmatch(r"\*|\.?[^\s/:@*.][^\s/:@*]*|\[[0-9A-Fa-f:.]+\]", host):
            raise UnsafeStart(f"{name} has {host!r}; write the host name alone, as in koran.id.")
    return hosts


def data_dir(path: str | Path) -> Path:
    """The folder for everything the site makes, created if need be; its absolute path.

    Raises UnsafeStart where it cannot be created or written to.
    """
    try:
        folder = Path(path).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead round in a circle
        reason = getattr(error, "strerror", None) or error
        raise UnsafeStart(
            f"The data folder {path} cannot be written ({reason}); "
            "set DATA_DIR to a folder that can."
        ) from error
    return folder


def secret_key(path: Path) -> str:
    """The key kept in `path`, made at random on the first call and readable by its owner only.

    Two processes that start at once agree: the file appears whole or not at all, and the
    first one wins.
    """
    try:
        return _read_key(path)
    except FileNotFoundError:
        pass
    try:
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as draft:
            draft.write(secrets.token_urlsafe(64))
        try:
            # A hard link, unlike a rename, fails if another process was faster.
            os.link(draft.name, path)
        except FileExistsError:
            pass
        finally:
            Path(draft.name).unlink()
    except OSError as error:
        raise UnsafeStart(f"The key {path} cannot be written ({error.strerror}).") from error
    return _read_key(path)


def _read_key(path: Path) -> str:
    try:
        key = path.read_text().strip()
    except PermissionError as error:
        raise UnsafeStart(
            f"The key {path} cannot be read; let its owner start the site, or set SECRET_KEY."
        ) from error
    if not key:
        raise UnsafeStart(f"The key {path} is empty; delete the file and a new one is made.")
    return key


def database(url: str, *, embedded: Path) -> dict[str, Any]:
    """Django's settings for one database.

    url: DATABASE_URL, or "" for the embedded SQLite file. Raises UnsafeStart for an address
    that names no PostgreSQL or SQLite database. No part of the address is in the message: any
    part of a malformed one may be the password.
    """
    url = url.strip()
    if not url:
        return sqlite(embedded)
    if url.startswith("sqlite:"):
        return sqlite(_sqlite_file(url))
    if not url.startswith(("postgres://", "postgresql://")):
        raise UnsafeStart(f"DATABASE_URL does not begin with postgres://; {EXAMPLE}.")
    _check_address(url)
    try:
        config = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except (ValueError, KeyError, AttributeError) as error:
        raise UnsafeStart(f"DATABASE_URL cannot be read; {EXAMPLE}.") from error
    # A server that does not answer is said at once, not after the kernel's two minutes.
    config.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    return config


EXAMPLE = "write postgres://user:password@host:5432/name, with special characters percent-encoded"


def _check_address(url: str) -> None:
    # Only here: the embedded database starts faster without it.
    import psycopg.conninfo  # noqa: PLC0415

    if any(character.isspace() for character in url):
        raise UnsafeStart(f"DATABASE_URL has a space in it; {EXAMPLE}.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UnsafeStart(f"DATABASE_URL has no readable host and port; {EXAMPLE}.") from error
    try:
        psycopg.conninfo.make_conninfo(url)
    except psycopg.Error as error:
        raise UnsafeStart(f"DATABASE_URL has parts PostgreSQL does not know; {EXAMPLE}.") from error
    if port == 0:
        raise UnsafeStart(f"DATABASE_URL has port 0; {EXAMPLE}.")
    name = unquote(parts.path).removeprefix("/")
    if not name or "/" in name or "\0" in name or parts.fragment:
        raise UnsafeStart(f"DATABASE_URL names no database; {EXAMPLE}.")


def _sqlite_file(url: str) -> Path:
    name = unquote(url.removeprefix("sqlite:///"))
    if not name or name.startswith(("sqlite:", ":")) or "\0" in name:
        raise UnsafeStart("DATABASE_URL names no SQLite file; write sqlite:////path/to/file.")
    return Path(name)


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite such that a save that was answered survives a power cut."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            # Writers queue at BEGIN; a deferred transaction would fail half-way instead.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # WAL: readers never wait for a writer. FULL: a commit is on disk when it is answered.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


def sender(name: str, *, default: str, environ: Mapping[str, str] = os.environ) -> str:
    """Who letters are from. Raises UnsafeStart for what no mail server would take as that."""
    given = environ.get(name, "").strip()
    if not given:
        return default
    words, address = parseaddr(given)
    # What comes back of a malformed one is not all of it.
    if not re.fullmatch(r"[^\s@]+@[^\s@]+", address) or not given.endswith(
        (address, f"<{address}>")
    ):
        raise UnsafeStart(f"{name} is {given!r}; write mail@koran.id or Koran <mail@koran.id>.")
    return formataddr((words, address))


def mail(url: str) -> dict[str, Any]:
    """Django's settings for sending mail.

    url: smtp://user:password@host:587 or smtps://…:465; "" prints letters to the console.
    Raises UnsafeStart for anything else; the password is never part of the message.
    """
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    example = "write smtp://user:password@host:587"
    try:
        parts = urlsplit(url)
        port = parts.port or (465 if parts.scheme == "smtps" else 587)
    except ValueError as error:
        raise UnsafeStart(f"EMAIL_URL has no readable host and port; {example}.") from error
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise UnsafeStart(f"EMAIL_URL names no mail server; {example}.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        # A server that wants a password gets it under TLS only.
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
    }
