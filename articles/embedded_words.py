"""The credit and the caption that a photographer wrote into a picture's file.

IPTC is what agencies write, XMP what today's programs write, EXIF what cameras write; the first
that says something wins. All are what a stranger typed: plain text comes out, cut to length.
"""

import html
import re
import unicodedata

from PIL import ExifTags, IptcImagePlugin
from PIL import Image as PillowImage

from articles.decoding import BROKEN

# More is no caption but an attack.
MOST_XMP = 200_000
# IPTC's numbers: by-line, credit and copyright; caption. (1, 90) names the characters.
IPTC_CREDIT, IPTC_CAPTION, IPTC_CHARACTERS = ((2, 80), (2, 110)), (2, 120), (1, 90)
IPTC_COPYRIGHT = (2, 116)
UTF_8 = b"\x1b%G"
LENGTHS = {"credit": 150, "caption": 500}


def read(picture: PillowImage.Image) -> dict[str, str]:
    """Return what the file says as `credit` and `caption`; what it does not say is missing.

    picture: opened; it need not be decoded. Whatever is broken says nothing.
    """
    found: dict[str, str] = {}
    for source in (_iptc, _xmp, _exif):
        try:
            said = source(picture)
        except BROKEN:
            continue
        for key, text in said.items():
            if words := _plain(text)[: LENGTHS[key]].strip():
                found.setdefault(key, words)
    return found


def _iptc(picture: PillowImage.Image) -> dict[str, str]:
    records = IptcImagePlugin.getiptcinfo(picture) or {}
    encoding = "utf-8" if records.get(IPTC_CHARACTERS) == UTF_8 else ""

    def text(key: tuple[int, int]) -> str:
        value = records.get(key)
        # Pillow gives nothing for a record without bytes, and a list for one that is there twice.
        first = next(filter(None, value), None) if isinstance(value, list) else value
        return _decoded(first or b"", encoding)

    names = list(dict.fromkeys(filter(None, map(text, IPTC_CREDIT))))
    return {"credit": " / ".join(names) or text(IPTC_COPYRIGHT), "caption": text(IPTC_CAPTION)}


def _decoded(value: bytes, encoding: str) -> str:
    try:
        return value.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1252", "replace")


def _xmp(picture: PillowImage.Image) -> dict[str, str]:
    packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    if isinstance(packet, bytes):
        packet = packet[:MOST_XMP].decode("utf-8", "replace")
    packet = packet[:MOST_XMP]
    names = [_element(packet, "dc:creator"), _element(packet, "photoshop:Credit")]
    credit = " / ".join(dict.fromkeys(filter(None, names))) or _element(packet, "dc:rights")
    return {"credit": credit, "caption": _element(packet, "dc:description")}


def _element(packet: str, name: str) -> str:
    """Return the first text of an element, or of an attribute of that name.

    By looking for its ends: a parser would follow what the packet refers to.
    """
    _before, found, rest = packet.partition(f"<{name}>")
    if not found:
        value = re.search(rf'\b{name}="([^"]*)"', packet)
        return html.unescape(value[1]) if value else ""
    inner, closed, _rest = rest.partition(f"</{name}>")
    if not closed:
        return ""
    _before, found, item = inner.partition("<rdf:li")
    text = item.partition(">")[2].partition("</rdf:li>")[0] if found else inner
    return html.unescape(text)


def _exif(picture: PillowImage.Image) -> dict[str, str]:
    exif = picture.getexif()
    credit = exif.get(ExifTags.Base.Artist) or exif.get(ExifTags.Base.Copyright) or ""
    return {"credit": str(credit), "caption": str(exif.get(ExifTags.Base.ImageDescription) or "")}


def _plain(text: str) -> str:
    """Return one line without what is not seen."""
    text = unicodedata.normalize("NFC", text)
    hidden = {"Cc", "Cf", "Zl", "Zp"}
    seen = (" " if unicodedata.category(char) in hidden else char for char in text)
    return " ".join("".join(seen).split())
