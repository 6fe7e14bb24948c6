"""The editor's two addresses: the preview and the upload of a picture.

They stand under markdownx's names. Its own views are open to the world and keep whatever they
are sent, so they are never included.
"""

import re
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import intake, references, rendering
from articles.models import Image

PREVIEW = ("articles.add_article", "articles.change_article")
UPLOAD = ("articles.add_image",)


def words(text: str, status: int) -> HttpResponse:
    """A refusal that the editor shows as it is."""
    return HttpResponse(str(text), content_type="text/plain; charset=utf-8", status=status)


def error(text: str, status: int) -> JsonResponse:
    """The same for answers that are read by a script."""
    return JsonResponse({"error": str(text)}, status=status)


def for_staff_with(*permissions: str, refuse):
    """Let in POST requests of active staff who have one of the rights; say no in words."""

    def decorate(view):
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponse:
            user = request.user
            if not (user.is_active and user.is_staff and any(map(user.has_perm, permissions))):
                return refuse(NO_RIGHT, 403)
            if request.method != "POST":
                response = refuse(ONLY_POST, 405)
                response["Allow"] = "POST"
                return response
            return view(request)

        return guarded

    return decorate


NO_RIGHT = gettext_lazy("You are signed out, or your account may not do this. Sign in again.")
ONLY_POST = gettext_lazy("This address takes what the editor sends it, and nothing else.")


@for_staff_with(*PREVIEW, refuse=words)
def preview(request: HttpRequest) -> HttpResponse:
    """Return the typed text as readers would see it, with its length in the headers."""
    text = request.POST.get("content")
    if text is None:
        return words(_("There is no text to show: the field “content” is missing."), 400)
    if not came_as_utf8(request, text):
        return words(_("The text has characters that cannot be read (�). Type them anew."), 400)
    try:
        rendered = rendering.render(text)
    except rendering.TextRefused as refused:
        return words(refused, 422)
    response = HttpResponse(references.expand(rendered.html))
    response["X-Words"] = rendered.word_count
    response["X-Minutes"] = rendering.reading_minutes(rendered.word_count)
    return response


def came_as_utf8(request: HttpRequest, text: str) -> bool:
    """Whether every byte of the text could be read."""
    # Django puts this character where escaped bytes could not be read, and takes a whole form
    # of bare ones for Latin-1.
    if "\ufffd" in text:
        return False
    if request.content_type != "application/x-www-form-urlencoded":
        return True
    try:
        request.body.decode()
    except UnicodeDecodeError:
        return False
    return True


@for_staff_with(*UPLOAD, refuse=error)
def upload(request: HttpRequest) -> HttpResponse:
    """Take in a picture and return the Markdown that shows it."""
    picture = request.FILES.get("image")
    if picture is None:
        return error(_("No picture came with the request. Choose a file and try again."), 400)
    try:
        image = intake.take_in(picture, by=request.user)
    except intake.Refused as refused:
        return error(refused.reason, 422)
    return JsonResponse(
        {
            "image_code": image_code(image),
            "id": image.pk,
            "title": image.title,
            "address": image.file.url,
        }
    )


def image_code(image: Image) -> str:
    """Return the Markdown that shows a picture, its description on one line and plain."""
    words = re.sub(r"([\\`*_\[\]<&])", r"\\\1", " ".join(image.alt.split()))
    return f"![{words}](gambar:{image.pk})"


urlpatterns = [
    path("preview/", preview, name="markdownx_markdownify"),
    path("upload/", upload, name="markdownx_upload"),
]
