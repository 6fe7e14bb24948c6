"""Widgets of the writing desk. Each works as plain HTML; its script only adds comfort."""

from collections import Counter
from typing import Any

from django import forms
from django.conf import settings
from django.forms import Script
from django.urls import reverse
from markdownx.widgets import MarkdownxWidget

from articles import picturing
from articles.models import Article, Author, Image

TEMPLATES = "admin/articles/article/widgets"


def module(name: str) -> Script:
    """One of our ES modules."""
    return Script(f"js/{name}.js", type="module")


def suggestions(kind: str) -> str:
    """Return the address that completes what is being typed."""
    return reverse("admin:articles_article_suggest", args=[kind])


class MarkdownEditor(MarkdownxWidget):
    """markdownx's widget with markup and scripts of our own.

    Its own script traps the Tab key, takes every file dropped on the page, shows previews out
    of order and writes errors into the text.
    """

    class Media:
        extend = False
        js = [
            module("markdown-editor"),
            module("markdown-preview"),
            module("markdown-pictures"),
            module("picture-insert"),
        ]

    @staticmethod
    def add_markdownx_attrs(attrs: dict) -> dict:
        """Name the two addresses, whatever the settings were when markdownx was imported."""
        return attrs | {
            "class": "markdownx-editor",
            "lang": settings.LANGUAGE_CODE,
            "data-markdownx-urls-path": reverse("markdownx_markdownify"),
            "data-markdownx-upload-urls-path": reverse("markdownx_upload"),
        }

    def get_context(self, name: str, value, attrs) -> dict[str, Any]:
        """Add where to look for pictures of the library."""
        return super().get_context(name, value, attrs) | {"library": suggestions("library")}

    def value_from_datadict(self, data, files, name: str):
        """Undo what browsers do to line ends: the stored text has plain ones."""
        value = super().value_from_datadict(data, files, name)
        return value and value.replace("\r\n", "\n").replace("\r", "\n")


class AuthorRows(forms.Select):
    """An ordered choice of authors: one list a row, with empty rows to add to."""

    template_name = f"{TEMPLATES}/author_rows.html"
    use_fieldset = True
    allow_multiple_selected = False
    EMPTY_ROWS = 2

    class Media:
        js = [module("author-rows")]

    def id_for_label(self, id_: str, index=None) -> str:
        """Label the first row."""
        return f"{id_}_0" if id_ else ""

    def value_from_datadict(self, data, files, name: str) -> list[str]:
        """Return the rows in order."""
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])

    def value_omitted_from_data(self, data, files, name: str) -> bool:
        """No row at all means that the field was not on the page."""
        return name not in data

    def format_value(self, value) -> list[str]:
        """Return the chosen keys as text."""
        return [str(key) for key in value or [] if key]

    def get_context(self, name: str, value, attrs) -> dict[str, Any]:
        """Add the rows, and the authors each of them offers."""
        context = forms.Widget.get_context(self, name, value, attrs)
        chosen = self.format_value(value)
        authors = [*Author.objects.order_by("name").values_list("pk", "name", "role")]
        names = Counter(person for _key, person, _role in authors)
        return context | {
            "rows": chosen + [""] * self.EMPTY_ROWS,
            # The role tells two of one name apart.
            "authors": [
                (str(key), f"{person}, {role}" if names[person] > 1 and role else person)
                for key, person, role in authors
            ],
        }


class TagLine(forms.TextInput):
    """Tags on one line, completed while typing."""

    template_name = f"{TEMPLATES}/tag_line.html"

    class Media:
        css = {"all": ["css/admin-tags.css"]}
        js = [module("combobox"), module("tag-line")]

    def get_context(self, name: str, value, attrs) -> dict[str, Any]:
        """Add where the scripts ask what is known, and what the text names."""
        asked = {
            "suggest": suggestions("tag"),
            "propose": reverse("admin:articles_article_propose"),
        }
        return super().get_context(name, value, attrs) | asked


class PieceLines(forms.Textarea):
    """Other pieces, one a line; with its script, a list to order and a search."""

    template_name = f"{TEMPLATES}/piece_lines.html"

    class Media:
        js = [module("suggestions"), module("piece-lines")]

    def __init__(self, attrs=None) -> None:
        """Three lines: there are seldom more."""
        super().__init__({"rows": 3} | (attrs or {}))

    @staticmethod
    def line(piece: Article) -> str:
        """Return the line that names a piece: its headline to read, its slug to be sure."""
        return f"{' '.join(piece.headline.split())} [{piece.slug}]"

    def get_context(self, name: str, value, attrs) -> dict[str, Any]:
        """Add the address of the suggestions."""
        return super().get_context(name, value, attrs) | {"suggest": suggestions("piece")}


class PictureChoice(forms.TextInput):
    """One picture of the library by its number, shown with its name."""

    template_name = f"{TEMPLATES}/picture_choice.html"

    class Media:
        js = [module("picture-choice")]

    def get_context(self, name: str, value, attrs) -> dict[str, Any]:
        """Add the picture chosen now, and where to choose or add another."""
        attrs = (attrs or {}) | {"inputmode": "numeric"}
        context = super().get_context(name, value, attrs)
        picture = self.picture(value)
        return context | {
            "picture": picture,
            "address": picturing.thumbnail(picture) if picture else "",
            "library": reverse("admin:articles_image_changelist"),
            "add": reverse("admin:articles_image_add"),
            "about": suggestions("picture"),
        }

    @staticmethod
    def picture(value) -> Image | None:
        """Return the picture a typed value names, if it names one."""
        typed = str(value or "")
        if not (typed.isascii() and typed.isdigit() and len(typed) < 16):
            return None
        return Image.objects.filter(pk=int(typed)).first()
