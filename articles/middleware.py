"""What is done around every request."""

from functools import cached_property

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from articles import clock

# The site asks for none of these, so nothing that slips into a page may either.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)

# These show no text, so nothing can be due for them.
WITHOUT_TEXT = (settings.STATIC_URL, settings.MEDIA_URL, "/healthz", "/readyz")


class SecurityHeadersMiddleware:
    """Adds the headers that Django has no setting for.

    The policy for contents is put together once: no page asks for another, and django-csp's own
    middleware would do it for each.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.policy = build_policy()

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault(HEADER, self.policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response


class DueMiddleware:
    """Puts an update whose time has come in place before the request that finds it is answered.

    So a schedule is kept by readers and editors themselves, without any process beside the
    web server. Costs one look into an index, and none where the page store knows the next time.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith(WITHOUT_TEXT):
            clock.keep_up()
        return self.get_response(request)


class StaffLanguageMiddleware:
    """The paper speaks its one language; the desk speaks the editor's, as the browser names it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        at_desk = request.path_info.startswith(self.desk)
        language = (
            translation.get_language_from_request(request) if at_desk else settings.LANGUAGE_CODE
        )
        # An override, because the next request may find this thread as it was left.
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if at_desk:
            patch_vary_headers(response, ["Accept-Language"])
        return response

    @cached_property
    def desk(self):
        return reverse("admin:index")
