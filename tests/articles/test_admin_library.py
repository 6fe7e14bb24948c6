"""Sections, authors, redirects, standing pages and accounts in the admin."""

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from articles.models import Act, Author, Redirect, Section, StandingPage
from articles.permissions import why_not
from tests.factories import (
    make_article,
    make_author,
    make_chief,
    make_editor,
    make_image,
    make_section,
    make_tag,
    make_writer,
)

pytestmark = pytest.mark.django_db


def errors(response) -> dict:
    """The fields of a form that was shown again, with what is wrong with them."""
    return response.context["adminform"].form.errors


def add(client, model: str, **fields):
    return client.post(reverse(f"admin:articles_{model}_add"), fields)


def delete(client, row):
    address = reverse(f"admin:articles_{row._meta.model_name}_delete", args=[row.pk])
    return client.post(address, {"post": "yes"})


def staff(*rights: str) -> User:
    user = User.objects.create_user("-".join(rights) or "kosong", is_staff=True)
    for right in rights:
        label, codename = right.split(".")
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=label, codename=codename)
        )
    return user


class TestSections:
    """The tree."""

    def test_in_the_order_of_the_navigation(self, admin_client):
        second, first = make_section("Budaya", position=2), make_section("Teknologi", position=1)
        part, early = make_section("Kecerdasan buatan", parent=first, position=5), None
        early = make_section("Gawai", parent=first, position=1)
        make_article(section=part)
        rows = admin_client.get(reverse("admin:articles_section_changelist")).context["cl"]
        assert list(rows.result_list) == [first, early, part, second]
        assert [row.number_of_pieces for row in rows.result_list] == [0, 0, 1, 0]

    def test_a_part_is_found_by_its_own_name_and_by_its_main_sections(self, admin_client):
        other, main = make_section("Budaya", position=2), make_section("Sains", position=1)
        part = make_section("Energi", parent=main)
        address, boxes = reverse("admin:articles_section_changelist"), reverse("admin:autocomplete")
        asks = {"app_label": "articles", "model_name": "redirect", "field_name": "section"}
        for typed, wanted in {"ener": [part], "sains": [main, part], "buda": [other]}.items():
            listed = admin_client.get(address, {"q": typed}).context["cl"].result_list
            offered = admin_client.get(boxes, asks | {"term": typed}).json()["results"]
            assert [*listed] == wanted, typed
            assert [one["text"] for one in offered] == [row.name for row in wanted], typed
        # At the desk browsers go to the choice whose name begins as what is typed.
        form = admin_client.get(reverse("admin:articles_article_add")).context["adminform"].form
        assert [*form.fields["section"].choices][1:] == [
            (main.name, [(main.pk, "Sains"), (part.pk, "Energi")]),
            (other.pk, "Budaya"),
        ]
        assert form.fields["section"].clean(str(part.pk)) == part

    def test_its_editors_are_chosen_by_whoever_oversees(self, client):
        section, chief = make_section("Teknologi"), make_chief()
        editor, writer = make_editor(), make_writer()
        address = reverse("admin:articles_section_change", args=[section.pk])
        fields = {"name": section.name, "slug": section.slug, "position": "0"}
        client.force_login(chief)
        choices = client.get(address).context["adminform"].form.fields["editors"].queryset
        assert {*choices} == {editor, chief}
        assert "editors" in errors(client.post(address, {**fields, "editors": [writer.pk]}))
        assert client.post(address, {**fields, "editors": [editor.pk]}).status_code == 302
        assert [*section.editors.all()] == [editor]
        other = make_editor()
        client.force_login(other)
        client.post(address, {**fields, "editors": [other.pk], "description": "Gawai."})
        section.refresh_from_db()
        assert section.description == "Gawai."
        assert [*section.editors.all()] == [editor]

    def test_no_editor_takes_a_part_from_its_main_sections_editors(self, client):
        main = make_section("Teknologi")
        main.editors.add(make_editor())
        part = make_section("Gawai", parent=main)
        piece, other = make_article(section=part), make_editor()
        client.force_login(other)
        address = reverse("admin:articles_section_change", args=[part.pk])
        fields = {"name": part.name, "slug": part.slug, "position": "0", "parent": ""}
        assert client.post(address, fields).status_code == 302
        part.refresh_from_db()
        assert part.parent == main
        assert why_not(Act.WITHDRAW, piece, other)

    def test_two_levels_only(self, admin_client):
        main = make_section()
        part = make_section(parent=main)
        fields = {"name": "Baru", "position": "0"}
        assert "parent" in errors(add(admin_client, "section", **fields, parent=part.pk))
        address = reverse("admin:articles_section_change", args=[main.pk])
        other = make_section()
        fields |= {"name": main.name, "slug": main.slug}
        assert "parent" in errors(admin_client.post(address, {**fields, "parent": main.pk}))
        assert "parent" in errors(admin_client.post(address, {**fields, "parent": other.pk}))

    @pytest.mark.parametrize("position", ["-1", "99999999999", "abc", "32768", "9" * 30])
    def test_odd_positions(self, admin_client, position):
        assert "position" in errors(add(admin_client, "section", name="Baru", position=position))

    def test_a_used_section_stays(self, admin_client):
        main = make_section("Teknologi")
        part = make_section("Gawai", parent=main)
        piece = make_article("Tentang gawai", section=part)
        for row, user in ((main, part), (part, piece)):
            response = delete(admin_client, row)
            assert response.status_code == 200
            assert str(user) in response.content.decode()
        assert Section.objects.count() == 2
        piece.delete()
        assert delete(admin_client, part).status_code == 302

    def test_the_explanation_is_short(self, admin_client, django_assert_max_num_queries):
        section = make_section()
        for _number in range(30):
            make_article(section=section)
        with django_assert_max_num_queries(12):
            assert len(delete(admin_client, section).context["protected"]) == 21


