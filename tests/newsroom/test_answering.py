"""Kept pages go out at once, whatever else is being answered."""

import threading

import pytest

from newsroom.answering import THREADS, answering, on_threads

KEPT = ("200 OK", [("ETag", '"1"')], [b"Isi"])


class Handle:
    """Granian's handle on one answer."""

    def __init__(self) -> None:
        self.answer, self.there = None, threading.Event()

    def response_bytes(self, *answer) -> None:
        self.answer = answer
        self.there.set()


@pytest.fixture
def handles() -> list[Handle]:
    return [Handle() for _ in range(THREADS + 2)]


def test_a_kept_page_waits_for_nobody(handles):
    go_on = threading.Event()

    def slow(handle, request):
        go_on.wait(10)
        handle.response_bytes(200, [], threading.current_thread().name.encode())

    answer = answering({"kept": KEPT}.get, slow)
    for handle in handles:
        answer(handle, "slow")
    reader = Handle()
    answer(reader, "kept")
    assert reader.answer == (200, KEPT[1], b"Isi")
    assert not any(handle.answer for handle in handles)
    go_on.set()
    for handle in handles:
        assert handle.there.wait(10)
    assert len({handle.answer[2] for handle in handles}) <= THREADS


def test_an_answer_without_a_body():
    reader = Handle()
    answering(lambda _: ("304 Not Modified", [], []), None)(reader, {})
    assert reader.answer == (304, [], b"")


def test_what_goes_wrong_is_answered_and_takes_no_thread(handles, caplog):
    def broken(handle, request):
        raise RuntimeError("rusak")

    answer = on_threads(broken)
    for handle in handles:
        answer(handle, {})
    for handle in handles:
        assert handle.there.wait(10)
        assert handle.answer == (500, [], b"")
    assert caplog.text.count("RuntimeError: rusak") == len(handles)
