"""Odd requests to every list and form of the newsroom: words, never a server error."""

from itertools import product
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.urls import reverse

from articles.models import Redirect, StandingPage, Tag
from tests.factories import make_article, make_author, make_image, make_section, make_tag

LISTS = ["section", "author", "image", "tag", "redirect", "standingpage"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client, admin_user):
    """A client that may do everything, with a row in each list."""
    image = make_image()
    tag, author = make_tag(), make_author(portrait=image)
    article = make_article(authors=[author], tags=[tag], lead_image=image)
    make_section(parent=article.section)
    Redirect.objects.create(old_path="/lama/", article=article)
    StandingPage.objects.create(slug="tentang", title="Tentang", body="Isi.")
    client.force_login(admin_user)
    return client


ODD_QUERIES = [
    "q=%00",
    "q=a%00b",
    "q=" + "x" * 10_000,
    "q=" + "x+" * 5_000,
    "q=%25_%27%22%5C",
    "q=" + "%F0%9F%97%9E" * 500,
    "q=%FF%FE",
    "p=abc",
    "p=-1",
    "p=99999999999999999999",
    "p=%00",
    "o=zzz",
    "o=99.-99.%00",
    "o=-1.1.1.1",
    "e=1",
    "all=",
    "_popup=1",
    "_to_field=id",
    "_facets=True",
]
ODD_FILTERS = [
    "zzz=1",
    "id=%00",
    "id__in=99999999999999999999",
    "id__exact=99999999999999999999",
    "id__regex=(",
    "slug__regex=(",
    "title=%00",
    "name=%00",
    "created_at__year=999999",
    "created_at__gte=abc",
    "credit=%00",
    "credit=zzz",
    "alt=%F0%9F%97%9E",
    "parent__id__exact=abc",
    "password__startswith=p",
    "user__password__startswith=p",
    "_to_field=zzz",
]


@pytest.mark.parametrize("model", LISTS)
def test_odd_lists(chief, model):
    address = reverse(f"admin:articles_{model}_changelist")
    for query in ODD_QUERIES:
        response = chief.get(f"{address}?{query}", follow=True)
        assert response.status_code == 200, query
    for query in ODD_FILTERS:
        response = chief.get(f"{address}?{query}", follow=True)
        assert response.status_code in {200, 400}, query


@pytest.mark.parametrize("model", LISTS)
def test_odd_rows(chief, model):
    keys = ["99999999999999999999", "-1", "0", "abc", "1.5", "%00", "1%27", "x" * 5000, "_2F"]
    for key, page in product(keys, ["change", "delete", "history"]):
        address = f"/admin/articles/{model}/{key}/{page}/"
        assert chief.get(address, follow=True).status_code in {200, 404}, address
        assert chief.post(address, follow=True).status_code in {200, 404, 405}, address


@pytest.mark.parametrize("model", [*LISTS, "article", "../auth/user"])
def test_odd_actions(chief, model):
    address = f"/admin/articles/{model}/".replace("articles/../", "")
    for action, keys in product(
        ["delete_selected", "merge_tags", "zzz", "", "\0"],
        [[], ["abc"], ["\0"], ["99999999999999999999"], ["1", "1"], ["1"] * 500],
    ):
        data = {"action": action, "_selected_action": keys, "index": "0"}
        response = chief.post(address, data, follow=True)
        assert response.status_code in {200, 400}, (action, keys[:2])
    assert chief.post(address, {"action": "delete_selected", "index": "x"}).status_code < 500


@pytest.mark.parametrize(
    ("model", "field"), [("author", "portrait"), ("author", "user"), ("redirect", "article")]
)
def test_odd_suggestions(chief, model, field):
    for term, page in product(["", "%00", "x+" * 5000, "%FF", "%25"], ["", "abc", "99999999999"]):
        query = f"app_label=articles&model_name={model}&field_name={field}&term={term}&page={page}"
        assert chief.get(f"/admin/autocomplete/?{query}").status_code in {200, 404}, query


@pytest.mark.parametrize("model", LISTS)
def test_odd_forms(chief, model):
    address = reverse(f"admin:articles_{model}_add")
    fields = ["name", "slug", "title", "old_path", "position", "parent", "article", "body"]
    for value in ["", "\0", "x" * 5000, "99999999999999999999", "-1", "<script>", "😀", "\ud800"]:
        data = urlencode(dict.fromkeys(fields, value.encode("utf-8", "surrogatepass")))
        response = chief.post(address, data, "application/x-www-form-urlencoded", follow=True)
        assert response.status_code == 200, value[:20]


@pytest.mark.parametrize("model", [*LISTS, "article"])
def test_staff_without_rights_see_nothing(client, chief, model):
    client.force_login(User.objects.create_user("kosong", is_staff=True))
    for page in ("changelist", "add"):
        assert client.get(reverse(f"admin:articles_{model}_{page}")).status_code == 403
    client.logout()
    response = client.get(reverse(f"admin:articles_{model}_changelist"))
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("model", LISTS)
def test_lists_cost_the_same_however_long(chief, model, django_assert_max_num_queries):
    address = reverse(f"admin:articles_{model}_changelist")
    for _number in range(30):
        image = make_image()
        author = make_author(portrait=image)
        article = make_article(authors=[author], tags=[make_tag()], lead_image=image)
        Redirect.objects.create(old_path=f"/lama/{article.pk}/", article=article)
    with django_assert_max_num_queries(12):
        assert chief.get(address).status_code == 200


def test_a_race_is_said_in_words(chief, monkeypatch):
    """Somebody takes the address between the check and the save, twice."""

    def taken(self, *args, **kwargs):
        raise IntegrityError("slug")

    monkeypatch.setattr(Tag, "save", taken)
    response = chief.post(reverse("admin:articles_tag_add"), {"name": "Baru"}, follow=True)
    assert response.status_code == 200
    assert [str(message.level_tag) for message in response.context["messages"]] == ["error"]
