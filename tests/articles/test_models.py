"""What the database itself refuses, and what is derived on every path."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from articles.models import Article, Publication, Redirect, Section, Tag
from articles.models.tags import join, parse
from tests.factories import make_article, make_author, make_section, make_tag

pytestmark = pytest.mark.django_db


def refused(**changes) -> None:
    """Assert that the database itself will not have these values."""
    article = make_article()
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**changes)


def test_no_piece_goes_without_a_slug():
    refused(slug="")


def test_no_piece_is_published_without_a_headline():
    refused(headline="")


def test_no_piece_is_published_without_a_section():
    refused(section=None)


def test_no_piece_is_withdrawn_without_a_reason():
    refused(withdrawn_at=timezone.now())


def test_a_draft_may_lack_a_section():
    assert make_article(published_at=None, section=None).publication is Publication.DRAFT


@pytest.mark.parametrize("headline", ["a" * 200, "kata " * 40, "a" * 89 + " " + "b" * 100])
def test_slugs_of_long_headlines_are_numbered_too(headline):
    assert len({make_article(headline).slug for _piece in range(12)}) == 12


def test_slugs_are_made_from_headlines_and_numbered():
    slugs = [make_article(headline).slug for headline in ("Sama", "Sama", "Sama", "???", "!!!")]
    assert slugs == ["sama", "sama-2", "sama-3", "artikel", "artikel-2"]


@pytest.mark.parametrize(("first", "second"), [("AI", "ai"), ("Élysée", "élysée"), ("ß", "SS")])
def test_tags_that_differ_only_in_case_are_one(first, second):
    make_tag(first)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_tag(second)
    assert [tag.name for tag in Tag.objects.named([second])] == [first]


def test_typed_tags_are_split_at_commas_and_said_once():
    assert parse(" AI , ai, AI") == ["AI"]
    assert parse('Meta  AI,"kutip", , x') == ["Meta AI", '"kutip"', "x"]
    assert join([Tag(name="b c"), Tag(name="A")]) == "A, b c"


def test_a_named_tag_is_made_once_in_the_order_asked():
    make_tag("AI")
    assert [tag.name for tag in Tag.objects.named(["Meta", "ai"])] == ["Meta", "AI"]
    assert Tag.objects.count() == 2


def test_an_author_with_a_story_cannot_be_deleted():
    author = make_author()
    make_article(authors=[author])
    with pytest.raises(ProtectedError):
        author.delete()


def test_a_section_with_a_story_cannot_be_deleted():
    section = make_section()
    make_article(section=section)
    with pytest.raises(ProtectedError):
        section.delete()


def test_public_means_published_due_and_not_withdrawn():
    now = timezone.now()
    live = make_article("Terbit")
    make_article("Draf", published_at=None)
    make_article("Nanti", published_at=now + timedelta(hours=1))
    make_article("Ditarik", withdrawn_at=now, withdrawal_reason="Keliru.")
    assert list(Article.objects.public()) == [live]
    assert Article.objects.public(at=now + timedelta(hours=2)).count() == 2
    states = {article.headline: article.publication for article in Article.objects.all()}
    assert states == {
        "Terbit": Publication.LIVE,
        "Draf": Publication.DRAFT,
        "Nanti": Publication.SCHEDULED,
        "Ditarik": Publication.WITHDRAWN,
    }


def test_the_month_of_an_address_is_the_papers_month():
    # 17.30 UTC on the 30th is half past midnight of the 1st in Jakarta.
    at = datetime(2025, 6, 30, 17, 30, tzinfo=UTC)
    assert make_article("Batas", published_at=at).get_absolute_url() == "/2025/07/batas/"


def test_a_draft_has_no_address():
    assert make_article(published_at=None).get_absolute_url() == ""


def test_saving_renders_the_text():
    article = make_article(body="## Bagian\n\nDua **kata** lagi.")
    assert "<strong>kata</strong>" in article.body_html
    assert article.word_count == 4
    assert [heading["text"] for heading in article.headings] == ["Bagian"]


def test_a_text_the_renderer_refuses_is_shown_as_it_is_written():
    article = make_article(body="<b>" + "kata " * 60_000)
    assert article.body_html.startswith("<p>&lt;b&gt;kata")
    assert article.word_count > 50_000


def test_a_moved_piece_leaves_its_old_address_behind():
    article = make_article("Lama", published_at=datetime(2025, 7, 1, 3, tzinfo=UTC))
    article.slug = "baru"
    article.save()
    assert list(Redirect.objects.values_list("old_path", "article")) == [
        ("/2025/07/lama/", article.pk)
    ]
    article.slug = "lama"
    article.save()
    assert list(Redirect.objects.values_list("old_path", flat=True)) == ["/2025/07/baru/"]


def test_a_draft_that_moves_leaves_nothing():
    article = make_article("Lama", published_at=None)
    article.slug = "baru"
    article.save()
    assert not Redirect.objects.exists()


def test_a_section_is_no_part_of_itself():
    section = make_section()
    with pytest.raises(IntegrityError), transaction.atomic():
        Section.objects.filter(pk=section.pk).update(parent=section)


def _begun(model) -> set[str]:
    """The columns with which an index of several, or a constraint, begins: it serves one too."""
    several = [one.fields for one in model._meta.constraints if hasattr(one, "fields")]
    several += [one.fields for one in model._meta.indexes if not one.condition]
    names = {fields[0].lstrip("-") for fields in several if len(fields) > 1}
    return {model._meta.get_field(name).column for name in names}


def test_no_reference_has_an_index_that_another_begins_with():
    """Each costs every save a write, and is one more way for a planner to go wrong."""
    needless = []
    for model in apps.get_app_config("articles").get_models():
        with connection.cursor() as cursor:
            found = connection.introspection.get_constraints(cursor, model._meta.db_table)
        references = {one.column for one in model._meta.local_fields if one.is_relation}
        for facts in found.values():
            if facts["index"] and not facts["unique"] and len(facts["columns"]) == 1:
                needless += references & _begun(model) & set(facts["columns"])
    assert needless == []
