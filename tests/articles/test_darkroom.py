"""How renditions come about: at first need, by the command, once, and after a crash."""

import os
import threading
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone
from PIL import Image as PillowImage

from articles import darkroom, renditions, shelving
from articles.models import FormerFile, RenditionJob
from tests.factories import make_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def image():
    return make_image(size=(700, 500))


@pytest.fixture
def encodings(monkeypatch):
    """The names of everything that is encoded, as it is."""
    names, encode = [], darkroom.encoded
    monkeypatch.setattr(
        darkroom, "encoded", lambda pixels, one: names.append(one.name) or encode(pixels, one)
    )
    return names


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def make_all(*numbers, **options) -> str:
    out = StringIO()
    call_command("make_renditions", *map(str, numbers), parallel=1, stdout=out, **options)
    return out.getvalue()


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    """The test's own transaction is seen by its own thread alone."""

    class Here:
        def __init__(self, _number):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *_error):
            pass

        def submit(self, work, *args):
            work(*args)

    command = "articles.management.commands.make_renditions"
    monkeypatch.setattr(f"{command}.ThreadPoolExecutor", Here)
    monkeypatch.setattr(f"{command}.as_completed", lambda _runs: [])
    monkeypatch.setattr(f"{command}.connection", SimpleNamespace(close=lambda: None))


def get(client, address: str) -> tuple[int, bytes]:
    response = client.get(address)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, content


@pytest.mark.parametrize("kind", ["avif", "webp", "jpg"])
@pytest.mark.parametrize("shape", renditions.SHAPES)
def test_at_first_need_one_is_made_and_sent(client, image, encodings, shape, kind):
    rendition = renditions.of(image, shape, 480, kind)
    status, content = get(client, rendition.address)
    assert status == 200
    shown = PillowImage.open(BytesIO(content))
    assert shown.size == (rendition.width, rendition.height)
    assert shown.format.lower()[:3] == {"jpg": "jpe"}.get(kind, kind[:3])
    assert not shown.info.get("exif")
    assert not shown.info.get("icc_profile")
    assert get(client, rendition.address) == (200, content)
    assert encodings == [rendition.name]


def test_the_focal_point_stays_in_the_picture(client):
    image = make_image(size=(900, 300))
    original = PillowImage.new("RGB", (900, 300), "white")
    original.paste("red", (600, 0, 900, 300))
    original.save(image.file.path)
    image.focal_x = 100
    image.save()
    rendition = renditions.of(image, "1x1", 300, "webp")
    assert get(client, rendition.address)[0] == 200
    with PillowImage.open(image.file.storage.path(rendition.name)) as shown:
        assert shown.convert("RGB").resize((1, 1)).getpixel((0, 0))[1] < 40


def test_a_transparent_picture_stays_so_but_as_jpeg(client):
    image = make_image(size=(64, 40))
    PillowImage.new("RGBA", (64, 40), (0, 0, 0, 0)).save(image.file.path, "PNG")
    pixels = {}
    for kind in ("avif", "webp", "jpg"):
        content = get(client, renditions.of(image, "asli", 64, kind).address)[1]
        pixels[kind] = PillowImage.open(BytesIO(content)).convert("RGBA").getpixel((9, 9))
    assert pixels["avif"][3] == pixels["webp"][3] == 0
    assert min(pixels["jpg"]) > 250


def test_what_no_picture_has_does_not_exist(client, image):
    right = renditions.of(image, "asli", 480, "avif").address
    for wrong in ("-481.avif", "-480.png", "-480.gif", "-480.avif/"):
        assert get(client, right.replace("-480.avif", wrong))[0] == 404
    assert get(client, right.replace(f"/{image.pk}-", f"/{image.pk + 1}-"))[0] == 404
    assert get(client, right.replace("gambar-", "gambit-"))[0] == 404
    assert renditions.of(image, "asli", 480, "avif").name not in files(
        Path(image.file.storage.location)
    )


def test_a_moved_focal_point_leads_to_the_present_rendition(client, image):
    before = renditions.of(image, "1x1", 480, "webp").address
    image.focal_x = 0
    image.save()
    response = client.get(before)
    assert response.status_code == 302
    assert response["Location"] == renditions.of(image, "1x1", 480, "webp").address
    assert response["Cache-Control"] == "no-store"


def test_the_address_of_a_replaced_file_leads_to_the_new_one(client, image, encodings):
    rendition = renditions.of(image, "asli", 480, "webp")
    name, address = rendition.name, rendition.address
    FormerFile.objects.create(image=image, name=image.file.name)
    image.file.name = make_image(size=(800, 600)).file.name
    image.width, image.height = 800, 600
    image.save()
    assert client.get(address)["Location"] == renditions.of(image, "asli", 480, "webp").address
    # What was made of it is still there for whoever has the page open.
    image.file.storage.save(name, ContentFile(b"old"))
    assert get(client, address) == (200, b"old")


