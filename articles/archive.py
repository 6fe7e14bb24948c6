"""The archive: how many pieces readers find in each month, and on each of its days."""

from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import CharField, Count, F, Func, QuerySet
from django.utils import timezone

from articles.models import ArticleQuerySet


class MonthOf(Func):
    """The month of a moment in the paper's time zone, written `2025-07`.

    Django's TruncMonth calls Python for every row on SQLite, a second for a large archive.
    SQLite shifts by the zone's present offset: right for zones without summer time.
    """

    output_field = CharField()
    # The same form of date, as each engine writes it.
    sqlite_form, postgresql_form = "%%%%Y-%%%%m", "YYYY-MM"

    def as_sqlite(self, compiler, connection):
        """Let SQLite's own date functions do it."""
        offset = timezone.localtime().isoformat()[-6:]
        shifted = f"strftime('{self.sqlite_form}', %(expressions)s, '{offset}')"
        return self.as_sql(compiler, connection, template=shifted)

    def as_postgresql(self, compiler, connection):
        """PostgreSQL knows the zones itself."""
        zone = timezone.get_default_timezone_name()
        local = f"to_char(%(expressions)s AT TIME ZONE '{zone}', '{self.postgresql_form}')"
        return self.as_sql(compiler, connection, template=local)


class DayOf(MonthOf):
    """The day of the month of a moment in the paper's time zone, written `07`."""

    sqlite_form, postgresql_form = "%%%%d", "DD"


@dataclass(frozen=True)
class Month:
    """A month of the archive and the number of its pieces."""

    first_day: date
    count: int

    @property
    def padded(self) -> str:
        """The month as addresses write it."""
        return f"{self.first_day.month:02}"


@dataclass(frozen=True)
class Day:
    """A day of the archive and the number of its pieces."""

    date: date
    count: int

    @property
    def padded(self) -> str:
        """The day as addresses write it."""
        return f"{self.date.day:02}"


@dataclass(frozen=True)
class Year:
    """A year of the archive with its twelve months."""

    number: int
    months: list[Month]

    @property
    def padded(self) -> str:
        """The year as addresses write it."""
        return f"{self.number:04}"

    @property
    def count(self) -> int:
        """The number of its pieces."""
        return sum(month.count for month in self.months)


def years_of(articles: QuerySet) -> list[Year]:
    """Return the years that have pieces, newest first, each with all of its months."""
    counts = (
        articles.order_by()
        .annotate(month=MonthOf(F("published_at")))
        .values_list("month")
        .annotate(Count("pk"))
    )
    by_month = dict(counts)
    years = sorted({int(month[:4]) for month in by_month}, reverse=True)
    return [Year(year, list(_months(year, by_month))) for year in years]


def calendar_of(articles: ArticleQuerySet, year: int, month: int) -> list[list[Day | None]]:
    """Return the weeks of a month, Monday first, each day with its number of pieces.

    None stands for the days of a week that are another month's. One query over that month.
    """
    counts = dict(
        between(articles, year, month)
        .order_by()
        .annotate(day=DayOf(F("published_at")))
        .values_list("day")
        .annotate(Count("pk"))
    )
    weeks = Calendar().monthdayscalendar(year, month)
    return [
        [Day(date(year, month, n), counts.get(f"{n:02}", 0)) if n else None for n in week]
        for week in weeks
    ]


def between(
    articles: ArticleQuerySet, year: int, month: int | None = None, day: int | None = None
) -> ArticleQuerySet:
    """Return the pieces of a year, of a month or of a day, by the paper's time zone.

    year: 2 to 9998, so that the days around it can be written as dates.
    """
    start, end = bounds(year, month, day)
    return articles.filter(published_at__gte=start, published_at__lt=end)


def bounds(
    year: int, month: int | None = None, day: int | None = None
) -> tuple[datetime, datetime]:
    """Return when a year, a month or a day begins, and when the next one does."""
    start = datetime(year, month or 1, day or 1, tzinfo=timezone.get_default_timezone())
    if day is not None:
        end = start + timedelta(days=1)
    elif month is None or month == 12:
        end = start.replace(year=year + 1, month=1)
    else:
        end = start.replace(month=month + 1)
    return start, end


def _months(year: int, counts: dict[str, int]) -> Iterable[Month]:
    for month in range(1, 13):
        yield Month(date(year, month, 1), counts.get(f"{year:04}-{month:02}", 0))
