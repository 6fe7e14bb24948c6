"""The list of pieces, and what the desk's fields suggest."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Publication
from tests.articles.desk import LIST, staff
from tests.factories import make_article, make_author, make_image, make_section, make_tag

pytestmark = pytest.mark.django_db
SUGGEST = "admin:articles_article_suggest"


class TestList:
    """Every piece, the last saved first."""

    @pytest.mark.parametrize("number", [3, 300])
    def test_at_most_twelve_queries(self, number, django_assert_max_num_queries):
        section, image = make_section(), make_image()
        authors = [make_author() for _number in range(3)]
        for place in range(number):
            make_article(section=section, lead_image=image, authors=authors[: place % 3 + 1])
        client = staff("view_article", "change_article", "delete_article")
        with django_assert_max_num_queries(12):
            response = client.get(LIST)
        assert response.status_code == 200
        assert len(response.context["cl"].result_list) == min(number, 50)

    def test_as_many_queries_with_three_hundred_as_with_three(self, admin_client):
        counts = []
        for more in (3, 297):
            for _number in range(more):
                make_article(authors=[make_author()])
            with CaptureQueriesContext(connection) as queries:
                admin_client.get(LIST)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 12

    def test_no_count_of_the_whole_table(self, admin_client, monkeypatch):
        monkeypatch.setattr("articles.admin.paging.PAGES_AHEAD", 0)
        for _number in range(60):
            make_article(section=None, published_at=None)
        page = admin_client.get(LIST)
        assert page.context["cl"].result_count == 50
        assert page.context["cl"].paginator.more
        second = admin_client.get(f"{LIST}?p=2")
        assert (second.context["cl"].result_count, len(second.context["cl"].result_list)) == (
            60,
            10,
        )

    def test_it_shows_state_date_and_names_in_words(self, admin_client):
        at = timezone.now().replace(year=2025, month=7, day=12, hour=7, minute=30)
        make_article("Meta", published_at=at, authors=[make_author("Budi"), make_author("Ani")])
        page = admin_client.get(LIST).content.decode()
        assert "Budi, Ani" in page
        assert "12 Jul 2025" in page
        assert "14.30" in page
        assert "state-live" in page

    @pytest.mark.parametrize("state", Publication.values)
    def test_filtered_by_state(self, admin_client, state):
        now = timezone.now()
        pieces = {
            "draft": make_article(published_at=None),
            "scheduled": make_article(published_at=now + timedelta(days=1)),
            "live": make_article(),
            "withdrawn": make_article(withdrawn_at=now, withdrawal_reason="Keliru."),
        }
        response = admin_client.get(LIST, {"state": state})
        assert [*response.context["cl"].result_list] == [pieces[state]]
        assert pieces[state].publication == state

    def test_from_the_years_to_the_month(self, admin_client):
        for year in (2023, 2025):
            make_article(published_at=timezone.now().replace(year=year, month=7, day=12))
        page = admin_client.get(LIST, {"state": "live"})
        years = [f"?published_at__year={year}&state=live" for year in (2023, 2024, 2025)]
        assert [address for _year, address in page.context["years"]] == years
        for address in years:
            assert address.replace("&", "&amp;") in page.content.decode()
        assert len(admin_client.get(LIST + years[0]).context["cl"].result_list) == 1
        month = admin_client.get(f"{LIST}?published_at__year=2025&published_at__month=7")
        assert len(month.context["cl"].result_list) == 1

    def test_filtered_by_section_author_and_tag(self, admin_client):
        section = make_section("Teknologi")
        part = make_section("Komputasi", parent=section)
        author, tag = make_author("Siti Aminah"), make_tag("Kecerdasan Buatan")
        other = make_article()
        wanted = make_article(section=part, authors=[author], tags=[tag])

        def found(**query):
            return {*admin_client.get(LIST, query).context["cl"].result_list}

        assert found(section=section.slug) == {wanted}
        assert found(author="aminah") == {wanted}
        assert found(tag="KECERDASAN") == {wanted}
        assert found(tag="kecerdasan", author="lain") == set()
        assert found(section="tidak-ada", state="zzz") == {wanted, other}

    def test_found_by_headline_and_by_text(self, admin_client):
        one = make_article("Kapal karam")
        two = make_article("Lain", body="Nakhoda **kapal** selamat.")
        make_article("Darat")
        found = admin_client.get(LIST, {"q": "kapal"}).context["cl"].result_list
        assert {*found} == {one, two}

    @pytest.mark.parametrize(
        "query",
        [
            "published_at__year=9999&published_at__month=12",
            "published_at__year=0",
            "published_at__year=99999",
            "published_at__year=abc",
            "published_at__month=13",
            "published_at__day=%00",
            "published_at__gte=0001-01-01",
            "headline__regex=(",
            "state=%00",
            "section=%00",
            "author=%00",
            "tag=%00",
            "tag=%F0%9F%97%9E",
            "author=" + "x" * 9_000,
            "q=" + "a+" * 4_000,
            "p=99999999999999999999",
            "p=-1",
            "o=9.-9.%00",
            "all=",
        ],
    )
    def test_odd_requests_end_in_words(self, admin_client, query):
        make_article()
        response = admin_client.get(f"{LIST}?{query}", follow=True)
        assert response.status_code in {200, 400}

    def test_deleting_takes_the_right(self):
        article = make_article()
        client = staff("view_article", "change_article")
        data = {"action": "delete_selected", "_selected_action": [article.pk], "post": "yes"}
        client.post(LIST, data)
        assert (
            client.post(reverse("admin:articles_article_delete", args=[article.pk])).status_code
            == 403
        )
        assert Article.objects.exists()


class TestSuggestions:
    """What fields offer while somebody types."""

    def test_each_kind(self, admin_client):
        make_tag("Mistral"), make_author("Mista")
        piece = make_article("Mistral tumbuh")
        image = make_image("Angin")

        def suggested(kind, q):
            response = admin_client.get(reverse(SUGGEST, args=[kind]), {"q": q})
            return [entry["value"] for entry in response.json()["suggestions"]]

        assert suggested("tag", "mIs") == ["Mistral"]
        assert suggested("author", "mis") == ["Mista"]
        assert suggested("piece", "tumbuh") == [f"Mistral tumbuh [{piece.slug}]"]
        assert suggested("picture", str(image.pk)) == [str(image.pk)]
        for kind in ("tag", "author", "piece", "picture", "zzz"):
            for q in ("", "\0", "9" * 40, "%", "x" * 5000):
                assert suggested(kind, q) == []

    def test_strangers_get_none(self):
        for client in (Client(), staff("view_tag")):
            response = client.get(reverse(SUGGEST, args=["piece"]), {"q": "a"})
            assert response.status_code in {302, 403}
