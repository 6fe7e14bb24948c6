"""The writing desk: form -> snapshot -> acts, and nothing typed is lost."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.db import IntegrityError
from django.utils import timezone

from articles import workflow
from articles.acting import AddressTaken
from articles.models import Article, Publication, RelatedPick, Tag, working_snapshot
from articles.models.snapshots import snapshot_of
from tests.articles.desk import ADD, desk_of, errors_of, staff, typed
from tests.factories import make_article, make_author, make_image, make_section

pytestmark = pytest.mark.django_db


class TestSaving:
    """Form -> snapshot -> act."""

    def test_a_new_piece(self, admin_client, admin_user):
        section, image, other = make_section(), make_image(), make_article()
        authors = [make_author("B"), make_author("A")]
        response = admin_client.post(
            ADD,
            typed(
                headline=" Judul \r\n baru ",
                body="Satu.\r\n\r\n    kode\r\n",
                section=section.pk,
                byline=[authors[0].pk, "", authors[1].pk, ""],
                tags=" AI , ai, AI, kecerdasan buatan",
                related=other.get_absolute_url(),
                lead_image=image.pk,
            ),
        )
        article = Article.objects.latest("pk")
        assert response["Location"] == desk_of(article)
        assert (article.headline, article.slug) == ("Judul baru", "judul-baru")
        assert article.body == "Satu.\n\n    kode\n"
        assert snapshot_of(article) == snapshot_of(article) | {
            "section": section.pk,
            "lead_image": image.pk,
            "byline": [author.pk for author in authors],
            "related": [other.pk],
        }
        assert {tag.name for tag in article.tags.all()} == {"AI", "kecerdasan buatan"}
        assert article.publication is Publication.DRAFT

    def test_saving_what_is_shown_changes_nothing(self, admin_client, loaded):
        for article in Article.objects.all():
            before = snapshot_of(article)
            form = admin_client.get(desk_of(article)).context["adminform"].form
            shown = {field.name: field.value() for field in form}
            data = {name: "" if value is None else value for name, value in shown.items()}
            data["publish_at"] = ""
            assert admin_client.post(desk_of(article), data).status_code == 302
            assert snapshot_of(Article.objects.get(pk=article.pk)) == before

    def test_the_forms_budget_of_queries(self, admin_client, loaded, django_assert_max_num_queries):
        article = Article.objects.get(slug="peneliti-ai-meta-pindah-ke-mistral")
        # Django looks up content types once in a process.
        admin_client.get(desk_of(article))
        with django_assert_max_num_queries(28):
            admin_client.get(desk_of(article))

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("headline", ""),
            ("headline", " \n "),
            ("headline", "x" * 300),
            ("headline", "a\0b"),
            ("slug", "x" * 101),
            ("slug", "dua kata"),
            ("slug", "é/../x"),
            ("body", "x" * 201_000),
            ("body", "a\0b"),
            ("standfirst", "x" * 501),
            ("kicker", "x" * 61),
            ("tags", "x" * 101),
            ("tags", ",".join(map(str, range(40)))),
            ("tags", "a\0b"),
            ("section", "999999"),
            ("section", "9" * 30),
            ("section", "abc"),
            ("lead_image", "999999"),
            ("lead_image", "9" * 30),
            ("lead_image", "x\0"),
            ("byline", ["999999"]),
            ("byline", ["9" * 30]),
            ("byline", ["abc", "²"]),
            ("byline", ["1"] * 30),
            ("related", "tidak-ada"),
            ("related", "http://[::1"),
            ("related", "\n".join(map(str, range(20)))),
            ("related", "a\0b"),
        ],
    )
    def test_refusals_lose_nothing(self, admin_client, field, value):
        sent = typed(**{"headline": "Judul", "body": "Isi yang panjang.", field: value})
        response = admin_client.post(ADD, sent)
        assert [*errors_of(response)] == [field]
        form = response.context["adminform"].form
        for name in ("headline", "body", "tags", "related", "slug"):
            # A browser does not send line ends otherwise.
            assert form[name].value() == sent[name]
        assert not Article.objects.exists()

    def test_the_words_of_a_long_tag(self, admin_client):
        response = admin_client.post(ADD, typed(tags="AI, " + "x" * 101))
        assert "101" in errors_of(response)["tags"][0]
        assert not Tag.objects.exists()

    def test_all_scripts_of_the_world(self, admin_client):
        headline = "مرحبا ꦗꦮ 🗞️ — «é»"
        admin_client.post(ADD, typed(headline=headline, tags="العربية, ꦗꦮ, 🗞️"))
        article = Article.objects.get()
        assert article.headline == headline
        assert article.slug
        assert article.tags.count() == 3

    def test_an_author_twice(self, admin_client):
        author = make_author()
        response = admin_client.post(ADD, typed(byline=[author.pk, author.pk]))
        assert [*errors_of(response)] == ["byline"]

    def test_related_pieces_by_every_name(self, admin_client):
        one, two, three = make_article("Satu"), make_article("Dua"), make_article("Tiga, ya")
        draft = make_article("Rancangan", published_at=None)
        lines = [
            f"https://contoh.id{one.get_absolute_url()}?utm=1#x",
            two.slug,
            "Tiga, ya",
            f"apa pun [{draft.slug}]",
            two.slug,
            "",
        ]
        admin_client.post(ADD, typed(related="\r\n".join(lines)))
        picks = RelatedPick.objects.filter(article=Article.objects.latest("pk"))
        assert [pick.target for pick in picks] == [one, two, three, draft]

    def test_a_piece_is_not_related_to_itself(self, admin_client):
        article = make_article(authors=[make_author()])
        fields = {"section": article.section_id, "byline": [article.byline[0].pk]}
        sent = typed(slug=article.slug, related=article.slug, **fields)
        assert [*errors_of(admin_client.post(desk_of(article), sent))] == ["related"]

    @pytest.mark.parametrize("field", ["section", "byline", "body"])
    def test_a_live_piece_keeps_what_readers_need(self, admin_client, field):
        author = make_author()
        article = make_article(authors=[author])
        sent = typed(section=article.section_id, byline=[author.pk]) | {field: "", "_publish": ""}
        response = admin_client.post(desk_of(article), sent, follow=True)
        levels = [message.level_tag for message in response.context["messages"]]
        assert levels == ["warning", "success"]
        before = snapshot_of(article)
        assert snapshot_of(Article.objects.get(pk=article.pk)) == before
        assert not working_snapshot(Article.objects.get(pk=article.pk))[field]

    def test_a_taken_slug(self, admin_client):
        make_article(slug="ada")
        assert [*errors_of(admin_client.post(ADD, typed(slug="ada")))] == ["slug"]

    @pytest.mark.parametrize("collision", [IntegrityError, AddressTaken("Dipakai.")])
    @pytest.mark.parametrize(("slug", "status", "pieces"), [("", 302, 4), ("sama", 200, 1)])
    def test_the_same_slug_at_once(
        self, admin_client, monkeypatch, slug, status, pieces, collision
    ):
        """Others' saves are committed between our look and our write, one after the other."""
        view, overtaken = ModelAdmin.changeform_view, []

        def race(*args):
            if len(overtaken) < pieces - 1 or not overtaken:
                overtaken.append(make_article("Judul baru", slug=slug, published_at=None))
                raise collision
            return view(*args)

        monkeypatch.setattr(ModelAdmin, "changeform_view", race)
        response = admin_client.post(ADD, typed(slug=slug, body="Panjang sekali."))
        assert (response.status_code, Article.objects.count()) == (status, pieces)
        if status == 200:
            assert [*errors_of(response)] == ["slug"]
            assert "Panjang sekali." in response.content.decode()

    def test_a_collision_that_lasts_is_said(self, admin_client, monkeypatch):
        def collide(article, **kwargs):
            raise IntegrityError

        monkeypatch.setattr(workflow, "save_draft", collide)
        response = admin_client.post(ADD, typed(body="Panjang sekali."))
        assert [*errors_of(response)] == ["__all__"]
        assert "Panjang sekali." in response.content.decode()

    def test_a_refused_act_is_said_and_the_text_stays(self, admin_client, monkeypatch):
        def refuse(article, **kwargs):
            raise workflow.Refused("Alasan yang jelas.")

        monkeypatch.setattr(workflow, "save_draft", refuse)
        page = admin_client.post(ADD, typed(body="Panjang sekali.")).content.decode()
        assert "Alasan yang jelas." in page
        assert "Panjang sekali." in page

    def test_a_piece_deleted_meanwhile_can_be_saved_anew(self, admin_client):
        article = make_article()
        address = desk_of(article)
        article.delete()
        response = admin_client.post(address, typed(body="Panjang sekali."))
        assert [*errors_of(response)] == ["__all__"]
        page = response.content.decode()
        assert "Panjang sekali." in page
        assert f'action="{ADD}"' in page


