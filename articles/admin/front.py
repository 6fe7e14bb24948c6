"""Arranging the front page: a form of places, a look before it goes live, and what was before."""

from dataclasses import dataclass, field
from itertools import pairwise

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import arranging, front_page
from articles import slots as places
from articles.acting import Refused
from articles.admin.base import NewsroomAdmin, is_key
from articles.arranging_form import ArrangementForm
from articles.models import Arrangement, Article
from articles.page_head import Head
from articles.permissions import why_not_arrange
from articles.slots import Slot, Slots
from articles.views.pieces import KEPT_TO_ITSELF
from articles.widgets import PieceLines

# Of what could be placed, the newest; and of what stood here before.
OFFERED, TO_COME, VERSIONS = 15, 15, 20


@dataclass
class Row:
    """One slot on the page that arranges: its fields, and what is said beside them."""

    key: str
    label: str
    piece: object
    until: object
    above: str = ""
    below: str = ""
    fills_itself: Article | None = None
    theirs: str = ""


@dataclass
class Area:
    """The top of the page or the band of a section, with its rows."""

    key: str
    title: str
    rows: list[Row] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether there is something to see: the top always, a band where editors put a hand."""
        touched = (row.piece.value() or row.piece.errors or row.until.errors for row in self.rows)
        return self.key == places.TOP or any(touched) or any(row.theirs for row in self.rows)


@admin.register(Arrangement)
class FrontPageAdmin(NewsroomAdmin):
    """One page instead of a list: the arrangement that counts, to be changed."""

    def get_urls(self) -> list:
        """Add the looks at what is typed and at what was."""
        own = [
            path("preview/", require_POST(self.preview_view), name="articles_arrangement_preview"),
            path("<int:number>/look/", self.look_view, name="articles_arrangement_look"),
        ]
        for page in own:
            page.callback = self.admin_site.admin_view(page.callback)
        return [*own, *super().get_urls()]

    def has_add_permission(self, request) -> bool:
        """An arrangement is made by changing the one that counts."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        """What was is kept as it was."""
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        """The record of front pages has no holes."""
        return False

    # --- The page --------------------------------------------------------------

    def changelist_view(self, request, extra_context=None) -> HttpResponse:
        """Show the places, move what is typed between them, or save them."""
        self._may_see_or_refuse(request)
        if request.method != "POST":
            return self._show(request, self._opened(request))
        if "swap" in request.POST or "clear" in request.POST:
            return self._show(request, ArrangementForm.moved(request.POST))
        form = ArrangementForm(request.POST)
        if not form.is_valid():
            return self._show(request, form)
        return self._save(request, form)

    def preview_view(self, request: HttpRequest) -> HttpResponse:
        """Show what is typed as the front page, without keeping any of it."""
        self._may_see_or_refuse(request)
        form = ArrangementForm(request.POST)
        if not form.is_valid():
            return self._show(request, form)
        return self._page(request, form.slots)

    def look_view(self, request: HttpRequest, number: int) -> HttpResponse:
        """Show an arrangement that was, as it would look now."""
        self._may_see_or_refuse(request)
        found = self._numbered(number)
        if found is None:
            raise Http404(_("There is no such arrangement."))
        return self._page(request, places.read(found.slots), found)

    def _may_see_or_refuse(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    @staticmethod
    def _numbered(number: int) -> Arrangement | None:
        return Arrangement.objects.filter(number=number).first() if number < 2**31 else None

    def _opened(self, request: HttpRequest) -> ArrangementForm:
        """Return the form with what counts, or with an earlier one that is to be taken up again."""
        newest = arranging.newest()
        asked = request.GET.get("from", "")
        earlier = self._numbered(int(asked)) if is_key(asked) else None
        if earlier and earlier != newest:
            text = _("This is arrangement {number}. It counts again once you save it.")
            self.message_user(request, text.format(number=earlier.number), messages.INFO)
        return ArrangementForm(slots=places.read((earlier or newest).slots), base=newest.number)

    def _save(self, request: HttpRequest, form: ArrangementForm) -> HttpResponse:
        try:
            made = arranging.arrange(form.slots, by=request.user, base=form.base)
        except Refused as refused:
            self.message_user(request, refused.reason, messages.ERROR)
            return self._show(request, form)
        except arranging.Clash as clash:
            text = _(
                "{who} has put other pieces in the places marked below in the meantime. Nothing is "
                "saved yet: look at them, change what you like, and save again."
            )
            text = text.format(who=clash.theirs.by_name)
            self.message_user(request, text, messages.WARNING)
            own = ArrangementForm(slots=clash.united, base=clash.theirs.number)
            theirs = places.read(clash.theirs.slots)
            return self._show(request, own, {slot: places.at(theirs, slot) for slot in clash.slots})
        if theirs := made.merged_with:
            text = _("{who} arranged, too, in the meantime; those changes are kept beside yours.")
            self.message_user(request, text.format(who=theirs.by_name), messages.INFO)
        said = format_html(
            '{} <a href="/">{}</a>', _("Readers see this arrangement now."), _("View on site")
        )
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_arrangement_changelist"))

    def _show(
        self, request: HttpRequest, form: ArrangementForm, clashes: dict[Slot, object] | None = None
    ) -> HttpResponse:
        placed = form.slots if form.slots is not None else front_page.arranged()
        recent, to_come = _offered(placed)
        context = {
            **self.admin_site.each_context(request),
            "is_nav_sidebar_enabled": False,
            "opts": self.opts,
            "title": _("The front page"),
            "form": form,
            "areas": _areas(form, placed, clashes or {}),
            "recent": [(piece, PieceLines.line(piece)) for piece in recent],
            "to_come": [(piece, PieceLines.line(piece)) for piece in to_come],
            "versions": Arrangement.objects.all()[:VERSIONS],
            "why_not": why_not_arrange(request.user),
            "today": timezone.localdate(),
            "zone": timezone.localtime().tzname(),
        }
        return TemplateResponse(request, "admin/articles/arrangement/arrange.html", context)

    @staticmethod
    def _page(
        request: HttpRequest, slots: Slots, arrangement: Arrangement | None = None
    ) -> HttpResponse:
        """Return the public page in the paper's language, kept by nobody."""
        with translation.override(settings.LANGUAGE_CODE):
            context = {
                "front": front_page.compose(slots),
                "arrangement": arrangement,
                "head": Head(title=settings.SITE_NAME),
                "at_home": True,
            }
            response = render(request, "articles/front_preview.html", context)
        for header, value in KEPT_TO_ITSELF.items():
            response.headers[header] = value
        return response


