"""The pages readers see: what stands on them, in what order, and what never does."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import cards
from articles.front_page import BAND, SECONDS
from articles.models import RelatedPick, StandingPage
from tests.factories import make_article, make_author, make_image, make_section, make_tag

pytestmark = pytest.mark.django_db

JULY = datetime(2025, 7, 12, 7, 30, tzinfo=UTC)


def text_of(response) -> str:
    return response.content.decode()


def headlines_in(html: str) -> list[str]:
    """The headlines that lists link to, in the page's order."""
    return re.findall(r'<h[23](?: dir="auto")?><a [^>]*>([^<]+)</a></h[23]>', html)


# --- Front page ------------------------------------------------------------------


def test_front_page_leads_with_the_newest_and_shows_no_piece_twice(client):
    teknologi, sains = make_section("Teknologi", position=1), make_section("Sains", position=2)
    cip = make_section("Cip", parent=teknologi)
    for number in range(20):
        make_article(
            f"Berita {number:02}",
            section=[teknologi, sains, cip][number % 3],
            published_at=JULY + timedelta(hours=number),
        )
    shown = headlines_in(text_of(client.get("/")))
    assert shown[: 1 + SECONDS] == ["Berita 19", "Berita 18", "Berita 17", "Berita 16"]
    assert len(shown) == len(set(shown)) == 1 + SECONDS + 2 * BAND
    # Teknologi's band holds its own pieces and those of its sub-section, newest first.
    assert shown[4:9] == ["Berita 15", "Berita 14", "Berita 12", "Berita 11", "Berita 09"]
    assert shown[9:] == ["Berita 13", "Berita 10", "Berita 07", "Berita 04", "Berita 01"]


def test_a_quiet_section_keeps_its_band_however_busy_the_others_are(client):
    busy, quiet = make_section("Ramai"), make_section("Sepi")
    make_article("Satu-satunya", section=quiet, published_at=JULY - timedelta(days=900))
    for number in range(30):
        make_article(section=busy, published_at=JULY + timedelta(hours=number))
    html = text_of(client.get("/"))
    assert headlines_in(html)[-1] == "Satu-satunya"
    assert html.count('class="band"') == 2


def test_front_page_without_pieces_says_so(client):
    make_section("Teknologi")
    response = client.get("/")
    assert response.status_code == 200
    assert _("Nothing has been published yet. Please come back soon.") in text_of(response)


# --- One piece -------------------------------------------------------------------


def test_article_shows_what_a_reader_needs(client):
    section = make_section("Kecerdasan Buatan", parent=make_section("Teknologi"))
    one, two = make_author("Ratna Dewi"), make_author("Meja Data")
    article = make_article(
        "Talenta pindah",
        kicker="Perebutan talenta",
        section=section,
        standfirst="Pengantar yang jelas.",
        body="## Bagian *pertama*\n\nIsi **tebal**.",
        lead_image=make_image(caption="Keterangan gambar.", credit="Foto: Kami", alt="Titik"),
        authors=[two, one],
        tags=["talenta AI"],
        published_at=JULY,
    )
    html = text_of(client.get(article.get_absolute_url()))
    assert article.get_absolute_url() == "/2025/07/talenta-pindah/"
    assert html.count("<h1") == 1
    for words in (
        '<h1 dir="auto">Talenta pindah</h1>',
        "Perebutan talenta",
        "Pengantar yang jelas.",
        "<strong>tebal</strong>",
        '<time datetime="2025-07-12T14:30:00+07:00">Sabtu, 12 Juli 2025, 14.30\xa0WIB</time>',
        "Keterangan gambar.",
        "Foto: Kami",
        'alt="Titik" width="64" height="40"',
        f'href="{section.get_absolute_url()}"',
        'href="/tag/talenta-ai/"',
        '<h2 id="bagian-bagian-pertama">',
    ):
        assert words in html
    byline = html[html.index('class="byline"') :]
    assert byline.index("Meja Data") < byline.index("Ratna Dewi")


def test_article_that_was_updated_says_when(client):
    article = make_article(published_at=JULY)
    assert _("Updated") not in text_of(client.get(article.get_absolute_url()))
    type(article).objects.update(updated_at=JULY + timedelta(days=1))
    html = text_of(client.get(article.get_absolute_url()))
    assert _("Updated") in html
    assert "Minggu, 13 Juli 2025, 14.30\xa0WIB" in html
    type(article).objects.update(corrected_at=JULY + timedelta(days=2))
    html = text_of(client.get(article.get_absolute_url()))
    assert 'modified_time" content="2025-07-14T14:30:00+07:00"' in html


