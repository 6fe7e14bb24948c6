"""What is read once a process: not once more while nothing changes, and never stale."""

import pytest

from articles import page_shelf, remembering
from articles.page_index import Key
from tests.articles.reading import Reader
from tests.factories import make_section

pytestmark = pytest.mark.django_db(transaction=True)
MINE = [Key("navigation")]


@pytest.fixture
def read(kept_pages):
    """A function that returns how often it was called."""
    calls = []
    # A store that is new changes when it is first written to.
    page_shelf.store().drop()

    def read_anew() -> int:
        calls.append(1)
        return len(calls)

    yield lambda between=None: remembering.once(
        "test", MINE, lambda: (between and between(), read_anew())[1]
    )
    remembering._known.pop("test", None)


def test_it_is_read_again_after_any_change(read):
    assert [read(), read(), read()] == [1, 1, 1]
    page_shelf.store().remove([Key("row:articles_tag:1")])
    assert [read(), read()] == [2, 2]
    page_shelf.store().drop()
    assert [read(), read()] == [3, 3]


def test_what_is_being_changed_is_not_remembered(read):
    store = page_shelf.store()
    store.hold("other", [Key("list:all")])
    assert [read(), read()] == [1, 1]
    store.hold("another", MINE)
    assert [read(), read()] == [2, 3]
    store.release("another", MINE)
    assert [read(), read()] == [4, 4]
    # Changed while it was read: what came of it may be old.
    store.remove(MINE)
    assert read(lambda: store.remove(MINE)) == 5
    assert [read(), read()] == [6, 6]


def test_who_hears_of_nobody_remembers_nothing(read, monkeypatch):
    assert read() == 1
    monkeypatch.setattr(page_shelf.sender(), "lease", 0)
    assert [read(), read()] == [2, 3]
    monkeypatch.setattr(page_shelf, "are_kept", lambda: False)
    assert read() == 4


def test_every_page_shows_a_section_as_it_is_now(kept_pages):
    section, reader = make_section("Teknologi"), Reader()
    for name in ("Mesin", "Ilmu"):
        assert reader.ask("/").status == 200
        section.name = name
        section.save()
        for address in ("/", "/arsip/", "/koreksi/"):
            assert f">{name}</a>".encode() in reader.ask(address).body
