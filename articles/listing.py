"""The long lists of public pieces, each read by an index of its own, at any depth alike.

The first pages skip what is newer; further down a list is entered at a day or a month, which the
counts name (`ListedDay`), and only what is newer within that is skipped.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    DateField,
    DateTimeField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    SlugField,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models import Article, Author, Byline, ListedDay, Section, Tag, Tagging
from articles.models.listed import ALL, MONTHS, name_of
from articles.prepared import ANYWHERE, Prepared

# So many pieces are skipped one by one.
SKIPPED = 200
# Lists of five kinds, some of several parts.
MOST_FORMS = 50
TIME = "time"
MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Listing:
    """A list of public pieces, newest first.

    kind: what its pieces are found by, a name of `KINDS`; keys: of what they are found by, one for
    each part of the list. counted: the names under which its days or months are counted. since,
    until: its bounds, if it has any.
    """

    kind: str
    keys: list[int]
    counted: list[str]
    since: datetime | None = None
    until: datetime | None = None

    def enter(self, start: int) -> tuple[datetime | None, int] | None:
        """Return the end of the day or month that place `start` is in, and how many pieces come
        later than that; None where the list ends before. One query."""
        values = {"names": self.counted, "keys": self.keys, "now": timezone.now()}
        if self.since and self.until:
            values |= {"first": self.since.date(), "last": self.until.date()}
            values |= {"since": self.since, "until": self.until}
        passed = 0
        for day, pieces, to_come in _counts.ask(self.kind, **values):
            # Those to come are counted as well, above all that readers see.
            if passed + pieces > start + to_come:
                after = day + timedelta(days=1) if self.counted == [ALL] else _next_month(day)
                end = datetime.combine(after, time.min, timezone.get_default_timezone())
                return (None, 0) if end > timezone.now() else (end, passed - to_come)
            passed += pieces
        return None


class Pages:
    """Pages of lists of pieces, all of one size.

    rows: returns pieces in their order, with all that the pages show of each.
    """

    def __init__(self, rows: Callable[[], QuerySet], size: int) -> None:
        self.rows, self.size = rows, size
        self._pieces = Prepared(
            self._query,
            exact=True,
            most=MOST_FORMS,
            keys=BigIntegerField(),
            at=DateTimeField(),
            since=DateTimeField(),
        )

    def of(self, listing: Listing, number: int) -> tuple[list[Article], bool]:
        """Return a page of a list, and whether another follows. One query; one more, for the day
        or month in which it is entered, where that is far down.

        One row more than fits is read, which tells without counting.
        """
        start, ends = (number - 1) * self.size, [timezone.now()]
        if listing.until:
            ends.append(listing.until - MOMENT)
        if start > SKIPPED:
            entered = listing.enter(start)
            if entered is None:
                return [], False
            before, passed = entered
            start -= passed
            if before:
                ends.append(before - MOMENT)
        # One end: of several, SQLite may go by the widest.
        values = {"keys": listing.keys, "at": min(ends), "since": listing.since, "start": start}
        found = self._pieces.ask(listing.kind, **values)
        return found[: self.size], len(found) > self.size

    def _query(self, kind: str, *, keys, at, since) -> QuerySet:
        # Keys are found before rows are read: to sort or skip whole rows is twenty times slower.
        parts = [KINDS[kind].keys(key, at, since) for key in keys]
        return self.rows().filter(pk__in=_cut(parts, self.size + 1))


def _cut(parts: list[QuerySet], size: int) -> QuerySet:
    """Return a query for the keys of so many pieces, wherever they begin."""
    page = slice(ANYWHERE, ANYWHERE + size)
    if len(parts) == 1:
        return parts[0][page]
    # Each part is cut where its own index finds it; what is left is few enough to be sorted.
    cut = (Article.objects.filter(pk__in=part[: page.stop]) for part in parts)
    few = [pieces.order_by().values("pk") for pieces in cut]
    together = Article.objects.filter(pk__in=few[0].union(*few[1:], all=True))
    # An expression, which no index has: PostgreSQL might walk through all pieces by date, and
    # look for these few among them.
    date = Coalesce("published_at", "first_published_at")
    return together.order_by(date.desc(), "-pk").values("pk")[page]


def _days(kind: str, *, names, keys, now, since, until, first, last) -> QuerySet:
    """The days or months of a list, newest first, with their pieces and all that are to come."""
    days = ListedDay.objects.filter(name__in=names)
    to_come = Article.objects.filter(KINDS[kind].among(keys), published_at__gt=now)
    if kind == TIME:
        days = days.filter(day__gte=first, day__lt=last)
        to_come = to_come.filter(published_at__lt=until, published_at__gte=since)
    one = to_come.filter(withdrawn_at=None).order_by().annotate(one=Value(1)).values("one")
    later = Coalesce(Subquery(one.annotate(n=Count("pk")).values("n")), 0)
    return days.values_list("day").annotate(counted=Sum("pieces"), later=later).order_by("-day")


_counts = Prepared(
    _days,
    exact=True,
    most=MOST_FORMS,
    names=CharField(),
    keys=BigIntegerField(),
    **dict.fromkeys(("now", "since", "until"), DateTimeField()),
    **dict.fromkeys(("first", "last"), DateField()),
)


def of_section(section: Section) -> Listing:
    """A section with its sub-sections, which should be fetched along."""
    sections = [section, *section.children.all()]
    keys = [one.pk for one in sections]
    return Listing("section", keys, [name_of(one) for one in sections])


def of_tag(tag: Tag) -> Listing:
    """The pieces that carry a tag."""
    return Listing("tag", [tag.pk], [name_of(tag)])


def of_author(author: Author) -> Listing:
    """The pieces that bear a name."""
    return Listing("author", [author.pk], [name_of(author)])


def of_all(since: datetime | None = None, until: datetime | None = None) -> Listing:
    """All pieces, or those of a stretch of days."""
    if since and until:
        return Listing(TIME, [0], [ALL], since, until)
    return Listing("all", [0], [MONTHS])


def find_tag(slug: str) -> Tag | None:
    """Return the tag of this slug, if readers can know of it. One query."""
    return next(iter(_tag.ask(slug=slug, now=timezone.now())), None)


def find_author(slug: str) -> Author | None:
    """Return the author of this slug, with the portrait. One query."""
    return next(iter(_author.ask(slug=slug)), None)


def tags_in_use(at: datetime | None = None) -> QuerySet[Tag]:
    """The tags that readers can know of."""
    return Tag.objects.filter(Exists(Tagging.objects.public(at).filter(tag=OuterRef("pk"))))


def authors_in_use(at: datetime | None = None) -> QuerySet[Author]:
    """The authors of public pieces."""
    return Author.objects.filter(Exists(Byline.objects.public(at).filter(author=OuterRef("pk"))))


def _in_section(key, at, _since) -> QuerySet:
    return Article.objects.public(at).filter(section=key).latest_first().values("pk")


def _with_tag(key, at, _since) -> QuerySet:
    found = Tagging.objects.public(at).filter(tag=key)
    return found.order_by("-listed_at", "-content_object_id").values("content_object_id")


def _by_author(key, at, _since) -> QuerySet:
    found = Byline.objects.public(at).filter(author=key)
    return found.order_by("-listed_at", "-article_id").values("article_id")


def _of_time(_key, at, since) -> QuerySet:
    found = Article.objects.public(at).filter(published_at__gte=since)
    return found.latest_first().values("pk")


def _of_all(_key, at, _since) -> QuerySet:
    return Article.objects.public(at).latest_first().values("pk")


@dataclass(frozen=True)
class Kind:
    """How the pieces of a list are found. keys: of one part of it, as they are public at a moment;
    among: the condition for those of all parts."""

    keys: Callable[..., QuerySet]
    among: Callable[[list], Q]


KINDS = {
    "section": Kind(_in_section, lambda keys: reduce(or_, (Q(section=key) for key in keys))),
    "tag": Kind(_with_tag, lambda keys: Q(taggings__tag=keys[0])),
    "author": Kind(_by_author, lambda keys: Q(bylines__author=keys[0])),
    TIME: Kind(_of_time, lambda _keys: Q()),
    "all": Kind(_of_all, lambda _keys: Q()),
}


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


_tag = Prepared(
    lambda slug, now: tags_in_use(now).filter(slug=slug), slug=SlugField(), now=DateTimeField()
)
_author = Prepared(
    lambda slug: Author.objects.select_related("portrait").filter(slug=slug), slug=SlugField()
)
