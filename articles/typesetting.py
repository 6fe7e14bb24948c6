"""A sanitised page as a tree, brought into the shape of a newspaper's page (pure).

Works on what the sanitiser has made well-formed; what leaves here is sanitised once more.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement, TreeBuilder, tostring

from articles import directions, embedding, typography
from articles.parsing import check_tree

VOID = {"br", "hr", "img"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
BLOCKS = HEADINGS | {
    "blockquote", "caption", "dd", "div", "dl", "dt", "figcaption", "figure", "hr", "li", "ol",
    "p", "pre", "table", "tbody", "tfoot", "thead", "tr", "ul",
}  # fmt: skip

# A page has ids of its own (`isi`, `main`); with these prefixes no heading can take one of them.
HEADING_ID = "bagian"
NOTE_ID = "catatan"
MARK_ID = "rujukan"

# Stored with the page, and so in the language of the paper, not in that of whoever saves it.
NOTES_LABEL = "Catatan kaki"
MARK_LABEL = "Catatan kaki %s"
BACK_LABEL = "Kembali ke teks dari catatan kaki %s"
TABLE_LABEL = "Tabel %s"
GALLERY_LABEL = "Galeri gambar"
EMBED_LABEL = "Buka di %s"

# A word behind the number says how wide the picture stands: `gambar:12:lebar`.
OWN_PICTURE = re.compile(r"gambar:[0-9]{1,18}(?::[\w-]*)?|/media/(?!.*\.\.)[^\\\s]+", re.IGNORECASE)
OWN_ARTICLE = re.compile(r"artikel:[\w-]+(#[\w-]*)?", re.IGNORECASE)
OUTSIDE = re.compile(r"https?:|[/\\]{2}", re.IGNORECASE)
OUTSIDE_REL = "external noopener"
# What nobody sees around a picture: spaces of every kind, and the marks that pasted text brings.
UNSEEN = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text: its level in the page (2-6), the id to link to, its words."""

    level: int
    id: str
    text: str


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tree = TreeBuilder()
        self.tree.start("div", {})

    def handle_starttag(self, tag, attrs):
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.tree.end(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.tree.end(tag)

    def handle_data(self, data):
        self.tree.data(data)


def to_tree(html: str) -> Element:
    """The tree of well-formed `html` under one `div`. Raises TextRefused if it is too deep."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.tree.end("div")
    root = reader.tree.close()
    check_tree(root)
    return root


def from_tree(root: Element) -> str:
    """The HTML inside `root`."""
    return tostring(root, encoding="unicode", method="html")[len("<div>") : -len("</div>")].strip()


def typeset(root: Element) -> tuple[Heading, ...]:
    """Shape the tree in place; return its headings in order."""
    for element in root.iter():
        if element.get("class") == "":  # the sanitiser empties what it does not allow
            del element.attrib["class"]
    for paragraph in root.iter("p"):
        embedding.link_bare(paragraph)
    _set_pictures(root)
    _set_links(root)
    _set_footnotes(root)
    _set_paragraphs(root)
    _set_tables(root)
    typography.set_marks(root, breaks=BLOCKS | {"br", "td", "th"})
    headings = _set_headings(root)
    directions.set_ways(root)
    return headings


def text_of(root: Element) -> str:
    """The words of a tree, a line for each paragraph; no alt texts, no footnote marks."""
    pieces = []
    _gather_text(root, pieces, verbatim=False)
    lines = ("".join(pieces)).split("\n")
    return "\n".join(filter(None, (" ".join(line.split()) for line in lines)))


def _gather_text(element, pieces, *, verbatim):
    verbatim = verbatim or element.tag == "pre"
    around = "\n" if element.tag in BLOCKS or element.tag == "br" else ""
    around = " " if element.tag in ("td", "th") else around
    pieces.append(around)
    if not _is_furniture(element):
        pieces.append(_flow(element.text, verbatim))
        for child in element:
            _gather_text(child, pieces, verbatim=verbatim)
            pieces.append(_flow(child.tail, verbatim))
    pieces.append(around)


def _flow(text, verbatim):
    """Text as it flows on the page: a newline in the source is a space there."""
    return (text or "") if verbatim else (text or "").replace("\n", " ")


def _is_furniture(element):
    if element.tag == "sup":
        return any(child.get("class") == "footnote-ref" for child in element)
    return element.get("class") in ("footnote-ref", "footnote-backref", embedding.FURNITURE)


def _pairs(root, *tags):
    """(parent, child) for each element named, as a list, so that the tree may be changed."""
    return [(parent, child) for parent in root.iter() for child in parent if child.tag in tags]


def _replace(parent, child, new):
    new.tail = child.tail
    parent[list(parent).index(child)] = new


def _dissolve(parent, child, text):
    """Put `text` in the place of `child`."""
    index = list(parent).index(child)
    text += child.tail or ""
    if index:
        parent[index - 1].tail = (parent[index - 1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent.remove(child)


def _set_pictures(root):
    """Keep our own pictures; one of another host becomes a link to it, so that no reader's
    browser asks that host for anything."""
    linked = {picture for link in root.iter("a") for picture in link.iter("img")}
    for parent, picture in _pairs(root, "img"):
        source = picture.get("src", "").strip()
        alt = picture.get("alt", "")
        if OWN_PICTURE.fullmatch(source):
            # Phones begin a word with a capital; a file's name stays as it is.
            kept = {"src": source if source.startswith("/") else source.lower(), "alt": alt}
            if picture.get("title"):
                kept["title"] = picture.get("title")
            picture.attrib.clear()
            picture.attrib.update(kept)
        elif OUTSIDE.match(source) and picture not in linked:
            link = Element("a", {"href": source})
            link.text = alt or source
            _replace(parent, picture, link)
        else:
            _dissolve(parent, picture, alt)


def _set_links(root):
    for link in root.iter("a"):
        link.attrib.pop("rel", None)
        href = link.get("href", "").strip()
        scheme = href.partition(":")[0].lower()
        if OUTSIDE.match(href):
            link.set("rel", OUTSIDE_REL)
        elif OWN_ARTICLE.fullmatch(href):
            link.set("href", f"{scheme}:{href.partition(':')[2]}")
        elif scheme in ("gambar", "artikel"):
            del link.attrib["href"]


def _set_paragraphs(root):
    """Drop empty paragraphs and headings; make a picture alone in its paragraph a figure, and
    several a gallery."""
    for parent, child in _pairs(root, "p", *HEADINGS):
        if not "".join(child.itertext()).strip() and child.find(".//img") is None:
            _dissolve(parent, child, "")
    for _parent, paragraph in _pairs(root, "p"):
        link = _sole(paragraph)
        if link is not None and link.tag == "a" and embedding.site_of(link.get("href", "")):
            _make_embed(paragraph, link)
        elif len(found := _only_pictures(paragraph)) == 1:
            _make_figure(paragraph)
        elif found:
            _make_gallery(paragraph, found)


def _only_pictures(paragraph):
    """The pictures of a paragraph that has nothing else, each alone or within a link."""
    found = []
    texts = [paragraph.text, *(child.tail for child in paragraph)]
    for child in paragraph:
        picture = _sole(child) if child.tag == "a" else child
        if picture is not None and picture.tag == "img":
            found.append(child)
        elif child.tag != "br":
            return []
    return found if all(map(_is_unseen, texts)) else []


def _is_unseen(text):
    return UNSEEN.fullmatch(text or "") is not None


def _make_figure(paragraph):
    """Leave the picture alone in it, with its caption: only so is it credited."""
    picture = next(paragraph.iter("img"))
    for child in list(paragraph):
        child.tail = None
        if child.tag == "br":
            paragraph.remove(child)
    paragraph.tag, paragraph.text = "figure", None
    caption = picture.attrib.pop("title", "")  # else a screen reader says it twice
    if caption:
        SubElement(paragraph, "figcaption").text = caption


def _make_embed(paragraph, link):
    """A still with where it leads, or the link's words with it."""
    if _only_pictures(paragraph):
        _make_figure(paragraph)
    paragraph.tag = "figure"
    paragraph.set("class", "embed")
    embedding.label(link, EMBED_LABEL)


def _make_gallery(paragraph, pictures):
    """Pictures written together stand together; where they do not fit, they can be swiped."""
    tail = paragraph.tail
    paragraph.clear()
    paragraph.tag, paragraph.tail = "div", tail
    label = {"class": "gallery", "role": "group", "tabindex": "0", "aria-label": GALLERY_LABEL}
    paragraph.attrib.update(label)
    for picture in pictures:
        picture.tail = None
        figure = SubElement(paragraph, "figure")
        figure.append(picture)
        _make_figure(figure)


def _sole(element):
    """The only child of an element that has no text of its own, or None."""
    if len(element) != 1 or not _is_unseen(element.text) or not _is_unseen(element[0].tail):
        return None
    return element[0]


def _set_footnotes(root):
    """Number footnotes and the marks that point to them; drop links that lead nowhere."""
    ids, numbers = {}, Counter()
    for element in root.iter():
        old = element.attrib.pop("id", "")
        if old.startswith("fn") and element.tag in ("li", "sup") and old not in ids:
            prefix = NOTE_ID if element.tag == "li" else MARK_ID
            numbers[prefix] += 1
            ids[old] = f"{prefix}-{numbers[prefix]}"
            element.set("id", ids[old])
    for parent, link in _pairs(root, "a"):
        if link.get("class") not in ("footnote-ref", "footnote-backref"):
            continue
        target = ids.get(link.get("href", "").removeprefix("#"))
        if target:
            back = link.get("class") == "footnote-backref"
            number = re.sub(r"\D", "", link.get("title", "")) if back else link.text
            link.attrib.pop("title", None)
            link.set("href", f"#{target}")
            link.set("aria-label", (BACK_LABEL if back else MARK_LABEL) % number)
        else:
            _dissolve(parent, link, "")
    for div in root.iter("div"):
        kind = div.get("class")
        div.attrib.clear()
        if kind == "footnote":
            div.attrib.update({"class": kind, "role": "doc-endnotes", "aria-label": NOTES_LABEL})


def _set_tables(root):
    """Let a wide table scroll on its own, by touch and by keyboard; say what its heads head."""
    for number, (parent, table) in enumerate(_pairs(root, "table"), start=1):
        for cell in table.iter():
            if cell.tag in ("td", "th"):
                _set_cell(cell)
        for part in table:
            for head in part.iter("th"):
                head.attrib.setdefault("scope", "col" if part.tag == "thead" else "row")
        heads = [" ".join("".join(head.itertext()).split()) for head in table.iterfind("thead//th")]
        label = ": ".join(filter(None, (TABLE_LABEL % number, ", ".join(filter(None, heads)))))
        frame = Element(
            "div",
            {"class": "table", "tabindex": "0", "role": "region", "aria-label": label[:120]},
        )
        _replace(parent, table, frame)
        table.tail = None
        frame.append(table)


def _set_cell(cell):
    align = cell.attrib.pop("align", "")
    if align in ("left", "center", "right"):
        cell.set("class", align)
    for span in ("colspan", "rowspan"):
        if span in cell.attrib and not re.fullmatch("[1-9][0-9]?", cell.get(span)):
            del cell.attrib[span]


def _set_headings(root):
    """Levels from h2 down without a gap, whatever levels were written; ids nothing else has."""
    headings, open_levels, used = [], [], Counter()
    for element in root.iter():
        if element.tag not in HEADINGS:
            continue
        written = int(element.tag[1])
        while open_levels and open_levels[-1] >= written:
            open_levels.pop()
        open_levels.append(written)
        level = min(1 + len(open_levels), 6)
        element.tag = f"h{level}"
        text = " ".join(text_of(element).split())
        element.set("id", _heading_id(text, used))
        if text:
            headings.append(Heading(level, element.get("id"), text))
    return tuple(headings)


def _heading_id(text, used):
    """`bagian-latar-belakang`, with `--2` at the second of its kind.

    Words are joined by one hyphen, so two hyphens can never stand in another heading's id.
    """
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = "-".join([HEADING_ID, *re.findall("[a-z0-9]+", letters)])[:80].rstrip("-")
    used[slug] += 1
    return slug if used[slug] == 1 else f"{slug}--{used[slug]}"
