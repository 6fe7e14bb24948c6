"""Shared previews: what each address opens, for how long, and what it never gives away."""

import hashlib
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import renditions, sharing, workflow
from articles.models import Article, PreviewLink, Revision
from tests.articles.desk import NOW
from tests.factories import make_article, make_image

pytestmark = pytest.mark.django_db

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def address(token: str) -> str:
    return reverse("shared_preview", args=[token])


def save(piece: Article, text: str, by) -> Article:
    return workflow.save_draft(piece, snapshot={"body": text}, by=by)


def shown(client: Client, token: str) -> str:
    response = client.get(address(token))
    assert response.status_code == 200
    return response.content.decode()


# --- What it shows ---------------------------------------------------------------


def test_the_link_opens_for_anybody_and_says_what_it_is(client, draft, chief):
    _link, token = sharing.share(draft, by=chief)
    text = shown(client, token)
    assert "Isi pertama." in text
    note = re.sub(r"\s+", " ", re.search(r"<aside.*?</aside>", text, re.DOTALL)[0])
    assert "19 Juli 2025, 14.30 WIB" in note
    assert "(1)" in note


def test_its_headers_keep_it_to_itself(client, draft, chief):
    _link, token = sharing.share(draft, by=chief)
    response = client.get(address(token))
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
    text = response.content.decode()
    assert '<meta name="robots" content="noindex">' in text
    assert 'rel="canonical"' not in text
    assert "og:" not in text
    assert token not in text


def test_pictures_of_a_draft_are_shown(client, draft, chief):
    picture = make_image()
    workflow.save_draft(draft, snapshot={"lead_image": picture.pk}, by=chief)
    _link, token = sharing.share(draft, by=chief)
    assert renditions.of(picture, "asli", 960).address in shown(client, token)


def test_the_newest_follows_and_a_pinned_version_stays(client, draft, chief):
    _link, newest = sharing.share(draft, by=chief)
    _link, pinned = sharing.share(draft, by=chief, number=1)
    save(draft, "Isi kedua.", chief)
    assert "Isi kedua." in shown(client, newest)
    assert "Isi pertama." in shown(client, pinned)
    assert "Isi kedua." not in shown(client, pinned)


def test_a_piece_that_was_never_edited_here_can_be_shared(client, clock, chief):
    piece = make_article("Dari luar", published_at=None)
    _link, token = sharing.share(piece, by=chief)
    assert "Dari luar" in shown(client, token)


# --- The token -------------------------------------------------------------------


def test_the_token_is_long_random_and_not_kept(draft, chief):
    tokens = set()
    for _ in range(50):
        link, token = sharing.share(draft, by=chief)
        tokens.add(token)
        assert len(token) == 43
        assert link.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert len(tokens) == 50
    for row in PreviewLink.objects.values():
        assert not tokens & {str(value) for value in row.values()}


def change_a_letter(token: str) -> str:
    return token[:20] + ("A" if token[20] != "A" else "B") + token[21:]


# What becomes of the link before it is opened -> what is asked for.
NOT_FOUND = {
    "a letter changed": change_a_letter,
    "another case": str.swapcase,
    "the last letter changed": lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
    "truncated": lambda token: token[:-1],
    "doubled": lambda token: token * 2,
    "its hash": lambda token: hashlib.sha256(token.encode()).hexdigest(),
    "10,000 characters": lambda token: "a" * 10_000,
    "NUL": lambda token: f"{token}%00",
    "only NUL": lambda token: "%00",
    "bytes that are no text": lambda token: "%ff%fe",
    "a lone surrogate": lambda token: "%ed%a0%80",
    "spaces": lambda token: f"{token}%20",
    "a quote": lambda token: "'%20OR%201=1--",
    "right to left": lambda token: f"%E2%80%AE{token}",
}


@pytest.fixture
def nowhere(client):
    """The answer where there never was anything."""
    return client.get("/pratinjau/tidak/pernah/ada/")


def same(response, nowhere) -> bool:
    """Whether two answers cannot be told apart."""
    assert response.status_code == nowhere.status_code == 404
    return (response.content, response.headers) == (nowhere.content, nowhere.headers)


@pytest.mark.parametrize("forge", NOT_FOUND.values(), ids=NOT_FOUND)
def test_what_is_no_token_is_nowhere(client, draft, chief, nowhere, forge):
    _link, token = sharing.share(draft, by=chief)
    assert same(client.get(f"/pratinjau/{forge(token)}/"), nowhere)
    assert client.get(address(token)).status_code == 200


def revoked(piece, link, by):
    sharing.revoke(link, by=by)


def deleted(piece, link, by):
    workflow.delete(piece, by=by)


def withdrawn(piece, link, by):
    workflow.publish(piece, by=by)
    with time_machine.travel(NOW + DAY, tick=False):
        workflow.withdraw(piece, by=by, reason="Keliru.")


def version_gone(piece, link, by):
    save(piece, "Isi kedua.", by)
    Revision.objects.filter(number=1).delete()


ENDS = {"revoked": revoked, "deleted piece": deleted, "withdrawn since": withdrawn}


@pytest.mark.parametrize("end", [*ENDS.values(), version_gone], ids=[*ENDS, "version gone"])
@pytest.mark.parametrize("number", [None, 1], ids=["newest", "pinned"])
def test_what_has_ended_is_nowhere(client, clock, draft, chief, nowhere, end, number):
    if end is version_gone and number is None:
        number = 1
    link, token = sharing.share(draft, by=chief, number=number)
    assert client.get(address(token)).status_code == 200
    end(draft, link, chief)
    assert same(client.get(address(token)), nowhere)


