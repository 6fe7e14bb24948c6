"""The long lists of public pieces, each read by an index of its own, at any depth alike.

The first pages skip what is newer; from further down a list is entered at a day, which the counts
by day name (`ListedDay`), and only that day's pieces are skipped.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, Sum, Value, Window
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models import Article, Author, Byline, ListedDay, Section, Tag, Tagging
from articles.models.listed import ALL, section_name

# So many pieces are skipped one by one.
SKIPPED = 200


@dataclass(frozen=True)
class Listing:
    """A list of public pieces, newest first.

    parts: what it is made of, each a function that returns the keys of pieces in order, those
    before a moment if one is given. counted: the names under which its days are counted; without
    any, everything is skipped one by one, along an index. since, until: its bounds, if it has any.
    """

    parts: list[Callable[[datetime | None], QuerySet]]
    counted: list[str] = field(default_factory=list)
    since: datetime | None = None
    until: datetime | None = None

    def keys(self, start: int, stop: int) -> QuerySet | None:
        """Return a query for the keys of the pieces from place `start` to before `stop`; None
        where the list is known to end before. One query, for the day, where it is far down."""
        before = None
        if self.counted and start > SKIPPED:
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
        return together.latest_first().values("pk")[start:stop]

    def _enter(self, start: int) -> tuple[datetime | None, int] | None:
        """Return the end of the day that place `start` is on, and how many pieces come later."""
        # Pieces to come are counted, and stand above all that readers see.
        row = self._days().filter(down_to__gt=F("to_come") + start).order_by("-day").first()
        if row is None:
            return None
        day, down_to, on_day, to_come = row
        if day >= timezone.localdate():
            return None, 0
        end = datetime.combine(day + timedelta(days=1), time.min, timezone.get_default_timezone())
        return end, down_to - on_day - to_come

    def _days(self) -> QuerySet:
        """Return rows of (day, pieces down to its end, pieces on it, pieces to come)."""
        days = ListedDay.objects.filter(name__in=self.counted)
        to_come = Article.objects.filter(published_at__gt=timezone.now(), withdrawn_at=None)
        if self.since and self.until:
            days = days.filter(day__gte=_day(self.since), day__lt=_day(self.until))
            to_come = to_come.filter(published_at__lt=self.until, published_at__gte=self.since)
        sections = [int(name.partition(":")[2]) for name in self.counted if name != ALL]
        if sections:
            to_come = to_come.filter(section__in=sections)
        count = to_come.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk"))
        return days.annotate(
            down_to=Window(Sum("pieces"), order_by=F("day").desc()),
            on_day=Window(Sum("pieces"), partition_by=F("day")),
            to_come=Coalesce(Subquery(count.values("n")), 0),
        ).values_list("day", "down_to", "on_day", "to_come")


def of_section(section: Section) -> Listing:
    """A section with its sub-sections, which should be fetched along."""
    keys = [section.pk, *(child.pk for child in section.children.all())]
    return Listing([_in_section(key) for key in keys], [section_name(key) for key in keys])


def of_tag(tag: Tag) -> Listing:
    """The pieces that carry a tag."""
    return Listing([_beside(Tagging.objects.filter(tag=tag), "content_object")])


def of_author(author: Author) -> Listing:
    """The pieces that bear a name."""
    return Listing([_beside(Byline.objects.filter(author=author), "article")])


def of_all(since: datetime | None = None, until: datetime | None = None) -> Listing:
    """All pieces, or those of a stretch of days."""

    def keys(before: datetime | None) -> QuerySet:
        pieces = Article.objects.public().latest_first()
        if since and until:
            pieces = pieces.filter(published_at__gte=since, published_at__lt=until)
        return _until(pieces, "published_at", before).values("pk")

    return Listing([keys], [ALL], since, until)


def tags_in_use() -> QuerySet[Tag]:
    """The tags that readers can know of."""
    return Tag.objects.filter(Exists(Tagging.objects.public().filter(tag=OuterRef("pk"))))


def authors_in_use() -> QuerySet[Author]:
    """The authors of public pieces."""
    return Author.objects.filter(Exists(Byline.objects.public().filter(author=OuterRef("pk"))))


def _in_section(key: int) -> Callable[[datetime | None], QuerySet]:
    pieces = Article.objects.public().filter(section=key).latest_first()
    return lambda before: _until(pieces, "published_at", before).values("pk")


def _beside(rows: QuerySet, column: str) -> Callable[[datetime | None], QuerySet]:
    ordered = rows.public().order_by("-listed_at", f"-{column}_id")
    return lambda before: _until(ordered, "listed_at", before).values(column)


def _until(rows: QuerySet, column: str, before: datetime | None) -> QuerySet:
    return rows.filter(**{f"{column}__lt": before}) if before else rows


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)
