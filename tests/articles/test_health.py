"""What load balancers and monitors are told."""

import pytest
from django.db import OperationalError

from articles.views import health


def test_a_process_that_answers_is_alive_without_asking_the_database(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_ready_asks_the_database(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert client.post("/readyz").status_code == 405


def test_a_database_that_is_away_is_said_without_its_insides(rf, monkeypatch):
    def refuse():
        raise OperationalError("password of newsroom is rahasia")

    monkeypatch.setattr(health.connection, "cursor", refuse, raising=False)
    answer = health.ready(rf.get("/readyz"))
    assert answer.status_code == 503
    assert b"rahasia" not in answer.content
