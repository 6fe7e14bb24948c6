"""Who is changing something in the page store: a lock for each process, which ends with it (pure).

The kernel gives a lock back when its process is killed, so the living are told from the dead.
Every call is made under the store's lock.
"""

import fcntl
import os
import uuid
from pathlib import Path


class Holders:
    """The locks in a folder. mine: the name of this process's own, "" before it has one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.mine = folder, ""

    def show(self) -> str:
        """Hold a lock until this process ends, and return its name; clear those of the dead."""
        if self.mine and (self.folder / self.mine).exists():
            return self.mine
        self.folder.mkdir(exist_ok=True)
        for other in self.folder.iterdir():
            self.is_alive(other.name)
        self.mine = uuid.uuid4().hex
        # Open until the process ends, and not handed down to what it starts.
        descriptor = os.open(self.folder / self.mine, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        return self.mine

    def is_alive(self, name: str) -> bool:
        """Whether the process that holds this lock is there; clears what a dead one left."""
        if self.mine == name:
            return True
        try:
            with (self.folder / name).open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        (self.folder / name).unlink(missing_ok=True)
        return False
