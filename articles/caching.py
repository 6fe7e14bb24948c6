"""What a change shows on: from rows before and after to the keys that pages depend on.

Readers' pages name what they are made of (see `showing`): whole tables, rows, and stretches of
lists. Here stands, for each model whose changes can be told apart, which of these a change of a
row touches. A model without rules touches its whole table, so one that nobody declared makes
pages slower and never stale. The keys:

    any:<table>      every page that read the table in any way; for changes without objects
    table:<table>    every page that read it without saying what for
    row:<table>:<pk> every page that shows this row
    beside:<pk>      pages that show what belongs to this piece: names, entries
    around:<pk>      the piece's own page, which shows what is related to it
    list:…@moment    the lists of public pieces, by the moment of publication
    slug:<slug>      pages that link to a piece by its slug, also before there is one
    navigation       what stands on every page

A change that readers cannot see, such as a save of a draft, touches nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from articles.models import (
    Article,
    Author,
    Byline,
    Correction,
    Image,
    Kin,
    RelatedBan,
    RelatedPick,
    Revision,
    Section,
    StandingPage,
    Tag,
    Tagging,
)
from articles.page_index import Key

Row = dict[str, Any]

# Columns of a piece that say where it stands at the desk, and what is derived from others.
HIDDEN = {
    "stage",
    "working_revision_id",
    "live_revision_id",
    "has_unpublished_changes",
    "created_by_id",
    "created_at",
    "modified_at",
    "version",
    "update_due_at",
    "update_try_at",
    "update_revision_id",
    "update_failure",
    "body_html",
    "body_text",
    "headings",
    "renderer_version",
}
# Longer than any load takes.
LONGEST_TRANSACTION = timedelta(hours=1)
# Those that decide whether it stands in lists, and where.
DATES = {"published_at", "withdrawn_at"}
# Tables that no reader's page is made from but search, which is never kept; a page that reads one
# of them is not kept. What is written to them is nobody's news: readers' own queries are.
PRIVATE = {
    "articles_activity",
    "articles_letter",
    "articles_missingaddress",
    "articles_note",
    "articles_presence",
    "articles_previewlink",
    "articles_purge",
    "articles_renewal",
    "articles_renditionjob",
    "articles_searchentry",
    "articles_searchmiss",
    "articles_searchword",
    "articles_section_editors",
    "articles_tagkey",
    "articles_tagpair",
    "articles_unsavedtext",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "auth_user",
    "auth_user_groups",
    "auth_user_user_permissions",
    "django_admin_log",
    "django_content_type",
    "django_migrations",
    "django_session",
}
# Tables of which any change removes all that was made from them: seldom written, or read only for
# pages that are not kept.
WHOLE = {
    "articles_arrangement",
    "articles_formerfile",
    "articles_formername",
    "articles_pictureuse",
    "articles_publisher",
    "articles_redirect",
    "articles_searchpick",
    "taggit_tag",
    "taggit_taggeditem",
}
# Tables that the database writes along with the pieces; who reads them names the lists.
ALONG = {"articles_listedday"}


def microseconds(moment: datetime) -> int:
    """Return a moment as keys have it."""
    return int(moment.timestamp() * 1_000_000)


def from_on(name: str, oldest: datetime | None) -> Key:
    """Return a list's stretch from its newest piece down to one of this moment, or to its end."""
    return Key(name) if oldest is None else Key(name, lo=microseconds(oldest))


def between(name: str, oldest: datetime | None, newest: datetime | None) -> Key:
    """Return a list's stretch between two moments; None: to its end."""
    key = from_on(name, oldest)
    return key if newest is None else Key(name, key.lo, microseconds(newest))


def list_of(kind: str, pk: int) -> str:
    """Return the key's name of the public pieces of a section, tag or author."""
    return f"list:{kind}:{pk}"


def beside(piece: int) -> Key:
    """Return the key of what belongs to a piece. Its card in a list shows none of that."""
    return Key(f"beside:{piece}")


def around(piece: int) -> Key:
    """Return the key of what is related to a piece: its own page alone shows that."""
    return Key(f"around:{piece}")


ALL = "list:all"


@dataclass(frozen=True, slots=True)
class Change:
    """A row before and after, None where it is not; all columns by name."""

    before: Row | None
    after: Row | None

    @property
    def moved(self) -> set[str]:
        """The columns that differ."""
        if self.before is None or self.after is None:
            return set(self.before or self.after or ())
        return {name for name, value in self.after.items() if value != self.before.get(name)}


def row_of(instance: models.Model) -> Row:
    """Return an object's columns."""
    deferred = instance.get_deferred_fields()
    return {
        field.attname: getattr(instance, field.attname)
        for field in instance._meta.concrete_fields
        if field.attname not in deferred
    }


