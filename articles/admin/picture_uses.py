"""Where a picture is used, now or in what waits at the desk."""

from collections.abc import Iterable

from django.db.models import Q

from articles import renditions, waiting
from articles.admin.base import MOST_USES, link_to, shortened
from articles.models import Article, Image, PictureUse, StandingPage

# Rows whose texts are searched for in one query.
AT_ONCE = 40


def holders() -> list[tuple]:
    """Return every kind of row that shows a picture in a field of its own: (model, field)."""
    return [
        (relation.related_model, relation.field.name)
        for relation in Image._meta.related_objects
        # What merely belongs to a picture has no page, and goes with it.
        if relation.related_model._meta.default_permissions
    ]


def uses(images: Iterable[Image]) -> list[str]:
    """Return links to what shows any of the pictures, the first MOST_USES."""
    images, most = list(images), MOST_USES + 1
    # Texts are read only where a version has had one of the pictures: there are very many texts.
    noted = PictureUse.objects.filter(image__in=images).values("article")
    pieces, found = Article.objects.filter(pk__in=noted), []
    for model, field in holders():
        rows = model._default_manager.filter(**{f"{field}__in": images})
        found += rows.order_by("-pk")[:most]
    found += waiting.pieces_naming("lead_image", [image.pk for image in images], pieces)[:most]
    for start in range(0, len(images), AT_ONCE):
        if len(found) >= most:
            break
        shown = in_texts(images[start : start + AT_ONCE])
        found += pieces.filter(shown).only("headline")[:most]
        found += waiting.pieces_with_text(shown, pieces)[:most]
        found += StandingPage.objects.filter(shown).only("title")[:most]
    return shortened([link_to(row) for row in dict.fromkeys(found)])


def in_texts(images: list[Image]) -> Q:
    """Return the condition of a text that shows one of the pictures, by number or by address."""
    found = Q()
    for image in images:
        # As people write it, and as phones begin a word.
        for written in (f"gambar:{image.pk}", f"Gambar:{image.pk}", f"GAMBAR:{image.pk}"):
            # The plain comparison is fast and spares the pattern nearly every row.
            found |= Q(body__contains=written, body__regex=rf"{written}([^0-9]|$)")
        if image.file:
            found |= Q(body__contains=image.file.name)
            found |= Q(body__contains=f"{renditions.folder(image)}/")
    return found


def used() -> Q:
    """Return the condition of a picture that something shows or a version once showed."""
    from_pieces = PictureUse.objects.order_by().values("image")
    condition = Q(pk__in=from_pieces)
    for model, field in holders():
        rows = model._default_manager.filter(**{f"{field}__isnull": False})
        condition |= Q(pk__in=rows.order_by().values(field))
    return condition
