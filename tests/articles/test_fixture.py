"""The piece the site is built around, after a bare `loaddata` and nothing else."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import call_command
from django.db import connection

from articles import relating
from articles.models import Article, Author, Byline, Image, Kin, Section, Tag, Tagging
from articles.references import expand, images_in, slugs_in
from articles.related import around
from tests import postgres

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def piece(loaded) -> Article:
    return Article.objects.get(pk=1)


DERIVED = ("kin", "pictureuse", "renditionjob", "searchentry", "searchword", "tagkey")


def dump() -> str:
    """Every row of the newspaper, derived columns included."""
    models = apps.get_app_config("articles").get_models()
    return "".join(
        serializers.serialize("json", model.objects.order_by("pk"), indent=1) for model in models
    )


def test_the_facts_are_there_in_their_order(piece):
    facts = [
        "Meta", "Mistral", "Paris", "DeepMind", "OpenAI", "2023", "100 juta dolar",
        "Fundamental AI Research", "Guillaume Lample", "Large Language Model Meta AI", "GPT",
        "Inovasi", "Budaya", "Kepemilikan",
        "Facebook", "Instagram", "WhatsApp", "ratusan peneliti", "eksodus",
        "alternatif Barat", "Tiongkok", "negara berkembang", "David",
    ]  # fmt: skip
    text, at = piece.body_text, 0
    for fact in facts:
        at = text.find(fact, at)
        assert at >= 0, f"{fact} is missing or out of order"


def test_the_sections_of_the_source_are_headings(piece):
    assert [heading["level"] for heading in piece.headings].count(2) >= 7
    reasons = re.search(r"<ul>(.*?)</ul>", piece.body_html, re.DOTALL)[1]
    assert reasons.count("<li>") == reasons.count("<strong>") == 3


def test_the_inline_link_leads_to_the_companion(piece):
    companion = Article.objects.get(slug="google-veo-3-imagen-4-flow")
    assert companion.get_absolute_url() in expand(piece.body_html)


def test_every_piece_is_complete_after_a_bare_load(loaded):
    assert Article.objects.public().count() == Article.objects.count() >= 12
    assert Section.objects.filter(articles__isnull=False).distinct().count() >= 4
    for article in Article.objects.all():
        assert article.body_html, article.slug
        assert article.word_count > 150, article.slug
        assert article.standfirst, article.slug
        assert article.first_published_at == article.published_at
        assert article.byline, article.slug
        assert article.tags.count() >= 3, article.slug
        assert len(around(article).related) >= 3, article.slug
        known = Article.objects.filter(slug__in=slugs_in(article.body_html)).count()
        assert known == len(slugs_in(article.body_html)), article.slug
        assert len(images_in(article.body_html)) == len(
            Image.objects.in_bulk(images_in(article.body_html))
        )


def test_pictures_are_in_their_place_and_measured(loaded):
    assert Image.objects.count() >= 6
    for image in Image.objects.all():
        assert image.file.storage.exists(image.file.name)
        assert image.width == 1600
        assert image.alt
        assert image.credit


def test_tags_are_folded(loaded):
    assert not Tag.objects.filter(folded_name="").exists()


def test_loading_twice_changes_nothing(loaded, django_capture_on_commit_callbacks):
    before = dump()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("loaddata", "mistral", verbosity=0)
    assert dump() == before


def test_what_is_loaded_in_any_order_is_found(loaded, django_capture_on_commit_callbacks):
    """A dump with natural keys may have bylines before the pieces, and these before the names."""
    kept = serializers.serialize(
        "json",
        [
            row
            for model in (Byline, Tagging, Article, Author, Tag)
            for row in model.objects.order_by("pk")
        ],
    )
    with django_capture_on_commit_callbacks(execute=True):
        for model in (Article, Author, Tag):
            model.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        for one in serializers.deserialize("json", kept):
            one.save()
    # Raises SystemExit for any difference.
    call_command("check_search")
    kin = Kin.objects.order_by("article", "rank", "other").values_list("article", "other", "rank")
    beside = list(kin)
    assert list(relating.rebuild())
    assert list(kin.all()) == beside


@pytest.mark.parametrize("options", [[], ["--natural-foreign", "--natural-primary"]])
def test_a_dump_reloads_into_the_other_engine(piece, tmp_path, options):
    """Dump what is loaded here, load it there, dump it there, compare."""
    kept = tmp_path / "kept.json"
    # What is derived from the rest is made anew where it is loaded.
    derived = [f"--exclude=articles.{name}" for name in DERIVED]
    call_command("dumpdata", "articles", *options, *derived, output=str(kept), verbosity=0)
    environ = {
        **os.environ,
        "DATA_DIR": str(tmp_path / "other"),
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
    }
    if connection.vendor == "sqlite":
        environ["DATABASE_URL"] = postgres.make_database(f"other_{os.getpid()}_{len(options)}")
    else:
        environ.pop("DATABASE_URL", None)

    def manage(*arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=environ, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    manage("migrate", "--verbosity=0")
    manage("loaddata", str(kept), "--verbosity=0")
    again = json.loads(manage("dumpdata", "articles", *options, *derived))

    def rows(dumped: list[dict]) -> list[str]:
        return sorted(json.dumps(row, sort_keys=True) for row in dumped)

    assert rows(again) == rows(json.loads(kept.read_text()))
    assert len([row for row in again if row["model"] == "articles.tagging"]) >= 30
    assert (tmp_path / "other" / "media" / piece.lead_image.file.name).exists()
