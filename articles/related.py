"""Which pieces belong beside a piece, and why.

The editors' picks come first, in their order; then pieces that share tags, a rare tag
counting for more than a common one; then the newest of the section. The work is bounded
whatever the archive's size: two queries.
"""

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from articles import caching, showing
from articles.models import Article, RelatedPick, Tag, Tagging
from articles.page_index import Key

HOW_MANY = 4
# A tag worn by thousands of pieces says little; only its newest wearers are looked at.
CANDIDATES = 200


@dataclass(frozen=True)
class Related:
    """A piece and the reason, in words, why it stands here."""

    article: Article
    reason: str


@dataclass(frozen=True)
class Around:
    """What stands around a piece: its neighbours in the section, the related, the linked."""

    previous: Article | None
    next: Article | None
    related: list[Related]
    linked: dict[str, Article]


def around(
    article: Article,
    how_many: int = HOW_MANY,
    *,
    linking_to: Set[str] = frozenset(),
    picks: list[int] | None = None,
) -> Around:
    """Return the public pieces to show beside this one, which must have a date.

    linking_to: slugs of pieces that the text links to, fetched along. picks: the pieces that
    the editors chose, where others than the stored ones. Costs two queries beside the piece's
    tags, which are best prefetched.
    """
    with showing.only(*(Key(caching.list_of("tag", tag.pk)) for tag in article.tags.all())):
        shared = shared_tags(article)
    likeness = {pk: sum(shares.values()) for pk, shares in shared.items()}
    alike = sorted(likeness, key=lambda pk: (-likeness[pk], -pk))[: how_many * 2]
    # In one query, as subqueries: a union of ordered slices is not to be had on SQLite.
    chosen = article.picks.values("target") if picks is None else picks
    wanted = Q(pk__in=alike) | Q(pk__in=chosen) | Q(slug__in=linking_to)
    for few in (_older(article)[: how_many + 1], _newer(article)[: how_many + 1]):
        wanted |= Q(pk__in=few.values("pk"))
    with showing.only(*(Key(f"slug:{slug}") for slug in linking_to)):
        pieces = list(_fetched(article, wanted))
    showing.also(_stretch(article, pieces, how_many + 1))
    if picks is not None:
        places = {pk: place for place, pk in enumerate(picks)}
        for piece in pieces:
            piece.pick_position = places.get(piece.pk)
    previous, following = _neighbours(article, pieces)
    linked = {piece.slug: piece for piece in pieces if piece.slug in linking_to}
    ranked = sorted(pieces, key=lambda piece: _rank(piece, likeness))[:how_many]
    beside = [Related(piece, reason(piece, shared.get(piece.pk, {}))) for piece in ranked]
    return Around(previous, following, beside, linked)


def _fetched(article: Article, wanted: Q) -> QuerySet[Article]:
    pick = RelatedPick.objects.filter(article=article, target=OuterRef("pk"))
    return (
        Article.objects.public()
        .filter(wanted)
        .exclude(pk=article.pk)
        .cards()
        .annotate(pick_position=Subquery(pick.values("position")[:1]))
        .latest_first()
    )


def _stretch(article: Article, pieces: list[Article], reach: int) -> Key:
    """Return the part of the section's list in which a newcomer would be a neighbour."""
    here = (article.published_at, article.pk)
    peers = [piece for piece in pieces if piece.section_id == article.section_id]
    dates = sorted((piece.published_at, piece.pk) for piece in peers)
    older = [date for date in dates if date < here][-reach:]
    newer = [date for date in dates if date > here][:reach]
    return caching.between(
        caching.list_of("section", article.section_id),
        older[0][0] if len(older) == reach else None,
        newer[-1][0] if len(newer) == reach else None,
    )


def shared_tags(article: Article) -> dict[int, dict[Tag, float]]:
    """Return, by piece, the tags it shares with this one, each with its weight.

    A tag weighs one over its number of public wearers among the newest CANDIDATES taggings.
    """
    tags = {tag.pk: tag for tag in article.tags.all()}
    public = Article.objects.public().filter(pk=OuterRef("content_object"))
    rows = list(
        Tagging.objects.filter(Exists(public), tag__in=tags)
        .exclude(content_object=article)
        .order_by("-content_object_id")
        .values_list("content_object_id", "tag_id")[:CANDIDATES]
    )
    wearers = Counter(tag for _piece, tag in rows)
    shared: dict[int, dict[Tag, float]] = {}
    for piece, tag in rows:
        shared.setdefault(piece, {})[tags[tag]] = 1 / wearers[tag]
    return shared


def reason(piece: Article, shared: dict[Tag, float]) -> str:
    """Say in the reader's language why a piece stands beside another."""
    if piece.pick_position is not None:
        return _("The editors' choice")
    rarest = sorted(shared, key=lambda tag: (-shared[tag], tag.name))[:2]
    if len(rarest) == 2:
        first, second = (tag.name for tag in rarest)
        return _("Both about %(first)s and %(second)s") % {"first": first, "second": second}
    if rarest:
        return _("Both about %(tag)s") % {"tag": rarest[0].name}
    return _("Also in %(section)s") % {"section": piece.section}


def _rank(piece: Article, likeness: dict[int, float]) -> tuple:
    picked = piece.pick_position is not None
    return (
        not picked,
        piece.pick_position if picked else -likeness.get(piece.pk, 0),
        -piece.published_at.timestamp(),
        -piece.pk,
    )


def _peers(article: Article) -> QuerySet[Article]:
    return Article.objects.public().filter(section=article.section_id)


def _older(article: Article) -> QuerySet[Article]:
    at, pk = article.published_at, article.pk
    before = Q(published_at__lt=at) | Q(published_at=at, pk__lt=pk)
    return _peers(article).filter(before).latest_first()


def _newer(article: Article) -> QuerySet[Article]:
    at, pk = article.published_at, article.pk
    after = Q(published_at__gt=at) | Q(published_at=at, pk__gt=pk)
    return _peers(article).filter(after).order_by("published_at", "id")


def _neighbours(
    article: Article, pieces: Iterable[Article]
) -> tuple[Article | None, Article | None]:
    """Pick the nearest before and after out of pieces that hold both, newest first."""
    here = (article.published_at, article.pk)
    peers = [piece for piece in pieces if piece.section_id == article.section_id]
    older = [piece for piece in peers if (piece.published_at, piece.pk) < here]
    newer = [piece for piece in peers if (piece.published_at, piece.pk) > here]
    return (older[0] if older else None), (newer[-1] if newer else None)
