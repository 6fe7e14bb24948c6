"""Tags made one: the pieces, names and addresses of several become one tag's."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Exists, Min, OuterRef
from django.utils.translation import gettext as _

from articles import invalidation, renewing, tag_lookup
from articles.acting import Refused
from articles.models import FormerName, Redirect, Tag, Tagging
from articles.models.tags import folded


@transaction.atomic
def merge(kept: Tag, others: Iterable[Tag]) -> int:
    """Give the pieces of `others` to `kept`, delete the others; return how many pieces moved.

    A piece that carried several of them carries `kept` once. Versions, drafts and typed texts name
    tags by their names, all of which are `kept`'s from now on. As many statements, however many
    pieces there are; what follows for search and related pieces is `renewing`'s. Raises Refused
    where somebody else has merged or deleted one of them at the same moment.
    """
    keys = {tag.pk for tag in others} - {kept.pk}
    there = Tag.objects.select_for_update().filter(pk__in={kept.pk, *keys}).order_by("pk")
    gone = [tag for tag in there if tag.pk in keys]
    if len(there) != len(keys) + 1:
        raise Refused(_("One of these tags is gone: merged or deleted in the meantime."))
    if not gone:
        return 0
    # As it is called by now.
    kept = next(tag for tag in there if tag.pk == kept.pk)
    pieces = renewing.pieces_beside(*gone)
    newest = list(pieces[: renewing.AT_ONCE])
    renewing.note(pieces, renewing.ENTRY, renewing.KIN)
    moved = _move(kept, keys)
    take_off(keys)
    _keep_names(kept, keys)
    Tag.objects.filter(pk__in=keys).delete()
    tag_lookup.write([kept])
    tag_lookup.weigh_soon(kept.pk)
    renewing.newest_at_once(newest)
    return moved


def _move(kept: Tag, keys: set[int]) -> int:
    """Let the pieces of the others carry `kept`, each once; return how many did not before.

    Rows are moved, not made anew: a new one would have to wait for whoever has its piece locked,
    who may be waiting for the tag.
    """
    already = Tagging.objects.filter(tag=kept, content_object=OuterRef("content_object"))
    others = Tagging.objects.filter(~Exists(already), tag__in=keys).order_by()
    one_of_each = others.values("content_object").annotate(one=Min("pk")).values("one")
    moving = Tagging.objects.filter(pk__in=one_of_each)
    rows = list(moving[: invalidation.BULK + 1])
    for row in rows:
        row.tag = kept
    with invalidation.announced(rows):
        return moving.update(tag=kept) if rows else 0


def take_off(keys: Iterable[int]) -> None:
    """Take tags, by key, from all of their pieces, with one statement."""
    taggings = Tagging.objects.filter(tag__in=keys)
    if rows := list(taggings[: invalidation.BULK + 1]):
        with invalidation.announced(rows, deleted=True):
            # One by one they would be looked at for what they touch.
            taggings._raw_delete(connection.alias)


def _keep_names(kept: Tag, keys: set[int]) -> None:
    """Let the names and addresses of the others, present and former, lead to `kept`."""
    FormerName.objects.filter(tag__in=keys).update(tag=kept)
    Redirect.objects.filter(tag__in=keys).update(tag=kept)
    for tag in Tag.objects.filter(pk__in=keys):
        Redirect.objects.keep(tag.get_absolute_url(), kept)
        former = {"tag": kept, "name": tag.name}
        FormerName.objects.update_or_create(folded_name=tag.folded_name, defaults=former)


@transaction.atomic
def set_other_names(tag: Tag, names: list[str], *, seen: list[str]) -> None:
    """Let these names lead to a tag, beside its own.

    seen: the names that led to it when they were written. Of those that are missing now it is let
    go; what came since, such as the name it had or that of a tag merged into it, stays.
    """
    before = {folded(name) for name in seen}
    wanted = {folded(name): name for name in names if folded(name) != tag.folded_name}
    stored = {former.folded_name: former for former in tag.former_names.all()}
    for key in (stored.keys() & before) - wanted.keys():
        stored[key].delete()
    for key in sorted(wanted.keys() - stored.keys()):
        FormerName.objects.create(tag=tag, name=wanted[key], folded_name=key)
