"""How pictures are sent."""

from pathlib import Path

import pytest

from tests.factories import make_image


@pytest.fixture
def image(db):
    return make_image()


def test_a_picture_and_its_headers(client, image):
    response = client.get(image.file.url)
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == Path(image.file.path).read_bytes()
    response.close()
    assert response["Content-Type"] == "image/png"
    assert int(response["Content-Length"]) == image.file.size
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Content-Disposition"].startswith("inline")
    assert "immutable" in response["Cache-Control"]
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies


def test_asked_again_it_is_not_sent_again(client, image):
    first = client.get(image.file.url)
    assert b"".join(first.streaming_content)
    for header, value in (
        ("If-None-Match", first["ETag"]),
        ("If-Modified-Since", first["Last-Modified"]),
    ):
        again = client.get(image.file.url, headers={header: value})
        assert again.status_code == 304
        assert again.content == b""
        assert "immutable" in again["Cache-Control"]
        assert again["Content-Security-Policy"] == "default-src 'none'; sandbox"
    other = client.get(image.file.url, headers={"If-None-Match": '"other"'})
    assert b"".join(other.streaming_content)
    assert other.status_code == 200


def test_reading_only(client, image):
    assert client.post(image.file.url).status_code == 405
    assert client.delete(image.file.url).status_code == 405
    head = client.head(image.file.url)
    head.close()
    assert head.status_code == 200
    assert int(head["Content-Length"]) == image.file.size


@pytest.mark.parametrize(
    "name",
    [
        "../rahasia.png",
        "..%2frahasia.png",
        "gambar/../../rahasia.png",
        "gambar/%2e%2e/%2e%2e/rahasia.png",
        "/etc/passwd",
        "gambar//ada.png",
        "gambar/ada.html",
        "gambar/ada.svg",
        "gambar/ada.php",
        "gambar/ada.png%00",
        "gambar/ada%00.png",
        "gambar/ada.png/",
        "gambar/ada.png%0a",
        "gambar/.ada.png",
        "gambar/folder.png",
        "gambar",
        "gambar/",
        "gambar/tiada.png",
        "gambar/ada.png/lain.png",
        r"gambar\ada.png",
        "gambar/ädä.png",
        "gambar/" + "x" * 300 + ".png",
        "x/" * 5000 + "y.png",
    ],
)
def test_everything_else_does_not_exist(db, client, media_folder, name):
    folder = media_folder / "gambar"
    (folder / "folder.png").mkdir(parents=True)
    for path in ("ada.png", "ada.html", "ada.svg", "ada.php", ".ada.png", "ädä.png"):
        (folder / path).write_bytes(b"<script>alert(1)</script>")
    (media_folder.parent / "rahasia.png").write_bytes(b"secret")
    assert client.get(f"/media/{name}").status_code == 404


def test_a_file_that_may_not_be_read_does_not_exist(db, client, media_folder):
    media_folder.mkdir()
    (media_folder / "putus.png").symlink_to("nowhere")
    assert client.get("/media/putus.png").status_code == 404
