"""What somebody would write by hand on these tables: Django's own settings, one view of a piece.

The measure for a page that is not kept. Settings and application; the view is in `_plain_views`.
"""

import os
from pathlib import Path

os.environ["PAGE_STORE"] = "0"
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks._plain_site"

from django.apps import AppConfig
from django.core.wsgi import get_wsgi_application

from newsroom import settings as site


class Tables(AppConfig):
    """The site's tables, without what the site does with them."""

    name = "articles"
    default = False


SECRET_KEY = site.SECRET_KEY
ALLOWED_HOSTS = ["127.0.0.1"]
DATABASES = site.DATABASES
DEFAULT_AUTO_FIELD = site.DEFAULT_AUTO_FIELD
INSTALLED_APPS = [
    "tests.benchmarks._plain_site.Tables",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "taggit",
]
# As `startproject` has them.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "tests.benchmarks._plain_views"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
LANGUAGE_CODE, TIME_ZONE, USE_TZ = "id", "Asia/Jakarta", True
STATIC_URL = "/static/"

made = []


def application(environ, start_response):
    """Made at the first request, when these settings are whole."""
    if not made:
        made.append(get_wsgi_application())
    return made[0](environ, start_response)
