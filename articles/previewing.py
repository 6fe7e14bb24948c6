"""A piece as one of its versions, or a form not saved yet, would be published."""

from django.utils import timezone

from articles.models import Article, Author, Byline, RelatedPick, Tag, snapshot_of
from articles.models.snapshots import Snapshot, existing_part, known_part, put_fields
from articles.models.tags import folded, normalised
from articles.slugs import slug_from


class NotAPiece(TypeError):
    """Somebody tried to store what only stands in for a piece."""


def piece_from(article: Article, snapshot: Snapshot) -> Article:
    """Return an unsaved stand-in with the snapshot's content, for the page's template to show.

    Nothing is written, and the stand-in refuses to be saved. Missing keys take the stored
    value; rows that are gone are left out. A piece without a date is dated now, and so is an
    update of one that readers see.
    """
    stored = snapshot_of(article)
    content, _lost = existing_part(stored | known_part(snapshot))
    columns = (field.attname for field in Article._meta.concrete_fields)
    piece = Article(**{column: getattr(article, column) for column in columns})
    # Lists can be asked for only of what has a key; no row has this one.
    piece.pk = article.pk or 0
    put_fields(content, piece)
    piece.fill_slug()
    piece.render()
    now = timezone.now()
    if article.is_public and content != stored:
        # The line that readers were told belongs to the update before.
        piece.updated_at, piece.update_note = now, ""
    piece.published_at, piece.withdrawn_at = article.published_at or now, None
    piece._prefetched_objects_cache = _lists(content, piece)
    piece.save = piece.save_base = piece.delete = _refuse
    return piece


def picks_of(piece: Article) -> list[int]:
    """Return the related pieces that a stand-in's editors chose, by primary key."""
    return [pick.target_id for pick in piece.picks.all()]


def _lists(content: Snapshot, piece: Article) -> dict[str, list]:
    """Return the stand-in's lists where Django keeps those that were fetched along."""
    authors = Author.objects.in_bulk(content["byline"])
    return {
        "bylines": [
            Byline(article_id=piece.pk, author=authors[key], position=position)
            for position, key in enumerate(content["byline"])
        ],
        "tags": _tags(content["tags"]),
        "picks": [
            RelatedPick(article_id=piece.pk, target_id=key, position=position)
            for position, key in enumerate(content["related"])
        ],
    }


def _tags(names: list[str]) -> list[Tag]:
    """Return the tags of these names in their order; the missing ones unsaved."""
    wanted = {folded(name): normalised(name) for name in names if normalised(name)}
    known = {tag.folded_name: tag for tag in Tag.objects.filter(folded_name__in=wanted)}
    return [
        known.get(key)
        or Tag(name=name, folded_name=key, slug=slug_from(name, fallback=Tag.slug_fallback))
        for key, name in wanted.items()
    ]


def _refuse(*args, **kwargs) -> None:
    raise NotAPiece("This stands in for a piece and is never stored; save the piece itself.")
