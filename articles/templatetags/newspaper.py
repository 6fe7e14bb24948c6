"""How a newspaper writes dates, and other small type."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import groupby

from django import template
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from articles import furniture, standing_type
from articles.archive import Year
from articles.models import Article, Tag
from articles.picturing import picture

register = template.Library()

# Dates and headlines as they are set in type; so many take a megabyte.
REMEMBERED = 4096
ZONES = {timedelta(hours=7): "WIB", timedelta(hours=8): "WITA", timedelta(hours=9): "WIT"}

# Scores, ages, spans of years, with what stands before the hyphen; longer ones may need the break.
NUMBERS = re.compile(r"(\b\w{1,12}(?:[-–]\d{1,6}){1,2}\b)")


def zone_name(moment: datetime) -> str:
    """Return the zone as Indonesians name it, by its offset; others as their offset."""
    return ZONES.get(moment.utcoffset()) or f"UTC{moment.isoformat()[-6:]}"


def written(value: datetime | None, form: str) -> str:
    """Return a moment in a form of Django's, in the paper's zone; no line ends before its name."""
    if not value:
        return ""
    local = timezone.localtime(value)
    # Without its zone, for moments of two zones may be equal.
    words = _in_words(local.replace(tzinfo=None), form, get_language())
    return f"{words}\N{NO-BREAK SPACE}{zone_name(local)}"


@register.filter
def dateline(value: datetime | None) -> str:
    """Return the day and hour in full: `Sabtu, 12 Juli 2025, 14.30 WIB`."""
    return written(value, "l, j F Y, H.i")


@register.filter
def moment(value: datetime | None) -> str:
    """Return date and hour: `12 Juli 2025, 14.30 WIB`."""
    return written(value, "j F Y, H.i")


@register.filter
def hour(value: datetime | None) -> str:
    """Return the hour: `14.30 WIB`."""
    return written(value, "H.i")


@register.filter
def day(value: date | None) -> str:
    """Return the day: `Sabtu, 12 Juli 2025`."""
    return _in_words(value, "l, j F Y", get_language()) if value else ""


@register.filter
def stamp(value: datetime | None) -> str:
    """Return a moment for machines: `2025-07-12T14:30:00+07:00`.

    To the second: HTML knows no more than thousandths.
    """
    return timezone.localtime(value).isoformat(timespec="seconds") if value else ""


@register.filter
@lru_cache(maxsize=REMEMBERED)
def whole_numbers(text: str) -> SafeString:
    """Return a headline, escaped, in which no line ends within `3-0`, `U-23` or `2014–2019`."""
    parts = NUMBERS.split(text)
    pairs = zip(parts[::2], [*parts[1::2], ""], strict=True)
    return format_html_join(
        "", "{}{}", ((words, number and _whole(number)) for words, number in pairs)
    )


def _whole(number: str) -> SafeString:
    return format_html('<span class="whole">{}</span>', number)


@register.filter
def by_day(articles: list[Article]) -> list[tuple[date, list[Article]]]:
    """Group pieces, newest first, by the day of their publication in the paper's time zone."""
    days = groupby(articles, key=lambda article: timezone.localdate(article.published_at))
    return [(day, list(pieces)) for day, pieces in days]


@register.filter
def by_letter(tags: list[Tag]) -> list[tuple[str, list[Tag]]]:
    """Group tags, by name, under their first letter; digits and signs come under `#`."""

    def letter(tag: Tag) -> str:
        first = tag.name[0].upper()
        return first if first.isalpha() else "#"

    return [(first, list(group)) for first, group in groupby(tags, key=letter)]


# {% picture image "teaser" %}: a picture as it stands on a page; places are in picturing.PLACES.
register.simple_tag(picture)


@register.simple_tag(takes_context=True, name="furniture")
def set_furniture(context: template.Context, name: str, **shown: str | bool) -> SafeString:
    """Return a template that shows the navigation and what is given here, made once a process."""
    return furniture.made(name, context["navigation"], **shown)


@register.simple_tag
def teaser(
    article: Article,
    reason: str = "",
    css: str = "",
    *,
    under: str = "",
    standfirst: bool = False,
    picture: bool = False,
    place: str = "teaser",
    hour: bool = False,
) -> SafeString:
    """Return a piece's teaser.

    reason: why it stands here, in words; css: a class; under: the section's name, where it stands
    above already; standfirst, picture: whether to show them; place: the picture's, of
    articles.picturing; hour: the hour alone, under its day.
    """
    rows, shown = [article, article.section], (reason, css, under, standfirst, picture, place, hour)
    if picture:
        # A licence may end with the day.
        rows, shown = [*rows, article.lead_image], (*shown, timezone.localdate())
    context = {"article": article, "reason": reason, "class": css, "standfirst": standfirst}
    context |= {"under": under, "picture": picture, "place": place, "hour": hour}
    template = "articles/_teaser.html"
    return standing_type.once(template, rows, shown, lambda: _set_in(template, context))


@register.simple_tag
def year_of_archive(year: Year) -> SafeString:
    """Return a year of the archive with its months."""
    template = "articles/_year.html"
    return standing_type.once(template, [], year, lambda: _set_in(template, {"year": year}))


@register.simple_tag
def earlier_years(years: list[Year]) -> SafeString:
    """Return the years that are not set out by month."""
    template = "articles/_earlier.html"
    shown = tuple(years)
    return standing_type.once(template, [], shown, lambda: _set_in(template, {"years": years}))


def _set_in(template: str, context: dict) -> SafeString:
    return get_template(template).render(context)


@register.simple_tag(takes_context=True)
def site_address(context: template.Context) -> str:
    """Return the full address of this site, without a slash at its end."""
    return context["request"].build_absolute_uri("/").rstrip("/")


@lru_cache(maxsize=REMEMBERED)
def _in_words(value: date, form: str, language: str) -> str:
    """Return a date in the language of the moment. Remembered: to set one costs as much as a whole
    include, and the same ones stand on many pages."""
    return date_format(value, form)
