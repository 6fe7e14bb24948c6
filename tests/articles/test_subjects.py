"""What goes with a tag."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import subjects
from articles.models import Tag
from tests.articles.reader import HOUR, read, words
from tests.factories import make_article, make_author, make_tag

pytestmark = pytest.mark.django_db
FEED = "/tag/mistral/feed."


def test_rare_companions_first_and_authors_of_most_pieces(client):
    ana, budi, cici = (make_author(name) for name in ("Ana", "Budi", "Cici"))
    make_tag("Mistral", description="Perusahaan.")
    for number in range(9):
        make_article(
            tags=["Mistral", "Umum", *(["Jarang"] * (number < 4)), *(["Sekali"] * (number == 0))],
            authors=[budi] if number < 6 else [ana, cici] if number == 6 else [ana],
        )
    for _piece in range(40):
        make_article(tags=["Umum"])
    hidden = {"tags": ["Mistral", "Gelap"], "authors": [make_author("Dodo")]}
    make_article(published_at=None, **hidden)
    make_article(published_at=timezone.now() + HOUR, **hidden)
    make_article(withdrawn_at=timezone.now(), withdrawal_reason="Salah.", **hidden)
    found = subjects.around(Tag.objects.get(name="Mistral"))
    assert [tag.name for tag in found.tags] == ["Jarang", "Umum"]
    assert [author.name for author in found.authors] == ["Budi", "Ana"]
    html = read(client, "/tag/mistral/")
    assert "Perusahaan." in words(html)
    for address in ("/tag/jarang/", "/penulis/budi/", f"{FEED}xml", f"{FEED}json"):
        assert f'href="{address}"' in html
        assert client.get(address).status_code == 200
    assert f'type="application/atom+xml" href="http://testserver{FEED}xml"' in html
    assert "Jarang" not in words(read(client, "/tag/umum/?hal=2"))


def test_of_few_pieces_each_companion_counts_and_it_costs_one_query():
    tag = make_tag("Sepi")
    assert subjects.around(tag) == subjects.Subject()
    make_article(tags=[tag, "Teman"], authors=[make_author("Ana")])
    with CaptureQueriesContext(connection) as queries:
        found = subjects.around(tag)
    assert ([one.name for one in found.tags], len(found.authors), len(queries)) == (["Teman"], 1, 1)
