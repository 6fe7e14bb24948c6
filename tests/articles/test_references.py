from datetime import timedelta

import pytest
from django.utils import timezone

from articles import rendering, renditions
from articles.references import expand, find_targets
from tests.factories import make_article, make_image

pytestmark = pytest.mark.django_db


def html(markdown: str) -> str:
    return expand(rendering.render(markdown).html)


def test_a_link_follows_the_piece_wherever_it_moves():
    piece = make_article("Tujuan")
    piece.published_at -= timedelta(days=400)
    piece.save()
    assert f'<a href="{piece.get_absolute_url()}">lihat</a>' in html("[lihat](artikel:tujuan)")


@pytest.mark.parametrize("changes", [{"published_at": None}, {"slug": "lain"}])
def test_a_link_to_what_readers_may_not_see_becomes_its_words(changes):
    make_article("Tujuan", **changes)
    assert html("Silakan [lihat **ini**](artikel:tujuan).") == (
        "<p>Silakan lihat <strong>ini</strong>.</p>"
    )


def test_a_scheduled_piece_is_not_linked_before_its_time():
    make_article("Tujuan", published_at=timezone.now() + timedelta(hours=1))
    assert "href" not in html("[lihat](artikel:tujuan)")


def test_a_picture_carries_its_size_and_the_words_of_this_use():
    image = make_image(alt="Umum", size=(64, 40))
    found = html(f"![Khusus & <aneh>](gambar:{image.pk})")
    assert f'src="{renditions.of(image, "asli", 960).address}"' in found
    assert 'width="64" height="40"' in found
    assert "Khusus &amp; &lt;aneh&gt;" in found


def test_a_picture_without_words_takes_the_librarys():
    image = make_image(alt='Kata "pustaka"')
    assert 'alt="Kata &quot;pustaka&quot;"' in html(f"![](gambar:{image.pk})")


def test_a_picture_is_captioned_and_credited():
    image = make_image(caption="Kata <b>", credit="Antara & kawan")
    assert "<figcaption>Kata &lt;b&gt; <span" in html(f"![](gambar:{image.pk})")
    found = html(f'![](gambar:{image.pk} "Kata lain")')
    assert "<figcaption>Kata lain <span" in found
    assert "Antara &amp; kawan" in found


def test_a_missing_picture_shows_nothing():
    found = html('Awal.\n\n![hilang](gambar:999999 "judul")\n\nAkhir.')
    assert found.split() == ["<p>Awal.</p>", "<p>Akhir.</p>"]


def test_a_number_no_picture_can_have_is_harmless():
    assert "<img" not in html("![hilang](gambar:99999999999999999999)")


def test_nothing_is_asked_for_a_text_without_references(django_assert_num_queries):
    with django_assert_num_queries(0):
        html("Hanya [tautan](https://example.org/) luar.")


def test_a_text_full_of_references_costs_two_queries(django_assert_num_queries):
    image = make_image()
    for number in range(5):
        make_article(f"Tujuan {number}")
    text = "".join(f"[x](artikel:tujuan-{n}) ![](gambar:{image.pk})\n\n" for n in range(5))
    rendered = rendering.render(text).html
    with django_assert_num_queries(2):
        expand(rendered, find_targets(rendered))
