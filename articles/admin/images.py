"""Pictures: the library, what comes in, and where each is used."""

from django.contrib import admin
from django.contrib.admin.utils import display_for_value
from django.contrib.admin.widgets import AdminTextInputWidget
from django.db.models import CharField, URLField
from django.template.defaultfilters import filesizeformat
from django.urls import path
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import intake, renditions
from articles.admin.paging import NearbyPaginator, asked_page
from articles.admin.picture_filters import (
    AltFilter,
    CreditFilter,
    LicenceFilter,
    UploaderFilter,
    UseFilter,
)
from articles.admin.picture_forms import AddForm, ChangeForm
from articles.admin.picture_uses import uses
from articles.admin.together import Together
from articles.admin.uploading import upload_many
from articles.models import Image
from articles.widgets import module

THUMBNAIL = (240, 160)
SHOWN = (480, 360)
WORDS = ["title", "alt", "decorative", "caption", "credit"]
RIGHTS = ["source_url", "licence", "licence_until", "sensitive"]
FOCAL = ["focal_x", "focal_y"]
# What is shown of a crop in the form: a rendition of this width.
CROP_WIDTH = 320


def small(image: Image, width: int) -> str:
    """Return the address of a picture wide enough for a box on a sharp screen."""
    if not renditions.can_be_made(image):
        return image.file.url
    return renditions.of(image, renditions.WHOLE, 2 * width).address


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
        small(image, box[0]),
        words,
        max(1, round(image.width * scale)),
        max(1, round(image.height * scale)),
    )


@admin.register(Image)
class ImageAdmin(Together):
    """The library, the newest first."""

    readonly_fields = ["shown", "added", "used"]
    list_display = ["thumbnail", "title", "about", "wanting"]
    list_display_links = ["thumbnail", "title"]
    list_filter = [
        CreditFilter,
        AltFilter,
        UseFilter,
        LicenceFilter,
        UploaderFilter,
        ("created_at", admin.DateFieldListFilter),
    ]
    list_select_related = ["uploaded_by"]
    list_per_page = 24
    show_full_result_count = False
    search_fields = ["title", "alt", "caption", "credit", "licence", "uploaded_by__username"]
    search_help_text = gettext_lazy(
        "Finds words in title, alternative text, caption, credit, licence and uploader."
    )
    change_list_template = "admin/articles/image/change_list.html"
    change_form_template = "admin/articles/image/change_form.html"
    ordering = ["-created_at", "-id"]

    class Media:
        css = {"all": ["css/admin-library.css", "css/admin-pictures.css"]}
        js = [module("focal-point")]

    def lookup_allowed(self, lookup, value, request) -> bool:
        """Also the days of the date filter."""
        return lookup in {"created_at__gte", "created_at__lt"} or super().lookup_allowed(
            lookup, value, request
        )

    def get_urls(self) -> list:
        """Many at once, beside the form for one."""
        upload = self.admin_site.admin_view(self.upload_many)
        return [path("upload/", upload, name="articles_image_upload"), *super().get_urls()]

    def upload_many(self, request):
        """Take in many pictures."""
        return upload_many(request, self)

    def get_paginator(self, request, queryset, per_page, *args, **kwargs) -> NearbyPaginator:
        """Pages without a count of the whole library."""
        return NearbyPaginator(queryset, per_page, *args, page=asked_page(request), **kwargs)

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

    @admin.display(description=gettext_lazy("file"), ordering="-created_at")
    def about(self, image: Image) -> str:
        """What kind of file it is, and since when, from whom."""
        day = date_format(image.created_at, "SHORT_DATE_FORMAT")
        lines = [
            self.dimensions(image),
            " · ".join(filter(None, [day, str(image.uploaded_by or "")])),
        ]
        lines += [image.licence] if image.licence else []
        return format_html_join("", "<div>{}</div>", ((line,) for line in lines))

    def dimensions(self, image: Image) -> str:
        """Width and height in pixels, and how heavy it is."""
        weight = filesizeformat(image.byte_size) if image.byte_size else ""
        return " · ".join(filter(None, [f"{image.width} × {image.height}", weight]))

    @admin.display(description=gettext_lazy("to do"), empty_value="")
    def wanting(self, image: Image) -> str:
        """What it lacks, or what is to be minded."""
        until = image.licence_until and date_format(image.licence_until)
        ended = "" if image.is_showable else _("licence ended on %(day)s") % {"day": until}
        ends = _("licence ends on %(day)s") % {"day": until} if until and not ended else ""
        notes = [
            "" if image.credit else _("no credit"),
            "" if image.alt or image.decorative else _("no alternative text"),
            ended or ends,
            _("sensitive: %(what)s") % {"what": image.sensitive} if image.sensitive else "",
        ]
        lines = ((note,) for note in notes if note)
        return format_html_join("", '<div class="wanting">{}</div>', lines)

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
        if isinstance(db_field, CharField):
            kwargs.setdefault("widget", AdminTextInputWidget(attrs={"class": "vLargeTextField"}))
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    # --- Taking in -------------------------------------------------------------

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Decode a picture before Django's transaction: SQLite has room for one writer."""
        upload = request.FILES.get("file" if object_id is None else "replacement")
        if upload is not None and self._may_send(request, object_id):
            try:
                request.outcome = intake.prepare(upload)
            except intake.Refused as refused:
                request.outcome = refused
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except intake.Refused as refused:
            request.outcome = refused
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _may_send(self, request, object_id) -> bool:
        if object_id is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request)

    def get_form(self, request, obj=None, change=False, **kwargs):
        """A new picture has a file to choose; an old one keeps its own, or is given another."""
        kwargs["form"] = AddForm if obj is None else ChangeForm
        form = super().get_form(request, obj, change=change, **kwargs)
        form.outcome = getattr(request, "outcome", None)
        return form

    def get_fieldsets(self, request, obj=None) -> list:
        """First the picture, then its words, then what the law asks for."""
        rights = (_("Rights"), {"fields": RIGHTS})
        if obj is None:
            return [(None, {"fields": ["file", "read_words", *WORDS]}), rights]
        file = ["replacement"] if self.has_change_permission(request, obj) else []
        return [
            (None, {"fields": ["shown", *WORDS]}),
            rights,
            (_("Focal point"), {"fields": [FOCAL], "classes": ["focal-fields"]}),
            (_("File and use"), {"fields": ["added", "used", *file]}),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Show what each shape leaves of the picture."""
        if obj is not None and renditions.can_be_made(obj):
            context["whole"] = renditions.of(obj, renditions.WHOLE, 640).address
            context["crops"] = [
                (shape, renditions.of(obj, shape, CROP_WIDTH).address, *(ratio))
                for shape, ratio in renditions.SHAPES.items()
                if ratio
            ]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_form(self, request, form, change) -> Image:
        """Store a new picture. Raises intake.Refused."""
        if change:
            return super().save_form(request, form, change)
        left_out = {"file", "read_words"}
        fields = {key: value for key, value in form.cleaned_data.items() if key not in left_out}
        name = form.cleaned_data["file"].name
        return intake.store(form.outcome, name, by=request.user, **fields)

    def save_model(self, request, obj, form, change) -> None:
        """A new row is written already; an old one may be given another file."""
        if not change:
            return
        super().save_model(request, obj, form, change)
        if form.cleaned_data.get("replacement"):
            intake.replace(obj, form.outcome)

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
