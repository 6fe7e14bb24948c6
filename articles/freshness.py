"""When the lists of sections, tags and authors last changed for their readers.

That is the newest significant change of what stands at the head of a list: a piece published,
updated or corrected. The work is bounded by the number of lists, whatever the archive's size.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from articles.models import Article, Author, Byline, Section, Tag, Tagging

# So many pieces stand at a list's head.
HEAD = 20
# So many of the paper's newest pieces, and of those saved last, are looked at for all lists at
# once: an old draft may be published late, an old archive imported today.
RECENT = 1000
# The rows between pieces and their tags or authors: the columns of either side.
BETWEEN = {Tag: (Tagging, "tag", "content_object"), Author: (Byline, "author", "article")}

Dates = dict[int, datetime]


def of_sections() -> Dates:
    """Return the date of each section that has a piece, sub-sections counted in. One query."""
    newest = Article.objects.public().filter(section=OuterRef(OuterRef("pk"))).latest_first()
    rows = Section.objects.annotate(changed=_newest_of(newest.values("pk"))).order_by()
    found: Dates = {}
    for pk, parent, changed in rows.values_list("pk", "parent_id", "changed"):
        _note(found, (pk, parent), changed)
    return found


def of_lists(owners: QuerySet) -> Dates:
    """Return the dates of some tags, or of some authors, by key. Three queries."""
    between, owner, piece = BETWEEN[owners.model]
    listed = between.objects.filter(**{owner: OuterRef(OuterRef("pk"))}).order_by(f"-{piece}_id")
    rows = owners.order_by().annotate(changed=_newest_of(listed.values(f"{piece}_id")))
    found: Dates = {}
    for pk, changed in rows.values_list("pk", "changed"):
        _note(found, (pk,), changed)
    for recent in (Article.objects.public().latest_first(), _saved_last()):
        for pk, changed in _dates_among(recent, between, owner, piece):
            if pk in found:
                _note(found, (pk,), changed)
    return found


def _changed(prefix: str = "") -> Greatest:
    """Return a piece's last significant change; the greatest of anything and NULL is NULL."""
    published = f"{prefix}published_at"
    later = (Coalesce(f"{prefix}{name}", published) for name in ("updated_at", "corrected_at"))
    return Greatest(published, *later)


def _newest_of(keys: QuerySet) -> Subquery:
    pieces = Article.objects.public().filter(pk__in=keys[:HEAD]).annotate(changed=_changed())
    return Subquery(pieces.order_by("-changed").values("changed")[:1])


def _saved_last() -> QuerySet:
    last = Article.objects.order_by("-modified_at", "-id").values("pk")[:RECENT]
    return Article.objects.public().filter(pk__in=last).order_by()


def _dates_among(
    recent: QuerySet, between: type[Model], owner: str, piece: str
) -> Iterable[tuple[int, datetime]]:
    rows = between.objects.filter(**{f"{piece}__in": recent.values("pk")[:RECENT]})
    changed = Max(_changed(f"{piece}__"))
    return rows.order_by().values(owner).annotate(changed=changed).values_list(owner, "changed")


def _note(found: Dates, keys: Iterable[int | None], changed: datetime | None) -> None:
    for key in keys:
        if key is not None and changed is not None:
            found[key] = max(changed, found.get(key, changed))
