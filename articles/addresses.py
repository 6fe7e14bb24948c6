"""Where an address leads that no page has: to what once was there, or to what is meant.

Asked only on the way to a 404, so it costs the pages that are found nothing. Every answer is the
address where something is now: one hop, never a chain, never a loop.
"""

import re
from dataclasses import dataclass

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone

from articles import archive
from articles.models import Article, Author, Publication, Redirect, Section, StandingPage, Tag
from articles.models.redirects import Target
from articles.slugs import slug_from

# What no address of ours is longer than: a hostile one costs nothing.
LONGEST = Redirect._meta.get_field("old_path").max_length
# Below these, capitals count (tokens, files) or Django's admin answers by itself.
LEFT_ALONE = ("/admin/", "/pratinjau/", settings.STATIC_URL, settings.MEDIA_URL)
# The names under which servers of old showed what a folder holds.
INDEX_FILES = {"index.html", "index.htm"}
# Pages of a row, by the name of their address.
ROWS = {"section": Section, "tag": Tag, "author": Author, "standing_page": StandingPage}
# What belongs to a row is found below its own address: /2025/07/slug/riwayat/, /tag/ai/feed.xml.
_OF_A_ROW = re.compile(r"(/[0-9]{4}/[0-9]{2}/[^/]+/|/(?:rubrik|tag|penulis)/[^/]+/)(.*)")
# What a reader leaves of a piece's address to see what else there was: /2025/07/, /2025/.
_OF_A_PERIOD = re.compile(r"/([0-9]{4})/(?:([0-9]{2})/(?:([0-9]{2})/)?)?")

# As many near pieces are named, and as many neighbours looked at on either side.
NEAR, NEIGHBOURS = 4, 20
# What slugs share by chance is shorter.
LEAST_IN_COMMON = 4


@dataclass(frozen=True)
class Lead:
    """What became of an address: where it leads now, or the withdrawn piece that was there."""

    address: str = ""
    withdrawn: Article | None = None


def find(path: str) -> Lead | None:
    """Return where a path leads that no page answers to, or None. At most three queries.

    path: as the server decoded it, without the query. What lives at the address that is meant
    wins over what once was there, and that over a piece of the same name in another month.
    """
    wanted = tidied(path)
    if not is_ours(wanted):
        return None
    lower = wanted.lower()
    of_a_row = _OF_A_ROW.fullmatch(lower)
    base, tail = of_a_row.groups() if of_a_row else (lower, "")
    match = _match(base)
    if match and match.url_name not in {"article", *ROWS}:
        return None if lower == path else Lead(lower)
    # Of a row at its own address the page itself has said that there is none.
    asked = match and (match.url_name == "article" or base != path)
    row = _named(wanted[: len(base)], match) if asked else None
    if row and row.get_absolute_url() == base and (lead := _lead_to(row, tail, path)):
        return lead
    kept = _kept({path: "", wanted: "", lower: "", lower.rstrip("/"): "", base: tail}, path)
    return kept or (_lead_to(row, tail, path) if row else _in_archive(lower))


def tidied(path: str) -> str:
    """Return the path as our addresses are written, but in its own case.

    Slashes once, one at the end of everything but a file, no index.html.
    """
    parts = [part for part in path.split("/") if part]
    if parts and parts[-1].lower() in INDEX_FILES:
        parts.pop()
    if not parts:
        return "/"
    end = "" if "." in parts[-1] else "/"
    return f"/{'/'.join(parts)}{end}"


def is_ours(path: str) -> bool:
    """Whether a tidied path can be a page for readers."""
    return len(path) <= LONGEST and "\0" not in path and not path.lower().startswith(LEFT_ALONE)


def near(path: str) -> list[Article]:
    """Return the public pieces whose slugs begin most like the last word of a path.

    Two queries, each of a few neighbours in the index, however many pieces there are.
    """
    wanted = tidied(path)
    if not is_ours(wanted):
        return []
    slug = slug_from(wanted.rstrip("/").rpartition("/")[2], fallback="")
    if len(slug) < LEAST_IN_COMMON:
        return []
    after = Article.objects.filter(slug__gte=slug).order_by("slug")
    before = Article.objects.filter(slug__lt=slug).order_by("-slug")
    found = [
        piece
        for side in (after, before)
        for piece in Article.objects.public().filter(pk__in=side.values("pk")[:NEIGHBOURS]).cards()
    ]
    ranked = [(_in_common(slug, piece.slug), piece) for piece in found]
    ranked.sort(key=lambda entry: (-entry[0], entry[1].slug))
    return [piece for common, piece in ranked if common >= LEAST_IN_COMMON][:NEAR]


def words_of(path: str) -> str:
    """Return the words of a path's last part, as somebody would type them into a search."""
    wanted = tidied(path)
    last = wanted.rstrip("/").rpartition("/")[2] if is_ours(wanted) else ""
    return slug_from(last.partition(".")[0], fallback="").replace("-", " ").replace("_", " ")


def _in_common(one: str, other: str) -> int:
    """Return how many letters two slugs share from their first on, up to a whole word."""
    length = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        length += 1
    whole = length in {len(one), len(other)} or "-" in {one[length], other[length]}
    return length if whole else one[:length].rfind("-")


def _named(path: str, match: ResolverMatch) -> Target | None:
    """Return the row whose slug stands in an address, in the address's case or in ours."""
    slugs = {path.rstrip("/").rpartition("/")[2], match.kwargs["slug"]}
    if match.url_name == "article":
        rows = Article.objects.defer("body", "body_html", "body_text", "headings")
    else:
        rows = ROWS[match.url_name].objects
    return rows.filter(slug__in=slugs).first()


def _kept(candidates: dict[str, str], path: str) -> Lead | None:
    """Look among the old addresses; the first candidate that is one counts.

    candidates: addresses, each with what follows it in the path that was asked for.
    """
    found = Redirect.objects.with_targets().in_bulk(list(candidates), field_name="old_path")
    old = next((known for known in candidates if known in found), None)
    return old and _lead_to(found[old].target, candidates[old], path)


def _in_archive(path: str) -> Lead | None:
    """Return the archive's page of what is left of a piece's address without its slug."""
    if not (period := _OF_A_PERIOD.fullmatch(path)):
        return None
    try:
        begin, end = archive.bounds(*(int(part) for part in period.groups() if part))
    except (ValueError, OverflowError):  # no day of any calendar
        return None
    public = Article.objects.public().filter(published_at__gte=begin, published_at__lt=end)
    return Lead(f"/arsip{path}") if public.exists() else None


def _lead_to(row: Target, tail: str, path: str) -> Lead | None:
    """Return the lead to a row, or to the page below it named by `tail`, if readers find it."""
    if isinstance(row, Article):
        if row.publication is Publication.WITHDRAWN and row.published_at <= timezone.now():
            return Lead(withdrawn=row)
        if not row.is_public:
            return None
    if isinstance(row, Tag) and not Article.objects.public().filter(taggings__tag=row).exists():
        return None
    address = row.get_absolute_url() + tail
    if tail and not _match(address):
        return None
    return None if address == path else Lead(address)


def _match(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None
