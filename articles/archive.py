"""The archive: how many pieces readers find in each month, and on each of its days."""

from calendar import Calendar
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet, Value
from django.db.models.functions import TruncDate
from django.utils import timezone

from articles.models import Article, ListedDay
from articles.models.listed import ALL, MONTHS


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


def years_of() -> list[Year]:
    """Return the years that have pieces, newest first, each with all of its months.

    One query over the months that are counted, however many pieces they have.
    """
    counts: Counter[tuple[int, int]] = Counter()
    for day, count in _counted(MONTHS):
        counts[day.year, day.month] += count
    years = sorted({year for (year, _), count in counts.items() if count > 0}, reverse=True)
    return [_year(number, counts) for number in years]


def days_of(year: int) -> Counter[date]:
    """Return how many pieces readers find on each day of a year. One query."""
    counts: Counter[date] = Counter()
    for day, count in _counted(ALL, year):
        counts[day] += count
    return +counts


def year_of(number: int, days: Counter[date]) -> Year:
    """Return a year with its months. days: those of that year."""
    counts: Counter[tuple[int, int]] = Counter()
    for day, count in days.items():
        counts[day.year, day.month] += count
    return _year(number, counts)


def calendar_of(year: int, month: int, days: Counter[date]) -> list[list[Day | None]]:
    """Return the weeks of a month, Monday first, each day with its number of pieces.

    None stands for the days of a week that are another month's.
    """
    weeks = Calendar().monthdatescalendar(year, month)
    return [[Day(day, days[day]) if day.month == month else None for day in week] for week in weeks]


def _counted(name: str, year: int | None = None) -> QuerySet:
    """Return rows of a counted day or month and its number of pieces, and one with -1 for each
    piece still to come, which is counted there. name: ALL or MONTHS."""
    days = ListedDay.objects.filter(name=name)
    to_come = Article.objects.filter(published_at__gt=timezone.now(), withdrawn_at=None).order_by()
    if year is not None:
        start, end = bounds(year)
        days = days.filter(day__gte=start.date(), day__lt=end.date())
        to_come = to_come.filter(published_at__gte=start, published_at__lt=end)
    zone = timezone.get_default_timezone()
    to_come = to_come.annotate(day=TruncDate("published_at", tzinfo=zone), n=Value(-1))
    rows = days.order_by().values_list("day", "pieces")
    return rows.union(to_come.values_list("day", "n"), all=True)


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


def _year(number: int, counts: Counter[tuple[int, int]]) -> Year:
    months = range(1, 13)
    return Year(number, [Month(date(number, n, 1), counts[number, n]) for n in months])