def test_while_another_works_on_it_readers_get_the_original(client, image, encodings):
    RenditionJob.objects.filter(pk=image.pk).update(try_at=timezone.now() + timedelta(seconds=20))
    response = client.get(renditions.of(image, "asli", 480, "avif").address)
    assert (response.status_code, response["Location"]) == (302, image.file.url)
    assert response["Cache-Control"] == "no-store"
    assert encodings == []


def test_only_one_reader_waits(client, image, encodings):
    with darkroom._at_the_door:
        response = client.get(renditions.of(image, "asli", 480, "avif").address)
    assert response["Location"] == image.file.url
    assert encodings == []


def test_a_broken_original_is_tried_again_later(client, image):
    Path(image.file.path).write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    for _time in range(2):
        response = client.get(renditions.of(image, "asli", 480, "avif").address)
        assert response["Location"] == image.file.url
    errors = StringIO()
    with pytest.raises(SystemExit):
        call_command("make_renditions", parallel=1, stdout=StringIO(), stderr=errors)
    assert f"{image.pk} {image}" in errors.getvalue()
    job = RenditionJob.objects.get()
    assert job.failure
    assert job.try_at > timezone.now() + timedelta(minutes=50)


def test_the_command_makes_what_is_missing_once(image, encodings, media_folder):
    make_image(size=(30, 20))
    assert "2" in make_all()
    assert encodings
    assert len(encodings) == len(set(encodings))
    assert set(encodings) <= set(files(media_folder))
    encodings.clear()
    make_all()
    assert encodings == []
    lost = Path(image.file.storage.path(renditions.of(image, "1x1", 320, "avif").name))
    lost.unlink()
    make_all()
    assert encodings == []
    make_all(all=True)
    assert lost.exists()
    assert len(encodings) == 1


def test_the_command_takes_single_pictures_and_names_those_that_are_not_there(image, encodings):
    other = make_image(size=(20, 20))
    make_all(other.pk)
    assert encodings
    assert all(f"/{other.pk}-" in name for name in encodings)
    with pytest.raises(CommandError, match="999"):
        make_all(999)


def test_pictures_from_before_are_made_too(image, encodings):
    RenditionJob.objects.all().delete()
    make_all()
    assert encodings


def test_killed_in_the_middle_it_is_finished_later(image, encodings, media_folder, monkeypatch):
    put, kept = shelving.put, []

    def killed(storage, name, data):
        if len(kept) == 3:
            folder = media_folder / shelving.UNFINISHED
            (folder / "half").write_bytes(data[:10])
            raise KeyboardInterrupt
        kept.append(name)
        put(storage, name, data)

    with monkeypatch.context() as patch:
        patch.setattr(shelving, "put", killed)
        with pytest.raises(CommandError):
            make_all()
    half = media_folder / shelving.UNFINISHED / "half"
    long_ago = timezone.now().timestamp() - shelving.LEFT_BEHIND - 1
    os.utime(half, (long_ago, long_ago))
    # A killed process lets nothing go: its claim ends by itself.
    RenditionJob.objects.update(try_at=timezone.now() + timedelta(seconds=0.2))
    monkeypatch.setattr("articles.management.commands.make_renditions.PAUSE", 0.1)
    before = list(encodings)
    make_all()
    assert not half.exists()
    expected = {one.name for one in renditions.expected(image)}
    assert expected <= set(files(media_folder))
    assert set(kept).isdisjoint(encodings[len(before) :])


def test_a_picture_that_changes_meanwhile_is_made_again(image, encodings, monkeypatch):
    def change(pixels, one):
        RenditionJob.objects.update(wanted="other")
        return b"x"

    with monkeypatch.context() as patch:
        patch.setattr(darkroom, "encoded", change)
        next(darkroom.work_off())
    assert darkroom.waiting().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_never_make_one_picture(image, encodings):
    both = threading.Barrier(2)

    def work():
        both.wait()
        try:
            for _job in darkroom.work_off():
                pass
        finally:
            darkroom.connection.close()

    threads = [threading.Thread(target=work) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(encodings) == len(set(encodings)) == len(renditions.expected(image))
    assert not darkroom.waiting().exists()


@pytest.mark.django_db(transaction=True)
def test_only_a_process_that_answers_requests_works_in_the_background(
    client, settings, media_folder, monkeypatch
):
    settings.RENDITIONS_IN_BACKGROUND = True
    monkeypatch.setattr(darkroom, "_is_open", threading.Event())
    monkeypatch.setattr(darkroom, "_worker", None)
    left_behind = make_image(size=(20, 30))
    assert darkroom._worker is None
    client.get("/")
    darkroom._worker.join(20)
    image = make_image(size=(30, 20))
    darkroom._worker.join(20)
    assert {one.name for one in renditions.expected(left_behind)} <= set(files(media_folder))
    assert {one.name for one in renditions.expected(image)} <= set(files(media_folder))


def test_a_deleted_picture_takes_its_renditions_along(
    image, media_folder, django_capture_on_commit_callbacks
):
    make_all()
    other = make_image(size=(20, 20))
    with django_capture_on_commit_callbacks(execute=True):
        image.delete()
    assert files(media_folder) == sorted([image.file.name, other.file.name])
    assert list((media_folder / renditions.FOLDER).iterdir()) == []
