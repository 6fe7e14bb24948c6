"""Every kind of page that readers find, in a real browser: for everybody, whatever the screen.

Each page is loaded once and then looked at: narrow, wide, with larger letters and wider spacing
(WCAG 2.2: 1.4.4, 1.4.10, 1.4.12), in both colour schemes, and by axe. `tests.papers` has the paper.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest

from articles.views.errors import plain_page
from tests.papers import Page, make_paper

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What a page can break in one look alone. Axe is what takes time here: `make audit` asks it all.
OF_LOOKS = ["color-contrast", "link-in-text-block", "target-size"]
LOOKS = {360: {"dark": RULES}, 1280: {"light": OF_LOOKS}}
if os.environ.get("EVERY_LOOK"):
    LOOKS = {width: {"light": RULES, "dark": RULES} for width in LOOKS}
# What is answered without the database, by the site or in front of it.
PLAIN = (413, 429, 500, 503)
# A page of 640 pixels at 200 % is one of 320.
WIDTHS = (320, 360, 768, 1280)
# What WCAG 1.4.12 lets a reader set, and a reader's own size of letters (1.4.4).
SPACING = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important;"
SPACING += " word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"
LARGER = "html { font-size: 200%; }"
# Parts that are reached by scrolling them, within a page that itself is not wider than the screen.
SCROLLING = ".nav ul, .prose .table, .gallery"
HELD = """([css, scrolling]) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
    const found = [];
    if (document.documentElement.scrollWidth > innerWidth) found.push('wider than the screen');
    const blocks = [...document.body.querySelectorAll('*')].filter(one =>
        !one.closest('.hidden, .skip, script') && one.checkVisibility()
        && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())
        && !getComputedStyle(one).display.startsWith('inline'));
    for (const one of blocks) {
        const style = getComputedStyle(one);
        const cut = ['hidden', 'clip'].includes(style.overflowX)
            && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
        if (cut) found.push(`cut off: ${one.outerHTML.slice(0, 90)}`);
        const box = one.getBoundingClientRect();
        if (box.right > innerWidth + 1 && !one.closest(scrolling))
            found.push(`over the edge: ${one.outerHTML.slice(0, 90)}`);
    }
    const boxes = blocks.map(one => one.getBoundingClientRect());
    blocks.forEach((one, i) => blocks.slice(i + 1).forEach((other, j) => {
        const [a, b] = [boxes[i], boxes[i + 1 + j]];
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 2 && down > 2 && !one.contains(other) && !other.contains(one))
            found.push(`over each other: ${[one, other].map(it => it.outerHTML.slice(0, 60))}`);
    }));
    document.adoptedStyleSheets = [];
    return found;
}"""
# What is pressed, but for links within a sentence and those whose whole piece is pressed.
SMALL = """() => [...document.querySelectorAll('a, button, summary, input, select')]
    .filter(one => one.checkVisibility() && !one.closest('.skip, .hidden')
        && !one.matches('.footnote-ref, .footnote-backref')
        && getComputedStyle(one).display !== 'inline'
        && getComputedStyle(one, '::after').position !== 'absolute'
        && one.getBoundingClientRect().height < 44)
    .map(one => `too small: ${one.outerHTML.slice(0, 90)}`)"""
STRUCTURE = """() => {
    const wanted = {h1: 1, main: 1, 'body > header': 1, 'h1:empty': 0, 'img:not([alt])': 0,
        'script:not([type="application/ld+json"], [type=module])': 0};
    return Object.entries(wanted)
        .filter(([what, number]) => document.querySelectorAll(what).length !== number)
        .map(([what]) => `as many as there should not be: ${what}`);
}"""
# What search engines show of it, where they may keep it.
ABOUT = """() => !document.querySelector('[name=robots][content=noindex]')
    && (document.querySelector('[name=description]')?.content || 'nothing said')"""
FAULTS = """async rules => {
    const {violations} = await axe.run({runOnly: rules, resultTypes: ['violations']});
    return violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html}`));
}"""


@pytest.fixture
def paper(live_site) -> list[Page]:
    return [*make_paper(), *(Page(str(status), f"/{status}/", status) for status in PLAIN)]


def settings_at(width: int) -> list[str]:
    """What readers have set for themselves on a screen of this width, and nothing."""
    return ["", *[SPACING] * (width in {320, 1280}), *[LARGER] * (width == 1280)]


def seen(page) -> Iterator[str]:
    """Look at the page that is open, and yield what is wrong with it."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    yield from page.evaluate(STRUCTURE)
    page.evaluate(AXE)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for css in settings_at(width):
            yield from (
                f"{width} {css[:20]} {one}" for one in page.evaluate(HELD, [css, SCROLLING])
            )
        yield from page.evaluate(SMALL)
        for scheme, rules in LOOKS.get(width, {}).items():
            page.emulate_media(color_scheme=scheme)
            yield from (f"{width} {scheme} {one}" for one in page.evaluate(FAULTS, rules))


def send_plain_page(route) -> None:
    """Answer as the site does when it cannot ask its database, or is being worked on."""
    status = route.request.url[-4:-1]
    html = "text/html; charset=utf-8"
    route.fulfill(status=int(status), body=plain_page(f"{status}.html"), content_type=html)


def test_every_page_is_for_everybody(paper, page, browser_errors):
    page.route(re.compile(f"/({'|'.join(map(str, PLAIN))})/$"), send_plain_page)
    # Pictures are made while the first pages wait for them, and others may be at work here too.
    page.set_default_timeout(60_000)
    faults, titles, abouts = [], {}, {}
    for one in paper:
        answer = page.goto(one.address)
        assert answer.status == one.status, one
        faults += [(one.kind, fault) for fault in seen(page)]
        titles.setdefault(page.title(), []).append(one.kind)
        if described := page.evaluate(ABOUT):
            abouts.setdefault(described, []).append(one.kind)
    assert faults == []
    same = [kinds for kinds in (*titles.values(), *abouts.values()) if len(kinds) > 1]
    assert same == []
    # The browser itself reports what is not answered with 200; nothing else may be there.
    said = [error for error in browser_errors if "Failed to load resource" not in error]
    assert said == []
    browser_errors.clear()
