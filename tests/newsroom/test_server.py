"""Where the site listens, and how it says that it cannot."""

import socket

import pytest

from newsroom import server
from newsroom.environment import UnsafeStart


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_address_has_defaults(monkeypatch):
    monkeypatch.delenv("HOST", raising=False)
    monkeypatch.delenv("PORT", raising=False)
    assert server.Address.from_environment().url == "http://127.0.0.1:8000"


@pytest.mark.parametrize("port", ["0", "65536", "99999"])
def test_port_out_of_range(monkeypatch, port):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(UnsafeStart, match=r"PORT is .* from 1 to 65535"):
        server.Address.from_environment()


@pytest.mark.parametrize("host", ["tidak ada", "é..x", "256.256.256.256"])
def test_host_that_means_nothing(host):
    with pytest.raises(UnsafeStart, match="no address of this machine"):
        server.Address(host, 8000)


def test_host_of_another_machine():
    # 192.0.2.0/24 is kept for documentation (RFC 5737): no machine has it.
    with pytest.raises(UnsafeStart, match="no address of this machine"):
        server.Address("192.0.2.1", 8000).check_free()


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "localhost"])
def test_taken_port(taken_port, host):
    with pytest.raises(UnsafeStart, match=f"Port {taken_port} is taken"):
        server.Address(host, taken_port).check_free()


def test_free_port(taken_port):
    address = server.Address("127.0.0.1", taken_port)
    assert address.answers()
    free = server.Address("127.0.0.2", taken_port)
    free.check_free()
    assert not free.answers()


def test_listening_everywhere_is_reached_here():
    assert server.Address("0.0.0.0", 8000).url == "http://127.0.0.1:8000"
    assert server.Address("localhost", 8000).url == "http://localhost:8000"


def test_workers(monkeypatch):
    monkeypatch.setenv("WORKERS", "3")
    assert server.workers() == 3
    monkeypatch.setenv("WORKERS", "0")
    assert server.workers() == 1
    monkeypatch.delenv("WORKERS")
    assert server.workers() >= 1
