"""The newsroom's desk: Django's admin, one file a noun."""

import taggit.admin  # noqa: F401  registers taggit's tags, which are not ours
from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag as UnusedTag

from articles.admin import (  # noqa: F401
    accounts,
    activities,
    articles,
    authors,
    corrections,
    front,
    images,
    missing,
    pages,
    publisher,
    redirects,
    search,
    sections,
    tags,
)

# Our tags are a model of their own; the stock admin's actions would harm them.
admin.site.unregister(UnusedTag)

admin.site.site_header = admin.site.site_title = settings.SITE_NAME
admin.site.index_title = _("The newsroom")
