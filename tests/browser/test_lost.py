"""What is nowhere, and the archive's calendar, in a real browser: on the smallest phone."""

import pytest
from django.core.management import call_command

PIECE = "/2025/07/peneliti-ai-meta-pindah-ke-mistral/"


@pytest.fixture
def site(live_site) -> None:
    call_command("loaddata", "mistral", verbosity=0)


def test_lost_and_found(site, page, browser_errors):
    page.goto("/2025/07/peneliti-ai-meta-pindah/")
    assert page.input_value("#search-lost") == "peneliti ai meta pindah"
    page.click(".near h3 a")
    page.wait_for_url(f"**{PIECE}")
    # The browser notes that the first page was not found: so it should.
    assert [error for error in browser_errors if "404" not in error] == []
    browser_errors.clear()
    page.goto(PIECE.upper())
    page.wait_for_url(f"**{PIECE}")


def test_from_the_calendar_to_a_day_and_its_front_page(site, make_page):
    page = make_page(viewport={"width": 320, "height": 800})
    page.goto("/arsip/2025/07/")
    box = page.locator(".calendar .busy a").last.bounding_box()
    assert min(box["width"], box["height"]) >= 44
    page.locator(".calendar .busy a").last.press("Enter")
    page.wait_for_url("**/arsip/2025/07/12/")
    page.click('a[href="/arsip/depan/2025/07/12/"]')
    page.wait_for_url("**/arsip/depan/2025/07/12/")
    assert page.locator(".lead h2").inner_text().startswith("Peneliti AI Meta")
