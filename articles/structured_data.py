"""What a page is, in the vocabulary of schema.org 30, as dicts (pure).

Takes rows or anything shaped like them. `Paper` knows the site: addresses are paths everywhere
else and become full ones here. Properties follow Google's documentation of articles, breadcrumbs
and profile pages, and the Trust Project's of publishers. What is not known is left out.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from articles import rendering

Thing = dict[str, Any]

CONTEXT = "https://schema.org"
# By the kind of piece; a reader's machine is told what a reader is.
TYPES = {
    "news": "NewsArticle",
    "background": "BackgroundNewsArticle",
    "analysis": "AnalysisNewsArticle",
    "opinion": "OpinionNewsArticle",
    "advertorial": "AdvertiserContentArticle",
}
# A publisher's properties, and the role of the standing page that each of them leads to.
POLICIES = {
    "publishingPrinciples": "publishing_principles",
    "ethicsPolicy": "ethics_policy",
    "verificationFactCheckingPolicy": "publishing_principles",
    "correctionsPolicy": "corrections_policy",
    "actionableFeedbackPolicy": "contact",
    "masthead": "masthead",
    "ownershipFundingInfo": "ownership_funding_info",
}
# What a standing page is by its role; the others are pages like any.
PAGES = {"ownership_funding_info": "AboutPage", "contact": "ContactPage"}
# Within a script element, text must not end it, nor begin a comment; JSON has its own escapes.
UNSAFE = re.compile("[<>&\u2028\u2029]")


@dataclass(frozen=True, kw_only=True)
class Paper:
    """The publisher.

    base: the site's address without a slash at its end; facts: as `publisher.describe` has them.
    """

    name: str
    base: str
    language: str
    logo: str = ""
    search: str = ""
    facts: Thing = field(default_factory=dict)

    @property
    def pages(self) -> dict[str, str]:
        """The paths of standing pages by their role."""
        return self.facts.get("pages", {})

    @cached_property
    def site(self) -> list[Thing]:
        """The whole site, and who publishes it; shared, and never changed."""
        return site(self)

    @cached_property
    def whole(self) -> Thing:
        """Who publishes it; shared, and never changed."""
        return publisher(self)

    @cached_property
    def reference(self) -> Thing:
        """What names it to whoever reads no references, too; shared, and never changed."""
        return _reference(self.whole)

    def full(self, path: str) -> str:
        """Return the full address of a path on this site."""
        return f"{self.base}{path}"


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One shape of a picture: its path and pixels, and whose it is."""

    path: str
    width: int
    height: int
    caption: str = ""
    credit: str = ""


def written(things: Iterable[Thing]) -> str:
    """Return the JSON of a page's things, safe to stand in a script element."""
    graph = {"@context": CONTEXT, "@graph": [*things]}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    # They are rare, and a look at each sign would cost as much as all the rest of the graph.
    return UNSAFE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)


def publisher(paper: Paper) -> Thing:
    """Return the paper as an organisation, with what is known of who publishes it."""
    pages, known = paper.pages, paper.facts.get
    policies = {name: paper.full(pages[role]) for name, role in POLICIES.items() if role in pages}
    office, complaints = known("address"), known("complaints_email")
    return _told(
        {
            "@type": "NewsMediaOrganization",
            "@id": f"{paper.base}/#penerbit",
            "name": paper.name,
            "url": paper.full("/"),
            "logo": {"@type": "ImageObject", "url": paper.full(paper.logo)} if paper.logo else None,
            "legalName": known("company"),
            "address": {"@type": "PostalAddress", "streetAddress": office} if office else None,
            "email": known("email"),
            "telephone": known("phone"),
            "foundingDate": known("founded"),
            "sameAs": known("profiles", "").split(),
            "contactPoint": _complaints(paper, complaints) if complaints else None,
            **policies,
        }
    )


def _complaints(paper: Paper, email: str) -> Thing:
    page = paper.pages.get("contact", "")
    return _told(
        {
            "@type": "ContactPoint",
            "contactType": "corrections and right of reply",
            "email": email,
            "url": paper.full(page) if page else "",
        }
    )


