"""Tags: their words, how many pieces carry them, and two made one."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import renewing
from articles.acting import Refused
from articles.admin.base import SluggedForm, in_words, number_of
from articles.admin.tag_pairs import SimilarTags
from articles.admin.together import Together
from articles.models import FormerName, Tag, Tagging
from articles.models.tags import MAX_NAME_LENGTH, folded, join, normalised, parse
from articles.tag_merging import merge, set_other_names

MOST_MERGED = 50


class TagForm(SluggedForm):
    """A tag's words, and the other names by which it goes."""

    other_names = forms.CharField(
        label=gettext_lazy("Other names"),
        required=False,
        # What was there when the form was opened; others may add to it meanwhile.
        show_hidden_initial=True,
        widget=AdminTextInputWidget(attrs={"class": "vLargeTextField"}),
        help_text=gettext_lazy(
            "Separated by commas: names it had, abbreviations, words in another language. Typed "
            "as tags of a piece they become this one; found in a text they propose it."
        ),
    )

    def __init__(self, *args, **kwargs) -> None:
        """Show the names that lead to the tag."""
        super().__init__(*args, **kwargs)
        if self.instance.pk and "other_names" in self.fields:
            self.fields["other_names"].initial = join(self.instance.former_names.all())

    @property
    def names_seen(self) -> list[str]:
        """The other names that were in the form when it was opened."""
        field = self["other_names"]
        return parse(self.data.get(field.html_initial_name, field.initial or ""))

    def clean_name(self) -> str:
        """Return the one spelling. Raises ValidationError for a name that pieces cannot carry."""
        name = self.cleaned_data["name"]
        if "," in name:
            raise ValidationError(_("A tag has no comma: between tags, a comma parts two of them."))
        name = normalised(name)
        if not name or len(folded(name)) > 3 * MAX_NAME_LENGTH:
            raise ValidationError(_("This cannot be the name of a tag. Choose other words."))
        same = Tag.objects.filter(folded_name=folded(name)).exclude(pk=self.instance.pk).first()
        if same:
            raise ValidationError(
                _(
                    "There is a tag “%(name)s” already. To make two tags one, choose both in the "
                    "list of tags and merge them."
                ),
                params={"name": same.name},
            )
        return name

    def clean_other_names(self) -> list[str]:
        """Return the names. Raises ValidationError for one that belongs to another tag."""
        names = parse(self.cleaned_data["other_names"])
        if any(len(name) > MAX_NAME_LENGTH for name in names):
            raise ValidationError(_("This cannot be the name of a tag. Choose other words."))
        keys = {folded(name) for name in names}
        taken = list(Tag.objects.filter(folded_name__in=keys).exclude(pk=self.instance.pk))
        led = FormerName.objects.filter(folded_name__in=keys).exclude(tag=self.instance.pk)
        if taken:
            raise ValidationError(
                _(
                    "There is a tag “%(name)s” already. To make two tags one, choose both in the "
                    "list of tags and merge them."
                ),
                params={"name": taken[0].name},
            )
        if other := led.select_related("tag").first():
            raise ValidationError(
                _("“%(name)s” is another name of the tag “%(tag)s” already."),
                params={"name": other.name, "tag": other.tag.name},
            )
        return names


