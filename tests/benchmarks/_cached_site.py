"""The same site with Django's own page cache instead of the store: settings and application."""

import os

os.environ["PAGE_STORE"] = "0"
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks._cached_site"

from django.core.wsgi import get_wsgi_application

from newsroom.settings import *  # noqa: F403
from newsroom.settings import MIDDLEWARE

MIDDLEWARE = [
    "django.middleware.cache.UpdateCacheMiddleware",
    *MIDDLEWARE,
    "django.middleware.cache.FetchFromCacheMiddleware",
]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CACHE_MIDDLEWARE_SECONDS = 600


made = []


def application(environ, start_response):
    """Made at the first request, when these settings are whole."""
    if not made:
        made.append(get_wsgi_application())
    return made[0](environ, start_response)
