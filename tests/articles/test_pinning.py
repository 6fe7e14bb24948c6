"""What editors decide about the pieces beside another: in the working copy, or beside the text."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import pinning, relating, workflow
from articles.acting import Refused
from articles.models import Act, Activity, Article, RelatedBan, working_snapshot
from articles.models.picks import MAX_PICKS
from articles.related import around
from tests.articles.desk import desk_of, staff, typed
from tests.factories import make_article, make_chief, make_section, make_tag, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief():
    return make_chief()


@pytest.fixture
def section():
    return make_section("Teknologi")


@pytest.fixture
def tag():
    return make_tag("Mistral")


@pytest.fixture
def piece(section, tag):
    return make_article("Ini", section=section, tags=[tag])


def kin(number: int, section, tag) -> list[Article]:
    day = timedelta(days=1)
    return [
        make_article(
            f"Kerabat {n}", section=section, tags=[tag], published_at=timezone.now() - n * day
        )
        for n in range(1, number + 1)
    ]


def beside(piece: Article) -> list[Article]:
    """What readers see beside a piece."""
    return [one.article for one in around(Article.objects.get(pk=piece.pk)).related]


def page_of(piece: Article) -> str:
    return reverse("admin:articles_article_related", args=[piece.pk])


def lines(piece: Article) -> list[tuple[str, str]]:
    return [*Activity.objects.filter(article=piece).order_by("id").values_list("act", "note")]


class TestPins:
    """Picks are content: they wait at the desk, and take nothing of what others save."""

    def test_they_wait_until_they_are_published_and_are_done_once(self, piece, section, tag, chief):
        first, second, third = kin(3, section, tag)
        relating.compare(piece.pk)
        pinning.pin(piece, other=third, by=chief)
        saved = pinning.pin(piece, other=second, by=chief)
        assert pinning.picks_of(saved) == [third.pk, second.pk]
        assert saved.has_unpublished_changes
        assert beside(piece) == [first, second, third]
        number = pinning.pin(piece, other=third, by=chief).working_revision.number
        assert number == saved.working_revision.number
        workflow.publish(saved, by=chief, override="uji")
        assert beside(piece) == [third, second, first]
        pinning.unpin(piece, other=third, by=chief)
        saved = pinning.unpin(piece, other=third, by=chief)
        assert pinning.picks_of(saved) == [second.pk]
        expected = [("pin", "Kerabat 3"), ("pin", "Kerabat 2"), ("unpin", "Kerabat 3")]
        assert [line for line in lines(piece) if line[0] != "publish"] == expected
        last = Activity.objects.filter(act=Act.UNPIN).get()
        assert (last.from_number, last.to_number) == (number, number + 1)

    def test_nothing_that_others_write_is_lost(self, piece, section, tag, chief):
        """Whoever opened the desk before, and saves after it, keeps text and pin."""
        [other] = kin(1, section, tag)
        opened = workflow.save_draft(piece, snapshot={"body": "Satu.\n\nDua."}, by=chief)
        base = opened.working_revision.number
        pinning.pin(piece, other=other, by=chief)
        mine = {**opened.working_revision.snapshot, "body": "Satu.\n\nDua yang baru."}
        saved = workflow.save_draft(piece, snapshot=mine, by=chief, base=base)
        assert working_snapshot(saved)["body"] == "Satu.\n\nDua yang baru."
        assert pinning.picks_of(saved) == [other.pk]
        # Rows that are gone meanwhile are no obstacle.
        other.delete()
        [other] = kin(1, section, tag)
        assert pinning.picks_of(pinning.pin(piece, other=other, by=chief)) == [other.pk]

    def test_a_draft_is_pinned_to_at_once(self, section, tag, chief):
        draft = make_article("Rancangan", section=section, tags=[tag], published_at=None)
        [other] = kin(1, section, tag)
        pinning.pin(draft, other=other, by=chief)
        assert [pick.target for pick in draft.picks.all()] == [other]

    def test_what_cannot_be_says_why(self, piece, section, tag, chief):
        others = kin(MAX_PICKS + 2, section, tag)
        pinning.ban(piece, other=others[-1], by=chief)
        for act, other in ((pinning.pin, piece), (pinning.ban, piece), (pinning.pin, others[-1])):
            with pytest.raises(Refused):
                act(piece, other=other, by=chief)
        for other in others[:MAX_PICKS]:
            saved = pinning.pin(piece, other=other, by=chief)
        with pytest.raises(Refused, match=str(MAX_PICKS)):
            pinning.pin(piece, other=others[MAX_PICKS], by=chief)
        with pytest.raises(Refused, match="Kerabat 1"):
            pinning.ban(piece, other=others[0], by=chief)
        assert len(pinning.picks_of(saved)) == MAX_PICKS


class TestBans:
    """What is kept away stands beside the text, and holds at once."""

    def test_they_hold_at_once_and_can_be_taken_back(
        self, piece, section, tag, chief, django_capture_on_commit_callbacks
    ):
        others = kin(14, section, tag)
        with django_capture_on_commit_callbacks(execute=True):
            relating.note(piece.pk)
        shown = beside(piece)
        for _twice in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                pinning.ban(piece, other=shown[0], by=chief)
        assert shown[0] not in beside(piece)
        assert RelatedBan.objects.get().by == chief
        # Its place among the kin went to another.
        assert piece.kin.count() == 12
        assert not piece.kin.filter(other=shown[0]).exists()
        assert Article.objects.get(pk=piece.pk).working_revision is None
        for _twice in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                pinning.unban(piece, other=shown[0], by=chief)
        assert beside(piece) == shown
        assert lines(piece) == [("ban", str(shown[0])), ("unban", str(shown[0]))]
        assert set(shown) <= set(others)


class TestPage:
    """The page of candidates."""

    def test_it_says_why_and_does_what_is_asked(self, admin_client, piece, section, tag):
        first, second, third = kin(3, section, tag)
        alone = make_article("Lain sekali", published_at=timezone.now() - timedelta(days=900))
        assert page_of(piece) in admin_client.get(desk_of(piece)).content.decode()
        page = admin_client.get(page_of(piece)).context
        assert [row.piece for row in page["candidates"]] == [first, second, third]
        row = page["candidates"][0]
        assert "Mistral" in row.reason
        assert row.signals[0].shared == ["Mistral"]
        assert sum(signal.value for signal in row.signals) == pytest.approx(row.score)
        assert row.is_seen

        def post(**sent):
            return admin_client.post(page_of(piece), sent, follow=True)

        done = post(pin=second.pk, base=0, following=third.pk)
        assert done.redirect_chain == [(f"{page_of(piece)}#piece-{third.pk}", 302)]
        post(ban=third.pk)
        page = post(pin=alone.pk, base=2).context
        assert [row.piece for row in page["picks"]] == [second, alone]
        assert [row.piece for row in page["candidates"]] == [first]
        assert [row.piece for row in page["banned"]] == [third]
        # Readers see the picks once they are published, and are rid of the third already.
        assert [row.is_seen for row in (*page["picks"], *page["banned"])] == [True, False, False]
        page = post(unpin=second.pk, base=1).context
        # Somebody else's version lies between.
        assert len(page["messages"]) == 2
        page = post(unban=third.pk).context
        assert [row.piece for row in page["candidates"]] == [first, second, third]
        assert not page["banned"]
        for odd in ({}, {"pin": "x"}, {"ban": "9" * 30}, {"unpin": "999"}, {"unban": "\0"}):
            assert "messages" in post(**odd).context
        assert post(pin=piece.pk).status_code == 200
        assert admin_client.get(page_of(piece).replace(str(piece.pk), "999")).status_code == 404

    def test_drafts_have_candidates_by_what_is_written_at_the_desk(self, admin_client, section):
        published = make_article("Tambak meluap", section=section, tags=["Sidoarjo"])
        sent = {"headline": "Rancangan", "tags": "Sidoarjo", "section": section.pk}
        admin_client.post(reverse("admin:articles_article_add"), typed(**sent))
        draft = Article.objects.latest("pk")
        [row] = admin_client.get(page_of(draft)).context["candidates"]
        assert row.piece == published
        assert "Sidoarjo" in row.reason

    def test_who_may_not_change_the_piece_is_told_and_refused(self, piece, section, tag):
        [other] = kin(1, section, tag)
        client = staff("view_article")
        html = client.get(page_of(piece)).content.decode()
        assert html.count("disabled aria-describedby") == 2
        done = client.post(page_of(piece), {"ban": other.pk}, follow=True)
        assert [str(done.context["why_not"])] == [str(one) for one in done.context["messages"]]
        assert not RelatedBan.objects.exists()
        client.force_login(make_user())
        assert client.get(page_of(piece)).status_code == 403

    @pytest.mark.parametrize("number", [3, 40])
    def test_the_work_does_not_grow_with_the_archive(self, admin_client, section, tag, number):
        piece, *others = kin(number, section, tag)
        RelatedBan.objects.create(article=piece, other=others[-1])
        with CaptureQueriesContext(connection) as queries:
            page = admin_client.get(page_of(piece)).context
        assert len(page["candidates"]) == min(number - 2, 24)
        assert len(queries) <= 30
