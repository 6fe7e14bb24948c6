"""What stands on every page: the sections and the standing pages, read and set in type once."""

from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Coalesce
from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from articles import remembering, showing
from articles.models import Section, StandingPage
from articles.page_index import Key

Entries = dict[str, list["Entry"]]
# What a change of them touches.
KEYS = frozenset(
    [
        Key("navigation"),
        *(Key(f"any:{model._meta.db_table}") for model in (Section, StandingPage)),
    ]
)


@dataclass
class Entry:
    """A line of the navigation with the lines below it."""

    name: str
    slug: str
    view: str
    children: list["Entry"] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where the line leads."""
        return reverse(self.view, args=[self.slug])


class Navigation:
    """Sections and standing pages, read when a template first asks for one of them."""

    @property
    def sections(self) -> list[Entry]:
        """The main sections with their sub-sections."""
        return self._entries["section"]

    @property
    def standing_pages(self) -> list[Entry]:
        """The pages that belong to the paper and not to a day."""
        return self._entries["standing_page"]

    @cached_property
    def _entries(self) -> Entries:
        """The entries at the top, by the view they lead to. One query, once a process."""
        showing.also(*KEYS)
        with showing.only():
            return remembering.once("navigation", KEYS, _read)


def made(template: str, navigation: Navigation, **shown: str | bool) -> SafeString:
    """Return what a template makes of the navigation, the paper's name and `shown`; once a process
    for each language and each `shown`, of which there must be few."""
    showing.also(*KEYS)
    name = f"{template} {get_language()} {sorted(shown.items())}"
    context = {"navigation": navigation, "site_name": settings.SITE_NAME, **shown}
    return remembering.once(name, KEYS, lambda: get_template(template).render(context))


def _read() -> Entries:
    top: Entries = {"section": [], "standing_page": []}
    rows = [(Entry(name, slug, view), pk, above) for view, pk, above, _, name, slug in _rows()]
    sections = {pk: entry for entry, pk, _above in rows if entry.view == "section"}
    for entry, _pk, above in rows:
        (sections[above].children if above else top[entry.view]).append(entry)
    return top


def _rows() -> QuerySet:
    """Rows of (view, pk, parent's pk or 0, position, name, slug), all in one query."""
    columns = ("view", "pk", "above", "position", "name", "slug")
    sections = Section.objects.annotate(
        view=Value("section", CharField()), above=Coalesce("parent_id", 0)
    )
    pages = StandingPage.objects.annotate(
        view=Value("standing_page", CharField()),
        above=Value(0, IntegerField()),
        position=Value(0, IntegerField()),
        name=F("title"),
    )
    both = (rows.order_by().values_list(*columns) for rows in (sections, pages))
    return next(both).union(next(both), all=True).order_by("position", "name")
