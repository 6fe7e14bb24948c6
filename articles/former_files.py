"""Where a file that a picture no longer has leads to."""

from articles import renditions
from articles.models import FormerFile


def now_at(name: str) -> str:
    """Return the address of what took the place of a replaced file or of what was made of it.

    name: a file's or a rendition's, as the storage has it. Returns "" for all others.
    """
    if asked := renditions.named(name):
        return _rendition_now(name, *asked)
    former = FormerFile.objects.filter(name=name).select_related("image").first()
    return former.image.file.url if former and former.image.file else ""


def _rendition_now(name: str, key: int, shape: str, width: int, kind: str) -> str:
    formers = FormerFile.objects.filter(image=key).select_related("image")
    for former in formers:
        image = former.image
        token = renditions.token_of(former.name)
        if f"/{key}-{token}/" in name and renditions.can_be_made(image):
            return renditions.of(image, shape, width, kind).address
    return ""
