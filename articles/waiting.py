"""What texts that wait at the desk name, and no row beside them shows yet."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT

from articles.models import Article, Revision


def revisions(pieces: QuerySet[Article] | None = None) -> QuerySet[Revision]:
    """Return the versions that readers are still to be shown: working copies and updates.

    pieces: of these alone.
    """
    changed = Article.objects.filter(has_unpublished_changes=True)
    updates = Article.objects.filter(update_due_at__isnull=False)
    found = Revision.objects.filter(
        Q(pk__in=changed.values("working_revision")) | Q(pk__in=updates.values("update_revision"))
    )
    return found if pieces is None else found.filter(article__in=pieces.order_by().values("pk"))


def pieces_naming(
    key: str, rows: Iterable[int], among: QuerySet[Article] | None = None
) -> QuerySet[Article]:
    """Return the pieces whose waiting text names one of the rows.

    key: `section`, `lead_image` or `byline`, as a snapshot has it; rows: primary keys.
    """
    wanted, pieces = set(rows), set()
    for piece, named in revisions(among).values_list("article", f"snapshot__{key}"):
        if wanted.intersection(named if isinstance(named, list) else [named]):
            pieces.add(piece)
    return Article.objects.filter(pk__in=pieces)


def pieces_with_text(condition: Q, among: QuerySet[Article] | None = None) -> QuerySet[Article]:
    """Return the pieces whose waiting text meets a condition on `body`."""
    found = revisions(among).annotate(body=KT("snapshot__body")).filter(condition)
    return Article.objects.filter(pk__in=found.values("article"))


def texts(condition: Q) -> QuerySet[str]:
    """Return the waiting texts that meet a condition on `body`."""
    found = revisions().annotate(body=KT("snapshot__body")).filter(condition)
    return found.values_list("body", flat=True)
