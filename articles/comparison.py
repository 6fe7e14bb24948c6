"""What changed between two versions of a piece, field by field, in an editor's words."""

from dataclasses import dataclass, field
from typing import Literal

from django.utils.translation import gettext_lazy as _

from articles.diffs import Block, Fold, Span, compare, compare_lists, compare_words, folded
from articles.models import Article, Author, Genre, Image, Section
from articles.models.snapshots import Snapshot

# In the order an editor reads them: the label, and the model whose rows are named.
WORDS = {
    "headline": _("headline"),
    "kicker": _("kicker"),
    "standfirst": _("standfirst"),
    "slug": _("slug"),
    "search_title": _("title for search engines"),
    "search_description": _("description for search engines"),
}
CHOICES = {"genre": (_("kind of piece"), dict(Genre.choices))}
ROWS = {"section": (_("section"), Section), "lead_image": (_("lead picture"), Image)}
LISTS = {
    "byline": (_("byline"), Author),
    "tags": (_("tags"), None),
    "related": (_("related pieces"), Article),
}


@dataclass(frozen=True)
class FieldChange:
    """What happened to one field. kind says which of the others is filled."""

    label: str
    kind: Literal["words", "choice", "list", "body"]
    spans: list[Span] = field(default_factory=list)
    old: str = ""
    new: str = ""
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    reordered: bool = False
    blocks: list[Block | Fold] = field(default_factory=list)

    @property
    def old_spans(self) -> list[Span]:
        """The old side alone, for a comparison in two columns."""
        return [span for span in self.spans if span.kind != "added"]

    @property
    def new_spans(self) -> list[Span]:
        """The new side alone."""
        return [span for span in self.spans if span.kind != "removed"]


def label_of(key: str):
    """Return a field's name as an editor knows it."""
    if key == "body":
        return _("text")
    return WORDS.get(key) or (CHOICES | ROWS | LISTS)[key][0]


def named(key: str, value) -> str:
    """Return a field's value in words: rows by their names, lists with commas, nothing as ""."""
    if value in (None, "", []):
        return ""
    if key in CHOICES:
        return str(CHOICES[key][1].get(value, value))
    if isinstance(value, str):
        return value
    model = (ROWS | LISTS)[key][1]
    values = value if isinstance(value, list) else [value]
    names = _names(model, values) if model else {}
    return ", ".join(names.get(entry, str(entry)) for entry in values)


def compare_snapshots(old: Snapshot, new: Snapshot) -> list[FieldChange]:
    """Return the fields that differ, the body last. A key one side lacks counts as empty."""
    changes = [_words(key, old, new) for key in WORDS]
    changes += [_choice(key, old, new) for key in (*CHOICES, *ROWS)]
    changes += [_list(key, old, new) for key in LISTS]
    changes.append(_body(old.get("body", ""), new.get("body", "")))
    return [change for change in changes if change]


def _words(key: str, old: Snapshot, new: Snapshot) -> FieldChange | None:
    before, after = old.get(key, ""), new.get(key, "")
    if before == after:
        return None
    return FieldChange(WORDS[key], "words", spans=compare_words(before, after))


def _choice(key: str, old: Snapshot, new: Snapshot) -> FieldChange | None:
    before, after = old.get(key), new.get(key)
    if before == after:
        return None
    old_name, new_name = named(key, before), named(key, after)
    return FieldChange(label_of(key), "choice", old=old_name, new=new_name)


def _list(key: str, old: Snapshot, new: Snapshot) -> FieldChange | None:
    before, after = old.get(key, []), new.get(key, [])
    change = compare_lists(before, after)
    if not change:
        return None
    label, model = LISTS[key]
    names = _names(model, [*change.added, *change.removed]) if model else {}
    return FieldChange(
        label,
        "list",
        added=[names.get(entry, str(entry)) for entry in change.added],
        removed=[names.get(entry, str(entry)) for entry in change.removed],
        reordered=change.reordered,
    )


def _body(before: str, after: str) -> FieldChange | None:
    if before == after:
        return None
    return FieldChange(_("text"), "body", blocks=folded(compare(before, after)))


def _names(model, keys: list) -> dict:
    """Return the names of rows; one that is gone is known by its number."""
    wanted = [key for key in keys if key is not None]
    rows = model.objects.in_bulk(wanted)
    return {key: str(rows.get(key) or _("no. %(key)s, gone") % {"key": key}) for key in wanted}
