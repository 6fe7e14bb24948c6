"""Pictures: the library, what comes in, and where each is used."""

from collections.abc import Iterable

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import display_for_value
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import intake, waiting
from articles.admin.base import MOST_USES, NewsroomAdmin, link_to, shortened
from articles.models import Article, Author, Image, Section, StandingPage

THUMBNAIL = (96, 64)
SHOWN = (480, 360)
# Rows whose texts are searched for in one query.
AT_ONCE = 40
FILE_TYPES = "image/jpeg,image/png,image/webp,image/avif"


class AddForm(forms.ModelForm):
    """A new picture and its words."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("JPEG, PNG, WebP or AVIF, at most 20 MB and 60 megapixels."),
        widget=forms.FileInput(attrs={"accept": FILE_TYPES}),
        # The reason is said by whoever looks into the file.
        allow_empty_file=True,
    )
    # What became of the file: intake.Prepared, or the refusal.
    outcome = None

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        self.fields["title"].help_text = gettext_lazy(
            "For finding it again; readers do not see it. Left empty, it is the file's name."
        )

    def clean_file(self):
        """Say in words why a file is not taken in, or where the library has it already."""
        if isinstance(self.outcome, intake.Refused):
            raise ValidationError(self.outcome.reason)
        if known := intake.find(self.outcome):
            words = _("The library has this picture already. Use that one, or correct it there.")
            raise ValidationError(format_html("{} {}", words, link_to(known)))
        return self.cleaned_data["file"]

    def clean(self) -> dict:
        """Give a picture without a title its file's name."""
        data = super().clean()
        if "file" in data and not data.get("title"):
            data["title"] = intake.title_from(data["file"].name)
        return data

    def _post_clean(self) -> None:
        """The row is written by the intake, which knows its columns."""


class CreditFilter(admin.SimpleListFilter):
    """Pictures that cannot be published as they are: nobody is named."""

    title = gettext_lazy("credit")
    parameter_name = "credit"
    column = "credit"

    def lookups(self, request, model_admin) -> list:
        """Missing, or there."""
        return [("no", _("missing")), ("yes", _("there"))]

    def queryset(self, request, queryset):
        """Narrow to one of them; any other value narrows nothing."""
        match self.value():
            case "no":
                return queryset.filter(**{self.column: ""})
            case "yes":
                return queryset.exclude(**{self.column: ""})
        return queryset


class AltFilter(CreditFilter):
    """Pictures that say nothing to who cannot see them."""

    title = gettext_lazy("alternative text")
    parameter_name = column = "alt"


def picture(image: Image, box: tuple[int, int], *, words: str = "") -> str:
    """Return the picture, fitted into a box of CSS pixels.

    words: its name where it is a link; elsewhere its words stand beside it.
    """
    if not image.file:
        return "–"
    scale = min(1, box[0] / max(image.width, 1), box[1] / max(image.height, 1))
    return format_html(
        '<img class="library-picture" src="{}" alt="{}" width="{}" height="{}" loading="lazy" '
        'decoding="async">',
        image.file.url,
        words,
        max(1, round(image.width * scale)),
        max(1, round(image.height * scale)),
    )


def in_texts(images: list[Image]) -> Q:
    """Return the condition of a text that shows one of the pictures, by number or by file."""
    found = Q()
    for image in images:
        written = f"gambar:{image.pk}"
        # The plain comparison is fast and spares the pattern nearly every row.
        found |= Q(body__contains=written, body__regex=rf"{written}([^0-9]|$)")
        if image.file:
            found |= Q(body__contains=image.file.name)
    return found


def uses(images: Iterable[Image]) -> list[str]:
    """Return links to what shows any of the pictures, the first MOST_USES."""
    images, most = list(images), MOST_USES + 1
    found = [
        *Article.objects.filter(lead_image__in=images).only("headline")[:most],
        *waiting.pieces_naming("lead_image", [image.pk for image in images])[:most],
        *Author.objects.filter(portrait__in=images).only("name")[:most],
        *Section.objects.filter(picture__in=images).only("name")[:most],
    ]
    for start in range(0, len(images), AT_ONCE):
        if len(found) >= most:
            break
        shown = in_texts(images[start : start + AT_ONCE])
        found += Article.objects.filter(shown).only("headline")[:most]
        found += waiting.pieces_with_text(shown)[:most]
        found += StandingPage.objects.filter(shown).only("title")[:most]
    return shortened([link_to(row) for row in dict.fromkeys(found)])


