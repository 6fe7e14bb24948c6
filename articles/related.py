"""Which pieces belong beside a piece, and why.

The editors' picks come first, in their order; then pieces that share tags, a rare tag
counting for more than a common one; then the newest of the section. The work is bounded
whatever the archive's size, in a fixed number of queries.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.models import Article, Tagging

HOW_MANY = 4
# A tag worn by thousands of pieces says little; only its newest wearers are looked at.
CANDIDATES = 200


@dataclass(frozen=True)
class Related:
    """A piece and the reason, in words, why it stands here."""

    article: Article
    reason: str | Promise


@dataclass(frozen=True)
class Around:
    """What stands around a piece: its neighbours in the section and the related ones."""

    previous: Article | None
    next: Article | None
    related: list[Related]


def around(article: Article) -> Around:
    """Return the pieces to show beside a public piece. Costs three queries."""
    previous, following = neighbours(article)
    return Around(previous, following, related(article))


def neighbours(article: Article) -> tuple[Article | None, Article | None]:
    """Return the public pieces published before and after this one in its section."""
    peers = Article.objects.public().filter(section=article.section_id).exclude(pk=article.pk)
    at, pk = article.published_at, article.pk
    older = peers.filter(Q(published_at__lt=at) | Q(published_at=at, pk__lt=pk))
    newer = peers.filter(Q(published_at__gt=at) | Q(published_at=at, pk__gt=pk))
    # As two subqueries of one query: a union of ordered slices is not to be had on SQLite.
    previous_key = older.latest_first().values("pk")[:1]
    next_key = newer.order_by("published_at", "id").values("pk")[:1]
    found = Article.objects.filter(Q(pk__in=previous_key) | Q(pk__in=next_key)).cards()
    before = after = None
    for piece in found:
        if (piece.published_at, piece.pk) < (at, pk):
            before = piece
        else:
            after = piece
    return before, after


def related(article: Article, how_many: int = HOW_MANY) -> list[Related]:
    """Return at most `how_many` public pieces, each with its reason."""
    shared = shared_tags(article)
    weight = {
        pk: sum(1 / (1 + rarity) for _name, rarity in tags.values()) for pk, tags in shared.items()
    }
    best = sorted(weight, key=lambda pk: (-weight[pk], -pk))[: how_many * 2]
    newest = Article.objects.public().filter(section=article.section_id).exclude(pk=article.pk)
    fallback = newest.latest_first().values("pk")[: how_many + 1]
    picks = {pick.target_id: pick.position for pick in article.picks.all()}
    pieces = (
        Article.objects.public()
        .filter(Q(pk__in=[*picks, *best]) | Q(pk__in=fallback))
        .exclude(pk=article.pk)
        .cards()
    )
    ranked = sorted(
        pieces,
        key=lambda piece: (
            picks.get(piece.pk, len(picks)),
            -weight.get(piece.pk, 0),
            -piece.published_at.timestamp(),
        ),
    )
    return [
        Related(piece, _reason(piece, picked=piece.pk in picks, shared=shared.get(piece.pk, {})))
        for piece in ranked[:how_many]
    ]


def shared_tags(article: Article) -> dict[int, dict[int, tuple[str, int]]]:
    """Return, by piece, the tags it shares with this one as {tag: (name, wearers)}.

    Looks at the newest CANDIDATES taggings of the piece's tags.
    """
    tags = {tag.pk: tag for tag in article.tags.all()}
    rows = (
        Tagging.objects.filter(tag__in=tags)
        .exclude(content_object=article)
        .order_by("-content_object_id")
        .values_list("content_object_id", "tag_id")[:CANDIDATES]
    )
    wearers: dict[int, int] = defaultdict(int)
    found: dict[int, list[int]] = defaultdict(list)
    for piece, tag in rows:
        wearers[tag] += 1
        found[piece].append(tag)
    return {
        piece: {tag: (tags[tag].name, wearers[tag]) for tag in keys}
        for piece, keys in found.items()
    }


def _reason(piece: Article, *, picked: bool, shared: dict[int, tuple[str, int]]):
    if picked:
        return gettext_lazy("The editors' choice")
    if shared:
        rarest_first = sorted(shared.values(), key=lambda tag: (tag[1], tag[0]))
        names = [name for name, _wearers in rarest_first[:2]]
        return ngettext("Both about %(tags)s", "Both about %(tags)s", len(names)) % {
            "tags": _(" and ").join(names)
        }
    return _("Also in %(section)s") % {"section": piece.section}
