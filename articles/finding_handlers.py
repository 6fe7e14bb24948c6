"""What is derived for finding: the index of search, the keys of tags, what belongs beside a piece.

As in `signal_handlers`: on every path, raw loads included.
"""

from django.db import connection
from django.db.models.signals import (
    post_delete,
    post_migrate,
    post_save,
    pre_delete,
    pre_save,
)
from django.dispatch import receiver

from articles import relating, renewing, search, tag_lookup, tag_merging
from articles.models import (
    Article,
    Author,
    Byline,
    FormerName,
    SearchEntry,
    SearchPick,
    Tag,
    Tagging,
)

# --- Search --------------------------------------------------------------------

# What an entry holds of a piece's own columns. Saves that move none of these leave it alone.
INDEXED = {"headline", "standfirst", "body", "body_text", "published_at", "created_at"}


@receiver(post_migrate)
def prepare_search(sender, **kwargs) -> None:
    """Make the index's own tables; no model stands for them."""
    if sender.name == "articles":
        search.prepare()


@receiver(post_save, sender=Article)
def index_article(instance: Article, update_fields=None, **kwargs) -> None:
    """Let a piece be found by what it says now.

    Acts write a draft's byline without a signal each, and then only where the piece stands.
    """
    if update_fields is None or INDEXED & {*update_fields} or instance.published_at is None:
        search.reindex([instance.pk], held=connection.in_atomic_block)


@receiver(post_save, sender=Tagging)
@receiver(post_delete, sender=Tagging)
def index_tagged(instance: Tagging, **kwargs) -> None:
    """Let a piece be found by its tags; what goes with the piece is indexed with that."""
    if not goes_with_its_piece(**kwargs):
        search.reindex([instance.content_object_id])


@receiver(pre_delete, sender=Tag)
def take_off_tag(instance: Tag, **kwargs) -> None:
    """Take a tag that goes from its pieces, however many, before it does."""
    pieces = renewing.pieces_beside(instance)
    instance.pieces_before = list(pieces[: renewing.AT_ONCE])
    if instance.pieces_before:
        renewing.note(pieces, renewing.ENTRY, renewing.KIN)
        tag_merging.take_off([instance.pk])


@receiver(post_delete, sender=Tag)
def index_untagged(instance: Tag, **kwargs) -> None:
    """Let the pieces of a deleted tag no longer be found by it."""
    if instance.pieces_before:
        renewing.newest_at_once(instance.pieces_before)


@receiver(post_save, sender=Byline)
@receiver(post_delete, sender=Byline)
def index_signed(instance: Byline, **kwargs) -> None:
    """Let a piece be found by who wrote it."""
    if not goes_with_its_piece(**kwargs):
        search.reindex([instance.article_id])
        # A raw load brings bylines last; their words are to be counted before pieces are compared.
        relating.note(instance.article_id)


def goes_with_its_piece(**kwargs) -> bool:
    """Whether a row is deleted because its piece is."""
    return deleted_with(Article, **kwargs)


def deleted_with(model: type, origin=None, **kwargs) -> bool:
    """Whether a deletion began with rows of this model. origin: what it began with."""
    return issubclass(getattr(origin, "model", type(origin)), model)


@receiver(post_save, sender=Tag)
@receiver(post_save, sender=Author)
def index_renamed(sender, instance, created: bool, raw: bool, **kwargs) -> None:
    """Let pieces be found by the new name of a tag or an author."""
    if not (raw if created else instance.name != instance.name_before):
        return
    pieces = renewing.pieces_beside(instance)
    # Nobody is new to a piece, unless a raw load brings the piece first.
    if not created or pieces.exists():
        renewing.note(pieces, renewing.ENTRY)
        renewing.newest_at_once(pieces)
    if created:
        # Behind the counting of their new words.
        for pk in pieces[: renewing.AT_ONCE]:
            relating.note(pk)


@receiver(pre_save, sender=Author)
def note_author_name(instance: Author, **kwargs) -> None:
    """Note the name an author had."""
    stored = Author.objects.filter(pk=instance.pk).values_list("name", flat=True)
    instance.name_before = "" if instance.pk is None else stored.first()


@receiver(pre_delete, sender=SearchEntry)
def forget_entry(instance: SearchEntry, **kwargs) -> None:
    """Take a deleted piece's words out of the index."""
    search.forget(instance)


@receiver(pre_save, sender=SearchPick)
def derive_pick(instance: SearchPick, **kwargs) -> None:
    """Derive what two spellings of a picked query share."""
    instance.fill_folded_query()


# --- Tags ------------------------------------------------------------------------


@receiver(post_migrate)
def prepare_tags(sender, **kwargs) -> None:
    """Make the keys of tags that were there before keys were."""
    if sender.name == "articles":
        tag_lookup.prepare()


@receiver(post_save, sender=Tag)
def write_tag_keys(instance: Tag, created: bool, raw: bool, **kwargs) -> None:
    """Let a tag be found by its name."""
    if created or raw or instance.name != instance.name_before:
        tag_lookup.write([instance])


@receiver(post_save, sender=FormerName)
@receiver(post_delete, sender=FormerName)
def write_keys_of_former_name(instance: FormerName, **kwargs) -> None:
    """Let a tag be found by a name that it had, for as long as that is its own."""
    if not deleted_with(Tag, **kwargs):
        tag_lookup.write(Tag.objects.filter(pk=instance.tag_id))


@receiver(post_save, sender=Tagging)
@receiver(post_delete, sender=Tagging)
def weigh_tag(instance: Tagging, **kwargs) -> None:
    """Note how much a tag is used."""
    tag_lookup.weigh_soon(instance.tag_id)


# --- Related pieces --------------------------------------------------------------

# What likeness follows from. Whether readers may see a piece is asked when it is shown.
COMPARED = {"headline", "standfirst", "body", "section"}


@receiver(post_save, sender=Article)
def compare_article(instance: Article, update_fields=None, **kwargs) -> None:
    """Find anew what belongs beside a piece that is, or will be, published."""
    if instance.published_at and (update_fields is None or COMPARED & {*update_fields}):
        relating.note(instance.pk)


@receiver(post_save, sender=Tagging)
@receiver(post_delete, sender=Tagging)
def compare_tagged(instance: Tagging, **kwargs) -> None:
    """Find anew what belongs beside a piece whose tags change."""
    if not deleted_with(Article, **kwargs):
        relating.note(instance.content_object_id)
