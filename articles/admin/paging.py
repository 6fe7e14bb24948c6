"""Pages of long lists."""

from functools import cached_property

from django.core.paginator import Paginator
from django.http import HttpRequest

PAGES_AHEAD = 10
LAST_PAGE = 10_000


class NearbyPaginator(Paginator):
    """Counts no further than a few pages past the one that is asked for.

    A full count reads the whole table for a number nobody needs. Whoever turns the pages sees
    the list grow before them.
    """

    # Whether there are rows past those that were counted.
    more = False

    def __init__(self, *args, page: int = 1, **kwargs) -> None:
        """page: the page asked for."""
        super().__init__(*args, **kwargs)
        self.horizon = (min(max(page, 1), LAST_PAGE) + PAGES_AHEAD) * self.per_page

    @cached_property
    def count(self) -> int:
        """Rows up to the horizon."""
        counted = self.object_list.order_by()[: self.horizon + 1].count()
        self.more = counted > self.horizon
        return min(counted, self.horizon)


def asked_page(request: HttpRequest) -> int:
    """Return the page that the address of an admin list names; 1 for anything odd."""
    try:
        return int(request.GET.get("p", 1))
    except ValueError:
        return 1
