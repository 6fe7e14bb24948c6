"""The forms of a picture: a new one, and one of the library."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import intake
from articles.admin.base import link_to
from articles.models import Image

FILE_TYPES = "image/jpeg,image/png,image/webp,image/avif,image/heic"
LIMITS = gettext_lazy("JPEG, PNG, WebP or AVIF, at most 20 MB and 60 megapixels.")


def file_field(**options) -> forms.FileField:
    """One picture; the reason for a refusal is said by whoever looks into the file."""
    widget = forms.FileInput(attrs={"accept": FILE_TYPES})
    return forms.FileField(help_text=LIMITS, widget=widget, allow_empty_file=True, **options)


class WordsForm(forms.ModelForm):
    """What both have in common."""

    def clean(self) -> dict:
        """A decorative picture says nothing: both at once cannot be meant."""
        data = super().clean()
        if data.get("decorative") and data.get("alt"):
            text = _("Either describe the picture or call it decorative.")
            self.add_error("decorative", text)
        return data


class AddForm(WordsForm):
    """A new picture and its words."""

    file = file_field(label=gettext_lazy("File"))
    read_words = forms.BooleanField(
        label=gettext_lazy("Read credit and caption from the file"),
        required=False,
        help_text=gettext_lazy("As the photographer wrote them (IPTC, XMP); for empty fields."),
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
        """Give a picture without a title its file's name, and the words that came with it."""
        data = super().clean()
        if "file" not in data:
            return data
        if not data.get("title"):
            data["title"] = intake.title_from(data["file"].name)
        if data.get("read_words"):
            for key, words in self.outcome.words.items():
                data[key] = data.get(key) or words
        return data

    def _post_clean(self) -> None:
        """The row is written by the intake, which knows its columns."""


class ChangeForm(WordsForm):
    """A picture of the library, which may be given another file."""

    replacement = file_field(label=gettext_lazy("Replace the file"), required=False)
    outcome = None

    class Meta:
        model = Image
        fields: list[str] = []

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in {"focal_x", "focal_y"} & set(self.fields):
            self.fields[name].required = False

    def clean(self) -> dict:
        """Leave the focal point where it is if nothing is typed."""
        data = super().clean()
        for name in ("focal_x", "focal_y"):
            if name in self.fields and data.get(name) is None:
                data[name] = getattr(self.instance, name)
        return data

    def clean_replacement(self):
        """Say in words why a file is not taken in."""
        if isinstance(self.outcome, intake.Refused):
            raise ValidationError(self.outcome.reason)
        return self.cleaned_data["replacement"]
