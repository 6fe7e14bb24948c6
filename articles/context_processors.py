"""What every page knows: the paper's name, its sections, its standing pages."""

from django.conf import settings
from django.http import HttpRequest

from articles.furniture import Navigation


def site(request: HttpRequest) -> dict:
    """The paper's name and its navigation."""
    return {"site_name": settings.SITE_NAME, "navigation": Navigation()}
