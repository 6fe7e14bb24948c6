"""Removes from the page store what a change shows on, before the change is committed.

Two nets, one behind the other:

- Saving or deleting an object of a model in `caching.EXACT` announces, from the row before and
  the object after, exactly what it touches. Acts, admin, commands and `loaddata` all come by here.
- Every statement that Django sends to the database is looked at. One that writes to a table
  without such an announcement (`update()`, `bulk_create()`, SQL of one's own) touches every page
  that was made from that table.

Either way the keys are held (see `page_store`) before the statement runs, within its transaction,
and released when that is over; on PostgreSQL they travel to the other machines with the commit.
What goes past Django, such as the database's own shell, nobody sees: run `manage.py drop_pages`.
"""

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import cache, lru_cache

from django.apps import apps
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.db.models import DateField, Model
from django.db.models.signals import post_delete, post_init, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.utils import timezone

from articles import caching, cdn, page_shelf, showing
from articles.caching import Change
from articles.page_index import Key

# As Django writes it: one statement, one table.
WRITE = re.compile(r'\s*(INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"(\w+)"[^;]*$')
# As somebody else may; what is locked or put in place for later is not written.
ANY_WRITE = re.compile(
    r"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|MERGE\s+INTO|DELETE\s+FROM|TRUNCATE|COPY|"
    r"(?<!FOR )(?<!KEY )UPDATE)\b",
    re.IGNORECASE,
)
LATER = re.compile(r"\s*CREATE\b", re.IGNORECASE)
# So many objects at most are looked at one by one when they are written in bulk.
BULK = 200
SET = re.compile(r'"(\w+)" = ')


class _Pending(threading.local):
    """What this thread is about to write, and what its transaction has written."""

    def __init__(self) -> None:
        # By table: how many objects are on their way, and what they touch.
        self.announced: dict[str, tuple[int, set[Key]]] = {}
        # What this thread's transaction holds; None: nothing at all.
        self.held: set[Key] | None = None


_pending = _Pending()


# --- Objects ------------------------------------------------------------------


def announce(sender, keys: set[Key]) -> None:
    """Say what the statement to come touches."""
    table = sender._meta.db_table
    number, known = _pending.announced.get(table, (0, set()))
    _pending.announced[table] = (number + 1, known | keys)


def done(sender, **kwargs) -> None:
    """The object announced is written."""
    table = sender._meta.db_table
    number, keys = _pending.announced.pop(table, (0, set()))
    if number > 1:
        _pending.announced[table] = (number - 1, keys)
    if not connection.in_atomic_block:
        release()


def before_save(sender, instance, update_fields=None, **kwargs) -> None:
    """Announce what saving an object touches."""
    if not page_shelf.are_kept():
        return
    stored = sender._base_manager.filter(pk=instance.pk).values().first() if instance.pk else None
    after = caching.row_of(instance)
    if stored is not None:
        after = stored | after
    if stored is not None and update_fields is not None:
        names = {sender._meta.get_field(name).attname for name in update_fields}
        after = {**stored, **{name: after[name] for name in names}}
    try:
        keys = caching.keys_of(sender, instance.pk, Change(stored, after))
    except (TypeError, ValueError, AttributeError):
        # A column set to an expression, or to text that the database will understand.
        keys = {Key(f"any:{sender._meta.db_table}")}
    announce(sender, keys)


def before_delete(sender, instance, **kwargs) -> None:
    """Announce what deleting an object touches."""
    if not page_shelf.are_kept():
        return
    stored = sender._base_manager.filter(pk=instance.pk).values().first()
    keys = caching.keys_of(sender, instance.pk, Change(stored, None)) if stored else set()
    announce(sender, keys)


@contextmanager
def announced(objects: list[Model], *, deleted: bool = False) -> Iterator[None]:
    """Within, these objects are written in bulk, or deleted, which no signal tells of.

    Of very many it costs less to drop what was made from their table than to look at each.
    """
    if not objects or len(objects) > BULK:
        yield
        return
    for one in objects:
        (before_delete if deleted else before_save)(type(one), one)
    try:
        yield
    finally:
        for one in objects:
            done(type(one))


def note_row(sender, instance, **kwargs) -> None:
    """Note a row that became an object while a page is made, and each day or moment to come in it:
    a licence or a label that ends then is not to outlive it."""
    # What was not read bears no key: a new object, or one put together for a template.
    if (shown := showing.current()) is None or instance.pk is None:
        return
    shown.note_row(sender._meta.db_table, instance.pk)
    read = vars(instance)
    for name in _days_and_moments(sender):
        if isinstance(value := read.get(name), date):
            moment = value if isinstance(value, datetime) else _beginning(value)
            if timezone.is_aware(moment) and moment > timezone.now():
                showing.until(moment)


