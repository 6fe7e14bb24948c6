"""What falls due by the clock. Time is a question, not a job.

A scheduled first publication needs nothing here: it is public when its time has come. A
scheduled update of a live piece is put in place by the first request that finds it due, or
by `manage.py publish_due`, whichever comes first.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.models import Article
from articles.workflow import Refused, apply_update

logger = logging.getLogger(__name__)

# After a failure the update waits this long, so that it does not slow every request.
RETRY_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class Outcome:
    """What became of one update; `failure` is empty where it went out."""

    article: Article
    failure: str = ""


def any_due(now: datetime | None = None) -> bool:
    """Whether an update waits to be put in place. One look into an index."""
    return Article.objects.filter(update_try_at__lte=now or timezone.now()).exists()


def keep_up() -> None:
    """Put in place what is due, before a request is answered; never at the answer's cost.

    Where the database refuses (locked for long, read only), the page is shown as it is, and the
    next request tries again.
    """
    try:
        if any_due():
            publish_due()
    except DatabaseError:
        logger.exception("What is due could not be put in place")


def publish_due(now: datetime | None = None, *, at_once: bool = False) -> list[Outcome]:
    """Put every due update in place, each in a transaction of its own; one that fails holds
    no other up: its reason is kept with the piece and it is tried again.

    at_once: try those again, too, whose next attempt is still to come.
    """
    now = now or timezone.now()
    due = Article.objects.filter(update_due_at__lte=now)
    if not at_once:
        due = due.filter(update_try_at__lte=now)
    keys = due.order_by("update_try_at", "id").values_list("pk", flat=True)
    outcomes = [_publish_one(due.filter(pk=pk), now) for pk in keys]
    return [outcome for outcome in outcomes if outcome]


def _publish_one(due: QuerySet[Article], now: datetime) -> Outcome | None:
    """due: the one piece, or none if another worker was faster."""
    try:
        with transaction.atomic():
            article = due.select_for_update().first()
            return article and Outcome(apply_update(article))
    except Refused as refused:
        failure = str(refused.reason)
        logger.warning("An update waits: %s", failure)
    except Exception as error:
        failure = str(error) or type(error).__name__
        logger.exception("An update failed")
    return _note_failure(due, now, failure)


@transaction.atomic
def _note_failure(due: QuerySet[Article], now: datetime, failure: str) -> Outcome | None:
    article = due.select_for_update().first()
    if article is None:
        return None
    article.update_failure, article.update_try_at = failure, now + RETRY_AFTER
    article.save(update_fields=["update_failure", "update_try_at"])
    return Outcome(article, failure)
