"""Two people in one piece: both texts are there, and nothing is overwritten unseen."""

import pytest

from articles import workflow
from articles.models import Article, Revision, working_snapshot
from articles.reconciling import UNKNOWN, Conflict
from tests.factories import make_article, make_section

pytestmark = pytest.mark.django_db

BODY = "Satu.\n\nDua.\n\nTiga.\n\nEmpat."


def kept(piece: Article) -> dict:
    return working_snapshot(Article.objects.get(pk=piece.pk))


@pytest.fixture
def loaded_piece(section, people) -> Article:
    return make_article("Judul", section=section, body=BODY)


@pytest.mark.parametrize("base", [0, 1])
def test_different_passages_of_a_loaded_piece_are_both_kept(loaded_piece, people, base):
    ani, budi = people["editor"], people["chief"]
    ours = {"body": BODY.replace("Satu.", "Satu, kata Ani.")}
    theirs = {"body": BODY.replace("Empat.", "Empat, kata Budi."), "kicker": "Baru"}
    first = workflow.save_draft(loaded_piece, snapshot=ours, by=ani, base=0)
    assert first.merge is None
    second = workflow.save_draft(loaded_piece, snapshot=theirs, by=budi, base=base)
    assert kept(loaded_piece)["body"] == "Satu, kata Ani.\n\nDua.\n\nTiga.\n\nEmpat, kata Budi."
    assert kept(loaded_piece)["kicker"] == "Baru"
    assert {change.by for change in second.merge.changes} == {"mine", "theirs"}


def test_the_same_passage_is_a_conflict_and_nothing_is_saved(loaded_piece, people):
    ours, theirs = ({"body": BODY.replace("Dua.", text)} for text in ("Dua A.", "Dua B."))
    workflow.save_draft(loaded_piece, snapshot=ours, by=people["editor"], base=0)
    with pytest.raises(Conflict) as conflict:
        workflow.save_draft(loaded_piece, snapshot=theirs, by=people["chief"], base=0)
    (clash,) = conflict.value.merge.conflicts
    assert (clash.base, clash.mine, clash.theirs) == ("Dua.", "Dua B.", "Dua A.")
    assert kept(loaded_piece)["body"] == ours["body"]


def test_the_losing_text_is_kept_beside_the_working_copy(loaded_piece, people):
    workflow.save_draft(loaded_piece, snapshot={"body": "A."}, by=people["editor"], base=0)
    working = Article.objects.get(pk=loaded_piece.pk).working_revision
    apart = workflow.keep_apart(loaded_piece, snapshot={"body": "B."}, by=people["chief"], base=0)
    assert (apart.kind, apart.number, apart.parent.kind) == ("conflict", 3, "baseline")
    assert Article.objects.get(pk=loaded_piece.pk).working_revision == working
    workflow.save_draft(loaded_piece, snapshot={"body": "C."}, by=people["chief"], base=2)
    assert [revision.number for revision in loaded_piece.revisions.all()] == [4, 3, 2, 1]


def test_a_save_that_names_no_version_overwrites_nothing(piece, people):
    with pytest.raises(Conflict):
        workflow.save_draft(piece, snapshot={"body": "X."}, by=people["chief"], base=UNKNOWN)
    workflow.save_draft(piece, snapshot={}, by=people["chief"], base=UNKNOWN)


@pytest.mark.parametrize("base", [99, 2**40])
def test_a_forged_version_overwrites_nothing(piece, people, base):
    with pytest.raises(Conflict):
        workflow.save_draft(piece, snapshot={"body": "X."}, by=people["chief"], base=base)


def test_equal_edits_of_two_are_one(loaded_piece, people):
    change = {"body": BODY.replace("Dua.", "Dua yang sama.")}
    for person in (people["editor"], people["chief"]):
        workflow.save_draft(loaded_piece, snapshot=change, by=person, base=0)
    assert kept(loaded_piece)["body"] == change["body"]
    assert loaded_piece.revisions.count() == 2


def test_lists_and_choices_are_merged_too(loaded_piece, people):
    elsewhere = make_section()
    first = {"tags": ["AI", "Meta"]}
    second = {"tags": ["Mistral"], "section": elsewhere.pk}
    workflow.save_draft(loaded_piece, snapshot=first, by=people["editor"], base=0)
    workflow.save_draft(loaded_piece, snapshot=second, by=people["chief"], base=0)
    assert set(kept(loaded_piece)["tags"]) == {"AI", "Meta", "Mistral"}
    assert kept(loaded_piece)["section"] == elsewhere.pk


def test_what_a_merge_made_is_a_version_of_its_own(loaded_piece, people):
    workflow.save_draft(loaded_piece, snapshot={"kicker": "A"}, by=people["editor"], base=0)
    workflow.save_draft(loaded_piece, snapshot={"standfirst": "B"}, by=people["chief"], base=0)
    newest = Revision.objects.latest("number")
    assert (newest.snapshot["kicker"], newest.snapshot["standfirst"]) == ("A", "B")