@cache
def _days_and_moments(model: type[Model]) -> list[str]:
    fields = model._meta.concrete_fields
    return [field.attname for field in fields if isinstance(field, DateField)]


def _beginning(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_default_timezone())


for model in apps.get_app_config("articles").get_models():
    post_init.connect(note_row, sender=model)
for model in caching.EXACT:
    pre_save.connect(before_save, sender=model)
    pre_delete.connect(before_delete, sender=model)
    post_save.connect(done, sender=model)
    post_delete.connect(done, sender=model)


# --- Statements ---------------------------------------------------------------


@receiver(connection_created)
def look_at_statements(sender, connection, **kwargs) -> None:
    """Have every statement of a new connection looked at."""
    if watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch)


def watch(execute, sql, params, many, context):
    """Note what a page reads; hold what a statement is about to change."""
    if not isinstance(sql, str):
        # Composed with psycopg's own means.
        return watch(execute, sql.as_string(connection.connection), params, many, context)
    shown = showing.current()
    if shown is not None:
        shown.note_statement(sql)
    written = tables_written(sql) if page_shelf.are_kept() else {}
    public = {table: verb for table, verb in written.items() if not caching.is_private(table)}
    if not public:
        return execute(sql, params, many, context)
    keys = set().union(*(touched(verb, table, sql) for table, verb in public.items()))
    try:
        return write(keys, lambda: execute(sql, params, many, context), sql)
    except Exception:
        for table in public:
            _pending.announced.pop(table, None)
        raise


def tables_written(sql: str) -> dict[str, str]:
    """Return the tables that a statement writes to, each with its verb.

    Of one that Django did not write, every table that it names may be, whatever is done to it.
    """
    if plain := WRITE.match(sql):
        return {plain[2]: plain[1]}
    return dict.fromkeys(_named_by_a_write(sql), "")


@lru_cache(maxsize=256)
def _named_by_a_write(sql: str) -> frozenset[str]:
    if LATER.match(sql) or not ANY_WRITE.search(sql):
        return frozenset()
    return _tables() & {*re.findall(r"\w+", sql.lower())}


@cache
def _tables() -> frozenset[str]:
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True))


def write(keys: set[Key], execute: Callable, sql: str):
    """Execute a statement while its keys are held."""
    if connection.in_atomic_block:
        hold(keys)
        return execute()
    if settings.PAGE_STORE_SHARED:
        # A notice outside of a transaction would be there before what it tells of.
        with transaction.atomic():
            hold(keys)
            return execute()
    release()
    hold(keys)
    result = execute()
    # SQLite commits such a statement by itself when its rows are fetched, which is not yet.
    if " RETURNING " not in sql:
        release()
    return result


def touched(verb: str, table: str, sql: str) -> set[Key]:
    """Return what a statement touches in a table."""
    if table in _pending.announced:
        return _pending.announced[table][1]
    if table not in caching.EXACT_TABLES:
        return {Key(f"table:{table}")}
    if verb == "UPDATE" and table in caching.HIDDEN_COLUMNS:
        columns = set(SET.findall(sql.partition(" WHERE ")[0]))
        if columns and columns <= caching.HIDDEN_COLUMNS[table]:
            return set()
    return {Key(f"any:{table}")}


class _Release:
    """What is done when a part of a transaction is committed; forgotten where it is rolled back."""

    def __init__(self, keys: set[Key]) -> None:
        self.keys = keys

    def __call__(self) -> None:
        release()


def hold(keys: Iterable[Key]) -> None:
    """Hold keys until the transaction that is under way is over."""
    parts = [part for _, part, _ in connection.run_on_commit if isinstance(part, _Release)]
    # Not what was held before a rollback: other machines would never hear of it.
    new = set(keys).difference(*(part.keys for part in parts))
    if parts and not new:
        return
    if connection.in_atomic_block:
        transaction.on_commit(_Release(new))
    _pending.held = (_pending.held or set()) | new
    page_shelf.hold(str(threading.get_ident()), new)
    if settings.PAGE_STORE_SHARED:
        page_shelf.notify(new)
    cdn.note(new)


def release() -> None:
    """The transaction is over: keep pages again, and wait until other machines know."""
    if _pending.held is None:
        return
    held, _pending.held = _pending.held, None
    page_shelf.release(str(threading.get_ident()), held)
    if settings.PAGE_STORE_SHARED:
        page_shelf.wait_for_others()
    cdn.tell()


def tidy(**kwargs) -> None:
    """Let nothing of one request reach into the next: a rollback says nothing of itself."""
    _pending.announced.clear()
    if _pending.held is not None and not connection.in_atomic_block:
        release()


request_started.connect(tidy)
request_finished.connect(tidy)
