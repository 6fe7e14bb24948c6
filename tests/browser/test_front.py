"""Arranging the front page in a real browser: by keyboard, by drag, without script."""

import pytest
from django.urls import reverse

from articles.models import Arrangement, Article
from articles.slots import TOP
from tests.browser.desk import violations
from tests.factories import make_article

ARRANGE = reverse("admin:articles_arrangement_changelist")


@pytest.fixture
def pieces(people):
    return [make_article(f"Berita {n}", section=people["section"]) for n in range(6)]


def placed() -> list[str | None]:
    """The pieces at the top of the newest arrangement."""
    keys = [entry and entry["piece"] for entry in Arrangement.objects.first().slots[TOP]]
    known = Article.objects.in_bulk(filter(None, keys))
    return [key and known[key].headline for key in keys]


def test_by_keyboard(sign_in, pieces):
    page = sign_in("budi")
    page.goto(ARRANGE)
    page.focus("#id_top-0-piece")
    page.keyboard.type(pieces[1].slug)
    # From the field past its time to the button below: the piece goes down two places.
    for _press in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.way") == "down":
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.input_value("#id_top-2-piece") == pieces[1].slug
    assert pieces[1].slug in page.inner_text(".places [role=status]")
    assert not Arrangement.objects.exists()
    page.locator("#id_top-2-piece").press("Enter")
    page.wait_for_selector(".messagelist .success")
    assert placed() == [None, None, "Berita 1"]


def test_by_drag_and_a_look_before(sign_in, pieces):
    page = sign_in("budi")
    page.goto(ARRANGE)
    page.locator(".offered li", has_text="Berita 0").drag_to(page.locator("[data-place=top-0]"))
    page.locator(".offered li", has_text="Berita 1").drag_to(page.locator("[data-place=top-1]"))
    handle = page.locator("[data-place=top-0] .place-handle")
    handle.drag_to(page.locator("[data-place=top-1] .place-label"))
    assert pieces[1].slug in page.input_value("#id_top-0-piece")
    with page.expect_popup() as popup:
        page.locator("[formtarget=_blank]").click()
    look = popup.value
    look.wait_for_selector(".preview-note")
    assert look.locator(".lead h2").inner_text() == "Berita 1"
    assert not Arrangement.objects.exists()
    look.close()
    page.locator(".places-save .default").click()
    page.wait_for_selector(".messagelist .success")
    assert placed() == ["Berita 1", "Berita 0"]


def test_by_a_button_where_nothing_can_be_dragged(sign_in, pieces):
    page = sign_in("budi", viewport={"width": 360, "height": 800})
    page.goto(ARRANGE)
    for headline in ("Berita 0", "Berita 2", "Berita 4", "Berita 5"):
        page.locator(".offered li", has_text=headline).get_by_role("button").press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_top-3-piece"
    page.locator(".offered li", has_text="Berita 1").get_by_role("button").click()
    assert page.locator("[data-place=top-0] .place-theirs").inner_text()
    page.locator(".places-save .default").click()
    page.wait_for_selector(".messagelist .success")
    assert placed() == ["Berita 0", "Berita 2", "Berita 4", "Berita 5"]


def test_without_script(sign_in, pieces):
    page = sign_in("budi", java_script_enabled=False)
    page.goto(ARRANGE)
    page.fill("#id_top-1-piece", pieces[0].slug)
    page.locator("[data-place=top-1] [data-way=up]").click()
    assert page.input_value("#id_top-0-piece") == pieces[0].slug
    page.locator(".places-save .default").click()
    page.wait_for_selector(".messagelist .success")
    assert placed() == ["Berita 0"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_for_everybody(sign_in, pieces, scheme):
    page = sign_in("budi", color_scheme=scheme)
    page.goto(ARRANGE)
    assert violations(page) == []
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
