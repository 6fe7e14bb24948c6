"""The desk's page of related pieces: decided with the keyboard alone, and for everybody."""

from django.urls import reverse

from articles import pinning, workflow
from articles.models import Article
from tests.browser.desk import editor_of, violations_by_day_and_night


def test_pieces_are_pinned_and_kept_away_with_the_keyboard(sign_in, make_piece, people):
    names = ["Kapal baru berlayar", "Kapal lama berlabuh", "Pelabuhan ditutup", "Nelayan menunggu"]
    first, *others = [workflow.publish(make_piece(name), by=people["budi"]) for name in names]
    # axe puts styles of its own into the page, which the policy would refuse.
    page = sign_in("budi", bypass_csp=True, reduced_motion="reduce")
    page.goto(editor_of(first))
    page.locator(".desk-marks summary").press("Enter")
    assert "[baca juga]" in page.locator(".desk-marks").inner_text()
    page.locator(".desk-acts .desk-links").get_by_role("link", name="Tulisan terkait").press(
        "Enter"
    )
    page.get_by_role("button", name=f"Sematkan “{others[0]}”").press("Enter")
    page.get_by_role("button", name=f"Lepas “{others[0]}”").wait_for()
    # What follows has the place, so that work goes on from there.
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[id]').id").startswith("piece-")
    page.get_by_role("button", name=f"Jauhkan “{others[1]}”").press("Enter")
    page.get_by_role("button", name=f"Izinkan kembali “{others[1]}”").wait_for()
    assert "dijauhkan" in page.locator(".messagelist").inner_text()
    saved = Article.objects.get(pk=first.pk)
    assert pinning.picks_of(saved) == [others[0].pk]
    assert [ban.other for ban in saved.bans.all()] == [others[1]]
    assert page.url.split("#")[0].endswith(
        reverse("admin:articles_article_related", args=[first.pk])
    )
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert violations_by_day_and_night(page) == []
    page.get_by_role("button", name=f"Lepas “{others[0]}”").press("Enter")
    page.get_by_role("button", name=f"Sematkan “{others[0]}”").wait_for()
