"""What comes in as a picture, and what does not."""

import base64
import hashlib
import random
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import translation
from PIL import Image as PillowImage
from PIL import ImageChops, ImageCms

from articles import decoding, intake
from articles.models import Image

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
RED = (200, 20, 20)


def encoded(kind="JPEG", size=(60, 40), mode="RGB", colour=RED, **options) -> bytes:
    """The bytes of a plain picture."""
    output = BytesIO()
    PillowImage.new(mode, size, colour).save(output, kind, **options)
    return output.getvalue()


def moving(kind: str) -> bytes:
    """The bytes of a picture with two frames."""
    first, second = (PillowImage.new("RGB", (60, 40), colour) for colour in ("red", "blue"))
    output = BytesIO()
    first.save(output, kind, save_all=True, append_images=[second], duration=100)
    return output.getvalue()


def without_palette(data: bytes) -> bytes:
    """A PNG that says its colours stand in a palette, and has none."""
    start = data.index(b"PLTE") - 4
    return data[:start] + data[start + 12 + int.from_bytes(data[start : start + 4]) :]


def with_odd_exif() -> bytes:
    """An AVIF whose EXIF says in a fraction what is meant in words; reading it fails in Pillow."""
    exif = PillowImage.Exif()
    exif[0x0112], exif[0x010E] = 6, "kata-kata"
    return encoded("AVIF", exif=exif.tobytes()).replace(
        b"\x01\x0e\0\x02\0\0\0\x0a", b"\x01\x0e\0\x05\0\0\0\x01"
    )


