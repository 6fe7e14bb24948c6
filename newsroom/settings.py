"""All settings, read from the environment. Without any, a safe local site in var/.

PRODUCTION=1 says that readers can reach this machine: then a secret key and the host names
must be given, and cookies, redirects and HSTS assume TLS in front (TLS=0 switches them off).
"""

import os
from email.utils import formataddr
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from newsroom import environment, media
from newsroom.environment import UnsafeStart

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Where and how it runs ---------------------------------------------------

PRODUCTION = environment.flag("PRODUCTION", default=False)
DEBUG = environment.flag("DEBUG", default=False)
TLS = environment.flag("TLS", default=PRODUCTION)

# Everything the site makes lies here: database, media, static files, the generated key.
DATA_DIR = environment.data_dir(os.environ.get("DATA_DIR") or BASE_DIR / "var")

SECRET_KEY = os.environ.get("SECRET_KEY", "")
ALLOWED_HOSTS = environment.host_names("ALLOWED_HOSTS")

if PRODUCTION:
    if DEBUG:
        raise UnsafeStart("DEBUG shows the site's insides to everybody; unset it in production.")
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5:
        raise UnsafeStart("Set SECRET_KEY to at least 50 random characters for production.")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise UnsafeStart("Set ALLOWED_HOSTS to the site's host names, separated by commas.")
else:
    SECRET_KEY = SECRET_KEY or environment.secret_key(DATA_DIR / "secret_key")
    if not ALLOWED_HOSTS:
        ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
        # A site told to listen on one address answers under it.
        if (host := os.environ.get("HOST", "")) and host not in {"0.0.0.0", "::"}:  # noqa: S104
            ALLOWED_HOSTS.append(f"[{host}]" if ":" in host else host)

DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASES = {"default": environment.database(DATABASE_URL, embedded=DATA_DIR / "newsroom.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- The newspaper -----------------------------------------------------------

# Staff accounts with shown passwords are for trying it out on one's own machine.
DEMO = environment.flag("DEMO", default=not PRODUCTION) and not DATABASE_URL

SITE_NAME = os.environ.get("SITE_NAME") or "Ruang Redaksi"

# How letters name the site; it has no request to ask.
SITE_URL = environment.site_url(ALLOWED_HOSTS if PRODUCTION else [], tls=TLS)

# Whom to tell of a hole in the site, for /.well-known/security.txt (RFC 9116).
SECURITY_CONTACT = environment.contacts("SECURITY_CONTACT")
# Fonts for share pictures in scripts that none of ours has.
CARD_FONTS = environment.files("CARD_FONTS")

INSTALLED_APPS = [
    "articles.apps.ArticlesConfig",
    "articles.apps.NewsroomAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # the widgets' own templates, for FORM_RENDERER below
    "csp",
    "markdownx",
    "taggit",
]

MIDDLEWARE = [
    # The outermost: what it keeps has every header.
    "articles.page_keeping.PageStoreMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "articles.middleware.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "articles.middleware.DueMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "articles.page_keeping.StaffMarkMiddleware",
    "articles.middleware.StaffLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "articles.context_processors.site",
            ],
        },
    },
]
# Form widgets may be given templates in templates/, like everything else.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# --- Language and time -------------------------------------------------------

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
TIME_ZONE = "Asia/Jakarta"
USE_I18N = True
# One catalogue also for templates/ and newsroom/; it wins over the libraries' own words.
LOCALE_PATHS = [BASE_DIR / "articles" / "locale"]
USE_TZ = True

