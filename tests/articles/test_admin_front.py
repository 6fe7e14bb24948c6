"""Arranging in the admin: plain forms, a look first, and nothing lost between two editors."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import arranging
from articles.models import Arrangement
from articles.slots import TOP, Placed
from tests.factories import make_article, make_editor, make_section, make_writer

pytestmark = pytest.mark.django_db

PAGE = reverse("admin:articles_arrangement_changelist")
PREVIEW = reverse("admin:articles_arrangement_preview")


@pytest.fixture
def section():
    return make_section("Teknologi")


@pytest.fixture
def pieces(section):
    now = timezone.now()
    return [
        make_article(f"Berita {n}", section=section, published_at=now - timedelta(hours=9 - n))
        for n in range(8)
    ]


@pytest.fixture
def budi(client):
    editor = make_editor(username="budi")
    client.force_login(editor)
    return editor


def sent(base: int = 0, **slots) -> dict:
    """What the browser sends; slots by name, `top_0="slug"` and `top_0_until=...`."""
    page = {"base": str(base)}
    for name, value in slots.items():
        area, number, *until = name.split("_")
        page[f"{area}-{number}-{'until' if until else 'piece'}"] = value
    return page


def form_of(response):
    assert response.status_code == 200
    return response.context["form"]


def said(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_pieces_are_placed_by_line_slug_or_address(client, budi, pieces, section):
    until = timezone.localtime(timezone.now() + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    places = sent(top_0=f"Berita 3 [{pieces[3].slug}]", top_2=pieces[5].get_absolute_url())
    places |= {f"{section.pk}-0-piece": pieces[0].slug, "top-0-until": until}
    response = client.post(PAGE, places, follow=True)
    assert response.redirect_chain
    made = Arrangement.objects.get()
    assert (made.by, made.by_name) == (budi, "budi")
    assert [entry and entry["piece"] for entry in made.slots[TOP]] == [
        pieces[3].pk,
        None,
        pieces[5].pk,
    ]
    form = form_of(client.get(PAGE))
    assert form.initial["top-0-piece"] == f"Berita 3 [{pieces[3].slug}]"
    assert until in str(form["top-0-until"])
    assert b"Berita 7" in client.get(PAGE).content
    home = client.get("/").content.decode()
    assert home.index("Berita 3") < home.index("Berita 7") < home.index("Berita 5")


def test_what_cannot_stand_is_refused_with_everything_typed_kept(client, budi, pieces):
    draft = make_article("Draf", published_at=None)
    past = "2020-01-01T10:00"
    places = sent(
        top_0=draft.slug, top_1="tidak-ada", top_2=pieces[0].slug, top_3=pieces[0].slug
    ) | {"top-2-until": past}
    response = client.post(PAGE, places)
    form = form_of(response)
    assert {*form.errors} == {"top-0-piece", "top-1-piece", "top-2-until", "top-3-piece"}
    assert 'value="tidak-ada"' in response.content.decode()
    assert not Arrangement.objects.exists()
    odd = sent(base=0) | {"base": "9" * 50, "top-0-until": "kapan", "top-9-piece": "x"}
    assert {*form_of(client.post(PAGE, odd)).errors} == {"top-0-until"}


def test_the_buttons_move_what_is_typed_without_saving(client, budi, pieces):
    places = sent(top_0=pieces[1].slug, top_1=pieces[2].slug)
    places |= {"top-0-until": "2099-01-01T10:00", "top-1-until": ""}
    form = form_of(client.post(PAGE, places | {"swap": "top-0:top-1"}))
    assert form["top-0-piece"].value() == pieces[2].slug
    assert form["top-1-piece"].value() == pieces[1].slug
    assert form["top-1-until"].value() == "2099-01-01T10:00"
    form = form_of(client.post(PAGE, places | {"clear": "top-1"}))
    assert form["top-1-piece"].value() == ""
    for odd in ({"swap": "x"}, {"swap": ":"}, {"swap": "base:top-0"}, {"clear": "base"}):
        assert form_of(client.post(PAGE, places | odd))["top-0-piece"].value() == pieces[1].slug
    assert not Arrangement.objects.exists()


def test_two_editors_at_once(client, budi, pieces):
    sari = make_editor(username="sari")
    arranging.arrange({TOP: [Placed(pieces[0].pk)]}, by=sari, base=0)
    clashing = sent(base=0, top_0=pieces[1].slug, top_1=pieces[2].slug)
    response = client.post(PAGE, clashing)
    form = form_of(response)
    assert "sari" in said(response)
    assert "Berita 0" in response.content.decode()
    assert pieces[1].slug in form["top-0-piece"].value()
    assert Arrangement.objects.count() == 1
    again = clashing | {"base": str(form.base)}
    assert client.post(PAGE, again).status_code == 302
    # A save in another place from an old page is united with what stands.
    late = client.post(PAGE, sent(base=1, top_0=pieces[0].slug, top_3=pieces[5].slug), follow=True)
    assert "budi" in said(late)
    stored = Arrangement.objects.first().slots[TOP]
    assert stored[3]["piece"] == pieces[5].pk
    assert stored[0]["piece"] == pieces[1].pk


def test_the_preview_is_the_real_page_and_keeps_nothing(client, budi, pieces):
    response = client.post(PREVIEW, sent(top_0=pieces[0].slug), headers={"accept-language": "en"})
    html = response.content.decode()
    assert "articles/home.html" in {template.name for template in response.templates}
    assert html.index("Berita 0") < html.index("Berita 7")
    assert '<html lang="id">' in html
    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in html
    assert not Arrangement.objects.exists()
    assert client.get(PREVIEW).status_code == 405
    assert form_of(client.post(PREVIEW, sent(top_0="tidak-ada"))).errors


def test_what_stood_before_is_looked_at_and_taken_up_again(client, budi, pieces):
    for number in (0, 1):
        arranging.arrange({TOP: [Placed(pieces[number].pk)]}, by=budi, base=number)
    look = client.get(reverse("admin:articles_arrangement_look", args=[1])).content.decode()
    assert look.index("Berita 0") < look.index("Berita 7")
    form = form_of(client.get(f"{PAGE}?from=1"))
    assert (form.initial["top-0-piece"], form.base) == (f"Berita 0 [{pieces[0].slug}]", 2)
    for odd in ("", "99", "x", "9" * 30, "%00"):
        assert client.get(f"{PAGE}?from={odd}").status_code == 200
    assert client.get(reverse("admin:articles_arrangement_look", args=[99])).status_code == 404


def test_what_is_gone_is_not_in_the_form(client, budi, pieces):
    slots = {TOP: [Placed(pieces[0].pk), Placed(pieces[1].pk), Placed(4711)]}
    arranging.arrange(slots, by=budi, base=0)
    piece = pieces[0]
    piece.withdrawn_at, piece.withdrawal_reason = timezone.now(), "Keliru."
    piece.save()
    form = form_of(client.get(PAGE))
    assert [form["top-0-piece"].value(), form["top-2-piece"].value()] == [None, None]
    assert "Berita 1" in form["top-1-piece"].value()


def test_who_may_arrange(client, pieces):
    client.force_login(make_writer())
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, sent(top_0=pieces[0].slug)).status_code == 403
    assert client.post(PREVIEW, sent()).status_code == 403
    client.force_login(make_editor())
    desk = client.get(reverse("admin:index")).content.decode()
    assert PAGE in desk
    assert client.get(f"{PAGE}add/").status_code == 403
