"""One piece through every kind of entry: after each act, every page that shows it is right."""

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import correcting, workflow
from articles.correcting import Draft, Release
from articles.models import Correction, Entry, Ground
from tests.articles.reader import HOUR, LEDGER, lists_of, main, read, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(live):
    """The addresses of the piece, of its history and of the lists that show it."""
    address = live.get_absolute_url()
    return address, f"{address}riwayat/", [*lists_of(live), "/cari/?q=pengantar"]


def version(number: int) -> str:
    return _("Version %(number)s") % {"number": number}


def newest() -> Correction:
    return Correction.objects.first()


@pytest.fixture
def walk(client, clock, live, chief, update, pages):
    """The acts of the walk, each an hour after the one before."""

    def enter(kind: Entry, text: str, **fields) -> Correction:
        clock.shift(HOUR)
        return correcting.correct(live, by=chief, draft=Draft(kind, text, **fields))

    return enter


def test_one_piece_through_every_kind_of_entry(client, clock, live, chief, update, pages, walk):
    assert_nothing_is_said(client, pages)
    erratum = walk(Entry.RALAT, "Angka *salah ketik*.")
    assert_erratum_stands(client, pages, erratum)
    draft = Draft(Entry.KOREKSI, "Yang benar: kedua.", above=True, supersedes=erratum.pk)
    update(live, release=Release(note="Angka diperbaiki", correction=draft), body="Isi kedua.")
    assert_correction_took_its_place(client, pages, erratum)
    walk(Entry.KLARIFIKASI, "Agar jelas.")
    reply = walk(Entry.HAK_JAWAB, "Kami membantah.", party="PT <Maju>")
    assert_reply_is_announced(client, pages, reply)

    correcting.doubt(live, by=chief, reason="Baru satu sumber.", until=timezone.now() + HOUR)
    assert_unverified(client, pages)
    clock.shift(HOUR)
    correcting.verify(live, by=chief, text="Sumber kedua membenarkan.")
    assert_verified(client, pages)

    clock.shift(HOUR)
    workflow.withdraw(live, by=chief, reason="Menyangkut seorang anak.", ground=Ground.CHILD)
    assert_gone(client, pages)
    assert_words_are_kept_back(client, reply)
    # What is said after a withdrawal was said knowing of it.
    walk(Entry.KLARIFIKASI, "Setelah dicabut.")
    assert "Setelah dicabut." in words(read(client, LEDGER))

    clock.shift(HOUR)
    workflow.reinstate(live, by=chief, note="Keluarga mengizinkan.")
    assert_back(client, pages)
    assert_the_desk_has_it_all(client, chief)


def assert_nothing_is_said(client, pages):
    address, history, lists = pages
    assert not any(_("Corrected") in words(read(client, page)) for page in lists)
    assert history not in read(client, address)
    assert version(1) in words(read(client, history))


def assert_erratum_stands(client, pages, erratum):
    address, history, lists = pages
    html = read(client, address)
    assert f'id="entri-{erratum.pk}"' in html
    assert html.index("Isi pertama.") < html.index("Angka <em>salah ketik</em>.")
    assert history in html
    for page in lists:
        assert _("Corrected") in words(read(client, page)), page


def assert_correction_took_its_place(client, pages, erratum):
    address, history, _lists = pages
    html = read(client, address)
    assert html.index("Yang benar: kedua.") < html.index("Isi kedua.")
    assert "16.30\xa0WIB</time>: <bdi>Angka diperbaiki</bdi>" in html
    assert "salah ketik" in html[html.index("<details") :]
    # The one went out with another text, the other did not.
    assert f"{history}1-2/" in read(client, newest().get_absolute_url())
    assert "riwayat" not in read(client, erratum.get_absolute_url())
    ledger = words(read(client, LEDGER))
    assert ledger.index("Yang benar") < ledger.index("salah ketik")
    assert _("Superseded") in ledger
    assert _("Superseded") in words(read(client, erratum.get_absolute_url()))
    steps = words(read(client, history))
    order = [version(2), "Yang benar", "salah ketik", version(1)]
    places = [steps.rindex(one) for one in order]
    assert places == sorted(places)
    assert "<del>pertama</del><ins>kedua</ins>" in read(client, f"{history}1-2/")


def assert_reply_is_announced(client, pages, reply):
    html = client.get(pages[0]).content.decode()
    head = html[: html.index("</header>", html.index("<h1"))]
    assert f'href="#entri-{reply.pk}"' in head
    assert "PT &lt;Maju&gt;" in head
    assert "PT &lt;Maju&gt;" in client.get(LEDGER).content.decode()


def assert_unverified(client, pages):
    address, _history, lists = pages
    html = words(read(client, address))
    assert f"{_('Not verified yet')} Baru satu sumber." in html
    assert "12 Juli 2025, 19.30 WIB" in html
    assert all(_("Not verified yet") in words(read(client, page)) for page in lists)


def assert_verified(client, pages):
    address, _history, lists = pages
    for page in (address, *lists):
        assert _("Not verified yet") not in words(read(client, page))
    assert "Sumber kedua membenarkan." in words(read(client, LEDGER))
    assert "Sumber kedua membenarkan." in words(read(client, address))


def assert_gone(client, pages):
    address, history, lists = pages
    for page in (address, history, f"{history}1-2/"):
        gone = read(client, page, 410)
        assert '<meta name="robots" content="noindex">' in gone
        for part in (
            "Judul",
            "Menyangkut seorang anak.",
            str(Ground.CHILD.label),
            f'href="{LEDGER}"',
            newest().get_absolute_url(),
            "Sabtu, 12 Juli 2025, 14.30\xa0WIB",
            "Sabtu, 12 Juli 2025, 20.30\xa0WIB",
        ):
            assert part in main(gone), (page, part)
        assert "Isi" not in words(gone)
    # The tag's own page has gone with its only piece.
    still = [page for page in lists if client.get(page).status_code == 200]
    assert "/" in still
    assert not any("Judul" in words(read(client, page)) for page in still)


def assert_words_are_kept_back(client, reply):
    ledger = words(read(client, LEDGER))
    assert "Menyangkut seorang anak." in ledger
    assert str(Entry.HAK_JAWAB.label) in ledger
    everything = read(client, LEDGER)
    for entry in Correction.objects.all():
        everything += read(client, entry.get_absolute_url())
    for said in ("membantah", "<Maju>", "Yang benar", "salah ketik", "Agar jelas", "Sumber"):
        assert said not in everything
    assert "noindex" in read(client, reply.get_absolute_url())
    assert "noindex" not in read(client, newest().get_absolute_url())


def assert_back(client, pages):
    address, history, lists = pages
    for page in (address, LEDGER, history):
        shown = words(read(client, page))
        for said in ("Keluarga mengizinkan.", "Menyangkut seorang anak.", "Kami membantah."):
            assert said in shown, page
    assert all(_("Corrected") in words(read(client, page)) for page in lists)


def assert_the_desk_has_it_all(client, chief):
    client.force_login(chief)
    listed = client.get("/admin/articles/correction/")
    assert [entry.kind for entry in listed.context["cl"].result_list] == [
        entry.kind for entry in Correction.objects.all()
    ]
    assert Correction.objects.count() == 8
