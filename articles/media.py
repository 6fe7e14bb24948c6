"""Pictures as readers get them: known types only, under headers that let them be nothing else."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

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


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer with a picture of the media folder; everything else in it does not exist."""
    match = NAME.fullmatch(name)
    if match is None or len(name) > MAX_LENGTH:
        raise Http404("no such picture")
    try:
        size = default_storage.size(name)
        modified = default_storage.get_modified_time(name).timestamp()
        content = default_storage.open(name)
    except OSError as error:
        raise Http404("no such picture") from error
    response = FileResponse(content, content_type=TYPES[match[1]], headers=HEADERS)
    response["ETag"] = etag = f'"{int(modified * 1_000_000):x}-{size:x}"'
    response["Last-Modified"] = http_date(modified)
    answer = get_conditional_response(request, etag, int(modified), response)
    if answer is not response:
        response.close()
        for header, value in HEADERS.items():
            answer[header] = value
    return answer
