"""Who else has a piece open, and what became of it meanwhile."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import presence, workflow
from articles.models import Article, Presence, Publication

pytestmark = pytest.mark.django_db


def names(piece, user) -> list[str]:
    return [other.username for other in presence.news(piece, user, base=0).others]


def test_others_are_named_until_they_are_gone(piece, people, clock):
    writer, editor = people["writer"], people["editor"]
    presence.enter(piece, writer)
    presence.enter(piece, editor)
    assert names(piece, writer) == ["redaktur"]
    clock.shift(presence.HERE_FOR + timedelta(seconds=1))
    assert names(piece, writer) == []
    presence.enter(piece, editor)
    assert names(piece, writer) == ["redaktur"]
    assert Presence.objects.count() == 2


def test_a_page_that_asks_often_writes_seldom(piece, people, clock, django_assert_num_queries):
    presence.enter(piece, people["writer"])
    clock.shift(5)
    with django_assert_num_queries(1):
        presence.enter(piece, people["writer"])
    clock.shift(5)
    with django_assert_num_queries(2):
        presence.enter(piece, people["writer"])


def test_old_rows_go(piece, people):
    presence.enter(piece, people["writer"])
    Presence.objects.update(seen_at=timezone.now() - timedelta(hours=2))
    presence.enter(piece, people["editor"])
    assert [row.user for row in Presence.objects.all()] == [people["editor"]]


def test_what_was_saved_since_is_told(piece, people, django_assert_num_queries):
    writer, editor = people["writer"], people["editor"]
    assert presence.news(piece, writer, base=1).saved is None
    workflow.save_draft(piece, snapshot={"body": "Dari redaktur."}, by=editor)
    workflow.keep_apart(piece, snapshot={"body": "Bentrok."}, by=editor, base=1)
    with django_assert_num_queries(2):
        found = presence.news(piece, writer, base=1)
    assert (found.saved.number, found.saved.by) == (2, editor), "a conflict is nobody's news"
    assert found.state is Publication.DRAFT
    workflow.publish(Article.objects.get(pk=piece.pk), by=people["chief"])
    assert presence.news(Article.objects.get(pk=piece.pk), writer, base=2).state == "live"
    assert presence.news(None, writer, base=2).state is None
