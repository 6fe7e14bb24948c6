"""How pictures stand on pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import checks, picturing, renditions
from articles.models import Article, snapshot_of
from tests.factories import make_article, make_author, make_image, make_section
from tests.pages import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def image():
    """A large picture, without its large file."""
    image = make_image(size=(8, 6))
    image.file.name = "gambar/foto.jpg"
    image.width, image.height, image.dominant_colour = 4000, 3000, "#a3B2c9"
    image.save()
    return image


def test_the_browser_chooses_and_nothing_jumps(image):
    found = Page(picturing.picture(image, "teaser"))
    kinds = [source["type"] for source in found.all("source")]
    assert kinds == ["image/avif", "image/webp"]
    for source in found.all("source"):
        assert [entry.split()[1] for entry in source["srcset"].split(", ")] == [
            f"{width}w" for width in renditions.WIDTHS
        ]
        assert source["sizes"].endswith("92vw")
    (shown,) = found.all("img")
    assert shown["src"].endswith("16x9-960.jpg")
    assert (shown["width"], shown["height"]) == ("1920", "1080")
    assert shown["loading"] == "lazy"
    assert shown["class"] == "tone ra gb bc"
    assert "style" not in shown


def test_the_lead_is_fetched_first(image):
    (shown,) = Page(picturing.picture(image, "lead")).all("img")
    assert shown["fetchpriority"] == "high"
    assert "loading" not in shown


def test_words(image):
    image.alt = 'Kapal "besar" & <kecil>'
    assert Page(picturing.picture(image, "text")).all("img")[0]["alt"] == image.alt
    image.decorative = True
    assert Page(picturing.picture(image, "text")).all("img")[0]["alt"] == ""
    assert Page(picturing.picture(image, "text", alt="Lain")).all("img")[0]["alt"] == "Lain"


def test_a_transparent_picture_keeps_no_colour_behind_it(image):
    image.file.name = "gambar/logo.png"
    assert picturing.tone(image) == "tint"
    image.file.name, image.dominant_colour = "gambar/foto.jpg", ""
    assert picturing.tone(image) == "tint"


def test_every_class_is_in_the_style_sheet(image, settings):
    css = (settings.BASE_DIR / "static/css/pictures.css").read_text(encoding="utf-8")
    for digit in "0123456789abcdef":
        for part in "rgb":
            assert f".{part}{digit} {{ --{part}: {int(digit * 2, 16)}; }}" in css
    for image.width in (1, 2000, 3000, 4001, 90_000):
        assert f".{picturing.aspect(image)} {{" in css


def test_pages_show_pictures_while_their_licence_lasts(client, image):
    section = make_section(picture=image)
    author = make_author(portrait=image)
    piece = make_article(section=section, lead_image=image, authors=[author])
    pages = [row.get_absolute_url() for row in (piece, section, author)] + ["/"]
    for address in pages:
        found = Page(client.get(address).content.decode())
        assert len(found.all("source")) >= 2, address
        assert all("/turunan/" in shown["src"] for shown in found.all("img")), address
    image.licence_until = timezone.localdate() - timedelta(days=1)
    image.save()
    for address in pages:
        text = client.get(address).content.decode()
        assert "<img" not in text, address
        assert "foto.jpg" not in text, address
        assert "foto-jpg" not in text, address


def test_forty_pictures_cost_as_many_queries_as_one(client, image):
    def queries(number: int) -> int:
        places = [f"![](gambar:{make_image(size=(40, 30)).pk})" for _ in range(number)]
        piece = make_article(body="\n\n".join(places))
        client.get("/arsip/")
        with CaptureQueriesContext(connection) as made:
            page = Page(client.get(piece.get_absolute_url()).content.decode())
        assert len(page.all("picture")) == number
        return len(made)

    assert queries(40) == queries(1)


def test_a_section_s_picture_is_in_use(admin_client, image):
    section = make_section("Bahari", picture=image)
    page = admin_client.get(f"/admin/articles/image/{image.pk}/change/").content.decode()
    assert f"/section/{section.pk}/change/" in page


def test_an_unknown_width_and_a_missing_description_are_named(image):
    bare = make_image(alt="")
    ornament = make_image(alt="", decorative=True)
    text = (
        f"![](gambar:{bare.pk}:besar)\n![](Gambar:{ornament.pk}:lebar)\n![](gambar:1234567890123)"
    )
    text += f"\n\n![x]({bare.file.url})\n![y]({renditions.social(ornament).address})"
    text += f'\n\n![a] (gambar:5)\n\n![b](gambar: 6)\n\n![c](gambar:{ornament.pk} "d (e)")'
    article = make_article(body=text)
    found = {str(one.text): one.blocking for one in checks.findings(snapshot_of(article), article)}
    assert (
        found["Sebuah gambar diberi lebar “besar”; tulis lebar / penuh, atau kosongkan."] is False
    )
    assert sum(f"“{bare}”" in text for text in found) == 1
    assert not any(f"“{ornament}”" in text for text in found)
    assert sum("1234567890123" in text for text in found) == 1
    named = [text for text in found if "alamatnya" in text]
    assert [text.partition("gambar:")[2].partition(")")[0] for text in named] == [
        str(key) for key in (bare.pk, ornament.pk)
    ]
    unread = [text for text, blocking in found.items() if "dibaca" in text and not blocking]
    assert ["![a] (gambar:5)" in text for text in unread] == [True, False]
    assert Article.objects.count() == 1
