"""Whether the site is well: a word and a status, for load balancers and monitors."""

import logging

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

# Asked again each time, and of no use to anybody's index.
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """200 while this process answers at all; a restart helps where it does not."""
    return _answer("ok", 200)


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 while the site can serve readers and editors; 503 while its database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("The database does not answer")
        return _answer("the database does not answer", 503)
    return _answer("ok", 200)


def _answer(word: str, status: int) -> HttpResponse:
    return HttpResponse(f"{word}\n", status=status, content_type="text/plain", headers=HEADERS)
