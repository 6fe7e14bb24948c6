"""What readers see of the record: beside the piece, in the ledger, in the history, in lists."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import cards, correcting, workflow
from articles.correcting import Draft, Release
from articles.models import Article, Correction, Entry, Genre, Revision
from articles.views.pieces import preview_of
from tests.articles.reader import HOUR, LEDGER, lists_of, read, words
from tests.factories import make_article, make_image

pytestmark = pytest.mark.django_db


def test_a_correction_of_a_scheduled_update_waits_with_it(client, clock, live, chief, update):
    due = timezone.now() + 5 * HOUR
    draft = Draft(Entry.KOREKSI, "Belum waktunya.", above=True)
    update(live, at=due, release=Release(note="Nanti", correction=draft), body="Isi nanti.")
    pages = [live.get_absolute_url(), f"{live.get_absolute_url()}riwayat/", LEDGER, "/"]

    def all_pages() -> str:
        return "".join(words(read(client, page)) for page in pages)

    for secret in ("Belum waktunya", "Nanti", "Isi nanti", _("Corrected")):
        assert secret not in all_pages()
    read(client, f"{pages[1]}1-2/", 404)
    clock.move_to(due)
    for shown in ("Belum waktunya", "Nanti", "Isi nanti", _("Corrected")):
        assert shown in all_pages()
    read(client, f"{pages[1]}1-2/")


def test_an_entry_of_a_time_to_come_is_nowhere(client, live, chief):
    earlier = correcting.correct(live, by=chief, draft=Draft(Entry.RALAT, "Sudah."))
    entry = correcting.enter_as(
        Entry.KOREKSI, live, "Besok.", by=chief, at=timezone.now() + HOUR, supersedes_id=earlier.pk
    )
    read(client, entry.get_absolute_url(), 404)
    for page in (live.get_absolute_url(), LEDGER, earlier.get_absolute_url()):
        assert "Besok" not in words(read(client, page))
        assert _("Superseded") not in words(read(client, page))


def test_a_long_right_of_reply_stands_whole_and_buries_nothing(client, live, chief):
    text = "\n\n".join(f"Alinea {number}. {'kata ' * 30}" for number in range(100))
    for above in (False, True):
        correcting.correct(
            live, by=chief, draft=Draft(Entry.HAK_JAWAB, text, party="Serikat", above=above)
        )
    _below, over = Correction.objects.order_by("pk")
    html = read(client, live.get_absolute_url())
    before, after = html.split("Isi pertama.")
    assert "Alinea 99" not in before
    assert "Alinea 99" in after
    assert over.get_absolute_url() in before
    assert "Alinea 99" in read(client, over.get_absolute_url())
    ledger = read(client, LEDGER)
    assert "Alinea 0" in ledger
    assert "Alinea 99" not in ledger


def test_texts_on_one_page_keep_ids_of_their_own(client, live, chief, update):
    note = "Kata.[^1]\n\n## Bagian\n\n[^1]: Catatan."
    update(live, body=note)
    entry = correcting.correct(live, by=chief, draft=Draft(Entry.KOREKSI, note))
    html = read(client, live.get_absolute_url())
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    assert any(name.startswith(f"entri-{entry.pk}-") for name in ids)


def test_pictures_and_links_of_entries_cost_nothing_more(
    client, live, chief, django_assert_num_queries
):
    other = make_article("Tujuan")
    image = make_image()
    text = f"[sana](artikel:{other.slug})\n\n![](gambar:{image.pk})"
    for _number in range(5):
        correcting.correct(live, by=chief, draft=Draft(Entry.KOREKSI, text))
    # The usual four, the entries, and the one picture's library.
    with django_assert_num_queries(6):
        html = read(client, live.get_absolute_url())
    assert html.count(f'href="{other.get_absolute_url()}">sana') == 5


# --- Kinds of pieces -------------------------------------------------------------


def test_an_advertorial_says_so_and_its_outside_links_do(client, live, update):
    body = '[luar](https://example.org/) [dalam](/arsip/) rel="external noopener"'
    piece = update(live, genre=Genre.ADVERTORIAL, body=body)
    html = read(client, piece.get_absolute_url())
    assert 'rel="external noopener sponsored">luar' in html
    assert html.count("sponsored") == 1
    assert read(client, "/feed.xml").count("sponsored") == 1
    assert 'og:title" content="Advertorial: Judul"' in html
    assert cards.of(piece).section == "Advertorial"
    assert _("Somebody paid for this piece; it is not the newsroom's reporting.") in html
    assert "sponsored" not in Article.objects.get(pk=piece.pk).body_html
    for page in lists_of(piece):
        assert str(Genre.ADVERTORIAL.label) in words(read(client, page)), page
    update(live, genre=Genre.NEWS)
    assert "sponsored" not in read(client, piece.get_absolute_url())


@pytest.mark.parametrize("genre", [Genre.OPINION, Genre.ANALYSIS])
def test_what_is_not_news_says_what_it_is(client, genre):
    piece = make_article(genre=genre, tags=["satu"])
    beside = make_article(section=piece.section, tags=["satu"])
    for page in (*lists_of(piece), piece.get_absolute_url(), beside.get_absolute_url()):
        assert f'<span class="mark">{genre.label}</span>' in read(client, page), page
    Article.objects.update(genre=Genre.NEWS)
    assert str(genre.label) not in words(read(client, "/"))


def test_a_label_past_its_time_says_so(client, clock, live, chief):
    correcting.doubt(live, by=chief, reason="Satu sumber.", until=timezone.now() + HOUR)
    assert _("To be verified before") in words(read(client, live.get_absolute_url()))
    clock.shift(HOUR)
    html = words(read(client, live.get_absolute_url()))
    assert _("To be verified before") not in html
    assert _("Should have been verified before") in html


def test_a_reply_is_no_correction(client, clock, live, chief):
    reply = Draft(Entry.HAK_JAWAB, "Kami membantah.", party="PT Maju")
    correcting.correct(live, by=chief, draft=reply)
    for address in [live.get_absolute_url(), *lists_of(live), "/feed.xml", "/cari/?q=pengantar"]:
        html = read(client, address)
        assert _("Right of reply") in html, address
        assert _("Corrected") not in html, address
    clock.shift(HOUR)
    first = correcting.correct(live, by=chief, draft=Draft(Entry.RALAT, "Lima."))
    correcting.correct(
        live, by=chief, draft=Draft(Entry.HAK_JAWAB, "Enam.", party="PT", supersedes=first.pk)
    )
    for address in [live.get_absolute_url(), *lists_of(live)]:
        html = words(read(client, address))
        assert _("Corrected") in html, address
        assert _("Right of reply") in html, address


def test_an_entry_shows_words_and_no_marks(client, live, chief):
    draft = Draft(Entry.KOREKSI, "Isi **satu**.\n\n[baca juga]")
    entry = correcting.correct(live, by=chief, draft=draft)
    for address in (live.get_absolute_url(), LEDGER, entry.get_absolute_url()):
        html = words(read(client, address))
        assert "Isi satu ." in html
        assert "baca juga]" not in html
    workflow.withdraw(live, by=chief, reason="Lihat *putusan* dewan.")
    assert "Lihat putusan dewan." in words(read(client, live.get_absolute_url(), 410))


def test_a_preview_shows_the_entries_and_not_the_note_of_the_update_before(live, chief, update):
    update(live, release=Release(note="Catatan lama"), body="Isi kedua.")
    correcting.correct(live, by=chief, draft=Draft(Entry.KOREKSI, "Ada."))
    piece = Article.objects.get(pk=live.pk)
    context = preview_of(piece, {"body": "Isi ketiga."})
    assert [line.entry.text for line in context["record"].below] == ["Ada."]
    assert context["article"].update_note == ""


# --- The ledger ------------------------------------------------------------------


def test_the_ledger_is_cut_into_pages_and_costs_the_same(client, live, chief):
    def cost(page: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            read(client, page)
        return len(queries)

    assert _("There is no entry yet.") in read(client, LEDGER)
    for number in range(2):
        correcting.correct(live, by=chief, draft=Draft(Entry.RALAT, f"Entri {number}."))
    few = cost(LEDGER)
    for number in range(2, 45):
        correcting.correct(live, by=chief, draft=Draft(Entry.RALAT, f"Entri {number}."))
    assert cost(LEDGER) == few <= 5
    assert "Entri 44." in read(client, LEDGER)
    assert "Entri 0." in read(client, f"{LEDGER}?hal=3")
    for odd in ("?hal=4", "?hal=0", "?hal=x", "999999/", "0/", "01/", "99999999999999999999/"):
        read(client, f"{LEDGER}{odd}", 404)
    assert LEDGER in read(client, "/")[read(client, "/").index("<footer") :]


# --- The history -----------------------------------------------------------------


def test_minor_versions_are_folded_and_numbered_like_the_others(client, live, chief, update):
    workflow.save_draft(live, snapshot={"body": "Disimpan saja."}, by=chief)
    minor = Release(significant=False, note="Salah ketik")
    piece = update(live, release=minor, body="Isi kedua.")
    update(live, release=minor, body="Isi ketiga.")
    update(live, release=Release(note="Tambahan data"), body="Isi keempat.")
    address = f"{piece.get_absolute_url()}riwayat/"
    html = read(client, address)
    folded = html[html.index("<details") : html.index("</details>")]
    assert folded.count("Salah ketik") == 2
    assert "Tambahan data" not in folded
    assert [f"riwayat/{n - 1}-{n}/" in html for n in (2, 3, 4, 5)] == [True, True, True, False]
    html = read(client, f"{address}1-4/")
    assert "<del>pertama</del><ins>keempat</ins>" in html
    assert "Disimpan saja" not in html
    # A piece with nothing but minor updates has a history too.
    assert address in read(client, piece.get_absolute_url())


def test_what_readers_never_saw_does_not_leak(client, live, chief, update):
    make_article("Rahasia", slug="rahasia-belum-terbit", published_at=None)
    body = "Isi [lain](artikel:rahasia-belum-terbit). <!-- catatan untuk desk -->"
    update(live, body=body, slug="judul-lain", search_title="Untuk mesin")
    workflow.keep_apart(live, snapshot={"body": "Versi bentrok."}, by=chief, base=1)
    workflow.save_draft(live, snapshot={"body": "Naskah menunggu."}, by=chief)
    address = f"{Article.objects.get(pk=live.pk).get_absolute_url()}riwayat/"
    for page in (address, f"{address}1-2/"):
        html = read(client, page)
        for secret in ("rahasia", "catatan untuk desk", "bentrok", "menunggu", "Untuk mesin"):
            assert secret not in html, (page, secret)
    read(client, f"{address}2-3/", 404)


def test_all_that_readers_see_is_compared(client, live, chief, update):
    picture = make_image(alt="Dua orang bersalaman", title="IMG_2031")
    content = {
        "headline": "Judul kedua",
        "kicker": "Kepala",
        "tags": ["AI", "riset"],
        "lead_image": picture.pk,
        "genre": Genre.ANALYSIS,
    }
    piece = update(live, **content)
    address = f"{piece.get_absolute_url()}riwayat/"
    html = words(read(client, f"{address}1-2/"))
    for shown in ("kedua", "Kepala", "riset", "Dua orang bersalaman", Genre.ANALYSIS.label):
        assert str(shown) in html
    assert "IMG_2031" not in html
    update(live, body="Isi [pertama](https://example.org/).")
    html = words(read(client, f"{address}2-3/"))
    assert _("In the text no word changed, but a link, a picture or its form did.") in html


def test_two_hundred_versions_cost_what_two_do(
    client, clock, live, update, django_assert_max_num_queries
):
    piece = update(live, body="Isi kedua.")
    clock.shift(24 * HOUR)
    snapshot = piece.live_revision.snapshot
    Revision.objects.bulk_create(
        Revision(
            article=piece,
            number=number,
            snapshot=snapshot | {"body": f"Isi {number}.\n\n{'Alinea. ' * 500}"},
            published_at=piece.published_at + number * timedelta(minutes=1),
            significant=bool(number % 3),
        )
        for number in range(3, 201)
    )
    Article.objects.filter(pk=piece.pk).update(live_revision=piece.revisions.get(number=200))
    address = f"{piece.get_absolute_url()}riwayat/"
    with django_assert_max_num_queries(6):
        html = read(client, address)
    assert "199-200/" in html
    with django_assert_max_num_queries(8):
        html = read(client, f"{address}1-200/")
    for odd in ("0-1", "1-1", "2-1", "1-201", "01-2", "1-99999999999999999999", "a-b", "1"):
        read(client, f"{address}{odd}/", 404)


def test_the_history_is_where_the_piece_is(client):
    piece = make_article("Tanpa versi")
    address = f"{piece.get_absolute_url()}riwayat/"
    assert _("First published") in words(read(client, address))
    read(client, f"{address}1-2/", 404)
    other = reverse("history", args=["1999", "01", piece.slug])
    response = client.get(other)
    assert (response.status_code, response["Location"]) == (301, address)
    assert client.post(address).status_code == 405
    draft = make_article("Draf", published_at=None)
    read(client, reverse("history", args=["2025", "07", draft.slug]), 404)
    later = make_article("Nanti", published_at=timezone.now() + HOUR)
    read(client, f"{later.get_absolute_url()}riwayat/", 404)


def test_a_piece_withdrawn_before_there_was_a_ledger_says_why(client):
    piece = make_article(withdrawn_at=timezone.now(), withdrawal_reason="Keliru.")
    html = words(read(Client(), piece.get_absolute_url(), 410))
    assert "Keliru." in html
    assert _("Ground") not in html


def test_an_entry_is_public_by_either_way_of_asking():
    now = timezone.now()
    reasons = {"withdrawn_at": now, "withdrawal_reason": "x", "withdrawal_ground": "x"}
    for place, at in enumerate((now - HOUR, None, now + HOUR, now - HOUR)):
        gone = reasons if place == 3 else {}
        piece = make_article(str(place), published_at=at, **gone)
        for said in (now - HOUR, now + HOUR):
            Correction.objects.create(article=piece, headline=str(place), text="x", at=said)
    public = {entry.pk for entry in Correction.objects.public()}
    assert len(public) == 2
    assert public == {entry.pk for entry in Correction.objects.public_by_exclusion()}
