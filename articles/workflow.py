"""The editorial acts: the only writer of publication state.

One function an act, in one transaction: ask for the right, lock the row, change, save.
Buttons, commands and the shell call the same functions.
"""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from articles.models.snapshots import Snapshot, put_fields, put_lists
from articles.permissions import Act, why_not


class Refused(Exception):
    """An act that must not happen; `reason` says why in the editor's language."""

    def __init__(self, reason) -> None:
        super().__init__(reason)
        self.reason = reason


def _locked(article: Article, act: Act, by: AbstractBaseUser) -> Article:
    """Return the piece as stored, its row locked where the engine has such locks.

    Raises Refused if it is gone or `by` may not do `act` to it.
    """
    if article.pk is not None:
        try:
            article = Article.objects.select_for_update().get(pk=article.pk)
        except Article.DoesNotExist:
            raise Refused(_("The piece was deleted in the meantime.")) from None
    if reason := why_not(act, article, by):
        raise Refused(reason)
    return article


@transaction.atomic
def save_draft(article: Article, *, snapshot: Snapshot, by: AbstractBaseUser) -> Article:
    """Save what an editor wrote and return the piece as stored.

    snapshot: the versioned content; missing keys keep the present value. Raises Refused.
    """
    article = _locked(article, Act.SAVE, by)
    put_fields(snapshot, article)
    article.version += article.pk is not None
    article.save()
    put_lists(snapshot, article)
    return article


@transaction.atomic
def publish(article: Article, *, by: AbstractBaseUser, at: datetime | None = None) -> Article:
    """Publish now, or schedule for a time to come.

    at: aware; a time that has passed means now. A piece that is live already keeps its date.
    Raises Refused if the piece lacks what readers need.
    """
    article = _locked(article, Act.PUBLISH, by)
    if missing := what_is_missing(article):
        raise Refused(_("Before it can be published the piece needs: {}.").format(missing))
    if not article.is_public:
        now = timezone.now()
        article.published_at = max(at, now) if at else now
        article.first_published_at = None
    article.version += 1
    article.save()
    return article


def what_is_missing(article: Article) -> str:
    """Return, in words, what a piece lacks before readers may see it; "" if nothing."""
    wanted = {
        _("a headline"): article.headline.strip(),
        _("a text"): article.body.strip(),
        _("a section"): article.section_id,
        _("a byline"): article.pk and article.bylines.exists(),
    }
    return ", ".join(str(name) for name, value in wanted.items() if not value)


@transaction.atomic
def unschedule(article: Article, *, by: AbstractBaseUser) -> Article:
    """Take a scheduled piece back to draft. Raises Refused."""
    article = _locked(article, Act.UNSCHEDULE, by)
    article.published_at = article.first_published_at = None
    article.version += 1
    article.save()
    return article


@transaction.atomic
def withdraw(article: Article, *, by: AbstractBaseUser, reason: str) -> Article:
    """Take a live piece from readers. Raises Refused, also without a reason."""
    article = _locked(article, Act.WITHDRAW, by)
    if not reason.strip():
        raise Refused(_("Write the reason for the withdrawal."))
    article.withdrawn_at, article.withdrawal_reason = timezone.now(), reason.strip()
    article.version += 1
    article.save()
    return article


@transaction.atomic
def reinstate(article: Article, *, by: AbstractBaseUser) -> Article:
    """Show a withdrawn piece to readers again. Raises Refused."""
    article = _locked(article, Act.REINSTATE, by)
    article.withdrawn_at, article.withdrawal_reason = None, ""
    article.version += 1
    article.save()
    return article