@pytest.mark.parametrize("days", sharing.DAYS)
def test_it_runs_out_at_its_second(client, clock, draft, chief, nowhere, days):
    _link, token = sharing.share(draft, by=chief, days=days)
    clock.move_to(NOW + days * DAY - SECOND)
    assert client.get(address(token)).status_code == 200
    clock.move_to(NOW + days * DAY)
    assert same(client.get(address(token)), nowhere)


def test_a_wrong_token_costs_what_a_right_hash_costs(client, draft, chief, nowhere):
    """One look for the link, whatever is wrong with it."""
    link, token = sharing.share(draft, by=chief)
    sharing.revoke(link, by=chief)
    sizes = set()
    for asked in (token, change_a_letter(token), "x", "a" * 200):
        with CaptureQueriesContext(connection) as found:
            client.get(f"/pratinjau/{asked}/")
        sizes.add(len(found))
        assert sum('"articles_previewlink"' in query["sql"] for query in found) == 1
    assert len(sizes) == 1


# --- After publication -----------------------------------------------------------


@pytest.mark.parametrize("number", [None, 1], ids=["newest", "pinned"])
def test_once_published_it_leads_to_the_piece(client, clock, draft, chief, number):
    link, token = sharing.share(draft, by=chief, number=number)
    piece = workflow.publish(draft, by=chief)
    response = client.get(address(token))
    assert response.status_code == 302
    assert response.headers["Location"] == piece.get_absolute_url()
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    link.refresh_from_db()
    assert link.opens == 0


def test_a_scheduled_piece_is_a_preview_until_its_second(client, clock, draft, chief):
    _link, newest = sharing.share(draft, by=chief)
    _link, pinned = sharing.share(draft, by=chief, number=1)
    workflow.publish(draft, by=chief, at=NOW + DAY)
    clock.move_to(NOW + DAY - SECOND)
    assert {client.get(address(one)).status_code for one in (newest, pinned)} == {200}
    clock.move_to(NOW + DAY)
    assert {client.get(address(one)).status_code for one in (newest, pinned)} == {302}


def test_the_newest_shows_the_update_that_waits(client, clock, draft, chief):
    _link, newest = sharing.share(draft, by=chief)
    _link, first = sharing.share(draft, by=chief, number=1)
    piece = workflow.publish(draft, by=chief)
    piece = save(piece, "Pembaruan.", chief)
    _link, second = sharing.share(piece, by=chief, number=2)
    assert "Pembaruan." in shown(client, newest)
    assert "Pembaruan." in shown(client, second)
    assert client.get(address(first)).status_code == 302
    assert "Pembaruan." not in client.get(piece.get_absolute_url()).content.decode()
    workflow.publish(piece, by=chief)
    # The first version was published once; the second is now.
    assert {client.get(address(one)).status_code for one in (newest, first, second)} == {302}


def test_a_version_that_was_passed_over_stays_a_preview(client, clock, draft, chief):
    _link, token = sharing.share(draft, by=chief, number=1)
    piece = save(draft, "Isi kedua.", chief)
    workflow.publish(piece, by=chief)
    assert "Isi pertama." in shown(client, token)


def test_a_scheduled_update_ends_the_preview_by_the_same_request(client, clock, draft, chief):
    piece = workflow.publish(draft, by=chief)
    piece = save(piece, "Pembaruan.", chief)
    _link, token = sharing.share(piece, by=chief)
    workflow.publish(piece, by=chief, at=NOW + DAY)
    assert "Pembaruan." in shown(client, token)
    clock.move_to(NOW + DAY)
    assert client.get(address(token)).status_code == 302


def test_after_a_withdrawal_only_a_new_link_opens(client, clock, draft, chief):
    piece = workflow.publish(draft, by=chief)
    _link, before = sharing.share(piece, by=chief)
    clock.move_to(NOW + DAY)
    piece = workflow.withdraw(piece, by=chief, reason="Keliru.")
    clock.move_to(NOW + 2 * DAY)
    piece = save(piece, "Naskah perbaikan.", chief)
    _link, after = sharing.share(piece, by=chief)
    assert client.get(address(before)).status_code == 404
    assert "Naskah perbaikan." in shown(client, after)


# --- Counting --------------------------------------------------------------------


def test_openings_are_counted_and_heads_are_not(client, clock, draft, chief):
    link, token = sharing.share(draft, by=chief)
    assert client.head(address(token)).status_code == 200
    for _ in range(3):
        shown(client, token)
    client.get(address(change_a_letter(token)))
    link.refresh_from_db()
    assert (link.opens, link.last_opened_at) == (3, NOW)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_can_only_be_read(draft, chief, method):
    link, token = sharing.share(draft, by=chief)
    client = Client(enforce_csrf_checks=True)
    assert getattr(client, method)(address(token)).status_code == 405
    link.refresh_from_db()
    assert link.opens == 0


@pytest.mark.django_db(transaction=True)
def test_of_many_who_open_it_at_once_each_counts(piece, people):
    link, token = sharing.share(piece, by=people["chief"])

    def read(_number) -> int:
        try:
            return Client().get(address(token)).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as readers:
        assert set(readers.map(read, range(40))) == {200}
    link.refresh_from_db()
    assert link.opens == 40
