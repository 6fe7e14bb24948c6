"""The site's settings, on throw-away data. TEST_DATABASE chooses the engine: sqlite or postgres."""

import atexit
import os
import tempfile

from tests import postgres

# What is set for the site in this shell is not meant for its tests.
SITE_VARIABLES = """
    ALLOWED_HOSTS CDN_PURGER CDN_PURGE_TOKEN CDN_PURGE_URL CDN_SECONDS DATABASE_URL
    DATA_DIR DEBUG DEMO EMAIL_FROM EMAIL_URL HOST HSTS_SECONDS PORT
    PAGE_STORE PAGE_STORE_MEGABYTES PRODUCTION RENDITIONS_IN_BACKGROUND RENDITION_THREADS SECRET_KEY
    SECURITY_CONTACT SITE_NAME SITE_URL TLS WORKERS
"""
for name in SITE_VARIABLES.split():
    os.environ.pop(name, None)

_folder = tempfile.TemporaryDirectory(prefix="newsroom-tests-", ignore_cleanup_errors=True)
atexit.register(_folder.cleanup)
os.environ["DATA_DIR"] = _folder.name

match os.environ.get("TEST_DATABASE", "sqlite"):
    case "sqlite":
        pass
    case "postgres":
        os.environ["DATABASE_URL"] = postgres.url()
    case other:
        raise SystemExit(f"TEST_DATABASE is {other!r}; write sqlite or postgres.")

from newsroom.settings import *  # noqa: E402, F403
from newsroom.settings import DATA_DIR, DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

if "DATABASE_URL" not in os.environ:
    # A file, as on a real site: the live server's threads need connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    )
# A connection ends with its request, so that the test database can be dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT.mkdir(exist_ok=True)
# Letters are sent in the test's own thread, into django.core.mail.outbox.
MAIL_IN_BACKGROUND = False
# What a new name leaves to be done is done by then.
RENEW_IN_BACKGROUND = False
# Each test sees what it has just made; the store has tests of its own.
PAGE_STORE = PAGE_STORE_SHARED = False
# What a test uploads is derived only where the test asks for it.
RENDITIONS_IN_BACKGROUND = False
# What is not there is counted, but written down only where a test says so.
MISSING_WRITTEN_EVERY = None
