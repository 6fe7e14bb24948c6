"""The acts: who may do what in which state, and what each leaves behind."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import workflow
from articles.acting import AddressTaken
from articles.models import (
    Act,
    Activity,
    Article,
    Letter,
    Publication,
    Revision,
    Stage,
    append_only,
    snapshot_of,
    working_snapshot,
)
from tests.factories import (
    make_article,
    make_author,
    make_image,
)

pytestmark = pytest.mark.django_db


def fresh(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


# --- Writing -------------------------------------------------------------------


def test_every_save_is_a_numbered_full_snapshot(piece, people):
    for text in ("Satu.", "Dua."):
        workflow.save_draft(piece, snapshot={"body": text}, by=people["writer"])
    revisions = list(piece.revisions.order_by("number"))
    assert [revision.number for revision in revisions] == [1, 2, 3]
    assert [revision.snapshot["body"] for revision in revisions] == [
        "Isi pertama.",
        "Satu.",
        "Dua.",
    ]
    assert revisions[2].parent == revisions[1]
    assert revisions[2].by == people["writer"]
    assert revisions[2].snapshot["tags"] == ["AI"]
    assert fresh(piece).body == "Dua."


def test_a_save_that_changes_nothing_makes_no_revision(piece, people):
    workflow.save_draft(piece, snapshot=snapshot_of(piece), by=people["writer"])
    assert piece.revisions.count() == 1


def test_edits_of_a_live_piece_wait_until_they_are_published(piece, people):
    workflow.publish(piece, by=people["editor"])
    change = {"body": "Isi baru.", "tags": ["Baru"], "byline": [make_author().pk], "slug": ""}
    workflow.save_draft(piece, snapshot=change, by=people["editor"])
    piece = fresh(piece)
    assert (piece.body, piece.has_unpublished_changes) == ("Isi pertama.", True)
    assert snapshot_of(piece)["tags"] == ["AI"]
    assert working_snapshot(piece)["body"] == "Isi baru."
    assert working_snapshot(piece)["slug"] == "judul"
    workflow.publish(piece, by=people["editor"])
    piece = fresh(piece)
    assert (piece.body, piece.has_unpublished_changes) == ("Isi baru.", False)
    assert snapshot_of(piece)["tags"] == ["Baru"]
    assert "Isi baru." in piece.body_html
    assert piece.updated_at > piece.published_at


def test_going_back_to_what_readers_see_leaves_nothing_to_publish(piece, people):
    workflow.publish(piece, by=people["editor"])
    workflow.save_draft(piece, snapshot={"body": "Lain."}, by=people["editor"])
    workflow.save_draft(piece, snapshot={"body": "Isi pertama."}, by=people["editor"])
    assert not fresh(piece).has_unpublished_changes


def test_a_loaded_piece_gets_its_baseline_when_first_edited(people, section):
    loaded = make_article("Termuat", section=section, body="Asli.")
    workflow.save_draft(loaded, snapshot={"body": "Sunting."}, by=people["editor"])
    first, second = loaded.revisions.order_by("number")
    assert (first.kind, first.snapshot["body"], first.by) == ("baseline", "Asli.", None)
    assert first.published_at == loaded.published_at
    assert (second.kind, second.parent) == ("save", first)


def test_an_older_snapshot_still_opens(piece, people):
    old = piece.working_revision
    old.snapshot.pop("search_title")
    old.snapshot["colour_of_the_cover"] = "merah"
    old.save()
    content = working_snapshot(fresh(piece))
    assert content["search_title"] == ""
    assert "colour_of_the_cover" not in content
    workflow.save_draft(piece, snapshot={"body": "Lanjut."}, by=people["writer"])
    workflow.restore(piece, number=1, by=people["writer"])
    assert fresh(piece).body == "Isi pertama."


def test_restoring_makes_a_new_revision_and_rewrites_nothing(piece, people):
    workflow.save_draft(piece, snapshot={"body": "Dua."}, by=people["writer"])
    before = list(piece.revisions.values())
    workflow.restore(piece, number=1, by=people["writer"])
    latest = piece.revisions.first()
    assert (latest.number, latest.kind, latest.snapshot["body"]) == (3, "restore", "Isi pertama.")
    assert list(piece.revisions.exclude(pk=latest.pk).values()) == before


def test_a_revision_of_another_piece_cannot_be_restored(piece, people):
    with pytest.raises(workflow.Refused):
        workflow.restore(piece, number=2, by=people["writer"])


def test_restoring_what_names_a_row_that_is_gone_says_so(piece, people):
    author = make_author("Sementara")
    second = {"byline": [author.pk], "body": "Dua."}
    workflow.save_draft(piece, snapshot=second, by=people["writer"])
    workflow.save_draft(piece, snapshot={"byline": [], "body": "Tiga."}, by=people["writer"])
    author.delete()
    workflow.restore(piece, number=2, by=people["writer"])
    content = working_snapshot(fresh(piece))
    assert (content["body"], content["byline"]) == ("Dua.", [])
    assert Activity.objects.first().note.count(",") == 1


def test_a_save_costs_the_same_however_many_revisions_there_are(piece, people):
    def cost() -> int:
        text = f"Setelah {piece.revisions.count()}."
        with CaptureQueriesContext(connection) as queries:
            workflow.save_draft(piece, snapshot={"body": text}, by=people["chief"])
        return len(queries)

    cost()  # what is asked once for an account, its rights, is asked here
    with_few = cost()
    Revision.objects.bulk_create(
        Revision(article=piece, number=number, snapshot={}) for number in range(4, 300)
    )
    assert cost() == with_few


def test_an_act_on_a_deleted_piece_is_refused_in_words(piece, people):
    Article.objects.filter(pk=piece.pk).delete()
    with pytest.raises(workflow.Refused):
        workflow.save_draft(piece, snapshot={"body": "X"}, by=people["chief"])


def test_a_taken_address_is_refused_in_words(piece, people):
    make_article("Lain", slug="lain")
    with pytest.raises(AddressTaken):
        workflow.save_draft(piece, snapshot={"slug": "lain"}, by=people["writer"])
    assert fresh(piece).slug == "judul"


# --- Publishing ----------------------------------------------------------------


def test_what_lacks_something_is_blocked_with_every_finding(section, people):
    image = make_image(alt="", credit="")
    content = {
        "headline": "Judul",
        "section": section.pk,
        "lead_image": image.pk,
        "body": "[x](artikel:tidak-ada) [isi: nama]",
    }
    piece = workflow.save_draft(Article(), snapshot=content, by=people["editor"])
    with pytest.raises(workflow.Blocked) as blocked:
        workflow.publish(piece, by=people["editor"])
    # standfirst, byline, dead link, alternative text; credit and gap are only warnings
    assert len(blocked.value.findings) == 4
    with pytest.raises(workflow.Refused):
        workflow.publish(piece, by=people["editor"], override="Mendesak.")
    workflow.publish(piece, by=people["chief"], override="Mendesak.")
    assert fresh(piece).is_public
    assert Activity.objects.first().note.startswith("Mendesak. [")


def test_nobody_publishes_without_a_section(people):
    piece = workflow.save_draft(Article(), snapshot={"headline": "J"}, by=people["chief"])
    with pytest.raises(workflow.Refused):
        workflow.publish(piece, by=people["chief"], override="Mendesak.")


def test_publishing_twice_is_refused_the_second_time(piece, people):
    workflow.publish(piece, by=people["editor"])
    with pytest.raises(workflow.Refused):
        workflow.publish(piece, by=people["editor"])
    assert Activity.objects.filter(act=Act.PUBLISH).count() == 1


def test_a_time_that_has_passed_means_now(piece, people):
    workflow.publish(piece, by=people["editor"], at=timezone.now() - timedelta(days=3))
    assert fresh(piece).publication is Publication.LIVE
    assert timezone.now() - fresh(piece).published_at < timedelta(minutes=1)


def test_withdrawing_and_reinstating(piece, people):
    workflow.publish(piece, by=people["editor"])
    with pytest.raises(workflow.Refused):
        workflow.withdraw(piece, by=people["editor"], reason="  ")
    workflow.withdraw(piece, by=people["editor"], reason="Keliru.")
    assert fresh(piece).publication is Publication.WITHDRAWN
    workflow.reinstate(piece, by=people["editor"], note="Terbukti benar.")
    assert fresh(piece).is_public


def test_unscheduling_lets_the_row_follow_the_working_copy_again(piece, people):
    later = timezone.now() + timedelta(hours=1)
    workflow.publish(piece, by=people["editor"], at=later)
    workflow.save_draft(piece, snapshot={"body": "Sunting."}, by=people["editor"])
    assert fresh(piece).body == "Isi pertama."
    workflow.unschedule(piece, by=people["editor"])
    piece = fresh(piece)
    assert (piece.body, piece.published_at, piece.stage) == ("Sunting.", None, Stage.APPROVED)
    assert not piece.revisions.filter(published_at__isnull=False).exists()


# --- The record and the letters ------------------------------------------------


def test_the_record_names_who_what_when_and_from_which_version(piece, people):
    workflow.publish(piece, by=people["editor"])
    workflow.save_draft(piece, snapshot={"body": "Baru."}, by=people["editor"])
    workflow.publish(piece, by=people["editor"], note="Ralat kecil.")
    line = Activity.objects.first()
    assert (line.act, line.by, line.by_name, line.note) == (
        Act.PUBLISH,
        people["editor"],
        "redaktur",
        "Ralat kecil.",
    )
    assert (line.from_number, line.to_number) == (1, 2)


def test_the_database_refuses_to_change_or_drop_a_line(piece):
    append_only.protect(connection)
    line = Activity.objects.first()
    for change in (lambda: Activity.objects.update(note="x"), line.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert Activity.objects.filter(pk=line.pk, note="").exists()


def test_a_line_outlives_its_piece_and_its_account(piece, people):
    append_only.protect(connection)
    workflow.delete(piece, by=people["chief"])
    people["writer"].delete()
    assert list(Activity.objects.values_list("act", "headline", "by_name")) == [
        (Act.DELETE, "Judul", "pemred"),
        (Act.SAVE, "Judul", "penulis"),
    ]


@pytest.mark.parametrize(
    ("steps", "to"),
    [
        (["submit"], {"redaktur@example.org"}),
        (["submit", "send_back"], {"penulis@example.org"}),
        (["submit", "approve"], {"penulis@example.org"}),
        (["publish"], {"penulis@example.org"}),
    ],
)
def test_letters_go_to_the_people_concerned(
    piece, people, steps, to, django_capture_on_commit_callbacks
):
    acts = {
        "submit": lambda: workflow.submit(piece, by=people["writer"], note="Siap."),
        "send_back": lambda: workflow.send_back(piece, by=people["editor"], note="Lengkapi."),
        "approve": lambda: workflow.approve(piece, by=people["editor"]),
        "publish": lambda: workflow.publish(piece, by=people["editor"]),
    }
    for step in steps:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            acts[step]()
    assert {address for letter in mail.outbox for address in letter.to} == to
    assert "Judul" in mail.outbox[0].subject


def test_a_mail_server_that_is_down_loses_nothing(
    piece, people, monkeypatch, django_capture_on_commit_callbacks
):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError("no server")

    with monkeypatch.context() as broken:
        broken.setattr("articles.mailing.send_mail", refuse)
        with django_capture_on_commit_callbacks(execute=True):
            workflow.submit(piece, by=people["writer"])
    assert fresh(piece).stage == Stage.IN_REVIEW
    letter = Letter.objects.get()
    assert letter.sent_at is None
    assert "no server" in letter.failure
    Letter.objects.update(try_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        workflow.approve(piece, by=people["editor"])
    assert not Letter.objects.filter(sent_at__isnull=True).exists()
    assert len(mail.outbox) == 2
