"""Lists in pages, and what each page costs the database, whatever the archive's size."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext as _

from articles.models import Article, Byline, Genre, Tagging
from articles.paging import PER_PAGE
from tests.articles.test_views import headlines_in, text_of
from tests.factories import make_article, make_author, make_image, make_section, make_tag

pytestmark = pytest.mark.django_db

START = datetime(2025, 3, 1, tzinfo=UTC)


@pytest.fixture
def paper():
    """A function that fills one section, tag and author with pieces."""
    section = make_section("Teknologi")
    tag, author = make_tag("topik"), make_author("Ratna")

    def fill(count: int) -> None:
        have = Article.objects.count()
        pieces = Article.objects.bulk_create(
            Article(
                headline=f"Nomor {number:03}",
                slug=f"nomor-{number:03}",
                section=section,
                published_at=START + timedelta(minutes=number // 2),
                body_html="<p>Isi.</p>",
            )
            for number in range(have, count)
        )
        Tagging.objects.bulk_create(Tagging(tag=tag, content_object=piece) for piece in pieces)
        Byline.objects.bulk_create(Byline(author=author, article=piece) for piece in pieces)

    return fill


LISTS = ["/rubrik/teknologi/", "/tag/topik/", "/penulis/ratna/", "/arsip/2025/", "/arsip/2025/03/"]


@pytest.mark.parametrize("address", LISTS)
def test_pages_hold_every_piece_once_newest_first(client, paper, address):
    paper(2 * PER_PAGE + 5)
    shown = []
    for number in (1, 2, 3):
        shown += headlines_in(text_of(client.get(address, {"hal": number})))
    assert shown == [f"Nomor {number:03}" for number in reversed(range(2 * PER_PAGE + 5))]
    assert client.get(address, {"hal": 4}).status_code == 404


def test_pages_name_their_neighbours_and_their_own_address(client, paper):
    paper(2 * PER_PAGE + 1)
    first = text_of(client.get("/rubrik/teknologi/"))
    assert 'rel="next" href="/rubrik/teknologi/?hal=2"' in first
    assert 'rel="prev"' not in first
    second = text_of(client.get("/rubrik/teknologi/?hal=2"))
    # The first page has one address, without a number.
    assert 'rel="prev" href="/rubrik/teknologi/"' in second
    assert 'rel="next" href="/rubrik/teknologi/?hal=3"' in second
    assert 'rel="canonical" href="http://testserver/rubrik/teknologi/?hal=2"' in second
    third = text_of(client.get("/rubrik/teknologi/?hal=3"))
    assert 'rel="next"' not in third
    assert (
        len(
            {
                page[page.index("<title>") : page.index("</title>")]
                for page in (first, second, third)
            }
        )
        == 3
    )


def test_what_is_paid_for_opens_no_dossier(client, paper):
    paper(3)
    assert 'class="lead dossier-lead"' in text_of(client.get("/rubrik/teknologi/"))
    Article.objects.filter(slug="nomor-002").update(genre=Genre.ADVERTORIAL)
    for address in ("/rubrik/teknologi/", "/tag/topik/"):
        html = text_of(client.get(address))
        assert 'class="lead' not in html
        assert headlines_in(html) == ["Nomor 002", "Nomor 001", "Nomor 000"]


def test_a_section_is_not_named_again_in_its_own_list(client, paper):
    paper(2)
    Article.objects.filter(slug="nomor-000").update(genre=Genre.OPINION)
    for address, kickers in (
        ("/rubrik/teknologi/", [_("Opinion")]),
        ("/tag/topik/", ["Teknologi", "Teknologi", _("Opinion")]),
    ):
        html = text_of(client.get(address))
        words = re.findall(r'<p class="kicker">(.*?)</p>', html, re.DOTALL)
        found = re.findall(r"<(?:bdi|span)[^>]*>([^<]+)<", "".join(words))
        assert found == kickers, address


def test_a_list_that_just_fills_its_page_has_no_second(client, paper):
    paper(PER_PAGE)
    assert 'rel="next"' not in text_of(client.get("/tag/topik/"))
    assert client.get("/tag/topik/?hal=2").status_code == 404


def test_number_one_shows_the_first_page_under_its_one_address(client, paper):
    paper(3)
    response = client.get("/rubrik/teknologi/?hal=1")
    assert response.status_code == 200
    assert 'rel="canonical" href="http://testserver/rubrik/teknologi/"' in text_of(response)


BAD_NUMBERS = [
    "0", "-1", "01", "1.0", "1e3", "abc", "", " 2", "2 ", "2\n", "\0", "²", "２", "٢", "99999",
    "9" * 400, "9999", "1&hal=2", "None", "'; DROP TABLE articles_article; --",
]  # fmt: skip


@pytest.mark.parametrize("number", BAD_NUMBERS)
@pytest.mark.parametrize("address", [*LISTS, "/tag/"])
def test_what_is_no_page_number_is_not_found(client, paper, address, number):
    paper(3)
    query = number if number.startswith("1&") else quote(number)
    assert client.get(f"{address}?hal={query}").status_code == 404


@pytest.mark.parametrize("address", ["/", "/arsip/", *LISTS])
def test_unknown_parameters_change_nothing(client, paper, address):
    paper(3)
    plain = client.get(address).content
    assert client.get(f"{address}?utm_source=x&q=%00&page=-1&%FF=%FF").content == plain


# --- Costs -----------------------------------------------------------------------

BUDGET = 8


def cost(client, address: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(address)
    assert response.status_code == 200
    return [query["sql"] for query in queries]


@pytest.mark.parametrize("address", ["/", *LISTS, "/tag/", "/arsip/", "/2025/03/contoh/"])
def test_a_page_costs_the_same_with_3_and_with_300_pieces(client, paper, address):
    paper(3)
    other = make_article("Lain", published_at=START)
    make_article(
        "Contoh",
        section=Article.objects.first().section,
        lead_image=make_image(),
        body=f"[a](artikel:nomor-001) [b](artikel:{other.slug})\n\n![c](gambar:{make_image().pk})",
        published_at=START,
        authors=[make_author(), make_author()],
        tags=["topik", "lain"],
    )
    few = cost(client, address)
    assert len(few) <= BUDGET, few
    paper(300)
    many = cost(client, address)
    assert len(many) == len(few), many
    asked = " ".join(many)
    assert "auth_user" not in asked
    assert "django_session" not in asked


@pytest.mark.parametrize("address", ["/", *LISTS, "/tag/", "/2025/03/nomor-001/"])
def test_pages_set_no_cookie_and_are_the_same_for_everybody(client, paper, address):
    paper(3)
    response = client.get(address)
    assert not response.cookies
    assert "Vary" not in response or "Cookie" not in response["Vary"]


def test_lists_leave_the_long_columns_where_they_are(client, paper):
    paper(3)
    for address in ("/", *LISTS):
        assert not any(
            '"body_html"' in sql or '"body_text"' in sql for sql in cost(client, address)
        )
