"""The server's entry point."""

import os
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from newsroom.environment import UnsafeStart

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

try:
    application = get_wsgi_application()
except UnsafeStart as refusal:
    sys.exit(f"newsroom: {refusal}")

if settings.PAGE_STORE:
    # Only now: their settings and models are loaded.
    from articles import page_shelf
    from articles.page_sending import Door

    page_shelf.begin()
    listen = None
    if settings.PAGE_STORE_SHARED:
        from articles.page_listening import listen

    application = Door(application, page_shelf.sender(), listen)
