"""Old addresses, each pointing at a piece rather than at another address."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.articles import Article


class Redirect(models.Model):
    """An address that once led to a piece. It points at the piece, so chains cannot form."""

    old_path = models.CharField(
        _("old address"),
        max_length=300,
        unique=True,
        help_text=_("The path only, for example /2025/07/an-old-slug/."),
    )
    article = models.ForeignKey(
        Article, verbose_name=_("leads to"), on_delete=models.CASCADE, related_name="redirects"
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ["old_path"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(old_path__startswith="/"),
                name="redirect_path_is_absolute",
                violation_error_message=_("The old address must begin with a slash."),
            ),
        ]

    def __str__(self) -> str:
        return self.old_path