def upload(data: bytes, name="foto.jpg", content_type="image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type)


def result(data: bytes, name="foto.jpg") -> PillowImage.Image:
    """What is kept of a picture, opened."""
    picture = PillowImage.open(BytesIO(intake.prepare(upload(data, name)).data))
    picture.load()
    return picture


def media_files() -> list[Path]:
    return [path for path in Path(default_storage.location).rglob("*") if path.is_file()]


def near(colour, wanted, by=12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(colour, wanted, strict=True))


@pytest.fixture
def english():
    with translation.override("en"):
        yield


class TestKept:
    """Pictures that are taken in."""

    @pytest.mark.parametrize(
        ("data", "kept_as", "mode"),
        [
            (encoded("JPEG"), "JPEG", "RGB"),
            (encoded("JPEG", progressive=True), "JPEG", "RGB"),
            (encoded("JPEG", mode="L", colour=90), "JPEG", "L"),
            (encoded("PNG"), "PNG", "RGB"),
            (encoded("PNG", mode="RGBA", colour=(*RED, 90)), "PNG", "RGBA"),
            (encoded("PNG", mode="RGBA", colour=(*RED, 255)), "PNG", "RGBA"),
            (encoded("PNG", mode="LA", colour=(90, 90)), "PNG", "RGBA"),
            (encoded("PNG", mode="1", colour=1), "PNG", "L"),
            (encoded("PNG", mode="P", colour=3), "PNG", "RGB"),
            (encoded("PNG", mode="P", colour=3, transparency=3), "PNG", "RGBA"),
            (encoded("WEBP"), "JPEG", "RGB"),
            (encoded("WEBP", mode="RGBA", colour=(*RED, 90), lossless=True), "PNG", "RGBA"),
            (encoded("AVIF"), "JPEG", "RGB"),
            (encoded("AVIF", mode="RGBA", colour=(*RED, 90)), "PNG", "RGBA"),
            (encoded("PNG", size=(1, 1)), "PNG", "RGB"),
        ],
    )
    def test_formats_and_modes(self, data, kept_as, mode):
        picture = result(data)
        assert (picture.format, picture.mode) == (kept_as, mode)

    def test_the_name_says_nothing_about_the_type(self):
        assert result(encoded("JPEG"), name="foto.php").format == "JPEG"
        assert result(encoded("PNG"), name="foto.jpg").format == "PNG"

    def test_sixteen_bits_are_scaled_not_clipped(self):
        picture = result(encoded("PNG", mode="I;16", colour=32768))
        assert picture.mode == "L"
        assert picture.getpixel((0, 0)) == 128

    def test_cmyk_becomes_rgb(self):
        picture = result(encoded("JPEG", mode="CMYK", colour=(0, 255, 255, 0)))
        assert picture.mode == "RGB"
        assert near(picture.getpixel((5, 5)), (255, 0, 0), by=30)

    def test_a_phones_double_picture_keeps_the_first(self):
        assert near(result(moving("MPO")).getpixel((5, 5)), (255, 0, 0))

    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_upright(self, orientation):
        """A picture whose top left corner is red stays so, however the camera was held."""
        upright = PillowImage.new("RGB", (64, 32), "white")
        upright.paste("red", (0, 0, 16, 16))
        undo = {5: 5, 6: 8, 7: 7, 8: 6}.get(orientation, orientation)
        sent = upright if orientation == 1 else upright.transpose(decoding.UPRIGHT[undo])
        exif = PillowImage.Exif()
        exif[decoding.ORIENTATION] = orientation
        output = BytesIO()
        sent.save(output, "JPEG", exif=exif, quality=95)
        picture = result(output.getvalue())
        assert picture.size == (64, 32)
        assert near(picture.getpixel((6, 6)), (255, 0, 0), by=40)
        assert near(picture.getpixel((50, 25)), (255, 255, 255), by=40)

    def test_nothing_but_pixels_is_kept(self):
        exif = PillowImage.Exif()
        exif[0x010F] = "Kamera Rahasia"
        exif.get_ifd(0x8825)[1] = "S"
        data = encoded(
            "JPEG", exif=exif, icc_profile=SRGB, comment=b"catatan", xmp=b"<x:xmpmeta>rahasia"
        )
        prepared = intake.prepare(upload(data + b"<script>alert(1)</script>"))
        for trace in (b"Rahasia", b"rahasia", b"catatan", b"Exif", b"ICC", b"script"):
            assert trace not in prepared.data

    def test_other_colour_spaces_become_srgb(self):
        data = encoded("PNG", mode="RGBA", colour=(*RED, 90), icc_profile=SRGB)
        assert near(result(data).getpixel((0, 0)), (*RED, 90), by=2)
        lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
        for broken in (b"no profile", lab):
            assert near(result(encoded("PNG", icc_profile=broken)).getpixel((0, 0)), RED, by=2)

    def test_large_pictures_are_scaled(self):
        prepared = intake.prepare(upload(encoded("JPEG", size=(5000, 1000))))
        assert (prepared.width, prepared.height) == (3840, 768)
        prepared = intake.prepare(upload(encoded("PNG", size=(9, 19000), mode="1", colour=1)))
        assert (prepared.width, prepared.height) == (2, 3840)

    @pytest.mark.parametrize("mode", ["RGBA", "RGB", "P", "I;16", "1"])
    def test_made_smaller_strip_by_strip_it_is_the_same_picture(self, monkeypatch, mode):
        picture = PillowImage.linear_gradient("L").resize((250, 333))
        grey = picture.copy()
        if mode == "I;16":
            picture = picture.convert("I").point(lambda value: value * 256).convert("I;16")
        elif mode == "RGBA":
            picture = PillowImage.merge("RGBA", [picture, picture, picture, picture.rotate(180)])
        elif mode == "1":
            picture = grey = PillowImage.new("1", grey.size, 1)
        else:
            picture = picture.convert(mode)
        output = BytesIO()
        picture.save(output, "PNG")
        monkeypatch.setattr(decoding, "LONGEST_SIDE", 60)
        monkeypatch.setattr(decoding, "STRIP", 10)
        small, wanted = result(output.getvalue()), grey.convert("L").resize((45, 60))
        assert small.size == wanted.size
        if mode == "RGBA":
            small = small.getchannel("R")
        difference = ImageChops.difference(small.convert("L"), wanted)
        # Premultiplied colour is coarse where it is nearly invisible.
        assert difference.crop((0, 3, 45, 57)).getextrema()[1] <= 6

    def test_a_photograph_sent_as_png_becomes_jpeg(self, monkeypatch):
        noise = PillowImage.effect_noise((200, 200), 90).convert("RGB")
        output = BytesIO()
        noise.save(output, "PNG")
        monkeypatch.setattr(decoding, "HEAVY_PNG", 10_000)
        assert result(output.getvalue()).format == "JPEG"


# A red photograph of 64 x 40 pixels, as an iPhone packs it.
PHONE = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAA"
    "AAAAAAAAAAACJpbG9jAAAAAERAAAEAAQAAAAABoQABAAAAAAAAAB0AAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAAB"
    "AABodmMxAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADw"
    "NgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAA"
    "AAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcA"
    "AAAEAAAAABAAAAKAAAAAEAAAAAAAAAAv///+gAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWB"
    "AgMFhAAAACVtZGF0AAAAGSgBrxOA9SeBP//jIUf/vI54fkB5fnny1PA="
)
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200