def test_a_piece_without_standfirst_is_described_by_its_beginning(client, monkeypatch):
    body = f"Kapal *perintis* ditunda.\n\n[baca juga]\n\n## Bab\n\n{'kata ' * 900}"
    bare, said = make_article(body=body, standfirst=""), make_article(body=body)
    costs = []
    for piece in (said, said, bare):
        with CaptureQueriesContext(connection) as queries:
            html = text_of(client.get(piece.get_absolute_url()))
        costs.append(len(queries))
    [about] = re.findall('name="description" content="([^"]*)"', html)
    assert about.startswith("Kapal perintis ditunda. Bab kata kata")
    assert len(about) == 155
    assert costs[2] == costs[1]


def test_only_a_long_piece_has_a_table_of_contents(client):
    chapters = "\n\n".join(f"## Bab {n}\n\n{'kata ' * 160}" for n in range(4))
    long, short = make_article(body=chapters), make_article(body="## Bab 1\n\nkata")
    assert '<a href="#bagian-bab-3">Bab 3</a>' in text_of(client.get(long.get_absolute_url()))
    assert 'class="contents"' not in text_of(client.get(short.get_absolute_url()))


def test_related_pieces_come_with_their_reason_and_neighbours_with_their_place(client):
    section = make_section()
    older, article, newer = (
        make_article(f"Nomor {n}", section=section, published_at=JULY + timedelta(days=n))
        for n in range(3)
    )
    picked = make_article("Pilihan", published_at=JULY)
    RelatedPick.objects.create(article=article, target=picked)
    html = text_of(client.get(article.get_absolute_url()))
    assert _("The editors' choice") in unescape(html)
    assert f'<a href="{older.get_absolute_url()}" rel="prev">' in html
    assert f'<a href="{newer.get_absolute_url()}" rel="next">' in html


def test_references_in_the_text_lead_to_where_the_piece_is(client):
    other = make_article("Tujuan", published_at=JULY)
    article = make_article(body=f"[sini](artikel:{other.slug}) dan [sana](artikel:tidak-ada)")
    html = text_of(client.get(article.get_absolute_url()))
    assert f'<a href="{other.get_absolute_url()}">sini</a>' in html
    assert "artikel:" not in html


@pytest.mark.parametrize("month", ["2024/07", "2025/08", "0000/01", "9999/12"])
def test_a_wrong_month_leads_to_the_true_address(client, month):
    article = make_article("Judul", published_at=JULY)
    response = client.get(f"/{month}/judul/?dari=surel&x=%C3%A9")
    assert response.status_code == 301
    assert response["Location"] == f"{article.get_absolute_url()}?dari=surel&x=%C3%A9"


def test_an_address_without_its_last_slash_leads_to_the_piece(client):
    address = make_article(published_at=JULY).get_absolute_url()
    assert client.get(address.rstrip("/"))["Location"] == address


def test_the_month_of_an_address_is_jakartas(client):
    """23.30 UTC on the last of June is July in Jakarta."""
    article = make_article("Malam", published_at=datetime(2025, 6, 30, 23, 30, tzinfo=UTC))
    assert article.get_absolute_url() == "/2025/07/malam/"
    assert client.get("/2025/07/malam/").status_code == 200
    assert "Malam" in text_of(client.get("/arsip/2025/07/"))
    assert client.get("/arsip/2025/06/").status_code == 404


# --- States ----------------------------------------------------------------------


def hidden_pieces(section, tag, author) -> dict[str, object]:
    now = timezone.now()
    common = {"section": section, "tags": [tag], "authors": [author]}
    withdrawn = {"withdrawn_at": now, "withdrawal_reason": "Demi masa depan anak."}
    return {
        "draft": make_article("Rahasia draf", published_at=None, **common),
        "scheduled": make_article(
            "Rahasia jadwal", published_at=now + timedelta(hours=1), **common
        ),
        "withdrawn": make_article(
            "Rahasia cabut", published_at=now - timedelta(hours=1), **withdrawn, **common
        ),
        "withdrawn before its time": make_article(
            "Rahasia batal", published_at=now + timedelta(hours=1), **withdrawn, **common
        ),
    }


