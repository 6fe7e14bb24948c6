"""Markdown -> sanitised HTML, plain text and headings (pure).

The one door for the page, the preview, feeds and imports. Links to our own pieces
(`artikel:slug`) and pictures (`gambar:12`, `gambar:12:lebar`) stay in the HTML as they are
written: what they point to may move, so they are resolved when the page is made.
"""

import re
from dataclasses import dataclass

import nh3

from articles.directions import BLOCKS, CODE
from articles.embedding import without_frames
from articles.parsing import MAX_BYTES, TextRefused, clean_text, to_html
from articles.typesetting import Heading, from_tree, text_of, to_tree, typeset

__all__ = [
    "ALLOWED",
    "MAX_BYTES",
    "RENDERER_VERSION",
    "SCHEMES",
    "Heading",
    "Rendered",
    "TextRefused",
    "plain_text",
    "reading_minutes",
    "render",
    "sanitise",
    "word_count",
]

# Raise it whenever the same Markdown gives another result: stored pages are then made anew.
RENDERER_VERSION = 5

WORDS_A_MINUTE = 200

# All that a page may hold: each element with its attributes.
ALLOWED = {
    **{tag: set() for tag in (
        "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "dl", "dt", "em",
        "figcaption", "figure", "hr", "i", "ins", "kbd", "mark", "p", "pre", "q", "s", "samp",
        "small", "strong", "sub", "table", "tbody", "tfoot", "thead", "tr", "u", "ul",
    )},
    **{tag: {"id"} for tag in ("h2", "h3", "h4", "h5", "h6", "li", "sup")},
    "a": {"href", "title", "rel", "aria-label"},
    "abbr": {"title"},
    "div": {"role", "tabindex", "aria-label"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}  # fmt: skip
CLASSES = {
    "a": {"footnote-ref", "footnote-backref"},
    "div": {"footnote", "gallery", "table"},
    "figure": {"embed"},
    "td": {"left", "center", "right"},
    "th": {"left", "center", "right"},
}
SCHEMES = {"http", "https", "mailto", "tel", "artikel", "gambar"}
# Elements that go with all they contain; of others that are not allowed the words stay.
DROPPED = {"iframe", "math", "noscript", "object", "script", "style", "svg", "template"}


def _cleaner(allowed):
    return nh3.Cleaner(
        tags=set(allowed),
        attributes=allowed,
        allowed_classes=CLASSES,
        url_schemes=SCHEMES,
        clean_content_tags=DROPPED,
        link_rel=None,
    )


# The first pass also lets through what typesetting turns into something else.
_before = _cleaner(
    ALLOWED | {"h1": set(), "td": ALLOWED["td"] | {"align"}, "th": ALLOWED["th"] | {"align"}}
)
# Which way a text runs is told by its letters, not by who writes it.
_after = _cleaner(ALLOWED | {tag: ALLOWED[tag] | {"dir"} for tag in BLOCKS | CODE})


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text ready to be shown and searched."""

    html: str
    text: str
    headings: tuple[Heading, ...]
    word_count: int


def render(markdown: str) -> Rendered:
    """Render any string. Raises TextRefused, with a sentence for its author, and nothing else."""
    root = to_tree(_before.clean(without_frames(to_html(markdown))))
    headings = typeset(root)
    text = text_of(root)
    return Rendered(
        html=sanitise(from_tree(root)),
        text=text,
        headings=headings,
        word_count=word_count(text),
    )


def sanitise(html: str) -> str:
    """`html` without anything that is not allowed. Doing it twice changes nothing."""
    return _after.clean(html)


def plain_text(html: str) -> str:
    """The words of `html`, a line for each paragraph."""
    return text_of(to_tree(sanitise(clean_text(html))))


def word_count(text: str) -> int:
    """Words as a reader counts them: `undang-undang` is one, a lone dash is none."""
    return sum(any(map(str.isalnum, word)) for word in re.split(r"[\s–—…]+", text))


def reading_minutes(words: int) -> int:
    """Whole minutes that reading takes, at least one."""
    return max(1, round(words / WORDS_A_MINUTE))
