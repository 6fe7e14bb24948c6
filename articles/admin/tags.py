"""Tags: their words, how many pieces carry them, and two made one."""

from collections.abc import Iterable

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import invalidation
from articles.admin.base import NewsroomAdmin, SluggedForm, in_words, number_of
from articles.models import FormerName, Redirect, Tag, Tagging
from articles.models.tags import MAX_NAME_LENGTH, folded, normalised

MOST_MERGED = 50


class TagForm(SluggedForm):
    """A tag's words."""

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


@transaction.atomic
def merge(kept: Tag, others: Iterable[Tag]) -> int:
    """Give the pieces of `others` to `kept`, delete the others; return how many pieces moved.

    A piece that carried several of them carries `kept` once.
    """
    keys = {tag.pk for tag in others} - {kept.pk}
    list(Tag.objects.select_for_update().filter(pk__in={kept.pk, *keys}).order_by("pk"))
    carriers = Tagging.objects.filter(tag__in=keys).values_list("content_object", flat=True)
    already = Tagging.objects.filter(tag=kept).values("content_object")
    moving = list(carriers.exclude(content_object__in=already).distinct())
    # Somebody may tag a piece at this moment; then it has what it should have.
    rows = [Tagging(tag=kept, content_object_id=piece) for piece in moving]
    with invalidation.announced(rows):
        Tagging.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    _keep_names(kept, keys)
    Tag.objects.filter(pk__in=keys).delete()
    return len(moving)


def _keep_names(kept: Tag, keys: set[int]) -> None:
    """Let the names and addresses of the others, present and former, lead to `kept`."""
    FormerName.objects.filter(tag__in=keys).update(tag=kept)
    Redirect.objects.filter(tag__in=keys).update(tag=kept)
    for tag in Tag.objects.filter(pk__in=keys):
        Redirect.objects.keep(tag.get_absolute_url(), kept)
        former = {"tag": kept, "name": tag.name}
        FormerName.objects.update_or_create(folded_name=tag.folded_name, defaults=former)


@admin.register(Tag)
class TagAdmin(NewsroomAdmin):
    """Tags by name."""

    form = TagForm
    fields = ["name", "slug", "description", "names_before"]
    readonly_fields = ["names_before"]
    prepopulated_fields = {"slug": ["name"]}
    list_display = ["name", "pieces", "description"]
    search_fields = ["name", "description"]
    search_help_text = gettext_lazy("Finds words in names and descriptions.")
    ordering = ["name"]
    actions = ["merge_tags"]

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
    def merge_tags(self, request, queryset) -> TemplateResponse | None:
        """Ask which tag stays, then merge."""
        tags = list(queryset.order_by("-number_of_pieces", "name")[: MOST_MERGED + 1])
        if not 2 <= len(tags) <= MOST_MERGED:
            text = _("Choose at least two tags, and at most %(most)d.") % {"most": MOST_MERGED}
            self.message_user(request, text, messages.WARNING)
            return None
        kept = next((tag for tag in tags if str(tag.pk) == request.POST.get("kept")), None)
        if kept is None:
            return self._ask_which_stays(request, tags)
        self._merge_into(kept, tags, request)
        return None

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

    def _ask_which_stays(self, request, tags: list[Tag]) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge tags"),
            "opts": self.opts,
            "tags": tags,
            "checkbox_name": ACTION_CHECKBOX_NAME,
            "asked": "merge_asked" in request.POST,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/articles/tag/merge.html", context)
