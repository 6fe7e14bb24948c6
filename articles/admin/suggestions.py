"""What the desk's fields suggest while somebody types: a few rows, never all of them."""

from collections.abc import Callable
from functools import reduce
from operator import or_

from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import picturing, search, tag_lookup
from articles.admin.markdown import image_code
from articles.models import Article, Author, Image
from articles.widgets import PieceLines

MOST = 10
MOST_PICTURES = 24


def tags(typed: str) -> list[dict]:
    """Tags that may be meant, each with how many pieces readers find under it."""
    found = tag_lookup.suggested(typed, MOST)
    return [{"value": one.tag.name, "label": about_tag(one.pieces, one.also)} for one in found]


def about_tag(pieces: int, also: str = "") -> str:
    """Return in words how much a tag is used, and the other name by which it was found."""
    if pieces > tag_lookup.COUNTED:
        number = _("more than %(count)d pieces") % {"count": tag_lookup.COUNTED}
    else:
        number = ngettext("%(count)d piece", "%(count)d pieces", pieces) % {"count": pieces}
    return _("also “%(name)s”, %(number)s") % {"name": also, "number": number} if also else number


def authors(typed: str) -> list[dict]:
    """Authors with what was typed in their names."""
    found = Author.objects.filter(name__icontains=typed).order_by("name")[:MOST]
    return [{"value": author.name, "label": author.role} for author in found]


def pieces(typed: str) -> list[dict]:
    """Pieces with the typed words in their headlines, the last one perhaps only begun."""
    query = search.parse(typed)
    if query.is_empty:
        return []
    # By the index: a headline that nobody has would be looked for in all of them.
    keys = search.in_headlines(Article.objects.all(), query, MOST)
    found = Article.objects.filter(pk__in=keys).order_by("-modified_at", "-id")
    return [
        {"value": PieceLines.line(piece), "label": str(piece.publication.label)}
        for piece in found.only("headline", "slug", "published_at", "withdrawn_at")
    ]


def pictures(typed: str) -> list[dict]:
    """The picture of the typed number."""
    if not (typed.isascii() and typed.isdigit() and len(typed) < 16):
        return []
    return [
        {
            "value": str(image.pk),
            "label": image.title,
            "code": image_code(image),
            "address": picturing.thumbnail(image),
        }
        for image in Image.objects.filter(pk=int(typed))
    ]


def library(typed: str) -> list[dict]:
    """Pictures with every typed word in their own words, the newest first; all if none is typed."""
    found = Image.objects.all()
    for word in typed.split():
        columns = ("title", "alt", "caption", "credit")
        found = found.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in columns)))
    return [
        {
            "value": str(image.pk),
            "label": image.title,
            "alt": picturing.words_of(image),
            "caption": image.caption,
            "credit": image.credit,
            "address": picturing.thumbnail(image),
        }
        for image in found[:MOST_PICTURES]
    ]


KINDS: dict[str, Callable[[str], list[dict]]] = {
    "tag": tags,
    "author": authors,
    "piece": pieces,
    "picture": pictures,
    "library": library,
}
# Those that have something to suggest before anything is typed.
UNASKED = {"library"}


def suggest(request: HttpRequest, kind: str) -> JsonResponse:
    """Answer `?q=` with suggestions of one kind; nothing typed, nothing suggested."""
    typed = request.GET.get("q", "").replace("\0", "").strip()[:100]
    find = KINDS.get(kind)
    asked = find and (typed or kind in UNASKED)
    return JsonResponse({"suggestions": find(typed) if asked else []})
