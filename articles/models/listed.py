"""What long lists are read by: dates kept beside taggings and bylines, and pieces counted by day.

Both are written by the database itself (see `bookkeeping`), along with the pieces, whatever
writes those. So a list of any length is read by one index, without sorting it, skipping through
it or counting it.
"""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils import timezone

# The names under which the pieces of all sections are counted: by day, by month, by year.
ALL, MONTHS, YEARS = "all", "months", "years"


class ListedQuerySet(models.QuerySet):
    """Rows beside pieces, by what readers may see of the pieces."""

    def public(self, at: datetime | None = None) -> Self:
        """Those of public pieces, as `Article.objects.public()` has them."""
        return self.filter(listed_at__lte=at or timezone.now())


class Listed(models.Model):
    """A row that puts a piece into a list.

    listed_at: when the piece was, or is to be, published; none for a draft or a withdrawn one.
    """

    listed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True


class NotDumped(models.Manager):
    """No rows: whatever loads the pieces of a dump has them counted."""

    def get_queryset(self) -> models.QuerySet:
        """Return none."""
        return super().get_queryset().none()


class ListedDay(models.Model):
    """How many published pieces, those to come included, a list has on one day of the paper.

    name: `all`, `months`, `years`, or `section:`, `tag:` or `author:` and the row's key. The last
    three are counted by month, under its first day: enough to enter the list there, and few rows
    for a paper of many years.
    """

    name = models.CharField(max_length=40)
    day = models.DateField()
    # Without the check of a positive number: bookkeeping never refuses what it counts.
    pieces = models.IntegerField(default=0)

    # The first is the one that dumps go by.
    not_dumped = NotDumped()
    objects = models.Manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["name", "day"], name="listed_day_once")]

    def __str__(self) -> str:
        return f"{self.name}, {self.day}: {self.pieces}"


def name_of(row: models.Model) -> str:
    """Return the name under which a section's own pieces, a tag's or an author's are counted."""
    return f"{row._meta.model_name}:{row.pk}"
