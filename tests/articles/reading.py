"""A reader at the site's door, and a second one who sees every page freshly made."""

import re
from contextlib import contextmanager
from unittest.mock import patch

from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory

from articles import page_shelf
from articles.page_sending import Door
from articles.page_store import PageStore

LINK = re.compile(r'href="(/[^"#]*)"')
# The front pages of past days, hundreds of them, are never kept.
NOT_PAGES = ("/static/", "/media/", "/admin/", "/pratinjau/", "/arsip/depan/")


class Answer:
    """What the reader got."""

    def __init__(self, status: str, headers: list, body: bytes) -> None:
        self.status, self.body = int(status[:3]), body
        self.headers = {name.lower(): value for name, value in headers}

    @property
    def shown(self) -> tuple[int, bytes]:
        return self.status, self.body


class Reader:
    """Somebody who asks the door of another worker: what it shares is only the disk."""

    def __init__(self) -> None:
        self.sender = page_shelf.sender.__wrapped__()
        self.sender.store = PageStore(page_shelf.store().folder, limit=2**30)
        self.django = get_wsgi_application()
        self.door = Door(self.django, self.sender)

    def ask(self, address: str, *, application=None, method="GET", **headers: str) -> Answer:
        path, _, query = address.partition("?")
        environ = RequestFactory().generic(method, path, QUERY_STRING=query).environ
        environ |= {"HTTP_HOST": "testserver"} | headers
        got = []
        body = b"".join((application or self.door)(environ, lambda *given: got.extend(given)))
        return Answer(*got, body)

    def fresh(self, address: str) -> Answer:
        """The page as it is made now."""
        with self.unkept():
            return self.ask(address, application=self.django)

    @contextmanager
    def unkept(self):
        with patch.object(page_shelf, "are_kept", lambda: False):
            yield

    def is_kept(self, address: str) -> bool:
        """Whether the door has the page without asking Django."""
        return self.ask(address, application=self.kept_only).status != 504

    def kept_only(self, environ, start_response):
        answer = self.sender.answer(environ)
        if answer is None:
            start_response("504 Not kept", [])
            return []
        start_response(*answer[:2])
        return answer[2]

    def addresses(self) -> list[str]:
        """Every address that a reader can come to from the front page."""
        return sorted(self.crawl())

    def crawl(self, known=(), *, fresh=()) -> dict[str, tuple[int, bytes]]:
        """What is at each of these addresses, and at all that a reader can come to.

        fresh: the addresses to be asked for past the store.
        """
        found, ahead = {}, ["/", *known]
        while ahead:
            address = ahead.pop()
            if address in found or address.startswith(NOT_PAGES):
                continue
            answer = (self.fresh if address in fresh else self.ask)(address)
            found[address] = answer.shown
            ahead += [link.replace("&amp;", "&") for link in LINK.findall(answer.body.decode())]
        return found
