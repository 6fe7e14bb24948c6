"""Who else has a piece open, and what became of it since a page of the desk was opened."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Article, Presence, Publication, Revision

# A page asks every few seconds; one that missed several is closed, hidden or offline.
HERE_FOR = timedelta(seconds=20)
# So often a page that goes on asking is written down again: SQLite has one writer at a time.
RENEW_AFTER = timedelta(seconds=8)
MOST_NAMES = 10


@dataclass(frozen=True)
class News:
    """What somebody at the desk should know. others: accounts; saved: the newest version since
    theirs; state: where readers find the piece now, or None if it is gone."""

    others: list[AbstractBaseUser]
    saved: Revision | None
    state: Publication | None


def enter(article: Article, user: AbstractBaseUser) -> None:
    """Note that somebody has the piece open."""
    now = timezone.now()
    here = Presence.objects.filter(article=article, user=user)
    seen = here.values_list("seen_at", flat=True).first()
    if seen is not None and now - seen < RENEW_AFTER:
        return
    if seen is not None:
        here.update(seen_at=now)
        return
    try:
        with transaction.atomic():
            Presence.objects.filter(seen_at__lt=now - timedelta(hours=1)).delete()
            # Two tabs may come in at once.
            Presence.objects.update_or_create(article=article, user=user, defaults={"seen_at": now})
    except IntegrityError:
        # The piece was deleted at this moment, so nobody has it open.
        return


def news(article: Article | None, user: AbstractBaseUser, *, base: int) -> News:
    """Return who else is here and what was saved since version `base`, in two queries."""
    if article is None:
        return News(others=[], saved=None, state=None)
    here = (
        Presence.objects.filter(article=article, seen_at__gt=timezone.now() - HERE_FOR)
        .exclude(user=user)
        .select_related("user")
        .order_by("user__username")[:MOST_NAMES]
    )
    saved = (
        article.revisions.filter(number__gt=base)
        .exclude(kind__in=[Revision.Kind.CONFLICT, Revision.Kind.AUTOSAVE])
        .select_related("by")
        .defer("snapshot")
        .first()
    )
    return News(others=[entry.user for entry in here], saved=saved, state=article.publication)
