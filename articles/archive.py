"""The archive: how many pieces readers find in each month, and on each of its days."""

from calendar import Calendar
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet, Value
from django.db.models.functions import TruncDate
from django.utils import timezone

from articles.models import Article, ListedDay
from articles.models.listed import ALL, MONTHS, YEARS

# So many years are set out by month.
BY_MONTH = 10


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
    """A year of the archive. counts: the pieces of each of its twelve months."""

    number: int
    counts: tuple[int, ...]

    @property
    def padded(self) -> str:
        """The year as addresses write it."""
        return f"{self.number:04}"

    @property
    def count(self) -> int:
        """The number of its pieces."""
        return sum(self.counts)

    @property
    def months(self) -> list[Month]:
        """Its months, also those without a piece."""
        counts = enumerate(self.counts, 1)
        return [Month(date(self.number, month, 1), count) for month, count in counts]


def years_of() -> tuple[list[Year], list[Year]]:
    """Return the years that have pieces, newest first: the last ten with their months, and those
    before them, whose pieces are counted under any of theirs.

    One query over counted months, so it costs about the same for any age of the paper.
    """
    since = timezone.localdate().year - BY_MONTH + 1
    counts: Counter[tuple[int, int]] = Counter()
    for day, count in _months_since(date(since, 1, 1)):
        counts[day.year, day.month] += count
    years = sorted({year for year, _month in counts}, reverse=True)
    found = [year for year in (_year(number, counts) for number in years) if year.count > 0]
    recent = [year for year in found if year.number >= since]
    return recent, found[len(recent) :]


def _months_since(day: date) -> QuerySet:
    """Return rows of a month and its pieces; of a year before `day`, one row."""
    months = ListedDay.objects.filter(name=MONTHS, day__gte=day)
    years = ListedDay.objects.filter(name=YEARS, day__lt=day)
    rows = [counted.order_by().values_list("day", "pieces") for counted in (months, years)]
    return rows[0].union(rows[1], _to_come().values_list("day", "n"), all=True)


def days_of(year: int) -> Counter[date]:
    """Return how many pieces readers find on each day of a year. One query."""
    start, end = bounds(year)
    days = ListedDay.objects.filter(name=ALL, day__gte=start.date(), day__lt=end.date())
    later = _to_come().filter(published_at__gte=start, published_at__lt=end)
    rows = days.order_by().values_list("day", "pieces")
    counts: Counter[date] = Counter()
    for day, count in rows.union(later.values_list("day", "n"), all=True):
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


def _to_come() -> QuerySet:
    """Return the pieces still to come, each with its day and -1: they are counted there, and are
    to be taken off again."""
    pieces = Article.objects.filter(published_at__gt=timezone.now(), withdrawn_at=None)
    zone = timezone.get_default_timezone()
    return pieces.order_by().annotate(day=TruncDate("published_at", tzinfo=zone), n=Value(-1))


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
    return Year(number, tuple(counts[number, month] for month in range(1, 13)))
