"""Markdown -> HTML, not yet sanitised, within a bounded amount of work (pure).

Python-Markdown is recursive in its blocks and quadratic in much else: unclosed brackets, code
marks, emphasis, footnotes, abbreviations, cells. A time limit would refuse a good text on a slow
day, so what is limited is the work itself: a text is accepted or refused the same way everywhere.
"""

import logging
import re
from xml.etree.ElementTree import SubElement

from django.utils.translation import gettext_lazy as _
from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.extensions.footnotes import FN_BACKLINK_TEXT, FootnoteExtension
from markdown.extensions.tables import TableExtension, TableProcessor
from markdown.htmlparser import HTMLExtractor
from markdown.preprocessors import HtmlBlockPreprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

logger = logging.getLogger(__name__)

MAX_BYTES = 200_000
MAX_LINES = 4_000  # that are not blank; 20,000 words at 60 letters a line make some 2,500
MAX_DEPTH = 12  # lists and quotations within each other
MAX_PARAGRAPH = 20_000  # characters; a long newspaper paragraph has 1,000
MAX_TAGS = 2_000  # of raw HTML
MAX_CELLS = 5_000  # of all tables together
MAX_NOTES = 500  # footnotes, and marks that point to them
MAX_ABBREVIATIONS = 100
MAX_FENCES = 60  # lines that open or close a block of code
MAX_NODES = 20_000  # elements of the finished page
MAX_WORK = 3_000_000  # characters walked over: a dense article of 150 KB needs a tenth of it

# Python-Markdown parses a nested list or quotation by up to three calls of itself a level.
CALLS_A_LEVEL = 3
# What handling one mark costs besides the characters it walks over, in characters.
COST_OF_A_MARK = 40

# Addresses and nothing else; no markup is in them, whatever asterisks and underscores they have.
ADDRESSES = re.compile(r" {0,3}(?:https?://[^\s<>\[\]\"`\\]+(?:\s+(?=http)|\s*\Z))+", re.IGNORECASE)
TAG = re.compile(r"<[a-zA-Z/!?]")
NOTE = re.compile(r"\[\^")
ABBREVIATION = re.compile(r"^ {0,3}\*\[", re.MULTILINE)
FENCE = re.compile(r"^(?:`{3}|~{3})", re.MULTILINE)
LINE = re.compile(r"^.*\S", re.MULTILINE)
# Everything that means nothing in a text: C0 and C1 controls but tab and newline, and the BOM.
MEANINGLESS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff]")
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


class TextRefused(ValueError):
    """A text that cannot be rendered, with a sentence for the person who wrote it.

    `message` is translatable and `params` fill it, as in Django's ValidationError.
    """

    def __init__(self, message, *, code, params=None):
        super().__init__(message, code, params)
        self.message = message
        self.code = code
        self.params = params or {}

    def __str__(self):
        return str(self.message) % self.params


def clean_text(text: str) -> str:
    """`text` with Unix line ends and without characters that no reader could see.

    Half surrogates, which no file or database can hold, become U+FFFD.
    """
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return MEANINGLESS.sub("", LINE_ENDS.sub("\n", text))


def to_html(text: str) -> str:
    """HTML for the Markdown `text`. Raises TextRefused for text beyond any of the limits above."""
    if len(text) <= MAX_BYTES:  # a string has at least as many bytes as characters
        text = clean_text(text)
    _check_size(text)
    _check_counts(text)
    try:
        return _markdown().convert(text)
    except TextRefused:
        raise
    except RecursionError:
        raise _too_deep() from None
    except Exception:
        # No text may answer with an error page, not even one that trips the library.
        logger.exception("Python-Markdown failed on a text of %d characters", len(text))
        raise TextRefused(
            _("This text cannot be set. Remove unusual markup from what you changed last."),
            code="unparsable",
        ) from None


def check_tree(root) -> None:
    """Refuse an element tree too deep or too large to be walked over again and again."""
    nodes, level, depth = 0, [root], 0
    while level:
        nodes += len(level)
        depth += 1
        if depth > MAX_DEPTH * CALLS_A_LEVEL:
            raise _too_deep()
        if nodes > MAX_NODES:
            raise _too_complex("".join(root.itertext()))
        level = [child for element in level for child in element]