@admin.register(Image)
class ImageAdmin(NewsroomAdmin):
    """The library, the newest first."""

    fields = ["shown", "title", "alt", "caption", "credit", "added", "used"]
    readonly_fields = ["shown", "added", "used"]
    list_display = ["thumbnail", "title", "dimensions", "credit", "has_alt", "created_at"]
    list_display_links = ["thumbnail", "title"]
    list_filter = [CreditFilter, AltFilter]
    list_per_page = 24
    search_fields = ["title", "alt", "caption", "credit"]
    search_help_text = gettext_lazy("Finds words in title, alternative text, caption and credit.")
    ordering = ["-created_at", "-id"]

    class Media:
        css = {"all": ["css/admin-library.css"]}

    # --- What is shown ---------------------------------------------------------

    @admin.display(description=gettext_lazy("picture"))
    def thumbnail(self, image: Image) -> str:
        """The picture, small."""
        return picture(image, THUMBNAIL, words=str(image))

    @admin.display(description=gettext_lazy("picture"))
    def shown(self, image: Image) -> str:
        """The picture, with its number for texts."""
        return format_html(
            '{}<p class="library-note">{} <code>![{}](gambar:{})</code></p>',
            picture(image, SHOWN),
            _("In a text:"),
            image.alt,
            image.pk,
        )

    @admin.display(description=gettext_lazy("dimensions"), ordering="width")
    def dimensions(self, image: Image) -> str:
        """Width and height in pixels."""
        return f"{image.width} × {image.height}"

    @admin.display(description=gettext_lazy("alternative text"), boolean=True, ordering="alt")
    def has_alt(self, image: Image) -> bool:
        """Whether there are words for who cannot see it."""
        return bool(image.alt)

    @admin.display(description=gettext_lazy("added"))
    def added(self, image: Image) -> str:
        """When, by whom, and how large it is."""
        when = display_for_value(image.created_at, "")
        return " · ".join(
            filter(None, [when, str(image.uploaded_by or ""), self.dimensions(image)])
        )

    @admin.display(description=gettext_lazy("used in"))
    def used(self, image: Image) -> str:
        """Links to the pieces, authors and pages that show it."""
        places = format_html_join("", "<li>{}</li>", ((use,) for use in uses([image])))
        return format_html("<ul>{}</ul>", places) if places else _("nothing yet")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Room for whole sentences."""
        kwargs.setdefault("widget", AdminTextInputWidget(attrs={"class": "vLargeTextField"}))
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    # --- Taking in -------------------------------------------------------------

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Decode a new picture before Django's transaction: SQLite has room for one writer."""
        upload = request.FILES.get("file")
        if object_id is None and upload is not None and self.has_add_permission(request):
            try:
                request.outcome = intake.prepare(upload)
            except intake.Refused as refused:
                request.outcome = refused
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except intake.Refused as refused:
            request.outcome = refused
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """A new picture has a file to choose; an old one keeps its own."""
        if obj is not None:
            return super().get_form(request, obj, change=change, **kwargs)
        form = super().get_form(request, obj, change=change, **kwargs, form=AddForm)
        form.outcome = getattr(request, "outcome", None)
        return form

    def get_fields(self, request, obj=None) -> list[str]:
        """First the file, then its words."""
        return ["file", "title", "alt", "caption", "credit"] if obj is None else self.fields

    def save_form(self, request, form, change) -> Image:
        """Store a new picture. Raises intake.Refused."""
        if change:
            return super().save_form(request, form, change)
        fields = {key: value for key, value in form.cleaned_data.items() if key != "file"}
        name = form.cleaned_data["file"].name
        return intake.store(form.outcome, name, by=request.user, **fields)

    def save_model(self, request, obj, form, change) -> None:
        """A new row is written already."""
        if change:
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change) -> None:
        """Nothing hangs on a picture's form."""

    # --- Letting go ------------------------------------------------------------

    def uses_of(self, rows) -> list[str]:
        """What shows the pictures."""
        return uses(rows)

    def delete_model(self, request, obj) -> None:
        """Delete the file with its row."""
        intake.let_go(obj)

    def delete_queryset(self, request, queryset) -> None:
        """Delete the files with their rows."""
        for image in queryset:
            intake.let_go(image)
