"""Odd requests get a clear answer in words, and never a server error."""

from io import BytesIO

import pytest
from django.db import connection
from django.template.exceptions import TemplateDoesNotExist
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext as _
from PIL import Image

from articles import page_shelf
from articles.models import Redirect, StandingPage
from articles.views import errors
from tests.articles.test_views import JULY, text_of
from tests.factories import make_article, make_author, make_section, make_tag

# PostgreSQL refuses some strings and then the transaction; the answers must come before that.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paper():
    """A row of each kind, so that every address leads somewhere."""
    tag, author = make_tag("topik"), make_author("Ratna")
    make_article(
        "Judul", section=make_section("Sains"), tags=[tag], authors=[author], published_at=JULY
    )
    StandingPage.objects.create(slug="tentang", title="Tentang", body="Kami.")


PAGES = [
    "/",
    "/2025/07/judul/",
    "/rubrik/sains/",
    "/tag/",
    "/tag/topik/",
    "/penulis/ratna/",
    "/arsip/",
    "/arsip/2025/",
    "/arsip/2025/07/",
    "/arsip/2025/07/12/",
    "/arsip/depan/2025/07/12/",
    "/tentang/",
]
NOT_FOUND = [
    "/2025/13/x/",
    "/2025/00/x/",
    "/0000/00/x/",
    "/0000/01/x/",
    "/9999/12/x/",
    "/2025/7/judul/",
    "/2025/07/%E2%80%AE/",
    "/2025/07/judul%00/",
    "/%00",
    "/%00/",
    "/a%00b/",
    "/rubrik/%00/",
    "/rubrik/tidak-ada/",
    "/tag/tidak-ada/",
    "/tag/a%00/",
    "/penulis/tidak-ada/",
    "/arsip/0000/",
    "/arsip/0001/",
    "/arsip/9999/",
    "/arsip/9999/12/",
    "/arsip/2025/13/",
    "/arsip/2031/01/",
    "/arsip/٢٠٢٥/",
    "/tidak-ada/",
    "/tidak/ada/",
    "/%FF%FE/",
    "/%ED%A0%80/",
    "/%C3%28/",
    "/" + "x" * 10_000 + "/",
    "/rubrik/" + "x" * 10_000 + "/",
    "/" + "x/" * 5_000,
    "/2025/07/%F0%9F%97%9E/",
    "//2025/07/judul/",
    "/media/%00",
    "/media/../settings.py",
]


@pytest.mark.parametrize("path", NOT_FOUND, ids=lambda path: path[:40])
def test_what_is_nowhere_is_not_found(client, paper, path):
    response = client.get(path)
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")
    html = text_of(response)
    assert '<meta name="robots" content="noindex">' in html
    assert f"<h1>{_('Page not found')}</h1>" in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_pages_can_only_be_read(paper, path, method):
    """Also for a client that sends no token: there is no form that could have given it one."""
    response = getattr(Client(enforce_csrf_checks=True), method)(path, {"a": "b"})
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert _("This page can only be read") in text_of(response)


@pytest.mark.parametrize("path", [*PAGES, "/tidak-ada/"])
def test_head_answers_as_get_without_the_page(client, paper, path):
    got, head = client.get(path), client.head(path)
    assert head.status_code == got.status_code
    assert head["Content-Type"] == got["Content-Type"]
    assert head.content == b""


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("query", ["x=" + "y" * 10_000, "%00=%00", "hal[]=2", "&&&==&", "%FF=%FE"])
def test_odd_queries_do_not_disturb_a_page(client, paper, path, query):
    assert client.get(f"{path}?{query}").status_code == 200


def test_thousands_of_parameters_are_refused(client, paper):
    response = client.get("/rubrik/sains/?" + "&".join(f"a{n}=1" for n in range(2_100)))
    assert response.status_code == 400
    assert _("The request could not be understood") in text_of(response)


