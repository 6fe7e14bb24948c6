"""Keeps the pieces that are like another (`models.kin`) true, on every path of change.

Whatever changes a piece that is published, or will be, notes it here; once that is committed the
piece is compared anew, and so are those that are most like it, which may now want it beside them.
"""

from collections.abc import Iterable, Iterator

from django.db import connection, transaction

from articles import invalidation, kinship
from articles.models import Article, Kin

# Of the pieces that are most like a changed one, so many are compared anew with it.
OTHERS = 4
# What one transaction changes beyond this waits for `manage.py rebuild_related`.
AT_ONCE = 200
BATCH = 50


class _Compare:
    """What is compared anew when a part of a transaction is committed."""

    def __init__(self) -> None:
        self.pks: dict[int, None] = {}

    def __call__(self) -> None:
        refresh(list(self.pks)[-AT_ONCE:])


def note(pk: int) -> None:
    """Compare a piece anew once what is under way is committed, and its words are counted."""
    here, pending = set(connection.savepoint_ids), connection.run_on_commit
    for place in range(len(pending) - 1, max(-1, len(pending) - BATCH), -1):
        sids, waiting, _robust = pending[place]
        if isinstance(waiting, _Compare) and sids == here:
            del pending[place]
            break
    else:
        waiting = _Compare()
    waiting.pks[pk] = None
    # Behind all that is to be done before it.
    transaction.on_commit(waiting)


def refresh(pks: Iterable[int]) -> None:
    """Compare pieces anew, and those that are most like them."""
    done = set(pks)
    others: dict[int, None] = {}
    for pk in done:
        for one in compare(pk)[:OTHERS]:
            others[one] = None
    for pk in others:
        if pk not in done:
            compare(pk)


@transaction.atomic
def compare(pk: int) -> list[int]:
    """Bring the kin of one piece up to date; return its new kin by key, the nearest first."""
    # One at a time for each piece, and none for a piece that is being deleted.
    pieces = Article.objects.select_for_update(no_key=True, of=["self"]).filter(pk=pk)
    piece = pieces.select_related("section").first()
    if piece is None:
        return []
    stored = {one.other_id: one for one in Kin.objects.filter(article=pk)}
    found = kinship.kin(piece) if piece.published_at else []
    fresh = [_row(pk, _rank_of(one, found), one) for one in found]
    wanted = {one.other_id: one for one in fresh}
    gone = [one for key, one in stored.items() if not _same(one, wanted.get(key))]
    new = [one for key, one in wanted.items() if not _same(stored.get(key), one)]
    if gone or new:
        # All that shows of it stands on the piece's own page.
        with invalidation.announced([*new, *gone][:1]):
            Kin.objects.filter(pk__in=[one.pk for one in gone])._raw_delete(connection.alias)
            Kin.objects.bulk_create(new)
    return list(wanted)


def _rank_of(one: kinship.Likeness, found: list[kinship.Likeness]) -> int:
    """Return its place; of one that is to come, the place of the one that it will stand before."""
    if not one.is_to_come:
        return found.index(one)
    return sum(not other.is_to_come and other.score >= one.score for other in found)


def _row(pk: int, rank: int, likeness: kinship.Likeness) -> Kin:
    return Kin(
        article_id=pk,
        other_id=likeness.article_id,
        rank=rank,
        score=round(likeness.score, 3),
        tags=[tag.pk for tag in likeness.tags[:3]],
        in_words=likeness.is_alike,
    )


def _same(one: Kin | None, other: Kin | None) -> bool:
    if one is None or other is None:
        return one is other
    names = ("other_id", "rank", "tags", "in_words")
    return all(getattr(one, name) == getattr(other, name) for name in names)


def rebuild(*, after: int = 0, since=None) -> Iterator[int]:
    """Compare pieces anew, oldest first; yield the last piece's key after each batch.

    since: only pieces saved since then. after: go on from a key that was yielded.
    """
    pieces = Article.objects.filter(published_at__isnull=False).order_by("pk")
    if since:
        pieces = pieces.filter(modified_at__gte=since)
    while pks := list(pieces.filter(pk__gt=after).values_list("pk", flat=True)[:BATCH]):
        for pk in pks:
            compare(pk)
        after = pks[-1]
        yield after
