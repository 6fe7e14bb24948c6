"""Typed text that is not saved yet: kept for its writer alone, offered again, never published.

A page of the desk sends what is typed every few seconds. It is kept apart from the piece, so
that it makes no version and touches nobody's work, until its writer saves, or takes it up
again and then saves: that goes the way of any save, merging included.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.models import Article, UnsavedText

# Nobody writes so many pieces at once; the oldest go first.
MOST_TEXTS = 100
KEEP_FOR = timedelta(days=30)
# About what a request may carry. Nobody can save so much, but who pasted a book finds it again.
MAX_LENGTH = 5_000_000
MAX_PAGE_NAME = UnsavedText._meta.get_field("page").max_length

Fields = dict[str, list[str]]


class TooLong(ValueError):
    """More text than is kept."""


def keep(
    article: Article | None, *, by: AbstractBaseUser, page: str, base: int, fields: Fields
) -> UnsavedText:
    """Keep what was typed in a page in the place of what it sent before. Raises TooLong."""
    if sum(len(value) for values in fields.values() for value in values) > MAX_LENGTH:
        raise TooLong
    content = {"base": base, "fields": fields, "kept_at": timezone.now()}
    try:
        return _put(by, page, content | {"article": article})
    except IntegrityError:
        # The piece was deleted at this moment; the words outlive it.
        return _put(by, page, content | {"article": None})


@transaction.atomic
def _put(by: AbstractBaseUser, page: str, content: dict) -> UnsavedText:
    text, made = UnsavedText.objects.update_or_create(user=by, page=page, defaults=content)
    if made:
        _forget_the_oldest(by)
    return text


def offered(article: Article | None, to: AbstractBaseUser) -> QuerySet[UnsavedText]:
    """Return what somebody typed for a piece, or for new ones, and has not saved; newest first."""
    return UnsavedText.objects.filter(
        user=to, article=article, kept_at__gt=timezone.now() - KEEP_FOR
    )


def forget(by: AbstractBaseUser, *, page: str = "", key: int | None = None) -> None:
    """Let go of a text that is saved now, or of which nothing is left: a page's, or one taken up.

    page: the name of the page it was typed in; key: the primary key of the text it was taken from.
    """
    UnsavedText.objects.filter(Q(page=page) | Q(pk=key), user=by).delete()


def prune(now: datetime | None = None) -> int:
    """Delete the texts that are not offered any more; return how many went."""
    old = UnsavedText.objects.filter(kept_at__lte=(now or timezone.now()) - KEEP_FOR)
    return old.delete()[0]


def _forget_the_oldest(by: AbstractBaseUser) -> None:
    newest = UnsavedText.objects.filter(user=by).values_list("pk", flat=True)
    # Read first: a slice within a deletion is not to be had everywhere.
    if superfluous := list(newest[MOST_TEXTS : 2 * MOST_TEXTS]):
        UnsavedText.objects.filter(pk__in=superfluous).delete()
