"""The page of a piece as one writes it by hand: 7 queries, and its Markdown at every request.

All that our own page shows (`bench_pages` holds the two side by side), with Django's templates and
nothing kept. What an author of such a site would have simpler is simpler here: texts link to
addresses instead of references, and the words are written in one language.
"""

import json
import re
from functools import cache
from pathlib import PurePosixPath

import markdown
import nh3
from django.db.models import Count, F, Min, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from articles.models import Article, Section, StandingPage

PAPER = "Ruang Redaksi"
EXTENSIONS = ["tables", "footnotes", "def_list", "abbr", "sane_lists", "toc", "smarty"]
ATTRIBUTES = {**nh3.ALLOWED_ATTRIBUTES, "h2": {"id"}, "h3": {"id"}}
RELATED = 4
WIDTHS = (320, 480, 640, 960, 1280, 1600)
POLICIES = {
    "publishingPrinciples": "pedoman-media-siber",
    "ethicsPolicy": "pedoman-media-siber",
    "verificationFactCheckingPolicy": "pedoman-media-siber",
    "correctionsPolicy": "kontak",
    "actionableFeedbackPolicy": "kontak",
    "masthead": "redaksi",
    "ownershipFundingInfo": "tentang",
}
PIXELS = {"16x9": (1280, 720), "4x3": (1200, 900), "1x1": (900, 900)}


def article(request, year, month, slug):
    public = Article.objects.filter(published_at__lte=timezone.now(), withdrawn_at=None)
    piece = get_object_or_404(public.select_related("section__parent", "lead_image"), slug=slug)
    tags, peers = list(piece.tags.all()), public.filter(section=piece.section)
    older = peers.filter(published_at__lt=piece.published_at).order_by("-published_at")[:1]
    newer = peers.filter(published_at__gt=piece.published_at).order_by("published_at")[:1]
    beside = public.filter(Q(pk__in=older.values("pk")) | Q(pk__in=newer.values("pk")))
    text = markdown.Markdown(extensions=EXTENSIONS)
    html = text.convert(addressed(piece.body))
    context = {
        "article": piece,
        "paper": PAPER,
        "address": request.build_absolute_uri(),
        "base": request.build_absolute_uri("/")[:-1],
        "authors": list(piece.authors.order_by("bylines__position")),
        "tags": tags,
        "related": related_to(piece, tags, public),
        "neighbours": sorted(beside, key=lambda one: one.published_at),
        "sections": sections(),
        "pages": list(StandingPage.objects.order_by("title")),
        "headings": text.toc_tokens,
        # Sanitised, as an editor's text has to be.
        "body": mark_safe(nh3.clean(html, attributes=ATTRIBUTES)),  # noqa: S308 - by nh3
        "files": f"/media/turunan/{piece.lead_image_id}-{token(piece.lead_image)}",
        "widths": WIDTHS,
    }
    graph = json.dumps({"@context": "https://schema.org", "@graph": graph_of(context)})
    context["graph"] = mark_safe(graph.replace("<", "\\u003c"))  # noqa: S308 - nothing ends it
    return render(request, "plain/article.html", context)


def related_to(piece, tags, public):
    """The editors' picks, then what shares most tags."""
    chosen, alike = Q(pk__in=piece.picks.values("target")), Q(tags__in=tags)
    found = public.filter(chosen | alike).exclude(pk=piece.pk).select_related("section")
    return list(
        found.annotate(
            picked=Min("pk", filter=chosen),
            shared=Count("tags", filter=alike),
            subject=Min("tags__name", filter=alike),
        ).order_by(F("picked").asc(nulls_last=True), "-shared", "-published_at")[:RELATED]
    )


def sections():
    """The main sections, each with those below it."""
    every = list(Section.objects.order_by("position", "name"))
    mains = [one for one in every if one.parent_id is None]
    for main in mains:
        main.parts = [one for one in every if one.parent_id == main.pk]
    return mains


def graph_of(page):
    """The page in the vocabulary of schema.org, as our own has it."""
    base = page["base"]
    paper = {"@type": "NewsMediaOrganization", "@id": f"{base}/#penerbit"}
    paper |= {"name": PAPER, "url": f"{base}/"}
    return [piece_of(page, paper), *site_of(base, paper), way_to(page)]


