"""Many pictures at once: one form, which a script sends file by file with progress."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles import intake, renditions
from articles.admin.picture_forms import FILE_TYPES
from articles.models import Image

TEMPLATE = "admin/articles/image/upload.html"


@require_http_methods(["GET", "HEAD", "POST"])
def upload_many(request: HttpRequest, model_admin) -> HttpResponse:
    """Show the form; take in what it sends, and say of each file what became of it.

    A request that accepts JSON is the script's: {"results": [...]} is its answer.
    """
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    results = []
    if request.method == "POST":
        read_words = bool(request.POST.get("read_words"))
        files = request.FILES.getlist("files")
        results = [_taken_in(file, request.user, read_words) for file in files]
        if not results:
            results = [_refusal("", _("No picture was chosen. Choose one or more and try again."))]
        if request.accepts("application/json") and not request.accepts("text/html"):
            return JsonResponse({"results": results})
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Upload pictures"),
        "opts": model_admin.opts,
        "types": FILE_TYPES,
        "results": results,
    }
    return TemplateResponse(request, TEMPLATE, context)


def _taken_in(file, user, read_words: bool) -> dict:
    """Return what became of a file: its row's page and words about it, or why it was refused."""
    try:
        prepared = intake.prepare(file)
        words = prepared.words if read_words else {}
        known = intake.find(prepared)
        image = known or intake.store(prepared, file.name or "", by=user, **words)
    except intake.Refused as refused:
        return _refusal(file.name, refused.reason)
    return {
        "name": file.name,
        "title": image.title,
        "address": reverse("admin:articles_image_change", args=[image.pk]),
        "picture": renditions.of(image, renditions.WHOLE, 320).address,
        "words": _("The library had this picture already.") if known else _read(image, words),
        "error": "",
    }


def _read(image: Image, words: dict[str, str]) -> str:
    if not words:
        return _("Stored.")
    said = " · ".join(filter(None, [image.credit, image.caption]))
    return _("Stored; read from the file, please check: %(words)s") % {"words": said}


def _refusal(name: str, reason: str) -> dict:
    return {"name": name, "words": "", "error": reason}
