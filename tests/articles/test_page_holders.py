"""Processes that are killed over the page store."""

import os
import signal

from articles import page_store
from articles.page_index import Key
from tests.articles.machine import in_process


def test_a_process_killed_between_commit_and_release(machine, monkeypatch):
    machine.keep("/a/", "lama", "row:1")
    in_process(lambda: machine.store.hold("t", [Key("row:1")]), killed=True)
    machine.awake()
    assert machine.ask("/a/") is None
    assert not machine.keep("/a/", "entah", "row:1"), "nobody knows yet whether it committed"
    monkeypatch.setattr(page_store, "DEAD_SECONDS", 0)
    begun = machine.store.epoch()
    assert not machine.keep("/a/", "entah", "row:1")
    assert machine.store.epoch() > begun
    assert machine.keep("/a/", "baru", "row:1")
    assert not machine.store.has_holds()


def test_a_process_killed_over_a_removal_or_a_release(machine, other):
    """What is half done is done again, and nothing begun before it is kept."""
    machine.keep("/a/", "lama", "row:1")

    def remove():
        machine.store._unlink = lambda _names: os.kill(os.getpid(), signal.SIGKILL)
        machine.store.remove([Key("row:1")], removal="x")

    in_process(remove)
    other.store.remove([Key("row:1")], removal="x")
    machine.awake()
    assert machine.ask("/a/") is None

    def release():
        machine.store.hold("t", [Key("row:1")])
        begun.write_text(str(machine.store.epoch()))
        machine.store._changed = lambda **_numbers: os.kill(os.getpid(), signal.SIGKILL)
        machine.store.release("t", [Key("row:1")])

    begun = machine.store.folder / "begun"
    in_process(release)
    assert not other.keep("/a/", "lama", "row:1", epoch=int(begun.read_text()))


def test_the_killed_leave_nothing_for_ever(machine):
    """Neither drafts, nor locks, nor what was being deleted."""
    folder = machine.store.folder
    for number in range(3):
        in_process(lambda: machine.store.hold("t", []), killed=True)
        (folder / f"old-{number}" / "ab").mkdir(parents=True)
        draft = folder / "drafts" / f"{number}.1"
        draft.parent.mkdir(exist_ok=True)
        draft.write_text("")
        os.utime(draft, (0, 0))
    machine.store.hold("t", [])
    machine.store.release("t", [])
    machine.keep("/a/", "A")
    machine.store.drop()
    left = {path.relative_to(folder).parts[0] for path in folder.rglob("*") if path.is_dir()}
    assert len(list((folder / "holders").iterdir())) == 1
    assert list((folder / "drafts").iterdir()) == []
    assert not [name for name in left if name.startswith("old-")]
