"""Who publishes the paper: its facts in texts and data, and what is still to be filled in.

A text marks a gap as `[[penanggung jawab]]`. Readers see the fact once it is known, until then
decent words; the desk reminds of it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Subquery
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import remembering, showing
from articles.models import Publisher, StandingPage
from articles.page_index import Key

# What a change of the facts touches.
KEYS = frozenset(Key(f"{how}:{Publisher._meta.db_table}") for how in ("table", "any"))

# The older form of the mark is understood as well.
GAP = re.compile(r"\[\[([^\[\]\n<>]{1,80})\]\]|\[isi:\s*([^\[\]\n<>]{1,80})\]", re.IGNORECASE)
# How a text names a fact.
FACTS = {
    "nama perusahaan pers": "company",
    "nama perusahaan": "company",
    "alamat kantor": "address",
    "alamat": "address",
    "nama penanggung jawab": "responsible",
    "penanggung jawab": "responsible",
    "nama pemimpin redaksi": "chief_editor",
    "pemimpin redaksi": "chief_editor",
    "nama redaktur pelaksana": "managing_editor",
    "redaktur pelaksana": "managing_editor",
    "surel redaksi": "email",
    "alamat surel pengaduan": "complaints_email",
    "surel pengaduan": "complaints_email",
    "nomor telepon": "phone",
    "telepon": "phone",
    "tahun": "founded",
    "tahun berdiri": "founded",
}
# The pages every paper has, by slug. Why: Law 40/1999 article 12; guideline of the Press Council
# for online media (1/Peraturan-DP/III/2012), point 8; right of reply, Law 40/1999 article 5.
PAGES = {
    "redaksi": gettext_lazy("Masthead"),
    "pedoman-media-siber": gettext_lazy("Guideline for online media"),
    "tentang": gettext_lazy("About the paper"),
    "kontak": gettext_lazy("Contact, corrections and right of reply"),
}
# Which of them says what a machine asks after, in the words of the Trust Project's properties.
ROLES = {
    "publishing_principles": "pedoman-media-siber",
    "ethics_policy": "pedoman-media-siber",
    "corrections_policy": "kontak",
    "masthead": "redaksi",
    "ownership_funding_info": "tentang",
    "contact": "kontak",
}


@dataclass(frozen=True)
class Reminder:
    """A page with gaps and their names; a page that is missing has no key, and no gaps."""

    slug: str
    title: str
    pk: int | None
    gaps: list[str]


def facts() -> Publisher:
    """Return what is known; an empty row where nobody has written anything. One query."""
    return Publisher.objects.first() or Publisher()


def remembered() -> Publisher:
    """Return the facts for a page, read once a process; they are shared: nobody changes them."""
    showing.also(*KEYS)
    with showing.only():
        return remembering.once("publisher", KEYS, facts)


def describe(slugs: Iterable[str], known: Publisher | None = None) -> dict:
    """Return the publisher as data: its name and facts, without those that are empty.

    slugs: of the standing pages there are, as the navigation knows them. `pages` has the address
    of each role's page, for example `masthead`; roles without a page are left out.
    """
    known, there = known or remembered(), set(slugs)
    fields = [field.name for field in Publisher._meta.fields if field.name != "id"]
    found = {name: value for name in fields if (value := getattr(known, name))}
    pages = {
        role: reverse("standing_page", args=[slug]) for role, slug in ROLES.items() if slug in there
    }
    return {"name": settings.SITE_NAME, **found, "pages": pages}


def fill(html: str) -> SafeString:
    """Return a page's sanitised HTML with the facts in place of its gaps. One query, if any."""
    if not GAP.search(html):
        return mark_safe(html)  # noqa: S308, as the renderer left it
    known = facts()
    return mark_safe(GAP.sub(lambda gap: _in_words(_name_of(gap), known), html))  # noqa: S308, escaped below


def gaps_of(text: str, known: Publisher) -> list[str]:
    """Return the names of what a text leaves to be filled in, each once."""
    names = [_name_of(gap) for gap in GAP.finditer(text)]
    return [name for name in dict.fromkeys(names) if not _fact(name, known)]


def reminders() -> list[Reminder]:
    """Return what the standing pages still lack, and which of those every paper has are missing.

    One query: the facts come beside each page.
    """
    only = {name: Subquery(Publisher.objects.values(name)[:1]) for name in set(FACTS.values())}
    pages = list(
        StandingPage.objects.order_by("title")
        .annotate(**{f"known_{name}": value for name, value in only.items()})
        .only("slug", "title", "body")
    )
    found = []
    for page in pages:
        known = Publisher(**{name: getattr(page, f"known_{name}") or "" for name in only})
        if gaps := gaps_of(page.body, known):
            found.append(Reminder(page.slug, page.title, page.pk, gaps))
    there = {page.slug for page in pages}
    found += [Reminder(slug, str(PAGES[slug]), None, []) for slug in PAGES if slug not in there]
    return found


def _name_of(gap: re.Match) -> str:
    return " ".join((gap[1] or gap[2]).split())


def _fact(name: str, known: Publisher) -> str:
    return getattr(known, FACTS.get(name.lower(), ""), "")


def _in_words(name: str, known: Publisher) -> str:
    field = FACTS.get(name.lower(), "")
    fact = _fact(name, known)
    if not fact:
        return format_html("<em>{}</em>", _("not stated yet"))
    if field.endswith("email"):
        return format_html('<a href="mailto:{0}">{0}</a>', fact)
    return format_html("{}", fact)
