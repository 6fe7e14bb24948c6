"""Queries that found nothing, for the desk: what readers want to read and do not find.

Kept are the words and a number a day; nothing of who asked, and nothing that looks like a
person's number, address or account.
"""

import logging
import re
from datetime import timedelta

from django.db import DatabaseError, connection, transaction
from django.db.models import Sum
from django.utils import timezone

from articles.models import SearchMiss
from articles.search import text
from articles.search.queries import Query

logger = logging.getLogger(__name__)

MOST_A_DAY = 300
DAYS_KEPT = 60
DAYS_SHOWN = 14
LONGEST, MOST_WORDS = 60, 6
# Numbers of people and accounts are longer than a year; addresses have an @ or a slash.
_PRIVATE = re.compile(r"[0-9]{5}|[0-9][0-9 .-]{6,}[0-9]|@|/|\\|_")


def note(query: Query) -> None:
    """Count a query that found nothing, if a person may have meant it. Never fails."""
    if not (words := plausible(query)):
        return
    today = timezone.localdate()
    try:
        with transaction.atomic():
            _note(words, today)
    except DatabaseError:
        logger.exception("A query without result could not be noted")


def plausible(query: Query) -> str:
    """Return the query's words in one spelling, or "" for noise and for what is private."""
    typed = " ".join(query.typed.split())
    words = [part for clause in query.wanted for part in clause.sequence]
    if not words or len(typed) > LONGEST or len(words) > MOST_WORDS or _PRIVATE.search(typed):
        return ""
    readable = all(
        len(word) <= 25 and re.search(r"[aeiouy0-9]|[^\x00-\x7f]", word) for word in words
    )
    long_enough = any(len(word) >= 3 for word in words)
    return " ".join(words) if readable and long_enough and text.folded(typed).isprintable() else ""


def _note(words: str, today) -> None:
    of_today = SearchMiss.objects.filter(day=today)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE articles_searchmiss SET times = times + 1 WHERE day = %s AND query = %s",
            [today, words],
        )
        if cursor.rowcount:
            return
        if of_today.count() >= MOST_A_DAY:
            return
        cursor.execute(
            "INSERT INTO articles_searchmiss (day, query, times) VALUES (%s, %s, 1)"
            " ON CONFLICT (day, query) DO UPDATE SET times = articles_searchmiss.times + 1",
            [today, words],
        )
    SearchMiss.objects.filter(day__lt=today - timedelta(days=DAYS_KEPT)).delete()


def most_wanted(number: int) -> list[dict]:
    """Return what was asked for most in the last weeks in vain, as {query, total}."""
    since = timezone.localdate() - timedelta(days=DAYS_SHOWN)
    rows = SearchMiss.objects.filter(day__gte=since).order_by().values("query")
    return list(rows.annotate(total=Sum("times")).order_by("-total", "query")[:number])
