"""A feed as Atom (RFC 4287, paged by RFC 5005) and as JSON Feed 1.1, from plain values (pure)."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree import ElementTree as ET

ATOM = "http://www.w3.org/2005/Atom"
JSON_FEED = "https://jsonfeed.org/version/1.1"
# What no XML 1.0 document may hold, however it is written.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A tag as the sanitiser writes it; text may hold what looks like an attribute.
TAG = re.compile(r'<[a-z][\w-]*(?:\s+[\w-]+(?:="[^"]*")?)*\s*>')
ADDRESS = re.compile(r'(\s(?:href|src)=")(//|/|#)')
# What only our own pages understand: their style sheets, and where readers move about in them.
FURNITURE = re.compile(
    r'\s(?:class|role|tabindex|loading|decoding|fetchpriority|aria-[a-z]+)="[^"]*"'
)
# A picture's other files: programs that read feeds choose nothing.
CHOICE = re.compile(r"</?picture>|<source\b[^>]*>")


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who wrote something, and the address of the page about them."""

    name: str
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture's full address and its media type."""

    address: str
    kind: str
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry; id never changes, all addresses are full ones, html is sanitised."""

    id: str
    address: str
    title: str
    summary: str = ""
    html: str
    published: datetime
    updated: datetime
    authors: list[Person] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    picture: Picture | None = None


@dataclass(frozen=True, kw_only=True)
class Feed:
    """One page of a feed. address: its own; home: the page that it follows."""

    id: str
    address: str
    home: str
    title: str
    description: str
    paper: str
    language: str
    updated: datetime
    icon: str = ""
    previous: str = ""
    next: str = ""
    first: str = ""
    entries: list[Entry] = field(default_factory=list)


def xml_text(text: str) -> str:
    """Return text without the characters that no XML document may hold."""
    return NOT_XML.sub("", text)


def for_strangers(html: str, *, base: str, address: str) -> str:
    """Return sanitised HTML as it can stand anywhere: plain, and with full addresses.

    base: the site's, without a slash at its end; address: the page's, for links within it.
    """
    # `//host` names a host already; the sanitiser gives it no scheme.
    before = {"//": "https://", "/": f"{base}/", "#": f"{address}#"}

    def plain(tag: re.Match) -> str:
        bare = FURNITURE.sub("", tag[0])
        return ADDRESS.sub(lambda found: found[1] + before[found[2]], bare)

    return TAG.sub(plain, CHOICE.sub("", html))


def atom(feed: Feed) -> bytes:
    """Write a feed as Atom."""
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": feed.language})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.description)
    _add(root, "updated", feed.updated.isoformat(timespec="seconds"))
    _add_person(root, Person(name=feed.paper))
    _add(root, "icon", feed.icon)
    _add(root, "link", rel="alternate", type="text/html", href=feed.home)
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.address)
    for rel in ("first", "previous", "next"):
        _add(root, "link", rel=rel, type="application/atom+xml", href=getattr(feed, rel))
    for entry in feed.entries:
        _add_entry(root, entry)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _add_entry(root: ET.Element, entry: Entry) -> None:
    element = ET.SubElement(root, "entry")
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "link", rel="alternate", type="text/html", href=entry.address)
    _add(element, "published", entry.published.isoformat(timespec="seconds"))
    _add(element, "updated", entry.updated.isoformat(timespec="seconds"))
    for author in entry.authors:
        _add_person(element, author)
    for category in entry.categories:
        _add(element, "category", term=category)
    if entry.picture:
        # Its length is not known without reading the file; the standard asks for none.
        _add(element, "link", rel="enclosure", type=entry.picture.kind, href=entry.picture.address)
    _add(element, "summary", entry.summary)
    _add(element, "content", entry.html or " ", type="html")


def _add_person(parent: ET.Element, person: Person) -> None:
    element = ET.SubElement(parent, "author")
    _add(element, "name", person.name)
    _add(element, "uri", person.address)


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> None:
    """Add an element; one that would say nothing is left out."""
    if text or any(attributes.get(one) for one in ("href", "term")):
        known = {key: xml_text(value) for key, value in attributes.items()}
        ET.SubElement(parent, name, known).text = xml_text(text) or None


def json_feed(feed: Feed) -> bytes:
    """Write a feed as JSON Feed."""
    data = {
        "version": JSON_FEED,
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "description": feed.description,
        "next_url": feed.next,
        "icon": feed.icon,
        "authors": [{"name": feed.paper}],
        "language": feed.language,
    }
    items = [_item(entry, feed.language) for entry in feed.entries]
    return json.dumps(_told(data) | {"items": items}, ensure_ascii=False).encode()


def _item(entry: Entry, language: str) -> dict:
    return _told(
        {
            "id": entry.id,
            "url": entry.address,
            "title": entry.title,
            "summary": entry.summary,
            "image": entry.picture.address if entry.picture else "",
            "date_published": entry.published.isoformat(timespec="seconds"),
            "date_modified": entry.updated.isoformat(timespec="seconds"),
            "authors": [_told({"name": one.name, "url": one.address}) for one in entry.authors],
            "tags": entry.categories,
            "language": language,
        }
    ) | {"content_html": entry.html}


def _told(data: dict) -> dict:
    return {key: value for key, value in data.items() if value}


def latest(moments: Iterable[datetime | None], default: datetime) -> datetime:
    """Return the latest of the moments that are known."""
    return max((one for one in moments if one), default=default)
