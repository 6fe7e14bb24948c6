"""What waits at the desk, by whom and for when. One query a list, however long the archive is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Activity, Article, ArticleQuerySet, Section, Stage

SHOWN = 8
# Counted no further than this: past it the exact number helps nobody.
COUNTED = 50
DAYS_AHEAD = 7


@dataclass(frozen=True)
class Pile:
    """One list of pieces on the desk."""

    name: str
    title: str | Promise
    pieces: list[Article]
    count: int
    is_more: bool

    @property
    def number(self) -> str:
        """How many there are, or that there are more than were counted."""
        return f"{COUNTED}+" if self.is_more else str(self.count)


@dataclass(frozen=True)
class Day:
    """One day of the calendar strip with what goes out on it, as (time, piece)."""

    date: date
    entries: list[tuple[datetime, Article]]


def piles(user: AbstractBaseUser) -> list[Pile]:
    """Return the lists an account works from; the urgent first."""
    now = timezone.now()
    pieces = Article.objects.all()
    theirs = pieces.filter(_in_sections_of(user))
    late = Q(update_due_at__lt=now) | ~Q(update_failure="")
    found = [
        ("late", _("Late or failed"), pieces.filter(update_try_at__isnull=False).filter(late)),
        ("review", _("Waiting for review"), theirs.filter(stage=Stage.IN_REVIEW)),
        ("approved", _("Approved"), theirs.filter(stage=Stage.APPROVED, update_due_at=None)),
        ("mine", _("Mine"), _unfinished(pieces).filter(created_by=user)),
        ("changed", _("Changed, not published yet"), theirs.filter(has_unpublished_changes=True)),
    ]
    lists = [_pile(name, title, rows.order_by("-modified_at")) for name, title, rows in found]
    recent = pieces.public().latest_first()
    return [*lists, _pile("recent", _("Recently published"), recent)]


def calendar(now: datetime | None = None) -> list[Day]:
    """Return the next days with the publications and updates that are promised for them."""
    now = now or timezone.now()
    today = timezone.localtime(now).date()
    until = now + timedelta(days=DAYS_AHEAD)
    promised = (
        Article.objects.filter(withdrawn_at__isnull=True)
        .filter(Q(published_at__range=(now, until)) | Q(update_due_at__range=(now, until)))
        .cards()
        .order_by("published_at")[:COUNTED]
    )
    entries = sorted(
        ((piece.update_due_at or piece.published_at, piece) for piece in promised),
        key=lambda entry: (entry[0], entry[1].pk),
    )
    days = [today + timedelta(days=number) for number in range(DAYS_AHEAD)]
    return [
        Day(day, [entry for entry in entries if timezone.localtime(entry[0]).date() == day])
        for day in days
    ]


def recent_acts() -> list[Activity]:
    """Return the newest lines of the record."""
    return list(Activity.objects.all()[:SHOWN])


def _unfinished(pieces: ArticleQuerySet) -> ArticleQuerySet:
    """Pieces that somebody still works on."""
    return pieces.filter(Q(published_at__isnull=True) | Q(has_unpublished_changes=True))


def _in_sections_of(user: AbstractBaseUser) -> Q:
    """Pieces of the sections an account looks after; all for who looks after none by name."""
    if user.has_perm("articles.oversee_article"):
        return Q()
    own = Section.objects.filter(Q(editors=user) | Q(parent__editors=user))
    unclaimed = Section.objects.filter(editors__isnull=True).exclude(
        Q(parent__isnull=False) & Q(parent__editors__isnull=False)
    )
    return (
        Q(section__isnull=True)
        | Q(section__in=own.values("pk"))
        | Q(section__in=unclaimed.values("pk"))
    )


def _pile(name: str, title, pieces: ArticleQuerySet) -> Pile:
    rows = list(pieces.cards()[: COUNTED + 1])
    return Pile(name, title, rows[:SHOWN], min(len(rows), COUNTED), len(rows) > COUNTED)
