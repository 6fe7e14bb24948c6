"""The server's entry point."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from newsroom.environment import UnsafeStart

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

try:
    application = get_wsgi_application()
except UnsafeStart as refusal:
    sys.exit(f"newsroom: {refusal}")
