"""Where renditions are made: once, by one at a time for each picture, and never for a page.

Three ways lead here: a thread after a picture has been stored, the media address when a reader
asks for what is not there yet, and `manage.py make_renditions`. A job is claimed in the database,
so that no two processes, not even on two machines, work on one picture; a claim that nobody
renews ends by itself, and whoever comes next finishes what a killed process has begun.
"""

import logging
import os
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from PIL import Image as PillowImage

from articles import lightness, renditions, shelving
from articles.decoding import BROKEN
from articles.models import Image, RenditionJob
from articles.renditions import Rendition

# A claim is renewed with every file; one takes a second or two.
CLAIM = timedelta(seconds=30)
RETRY_AFTER = timedelta(hours=1)
LANCZOS = PillowImage.Resampling.LANCZOS

logger = logging.getLogger(__name__)
# One reader's request in each process may wait for a rendition; the others get the original.
_at_the_door = threading.Lock()
_staff = threading.Lock()
_is_open = threading.Event()
_worker: threading.Thread | None = None


class NotMade(Exception):
    """A picture of which nothing can be made; the message says why."""


# --- What is to be done -------------------------------------------------------


def state_of(image: Image) -> str:
    """Return the state of a picture that its renditions follow from."""
    return f"{renditions.token(image)}/{renditions.state(image)}"


def note(image: Image, *, soon: bool = True) -> None:
    """Note that a picture's renditions are wanted.

    soon: have them made by this process, once the note is certain.
    """
    if not (image.is_showable and renditions.can_be_made(image)):
        return
    wanted = state_of(image)
    job, new = RenditionJob.objects.get_or_create(image_id=image.pk, defaults={"wanted": wanted})
    if not new and job.wanted != wanted:
        changes = {"wanted": wanted, "try_at": timezone.now(), "failure": ""}
        RenditionJob.objects.filter(pk=image.pk).update(**changes)
    if soon and (new or job.wanted != wanted):
        transaction.on_commit(wake)


def waiting(only: Collection[int] = ()) -> QuerySet[RenditionJob]:
    """Return the jobs that are not done, those under way and those that failed included.

    only: the pictures' keys; none means all pictures.
    """
    jobs = RenditionJob.objects.exclude(made=F("wanted"))
    return jobs.filter(pk__in=only) if only else jobs


def ask_for(images: QuerySet[Image], *, again: bool = False) -> None:
    """Let what may be missing of pictures wait, and what failed be tried at once.

    again: also where everything was made once; what is still there is not made a second time.
    """
    known = RenditionJob.objects.in_bulk()
    for image in images.iterator():
        job = known.get(image.pk)
        if job is None or job.wanted != state_of(image):
            note(image, soon=False)
    jobs = RenditionJob.objects.filter(image__in=images)
    if again:
        jobs.update(made="")
    jobs.exclude(failure="").update(try_at=timezone.now(), failure="")


def _claim(image: Image | int) -> bool:
    """Reserve a picture, so that no two make its renditions."""
    now = timezone.now()
    free = RenditionJob.objects.filter(pk=getattr(image, "pk", image), try_at__lte=now)
    return free.update(try_at=now + CLAIM) == 1


def _next(only: Collection[int]) -> RenditionJob | None:
    """Claim the newest picture that waits: it is the one somebody is working with."""
    while True:
        free = waiting(only).filter(try_at__lte=timezone.now())
        job = free.select_related("image").order_by("-pk").first()
        if job is None or _claim(job.pk):
            return job


# --- Making -------------------------------------------------------------------


def work_off(only: Collection[int] = ()) -> Iterator[RenditionJob]:
    """Make what waits, a picture at a time, until nothing is left that may be begun now.

    only: the pictures' keys; none means all. Yields each job when it is over; `failure` is empty
    where all went well.
    """
    shelving.sweep(default_storage)
    while job := _next(only):
        wanted, job.failure, until = state_of(job.image), "", timezone.now()
        done = {"wanted": wanted}
        try:
            for _rendition in develop(job.image):
                RenditionJob.objects.filter(pk=job.pk).update(try_at=timezone.now() + CLAIM)
            done["made"] = wanted
        except NotMade as error:
            job.failure, until = str(error), timezone.now() + RETRY_AFTER
            logger.warning("No renditions of picture %s: %s", job.pk, error)
        finally:
            # Should somebody have changed the picture meanwhile, its job waits on.
            same = RenditionJob.objects.filter(pk=job.pk)
            same.update(try_at=until, failure=job.failure)
            same.filter(wanted=wanted).update(**done)
        yield job


def develop(image: Image) -> Iterator[Rendition]:
    """Make those of a picture's expected renditions that are not there; yield each.

    None of a picture that readers may not see. Raises NotMade.
    """
    if not image.is_showable:
        return
    storage = image.file.storage
    missing = [one for one in renditions.expected(image) if not storage.exists(one.name)]
    if missing:
        with _pixels(image) as pixels:
            parts = {shape: Part(pixels, image, shape) for shape in {one.shape for one in missing}}
            for rendition in missing:
                data = encoded(parts[rendition.shape], rendition)
                shelving.put(storage, rendition.name, data)
                yield rendition


