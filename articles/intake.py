"""How pictures come in: looked at before they are decoded, and never kept as they were sent.

What is stored is our own encoding of the pixels alone, so nothing else that a file may carry
(where it was taken, a script, a second file hidden behind the first) reaches anybody.
"""

import hashlib
import logging
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from PIL import Image as PillowImage

from articles import colours, decoding, decoding_apart, embedded_words, turns
from articles.models import FormerFile, Image

# Longer than any camera makes; such a strip is a trap or a mistake.
MAX_SIDE = 20_000
FORMATS = decoding.FORMATS
# A phone puts a second view, a depth map or a burst behind the photograph.
STILLS = {"MPO", "HEIF"}
HEIC = {b"heic", b"heix", b"hevc", b"mif1", b"msf1"}
# A JPEG is decoded small at once; of the others, larger ones are decoded in a process of their own.
SHRUNK_AT_ONCE = {"JPEG", "MPO"}
MOST_PIXELS_HERE = 12_000_000
# But of one that is sent in several passes all samples are held first, at two bytes each. With
# colours as sharp as light, or with four of them, there are twice as many or more.
MOST_SAMPLES_HERE = 100_000_000
# Where a drawing's first tag is looked for: programs write long comments before it. Bytes.
HEAD = 64 * 1024
# So long an upload waits for its turn. Seconds.
PATIENCE = 45
TOO_MANY_PIXELS = (PillowImage.DecompressionBombError, PillowImage.DecompressionBombWarning)

logger = logging.getLogger(__name__)


