"""Pictures on a reader's page, and the desk's window to choose them, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from articles.models import RenditionJob
from tests.browser.desk import until
from tests.factories import make_article, make_image

LONG = "Kalimat yang mengisi satu alinea di halaman ini. " * 12
SHIFT = """window.shift = 0;
new PerformanceObserver(list => list.getEntries().forEach(entry => shift += entry.value))
    .observe({type: 'layout-shift', buffered: true});"""
SEE_ALL = """async () => {
  for (const image of document.images) {
    image.scrollIntoView({ behavior: 'instant' });
    await image.decode();
  }
}"""


@pytest.fixture
def piece(live_site):
    """A piece with a lead, a picture of each width and a gallery."""
    sizes = ((800, 500), (700, 400), (900, 600), (400, 600), (600, 400), (640, 480))
    lead, wide, full, *three = (make_image(size=size) for size in sizes)
    gallery = "\n".join(f"![](gambar:{one.pk})" for one in three)
    parts = [LONG, f"![](gambar:{wide.pk}:lebar)", LONG, f"![](gambar:{full.pk}:penuh)", gallery]
    return make_article(body="\n\n".join([*parts, LONG]), lead_image=lead)


def boxes(page, selector: str) -> list[dict]:
    return [one.bounding_box() for one in page.locator(selector).all()]


def test_pictures_stand_where_they_should_and_nothing_jumps(piece, make_page):
    for width in (360, 768, 1280):
        page = make_page(viewport={"width": width, "height": 800}, java_script_enabled=True)
        page.add_init_script(SHIFT)
        page.goto(piece.get_absolute_url(), wait_until="networkidle")
        page.evaluate(SEE_ALL)
        assert page.evaluate("shift") == 0, width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("[...document.images].every(image => image.naturalWidth)")
        addresses = page.evaluate("[...document.images].map(image => image.currentSrc)")
        assert all(address.endswith(".avif") for address in addresses), addresses
        (full,) = boxes(page, ".prose .full")
        assert (round(full["x"]), round(full["width"])) == (0, width)
        (wide,) = boxes(page, ".prose .wide")
        (text,) = boxes(page, ".prose > p:first-child")
        assert wide["width"] >= text["width"]
        assert abs((wide["x"] + wide["width"] / 2) - width / 2) < 1
        images = boxes(page, ".gallery img")
        scrolls = page.evaluate(
            "(box => box.scrollWidth > box.clientWidth)(document.querySelector('.gallery'))"
        )
        assert scrolls == (width == 360)
        if width > 360:
            assert len({round(image["y"]) for image in images}) == 1
            heights = [image["height"] for image in images]
            assert max(heights) - min(heights) < 2, heights


def test_nothing_jumps_while_originals_stand_in(piece, page):
    """Somebody else is making everything: each address leads to the original."""
    RenditionJob.objects.update(try_at="2999-01-01T00:00:00Z")
    page.add_init_script(SHIFT)
    page.goto(piece.get_absolute_url(), wait_until="networkidle")
    page.evaluate(SEE_ALL)
    assert page.evaluate("shift") == 0
    assert page.evaluate("[...document.images].every(image => image.naturalWidth)")


def test_a_gallery_is_swiped_by_keyboard_too_and_without_script(piece, make_page):
    page = make_page(viewport={"width": 360, "height": 800}, reduced_motion="reduce")
    page.goto(piece.get_absolute_url())
    page.focus(".gallery")
    page.keyboard.press("ArrowRight")
    until(page, "document.querySelector('.gallery').scrollLeft > 100")
    page = make_page(java_script_enabled=False)
    page.goto(piece.get_absolute_url())
    assert page.locator(".gallery img").count() == 3


def test_on_paper_pictures_keep_to_the_text(piece, page):
    page.goto(piece.get_absolute_url())
    page.emulate_media(media="print")
    (text,) = boxes(page, ".prose > p:first-child")
    for box in boxes(page, ".prose > :is(.wide, .full, .gallery)"):
        assert box["width"] <= text["width"] + 1
    assert page.evaluate(
        "(box => box.scrollWidth <= box.clientWidth)(document.querySelector('.gallery'))"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_choose_a_picture(sign_in, make_piece, make_page, scheme):
    for _number in range(3):
        make_image(size=(64, 48))
    piece = make_piece()
    page = sign_in("sari", color_scheme=scheme, bypass_csp=True)
    page.goto(f"/admin/articles/article/{piece.pk}/change/")
    page.click("[data-insert]")
    for box in page.locator(".insert-found input").all()[:2]:
        box.check()
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page, context=".insert").response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "id_body"
    assert "gambar:" not in page.input_value("#id_body")
