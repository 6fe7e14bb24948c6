"""Heavy work in turn: one at a time on this machine, whichever process it is done in (pure)."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

# So often somebody who waits looks again. Seconds.
LOOK = 0.05


class TooBusy(Exception):
    """Others had their turn for longer than one could wait."""


@contextmanager
def turn(path: Path, patience: float) -> Iterator[None]:
    """Hold the file's lock meanwhile; it ends with its process, however that ends.

    path: any file that all processes may write; it is made. patience: seconds. Raises TooBusy, and
    OSError where the file cannot be made.
    """
    until = monotonic() + patience
    with path.open("ab") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if monotonic() > until:
                    raise TooBusy from None
                sleep(LOOK)
        yield