@pytest.mark.parametrize("there", [True, False])
def test_photos_of_iphones_where_the_machine_can_read_them(there, monkeypatch, english):
    if not there:
        monkeypatch.setattr(intake, "FORMATS", ("JPEG", "PNG", "WEBP", "AVIF"))
        with pytest.raises(intake.Refused, match="Export the photo as JPEG"):
            intake.prepare(upload(PHONE))
        return
    picture = result(PHONE)
    assert (picture.format, picture.size) == ("JPEG", (64, 40))
    assert near(picture.getpixel((30, 20)), RED)


class TestRefused:
    """Files that are not, each with words that say why and what to do."""

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"", "empty"),
            (b"\0", "not a picture"),
            (b"<html><script>alert(1)</script></html>", "not a picture"),
            (b"<?php system($_GET['x']); ?>", "not a picture"),
            (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "PNG"),
            (b"\xef\xbb\xbf\n<SVG onload=alert(1)>", "SVG"),
            (b"<?xml version='1.0'?><!--" + b"x" * 5000 + b"--><svg/>", "SVG"),
            ("<?xml version='1.0' encoding='utf-16'?><svg/>".encode("utf-16"), "SVG"),
            ("<svg/>".encode("utf-16-be"), "SVG"),
            (encoded("GIF", mode="P", colour=1), "GIF"),
            (moving("GIF"), "GIF"),
            (b"GIF89a<script>alert(1)</script>", "GIF"),
            (moving("WEBP"), "still"),
            (moving("PNG"), "still"),
            (moving("AVIF"), "still"),
            (HEIC, "HEIC"),
            (encoded("BMP"), "not a picture"),
            (encoded("TIFF"), "not a picture"),
            (encoded("ICO", size=(16, 16)), "not a picture"),
            (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not a picture"),
            (encoded("JPEG", size=(300, 300))[:300], "damaged"),
            (encoded("JPEG")[:-200], "damaged"),
            (encoded("PNG", size=(300, 300))[:90], "damaged"),
            (with_odd_exif(), "damaged"),
            (without_palette(encoded("PNG", mode="P", colour=1)), "damaged"),
            (encoded("PNG", size=(30000, 20)), "too many pixels"),
            (encoded("WEBP", size=(8000, 8000)), "too many pixels"),
            (encoded("PNG", size=(8000, 8000), mode="1", colour=1), "too many pixels"),
            (encoded("PNG", size=(11000, 11000), mode="1", colour=1), "too many pixels"),
            (encoded("PNG", size=(19000, 19000), mode="1", colour=1), "too many pixels"),
        ],
    )
    def test_in_words(self, data, words, english):
        with pytest.raises(intake.Refused) as refusal:
            intake.prepare(upload(data, "x.html", "image/gif"))
        assert words in refusal.value.reason

    def test_a_forged_head_is_not_decoded(self):
        """A small file that says it holds two gigapixels."""
        data = bytearray(encoded("PNG"))
        data[16:24] = (50_000).to_bytes(4, "big") * 2
        with pytest.raises(intake.Refused):
            intake.prepare(upload(bytes(data)))

    def test_too_heavy_is_refused_unread(self, settings, english):
        settings.IMAGE_MAX_BYTES = 2 * 1024 * 1024
        sent = File(None, name="foto.jpg")  # nothing in it could be read
        sent.size = 2 * 1024 * 1024 + 1
        with pytest.raises(intake.Refused, match="2 MB"):
            intake.prepare(sent)

    # Pillow warns of broken EXIF; that is no reason to refuse a picture.
    @pytest.mark.filterwarnings("ignore::UserWarning")
    def test_garbled_files_are_refused_or_taken_never_an_error(self):
        """Bytes changed here and there in files of every format."""
        chance = random.Random(1)  # noqa: S311
        exif = PillowImage.Exif()
        exif[decoding.ORIENTATION] = 6
        whole = [
            encoded(kind, exif=exif, icc_profile=SRGB) for kind in ("JPEG", "PNG", "WEBP", "AVIF")
        ]
        outcomes = set()
        for data in whole:
            for _ in range(60):
                garbled = bytearray(data)
                for _ in range(chance.randint(1, 12)):
                    garbled[chance.randrange(len(garbled))] = chance.randrange(256)
                try:
                    intake.prepare(upload(bytes(garbled[: chance.choice([None, -9, 400])])))
                    outcomes.add("taken")
                except intake.Refused:
                    outcomes.add("refused")
        assert outcomes == {"taken", "refused"}