def _check_size(text):
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise TextRefused(
            _(
                "The text is too long: it has %(size)d KB, and at most %(limit)d KB can be set. "
                "Divide it into several pieces."
            ),
            code="too_long",
            params={"size": -(-size // 1000), "limit": MAX_BYTES // 1000},
        )


def _check_counts(text):
    """Refuse at sight what can be counted before parsing."""
    for pattern, limit, message in (
        (LINE, MAX_LINES, _("The text has %(count)d lines; at most %(limit)d can be set.")),
        (TAG, MAX_TAGS, _("The text has %(count)d HTML tags; at most %(limit)d are allowed.")),
        (
            NOTE,
            MAX_NOTES,
            _("The text has %(count)d footnote marks; at most %(limit)d can be set."),
        ),
        (
            ABBREVIATION,
            MAX_ABBREVIATIONS,
            _("The text explains %(count)d abbreviations; at most %(limit)d can be set."),
        ),
        (
            FENCE,
            MAX_FENCES,
            _("The text has %(count)d lines of ``` or ~~~; at most %(limit)d are allowed."),
        ),
    ):
        count = sum(1 for _match in pattern.finditer(text))
        if count > limit:
            raise TextRefused(message, code="too_many", params={"count": count, "limit": limit})


def _too_deep():
    return TextRefused(
        _(
            "Lists, quotations or tags lie too deep within each other: "
            "at most %(limit)d levels can be set."
        ),
        code="too_deep",
        params={"limit": MAX_DEPTH},
    )


def _start_of(text):
    """The first words of a place in the text, without the parser's placeholders."""
    return " ".join(re.sub("\x02[^\x03]*\x03?", "", text[:400]).split())[:60]


def _too_complex(text):
    return TextRefused(
        _(
            "The text has too much markup in one place, at “%(start)s”. "
            "Close open brackets, asterisks and quotation marks there, or divide the paragraph."
        ),
        code="too_complex",
        params={"start": _start_of(text)},
    )


def _markdown():
    """A parser for one text. Built anew each time: it keeps state, and threads share nothing."""
    return Markdown(
        extensions=[
            _BoundedTables(use_align_attribute=True),
            # Numbered as the reader meets them, whatever order they are written down in.
            _Footnotes(USE_DEFINITION_ORDER=False, BACKLINK_TEXT="↩\ufe0e"),
            "def_list",
            "abbr",
            "sane_lists",
            "fenced_code",
            _BareAddresses(),
            _Limits(),
        ],
        output_format="html",
    )


class _BareAddresses(Extension):
    def extendMarkdown(self, md):  # noqa: N802
        md.parser.blockprocessors.register(_AddressParagraphs(md.parser), "addresses", 15)


class _AddressParagraphs(BlockProcessor):
    """Makes each address of a block that has nothing else a paragraph, letter for letter."""

    def test(self, parent, block):
        return parent.tag == "div" and ADDRESSES.fullmatch(block) is not None

    def run(self, parent, blocks):
        for address in blocks.pop(0).split():
            SubElement(parent, "p").text = AtomicString(address)


class _Limits(Extension):
    """Counts the work of the other extensions. Comes last, to find all of them registered."""

    def extendMarkdown(self, md):  # noqa: N802
        self.work = 0
        self.depth = 0
        parse = md.parser.parseBlocks

        def parse_within_depth(parent, blocks):
            self.depth += 1
            if self.depth > MAX_DEPTH * CALLS_A_LEVEL:
                raise _too_deep()
            parse(parent, blocks)
            self.depth -= 1

        md.parser.parseBlocks = parse_within_depth
        md.preprocessors.register(_CountTags(md, self), "html_block", 20)
        md.parser.blockprocessors.register(_CountBlocks(md.parser, self), "count", 1000)
        md.treeprocessors.register(_CheckTexts(md), "check-before", 45)
        md.treeprocessors.register(_CheckTexts(md), "check-after", 18)
        for pattern in md.inlinePatterns:
            self._count_marks(pattern)
        self._count_abbreviations(md.treeprocessors["abbr"])

    def spend(self, amount, text):
        self.work += amount
        if self.work > MAX_WORK:
            raise _too_complex(text)

    def _count_marks(self, pattern):
        handle = pattern.handleMatch

        def handle_and_count(match, data):
            node, start, end = handle(match, data)
            # A mark without its partner has been sought to the end of the paragraph.
            found = node is not None and end is not None
            walked = end - match.start() if found else len(data) - match.start()
            # Replacing a mark copies the paragraph, which is fast but not free.
            self.spend(walked + len(data) // 64 + COST_OF_A_MARK, data)
            return node, start, end

        pattern.handleMatch = handle_and_count

    def _count_abbreviations(self, processor):
        create = processor.create_element

        def create_and_count(title, text, tail):
            # Its explanation is repeated at each place, and the text behind it copied.
            self.spend(len(title) + len(tail) // 64 + 4 * COST_OF_A_MARK, text)
            return create(title, text, tail)

        processor.create_element = create_and_count


class _CountTags(HtmlBlockPreprocessor):
    """Looks for the end of each tag, comment or declaration, and counts how far it had to look."""

    def __init__(self, md, limits):
        super().__init__(md)
        self.limits = limits

    def run(self, lines):
        extractor = HTMLExtractor(self.md)
        for kind in ("starttag", "endtag", "comment", "pi", "html_declaration"):
            name = f"parse_{kind}"
            setattr(extractor, name, self._counted(extractor, name))
        extractor.feed("\n".join(lines))
        extractor.close()
        return "".join(extractor.cleandoc).split("\n")

    def _counted(self, extractor, name):
        parse = getattr(extractor, name)

        def parse_and_count(start, *args):
            text = extractor.rawdata
            place = text[start : start + 200]
            if name == "parse_comment":  # looks through the text for the end of each open tag
                open_tags = len(extractor.inline_stack)
                self.limits.spend(open_tags * (len(text) - start) // 64, place)
            end = parse(start, *args)
            # Without an end, one or two characters of it have been taken for plain text.
            found = end > start + 2
            self.limits.spend(end - start if found else len(text) - start, place)
            return end

        return parse_and_count


class _CountBlocks(BlockProcessor):
    """Takes no block, but sees each one each time it is looked at."""

    def __init__(self, parser, limits):
        super().__init__(parser)
        self.limits = limits

    def test(self, parent, block):
        self.limits.spend(len(block) + COST_OF_A_MARK, block)
        return False


class _CheckTexts(Treeprocessor):
    def run(self, root):
        check_tree(root)
        for element in root.iter():
            for text in (element.text, element.tail):
                if text and len(text) > MAX_PARAGRAPH and not isinstance(text, AtomicString):
                    raise TextRefused(
                        _(
                            "The paragraph that begins “%(start)s” has %(size)d characters; at "
                            "most %(limit)d can be set. Leave a blank line between paragraphs."
                        ),
                        code="long_paragraph",
                        params={
                            "start": _start_of(text),
                            "size": len(text),
                            "limit": MAX_PARAGRAPH,
                        },
                    )


class _Footnotes(FootnoteExtension):
    def makeFootnotesDiv(self, root):  # noqa: N802
        """Give a footnote still without words an ellipsis and its link back, which the library
        leaves out and then fails to find."""
        notes = super().makeFootnotesDiv(root)
        items = notes.find("ol") if notes is not None else ()
        for number, item in enumerate(items, start=1):
            if not len(item):
                paragraph = SubElement(item, "p")
                paragraph.text = "… "
                link = SubElement(paragraph, "a", {"class": "footnote-backref"})
                link.set("href", "#fnref" + item.get("id").removeprefix("fn"))
                link.set("title", str(number))
                link.text = FN_BACKLINK_TEXT
        return notes


class _BoundedTables(TableExtension):
    def extendMarkdown(self, md):  # noqa: N802
        super().extendMarkdown(md)
        tables = _BoundedTableProcessor(md.parser, self.getConfigs())
        md.parser.blockprocessors.register(tables, "table", 75)


class _BoundedTableProcessor(TableProcessor):
    """Counts cells before they are made: a short row is filled up to the width of the first."""

    cells = 0

    def run(self, parent, blocks):
        self.cells += len(self.separator) * (blocks[0].count("\n") + 1)
        if self.cells > MAX_CELLS:
            raise TextRefused(
                _("The tables have %(count)d cells; at most %(limit)d can be set."),
                code="too_many",
                params={"count": self.cells, "limit": MAX_CELLS},
            )
        super().run(parent, blocks)
