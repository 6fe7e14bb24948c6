"""Pictures moved from one storage to another, each verified by its hash before it counts as moved.

The old files stay until whoever moves them says otherwise, so nothing is lost at any moment; a
move that was stopped is begun again and goes on, because what arrived whole is not copied twice.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.base import File
from django.core.files.storage import Storage

from articles.shelving import UNFINISHED


@dataclass(frozen=True)
class Moved:
    """What became of one file. copied: False where it was there already; problem: "" if none."""

    name: str
    copied: bool = False
    problem: str = ""


def move(source: Storage, target: Storage) -> Iterator[Moved]:
    """Copy every file that is not in the target yet; yield what became of each."""
    for name in files(source):
        try:
            yield _copy(source, target, name)
        except FileNotFoundError:  # deleted meanwhile, by an editor
            continue
        except OSError as error:
            yield Moved(name, problem=str(error))


def _copy(source: Storage, target: Storage, name: str) -> Moved:
    wanted = digest(source, name)
    if target.exists(name):
        if digest(target, name) == wanted:
            return Moved(name)
        # Half of it, from a copy that was killed; the whole one is in the source.
        target.delete(name)
    with source.open(name) as content:
        saved = target.save(name, File(content, name=name))
    if saved != name:
        target.delete(saved)
        return Moved(name, problem=f"{name} came to lie at {saved}")
    if digest(target, name) != wanted:
        target.delete(name)
        return Moved(name, problem="the copy differs from the original")
    return Moved(name, copied=True)


def digest(storage: Storage, name: str) -> str:
    """Return the SHA-256 of a file's bytes, read anew."""
    with storage.open(name) as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def files(storage: Storage, folder: str = "") -> Iterator[str]:
    """Yield the names of all files of a storage, in order; what is half written is none."""
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    prefix = f"{folder}/" if folder else ""
    yield from (prefix + name for name in sorted(filter(None, names)))
    for below in sorted(folders):
        if below != UNFINISHED:
            yield from files(storage, prefix + below)
