"""The index kept true: written with the piece, in the same transaction."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import partial

from django.db import connection, transaction

from articles.models import Article, Byline, SearchEntry, SearchWord, Tagging
from articles.search import postgres, sqlite
from articles.search.indexing import SEQUENCE, entry_text, key_of

BATCH = 200
# Shorter words are misspelt too rarely, longer ones are not words.
KNOWN_LENGTHS = range(4, 31)
_WORDS_AT_ONCE = 300


def engine():
    """Return the module that speaks the present database's language."""
    return postgres if connection.vendor == "postgresql" else sqlite


def prepare() -> None:
    """Make what Django knows nothing of; what is there already stays."""
    with connection.cursor() as cursor:
        if SearchEntry._meta.db_table in connection.introspection.table_names(cursor):
            engine().prepare(cursor)


def reindex(pks: Iterable[int]) -> int:
    """Bring the entries of these pieces up to date; return how many had to change."""
    changed, pks = 0, list(pks)
    for start in range(0, len(pks), BATCH):
        some = pks[start : start + BATCH]
        made = {}
        if not connection.in_atomic_block:
            # The long part of the work, before anybody waits for us; it counts if it still holds.
            made = {said: entry_text(*said) for _key, _pk, said in _said_by(some)}
        changed += _reindex(some, made)
    return changed


@transaction.atomic
def _reindex(pks: list[int], made: dict[tuple, str]) -> int:
    # One writer a piece: a rebuild must not put back what a save just replaced. The engine without
    # such locks has one writer anyhow.
    locked = Article.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
    list(locked.values_list("pk", flat=True))
    stored = {entry.article_id: entry for entry in SearchEntry.objects.filter(article__in=pks)}
    fresh = {pk: (key, made.get(said) or entry_text(*said)) for key, pk, said in _said_by(pks)}
    gone = [entry for pk, entry in stored.items() if fresh.get(pk) != (entry.pk, entry.text)]
    new = [
        (key, pk, text)
        for pk, (key, text) in fresh.items()
        if pk not in stored or (stored[pk].pk, stored[pk].text) != (key, text)
    ]
    if not (gone or new):
        return 0
    with connection.cursor() as cursor:
        if gone:
            engine().forget(cursor, [(entry.pk, entry.text) for entry in gone])
            SearchEntry.objects.filter(pk__in=[entry.pk for entry in gone])._raw_delete(
                connection.alias
            )
        if new:
            engine().insert(cursor, new)
    note_words([text for _key, _pk, text in new], [entry.text for entry in gone])
    return max(len(gone), len(new))


def forget(entry: SearchEntry) -> None:
    """Take an entry's words out of the index; its row goes by itself."""
    with connection.cursor() as cursor:
        engine().forget(cursor, [(entry.pk, entry.text)])
    note_words([], [entry.text])


def entries_of(pks: Iterable[int]) -> Iterator[tuple[int, int, str]]:
    """Yield what the entries of these pieces should be, as (key, piece, text)."""
    for key, pk, said in _said_by(pks):
        yield key, pk, entry_text(*said)


def _said_by(pks: Iterable[int]) -> Iterator[tuple[int, int, tuple]]:
    """Yield (key, piece, what its entry is made of)."""
    pks, names = list(pks), defaultdict(list)
    tagged = Tagging.objects.filter(content_object__in=pks).order_by("pk")
    signed = Byline.objects.filter(article__in=pks).order_by("position", "pk")
    for rows in (
        tagged.values_list("content_object", "tag__name"),
        signed.values_list("article", "author__name"),
    ):
        for pk, name in rows:
            names[pk].append(name)
    columns = ("pk", "headline", "standfirst", "body_text", "published_at", "created_at")
    rows = Article.objects.filter(pk__in=pks).order_by("pk").values_list(*columns)
    for pk, headline, standfirst, body, published, created in rows:
        yield key_of(pk, published or created), pk, (headline, standfirst, (*names[pk],), body)


# --- The site's own words --------------------------------------------------------


def note_words(added: list[str], removed: list[str]) -> None:
    """Count the words of entries that came and went, once they are committed.

    In a statement of its own: many pieces share a word, and none waits for another's save.
    """
    counts = Counter(word for text in added for word in words_in(text))
    counts.subtract(word for text in removed for word in words_in(text))
    counts = sorted((word, number) for word, number in counts.items() if number)
    if counts:
        transaction.on_commit(partial(count, counts))


def words_in(text: str) -> set[str]:
    """Return the words of an entry that a reader might mean."""
    found = (token[1:] for token in set(text.split(" ")) if token.startswith(SEQUENCE))
    plain = (word.replace("zz", "z") for word in found)
    return {word for word in plain if word.isalpha() and len(word) in KNOWN_LENGTHS}


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
