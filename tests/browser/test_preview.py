"""Previews in a real browser: what is typed, in any width and colours, and links for others."""

from functools import partial

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse

from articles import sharing, workflow
from articles.models import Article, Revision

SLUG = "peneliti-ai-meta-pindah-ke-mistral"
SENTENCE = "Kalimat ini hanya diketik dan belum pernah disimpan."
PAPER, NIGHT = "rgb(252, 250, 246)", "rgb(29, 27, 25)"
# The browser's own setting decides, as it does for readers; Playwright's would hide the switch.
AS_SET = {"color_scheme": "null"}


@pytest.fixture
def piece(live_site) -> Article:
    call_command("loaddata", "mistral", verbosity=0)
    User.objects.create_superuser("pemred", password="rahasia-sekali")
    return Article.objects.get(slug=SLUG)


@pytest.fixture
def desk_on(make_page, piece):
    """A function that opens the piece, or a new one, on the desk of a fresh browser."""

    def open_desk(new=False, **options):
        page = make_page(**AS_SET, **options)
        where = [] if new else [piece.pk]
        page.goto(reverse(f"admin:articles_article_{'add' if new else 'change'}", args=where))
        page.fill("#id_username", "pemred")
        page.fill("#id_password", "rahasia-sekali")
        page.click("[type=submit]")
        page.wait_for_selector("#id_body")
        return page

    return open_desk


def preview_of(desk):
    """Press the button; return the tab that opens."""
    with desk.context.expect_page() as opened:
        desk.click("[name=_preview]")
    opened.value.wait_for_load_state()
    return opened.value


def inside(tab):
    return tab.frame_locator("iframe")


def colour_of(tab) -> str:
    return inside(tab).locator("html").evaluate("html => getComputedStyle(html).backgroundColor")


def width_of(tab) -> int:
    return inside(tab).locator("html").evaluate("html => html.clientWidth")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_what_is_typed_is_seen_on_a_phone_in_the_dark(desk_on, piece, script):
    desk = desk_on(java_script_enabled=script)
    desk.fill("#id_body", f"## Bagian\n\n{SENTENCE}")
    desk.fill("#id_headline", "Judul yang baru diketik")
    tab = preview_of(desk)
    tab.check("#phone")
    tab.check("#dark")
    text = inside(tab).locator("main").inner_text()
    assert SENTENCE in text
    assert "Judul yang baru diketik" in text
    if script:
        assert colour_of(tab) == NIGHT
        assert width_of(tab) == 360
        tab.check("#light")
        tab.check("#tablet")
        assert (colour_of(tab), width_of(tab)) == (PAPER, 768)
        tab.check("#desktop")
        assert width_of(tab) >= 1024
    assert desk.locator("#id_headline").input_value() == "Judul yang baru diketik"
    assert not Revision.objects.exists()
    assert Article.objects.get(pk=piece.pk).headline == piece.headline


def test_a_new_piece_is_seen_before_its_first_save(desk_on):
    desk = desk_on(new=True)
    before = Article.objects.count()
    desk.fill("#id_headline", "Sama sekali baru")
    tab = preview_of(desk)
    assert inside(tab).locator("h1").inner_text() == "Sama sekali baru"
    tab.close()
    desk.fill("#id_headline", "")
    tab = preview_of(desk)
    assert tab.locator("iframe").count() == 0
    assert "Judul: Bidang ini tidak boleh kosong" in tab.locator("#content").inner_text()
    assert Article.objects.count() == before


def test_a_preview_does_not_count_as_a_save(desk_on):
    """Whoever leaves afterwards is still asked whether the text may go."""
    desk = desk_on()
    desk.locator("#id_standfirst").press_sequentially("Diketik. ")
    preview_of(desk).close()
    # Closing it for real would be a race: a busy browser does not wait for the answer.
    leave = "() => window.dispatchEvent(new Event('beforeunload', {cancelable: true}))"
    assert desk.evaluate(leave) is False


def test_links_within_the_page_stay_and_others_open_beside(desk_on):
    desk = desk_on()
    desk.fill("#id_body", "Satu.[^1]\n\n[Luar](/arsip/)\n\n[^1]: Catatan.")
    tab = preview_of(desk)
    inside(tab).locator(".footnote-ref").click()
    assert tab.frames[1].url.startswith("about:srcdoc#")
    with tab.context.expect_page() as opened:
        inside(tab).get_by_text("Luar").click()
    opened.value.wait_for_load_state()
    assert opened.value.url.endswith("/arsip/")


def test_a_shared_link_opens_for_a_stranger(desk_on, make_page, piece, browser_errors):
    desk = desk_on()
    desk.click(".desk-preview .desk-links a")
    desk.click(".links-new button")
    address = desk.input_value("#made")
    workflow.save_draft(piece, snapshot={"body": SENTENCE}, by=User.objects.get(username="pemred"))
    stranger = make_page()
    stranger.goto(address)
    assert SENTENCE in stranger.locator("main").inner_text()
    assert stranger.locator(".preview-note").is_visible()
    assert stranger.context.cookies() == []
    desk.goto(reverse("admin:articles_article_links", args=[piece.pk]))
    assert "1" in desk.locator(".links-list").inner_text()
    desk.click(".links-list button")
    assert stranger.goto(address).status == 404
    # Chromium names a page that is not there among its errors.
    browser_errors.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_previews_are_fit_for_everybody(make_page, piece, scheme):
    chief = User.objects.get(username="pemred")
    workflow.save_draft(piece, snapshot={"kicker": "Baru"}, by=chief)
    _link, token = sharing.share(piece, by=chief)
    page = make_page(color_scheme=scheme, viewport={"width": 360, "height": 740})
    page.goto(reverse("shared_preview", args=[token]))
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_desks_pages_are_fit_for_everybody(desk_on, piece):
    desk = desk_on(viewport={"width": 360, "height": 740})
    check = partial(Axe().run, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    for name in ("preview", "links"):
        desk.goto(reverse(f"admin:articles_article_{name}", args=[piece.pk]))
        found = check(desk)
        assert found.violations_count == 0, found.generate_report()
        assert desk.evaluate("document.documentElement.scrollWidth") <= 360
