"""Marks as newspapers set them: quotation marks, dashes, ellipses (pure)."""

import re
from collections.abc import Container
from xml.etree.ElementTree import Element

VERBATIM = {"code", "kbd", "pre", "samp"}
MARKS = re.compile(r"-{2,}|\.{3,}|[\"']")
PLAIN_MARKS = {"--": "–", "---": "—", "...": "…"}
DECADE = re.compile(r"'\d\d(?!\d)")


def set_marks(element: Element, breaks: Container[str], before: str = "") -> str:
    """Set quotation marks, dashes and ellipses in place; not in code.

    breaks: the elements at which a line begins anew. before: the character before the element.
    Returns the last character set.

    Here and not by Python-Markdown's `smarty`, because a quotation mark must know what stands
    before it even where that is in another element.
    """
    if element.tag in VERBATIM:
        return "x"
    if element.tag in breaks:
        before = ""
    if "://" not in (element.text or ""):  # the dashes of an address are its own
        element.text, before = _smarten(element.text, before)
    for child in element:
        before = set_marks(child, breaks, before)
        child.tail, before = _smarten(child.tail, before)
    return "" if element.tag in breaks else before


def _smarten(text, before):
    """`text` with typographic marks, and its last character; `before` stands before it."""
    if not text:
        return text, before
    pieces, position = [], 0
    for match in MARKS.finditer(text):
        if match.start() > position:
            before = text[match.start() - 1]
        pieces.append(text[position : match.start()])
        position = match.end()
        mark = match.group()
        if mark in "\"'":
            mark = _quote(mark, before, text, match.start())
        else:
            mark = PLAIN_MARKS.get(mark, mark)
        pieces.append(mark)
        before = mark[-1]
    pieces.append(text[position:])
    return "".join(pieces), text[-1] if position < len(text) else before


def _quote(mark, before, text, position):
    opens = not before or before.isspace() or before in "([{/–—-“‘"
    if text[position + 1 : position + 2].isspace():
        opens = False
    if mark == '"':
        return "“" if opens else "”"
    if DECADE.match(text, position):  # '98, '90-an: something is left out
        opens = False
    return "‘" if opens else "’"
