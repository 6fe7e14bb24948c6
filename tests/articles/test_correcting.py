"""The ledger: what goes into it, what it refuses, and that nothing in it is ever rewritten."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from articles import correcting, due, workflow
from articles.correcting import Draft, Release
from articles.models import Activity, Article, Correction, Entry, Ground
from articles.workflow import Refused

pytestmark = pytest.mark.django_db
RALAT = Draft(Entry.RALAT, "Tertulis Senin, seharusnya **Selasa**.")


@pytest.fixture
def live(draft, people, clock) -> Article:
    workflow.publish(draft, by=people["chief"])
    clock.shift(3600)
    return Article.objects.get(pk=draft.pk)


def change(piece, people, body="Isi yang benar.") -> Article:
    return workflow.save_draft(piece, snapshot={"body": body}, by=people["editor"])


def publish(piece, people, release=correcting.AS_USUAL, at=None) -> Article:
    workflow.publish(change(piece, people), by=people["editor"], release=release, at=at)
    return Article.objects.get(pk=piece.pk)


def test_only_a_significant_update_is_told(live, people, clock):
    minor = publish(live, people, Release(significant=False, note="Salah ketik."))
    assert (minor.updated_at, minor.update_note) == (None, "")
    assert minor.live_revision.significant is False
    assert minor.live_revision.public_note == "Salah ketik."
    clock.shift(60)
    workflow.save_draft(minor, snapshot={"body": "Lebih lengkap."}, by=people["editor"])
    release = Release(note="Ditambah keterangan polisi.")
    told = workflow.publish(minor, by=people["editor"], release=release)
    assert told.updated_at == timezone.now()
    assert told.update_note == "Ditambah keterangan polisi."


def test_a_correction_goes_out_with_the_corrected_text(live, people):
    since = live.live_revision
    piece = publish(live, people, Release(correction=RALAT))
    [entry] = piece.corrections.all()
    assert (entry.from_number, entry.to_number) == (since.number, piece.live_revision.number)
    assert "<strong>Selasa</strong>" in entry.text_html
    assert (entry.at, entry.by_name, entry.headline) == (timezone.now(), "redaktur", "Judul")
    assert piece.corrected_at == entry.at
    assert [line.act for line in Activity.objects.all()[:2]] == ["correct", "publish"]


def test_a_scheduled_update_keeps_its_correction_until_its_time(live, people, clock):
    at = timezone.now() + timedelta(hours=2)
    piece = publish(live, people, Release(note="Diralat.", correction=RALAT), at=at)
    assert not Correction.objects.exists()
    assert (piece.corrected_at, piece.update_note) == (None, "")
    clock.shift(timedelta(hours=2))
    [outcome] = due.publish_due()
    assert outcome.failure == ""
    piece.refresh_from_db()
    assert [entry.at for entry in piece.corrections.all()] == [at]
    assert (piece.corrected_at, piece.updated_at, piece.update_note) == (at, at, "Diralat.")
    assert piece.update_release == {}


def test_an_update_taken_back_takes_its_correction_back(live, people, clock):
    at = timezone.now() + timedelta(hours=2)
    piece = publish(live, people, Release(correction=RALAT), at=at)
    workflow.unschedule(piece, by=people["editor"])
    clock.shift(timedelta(hours=3))
    assert due.publish_due() == []
    workflow.publish(Article.objects.get(pk=piece.pk), by=people["editor"])
    assert not Correction.objects.exists()


def test_an_entry_is_superseded_and_both_stay(live, people):
    first = correcting.correct(live, by=people["editor"], draft=RALAT)
    better = Draft(Entry.KOREKSI, "Seharusnya Rabu.", supersedes=first.pk)
    second = correcting.correct(live, by=people["editor"], draft=better)
    first.refresh_from_db()
    assert first.superseded_by == second
    assert Correction.objects.count() == 2
    with pytest.raises(Refused, match="digantikan"):
        correcting.correct(live, by=people["editor"], draft=better)


def test_a_right_of_reply_of_three_thousand_words(live, people):
    text = "\n\n".join(["kata " * 100] * 30)
    reply = Draft(Entry.HAK_JAWAB, text, party=" PT  Contoh ", above=True)
    entry = correcting.correct(live, by=people["editor"], draft=reply)
    assert (entry.party, entry.above) == ("PT Contoh", True)
    piece = Article.objects.get(pk=live.pk)
    assert (piece.replied_at, piece.corrected_at) == (entry.at, None), "a reply puts nothing right"
    assert entry.text_html.count("<p>") == 30


@pytest.mark.parametrize(
    "wrong",
    [
        Draft("", "Teks."),
        Draft(Entry.PENCABUTAN, "Teks."),
        Draft(Entry.RALAT, " \n "),
        Draft(Entry.HAK_JAWAB, "Teks.", party=" "),
        Draft(Entry.RALAT, "x" * 50_000),
        Draft(Entry.RALAT, "![" * 5_000),
        Draft(Entry.RALAT, "Teks.", supersedes=10**12),
    ],
)
@pytest.mark.parametrize("path", ["alone", "now", "later"])
def test_what_lacks_something_is_refused_and_nothing_is_done(live, people, wrong, path):
    piece = change(live, people)
    before = Article.objects.filter(pk=piece.pk).values().get()
    release, by = Release(correction=wrong), people["editor"]
    later = timezone.now() + timedelta(hours=1)
    paths = {
        "alone": lambda: correcting.correct(piece, by=by, draft=wrong),
        "now": lambda: workflow.publish(piece, by=by, release=release),
        "later": lambda: workflow.publish(piece, by=by, release=release, at=later),
    }
    with pytest.raises(Refused), transaction.atomic():
        paths[path]()
    assert Article.objects.filter(pk=piece.pk).values().get() == before
    assert not Correction.objects.exists()


def test_what_readers_never_saw_has_nothing_to_correct(draft, people):
    with pytest.raises(Refused):
        correcting.correct(draft, by=people["chief"], draft=RALAT)
    with pytest.raises(Refused):
        workflow.publish(draft, by=people["chief"], release=Release(correction=RALAT))
    draft.refresh_from_db()
    assert draft.published_at is None


def test_withdrawing_and_reinstating_stand_in_the_ledger(live, people):
    chief = people["chief"]
    workflow.withdraw(live, by=chief, reason="Korban anak.", ground=Ground.CHILD)
    piece = Article.objects.get(pk=live.pk)
    assert piece.withdrawal_ground == "anak"
    with pytest.raises(Refused), transaction.atomic():
        workflow.withdraw(piece, by=chief, reason="Lagi.", ground=Ground.CHILD)
    correcting.correct(piece, by=chief, draft=RALAT)
    with pytest.raises(Refused), transaction.atomic():
        workflow.reinstate(piece, by=chief, note=" ")
    workflow.reinstate(piece, by=chief, note="Nama sudah disamarkan.")
    piece.refresh_from_db()
    assert (piece.is_public, piece.withdrawal_ground) == (True, "")
    kinds = [entry.kind for entry in piece.corrections.order_by("id")]
    assert kinds == ["pencabutan", "ralat", "pemulihan"]


def test_no_withdrawal_on_a_ground_that_is_none(live, people):
    with pytest.raises(Refused), transaction.atomic():
        workflow.withdraw(live, by=people["chief"], reason="Ada.", ground="sensor")
    assert Article.objects.public().filter(pk=live.pk).exists()


def test_words_that_cannot_be_set_are_refused_by_every_act(live, people):
    by, deep = people["editor"], "> " * 400 + "x"
    with pytest.raises(Refused):
        workflow.withdraw(live, by=by, reason=deep, ground=Ground.SARA)
    correcting.doubt(live, by=by, reason="Satu sumber.", until=timezone.now() + timedelta(hours=1))
    with pytest.raises(Refused):
        correcting.verify(live, by=by, text=deep)
    with pytest.raises(Refused):
        correcting.correct(live, by=by, draft=Draft(Entry.HAK_JAWAB, "Tidak benar.", "x" * 151))
    workflow.withdraw(live, by=by, reason="Keliru.")
    with pytest.raises(Refused):
        workflow.reinstate(live, by=by, note=deep)
    assert [entry.kind for entry in Correction.objects.all()] == [Entry.PENCABUTAN]


def test_the_label_comes_and_goes_and_the_ledger_says_so(live, people, clock):
    editor, soon = people["editor"], timezone.now() + timedelta(hours=5)
    for reason, until in [(" ", soon), ("Satu sumber.", timezone.now()), ("x" * 400, soon)]:
        with pytest.raises(Refused), transaction.atomic():
            correcting.doubt(live, by=editor, reason=reason, until=until)
    piece = correcting.doubt(live, by=editor, reason="Satu\nsumber.", until=soon)
    assert (piece.is_unverified, piece.unverified_reason) == (True, "Satu sumber.")
    with pytest.raises(Refused), transaction.atomic():
        correcting.verify(piece, by=editor, text="")
    piece = correcting.verify(piece, by=editor, text="Polisi membenarkan.")
    assert not piece.is_unverified
    assert [entry.kind for entry in piece.corrections.all()] == ["verifikasi"]
    assert piece.corrected_at is None, "nothing was wrong"


def test_a_label_cleared_while_the_piece_is_withdrawn_is_in_the_ledger(live, people):
    editor, until = people["editor"], timezone.now() + timedelta(hours=1)
    piece = correcting.doubt(live, by=editor, reason="Satu sumber.", until=until)
    workflow.withdraw(piece, by=people["chief"], reason="Korban anak.", ground=Ground.CHILD)
    piece = correcting.verify(piece, by=editor, text="Polisi membenarkan.")
    assert not piece.is_unverified
    assert [entry.kind for entry in piece.corrections.all()] == ["verifikasi", "pencabutan"]


def test_a_label_on_a_draft_leaves_no_public_trace(draft, people):
    until = timezone.now() + timedelta(hours=1)
    piece = correcting.doubt(draft, by=people["editor"], reason="Satu sumber.", until=until)
    correcting.verify(piece, by=people["editor"], text="Benar.")
    assert not Correction.objects.exists()


def test_nobody_rewrites_a_line(live, people, admin_client):
    entry = correcting.correct(live, by=people["editor"], draft=RALAT)
    for act in ("UPDATE articles_correction SET text = 'x'", "DELETE FROM articles_correction"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(act)
    address = f"/admin/articles/correction/{entry.pk}/"
    for path in ("change/", "delete/"):
        assert admin_client.post(address + path, {"text": "x", "post": "yes"}).status_code == 403
    assert admin_client.get("/admin/articles/correction/add/").status_code == 403
    listing = admin_client.get("/admin/articles/correction/")
    assert "Tertulis Senin" in listing.content.decode()
    assert Correction.objects.get() == entry


def test_public_entries_are_those_whose_time_has_come(live, people, clock):
    entry = correcting.correct(live, by=people["editor"], draft=RALAT)
    assert list(Correction.objects.public()) == [entry]
    assert list(Correction.objects.public(entry.at - timedelta(seconds=1))) == []