class TestAuthors:
    """Names in bylines."""

    def test_with_portrait_and_account(self, admin_client, admin_user):
        image = make_image()
        add(admin_client, "author", name="Siti Nurhaliza", portrait=image.pk, user=admin_user.pk)
        author = Author.objects.get()
        assert (author.slug, author.portrait, author.user) == ("siti-nurhaliza", image, admin_user)
        again = add(admin_client, "author", name="Lain", user=admin_user.pk)
        assert list(errors(again)) == ["user"]

    def test_an_author_with_bylines_stays(self, admin_client):
        author, unused = make_author(), make_author()
        piece = make_article("Ditulis orang", authors=[author])
        assert piece.headline in delete(admin_client, author).content.decode()
        assert delete(admin_client, unused).status_code == 302
        assert Author.objects.get() == author

    def test_only_who_sees_accounts_chooses_one(self, client):
        user = staff("articles.add_author", "articles.view_author")
        client.force_login(user)
        add(client, "author", name="Saya", user=user.pk)
        assert Author.objects.get().user is None


class TestRedirects:
    """Old addresses."""

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("/2019/05/judul-lama/", "/2019/05/judul-lama/"),
            ("/berita/judul%20lama.html", "/berita/judul lama.html"),
            ("/artikel/123", "/artikel/123"),
            ("/2025/13/x/", "/2025/13/x/"),
            ("/%F0%9F%97%9E/", "/🗞/"),
            ("/rubrik/tiada/", "/rubrik/tiada/"),
        ],
    )
    def test_kept(self, admin_client, typed, kept):
        add(admin_client, "redirect", old_path=typed, article=make_article().pk)
        assert Redirect.objects.get().old_path == kept

    @pytest.mark.parametrize(
        "typed",
        [
            "lama/",
            "https://contoh.id/lama/",
            "//contoh.id/lama/",
            "/lama/?p=1",
            "/lama/#atas",
            "/lama\0/",
            "/lama%00/",
            "/lama%0A/",
            r"/\contoh.id",
            "/x" * 200,
            "",
            "/",
            "/admin/",
            "/admin/apa/saja/",
            "/static/css/base.css",
            "/media/gambar/x.png",
            "/tag/",
            "/arsip/2025/",
        ],
    )
    def test_refused(self, admin_client, typed):
        response = add(admin_client, "redirect", old_path=typed, article=make_article().pk)
        assert list(errors(response)) == ["old_path"]

    def test_where_something_lives(self, admin_client, client):
        piece, draft = make_article(), make_article(published_at=None)
        tag, author = make_tag(), make_author()
        StandingPage.objects.create(slug="tentang", title="Tentang")
        for row in (piece, piece.section, tag, author, StandingPage.objects.get()):
            response = add(
                admin_client, "redirect", old_path=row.get_absolute_url(), article=piece.pk
            )
            assert "old_path" in errors(response), row
        # The same words in another month, and a piece that readers do not see.
        for path in (f"/1999/01/{piece.slug}/", f"/2025/01/{draft.slug}/"):
            add(admin_client, "redirect", old_path=path, article=piece.pk)
        assert Redirect.objects.count() == 2
        assert client.get(f"/1999/01/{piece.slug}/")["Location"] == piece.get_absolute_url()

    def test_to_whatever_has_a_page_but_to_one_only(self, admin_client, client):
        tag = make_tag()
        piece = make_article(tags=[tag])
        add(admin_client, "redirect", old_path="/Topik/Lama", tag=tag.pk)
        assert client.get("/topik/lama/")["Location"] == tag.get_absolute_url()
        both = add(admin_client, "redirect", old_path="/x/", tag=tag.pk, article=piece.pk)
        assert list(errors(both)) == ["tag"]
        assert list(errors(add(admin_client, "redirect", old_path="/x/"))) == ["article"]

    def test_twice_the_same(self, admin_client):
        piece = make_article()
        add(admin_client, "redirect", old_path="/lama/", article=piece.pk)
        again = add(admin_client, "redirect", old_path="/lama/", article=piece.pk)
        assert list(errors(again)) == ["old_path"]


