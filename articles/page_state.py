"""What all processes must know of the page store at every request: a few numbers in one file.

Read through an open descriptor, without a lock; written as a whole, under the store's lock. A
checksum tells numbers from rubble, so a damaged file is as good as none. (Mapped into memory it
would be faster still, but a file that somebody truncates then kills whoever reads it.)
"""

import fcntl
import hashlib
import os
import struct
import uuid
import zlib
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self

FORM = struct.Struct("<8q")
SIZE = FORM.size + 4


class Numbers(NamedTuple):
    """The store's state.

    store: which store this is. generation: what is kept under another one is nobody's. epoch:
    moves on with every change. due: nanoseconds since 1970 at which the clock next changes a
    page. stamp: the newest file's time. changed_at: the second of the last change. seen_until:
    microseconds since 1970 up to which the clock's changes are done. boot: the start of the
    machine that this is from.
    """

    store: int
    generation: int
    epoch: int
    due: int
    stamp: int
    changed_at: int
    seen_until: int
    boot: int


def opened(path: str, mode: str = "ab") -> BinaryIO:
    """Open a file of the store, for each page; its folder is made where it is missing."""
    with suppress(FileNotFoundError):
        return open(path, mode)  # noqa: PTH123 - a Path costs as much as the rest
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    return open(path, mode)  # noqa: PTH123 - as above


def boot_number() -> int:
    """Return a number that differs after each start of the machine."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_bytes()
    except OSError:
        return 1
    return int.from_bytes(hashlib.sha256(boot).digest()[:7], "big")


class State:
    """The file, open. Raises OSError where it can be neither had nor made."""

    descriptor = -1

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        self.inode = os.fstat(self.descriptor).st_ino
        self._seen: tuple[bytes, Numbers | None] = (b"", None)
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)
        try:
            numbers = self.read()
            if numbers is None or numbers.boot != boot_number():
                self.write(_anew())
        finally:
            fcntl.flock(self.descriptor, fcntl.LOCK_UN)

    def __del__(self) -> None:
        if self.descriptor >= 0:
            os.close(self.descriptor)

    def read(self) -> Numbers | None:
        """Return the numbers as they are now; None for rubble."""
        raw = os.pread(self.descriptor, SIZE, 0)
        seen = self._seen
        if raw == seen[0]:
            return seen[1]
        numbers = None
        if len(raw) == SIZE and zlib.crc32(raw[:-4]).to_bytes(4, "little") == raw[-4:]:
            numbers = Numbers._make(FORM.unpack(raw[:-4]))
        # Both at once, for other threads.
        self._seen = (raw, numbers)
        return numbers

    def write(self, numbers: Numbers) -> None:
        """Set the numbers."""
        raw = FORM.pack(*numbers)
        os.pwrite(self.descriptor, raw + zlib.crc32(raw).to_bytes(4, "little"), 0)

    def change(self, **numbers: int) -> Numbers:
        """Set some of the numbers; rubble is replaced by a new store's."""
        now = (self.read() or _anew())._replace(**numbers)
        self.write(now)
        return now

    def is_in_place(self) -> bool:
        """Whether this is still the file that lies where it was found."""
        try:
            return os.stat(self.path).st_ino == self.inode  # noqa: PTH116 - for each page
        except OSError:
            return False

    @classmethod
    def open(cls, path: Path) -> Self | None:
        """Return the state at `path`; None where there is none to be had."""
        try:
            return cls(path)
        except OSError:
            return None


def _anew() -> Numbers:
    number = uuid.uuid4().int >> 80
    return Numbers(number, number >> 8, 0, 0, 0, 0, 0, boot_number())
