"""The reader's path in a real browser: by keyboard alone, on paper, without script."""

import pytest
from django.core.management import call_command

PIECE = "/2025/07/peneliti-ai-meta-pindah-ke-mistral/"


@pytest.fixture
def site(live_site) -> str:
    call_command("loaddata", "mistral", verbosity=0)
    return live_site


def press_to(page, selector: str) -> None:
    """Move the focus with Tab until it is on `selector`, then follow that link with Enter."""
    for _step in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            break
    else:
        pytest.fail(f"no way to {selector} by keyboard on {page.url}")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_reader_finds_the_way_by_keyboard_alone(site, page):
    page.goto("/")
    press_to(page, '.nav a[href="/rubrik/teknologi/"]')
    assert page.locator("h1").inner_text() == "Teknologi"
    press_to(page, f'a[href="{PIECE}"]')
    assert page.locator("h1").inner_text().startswith("Peneliti AI Meta")
    press_to(page, '.tagged a[href="/tag/mistral/"]')
    assert page.locator("h1").inner_text() == "Mistral"
    press_to(page, f'a[href="{PIECE}"]')
    press_to(page, ".related .teaser:first-child h3 a")
    related = page.locator("h1").inner_text()
    assert related
    press_to(page, ".byline a")
    assert related in page.locator(".ledger").inner_text()
    press_to(page, '.nav a[href="/arsip/"]')
    press_to(page, '.months a[href="/arsip/2025/07/"]')
    assert page.locator("main .ledger a").count() == 2


def test_the_first_key_skips_to_the_content(site, page):
    page.goto(PIECE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.skip')")
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


SEEN_WHOLE = """() => {
    const { left, right } = document.activeElement.getBoundingClientRect();
    const part = document.activeElement.closest('ul').getBoundingClientRect();
    return left >= part.left - 1 && right <= part.right + 1;
}"""


def test_a_link_in_a_list_that_scrolls_is_seen_whole_when_it_has_the_focus(site, make_page):
    """Browsers do not scroll to what is seen in part."""
    page = make_page(viewport={"width": 360, "height": 800})
    page.goto("/tag/mistral/", wait_until="networkidle")
    looked_at = 0
    for _step in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.nav a, .subject .inline-list a')"):
            page.wait_for_function(SEEN_WHOLE)
            looked_at += 1
    assert looked_at > 8


def test_the_table_of_contents_opens_by_keyboard_and_leads_into_the_text(site, make_page):
    page = make_page(reduced_motion="reduce")
    page.goto(PIECE)
    page.focus(".contents summary")
    page.keyboard.press("Enter")
    link = page.locator(".contents a").nth(3)
    link.focus()
    page.keyboard.press("Enter")
    target = page.locator(page.evaluate("location.hash"))
    assert target.inner_text() == link.inner_text()
    assert 0 <= target.bounding_box()["y"] < 200


def test_nothing_shifts_while_it_loads(site, page):
    page.add_init_script(
        """window.shift = 0;
        new PerformanceObserver(list => list.getEntries().forEach(entry => shift += entry.value))
            .observe({type: 'layout-shift', buffered: true});"""
    )
    for address in ("/", PIECE, "/rubrik/teknologi/"):
        page.goto(address, wait_until="networkidle")
        assert page.evaluate("shift") == 0, address


def test_the_text_is_of_a_size_and_measure_to_be_read(site, make_page):
    for width, sizes in ((360, (18, 18.5)), (1280, (19, 20))):
        page = make_page(viewport={"width": width, "height": 800})
        page.goto(PIECE)
        size, column = page.evaluate(
            """() => {
                const text = document.querySelector('.prose > p');
                return [parseFloat(getComputedStyle(text).fontSize), text.clientWidth];
            }"""
        )
        assert sizes[0] <= size <= sizes[1]
        # A letter of a reading serif is somewhat less than half as wide as it is high.
        assert column <= size * 36


def test_a_printed_piece_has_its_address_and_no_furniture(site, page):
    page.goto(PIECE)
    page.emulate_media(media="print")
    assert page.locator(".print-only").inner_text().endswith(PIECE)
    assert page.locator(".record time").first.is_visible()
    for furniture in (".nav", ".related", ".contents", ".tagged", ".foot"):
        assert not page.locator(furniture).first.is_visible(), furniture


def test_everything_works_without_javascript(site, make_page):
    page = make_page(java_script_enabled=False)
    page.goto("/")
    page.click(f'a[href="{PIECE}"]')
    assert page.locator("h1").inner_text().startswith("Peneliti AI Meta")
    page.click(".contents summary")
    assert page.locator(".contents a").first.is_visible()
