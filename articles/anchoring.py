"""A quoted passage, found again in a text that has changed since (pure).

Compared are the words: kinds of spaces, line ends, quotation marks and dashes, and marks that
nobody sees make no difference. First the quote as it was, where its surroundings are the same,
then nearest to its old place; then a passage that has most of its words in the same order. Its
rarer words vote for where that is, so that the time taken grows with the text's length alone.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest

from articles.alignment import Link, align
from articles.segmentation import SIGNS

# Letters before and after a quote that tell it from others of the same words.
CONTEXT = 40
# Soft hyphens, joiners, marks of direction.
HIDDEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
ALIKE = str.maketrans(
    dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‘’‚‛′´`", "'") | dict.fromkeys("‐‑‒–—", "-")
)
CHUNK = re.compile(rf"\s+|[^\s{HIDDEN}]+")
# Scripts that set no spaces between words: there each letter counts.
SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\ua980-\ua9df\u3040-\u30ff\u3400-\u9fff"
WORD = re.compile(rf"[{SPACELESS}]|[^\s{SIGNS}{SPACELESS}]+")

# Of fewer words too little is left once one has changed.
FEWEST_WORDS = 3
ENOUGH = 0.6
# What stands more often than this votes for nothing.
COMMON = 50
MOST_OCCURRENCES = 100
CANDIDATES = 3
# An outermost word this much further away than in the quote is there by chance.
STRAY = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a text, in characters up to but without the end; exact: the very words."""

    start: int
    end: int
    exact: bool = True


class Text:
    """A text in which quotes are looked for; what they share is worked out once."""

    def __init__(self, text: str) -> None:
        self.folded, self.offsets = _fold(text)

    def find(self, quote: str, *, near: int = 0, before: str = "", after: str = "") -> Place | None:
        """Return where the quote stands now, or None if its words are gone.

        near: where it began; before, after: what stood around it (CONTEXT characters or none).
        """
        words = _fold(quote)[0].strip()
        if not words:
            return None
        at = bisect_left(self.offsets, near)
        lead, tail = _fold(before)[0], _fold(after)[0]
        # A whole word is not found again within a longer one.
        whole = bool(lead and not lead[-1].isalnum()), bool(tail and not tail[:1].isalnum())
        for left, right in dict.fromkeys([(lead, tail), (lead, ""), ("", tail), ("", "")]):
            for start in self._occurrences(left + words + right, at - len(left)):
                first, end = start + len(left), start + len(left) + len(words)
                if self._stands_free(first, end, whole):
                    return self._place(first, end, exact=True)
        return self._most_of(words, at)

    def _place(self, start: int, end: int, *, exact: bool) -> Place:
        return Place(self.offsets[start], self.offsets[end - 1] + 1, exact)

    def _stands_free(self, start: int, end: int, whole: tuple[bool, bool]) -> bool:
        inside_left = whole[0] and self.folded[start - 1 : start].isalnum()
        return not (inside_left or (whole[1] and self.folded[end : end + 1].isalnum()))

    # --- The very words --------------------------------------------------------

    @cached_property
    def _backwards(self) -> str:
        return self.folded[::-1]

    def _occurrences(self, words: str, at: int) -> Iterator[int]:
        """Yield where `words` begins, nearest to `at` first."""
        # Backwards by a search in the text turned round: rfind can take far longer than find.
        length, at, turned = len(self.folded), max(at, 0), words[::-1]
        right = self.folded.find(words, at)
        left = self._backwards.find(turned, max(length - at - len(words) + 1, 0))
        for _number in range(MOST_OCCURRENCES):
            before = length - left - len(words) if left >= 0 else -1
            if right < 0 and before < 0:
                return
            if before < 0 or (right >= 0 and right - at <= at - before):
                yield right
                right = self.folded.find(words, right + 1)
            else:
                yield before
                left = self._backwards.find(turned, left + 1)

    # --- Most of the words -----------------------------------------------------

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        return [word.span() for word in WORD.finditer(self.folded)]

    @cached_property
    def _words(self) -> list[str]:
        return [self.folded[start:end].casefold() for start, end in self._spans]

    @cached_property
    def _index(self) -> dict:
        index = defaultdict(list)
        for seed, position in _seeds(self._words):
            index[seed].append(position)
        return index

    def _most_of(self, quote: str, at: int) -> Place | None:
        sought = [word.casefold() for word in WORD.findall(quote)]
        if len(sought) < FEWEST_WORDS:
            return None
        best: list[Link] = []
        for start, end in self._candidates(sought, at):
            links = align(sought, self._words[start:end])
            links = [link._replace(new=start + link.new) for link in links]
            links = self._close_together(links)
            if len(links) > len(best):
                best = links
        if len(best) < max(2, ENOUGH * len(sought)):
            return None
        start, end = self._spans[best[0].new][0], self._spans[best[-1].new][1]
        return self._place(start, end, exact=False)

    def _close_together(self, links: list[Link]) -> list[Link]:
        """Move the outermost words up to their neighbours, and drop them where they are far."""
        if len(links) < 3:
            return links
        (first, second), (one, last) = links[:2], links[-2:]
        while self._words[first.new] in self._words[first.new + 1 : second.new]:
            first = first._replace(new=self._words.index(self._words[first.new], first.new + 1))
        if self._words[last.new] in self._words[one.new + 1 : last.new]:
            last = last._replace(new=self._words.index(self._words[last.new], one.new + 1))
        head = [first] if second.new - first.new <= second.old - first.old + STRAY else []
        tail = [last] if last.new - one.new <= last.old - one.old + STRAY else []
        return [*head, *links[1:-1], *tail]

    def _candidates(self, sought: list[str], at: int) -> Iterator[tuple[int, int]]:
        """Yield the parts of the text, as ranges of words, that most of the rare words vote for."""
        width = max(4, len(sought) // 3)
        near = bisect_left(self._spans, (at, at)) // width
        votes: Counter[int] = Counter()
        for seed, position in _seeds(sought):
            places = self._index.get(seed, ())
            if len(places) <= COMMON:
                # Each votes for two strips that overlap, so that no passage falls between two.
                strips = [(place - position) // width for place in places]
                votes.update(strips)
                votes.update(strip + 1 for strip in strips)
        for strip in nsmallest(CANDIDATES, votes, key=lambda s: (-votes[s], abs(s - near))):
            start = max((strip - 1) * width, 0)
            yield start, (strip + 1) * width + len(sought)


def _fold(text: str) -> tuple[str, list[int]]:
    """Return the text as it is compared, and for each of its characters where it stood."""
    parts: list[str] = []
    offsets: list[int] = []
    for chunk in CHUNK.finditer(text.translate(ALIKE)):
        if not chunk[0].isspace():
            parts.append(chunk[0])
            offsets.extend(range(*chunk.span()))
        elif not (parts and parts[-1] == " "):
            parts.append(" ")
            offsets.append(chunk.start())
    return "".join(parts), offsets


def _seeds(words: list[str]) -> Iterator[tuple[object, int]]:
    """Yield each word and each three in a row, with where they begin."""
    for position, word in enumerate(words):
        yield word, position
        yield tuple(words[position : position + 3]), position
