"""The library's pages in a real browser; the fixtures fail them on any complaint of its console."""

import pytest
from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from articles.models import Image, Redirect, Tag
from tests.articles.test_intake import encoded
from tests.browser.desk import PASSWORD, until
from tests.factories import make_article, make_image, make_tag


def test_a_redirect_finds_its_piece_while_one_types(desk):
    piece = make_article("Angin dari selatan")
    make_article("Hujan di utara")
    desk.goto("/admin/articles/redirect/add/")
    desk.fill("#id_old_path", "/lama/")
    desk.click(".select2-selection")
    desk.fill(".select2-search__field", "angin")
    desk.click(".select2-results__option:has-text('Angin dari selatan')")
    desk.click("[name=_save]")
    desk.wait_for_url("**/redirect/")
    assert Redirect.objects.get().article == piece


def test_a_refused_file_and_then_a_good_one(desk):
    desk.goto("/admin/articles/image/add/")
    desk.fill("#id_alt", "Bendera Prancis")
    file = {"name": "a.gif", "mimeType": "image/gif", "buffer": b"GIF89a"}
    desk.set_input_files("#id_file", file)
    desk.click("[name=_save]")
    desk.wait_for_selector(".errorlist")
    assert desk.input_value("#id_alt") == "Bendera Prancis"
    desk.set_input_files("#id_file", {**file, "buffer": encoded()})
    desk.click("[name=_continue]")
    desk.wait_for_selector(".library-picture")
    until(desk, "document.querySelector('.library-picture').naturalWidth === 60")
    assert Image.objects.get().alt == "Bendera Prancis"


def test_tags_are_merged_without_script(make_page, db):
    User.objects.create_superuser("pemred", password=PASSWORD)
    piece = make_article(tags=[make_tag("Akal imitasi")])
    make_tag("Kecerdasan buatan")
    page = make_page(java_script_enabled=False)
    page.goto("/admin/login/?next=/admin/articles/tag/")
    page.fill("#id_username", "pemred")
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    for box in page.locator(".action-select").all():
        box.check()
    page.select_option("[name=action]", "merge_tags")
    page.click("[name=index]")
    page.get_by_label("Kecerdasan buatan").check()
    page.click(".merge-tags input[type=submit]")
    page.wait_for_selector(".messagelist .success")
    assert [tag.name for tag in piece.tags.all()] == ["Kecerdasan buatan"]
    assert Tag.objects.count() == 1


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_its_window(desk, width, scheme):
    image = make_image(size=(1600, 900))
    make_article(lead_image=image, tags=[make_tag("x" * 100)])
    desk.set_viewport_size({"width": width, "height": 800})
    desk.emulate_media(color_scheme=scheme)
    desk.goto("/admin/articles/image/")
    desk.get_by_text(_("Select all on this page")).click()
    assert desk.locator(".action-select:checked").count() == 1
    for address in (
        "image/",
        "image/add/",
        f"image/{image.pk}/change/",
        f"image/{image.pk}/delete/",
        "tag/",
        "section/",
        "section/add/",
        "author/",
        "author/add/",
        "redirect/add/",
        "standingpage/add/",
    ):
        desk.goto(f"/admin/articles/{address}")
        assert desk.evaluate("document.documentElement.scrollWidth") <= width, address
