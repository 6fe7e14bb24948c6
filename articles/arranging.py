"""Arranging the front page: the one act on it, and what becomes of two at the same time."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from articles import slots as places
from articles.acting import Refused
from articles.models import Arrangement
from articles.permissions import why_not_arrange
from articles.slots import Slot, Slots

# How often somebody else may be faster before an editor hears of it.
ATTEMPTS = 8


class Clash(Exception):
    """Two editors put different pieces in one place; nothing was saved, and nothing is lost.

    `theirs` is the newest arrangement, `united` has what can be united with one's own in place,
    `slots` names where a choice is left.
    """

    def __init__(self, theirs: Arrangement, united: Slots, slots: list[Slot]) -> None:
        super().__init__(f"clashes with arrangement {theirs.number}")
        self.theirs, self.united, self.slots = theirs, united, slots


def newest() -> Arrangement:
    """Return the arrangement that counts; before the first, an empty one numbered 0."""
    return Arrangement.objects.first() or Arrangement(number=0)


def arrange(slots: Slots, *, by: AbstractBaseUser, base: int) -> Arrangement:
    """Arrange the front page from now on, and return the arrangement that counts.

    base: the number of the arrangement the editor began from. What another editor has changed
    since is kept, where both did not change the same place; then `merged_with` is theirs.
    Raises Refused for who may not, Clash where a choice is left.
    """
    if reason := why_not_arrange(by):
        raise Refused(reason)
    for _attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return _keep(slots, by, base)
        except IntegrityError:
            # Somebody took the next number; their arrangement is seen this time.
            continue
    raise Refused(_("Others are arranging at this very moment. Save again."))


def _keep(slots: Slots, by: AbstractBaseUser, base: int) -> Arrangement:
    latest = newest()
    began_from = Arrangement.objects.filter(number=base).first() or Arrangement(number=0)
    theirs = places.read(latest.slots)
    united, clashes = places.merge(places.read(began_from.slots), slots, theirs)
    if clashes:
        raise Clash(latest, united, clashes)
    if (stored := places.write(united)) != latest.slots:
        made = Arrangement.objects.create(
            number=latest.number + 1, slots=stored, by=by, by_name=by.get_username()
        )
    else:
        made = latest
    made.merged_with = latest if latest.number != base else None
    return made
