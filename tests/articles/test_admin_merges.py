"""Two people on the desk at once, as ordinary form posts."""

import re

import pytest
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.urls import reverse

from articles import workflow
from articles.admin.articles import ArticleAdmin
from articles.models import Article, Revision, working_snapshot
from tests.articles.desk import desk_of, errors_of, typed
from tests.factories import make_article

pytestmark = pytest.mark.django_db

BODY = "Satu.\n\nDua.\n\nTiga."


def kept(piece: Article) -> dict:
    return working_snapshot(Article.objects.get(pk=piece.pk))


def opened(client, piece: Article) -> dict:
    """What the browser sends for a piece that was just opened."""
    page = client.get(desk_of(piece)).content.decode()
    base = re.search(r'name="base" value="(\d+)"', page)[1]
    return typed(headline=piece.headline, slug=piece.slug, body=BODY, base=base)


@pytest.fixture
def asal() -> Article:
    return make_article("Asal", body=BODY, published_at=None, section=None, standfirst="")


@pytest.fixture
def conflict(admin_client, asal):
    """The page on which two texts of the second passage wait to become one."""
    sent = opened(admin_client, asal)
    for name in ("Ani", "Budi"):
        body = BODY.replace("Dua.", f"Dua, tulis {name}.")
        response = admin_client.post(desk_of(asal), sent | {"body": body, "kicker": name})
    assert response.status_code == 302
    return response.url


def test_different_passages_are_merged_and_said(admin_client, asal):
    sent = opened(admin_client, asal)
    admin_client.post(desk_of(asal), sent | {"body": BODY.replace("Satu.", "Satu Ani.")})
    response = admin_client.post(
        desk_of(asal), sent | {"body": BODY.replace("Tiga.", "Tiga Budi.")}, follow=True
    )
    assert kept(asal)["body"] == "Satu Ani.\n\nDua.\n\nTiga Budi."
    levels = [message.level_tag for message in response.context["messages"]]
    assert levels[-2:] == ["warning", "success"]


def test_nobody_publishes_what_was_merged_in_unseen(admin_client, asal):
    sent = opened(admin_client, asal)
    admin_client.post(desk_of(asal), sent | {"kicker": "Ani"})
    admin_client.post(desk_of(asal), sent | {"standfirst": "Budi", "_submit": ""})
    assert Article.objects.get(pk=asal.pk).stage == "draft"


def test_a_conflict_shows_both_and_keeps_the_second(admin_client, asal, conflict):
    page = admin_client.get(conflict).content.decode()
    assert "tulis Ani" in page
    assert "tulis Budi" in page
    assert "Ani" in kept(asal)["body"]
    apart = Revision.objects.get(kind=Revision.Kind.CONFLICT)
    assert "tulis Budi" in apart.snapshot["body"]


@pytest.mark.parametrize(
    ("choice", "text", "body"),
    [
        ("mine", "", "Dua, tulis Budi."),
        ("theirs", "", "Dua, tulis Ani."),
        ("edit", "Dua, tulis\r\nkeduanya.", "Dua, tulis\nkeduanya."),
    ],
)
def test_settling(admin_client, asal, conflict, choice, text, body):
    theirs = Article.objects.get(pk=asal.pk).working_revision.number
    sent = {"theirs": theirs, "choice-0": "mine", "choice-1": choice, "text-1": text}
    response = admin_client.post(conflict, sent)
    assert response.url == desk_of(asal)
    assert kept(asal)["body"] == BODY.replace("Dua.", body)
    assert kept(asal)["kicker"] == "Budi"
    assert Revision.objects.filter(kind=Revision.Kind.CONFLICT).count() == 1


def test_an_answer_that_is_none_is_asked_again(admin_client, asal, conflict):
    theirs = Article.objects.get(pk=asal.pk).working_revision.number
    before = kept(asal)
    for answer in ({}, {"choice-0": "x", "choice-1": "mine"}):
        response = admin_client.post(conflict, {"theirs": theirs} | answer)
        assert response.status_code == 200
    edited = {"choice-0": "edit", "text-0": "x" * 61, "choice-1": "edit", "text-1": "Baru."}
    page = admin_client.post(conflict, {"theirs": theirs} | edited).content.decode()
    assert "x" * 61 in page
    assert kept(asal) == before


def test_somebody_saved_again_while_it_was_settled(admin_client, asal, conflict):
    theirs = Article.objects.get(pk=asal.pk).working_revision.number
    sent = opened(admin_client, asal) | {"body": kept(asal)["body"], "standfirst": "Citra"}
    admin_client.post(desk_of(asal), sent)
    answer = {"theirs": theirs, "choice-0": "mine", "choice-1": "mine"}
    response = admin_client.post(conflict, answer)
    assert response.status_code == 200
    assert "Ani" in kept(asal)["body"]


def answer_to(client, address: str, **edited: str) -> dict:
    """What the browser sends for the page of a conflict: every passage written anew."""
    page = client.get(address).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(theirs|about-\d)" value="(\w+)"', page))
    return hidden | {name.replace("_", "-"): text for name, text in edited.items()}


