"""Notes between editors: who may, what is kept, whom a letter tells, and where each belongs."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles import annotating, workflow
from articles.checks import findings
from articles.models import Article, Letter, Note, working_snapshot
from articles.workflow import Refused
from tests.factories import make_article, make_editor, make_user

pytestmark = pytest.mark.django_db
EVERYBODY = [
    "anonymous",
    "rightless",
    "writer",
    "other writer",
    "editor",
    "foreign editor",
    "chief",
]
STAFF = {"writer", "other writer", "editor", "foreign editor", "chief"}


def write(piece, people, who="editor", text="Sumbernya?", **fields) -> Note:
    return annotating.add(piece, by=people[who], text=text, **fields).note


def refusal(act, *args, **fields) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **fields)
    return str(refused.value.reason)


class TestRights:
    """Who may see the pieces may note and reply; settling is for those it concerns."""

    @pytest.mark.parametrize("who", EVERYBODY)
    def test_adding_and_replying(self, piece, people, who):
        note = write(piece, people)
        if who in STAFF:
            assert write(piece, people, who).by == people[who]
            assert annotating.reply(note, by=people[who], text="Ada.").note.reply_to == note
        else:
            assert refusal(annotating.add, piece, by=people[who], text="Halo")
            assert refusal(annotating.reply, note, by=people[who], text="Halo")
            assert Note.objects.count() == 1

    @pytest.mark.parametrize("who", EVERYBODY)
    def test_resolving_and_reopening(self, piece, people, who):
        note = write(piece, people, "other writer")
        if who in STAFF - {"foreign editor"}:
            assert annotating.resolve(note, by=people[who]).resolved_by == people[who]
            assert annotating.reopen(note, by=people[who]).resolved_at is None
        else:
            assert refusal(annotating.resolve, note, by=people[who])
            annotating.resolve(note, by=people["chief"])
            assert refusal(annotating.reopen, note, by=people[who])

    def test_a_note_of_somebody_else_on_a_foreign_piece(self, piece, people):
        note = write(piece, people, "editor")
        assert refusal(annotating.resolve, note, by=people["other writer"])

    def test_an_account_that_left_may_nothing_and_its_name_stays(self, piece, people):
        note = write(piece, people, "other writer")
        people["other writer"].is_active = False
        assert refusal(annotating.resolve, note, by=people["other writer"])
        people["other writer"].delete()
        note.refresh_from_db()
        assert (note.by, note.by_name) == (None, "penulis_lain")
        assert annotating.reply(note, by=people["writer"], text="Ya.").note.reply_to == note


class TestWriting:
    """What is kept of what was typed."""

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("  Halo\r\n\r\ndunia\r ", "Halo\n\ndunia"),
            ("a\0b\x1b[31m\x07", "ab[31m"),
            ("<script>alert(1)</script> **tebal**", "<script>alert(1)</script> **tebal**"),
            ("هل المصدر موثوق؟", "هل المصدر موثوق؟"),
            ("ꦥꦤꦼꦭꦶꦠꦶ 👩🏽‍🚀", "ꦥꦤꦼꦭꦶꦠꦶ 👩🏽‍🚀"),
            ("x" * 4000, "x" * 4000),
        ],
    )
    def test_plain_text(self, piece, people, typed, kept):
        note = write(piece, people, text=typed)
        assert Note.objects.get(pk=note.pk).text == kept

    @pytest.mark.parametrize("typed", ["", " \n\t", "\0", "x" * 4001, "x" * 10_000])
    def test_nothing_and_too_much_are_refused(self, piece, people, typed):
        note = write(piece, people)
        assert refusal(annotating.add, piece, by=people["chief"], text=typed)
        assert refusal(annotating.reply, note, by=people["chief"], text=typed)
        assert Note.objects.count() == 1

    def test_only_known_fields_and_quotes_of_the_text(self, piece, people):
        by = people["editor"]
        for field in annotating.FIELDS:
            assert write(piece, people, field=field).field == field
        assert refusal(annotating.add, piece, by=by, text="a", field="password")
        assert refusal(annotating.add, piece, by=by, text="a", field="headline", quote="Judul")
        assert refusal(annotating.add, piece, by=by, text="a", quote="Isi")
        assert refusal(annotating.add, piece, by=by, text="a", field="body", quote="x" * 1001)

    def test_every_field_of_a_version_can_be_noted_on(self, piece):
        assert set(working_snapshot(piece)) | {""} == set(annotating.FIELDS)

    def test_the_answer_to_an_answer_answers_the_note(self, piece, people):
        note = write(piece, people)
        first = annotating.reply(note, by=people["writer"], text="Ada.").note
        second = annotating.reply(first, by=people["editor"], text="Di mana?").note
        assert (second.reply_to, second.article) == (note, piece)

    def test_what_is_gone_is_said(self, piece, people):
        by, note = people["chief"], write(piece, people)
        Note.objects.all().delete()
        for act in (annotating.resolve, annotating.reopen):
            assert refusal(act, note, by=by)
        assert refusal(annotating.reply, note, by=by, text="a")
        Article.objects.filter(pk=piece.pk).delete()
        assert refusal(annotating.add, piece, by=by, text="a")

    def test_resolving_twice_keeps_the_first(self, piece, people):
        note = annotating.resolve(write(piece, people), by=people["writer"])
        again = annotating.resolve(note, by=people["chief"])
        assert again.resolved_by == people["writer"]

    @pytest.mark.parametrize(
        "broken",
        [
            {"text": ""},
            {"quote": "Isi", "field": ""},
            {"quote": "Isi", "field": "headline"},
            {"reply": True, "field": "body"},
            {"reply": True, "resolved_at": timezone.now()},
        ],
    )
    def test_the_database_refuses_what_is_no_note(self, piece, people, broken):
        if broken.pop("reply", False):
            broken["reply_to"] = write(piece, people)
        with pytest.raises(IntegrityError), transaction.atomic():
            Note.objects.create(**{"article": piece, "text": "a", "by_name": "x"} | broken)


class TestPassages:
    """A quote follows its words through the versions."""

    def placed(self, piece) -> annotating.Placed:
        piece = Article.objects.get(pk=piece.pk)
        return annotating.placed(piece.notes.all(), annotating.body_of(piece))[0]

    def rewrite(self, piece, people, body):
        workflow.save_draft(piece, snapshot={"body": body}, by=people["editor"])

    def test_it_moves_changes_goes_and_comes_back(self, piece, people):
        body = "Meta diam saja. Meta menolak berkomentar tentang hal itu. Meta pergi."
        self.rewrite(piece, people, body)
        start = body.index("Meta menolak")
        quote = "Meta menolak berkomentar tentang hal itu"
        write(piece, people, field="body", quote=quote, position=start)
        assert self.placed(piece).words == quote

        self.rewrite(piece, people, f"Meta muncul.\n\n{body}")
        assert self.placed(piece).place.start == start + len("Meta muncul.\n\n")

        self.rewrite(piece, people, body.replace("tentang hal", "soal hal"))
        assert self.placed(piece).words == "Meta menolak berkomentar soal hal itu"
        assert not self.placed(piece).place.exact

        self.rewrite(piece, people, "Kosong.")
        assert self.placed(piece).is_detached
        self.rewrite(piece, people, body)
        assert self.placed(piece).place.start == start

    def test_words_that_are_not_saved_yet(self, piece, people):
        write(piece, people, field="body", quote="Baru", position=4, body="Isi Baru saja")
        note = Note.objects.get()
        assert (note.position, note.before, note.after) == (4, "Isi ", " saja")
        assert self.placed(piece).is_detached

    @pytest.mark.parametrize("position", [-1, 10**18, 0])
    def test_any_position(self, piece, people, position):
        note = write(piece, people, field="body", quote="pertama", position=position)
        assert Note.objects.get(pk=note.pk).position == 4

    def test_in_the_order_of_the_page(self, piece, people):
        self.rewrite(piece, people, "Satu dua tiga.")
        for field, quote in [("body", "hilang"), ("body", "tiga"), ("", ""), ("body", "Satu")]:
            write(piece, people, field=field, quote=quote, text=quote or "semua")
        placed = annotating.placed(piece.notes.all(), "Satu dua tiga.")
        assert [one.note.text for one in placed] == ["semua", "Satu", "tiga", "hilang"]


class TestLetters:
    """Whoever is mentioned gets a letter, once the note is committed."""

    def tell(self, piece, people, text, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            return annotating.add(
                piece, by=people["editor"], text=text, field="body", quote="Isi pertama"
            )

    def test_whom(self, piece, people, django_capture_on_commit_callbacks):
        make_editor(username="sri.rahayu+kota")
        make_editor(username="tanpa_surel", email="")
        make_editor(username="keluar", is_active=False)
        text = (
            "@penulis, @penulis. (@pemred) @sri.rahayu+kota! @redaktur @tamu @pembaca @keluar "
            "@tanpa_surel @entah surel@pemred.id @ @@ @PENULIS @keluar"
        )
        noted = self.tell(piece, people, text, django_capture_on_commit_callbacks)
        assert set(noted.told) == {"penulis", "pemred", "sri.rahayu+kota"}
        unknown = ["tamu", "pembaca", "keluar", "tanpa_surel", "entah", "PENULIS"]
        assert noted.untold == unknown
        assert sorted(letter.to[0] for letter in mail.outbox) == [
            "pemred@example.org",
            "penulis@example.org",
            "sri.rahayu+kota@example.org",
        ]
        letter = mail.outbox[0]
        assert "Judul" in letter.subject
        for words in ("redaktur", "> Isi pertama", text, f"/articles/article/{piece.pk}/notes/"):
            assert words in letter.body

    def test_a_headline_of_two_lines_and_a_reply(self, people, django_capture_on_commit_callbacks):
        piece = make_article("Judul\ndua baris")
        note = write(piece, people)
        with django_capture_on_commit_callbacks(execute=True):
            annotating.reply(note, by=people["writer"], text="Sudah, @redaktur.")
        assert "Judul dua baris" in mail.outbox[0].subject

    def test_nothing_is_written_with_a_note_that_is_not_kept(self, piece, people):
        with transaction.atomic():
            write(piece, people, text="@penulis")
            assert Letter.objects.count() == 1
            transaction.set_rollback(True)
        assert not Letter.objects.exists()
        write(piece, people, text="surel@penulis")
        assert not Letter.objects.exists()

    def test_a_crowd_is_not_written_to(self, piece, people):
        for number in range(30):
            make_editor(username=f"ramai{number}")
        names = " ".join(f"@ramai{number}" for number in range(30))
        assert len(annotating.add(piece, by=people["chief"], text=names).told) == 20

    def test_any_right_to_see_the_pieces_will_do(self, piece, people):
        make_user(username="super", is_superuser=True)
        assert annotating.add(piece, by=people["chief"], text="@super").told == ["super"]


def test_open_notes_are_named_before_publishing_and_keep_nothing_back(
    piece, people, django_assert_num_queries
):
    def named() -> list[str]:
        found = findings(working_snapshot(piece), piece)
        return [str(one.text) for one in found if "penulis" in str(one.text) and not one.blocking]

    assert named() == []
    settled = write(piece, people, "writer", "Selesai?")
    annotating.reply(write(piece, people, "writer", "Sumbernya?"), by=people["chief"], text="Mana?")
    annotating.resolve(settled, by=people["writer"])
    (text,) = named()
    assert "Sumbernya?" in text
    assert "Selesai?" not in text
    assert "Mana?" not in text
    for number in range(40):
        write(piece, people, "writer", f"Catatan {number} " + "panjang " * 400)
    (text,) = named()
    assert len(text) < 600
    assert "Catatan 3 " in text
    assert "Catatan 4 " not in text
    assert workflow.publish(piece, by=people["editor"]).is_public


def test_a_deleted_draft_takes_its_notes_along(piece, people):
    annotating.reply(write(piece, people), by=people["writer"], text="Ada.")
    workflow.delete(piece, by=people["chief"])
    assert not Note.objects.exists()
