"""What the lists and forms of the newsroom share: odd requests and races end in words."""

from collections.abc import Iterable

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.widgets import AutocompleteSelect
from django.db import DataError, IntegrityError
from django.db.models import IntegerField, Model, OuterRef, ProtectedError, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext_lazy

from articles import kept_text
from articles.blank import is_blank

# More words than this are no search: SQLite knows no expression of a thousand parts.
LONGEST_SEARCH = 200
# Of what stands in the way of a deletion, this much is named.
MOST_USES = 20
# Rows beside another are counted up to here: nobody needs more digits, and counting reads each.
MOST_COUNTED = 1000
COLLISION = (IntegrityError, ProtectedError)
# Django's own Indonesian slips in these. What stands here is in the paper's catalogue, which wins.
SAID_BETTER = (
    gettext_noop(
        "Please enter the correct %(username)s and password for a staff account. Note that both "
        "fields may be case-sensitive."
    ),
    ngettext_lazy("Please correct the error below.", "Please correct the errors below."),
)


def is_key(value: object) -> bool:
    """Whether a sent value can be a row's primary key."""
    digits = str(value)
    return digits.isascii() and digits.isdigit() and len(digits) < 19


class KnownChoice(AutocompleteSelect):
    """A choice with search that can be shown again whatever was sent as chosen."""

    @property
    def media(self) -> forms.Media:
        """Django's scripts, and behind them ours that names the box by its field."""
        return super().media + forms.Media(js=["admin/js/autocomplete.js", "js/named-choices.js"])

    def optgroups(self, name, value, attr=None):
        """Look up only what can be a row."""
        return super().optgroups(name, [key for key in value if is_key(key)], attr)


class SluggedForm(forms.ModelForm):
    """A form of something with an address, which is made from its name where it is left empty."""

    def clean(self) -> dict:
        """Fill in the address before the model is asked whether it has one."""
        data = super().clean()
        name = data.get(self.instance.slug_source)
        if name and is_blank(name):
            # Readers would get a link without words.
            self.add_error(
                self.instance.slug_source, _("Nothing of this name can be seen. Type it anew.")
            )
        if data.get("slug") == "":
            source = self.instance.slug_source
            # Without a valid name the form is shown again; one complaint is enough.
            setattr(self.instance, source, data.get(source, ""))
            self.instance.slug = ""
            self.instance.fill_slug()
            data["slug"] = self.instance.slug
        return data

    def clean_slug(self) -> str:
        """Return the slug in small letters: an address has no capitals."""
        return self.cleaned_data["slug"].lower()


class GuardedList(admin.ModelAdmin):
    """The half of a ModelAdmin that shows many rows; no request brings it to fall."""

    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def get_search_results(self, request, queryset, search_term):
        """Search for what was typed, without what no row can hold."""
        term = search_term.replace("\0", "")[:LONGEST_SEARCH]
        return super().get_search_results(request, queryset, term)

    def lookup_allowed(self, lookup, value, request) -> bool:
        """Only the filters on the page: any other lookup could be made to fail or to take long."""
        return lookup in {
            getattr(entry, "parameter_name", entry) for entry in self.get_list_filter(request)
        }

    def get_changelist_instance(self, request):
        """Treat values that no column can hold like any other odd parameter."""
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError, DataError) as error:
            raise IncorrectLookupParameters(str(error)) from error

    def changelist_view(self, request, extra_context=None) -> HttpResponse:
        """Show the list, or do what was chosen for its rows."""
        try:
            return super().changelist_view(request, extra_context)
        except COLLISION:
            self._say_collided(request)
            return HttpResponseRedirect(request.get_full_path())

    def response_action(self, request, queryset) -> HttpResponse | None:
        """Do what was chosen, unless the chosen rows cannot be any."""
        if not all(map(is_key, request.POST.getlist(ACTION_CHECKBOX_NAME))):
            text = _("These rows cannot be found. Choose them in the list again.")
            self.message_user(request, text, messages.WARNING)
            return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, queryset)

    def _say_collided(self, request) -> None:
        self.message_user(
            request,
            _("Somebody changed something that collides with this at the same moment. Try again."),
            messages.ERROR,
        )