def site(paper: Paper) -> list[Thing]:
    """Return the whole site, with its search where it has one."""
    search = {
        "@type": "SearchAction",
        "target": {
            "@type": "EntryPoint",
            "urlTemplate": f"{paper.full(paper.search)}?q={{search_term_string}}",
        },
        # Google's own extension of the vocabulary (actions: `<property>-input`).
        "query-input": "required name=search_term_string",
    }
    return [
        _told(
            {
                "@type": "WebSite",
                "@id": f"{paper.base}/#situs",
                "name": paper.name,
                "url": paper.full("/"),
                "inLanguage": paper.language,
                "publisher": paper.reference,
                "potentialAction": search if paper.search else None,
            }
        ),
        paper.whole,
    ]


def article(
    paper: Paper,
    piece,
    *,
    changed: datetime,
    description: str = "",
    shots: Iterable[Shot] = (),
    corrections: Iterable = (),
    status: str = "",
    related: Iterable = (),
) -> list[Thing]:
    """Return a piece with its place. changed: significantly; status: a warning in words."""
    address = paper.full(piece.get_absolute_url())
    return [
        _told(
            {
                "@type": TYPES.get(piece.genre, "NewsArticle"),
                "@id": f"{address}#tulisan",
                "mainEntityOfPage": _page_of(paper, address, related),
                "url": address,
                "headline": piece.headline,
                "description": description,
                "datePublished": _moment(piece.published_at),
                "dateModified": _moment(changed),
                "author": _authors(paper, piece),
                "image": [picture(paper, shot) for shot in shots],
                "articleSection": piece.section.name if piece.section else "",
                "keywords": [tag.name for tag in piece.tags.all()],
                "inLanguage": paper.language,
                "isAccessibleForFree": True,
                "creativeWorkStatus": status,
                "correction": [correction(paper, one) for one in corrections],
                "isPartOf": {"@id": f"{paper.base}/#situs"},
                **_measures(piece),
                **_rights(paper, piece),
            }
        ),
        *paper.site,
        breadcrumbs(paper, _way_to(piece)),
    ]


def _measures(piece) -> Thing:
    return {"wordCount": piece.word_count, "timeRequired": f"PT{piece.reading_minutes}M"}


def _rights(paper: Paper, piece) -> Thing:
    holder = paper.reference
    year = timezone.localdate(piece.published_at).year
    return {"publisher": holder, "copyrightHolder": holder, "copyrightYear": year}


def _page_of(paper: Paper, address: str, related: Iterable) -> Thing:
    links = [paper.full(one.get_absolute_url()) for one in related]
    return _told({"@type": "WebPage", "@id": address, "relatedLink": links})


def correction(paper: Paper, entry) -> Thing:
    """Return an entry of the ledger, in words: its Markdown may name what readers may not see."""
    words = " ".join(rendering.plain_text(entry.text_html).split())
    return {
        "@type": "CorrectionComment",
        "name": entry.get_kind_display(),
        "url": paper.full(entry.get_absolute_url()),
        "text": words or entry.text,
        "datePublished": _moment(entry.at),
    }


def author_of(paper: Paper, author) -> Thing:
    """Return an author, a person or a desk, with the address of their page."""
    return _told(
        {
            "@type": "Organization" if author.is_desk else "Person",
            "@id": paper.full(f"{author.get_absolute_url()}#penulis"),
            "name": author.name,
            "url": paper.full(author.get_absolute_url()),
            "jobTitle": "" if author.is_desk else author.role,
        }
    )


def picture(paper: Paper, shot: Shot) -> Thing:
    """Return one shape of a picture."""
    return _told(
        {
            "@type": "ImageObject",
            "url": paper.full(shot.path),
            "width": _pixels(shot.width),
            "height": _pixels(shot.height),
            "caption": shot.caption,
            "creditText": shot.credit,
        }
    )


