"""The long lists of public pieces, each read by an index of its own, at any depth alike.

The first pages skip what is newer; further down a list is entered at a day or a month, which the
counts name (`ListedDay`), and only what is newer within that is skipped.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import (
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    Window,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models import Article, Author, Byline, ListedDay, Section, Tag, Tagging
from articles.models.listed import ALL, MONTHS, name_of

# So many pieces are skipped one by one.
SKIPPED = 200


@dataclass(frozen=True)
class Listing:
    """A list of public pieces, newest first.

    parts: what it is made of, each a function that returns the keys of pieces in order, those
    before a moment if one is given. counted: the names under which its days or months are counted;
    to_come: which pieces are among those still to come. since, until: its bounds, if it has any.
    """

    parts: list[Callable[[datetime | None], QuerySet]]
    counted: list[str]
    to_come: Q = field(default_factory=Q)
    since: datetime | None = None
    until: datetime | None = None

    def keys(self, start: int, stop: int) -> QuerySet | None:
        """Return a query for the keys of the pieces from place `start` to before `stop`; None
        where the list is known to end before. One query, for the day, where it is far down."""
        before = None
        if start > SKIPPED:
            entered = self._enter(start)
            if entered is None:
                return None
            before, passed = entered
            start, stop = start - passed, stop - passed
        if len(self.parts) == 1:
            return self.parts[0](before)[start:stop]
        # Each part is cut where its own index finds it; what is left is few enough to be sorted.
        cut = (Article.objects.filter(pk__in=part(before)[:stop]) for part in self.parts)
        few = [pieces.order_by().values("pk") for pieces in cut]
        together = Article.objects.filter(pk__in=few[0].union(*few[1:], all=True))
        # An expression, which no index has: PostgreSQL might walk through all pieces by date, and
        # look for these few among them.
        date = Coalesce("published_at", "first_published_at")
        return together.order_by(date.desc(), "-pk").values("pk")[start:stop]

    def _enter(self, start: int) -> tuple[datetime | None, int] | None:
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


def of_section(section: Section) -> Listing:
    """A section with its sub-sections, which should be fetched along."""
    sections = [section, *section.children.all()]
    keys = [one.pk for one in sections]
    parts = [_in_section(key) for key in keys]
    return Listing(parts, [name_of(one) for one in sections], Q(section__in=keys))


def of_tag(tag: Tag) -> Listing:
    """The pieces that carry a tag."""
    rows = Tagging.objects.filter(tag=tag)
    return Listing([_beside(rows, "content_object")], [name_of(tag)], Q(taggings__tag=tag))


def of_author(author: Author) -> Listing:
    """The pieces that bear a name."""
    rows = Byline.objects.filter(author=author)
    return Listing([_beside(rows, "article")], [name_of(author)], Q(bylines__author=author))


def of_all(since: datetime | None = None, until: datetime | None = None) -> Listing:
    """All pieces, or those of a stretch of days."""

    def keys(before: datetime | None) -> QuerySet:
        pieces = Article.objects.public().latest_first()
        if since and until:
            pieces = pieces.filter(published_at__gte=since, published_at__lt=until)
        return _until(pieces, "published_at", before).values("pk")

    return Listing([keys], [ALL if since else MONTHS], since=since, until=until)


def tags_in_use(at: datetime | None = None) -> QuerySet[Tag]:
    """The tags that readers can know of."""
    return Tag.objects.filter(Exists(Tagging.objects.public(at).filter(tag=OuterRef("pk"))))


def authors_in_use(at: datetime | None = None) -> QuerySet[Author]:
    """The authors of public pieces."""
    return Author.objects.filter(Exists(Byline.objects.public(at).filter(author=OuterRef("pk"))))


def _in_section(key: int) -> Callable[[datetime | None], QuerySet]:
    pieces = Article.objects.public().filter(section=key).latest_first()
    return lambda before: _until(pieces, "published_at", before).values("pk")


def _beside(rows: QuerySet, column: str) -> Callable[[datetime | None], QuerySet]:
    ordered = rows.public().order_by("-listed_at", f"-{column}_id")
    return lambda before: _until(ordered, "listed_at", before).values(column)


def _until(rows: QuerySet, column: str, before: datetime | None) -> QuerySet:
    return rows.filter(**{f"{column}__lt": before}) if before else rows


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)
