"""Letters: to whom, one bad one among good ones, and a server that says nothing."""

import smtplib
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from articles import mailing, workflow
from articles.models import Article, Letter
from tests.factories import make_article, make_author, make_editor, make_section

pytestmark = pytest.mark.django_db


def write(number: int, **fields) -> list[Letter]:
    """Letters that wait."""
    return [
        Letter.objects.create(
            **{"to": f"{n}@example.org", "subject": f"Surat {n}", "body": "Isi.", **fields}
        )
        for n in range(number)
    ]


def waiting() -> set[str]:
    return set(Letter.objects.filter(sent_at=None).values_list("to", flat=True))


def refuse(monkeypatch, *addresses: str) -> None:
    """Let the mail server know none of these addresses."""
    send = mailing.send_mail

    def choose(subject, body, sender, to):
        if to[0] in addresses:
            raise smtplib.SMTPRecipientsRefused({to[0]: (550, b"unknown")})
        return send(subject, body, sender, to)

    monkeypatch.setattr(mailing, "send_mail", choose)


def test_an_address_the_server_refuses_holds_up_no_other(monkeypatch):
    write(4)
    refuse(monkeypatch, "0@example.org", "2@example.org")
    assert mailing.send_waiting() == (2, 2)
    assert waiting() == {"0@example.org", "2@example.org"}
    assert len(mail.outbox) == 2


def test_a_letter_that_cannot_be_written_holds_up_no_other(db):
    write(1, to="a@example.org", subject="Dua\nbaris")
    write(1, to="b@example.org")
    assert mailing.send_waiting() == (1, 1)
    assert waiting() == {"a@example.org"}


def test_a_server_that_is_down_is_asked_once(monkeypatch):
    asked = []

    def down(*args):
        asked.append(args)
        raise ConnectionRefusedError("no server")

    write(5)
    monkeypatch.setattr(mailing, "send_mail", down)
    assert mailing.send_waiting() == (0, 1)
    assert len(asked) == 1
    assert len(waiting()) == 5


def test_those_that_always_fail_do_not_stand_before_new_ones(monkeypatch):
    bad = [letter.to for letter in write(mailing.AT_ONCE + 5)]
    refuse(monkeypatch, *bad)
    mailing.send_waiting()
    Letter.objects.filter(to__in=bad).exclude(failure="").update(try_at=timezone.now())
    Letter.objects.filter(failure="").update(to="baik@example.org")
    assert mailing.send_waiting()[0] == 5


def test_the_command_goes_on_past_a_batch_and_a_bad_address(monkeypatch, capsys):
    write(mailing.AT_ONCE * 2 + 3)
    refuse(monkeypatch, "1@example.org")
    with pytest.raises(SystemExit) as end:
        call_command("send_letters")
    assert end.value.code == 1
    assert waiting() == {"1@example.org"}
    assert str(mailing.AT_ONCE * 2 + 2) in capsys.readouterr().out
    call_command("send_letters")
    assert "1 menunggu" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_send_each_letter_once():
    write(12)

    def send(_number: int) -> None:
        try:
            mailing.send_waiting()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, range(6)))
    assert len(mail.outbox) == 12
    assert waiting() == set()


@pytest.mark.django_db(transaction=True)
def test_a_server_that_says_nothing_delays_no_act(piece, people, settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()[:2]
        settings.EMAIL_TIMEOUT, settings.MAIL_IN_BACKGROUND = 2, True
        before = time.monotonic()
        workflow.submit(piece, by=people["writer"])
        took = time.monotonic() - before
        while not Letter.objects.exclude(failure="").exists():
            assert time.monotonic() - before < 30
            time.sleep(0.05)
    assert took < time.monotonic() - before - 1
    assert waiting() == {"redaktur@example.org"}


# --- To whom -------------------------------------------------------------------


def recipients(piece, people) -> set[str]:
    workflow.submit(piece, by=people["writer"])
    return waiting()


def test_editors_of_both_sections_hear_of_a_piece_that_is_to_move(piece, people):
    sport = people["foreign editor"].edited_sections.get()
    workflow.publish(piece, by=people["chief"])
    workflow.save_draft(piece, snapshot={"section": sport.pk}, by=people["writer"])
    Letter.objects.all().delete()
    assert recipients(piece, people) == {"redaktur@example.org", "redaktur_olahraga@example.org"}


def test_a_section_without_editors_is_every_editors(people):
    piece = workflow.save_draft(
        Article(),
        snapshot={"headline": "J", "section": make_section().pk},
        by=people["writer"],
    )
    everyone = {people[role].email for role in ("editor", "foreign editor", "chief")}
    assert recipients(piece, people) == everyone


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": False}, {"email": ""}])
def test_where_the_sections_editors_are_away_the_chief_hears(piece, people, change):
    type(people["editor"]).objects.filter(username="redaktur").update(**change)
    assert recipients(piece, people) == {"pemred@example.org"}


def test_who_no_longer_edits_gets_no_letters(piece, people, section):
    former = make_editor(username="mantan")
    section.editors.add(former)
    former.groups.clear()
    assert recipients(piece, people) == {"redaktur@example.org"}


def test_a_headline_of_two_lines_makes_a_subject_of_one(people, section):
    piece = make_article("Dua\nbaris", section=section, published_at=None)
    piece.bylines.create(author=make_author(user=people["writer"]))
    workflow.submit(piece, by=people["writer"])
    [letter] = Letter.objects.all()
    assert letter.subject == "[Ruang Redaksi] Diserahkan untuk ditinjau: Dua baris"
    assert letter.body.startswith("Diserahkan untuk ditinjau oleh penulis:")
