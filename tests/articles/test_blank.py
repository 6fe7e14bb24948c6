"""Texts that only look empty: nothing goes to readers without words that can be seen."""

import pytest
from django.urls import reverse

from articles import workflow
from articles.blank import is_blank
from articles.models import Author, Section, Tag
from articles.models.tags import parse
from tests.factories import make_article, make_chief


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u200d", "\ufeff", "\u00a0\u2060", "\u3164"])
def test_nothing_can_be_seen(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", "?", "🙂", "مرحبا", "ꦗꦮ", "\u200b.", "\U0001fae9"])
def test_something_can_be_seen(text):
    assert not is_blank(text)


@pytest.mark.django_db
def test_no_piece_goes_out_under_a_headline_that_nobody_sees():
    chief, piece = make_chief(), make_article(published_at=None)
    workflow.save_draft(piece, snapshot={"headline": "\u200b", "body": "\u2060"}, by=chief)
    with pytest.raises(workflow.Blocked) as blocked:
        workflow.publish(piece, by=chief)
    assert len(blocked.value.findings) >= 2
    with pytest.raises(workflow.Refused, match="tidak ada halaman"):
        workflow.publish(piece, by=chief, override="Tetap terbit.")


@pytest.mark.parametrize("model", [Author, Section, Tag])
def test_no_link_goes_without_words(admin_client, model):
    address = reverse(f"admin:articles_{model._meta.model_name}_add")
    page = admin_client.post(address, {"name": "\u200b", "slug": ""})
    assert page.status_code == 200
    assert page.context["adminform"].form.errors["name"]
    assert not model.objects.exists()


def test_a_tag_that_nobody_sees_is_none():
    assert parse("AI, \u200b, ,\u2060") == ["AI"]
