"""Serves the site with granian: one process a core, each with a few threads."""

import ctypes
import errno
import gc
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from importlib import import_module

from django.conf import settings
from django.urls import resolve
from django.utils import translation
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from newsroom import answering, environment
from newsroom.environment import UnsafeStart

# More threads than this in one process wait for Python's lock, not for the database.
THREADS = 4
# So many new objects until Python looks for garbage among them.
YOUNG_OBJECTS = 10_000


class Address:
    """Where to listen. host: as asked for; ip: what it means; port: 1 to 65535."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise self._no_address() from error
        # A name may mean both kinds of address; the older one is what people type.
        self.family, *_, sockaddr = min(found, key=lambda one: one[0] != socket.AF_INET)
        self.ip = str(sockaddr[0])

    @classmethod
    def from_environment(cls) -> "Address":
        port = environment.number("PORT", default=8000)
        if not 1 <= port <= 65535:
            raise UnsafeStart(f"PORT is {port}; write a number from 1 to 65535.")
        return cls(os.environ.get("HOST", "").strip() or "127.0.0.1", port)

    @property
    def reachable_ip(self) -> str:
        """Where this machine itself finds the site, also when it listens everywhere."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.ip, self.ip)  # noqa: S104

    @property
    def url(self) -> str:
        ip = self.reachable_ip
        host = self.host if self.ip == ip else ip
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def check_free(self) -> None:
        """Raises UnsafeStart where something else listens or the address cannot be had."""
        with socket.socket(self.family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.ip, self.port))
            except PermissionError as error:
                raise UnsafeStart(
                    f"Port {self.port} needs root; set PORT to one from 1024 up."
                ) from error
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise self._no_address() from error
                raise UnsafeStart(
                    f"Port {self.port} is taken; stop what listens there, "
                    "or set PORT to another one."
                ) from error

    def _no_address(self) -> UnsafeStart:
        return UnsafeStart(f"HOST is {self.host!r}, which is no address of this machine.")

    def answers(self) -> bool:
        try:
            socket.create_connection((self.reachable_ip, self.port), timeout=1).close()
        except OSError:
            return False
        return True


def workers() -> int:
    """WORKERS, by default one for each core this process may use."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, environment.number("WORKERS", default=cores or 1))


def load(application: str) -> Callable:
    """The site for one worker, which from here on lives and dies with its parent."""
    # Ctrl-C reaches all processes of a terminal. A worker that gets it and then its parent's
    # SIGTERM on top may hang, so it waits for the parent alone.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    if sys.platform == "linux":
        # A killed parent cannot send anything; the kernel then does.
        set_signal_at_parents_death = 1
        ctypes.CDLL(None).prctl(set_signal_at_parents_death, signal.SIGTERM)
    module, _, name = application.partition(":")
    return getattr(import_module(module), name)


def load_the_rest() -> None:
    """Load what Django would load at each worker's first request: addresses, views, words."""
    resolve("/")
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            pass


def serve(application: str, address: Address, *, on_listening: Callable[[], None]) -> None:
    """Serves until told to stop. on_listening is called once, when connections are accepted.

    application: module and name, as in newsroom.wsgi:application.
    """

    class AnnouncingServer(Server):
        def startup(self, *args: object) -> None:
            super().startup(*args)
            while not self.main_loop_interrupt.is_set():
                if address.answers():
                    on_listening()
                    return
                time.sleep(0.02)

    # Loaded here once, the site is shared by all workers, which are copies of this process.
    import_module(application.partition(":")[0])
    load_the_rest()
    # What is loaded stays; looking through it for garbage would only copy it into each worker.
    gc.collect()
    gc.freeze()
    # One page makes thousands of objects, nearly all of which go by themselves.
    gc.set_threshold(YOUNG_OBJECTS)

    answering.take_over()
    AnnouncingServer(
        application,
        address=address.ip,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=workers(),
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        # A request that is being answered may finish; one that hangs is cut off.
        workers_kill_timeout=2,
    ).serve(target_loader=load)
