"""What stands on the front page: the newest pieces, then a band for each main section."""

from dataclasses import dataclass, field

from django.db.models import OuterRef, Prefetch, Subquery, prefetch_related_objects

from articles.models import Article, Byline, Section

SECONDS = 3
BAND = 5

BYLINES = Prefetch("bylines", queryset=Byline.objects.select_related("author"))


@dataclass
class Band:
    """A main section with its sub-sections and its newest pieces."""

    section: Section
    sub_sections: list[Section] = field(default_factory=list)
    pieces: list[Article] = field(default_factory=list)

    @property
    def lead(self) -> Article:
        """The newest piece."""
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


def compose() -> FrontPage:
    """Choose the pieces, in four queries whatever the size of the archive."""
    top = list(Article.objects.public().latest_first().cards()[: 1 + SECONDS])
    if not top:
        return FrontPage(lead=None, seconds=[], bands=[])
    prefetch_related_objects(top[:1], BYLINES)
    return FrontPage(lead=top[0], seconds=top[1:], bands=bands_without(top))


def bands_without(pieces: list[Article]) -> list[Band]:
    """Return the bands in the navigation's order; sections with nothing else to show have none.

    Each section, main or not, names its own newest pieces through its index; a query over a
    main section with all below it would read the whole archive for a quiet one.
    """
    own = (
        Article.objects.public()
        .filter(section=OuterRef("pk"))
        .exclude(pk__in=[piece.pk for piece in pieces])
        .latest_first()
        .values("pk")
    )
    places = {f"newest_{place}": Subquery(own[place : place + 1]) for place in range(BAND)}
    sections = list(Section.objects.annotate(**places))
    newest = [getattr(section, place) for section in sections for place in places]
    bands = {section.pk: Band(section) for section in sections if section.parent_id is None}
    for section in sections:
        if section.parent_id in bands:
            bands[section.parent_id].sub_sections.append(section)
    for piece in (
        Article.objects.public().filter(pk__in=filter(None, newest)).latest_first().cards()
    ):
        band = bands.get(piece.section.parent_id or piece.section_id)
        if band and len(band.pieces) < BAND:
            band.pieces.append(piece)
    return [band for band in bands.values() if band.pieces]
