"""What readers ask of their own system: its colours, more contrast; texts of either direction."""

from tests.factories import make_article, make_author

BODY = """Kata[^1] dan "العربية" di sini.

قال الرئيس التنفيذي إن الشركة "ستواصل العمل".

https://youtu.be/a

[^1]: Catatan.
"""
# What a system's own colours leave of an element: how its lower edge differs from its ground.
EDGE = "e => getComputedStyle(e).borderBlockEndColor != getComputedStyle(e).backgroundColor"


def test_pages_keep_their_signs_in_the_systems_colours_and_their_texts_directions(
    live_site, make_page
):
    author = make_author("نجيب محفوظ")
    piece = make_article("العربية: باحثو Meta", authors=[author], body=BODY)
    address = piece.get_absolute_url()
    page = make_page(forced_colors="active", reduced_motion="reduce", contrast="more")
    page.goto(address)
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    ways = "all => all.map(e => [getComputedStyle(e).direction, getComputedStyle(e).textAlign])"
    assert page.locator("h1, .prose > p").evaluate_all(ways) == [
        ["rtl", "start"],
        ["ltr", "start"],
        ["rtl", "start"],
    ]
    current, other = page.locator(".nav a[aria-current]"), page.locator(".nav a").last
    assert current.evaluate(EDGE)
    clear = "e => getComputedStyle(e).borderBlockEndColor"
    assert other.evaluate(clear) == page.evaluate(
        "(() => { document.body.style.background = 'Canvas';"
        " return getComputedStyle(document.body).backgroundColor; })()"
    )
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).borderTopStyle") == "solid"
    for mark in (".footnote-ref", ".footnote-backref"):
        box = page.locator(mark).bounding_box()
        assert min(box["width"], box["height"]) >= 24, mark
    page.emulate_media(media="print")
    after = "e => getComputedStyle(e, '::after').content"
    assert "https://youtu.be/a" in page.locator(".embed a").evaluate(after)
    assert page.locator(".embed").evaluate("e => getComputedStyle(e).breakInside") == "avoid"
