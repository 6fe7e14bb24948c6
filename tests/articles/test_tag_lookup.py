"""Tags found by what is typed, and proposed from what is written."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import tag_keys, tag_lookup
from articles.admin.tags import merge
from articles.models import Article, Tag, TagKey
from articles.tag_proposals import proposed
from tests.articles.desk import desk_of, typed
from tests.factories import make_article, make_section, make_tag

pytestmark = pytest.mark.django_db
PROPOSE = reverse("admin:articles_article_propose")


def test_a_rebuild_cuts_the_words_of_tags_anew(django_assert_max_num_queries):
    """After a release that cuts words otherwise; what is right stays, and is not compared again."""
    changed, same = make_tag("Tulisan tangan"), make_tag("Kapal")
    TagKey.objects.filter(tag=changed, key="ftulis").update(key="flama")
    TagKey.objects.filter(tag=same, key=tag_keys.WAITING).delete()
    before = {*TagKey.objects.filter(tag=same).values_list("pk", "key")}
    call_command("rebuild_search", verbosity=0)
    keys = {*TagKey.objects.filter(tag=changed).values_list("key", flat=True)}
    assert "ftulis" in keys
    assert "flama" not in keys
    assert {*TagKey.objects.filter(tag=same).values_list("pk", "key")} == before
    with django_assert_max_num_queries(8):
        tag_lookup.rewrite()


def suggested(typed: str) -> list[str]:
    return [one.tag.name for one in tag_lookup.suggested(typed)]


def proposals(headline="", standfirst="", body="", carried=()) -> list[str]:
    return [one.tag.name for one in proposed(headline, standfirst, body, carried)]


class TestSuggestions:
    """What may be meant by the beginning of a name."""

    def test_by_beginning_by_a_later_word_and_by_root(self):
        for name in ("AI", "Kecerdasan buatan", "COVID-19", "Tulisan tangan", "Égalité", "🗞️"):
            make_tag(name)
        cases = {
            "ai": "AI",
            "kecerdasan bu": "Kecerdasan buatan",
            "BUAT": "Kecerdasan buatan",
            "covid19": "COVID-19",
            "covid 1": "COVID-19",
            "menulis": "Tulisan tangan",
            "tangannya tulis": "Tulisan tangan",
            "egal": "Égalité",
            "🗞️": "🗞️",
        }
        assert {typed: suggested(typed) for typed in cases} == {
            typed: [name] for typed, name in cases.items()
        }
        for nothing in ("", "  ", "%", "_", "\\", "zzz", "'", "x" * 5000, "kecerdasan mati"):
            assert suggested(nothing) == []

    def test_the_whole_name_first_then_the_most_used(self):
        for name in ("AI lama", "Baru AI", "AIDS"):
            make_tag(name)
        for _piece in range(9):
            make_article(tags=["AI kerap"])
        make_tag("AI")
        for tag in Tag.objects.all():
            tag_lookup._weigh({tag.pk})
        assert suggested("ai") == ["AI", "AI kerap", "AIDS", "AI lama", "Baru AI"]

    def test_many_that_begin_alike_do_not_hide_the_one_that_is_meant(self):
        names = [f"Kab {number}" for number in range(80)]
        Tag.objects.bulk_create([Tag(name=n, slug=n, folded_name=n.lower()) for n in names])
        tag_lookup.write_missing()
        make_tag("Kab")
        with CaptureQueriesContext(connection) as queries:
            found = suggested("kab")
        assert (found[0], len(found), len(queries)) == ("Kab", 10, 2)

    def test_readers_pieces_are_counted_and_many_are_not(self, monkeypatch):
        monkeypatch.setattr(tag_lookup, "COUNTED", 3)
        for number in range(5):
            make_article(tags=["Banyak", "Dua"][: 2 if number < 2 else 1])
        make_article(tags=["Dua"], published_at=None)
        numbers = {one.tag.name: one.pieces for one in tag_lookup.suggested("banyak")}
        numbers |= {one.tag.name: one.pieces for one in tag_lookup.suggested("dua")}
        assert numbers == {"Banyak": 4, "Dua": 2}

    def test_other_names_lead_to_the_tag_and_are_said(self, admin_client):
        kept = make_tag("Kecerdasan buatan")
        merge(kept, [make_tag("AI")])
        kept.name = "Akal imitasi"
        kept.save()
        [one] = tag_lookup.suggested("kecer")
        assert (one.tag, one.also) == (kept, "Kecerdasan buatan")
        address = reverse("admin:articles_article_suggest", args=["tag"])
        [found] = admin_client.get(address, {"q": "ai"}).json()["suggestions"]
        assert found["value"] == "Akal imitasi"
        assert "“AI”" in found["label"]
        make_tag("AI")
        assert suggested("ai") == ["AI"]

    def test_keys_follow_the_name_and_go_with_the_tag(self):
        tag = make_tag("Lama")
        tag.name = "Baru"
        tag.save()
        kept = set(TagKey.objects.values_list("key", flat=True))
        tag_lookup.write([tag])
        assert set(TagKey.objects.values_list("key", flat=True)) == kept
        assert suggested("bar") == suggested("lam") == ["Baru"]
        tag.delete()
        assert not TagKey.objects.exists()


class TestProposals:
    """Tags whose names stand in the text."""

    def test_the_most_telling_first_and_what_is_carried_not_at_all(self):
        for name in ("Mistral", "Meta AI", "Meta", "AI", "PAN", "Ini", "Kecerdasan buatan", "Bola"):
            make_tag(name)
        body = "Meta AI kehilangan orang. Mistral-nya menang. Kecerdasan\nbuatannya pan ini."
        assert proposals("Mistral merekrut", body=body) == [
            "Mistral", "Meta AI", "Kecerdasan buatan", "Meta", "AI",
        ]  # fmt: skip
        assert "PAN" in proposals(body="Ketua PAN hadir")
        assert proposals("Mistral merekrut", body="AI", carried=["mistral"]) == ["AI"]
        assert proposals(body="[x](https://meta/AI) https://mistral/ ![](gambar:12)") == []

    def test_other_names_count(self):
        merge(make_tag("Kecerdasan buatan"), [make_tag("Akal imitasi")])
        assert proposals(body="Soal akal imitasi.") == ["Kecerdasan buatan"]
        assert proposals(body="Soal akal imitasi.", carried=["akal imitasi"]) == []

    def test_the_work_does_not_grow_with_the_tags(self):
        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                assert proposals(body="Tag nomor 1 dan tag nomor 2.") != []
            return len(queries)

        make_tag("Tag nomor 1")
        few = cost()
        names = [f"Tag lain {number}" for number in range(300)]
        Tag.objects.bulk_create([Tag(name=n, slug=n, folded_name=n.lower()) for n in names])
        tag_lookup.write_missing()
        assert cost() == few <= 5
        assert proposals(body="![" * 50_000 + "a]( " * 20_000) == []

    def test_they_are_said_once_after_a_save_and_asked_for_by_the_script(self, admin_client):
        make_tag("Mistral")
        article = make_article("Mistral naik", section=make_section(), published_at=None)
        data = typed(headline="Mistral naik", body="Isi.", slug="mistral-naik")
        page = admin_client.post(desk_of(article), data, follow=True)
        assert 'data-value="Mistral"' in page.content.decode()
        assert 'data-value="Mistral"' not in admin_client.get(desk_of(article)).content.decode()
        posted = {"headline": "Mistral\0", "body": "x", "tags": "a, b"}
        [found] = admin_client.post(PROPOSE, posted).json()["proposals"]
        assert found["value"] == "Mistral"
        assert admin_client.get(PROPOSE).status_code == 405
        assert Client().post(PROPOSE, posted).status_code in {302, 403}
        assert Article.objects.get().tags.count() == 0
