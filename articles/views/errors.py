"""What is answered where there is nothing to read, in words for people."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext as _

from articles import addresses, kept_text, missing
from articles.page_head import Head
from articles.views.pieces import withdrawn

STYLESHEETS = ("readers",)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing to read at this address, nor where it may once have led.

    Nothing of this is kept by browsers and caches: the next piece may live here.
    """
    asked = request.method in {"GET", "HEAD"}
    if asked and (lead := addresses.find(request.path_info)):
        response = _led_on(request, lead)
    else:
        if asked:
            missing.note(request.path_info)
        context = {
            "head": Head(title=_("Page not found")),
            "near": addresses.near(request.path_info),
            "words": addresses.words_of(request.path_info),
        }
        response = render(request, "404.html", context, status=404)
    response.headers["Cache-Control"] = "no-store"
    return response


def _led_on(request: HttpRequest, lead: addresses.Lead) -> HttpResponse:
    """Answer for an address that is known to lead elsewhere."""
    if lead.withdrawn:
        return withdrawn(request, lead.withdrawn)
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{lead.address}?{query}" if query else lead.address)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not for this reader."""
    return render(request, "403.html", {"head": Head(title=_("No access"))}, status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without a valid token. reason: Django's, for the log, which has it."""
    if kept_text.is_typed(request) and kept_text.is_from_here(request):
        return kept_text.grown_old(request)
    head = Head(title=_("The form could not be sent"))
    return render(request, "403_form.html", {"head": head}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: a request that makes no sense; 413: one that carries more than is read.

    Its host may be wrong, so no full address is made.
    """
    if isinstance(exception, RequestDataTooBig):
        return _plain("413.html", 413)
    return _plain("400.html", 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Asks nothing of the database or the request, either may be the cause."""
    return _plain("500.html", 500)


def plain_page(template: str) -> str:
    """Return a page that asks nothing of the database or of a request."""
    context = {"site_name": settings.SITE_NAME, "language": settings.LANGUAGE_CODE}
    try:
        context["stylesheets"] = [static(f"css/{name}.css") for name in STYLESHEETS]
    except ValueError:  # no manifest: static files were never collected
        context["stylesheets"] = []
    return render_to_string(template, context)


def _plain(template: str, status: int) -> HttpResponse:
    return HttpResponse(plain_page(template), status=status)
