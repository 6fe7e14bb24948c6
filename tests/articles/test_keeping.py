"""What is typed and not saved is kept for its writer alone, and for as long as it is of use."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles import keeping
from articles.models import Revision, UnsavedText
from tests.factories import make_article, make_writer

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer():
    return make_writer()


def keep(article, writer, page="a", words="Ketikan."):
    return keeping.keep(article, by=writer, page=page, base=0, fields={"body": [words]})


def test_a_page_replaces_what_it_sent_and_two_pages_keep_two(writer):
    piece = make_article()
    keep(piece, writer)
    keep(piece, writer, words="Ketikan lagi.")
    keep(piece, writer, page="b", words="Tab lain.")
    found = [text.fields["body"] for text in keeping.offered(piece, writer)]
    assert found == [["Tab lain."], ["Ketikan lagi."]]
    assert not Revision.objects.exists(), "nothing typed makes a version"


def test_nobody_elses_and_no_other_pieces_texts_are_offered(writer):
    piece, other = make_article(), make_writer()
    keep(piece, writer)
    keep(piece, other)
    keep(None, writer, page="baru")
    assert [text.user for text in keeping.offered(piece, writer)] == [writer]
    assert [text.page for text in keeping.offered(None, writer)] == ["baru"]
    keeping.forget(other, page="baru", key=keeping.offered(piece, writer).get().pk)
    assert keeping.offered(piece, writer).count() == 1, "nobody throws away another's text"


def test_a_text_outlives_its_piece(writer):
    piece = make_article(published_at=None)
    keep(piece, writer)
    piece.delete()
    assert keeping.offered(None, writer).get().fields == {"body": ["Ketikan."]}


def test_what_is_old_or_too_much_goes(writer, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_TEXTS", 3)
    piece = make_article()
    for page in "abcde":
        keep(piece, writer, page=page)
    assert [text.page for text in keeping.offered(piece, writer)] == ["e", "d", "c"]
    UnsavedText.objects.filter(page="c").update(kept_at=timezone.now() - timedelta(days=31))
    assert [text.page for text in keeping.offered(piece, writer)] == ["e", "d"]
    call_command("prune_revisions", "--dry-run", verbosity=0)
    assert UnsavedText.objects.count() == 3
    call_command("prune_revisions", verbosity=0)
    assert UnsavedText.objects.count() == 2


def test_more_than_any_piece_may_have_is_refused(writer):
    with pytest.raises(keeping.TooLong):
        keep(None, writer, words="x" * (keeping.MAX_LENGTH + 1))
    assert not UnsavedText.objects.exists()


def test_keeping_costs_the_same_however_much_is_kept(writer, django_assert_num_queries):
    piece = make_article()
    for page in range(30):
        keep(piece, writer, page=str(page))
    with django_assert_num_queries(6):  # two savepoints, the row, the update
        keep(piece, writer, page="0", words="Lagi.")
