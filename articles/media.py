"""Pictures as readers get them: known types only, under headers that let them be nothing else."""

import re

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import darkroom, former_files, renditions, withholding

TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "avif": "image/avif",
}
# Plain words between slashes, so that no name leads out of the folder or to a hidden file.
NAME = re.compile(rf"(?:[\w-]+/)*[\w-]+(?:\.[\w-]+)*\.({'|'.join(TYPES)})", re.ASCII)
# Longer than any name made here; file systems refuse 256.
MAX_LENGTH = 200

HEADERS = {
    # A name is given once and its content never changes.
    "Cache-Control": "public, max-age=31536000, immutable",
    # Should a browser take it for a document all the same, it may do nothing.
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    # Feed readers show the pictures on their own pages.
    "Cross-Origin-Resource-Policy": "cross-origin",
}
ORIGINALS = "gambar/"
# Share pictures have addresses of their own, which know whether they may be seen.
CARDS = "kartu/"
# Whoever lost the right to a picture keeps no copy; the desk looks at it often.
NO_MORE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
FOR_THE_DESK = HEADERS | {"Cache-Control": "private, max-age=3600"}
# Another picture stands in until the one that was asked for is made.
FOR_NOW = HEADERS | {"Cache-Control": "no-store"}


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer with a picture of the media folder; everything else in it does not exist.

    A rendition that is not there yet is made now, or another picture named that can be shown.
    """
    match = NAME.fullmatch(name)
    if match is None or len(name) > MAX_LENGTH or name.startswith(CARDS):
        raise Http404("no such picture")
    if withholding.is_withheld(name):
        return _withheld(request, name, TYPES[match[1]])
    # A replaced file may be there still, for pages that ask for what was made of it.
    if name.startswith(ORIGINALS) and (address := former_files.now_at(name)):
        return HttpResponseRedirect(address, headers=FOR_NOW)
    try:
        return _sent(request, name, TYPES[match[1]])
    except OSError:
        address = darkroom.at_first_need(name) or former_files.now_at(name)
    if not address:
        raise Http404("no such picture")
    if address != request.path:
        return HttpResponseRedirect(address, headers=FOR_NOW)
    try:
        return _sent(request, name, TYPES[match[1]])
    except OSError as error:
        raise Http404("no such picture") from error


def _withheld(request: HttpRequest, name: str, kind: str) -> HttpResponseBase:
    """Answer for a picture whose licence has ended: to readers that it is gone, in a word."""
    if not (request.user.is_active and request.user.is_staff):
        words = _("The licence of this picture has ended.")
        return HttpResponse(
            words, status=410, content_type="text/plain; charset=utf-8", headers=NO_MORE
        )
    if renditions.named(name) and (content := darkroom.for_one_look(name)):
        return HttpResponse(content, content_type=kind, headers=FOR_THE_DESK)
    if address := former_files.now_at(name) or darkroom.original_of(name):
        return HttpResponseRedirect(address, headers=FOR_NOW)
    try:
        return _file(request, name, kind, FOR_THE_DESK)
    except OSError as error:
        raise Http404("no such picture") from error


def _sent(request: HttpRequest, name: str, kind: str) -> HttpResponseBase:
    """Answer with a file, or send to where it is. Raises OSError where it is not there."""
    if settings.MEDIA_PUBLIC_URL:
        if not default_storage.exists(name):
            raise FileNotFoundError(name)
        return HttpResponseRedirect(f"{settings.MEDIA_PUBLIC_URL}/{name}", headers=HEADERS)
    return _file(request, name, kind, HEADERS)


def _file(request: HttpRequest, name: str, kind: str, headers: dict) -> HttpResponseBase:
    """Answer with a file. Raises OSError where it is not there."""
    size = default_storage.size(name)
    modified = default_storage.get_modified_time(name).timestamp()
    etag = f'"{int(modified * 1_000_000):x}-{size:x}"'
    headers = headers | {"ETag": etag, "Last-Modified": http_date(modified)}
    if answer := get_conditional_response(request, etag, int(modified)):
        for header, value in headers.items():
            answer[header] = value
        return answer
    return FileResponse(default_storage.open(name), content_type=kind, headers=headers)
