"""Tags found by what somebody types: by the beginning of their words, and by their roots.

The work is bounded however many tags there are: keys made of every name lie in an index.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import chain

from django.db import connection, transaction
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from articles import tag_keys
from articles.models import FormerName, Tag, Tagging, TagKey

MOST = 10
# More pieces than these are not counted while somebody types.
COUNTED = 100
# Ordered by use are so many that begin alike.
_CANDIDATES = 40
_MOST_USES = 2**14
_AT_ONCE = 500
# Of very many names that begin alike, as two letters do, only the first are looked at.
_BEGIN_ALIKE = 400
_STRETCH = """
SELECT key, uses, tag_id FROM (
    SELECT key, uses, tag_id FROM articles_tagkey WHERE key >= %s AND key < %s ORDER BY key LIMIT %s
) AS stretch
"""
_BEGINNING = f"""
SELECT key = %s AS exact, key, uses, tag_id FROM ({_STRETCH} UNION ALL {_STRETCH}) AS stretches
ORDER BY exact DESC, uses DESC, key, tag_id LIMIT %s
"""  # noqa: S608 - of fixed words alone


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
    gone, new, uses = Q(), [], _uses(names)
    for tag, mine in names.items():
        keys = set().union(*map(tag_keys.keys_of, mine))
        if keys == stored[tag] - {tag_keys.WAITING}:
            continue
        # Whether it is like another is a new question.
        keys.add(tag_keys.WAITING)
        if lost := stored[tag] - keys:
            gone |= Q(tag=tag, key__in=lost)
        more = sorted(keys - stored[tag])
        new += [TagKey(tag_id=tag, key=key, uses=uses.get(tag, 0)) for key in more]
    if gone:
        TagKey.objects.filter(gone).delete()
    if new:
        TagKey.objects.bulk_create(new, batch_size=_AT_ONCE, ignore_conflicts=True)


def prepare() -> None:
    """Make the missing keys after a migration, if it left a table for them."""
    if TagKey._meta.db_table in connection.introspection.table_names():
        write_missing()


def write_missing() -> None:
    """Make the keys of tags that have none, in batches: they came in past their signals."""
    keyless = Tag.objects.filter(~Exists(TagKey.objects.filter(tag=OuterRef("pk"))))
    while tags := list(keyless.order_by("pk")[:_AT_ONCE]):
        with transaction.atomic():
            write(tags)


def rewrite() -> None:
    """Make the keys of all tags anew, in batches: how words are cut may be another than it was.

    What is right already is left alone.
    """
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
        some = Tagging.objects.filter(tag=tag).order_by()[:_MOST_USES]
        uses = some.count().bit_length()
        if TagKey.objects.filter(tag=tag).exclude(uses=uses).update(uses=uses):
            # The company that it keeps may say by now that it is another by another name.
            waiting = TagKey(tag_id=tag, key=tag_keys.WAITING, uses=uses)
            TagKey.objects.bulk_create([waiting], ignore_conflicts=True)


def _uses(tags: Iterable[int]) -> dict[int, int]:
    """Return by tag the magnitude of its use, counted for many at once; 0 is left out."""
    rows = Tagging.objects.filter(tag__in=[*tags]).order_by().values("tag")
    counts = rows.annotate(number=Count("pk")).values_list("tag", "number")
    return {tag: min(number, _MOST_USES).bit_length() for tag, number in counts}


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
    values = [whole, *chain.from_iterable((*ends, _BEGIN_ALIKE) for ends in stretches), _CANDIDATES]
    # Through the ORM the writing of this statement takes longer than the answer.
    with connection.cursor() as cursor:
        cursor.execute(_BEGINNING, values)
        rows = cursor.fetchall()
    ranked = sorted((not exact, key[:1], -uses, key, tag) for exact, key, uses, tag in rows)
    return [*dict.fromkeys(tag for *_rest, tag in ranked)][:most]


def _by_roots(typed: str, most: int) -> list[int]:
    """Return the tags that have every word typed, in one form or another."""
    words = tag_keys.forms_typed(typed)
    has = "tag_id IN (SELECT tag_id FROM articles_tagkey WHERE key IN ({}))"
    marks = [", ".join(["%s"] * len(forms)) for forms in words]
    conditions = [f"key IN ({marks[0]})", *map(has.format, marks[1:])]
    # Of fixed words alone; what is looked for goes apart.
    statement = f"SELECT tag_id FROM articles_tagkey WHERE {' AND '.join(conditions)}"  # noqa: S608 - see above
    with connection.cursor() as cursor:
        values = [*chain.from_iterable(map(sorted, words)), _CANDIDATES]
        cursor.execute(f"{statement} ORDER BY uses DESC, tag_id LIMIT %s", values)
        return [*dict.fromkeys(tag for (tag,) in cursor.fetchall())][:most]


def _other_names(tags: list[Tag], typed: str) -> dict[int, str]:
    """Return by tag the other name that begins as typed, where its present name does not."""
    asked = [tag.pk for tag in tags if not tag_keys.begins(tag.name, typed)]
    if not asked:
        return {}
    former = FormerName.objects.filter(tag__in=asked)
    return {one.tag_id: one.name for one in former if tag_keys.begins(one.name, typed)}


def counted(tags: QuerySet[Tag]) -> QuerySet[Tag]:
    """Give each tag `pieces_counted`: how many public pieces carry it, COUNTED + 1 for more.

    One index has all that is asked, so of a widely used tag no piece is read.
    """
    number = (
        '(SELECT COUNT(*) FROM (SELECT 1 FROM "articles_tagging" carried'
        ' WHERE carried.tag_id = "articles_tag"."id" AND carried.listed_at <= %s LIMIT %s) few)'
    )
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    values = [now, COUNTED + 1]
    counting = RawSQL(number, values, output_field=IntegerField())  # noqa: S611 - fixed words alone
    return tags.annotate(pieces_counted=counting)
