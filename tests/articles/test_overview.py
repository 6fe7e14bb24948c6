"""What waits at the desk: by whom, for when, and at what cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import overview, workflow
from articles.models import Act, Article, Revision, Stage, working_snapshot
from articles.permissions import why_not
from tests.factories import make_article, make_section

pytestmark = pytest.mark.django_db
DESK = reverse("admin:index")


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def queries_of(client: Client, address: str) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def in_every_state(number: int, people, section) -> None:
    """Make pieces, each state in turn."""
    later = timezone.now() + timedelta(hours=30)
    update = {"has_unpublished_changes": True, "update_due_at": later, "update_try_at": later}
    states = [
        {"stage": Stage.IN_REVIEW},
        {"stage": Stage.APPROVED},
        {"has_unpublished_changes": True},
        {"published_at": None},
        {"published_at": later},
        update,
        update | {"update_due_at": timezone.now() - timedelta(hours=1)},
    ]
    for place in range(number):
        piece = make_article(section=section, created_by=people["writer"])
        Article.objects.filter(pk=piece.pk).update(**states[place % len(states)])


def pile(user, name: str) -> list[Article]:
    return next(pile for pile in overview.piles(user) if pile.name == name).pieces


@pytest.mark.parametrize("who", ["writer", "editor", "foreign editor", "chief"])
def test_at_most_fifteen_queries_however_many_pieces(people, section, who):
    client = signed_in(people[who])
    counts = []
    for more in (3, 297):
        in_every_state(more, people, section)
        counts.append(queries_of(client, DESK))
    assert counts[0] == counts[1] <= 15


def test_versions_and_comparison_cost_the_same_however_many(piece, people):
    client = signed_in(people["chief"])
    addresses = [
        reverse(f"admin:articles_article_{name}", args=[piece.pk])
        for name in ("versions", "compare")
    ]
    snapshot = working_snapshot(piece)
    counts = []
    for first, last in ((2, 10), (11, 300)):
        rows = [
            Revision(
                article=piece,
                number=number,
                snapshot=snapshot | {"kicker": str(number)},
                by=people["writer"],
            )
            for number in range(first, last + 1)
        ]
        newest = Revision.objects.bulk_create(rows)[-1]
        Article.objects.filter(pk=piece.pk).update(working_revision=newest)
        counts.append([queries_of(client, address) for address in addresses])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12


def test_each_account_sees_what_is_its_own(piece, people):
    workflow.submit(piece, by=people["writer"])
    for who in ("writer", "editor", "chief"):
        assert pile(people[who], "review") == [piece]
    for who in ("other writer", "foreign editor"):
        assert pile(people[who], "review") == []
    assert pile(people["writer"], "mine") == [piece]
    assert pile(people["editor"], "mine") == []


@pytest.mark.parametrize(("claimed", "whose"), [(True, "foreign editor"), (False, "editor")])
def test_a_sub_sections_own_editors_come_before_its_parents(people, section, claimed, whose):
    part = make_section("Gawai", parent=section)
    if claimed:
        part.editors.add(people["foreign editor"])
    piece = make_article(section=part, stage=Stage.IN_REVIEW)
    for who in ("editor", "foreign editor"):
        assert pile(people[who], "review") == ([piece] if who == whose else [])
        assert (why_not(Act.SEND_BACK, piece, people[who]) is None) == (who == whose)


def test_what_is_late_is_late_for_everybody(piece, people):
    live = workflow.publish(piece, by=people["chief"])
    content = working_snapshot(live) | {"body": "Baru."}
    workflow.save_draft(live, snapshot=content, by=people["chief"])
    at = timezone.now() + timedelta(hours=1)
    workflow.publish(live, by=people["chief"], at=at)
    assert pile(people["other writer"], "late") == []
    Article.objects.update(update_due_at=timezone.now() - timedelta(minutes=1))
    assert pile(people["other writer"], "late") == [piece]


def test_a_withdrawn_piece_waits_for_nothing_and_stands_under_its_state(piece, people):
    """Piles, what they lead to, the list's words and its filters say the same of it."""
    writer, chief = people["writer"], people["chief"]
    piece = workflow.publish(piece, by=chief)
    workflow.save_draft(piece, snapshot={"body": "Baru."}, by=writer)
    workflow.submit(piece, by=writer)
    piece = workflow.approve(piece, by=chief)
    client, list_ = signed_in(chief), reverse("admin:articles_article_changelist")

    def found(query: str) -> list[Article]:
        return [*client.get(f"{list_}?{query}").context["cl"].result_list]

    assert pile(chief, "approved") == pile(writer, "mine") == found("stage=approved") == [piece]
    workflow.withdraw(piece, by=chief, reason="Keliru.")
    for who in (writer, chief):
        assert [(one.name, one.count) for one in overview.piles(who) if one.count] == []
    for stage in ("draft", "in_review", "approved", "changed"):
        assert found(f"stage={stage}") == [], stage
    assert found("state=withdrawn") == [piece]
    assert 'class="waiting"' not in client.get(list_).content.decode()

    workflow.reinstate(piece, by=chief, note="Terbukti benar.")
    assert pile(chief, "changed") == pile(writer, "mine") == found("stage=changed") == [piece]


def test_the_calendar_has_first_publications_and_updates(piece, people):
    chief = people["chief"]
    now = timezone.now()
    live = workflow.publish(piece, by=chief)
    content = working_snapshot(live) | {"body": "Baru."}
    workflow.save_draft(live, snapshot=content, by=chief)
    workflow.publish(live, by=chief, at=now + timedelta(days=2))
    first = make_article(published_at=now + timedelta(days=1))
    make_article(published_at=now + timedelta(days=30))
    days = overview.calendar()
    found = {day.date: [entry for _at, entry in day.entries] for day in days if day.entries}
    today = timezone.localdate()
    assert found == {today + timedelta(days=1): [first], today + timedelta(days=2): [live]}
    assert [day.is_today for day in days] == [True, *[False] * 6]


def test_empty_piles_shrink_to_their_names(people):
    text = signed_in(people["writer"]).get(DESK).content.decode()
    assert "Kosong:" in text
    assert 'class="pile ' not in text
