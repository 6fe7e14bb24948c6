"""What all public pages share: they can be read, and nothing else."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.common import no_append_slash
from django.views.decorators.csrf import csrf_exempt

from articles.page_head import Head


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a page be read and nothing else; no form leads here, so no token is asked for.

    Where a slash is missing `addresses` knows whether there is a page with it.
    """

    @no_append_slash
    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method in {"GET", "HEAD"}:
            return view(request, *args, **kwargs)
        head = Head(title=_("This page can only be read"))
        response = render(request, "405.html", {"head": head}, status=405)
        response.headers["Allow"] = "GET, HEAD"
        return response

    return answer
