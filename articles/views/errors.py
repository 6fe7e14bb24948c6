"""What is answered where there is nothing to read, in words for people."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext as _

from articles import kept_text
from articles.page_head import Head

STYLESHEETS = ("tokens", "base", "layout")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing to read at this address."""
    return render(request, "404.html", {"head": Head(title=_("Page not found"))}, status=404)


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
    """400: a request that makes no sense. Its host may be wrong, so no full address is made."""
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
