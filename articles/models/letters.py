"""Letters: mail that waits until a mail server has taken it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Letter(models.Model):
    """One message to one person. It stays until it is sent, however often that fails."""

    to = models.EmailField(_("recipient"))
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"))
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    try_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    failure = models.TextField(_("what went wrong"), blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["try_at"], condition=models.Q(sent_at__isnull=True), name="letter_unsent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
