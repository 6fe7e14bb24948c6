"""What the desk's fields suggest while somebody types: a few rows, never all of them."""

from collections.abc import Callable

from django.http import HttpRequest, JsonResponse

from articles.admin.markdown import image_code
from articles.models import Article, Author, Image, Tag
from articles.models.tags import folded
from articles.widgets import PieceLines

MOST = 10


def tags(typed: str) -> list[dict]:
    """Tags whose names begin with what was typed."""
    found = Tag.objects.filter(folded_name__startswith=folded(typed)).order_by("name")[:MOST]
    return [{"value": tag.name} for tag in found]


def authors(typed: str) -> list[dict]:
    """Authors with what was typed in their names."""
    found = Author.objects.filter(name__icontains=typed).order_by("name")[:MOST]
    return [{"value": author.name, "label": author.role} for author in found]


def pieces(typed: str) -> list[dict]:
    """Pieces with what was typed in their headlines, the last saved first."""
    found = Article.objects.filter(headline__icontains=typed).order_by("-modified_at", "-id")
    return [
        {"value": PieceLines.line(piece), "label": str(piece.publication.label)}
        for piece in found.only("headline", "slug", "published_at", "withdrawn_at")[:MOST]
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
            "address": image.file.url if image.file else "",
        }
        for image in Image.objects.filter(pk=int(typed))
    ]


KINDS: dict[str, Callable[[str], list[dict]]] = {
    "tag": tags,
    "author": authors,
    "piece": pieces,
    "picture": pictures,
}


def suggest(request: HttpRequest, kind: str) -> JsonResponse:
    """Answer `?q=` with suggestions of one kind; nothing typed, nothing suggested."""
    typed = request.GET.get("q", "").replace("\0", "").strip()[:100]
    find = KINDS.get(kind)
    return JsonResponse({"suggestions": find(typed) if find and typed else []})
