from datetime import timedelta

import pytest
from django.utils import timezone

from articles import rendering, renditions
from articles.references import expand, find_targets
from tests.factories import make_article, make_image

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


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


def test_a_picture_that_leads_elsewhere_is_credited_too():
    image = make_image(caption="Kata", credit="Antara")
    found = html(f"[![a](gambar:{image.pk}:lebar)](https://example.org/)")
    assert found.startswith('<figure class="wide"><a href="https://example.org/"')
    assert "Antara" in found.partition("</a><figcaption>Kata ")[2]
    gone = html("[![a](gambar:999)](https://example.org/)\n\nTeks.")
    assert gone.strip() == "<p>Teks.</p>"


def test_a_still_leads_elsewhere_and_keeps_caption_and_credit():
    image = make_image(credit="Siti")
    html = rendering.render(f'[![Panggung](gambar:{image.pk} "Malam")](https://youtu.be/a)').html
    shown = str(expand(html))
    assert shown.startswith('<figure class="embed"><a href="https://youtu.be/a"')
    assert 'alt="Panggung"' in shown
    assert "Malam" in shown.partition("</a>")[2]
    assert "Siti" in shown.partition("</a>")[2]
    gone = str(expand(html.replace(f"gambar:{image.pk}", "gambar:999")))
    assert "<img" not in gone
    assert "Panggung" in gone


def test_a_missing_picture_shows_nothing():
    found = html('Awal.\n\n![hilang](gambar:999999 "judul")\n\nAkhir.')
    assert found.split() == ["<p>Awal.</p>", "<p>Akhir.</p>"]


def test_a_number_no_picture_can_have_is_harmless():
    assert "<img" not in html("![hilang](gambar:99999999999999999999)\n\n![](gambar:1234567890123)")


def test_nothing_is_asked_for_a_text_without_references(django_assert_num_queries):
    with django_assert_num_queries(0):
        html("Hanya [tautan](https://example.org/) luar.")


def test_a_text_full_of_references_costs_one_query(django_assert_num_queries):
    image = make_image()
    for number in range(5):
        make_article(f"Tujuan {number}")
    text = "".join(f"[x](artikel:tujuan-{n}) ![](gambar:{image.pk})\n\n" for n in range(5))
    rendered = rendering.render(text).html
    with django_assert_num_queries(1):
        expand(rendered, find_targets(rendered))


def test_a_picture_stands_as_wide_as_its_use_says():
    image = make_image(size=(64, 40))
    for written, start in (
        ("", "<figure><picture>"),
        (":lebar", '<figure class="wide"><picture>'),
        (":PENUH", '<figure class="full"><picture>'),
        (":besar", "<figure><picture>"),
    ):
        assert html(f"![a](gambar:{image.pk}{written})").startswith(start), written
    assert "<picture>" in html(f"Di tengah ![a](gambar:{image.pk}:lebar) kalimat.")


def test_pictures_written_together_are_a_gallery():
    high, wide = make_image(size=(40, 64), caption="Tegak"), make_image(size=(64, 40))
    found = html(f'![satu](gambar:{high.pk})\n![dua](gambar:{wide.pk}:lebar "Kata")\n\nTeks.')
    assert found.startswith('<div class="gallery" role="group" tabindex="0" aria-label="Galeri')
    assert found.count("<figure") == found.count('sizes="(min-width: 66em) 30rem') / 2 == 2
    assert '<figure class="aspect-6">' in found
    assert '<figure class="aspect-16">' in found
    assert "<figcaption>Tegak <span" in found
    assert "<figcaption>Kata <span" in found


def test_a_gallery_whose_pictures_are_gone_shows_nothing():
    assert html("![](gambar:8881)\n![](gambar:8882)\n\nTeks.").split() == ["<p>Teks.</p>"]


def test_a_picture_whose_licence_has_ended_shows_nothing():
    today = timezone.localdate()
    ended, ending = make_image(licence_until=today), make_image(licence_until=today + DAY)
    assert html(f"![](gambar:{ended.pk})") == ""
    assert "<picture>" in html(f"![](gambar:{ending.pk})")


def test_a_plain_address_keeps_working():
    address = make_image().file.url
    assert f'<img src="{address}" alt="Lama">' in html(f"![Lama]({address})")


def test_forty_pictures_cost_one_query(django_assert_num_queries):
    images = [make_image(size=(2, 2)) for _number in range(40)]
    rendered = rendering.render("\n\n".join(f"![](gambar:{image.pk})" for image in images)).html
    with django_assert_num_queries(1):
        assert expand(rendered).count("<picture>") == 40
