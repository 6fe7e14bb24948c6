"""The view of a piece as one writes it by hand: 7 queries, and its Markdown at every request."""

import markdown
import nh3
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.utils.safestring import mark_safe

from articles.models import Article, Section

EXTENSIONS = ["tables", "footnotes", "def_list", "abbr", "sane_lists", "toc", "smarty"]
RELATED = 6


def article(request, year, month, slug):
    now = timezone.now()
    public = Article.objects.filter(published_at__lte=now, withdrawn_at=None)
    piece = get_object_or_404(public, slug=slug)
    tags = list(piece.tags.all())
    alike = public.filter(tags__in=tags).exclude(pk=piece.pk).distinct()
    context = {
        "article": piece,
        "section": piece.section,
        "authors": list(piece.authors.order_by("bylines__position")),
        "tags": tags,
        "image": piece.lead_image,
        "related": list(alike.order_by("-published_at")[:RELATED]),
        "sections": list(Section.objects.filter(parent=None).order_by("position")),
        # Sanitised, as an editor's text has to be.
        "body": mark_safe(nh3.clean(markdown.markdown(piece.body, extensions=EXTENSIONS))),  # noqa: S308 - by nh3
    }
    return render(request, "plain.html", context)


urlpatterns = [path("<int:year>/<int:month>/<slug:slug>/", article, name="article")]
