"""A network in front: what it may keep, what it is told, and what becomes of what it refuses."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from articles import cdn, clock, page_shelf, workflow
from articles.models import Article, Purge, SearchMiss
from tests.articles.reading import Reader
from tests.factories import make_article, make_author, make_chief

pytestmark = pytest.mark.django_db(transaction=True)
PIECE = "/2025/07/judul/"


class Network(ThreadingHTTPServer):
    """Takes purges, or refuses them."""

    def __init__(self) -> None:
        self.status, self.heard, self.tokens = 200, [], set()
        # How many bytes come one after the other, what is said beside the status, and when to end.
        self.dribbles, self.words, self.given_up = 0, None, threading.Event()
        super().__init__(("127.0.0.1", 0), Purging)

    @property
    def tags(self) -> set[str]:
        return {tag for purge in self.heard for tag in purge.get("tags", [])}


class Purging(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.tokens.add(self.headers["Authorization"])
        purge = json.loads(self.rfile.read(length))
        if self.server.status == 200:
            self.server.heard.append(purge)
        for at in range(self.server.dribbles):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX: x"[at : at + 1])
            if self.server.given_up.wait(0.05):
                return
        self.send_response(self.server.status, self.server.words)
        # Wherever this leads, nobody follows.
        self.send_header("Location", "http://169.254.169.254/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_) -> None:
        pass


@pytest.fixture
def network(kept_pages, settings):
    with Network() as network:
        settings.CDN_SECONDS = 600
        settings.CDN_PURGE_URL = f"http://127.0.0.1:{network.server_port}/zones/1/purge?x=1"
        settings.CDN_PURGE_TOKEN = "rahasia"
        thread = threading.Thread(target=network.serve_forever, args=[0.01])
        thread.start()
        yield network
        network.given_up.set()
        network.shutdown()
        thread.join()


@pytest.fixture
def piece(network) -> Article:
    at = timezone.now().replace(year=2025, month=7, day=12)
    piece = make_article("Judul", slug="judul", published_at=at)
    network.heard.clear()
    return piece


def published(piece: Article, chief, headline: str) -> None:
    piece.refresh_from_db()
    saved = workflow.save_draft(piece, snapshot={"headline": headline}, by=chief)
    workflow.publish(saved, by=chief, override="uji")


def tags_at(path: str) -> set[str]:
    answer = Reader().ask(path)
    assert answer.headers["cache-control"].endswith(", s-maxage=600")
    return set(answer.headers["cache-tag"].split(","))


def test_what_changes_is_told_before_the_editor_has_an_answer(network, piece):
    shown, front = tags_at(PIECE), tags_at("/")
    make_author("Ana")
    with_nothing_of_it = tags_at("/penulis/ana/")
    chief = make_chief()
    network.heard.clear()
    published(piece, chief, "Baru")
    assert network.tags & shown
    assert network.tags & front
    assert not network.tags & with_nothing_of_it
    assert network.tokens == {"Bearer rahasia"}
    assert max(len(purge["tags"]) for purge in network.heard) <= cdn.MOST_TAGS
    assert not Purge.objects.exists()

    network.heard.clear()
    call_command("drop_pages")
    assert network.heard == [{"purge_everything": True}]


@pytest.mark.parametrize("status", [500, 403, 302])
def test_what_is_refused_is_said_and_tried_again(network, piece, status):
    shown, chief = tags_at(PIECE), make_chief()
    network.status = status
    network.heard.clear()
    published(piece, chief, "Baru")
    assert b"Baru" in Reader().ask(PIECE).body
    waiting = Purge.objects.exclude(failure="").count()
    assert waiting
    assert f"{status} " in cdn.failing().failure

    desk = Client()
    desk.force_login(chief)
    assert f"{status} " in desk.get("/admin/").content.decode()

    # The next change does not wait for it, and takes it along once its time has come.
    published(piece, chief, "Lebih baru")
    assert Purge.objects.count() > waiting
    assert network.heard == []
    network.status = 200
    assert clock.next_moment() <= (timezone.now() + cdn.RETRY_AFTER).timestamp() * 1e9
    Purge.objects.update(try_at=timezone.now() - timedelta(seconds=1))
    page_shelf.store().remove([])
    Reader().ask(PIECE)
    assert network.tags & shown
    assert not Purge.objects.exists()
    assert (
        "old pages" not in desk.get("/admin/", headers={"accept-language": "en"}).content.decode()
    )


def test_an_answer_that_never_ends_keeps_nobody(network, piece, monkeypatch):
    """Each byte is there in time, the answer is not."""
    monkeypatch.setattr(cdn, "PATIENCE_SECONDS", 0.2)
    network.dribbles = 10_000
    published(piece, make_chief(), "Baru")
    assert cdn.failing().failure == "no answer within 0.2 s"
    assert network.heard


def test_what_takes_long_is_told_bit_by_bit(network):
    """Who waits begins nothing more after a while; what the network took it is not told again."""
    Purge.objects.create(tags=[f"{number:08}" for number in range(70)])
    Purge.objects.create(tags=["00000003"])
    assert cdn.send_waiting(patience=0) == (1, 1)
    assert [len(purge["tags"]) for purge in network.heard] == [cdn.MOST_TAGS]
    [left] = Purge.objects.all()
    assert (len(left.tags), left.failure) == (70 - cdn.MOST_TAGS, "")
    assert cdn.send_waiting(patience=9) == (1, 0)
    assert len(network.tags) == 70
    assert sum(len(purge["tags"]) for purge in network.heard) == 70


def out_of_order(tags: list[str]) -> None:
    raise KeyError(settings.CDN_PURGE_TOKEN)


@pytest.mark.parametrize("purger", [f"{__name__}.out_of_order", "nowhere.at_all"])
def test_a_function_of_ones_own_that_fails_loses_nothing(network, piece, settings, purger):
    settings.CDN_PURGER = purger
    published(piece, make_chief(), "Baru")
    assert cdn.failing().failure.startswith("CDN_PURGER: ")
    assert "rahasia" not in cdn.failing().failure


def test_what_a_network_says_is_kept_as_words(network, piece):
    network.status, network.words = 500, "Nein\0 <b>"
    published(piece, make_chief(), "Baru")
    assert cdn.failing().failure == "500 Nein  <b>"


def test_a_network_that_is_gone(network, piece, settings):
    network.shutdown()
    settings.CDN_PURGE_URL = "http://127.0.0.1:9/"
    published(piece, make_chief(), "Baru")
    assert cdn.failing().failure
    assert Purge.objects.get(pk=cdn.failing().pk).try_at > timezone.now()


def test_what_the_clock_changes_is_kept_by_nobody_past_it(network, piece):
    soon = timezone.now() + timedelta(seconds=300)
    make_article("Nanti", published_at=soon)
    answer = Reader().ask("/")
    assert answer.headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert "cache-tag" not in answer.headers


def test_a_page_that_a_network_may_have_is_not_sent_close_to_a_change(network, piece):
    assert tags_at("/")
    make_article("Nanti", published_at=timezone.now() + timedelta(seconds=300))
    assert "cache-tag" not in Reader().ask("/").headers


def test_without_a_network_nothing_is_said(kept_pages, settings):
    settings.CDN_SECONDS = 0
    make_article("Judul", slug="judul")
    assert not Purge.objects.exists()
    assert "cache-tag" not in Reader().ask("/").headers
    assert cdn.next_try() is None
    assert cdn.failing() is None


def test_what_no_kept_page_shows_is_not_told(network, piece):
    """Strangers look for what they like, and editors save; neither is a network's news."""
    chief = make_chief()
    # The first save keeps what readers see as a version of its own.
    saved = workflow.save_draft(piece, snapshot={"headline": "Belum"}, by=chief)
    network.heard.clear()
    Reader().ask("/cari/?q=tiadakata")
    assert SearchMiss.objects.exists()
    workflow.save_draft(saved, snapshot={"headline": "Belum juga"}, by=chief)
    assert network.heard == []
    assert not Purge.objects.exists()
