"""Kept pages go out at once and by one thread, whatever else is being answered."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from newsroom import answering
from newsroom.answering import Threads

KEPT = ("200 OK", [("ETag", '"1"')], [b"Isi"])


class Handle:
    """Granian's handle on one answer."""

    answer: tuple = ()

    def response_bytes(self, *answer) -> None:
        self.answer = answer


@pytest.fixture
def long_rest(monkeypatch):
    monkeypatch.setattr(answering, "LEADS", 60)
    monkeypatch.setattr(answering, "RESTS", 60)


def wait_until(what) -> None:
    pause = threading.Event()
    for _ in range(1000):
        if what():
            return
        pause.wait(0.01)
    raise AssertionError("nothing came of it")


def test_one_leads_and_the_others_rest_until_it_does_something_slow(long_rest):
    threads, woken = Threads(), []
    threads.rest()
    others = [
        threading.Thread(target=lambda n=n: (threads.rest(), woken.append(n))) for n in range(3)
    ]
    for other in others:
        other.start()
    wait_until(lambda: len(threads.resting) == 3)
    threads.rest()
    assert woken == []
    for number in range(1, 4):
        threads.step_aside()
        wait_until(lambda number=number: len(woken) == number)
    # With nobody left to wake, and nobody leading, whoever comes leads.
    threads.step_aside()
    ThreadPoolExecutor(1).submit(threads.rest).result(10)
    assert threads.leader
    assert threads.resting == []


def test_nobody_rests_for_long_beside_a_leader_that_is_gone(monkeypatch):
    monkeypatch.setattr(answering, "LEADS", 60)
    monkeypatch.setattr(answering, "RESTS", 0.01)
    threads = Threads()
    threads.rest()
    ThreadPoolExecutor(1).submit(threads.rest).result(10)
    assert threads.resting == []


def test_kept_pages_go_out_while_others_are_made(monkeypatch):
    monkeypatch.setattr(answering, "RESTS", 0.01)
    go_on = threading.Event()

    def slow(handle, request):
        go_on.wait(10)
        handle.response_bytes(200, [], b"Baru")

    answer = answering.answering(lambda request: request.get("kept"), slow)
    late, reader, other = Handle(), Handle(), Handle()
    request = {"wsgi.input": "what is left of it"}
    with ThreadPoolExecutor(1) as pool:
        making = pool.submit(answer, late, request)
        answer(reader, {"kept": KEPT})
        answer(other, {"kept": ("304 Not Modified", [], [])})
        assert reader.answer == (200, KEPT[1], b"Isi")
        assert other.answer == (304, [], b"")
        assert not late.answer
        go_on.set()
        making.result(10)
    assert late.answer == (200, [], b"Baru")
    assert request == {}
