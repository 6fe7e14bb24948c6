"""Tags made one: the pieces, names and addresses of several become one tag's."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.utils.translation import gettext as _

from articles import invalidation, search, tag_lookup
from articles.acting import Refused
from articles.models import FormerName, Redirect, Tag, Tagging
from articles.models.tags import folded


@transaction.atomic
def merge(kept: Tag, others: Iterable[Tag]) -> int:
    """Give the pieces of `others` to `kept`, delete the others; return how many pieces moved.

    A piece that carried several of them carries `kept` once. Versions, drafts and typed texts name
    tags by their names, all of which are `kept`'s from now on. Raises Refused where somebody else
    has merged or deleted one of them at the same moment.
    """
    keys = {tag.pk for tag in others} - {kept.pk}
    # Whoever saves one of these pieces has that first, and its tags then.
    search.hold(Tagging.objects.filter(tag__in=keys).order_by().values("content_object"))
    there = Tag.objects.select_for_update().filter(pk__in={kept.pk, *keys}).order_by("pk")
    if {tag.pk for tag in there} != {kept.pk, *keys}:
        raise Refused(_("One of these tags is gone: merged or deleted in the meantime."))
    carriers = Tagging.objects.filter(tag__in=keys).order_by()
    pieces = sorted(set(carriers.values_list("content_object", flat=True)))
    already = set(Tagging.objects.filter(tag=kept).values_list("content_object", flat=True))
    moving = [piece for piece in pieces if piece not in already]
    # Somebody may tag a piece at this moment; then it has what it should have.
    rows = [Tagging(tag=kept, content_object_id=piece) for piece in moving]
    with invalidation.announced(rows):
        Tagging.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    _keep_names(kept, keys)
    many = len(pieces) > invalidation.BULK
    if many:
        # One by one they would be looked at for what they touch; with them goes their index.
        carriers._raw_delete(connection.alias)
    Tag.objects.filter(pk__in=keys).delete()
    if many:
        search.reindex(pieces)
    tag_lookup.write([kept])
    tag_lookup.weigh_soon(kept.pk)
    return len(moving)


def _keep_names(kept: Tag, keys: set[int]) -> None:
    """Let the names and addresses of the others, present and former, lead to `kept`."""
    FormerName.objects.filter(tag__in=keys).update(tag=kept)
    Redirect.objects.filter(tag__in=keys).update(tag=kept)
    for tag in Tag.objects.filter(pk__in=keys):
        Redirect.objects.keep(tag.get_absolute_url(), kept)
        former = {"tag": kept, "name": tag.name}
        FormerName.objects.update_or_create(folded_name=tag.folded_name, defaults=former)


@transaction.atomic
def set_other_names(tag: Tag, names: list[str]) -> None:
    """Let exactly these names lead to a tag, beside its own."""
    wanted = {folded(name): name for name in names if folded(name) != tag.folded_name}
    stored = {former.folded_name: former for former in tag.former_names.all()}
    for key in stored.keys() - wanted.keys():
        stored[key].delete()
    for key in sorted(wanted.keys() - stored.keys()):
        FormerName.objects.create(tag=tag, name=wanted[key], folded_name=key)
