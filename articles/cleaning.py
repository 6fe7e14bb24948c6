"""Files of the media folder that nothing shows any more.

A file stays while a picture has it, while a text names its address, for a day after a picture
was given another one (readers may have a page open that still asks for it) and for a day after it
was written (somebody may be storing its row just now). What was derived of a picture stays as
long as the file it was derived of. Only the folders that the newsroom fills are looked at.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.core.files.storage import Storage, default_storage
from django.db.models import Q
from django.utils import timezone

from articles import renditions, waiting
from articles.models import Article, FormerFile, Image, StandingPage

GRACE = timedelta(days=1)
PICTURES = "gambar"
# Names that are looked for in the texts at a time.
AT_ONCE = 40


def orphans(now: datetime | None = None, storage: Storage = default_storage) -> Iterator[str]:
    """Yield the names of the files that may go."""
    now = now or timezone.now()
    files, folders = _kept(now)
    old = (name for name in _walk(storage, PICTURES) if name not in files)
    yield from _unnamed([name for name in old if _is_old(storage, name, now)])
    for name in _walk(storage, renditions.FOLDER):
        if name.split("/")[1] not in folders and _is_old(storage, name, now):
            yield name


def delete(name: str, storage: Storage = default_storage) -> bool:
    """Delete an orphan; False if somebody has come to use it since it was found."""
    files, folders = _kept(timezone.now(), name)
    if name in files or name.split("/")[1] in folders:
        return False
    storage.delete(name)
    return True


def _kept(now: datetime, name: str = "") -> tuple[set[str], set[str]]:
    """Return the files, and the folders of renditions, that are in use.

    name: that of the one file to ask about, to spare reading all rows.
    """
    rows, former = Image.objects.all(), FormerFile.objects.filter(left_at__gt=now - GRACE)
    if name:
        asked = renditions.named(name)
        rows = rows.filter(pk=asked[0]) if asked else rows.filter(file=name)
        former = former.filter(image=asked[0]) if asked else former.filter(name=name)
    files, folders = set(), set()
    for key, file in (*rows.values_list("pk", "file"), *former.values_list("image", "name")):
        files.add(file)
        folders.add(f"{key}-{renditions.token_of(file)}")
    return files, folders


def _unnamed(names: list[str]) -> Iterator[str]:
    """Yield those of the names that stand in no text, published or waiting."""
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        condition = reduce(or_, (Q(body__contains=name) for name in some))
        texts = [
            *Article.objects.filter(condition).values_list("body", flat=True),
            *StandingPage.objects.filter(condition).values_list("body", flat=True),
            *waiting.texts(condition),
        ]
        yield from (name for name in some if not any(name in text for text in texts))


def _walk(storage: Storage, folder: str) -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    # Sorted: a command that is stopped and begun again goes the same way.
    yield from (f"{folder}/{name}" for name in sorted(filter(None, files)))
    for below in sorted(folders):
        yield from _walk(storage, f"{folder}/{below}")


def _is_old(storage: Storage, name: str, now: datetime) -> bool:
    with suppress(FileNotFoundError):  # somebody else was faster
        return storage.get_modified_time(name) < now - GRACE
    return False
