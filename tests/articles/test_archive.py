"""The archive as a calendar: each day by the paper's clock, at a fixed cost."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from articles import archive
from tests.factories import make_article, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def july():
    """Two on the 12th, one on the 31st; the last begins the month by Jakarta's clock alone."""
    section = make_section()
    # 17.30 UTC on the 30th of June is half past midnight of the 1st of July in Jakarta.
    times = [(7, 12, 2), (7, 12, 9), (7, 31, 16), (6, 30, 17)]
    for number, (month, day, hour) in enumerate(times):
        at = datetime(2025, month, day, hour, 30, tzinfo=UTC)
        make_article(f"Berita {number}", section=section, published_at=at)
    make_article("Draf", section=section, published_at=None)


def test_a_month_is_weeks_of_days_with_their_pieces(july):
    weeks = archive.calendar_of(2025, 7, archive.days_of(2025))
    assert [len(week) for week in weeks] == [7] * 5
    assert weeks[0][0] is None
    assert weeks[0][1].date == date(2025, 7, 1)
    counts = {day.date.day: day.count for week in weeks for day in week if day and day.count}
    assert counts == {1: 1, 12: 2, 31: 1}


def test_the_months_page_leads_to_its_days(client, july):
    html = client.get("/arsip/2025/07/").content.decode()
    table = html[html.index("<table") : html.index("</table>")]
    assert re.findall(r'href="([^"]+)"', table) == [
        f"/arsip/2025/07/{day}/" for day in ("01", "12", "31")
    ]
    assert "12 Juli, 2 tulisan" in table
    assert table.count('scope="col"') == 7
    day = client.get("/arsip/2025/07/12/").content.decode()
    assert "Berita 0" in day
    assert "Berita 1" in day
    assert "Berita 2" not in day
    assert re.search(r'href="/arsip/2025/07/12/" aria-current="page"', day)
    assert 'href="/arsip/depan/2025/07/12/"' in day
    assert "<title>Arsip: 12 Juli 2025" in day
    assert "Berita 3" in client.get("/arsip/2025/07/01/").content.decode()


@pytest.mark.parametrize(
    "path", ["2025/07/13", "2025/02/30", "2025/07/00", "2025/07/32", "0000/01/01"]
)
def test_days_without_pieces_have_no_page(client, july, path):
    assert client.get(f"/arsip/{path}/").status_code == 404


def test_a_busy_day_is_cut_into_pages(client):
    section, at = make_section(), datetime(2025, 7, 12, 3, tzinfo=UTC)
    for number in range(25):
        make_article(section=section, published_at=at + timedelta(minutes=number))
    html = client.get("/arsip/2025/07/12/?hal=2").content.decode()
    assert html.count('class="teaser"') == 5
    assert client.get("/arsip/2025/07/12/?hal=3").status_code == 404