class TestActs:
    """The buttons."""

    @pytest.fixture
    def sent(self):
        place = {"section": make_section().pk, "byline": [make_author().pk]}
        return typed(standfirst="Pengantar.", **place)

    def test_publish_schedule_unschedule_withdraw_reinstate(self, admin_client, sent):
        later = timezone.localtime() + timedelta(days=2)
        admin_client.post(ADD, sent | {"_publish": "", "publish_at": f"{later:%Y-%m-%dT%H:%M}"})
        article = Article.objects.get()
        assert article.publication is Publication.SCHEDULED
        assert timezone.localtime(article.published_at).hour == later.hour

        def press(button, **more):
            admin_client.post(desk_of(article), sent | {button: ""} | more)
            article.refresh_from_db()
            return article.publication

        assert press("_unschedule") is Publication.DRAFT
        assert press("_publish") is Publication.LIVE
        assert press("_withdraw") is Publication.LIVE
        assert press("_withdraw", reason="Keliru.") is Publication.WITHDRAWN
        assert press("_reinstate") is Publication.WITHDRAWN
        assert press("_reinstate", note="Terbukti benar.") is Publication.LIVE

    def test_what_is_missing_is_said_and_the_text_is_saved(self, admin_client):
        response = admin_client.post(ADD, typed(_publish=""), follow=True)
        article = Article.objects.get()
        assert article.publication is Publication.DRAFT
        levels = [message.level_tag for message in response.context["messages"]]
        assert levels == ["warning", "success"]

    @pytest.mark.parametrize(
        "at", ["9999-12-31T23:59", "0001-01-01T00:00", "besok", "2099-13-01T1"]
    )
    def test_times_nobody_means(self, admin_client, sent, at):
        response = admin_client.post(ADD, sent | {"_publish": "", "publish_at": at})
        assert [*errors_of(response)] == ["publish_at"]

    def test_a_time_that_has_passed_publishes_now_and_says_so(self, admin_client, sent):
        button = {"_publish": "", "publish_at": "2020-01-01T10:00"}
        response = admin_client.post(ADD, sent | button, follow=True)
        assert timezone.now() - Article.objects.get().published_at < timedelta(minutes=1)
        levels = [message.level_tag for message in response.context["messages"]]
        assert levels == ["info", "success"]

    def test_a_writer_saves_and_does_not_publish(self, sent):
        client = staff("add_article", "change_article", "view_article")
        client.post(ADD, sent | {"_publish": ""})
        assert Article.objects.get().publication is Publication.DRAFT

    def test_who_may_only_look(self):
        article = make_article(authors=[make_author()])
        client = staff("view_article")
        page = client.get(desk_of(article))
        assert page.status_code == 200
        assert article.headline in page.content.decode()
        assert client.post(desk_of(article), typed()).status_code == 403
        assert client.get(ADD).status_code == 403

    @pytest.mark.parametrize("key", ["99999999999999999999", "abc", "_00", "%00", "1/x"])
    def test_a_piece_that_is_not_there(self, admin_client, key):
        response = admin_client.get(f"/admin/articles/article/{key}/change/", follow=True)
        assert response.status_code in {200, 404}


def test_the_preview_wears_the_papers_colours():
    """The admin may be darkened by hand, so its preview names the colours again: the same."""
    css = Path(settings.BASE_DIR, "static/css")
    tokens, preview = (css / "tokens.css").read_text(), (css / "admin-preview.css").read_text()
    light, dark = tokens.split("@media (prefers-color-scheme: dark)")
    assert preview.count("light-dark(") == 6
    for name, in_light, in_dark in re.findall(r"--(\w+): light-dark\((#\w+), (#\w+)\)", preview):
        assert f"--{name}: {in_light};" in light
        assert f"--{name}: {in_dark};" in dark
