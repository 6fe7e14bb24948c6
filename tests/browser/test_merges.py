"""Two browsers in the same piece."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from articles.models import Article, working_snapshot
from tests.factories import make_article, make_author, make_chief, make_section

BODY = "Satu.\n\nDua.\n\nTiga."


@pytest.fixture
def piece(live_site) -> Article:
    return make_article(
        "Banjir di hulu", body=BODY, section=make_section("Kota"), authors=[make_author()]
    )


@pytest.fixture
def open_desk(make_page, piece):
    """A function that opens the piece on the desk in a browser of its own, as one person."""

    def open_as(name: str, **options):
        make_chief(username=name, password="rahasia-sekali")
        page = make_page(**options)
        page.goto("/admin/")
        page.fill("#id_username", name)
        page.fill("#id_password", "rahasia-sekali")
        page.click("[type=submit]")
        page.goto(reverse("admin:articles_article_change", args=[piece.pk]))
        return page

    return open_as


def write(page, old: str, new: str) -> None:
    body = page.locator("#id_body")
    body.fill(body.input_value().replace("\r\n", "\n").replace(old, new))


def save(page) -> None:
    with page.expect_navigation():
        page.click("[name=_save]")


def kept(piece: Article) -> str:
    return working_snapshot(Article.objects.get(pk=piece.pk))["body"]


@pytest.mark.parametrize("scripts", [True, False])
def test_different_passages_are_both_there(open_desk, piece, scripts):
    ani = open_desk("ani", java_script_enabled=scripts)
    budi = open_desk("budi", java_script_enabled=scripts)
    write(ani, "Satu.", "Satu dari Ani.")
    write(budi, "Tiga.", "Tiga dari Budi.")
    save(ani)
    save(budi)
    assert budi.locator(".messagelist .warning").is_visible()
    assert kept(piece) == "Satu dari Ani.\n\nDua.\n\nTiga dari Budi."
    assert "Satu dari Ani." in budi.locator("#id_body").input_value()


@pytest.mark.parametrize(("scripts", "scheme"), [(True, "light"), (False, "dark")])
def test_the_same_passage_is_settled_side_by_side(open_desk, piece, scripts, scheme):
    options = {"java_script_enabled": scripts, "color_scheme": scheme}
    ani = open_desk("ani", **options)
    budi = open_desk("budi", bypass_csp=True, **options)
    write(ani, "Dua.", "Dua kata Ani.")
    write(budi, "Dua.", "Dua kata Budi.")
    save(ani)
    save(budi)
    words = budi.locator(".merge").inner_text()
    assert "Dua kata Ani." in words
    assert "Dua kata Budi." in words
    for width in (360, 1280):
        budi.set_viewport_size({"width": width, "height": 800})
        if scripts:
            assert budi.evaluate("document.documentElement.scrollWidth") <= width
            assert Axe().run(budi).response["violations"] == []
    # By keyboard: to the first choice, on to the third, and into its text.
    budi.locator("[name=choice-0]").first.focus()
    budi.keyboard.press("ArrowDown")
    budi.keyboard.press("ArrowDown")
    budi.keyboard.press("Tab")
    budi.keyboard.press("Control+a")
    budi.keyboard.type("Dua kata keduanya.")
    with budi.expect_navigation():
        budi.click(".merge button.default")
    assert kept(piece) == "Satu.\n\nDua kata keduanya.\n\nTiga."
