"""Which pieces belong beside a piece, and why.

The editors' picks come first, in their order; then its kin, which `articles.kinship` found and
`articles.relating` keeps; then, while there are too few, those of the section around it. One query,
whatever the archive's size.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass

from django.db.models import (
    BigAutoField,
    BigIntegerField,
    DateTimeField,
    OuterRef,
    QuerySet,
    SlugField,
    Subquery,
)
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import caching, kinship, showing
from articles.models import Article, Kin, RelatedBan, RelatedPick
from articles.page_index import Key
from articles.prepared import Prepared

HOW_MANY = 4


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

    linking_to: slugs of pieces that the text links to, fetched along. picks: the pieces that the
    editors chose for a text that is not stored so; its kin are then found at once. Costs one
    query beside the piece's tags, which are best prefetched.
    """
    kin = None if picks is None else {one.article_id: one for one in kinship.kin(article)}
    linked_keys = (Key(f"slug:{slug}") for slug in linking_to)
    with showing.only(caching.around(article.pk), *linked_keys):
        fetched = _fetched(article, sorted(linking_to), picks, kin)
    # Those to come, and those withdrawn, are noted as well: the page is made anew in time.
    pieces = [piece for piece in fetched if piece.is_public]
    showing.also(_stretch(article, pieces, how_many + 1))
    if kin is not None:
        _place(pieces, picks, kin)
    previous, following = _neighbours(article, pieces)
    linked = {piece.slug: piece for piece in pieces if piece.slug in linking_to}
    near = {piece.pk for piece in pieces if piece.slug not in linking_to}
    beside = [piece for piece in sorted(pieces, key=_rank) if _belongs(piece, article, near)]
    return Around(
        previous,
        following,
        [Related(piece, reason(piece, article)) for piece in beside[:how_many]],
        linked,
    )


def _fetched(
    article: Article, slugs: list[str], picks: list[int] | None, kin: dict | None
) -> list[Article]:
    """The picks, the kin, the linked and the neighbours."""
    at, now = article.published_at, timezone.now()
    given = {"pk": article.pk, "section": article.section_id, "slugs": slugs}
    given |= {"at": at, "before": min(at, now), "now": now}
    if picks is None and kin is None:
        return _stored.ask(**given)
    return list(_query(**given, picks=picks, kin=kin))


def _query(*, pk, section, at, before, now, slugs, picks=None, kin=None) -> QuerySet[Article]:
    """Build it of the piece's columns: one subquery after the other, joined, for an OR of them
    would read every piece there is."""
    chosen = RelatedPick.objects.filter(article=pk)
    alike = Kin.objects.filter(article=pk)
    # Without an OR, for which the engines would read all that is newer; and the older ones by one
    # bound alone, for of two SQLite may go by the wider one.
    older = Article.objects.public(before).filter(section=section)
    older = older.exclude(published_at=at, pk__gte=pk).latest_first()
    newer = Article.objects.public(now).filter(section=section, published_at__gte=at)
    newer = newer.exclude(published_at=at, pk__lte=pk).order_by("published_at", "id")
    some = Article.objects.order_by().values("pk")
    keys = [
        chosen.order_by().values("target") if picks is None else some.filter(pk__in=picks),
        alike.order_by().values("other") if kin is None else some.filter(pk__in=kin),
        some.filter(slug__in=slugs),
        some.filter(pk__in=older[: HOW_MANY + 1].values("pk")),
        some.filter(pk__in=newer[: HOW_MANY + 1].values("pk")),
    ]
    first, *others = keys
    placed, known = chosen.filter(target=OuterRef("pk")), alike.filter(other=OuterRef("pk"))
    banned = RelatedBan.objects.filter(article=pk, other=OuterRef("pk")).order_by()
    return (
        Article.objects.filter(pk__in=first.union(*others))
        .exclude(pk=pk)
        .lines()
        .annotate(
            pick_position=Subquery(placed.values("position")[:1]),
            kin_rank=Subquery(known.values("rank")[:1]),
            kin_tags=Subquery(known.values("tags")[:1]),
            kin_in_words=Subquery(known.values("in_words")[:1]),
            ban=Subquery(banned.values("pk")[:1]),
        )
        .latest_first()
    )


_stored = Prepared(
    _query,
    pk=BigAutoField(),
    section=BigIntegerField(),
    at=DateTimeField(),
    before=DateTimeField(),
    now=DateTimeField(),
    slugs=SlugField(),
)


def _place(pieces: Iterable[Article], picks: list[int], kin: dict) -> None:
    """Say of each piece what the database would, of a text that is not stored so."""
    places = {pk: place for place, pk in enumerate(picks)}
    ranks = {pk: rank for rank, pk in enumerate(kin)}
    for piece in pieces:
        piece.pick_position, piece.kin_rank = places.get(piece.pk), ranks.get(piece.pk)
        if piece.pk in kin:
            piece.kin_tags = [tag.pk for tag in kin[piece.pk].tags]
            piece.kin_in_words = kin[piece.pk].is_alike


def _belongs(piece: Article, article: Article, near: Set[int]) -> bool:
    """Whether a piece stands beside: picked, kin, or of the section around it.

    near: those that were not fetched because the text links to them, which is enough of them.
    """
    if piece.pick_position is not None:
        return True
    peer = piece.section_id == article.section_id and piece.pk in near
    return (piece.kin_rank is not None or peer) and piece.ban is None


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


def reason(piece: Article, article: Article) -> str:
    """Say in the reader's language why a piece stands beside another."""
    if piece.pick_position is not None:
        return _("The editors' choice")
    shared = piece.kin_tags or [] if piece.kin_rank is not None else []
    names = {tag.pk: tag.name for tag in article.tags.all()} if shared else {}
    return in_words(
        [names[key] for key in shared if key in names],
        alike=piece.kin_rank is not None and piece.kin_in_words,
        section=str(piece.section) if piece.section_id == article.section_id else "",
    )


def in_words(tags: list[str], *, alike: bool, section: str) -> str:
    """Say why two pieces belong together. tags: the names of those they share, the rarest first;
    alike: whether their words are; section: its name where it is the same."""
    match tags[:2]:
        case [first, second]:
            return _("Both about %(first)s and %(second)s") % {"first": first, "second": second}
        case [tag]:
            return _("Both about %(tag)s") % {"tag": tag}
    if alike:
        return _("On a like subject")
    return _("Also in %(section)s") % {"section": section} if section else _("Of these days")


def _rank(piece: Article) -> tuple:
    if piece.pick_position is not None:
        return (0, piece.pick_position, -piece.pk)
    if piece.kin_rank is not None:
        return (1, piece.kin_rank, -piece.pk)
    return (2, -piece.published_at.timestamp(), -piece.pk)


def _neighbours(
    article: Article, pieces: Iterable[Article]
) -> tuple[Article | None, Article | None]:
    """Pick the nearest before and after out of pieces that hold both, newest first."""
    here = (article.published_at, article.pk)
    peers = [piece for piece in pieces if piece.section_id == article.section_id]
    older = [piece for piece in peers if (piece.published_at, piece.pk) < here]
    newer = [piece for piece in peers if (piece.published_at, piece.pk) > here]
    return (older[0] if older else None), (newer[-1] if newer else None)
