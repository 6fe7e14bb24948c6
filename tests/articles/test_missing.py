"""The addresses asked for in vain: counted cheaply, kept within bounds, led on by a button."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import DatabaseError
from django.utils import timezone

from articles import missing
from articles.models import MissingAddress, Redirect
from tests.factories import make_article, make_editor, make_writer

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/missingaddress/"


@pytest.fixture(autouse=True)
def _nothing_counted():
    missing._counts.clear()
    yield
    missing._counts.clear()


def counted() -> dict[str, int]:
    missing.write()
    return dict(MissingAddress.objects.values_list("path", "count"))


def test_requests_are_counted_without_a_write_each(client, django_assert_max_num_queries):
    for path in ("/hilang/", "/Hilang", "/hilang//index.html", "/hilang/?rahasia=1"):
        assert client.get(path).status_code == 404
    assert not MissingAddress.objects.exists()
    with django_assert_max_num_queries(10):
        assert counted() == {"/hilang/": 4}
    client.get("/hilang/")
    assert counted() == {"/hilang/": 5}


def test_what_is_found_is_not_counted(client):
    piece = make_article("A")
    Redirect.objects.keep("/lama/", piece)
    for path in ("/", "/lama/", piece.get_absolute_url(), "/2020/01/a/"):
        client.get(path)
    client.post("/hilang/")
    assert counted() == {}


@pytest.mark.parametrize(
    "path",
    [
        "/wp-login.php",
        "/.env",
        "/blog/.git/config",
        "/a/../../etc/passwd",
        "/admin/rahasia/",
        "/pratinjau/AbC/",
        "/static/x.css",
        "/media/x.png",
        "/surel/nama@example.org/",
        "/hp/081234567890/",
        "/atur-ulang/0123456789abcdef0123456789abcdef/",
        "/<script>/",
        "/nama orang/",
        "/" + "x" * 250 + "/",
    ],
)
def test_what_no_reader_followed_is_not_counted(client, path):
    client.get(quote(path))
    assert counted() == {}


def test_a_flood_fills_neither_memory_nor_disk(monkeypatch):
    monkeypatch.setattr(missing, "MOST_KEPT", 30)
    for _time in range(9):
        missing.note("/sungguh/")
    missing.write()
    for number in range(3000):
        missing.note(f"/banjir-{number}/")
    assert len(missing._counts) == missing.MOST_HELD
    for round_ in range(5):
        for number in range(40):
            missing.note(f"/banjir-{round_}-{number}/")
        missing.write()
    assert MissingAddress.objects.count() == 30
    assert MissingAddress.objects.first().path == "/sungguh/"


def test_what_nobody_asks_for_any_more_is_forgotten():
    old = timezone.localdate() - missing.FORGOTTEN_AFTER - timedelta(days=1)
    MissingAddress.objects.create(path="/usang/", count=99, asked_on=old)
    missing.note("/baru/")
    assert counted() == {"/baru/": 1}


def test_written_after_an_answer_and_never_at_its_cost(client, settings, monkeypatch, caplog):
    settings.MISSING_WRITTEN_EVERY = 0
    client.get("/hilang/")
    assert MissingAddress.objects.get().count == 1

    def locked(counts):
        raise DatabaseError("database is locked")

    monkeypatch.setattr(missing, "_add", locked)
    assert client.get("/hilang/").status_code == 404
    assert "locked" in caplog.text


def test_the_button_makes_the_redirect(client):
    client.force_login(make_editor())
    piece = make_article("Harga beras naik")
    for _time in range(3):
        client.get("/2019/05/harga-beras-naik-lagi/")
    client.get("/lain/")
    page = client.get(LIST)
    rows = [(row.path, row.count) for row in page.context["cl"].result_list]
    assert rows == [("/2019/05/harga-beras-naik-lagi/", 3), ("/lain/", 1)]
    form = "/admin/articles/redirect/add/?old_path=%2F2019%2F05%2Fharga-beras-naik-lagi%2F"
    assert form in page.content.decode()
    filled = client.get(form).context["adminform"].form.initial
    assert filled["article"] == piece
    client.post(form, {"old_path": filled["old_path"], "article": piece.pk})
    assert [row.path for row in MissingAddress.objects.all()] == ["/lain/"]
    address = client.get("/2019/05/harga-beras-naik-lagi/")["Location"]
    assert address == piece.get_absolute_url()


def test_nobody_types_the_list_and_writers_do_not_see_it(client):
    client.force_login(make_editor())
    assert client.get(f"{LIST}add/").status_code == 403
    client.force_login(make_writer())
    assert client.get(LIST).status_code == 403
