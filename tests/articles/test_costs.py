"""What a page costs the database: few queries, each of which reads little, at any size.

Every query that a page makes is explained by the engine, so one that a feature adds is judged as
well. Kept pages cost none of this; these are the costs of making one.
"""

import re

import pytest
from django.db import connection
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.archives import make_archive
from tests.factories import make_chief
from tests.plans import FEW, complaints

pytestmark = pytest.mark.django_db(transaction=True)
PIECES = 3000
MOST, MOST_AT_DESK, MOST_ON_A_FORM = 4, 10, 12


def costs(client: Client, address: str) -> list[str]:
    """The queries of a page."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
        # Some answers are made while they are sent.
        assert response.status_code == 200, address
        b"".join(response)
    return [query["sql"] for query in queries]


def public_pages(paper) -> list[str]:
    """One page of each kind, and far down where a kind has pages."""
    piece = paper.piece.get_absolute_url()
    months = f"/arsip/{paper.newest:%Y/%m}/"
    deep = PIECES // 20 // 2 - 20
    lists = [
        paper.main.get_absolute_url(),
        "/rubrik/rubrik-7/",
        paper.common.get_absolute_url(),
        paper.rare.get_absolute_url(),
        paper.author.get_absolute_url(),
    ]
    return [
        "/",
        piece,
        f"{piece}riwayat/",
        *lists,
        *(f"{lists[place]}?hal=2" for place in (0, 2, 4)),
        f"{lists[0]}?hal={deep}",
        "/tag/",
        "/arsip/",
        f"/arsip/{paper.newest:%Y}/",
        f"/arsip/{paper.newest:%Y}/?hal={deep}",
        months,
        f"{months}{paper.newest:%d}/",
        f"/arsip/depan/{paper.newest:%Y/%m/%d}/",
        "/koreksi/",
        "/koreksi/?hal=2",
        paper.entry.get_absolute_url(),
        "/rupa-rupa/",
        *(f"{one}feed.xml" for one in ("/", "/koreksi/", *lists)),
        "/sitemap.xml",
        *(f"/sitemap-{kind}-1.xml" for kind in ("halaman", "tag", "penulis")),
        "/sitemap-news.xml",
    ]


def desk_pages(paper) -> list[str]:
    """The desk, and the long lists behind it, as they open and as they are narrowed."""
    pieces = reverse("admin:articles_article_changelist")
    narrowed = [
        "p=2",
        "state=draft",
        "state=live",
        "state=scheduled",
        "state=withdrawn",
        "stage=in_review",
        "stage=changed",
        f"section={paper.main.slug}",
        "section=rubrik-7",
        "author=penulis 17",
        "tag=topik 17",
        f"published_at__year={paper.newest:%Y}&published_at__month={paper.newest.month}",
        "o=2",
        "o=-2",
        "o=3",
        "o=5",
    ]
    others = ("image", "activity", "tag", "author", "correction", "redirect", "section")
    return [
        reverse("admin:index"),
        pieces,
        *(f"{pieces}?{query}" for query in narrowed),
        *(reverse(f"admin:articles_{name}_changelist") for name in others),
    ]


def analyse() -> None:
    """Let the planner know what there is."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def looked_at(client: Client, pages: list[str], most: int) -> list[str]:
    """What is wrong with the costs of these pages."""
    wrong = []
    for address in pages:
        queries = costs(client, address)
        print(len(queries), address)
        if len(queries) > most:
            wrong.append(f"{address}: {len(queries)} queries\n" + "\n".join(queries))
        wrong += [f"{address}: {one}\n{sql}" for sql in queries for one in complaints(sql)]
    print(*wrong, sep="\n")
    return wrong


def test_what_is_made_for_readers_costs_four_queries_that_read_little(
    client, kept_pages, monkeypatch
):
    paper = make_archive(PIECES, make_chief())
    analyse()
    # The first request of a process reads what stands on every page, and looks at the clock; the
    # first for the front page or a standing page reads who publishes them.
    client.get("/")
    assert looked_at(client, public_pages(paper), MOST) == []
    # A file of the sitemap reads its own rows alone, however many files there are.
    monkeypatch.setattr("articles.sitemaps.PER_FILE", FEW)
    # PostgreSQL goes on counting where another test ended, so the first file may be any.
    files = re.findall(r"/sitemap-artikel-\d+.xml", client.get("/sitemap.xml").content.decode())
    files = [files[0], files[1], files[-1]]
    assert looked_at(client, ["/sitemap.xml", *files], MOST) == []
    lines = [client.get(path).content.count(b"<loc>") for path in files]
    assert max(lines) <= FEW < sum(lines)


def test_the_desk_reads_little_of_what_there_is(admin_client, monkeypatch):
    # What stands beside a row is counted, and no further than this.
    monkeypatch.setattr("articles.admin.base.MOST_COUNTED", 5)
    paper = make_archive(PIECES, make_chief())
    analyse()
    assert looked_at(admin_client, desk_pages(paper), MOST_AT_DESK) == []
    # It says where it is used, which is asked of the few texts that have had it.
    form = reverse("admin:articles_image_change", args=[paper.piece.lead_image_id])
    assert looked_at(admin_client, [form], MOST_ON_A_FORM) == []


def test_templates_are_read_once():
    (loader, _others), *more = engines["django"].engine.loaders
    assert (loader, more) == ("django.template.loaders.cached.Loader", [])
