"""Files that nothing shows: found, kept or deleted."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles import cleaning, darkroom, former_files, intake, renditions
from articles.models import FormerFile, Image
from tests.articles.test_intake import encoded, upload
from tests.factories import make_article, make_image

pytestmark = pytest.mark.django_db
LATER = timedelta(days=2)


def kept(name: str, *, age: timedelta = LATER) -> str:
    """A file of the storage as if written some time ago."""
    saved = default_storage.save(name, ContentFile(b"x"))
    then = (timezone.now() - age).timestamp()
    os.utime(default_storage.path(saved), (then, then))
    return saved


def aged() -> None:
    then = (timezone.now() - LATER).timestamp()
    for path in Path(default_storage.location).rglob("*"):
        os.utime(path, (then, then))


def test_a_used_file_is_never_an_orphan(settings):
    image, other = make_image(), make_image()
    list(darkroom.develop(image))
    lost = kept("gambar/yatim.jpg")
    in_text = kept("gambar/dalam-teks.jpg")
    make_article(body=f"![x](/media/{in_text})")
    kept("gambar/baru.jpg", age=timedelta(hours=1))
    kept("lain/bukan-milik-kami.jpg")
    derived = kept("turunan/999999-yatim-jpg/1/asli-320.avif")
    aged_new = Path(default_storage.path("gambar/baru.jpg")).stat().st_mtime
    aged()
    os.utime(default_storage.path("gambar/baru.jpg"), (aged_new, aged_new))
    assert set(cleaning.orphans()) == {lost, derived}
    other.delete()
    assert set(cleaning.orphans()) == {lost, derived, other.file.name}


def test_what_comes_into_use_after_it_was_found_stays():
    image = make_image()
    name = image.file.name
    Image.objects.filter(pk=image.pk).update(file="gambar/lain.png")
    aged()
    assert [*cleaning.orphans()] == [name]
    Image.objects.filter(pk=image.pk).update(file=name)
    assert not cleaning.delete(name)
    assert default_storage.exists(name)


def run(*words: str) -> str:
    output = StringIO()
    call_command("clean_media", *words, stdout=output)
    return output.getvalue()


def test_asked_twice(monkeypatch):
    lost = kept("gambar/yatim.jpg")
    assert lost in run()
    assert default_storage.exists(lost)
    monkeypatch.setattr("builtins.input", lambda: "")
    with pytest.raises(CommandError):
        run("--delete")
    assert default_storage.exists(lost)
    run("--yes")
    assert default_storage.exists(lost)
    monkeypatch.setattr("builtins.input", lambda: "yes")
    run("--delete")
    assert not default_storage.exists(lost)
    kept(lost)
    run("--delete", "--yes")
    assert not default_storage.exists(lost)


class TestReplacing:
    """Another file for the same picture."""

    @pytest.fixture
    def replaced(self):
        image = intake.take_in(upload(encoded()), alt="Lama", credit="Siti", focal_x=20)
        list(darkroom.develop(image))
        self.former = image.file.name
        self.derived = renditions.of(image, "16x9", 320, "avif")
        data = encoded(size=(120, 90), colour=(10, 200, 10))
        return intake.replace(image, intake.prepare(upload(data)))

    def test_the_row_stays_and_the_file_is_new(self, replaced):
        row = Image.objects.get()
        assert (row.pk, row.alt, row.credit, row.focal_x) == (replaced.pk, "Lama", "Siti", 20)
        assert (row.width, row.height) == (120, 90)
        assert row.file.name != self.former
        assert row.byte_size == row.file.size
        assert row.dominant_colour != "#c81414"

    def test_old_addresses_lead_to_the_new_file(self, replaced, client):
        old = client.get(f"/media/{self.former}")
        assert old["Location"] == replaced.file.url
        # A page that a reader has open gets what it asked for, for a day.
        shown = client.get(self.derived.address)
        assert shown.status_code == 200
        assert b"".join(shown.streaming_content)
        aged()
        assert not [*cleaning.orphans()]
        FormerFile.objects.update(left_at=timezone.now() - LATER)
        gone = set(map(str, cleaning.orphans()))
        assert {self.former, self.derived.name} <= gone
        assert not {name for name in gone if renditions.folder(replaced) in name}
        run("--delete", "--yes")
        now = client.get(self.derived.address)
        assert now["Location"] == renditions.of(replaced, "16x9", 320, "avif").address
        assert now["Cache-Control"] == "no-store"
        assert former_files.now_at("gambar/tiada.jpg") == ""

    def test_the_same_file_and_one_of_another_are_refused(self, replaced):
        other = make_image()
        same = intake.prepare(upload(encoded(size=(120, 90), colour=(10, 200, 10))))
        with pytest.raises(intake.Refused):
            intake.replace(replaced, same)
        with pytest.raises(intake.Refused, match=str(replaced.pk)):
            intake.replace(other, same)
        assert FormerFile.objects.count() == 1

    def test_a_full_disk_changes_nothing(self, replaced, monkeypatch):
        def full(*_args, **_options):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(type(default_storage._wrapped), "_save", full)
        before = replaced.file.name
        with pytest.raises(intake.Refused):
            intake.replace(replaced, intake.prepare(upload(encoded(colour=(1, 2, 3)))))
        assert Image.objects.get().file.name == before
        assert default_storage.exists(before)


@pytest.mark.django_db(transaction=True)
def test_two_replaced_at_once_follow_each_other():
    """The row has one of the two files, and every file it had leads there."""
    image = intake.take_in(upload(encoded()))
    green, blue = (
        intake.prepare(upload(encoded(colour=colour))) for colour in ((9, 200, 9), (9, 9, 200))
    )

    def replace(prepared) -> str:
        try:
            return intake.replace(Image.objects.get(pk=image.pk), prepared).file.name
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        names = {*pool.map(replace, (green, blue))}
    now = Image.objects.get()
    assert now.file.name in names
    assert default_storage.exists(now.file.name)
    former = set(FormerFile.objects.values_list("name", flat=True))
    assert former == {image.file.name, *names} - {now.file.name}
    assert {former_files.now_at(name) for name in former} == {now.file.url}