class Refused(Exception):
    """A file that is not taken in; `reason` says why and what to do, in the editor's language."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Prepared:
    """A picture as it will be stored."""

    data: bytes
    extension: str
    width: int
    height: int
    # As in CSS: #rrggbb.
    dominant_colour: str
    # SHA-256 of `data` and of the file as it was sent.
    sha256: str
    sent_sha256: str
    # Credit and caption as the file has them; used on request alone.
    words: dict[str, str]


def take_in(upload: File, *, by=None, **fields) -> Image:
    """Store an uploaded picture and return its row; the same picture again returns the old row.

    upload: any file; its name serves as the title if `fields` has none, its type is ignored.
    fields: columns of the row. Raises Refused, and then nothing is left behind.
    """
    return store(prepare(upload), upload.name or "", by=by, **fields)


def prepare(upload: File) -> Prepared:
    """Check, decode and encode anew; neither the database nor the disk is touched.

    Raises Refused.
    """
    _check_weight(upload)
    upload.seek(0)
    sent = hashlib.file_digest(upload, "sha256").hexdigest()
    with _opened(upload) as picture, _our_turn():
        words = embedded_words.read(picture)
        try:
            pixels = _pixels(picture, upload)
            colour = colours.dominant(pixels)
            data, extension = decoding.encoded(pixels, came_as=picture.format)
        except decoding_apart.NoMemory as error:
            logger.warning("A picture was not decoded: %s", error)
            raise Refused(_too_much()) from error
        except decoding.BROKEN as error:
            raise Refused(_damaged()) from error
        width, height = pixels.size
    stored = hashlib.sha256(data).hexdigest()
    return Prepared(data, extension, width, height, colour, stored, sent, words)


@contextmanager
def _our_turn() -> Iterator[None]:
    """Decoding takes hundreds of megabytes: one picture at a time on this machine."""
    try:
        with turns.turn(settings.DATA_DIR / "decoding.lock", PATIENCE):
            yield
    except turns.TooBusy as error:
        words = _("The server is busy with other pictures. Try again in a minute.")
        raise Refused(words) from error
    except OSError as error:
        logger.exception("The file of turns cannot be made.")
        raise Refused(_not_stored()) from error


def _pixels(picture: PillowImage.Image, upload: File) -> PillowImage.Image:
    pixels, is_shrunk = picture.width * picture.height, picture.format in SHRUNK_AT_ONCE
    if pixels <= MOST_PIXELS_HERE or (is_shrunk and _samples(picture) <= MOST_SAMPLES_HERE):
        return decoding.in_srgb(decoding.decoded(picture))
    upload.seek(0)
    # Pillow opens a double picture as the JPEG that it begins with.
    kind = "JPEG" if is_shrunk else picture.format
    return decoding_apart.in_srgb(upload.read(), kind, pixels)


def _samples(jpeg: PillowImage.Image) -> int:
    """Return how many numbers a JPEG holds: its colours may be coarser than its light."""
    parts = [(across, down) for _key, down, across, _table in jpeg.layer]
    finest = max(across for across, _down in parts) * max(down for _across, down in parts)
    return jpeg.width * jpeg.height * sum(across * down for across, down in parts) // finest


def store(prepared: Prepared, name: str, *, by=None, **fields) -> Image:
    """Write the file and its row, or return the row that has this picture already.

    name: the name the file was sent under. Raises Refused. The file goes if the row cannot be
    written; a caller that rolls back a transaction of its own around this leaves a file.
    """
    fields = {key: value for key, value in fields.items() if value}
    image = Image(**{"title": title_from(name), **fields}, uploaded_by=by)
    _describe(image, prepared)
    try:
        image.full_clean(exclude=["file", "uploaded_by"])
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    with transaction.atomic():
        _wait_for_twins(prepared.sha256)
        if known := find(prepared):
            return known
        _write(image, prepared.data)
    return image


def replace(image: Image, prepared: Prepared) -> Image:
    """Give a picture another file; return its row, which keeps its number and its words.

    The old file stays until `articles.cleaning` finds it, for readers who have a page open; its
    address leads to the new one. Raises Refused, and then the picture is as it was.
    """
    with transaction.atomic():
        _wait_for_twins(prepared.sha256)
        row = Image.objects.select_for_update().get(pk=image.pk)
        if known := find(prepared):
            raise Refused(_already(known, row))
        former = row.file.name
        _describe(row, prepared)
        _write(row, prepared.data)
        FormerFile.objects.update_or_create(name=former, defaults={"image": row})
    return row


def _already(known: Image, row: Image) -> str:
    if known == row:
        return _("This is the picture that is here already; nothing was changed.")
    return _("The library has this picture already, as number %(key)d: “%(title)s”.") % {
        "key": known.pk,
        "title": known,
    }


def _describe(image: Image, prepared: Prepared) -> None:
    """Fill a row's columns with what was found in the file, and name the file."""
    image.width, image.height = prepared.width, prepared.height
    image.sha256, image.sent_sha256 = prepared.sha256, prepared.sent_sha256
    image.byte_size, image.dominant_colour = len(prepared.data), prepared.dominant_colour
    # Nobody can guess it, so the pictures of unpublished pieces stay unseen.
    image.file.name = f"gambar/{secrets.token_hex(16)}.{prepared.extension}"


def find(prepared: Prepared) -> Image | None:
    """Return the row that has this picture already, as it was sent or as it would be stored."""
    same = {prepared.sha256, prepared.sent_sha256}
    known = Q(sha256__in=same) | Q(sent_sha256=prepared.sent_sha256)
    return Image.objects.filter(known).order_by("id").first()


def let_go(image: Image) -> None:
    """Delete a picture's row and, once that is certain, its file.

    Raises ProtectedError where a piece or an author still shows it.
    """
    storage, name = image.file.storage, image.file.name
    with transaction.atomic():
        image.delete()
        if name and not Image.objects.filter(file=name).exists():
            transaction.on_commit(lambda: storage.delete(name))


def title_from(name: str) -> str:
    """Return words for a picture from its file's name, whatever that may hold."""
    stem = PurePosixPath(name.replace("\\", "/").replace("\0", "")).stem
    text = unicodedata.normalize("NFC", stem.encode("utf-8", "ignore").decode())
    words = "".join(" " if char in "_-" or _is_unseen(char) else char for char in text)
    longest = Image._meta.get_field("title").max_length
    return " ".join(words.split())[:longest].strip(" .") or _("Untitled")


