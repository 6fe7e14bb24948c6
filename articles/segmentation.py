"""A text as the parts that an editor moves and changes: passages, and words within them (pure).

A passage is a paragraph, a heading, an item of a list, a row of a table or a footnote. Spaces at
the ends of lines and the kind of line ends are no part of what a passage says: a text pasted from
another system is the same text. No-break spaces, direction marks and emoji are kept as they are.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from articles.parsing import LINE_ENDS

PARAGRAPH = "paragraph"
# What a line must begin with to begin a passage, even right below another line.
STARTS = (
    ("heading", re.compile(r" {0,3}#")),
    ("item", re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")),
    ("row", re.compile(r" {0,3}\|")),
    ("note", re.compile(r" {0,3}\[\^[^\]\s]{1,99}\]:")),
)
# Numbers stay whole (1.234,5 and Rp1.234), so that a change of one is seen as such. Marks of
# direction and combining accents stand with their letter, and the parts of one emoji together.
SIGNS = r"!-/:-@\[-`{-~¡-©«-´¶-¹»-¿‐-‧‰-⁞、。「」『』"
NUMBER = rf"[^\s\d{SIGNS}]*+\d+(?:[.,:]\d+)+|\d+"
TOKEN = re.compile(rf"{NUMBER}|\s+|[{SIGNS}]|[^\s{SIGNS}]+")
WORD = re.compile(rf"[^\s{SIGNS}]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a text.

    line: where it begins, from 1. lead: the line ends before it ("" for the first).
    text: as written, with Unix line ends. key: the text without spaces at the ends of its lines;
    two passages with the same key say the same. shape: paragraph, heading, item, row or note.
    follows: the shape of the passage before it ("" for the first).
    """

    line: int
    lead: str
    text: str
    key: str
    shape: str
    follows: str


def split(text: str) -> list[Passage]:
    """The passages of `text`. Blank lines at its beginning and end are dropped."""
    passages: list[Passage] = []
    begun: list[str] = []  # lines of the passage being read
    start = blank = 0
    shape = ""

    def finish() -> None:
        if begun:
            whole = "\n".join(begun)
            lead = "\n" * (blank + 1) if passages else ""
            follows = passages[-1].shape if passages else ""
            key = "\n".join(line.rstrip(" \t") for line in begun)
            passages.append(Passage(start, lead, whole, key, shape, follows))
            begun.clear()

    gap = 0
    for number, line in enumerate(LINE_ENDS.sub("\n", text).split("\n"), 1):
        if not line.strip(" \t"):
            gap += 1
            continue
        found = _shape_of(line)
        if not begun or gap or found != PARAGRAPH or shape == "heading":
            finish()
            start, blank, shape = number, gap, found
        begun.append(line)
        gap = 0
    finish()
    return passages


def join(passages: Sequence[Passage]) -> str:
    """The text of `passages`, whatever texts they come from.

    Each keeps its distance to the one before where that has the shape it stood below. Elsewhere
    items and rows continue the list or table, and a blank line parts everything else: no two
    passages run into one.
    """
    parts: list[str] = []
    before = ""
    for passage in passages:
        lead = passage.lead
        if before != passage.follows:
            continues = before == passage.shape and before in {"item", "row"}
            lead = "\n" if continues else max(lead, "\n\n")
        parts += (lead if before else "", passage.text)
        before = passage.shape
    return "".join(parts)


def tokens(text: str) -> list[str]:
    """Words, numbers, single signs and runs of white space; together they are `text`."""
    return TOKEN.findall(text)


def words(text: str) -> list[str]:
    """The words and the parts of numbers in `text`, without regard to case."""
    return WORD.findall(text.casefold())


def _shape_of(line: str) -> str:
    for shape, pattern in STARTS:
        if pattern.match(line):
            return shape
    return PARAGRAPH
