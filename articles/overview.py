"""What waits at the desk, by whom and for when. As many queries, however long the archive is."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import F, Q, Value
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Activity, Article, ArticleQuerySet, Image, Section, Stage

SHOWN = 8
# Counted no further than this: past it the exact number helps nobody.
COUNTED = 50
DAYS_AHEAD = 7
# Pieces that somebody still works on.
UNFINISHED = Q(published_at__isnull=True) | Q(has_unpublished_changes=True)


@dataclass(frozen=True)
class Pile:
    """One list of pieces on the desk; `query` leads to all of them in the list of pieces."""

    name: str
    title: str | Promise
    query: str
    pieces: list[Article]
    count: int
    is_more: bool

    @property
    def is_urgent(self) -> bool:
        """Whether a promise to readers is overdue."""
        return self.name in {"late", "unverified"}

    @property
    def number(self) -> str:
        """How many there are, or that there are more than were counted."""
        return f"{COUNTED}+" if self.is_more else str(self.count)


@dataclass(frozen=True)
class Day:
    """One day of the calendar strip with what goes out on it, as (time, piece)."""

    date: date
    is_today: bool
    entries: list[tuple[datetime, Article]]


def piles(user: AbstractBaseUser) -> list[Pile]:
    """Return the lists an account works from; the urgent first."""
    # A withdrawn piece waits for nothing; the list of pieces has it under its state.
    pieces = Article.objects.filter(withdrawn_at__isnull=True).select_related("created_by")
    theirs = pieces.filter(_looked_after_by(user))
    # Conditions as the indexes have them: an OR at the top of a query would read every piece.
    late = pieces.filter(update_due_at__lt=timezone.now())
    mine = pieces.filter(UNFINISHED, created_by=user)
    changed = theirs.filter(has_unpublished_changes=True)
    overdue = pieces.filter(unverified_until__lt=timezone.now())
    review, approved = theirs.filter(stage=Stage.IN_REVIEW), theirs.filter(stage=Stage.APPROVED)
    piles = {
        "late": (_("Late or failed"), "", late.order_by("update_due_at")),
        "unverified": (_("Still not verified"), "", overdue.order_by("unverified_until")),
        "review": (
            _("Waiting for review"),
            "stage=in_review",
            review.order_by("-modified_at"),
        ),
        "approved": (
            _("Approved"),
            "stage=approved",
            approved.filter(update_due_at=None).order_by("-modified_at"),
        ),
        "mine": (_("Mine"), "", mine.order_by("-modified_at")),
        "changed": (
            _("Changed, not published yet"),
            "stage=changed",
            changed.order_by("-modified_at"),
        ),
        "recent": (_("Recently published"), "state=live", pieces.public().latest_first()),
    }
    rows = _rows_of({name: pieces for name, (_title, _query, pieces) in piles.items()})
    return [_pile(name, title, query, rows[name]) for name, (title, query, _) in piles.items()]


def calendar(now: datetime | None = None) -> list[Day]:
    """Return the next days with the publications and updates that are promised for them."""
    now = now or timezone.now()
    today = timezone.localtime(now).date()
    until = now + timedelta(days=DAYS_AHEAD)
    pieces = Article.objects.filter(withdrawn_at__isnull=True).cards()
    # Two questions in one, each answered by its own index.
    first = pieces.filter(published_at__gt=now, published_at__lt=until)
    updates = pieces.filter(update_due_at__gt=now, update_due_at__lt=until)
    first = first.annotate(moment=F("published_at")).order_by()
    updates = updates.annotate(moment=F("update_due_at")).order_by()
    promised = first.union(updates, all=True).order_by("moment", "id")[: 2 * COUNTED]
    entries = [(piece.moment, piece) for piece in promised]
    days = [today + timedelta(days=number) for number in range(DAYS_AHEAD)]
    return [
        Day(
            day,
            day == today,
            [entry for entry in entries if timezone.localtime(entry[0]).date() == day],
        )
        for day in days
    ]


@dataclass(frozen=True)
class Licences:
    """Pictures whose licence has ended or ends soon, the first of each."""

    ended: list[Image]
    ending: list[Image]
    ended_is_more: bool
    ending_is_more: bool


def licences() -> Licences:
    """Return the pictures that left the public pages, and those that will within a month."""
    # One question for both, by index: the last to end first.
    images = list(Image.objects.licence_over_soon()[:COUNTED])
    ended = [image for image in images if not image.is_showable]
    ending = [image for image in reversed(images) if image.is_showable]
    return Licences(ended[:SHOWN], ending[:SHOWN], len(ended) > SHOWN, len(ending) > SHOWN)


def recent_acts() -> list[Activity]:
    """Return the newest lines of the record."""
    return list(Activity.objects.all()[:SHOWN])


def _looked_after_by(user: AbstractBaseUser) -> Q:
    """A writer's own pieces, the pieces of an editor's sections, or all."""
    if user.has_perm("articles.oversee_article"):
        return Q()
    if not user.has_perm("articles.publish_article"):
        return Q(created_by=user)
    own = Section.objects.filter(Q(editors=user) | Q(editors__isnull=True, parent__editors=user))
    unclaimed = Section.objects.filter(editors__isnull=True).exclude(
        Q(parent__isnull=False) & Q(parent__editors__isnull=False)
    )
    return (
        Q(section__isnull=True)
        | Q(section__in=own.values("pk"))
        | Q(section__in=unclaimed.values("pk"))
    )


def _rows_of(piles: dict[str, ArticleQuerySet]) -> dict[str, list[Article]]:
    """Return the first rows of several ordered lists, one more than is counted, in one query.

    Each list is cut in a subquery of its own, where its index finds it; what comes back is put
    into its order here.
    """
    arms, orders = [], {}
    for name, pieces in piles.items():
        orders[name] = pieces.query.order_by
        keys = pieces.values("pk")[: COUNTED + 1]
        arm = Article.objects.select_related("created_by").cards().filter(pk__in=keys)
        arms.append(arm.order_by().annotate(pile=Value(name)))
    rows: dict[str, list[Article]] = {name: [] for name in piles}
    for piece in arms[0].union(*arms[1:], all=True):
        rows[piece.pile].append(piece)
    for name, order in orders.items():
        # The least of several names first: each sort keeps the order of the one before it.
        for column in reversed(order):
            rows[name].sort(
                key=lambda piece, column=column: getattr(piece, column.lstrip("-")),
                reverse=column.startswith("-"),
            )
    return rows


def _pile(name: str, title, query: str, rows: list[Article]) -> Pile:
    count, is_more = min(len(rows), COUNTED), len(rows) > COUNTED
    return Pile(name, title, query, rows[:SHOWN], count, is_more)