def soon() -> datetime:
    """Return the moment up to which what is to come counts as seen.

    The clock does not see what is not committed, and a transaction may go on while the time of a
    piece passes: its keys are then held as if it had been public from the first.
    """
    return timezone.now() + LONGEST_TRANSACTION


def was_seen(row: Row | None) -> bool:
    """Whether readers find a piece at its address, be it that it was withdrawn.

    One whose time is still to come is none of them: `clock` sees to it then.
    """
    return bool(row and row["published_at"] and row["published_at"] <= soon())


def keys_of(model: type[models.Model], pk: int, change: Change) -> set[Key]:
    """Return what the change of one row touches. model: one of EXACT."""
    keys = {Key(f"table:{model._meta.db_table}"), Key(f"row:{model._meta.db_table}:{pk}")}
    return EXACT[model](pk, change, keys)


def of_article(pk: int, change: Change, keys: set[Key]) -> set[Key]:
    """A piece: what shows it, and the lists it enters, leaves or moves in."""
    moved = change.moved - HIDDEN
    known = [row for row in (change.before, change.after) if was_seen(row)]
    if not moved or not known:
        return set()
    public = [row for row in known if not row["withdrawn_at"]]
    if moved & {"slug", *DATES}:
        for row in filter(None, (change.before, change.after)):
            keys.add(Key(f"slug:{row['slug']}"))
    if moved & DATES and public:
        keys |= _at(public, {ALL, *_lists(pk)})
    if moved & {"section_id", *DATES}:
        for row in public:
            keys |= _at([row], {list_of("section", row["section_id"])})
    return keys


def _at(rows: Iterable[Row], names: Iterable[str]) -> set[Key]:
    """Return the places of a piece in lists."""
    moments = {microseconds(row["published_at"]) for row in rows}
    return {Key(name, at, at) for name in names for at in moments}


def _lists(pk: int) -> set[str]:
    tags = _others(Tagging, "content_object", "tag", pk)
    authors = _others(Byline, "article", "author", pk)
    return {*(list_of("tag", tag) for tag in tags), *(list_of("author", one) for one in authors)}


def _others(model: type[models.Model], to: str, column: str, pk: int) -> Iterable[int]:
    return model.objects.filter(**{to: pk}).order_by().values_list(f"{column}_id", flat=True)


def _beside(article_column: str, kind: str = "", column: str = "", *, shown=beside):
    """A row that belongs to a piece: it shows where the piece's others do, and in a list of its
    own."""

    def rule(_pk: int, change: Change, keys: set[Key]) -> set[Key]:
        rows = [row for row in (change.before, change.after) if row]
        pieces = Article.objects.filter(pk__in={row[article_column] for row in rows})
        # Withdrawn ones as well: at their addresses stands why.
        seen = pieces.filter(published_at__lte=soon()).order_by()
        dates = dict(seen.values_list("pk", "published_at"))
        rows = [row for row in rows if row[article_column] in dates]
        if not change.moved or not rows:
            return set()
        for row in rows:
            piece = row[article_column]
            keys.add(shown(piece))
            if kind:
                at = microseconds(dates[piece])
                keys.add(Key(list_of(kind, row[column]), at, at))
        return keys

    return rule


_beside_a_piece = _beside("article_id")
_related_to_a_piece = _beside("article_id", shown=around)


def of_revision(pk: int, change: Change, keys: set[Key]) -> set[Key]:
    """A version: readers know of those that were, or are to be, published."""
    rows = (change.before, change.after)
    if not any(row and row["published_at"] for row in rows):
        return set()
    return _beside_a_piece(pk, change, keys)


def _plain(*everywhere: str):
    """A row that shows where it is shown. everywhere: the columns that stand on every page."""

    def rule(_pk: int, change: Change, keys: set[Key]) -> set[Key]:
        moved = change.moved - {"modified_at"}
        if moved & set(everywhere):
            keys.add(Key("navigation"))
        return keys if moved else set()

    return rule


EXACT = {
    Article: of_article,
    Byline: _beside("article_id", "author", "author_id"),
    Tagging: _beside("content_object_id", "tag", "tag_id"),
    RelatedPick: _related_to_a_piece,
    Kin: _related_to_a_piece,
    RelatedBan: _related_to_a_piece,
    Correction: _beside_a_piece,
    Revision: of_revision,
    Section: _plain("id", "name", "slug", "parent_id", "position"),
    StandingPage: _plain("id", "title", "slug"),
    Tag: _plain(),
    Author: _plain(),
    Image: _plain(),
}
# Rows that readers see from a moment on that stands in this column.
APPEARING = {Article: "published_at", Correction: "at"}
EXACT_TABLES = frozenset(model._meta.db_table for model in EXACT)
HIDDEN_COLUMNS = {Article._meta.db_table: HIDDEN - {"body_html"}}


def is_private(table: str) -> bool:
    """Whether no reader's page is made from a table."""
    return table in PRIVATE
