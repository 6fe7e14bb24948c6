"""Somebody at the desk of a running site, over HTTP as a browser is."""

import http.client
import re
from contextlib import closing
from html.parser import HTMLParser
from urllib.parse import urlencode

LIST = "/admin/articles/article/"


class Form(HTMLParser):
    """What a browser would send of a page's forms, buttons aside."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self.inside, self.chosen = "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list) -> None:
        given = dict(attributes)
        name, kind = given.get("name"), given.get("type", "text")
        if tag == "textarea" and name:
            self.inside = name
            self.sent.append((name, ""))
        elif tag == "select":
            self.chosen = name or ""
        elif tag == "option" and self.chosen and "selected" in given:
            self.sent.append((self.chosen, given.get("value", "")))
        elif tag == "input" and name and kind not in {"submit", "file"}:
            unticked = kind in {"checkbox", "radio"} and "checked" not in given
            self.sent += [] if unticked else [(name, given.get("value") or "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            name, value = self.sent[-1]
            self.sent[-1] = (name, value + data)


class Editor:
    """An editor-in-chief who is signed in. site: a `Site` with its demo accounts."""

    def __init__(self, site) -> None:
        self.port, self.cookies = site.port, {}
        self.ask("GET", "/admin/login/")
        who = {"username": "pemred", "password": site.passwords[-1]}
        self.ask("POST", "/admin/login/", list(who.items()))
        self.ask("GET", "/admin/")

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def ask(self, method: str, path: str, fields: list | None = None) -> tuple[int, str]:
        """Return status and page."""
        headers, body = {"Cookie": self.cookie}, None
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            token = ("csrfmiddlewaretoken", self.cookies.get("newsroom_csrf", ""))
            body = urlencode([*fields, token])
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with closing(connection):
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            page = response.read().decode()
        for header in response.headers.get_all("Set-Cookie") or []:
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, page

    def desk_of(self, words: str) -> str:
        """The address of the desk of the piece whose headline has these words."""
        page = self.ask("GET", LIST)[1]
        return re.search(rf'href="({LIST}\d+/change/)[^"]*"[^>]*>[^<]*{words}', page)[1]

    def send(self, desk: str, button: str, **changed: str) -> None:
        """Change some fields of a piece and press a button. Raises RuntimeError if refused."""
        page = self.ask("GET", desk)[1]
        known = {"csrfmiddlewaretoken", *changed}
        kept = [(name, value) for name, value in Form(page).sent if name not in known]
        self.post(desk, [*kept, *changed.items(), (button, "1")])

    def post(self, desk: str, fields: list) -> None:
        status, page = self.ask("POST", desk, fields)
        if status != 302:
            errors = re.findall(r'<ul class="errorlist.*?</ul>', page, re.DOTALL)
            raise RuntimeError(f"{desk}: {status} {errors}")
