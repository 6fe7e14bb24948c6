"""Rendered pages on this machine's disk, shared by all its processes (pure).

    state           a few numbers that every process reads at every request (`page_state`)
    index.sqlite3   which page shows what (see `page_index`)
    pages/ab/…      one file a page, whole or not there at all
    drafts/         what is being written
    turns/          one renderer an address
    holders/        who is changing something at this moment (`page_holders`)

**Never stale.** A page's file is there only while the page is true.

- A change first *holds* its keys: under the store's lock, and before the transaction commits, the
  pages that show it are removed, and none that would show it is kept until the hold is released
  after the commit (or the rollback). A process killed at any point in between leaves its hold
  behind: those pages are rendered each time until the hold is found to be nobody's.
- The *epoch* moves on with every hold, release and removal. It is read before rendering and
  compared, under the lock, when keeping: what was rendered from before a change is not kept
  after it.
- What cannot be removed one by one (a damaged index, a full disk) goes at once by moving the
  *generation* on, a number in a file that is there already. Without that no store is used.
- *Due* is the next moment at which the clock changes a page; past it, requests go to Django.

Two edits within one tick of the clock are told apart because every file gets a time of its own,
later than the one before. A store from before the machine was started is not trusted: a power
cut may have kept one file and lost another. Nor is one that this process could not write to for a
while, as on a disk that is read-only: what changed meanwhile is noted nowhere.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from articles.page_holders import Holders
from articles.page_index import Key, PageIndex
from articles.page_state import State, opened

TURNS = 256
# A killed process's transaction may still be committing on the database's side.
DEAD_SECONDS = 5
# Seconds after which a draft is nobody's.
LONGEST_WRITE = 60
# Between two looks at whether the other renderer is done.
PAUSE = 0.004
TROUBLE = (OSError, sqlite3.Error, ValueError)


def name_of(*parts: object) -> str:
    """Return the name of a page's file by its release, scheme, host, path and page number."""
    return hashlib.sha256("\0".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()[:40]


class PageStore:
    """The store in a folder. limit: the bytes that its pages may take."""

    def __init__(self, folder: Path, *, limit: int) -> None:
        self.folder, self.limit = Path(folder), limit
        self.state: State | None = State.open(self.folder / "state")
        self._lost = self.state is None
        self._index: PageIndex | None = None
        self._thread_lock = threading.RLock()
        self._process, self._kept = 0, 0
        self._holders = Holders(self.folder / "holders")

    def reopen(self) -> State | None:
        """Look anew for the state, which somebody may have deleted and others made again."""
        if not self._lost and not self.state.is_in_place():
            self.state = State.open(self.folder / "state")
            self._lost = self.state is None
        return self.state

    def path_of(self, name: str) -> str:
        """Return where a page's file is, if it is there."""
        return f"{self.folder}/pages/{name[:2]}/{name}"

    # --- Keeping

    def epoch(self) -> int:
        """Return the epoch, to be read before anything of a page is."""
        state = self.reopen()
        numbers = state and state.read()
        return numbers.epoch if numbers else -1

    def keep(self, name: str, data: bytes, keys: Iterable[Key], *, epoch: int) -> bool:
        """Keep a page that was begun at `epoch`, unless something changed since."""
        keys = list(keys)
        try:
            with self._locked() as index:
                if not self._is_settled(index, keys, epoch):
                    return False
                index.add(name, len(data), keys)
                self._write(name, data)
                self._kept += 1
                if self._kept % 32 == 1:
                    self._make_room(index)
        except TROUBLE:
            return False
        return True

    def is_settled(self, keys: Iterable[Key], *, epoch: int) -> bool:
        """Whether nothing has changed since `epoch`, and no change under way touches the keys."""
        keys = list(keys)
        try:
            with self._locked() as index:
                return self._is_settled(index, keys, epoch)
        except TROUBLE:
            return False

    def _is_settled(self, index: PageIndex, keys: list[Key], epoch: int) -> bool:
        return self.state.read().epoch == epoch and not self._held(index, keys)

    def _write(self, name: str, data: bytes) -> None:
        path = self.path_of(name)
        draft = f"{self.folder}/drafts/{os.getpid()}.{threading.get_ident()}"
        try:
            with opened(draft, "wb") as file:
                file.write(data)
            stamp = max(time.time_ns(), self.state.read().stamp + 1)
            self.state.change(stamp=stamp)
            os.utime(draft, ns=(stamp, stamp))
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            os.replace(draft, path)  # noqa: PTH105
        except OSError:
            with suppress(OSError):
                os.unlink(draft)  # noqa: PTH108
            raise

    def _make_room(self, index: PageIndex) -> None:
        """Let the pages go that were not asked for the longest, until a tenth is free; and what
        the killed were writing."""
        for draft in (self.folder / "drafts").iterdir():
            if draft.stat().st_mtime < time.time() - LONGEST_WRITE:
                draft.unlink()
        total = index.total()
        if total <= self.limit:
            return
        used = {}
        for name in index.sizes():
            try:
                used[name] = os.stat(self.path_of(name)).st_atime_ns  # noqa: PTH116 - many
            except OSError:
                used[name] = 0
        sizes, gone = index.sizes(), []
        for name in sorted(used, key=used.get):
            if total <= self.limit * 9 // 10:
                break
            gone.append(name)
            total -= sizes[name]
        self._unlink(gone)
        index.forget(gone)

    # --- Changing

    def hold(self, owner: str, keys: Iterable[Key]) -> None:
        """Remove what shows a change about to be committed, and keep none of it until release().

        Called again with further keys as they come. Raises OSError or sqlite3.Error where the
        store can neither do that nor be dropped.
        """
        keys = list(keys)

        def change(index: PageIndex) -> None:
            index.hold(f"{self._holders.show()}#{owner}", keys)
            self._remove(index, keys)

        self._change(change)

    def release(self, owner: str, keys: Iterable[Key] = ()) -> None:
        """The change is committed or rolled back.

        keys: what was held; removed again, should somebody have deleted the store meanwhile.
        """
        keys = list(keys)

        def change(index: PageIndex) -> None:
            # The epoch first: whoever is killed in between leaves the hold.
            self._remove(index, keys)
            index.release(f"{self._holders.mine}#{owner}")

        self._change(change)

    def remove(self, keys: Iterable[Key], *, removal: str = "") -> None:
        """Remove what shows a change that is committed. removal: its name, to be done once."""
        keys = list(keys)

        def change(index: PageIndex) -> None:
            if removal and index.is_done(removal):
                return
            self._remove(index, keys)
            if removal:
                index.note_done(removal)

        self._change(change)

    def note_done(self, removal: str) -> None:
        """Note a removal that remove() need not do."""
        with self._locked() as index:
            index.note_done(removal)

    def drop(self) -> None:
        """Remove everything."""
        self._change(self._clear)

    def distrust(self) -> None:
        """Let everything be nobody's, as drop() does, but leave the files for later."""
        self._change(lambda _index: self._move_on())

    def _change(self, change: Callable[[PageIndex], None]) -> None:
        try:
            with self._locked() as index:
                change(index)
        except TROUBLE:
            # Nothing can be told apart any more, so everything goes; a number in memory does it.
            try:
                if self.reopen() is None:
                    raise
                self._move_on()
            except TROUBLE:
                self._lost, self.state = True, None
                raise
            with suppress(*TROUBLE), self._locked() as index:
                self._clear(index)
                change(index)

    def _remove(self, index: PageIndex, keys: list[Key]) -> None:
        names = index.touched_by(keys)
        self._unlink(names)
        index.forget(names)
        self._changed()

    def _clear(self, index: PageIndex) -> None:
        self._move_on()
        index.clear()
        with suppress(FileNotFoundError):
            (self.folder / "pages").rename(self.folder / f"old-{uuid.uuid4().hex}")
        # Also what was left by whoever was killed over it.
        for old in self.folder.glob("old-*"):
            shutil.rmtree(old, ignore_errors=True)

    def _changed(self, **numbers: int) -> None:
        """Move the epoch on; and the clock is to be asked anew, for times may have changed."""
        now = self.state.read()
        epoch = now.epoch + 1 if now else 1
        self.state.change(epoch=epoch, changed_at=int(time.time()), due=0, **numbers)

    def _move_on(self) -> None:
        """Let everything be nobody's."""
        now = self.state.read()
        self._changed(generation=now.generation + 1 if now else time.time_ns())

    def _unlink(self, names: Iterable[str]) -> None:
        for name in names:
            with suppress(FileNotFoundError):
                os.unlink(self.path_of(name))  # noqa: PTH108 - thousands at a time

    # --- Who is changing something

    def _held(self, index: PageIndex, keys: list[Key]) -> bool:
        """Whether a change under way touches one of the keys; clears those of the dead."""
        owners = index.held_by(keys)
        self._clear_dead(index, owners)
        return bool(owners)

    def _clear_dead(self, index: PageIndex, owners: Iterable[str]) -> None:
        """Release what is held by processes that are gone, a while after that is found."""
        now, dead_since = int(time.time()), index.holds() if owners else {}
        for owner in owners:
            if self._holders.is_alive(owner.partition("#")[0]):
                continue
            if dead_since[owner] is None:
                index.mark_dead(owner, now)
            elif now - dead_since[owner] >= DEAD_SECONDS:
                self._changed()
                index.release(owner)

    def has_holds(self) -> bool:
        """Whether a change is under way, or was when its process died."""
        try:
            with self._locked() as index:
                owners = index.holds()
                self._clear_dead(index, owners)
                return bool(owners)
        except TROUBLE:
            return True

    # --- The clock

    def seen_until(self) -> int:
        """Return the microsecond since 1970 up to which the clock's changes are done."""
        numbers = self.state and self.state.read()
        return numbers.seen_until if numbers else 0

    def see_until(self, moment: int) -> None:
        """Note that the clock's changes up to this microsecond are done."""
        with suppress(*TROUBLE), self._locked():
            self.state.change(seen_until=moment)

    def is_due(self, now: int) -> bool:
        """Whether the clock may have changed a page. now: nanoseconds since 1970."""
        numbers = self.state and self.state.read()
        return numbers is None or now >= numbers.due

    def set_due(self, moment: int, *, epoch: int) -> None:
        """Say when the clock next changes a page, unless something changed since `epoch`.

        moment: nanoseconds since 1970.
        """
        with suppress(*TROUBLE), self._locked():
            if self.state.read().epoch == epoch:
                self.state.change(due=moment)

    # --- One at a time

    @contextmanager
    def turn(self, name: str, *, patience: float) -> Iterator[None]:
        """Let one render a page while others wait, for at most `patience` seconds."""
        try:
            file = opened(f"{self.folder}/turns/{int(name[:8], 16) % TURNS}")
        except OSError:
            yield
            return
        until = time.monotonic() + patience
        with file:
            while time.monotonic() < until:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except OSError:
                    time.sleep(PAUSE)
            yield

    @contextmanager
    def _locked(self) -> Iterator[PageIndex]:
        """The store's lock, across threads and processes, with what is on the disk now."""
        with self._thread_lock, opened(f"{self.folder}/lock") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self._look_again()
            try:
                yield self._index
            except sqlite3.OperationalError:
                # A full disk, for one. What is there is whole.
                raise
            except sqlite3.DatabaseError:
                self._delete_index()
                raise

    def _look_again(self) -> None:
        """Open what is not open, belongs to the parent process, or was replaced by somebody."""
        if self._process != os.getpid():
            # A copied process must not use what its parent opened.
            self._process, self._index = os.getpid(), None
            self._holders = Holders(self.folder / "holders")
        lost = self._lost
        self.state = State.open(self.folder / "state") if lost else self.reopen()
        if self.state is None:
            raise OSError("the store's state can be neither had nor made")
        if lost:
            self._move_on()
            self._lost = False
        if self.state.read() is None:
            self._changed()
        store = self.state.read().store
        if not self._has_index(store):
            # Pages that are not this index's, or this state's, could never be removed.
            self._clear(self._index)
            self._index.belong_to(store)

    def _has_index(self, store: int) -> bool:
        """Open the index, or make one; whether it is that of the pages that are here."""
        path = self.folder / "index.sqlite3"
        try:
            if self._index is None or self._index.inode != _inode(path):
                self._index = PageIndex(path)
            return self._index.belongs_to(store)
        except sqlite3.DatabaseError:
            self._delete_index()
            self._index = PageIndex(path)
            return False

    def _delete_index(self) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None
        for leftover in self.folder.glob("index.sqlite3*"):
            leftover.unlink(missing_ok=True)


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return -1
