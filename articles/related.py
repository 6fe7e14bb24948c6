"""Which pieces belong beside a piece, and why.

The editors' picks come first, in their order; then its kin, which `articles.kinship` found and
`articles.relating` keeps; then, while there are too few, those of the section around it. One query,
whatever the archive's size.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime

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
from articles.models import Article, Kin, RelatedBan, RelatedPick, Section
from articles.page_index import Key
from articles.prepared import Prepared

HOW_MANY = 4
# What one line about a piece shows, in the order of its columns, and its section's name.
LINE = [
    field.attname
    for field in Article._meta.concrete_fields
    if field.attname
    in {
        *("id", "headline", "kicker", "slug", "section_id", "genre"),
        *("published_at", "withdrawn_at", "unverified_reason", "corrected_at", "replied_at"),
    }
]
BESIDE = ("section__name", "pick_position", "kin_rank", "kin_tags", "kin_in_words", "ban")
SECTION = Article._meta.get_field("section")


class Near:
    """A row of what may stand beside a piece. Few of them are shown and become articles."""

    __slots__ = (*LINE, *BESIDE, "line")

    def __init__(self, row: tuple) -> None:
        self.line = row[: len(LINE)]
        for name, value in zip((*LINE, *BESIDE), row, strict=True):
            setattr(self, name, value)

    def is_public(self, now: datetime) -> bool:
        """Whether readers see it now, as `Article.objects.public()` has it."""
        at = self.published_at
        return at is not None and at <= now and self.withdrawn_at is None


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
    now = timezone.now()
    _note(fetched, now)
    rows = [row for row in fetched if row.is_public(now)]
    showing.also(_stretch(article, rows, how_many + 1))
    if kin is not None:
        _place(rows, picks, kin)
    previous, following = _neighbours(article, rows)
    near = {row.id for row in rows if row.slug not in linking_to}
    beside = [row for row in sorted(rows, key=_rank) if _belongs(row, article, near)]
    pieces = _Articles()
    return Around(
        previous and pieces[previous],
        following and pieces[following],
        [Related(pieces[row], reason(row, article)) for row in beside[:how_many]],
        {row.slug: pieces[row] for row in rows if row.slug in linking_to},
    )


class _Articles(dict):
    """The articles that rows become, each once, with as much of them as one line shows."""

    def __init__(self) -> None:
        self.sections: dict[int, Section] = {}

    def __missing__(self, row: Near) -> Article:
        self[row] = Article.from_db(None, LINE, row.line)
        if (key := row.section_id) is not None:
            if key not in self.sections:
                named = (key, row.section__name)
                self.sections[key] = Section.from_db(None, ("id", "name"), named)
            SECTION.set_cached_value(self[row], self.sections[key])
        return self[row]


def _note(fetched: Iterable[Near], now: datetime) -> None:
    """Note all that was read, what is to come or was withdrawn as well: the page is to be made anew
    when readers may see it."""
    showing.also(*(Key(f"row:{Article._meta.db_table}:{row.id}") for row in fetched))
    for row in fetched:
        if row.published_at and row.published_at > now:
            showing.until(row.published_at)


def _fetched(
    article: Article, slugs: list[str], picks: list[int] | None, kin: dict | None
) -> list[Near]:
    """The picks, the kin, the linked and the neighbours."""
    at, now = article.published_at, timezone.now()
    given = {"pk": article.pk, "section": article.section_id, "slugs": slugs}
    given |= {"at": at, "before": min(at, now), "now": now}
    if picks is None and kin is None:
        return [*map(Near, _stored.ask(**given))]
    return [*map(Near, _query(**given, picks=picks, kin=kin))]


def _query(*, pk, section, at, before, now, slugs, picks=None, kin=None) -> QuerySet:
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
        .order_by()
        .annotate(
            pick_position=Subquery(placed.values("position")[:1]),
            kin_rank=Subquery(known.values("rank")[:1]),
            kin_tags=Subquery(known.values("tags")[:1]),
            kin_in_words=Subquery(known.values("in_words")[:1]),
            ban=Subquery(banned.values("pk")[:1]),
        )
        .values_list(*LINE, *BESIDE)
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


def _place(rows: Iterable[Near], picks: list[int], kin: dict) -> None:
    """Say of each piece what the database would, of a text that is not stored so."""
    places = {pk: place for place, pk in enumerate(picks)}
    ranks = {pk: rank for rank, pk in enumerate(kin)}
    for row in rows:
        row.pick_position, row.kin_rank = places.get(row.id), ranks.get(row.id)
        if row.id in kin:
            row.kin_tags = [tag.pk for tag in kin[row.id].tags]
            row.kin_in_words = kin[row.id].is_alike


def _belongs(row: Near, article: Article, near: Set[int]) -> bool:
    """Whether a piece stands beside: picked, kin, or of the section around it.

    near: those that were not fetched because the text links to them, which is enough of them.
    """
    if row.pick_position is not None:
        return True
    peer = row.section_id == article.section_id and row.id in near
    return (row.kin_rank is not None or peer) and row.ban is None


def _stretch(article: Article, rows: list[Near], reach: int) -> Key:
    """Return the part of the section's list in which a newcomer would be a neighbour."""
    here = (article.published_at, article.pk)
    peers = [row for row in rows if row.section_id == article.section_id]
    dates = sorted((row.published_at, row.id) for row in peers)
    older = [date for date in dates if date < here][-reach:]
    newer = [date for date in dates if date > here][:reach]
    return caching.between(
        caching.list_of("section", article.section_id),
        older[0][0] if len(older) == reach else None,
        newer[-1][0] if len(newer) == reach else None,
    )


def reason(row: Near, article: Article) -> str:
    """Say in the reader's language why a piece stands beside another."""
    if row.pick_position is not None:
        return _("The editors' choice")
    shared = row.kin_tags or [] if row.kin_rank is not None else []
    names = {tag.pk: tag.name for tag in article.tags.all()} if shared else {}
    return in_words(
        [names[key] for key in shared if key in names],
        alike=row.kin_rank is not None and bool(row.kin_in_words),
        section=row.section__name if row.section_id == article.section_id else "",
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


def _rank(row: Near) -> tuple:
    if row.pick_position is not None:
        return (0, row.pick_position, -row.id)
    if row.kin_rank is not None:
        return (1, row.kin_rank, -row.id)
    return (2, -row.published_at.timestamp(), -row.id)


def _neighbours(article: Article, rows: Iterable[Near]) -> tuple[Near | None, Near | None]:
    """Pick the nearest before and after out of rows that hold both."""
    here = (article.published_at, article.pk)
    peers = sorted(
        (row for row in rows if row.section_id == article.section_id),
        key=lambda row: (row.published_at, row.id),
    )
    older = [row for row in peers if (row.published_at, row.id) < here]
    newer = [row for row in peers if (row.published_at, row.id) > here]
    return (older[-1] if older else None), (newer[0] if newer else None)
