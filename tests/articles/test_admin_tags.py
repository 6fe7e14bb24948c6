"""Tags in the admin."""

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from articles.admin.tags import merge
from articles.models import Tag, Tagging
from tests.factories import make_article, make_tag

pytestmark = pytest.mark.django_db
LIST, ADD = reverse("admin:articles_tag_changelist"), reverse("admin:articles_tag_add")


def errors(response) -> str:
    """What the form says is wrong."""
    return str(response.context["adminform"].form.errors)


def tags_of(article) -> set[str]:
    return {tag.name for tag in article.tags.all()}


class TestForm:
    """A tag's words."""

    def test_a_tag_is_made_with_an_address(self, admin_client):
        admin_client.post(ADD, {"name": "  Kecerdasan   buatan ", "slug": ""})
        tag = Tag.objects.get()
        assert (tag.name, tag.slug) == ("Kecerdasan buatan", "kecerdasan-buatan")

    def test_names_without_latin_letters_get_an_address(self, admin_client):
        for name in ("الذكاء", "ꦲꦏ꧀ꦱꦫ", "🗞️"):
            admin_client.post(ADD, {"name": name})
        assert set(Tag.objects.values_list("slug", flat=True)) == {"tag", "tag-2", "tag-3"}

    @pytest.mark.parametrize(
        ("there", "typed"),
        [("AI", "ai"), ("Égalité", "ÉGALITÉ"), ("Égalité", "e\u0301galite\u0301"), ("Maß", "MASS")],
    )
    def test_the_same_name_whatever_its_case(self, admin_client, there, typed):
        make_tag(there)
        response = admin_client.post(ADD, {"name": typed})
        assert there in errors(response)
        assert Tag.objects.count() == 1

    @pytest.mark.parametrize("name", ["x" * 101, "AI, Meta", ",", " \u00a0 ", "", "a\0b"])
    def test_names_no_tag_can_have(self, admin_client, name):
        response = admin_client.post(ADD, {"name": name})
        assert response.status_code == 200
        assert list(response.context["adminform"].form.errors) == ["name"]
        assert not Tag.objects.exists()

    def test_changing_the_case_of_ones_own_name(self, admin_client):
        tag = make_tag("ai")
        admin_client.post(
            reverse("admin:articles_tag_change", args=[tag.pk]), {"name": "AI", "slug": "ai"}
        )
        tag.refresh_from_db()
        assert tag.name == "AI"


def test_the_list_counts_pieces(admin_client):
    used, unused = make_tag("dipakai"), make_tag("sepi")
    for _piece in range(3):
        make_article(tags=[used])
    rows = {tag: tag.number_of_pieces for tag in admin_client.get(LIST).context["cl"].result_list}
    assert rows == {used: 3, unused: 0}
    ordered = admin_client.get(f"{LIST}?o=-2").context["cl"].result_list
    assert list(ordered) == [used, unused]


def test_taggits_own_tags_are_not_in_the_admin(admin_client):
    assert admin_client.get("/admin/taggit/tag/").status_code == 404


def test_deleting_says_how_many_pieces_lose_the_tag(admin_client):
    tag = make_tag("dipakai")
    make_article(tags=[tag])
    address = reverse("admin:articles_tag_delete", args=[tag.pk])
    assert (
        dict(admin_client.get(address).context["model_count"])[Tagging._meta.verbose_name_plural]
        == 1
    )
    admin_client.post(address, {"post": "yes"})
    assert not Tag.objects.exists()


class TestMerging:
    """Two tags become one."""

    def test_pieces_move_once(self):
        kept, other, third = make_tag("AI"), make_tag("kecerdasan buatan"), make_tag("A.I.")
        both = make_article(tags=[kept, other, third])
        only_other = make_article(tags=[other, third])
        untouched = make_article(tags=["Meta"])
        assert merge(kept, [other, third, kept]) == 1
        assert tags_of(both) == tags_of(only_other) == {"AI"}
        assert tags_of(untouched) == {"Meta"}
        assert set(Tag.objects.values_list("name", flat=True)) == {"AI", "Meta"}

    def test_by_two_pages_without_script(self, admin_client):
        kept, other = make_tag("AI"), make_tag("Akal imitasi")
        piece = make_article(tags=[other])
        chosen = {"action": "merge_tags", "_selected_action": [kept.pk, other.pk]}
        asked = admin_client.post(LIST, chosen)
        assert asked.templates[0].name == "admin/articles/tag/merge.html"
        assert not asked.context["asked"]
        again = admin_client.post(LIST, {**chosen, "merge_asked": "1", "kept": "999"})
        assert again.context["asked"]
        assert tags_of(piece) == {"Akal imitasi"}
        done = admin_client.post(LIST, {**chosen, "merge_asked": "1", "kept": kept.pk}, follow=True)
        message = str(next(iter(done.context["messages"])))
        assert "Akal imitasi" in message
        assert "1" in message
        assert tags_of(piece) == {"AI"}

    def test_one_tag_alone_is_not_merged(self, admin_client):
        data = {"action": "merge_tags", "_selected_action": [make_tag().pk]}
        response = admin_client.post(LIST, data, follow=True)
        assert len(response.context["messages"]) == 1
        assert Tag.objects.count() == 1

    def test_it_needs_both_rights(self, client):
        writer = User.objects.create_user("penulis", is_staff=True)
        rights = Permission.objects.filter(content_type__app_label="articles")
        writer.user_permissions.set(rights.filter(codename__in=["view_tag", "change_tag"]))
        client.force_login(writer)
        kept, other = make_tag(), make_tag()
        data = {"action": "merge_tags", "_selected_action": [kept.pk, other.pk], "kept": kept.pk}
        client.post(LIST, data, follow=True)
        assert Tag.objects.count() == 2
        writer.user_permissions.add(rights.get(codename="delete_tag"))
        client.post(LIST, data, follow=True)
        assert Tag.objects.get() == kept
