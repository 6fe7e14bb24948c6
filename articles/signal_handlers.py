"""Derived data: whatever follows from what is stored, on every path, raw loads included.

`loaddata` bypasses save() and forms, so nothing that a page needs may be made there.
"""

import hashlib
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.signals import request_finished, request_started
from django.db import connections, transaction
from django.db.models.signals import (
    post_delete,
    post_migrate,
    post_save,
    pre_migrate,
    pre_save,
)
from django.dispatch import receiver
from django.utils import timezone
from PIL import Image as PillowImage

from articles import (
    colours,
    darkroom,
    missing,
    references,
    renditions,
    renewing,
    shelving,
)
from articles.decoding import BROKEN
from articles.models import (
    Article,
    Author,
    FormerName,
    Image,
    PictureUse,
    Redirect,
    Revision,
    Section,
    StandingPage,
    Tag,
    append_only,
    bookkeeping,
)
from articles.models.tags import folded


@receiver(pre_migrate)
def let_lists_go(sender, using: str, plan: list, **kwargs) -> None:
    """Take away the triggers that keep lists, before a table that they name is remade."""
    if sender.name == "articles" and plan:
        bookkeeping.let_go(connections[using])


@receiver(post_migrate)
def keep_lists(sender, using: str, **kwargs) -> None:
    """Put them back."""
    if sender.name == "articles":
        bookkeeping.keep(connections[using])


@receiver(post_migrate)
def renew_texts(sender, **kwargs) -> None:
    """Have pages that an earlier release rendered made anew; they are true meanwhile."""
    if sender.name == "articles":
        renewing.note_texts()


@receiver(post_migrate)
def protect_the_record(sender, using: str, **kwargs) -> None:
    """Put back what keeps the record append-only; SQLite's table remakes drop it."""
    if sender.name == "articles":
        append_only.protect(connections[using])


@receiver(pre_save, sender=Section)
@receiver(pre_save, sender=Author)
def derive_slug(instance, **kwargs) -> None:
    """Give a new section or author an address."""
    instance.fill_slug()


@receiver(pre_save, sender=Tag)
def derive_tag(instance: Tag, raw: bool, **kwargs) -> None:
    """Normalise a tag's name and give it an address; note the name it had."""
    stored = Tag.objects.filter(pk=instance.pk).values_list("name", flat=True)
    instance.name_before = "" if raw or instance.pk is None else stored.first()
    instance.fill_folded_name()
    instance.fill_slug()


@receiver(post_save, sender=Tag)
def keep_former_name(instance: Tag, raw: bool, **kwargs) -> None:
    """Let a name that a tag had lead to it, until a tag of that name is made."""
    if raw:
        return
    FormerName.objects.filter(folded_name=instance.folded_name).delete()
    before = instance.name_before
    if before and folded(before) != instance.folded_name:
        former = {"tag": instance, "name": before}
        FormerName.objects.update_or_create(folded_name=folded(before), defaults=former)


@receiver(pre_save, sender=StandingPage)
def derive_page(instance: StandingPage, raw: bool, **kwargs) -> None:
    """Render a standing page."""
    if not raw:
        instance.modified_at = timezone.now()
    instance.render()


@receiver(pre_save, sender=Article)
def derive_article(instance: Article, raw: bool, update_fields=None, **kwargs) -> None:
    """Give a piece its address, dates and rendered text."""
    instance.fill_slug()
    if not raw:
        instance.modified_at = timezone.now()
    if instance.published_at and not instance.first_published_at:
        instance.first_published_at = instance.published_at
    if update_fields is not None and "body" not in update_fields:
        return
    if "body" in instance.get_deferred_fields():
        return
    instance.render()


@receiver(pre_save, sender=Article)
@receiver(pre_save, sender=Section)
@receiver(pre_save, sender=Tag)
@receiver(pre_save, sender=Author)
def remember_address(sender, instance, raw: bool, **kwargs) -> None:
    """Note where readers found the row until now."""
    instance.left_address = ""
    if raw or instance.pk is None:
        return
    stored = sender.objects.filter(pk=instance.pk).only("slug")
    if sender is Article:
        stored = stored.filter(published_at__lte=timezone.now()).only("slug", "published_at")
    if (row := stored.first()) and row.get_absolute_url() != instance.get_absolute_url():
        instance.left_address = row.get_absolute_url()