class NewsroomAdmin(GuardedList):
    """A ModelAdmin of one noun: races between two forms, and deletions of what is used."""

    def save_model(self, request, obj, form, change) -> None:
        """Save, and tell whose old address was taken."""
        super().save_model(request, obj, form, change)
        say_address_taken(request, obj)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show or save the form; of two who save the same at once, the second gets words.

        Asked again, the form sees what the other one took, and says so beside the field.
        """
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except COLLISION:
            try:
                return super().changeform_view(request, object_id, form_url, extra_context)
            except COLLISION:
                self._say_collided(request)
                return HttpResponseRedirect(request.get_full_path())

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id) -> HttpResponse:
        """Lead away from a row that is gone. Django's own, but whoever wrote keeps their text."""
        if kept_text.is_typed(request):
            raise Http404
        return super()._get_obj_does_not_exist_redirect(request, opts, object_id)

    def delete_view(self, request, object_id, extra_context=None) -> HttpResponse:
        """Ask before deleting; what has come into use since then stays."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except COLLISION:
            self._say_collided(request)
            return HttpResponseRedirect(request.get_full_path())

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Give fields with search their widget."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KnownChoice(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    # --- Deleting --------------------------------------------------------------

    def uses_of(self, rows: Iterable[Model]) -> list[str]:
        """Return what uses the rows, as links, the first MOST_USES; none: they may go."""
        return []

    def get_deleted_objects(self, objs, request):
        """Name what stands in the way, without reading all of it."""
        if uses := self.uses_of(objs):
            return [], {}, set(), uses
        return super().get_deleted_objects(objs, request)


def say_address_taken(request: HttpRequest, row: Model) -> None:
    """Tell the editor what the address of a row just saved has led to until now, if anything."""
    if before := getattr(row, "took_address_of", None):
        text = _("Until now %(address)s led to “%(what)s”. From now on it is this page's own.")
        what = {"address": row.get_absolute_url(), "what": before}
        messages.warning(request, text % what)


def link_to(row: Model, words: str = "") -> SafeString:
    """Return a link to a row's page in the admin, with the kind of row before it."""
    meta = row._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
    kind = str(meta.verbose_name)
    return format_html(
        '{}: <a href="{}">{}</a>', kind[:1].upper() + kind[1:], address, words or row
    )


def shortened(uses: list[str]) -> list[str]:
    """Return the first MOST_USES entries, and words for the rest.

    uses: as many as were read; one more than MOST_USES says that there are others.
    """
    if len(uses) <= MOST_USES:
        return uses
    return [*uses[:MOST_USES], _("… and others")]


def leave_only(request: HttpRequest, names: list[str], permission: str) -> list[str]:
    """Return the names of fields that an account without the permission may only read."""
    return [] if request.user.has_perm(permission) else names


class Counted(Subquery):
    """How many rows a subquery has."""

    template = '(SELECT COUNT(*) FROM (%(subquery)s) "counted")'
    output_field = IntegerField()


def number_of(model: type[Model], field: str) -> Counted:
    """Return an annotation: how many rows of `model` have this row as `field`, up to one more than
    MOST_COUNTED.

    It is counted beside each row, so that a page of a list counts for its own rows only.
    """
    rows = model._default_manager.filter(**{field: OuterRef("pk")}).order_by()
    return Counted(rows.values("pk")[: MOST_COUNTED + 1])


def in_words(number: int) -> int | str:
    """Return a number from number_of() as the desk shows it."""
    if number <= MOST_COUNTED:
        return number
    return _("more than %(number)s") % {"number": localize(MOST_COUNTED)}
