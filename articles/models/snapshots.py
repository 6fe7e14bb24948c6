"""A piece's versioned content as plain data: what a save carries and a revision keeps."""

from typing import Any

from articles.models.articles import Article
from articles.models.authors import Author
from articles.models.bylines import Byline
from articles.models.images import Image
from articles.models.picks import RelatedPick
from articles.models.sections import Section
from articles.models.tags import Tag

Snapshot = dict[str, Any]

# In the order an editor reads them.
FIELDS = (
    "headline",
    "kicker",
    "slug",
    "standfirst",
    "body",
    "genre",
    "search_title",
    "search_description",
)
KEYS = {"section": "section_id", "lead_image": "lead_image_id"}
LISTS = ("byline", "tags", "related")
ALL_KEYS = (*FIELDS, *KEYS, *LISTS)
ROWS = {"section": Section, "lead_image": Image}
ROW_LISTS = {"byline": Author, "related": Article}


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


def known_part(snapshot: Snapshot) -> Snapshot:
    """Return what of a snapshot the present schema knows, in an editor's order.

    PostgreSQL gives the keys back in an order of its own.
    """
    return {key: snapshot[key] for key in ALL_KEYS if key in snapshot}


def existing_part(snapshot: Snapshot) -> tuple[Snapshot, list[str]]:
    """Return the snapshot without the rows that are gone, and the names of what it lost.

    Tags that were renamed or merged since are there under their present names.
    A related piece that is gone is dropped in silence: nothing was written about it here.
    """
    kept, lost = dict(snapshot), []
    if snapshot.get("tags"):
        kept["tags"] = Tag.objects.names_now(snapshot["tags"])
    for key, model in ROWS.items():
        if snapshot.get(key) and not model.objects.filter(pk=snapshot[key]).exists():
            kept[key] = None
            lost.append(str(model._meta.verbose_name))
    for key, model in ROW_LISTS.items():
        if wanted := snapshot.get(key):
            there = set(model.objects.filter(pk__in=wanted).values_list("pk", flat=True))
            kept[key] = [pk for pk in wanted if pk in there]
            if key == "byline" and kept[key] != wanted:
                lost.append(str(model._meta.verbose_name))
    return kept, lost


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
        for position, author in enumerate(snapshot["byline"]):
            Byline.objects.create(article=article, author_id=author, position=position)
    if "related" in snapshot and snapshot["related"] != stored["related"]:
        article.picks.all().delete()
        for position, target in enumerate(snapshot["related"]):
            if target != article.pk:
                RelatedPick.objects.create(article=article, target_id=target, position=position)
    if "tags" in snapshot and snapshot["tags"] != stored["tags"]:
        article.tags.set(Tag.objects.named(snapshot["tags"]), clear=True)
