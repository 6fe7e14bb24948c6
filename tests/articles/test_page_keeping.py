"""What is kept, for whom, and with which headers."""

from datetime import timedelta
from threading import Lock, Thread
from time import sleep

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from articles import page_keeping, page_shelf, workflow
from articles.page_keeping import PageStoreMiddleware
from articles.page_sending import MARK
from tests.articles.reading import Reader
from tests.factories import make_article, make_author, make_chief, make_section

pytestmark = pytest.mark.django_db(transaction=True)
PIECE = "/2025/07/judul/"


@pytest.fixture
def piece(kept_pages):
    at = timezone.now().replace(year=2025, month=7, day=12)
    return make_article("Judul", slug="judul", published_at=at, authors=[make_author("Ana")])


@pytest.fixture
def reader(piece) -> Reader:
    return Reader()


def test_a_kept_page_has_every_header_of_a_fresh_one(reader):
    fresh = reader.fresh(PIECE)
    made, kept = reader.ask(PIECE), reader.ask(PIECE)
    assert reader.is_kept(PIECE)
    assert made.shown == kept.shown == fresh.shown
    assert made.headers == kept.headers
    assert fresh.headers.items() <= kept.headers.items()
    assert kept.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert kept.headers["vary"] == "Accept-Encoding"


def test_only_what_is_asked_for_is_sent(reader):
    tag = reader.ask(PIECE).headers["etag"]
    for turn in range(2):
        unchanged = reader.ask(PIECE, HTTP_IF_NONE_MATCH=tag)
        assert (unchanged.status, unchanged.body) == (304, b""), turn
        head = reader.ask(PIECE, method="HEAD")
        assert head.status == 200
        assert head.headers["etag"] == tag
        assert reader.ask(PIECE, method="HEAD", HTTP_IF_NONE_MATCH=tag).status == 304
        page_shelf.store().drop()


def test_what_is_never_kept(reader, monkeypatch):
    for address in ("/tidak-ada/", "/tag/tidak-ada/", "/rubrik/", "/?hal=x", "/rubrik/a/?hal=2"):
        reader.ask(address)
        assert not reader.is_kept(address)
    for headers in (
        {"Cache-Control": "no-store"},
        {"Cache-Control": "private"},
        {"Vary": "Cookie"},
        {"Set-Cookie": "a=b"},
    ):
        response = HttpResponse("x", headers=headers)
        if cookie := headers.get("Set-Cookie"):
            response = HttpResponse("x")
            response.set_cookie(*cookie.split("="))
        assert not page_keeping.may_be_kept(None, response, page_keeping.showing.Shown())
    shown = page_keeping.showing.Shown()
    shown.note_statement('SELECT * FROM "django_session"')
    assert not page_keeping.may_be_kept(None, HttpResponse("x"), shown)
    assert page_keeping.may_be_kept(None, HttpResponse("x"), page_keeping.showing.Shown())


@pytest.mark.parametrize(
    "address",
    ["/", PIECE, f"{PIECE}riwayat/", "/arsip/2025/07/12/", "/feed.xml", "/penulis/ana/feed.json",
     "/koreksi/", "/sitemap.xml", "/sitemap-artikel-1.xml", "/sitemap-news.xml", "/robots.txt"],
)  # fmt: skip
def test_whoever_asks_with_a_parameter_of_his_own_keeps_the_page_for_all(reader, address):
    assert reader.ask(f"{address}?utm_source=surat").shown == reader.fresh(address).shown
    assert reader.is_kept(address)


def test_what_changed_while_the_store_was_off(reader, piece):
    reader.ask(PIECE)
    with reader.unkept():
        piece.headline = "Baru"
        piece.save()
    page_shelf.begin()
    assert not reader.is_kept(PIECE)
    assert b"Baru" in reader.ask(PIECE).body
    assert reader.is_kept(PIECE)


@pytest.mark.parametrize("address", ["/sitemap-artikel-01.xml", "/kartu/01-a.jpg"])
def test_a_number_is_written_in_one_way(reader, address):
    assert reader.ask(address).status == 404


