"""What becomes of a save by somebody who did not know of the newest version."""

from articles.merging import Merge, merge
from articles.models import Article, Revision
from articles.models.snapshots import Snapshot, known_part

# The base of a save that does not say which version it began from.
UNKNOWN = -1


class Conflict(Exception):
    """Two people changed the same part. Nothing was saved; `merge` says what each wrote."""

    def __init__(self, article: Article, base: int, mine: Snapshot, found: Merge) -> None:
        super().__init__(f"{len(found.conflicts)} conflicts")
        self.article = article
        self.base = base
        self.mine = mine
        self.merge = found


def reconcile(article: Article, *, base: int | None, mine: Snapshot, theirs: Snapshot):
    """Return the Merge of `mine` with what was saved since, or None if nothing was.

    base: the number of the version that `mine` began from; 0 for the piece as it was found,
    UNKNOWN where that is not known, None to put `mine` in the place of whatever is there.
    Raises Conflict.
    """
    working = article.working_revision
    if base is None or working is None or base == working.number:
        return None
    begun_from = version_at(article, base)
    if begun_from == working:
        return None
    # Of a version that is not there nothing is known, so all that differs is a conflict.
    found = merge(known_part(begun_from.snapshot) if begun_from else {}, mine, theirs)
    if found.conflicts:
        raise Conflict(article, base, mine, found)
    return found


def version_at(article: Article, number: int) -> Revision | None:
    """Return a version by its number; 0 is the piece as it was found, before any edit here."""
    if number == 0:
        return article.revisions.filter(kind=Revision.Kind.BASELINE).order_by("number").first()
    return article.revisions.filter(number=number).first()