def piece_of(page, paper):
    piece, base, address = page["article"], page["base"], page["address"]
    when = piece.published_at.isoformat()
    links = [base + one.get_absolute_url() for one in page["related"]]
    return {
        "@type": "NewsArticle",
        "@id": f"{address}#tulisan",
        "mainEntityOfPage": {"@type": "WebPage", "@id": address, "relatedLink": links},
        "url": address,
        "headline": piece.headline,
        "description": piece.search_description or piece.standfirst,
        "datePublished": when,
        "dateModified": when,
        "author": [person(base, one) for one in page["authors"]],
        "image": [shot(page, *one) for one in PIXELS.items()],
        "articleSection": piece.section.name,
        "keywords": [tag.name for tag in page["tags"]],
        "inLanguage": "id",
        "isAccessibleForFree": True,
        "isPartOf": {"@id": f"{base}/#situs"},
        "wordCount": piece.word_count,
        "timeRequired": f"PT{piece.reading_minutes}M",
        "publisher": paper,
        "copyrightHolder": paper,
        "copyrightYear": piece.published_at.year,
    }


def person(base, author):
    address = base + author.get_absolute_url()
    known = {"@id": f"{address}#penulis", "name": author.name, "url": address}
    if author.is_desk:
        return {"@type": "Organization", **known}
    return {"@type": "Person", **known, "jobTitle": author.role}


def shot(page, shape, pixels):
    width, height = ({"@type": "QuantitativeValue", "value": n, "unitCode": "E37"} for n in pixels)
    image = page["article"].lead_image
    return {
        "@type": "ImageObject",
        "url": f"{page['base']}{page['files']}/2-50-50/{shape}-{pixels[0]}.jpg",
        "width": width,
        "height": height,
        "caption": image.caption,
        "creditText": image.credit,
    }


def site_of(base, paper):
    search = f"{base}{reverse('search')}?q={{search_term_string}}"
    action = {"@type": "SearchAction", "query-input": "required name=search_term_string"}
    return [
        {
            "@type": "WebSite",
            "@id": f"{base}/#situs",
            "name": PAPER,
            "url": f"{base}/",
            "inLanguage": "id",
            "publisher": paper,
            "potentialAction": action | {"target": {"@type": "EntryPoint", "urlTemplate": search}},
        },
        {
            **paper,
            "logo": {"@type": "ImageObject", "url": base + static("img/favicon.svg")},
            **{name: f"{base}/{slug}/" for name, slug in POLICIES.items()},
        },
    ]


def way_to(page):
    piece, base = page["article"], page["base"]
    below = [one for one in (piece.section.parent, piece.section, piece) if one]
    steps = [(PAPER, "/"), *((str(one), one.get_absolute_url()) for one in below)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": place,
                "name": name,
                "item": {"@type": "WebPage", "@id": base + address},
            }
            for place, (name, address) in enumerate(steps, 1)
        ],
    }


@cache
def addressed(body):
    """The Markdown as such a site would have it: with addresses. Once for each text."""
    known = {one.slug: one.get_absolute_url() for one in Article.objects.exclude(published_at=None)}
    return re.sub(r"\(artikel:([\w-]+)\)", lambda link: f"({known[link[1]]})", body)


def token(image):
    return re.sub(r"[^\w-]", "-", PurePosixPath(image.file.name).name)


def elsewhere(request, **_):
    raise Http404("The benchmark asks for pieces alone.")


urlpatterns = [
    path("<int:year>/<int:month>/<slug:slug>/", article, name="article"),
    path("", elsewhere, name="home"),
    path("cari/", elsewhere, name="search"),
    path("arsip/", elsewhere, name="archive"),
    path("koreksi/", elsewhere, name="corrections"),
    path("tag/", elsewhere, name="tag_index"),
    path("tag/<slug:slug>/", elsewhere, name="tag"),
    path("rubrik/<slug:slug>/", elsewhere, name="section"),
    path("penulis/<slug:slug>/", elsewhere, name="author"),
    path("<slug:slug>/", elsewhere, name="standing_page"),
]
