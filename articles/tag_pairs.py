"""Tags that may be one subject, found by what their keys share, and what editors said of them.

A tag waits to be compared from when it gets a name, and when it is used twice as much as before;
`compare_waiting` does so for as many as there is time for. Only tags that share a key, or stand on
the same pieces, are compared, so the work grows with the tags that wait and not with all.
"""

from collections import defaultdict
from dataclasses import dataclass
from time import monotonic

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from articles import tag_company, tag_keys, tag_likeness, tag_lookup
from articles.models import FormerName, Tag, TagKey, TagPair

# A page that shows the pairs waits no longer for those still to be found.
PATIENCE = 1.0
_BATCH = 10
_AT_ONCE = 500
# A word that more tags share tells nothing of them.
_MOST_ALIKE = 2_000


@dataclass(frozen=True)
class Compared:
    """How many tags were compared just now, and whether more wait."""

    tags: int
    more: bool


def compare_waiting(patience: float = PATIENCE) -> Compared:
    """Compare tags that wait for it, until `patience` seconds are over."""
    tag_lookup.write_missing()
    number, until = 0, monotonic() + patience
    while keys := _waiting(_BATCH):
        try:
            with transaction.atomic():
                _compare(keys)
        except IntegrityError:
            # One of them was deleted at this moment; the next visit knows.
            return Compared(number, more=True)
        number += len(keys)
        if monotonic() > until:
            break
    return Compared(number, bool(_waiting(1)))


def _waiting(most: int) -> list[int]:
    rows = TagKey.objects.filter(key=tag_keys.WAITING).order_by("-uses", "tag")
    return list(rows.values_list("tag", flat=True)[:most])


def _compare(tags: list[int]) -> None:
    """Note which tags these are like; what was told apart stays so."""
    names = _names_of(tags)
    candidates = _candidates(names)
    others = _names_of({*tags}.union(*candidates.values()))
    pairs: dict[tuple[int, int], int] = {}
    for tag, near in candidates.items():
        for other in near - {tag}:
            if reason := tag_likeness.surest(others.get(tag, []), others.get(other, [])):
                pairs[min(tag, other), max(tag, other)] = reason
    for tag in tags:
        for other, reason in tag_company.likenesses(tag, names.get(tag, [])).items():
            pairs.setdefault((min(tag, other), max(tag, other)), reason)
    # What they were like under another name.
    undecided = TagPair.objects.filter(told_apart_at=None)
    undecided.filter(Q(first__in=tags) | Q(second__in=tags)).delete()
    rows = [TagPair(first_id=a, second_id=b, likeness=why) for (a, b), why in pairs.items()]
    TagPair.objects.bulk_create(rows, ignore_conflicts=True, batch_size=_AT_ONCE)
    TagKey.objects.filter(tag__in=tags, key=tag_keys.WAITING).delete()


def _names_of(tags: set[int] | list[int]) -> dict[int, list[str]]:
    """Return by tag its names, present and former."""
    names: dict[int, list[str]] = defaultdict(list)
    keys = sorted(tags)
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        for tag, name in Tag.objects.filter(pk__in=some).values_list("pk", "name"):
            names[tag].append(name)
        for tag, name in FormerName.objects.filter(tag__in=some).values_list("tag", "name"):
            names[tag].append(name)
    return names


def _candidates(names: dict[int, list[str]]) -> dict[int, set[int]]:
    """Return by tag those that have a key which one like it must have."""
    asked: dict[str, set[int]] = defaultdict(set)
    for tag, mine in names.items():
        for key in set().union(*map(tag_likeness.looked_for, mine)):
            asked[key].add(tag)
    found: dict[int, set[int]] = {tag: set() for tag in names}
    keys = sorted(asked)
    for start in range(0, len(keys), _AT_ONCE):
        rows = TagKey.objects.filter(key__in=keys[start : start + _AT_ONCE]).order_by()
        for other, key in rows.values_list("tag", "key").iterator():
            for tag in asked[key]:
                if len(found[tag]) < _MOST_ALIKE:
                    found[tag].add(other)
    return found


# --- What editors say ------------------------------------------------------------


def undecided() -> QuerySet[TagPair]:
    """The pairs that nobody has decided on, the likeliest first."""
    pairs = TagPair.objects.filter(told_apart_at=None)
    return pairs.order_by("likeness", "id").select_related("first", "second")


def told_apart() -> QuerySet[TagPair]:
    """The pairs that are known to be different, the last first."""
    pairs = TagPair.objects.exclude(told_apart_at=None).order_by("-told_apart_at", "-id")
    return pairs.select_related("first", "second", "told_apart_by")


def tell_apart(pair: int, by: User) -> bool:
    """Remember that two tags are different; return whether the pair was there."""
    pairs = TagPair.objects.filter(pk=pair)
    pairs.filter(told_apart_at=None).update(told_apart_at=timezone.now(), told_apart_by=by)
    return pairs.exists()


def ask_again(pair: int) -> bool:
    """Forget that two tags were told apart; return whether the pair was there."""
    return bool(TagPair.objects.filter(pk=pair).update(told_apart_at=None, told_apart_by=None))
