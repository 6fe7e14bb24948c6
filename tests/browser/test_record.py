"""The public record in a real browser: no barriers, nothing over the edge, on phone and desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import correcting, workflow
from articles.correcting import Draft, Release
from articles.models import Article, Entry, Genre, Ground
from tests.browser.test_reader import found_by_axe
from tests.factories import make_article, make_author, make_chief, make_tag

LONG = "panjang" * 30
TEXT = "\n\n".join(f"## Bab {n}\n\nAlinea ke-{n} {'dengan kata ' * 20}." for n in range(8))


@pytest.fixture
def addresses(live_site) -> list[str]:
    """Every page of the record, with endless words in it."""
    chief, hour = make_chief(), timedelta(hours=1)
    piece, paid, gone = (
        make_article(body=TEXT, authors=[make_author()], tags=[make_tag()]) for _number in range(3)
    )
    workflow.save_draft(piece, snapshot={"body": f"Lain {LONG}.\n\n{TEXT[:-80]}"}, by=chief)
    draft = Draft(Entry.KOREKSI, f"Yang benar {LONG}.[^1]\n\n[^1]: Catatan.", above=True)
    release = Release(note=f"Catatan {LONG}"[:200], correction=draft)
    piece = workflow.publish(piece, by=chief, release=release)
    first = piece.corrections.get()
    workflow.save_draft(piece, snapshot={"headline": "Judul kecil", "genre": "opinion"}, by=chief)
    workflow.publish(piece, by=chief, release=Release(significant=False))
    draft = Draft(Entry.HAK_JAWAB, "Kami membantah. " * 200, party=LONG[:150], supersedes=first.pk)
    reply = correcting.correct(piece, by=chief, draft=draft)
    correcting.doubt(piece, by=chief, reason=LONG, until=timezone.now() + hour)
    Article.objects.filter(pk=paid.pk).update(genre=Genre.ADVERTORIAL)
    workflow.withdraw(gone, by=chief, reason=f"Alasan {LONG}.", ground=Ground.CHILD)
    address = Article.objects.get(pk=piece.pk).get_absolute_url()
    return [
        "/",
        address,
        paid.get_absolute_url(),
        gone.get_absolute_url(),
        "/koreksi/",
        reply.get_absolute_url(),
        f"{address}riwayat/",
        f"{address}riwayat/1-3/",
    ]


def test_the_record_has_no_barriers_and_fits_the_page(addresses, make_page, browser_errors):
    page = make_page(color_scheme="light")
    for address in addresses:
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        for width, scheme in ((1280, "light"), (360, "dark")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            assert not found_by_axe(page), (address, width)
        small = page.evaluate(
            """() => [...document.querySelectorAll(
                'main .links a, main summary, main .inline-list a, .to-history a, .of-piece a'
            )].map(link => [link.textContent, link.getBoundingClientRect().height])
              .filter(([_text, height]) => height < 44)"""
        )
        assert small == [], address
    # The browser reports the 410 itself; nothing else may be there.
    assert all("410" in error for error in browser_errors)
    browser_errors.clear()
