"""The desk's buttons and pages, pressed and opened by everybody in every state."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.admin import bulk_acts
from articles.models import (
    Act,
    Activity,
    Article,
    Correction,
    Publication,
    Revision,
    working_snapshot,
)
from tests.articles.desk import LIST, desk_of, typed
from tests.articles.test_permissions import (
    ALLOWED_BY_ROLE,
    STATES,
    bring,
    is_allowed,
    traces,
)
from tests.factories import make_article, make_chief

pytestmark = pytest.mark.django_db

BUTTONS = [
    Act.SUBMIT,
    Act.SEND_BACK,
    Act.APPROVE,
    Act.PUBLISH,
    Act.UNSCHEDULE,
    Act.WITHDRAW,
    Act.REINSTATE,
    Act.CORRECT,
    Act.DOUBT,
    Act.VERIFY,
]
ENTRY = {"entry_kind": "ralat", "entry_text": "Seharusnya Selasa."}
IN_BULK = [Act.SUBMIT, Act.APPROVE, Act.PUBLISH, Act.UNSCHEDULE]


@pytest.fixture
def as_role(people):
    def sign_in(role: str) -> Client:
        client = Client()
        client.force_login(people[role])
        return client

    return sign_in


def form_of(piece: Article, **fields) -> dict:
    """What the browser sends of an unchanged desk, with a note and a reason."""
    content = working_snapshot(piece)
    sent = {key: value for key, value in content.items() if isinstance(value, str)}
    lists = {"byline": content["byline"], "tags": ", ".join(content["tags"])}
    base = piece.working_revision.number if piece.working_revision else 0
    notes = {"note": "Catatan.", "reason": "Alasan.", "base": base, "finding": "Terbukti."}
    notes |= {"doubt_reason": "Satu sumber.", "doubt_until": "2035-01-01T10:00"}
    return typed(**{**sent, **lists, **notes, "section": content["section"], **fields})


def acts_since(number: int) -> list[str]:
    return list(Activity.objects.order_by("id")[number:].values_list("act", flat=True))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", ALLOWED_BY_ROLE)
def test_every_button_forged_by_every_role_in_every_state(piece, people, as_role, state, role):
    original = bring(piece, STATES[state], people)
    client, before, count = as_role(role), traces(original), Activity.objects.count()
    for act in BUTTONS:
        with transaction.atomic():
            more = ENTRY if act is Act.CORRECT else {}
            response = client.post(desk_of(original), form_of(original, **more, **{f"_{act}": ""}))
            assert response.status_code in {200, 302, 403}
            if is_allowed(state, role, act):
                assert acts_since(count) == [act], f"{act} was refused"
            else:
                assert traces(original) == before, f"{act} was done"
            transaction.set_rollback(True)


@pytest.mark.parametrize("act", IN_BULK)
@pytest.mark.parametrize("role", ALLOWED_BY_ROLE)
def test_every_bulk_act_forged_by_every_role(piece, people, as_role, act, role):
    piece = bring(piece, STATES["in review"], people)
    count = Activity.objects.count()
    sent = {"action": f"{act}_chosen", "_selected_action": [piece.pk]}
    response = as_role(role).post(LIST, sent, follow=True)
    assert response.status_code in {200, 403}
    done = is_allowed("in review", role, act)
    assert acts_since(count) == ([act] if done else [])
    if role in {"writer", "other writer", "editor", "foreign editor", "chief"}:
        assert ("Judul:" in response.content.decode()) != done


def test_no_bulk_act_takes_the_whole_archive(piece, as_role, monkeypatch):
    monkeypatch.setattr(bulk_acts, "MOST_AT_ONCE", 1)
    other, count = make_article(published_at=None), Activity.objects.count()
    sent = {"action": "submit_chosen", "select_across": "1", "_selected_action": [other.pk]}
    page = as_role("chief").post(LIST, sent, follow=True)
    assert "error" in {message.level_tag for message in page.context["messages"]}
    assert acts_since(count) == []


def test_restoring_what_is_there_already_is_said(piece, as_role):
    address = reverse("admin:articles_article_restore", args=[piece.pk, 1])
    page = as_role("editor").post(address, follow=True)
    assert piece.revisions.count() == 1
    [message] = page.context["messages"]
    assert "versi baru" not in str(message)


@pytest.mark.parametrize("role", ALLOWED_BY_ROLE)
@pytest.mark.parametrize("state", ["draft", "in review", "live"])
def test_restoring_and_marking_forged_by_every_role(piece, people, as_role, state, role):
    workflow.save_draft(piece, snapshot={"body": "Dua."}, by=people["writer"])
    piece = bring(piece, STATES[state], people)
    client, allowed = as_role(role), is_allowed(state, role, Act.RESTORE)
    for page, fields in (("restore", {}), ("mark", {"label": "Penting", "pinned": "on"})):
        address = reverse(f"admin:articles_article_{page}", args=[piece.pk, 1])
        assert client.get(address).status_code in {302, 403, 405}
        assert client.post(address, fields).status_code in {302, 403}
    first = piece.revisions.get(number=1)
    assert (first.pinned, first.label) == ((True, "Penting") if allowed else (False, ""))
    assert piece.revisions.filter(kind=Revision.Kind.RESTORE).exists() == allowed


@pytest.mark.parametrize("number", [0, 99, 2**31, 10**30])
def test_a_revision_number_that_is_not_there(piece, as_role, number):
    client, before = as_role("chief"), traces(piece)
    restore = reverse("admin:articles_article_restore", args=[piece.pk, number])
    mark = reverse("admin:articles_article_mark", args=[piece.pk, number])
    compare = reverse("admin:articles_article_compare", args=[piece.pk])
    assert client.post(restore).status_code == 302
    assert client.post(mark, {"pinned": "on"}).status_code == 404
    assert client.get(compare, {"from": number}).status_code == 404
    assert client.get(compare, {"from": 1, "to": number}).status_code == 404
    assert traces(piece) == before


def test_a_piece_that_is_not_there(as_role, db):
    client = as_role("chief")
    for pk in (0, 999, 10**30):
        for page in ("versions", "compare"):
            address = reverse(f"admin:articles_article_{page}", args=[pk])
            assert client.get(address).status_code == 404


def test_one_version_is_compared_with_the_one_before_it_that_is_left(piece, people, as_role):
    for text in ("Dua.", "Tiga."):
        workflow.save_draft(piece, snapshot={"body": text}, by=people["writer"])
    piece.revisions.filter(number=2).delete()
    compare = reverse("admin:articles_article_compare", args=[piece.pk])
    page = as_role("chief").get(compare, {"to": 3})
    assert (page.context["old"].number, page.context["new"].number) == (1, 3)
    page = as_role("chief").get(compare, {"to": 1})
    assert (page.context["old"].number, page.context["new"].number) == (1, 1)


def test_without_versions_named_what_waits_is_compared(piece, people, as_role):
    workflow.publish(piece, by=people["chief"])
    for text in ("Dua.", "Tiga."):
        workflow.save_draft(piece, snapshot={"body": text}, by=people["editor"])
    page = as_role("chief").get(reverse("admin:articles_article_compare", args=[piece.pk]))
    assert (page.context["old"].number, page.context["new"].number) == (1, 3)


# --- One after the other -------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "state", "act"),
    [
        ("writer", "draft", Act.SUBMIT),
        ("editor", "draft", Act.SUBMIT),
        ("editor", "in review", Act.SEND_BACK),
        ("editor", "in review", Act.APPROVE),
        ("editor", "approved", Act.PUBLISH),
        ("editor", "live, changed", Act.PUBLISH),
        ("editor", "scheduled", Act.UNSCHEDULE),
        ("editor", "live", Act.WITHDRAW),
        ("editor", "withdrawn", Act.REINSTATE),
    ],
)
def test_a_double_click_and_the_back_button_act_once(piece, people, as_role, role, state, act):
    """The second post is the very same; it ends at the desk, with words and not with a form."""
    piece = bring(piece, STATES[state], people)
    client, count, sent = as_role(role), Activity.objects.count(), form_of(piece)
    sent[f"_{act}"] = ""
    for _click in ("first", "second"):
        response = client.post(desk_of(piece), sent, follow=True)
        assert response.redirect_chain
    assert acts_since(count) == [act]
    assert "warning" in {message.level_tag for message in response.context["messages"]}


@pytest.mark.parametrize("state", ["approved", "live, changed"])
def test_a_double_click_schedules_once(piece, people, as_role, state):
    piece = bring(piece, STATES[state], people)
    client, count = as_role("editor"), Activity.objects.count()
    sent = form_of(piece, publish_at="2035-01-01T10:00", significance="minor", _publish="")
    for _click in ("first", "second"):
        response = client.post(desk_of(piece), sent, follow=True)
        assert response.redirect_chain
    assert acts_since(count) == [Act.SCHEDULE]
    assert "warning" in {message.level_tag for message in response.context["messages"]}
    client.post(desk_of(piece), sent | {"publish_at": "2035-01-01T10:30"})
    assert acts_since(count) == [Act.SCHEDULE, Act.SCHEDULE]


def test_what_was_written_for_a_refused_act_is_given_back(piece, people, as_role):
    piece = bring(piece, STATES["draft"], people)
    sent = form_of(piece, note="Uraian panjang.", _send_back="")
    client = as_role("editor")
    assert "Uraian panjang." in client.post(desk_of(piece), sent, follow=True).content.decode()
    assert client.get(desk_of(piece)).context["adminform"].form["note"].value() == "Uraian panjang."


WRITTEN = {
    "_withdraw": {"reason": "Korban masih anak.", "ground": "anak"},
    "_correct": {"entry_kind": "ralat", "entry_text": "Seharusnya Selasa."},
    "_publish": {
        "public_note": "Angka diperbaiki.",
        "entry_text": "Keliru.",
        "entry_kind": "ralat",
    },
    "_doubt": {"doubt_reason": "Satu sumber.", "doubt_until": "2035-01-01T10:00"},
}


@pytest.mark.parametrize("button", WRITTEN)
@pytest.mark.parametrize("passage", ["other", "same"])
def test_what_was_written_for_an_act_outlives_a_merge(piece, people, as_role, button, passage):
    """Somebody else saved: the act waits, and its words are in their fields again."""
    piece = bring(piece, STATES["live, changed"], people)
    sent = form_of(piece, body="Isi dari saya.", reason="", doubt_reason="", note="")
    sent |= {"finding": "", "doubt_until": ""} | WRITTEN[button] | {button: ""}
    theirs = (
        {"standfirst": "Dari yang lain."} if passage == "other" else {"body": "Lain sama sekali."}
    )
    workflow.save_draft(piece, snapshot=theirs, by=people["chief"])
    client, count = as_role("editor"), Activity.objects.count()
    page = client.post(desk_of(piece), sent, follow=True)
    assert acts_since(count) == []
    said = [str(message) for message in page.context["messages"]]
    assert any("Belum dilakukan" in words for words in said)
    form = client.get(desk_of(piece)).context["adminform"].form
    shown = {name: form[name].value() for name in WRITTEN[button]}
    assert shown == WRITTEN[button]


def test_what_an_act_did_not_ask_for_is_kept_until_it_is_done(piece, people, as_role):
    piece = bring(piece, STATES["live, changed"], people)
    client = as_role("editor")
    entry = {"entry_kind": "hak_jawab", "entry_text": "Jawaban kami.", "entry_party": "PT Contoh"}
    silent = {"reason": "", "doubt_reason": "", "doubt_until": "", "finding": ""}
    sent = form_of(piece, **silent, **entry)
    client.post(desk_of(piece), sent | {"_submit": "", "note": "Mohon ditinjau."})
    form = client.get(desk_of(piece)).context["adminform"].form
    assert form["entry_text"].value() == "Jawaban kami."
    assert not form["note"].value()
    client.post(desk_of(piece), sent | {"_correct": "", "note": ""})
    assert Correction.objects.get().party == "PT Contoh"
    assert not client.get(desk_of(piece)).context["adminform"].form["entry_text"].value()


def test_the_desk_says_what_was_done(piece, people, as_role):
    page = as_role("writer").post(desk_of(piece), form_of(piece, _submit=""), follow=True)
    assert "Diserahkan untuk ditinjau." in str(list(page.context["messages"])[-1])
    piece = bring(piece, ["publish", "change", "withdraw"], people)
    page = as_role("editor").post(desk_of(piece), form_of(piece, _reinstate=""), follow=True)
    assert "Pembaca melihat tulisan ini lagi." in str(list(page.context["messages"])[-1])


@pytest.mark.parametrize("act", ["send_back", "withdraw", "correct", "doubt"])
def test_who_may_not_act_is_told_so_and_asked_for_nothing(piece, people, as_role, act):
    piece = bring(piece, STATES["live, changed"], people)
    bare = {"note": "", "reason": "", "ground": "", "doubt_reason": "", "doubt_until": ""}
    sent = form_of(piece, **bare, **{f"_{act}": ""})
    page = as_role("writer").post(desk_of(piece), sent, follow=True)
    assert "tidak boleh memutuskan" in str(next(iter(page.context["messages"])))


def test_what_is_saved_after_an_update_was_scheduled_is_not_said_to_go_out_with_it(
    piece, people, as_role
):
    piece = bring(piece, STATES["live, changed"], people)
    workflow.publish(piece, by=people["editor"], at=timezone.now() + timedelta(days=1))
    client = as_role("editor")
    page = client.get(desk_of(piece)).content.decode()
    assert "Yang disimpan sesudahnya" not in page
    piece.refresh_from_db()
    page = client.post(desk_of(piece), form_of(piece, body="Lebih baru."), follow=True)
    assert "tidak memuat perubahan ini" in str(list(page.context["messages"])[-1])
    assert "Yang disimpan sesudahnya" in page.content.decode()
    Article.objects.filter(pk=piece.pk).update(update_failure="Rubriknya sudah tidak ada.")
    piece = Article.objects.get(pk=piece.pk)
    page = client.post(desk_of(piece), form_of(piece, body="Terbaru."), follow=True)
    assert "tidak jadi tampil" in str(list(page.context["messages"])[-1])


def test_publishing_a_piece_withdrawn_in_another_tab(piece, people, as_role):
    piece = bring(piece, STATES["live, changed"], people)
    sent = form_of(piece, body="Isi dari tab lama.", _publish="")
    workflow.withdraw(piece, by=people["chief"], reason="Keliru.")
    page = as_role("editor").post(desk_of(piece), sent, follow=True)
    levels = [message.level_tag for message in page.context["messages"]]
    assert levels == ["warning", "success"]
    piece.refresh_from_db()
    assert piece.publication is Publication.WITHDRAWN
    assert working_snapshot(piece)["body"] == "Isi dari tab lama."


def test_a_withdrawn_piece_is_edited_and_comes_back_as_it_was(piece, people):
    editor = people["editor"]
    piece = bring(piece, STATES["withdrawn"], people)
    workflow.save_draft(piece, snapshot={"body": "Diperbaiki."}, by=editor)
    workflow.reinstate(piece, by=editor, note="Terbukti benar.")
    piece = Article.objects.get(pk=piece.pk)
    assert (piece.body, piece.has_unpublished_changes) == ("Isi pertama.", True)
    workflow.publish(piece, by=editor)
    assert Article.objects.get(pk=piece.pk).body == "Diperbaiki."


def test_a_section_given_to_others_while_the_form_was_open(piece, people, as_role, section):
    sent = form_of(piece, body="Isi dari tab lama.", _publish="")
    section.editors.set([people["foreign editor"]])
    page = as_role("editor").post(desk_of(piece), sent)
    assert page.status_code == 200
    assert "Isi dari tab lama." in page.content.decode()
    assert str(section) in page.content.decode()


def test_a_time_that_has_passed_publishes_now_and_says_so(piece, as_role):
    past = timezone.localtime() - timedelta(days=2)
    sent = form_of(piece, publish_at=past.strftime("%Y-%m-%dT%H:%M"), _publish="")
    page = as_role("editor").post(desk_of(piece), sent, follow=True)
    assert "info" in {message.level_tag for message in page.context["messages"]}
    assert Article.objects.get(pk=piece.pk).is_public


def test_the_sample_loaded_over_edits_loses_none_of_them(loaded, client):
    chief, piece = make_chief(), Article.objects.get(slug="peneliti-ai-meta-pindah-ke-mistral")
    workflow.publish(
        workflow.save_draft(piece, snapshot={"body": "Disunting."}, by=chief), by=chief
    )
    workflow.save_draft(piece, snapshot={"headline": "Menunggu"}, by=chief)
    call_command("loaddata", "mistral", verbosity=0)
    client.force_login(chief)
    for page in ("change", "versions", "compare"):
        address = reverse(f"admin:articles_article_{page}", args=[piece.pk])
        assert client.get(address).status_code == 200
    workflow.restore(piece, number=3, by=chief)
    content = working_snapshot(Article.objects.get(pk=piece.pk))
    assert (content["headline"], content["body"]) == ("Menunggu", "Disunting.")
