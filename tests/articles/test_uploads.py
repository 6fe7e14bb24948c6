"""Uploads while they arrive."""

from pathlib import Path

import pytest
from django.core.files import uploadhandler
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.urls import reverse

from articles.models import Image
from tests.articles.test_intake import encoded, upload

ADD = reverse("admin:articles_image_add")


@pytest.fixture
def temporary(settings, tmp_path) -> Path:
    """Where Django keeps uploads that are not small, with small limits."""
    settings.IMAGE_MAX_BYTES = 1024 * 1024
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    return tmp_path


def test_too_large_is_said_and_the_other_fields_stay(admin_client, temporary, monkeypatch):
    written = []
    write = TemporaryFileUploadHandler.receive_data_chunk

    def counted(handler, data, start):
        written.append(len(data))
        return write(handler, data, start)

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", counted)
    sent = upload(b"\xff\xd8" + b"x" * 3 * 1024 * 1024, "besar.jpg")
    response = admin_client.post(ADD, {"credit": "Nama", "file": sent, "title": "Sesudahnya"})
    form = response.context["adminform"].form
    assert list(form.errors) == ["file"]
    assert "1 MB" in str(form.errors)
    assert (form["credit"].value(), form["title"].value()) == ("Nama", "Sesudahnya")
    assert 0 < sum(written) <= 1024 * 1024
    assert not Image.objects.exists()


def test_within_the_limit_it_is_a_file_like_any(admin_client, temporary):
    admin_client.post(ADD, {"file": upload(encoded(), "kecil.jpg")})
    assert Image.objects.get().title == "kecil"


@pytest.mark.parametrize("step", ["write", "seek", "__init__"])
def test_a_full_disk_is_said_and_the_other_fields_stay(admin_client, temporary, monkeypatch, step):
    """Wherever the disk turns out to be full."""

    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    full_disk = type("Full", (TemporaryUploadedFile,), {step: full})
    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", full_disk)
    sent = upload(b"\xff\xd8" + b"x" * 900_000, "besar.jpg")
    response = admin_client.post(ADD, {"credit": "Nama", "file": sent})
    form = response.context["adminform"].form
    assert list(form.errors) == ["file"]
    assert form["credit"].value() == "Nama"
    assert not [*temporary.iterdir()]