def _is_unseen(char: str) -> bool:
    """Whether it is a control or turns the text around; the joiners inside emoji are neither."""
    return unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} and char not in "\u200c\u200d"


def _check_weight(upload: File) -> None:
    limit = settings.IMAGE_MAX_BYTES
    if getattr(upload, "no_room", False):
        raise Refused(_not_stored())
    if not upload.size:
        raise Refused(_("The file is empty. Choose the picture again."))
    if upload.size > limit:
        raise Refused(
            _(
                "The file is larger than %(limit)d MB. Make the picture smaller, or save it as "
                "JPEG, and try again."
            )
            % {"limit": limit // 1024 // 1024}
        )


def _opened(upload: File) -> PillowImage.Image:
    """Return the picture with only its head read; Pillow decides what it is. Raises Refused."""
    upload.seek(0)
    head = upload.read(HEAD)
    if reason := _known_by_head(head):
        raise Refused(reason)
    upload.seek(0)
    try:
        picture = PillowImage.open(upload, formats=FORMATS)
        frames = getattr(picture, "n_frames", 1)
    except TOO_MANY_PIXELS as error:
        raise Refused(_too_large()) from error
    except PillowImage.UnidentifiedImageError as error:
        raise Refused(_unknown(head)) from error
    except decoding.BROKEN as error:
        raise Refused(_damaged()) from error
    width, height = picture.size
    if width * height > settings.IMAGE_MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise Refused(_too_large())
    if frames > 1 and picture.format not in STILLS:
        raise Refused(_("Moving pictures cannot be used. Save one still of it as JPEG or PNG."))
    return picture


def _known_by_head(head: bytes) -> str:
    """Return why a file of a common other kind is refused; "" for all others."""
    if head.startswith(b"GIF8"):
        return _("GIF files cannot be used. Save a still of it as PNG or JPEG.")
    # Without the zero bytes UTF-16 reads as the plain letters it is made of here.
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if text.startswith(b"<") and b"<svg" in text:
        return _("SVG files cannot be used. Export the drawing as PNG, 2000 pixels wide or more.")
    return ""


def _unknown(head: bytes) -> str:
    if head[4:8] == b"ftyp" and head[8:12] in HEIC:
        return _("HEIC files cannot be used. Export the photo as JPEG and try again.")
    return _("This is not a picture that can be used here. Choose a JPEG, PNG, WebP or AVIF file.")


def _damaged() -> str:
    return _("The picture is damaged or incomplete. Open it, save it anew and try again.")


def _too_much() -> str:
    return _(
        "The server has not enough memory for a picture of so many pixels in this format. Save it "
        "as JPEG, or make it smaller, and try again."
    )


def _too_large() -> str:
    return _(
        "The picture has too many pixels: at most %(pixels)d megapixels, and %(side)d pixels on "
        "a side. Make it smaller and try again."
    ) % {"pixels": settings.IMAGE_MAX_PIXELS // 1_000_000, "side": MAX_SIDE}


def _wait_for_twins(sha256: str) -> None:
    """Let the same picture, sent twice at once, become one row.

    SQLite writes one transaction at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(sha256[:15], 16)])


def _write(image: Image, data: bytes) -> None:
    storage, name = image.file.storage, image.file.name
    try:
        image.file.name = storage.save(name, ContentFile(data))
        image.save()
    except OSError as error:
        _forget(image, name)
        logger.exception("A picture could not be stored.")
        raise Refused(_not_stored()) from error
    except BaseException:  # also when the server is being stopped
        _forget(image, name)
        raise


def _not_stored() -> str:
    return _("The server could not store the picture. Try again, and tell whoever runs the site.")


def _forget(image: Image, wanted: str) -> None:
    for name in {wanted, image.file.name}:
        # Where nothing can be written, nothing can be deleted either.
        with suppress(OSError):
            image.file.storage.delete(name)
