"""Form fields for a piece's lists: typed as text or chosen in rows, cleaned to plain data."""

from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Author, Section
from articles.models.picks import MAX_PICKS
from articles.models.tags import MAX_NAME_LENGTH, folded, parse
from articles.widgets import AuthorRows, PieceLines, TagLine

MAX_TAGS = 30
MAX_AUTHORS = 20


class Tree(forms.models.ModelChoiceIterator):
    """The sections in the navigation's order, each with its parts as a group under its name.

    A group, and not a longer name: browsers find a choice by how its name begins.
    """

    def __iter__(self) -> Iterator[tuple]:
        yield "", self.field.empty_label
        parts: dict[int | None, list[Section]] = {}
        for section in self.queryset:
            parts.setdefault(section.parent_id, []).append(section)
        for main in parts.get(None, []):
            group = [main, *parts.get(main.pk, [])]
            choices = [self.choice(section) for section in group]
            yield choices[0] if len(choices) == 1 else (main.name, choices)


class SectionField(forms.ModelChoiceField):
    """The sections as a tree: parts of a section stand under it."""

    iterator = Tree

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("empty_label", _("not chosen yet"))
        super().__init__(Section.objects.all(), **kwargs)


class TagsField(forms.CharField):
    """Tags as an editor types them -> a list of names, each once."""

    widget = TagLine

    @staticmethod
    def as_typed(names: Iterable[str]) -> str:
        """Return the names as a line to edit, in their order."""
        return ", ".join(names)

    def clean(self, value) -> list[str]:
        """Return the names. Raises ValidationError for one that no tag can have."""
        names = parse(super().clean(value))
        for name in names:
            # Case folding may turn one letter into three, and the column knows no more.
            if len(name) > MAX_NAME_LENGTH or len(folded(name)) > 3 * MAX_NAME_LENGTH:
                raise ValidationError(
                    _("A tag has at most %(most)d characters; “%(name)s…” has %(length)d."),
                    params={"most": MAX_NAME_LENGTH, "name": name[:30], "length": len(name)},
                )
        if len(names) > MAX_TAGS:
            raise ValidationError(
                _("A piece has at most %(most)d tags."), params={"most": MAX_TAGS}
            )
        return names

    def has_changed(self, initial, data) -> bool:
        """Spaces and repeated names mean nothing."""
        return parse(initial or "") != parse(data or "")


class AuthorsField(forms.Field):
    """Rows of one author each -> a list of primary keys in order."""

    widget = AuthorRows

    def clean(self, value) -> list[int]:
        """Return the keys. Raises ValidationError for an author who is not there or there twice."""
        typed = [key for key in value or [] if key]
        keys = [int(key) for key in typed if key.isascii() and key.isdigit() and len(key) < 16]
        known = set(
            Author.objects.filter(pk__in=keys[: MAX_AUTHORS + 1]).values_list("pk", flat=True)
        )
        if len(typed) > MAX_AUTHORS:
            raise ValidationError(
                _("A piece has at most %(most)d authors."), params={"most": MAX_AUTHORS}
            )
        if len(keys) < len(typed) or known != set(keys):
            raise ValidationError(_("One of these authors is no longer there. Choose again."))
        if len(known) < len(keys):
            raise ValidationError(_("The same author stands in the byline twice."))
        return keys

    def has_changed(self, initial, data) -> bool:
        """Compare the chosen rows; empty ones mean nothing."""
        return [str(key) for key in initial or []] != [key for key in data or [] if key]


class PiecesField(forms.CharField):
    """Lines that each name a piece -> a list of primary keys in order."""

    widget = PieceLines

    # The piece the list belongs to; set by its form.
    article: Article | None = None

    @staticmethod
    def as_typed(keys: list[int]) -> str:
        """Return the pieces as lines to edit: readable, and sure by the slug at the end."""
        pieces = Article.objects.only("headline", "slug").in_bulk(keys) if keys else {}
        return "\n".join(PieceLines.line(pieces[key]) for key in keys if key in pieces)

    def clean(self, value) -> list[int]:
        """Return the keys. Raises ValidationError that names every line without a piece."""
        lines = list(dict.fromkeys(filter(None, map(str.strip, super().clean(value).splitlines()))))
        if len(lines) > MAX_PICKS:
            raise ValidationError(
                _("Choose at most %(most)d related pieces."), params={"most": MAX_PICKS}
            )
        found = self.find(lines)
        if unknown := [line for line in lines if found.get(line) is None]:
            raise ValidationError(
                [
                    ValidationError(
                        _("No piece was found for “%(line)s”. Write its slug or its address."),
                        params={"line": line[:120]},
                    )
                    for line in unknown
                ]
            )
        keys = list(dict.fromkeys(found[line] for line in lines))
        if self.article is not None and self.article.pk in keys:
            raise ValidationError(_("A piece cannot be related to itself."))
        return keys

    @staticmethod
    def find(lines: list[str]) -> dict[str, int]:
        """Return the key of each line's piece: by slug first, else by its whole headline."""
        slugs = {line: slug_in(line) for line in lines}
        by_slug = dict(
            Article.objects.filter(slug__in=[*slugs.values(), *lines]).values_list("slug", "pk")
        )
        found = {line: by_slug.get(line) or by_slug.get(slug) for line, slug in slugs.items()}
        if unnamed := [line for line in lines if found[line] is None]:
            matches = Article.objects.filter(headline__in=unnamed).order_by("pk")
            # Of two pieces with one headline the newer is meant.
            found |= dict(matches.values_list("headline", "pk"))
        return found


def slug_in(line: str) -> str:
    """Return the slug a line names: in brackets at its end, or last in an address."""
    if line.endswith("]") and "[" in line:
        return line[line.rindex("[") + 1 : -1]
    try:
        path = urlsplit(line).path
    except ValueError:
        return line
    return unquote(path).strip("/").rpartition("/")[2]
