"""When the lists of sections, tags and authors last changed for their readers.

That is the newest significant change of what stands at the head of a list: a piece published,
updated or corrected. The head is read by the list's own index, whatever the archive's size.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from articles.models import Article, Author, Byline, Section, Tag, Tagging

# So many pieces stand at a list's head.
HEAD = 10
# The rows between pieces and their tags or authors: the columns of either side.
BETWEEN = {Tag: (Tagging, "tag", "content_object_id"), Author: (Byline, "author", "article_id")}

Dates = dict[int, datetime]


def of_sections() -> list[tuple[Section, datetime | None]]:
    """Return every section with its date, sub-sections counted in; None without pieces. One query.

    Of the sections only key, parent and slug were read.
    """
    newest = Article.objects.public().filter(section=OuterRef(OuterRef("pk"))).latest_first()
    dated = Section.objects.annotate(changed=_newest_of(newest.values("pk")))
    sections = list(dated.only("parent_id", "slug"))
    found: Dates = {}
    for one in sections:
        _note(found, (one.pk, one.parent_id), one.changed)
    return [(one, found.get(one.pk)) for one in sections]


def of_lists(owners: QuerySet) -> Dates:
    """Return the dates of some tags, or of some authors, by key. One query."""
    between, owner, piece = BETWEEN[owners.model]
    listed = between.objects.public().filter(**{owner: OuterRef(OuterRef("pk"))})
    keys = listed.order_by("-listed_at", f"-{piece}").values(piece)
    rows = owners.order_by().annotate(changed=_newest_of(keys))
    return {pk: changed for pk, changed in rows.values_list("pk", "changed") if changed}


def _newest_of(keys: QuerySet) -> Subquery:
    # The greatest of anything and NULL is NULL.
    later = (
        Coalesce(name, "published_at") for name in ("updated_at", "corrected_at", "replied_at")
    )
    changed = Greatest("published_at", *later)
    pieces = Article.objects.public().filter(pk__in=keys[:HEAD]).annotate(changed=changed)
    return Subquery(pieces.order_by("-changed").values("changed")[:1])


def _note(found: Dates, keys: Iterable[int | None], changed: datetime | None) -> None:
    for key in keys:
        if key is not None and changed is not None:
            found[key] = max(changed, found.get(key, changed))