def test_what_was_edited_stays_with_its_conflict_when_others_are_settled(admin_client, asal):
    sent, bodies = opened(admin_client, asal), []
    for name in ("Ani", "Budi"):
        bodies.append(BODY.replace("Satu.", f"Satu {name}.").replace("Tiga.", f"Tiga {name}."))
        response = admin_client.post(desk_of(asal), sent | {"body": bodies[-1]})
    answer = answer_to(
        admin_client,
        response.url,
        choice_0="edit",
        text_0="Kesatu.",
        choice_1="edit",
        text_1="Ke-3.",
    )
    # Meanwhile somebody takes the one's first passage.
    first = bodies[0].replace("Satu Ani.", "Satu Budi.")
    admin_client.post(desk_of(asal), opened(admin_client, asal) | {"body": first})
    response = admin_client.post(response.url, answer)
    page = response.content.decode()
    assert ">&#10;Ke-3.</textarea>" in re.search(r'name="text-0".*?</textarea>', page, re.S)[0]
    assert [*response.context["left"]] == ["Kesatu."]
    again = answer_to(admin_client, response.request["PATH_INFO"], choice_0="x", left="Kesatu.")
    page = admin_client.post(response.request["PATH_INFO"], again).content.decode()
    assert "Kesatu." in page


@pytest.mark.parametrize(
    "error", [OperationalError("database or disk is full"), workflow.Refused("Sudah di meja.")]
)
def test_what_was_settled_and_not_saved_comes_back(admin_client, conflict, monkeypatch, error):
    def refuse(article, **kwargs):
        raise error

    monkeypatch.setattr(workflow, "save_draft", refuse)
    edited = {"choice_0": "mine", "choice_1": "edit", "text_1": "Susah payah."}
    page = admin_client.post(conflict, answer_to(admin_client, conflict, **edited))
    assert "Susah payah." in page.content.decode()
    assert str(error) in page.content.decode()


def test_a_conflict_that_a_full_disk_does_not_take_gives_the_text_back(
    admin_client, asal, monkeypatch
):
    def full(article, **kwargs):
        raise OperationalError("database or disk is full")

    sent = opened(admin_client, asal)
    admin_client.post(desk_of(asal), sent | {"body": "Ani."})
    monkeypatch.setattr(workflow, "keep_apart", full)
    response = admin_client.post(desk_of(asal), sent | {"body": "Budi panjang."})
    assert [*errors_of(response)] == ["__all__"]
    page = response.content.decode()
    assert "Budi panjang." in page
    assert re.search(r'name="base" value="(\d+)"', page)[1] == sent["base"]


@pytest.mark.parametrize("number", [1, 0, 999, 10**12])
def test_only_conflicts_have_such_a_page(admin_client, asal, conflict, number):
    address = reverse("admin:articles_article_merge", args=[asal.pk, number])
    assert admin_client.get(address).status_code == 404


@pytest.mark.parametrize("base", ["", "99", "-1", "x", "9" * 40, "²"])
def test_a_forged_version_overwrites_nothing(admin_client, asal, base):
    sent = opened(admin_client, asal)
    admin_client.post(desk_of(asal), sent | {"body": "Ani."})
    response = admin_client.post(desk_of(asal), sent | {"body": "Budi.", "base": base})
    assert "/merge/" in response.url
    assert kept(asal)["body"] == "Ani."


def test_a_form_that_comes_back_keeps_the_version_it_began_from(admin_client, asal):
    sent = opened(admin_client, asal)
    admin_client.post(desk_of(asal), sent | {"body": BODY.replace("Dua.", "Ani.")})
    wrong = sent | {"body": BODY.replace("Dua.", "Budi."), "tags": "x" * 101}
    page = admin_client.post(desk_of(asal), wrong).content.decode()
    assert re.search(r'name="base" value="(\d+)"', page)[1] == sent["base"]


def test_a_full_disk_gives_the_text_back_in_words(admin_client, asal, monkeypatch):
    def full(article, **kwargs):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(workflow, "save_draft", full)
    response = admin_client.post(desk_of(asal), opened(admin_client, asal) | {"body": "Panjang."})
    assert [*errors_of(response)] == ["__all__"]
    assert "database or disk is full" in response.content.decode()
    assert "Panjang." in response.content.decode()


def test_a_disk_that_is_full_at_the_last_gives_the_text_back(admin_client, asal, monkeypatch):
    """The commit fails, after all was said and remembered; and so does writing the session."""

    def full(*args, **kwargs):
        raise OperationalError("database or disk is full")

    sent = opened(admin_client, asal) | {"body": "Panjang.", "desk_page": "abc"}

    def said_and_full(admin, request, obj):
        messages.success(request, "Tersimpan.")
        full()

    monkeypatch.setattr(ArticleAdmin, "response_change", said_and_full)
    monkeypatch.setattr(Session, "save", full)
    response = admin_client.post(desk_of(asal), sent)
    assert [*errors_of(response)] == ["__all__"]
    assert "Panjang." in response.content.decode()
    assert [*response.context["messages"]] == []


def test_pasted_line_ends_and_marks_make_no_conflict(admin_client, asal):
    sent = opened(admin_client, asal)
    pasted = "Satu.\r\n\r\nDua.\u200f\r\n\r\nTiga."
    admin_client.post(desk_of(asal), sent | {"body": BODY.replace("Dua.", "Dua Ani.")})
    response = admin_client.post(desk_of(asal), sent | {"body": pasted})
    assert response.url == desk_of(asal)
    assert "Dua Ani." in kept(asal)["body"]
