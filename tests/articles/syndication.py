"""The awkward pieces that every output must bear, and the rules that outputs are held against."""

import json
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.utils import timezone
from jsonschema import Draft4Validator, FormatChecker
from lxml import etree
from referencing import Registry
from referencing.jsonschema import DRAFT4

from articles.models import Article
from articles.models.status import Genre
from tests.factories import make_article, make_author, make_image, make_section

SPECS = Path(__file__).parent.parent / "specs"
ATOM = "{http://www.w3.org/2005/Atom}"
# Of Atom's elements: how often each may stand in a feed or an entry (RFC 4287, chapter 4.1).
ONCE = ("id", "title", "updated")
AT_MOST_ONCE = ("content", "published", "rights", "summary", "subtitle", "icon", "logo")

HOSTILE = [
    "Kutip \"ganda\" & 'tunggal' <b>tebal</b>",
    "</script><script>alert(1)</script> ]]> <!-- x -->",
    "Emoji 🧪👩‍🔬 dan \u2028 pemisah baris\u2029",
    "العربية من اليمين إلى اليسار",
    "ꦲꦏ꧀ꦱꦫꦗꦮ aksara Jawa",
    "Sangat panjang " + "kata " * 36,
]


BODY = "[dalam](#bagian-bagian) [situs](/tag/) ![](gambar:1)\n\n## Bagian\n\nIsi & <b>isi</b>."


def make_hostile_pieces() -> list[Article]:
    """Public pieces with headlines that break what is careless."""
    section = make_section('Rubrik & "lain" <i>')
    authors = [make_author(f"Penulis <{number}> & rekan") for number in range(12)]
    pieces = [
        make_article(
            headline.strip()[:200],
            section=section,
            authors=authors if number == 0 else authors[:1],
            tags=[f"tag & <{one}>" for one in range(30)] if number == 0 else [],
            lead_image=make_image(alt='Alt "kutip" <x>') if number % 2 else None,
            standfirst=headline.strip()[:300],
            body=BODY,
            published_at=timezone.now() - timedelta(minutes=number),
        )
        for number, headline in enumerate(HOSTILE)
    ]
    pieces.append(make_article("Panjang", section=section, body="kata " * 15_000))
    return pieces


def make_every_state() -> dict[str, Article]:
    """A piece in each state, named by it."""
    now = timezone.now()
    states = {
        "live": {},
        "draft": {"published_at": None},
        "scheduled": {"published_at": now + timedelta(hours=1)},
        "withdrawn": {"withdrawn_at": now, "withdrawal_reason": "Salah."},
        "advertorial": {"genre": Genre.ADVERTORIAL},
        "unverified": {
            "unverified_reason": "Menunggu polisi.",
            "unverified_until": now + timedelta(days=1),
        },
    }
    return {name: make_article(f"Keadaan {name}", **fields) for name, fields in states.items()}


@cache
def schema_of(name: str) -> etree.XMLSchema:
    """A published XML schema, ready to validate."""
    return etree.XMLSchema(etree.parse(SPECS / name))


def checked_sitemap(content: bytes, schema: str = "sitemap-with-news.xsd") -> etree._Element:
    """Parse a sitemap that its published schema accepts."""
    root = etree.fromstring(content)
    schema_of(schema).assertValid(root)
    return root


@cache
def json_feed_rules() -> Draft4Validator:
    """The schema of JSON Feed 1.1, which takes parts of the one before."""
    old, new = (
        json.loads((SPECS / f"jsonfeed-{version}.schema.json").read_text())
        for version in ("1", "1.1")
    )
    registry = Registry(retrieve=lambda _uri: DRAFT4.create_resource(old))
    return Draft4Validator(new, format_checker=FormatChecker(), registry=registry)


def checked_json_feed(content: bytes) -> dict:
    """Parse a feed that the published schema of JSON Feed 1.1 accepts."""
    feed = json.loads(content)
    json_feed_rules().validate(feed)
    ids = [item["id"] for item in feed["items"]]
    assert len(ids) == len(set(ids))
    return feed


def checked_atom(content: bytes) -> etree._Element:
    """Parse a feed that keeps the rules of RFC 4287, as the W3C's validator asks for them."""
    root = etree.fromstring(content)
    assert root.tag == f"{ATOM}feed"
    _check_node(root)
    links = [(link.get("rel"), link.get("type")) for link in root.findall(f"{ATOM}link")]
    assert links.count(("self", "application/atom+xml")) == 1
    assert len(links) == len(set(links))
    assert root.find(f"{ATOM}author/{ATOM}name").text
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        _check_node(entry)
        assert entry.find(f"{ATOM}link[@rel='alternate']") is not None
        assert entry.find(f"{ATOM}content").get("type") == "html"
    ids = [node.find(f"{ATOM}id").text for node in [root, *entries]]
    assert len(ids) == len(set(ids))
    return root


def _check_node(node: etree._Element) -> None:
    count = {name: len(node.findall(f"{ATOM}{name}")) for name in (*ONCE, *AT_MOST_ONCE)}
    assert [name for name in ONCE if count[name] != 1] == []
    assert [name for name in AT_MOST_ONCE if count[name] > 1] == []
    assert node.find(f"{ATOM}id").text.startswith("tag:")
    for name in ("updated", "published"):
        for moment in node.findall(f"{ATOM}{name}"):
            assert datetime.fromisoformat(moment.text).tzinfo
    for link in node.findall(f"{ATOM}link"):
        assert link.get("href").startswith("http://")
    for uri in node.findall(f"{ATOM}author/{ATOM}uri"):
        assert uri.text.startswith("http://")