def profile(
    paper: Paper, author, *, shots: Iterable[Shot] = (), pieces: Iterable = ()
) -> list[Thing]:
    """Return the page of an author."""
    address = paper.full(author.get_absolute_url())
    about = author_of(paper, author) | _told(
        {
            "description": author.biography,
            "email": author.email,
            "image": [picture(paper, shot) for shot in shots],
            "parentOrganization" if author.is_desk else "worksFor": paper.reference,
        }
    )
    return [
        {
            "@type": "ProfilePage",
            "@id": address,
            "url": address,
            "name": author.name,
            "inLanguage": paper.language,
            "mainEntity": about,
            "isPartOf": {"@id": f"{paper.base}/#situs"},
            "hasPart": [_line(paper, piece) for piece in pieces],
        },
        *paper.site,
        breadcrumbs(paper, [(author.name, author.get_absolute_url())]),
    ]


def collection(
    paper: Paper,
    *,
    name: str,
    path: str,
    description: str = "",
    pieces: Iterable = (),
    way: Iterable[tuple[str, str]] = (),
) -> list[Thing]:
    """Return a page that lists pieces. way: names and paths from the front page to it."""
    items = [
        {"@type": "ListItem", "position": number, "url": paper.full(piece.get_absolute_url())}
        for number, piece in enumerate(pieces, start=1)
    ]
    return [
        _told(
            {
                "@type": "CollectionPage",
                "@id": paper.full(path),
                "url": paper.full(path),
                "name": name,
                "description": description,
                "inLanguage": paper.language,
                "isPartOf": {"@id": f"{paper.base}/#situs"},
                "mainEntity": {"@type": "ItemList", "itemListElement": items} if items else None,
            }
        ),
        *paper.site,
        breadcrumbs(paper, list(way) or [(name, path)]),
    ]


def page(paper: Paper, *, name: str, path: str, description: str = "") -> list[Thing]:
    """Return a page that belongs to the paper and not to a day."""
    roles = {address: role for role, address in paper.pages.items()}
    kind = PAGES.get(roles.get(path, ""), "WebPage")
    return [
        _told(
            {
                "@type": kind,
                "@id": paper.full(path),
                "url": paper.full(path),
                "name": name,
                "description": description,
                "inLanguage": paper.language,
                "publisher": paper.reference,
                "isPartOf": {"@id": f"{paper.base}/#situs"},
            }
        ),
        *paper.site,
        breadcrumbs(paper, [(name, path)]),
    ]


def breadcrumbs(paper: Paper, way: Iterable[tuple[str, str]]) -> Thing:
    """Return the way from the front page. way: names and paths below it, in order."""
    steps = [(paper.name, "/"), *way]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": number,
                "name": name,
                "item": {"@type": "WebPage", "@id": paper.full(path)},
            }
            for number, (name, path) in enumerate(steps, start=1)
        ],
    }


def _authors(paper: Paper, piece) -> list[Thing]:
    """Return who wrote a piece: the newsroom where nobody is named."""
    return [author_of(paper, one) for one in piece.byline] or [paper.reference]


def _way_to(piece) -> list[tuple[str, str]]:
    sections = [piece.section.parent, piece.section] if piece.section else []
    way = [(one.name, one.get_absolute_url()) for one in sections if one]
    return [*way, (piece.headline, piece.get_absolute_url())]


def _line(paper: Paper, piece) -> Thing:
    return {
        "@type": TYPES.get(piece.genre, "NewsArticle"),
        "url": paper.full(piece.get_absolute_url()),
        "headline": piece.headline,
        "datePublished": _moment(piece.published_at),
    }


def _reference(thing: Thing) -> Thing:
    """Return what names a thing of the same page to whoever reads no references, too."""
    return {key: thing[key] for key in ("@type", "@id", "name", "url") if key in thing}


def _pixels(number: int) -> Thing:
    """Return a length in pixels, by its code of UN/CEFACT."""
    return {"@type": "QuantitativeValue", "value": number, "unitCode": "E37"}


def _moment(value: datetime) -> str:
    return value.isoformat(timespec="seconds")


def _told(thing: Thing) -> Thing:
    return {key: value for key, value in thing.items() if value not in ("", None, [])}
