"""Keeps what Django rendered for readers, and marks staff so that they get no kept page."""

import time
from collections.abc import Callable
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from articles import caching, cdn, clock, page_entries, page_shelf, showing
from articles.page_entries import FOREVER, Answer
from articles.page_sending import MARK, PARAMETER, mark_of, page_number

# 410: a withdrawn piece says why.
KEPT = {200, 410}
PUBLIC = "public, max-age=0, must-revalidate"
REFUSED = ("no-store", "private", "no-cache")
# Those of Django's headers that the store makes itself.
MADE = {"content-length", "etag", "last-modified", "vary"}
# Pages that know no parameter but the page's number: what else stands behind the question mark
# is taken away before they are made. Others are kept only where it was not there.
PLAIN = frozenset(
    [
        *("home", "article", "standing_page"),
        *("section", "tag", "tag_index", "author"),
        *("archive", "archive_year", "archive_month", "archive_day"),
        *("history", "comparison", "corrections", "correction"),
        *("feed", "section_feed", "tag_feed", "author_feed", "corrections_feed"),
        *("sitemap", "sitemap_news", "sitemap_part", "robots", "security", "card", "list_card"),
    ]
)
# Nobody waits longer than this for another who renders the same page.
PATIENCE = 5.0
MANY = 2000


class PageStoreMiddleware:
    """Answers from the store what the door could not, and keeps what is rendered. The outermost,
    so that a kept page has every header."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response
        # Names of pages that were not kept when last rendered: nobody waits for these.
        self.unkept: dict[str, None] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        if not page_shelf.are_kept():
            return self.get_response(request)
        sender, environ = page_shelf.sender(), request.META
        number = page_number(environ.get("QUERY_STRING", ""))
        name = None if number is None else sender.file_of(environ, number)
        if name is None or not sender.may_answer(environ):
            return self.get_response(request)
        clock.keep_up()
        answer = sender.answer(environ)
        if answer:
            return response_of(answer)
        if name in self.unkept:
            return self.rendered(request, number, name)
        with page_shelf.store().turn(name, patience=PATIENCE):
            answer = sender.answer(environ)
            return response_of(answer) if answer else self.rendered(request, number, name)

    def process_view(self, request: HttpRequest, *_) -> None:
        """Take away what a plain page does not know."""
        if page_shelf.are_kept() and request.resolver_match.url_name in PLAIN:
            known = QueryDict(mutable=True)
            known.setlist(PARAMETER, request.GET.getlist(PARAMETER))
            request.GET, request.is_plain = known, True

    def rendered(self, request: HttpRequest, number: int, name: str) -> HttpResponse:
        """Render a page, keep it if it may be, and answer with it."""
        store = page_shelf.store()
        epoch = store.epoch()
        shown = showing.Shown(exact=caching.EXACT_TABLES)
        method, request.method = request.method, "GET"
        with showing.noting(shown):
            response = self.get_response(request)
        request.method = method
        query = request.META.get("QUERY_STRING", "")
        clean = getattr(request, "is_plain", False) or query in {"", f"{PARAMETER}={number}"}
        if not clean or not may_be_kept(request, response, shown):
            if len(self.unkept) >= MANY:
                self.unkept.clear()
            self.unkept[name] = None
            # Nor may a network keep it by a rule of its own: it would hear of no change.
            response.headers.setdefault("Cache-Control", PUBLIC)
            return response
        self.unkept.pop(name, None)
        any_page = PARAMETER not in shown.parameters
        if any_page and number:
            name = page_shelf.sender().file_of(request.META, 0)
        data = packed(response, shown, any_page=any_page)
        store.keep(name, data, shown.keys, epoch=epoch)
        return response_of(page_entries.unpack(data).answer(request.META))


def may_be_kept(request: HttpRequest, response: HttpResponse, shown: showing.Shown) -> bool:
    """Whether a rendered page is the same for every reader, until something changes."""
    if response.status_code not in KEPT or response.streaming or response.cookies:
        return False
    control = response.headers.get("Cache-Control", "")
    if any(word in control for word in REFUSED):
        return False
    varies = {name.strip().lower() for name in response.headers.get("Vary", "").split(",")}
    if varies - {"", "accept-encoding"} or response.headers.get("Content-Encoding"):
        return False
    return not any(caching.is_private(table) for table in shown.tables)


def shared_seconds(ends: int, due: int) -> int:
    """Return how long a network may keep a page that it then sends without asking: not at all
    where the clock changes it before. ends, due: nanoseconds since 1970."""
    seconds = settings.CDN_SECONDS
    return seconds if min(ends, due) - time.time_ns() > seconds * 10**9 else 0


def packed(response: HttpResponse, shown: showing.Shown, *, any_page: bool) -> bytes:
    """Return a response as the store keeps it."""
    headers = [(name, value) for name, value in response.items() if name.lower() not in MADE]
    if "Cache-Control" not in response.headers:
        headers.append(("Cache-Control", PUBLIC))
    state = page_shelf.store().state
    numbers = state and state.read()
    second, ends = int(time.time()), FOREVER
    if shown.ends_at:
        ends = caching.microseconds(shown.ends_at) * 1000
    due = numbers.due if numbers else 0
    shared = shared_seconds(ends, due)
    if not shared and settings.CDN_SECONDS and due > time.time_ns():
        # Made anew after what comes, for networks to keep.
        ends = min(ends, due)
    if shared:
        headers = [pair for pair in headers if pair[0] != "Cache-Control"]
        headers.append(("Cache-Control", f"{PUBLIC}, s-maxage={shared}"))
        headers.append(("Cache-Tag", ",".join(cdn.tags_of(shown.keys))))
    # A date of HTTP tells no two versions of one second apart, so then there is none.
    distinct = numbers is not None and numbers.changed_at < second
    return page_entries.pack(
        response.status_code,
        headers,
        response.content,
        until=ends,
        shared=shared,
        modified=second if distinct else 0,
        any_page=any_page,
        store=numbers.store if numbers else 0,
        generation=numbers.generation if numbers else 0,
    )


def response_of(answer: Answer) -> HttpResponse:
    """Return the store's answer as Django's middleware has it."""
    status, headers, body = answer
    response = HttpResponse(b"".join(body), status=int(status[:3]), headers=dict(headers))
    if not any(name == "Content-Type" for name, _ in headers):
        del response["Content-Type"]
    return response


class StaffMarkMiddleware:
    """Gives signed-in staff, when they come to the desk, the mark that bypasses the store."""

    def __init__(self, get_response: Callable) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        response = self.get_response(request)
        if page_shelf.are_kept() and request.path_info.startswith(self.desk):
            self.mark(request, response)
        return response

    @cached_property
    def desk(self) -> str:
        """Where the desk's addresses begin."""
        return reverse("admin:index")

    def mark(self, request: HttpRequest, response: HttpResponse) -> None:
        """Set the mark, or take it from whoever is signed out."""
        expected = ""
        if request.user.is_active and request.user.is_staff and request.session.session_key:
            expected = mark_of(page_shelf.sender().secret, request.session.session_key)
        if request.COOKIES.get(MARK, "") == expected:
            return
        if not expected:
            response.delete_cookie(MARK, samesite=settings.SESSION_COOKIE_SAMESITE)
            return
        response.set_cookie(
            MARK,
            expected,
            max_age=settings.SESSION_COOKIE_AGE,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite=settings.SESSION_COOKIE_SAMESITE,
        )
