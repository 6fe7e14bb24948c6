"""A machine with a page store: processes that keep pages in it, and are killed over it."""

import os
import signal

from articles.page_entries import FOREVER, pack
from articles.page_index import Key
from articles.page_sending import Sender
from articles.page_store import PageStore, name_of

HEADERS = [("Content-Type", "text/html")]
SECRET = b"rahasia"
HOST = "koran.id"


class Machine:
    """One process's view of a store: what it keeps, and what its door sends."""

    def __init__(self, folder, limit: int = 2**20, **options) -> None:
        self.store = PageStore(folder, limit=limit)
        self.options = {
            "release": "1",
            "hosts": {HOST},
            "tls": False,
            "passed": ("/admin/",),
            "memory": 2**20,
            "session": "sesi",
            "secret": SECRET,
        } | options
        self.sender = Sender(self.store, **self.options)
        self.store.remove([])
        self.awake()

    def awake(self) -> None:
        """The clock was asked: nothing is due."""
        self.store.set_due(FOREVER, epoch=self.store.epoch())

    def keep(self, path: str, text: str, *keys: str | Key, number=0, epoch=None, **about) -> bool:
        numbers = self.store.state.read()
        about = {"until": FOREVER, "modified": 0, "any_page": False} | about
        data = pack(
            200,
            HEADERS,
            text.encode(),
            store=numbers.store,
            generation=numbers.generation,
            **about,
        )
        epoch = self.store.epoch() if epoch is None else epoch
        keys = [key if isinstance(key, Key) else Key(key) for key in keys]
        return self.store.keep(
            name_of(self.options["release"], "http", HOST, path, number), data, keys, epoch=epoch
        )

    def ask(self, path: str, query: str = "", *, method="GET", **headers) -> str | None:
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query}
        answer = self.sender.answer(environ | {"HTTP_HOST": HOST} | headers)
        return answer and b"".join(answer[2]).decode()


def in_process(work, *, killed: bool = False) -> None:
    """Do it in a process of its own, which is killed at the end."""
    pid = os.fork()
    if pid == 0:
        work()
        os.kill(os.getpid(), signal.SIGKILL if killed else signal.SIGTERM)
        os._exit(1)
    os.waitpid(pid, 0)