@contextmanager
def _pixels(image: Image) -> Iterator[PillowImage.Image]:
    """The decoded picture; whatever goes wrong with it within becomes NotMade."""
    try:
        with image.file.storage.open(image.file.name) as content, PillowImage.open(content) as file:
            width, height = file.size
            if width * height > settings.IMAGE_MAX_PIXELS:
                raise NotMade(f"{width} x {height} pixels are too many")
            transparent = file.has_transparency_data
            yield file.convert("RGBA" if transparent else "RGB")
    except BROKEN as error:
        raise NotMade(f"{type(error).__name__}: {error}") from error


class Part:
    """What a shape shows of a picture, no larger than its largest rendition."""

    def __init__(self, pixels: PillowImage.Image, image: Image, shape: str) -> None:
        """Cut it out. pixels: the whole picture in mode RGB or RGBA."""
        largest = renditions.row(image, shape, renditions.PLAIN)[-1]
        size, box = (largest.width, largest.height), renditions.crop(image, shape)
        self.pixels = pixels.resize(size, LANCZOS, box=box, reducing_gap=3)

    @cached_property
    def step(self) -> int:
        """How much compression it bears: tried once for all of its renditions."""
        return lightness.step_of(self.pixels)


def encoded(part: Part, rendition: Rendition) -> bytes:
    """Return a rendition's bytes. part: what its shape shows of the picture."""
    small = part.pixels.resize((rendition.width, rendition.height), LANCZOS)
    step = part.step if rendition.kind in renditions.MODERN else 0
    return lightness.encoded(small, rendition.kind, step)


# --- After an upload ----------------------------------------------------------


def open_up(**kwargs) -> None:
    """Let this process work: it answers requests. First it finishes what a killed one has left.

    Others never do. A command ends when it has done its work, and one that is about to divide
    into servers must have no thread in SQLite: both halves would hold one file, and spoil it.
    """
    if not _is_open.is_set():
        _is_open.set()
        wake()


def wake() -> None:
    """Have what waits made by a thread of this process, unless one is at work already."""
    global _worker  # noqa: PLW0603 - there is one worker in a process, and this names it
    if not (settings.RENDITIONS_IN_BACKGROUND and _is_open.is_set()):
        return
    with _staff:
        if _worker is None or not _worker.is_alive():
            _worker = threading.Thread(target=_work, name="darkroom", daemon=True)
            _worker.start()


def _work() -> None:
    # Readers come first: on Linux a thread can be nicer than its process.
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
    try:
        for _job in work_off():
            pass
    except DatabaseError:
        logger.exception("Renditions wait: the database refused")
    finally:
        connection.close()


# --- At first need ------------------------------------------------------------


def at_first_need(name: str) -> str:
    """Return the address under which what was asked for can be had; "" where there is no such.

    It is the asked one if the rendition is there now, another one if the picture's focal point
    has moved, and the original's while somebody else is making it or nobody can.
    """
    asked = renditions.named(name)
    image = asked and Image.objects.filter(pk=asked[0]).first()
    rendition = image and renditions.find(image, name)
    if not rendition:
        return ""
    if rendition.name != name:
        return rendition.address
    return rendition.address if _made_now(rendition) else image.file.url


def for_one_look(name: str) -> bytes:
    """Return a rendition that is not to be kept; nothing where it cannot be made, or not now."""
    asked = renditions.named(name)
    image = asked and Image.objects.filter(pk=asked[0]).first()
    rendition = image and renditions.find(image, name)
    if not rendition or not _at_the_door.acquire(timeout=1):
        return b""
    try:
        with _pixels(image) as pixels:
            return encoded(Part(pixels, image, rendition.shape), rendition)
    except NotMade:
        return b""
    finally:
        _at_the_door.release()


def original_of(name: str) -> str:
    """Return the address of the picture that a rendition is made of; "" of what is none."""
    asked = renditions.named(name)
    image = asked and Image.objects.filter(pk=asked[0]).first()
    return image.file.url if image and image.file else ""


def _made_now(rendition: Rendition) -> bool:
    """Make one rendition, unless that would keep more than one reader waiting."""
    if not _at_the_door.acquire(blocking=False):
        return False
    image = rendition.image
    try:
        note(image)
        if not _claim(image):
            return False
        until, failure = timezone.now(), ""
        try:
            with _pixels(image) as pixels:
                shown = Part(pixels, image, rendition.shape)
            shelving.put(image.file.storage, rendition.name, encoded(shown, rendition))
        except NotMade as error:
            until, failure = until + RETRY_AFTER, str(error)
            logger.warning("No rendition %s: %s", rendition.name, error)
            return False
        finally:
            RenditionJob.objects.filter(pk=image.pk).update(try_at=until, failure=failure)
        if waiting().filter(pk=image.pk).exists():
            wake()
    except DatabaseError:  # locked for long, or read only: the original is good enough
        logger.exception("No rendition %s: the database refused", rendition.name)
        return False
    finally:
        _at_the_door.release()
    return True
