"""Addresses that last: whatever moves, its old addresses lead to it, in one hop."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles import addresses, workflow
from articles.admin.tags import merge
from articles.models import FormerName, Redirect
from tests.articles.desk import desk_of
from tests.factories import make_article, make_author, make_section, make_tag

pytestmark = pytest.mark.django_db

JULY = datetime(2025, 7, 12, 7, 30, tzinfo=UTC)


def follow(client, path: str, *, query: str = "") -> str:
    """Where an address leads: permanently, in one hop, to a page that is there; nothing kept."""
    response = client.get(f"{path}?{query}" if query else path)
    assert response.status_code == 301, (path, response.status_code)
    assert response["Cache-Control"] == "no-store"
    there = response["Location"]
    assert client.get(there).status_code == 200, there
    return there


def move(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


# --- Pieces ------------------------------------------------------------------


def test_every_earlier_address_leads_straight_to_where_the_piece_is(client):
    piece = make_article("A", published_at=JULY)
    for slug in ("b", "c", "d"):
        move(piece, slug=slug)
    move(piece, published_at=JULY - timedelta(days=40))
    for slug in ("a", "b", "c", "d"):
        assert follow(client, f"/2025/07/{slug}/", query="dari=surel") == "/2025/06/d/?dari=surel"
    assert client.get("/2025/06/d/").status_code == 200


def test_there_and_back_again_is_no_loop(client):
    piece = make_article("A", published_at=JULY)
    move(piece, slug="b")
    move(piece, slug="a")
    assert client.get("/2025/07/a/").status_code == 200
    assert follow(client, "/2025/07/b/") == "/2025/07/a/"


def test_two_pieces_that_change_places(client):
    one = make_article("A", published_at=JULY)
    other = make_article("B", published_at=JULY)
    move(one, slug="c")
    move(other, slug="a")
    move(one, slug="b")
    assert '<h1 dir="auto">B</h1>' in client.get("/2025/07/a/").content.decode()
    assert '<h1 dir="auto">A</h1>' in client.get("/2025/07/b/").content.decode()
    assert follow(client, "/2025/07/c/") == "/2025/07/b/"
    assert not Redirect.objects.filter(old_path__in=["/2025/07/a/", "/2025/07/b/"]).exists()


def test_a_namesake_of_another_month_does_not_take_the_old_address(client):
    """The slug is free again, but that address belonged to the piece that moved."""
    moved = make_article("A", published_at=JULY)
    move(moved, slug="lain")
    move(make_article("A", published_at=JULY + timedelta(days=40)), slug="a")
    assert follow(client, "/2025/07/a/") == "/2025/07/lain/"
    assert follow(client, "/2024/01/a/") == "/2025/08/a/"


def test_a_piece_still_to_come_leaves_the_old_address_until_its_time(client, time_machine):
    now = timezone.now().replace(day=2)
    time_machine.move_to(now)
    moved = make_article("A", published_at=now - timedelta(hours=1))
    address = moved.get_absolute_url()
    move(moved, slug="lain")
    make_article("A", slug="a", published_at=now + timedelta(hours=1))
    assert follow(client, address) == moved.get_absolute_url()
    time_machine.move_to(now + timedelta(hours=2))
    assert client.get(address).status_code == 200
    # Also in the ways it may be mistyped.
    assert client.get(address.upper())["Location"] == address


def test_through_the_acts_the_old_address_leads_on_with_the_new_publication(
    client, piece, people, clock
):
    """A slug typed at the desk changes nothing for readers until it is published, or due."""
    chief = people["chief"]
    first = workflow.publish(piece, by=chief).get_absolute_url()
    workflow.save_draft(piece, snapshot={"slug": "kedua"}, by=chief)
    assert client.get(first).status_code == 200
    assert client.get("/2025/07/kedua/").status_code == 404
    workflow.publish(piece, by=chief)
    assert follow(client, first) == "/2025/07/kedua/"
    due_at = timezone.now() + timedelta(hours=1)
    workflow.save_draft(piece, snapshot={"slug": "ketiga"}, by=chief)
    workflow.publish(piece, by=chief, at=due_at)
    assert follow(client, first) == "/2025/07/kedua/"
    clock.move_to(due_at + timedelta(seconds=1))
    for old in (first, "/2025/07/kedua/"):
        assert follow(client, old) == "/2025/07/ketiga/"
    workflow.withdraw(piece, by=chief, reason="Keliru.")
    assert [client.get(old).status_code for old in (first, "/2025/07/ketiga/")] == [410, 410]
    workflow.reinstate(piece, by=chief, note="Terbukti benar.")
    assert follow(client, first) == "/2025/07/ketiga/"


def test_the_editor_is_told_whose_address_a_piece_takes(client, piece, people, clock):
    """Before publishing, among the checks; and once it is done."""
    old = make_article("Lama", slug="judul-2", section=piece.section)
    address = old.get_absolute_url()
    move(old, slug="lain")
    workflow.save_draft(piece, snapshot={"slug": "judul-2"}, by=people["writer"])
    client.force_login(people["chief"])
    desk = client.get(desk_of(piece)).content.decode()
    assert address in desk
    assert "Lama" in desk
    live = workflow.publish(piece, by=people["chief"])
    assert live.get_absolute_url() == address
    assert live.took_address_of == old
    assert client.get(address).status_code == 200
    assert not Redirect.objects.filter(old_path=address).exists()


def test_what_belongs_to_a_piece_moves_with_it(client, monkeypatch):
    piece = make_article("A", published_at=JULY)
    move(piece, slug="b")
    # Below a piece only what is there is led to.
    assert client.get("/2025/07/a/apa-saja/").status_code == 404
    known = addresses._match
    monkeypatch.setattr(addresses, "_match", lambda path: known(path.removesuffix("riwayat/")))
    assert addresses.find("/2025/07/a/riwayat/").address == "/2025/07/b/riwayat/"
    assert addresses.find("/2025/07/A/Riwayat").address == "/2025/07/b/riwayat/"
    assert addresses.find("/2024/01/b/riwayat/").address == "/2025/07/b/riwayat/"
    assert addresses.find("/2025/07/b/riwayat/") is None


def test_a_withdrawn_piece_is_gone_under_every_address_it_had(client):
    piece = make_article("A", published_at=JULY)
    move(piece, slug="b")
    move(piece, withdrawn_at=timezone.now(), withdrawal_reason="Demi masa depan anak.")
    for path in (
        "/2025/07/a/",
        "/2025/07/b/",
        "/2024/01/b/",
        "/2025/07/B",
        "/2025/07/a/index.html",
    ):
        response = client.get(path)
        assert response.status_code == 410, path
        assert "Demi masa depan anak." in response.content.decode()
    move(piece, withdrawn_at=None, withdrawal_reason="")
    assert follow(client, "/2025/07/a/") == "/2025/07/b/"


def test_a_draft_is_not_given_away(client):
    draft = make_article("Rahasia", published_at=None)
    Redirect.objects.keep("/lama/", draft)
    for path in ("/lama/", "/2025/07/rahasia/", "/2025/07/RAHASIA/", "/2025/07/rahasi/"):
        response = client.get(path)
        assert response.status_code == 404
        assert "Rahasia" not in response.content.decode()


# --- Sections, tags, authors -------------------------------------------------


def test_a_renamed_section_tag_or_author_is_found_under_the_old_address(client):
    section, tag, author = make_section("Gawai"), make_tag("Gawai"), make_author("Gawai")
    make_article(section=section, tags=[tag], authors=[author])
    for row in (section, tag, author):
        old = row.get_absolute_url()
        move(row, slug="perangkat")
        move(row, slug="mesin")
        assert follow(client, old, query="hal=1") == f"{row.get_absolute_url()}?hal=1"
        assert follow(client, old.replace("gawai", "PERANGKAT")) == row.get_absolute_url()
        move(row, slug="gawai")
        assert client.get(old).status_code == 200


def test_a_section_named_as_a_tag_was_has_an_address_of_its_own(client):
    tag, section = make_tag("AI"), make_section("Teknologi")
    make_article(section=section, tags=[tag])
    move(tag, name="Kecerdasan buatan", slug="kecerdasan-buatan")
    move(section, name="AI", slug="ai")
    assert follow(client, "/tag/ai/") == "/tag/kecerdasan-buatan/"
    assert client.get("/rubrik/ai/").status_code == 200
    assert follow(client, "/rubrik/teknologi/") == "/rubrik/ai/"


def test_merged_tags_lead_to_the_one_that_stays(client):
    old, middle, last = make_tag("Satu"), make_tag("Dua"), make_tag("Tiga")
    make_article(tags=[old])
    move(old, slug="pertama")
    merge(middle, [old])
    merge(last, [middle])
    for path in ("/tag/satu/", "/tag/pertama/", "/tag/dua/"):
        assert follow(client, path) == "/tag/tiga/"
    # A tag made anew has the address to itself, as soon as it has a page there.
    anew = make_tag("Satu")
    assert anew.took_address_of == last
    assert follow(client, "/tag/satu/") == "/tag/tiga/"
    make_article(tags=[anew])
    assert client.get("/tag/satu/").status_code == 200
    assert not FormerName.objects.filter(name="Satu").exists()


def test_a_tag_that_no_public_piece_carries_is_not_led_to(client):
    tag = make_tag("Satu")
    make_article(tags=[tag], published_at=None)
    move(tag, slug="dua")
    assert client.get("/tag/satu/").status_code == 404


def test_the_desk_says_whose_address_a_section_takes(admin_client):
    section = move(make_section("Gawai"), slug="perangkat")
    response = admin_client.post(
        "/admin/articles/section/add/",
        {"name": "Gawai baru", "slug": "Gawai", "position": "0"},
        follow=True,
    )
    said = " ".join(str(message) for message in response.context["messages"])
    assert "/rubrik/gawai/" in said
    assert section.name in said
    assert not Redirect.objects.exists()


# --- One address for each page -----------------------------------------------


@pytest.mark.parametrize(
    ("asked", "is_at"),
    [
        ("/2025/07/judul", "/2025/07/judul/"),
        ("/2025/07/JUDUL/", "/2025/07/judul/"),
        ("/2025/07/Judul/Index.HTML", "/2025/07/judul/"),
        ("/2025//07/judul//", "/2025/07/judul/"),
        ("/2024/01/JUDUL", "/2025/07/judul/"),
        ("/index.html", "/"),
        ("/Rubrik/Sains", "/rubrik/sains/"),
        ("/rubrik/sains/index.html", "/rubrik/sains/"),
        ("/ARSIP/2025/07", "/arsip/2025/07/"),
        ("/arsip//2025/", "/arsip/2025/"),
        ("/Tag", "/tag/"),
    ],
)
def test_however_it_is_written_a_page_has_one_address(client, asked, is_at):
    make_article("Judul", section=make_section("Sains"), published_at=JULY, tags=[make_tag("x")])
    assert follow(client, asked, query="hal=1&x=%C3%A9") == f"{is_at}?hal=1&x=%C3%A9"


def test_no_address_leads_out_of_the_site(client):
    for path in ("//contoh.id/%2e%2e", "/%5C%5Ccontoh.id/", "///contoh.id"):
        response = client.get("/", PATH_INFO=path)
        assert response.status_code in {301, 404, 200}
        assert not response.headers.get("Location", "/").startswith(("//", "http", "/\\"))


def test_tokens_and_files_keep_their_capitals(client):
    for path in ("/pratinjau/AbCdEf/", "/media/Gambar.PNG", "/static/X.css"):
        assert client.get(path).status_code == 404
    assert client.get("/admin")["Location"] == "/admin/"


# --- Nothing here ------------------------------------------------------------


def test_what_is_nowhere_offers_a_search_and_the_nearest_pieces(client):
    make_article("Harga beras turun", published_at=JULY)
    make_article("Harga beras naik lagi", published_at=JULY)
    make_article("Harga beras rahasia", published_at=None)
    make_article("Kapal berlayar", published_at=JULY)
    html = client.get("/2025/07/harga-beras-naik/").content.decode()
    assert 'action="/cari/"' in html
    assert 'value="harga beras naik"' in html
    assert html.index("Harga beras naik lagi") < html.index("Harga beras turun")
    assert "rahasia" not in html
    assert "Kapal" not in html


def test_an_address_without_its_slug_leads_to_the_archive(client):
    make_article("A", published_at=JULY)
    for path in ("/2025/", "/2025", "/2025/07/", "/2025/07/12", "/2025//07/index.html"):
        there = follow(client, path)
        assert there.startswith("/arsip/2025/"), path
    for path in (
        "/2024/",
        "/2025/08/",
        "/2025/07/13/",
        "/2025/13/",
        "/2025/02/30/",
        "/9999/12/31/",
    ):
        assert client.get(path).status_code == 404, path


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/2025/07/tidak-ada/", 4),
        ("/2025/07/" + "x-" * 5000, 0),
        ("/%00/", 0),
        ("/" * 5000 + "a", 4),
    ],
    ids=["unknown", "long", "nul", "slashes"],
)
def test_looking_for_what_is_nowhere_is_bounded(path, number, django_assert_max_num_queries):
    make_article("Ada")
    with django_assert_max_num_queries(number):
        addresses.find(path.replace("%00", "\0"))
        addresses.near(path.replace("%00", "\0"))


def test_neighbours_are_read_by_index(django_assert_num_queries):
    """However many pieces there are, and however many of them are drafts."""
    for number in range(60):
        make_article(f"Harga beras {number:02}", published_at=None)
    shown = make_article("Harga beras 99")
    with django_assert_num_queries(2):
        assert addresses.near("/harga-beras-98/") == [shown]
