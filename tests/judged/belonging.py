"""How many of the four pieces beside a piece belong there: precision@4 over judged pieces."""

from collections.abc import Callable

from articles import kinship
from articles.models import Article
from tests.judged.finding import Asked

SHOWN = 4
Choice = Callable[[Article], list[int]]


def each(pieces: dict[str, Article], asked: list[Asked], choose: Choice) -> list[float]:
    """Return of every judged piece how many of the four belong; of the few where fewer could."""
    keys = {piece.pk: key for key, piece in pieces.items()}
    shares = []
    for one in asked:
        good = {key for key, grade in one.grades.items() if grade}
        found = [keys[pk] for pk in choose(pieces[one.typed])[:SHOWN]]
        shares.append(len(good & set(found)) / min(SHOWN, len(good)))
    return shares


def by_tags_in_common(piece: Article) -> list[int]:
    """The pieces with the most tags in common, the newest first: what most sites do."""
    tags = set(piece.tags.values_list("pk", flat=True))
    others = Article.objects.public().exclude(pk=piece.pk).prefetch_related("tags").latest_first()
    shared = {other.pk: len(tags & {tag.pk for tag in other.tags.all()}) for other in others}
    return sorted((pk for pk, number in shared.items() if number), key=lambda pk: -shared[pk])


def by(signals: frozenset[str]) -> Choice:
    """The site's own choice, looking at some signals alone."""
    return lambda piece: [one.article_id for one in kinship.kin(piece, signals=signals)]


ALL = frozenset(kinship.WEIGHTS)
the_site = by(ALL)
CHOICES = {
    "the site": the_site,
    **{f"… without {signal}": by(ALL - {signal}) for signal in kinship.WEIGHTS},
    "most tags in common": by_tags_in_common,
}
