"""How dates and lists are written in templates."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.utils.translation import override

from articles.models import Article, Tag
from articles.templatetags.newspaper import (
    by_day,
    by_letter,
    dateline,
    day,
    hour,
    moment,
    stamp,
    whole_numbers,
    zone_name,
)

AFTERNOON = datetime(2025, 7, 12, 7, 5, tzinfo=UTC)


def test_dates_as_indonesian_papers_write_them():
    """No line ends between a time and its zone."""
    assert dateline(AFTERNOON) == "Sabtu, 12 Juli 2025, 14.05\xa0WIB"
    assert moment(AFTERNOON) == "12 Juli 2025, 14.05\xa0WIB"
    assert hour(AFTERNOON) == "14.05\xa0WIB"
    assert day(date(2025, 7, 12)) == "Sabtu, 12 Juli 2025"
    assert stamp(AFTERNOON.replace(microsecond=123456)) == "2025-07-12T14:05:00+07:00"


@pytest.mark.parametrize("write", [dateline, moment, hour, day, stamp])
def test_no_date_is_no_words(write):
    assert write(None) == ""


def test_months_follow_the_language():
    with override("en"):
        assert moment(AFTERNOON) == "12 July 2025, 14.05\xa0WIB"


@pytest.mark.parametrize(
    ("offset", "name"),
    [(7, "WIB"), (8, "WITA"), (9, "WIT"), (0, "UTC+00:00"), (-3.5, "UTC-03:30")],
)
def test_zones_by_their_offset(offset, name):
    assert zone_name(AFTERNOON.astimezone(timezone(timedelta(hours=offset)))) == name


def test_days_are_jakartas():
    late, early = (
        Article(published_at=datetime(2025, 7, 11, 17, minute, tzinfo=UTC)) for minute in (1, 0)
    )
    before = Article(published_at=datetime(2025, 7, 11, 16, 59, tzinfo=UTC))
    assert by_day([late, early, before]) == [
        (date(2025, 7, 12), [late, early]),
        (date(2025, 7, 11), [before]),
    ]


def test_a_score_and_an_age_are_kept_on_one_line():
    headline = "Timnas U-23 <b> kalah 13-0, musim 2014–2019 & anak-anak"
    whole = '<span class="whole">{}</span>'.format
    assert whole_numbers(headline) == (
        f"Timnas {whole('U-23')} &lt;b&gt; kalah {whole('13-0')}, musim {whole('2014–2019')}"
        " &amp; anak-anak"
    )
    assert whole_numbers("9" * 20 + "-1") == "9" * 20 + "-1", "too long for a phone"
    assert whole_numbers("") == ""


def test_tags_stand_under_their_letters():
    names = ["3D", "AI", "air", "énergi", "ꦧꦱ"]
    groups = by_letter([Tag(name=name) for name in names])
    assert [letter for letter, _tags in groups] == ["#", "A", "É", "ꦧ"]