def test_a_withdrawn_piece_is_kept_with_its_reason(reader, piece):
    chief = make_chief()
    reader.ask(PIECE)
    workflow.withdraw(piece, by=chief, reason="Keliru.")
    assert reader.ask(PIECE).status == 410
    assert reader.is_kept(PIECE)
    assert b"Keliru." in reader.ask(PIECE).body
    workflow.reinstate(piece, by=chief, note="Benar.")
    assert reader.ask(PIECE).status == 200


def test_queries_are_not_part_of_a_page(reader):
    page_shelf.store().drop()
    reader.ask(f"{PIECE}?utm_source=surat&x=1")
    assert reader.is_kept(PIECE)
    assert reader.is_kept(f"{PIECE}?hal=7")
    assert b"utm_source" not in reader.ask(f"{PIECE}?utm_source=surat").body
    files = list(page_shelf.store().folder.glob("pages/*/*"))
    for number in range(30):
        reader.ask(f"{PIECE}?{number}=1")
        reader.ask(f"{PIECE}?hal={number}")
        reader.ask(f"/{number}/")
        reader.ask(PIECE, HTTP_HOST=f"testserver:{number}")
    assert list(page_shelf.store().folder.glob("pages/*/*")) == files


def test_what_is_not_kept_is_to_be_asked_for_again_too(reader):
    assert reader.ask("/koreksi/?x=1").headers["cache-control"] == page_keeping.PUBLIC


def test_staff_see_and_leave_no_kept_page(reader):
    client = Client(headers={"host": "testserver"})
    client.get(PIECE)
    assert MARK not in client.cookies
    client.force_login(make_chief())
    client.get("/admin/")
    assert client.cookies[MARK]["httponly"]
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    page_shelf.store().drop()
    answer = reader.ask(PIECE, HTTP_COOKIE=cookies)
    assert answer.status == 200
    assert not reader.is_kept(PIECE)
    client.post("/admin/logout/")
    client.get("/admin/login/")
    assert not client.cookies[MARK].value


def test_a_session_that_is_no_staffs_gets_the_kept_page(reader):
    reader.ask(PIECE)
    with_cookie = {"HTTP_COOKIE": f"newsroom_session=abc; {MARK}=" + "0" * 64}
    assert reader.ask(PIECE, **with_cookie).shown == reader.ask(PIECE).shown
    assert reader.sender.may_answer({"REQUEST_METHOD": "GET", **with_cookie})


def test_a_page_begun_before_a_change_is_not_kept_after_it(reader, piece):
    chief = make_chief()
    answer = reader.django.get_response

    def slow(request):
        response = answer(request)
        piece.refresh_from_db()
        changed = workflow.save_draft(piece, snapshot={"headline": "Baru"}, by=chief)
        workflow.publish(changed, by=chief, override="uji")
        return response

    middleware = PageStoreMiddleware(slow)
    page_shelf.store().drop()
    request = RequestFactory().get(PIECE, headers={"host": "testserver"})
    request.META["HTTP_HOST"] = "testserver"
    name = page_shelf.sender().file_of(request.META, 0)
    assert b"Baru" not in middleware.rendered(request, 0, name).content
    assert b"Baru" in reader.ask(PIECE).body


def test_one_renders_while_the_others_wait(reader):
    renders, lock = [], Lock()

    def slow(request):
        with lock:
            renders.append(request.path)
        sleep(0.1)
        return HttpResponse("Isi")

    # As many workers, each with a middleware of its own; they share the disk.
    answers = []

    def worker():
        request = RequestFactory().get("/ramai/")
        request.META["HTTP_HOST"] = "testserver"
        answers.append(PageStoreMiddleware(slow)(request).content)

    page_shelf.store().drop()
    threads = [Thread(target=worker) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [b"Isi"] * 16
    assert renders == ["/ramai/"]


def test_pages_of_a_section_are_kept_one_by_one(reader):
    section = make_section("Panjang")
    for number in range(21):
        at = timezone.now() - timedelta(hours=number + 1)
        make_article(section=section, published_at=at)
    for address in ("/rubrik/panjang/", "/rubrik/panjang/?hal=2"):
        assert reader.ask(address).shown == reader.fresh(address).shown
        assert reader.is_kept(address)
    assert not reader.is_kept("/rubrik/panjang/?hal=3")
    assert reader.ask("/rubrik/panjang/?hal=3").status == 404
