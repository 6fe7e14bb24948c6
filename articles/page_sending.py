"""Answers readers from the page store, in front of Django and without waking it (pure).

What an anonymous GET or HEAD costs here: a look into a dict, two numbers in shared memory, and
one `stat`. Whatever is not found, or not simple, is Django's.

Cookies are no reason to wake Django: a page is the same for everybody. Signed-in staff alone
bypass the store; they carry a mark beside their session's cookie that only this site can make.
"""

import hashlib
import hmac
import os
import re
import time
from collections.abc import Callable, Collection
from threading import RLock
from urllib.parse import parse_qsl

from articles.page_entries import FOREVER, Answer, Ready, unpack
from articles.page_store import PageStore, name_of

PARAMETER = "hal"
NUMBER = re.compile("[1-9][0-9]{0,3}")
LONGEST_PATH = 500
MARK = "newsroom_staff"
# How often the use of a page in memory is noted on the disk, where the oldest-used goes first.
NOTE_USE = 60 * 10**9


def mark_of(secret: bytes, session_key: str) -> str:
    """Return the value of a staff member's mark."""
    return hmac.new(secret, f"staff:{session_key}".encode(), hashlib.sha256).hexdigest()


def page_number(query: str) -> int | None:
    """Return the page's number that a query asks for: 0 for none, None for what is no number."""
    if PARAMETER not in query and "%" not in query:
        return 0
    try:
        given = [
            value
            for name, value in parse_qsl(query, keep_blank_values=True, max_num_fields=100)
            if name == PARAMETER
        ]
    except ValueError:
        return None
    if not given:
        return 0
    if len(given) > 1 or not NUMBER.fullmatch(given[0]):
        return None
    number = int(given[0])
    return 0 if number == 1 else number


