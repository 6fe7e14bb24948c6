"""Many pictures at once, the grid's filters, and the form's focal point and replacement."""

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse

from articles.admin.picture_filters import AltFilter, CreditFilter
from articles.models import Image
from tests.articles.test_admin_images import LIST, WORDS, page_of
from tests.articles.test_embedded_words import record, with_iptc
from tests.articles.test_intake import encoded, media_files, upload
from tests.factories import make_article, make_author, make_image, make_writer

pytestmark = pytest.mark.django_db
UPLOAD = reverse("admin:articles_image_upload")


def send(client, *files, **fields) -> list[dict]:
    response = client.post(
        UPLOAD, {"files": files, **fields}, headers={"accept": "application/json"}
    )
    return response.json()["results"]


HOSTILE = {
    "../../etc/passwd.jpg": (encoded(colour=(1, 1, 1)), ""),
    "a\0b.jpg": (encoded(colour=(9, 90, 1)), ""),
    "x" * 300 + ".jpg": (encoded(colour=(90, 9, 1)), ""),
    "🗞️📷.jpg": (encoded(colour=(9, 9, 90)), ""),
    "kosong.jpg": (b"", "kosong"),
    "putus.jpg": (encoded(size=(300, 300))[:400], "rusak"),
    "salah.png": (b"GIF89a" + b"\0" * 40, "GIF"),
    "a.svg": (b"<svg onload='alert(1)'/>", "SVG"),
    "pita.png": (encoded("PNG", size=(30000, 20)), "piksel"),
    "halaman.jpg": (b"<html><script>alert(1)</script>", "bukan gambar"),
}


def test_each_file_gets_an_answer_of_its_own(admin_client, admin_user):
    files = [upload(data, name) for name, (data, _words) in HOSTILE.items()]
    results = send(admin_client, *files)
    for result, (_data, words) in zip(results, HOSTILE.values(), strict=True):
        assert words in result["error"], result
        assert bool(result["error"]) == bool(words), result
    assert Image.objects.count() == len(media_files()) == 4
    assert {image.uploaded_by for image in Image.objects.all()} == {admin_user}
    names = [path.name for path in media_files()]
    assert all(len(name.partition(".")[0]) == 32 for name in names)


def test_the_same_again_is_offered(admin_client):
    first, second = send(admin_client, upload(encoded()), upload(encoded()))
    assert first["address"] == second["address"]
    assert first["words"] != second["words"]
    assert admin_client.get(second["address"]).status_code == 200


def test_words_of_the_file_on_request_alone(admin_client):
    data = with_iptc(record(2, 80, b"Siti"), record(2, 120, b"Hujan"))
    send(admin_client, upload(data))
    assert Image.objects.get().credit == ""
    Image.objects.all().delete()
    (result,) = send(admin_client, upload(data), read_words="1")
    image = Image.objects.get()
    assert (image.credit, image.caption) == ("Siti", "Hujan")
    assert "Siti" in result["words"]


def test_without_script_and_without_right(admin_client, client):
    page = admin_client.post(UPLOAD, {"files": [upload(encoded()), upload(b"", "kosong.jpg")]})
    assert [bool(result["error"]) for result in page.context["results"]] == [False, True]
    assert admin_client.post(UPLOAD).context["results"][0]["error"]
    assert admin_client.put(UPLOAD).status_code == 405
    writer = make_writer()
    writer.groups.clear()
    client.force_login(writer)
    assert client.get(UPLOAD).status_code in {302, 403}


def test_filters(admin_client, admin_user, django_assert_max_num_queries):
    lead, inside, portrait = make_image(), make_image(uploaded_by=admin_user), make_image()
    ornament = make_image(alt="", decorative=True)
    make_article(lead_image=lead, body=f"![x](gambar:{inside.pk})")
    make_author(portrait=portrait)
    for query, found in (
        ("use=no", {ornament}),
        ("use=yes", {lead, inside, portrait}),
        ("alt=no", set()),
        ("by=me", {inside}),
        (f"by={admin_user.pk}", {lead, inside, portrait, ornament}),
        ("licence=none", {lead, inside, portrait, ornament}),
        ("licence=ended", set()),
        ("created_at__gte=2999-01-01%2000:00:00%2B07:00", set()),
    ):
        response = admin_client.get(f"{LIST}?{query}")
        assert set(response.context["cl"].result_list) == found, query
    for _number in range(20):
        make_image(uploaded_by=admin_user)
    with django_assert_max_num_queries(12):
        admin_client.get(LIST + "?use=no")


@pytest.mark.parametrize(
    ("chosen", "index"),
    [(CreditFilter, "image_without_credit"), (AltFilter, "image_without_alt")],
)
def test_what_is_missing_is_found_by_index(chosen, index):
    if connection.vendor == "postgresql":  # of a few rows it would read all
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    missing = chosen.missing(chosen.__new__(chosen))
    pictures = Image.objects.filter(missing).order_by("-created_at", "-id")
    assert index in pictures[:24].explain()


class TestForm:
    """What the form of a picture changes."""

    def change(self, client, image, **fields):
        return client.post(page_of(image), {**WORDS, "title": "Judul", **fields})

    def test_focal_point(self, admin_client):
        image = make_image()
        assert self.change(admin_client, image, focal_x="20", focal_y="80").status_code == 302
        image.refresh_from_db()
        assert (image.focal_x, image.focal_y) == (20, 80)
        self.change(admin_client, image, focal_x="", focal_y="")
        image.refresh_from_db()
        assert (image.focal_x, image.focal_y) == (20, 80)
        for wrong in ("101", "-1", "abc"):
            assert self.change(admin_client, image, focal_x=wrong).status_code == 200

    def test_decorative_or_described(self, admin_client):
        image = make_image()
        response = self.change(admin_client, image, decorative="on")
        assert "decorative" in response.context["adminform"].form.errors

    def test_replacing(self, admin_client):
        image = make_image()
        before = image.file.name
        refused = self.change(admin_client, image, replacement=upload(b"GIF89a", "a.gif"))
        assert "replacement" in refused.context["adminform"].form.errors
        same = self.change(admin_client, image, replacement=upload(image.file.read()))
        image.file.close()
        assert "replacement" in same.context["adminform"].form.errors
        done = self.change(admin_client, image, replacement=upload(encoded(size=(90, 70))))
        assert done.status_code == 302
        image.refresh_from_db()
        assert (image.title, image.width) == ("Judul", 90)
        assert image.file.name != before
        assert default_storage.exists(before)

    def test_crops_of_every_shape(self, admin_client):
        page = admin_client.get(page_of(make_image(size=(1600, 900))))
        assert [crop[0] for crop in page.context["crops"]] == ["16x9", "4x3", "1x1", "sosial"]
