"""The library of pictures in the admin."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.urls import reverse

from articles import renditions
from articles.models import Image, StandingPage
from tests.articles.test_intake import encoded, upload
from tests.factories import make_article, make_author, make_image

pytestmark = pytest.mark.django_db
LIST, ADD = reverse("admin:articles_image_changelist"), reverse("admin:articles_image_add")
WORDS = {"title": "", "alt": "Bendera", "caption": "Di Paris.", "credit": "Ruang Redaksi"}


def page_of(image: Image, page: str = "change") -> str:
    return reverse(f"admin:articles_image_{page}", args=[image.pk])


class TestAdding:
    """Upload by the form."""

    def test_a_picture_with_its_words(self, admin_client, admin_user):
        admin_client.post(ADD, {"file": upload(encoded(), "bendera_prancis.jpg"), **WORDS})
        image = Image.objects.get()
        assert (image.title, image.alt) == ("bendera prancis", "Bendera")
        assert (image.credit, image.uploaded_by) == ("Ruang Redaksi", admin_user)
        assert (image.width, image.height) == (60, 40)
        assert Path(image.file.path).is_file()

    @pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg/>", b"<html>", encoded()[:300]])
    def test_a_refusal_keeps_what_was_typed(self, admin_client, data):
        sent = {**WORDS, "title": "Judul", "file": upload(data, "x.jpg")}
        response = admin_client.post(ADD, sent)
        form = response.context["adminform"].form
        assert list(form.errors) == ["file"]
        for name in ("title", "alt", "caption", "credit"):
            assert form[name].value() == sent[name]
        assert not Image.objects.exists()

    def test_without_a_file_and_with_long_words(self, admin_client):
        response = admin_client.post(ADD, {**WORDS, "title": "x" * 151, "alt": "x" * 301})
        assert set(response.context["adminform"].form.errors) == {"file", "title", "alt"}

    def test_the_same_picture_again_leads_to_the_first(self, admin_client):
        for _time in range(2):
            response = admin_client.post(ADD, {"file": upload(encoded()), **WORDS})
        assert page_of(Image.objects.get()) in response.content.decode()

    def test_a_full_disk_is_said_beside_the_field(self, admin_client, monkeypatch):
        def full(name, content):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(default_storage, "save", full)
        response = admin_client.post(ADD, {"file": upload(encoded()), **WORDS})
        assert list(response.context["adminform"].form.errors) == ["file"]
        assert not Image.objects.exists()

    def test_nothing_is_decoded_for_who_may_not_add(self, client, monkeypatch):
        monkeypatch.setattr("articles.intake.prepare", None)
        client.force_login(User.objects.create_user("kosong", is_staff=True))
        assert client.post(ADD, {"file": upload(encoded()), **WORDS}).status_code == 403
        assert not Image.objects.exists()


class TestLibrary:
    """The list and a picture's page."""

    def test_words_can_be_changed_and_the_file_stays(self, admin_client):
        image = make_image()
        data = {**WORDS, "title": "Baru", "file": upload(encoded())}
        assert admin_client.post(page_of(image), data).status_code == 302
        changed = Image.objects.get()
        assert (changed.title, changed.file.name) == ("Baru", image.file.name)

    def test_filters(self, admin_client):
        whole, no_credit, no_alt = make_image(), make_image(credit=""), make_image(alt="")
        for query, found in (
            ("", {whole, no_credit, no_alt}),
            ("?credit=no", {no_credit}),
            ("?alt=no", {no_alt}),
            ("?credit=yes&alt=yes", {whole}),
        ):
            assert set(admin_client.get(LIST + query).context["cl"].result_list) == found
        # Of one that lacks nothing, nothing is said.
        assert '<td class="field-wanting"></td>' in admin_client.get(LIST).text

    def test_a_row_whose_file_is_lost_is_shown(self, admin_client):
        image = make_image()
        Path(image.file.path).unlink()
        Image.objects.create(title="Tanpa berkas", width=1, height=1, sha256="x")
        assert admin_client.get(LIST).status_code == 200
        assert admin_client.get(page_of(image)).status_code == 200


def uses_on(response) -> list[str]:
    return [str(use) for use in response.context["protected"]]


class TestDeleting:
    """A picture goes only if nothing shows it."""

    def test_an_unused_picture_goes_with_its_file(
        self, admin_client, django_capture_on_commit_callbacks
    ):
        image, kept = make_image(), make_image()
        with django_capture_on_commit_callbacks(execute=True):
            admin_client.post(page_of(image, "delete"), {"post": "yes"})
        assert Image.objects.get() == kept
        assert not Path(image.file.path).exists()
        assert Path(kept.file.path).exists()

    def test_every_kind_of_use_is_named(self, admin_client):
        image, near = make_image(), make_image()
        text = "![x](gambar:{})"
        users = [
            make_article("Sebagai gambar utama", lead_image=image),
            make_author("Budi", portrait=image),
            make_article("Dalam teks", body=text.format(image.pk)),
            make_article("Lewat alamatnya", body=f"![x](/media/{image.file.name})"),
            make_article("Huruf besar", body=f"![x](Gambar:{image.pk}:lebar)"),
            make_article("Lewat turunan", body=f"![]({renditions.of(image, 'asli', 64).address})"),
            StandingPage.objects.create(slug="x", title="Halaman", body=text.format(image.pk)),
        ]
        make_article("Nomor lain", body=text.format(f"{image.pk}7"), lead_image=near)
        for page in ("delete", "change"):
            shown = admin_client.get(page_of(image, page)).content.decode()
            for row in users:
                assert str(row) in shown
            assert "Nomor lain" not in shown
        assert len(uses_on(admin_client.post(page_of(image, "delete"), {"post": "yes"}))) == 7
        assert Image.objects.count() == 2

    def test_many_at_once(self, admin_client):
        images = [make_image() for _number in range(45)]
        make_article("Memakai", body=f"![x](gambar:{images[-1].pk})")
        chosen = {"action": "delete_selected", "post": "yes"}
        keys = [image.pk for image in images]
        response = admin_client.post(LIST, {**chosen, "_selected_action": keys})
        assert len(uses_on(response)) == 1
        admin_client.post(LIST, {**chosen, "_selected_action": keys[:-1]})
        assert Image.objects.get() == images[-1]

    def test_the_list_of_uses_is_short(self, admin_client, django_assert_max_num_queries):
        image = make_image()
        for _number in range(30):
            make_article(lead_image=image)
        with django_assert_max_num_queries(12):
            response = admin_client.get(page_of(image, "delete"))
        assert len(uses_on(response)) == 21