class Sender:
    """Finds stored pages.

    store: where they are. release: what they must have been made by. hosts: the names under which
    pages are kept, so that made-up ones make none. tls: whether only requests that a proxy took
    over TLS are answered. passed: beginnings of paths that are never pages. memory: bytes of
    pages kept in this process. session, secret: the session cookie's name, and the mark's key.
    """

    def __init__(
        self,
        store: PageStore,
        *,
        release: str,
        hosts: Collection[str],
        tls: bool,
        passed: tuple[str, ...],
        memory: int,
        session: str,
        secret: bytes,
    ) -> None:
        self.store, self.release, self.hosts, self.tls = store, release, frozenset(hosts), tls
        self.passed, self.memory = passed, memory
        self.session, self.secret = session, secret
        # Nanoseconds since 1970 up to which this process hears of removals made elsewhere.
        self.lease = FOREVER
        # Read without a lock, changed under it.
        self._pages: dict[str, Ready] = {}
        self._bytes, self._lock = 0, RLock()

    def answer(self, environ: dict, now: int = 0) -> Answer | None:
        """Return the stored answer to a request; None where Django is to be asked."""
        now = now or time.time_ns()
        query = environ.get("QUERY_STRING")
        number = page_number(query) if query else 0
        if not self.may_answer(environ):
            return None
        key = f"{environ.get('HTTP_HOST')}{environ['PATH_INFO']}"
        page = self._pages.get(key)
        if page is None or not self._is_there(page, now):
            page = self._look(key, environ, 0, now)
        if number != 0 and not (page and page.any_page):
            if number is None:
                return None
            # No host's name begins like this.
            key = f"\n{number} {key}"
            page = self._pages.get(key)
            if page is None or not self._is_there(page, now):
                page = self._look(key, environ, number, now)
        return page and page.answer(environ)

    def may_answer(self, environ: dict) -> bool:
        """Whether a request is one that pages are for: a reader's GET or HEAD."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return False
        if "HTTP_COOKIE" in environ and self.is_staff(environ["HTTP_COOKIE"]):
            return False
        return not self.tls or environ.get("HTTP_X_FORWARDED_PROTO") == "https"

    def _is_there(self, page: Ready, now: int) -> bool:
        state = self.store.state
        numbers = state and state.read()
        if not numbers or now >= numbers.due - page.shared:
            return False
        if now >= self.lease or now >= page.again:
            return False
        if numbers.generation != page.generation or numbers.store != page.store:
            return False
        try:
            found = os.stat(page.path)  # noqa: PTH116 - a Path costs more than the call
        except OSError:
            return False
        return (
            found.st_mtime_ns == page.stamp
            and found.st_ino == page.inode
            and found.st_size == page.size
        )

    def file_of(self, environ: dict, number: int) -> str | None:
        """Return the name of a request's page, None where none is kept."""
        host, path = environ.get("HTTP_HOST"), environ["PATH_INFO"]
        if host not in self.hosts or len(path) > LONGEST_PATH or path.startswith(self.passed):
            return None
        return name_of(self.release, "https" if self.tls else "http", host, path, number)

    def _look(self, key: str, environ: dict, number: int, now: int) -> Ready | None:
        """Read a page from the disk, if it may be sent."""
        self._forget(key)
        name = self.file_of(environ, number)
        if name is None or now >= self.lease:
            return None
        path = self.store.path_of(name)
        try:
            with open(path, "rb") as file:  # noqa: PTH123 - a Path costs more than the call
                state = os.fstat(file.fileno())
                page = unpack(file.read())
        except (OSError, ValueError):
            return None
        if not self._is_current(page, now):
            return None
        page.path, page.inode, page.size = path, state.st_ino, state.st_size
        page.stamp = state.st_mtime_ns
        page.again = min(page.until - page.shared, now + NOTE_USE)
        self._note_use(page, now)
        self._remember(key, page)
        return page

    def _is_current(self, page: Ready, now: int) -> bool:
        """Whether a page just read may be sent."""
        state = self.store.state
        numbers = state and state.read()
        if not numbers or numbers.store != page.store:
            # Others may have made the store anew.
            state = self.store.reopen()
            numbers = state and state.read()
        return bool(
            numbers
            and numbers.store == page.store
            and numbers.generation == page.generation
            # What a network keeps must be true for as long as it keeps it.
            and now < numbers.due - page.shared
            and now < page.until - page.shared
        )

    def _note_use(self, page: Ready, now: int) -> None:
        try:
            os.utime(page.path, ns=(now, page.stamp))
        except OSError:
            return

    def _remember(self, key: str, page: Ready) -> None:
        # Several threads may have read the same page.
        with self._lock:
            self._forget(key)
            self._pages[key] = page
            self._bytes += page.size
            while self._bytes > self.memory and len(self._pages) > 1:
                self._forget(next(iter(self._pages)))

    def _forget(self, key: str) -> None:
        with self._lock:
            if (page := self._pages.pop(key, None)) is not None:
                self._bytes -= page.size

    def is_staff(self, cookies: str) -> bool:
        """Whether a Cookie header carries the mark of signed-in staff."""
        if MARK not in cookies:
            return False
        given = dict(part.strip().partition("=")[::2] for part in cookies.split(";"))
        mark = mark_of(self.secret, given.get(self.session, ""))
        return hmac.compare_digest(given.get(MARK, "").encode(), mark.encode())


class Door:
    """The WSGI application: the store first, then Django.

    listen: starts hearing of other machines' changes, once a process.
    """

    def __init__(
        self, django: Callable, sender: Sender, listen: Callable[[Sender], None] | None = None
    ) -> None:
        self.django, self.sender, self.listen = django, sender, listen
        if listen:
            # Nothing is sent before somebody listens.
            sender.lease = 0

    def __call__(self, environ: dict, start_response: Callable):
        """Answer one request."""
        answer = self.kept(environ)
        if answer is None:
            return self.made(environ, start_response)
        status, headers, body = answer
        start_response(status, headers)
        return body

    def kept(self, environ: dict) -> Answer | None:
        """Return the stored answer, where there is one."""
        answer = self.sender.answer(environ)
        if answer and environ["REQUEST_METHOD"] == "HEAD":
            return *answer[:2], []
        return answer

    def made(self, environ: dict, start_response: Callable):
        """Have Django answer."""
        if self.listen:
            self.listen(self.sender)
        return self.django(environ, start_response)
