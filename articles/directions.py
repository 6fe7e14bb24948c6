"""Which way a text runs: by the first letter of it that runs either way, as browsers tell (pure).

The rule is P2 of Unicode's bidirectional algorithm (UAX 9). It is written into the page, because
programs that show feeds know no style sheet of ours.
"""

import unicodedata
from xml.etree.ElementTree import Element

WAYS = {"L": "ltr", "R": "rtl", "AL": "rtl"}
BLOCKS = {
    "blockquote", "dd", "dl", "dt", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "table", "td",
    "th", "ul",
}  # fmt: skip
# Code is written from the left in every language.
CODE = {"pre"}


def way_of(text: str) -> str:
    """Return `rtl` or `ltr`, or "" of a text without letters."""
    return next(filter(None, map(_way, text)), "")


def _way(letter: str) -> str:
    return WAYS.get(unicodedata.bidirectional(letter), "")


def set_ways(element: Element, around: str = "ltr") -> None:
    """Write into the tree where a block runs otherwise than what is around it. In place."""
    for child in element:
        way = around
        if child.tag in BLOCKS | CODE:
            way = "ltr" if child.tag in CODE else _first_way(child) or around
            if way != around:
                child.set("dir", way)
        set_ways(child, way)


def _first_way(element: Element) -> str:
    return next(filter(None, map(way_of, element.itertext())), "")