@admin.register(Tag)
class TagAdmin(SimilarTags, Together):
    """Tags by name."""

    form = TagForm
    fields = ["name", "slug", "description", "other_names"]
    readonly_fields = ["names_before"]
    prepopulated_fields = {"slug": ["name"]}
    list_display = ["name", "pieces", "description"]
    search_fields = ["name", "description"]
    search_help_text = gettext_lazy("Finds words in names and descriptions.")
    ordering = ["name"]
    actions = ["merge_tags"]

    def get_fields(self, request, obj=None) -> list[str]:
        """Names to be read, for who may not write them."""
        if obj is None or self.has_change_permission(request, obj):
            return self.fields
        return [*self.fields[:-1], "names_before"]

    def save_model(self, request, obj, form, change) -> None:
        """Save the tag, and what else leads to it.

        Raises IntegrityError where it was merged or deleted meanwhile: saving would make it anew.
        """
        if change and not Tag.objects.select_for_update().filter(pk=obj.pk):
            raise IntegrityError("the tag is gone")
        super().save_model(request, obj, form, change)
        set_other_names(obj, form.cleaned_data["other_names"], seen=form.names_seen)
        if obj.name_before and obj.name != obj.name_before:
            self._say_search_follows(request, obj)

    def _say_search_follows(self, request, tag: Tag) -> None:
        """Say, of a tag of many pieces, that search finds the older ones by its name later."""
        if renewing.pieces_beside(tag)[renewing.AT_ONCE :].exists():
            text = _(
                "Its pages say so at once. Search finds the newest pieces by this name now, all "
                "within the next minutes."
            )
            self.message_user(request, text, messages.INFO)

    def get_queryset(self, request):
        """Count beside each row, so that only the rows of a page are counted."""
        number = number_of(Tagging, "tag")
        return super().get_queryset(request).annotate(number_of_pieces=number)

    @admin.display(description=gettext_lazy("pieces"), ordering=F("number_of_pieces"))
    def pieces(self, tag: Tag) -> int | str:
        """How many pieces carry it."""
        return in_words(tag.number_of_pieces)

    @admin.display(description=gettext_lazy("former names"))
    def names_before(self, tag: Tag) -> str:
        """The names it had, and those of tags merged into it. Typed anew they lead here."""
        return ", ".join(map(str, tag.former_names.all())) if tag.pk else ""

    def get_deleted_objects(self, objs, request):
        """Say how many pieces lose the tags, rather than naming each."""
        tags = list(objs)
        if not self.has_delete_permission(request):
            return [], {}, {self.opts.verbose_name}, []
        taggings = Tagging.objects.filter(tag__in=tags).count()
        names = [str(tag) for tag in tags]
        counts = {
            self.opts.verbose_name_plural: len(tags),
            Tagging._meta.verbose_name_plural: taggings,
        }
        return names, counts, set(), []

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Merging changes one tag and deletes the others."""
        return self.has_change_permission(request) and self.has_delete_permission(request)

    @admin.action(
        description=gettext_lazy("Merge the selected tags into one"), permissions=["merge"]
    )
    def merge_tags(self, request, queryset) -> HttpResponse | None:
        """Ask which tag stays, then merge."""
        tags = list(queryset.order_by("-number_of_pieces", "name")[: MOST_MERGED + 1])
        if len(tags) < len(set(request.POST.getlist(ACTION_CHECKBOX_NAME))) <= MOST_MERGED:
            text = _("One of these tags is gone: merged or deleted in the meantime.")
            self.message_user(request, text, messages.WARNING)
            return self._back(request)
        if not 2 <= len(tags) <= MOST_MERGED:
            text = _("Choose at least two tags, and at most %(most)d.") % {"most": MOST_MERGED}
            self.message_user(request, text, messages.WARNING)
            return None
        kept = next((tag for tag in tags if str(tag.pk) == request.POST.get("kept")), None)
        if kept is None:
            return self._ask_which_stays(request, tags)
        try:
            self._merge_into(kept, tags, request)
        except Refused as refused:
            self.message_user(request, refused.reason, messages.WARNING)
        return self._back(request)

    @staticmethod
    def _back(request) -> HttpResponseRedirect | None:
        """Lead to where the tags were chosen; None: the list."""
        similar = request.POST.get("back") == "similar"
        return HttpResponseRedirect(reverse("admin:articles_tag_similar")) if similar else None

    def _merge_into(self, kept: Tag, tags: list[Tag], request) -> None:
        others = [tag for tag in tags if tag != kept]
        with transaction.atomic():
            moved = merge(kept, others)
            names = ", ".join(f"“{tag.name}”" for tag in others)
            self.log_change(request, kept, _("Merged with: %(names)s.") % {"names": names})
        text = ngettext(
            "%(names)s became “%(kept)s”; %(count)d piece moved.",
            "%(names)s became “%(kept)s”; %(count)d pieces moved.",
            moved,
        ) % {"names": names, "kept": kept.name, "count": moved}
        self.message_user(request, text, messages.SUCCESS)
        if moved > renewing.AT_ONCE:
            self._say_search_follows(request, kept)

    def _ask_which_stays(self, request, tags: list[Tag]) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge tags"),
            "opts": self.opts,
            "tags": tags,
            "checkbox_name": ACTION_CHECKBOX_NAME,
            "asked": "merge_asked" in request.POST,
            "back": request.POST.get("back", ""),
            "media": self.media,
        }
        return TemplateResponse(request, "admin/articles/tag/merge.html", context)
