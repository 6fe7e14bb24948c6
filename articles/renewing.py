"""What a new name, or a new renderer, leaves to be done for the pieces, however many they are.

A tag or an author may stand on very many pieces. Pages read the name where it stands; search and
the related pieces keep it in another form. That these are to be made anew is noted for all of them
by one statement, in the transaction of the change. The newest pieces are found by the new name as
soon as that is committed. The others follow in small batches, the newest first: while the request
goes on, for PATIENCE, and then by a thread of its process. What a killed process leaves is taken up
by the first request to the next one, or by `manage.py publish_due`. Texts that an earlier release
rendered are noted when a release migrates, and go the same way.
"""

import logging
import os
import threading
from contextlib import suppress
from time import monotonic, sleep

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from articles import relating, search, turns
from articles.freshness import BETWEEN
from articles.models import Article, Author, Renewal, Tag
from articles.rendering import RENDERER_VERSION

logger = logging.getLogger(__name__)

ENTRY, KIN, HTML = Renewal.What.ENTRY, Renewal.What.KIN, Renewal.What.HTML
# What a renderer makes of a text.
RENDERED = ("body_html", "body_text", "headings", "word_count", "renderer_version")
# So many of the newest pieces are found by a new name with the change itself.
AT_ONCE = 40
# Seconds that the request which changed the name goes on with it.
PATIENCE = 0.3
# Each is a short transaction, so that editors save in between.
_BATCHES = {ENTRY: 25, HTML: 10, KIN: 5}
# Seconds until a thread that the database refused tries again; and how often it does.
_RETRY_AFTER, _TRIES = 10, 6
# Nobody else is at work for longer without an end.
_LONGEST_TURN = 3600


def pieces_beside(*rows: Tag | Author) -> QuerySet:
    """Return the keys of the pieces that carry any of these tags, or that one of these authors
    has signed, the newest first."""
    between, owner, piece = BETWEEN[type(rows[0])]
    beside = between.objects.filter(**{f"{owner}__in": [row.pk for row in rows]})
    return beside.order_by(f"-{piece}").values_list(piece, flat=True).distinct()


def note(pieces: QuerySet, *wanted: Renewal.What) -> None:
    """Note that something of these pieces is to be made anew. pieces: a query of their keys."""
    keys, params = pieces.order_by().query.sql_with_params()
    # Of Django's own statement; its values go apart.
    noting = f'INSERT INTO "articles_renewal" (what, piece) SELECT %s, keys.* FROM ({keys}) keys'  # noqa: S608 - see above
    with connection.cursor() as cursor:
        for what in wanted:
            cursor.execute(noting, [what, *params])
    if not any(part is keep_on for _sids, part, _robust in connection.run_on_commit):
        transaction.on_commit(keep_on)


def note_texts() -> None:
    """Note the pieces whose HTML an earlier renderer made; until then each page makes its own."""
    older = Article.objects.filter(renderer_version__lt=RENDERER_VERSION)
    if older.exists() and not Renewal.objects.filter(what=HTML).exists():
        with transaction.atomic():
            note(older.values_list("pk", flat=True), HTML)


@transaction.atomic
def newest_at_once(pieces: QuerySet | list[int]) -> None:
    """Let the newest of these pieces be found by what stands beside them now.

    pieces: their keys, the newest first. Whoever has one locked is not waited for: it stays noted.
    """
    mine = Article.objects.filter(pk__in=list(pieces[:AT_ONCE])).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        mine = mine.select_for_update(no_key=True, skip_locked=True)
    free = list(mine.values_list("pk", flat=True))
    search.reindex(free)
    Renewal.objects.filter(what=ENTRY, piece__in=free).delete()


def work_off(patience: float, pause: float = 0) -> bool:
    """Make anew what waits, until `patience` seconds are over; return whether anything is left.

    pause: how long it rests after each batch, as a share of the time that took.
    """
    until = monotonic() + patience
    for what, number in _BATCHES.items():
        waiting = Renewal.objects.filter(what=what).order_by("-piece", "pk")
        while rows := list(waiting.values_list("pk", "piece")[:number]):
            begun = monotonic()
            _make({piece for _row, piece in rows}, what)
            # Not those that came meanwhile: the name may have changed once more.
            Renewal.objects.filter(pk__in=sorted(row for row, _piece in rows)).delete()
            if monotonic() > until:
                return Renewal.objects.exists()
            sleep(pause * (monotonic() - begun))
    return False


def number_waiting() -> int:
    """Return how many entries wait."""
    return Renewal.objects.filter(what=ENTRY).values("piece").distinct().count()


def _make(pieces: set[int], what: int) -> None:
    if what == ENTRY:
        search.reindex(sorted(pieces))
        return
    make = _render if what == HTML else relating.compare
    for piece in sorted(pieces, reverse=True):
        make(piece)


@transaction.atomic
def _render(piece: int) -> None:
    """Store the HTML of the present renderer. Whoever saves the piece meanwhile has done so."""
    found = Article.objects.select_for_update(no_key=True, of=["self"]).filter(pk=piece).first()
    if found and found.renderer_version != RENDERER_VERSION:
        found.render()
        found.save(update_fields=RENDERED)


# --- By whom ---------------------------------------------------------------------


def keep_on() -> None:
    """Go on with what was noted, now that it is certain; never at the cost of the answer."""
    try:
        patience = PATIENCE if settings.RENEW_IN_BACKGROUND else _LONGEST_TURN
        if work_off(patience):
            wake()
    except DatabaseError:
        logger.exception("What is to be made anew waits: the database refused")
        wake()


def open_up(**kwargs) -> None:
    """Take up what a killed process has left, with the first request to this one.

    Only a process that answers requests ever works beside what it is asked for. One that is about
    to divide into servers must have no thread in SQLite: both halves would hold one file, and what
    is saved from then on could be lost.
    """
    if not _staff.is_open:
        _staff.is_open = True
        wake()


def wake() -> None:
    """Have what waits made anew by a thread of this process, if it answers requests."""
    if settings.RENEW_IN_BACKGROUND and _staff.is_open:
        _staff.call()


class _Staff:
    """The one thread of this process that makes things anew."""

    def __init__(self) -> None:
        self.is_open = self.is_wanted = self.is_there = False
        self.lock = threading.Lock()

    def call(self) -> None:
        """Have it begin, or begin again when it has done what it knows of."""
        with self.lock:
            self.is_wanted = True
            if not self.is_there:
                self.is_there = True
                threading.Thread(target=self.work, name="renewing", daemon=True).start()

    def is_needed(self) -> bool:
        """Whether there is anything to begin with; if not, it goes."""
        with self.lock:
            self.is_there, self.is_wanted = self.is_wanted, False
            return self.is_there

    def work(self) -> None:
        """Work off what waits, as often as it is called."""
        # Readers come first: on Linux a thread can be nicer than its process.
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
        tries = 0
        while self.is_needed():
            try:
                # One process of this machine at a time: it is the same work.
                with turns.turn(settings.DATA_DIR / "renewing", _LONGEST_TURN):
                    work_off(_LONGEST_TURN, pause=1)
            except (DatabaseError, OSError, turns.TooBusy):
                logger.exception("What is to be made anew waits")
                tries += 1
                if tries < _TRIES:
                    sleep(_RETRY_AFTER)
                    self.is_wanted = True
            finally:
                connection.close()


_staff = _Staff()
