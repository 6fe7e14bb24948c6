"""Hears what other machines change: PostgreSQL's LISTEN, in a thread of every worker.

The thread extends its process's lease on the store with every round trip to the database; a
connection that is cut ends the lease at once, one that falls silent ends it by not extending it.
Without a lease the door hands every request to Django. A thread that begins to listen, or begins
again, first drops the whole store: what it missed, nobody can say.

Whoever changes something waits until every listener has answered (`page_shelf.wait_for_others`),
or has been silent for longer than a lease. So the first request to any machine after the answer
to an editor gets the new text.
"""

import json
import logging
import threading
import time

import psycopg
from django.db import DatabaseError, connection

from articles import page_shelf
from articles.page_index import Key
from articles.page_sending import Sender
from articles.page_store import TROUBLE

logger = logging.getLogger(__name__)

BEAT_SECONDS = 0.4
AGAIN_SECONDS = 0.5


class Listener(threading.Thread):
    """One process's ear."""

    def __init__(self, sender: Sender) -> None:
        super().__init__(name="page-listener", daemon=True)
        self.sender = sender
        self.ended = threading.Event()
        sender.lease = 0

    def run(self) -> None:
        """Listen until the process ends."""
        while not self.ended.is_set():
            try:
                self.listen()
            except (DatabaseError, psycopg.Error, *TROUBLE) as error:
                logger.info("The page store waits for the database: %s", error)
            finally:
                self.sender.lease = 0
                connection.close()
            self.ended.wait(AGAIN_SECONDS)

    def listen(self) -> None:
        """Hear notices until something goes wrong."""
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('application_name', %s, false)", [page_shelf.LISTENER]
            )
            cursor.execute(f'LISTEN "{page_shelf.CHANNEL}"')
        self.sender.store.drop()
        wire = connection.connection
        while not self.ended.is_set():
            began = time.time_ns()
            wire.execute("SELECT 1")
            self.sender.lease = began + int(page_shelf.LEASE_SECONDS * 10**9)
            # As a list: until the generator ends, the connection is locked against answering.
            for notice in list(wire.notifies(timeout=BEAT_SECONDS, stop_after=1)):
                self.heed(notice.payload)

    def heed(self, payload: str) -> None:
        """Do what a notice says, and answer where an answer is waited for."""
        name, keys = json.loads(payload)
        if keys is None:
            me = str(connection.connection.info.backend_pid)
            connection.connection.execute("SELECT pg_notify(%s, %s)", [name, me])
        elif keys == page_shelf.EVERYTHING:
            self.sender.store.drop()
        else:
            self.sender.store.remove([Key(*key) for key in keys], removal=name)


_lock = threading.Lock()
_listener: list[Listener] = []


def listen(sender: Sender) -> None:
    """Start listening in this process, once."""
    with _lock:
        if not _listener:
            _listener.append(Listener(sender))
            _listener[0].start()
