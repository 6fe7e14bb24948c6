"""The ledger as readers see it: beside a piece, by day, and one entry whole.

Nothing is dropped: an entry that another supersedes stands with it. Of a withdrawn piece the
earlier entries keep kind and date but not their words, which may say what was withdrawn.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.text import Truncator

from articles import reading_on, references, rendering
from articles.models import Article, Correction, Entry

# Above the text, and in the list of all entries, a longer one shows its beginning.
LONG_WORDS = 120
BEGINNING = 60

# By these a text is put right. The others say where it stands, or are somebody else's words.
CORRECTING = {Entry.RALAT, Entry.KOREKSI, Entry.KLARIFIKASI}

# Footnotes and headings of several texts on one page keep ids of their own. The renderer
# escapes < and ", so only a tag begins so, and only an attribute ends so.
_IDS = re.compile(r'(<[a-z][^>]*? (?:id="|href="#))')


@dataclass(frozen=True)
class Line:
    """One entry as readers see it.

    hidden: its words are kept back. html: the words, references resolved. beginning: of a long
    one, its first words. superseded_by: the entry that took its place, once readers see that.
    earlier: those it took the place of, the latest first.
    """

    entry: Correction
    hidden: bool = False
    html: str = ""
    beginning: str = ""
    superseded_by: Correction | None = None
    earlier: list["Line"] = field(default_factory=list)

    @property
    def is_reply(self) -> bool:
        """Whether it is somebody's right of reply."""
        return self.entry.kind == Entry.HAK_JAWAB


@dataclass(frozen=True)
class Beside:
    """The entries beside a piece, oldest first, where they stand."""

    above: list[Line] = field(default_factory=list)
    below: list[Line] = field(default_factory=list)

    @property
    def replies(self) -> list[Line]:
        """The rights of reply, which are announced at the head."""
        return [line for line in (*self.above, *self.below) if line.is_reply]

    @property
    def last(self) -> Line | None:
        """The newest entry that corrects the piece, itself or by one that it took the place of."""
        lines = [
            line
            for line in (*self.above, *self.below)
            if any(one.entry.kind in CORRECTING for one in (line, *line.earlier))
        ]
        return max(lines, key=lambda line: (line.entry.at, line.entry.pk), default=None)


def entries_of(article: Article) -> list[Correction]:
    """Return the entries of a piece that readers may see, oldest first."""
    return list(article.corrections.public().order_by("at", "pk"))


def html_of(entries: Iterable[Correction]) -> str:
    """Return the stored HTML of all these entries, to find what they refer to at once."""
    return "".join(entry.text_html for entry in entries)


def beside(entries: list[Correction], targets: references.Targets) -> Beside:
    """Return where the entries of a piece stand; each takes those it superseded with it."""
    lines: dict[int, Line] = {}
    for entry in entries:
        line = _line(entry, targets)
        if replaced := lines.pop(entry.supersedes_id, None):
            line.earlier.extend([replaced, *replaced.earlier])
            replaced.earlier.clear()
        lines[entry.pk] = line
    placed = Beside()
    for line in lines.values():
        (placed.above if line.entry.above else placed.below).append(line)
    return placed


def lines_of(entries: list[Correction]) -> list[Line]:
    """Return entries, fetched with their pieces, as lines in their order. One query at most."""
    shown = [entry for entry in entries if not is_hidden(entry, entry.article)]
    targets = references.find_targets(html_of(shown))
    return [_line(entry, targets, entry.article) for entry in entries]


def by_day(lines: list[Line]) -> list[tuple[date, list[Line]]]:
    """Group lines, newest first, by their day in the paper's time zone."""
    days = groupby(lines, key=lambda line: timezone.localdate(line.entry.at))
    return [(day, list(group)) for day, group in days]


def is_hidden(entry: Correction, article: Article) -> bool:
    """Whether the words of an entry are kept back, because the piece was withdrawn after it."""
    withdrawn_at = article.withdrawn_at
    if withdrawn_at is None or entry.kind == Entry.PENCABUTAN:
        return False
    return entry.at < withdrawn_at


def _line(entry: Correction, targets: references.Targets, article: Article | None = None) -> Line:
    successor = getattr(entry, "superseded_by", None) if article else None
    if successor and successor.at > timezone.now():
        successor = None
    if article and is_hidden(entry, article):
        return Line(entry, hidden=True, superseded_by=successor)
    html = references.expand(reading_on.without_marks(entry.text_html), targets)
    # Safe: expanded from sanitised HTML, and a number is put in.
    html = mark_safe(_IDS.sub(rf"\g<1>entri-{entry.pk}-", html))  # noqa: S308
    return Line(entry, html=html, beginning=_beginning(entry), superseded_by=successor)


def _beginning(entry: Correction) -> str:
    text = rendering.plain_text(entry.text_html)
    if rendering.word_count(text) <= LONG_WORDS:
        return ""
    return Truncator(" ".join(text.split())).words(BEGINNING, truncate=" …")