def test_no_page_shows_a_piece_that_is_not_public(client):
    section, tag, author = make_section(), make_tag("topik"), make_author()
    shown = make_article("Terbuka", section=section, tags=[tag], authors=[author])
    hidden = hidden_pieces(section, tag, author)
    for position, piece in enumerate(hidden.values()):
        RelatedPick.objects.create(article=shown, target=piece, position=position)
    today = timezone.localdate()
    addresses = [
        "/",
        shown.get_absolute_url(),
        section.get_absolute_url(),
        tag.get_absolute_url(),
        "/tag/",
        author.get_absolute_url(),
        "/arsip/",
        f"/arsip/{today:%Y}/",
        f"/arsip/{today:%Y/%m}/",
    ]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        assert "Rahasia" not in text_of(response), address


@pytest.mark.parametrize("state", ["draft", "scheduled", "withdrawn before its time"])
def test_a_piece_readers_never_saw_has_no_page(client, state):
    piece = hidden_pieces(make_section(), make_tag(), make_author())[state]
    address = piece.get_absolute_url() or reverse("article", args=["2025", "07", piece.slug])
    response = client.get(address)
    assert response.status_code == 404
    assert "Rahasia" not in text_of(response)


def test_a_withdrawn_piece_says_why_it_is_gone(client):
    piece = hidden_pieces(make_section(), make_tag(), make_author())["withdrawn"]
    response = client.get(piece.get_absolute_url())
    assert response.status_code == 410
    html = text_of(response)
    assert "Demi masa depan anak." in html
    assert "Rahasia cabut" in html
    assert "Satu paragraf isi." not in html
    assert '<meta name="robots" content="noindex">' in html


def test_a_scheduled_piece_is_public_when_its_time_has_come(client, time_machine):
    piece = make_article("Nanti", published_at=timezone.now() + timedelta(hours=1))
    assert client.get(piece.get_absolute_url()).status_code == 404
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    assert client.get(piece.get_absolute_url()).status_code == 200
    assert "Nanti" in text_of(client.get("/"))


# --- Lists -----------------------------------------------------------------------


def test_section_shows_what_it_is_about_and_all_below_it(client):
    parent = make_section("Teknologi", description="Mesin dan orangnya.")
    child = make_section("Komputasi", parent=parent)
    make_article("Milik induk", section=parent)
    make_article("Milik anak", section=child)
    make_article("Milik lain")
    html = text_of(client.get(parent.get_absolute_url()))
    assert "Mesin dan orangnya." in html
    assert f'<a href="{child.get_absolute_url()}">Komputasi</a>' in html
    assert headlines_in(html) == ["Milik anak", "Milik induk"]
    html = text_of(client.get(child.get_absolute_url()))
    assert headlines_in(html) == ["Milik anak"]
    assert f'<a href="{parent.get_absolute_url()}">Teknologi</a>' in html


def test_section_without_pieces_is_a_page_all_the_same(client):
    response = client.get(make_section("Baru").get_absolute_url())
    assert response.status_code == 200
    assert _("Nothing has been published here yet.") in text_of(response)


def test_tag_shows_its_pieces_and_stands_in_the_index(client):
    tag = make_tag("talenta AI", description="Orang yang diperebutkan.")
    make_article("Bertanda", tags=[tag])
    make_article("Tanpa tanda")
    html = text_of(client.get(tag.get_absolute_url()))
    assert headlines_in(html) == ["Bertanda"]
    assert "Orang yang diperebutkan." in html
    assert f'<a href="{tag.get_absolute_url()}">talenta AI</a>' in text_of(client.get("/tag/"))


def test_a_tag_of_drafts_alone_does_not_give_them_away(client):
    tag = make_tag("bocoran")
    make_article(published_at=None, tags=[tag])
    assert client.get(tag.get_absolute_url()).status_code == 404
    assert "bocoran" not in text_of(client.get("/tag/"))


def test_author_page_says_who_it_is(client):
    author = make_author(
        "Ratna Dewi",
        role="Wartawan teknologi",
        biography="Meliput laboratorium.",
        email="ratna@example.org",
        portrait=make_image(),
    )
    make_article("Karyanya", authors=[make_author(), author])
    html = text_of(client.get(author.get_absolute_url()))
    for words in ("Wartawan teknologi", "Meliput laboratorium.", "mailto:ratna@example.org"):
        assert words in html
    assert headlines_in(html) == ["Karyanya"]


