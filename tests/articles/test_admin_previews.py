"""Giving preview links out and taking them back: who may, and what the desk shows of it."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import sharing, workflow
from articles.models import Article, PreviewLink, Revision
from articles.pruning import superfluous
from tests.articles.desk import NOW, desk_of
from tests.articles.test_preview_links import DAY, address
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def links_of(piece: Article) -> str:
    return reverse("admin:articles_article_links", args=[piece.pk])


# --- Who may share ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("anonymous", False),
        ("rightless", False),
        ("writer", True),
        ("other writer", False),
        ("editor", True),
        ("foreign editor", False),
        ("chief", True),
    ],
)
def test_who_may_write_may_share_and_revoke(people, piece, who, may):
    link, _token = sharing.share(piece, by=people["chief"])
    for act in (lambda by: sharing.share(piece, by=by), lambda by: sharing.revoke(link, by=by)):
        if may:
            act(people[who])
        else:
            with pytest.raises(workflow.Refused) as refusal:
                act(people[who])
            assert str(refusal.value.reason)
    link.refresh_from_db()
    assert bool(link.revoked_at) is may


def test_who_made_a_link_may_always_take_it_back(people, piece):
    link, _token = sharing.share(piece, by=people["writer"])
    workflow.submit(piece, by=people["writer"])
    with pytest.raises(workflow.Refused):
        sharing.share(piece, by=people["writer"])
    sharing.revoke(link, by=people["writer"])
    assert not PreviewLink.objects.open().exists()


def test_revoking_twice_keeps_the_first_time(clock, draft, chief):
    link, _token = sharing.share(draft, by=chief)
    sharing.revoke(link, by=chief)
    clock.move_to(NOW + DAY)
    sharing.revoke(link, by=chief)
    link.refresh_from_db()
    assert link.revoked_at == NOW


@pytest.mark.parametrize("wrong", [{"days": 0}, {"days": 365}, {"number": 99}, {"number": 0}])
def test_what_cannot_be_shared_is_refused_in_words(draft, chief, wrong):
    with pytest.raises(workflow.Refused) as refusal:
        sharing.share(draft, by=chief, **wrong)
    assert str(refusal.value.reason)
    assert not PreviewLink.objects.exists()


def test_a_shared_version_is_never_thinned_out(clock, draft, chief):
    for number in range(6):
        workflow.save_draft(
            draft, snapshot={"body": f"{number}"}, by=chief, kind=Revision.Kind.AUTOSAVE
        )
    sharing.share(draft, by=chief, number=3)
    later = NOW + 30 * DAY
    going = set(Revision.objects.filter(pk__in=superfluous(later)).values_list("number", flat=True))
    # Of the others the newest of the day stays, as ever.
    assert going == {2, 4, 5}
    clock.move_to(later)
    call_command("prune_revisions", verbosity=0)
    assert PreviewLink.objects.get().revision.number == 3


# --- The desk --------------------------------------------------------------------


def test_the_desk_shows_the_address_once(client, people, piece):
    client.force_login(people["writer"])
    response = client.post(links_of(piece), {"number": "", "days": "7"})
    text = response.content.decode()
    made = re.search(r'value="(http://testserver/pratinjau/[^"]+/)"', text)[1]
    assert "no-store" in response.headers["Cache-Control"]
    assert Client().get(made).status_code == 200
    token = made.split("/")[-2]
    again = client.get(links_of(piece)).content.decode()
    assert token not in again
    assert token not in str(client.session.items())
    assert token not in str(client.cookies)


def test_the_desk_pins_what_it_is_asked_to(client, people, piece):
    client.force_login(people["writer"])
    assert 'value="1" selected' in client.get(f"{links_of(piece)}?number=1").content.decode()
    client.post(links_of(piece), {"number": "1", "days": "30"})
    link = PreviewLink.objects.get()
    assert link.revision.number == 1
    assert timedelta(0) <= timezone.now() + 30 * DAY - link.expires_at < timedelta(minutes=5)
    assert link.made_by == people["writer"]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"days": "365"},
        {"days": "x"},
        {"days": "7", "number": "99"},
        {"days": "7", "number": "x"},
        {"days": "7", "number": "9" * 40},
        {"days": "7", "number": "9" * 18},
        {"days": "7\0", "number": "1\0"},
        {"days": "²", "number": "²"},
    ],
)
def test_odd_forms_make_nothing_and_say_why(client, people, piece, sent):
    client.force_login(people["writer"])
    response = client.post(links_of(piece), sent)
    assert response.status_code == 200
    assert b"errorlist" in response.content
    assert not PreviewLink.objects.exists()


def test_the_desk_lists_each_with_its_state(client, clock, draft, chief):
    made = [sharing.share(draft, by=chief, days=days)[0] for days in (1, 7, 30)]
    sharing.revoke(made[2], by=chief)
    clock.move_to(NOW + 2 * DAY)
    client.force_login(chief)
    text = client.get(links_of(draft), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    words = re.findall(r'<span class="state[^"]*">([^<]*)</span>', text)
    assert [word.split(" ")[0] for word in words] == ["revoked", "opens", "ran"]
    assert text.count("/revoke/") == 1
    assert f'href="{links_of(draft)}"' in client.get(desk_of(draft)).content.decode()


def test_the_desk_revokes(client, people, piece):
    link, token = sharing.share(piece, by=people["chief"])
    revoke = reverse("admin:articles_article_revoke", args=[piece.pk, link.pk])
    client.force_login(people["writer"])
    assert client.get(revoke).status_code == 405
    response = client.post(revoke)
    assert response.headers["Location"] == links_of(piece)
    assert Client().get(address(token)).status_code == 404


def test_a_link_is_revoked_only_under_its_own_piece(client, people, piece):
    link, token = sharing.share(piece, by=people["chief"])
    other = make_article(published_at=None)
    client.force_login(people["chief"])
    for pk, number in ((other.pk, link.pk), (piece.pk, 10**9), (piece.pk, 10**40)):
        revoke = reverse("admin:articles_article_revoke", args=[pk, number])
        assert client.post(revoke).status_code == 404
    assert Client().get(address(token)).status_code == 200


def test_who_may_not_write_sees_the_list_and_the_reason(client, people, piece):
    link, _token = sharing.share(piece, by=people["chief"])
    client.force_login(people["other writer"])
    text = client.get(links_of(piece)).content.decode()
    assert "links-new" not in text
    response = client.post(links_of(piece), {"number": "", "days": "7"})
    assert response.status_code == 200
    assert PreviewLink.objects.count() == 1
    client.post(reverse("admin:articles_article_revoke", args=[piece.pk, link.pk]))
    link.refresh_from_db()
    assert link.revoked_at is None


@pytest.mark.parametrize("who", ["anonymous", "rightless"])
def test_links_are_for_the_desk(client, people, piece, who):
    client.force_login(people[who])
    for response in (client.get(links_of(piece)), client.post(links_of(piece), {"days": "7"})):
        assert response.status_code in {302, 403}
    assert not PreviewLink.objects.exists()
