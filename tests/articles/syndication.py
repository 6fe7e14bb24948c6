"""The awkward pieces that every output must bear, and the rules that outputs are held against."""

import json
from datetime import timedelta
from functools import cache
from pathlib import Path

import html5lib
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
# What the W3C's feed validator lets stand in feeds without a warning, as far as it is used here.
FEED_ELEMENTS = """
    a abbr b blockquote br code dd del div dl dt em figcaption figure h2 h3 h4 hr i img ins kbd li
    mark ol p pre q s samp small span strong sub sup table tbody td tfoot th thead time tr u ul
"""
FEED_ATTRIBUTES = """
    alt cite colspan datetime dir headers height href id lang rel rowspan scope span src start
    title type width
"""

HOSTILE = [
    "Kutip \"ganda\" & 'tunggal' <b>tebal</b>",
    "</script><script>alert(1)</script> ]]> <!-- x -->",
    "Emoji 🧪👩‍🔬 dan \u2028 pemisah baris\u2029",
    "العربية من اليمين إلى اليسار",
    "ꦲꦏ꧀ꦱꦫꦗꦮ aksara Jawa",
    "Sangat panjang " + "kata " * 36,
]


# What only a page of our own can show well, and code that looks like it.
BODY = """[dalam](#bagian-bagian) [situs](/tag/) ![](gambar:1) kata[^1] `<a href="/tag/" class="b">`

## Bagian

Isi & <b>isi</b>. ![tanpa](//example.org/x.png) [luar](//example.org/)

![](gambar:{0}:lebar)

![](gambar:{0})
![](gambar:{0})

| a | b |
|:--|--:|
| 1 | 2 |

Istilah
:   Arti

[^1]: Catatan dengan [tautan](/tag/).
"""


def make_hostile_pieces() -> list[Article]:
    """Public pieces with headlines that break what is careless."""
    section = make_section('Rubrik & "lain" <i>')
    authors = [make_author(f"Penulis <{number}> & rekan") for number in range(12)]
    body = BODY.format(make_image(caption="Suasana", size=(1400, 900)).pk)
    pieces = [
        make_article(
            headline.strip()[:200],
            section=section,
            authors=authors if number == 0 else authors[:1],
            tags=[f"tag & <{one}>" for one in range(30)] if number == 0 else [],
            lead_image=make_image(alt='Alt "kutip" <x>') if number % 2 else None,
            standfirst=headline.strip()[:300],
            body=body,
            published_at=timezone.now() - timedelta(minutes=number),
        )
        for number, headline in enumerate(HOSTILE)
    ]
    pieces.append(make_article("Panjang", section=section, body="kata " * 15_000))
    return pieces


def make_every_state(**among) -> dict[str, Article]:
    """A piece in each state, named by it. among: what they share."""
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
    return {
        name: make_article(f"Keadaan {name}", **among, **fields) for name, fields in states.items()
    }


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


@cache
def atom_grammar() -> etree.RelaxNG:
    """The grammar of RFC 4287."""
    return etree.RelaxNG(etree.parse(SPECS / "atom.rng"))


def checked_atom(content: bytes) -> etree._Element:
    """Parse a feed that keeps RFC 4287, and the rules of the W3C's validator beyond its grammar."""
    root = etree.fromstring(content)
    atom_grammar().assertValid(root)
    links = [(link.get("rel"), link.get("type")) for link in root.findall(f"{ATOM}link")]
    assert links.count(("self", "application/atom+xml")) == 1
    assert len(links) == len(set(links))
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        assert entry.find(f"{ATOM}link[@rel='alternate']") is not None
        assert entry.findtext(f"{ATOM}published") <= entry.findtext(f"{ATOM}updated")
        checked_html(entry.findtext(f"{ATOM}content"))
    ids = [node.find(f"{ATOM}id").text for node in [root, *entries]]
    assert len(ids) == len(set(ids))
    return root


def checked_html(html: str) -> None:
    """Hold a text in a feed against what programs that show feeds let stand."""
    parser = html5lib.HTMLParser()
    fragment = parser.parseFragment(html)
    assert parser.errors == []
    for element in fragment.iter():
        if isinstance(element.tag, str) and element.tag != "DOCUMENT_FRAGMENT":
            assert element.tag.rpartition("}")[2] in FEED_ELEMENTS.split()
            assert set(element.attrib) <= set(FEED_ATTRIBUTES.split())
        for name in ("href", "src"):
            assert element.get(name, "https:").startswith(("http://", "https:", "mailto:", "tel:"))