@receiver(post_save, sender=Article)
@receiver(post_save, sender=Section)
@receiver(post_save, sender=Tag)
@receiver(post_save, sender=Author)
def keep_address(sender, instance, raw: bool, **kwargs) -> None:
    """Let an address that readers know lead to where the row is now.

    The row that lives at an address wins over a redirect from it, so A -> B -> A is no loop;
    `took_address_of` says what the address led to before. A piece that is still to come leaves
    the redirect to its readers until then.
    """
    instance.took_address_of = None
    if raw:
        return
    if instance.left_address:
        Redirect.objects.keep(instance.left_address, instance)
    if sender is not Article or instance.is_public:
        before = Redirect.objects.release(instance.get_absolute_url(), instance)
        instance.took_address_of = None if before == instance else before


@receiver(request_finished)
def write_missing_addresses(**kwargs) -> None:
    """Write down what was asked for in vain, once the answer has gone out."""
    missing.write_if_due()


@receiver(pre_save, sender=Image)
def derive_image(instance: Image, raw: bool, **kwargs) -> None:
    """Measure a picture; a fixture's picture is first copied into the media folder."""
    if raw:
        copy_from_fixtures(instance)
    if instance.sha256 and instance.width and instance.byte_size and instance.dominant_colour:
        return
    stored = instance.file._committed  # Django names this state nowhere else
    if not instance.file or (stored and not instance.file.storage.exists(instance.file.name)):
        return
    content = instance.file.open()
    instance.sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    instance.byte_size = content.tell()
    content.seek(0)
    with PillowImage.open(content) as picture:
        instance.width, instance.height = picture.size
        with suppress(*BROKEN):  # a damaged file has no colour, and its row is saved all the same
            instance.dominant_colour = colours.dominant(picture)
    content.seek(0)
    if stored:
        content.close()


@receiver(post_save, sender=Article)
@receiver(post_save, sender=Revision)
def note_pictures(instance: Article | Revision, **kwargs) -> None:
    """Note which pictures a version of a piece shows."""
    if isinstance(instance, Article):
        if {"body", "lead_image_id"} & instance.get_deferred_fields():
            return
        piece, body, lead = instance.pk, instance.body, instance.lead_image_id
    else:
        # A damaged version shows nothing.
        snapshot = instance.snapshot if isinstance(instance.snapshot, dict) else {}
        piece, body, lead = instance.article_id, snapshot.get("body"), snapshot.get("lead_image")
    keys = references.pictures_named(body or "") | ({lead} if lead else set())
    keys.update(references.pictures_addressed(body or ""))
    if keys:
        uses = [PictureUse(article_id=piece, image_id=key) for key in sorted(keys)]
        PictureUse.objects.bulk_create(uses, ignore_conflicts=True)


@receiver(post_save, sender=Image)
def note_renditions(instance: Image, **kwargs) -> None:
    """Have made what readers get of a picture, once its row is certain."""
    darkroom.note(instance)


# A process that answers requests has time for renditions between them.
request_started.connect(darkroom.open_up)
# And it takes up what a killed one has left to be made anew.
request_started.connect(renewing.open_up)


@receiver(post_delete, sender=Image)
def let_renditions_go(instance: Image, **kwargs) -> None:
    """Delete with a picture what was derived of it, once its row is certainly gone."""
    if instance.file:
        storage, folder = instance.file.storage, renditions.folder(instance)
        transaction.on_commit(lambda: shelving.delete_folder(storage, folder))


def copy_from_fixtures(image: Image) -> None:
    """Put a picture that lies beside the fixtures where its row says it is.

    A file that is there already is never overwritten.
    """
    storage = image.file.storage
    if not image.file or storage.exists(image.file.name):
        return
    for folder in settings.FIXTURE_DIRS:
        source = Path(folder) / "images" / Path(image.file.name).name
        if source.is_file():
            with source.open("rb") as content:
                storage.save(image.file.name, File(content))
            return
