"""Pictures in a bucket, and the way there and back, with a real S3 server."""

from io import StringIO
from pathlib import Path

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from moto.server import ThreadedMotoServer

from articles import darkroom, intake, moving, renditions
from articles.models import Image
from newsroom import media
from newsroom.environment import UnsafeStart
from tests.articles.test_intake import encoded, upload
from tests.factories import make_image

KEYS = {
    "aws_access_key_id": "kunci",
    "aws_secret_access_key": "rahasia",
    "region_name": "us-east-1",
}


@pytest.fixture(scope="module")
def server() -> str:
    """An S3 server on this machine."""
    running = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def environment(server, request) -> dict[str, str]:
    """What whoever runs the site sets."""
    bucket = f"koran-{abs(hash(request.node.nodeid))}"
    boto3.client("s3", endpoint_url=server, **KEYS).create_bucket(Bucket=bucket)
    return {
        "MEDIA_BUCKET": bucket,
        "MEDIA_S3_ENDPOINT": server,
        "MEDIA_S3_REGION": "us-east-1",
        "MEDIA_S3_KEY": "kunci",
        "MEDIA_S3_SECRET": "rahasia",
    }


@pytest.fixture
def in_bucket(environment, settings, db):
    settings.STORAGES = settings.STORAGES | media.storages(environment)


@pytest.fixture
def on_disk(environment, settings, db):
    chosen = media.storages(environment | {"MEDIA_STORAGE": "disk"})
    settings.STORAGES = settings.STORAGES | chosen


def run(*words: str) -> str:
    output = StringIO()
    call_command("move_media", *words, stdout=output, stderr=output)
    return output.getvalue()


def test_a_picture_lives_in_a_bucket(in_bucket, client):
    image = intake.take_in(upload(encoded()))
    assert image.file.url == f"/media/{image.file.name}"
    answer = client.get(image.file.url)
    with image.file.open() as content:
        assert b"".join(answer.streaming_content) == content.read()
    assert "immutable" in answer["Cache-Control"]
    derived = renditions.of(image, "1x1", 320, "webp")
    made = client.get(derived.address)
    assert made.status_code == 200
    assert b"".join(made.streaming_content)
    assert len([*darkroom.develop(image)]) > 3
    assert client.get("/media/gambar/tiada.jpg").status_code == 404
    again = intake.take_in(upload(encoded()))
    assert again == image
    intake.let_go(image)


def test_readers_may_be_sent_to_the_bucket(in_bucket, client, settings):
    settings.MEDIA_PUBLIC_URL = "https://gambar.contoh.id"
    image = intake.take_in(upload(encoded()))
    answer = client.get(image.file.url)
    assert answer["Location"] == f"https://gambar.contoh.id/{image.file.name}"
    assert client.get("/media/gambar/tiada.jpg").status_code == 404
    assert media.origins("https://gambar.contoh.id/a/b") == ["https://gambar.contoh.id"]


def test_a_bucket_out_of_reach_is_said_in_words(environment, settings, client, db):
    away = environment | {"MEDIA_S3_ENDPOINT": "http://127.0.0.1:9"}
    settings.STORAGES = settings.STORAGES | media.storages(away)
    storages["default"].connection.meta.client.meta.config.retries = {"max_attempts": 0}
    with pytest.raises(intake.Refused):
        intake.take_in(upload(encoded()))
    assert not Image.objects.exists()
    assert client.get("/media/gambar/tiada.jpg").status_code == 404


def test_there_and_back_again(on_disk):
    image = make_image()
    list(darkroom.develop(image))
    disk, bucket = storages["disk"], storages["bucket"]
    before = {name: moving.digest(disk, name) for name in moving.files(disk)}
    # Stopped in the middle: one has arrived, of another one half.
    steps = moving.move(disk, bucket)
    assert next(steps).copied
    steps.close()
    last = sorted(before)[-1]
    bucket.save(last, ContentFile(b"half"))
    assert f"{len(before)} " in run("disk", "bucket")
    assert {name: moving.digest(bucket, name) for name in moving.files(bucket)} == before
    assert not any(moved.copied for moved in moving.move(disk, bucket))
    run("disk", "bucket", "--delete")
    assert not [*moving.files(disk)]
    run("bucket", "disk")
    assert {name: moving.digest(disk, name) for name in moving.files(disk)} == before


def test_nothing_is_deleted_if_one_did_not_arrive(on_disk, monkeypatch):
    image, _other = make_image(), make_image()
    digest = moving.digest

    def spoiled(storage, name):
        bad = storage is storages["bucket"] and name == image.file.name
        return "x" if bad else digest(storage, name)

    monkeypatch.setattr(moving, "digest", spoiled)
    with pytest.raises(SystemExit):
        run("disk", "bucket", "--delete")
    assert len([*moving.files(storages["disk"])]) == 2
    assert not storages["bucket"].exists(image.file.name)


def test_two_places_that_are_there(db, tmp_path: Path):
    for words in (("disk", "disk"), ("disk", "bucket")):
        with pytest.raises(CommandError):
            run(*words)


@pytest.mark.parametrize(
    "wrong",
    [
        {"MEDIA_STORAGE": "bucket"},
        {"MEDIA_STORAGE": "awan"},
        {"MEDIA_BUCKET": "x", "MEDIA_S3_ENDPOINT": "minio:9000"},
    ],
)
def test_settings_that_cannot_be_meant(wrong):
    with pytest.raises(UnsafeStart):
        media.storages(wrong)
    with pytest.raises(UnsafeStart):
        media.address("MEDIA_PUBLIC_URL", {"MEDIA_PUBLIC_URL": "gambar.koran.id"})


def test_the_disk_without_any():
    assert media.storages({})["default"] == media.DISK