def test_more_text_than_is_read_is_refused_in_words(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2000
    response = client.post("/admin/articles/article/add/", {"body": "kata " * 500})
    assert response.status_code == 413
    assert _("Too large to be sent") in text_of(response)


def test_an_unknown_host_is_refused_in_words(client):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert _("The request could not be understood") in text_of(response)


def test_forbidden_in_words(rf):
    request = rf.get("/")
    response = errors.forbidden(request, Exception())
    assert response.status_code == 403
    assert _("No access") in text_of(response)


def test_a_form_without_its_token_is_told_what_to_do():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a"})
    assert response.status_code == 403
    assert _("The form could not be sent") in text_of(response)


def test_a_server_error_asks_nothing_of_the_database(client, monkeypatch):
    def broken():
        raise TemplateDoesNotExist("boom")

    monkeypatch.setattr("articles.front_page.compose", broken)
    client.raise_request_exception = False
    with connection.execute_wrapper(refuse):
        response = client.get("/")
    assert response.status_code == 500
    html = text_of(response)
    assert _("Something went wrong here") in html
    assert "boom" not in html
    assert "css/readers.css" in html


def refuse(*_args):
    raise AssertionError("a query was asked")


def test_a_server_error_needs_no_collected_files(rf, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    response = errors.server_error(rf.get("/"))
    assert response.status_code == 500
    assert _("Something went wrong here") in text_of(response)
    assert "stylesheet" not in text_of(response)


def test_the_paper_is_indonesian_whatever_the_browser_asks(client, paper):
    response = client.get("/2025/07/judul/", headers={"accept-language": "en"})
    assert response["Content-Language"] == "id"
    assert "Sabtu, 12 Juli 2025" in text_of(response)
    assert "Vary" not in response or "Accept-Language" not in response["Vary"]


@pytest.mark.parametrize(
    ("asked", "answered"), [("en", "en"), ("id", "id"), ("fr", "id"), ("", "id")]
)
def test_the_desk_speaks_the_editors_language(client, asked, answered):
    response = client.get("/admin/login/", headers={"accept-language": asked})
    assert response["Content-Language"] == answered
    assert f'lang="{answered}"' in text_of(response)
    assert "Accept-Language" in response["Vary"]
    # The next request on this thread starts from the paper's own language.
    assert translation.get_language() == "id"


def test_the_desks_indonesian_is_better_than_djangos(client):
    wrong = client.post("/admin/login/", {"username": "a", "password": "b"})
    nothing = client.post("/admin/login/", {})
    assert "Masukkan nama pengguna dan sandi yang benar" in text_of(wrong)
    assert "kesalahan di bawah ini" in text_of(nothing)


def test_headers_of_safety(client):
    response = client.get("/")
    assert "camera=()" in response["Permissions-Policy"]
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "kind", "size"),
    [("/favicon.ico", "image/x-icon", 48), ("/apple-touch-icon.png", "image/png", 180)],
)
def test_icons_stand_where_they_are_looked_for(client, kept_pages, path, kind, size):
    """Browsers, feed readers and previews of links ask there whatever the pages name."""
    with connection.execute_wrapper(refuse):
        answer = client.get(path)
        assert client.head(path).status_code == 200
        unchanged = client.get(path, headers={"if-modified-since": answer["Last-Modified"]})
    assert (answer.status_code, answer["Content-Type"]) == (200, kind)
    assert "public" in answer["Cache-Control"]
    assert "max-age=3600" in answer["Cache-Control"]
    assert Image.open(BytesIO(b"".join(answer.streaming_content))).size == (size, size)
    assert unchanged.status_code == 304
    environ = {"HTTP_HOST": "testserver", "PATH_INFO": path}
    assert page_shelf.sender().file_of(environ, 0) is None, "what lies on the disk is no page"


# --- Old addresses ---------------------------------------------------------------


def test_an_old_address_leads_to_the_piece_with_its_query(client, paper):
    article = make_article("Baru", published_at=JULY)
    Redirect.objects.create(old_path="/2019/01/lama/", article=article)
    response = client.get("/2019/01/lama/?hal=2")
    assert response.status_code == 301
    assert response["Location"] == "/2025/07/baru/?hal=2"
    assert client.get("/2019/01/lama").status_code == 301
    assert client.post("/2019/01/lama/").status_code == 405


def test_an_old_address_of_a_piece_that_is_not_public_leads_nowhere(client):
    draft = make_article("Rahasia", published_at=None)
    Redirect.objects.create(old_path="/2019/01/lama/", article=draft)
    response = client.get("/2019/01/lama/")
    assert response.status_code == 404
    assert "rahasia" not in text_of(response)


def test_only_what_is_nowhere_asks_for_old_addresses(client, paper, django_assert_num_queries):
    Redirect.objects.create(old_path="/arsip/", article=make_article())
    assert client.get("/arsip/").status_code == 200
    # What is due; the address itself, as a standing page; the old address; the nearest pieces
    # on either side; the navigation of the 404 page.
    with django_assert_num_queries(6):
        assert client.get("/tidak-ada/").status_code == 404
