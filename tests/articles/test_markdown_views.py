"""The editor's preview and upload: words for whoever may use them, nothing for the rest."""

import time

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from articles import rendering, renditions
from articles.models import Image
from tests.articles.desk import staff
from tests.articles.test_intake import encoded, upload
from tests.factories import make_article, make_image

pytestmark = pytest.mark.django_db
PREVIEW, UPLOAD = reverse("markdownx_markdownify"), reverse("markdownx_upload")


@pytest.fixture
def writer() -> Client:
    return staff("add_article", "add_image")


STRANGERS = {
    "anonymous": Client,
    "staff without rights": lambda: staff("view_article", "view_image", "delete_image"),
    "a reader with rights": lambda: staff("change_article", "add_image", is_staff=False),
}


@pytest.mark.parametrize("stranger", STRANGERS)
@pytest.mark.parametrize("address", [PREVIEW, UPLOAD])
@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_strangers_get_words_and_nothing_is_stored(stranger, address, method):
    client = STRANGERS[stranger]()
    data = {"content": "teks", "image": upload(encoded())} if method == "post" else {}
    response = getattr(client, method)(address, data)
    assert response.status_code == 403
    assert response["Content-Type"].startswith(("text/plain", "application/json"))
    assert b"<" not in response.content
    assert not Image.objects.exists()
    assert not default_storage.exists("gambar") or default_storage.listdir("gambar") == ([], [])


@pytest.mark.parametrize("address", [PREVIEW, UPLOAD])
def test_only_post(writer, address):
    for method in ("get", "put", "delete", "patch", "options"):
        response = getattr(writer, method)(address)
        assert (response.status_code, response["Allow"]) == (405, "POST")


@pytest.mark.parametrize("address", [PREVIEW, UPLOAD])
def test_a_form_of_another_site_is_refused(writer, address):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = writer.cookies
    assert strict.post(address, {"content": "teks"}).status_code == 403


class TestPreview:
    """The text as readers would see it."""

    def test_it_is_the_published_page(self, writer):
        image, other = make_image(), make_article("Naskah lain")
        text = f"## Judul\n\nLihat [ini](artikel:{other.slug}).\n\n![](gambar:{image.pk})"
        article = make_article("Naskah", body=text)
        shown = writer.post(PREVIEW, {"content": text}).content.decode()
        assert other.get_absolute_url() in shown
        assert renditions.folder(image) in shown
        assert shown in Client().get(article.get_absolute_url()).content.decode()

    def test_it_is_counted(self, writer):
        response = writer.post(PREVIEW, {"content": "kata " * 450})
        assert (response["X-Words"], response["X-Minutes"]) == ("450", "2")

    def test_nothing_typed_yet(self, writer):
        assert writer.post(PREVIEW, {"content": ""}).status_code == 200

    def test_a_script_is_words_at_most(self, writer):
        text = "<script>alert(1)</script><img src=x onerror=alert(1)>[x](javascript:alert(1))"
        shown = writer.post(PREVIEW, {"content": text}).content.decode()
        assert not any(bad in shown for bad in ("<script", "onerror", "javascript:"))

    @pytest.mark.parametrize(
        ("data", "status"),
        [
            ({}, 400),
            ({"Content": "x"}, 400),
            ({"content": "a\ufffdb"}, 400),
            ({"content": "x" * (rendering.MAX_BYTES + 1)}, 422),
            ({"content": "é" * 100_500}, 422),
        ],
    )
    def test_refusals_are_words(self, writer, data, status):
        response = writer.post(PREVIEW, data)
        assert response.status_code == status
        assert response["Content-Type"].startswith("text/plain")
        assert "X-Words" not in response
        assert 20 < len(response.content.decode()) < 300

    @pytest.mark.parametrize("body", [b"content=%ff%fe", b"content=\xff\xfe", b"content=%c3%28"])
    def test_broken_utf_8(self, writer, body):
        response = writer.post(PREVIEW, body, content_type="application/x-www-form-urlencoded")
        assert response.status_code == 400
        assert response["Content-Type"].startswith("text/plain")

    @pytest.mark.parametrize(
        "text",
        [
            "![" * 5_000,
            "> " * 5_000 + "x",
            "".join("  " * depth + "- x\n" for depth in range(300)),
            "*_" * 5_000,
            "[a](" * 5_000,
            "\0\x01\x02",
            "العربية ꦗꦮ 🗞️ " * 500,
        ],
    )
    def test_hostile_text_is_answered(self, writer, text):
        started = time.process_time()
        response = writer.post(PREVIEW, {"content": text})
        assert response.status_code in {200, 422}
        # A cap and not a time-out: uncapped, these take minutes.
        assert time.process_time() - started < 10


class TestUpload:
    """A picture for the text."""

    def test_it_returns_the_markdown(self, writer):
        response = writer.post(UPLOAD, {"image": upload(encoded(), "bendera.jpg")})
        image = Image.objects.get()
        assert response.status_code == 200
        assert response.json()["image_code"] == f"![](gambar:{image.pk})"
        assert image.uploaded_by.username == "staf"
        preview = writer.post(PREVIEW, {"content": response.json()["image_code"]})
        assert renditions.folder(image) in preview.content.decode()

    def test_brackets_in_the_description_do_not_end_it(self, writer):
        writer.post(UPLOAD, {"image": upload(encoded())})
        Image.objects.update(alt="Bagan [1](x)\nbaris")
        code = writer.post(UPLOAD, {"image": upload(encoded())}).json()["image_code"]
        shown = writer.post(PREVIEW, {"content": code}).content.decode()
        assert 'alt="Bagan [1](x) baris"' in shown

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("x.jpg", b""),
            ("x.jpg", encoded()[:200]),
            ("x.gif", b"<html><script>alert(1)</script></html>"),
            ("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
            ("x.php", b"<?php system('id'); ?>"),
        ],
    )
    def test_refusals_are_words(self, writer, name, data):
        response = writer.post(UPLOAD, {"image": upload(data, name)})
        assert response.status_code in {400, 422}
        assert set(response.json()) == {"error"}
        assert len(response.json()["error"]) > 20
        assert not Image.objects.exists()

    def test_a_jpeg_of_any_name_is_a_jpeg(self, writer):
        picture = SimpleUploadedFile("x.php", encoded(), content_type="application/x-php")
        assert writer.post(UPLOAD, {"image": picture}).status_code == 200
        assert Image.objects.get().file.name.endswith(".jpg")

    @pytest.mark.parametrize("data", [{}, {"image": "words"}, {"picture": "x"}])
    def test_without_a_picture(self, writer, data):
        response = writer.post(UPLOAD, data)
        assert response.status_code == 400
        assert response.json()["error"]

    @pytest.mark.parametrize(
        ("content_type", "body"),
        [
            ("multipart/form-data", b"x"),
            ("multipart/form-data; boundary=" + "b" * 300, b"--b"),
            ("multipart/form-data; boundary=b", b"--b\r\nbroken"),
            ("application/json", b"{}"),
        ],
    )
    def test_a_broken_request(self, writer, content_type, body):
        response = writer.post(UPLOAD, body, content_type=content_type)
        assert response.status_code == 400