def _offered(placed: Slots) -> tuple[list[Article], list[Article]]:
    """Return the newest pieces that stand nowhere yet, and the next ones to come."""
    taken = {entry.piece for row in placed.values() for entry in row if entry}
    rest = Article.objects.exclude(pk__in=taken)
    recent = rest.public().latest_first().cards()[:OFFERED]
    to_come = rest.filter(published_at__gt=timezone.now(), withdrawn_at=None).cards()
    return list(recent), list(to_come.order_by("published_at", "id")[:TO_COME])


def _areas(form: ArrangementForm, placed: Slots, clashes: dict[Slot, object]) -> list[Area]:
    """Return the places in the page's order, each with its fields and what is said beside it."""
    front = front_page.compose(placed)
    shown = {places.TOP: [front.lead, *front.seconds]}
    shown |= {places.band_of(band.section.pk): band.pieces for band in front.bands}
    keys = [entry.piece for entry in clashes.values() if entry]
    others = Article.objects.only("headline").in_bulk(keys)
    areas = [Area(places.TOP, _("Top of the page"))]
    areas += [Area(places.band_of(section.pk), section.name) for section in form.sections]
    order = [(area, place) for area in areas for place in range(places.size_of(area.key))]
    for area, place in order:
        slot = (area.key, place)
        pieces = shown.get(area.key, [])
        fills = pieces[place] if place < len(pieces) else None
        row = Row(
            key=form.key_of(slot),
            label=_label(area.key, place),
            piece=form[form.piece_of(slot)],
            until=form[form.until_of(slot)],
            fills_itself=None if places.at(placed, slot) else fills,
        )
        if slot in clashes:
            entry = clashes[slot]
            row.theirs = str(others.get(entry.piece, "")) if entry else _("nothing")
        area.rows.append(row)
    rows = [row for area in areas for row in area.rows]
    for upper, lower in pairwise(rows):
        upper.below, lower.above = lower.key, upper.key
    return areas


def _label(area: str, place: int) -> str:
    if place == 0:
        return _("Lead") if area == places.TOP else _("Lead of the band")
    return _("Beside the lead, {number}").format(number=place) if area == places.TOP else str(place)
