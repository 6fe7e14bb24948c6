"""The schedule: kept to the second by whoever asks, with no process beside the web server."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError, connections

from articles import due, workflow
from articles.models import Activity, Article, Publication, Section
from tests.factories import make_author, make_chief, make_section

# Half past ten on Saturday evening in Jakarta.
NOW = datetime(2025, 7, 12, 15, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def make_piece(headline: str, chief, **content) -> Article:
    """A draft that is fit to be published."""
    section = Section.objects.first() or make_section("Teknologi")
    content = {
        "headline": headline,
        "standfirst": "Pengantar.",
        "body": "Lama.",
        "section": section.pk,
        "byline": [make_author().pk],
        **content,
    }
    return workflow.save_draft(Article(), snapshot=content, by=chief)


def make_due_update(headline: str, chief, at: datetime) -> Article:
    piece = workflow.publish(make_piece(headline, chief), by=chief)
    piece = workflow.save_draft(piece, snapshot={"body": "Baru."}, by=chief)
    return workflow.publish(piece, by=chief, at=at)


def body_of(piece: Article) -> str:
    return Article.objects.get(pk=piece.pk).body


@pytest.fixture
def chief(db):
    return make_chief(username="pemred")


def test_a_first_publication_is_public_at_its_second(clock, chief, client):
    piece = workflow.publish(make_piece("Judul", chief), by=chief, at=NOW + HOUR)
    address = piece.get_absolute_url()
    clock.move_to(NOW + HOUR - timedelta(seconds=1))
    assert client.get(address).status_code == 404
    assert "Judul" not in client.get("/").content.decode()
    clock.move_to(NOW + HOUR)
    assert client.get(address).status_code == 200
    assert "Judul" in client.get("/").content.decode()


def test_the_first_request_finds_an_update_in_place(clock, chief, client):
    piece = make_due_update("Judul", chief, NOW + HOUR)
    clock.move_to(NOW + HOUR - timedelta(seconds=1))
    assert "Lama." in client.get(piece.get_absolute_url()).content.decode()
    clock.move_to(NOW + HOUR)
    assert "Baru." in client.get(piece.get_absolute_url()).content.decode()
    piece.refresh_from_db()
    assert piece.updated_at == NOW + HOUR
    assert (piece.update_due_at, piece.has_unpublished_changes) == (None, False)
    assert Activity.objects.first().by is None


def test_what_is_saved_after_an_update_was_scheduled_stays_at_the_desk(clock, chief):
    piece = make_due_update("Judul", chief, NOW + HOUR)
    workflow.save_draft(piece, snapshot={"body": "Belum disetujui."}, by=chief)
    due.publish_due(NOW + HOUR)
    piece.refresh_from_db()
    assert (piece.body, piece.has_unpublished_changes) == ("Baru.", True)


def test_ten_due_at_once_and_one_broken(clock, chief, client):
    pieces = [make_due_update(f"Judul {number}", chief, NOW + HOUR) for number in range(10)]
    broken = pieces[4]
    broken.update_revision.snapshot["section"] = 999_999
    broken.update_revision.save()
    clock.move_to(NOW + HOUR)
    assert client.get("/").status_code == 200
    assert [body_of(piece) for piece in pieces].count("Baru.") == 9
    broken.refresh_from_db()
    assert (broken.body, broken.update_due_at) == ("Lama.", NOW + HOUR)
    assert broken.update_failure
    # It is tried again, not at every request but after a while, until it can be done.
    assert due.publish_due() == []
    broken.update_revision.snapshot["section"] = Section.objects.first().pk
    broken.update_revision.save()
    clock.move_to(NOW + HOUR + due.RETRY_AFTER)
    client.get("/")
    assert body_of(broken) == "Baru."
    broken.refresh_from_db()
    assert broken.update_failure == ""


@pytest.mark.parametrize("snapshot", [{"headline": 5}, {"byline": "x"}, {"slug": None}, [], "x"])
def test_no_damage_to_one_holds_up_another(clock, chief, snapshot):
    broken = make_due_update("Rusak", chief, NOW + HOUR)
    broken.update_revision.snapshot = snapshot
    broken.update_revision.save()
    sound = make_due_update("Utuh", chief, NOW + 2 * HOUR)
    outcomes = due.publish_due(NOW + 3 * HOUR)
    assert body_of(sound) == "Baru."
    assert len(outcomes) == 2


def test_a_taken_address_fails_in_words(clock, chief):
    piece = workflow.publish(make_piece("Judul", chief), by=chief)
    workflow.save_draft(piece, snapshot={"slug": "milik-lain"}, by=chief)
    workflow.publish(piece, by=chief, at=NOW + HOUR)
    make_piece("Lain", chief, slug="milik-lain")
    (outcome,) = due.publish_due(NOW + HOUR)
    assert outcome.failure == str(Article.objects.get(pk=piece.pk).update_failure) != ""


@pytest.mark.parametrize(
    ("first", "then", "address"),
    [
        # 23.59 and 00.00 in Jakarta, within a month and across its end
        (datetime(2025, 7, 12, 16, 59, tzinfo=UTC), datetime(2025, 7, 12, 17, tzinfo=UTC), "07"),
        (datetime(2025, 7, 31, 16, 59, tzinfo=UTC), datetime(2025, 7, 31, 17, tzinfo=UTC), "08"),
    ],
)
def test_a_schedule_moved_across_midnight_or_a_month(clock, chief, client, first, then, address):
    piece = workflow.publish(make_piece("Judul", chief), by=chief, at=first)
    assert piece.get_absolute_url() == "/2025/07/judul/"
    piece = workflow.publish(piece, by=chief, at=then)
    assert piece.get_absolute_url() == f"/2025/{address}/judul/"
    clock.move_to(first)
    assert client.get(piece.get_absolute_url()).status_code == 404
    clock.move_to(then)
    assert client.get(piece.get_absolute_url()).status_code == 200
    assert piece.publication is Publication.LIVE


def test_publishing_at_once_takes_the_place_of_a_schedule(clock, chief):
    piece = make_due_update("Judul", chief, NOW + HOUR)
    workflow.publish(piece, by=chief)
    assert body_of(piece) == "Baru."
    assert due.publish_due(NOW + HOUR) == []


def test_a_withdrawn_piece_forgets_its_update(clock, chief):
    piece = make_due_update("Judul", chief, NOW + HOUR)
    workflow.withdraw(piece, by=chief, reason="Keliru.")
    assert due.publish_due(NOW + HOUR) == []
    assert body_of(piece) == "Lama."


def test_the_command_says_what_it_did(clock, chief, capsys):
    make_due_update("Pertama", chief, NOW + HOUR)
    broken = make_due_update("Kedua", chief, NOW + HOUR)
    broken.update_revision.delete()
    clock.move_to(NOW + HOUR)
    with pytest.raises(SystemExit) as end:
        call_command("publish_due")
    said = capsys.readouterr()
    assert end.value.code == 1
    assert "Pertama" in said.out
    assert "Kedua" in said.err
    # Asked again at once, it tries again at once: what failed is not "nothing".
    with pytest.raises(SystemExit):
        call_command("publish_due")
    assert "Kedua" in capsys.readouterr().err
    workflow.unschedule(broken, by=chief)
    call_command("publish_due")
    assert capsys.readouterr().out.strip()


def test_a_locked_database_costs_no_reader_the_page(clock, chief, client, monkeypatch):
    piece = make_due_update("Judul", chief, NOW + HOUR)
    clock.move_to(NOW + HOUR)

    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    with monkeypatch.context() as broken:
        broken.setattr(due, "apply_update", locked)
        broken.setattr(due, "_note_failure", locked)
        assert b"Lama." in client.get(piece.get_absolute_url()).content
    assert b"Baru." in client.get(piece.get_absolute_url()).content


def test_asking_costs_one_query(clock, chief, django_assert_num_queries):
    for number in range(5):
        make_due_update(f"Judul {number}", chief, NOW + HOUR)
    with django_assert_num_queries(1):
        assert not due.any_due()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_second_apply_it_once(chief):
    with time_machine.travel(NOW, tick=False):
        piece = make_due_update("Judul", chief, NOW + HOUR)

    def work(_number: int) -> int:
        try:
            return len(due.publish_due(NOW + HOUR))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(8))) == 1
    assert body_of(piece) == "Baru."
    assert Activity.objects.filter(article=piece, by=None).count() == 1