class TestStored:
    """The row and its file."""

    def test_row_and_file(self, db, admin_user):
        image = intake.take_in(upload(encoded(), "Kantor_Meta-baru.JPG"), by=admin_user, credit="K")
        assert (image.title, image.credit, image.uploaded_by) == (
            "Kantor Meta baru",
            "K",
            admin_user,
        )
        assert (image.width, image.height) == (60, 40)
        stored = Path(image.file.path).read_bytes()
        assert image.sha256 == hashlib.sha256(stored).hexdigest()
        assert len(Path(image.file.name).stem) == 32
        assert [str(path) for path in media_files()] == [image.file.path]

    def test_the_same_picture_again_is_the_same_row(self, db):
        first = intake.take_in(upload(encoded(), "a.jpg"))
        assert intake.take_in(upload(encoded(), "b.jpg"), alt="Lain") == first
        kept = Path(first.file.path).read_bytes()
        assert intake.take_in(upload(kept, "unduhan.jpg")) == first
        assert intake.take_in(upload(encoded(colour=(0, 0, 9)), "a.jpg")) != first
        assert Image.objects.count() == len(media_files()) == 2

    @pytest.mark.django_db(transaction=True)
    def test_the_same_picture_sent_twice_at_once_is_one_row(self):
        def send(_number):
            try:
                return intake.take_in(upload(encoded())).pk
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as senders:
            assert len(set(senders.map(send, range(8)))) == 1
        assert Image.objects.count() == len(media_files()) == 1

    def test_a_refusal_leaves_nothing(self, db):
        for fields in ({"data": b"no"}, {"data": encoded(), "alt": "x" * 301}):
            with pytest.raises(intake.Refused):
                intake.take_in(upload(fields.pop("data")), **fields)
        assert not Image.objects.exists()
        assert media_files() == []

    def test_an_interruption_leaves_nothing(self, db, monkeypatch):
        def stopped(*args, **kwargs):
            raise KeyboardInterrupt

        monkeypatch.setattr(Image, "save", stopped)
        with pytest.raises(KeyboardInterrupt):
            intake.take_in(upload(encoded()))
        assert media_files() == []

    def test_a_full_disk_is_said_in_words_and_leaves_nothing(self, db, monkeypatch, english):
        def half_written(name, content):
            Path(default_storage.location, "gambar").mkdir(parents=True)
            Path(default_storage.path(name)).write_bytes(b"half")
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(default_storage, "save", half_written)
        with pytest.raises(intake.Refused, match="could not store"):
            intake.take_in(upload(encoded()))
        assert media_files() == []
        assert not Image.objects.exists()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("foto_banjir-jakarta.jpg", "foto banjir jakarta"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\budi\Foto.JPG", "Foto"),
        ("a\0b\n\tc.png", "ab c"),
        ("\u202egpj.exe", "gpj"),
        ("👩🏽‍🚀 ke bulan.png", "👩🏽‍🚀 ke bulan"),
        ("ꦗꦮ.png", "ꦗꦮ"),
        ("\udcff.png", "Untitled"),
        (".png", "png"),
        ("", "Untitled"),
        ("...", "Untitled"),
    ],
)
def test_titles(name, title, english):
    assert intake.title_from(name) == title


def test_a_title_fits_its_column(english):
    assert len(intake.title_from("x" * 300 + ".jpg")) == 150
