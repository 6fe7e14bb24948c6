"""Files kept through Django's storages: each is there as a whole or not at all."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from time import time

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage

# What is still being written on a disk. No address leads to a name with a dot.
UNFINISHED = ".unfinished"
# Older ones were left by a process that was killed. Seconds.
LEFT_BEHIND = 3600


class _Written(File):
    """A file beside the place where it is to be: the storage renames it, at one stroke."""

    def temporary_file_path(self) -> str:
        """Where it lies."""
        return self.name


def put(storage: Storage, name: str, data: bytes) -> None:
    """Keep bytes under a name, unless something is there already.

    A disk shows the file when all of it is written; other storages do so by themselves.
    """
    if storage.exists(name):
        return
    folder = _folder(storage)
    if folder is None:
        _save(storage, name, ContentFile(data))
        return
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as written:
        try:
            written.write(data)
            written.flush()
            os.fsync(written.fileno())
            _save(storage, name, _Written(written, name=written.name))
        finally:
            Path(written.name).unlink(missing_ok=True)


def _save(storage: Storage, name: str, content: File) -> None:
    saved = storage.save(name, content)
    if saved != name:  # somebody was faster with the same
        storage.delete(saved)


def _folder(storage: Storage) -> Path | None:
    try:
        return Path(storage.path(UNFINISHED))
    except NotImplementedError:  # not on a disk
        return None


def sweep(storage: Storage) -> None:
    """Delete what killed processes left half written."""
    folder = _folder(storage)
    if folder is None or not folder.is_dir():
        return
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < time() - LEFT_BEHIND:
                path.unlink()


def delete_folder(storage: Storage, folder: str) -> None:
    """Delete a folder with all in it; one that is not there is no error."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in filter(None, files):
        storage.delete(f"{folder}/{name}")
    for below in folders:
        delete_folder(storage, f"{folder}/{below}")
    with suppress(OSError):  # something new came in meanwhile
        storage.delete(folder)
