"""Lists cut into pages: the second page of any list is `?hal=2`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from articles import caching, showing
from articles.listing import Listing, Pages

PER_PAGE = 20
PARAMETER = "hal"
# Four digits reach 200,000 pieces; what lies deeper is found through the archive's months.
_NUMBER = re.compile("[1-9][0-9]{0,3}")


@dataclass(frozen=True)
class Page:
    """One page of a list."""

    path: str
    number: int
    items: list
    has_next: bool

    @property
    def address(self) -> str:
        """The page's one address: the first has no number."""
        return self._address_of(self.number)

    @property
    def previous(self) -> str:
        """The address of the page before, or nothing."""
        return self._address_of(self.number - 1) if self.number > 1 else ""

    @property
    def next(self) -> str:
        """The address of the page after, or nothing."""
        return self._address_of(self.number + 1) if self.has_next else ""

    def _address_of(self, number: int) -> str:
        return self.path if number == 1 else f"{self.path}?{PARAMETER}={number}"


def number_asked(request: HttpRequest) -> int:
    """Return the page's number in the request's address. Raises Http404 for what is none."""
    showing.parameter(PARAMETER)
    given = request.GET.getlist(PARAMETER)
    if not given:
        return 1
    if len(given) > 1 or not _NUMBER.fullmatch(given[0]):
        raise Http404("no page number")
    return int(given[0])


def page_of(
    rows: QuerySet, request: HttpRequest, *, among: QuerySet | None = None, size: int = PER_PAGE
) -> Page:
    """Return the page of a list that the request asks for; Http404 past the last one.

    rows: in their order, with all that a page shows of them; among: the same rows in the same
    order, where they can be skipped with less. One query.

    One row more than fits is read, which tells whether a page follows without counting. Keys
    are found before rows are read: sorting or skipping whole rows is some twenty times slower.
    """
    number = number_asked(request)
    start = (number - 1) * size
    skipped = rows if among is None else among
    keys = skipped.values("pk")[start : start + size + 1]
    items = list(rows.filter(pk__in=keys))
    return _page(request, number, items[:size], len(items) > size)


def page_of_pieces(
    pieces: Listing, request: HttpRequest, pages: Pages, lists: Iterable[str]
) -> Page:
    """Return the page of a list of pieces that the request asks for; Http404 past the last one.

    lists: the keys of the lists that it is a stretch of, which is noted. One query; one more far
    down the list.
    """
    number = number_asked(request)
    with showing.only():
        page = _page(request, number, *pages.of(pieces, number))
    # What comes in below the last piece moves nothing here.
    oldest = page.items[-1].published_at if page.has_next else None
    showing.also(*(caching.from_on(key, oldest) for key in lists))
    return page


def _page(request: HttpRequest, number: int, items: list, has_next: bool) -> Page:
    if not items and number > 1:
        raise Http404("past the last page")
    return Page(request.path, number, items, has_next)
