"""A tag that was renamed or merged stays what it is for the texts that name it as it was."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import due, workflow
from articles.admin.tags import merge
from articles.models import Article, FormerName, Tag
from articles.models.snapshots import existing_part
from tests.factories import make_tag

pytestmark = pytest.mark.django_db


def rename(old: str, new: str) -> None:
    tag = Tag.objects.get(name=old)
    tag.name = new
    tag.save()


def merged(old: str, new: str) -> None:
    merge(make_tag(new), [Tag.objects.get(name=old)])


@pytest.mark.parametrize("change", [rename, merged])
def test_a_waiting_update_finds_the_tag_under_its_new_name(piece, people, change):
    chief, at = people["chief"], timezone.now() + timedelta(hours=1)
    workflow.publish(piece, by=chief)
    workflow.save_draft(piece, snapshot={"tags": ["ai", "Paris"], "body": "Baru."}, by=chief)
    workflow.publish(piece, by=chief, at=at)
    change("AI", "Kecerdasan buatan")
    [outcome] = due.publish_due(at)
    assert not outcome.failure
    shown = Article.objects.get(pk=piece.pk).tags.all()
    assert {tag.name for tag in shown} == {"Kecerdasan buatan", "Paris"}
    assert not Tag.objects.filter(name="AI").exists()


@pytest.mark.parametrize("change", [rename, merged])
def test_an_old_version_is_restored_with_the_tag_of_today(piece, people, change):
    workflow.save_draft(piece, snapshot={"tags": []}, by=people["writer"])
    change("AI", "Kecerdasan buatan")
    workflow.restore(piece, number=1, by=people["writer"])
    assert [tag.name for tag in piece.tags.all()] == ["Kecerdasan buatan"]


def test_both_names_of_one_tag_are_one(piece):
    rename("AI", "Kecerdasan buatan")
    content, lost = existing_part({"tags": ["AI", "kecerdasan BUATAN", "Lain"]})
    assert (content["tags"], lost) == (["Kecerdasan buatan", "Lain"], [])
    assert len(Tag.objects.named(["AI", "Kecerdasan buatan"])) == 1


def test_names_are_handed_on_from_merge_to_merge(piece):
    rename("AI", "Akal imitasi")
    merged("Akal imitasi", "Kecerdasan buatan")
    merged("Kecerdasan buatan", "Mesin pintar")
    assert Tag.objects.names_now(["AI", "Akal imitasi"]) == ["Mesin pintar"]


def test_a_tag_made_anew_has_its_name_to_itself(piece):
    rename("AI", "Kecerdasan buatan")
    anew = make_tag("AI")
    assert Tag.objects.named(["ai"]) == [anew]
    assert not FormerName.objects.exists()


def test_there_and_back_leaves_no_former_name_of_its_own(piece):
    rename("AI", "Kecerdasan buatan")
    rename("Kecerdasan buatan", "AI")
    assert list(FormerName.objects.values_list("name", flat=True)) == ["Kecerdasan buatan"]


def test_the_tags_page_says_its_former_names(admin_client, piece):
    rename("AI", "Kecerdasan buatan")
    tag = Tag.objects.get(name="Kecerdasan buatan")
    address = reverse("admin:articles_tag_change", args=[tag.pk])
    assert 'value="AI"' in admin_client.get(address).content.decode()