class TestStandingPages:
    """Masthead, guideline, about."""

    def test_made_and_changed(self, admin_client):
        add(admin_client, "standingpage", title="Tentang kami", slug="tentang-kami", body="**Isi**")
        page = StandingPage.objects.get()
        assert "<strong>Isi</strong>" in page.body_html
        address = reverse("admin:articles_standingpage_change", args=[page.pk])
        admin_client.post(address, {"title": "Tentang", "slug": "lain", "body": "Baru"})
        changed = StandingPage.objects.get()
        assert (changed.title, changed.slug) == ("Tentang", "tentang-kami")
        assert changed.modified_at > page.modified_at

    @pytest.mark.parametrize(
        "slug", ["tag", "arsip", "admin", "static", "spasi di sini", "", "x" * 61]
    )
    def test_addresses_that_are_not_free(self, admin_client, slug):
        response = add(admin_client, "standingpage", title="Judul", slug=slug, body="Isi")
        assert list(errors(response)) == ["slug"]

    def test_text_the_renderer_refuses(self, admin_client, settings):
        body = "kata " * (settings.MARKDOWN_MAX_BYTES // 5 + 1)
        response = add(admin_client, "standingpage", title="Panjang", slug="panjang", body=body)
        assert list(errors(response)) == ["body"]
        assert response.context["adminform"].form["body"].value() == body


class TestAccounts:
    """An editor-in-chief keeps the accounts, and stays below a superuser."""

    @pytest.fixture
    def chief(self, client):
        user = staff("auth.view_user", "auth.add_user", "auth.change_user", "auth.delete_user")
        client.force_login(user)
        return user

    def test_nobody_makes_themselves_a_superuser(self, client, chief):
        rights = Permission.objects.values_list("pk", flat=True)
        address = reverse("admin:auth_user_change", args=[chief.pk])
        data = {"username": "naik", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
        dates = {"date_joined_0": "2025-01-01", "date_joined_1": "00:00:00"}
        client.post(address, {**data, **dates, "user_permissions": list(rights)})
        chief.refresh_from_db()
        assert chief.username == "naik"
        assert not chief.is_superuser
        assert chief.user_permissions.count() == 4

    def test_a_superusers_account_is_out_of_reach(self, client, chief, admin_user):
        password = admin_user.password
        for page, data in (
            ("change", {"username": "lain"}),
            ("delete", {"post": "yes"}),
        ):
            address = reverse(f"admin:auth_user_{page}", args=[admin_user.pk])
            assert client.post(address, data).status_code == 403
        address = reverse("admin:auth_user_password_change", args=[admin_user.pk])
        new = {"password1": "kata-sandi-baru-1", "password2": "kata-sandi-baru-1"}
        assert client.post(address, new).status_code == 403
        chosen = {"action": "delete_selected", "_selected_action": [admin_user.pk], "post": "yes"}
        client.post(reverse("admin:auth_user_changelist"), chosen)
        admin_user.refresh_from_db()
        assert admin_user.password == password

    @pytest.mark.parametrize(
        "query", ["q=%00", "q=" + "x+" * 5000, "password__startswith=p", "groups__id__exact=abc"]
    )
    def test_odd_lists(self, client, chief, query):
        response = client.get(f"{reverse('admin:auth_user_changelist')}?{query}", follow=True)
        assert response.status_code in {200, 400}