def test_archive_counts_by_month_and_leads_to_the_pieces(client):
    for day in (1, 1, 12):
        make_article(published_at=datetime(2025, 7, day, 3, tzinfo=UTC))
    make_article("Lama", published_at=datetime(2023, 1, 5, 3, tzinfo=UTC))
    html = text_of(client.get("/arsip/"))
    counts = re.findall(r'href="/arsip/(\d+/\d+)/"[^>]*>\w+</a>\s*<span[^>]*>(\d+)', html)
    assert counts == [("2025/07", "3"), ("2023/01", "1")]
    month = text_of(client.get("/arsip/2025/07/"))
    assert re.findall(r'<time datetime="(2025-07-\d\d)">', month) == ["2025-07-12", "2025-07-01"]
    assert "Lama" not in month
    assert headlines_in(text_of(client.get("/arsip/2023/"))) == ["Lama"]


def test_standing_page_and_its_place_in_the_foot(client):
    StandingPage.objects.create(slug="redaksi", title="Susunan redaksi", body="**Kami.**")
    html = text_of(client.get("/redaksi/"))
    assert "<strong>Kami.</strong>" in html
    assert '<a href="/redaksi/">Susunan redaksi</a>' in text_of(client.get("/"))


def test_navigation_follows_the_editors_order_and_marks_where_one_is(client):
    second, first = make_section("Ekonomi", position=2), make_section("Teknologi", position=1)
    make_section("Cip", parent=first)
    html = text_of(client.get(second.get_absolute_url()))
    bar = html[html.index('class="nav"') : html.index("<main")]
    assert re.findall(r'<a href="/rubrik/(\w+)/"( aria-current="true")?', bar) == [
        ("teknologi", ""),
        ("ekonomi", ' aria-current="true"'),
    ]
    assert '<a href="/rubrik/cip/">Cip</a>' in html[html.index("<footer class=") :]


# --- Head ------------------------------------------------------------------------


def test_head_of_an_article(client):
    article = make_article(
        'Judul & "kutipan"', search_description="Untuk mesin.", lead_image=make_image("<b>")
    )
    html = text_of(client.get(article.get_absolute_url()))
    assert "<title>Judul &amp; &quot;kutipan&quot; | Ruang Redaksi</title>" in html
    assert '<meta name="description" content="Untuk mesin.">' in html
    address = f"http://testserver{article.get_absolute_url()}"
    assert f'<link rel="canonical" href="{address}">' in html
    assert (
        f'<meta property="og:image" content="http://testserver{cards.of(article).address}"' in html
    )
    assert '<meta property="og:type" content="article">' in html
    assert '<html lang="id">' in html


def test_titles_and_addresses_are_all_different(client, loaded):
    addresses = {"/", "/arsip/", "/tag/"}
    for address in list(addresses):
        addresses |= set(re.findall(r'href="(/[^"?#]*/)"', text_of(client.get(address))))
    # Results of a search are for those who asked, not to be found.
    addresses.discard("/cari/")
    pages = {address: text_of(client.get(address)) for address in addresses}
    titles = {re.search("<title>(.*?)</title>", html)[1] for html in pages.values()}
    assert len(addresses) > 40
    assert len(titles) == len(addresses)
    for address, html in pages.items():
        assert f'<link rel="canonical" href="http://testserver{address}">' in html
        assert re.search('<meta name="description" content="[^"]+">', html), address
        assert html.count("<h1") == 1, address


def test_pages_hold_no_inline_code_and_ask_no_other_host(client, loaded):
    piece = "/2025/07/peneliti-ai-meta-pindah-ke-mistral/"
    for address in ("/", piece, "/rubrik/teknologi/", "/redaksi/", "/tidak-ada/"):
        html = text_of(client.get(address))
        # Data alone: the browser runs none of it.
        assert "<script" not in html.replace('<script type="application/ld+json">', "")
        assert "<style" not in html
        assert " style=" not in html
        loading = re.findall(
            r'<(?:img|link rel="(?:stylesheet|icon)")[^>]*(?:src|href)="([^"]+)', html
        )
        assert loading
        assert all(link.startswith("/") and not link.startswith("//") for link in loading)
        assert all(
            'width="' in tag and 'height="' in tag for tag in re.findall(r"<img[^>]*>", html)
        )
