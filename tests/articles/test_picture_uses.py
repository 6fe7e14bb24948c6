"""Which pieces have had which picture, by number or by address, is noted with every version."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from articles import renditions, workflow
from articles.models import Article, Image, PictureUse
from tests.factories import make_article, make_chief, make_image

pytestmark = pytest.mark.django_db


def noted(image: Image) -> set[str]:
    return {use.article.headline for use in PictureUse.objects.filter(image=image)}


def test_pictures_are_noted_by_number_and_by_address():
    image, other = make_image(), make_image()
    make_article("Alamat", body=f"![x](/media/{image.file.name})")
    make_article("Turunan", body=f"![]({renditions.of(image, 'asli', 64).address})")
    make_article("Nomor", body=f"![](gambar:{image.pk})")
    make_article("Lain", body=f"![](/media/{other.file.name}) /media/tidak/ada.jpg /media/")
    waiting = make_article("Menunggu")
    text = f"Lihat ![](/media/{image.file.name})."
    workflow.save_draft(waiting, snapshot={"body": text}, by=make_chief())
    assert noted(image) == {"Alamat", "Turunan", "Nomor", "Menunggu"}
    assert noted(other) == {"Lain"}

    # What was written before this was noted is noted by the migration.
    PictureUse.objects.all().delete()
    migration = import_module("articles.migrations.0110_pictures_by_address")
    migration.note(apps, SimpleNamespace(connection=connection))
    assert noted(image) == {"Alamat", "Turunan", "Menunggu"}
    assert Article.objects.count() == 5
