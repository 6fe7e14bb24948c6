"""What is still to be made anew of a piece: a name beside it has changed, or how it is rendered."""

from django.db import models

from articles.models.listed import NotDumped


class Renewal(models.Model):
    """One thing of one piece that is to be made anew; `articles.renewing` sees to it.

    One statement writes them for any number of pieces. So the piece is a number and no reference:
    checking those would read every piece, and wait for whoever has one locked. One of a piece
    that is gone does no harm.
    """

    class What(models.IntegerChoices):
        """Its search entry; the pieces that are like it; its HTML."""

        ENTRY = 1
        KIN = 2
        HTML = 3

    what = models.PositiveSmallIntegerField(choices=What)
    piece = models.BigIntegerField()

    # The first is the one that dumps go by: whatever loads the pieces makes everything new.
    not_dumped = NotDumped()
    objects = models.Manager()

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["what", "-piece"], name="renewal_newest")]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.piece}"
