"""The front page: what editors placed, the newest elsewhere, none twice, by the clock."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from articles import arranging, front_page
from articles.acting import Refused
from articles.models import Arrangement, Article, Genre
from articles.slots import TOP, Placed, band_of
from tests.factories import make_article, make_editor, make_image, make_section, make_writer

pytestmark = pytest.mark.django_db

NOON = datetime(2025, 7, 12, 5, tzinfo=UTC)


@pytest.fixture
def section():
    return make_section("Teknologi")


@pytest.fixture
def pieces(time_machine, section):
    """Twelve pieces, the first the oldest; it is noon in Jakarta."""
    time_machine.move_to(NOON, tick=False)
    return [
        make_article(f"Berita {n:02}", section=section, published_at=NOON - timedelta(hours=12 - n))
        for n in range(12)
    ]


def arrange(slots, by=None, base=None):
    base = arranging.newest().number if base is None else base
    return arranging.arrange(slots, by=by or make_editor(), base=base)


def top() -> list[str]:
    front = front_page.compose()
    return [front.lead.headline, *(piece.headline for piece in front.seconds)]


def band() -> list[str]:
    [found] = front_page.compose().bands
    return [piece.headline for piece in found.pieces]


def names(*numbers) -> list[str]:
    return [f"Berita {number:02}" for number in numbers]


def test_places_without_a_piece_fill_themselves(pieces):
    arrange({TOP: [Placed(pieces[2].pk), None, Placed(pieces[5].pk)]})
    assert top() == names(2, 11, 5, 10)
    assert band() == names(9, 8, 7, 6, 4)


def test_a_band_is_arranged_as_well(pieces, section):
    arrange({band_of(section.pk): [Placed(pieces[0].pk), None, Placed(pieces[11].pk)]})
    assert top() == names(10, 9, 8, 7)
    assert band() == names(0, 6, 11, 5, 4)


def test_what_is_paid_for_leads_only_where_an_editor_put_it(pieces, section):
    for number in (7, 11):
        Article.objects.filter(pk=pieces[number].pk).update(genre=Genre.ADVERTORIAL)
    assert top() == names(10, 11, 9, 8)
    assert band() == names(6, 7, 5, 4, 3)
    arrange({TOP: [Placed(pieces[7].pk)]})
    assert top() == names(7, 11, 10, 9)
    Article.objects.update(genre=Genre.ADVERTORIAL)
    assert top() == names(7, 11, 10, 9), "there is nothing else"


def test_a_place_falls_free_by_the_clock(pieces, time_machine):
    until = NOON + timedelta(hours=1)
    arrange({TOP: [Placed(pieces[0].pk, until), Placed(pieces[1].pk)]})
    assert top() == names(0, 1, 11, 10)
    assert front_page.next_change() == until
    time_machine.move_to(until, tick=False)
    assert top() == names(11, 1, 10, 9)
    assert front_page.next_change() is None


def test_what_readers_may_not_see_leaves_at_once(pieces, time_machine, section):
    later = make_article("Nanti", section=section, published_at=NOON + timedelta(hours=1))
    draft = make_article("Draf", section=section, published_at=None)
    arrange({TOP: [Placed(later.pk), Placed(pieces[0].pk), Placed(draft.pk), Placed(999)]})
    assert top() == ["Berita 11", "Berita 00", "Berita 10", "Berita 09"]
    piece = pieces[0]
    piece.withdrawn_at, piece.withdrawal_reason = NOON, "Keliru."
    piece.save()
    assert "Berita 00" not in top() + band()
    time_machine.move_to(NOON + timedelta(hours=1))
    assert top()[0] == "Nanti"


def test_the_masthead_names_the_newest_piece_and_not_the_arranged_lead(client, pieces):
    arrange({TOP: [Placed(pieces[0].pk)]})
    html = client.get("/").content.decode()
    head = html[: html.index("<main")]
    assert "11.00\xa0WIB" in head


def test_it_costs_four_queries_however_it_is_arranged(pieces, section, django_assert_num_queries):
    arrange(
        {
            TOP: [Placed(piece.pk) for piece in pieces[:4]],
            band_of(section.pk): [Placed(piece.pk) for piece in pieces[4:9]],
        }
    )
    with django_assert_num_queries(4):
        front_page.compose()


# --- Two at once -------------------------------------------------------------


def test_two_who_arrange_different_places_both_keep_theirs(pieces):
    one, other = make_editor(), make_editor()
    arrange({TOP: [Placed(pieces[0].pk)]}, by=one, base=0)
    made = arrange({TOP: [None, Placed(pieces[1].pk)]}, by=other, base=0)
    assert (made.number, made.merged_with.by) == (2, one)
    assert top() == names(0, 1, 11, 10)


def test_two_in_one_place_are_asked_and_nothing_is_saved(pieces):
    arrange({TOP: [Placed(pieces[0].pk)]}, base=0)
    with pytest.raises(arranging.Clash) as clash:
        arrange({TOP: [Placed(pieces[1].pk), Placed(pieces[2].pk)]}, base=0)
    assert clash.value.slots == [(TOP, 0)]
    assert clash.value.united[TOP][:2] == [Placed(pieces[1].pk), Placed(pieces[2].pk)]
    assert Arrangement.objects.count() == 1
    # Seen and saved again, one's own choice counts.
    arrange(clash.value.united, base=clash.value.theirs.number)
    assert top()[:2] == names(1, 2)


def test_saving_nothing_new_makes_no_arrangement(pieces):
    arrange({TOP: [Placed(pieces[0].pk)]})
    arrange({TOP: [Placed(pieces[0].pk), None]})
    assert Arrangement.objects.count() == 1


def test_who_may_not_is_refused_in_words(pieces):
    with pytest.raises(Refused):
        arrange({}, by=make_writer())


def test_what_was_arranged_is_kept_by_the_database_itself(pieces):
    made = arrange({TOP: [Placed(pieces[0].pk)]})
    for act in (made.delete, lambda: Arrangement.objects.update(slots={})):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    made.by.delete()
    assert Arrangement.objects.get().by_name
    assert connection.is_usable()


# --- The front page of a day -------------------------------------------------


def test_the_front_page_of_a_day_is_as_its_last_arrangement_left_it(client, pieces, time_machine):
    arrange({TOP: [Placed(pieces[0].pk)]})
    time_machine.move_to(NOON + timedelta(hours=2))
    arrange({TOP: [Placed(pieces[3].pk), Placed(pieces[5].pk)]})
    time_machine.move_to(NOON + timedelta(days=1))
    make_article("Besok", published_at=NOON + timedelta(days=1), section=pieces[0].section)
    arrange({TOP: [Placed(pieces[7].pk)]})

    def shown(day: str) -> str:
        response = client.get(f"/arsip/depan/2025/07/{day}/")
        assert response.status_code == 200
        assert response["Cache-Control"] == "no-store"
        html = response.content.decode()
        return html[html.index("<main") :]

    twelfth = shown("12")
    order = [twelfth.index(name) for name in names(3, 5, 11, 10)]
    assert order == sorted(order)
    assert "Besok" not in twelfth
    assert "Sabtu, 12 Juli 2025" in twelfth
    # Nothing had been published the day before.
    assert 'rel="prev"' not in twelfth
    today = shown("13")
    assert today.index("Berita 07") < today.index("Besok")
    assert 'href="/arsip/depan/2025/07/12/" rel="prev"' in today
    assert 'rel="next"' not in today
    piece = pieces[3]
    piece.withdrawn_at, piece.withdrawal_reason = NOON, "Keliru."
    piece.save()
    assert "Berita 03" not in shown("12")


@pytest.mark.parametrize(
    "path", ["2025/07/14", "2025/02/30", "0000/01/01", "9999/12/31", "2025/07/11", "2025/07/00"]
)
def test_no_front_page_on_days_that_have_none(client, pieces, path):
    assert client.get(f"/arsip/depan/{path}/").status_code == 404


def test_beside_the_lead_the_first_has_its_picture(client, pieces):
    for piece in pieces[-4:]:
        piece.lead_image = make_image(size=(800, 500))
        piece.save()
    seconds = client.get("/").content.decode().partition('class="seconds"')[2]
    shown = seconds.partition("<section")[0].split("<article")[1:]
    assert ["<picture>" in one for one in shown] == [True, False, False]
