"""A piece's versioned content as plain data: what a save carries and a revision keeps."""

from typing import Any

from articles.models.articles import Article, Byline, RelatedPick
from articles.models.tags import Tag

Snapshot = dict[str, Any]

# In the order an editor reads them.
FIELDS = (
    "headline",
    "kicker",
    "slug",
    "standfirst",
    "body",
    "search_title",
    "search_description",
)
KEYS = {"section": "section_id", "lead_image": "lead_image_id"}
LISTS = ("byline", "tags", "related")


def snapshot_of(article: Article) -> Snapshot:
    """Return the piece's stored content.

    Rows are named by primary key, tags by name: a tag may be merged or made anew, its name
    is what the editor wrote. An unsaved piece has empty lists.
    """
    snapshot: Snapshot = {field: getattr(article, field) for field in FIELDS}
    snapshot |= {key: getattr(article, column) for key, column in KEYS.items()}
    if article.pk is None:
        return snapshot | {key: [] for key in LISTS}
    return snapshot | {
        "byline": [entry.author_id for entry in article.bylines.all()],
        "tags": [tag.name for tag in article.tags.all()],
        "related": [pick.target_id for pick in article.picks.all()],
    }


def put_fields(snapshot: Snapshot, article: Article) -> None:
    """Set the snapshot's columns on the piece, unsaved. Missing keys keep the present value."""
    for field in FIELDS:
        if field in snapshot:
            setattr(article, field, snapshot[field])
    for key, column in KEYS.items():
        if key in snapshot:
            setattr(article, column, snapshot[key])


def put_lists(snapshot: Snapshot, article: Article) -> None:
    """Write the snapshot's byline, tags and picks beside a saved piece.

    Missing keys keep what is stored; rows that did not change are left alone.
    """
    stored = snapshot_of(article)
    if "byline" in snapshot and snapshot["byline"] != stored["byline"]:
        article.bylines.all().delete()
        Byline.objects.bulk_create(
            Byline(article=article, author_id=author, position=position)
            for position, author in enumerate(snapshot["byline"])
        )
    if "related" in snapshot and snapshot["related"] != stored["related"]:
        article.picks.all().delete()
        RelatedPick.objects.bulk_create(
            RelatedPick(article=article, target_id=target, position=position)
            for position, target in enumerate(snapshot["related"])
            if target != article.pk
        )
    if "tags" in snapshot and snapshot["tags"] != stored["tags"]:
        article.tags.set(Tag.objects.named(snapshot["tags"]), clear=True)
