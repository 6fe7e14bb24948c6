"""Standing pages: masthead, guideline, about."""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.html import linebreaks
from django.utils.translation import gettext_lazy as _

from articles import rendering


class StandingPage(models.Model):
    """A page that belongs to the paper and not to a day."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"), blank=True)
    body_html = models.TextField(editable=False, blank=True)
    renderer_version = models.PositiveIntegerField(editable=False, default=0)
    modified_at = models.DateTimeField(_("last saved"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("standing page")
        verbose_name_plural = _("standing pages")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page's address."""
        return reverse("standing_page", args=[self.slug])

    def render(self) -> None:
        """Derive the HTML from the Markdown."""
        try:
            self.body_html = rendering.render(self.body).html
        except rendering.TextRefused:
            self.body_html = linebreaks(self.body, autoescape=True)
        self.renderer_version = rendering.RENDERER_VERSION

    def current_html(self) -> str:
        """The text as HTML of the present renderer, whatever version stored it."""
        if self.renderer_version != rendering.RENDERER_VERSION:
            self.render()
        return self.body_html
