"""The cards of pieces and of lists, made when they are first asked for."""

import logging
from threading import Lock

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from articles import cards, shelving
from articles.models import Article

HEADERS = {
    # The address changes with the card.
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
logger = logging.getLogger(__name__)
# One at a time: a card is a tenth of a second of one core's work.
_press = Lock()


@require_safe
def card(request: HttpRequest, key: int, digest: str) -> HttpResponse:
    """Answer with a card; an older one of the same piece leads to that of today."""
    return _answer(cards.of(_piece(key) if key else None), digest)


@require_safe
def list_card(request: HttpRequest, kind: str, key: int, digest: str) -> HttpResponse:
    """Answer with the card of a section, tag or author that has a page."""
    if kind not in cards.KINDS:
        raise Http404("no such card")
    owner = cards.KINDS[kind].objects.filter(pk=key).first()
    if owner is None:
        raise Http404("nothing has this key")
    if kind == "tag" and not Article.objects.public().filter(taggings__tag=owner).exists():
        raise Http404("no public piece")
    return _answer(cards.of_list(owner), digest)


def _answer(wanted: cards.Card, digest: str) -> HttpResponse:
    if wanted.digest != digest:
        return HttpResponseRedirect(wanted.address, headers={"Cache-Control": "no-store"})
    return HttpResponse(_kept(wanted), content_type="image/jpeg", headers=HEADERS)


def _piece(key: int) -> Article:
    piece = Article.objects.public().cards().filter(pk=key).first()
    if piece is None:
        raise Http404("no public piece")
    return piece


def _kept(wanted: cards.Card) -> bytes:
    """Return a card from the storage, making it first where it is not there."""
    with _press:
        try:
            with default_storage.open(wanted.name) as file:
                return file.read()
        except OSError:
            content = cards.make(wanted)
        try:
            shelving.put(default_storage, wanted.name, content)
        except OSError as error:  # a full disk: the card is there all the same
            logger.warning("The card %s could not be kept: %s", wanted.name, error)
    return content
