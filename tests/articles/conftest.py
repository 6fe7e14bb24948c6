"""A piece, and the people around it."""

import pytest
import time_machine
from django.db import connection

from articles import correcting, page_shelf, workflow
from articles.models import Article
from tests.articles.desk import NOW
from tests.articles.machine import Machine
from tests.articles.reader import HOUR
from tests.factories import (
    make_author,
    make_chief,
    make_editor,
    make_section,
    make_user,
    make_writer,
)


@pytest.fixture
def section(db):
    return make_section("Teknologi")


@pytest.fixture
def people(section):
    other = make_section("Olahraga")
    foreign = make_editor(username="redaktur_olahraga")
    other.editors.add(foreign)
    own = make_editor(username="redaktur")
    section.editors.add(own)
    return {
        "anonymous": make_user(is_staff=False, username="pembaca"),
        "rightless": make_user(username="tamu"),
        "writer": make_writer(username="penulis"),
        "other writer": make_writer(username="penulis_lain"),
        "editor": own,
        "foreign editor": foreign,
        "chief": make_chief(username="pemred"),
    }


@pytest.fixture
def piece(section, people) -> Article:
    """A draft by the writer, complete enough to be published."""
    content = {
        "headline": "Judul",
        "standfirst": "Pengantar.",
        "body": "Isi pertama.",
        "section": section.pk,
        "byline": [make_author().pk],
        "tags": ["AI"],
    }
    return workflow.save_draft(Article(), snapshot=content, by=people["writer"])


@pytest.fixture
def kept_pages(settings, tmp_path, monkeypatch):
    """A site that keeps its pages, in a folder of its own."""
    settings.DATA_DIR, settings.PAGE_STORE = tmp_path, True
    # Requests here share the test's connection.
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", None)
    for cached in (page_shelf.store, page_shelf.sender):
        cached.cache_clear()
    yield
    for cached in (page_shelf.store, page_shelf.sender):
        cached.cache_clear()


@pytest.fixture
def clock():
    """A clock that stands still until it is moved."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def draft(clock, piece) -> Article:
    """The piece, written while the clock stood still."""
    return piece


@pytest.fixture
def chief(people):
    return people["chief"]


@pytest.fixture
def live(draft, chief) -> Article:
    return workflow.publish(draft, by=chief)


@pytest.fixture
def update(clock, chief):
    """A function that publishes an update an hour later, and returns the piece."""

    def publish(piece: Article, at=None, release=correcting.AS_USUAL, **content) -> Article:
        clock.shift(HOUR)
        piece = workflow.save_draft(piece, snapshot=content, by=chief)
        return workflow.publish(piece, by=chief, at=at, release=release)

    return publish


@pytest.fixture
def machine(tmp_path) -> Machine:
    return Machine(tmp_path / "pages")


@pytest.fixture
def other(machine) -> Machine:
    """Another process of the same machine."""
    return Machine(machine.store.folder)