# --- Files -------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# What browsers and feed readers look for at the site's root, whatever its pages name.
WHITENOISE_ROOT = BASE_DIR / "static" / "root"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "newsroom.readers_sheet.ReadersSheet",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
# Readers are sent there for files in the bucket; without it the site hands them on itself.
MEDIA_PUBLIC_URL = media.address("MEDIA_PUBLIC_URL")
STORAGES = {
    **media.storages(),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Hashed names never change their content.
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False

# A picture may weigh this much and hold this many pixels before it is refused.
IMAGE_MAX_BYTES = 20 * 1024 * 1024
IMAGE_MAX_PIXELS = 60_000_000
# An editor never waits until a picture's renditions are made.
RENDITIONS_IN_BACKGROUND = environment.flag("RENDITIONS_IN_BACKGROUND", default=True)
# How many pictures `manage.py make_renditions` works on at a time.
RENDITION_THREADS = environment.number("RENDITION_THREADS", default=os.cpu_count() or 1)
# Markdown past this size is refused: the parser is quadratic on hostile input.
MARKDOWN_MAX_BYTES = 200_000
# Room for the longest piece, URL-encoded, beside the other fields of its form.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_PERMISSIONS = 0o644
FILE_UPLOAD_HANDLERS = [
    "articles.uploads.CappedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "articles.uploads.DiskUpload",
]

# --- Kept pages --------------------------------------------------------------

# With DEBUG, a template that was edited shows at once.
PAGE_STORE = environment.flag("PAGE_STORE", default=not DEBUG) and not DEBUG
# On disk, for all workers of this machine; and in each worker's memory.
PAGE_STORE_MEGABYTES = environment.number("PAGE_STORE_MEGABYTES", default=512)
PAGE_STORE_MEMORY_MEGABYTES = 16
# Other machines may write to the same server, and nobody can know that they do not.
PAGE_STORE_SHARED = PAGE_STORE and DATABASES["default"]["ENGINE"].endswith("postgresql")
# Pages are kept under the site's own port, and not under one that a stranger names.
PORT = environment.number("PORT", default=8000)

# --- A network in front ------------------------------------------------------

# How long a content delivery network may keep a page, in seconds, and whom to tell of changes.
CDN_SECONDS = environment.number("CDN_SECONDS", default=0) if PAGE_STORE else 0
CDN_PURGE_URL = environment.purge_url("CDN_PURGE_URL", needed=CDN_SECONDS > 0)
CDN_PURGE_TOKEN = environment.token("CDN_PURGE_TOKEN")
CDN_PURGER = os.environ.get("CDN_PURGER") or "articles.cdn.over_http"

# --- Accounts ----------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
# Django's own answers 400 on a full disk, and the text that was sent would be lost.
SESSION_ENGINE = "articles.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "articles.views.errors.stale_form"
# Browsers share cookies between the ports of one host, so two local sites would sign each
# other's editors out; the staff cookies also stay off every public page.
SESSION_COOKIE_NAME = "newsroom_session"
CSRF_COOKIE_NAME = "newsroom_csrf"

# --- Safety ------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        # The admin shows a chosen picture before it is sent.
        "img-src": [SELF, "data:", "blob:", *media.origins(MEDIA_PUBLIC_URL)],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

if TLS:
    SECURE_SSL_REDIRECT = True
    # A load balancer asks over plain HTTP whether the site is well.
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = environment.number("HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = [f"https://{host.replace('*', '')}" for host in ALLOWED_HOSTS]

# --- Libraries ---------------------------------------------------------------

TAGGIT_CASE_INSENSITIVE = True
# Views of our own under markdownx's names; the library's are open to the world.
MARKDOWNX_URLS_PATH = "/admin/markdown/preview/"
MARKDOWNX_UPLOAD_URLS_PATH = "/admin/markdown/upload/"

# --- Mail --------------------------------------------------------------------

# smtp://user:password@host:587, smtps:// for TLS from the first byte; without it, letters are
# printed where the site was started.
vars().update(environment.mail(os.environ.get("EMAIL_URL", "")))
DEFAULT_FROM_EMAIL = environment.sender(
    "EMAIL_FROM", default=formataddr((SITE_NAME, "redaksi@localhost"))
)
EMAIL_TIMEOUT = 10
# An editor never waits for a mail server.
MAIL_IN_BACKGROUND = True
# Nor for all pieces of a tag to be found by its new name.
RENEW_IN_BACKGROUND = True

# --- Missing addresses -------------------------------------------------------

# Seconds between two writings of what readers asked for in vain; None: not by itself.
MISSING_WRITTEN_EVERY = 15

# --- Messages to whoever runs it ---------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # An address that does not exist is the reader's news, not ours.
        "django.request": {"level": "ERROR"},
        # Strangers may ask for any host they like; 400 is the whole answer.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
