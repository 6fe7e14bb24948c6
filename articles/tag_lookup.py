"""Tags found by what somebody types: by the beginning of their words, and by their roots.

The work is bounded however many tags there are: keys made of every name lie in an index.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.db import connection, transaction
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from articles import tag_keys
from articles.models import Article, FormerName, Tag, Tagging, TagKey

MOST = 10
# More pieces than these are not counted while somebody types.
COUNTED = 100
# Ordered by use are so many that begin alike.
_CANDIDATES = 40
_MOST_USES = 2**14
_AT_ONCE = 500


@dataclass(frozen=True)
class Suggestion:
    """A tag to choose. pieces: how many readers see, COUNTED + 1 for more. also: another of its
    names, if that is what was typed."""

    tag: Tag
    pieces: int
    also: str = ""


# --- The keys --------------------------------------------------------------------


def write(tags: Iterable[Tag]) -> None:
    """Make the keys of tags anew, from their names of today and before."""
    names: dict[int, list[str]] = {tag.pk: [tag.name] for tag in tags}
    for former in FormerName.objects.filter(tag__in=names):
        names[former.tag_id].append(former.name)
    stored: dict[int, set[str]] = {tag: set() for tag in names}
    for tag, key in TagKey.objects.filter(tag__in=names).values_list("tag", "key"):
        stored[tag].add(key)
    gone, new = Q(), []
    for tag, mine in names.items():
        keys = set().union(*map(tag_keys.keys_of, mine))
        if keys == stored[tag] - {tag_keys.WAITING}:
            continue
        # Whether it is like another is a new question.
        keys.add(tag_keys.WAITING)
        if lost := stored[tag] - keys:
            gone |= Q(tag=tag, key__in=lost)
        new += [TagKey(tag_id=tag, key=key) for key in sorted(keys - stored[tag])]
    if gone:
        TagKey.objects.filter(gone).delete()
    if new:
        TagKey.objects.bulk_create(new, batch_size=_AT_ONCE, ignore_conflicts=True)
        _weigh({row.tag_id for row in new})


def write_all() -> None:
    """Make all keys anew, in batches."""
    after = 0
    while tags := list(Tag.objects.filter(pk__gt=after).order_by("pk")[:_AT_ONCE]):
        with transaction.atomic():
            write(tags)
        after = tags[-1].pk


def weigh_soon(tag: int) -> None:
    """Note how much a tag is used, once it is certain."""
    waiting = (part for _, part, _ in connection.run_on_commit if isinstance(part, partial))
    if not any(part.func is _weigh and part.args == ({tag},) for part in waiting):
        transaction.on_commit(partial(_weigh, {tag}))


def _weigh(tags: set[int]) -> None:
    """Write the magnitude of use where it is another; it seldom is."""
    for tag in sorted(tags):
        carriers = Tagging.objects.filter(tag=tag).order_by()[:_MOST_USES]
        uses = carriers.count().bit_length()
        TagKey.objects.filter(tag=tag).exclude(uses=uses).update(uses=uses)


# --- What is typed ---------------------------------------------------------------


def suggested(typed: str, most: int = MOST) -> list[Suggestion]:
    """Return the tags that may be meant, the likeliest first."""
    if not tag_keys.parts_of(typed):
        return []
    keys = _beginning(typed, most)
    if len(keys) < most:
        keys += [tag for tag in _by_roots(typed, most) if tag not in keys]
    keys = keys[:most]
    rows = {tag.pk: tag for tag in counted(Tag.objects.filter(pk__in=keys))}
    also = _other_names([rows[key] for key in keys if key in rows], typed)
    return [
        Suggestion(rows[key], rows[key].pieces_counted, also.get(key, ""))
        for key in keys
        if key in rows
    ]


def _beginning(typed: str, most: int) -> list[int]:
    """Return the tags that are what was typed, begin so, or have a later word that does."""
    whole, stretches = tag_keys.beginnings(typed)
    within = Q()
    for start, end in stretches:
        within |= Q(key__gte=start, key__lt=end)
    exact = Case(When(key=whole, then=0), default=1, output_field=IntegerField())
    rows = (
        TagKey.objects.filter(within)
        .annotate(exact=exact)
        .order_by("exact", "-uses", "key", "tag")
        .values_list("exact", "key", "uses", "tag")[:_CANDIDATES]
    )
    ranked = sorted((exact, key[:1], -uses, key, tag) for exact, key, uses, tag in rows)
    return [*dict.fromkeys(tag for *_rest, tag in ranked)][:most]


def _by_roots(typed: str, most: int) -> list[int]:
    """Return the tags that have every word typed, in one form or another."""
    first, *others = tag_keys.forms_typed(typed)
    found = TagKey.objects.filter(key__in=first)
    for forms in others:
        found = found.filter(tag__in=TagKey.objects.filter(key__in=forms).values("tag"))
    rows = found.order_by("-uses", "tag").values_list("tag", flat=True)[:_CANDIDATES]
    return [*dict.fromkeys(rows)][:most]


def _other_names(tags: list[Tag], typed: str) -> dict[int, str]:
    """Return by tag the other name that begins as typed, where its present name does not."""
    _whole, stretches = tag_keys.beginnings(typed)

    def begins(name: str) -> bool:
        keys = tag_keys.keys_of(name)
        return any(start <= key < end for key in keys for start, end in stretches)

    asked = [tag.pk for tag in tags if not begins(tag.name)]
    if not asked:
        return {}
    former = FormerName.objects.filter(tag__in=asked)
    return {one.tag_id: one.name for one in former if begins(one.name)}


def counted(tags: QuerySet[Tag]) -> QuerySet[Tag]:
    """Give each tag `pieces_counted`: how many public pieces carry it, COUNTED + 1 for more."""
    here = RawSQL("carried.content_object_id", ())
    public = Article.objects.public().order_by().filter(pk=here).annotate(one=Value(1))
    condition, params = public.values("one").query.get_compiler(connection=connection).as_sql()
    # Of Django's own statement; its values go apart.
    mine = f"carried.tag_id = articles_tag.id AND EXISTS ({condition})"
    few = f"FROM articles_tagging carried WHERE {mine}"
    number = f"(SELECT COUNT(*) FROM (SELECT 1 {few} LIMIT %s) few)"  # noqa: S608 - as above
    values = [*params, COUNTED + 1]
    counting = RawSQL(number, values, output_field=IntegerField())  # noqa: S611 - as above
    return tags.annotate(pieces_counted=counting)
