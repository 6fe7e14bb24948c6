"""The long lists of public pieces, each read by an index of its own, at any depth alike.

The first pages skip what is newer; further down a list is entered at a day or a month, which the
counts name (`ListedDay`), and only what is newer within that is skipped.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import (
    BigIntegerField,
    Count,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    SlugField,
    Subquery,
    Sum,
    Value,
    Window,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models import Article, Author, Byline, ListedDay, Section, Tag, Tagging
from articles.models.listed import ALL, MONTHS, name_of
from articles.prepared import Prepared

# So many pieces are skipped one by one.
SKIPPED = 200
# Ten pages of lists of five kinds, some of several parts.
MOST_FORMS = 100


@dataclass(frozen=True)
class Listing:
    """A list of public pieces, newest first.

    kind: what its pieces are found by, a name of `KINDS`; keys: of what they are found by, one for
    each part of the list. counted: the names under which its days or months are counted; to_come:
    which pieces are among those still to come. since, until: its bounds, if it has any.
    """

    kind: str
    keys: list[int]
    counted: list[str]
    to_come: Q = field(default_factory=Q)
    since: datetime | None = None
    until: datetime | None = None

    def enter(self, start: int) -> tuple[datetime | None, int] | None:
        """Return the end of the day or month that place `start` is in, and how many pieces come
        later than that."""
        # Summed up from the newest day on; the days of several sections together.
        so_far = Window(Sum("pieces"), order_by=F("day").desc())
        of_day = Window(Sum("pieces"), partition_by=F("day"))
        days = self._days().annotate(so_far=so_far, of_day=of_day, later=self._later())
        found = days.filter(so_far__gt=F("later") + start).order_by("-day")
        for day, so_far, of_day, later in found.values_list("day", "so_far", "of_day", "later")[:1]:
            after = day + timedelta(days=1) if self.counted == [ALL] else _next_month(day)
            end = datetime.combine(after, time.min, timezone.get_default_timezone())
            return (None, 0) if end > timezone.now() else (end, so_far - of_day - later)
        return None

    def _days(self) -> QuerySet:
        """Return the counts of its days or months."""
        days = ListedDay.objects.filter(name__in=self.counted)
        if self.since and self.until:
            days = days.filter(day__gte=self.since.date(), day__lt=self.until.date())
        return days

    def _later(self) -> Coalesce:
        """Return the number of pieces still to come, counted as well, above all readers see."""
        pieces = Article.objects.filter(
            self.to_come, published_at__gt=timezone.now(), withdrawn_at=None
        )
        if self.since and self.until:
            pieces = pieces.filter(published_at__lt=self.until, published_at__gte=self.since)
        one = pieces.order_by().annotate(one=Value(1)).values("one")
        return Coalesce(Subquery(one.annotate(n=Count("pk")).values("n")), 0)


class Pages:
    """Pages of lists of pieces; the queries for the first of them are built once.

    rows: returns pieces in their order, with all that the pages show of each.
    """

    def __init__(self, rows: Callable[[], QuerySet]) -> None:
        self.rows = rows
        moments = {name: DateTimeField() for name in ("now", "since", "until")}
        self._first = Prepared(
            self._pieces, exact=True, most=MOST_FORMS, keys=BigIntegerField(), **moments
        )

    def of(self, listing: Listing, start: int, stop: int) -> list[Article]:
        """Return the pieces of a list from place `start` to before `stop`. One query; one more,
        for the day or month in which it is entered, where that is far down."""
        given = {"keys": listing.keys, "now": timezone.now()}
        given |= {"since": listing.since, "until": listing.until}
        if start <= SKIPPED:
            return self._first.ask(listing.kind, start, stop, **given)
        entered = listing.enter(start)
        if entered is None:
            return []
        before, passed = entered
        cut = start - passed, stop - passed
        return list(self._pieces(listing.kind, *cut, **given, before=before))

    def _pieces(self, kind: str, start: int, stop: int, **given) -> QuerySet:
        return self.rows().filter(pk__in=_keys(kind, start, stop, **given))


def _keys(kind: str, start: int, stop: int, *, keys, now, before=None, **bounds) -> QuerySet:
    """Return a query for the keys of the pieces from one place of a list to before another."""
    parts = [KINDS[kind](key, now, before, **bounds) for key in keys]
    if len(parts) == 1:
        return parts[0][start:stop]
    # Each part is cut where its own index finds it; what is left is few enough to be sorted.
    cut = (Article.objects.filter(pk__in=part[:stop]) for part in parts)
    few = [pieces.order_by().values("pk") for pieces in cut]
    together = Article.objects.filter(pk__in=few[0].union(*few[1:], all=True))
    # An expression, which no index has: PostgreSQL might walk through all pieces by date, and
    # look for these few among them.
    date = Coalesce("published_at", "first_published_at")
    return together.order_by(date.desc(), "-pk").values("pk")[start:stop]


def of_section(section: Section) -> Listing:
    """A section with its sub-sections, which should be fetched along."""
    sections = [section, *section.children.all()]
    keys = [one.pk for one in sections]
    return Listing("section", keys, [name_of(one) for one in sections], Q(section__in=keys))


def of_tag(tag: Tag) -> Listing:
    """The pieces that carry a tag."""
    return Listing("tag", [tag.pk], [name_of(tag)], Q(taggings__tag=tag))


def of_author(author: Author) -> Listing:
    """The pieces that bear a name."""
    return Listing("author", [author.pk], [name_of(author)], Q(bylines__author=author))


def of_all(since: datetime | None = None, until: datetime | None = None) -> Listing:
    """All pieces, or those of a stretch of days."""
    if since and until:
        return Listing("time", [0], [ALL], since=since, until=until)
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


def _in_section(key, now, before, **_bounds) -> QuerySet:
    pieces = Article.objects.public(now).filter(section=key).latest_first()
    return _until(pieces, "published_at", before).values("pk")


def _with_tag(key, now, before, **_bounds) -> QuerySet:
    return _beside(Tagging.objects.filter(tag=key), "content_object", now, before)


def _by_author(key, now, before, **_bounds) -> QuerySet:
    return _beside(Byline.objects.filter(author=key), "article", now, before)


def _of_time(_key, now, before, *, since, until) -> QuerySet:
    pieces = Article.objects.filter(published_at__gte=since, published_at__lt=until)
    return _until(pieces.public(now).latest_first(), "published_at", before).values("pk")


def _of_all(_key, now, before, **_bounds) -> QuerySet:
    return _until(Article.objects.public(now).latest_first(), "published_at", before).values("pk")


# By kind of list: the keys of its pieces in their order, those before a moment if one is given.
KINDS: dict[str, Callable[..., QuerySet]] = {
    "section": _in_section,
    "tag": _with_tag,
    "author": _by_author,
    "time": _of_time,
    "all": _of_all,
}


def _beside(rows: QuerySet, column: str, now, before) -> QuerySet:
    ordered = rows.public(now).order_by("-listed_at", f"-{column}_id")
    return _until(ordered, "listed_at", before).values(column)


def _until(rows: QuerySet, column: str, before: datetime | None) -> QuerySet:
    return rows.filter(**{f"{column}__lt": before}) if before else rows


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


_tag = Prepared(
    lambda slug, now: tags_in_use(now).filter(slug=slug), slug=SlugField(), now=DateTimeField()
)
_author = Prepared(
    lambda slug: Author.objects.select_related("portrait").filter(slug=slug), slug=SlugField()
)
