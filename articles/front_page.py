"""What stands on the front page: what editors placed, and the newest pieces everywhere else."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import BigIntegerField, DateTimeField, QuerySet
from django.utils import timezone

from articles import gathering, showing
from articles import slots as places
from articles.models import Arrangement, Article, Section
from articles.prepared import Prepared
from articles.slots import BAND, SECONDS, TOP, Slots

__all__ = ["BAND", "SECONDS", "Band", "FrontPage", "arranged", "compose", "next_change"]

AT_TOP = 1 + SECONDS


@dataclass
class Band:
    """A main section with its sub-sections and its pieces."""

    section: Section
    sub_sections: list[Section] = field(default_factory=list)
    pieces: list[Article] = field(default_factory=list)

    @property
    def lead(self) -> Article:
        """The piece that stands first."""
        return self.pieces[0]

    @property
    def headlines(self) -> list[Article]:
        """The pieces after the lead."""
        return self.pieces[1:]

    @property
    def is_quiet(self) -> bool:
        """Whether so few headlines stand here that there is room to say more of each."""
        return len(self.headlines) < 3


@dataclass(frozen=True)
class FrontPage:
    """The front page's pieces, none of them twice."""

    lead: Article | None
    seconds: list[Article]
    bands: list[Band]

    @property
    def pieces(self) -> list[Article]:
        """All pieces, from the top down."""
        top = [self.lead, *self.seconds] if self.lead else []
        return top + [piece for band in self.bands for piece in band.pieces]

    @property
    def latest_at(self) -> datetime | None:
        """When the newest of its pieces was published; an arranged lead may be older."""
        return max((piece.published_at for piece in self.pieces), default=None)


def arranged(at: datetime | None = None) -> Slots:
    """Return what editors have placed: now, or as it was at a moment."""
    found = Arrangement.objects.order_by("-made_at", "-number")
    if at is not None:
        found = found.filter(made_at__lte=at)
    return places.read(found.values_list("slots", flat=True).first())


def next_change(now: datetime | None = None) -> datetime | None:
    """Return when the next place on the front page falls free by the clock, if one does.

    A piece that is placed and still to come shows by its own time of publication.
    """
    now = now or timezone.now()
    slots = arranged()
    ends = (placed.until for slot in places.every(slots) if (placed := places.at(slots, slot)))
    return min((until for until in ends if until and until > now), default=None)


def _end_with(slots: Slots, now: datetime) -> None:
    """Let a kept page end when the next place falls free."""
    for slot in places.every(slots):
        placed = places.at(slots, slot)
        if placed and placed.until and placed.until > now:
            showing.until(placed.until)


def compose(slots: Slots | None = None, *, at: datetime | None = None) -> FrontPage:
    """Choose the pieces, in four queries whatever the size of the archive.

    slots: an arrangement to be looked at, instead of the one that counts. at: the moment whose
    front page is wanted; pieces withdrawn since then are left out.
    """
    moment = at or timezone.now()
    if slots is None:
        slots = arranged(at)
        _end_with(slots, moment)
    standing = places.standing(slots, moment)
    placed = {piece for row in standing.values() for piece in row if piece}
    sections = list(Section.objects.all())
    newest, own = _newest(sections, placed, moment)
    if not newest and not placed:
        return FrontPage(lead=None, seconds=[], bands=[])
    top = standing.get(TOP, [None] * AT_TOP)
    # What fills the top by itself is not offered to the bands as well.
    taken = set(newest[: top.count(None)])
    own = {key: [pk for pk in keys if pk not in taken][:BAND] for key, keys in own.items()}
    wanted = placed.union(newest, *own.values())
    cards = {piece.pk: piece for piece in _with_authors.ask(keys=sorted(wanted), at=moment)}
    used: set[int] = set()
    top = _fill(top, newest, cards, used)
    gathering.unfold(top[:1])
    bands = _bands(sections, standing, own, cards, used)
    return FrontPage(lead=top[0] if top else None, seconds=top[1:], bands=bands)


_with_authors = Prepared(
    lambda keys, at: gathering.with_authors(Article.objects.public(at).filter(pk__in=keys).cards()),
    keys=BigIntegerField(),
    at=DateTimeField(),
)


def _newest(
    sections: list[Section], placed: set[int], at: datetime
) -> tuple[list[int], dict[int, list[int]]]:
    """Return the keys of the newest pieces, but for those placed: of all, and by section."""
    own: dict[int, list[int]] = {section.pk: [] for section in sections}
    if not own:
        return [], own
    found = sorted(_arms.ask(sections=[*own], placed=sorted(placed), at=at), reverse=True)
    for _at, pk, section in found:
        own[section].append(pk)
    return [pk for _at, pk, _section in found[:AT_TOP]], own


def _newest_of_each(*, sections, placed, at) -> QuerySet:
    """Each section, main or not, names its own through its index, in an arm of one query; a query
    over a main section with all below it would read the whole archive for a quiet one. As many
    as may stand at the top are read beyond those of a band, so the newest of all are among them.
    """
    pieces = Article.objects.public(at).exclude(pk__in=placed).latest_first()
    few = (pieces.filter(section=key).values("pk")[: AT_TOP + BAND] for key in sections)
    arms = [
        Article.objects.filter(pk__in=keys).order_by().values_list("published_at", "pk", "section")
        for keys in few
    ]
    return arms[0].union(*arms[1:], all=True) if arms[1:] else arms[0]


_arms = Prepared(
    _newest_of_each,
    exact=True,
    sections=BigIntegerField(),
    placed=BigIntegerField(),
    at=DateTimeField(),
)


def _fill(
    row: list[int | None], newest: Iterable[int], cards: dict[int, Article], used: set[int]
) -> list[Article]:
    """Return a row's pieces: those placed that readers may see, the newest for the others."""
    used.update(piece for piece in row if piece in cards)
    free = [piece for piece in newest if piece in cards and piece not in used]
    if row[0] not in cards:
        # What is paid for leads where an editor put it, or where there is nothing else.
        first = next((piece for piece in free if not cards[piece].is_advertorial), None)
        free.sort(key=lambda piece: piece != first)
    rest = iter(free)
    chosen = [piece if piece in cards else next(rest, None) for piece in row]
    used.update(piece for piece in chosen if piece)
    return [cards[piece] for piece in chosen if piece]


def _bands(
    sections: list[Section],
    standing: dict[str, list[int | None]],
    own: dict[int, list[int]],
    cards: dict[int, Article],
    used: set[int],
) -> list[Band]:
    """Return the bands in the navigation's order; sections with nothing else to show have none."""
    bands = {section.pk: Band(section) for section in sections if section.parent_id is None}
    for section in sections:
        if section.parent_id in bands:
            bands[section.parent_id].sub_sections.append(section)
    for key, band in bands.items():
        row = standing.get(places.band_of(key), [None] * BAND)
        below = [key, *(section.pk for section in band.sub_sections)]
        known = [cards[piece] for one in below for piece in own[one] if piece in cards]
        known.sort(key=lambda piece: (piece.published_at, piece.pk), reverse=True)
        band.pieces = _fill(row, [piece.pk for piece in known], cards, used)
    return [band for band in bands.values() if band.pieces]
