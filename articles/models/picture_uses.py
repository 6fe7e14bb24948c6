"""Which pieces have, or once had, which picture: what finding a picture's uses by index needs."""

from django.db import models

from articles.models.articles import Article
from articles.models.images import Image


class PictureUse(models.Model):
    """A piece of which some version shows a picture, in its text or above it.

    Derived, and never taken back: whether a picture may be deleted is asked of these texts.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="picture_uses")
    # Without a constraint: a text may name a picture that is not there, or not there yet.
    image = models.ForeignKey(
        Image, on_delete=models.CASCADE, db_constraint=False, related_name="uses", db_index=False
    )

    class Meta:
        default_permissions = []
        constraints = [
            models.UniqueConstraint(fields=["image", "article"], name="picture_use_once"),
        ]

    def __str__(self) -> str:
        return f"{self.image_id} in {self.article_id}"
