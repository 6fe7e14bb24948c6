"""What is still to be made of each picture, and whether somebody is making it."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class RenditionJob(models.Model):
    """One picture's work. It waits while what was made is not what is wanted.

    `wanted` and `made` name a state of the picture (`articles.darkroom`), `try_at` the next
    moment at which somebody may begin: a job under way is left alone until then, and so is one
    that failed for the reason in `failure`.
    """

    # The picture's own key, so that a copy of the data loads into any other database.
    image = models.OneToOneField(
        "articles.Image", on_delete=models.CASCADE, primary_key=True, related_name="rendition_job"
    )
    wanted = models.CharField(max_length=200)
    made = models.CharField(max_length=200, blank=True)
    try_at = models.DateTimeField(default=timezone.now)
    failure = models.TextField(blank=True)

    class Meta:
        default_permissions = []
        indexes = [
            models.Index(
                fields=["try_at"], condition=~Q(made=F("wanted")), name="rendition_job_waiting"
            ),
        ]

    def __str__(self) -> str:
        return str(self.image_id)
