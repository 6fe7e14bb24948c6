"""The app, and the one place where signal handlers are connected."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    """The newspaper."""

    name = "articles"
    verbose_name = _("Newsroom")

    def ready(self) -> None:
        """Connect the handlers that keep derived data true."""
        # Importing is connecting; models must be loaded first, so it cannot stand at the top.
        from articles import finding_handlers, invalidation, signal_handlers  # noqa: F401, PLC0415


class NewsroomAdminConfig(AdminConfig):
    """Django's admin, opening on the desk."""

    default_site = "articles.sites.NewsroomSite"
