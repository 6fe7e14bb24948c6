"""The index kept true: written with the piece, in the same transaction."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import partial

from django.db import connection, transaction
from django.db.models import BigAutoField, QuerySet

from articles.models import Article, SearchEntry, SearchWord
from articles.prepared import Prepared
from articles.search import postgres, sqlite
from articles.search.indexing import SEQUENCE, entry_text, key_of

BATCH = 200
# Shorter words are misspelt too rarely, longer ones are not words.
KNOWN_LENGTHS = range(4, 31)
_WORDS_AT_ONCE = 300
# What an entry is made of, and the entry.
_COLUMNS = (
    *("pk", "headline", "standfirst", "body_text", "published_at", "created_at"),
    *("search_entry", "search_entry__text", "search_entry__is_counted"),
)


def _columns_of(pks: list) -> QuerySet:
    return Article.objects.filter(pk__in=pks).order_by("pk").values_list(*_COLUMNS)


# A save waits for it, and Django takes longer to write the query than the engine to answer.
_rows_of = Prepared(_columns_of, pks=BigAutoField())
_SEQUENCED = re.compile(rf"\b{SEQUENCE}([a-z]+)\b")
_NAMES = """
SELECT 0, 0, tagging.id, content_object_id, name FROM articles_tagging tagging
JOIN articles_tag ON articles_tag.id = tag_id WHERE content_object_id IN ({0})
UNION ALL
SELECT 1, byline.position, byline.id, article_id, name FROM articles_byline byline
JOIN articles_author ON articles_author.id = author_id WHERE article_id IN ({0})
"""
_HELD = "SELECT id FROM articles_article WHERE id IN ({}) ORDER BY id FOR NO KEY UPDATE"


def engine():
    """Return the module that speaks the present database's language."""
    return postgres if connection.vendor == "postgresql" else sqlite


def prepare() -> None:
    """Make what Django knows nothing of; what is there already stays."""
    with connection.cursor() as cursor:
        if SearchEntry._meta.db_table in connection.introspection.table_names(cursor):
            engine().prepare(cursor)


def reindex(pks: Iterable[int], *, counting: bool = True, held: bool = False) -> int:
    """Bring the entries of these pieces up to date; return how many had to change.

    counting: whether their words are counted, too, or will be with all others. held: whether the
    transaction has just written these pieces, so that nobody else can.
    """
    # Always in one order, so that no two who change many wait for each other.
    changed, pks = 0, sorted({*pks})
    for start in range(0, len(pks), BATCH):
        some, made = pks[start : start + BATCH], {}
        if not connection.in_atomic_block:
            # The long part of the work, before anybody waits for us; it counts if it still holds.
            for _entries in compared(some, made):
                pass
        with transaction.atomic(savepoint=False):
            if not held:
                hold(some)
            changed += _reindex(some, counting, made)
    return changed


def _reindex(pks: list[int], counting: bool, made: dict[tuple, str]) -> int:
    differing = [(old, new) for old, new in compared(pks, made) if not same(old, new)]
    if not differing:
        return 0
    gone = [old for old, _new in differing if old]
    moved = [old.pk for old, new in differing if old and old.pk != new.pk]
    with connection.cursor() as cursor:
        engine().forget(cursor, gone)
        if moved:
            SearchEntry.objects.filter(pk__in=moved)._raw_delete(connection.alias)
        engine().write(cursor, [new for _old, new in differing])
    if counting:
        note_words([new for _old, new in differing], gone)
    return len(differing)


def hold(pks: list[int]) -> None:
    """Let nobody else write these pieces' entries until the transaction ends.

    A rebuild must not put back what a save just replaced. Outside of a transaction nothing can be
    held. The engine without such locks has one writer anyhow.
    """
    if connection.features.has_select_for_update and connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(_HELD.format(", ".join(["%s"] * len(pks))), pks)


def forget(entry: SearchEntry) -> None:
    """Take an entry's words out of the index; its row goes by itself."""
    with connection.cursor() as cursor:
        engine().forget(cursor, [entry])
    note_words([], [entry])


def compared(
    pks: Iterable[int], made: dict[tuple, str] | None = None
) -> Iterator[tuple[SearchEntry | None, SearchEntry]]:
    """Yield for each of these pieces the entry that is stored, and what it should be.

    made: texts of entries by what they are made of; those that had to be made are added.
    """
    pks, made = list(pks), {} if made is None else made
    names = _names_of(pks)
    rows = _rows_of.ask(pks=pks) if pks else ()
    for pk, headline, standfirst, body, published, created, key, text, is_counted in rows:
        stored = SearchEntry(key, pk, text, is_counted) if key is not None else None
        said = headline, standfirst, tuple(names.get(pk, ())), body
        made[said] = made.get(said) or entry_text(*said)
        fresh = key_of(pk, published or created)
        yield stored, SearchEntry(fresh, pk, made[said], published is not None)


def _names_of(pks: list[int]) -> dict[int, list[str]]:
    """Return by piece the names of its tags and of its byline, in their order."""
    if not pks:
        return {}
    names = defaultdict(list)
    with connection.cursor() as cursor:
        # A save waits for it; Django takes longer to write two statements than these take.
        cursor.execute(_NAMES.format(", ".join(["%s"] * len(pks))), [*pks, *pks])
        for _kind, _position, _row, pk, name in sorted(cursor.fetchall()):
            names[pk].append(name)
    return names


def same(one: SearchEntry | None, other: SearchEntry) -> bool:
    """Whether a stored entry is what it should be."""
    names = ("pk", "text", "is_counted")
    return one is not None and all(getattr(one, name) == getattr(other, name) for name in names)


# --- The site's own words --------------------------------------------------------


def note_words(added: Iterable[SearchEntry], removed: Iterable[SearchEntry]) -> None:
    """Count the words of entries that came and went, once they are committed.

    In a statement of its own: many pieces share a word, and none waits for another's save. What
    nobody has published says nothing of what readers mean.
    """
    counts = Counter(word for one in added if one.is_counted for word in words_in(one.text))
    counts.subtract(word for one in removed if one.is_counted for word in words_in(one.text))
    counts = sorted((word, number) for word, number in counts.items() if number)
    if counts:
        transaction.on_commit(partial(count, counts))


def words_in(text: str) -> set[str]:
    """Return the words of an entry that a reader might mean."""
    plain = (word.replace("zz", "z") for word in set(_SEQUENCED.findall(text)))
    return {word for word in plain if len(word) in KNOWN_LENGTHS}


def count(counts: list[tuple[str, int]]) -> None:
    """Add to the numbers of pieces that have these words, which are sorted."""
    for start in range(0, len(counts), _WORDS_AT_ONCE):
        some = counts[start : start + _WORDS_AT_ONCE]
        rows = ", ".join(["(%s, %s, %s)"] * len(some))
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO articles_searchword (word, mirrored, pieces)"  # noqa: S608
                f" VALUES {rows} ON CONFLICT (word) DO UPDATE"
                " SET pieces = articles_searchword.pieces + excluded.pieces",
                [value for word, number in some for value in (word, word[::-1], number)],
            )


def frequencies(words: Iterable[str]) -> dict[str, int]:
    """Return in how many pieces each of these folded words stands; unknown ones are left out."""
    rows = SearchWord.objects.filter(word__in=list(words), pieces__gt=0)
    return dict(rows.values_list("word", "pieces"))
