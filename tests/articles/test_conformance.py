"""The whole paper as a crawler finds it: every link leads somewhere, every page is sound HTML."""

import re
from html import unescape
from itertools import pairwise
from urllib.parse import urldefrag, urljoin

import html5lib
import pytest

from tests.articles.syndication import checked_atom, make_hostile_pieces
from tests.factories import make_author, make_section

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
LINK = re.compile(r'\s(?:(?:href|src)="|content="(?=http))([^"]+)"')
# The desk asks who one is; the others have tests of their own, and of days there are hundreds.
ELSEWHERE = ("/admin/", "/kartu/", "/static/", "/arsip/depan/")


def crawl(client) -> tuple[dict[str, str], set[tuple[str, str]]]:
    """Every address that can be reached from the front page with its HTML, and the fragments."""
    found, fragments, waiting = {}, set(), ["/", "/cari/", "/cari/?q=kata"]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        response = client.get(path)
        assert response.status_code == 200, path
        # A file is closed when all of it has been read.
        content = response.getvalue()
        is_page = response["Content-Type"].startswith("text/html")
        found[path] = content.decode() if is_page else ""
        for link in LINK.findall(found[path]):
            address, fragment = urldefrag(urljoin(SITE + path, unescape(link)))
            if not unescape(link).startswith(("/", "#", SITE)):
                continue
            there = address.removeprefix(SITE) or "/"
            if fragment:
                fragments.add((there, fragment))
            if address.startswith(SITE) and not there.startswith(ELSEWHERE):
                waiting.append(there)
    return found, fragments


def faults_of(html: str) -> list[str]:
    """What a strict parser of HTML finds wrong, and what `make audit` found once."""
    parser = html5lib.HTMLParser()
    parser.parse(html)
    roles = re.findall("<h[1-6][^>]* role=[^>]*>", html)
    levels = [int(level) for level in re.findall("<h([1-6])", html)]
    skipped = [f"h{low} after h{high}" for high, low in pairwise(levels) if low > high + 1]
    stamps = re.findall(r'datetime="[^"]*\.\d{4,}[^"]*"', html)
    return [*(code for _place, code, _more in parser.errors), *roles, *skipped, *stamps]


def test_every_link_leads_somewhere_and_every_page_is_sound(client, loaded):
    make_hostile_pieces()
    found, fragments = crawl(client)
    pages = {path: html for path, html in found.items() if html}
    assert len(pages) > 60
    assert {path: faults for path, html in pages.items() if (faults := faults_of(html))} == {}
    missing = [
        (path, fragment)
        for path, fragment in fragments
        if path in pages and f'id="{fragment}"' not in pages[path]
    ]
    assert missing == []


def test_the_pages_of_an_empty_paper_are_sound_and_say_what_is_missing(client):
    """Nothing is published; once not even sections and names exist, once they do."""
    pages = dict.fromkeys(["/", "/tag/", "/arsip/", "/koreksi/", "/cari/", "/cari/?q=apa"], 200)
    pages |= dict.fromkeys(["/tidak-ada/", "/arsip/2025/", "/arsip/depan/2025/07/12/"], 404)
    for owners in ([], [make_section(), make_author()]):
        for owner in owners:
            pages[owner.get_absolute_url()] = 200
            checked_atom(client.get(f"{owner.get_absolute_url()}feed.xml").content)
        for path, status in pages.items():
            response = client.get(path)
            html = response.content.decode()
            assert (response.status_code, faults_of(html)) == (status, []), path
            content = html[html.index("<main") : html.index("</main>")]
            assert re.search("(?i)belum|ketik|tidak ", content), path
    assert client.get("/cari/saran/?q=apa").json() == {"suggestions": []}
