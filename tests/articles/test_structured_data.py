"""Structured data: true to the vocabulary, whole, and harmless within a page."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles import structured_data
from articles.models import Article, Correction, Publisher, RelatedPick, StandingPage
from articles.models.status import Entry, Genre
from tests.articles.syndication import SPECS, make_every_state, make_hostile_pieces
from tests.factories import make_article, make_author, make_image, make_section

pytestmark = pytest.mark.django_db

VOCABULARY = json.loads((Path(SPECS) / "schemaorg-30.0.json").read_text())
TYPES, PROPERTIES = VOCABULARY["types"], VOCABULARY["properties"]
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
# What a text may be beside words.
FORMS = {
    "URL": r"https?://\S+",
    "Date": r"\d{4}(-\d\d(-\d\d)?)?",
    "DateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d",
    "Duration": r"PT\d+M",
}


def things_in(response) -> list[dict]:
    """The things of a page that has exactly one script, checked against the vocabulary."""
    scripts = SCRIPT.findall(response.content.decode())
    assert len(scripts) == 1
    assert "<" not in scripts[0]
    data = json.loads(scripts[0])
    assert data["@context"] == "https://schema.org"
    for thing in data["@graph"]:
        check(thing)
    return data["@graph"]


def line_of(kind: str) -> set[str]:
    """A type with all above it."""
    return {kind}.union(*(line_of(one) for one in TYPES[kind]))


def kinds_of(value: str | bool | int) -> set[str]:
    """The vocabulary's names of what a plain value can be."""
    if isinstance(value, bool):
        return {"Boolean"}
    if isinstance(value, int):
        return {"Integer", "Number"}
    return {"Text", *(kind for kind, form in FORMS.items() if re.fullmatch(form, value))}


def check(thing: dict) -> None:
    """Every type and property is the vocabulary's, and each property belongs where it stands."""
    if set(thing) == {"@id"}:  # another thing of the page
        return
    above = line_of(thing["@type"])
    for name, value in thing.items():
        if name.startswith("@") or name == "query-input":
            continue
        assert above & set(PROPERTIES[name]["domain"]), f"{name} of {thing['@type']}"
        assert value not in ("", None, [])
        for one in value if isinstance(value, list) else [value]:
            ranges = set(PROPERTIES[name]["range"])
            if isinstance(one, dict):
                assert "@type" not in one or line_of(one["@type"]) & ranges, f"{name}: {one}"
                check(one)
            else:
                assert kinds_of(one) & ranges, f"{name}: {one!r}"


def of_type(things: list[dict], kind: str) -> dict:
    return next(thing for thing in things if thing["@type"] == kind)


def test_every_page_of_the_paper_is_described_truly(client, loaded):
    piece = Article.objects.public().filter(lead_image__isnull=False).first()
    author, tag = piece.byline[0], piece.tags.first()
    kinds = {
        "/": "WebSite",
        piece.get_absolute_url(): "NewsArticle",
        piece.section.get_absolute_url(): "CollectionPage",
        tag.get_absolute_url(): "CollectionPage",
        author.get_absolute_url(): "ProfilePage",
        "/tag/": "CollectionPage",
        "/arsip/": "CollectionPage",
        "/arsip/2025/": "CollectionPage",
        "/arsip/2025/07/": "CollectionPage",
        "/koreksi/": "CollectionPage",
        f"{piece.get_absolute_url()}riwayat/": "WebPage",
        f"/arsip/depan/{timezone.localdate():%Y/%m/%d}/": "CollectionPage",
        "/tentang/": "AboutPage",
        "/kontak/": "ContactPage",
        "/redaksi/": "WebPage",
    }
    for path, kind in kinds.items():
        things = things_in(client.get(path))
        assert of_type(things, kind)
        publisher = of_type(things, "NewsMediaOrganization")
        assert publisher["masthead"] == "http://testserver/redaksi/"
        assert publisher["publishingPrinciples"] == "http://testserver/pedoman-media-siber/"
        if path != "/":
            steps = of_type(things, "BreadcrumbList")["itemListElement"]
            assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
            assert steps[-1]["item"]["@id"] == f"http://testserver{path}"


def test_who_publishes_the_paper_is_told_in_full_where_it_is_about_the_paper(client, loaded):
    facts = {
        "company": "PT Warta </script>",
        "address": "Jalan Merdeka 1, Bandung",
        "email": "redaksi@example.org",
        "complaints_email": "ralat@example.org",
        "phone": "+62 22 123456",
        "founded": "2019",
        "profiles": "https://example.org/@warta\r\nhttps://example.com/warta",
    }
    client.get("/")
    Publisher.objects.create(**facts)
    for path in ("/", "/redaksi/"):
        found = of_type(things_in(client.get(path)), "NewsMediaOrganization")
        assert found["legalName"] == facts["company"]
        assert found["address"]["streetAddress"] == facts["address"]
        assert found["contactPoint"]["email"] == facts["complaints_email"]
        assert found["contactPoint"]["url"] == "http://testserver/kontak/"
        assert found["foundingDate"] == "2019"
        assert found["sameAs"] == facts["profiles"].split()
    elsewhere = of_type(things_in(client.get("/tag/")), "NewsMediaOrganization")
    assert elsewhere["@id"] == found["@id"]
    assert "legalName" not in elsewhere
    with pytest.raises(ValidationError, match="javascript:alert"):
        Publisher(**facts | {"profiles": "https://a.example\njavascript:alert(1)"}).full_clean()


@pytest.mark.parametrize("genre", Genre)
def test_a_piece_says_all_that_is_known_of_it(client, genre):
    authors = [make_author("Ani", role="Wartawan"), make_author("Budi")]
    piece = make_article(
        "Judul",
        genre=genre,
        authors=authors,
        tags=["AI", "Cip"],
        section=make_section("Anak", parent=make_section("Induk")),
        lead_image=make_image(caption="Suasana", size=(1600, 1200)),
    )
    beside = make_article()
    RelatedPick.objects.create(article=piece, target=beside, position=0)
    entry = Correction(article=piece, headline="Judul", kind=Entry.KOREKSI, text="Bukan lima.")
    entry.save()
    Article.objects.filter(pk=piece.pk).update(corrected_at=timezone.now() + timedelta(hours=1))
    things = things_in(client.get(piece.get_absolute_url()))
    found = of_type(things, structured_data.TYPES[genre])
    assert [one["name"] for one in found["author"]] == ["Ani", "Budi"]
    assert found["author"][0]["url"] == f"http://testserver{authors[0].get_absolute_url()}"
    assert found["keywords"] == ["AI", "Cip"]
    assert found["dateModified"] > found["datePublished"]
    assert found["correction"][0]["text"] == "Bukan lima."
    assert found["correction"][0]["url"] == f"http://testserver/koreksi/{entry.pk}/"
    links = found["mainEntityOfPage"]["relatedLink"]
    assert links == [f"http://testserver{beside.get_absolute_url()}"]
    shapes = [(one["width"]["value"], one["height"]["value"]) for one in found["image"]]
    assert [round(width / height, 2) for width, height in shapes] == [1.78, 1.33, 1.0]
    assert all(width * height >= 50_000 for width, height in shapes)
    assert found["image"][0]["creditText"] == "Ruang Redaksi"
    steps = of_type(things, "BreadcrumbList")["itemListElement"]
    assert [step["name"] for step in steps] == ["Ruang Redaksi", "Induk", "Anak", "Judul"]


def test_a_correction_is_told_in_words_and_as_it_stands(client):
    new_year = datetime(2025, 12, 31, 18, tzinfo=UTC)  # 01.00 WIB
    piece, draft = make_article(published_at=new_year), make_article("Rahasia", published_at=None)
    texts = ["Salah.", f"Angka *lima*, lihat [draf](artikel:{draft.slug}). <!-- catatan -->"]
    former = None
    for text in texts:
        entry = Correction(article=piece, headline="Judul", kind=Entry.KOREKSI, text=text)
        entry.supersedes, former = former, entry
        entry.render()
        entry.save()
    page = client.get(piece.get_absolute_url())
    found = of_type(things_in(page), "NewsArticle")
    assert [one["text"] for one in found["correction"]] == ["Angka lima, lihat draf."]
    assert found["copyrightYear"] == 2026
    assert draft.slug not in page.content.decode()


def test_awkward_headlines_arrive_whole_and_end_nothing(client):
    for piece in make_hostile_pieces():
        found = of_type(things_in(client.get(piece.get_absolute_url())), "NewsArticle")
        assert found["headline"] == piece.headline
        raw = client.get(piece.get_absolute_url()).content.decode()
        assert "\u2028" not in SCRIPT.search(raw)[1]


def test_what_is_not_public_describes_nothing(client):
    states = make_every_state()
    for name in ("draft", "scheduled", "withdrawn"):
        address = states[name].get_absolute_url() or f"/2025/01/{states[name].slug}/"
        assert not SCRIPT.search(client.get(address).content.decode())
    found = of_type(things_in(client.get(states["unverified"].get_absolute_url())), "NewsArticle")
    assert "Menunggu polisi." in found["creativeWorkStatus"]


def test_a_policy_is_named_only_where_its_page_is(client):
    publisher = of_type(things_in(client.get("/")), "NewsMediaOrganization")
    assert "masthead" not in publisher
    StandingPage.objects.create(slug="redaksi", title="Redaksi")
    publisher = of_type(things_in(client.get("/")), "NewsMediaOrganization")
    assert publisher["masthead"].endswith("/redaksi/")


@pytest.mark.parametrize(
    ("is_desk", "kind", "house"),
    [(False, "Person", "worksFor"), (True, "Organization", "parentOrganization")],
)
def test_a_desk_is_no_person(client, is_desk, kind, house):
    author = make_author("Sari", role="Liputan", is_desk=is_desk)
    piece = make_article(authors=[author])
    profile = of_type(things_in(client.get(author.get_absolute_url())), "ProfilePage")
    [signed] = of_type(things_in(client.get(piece.get_absolute_url())), "NewsArticle")["author"]
    assert profile["mainEntity"]["@type"] == signed["@type"] == kind
    assert house in profile["mainEntity"]
    assert ("jobTitle" in signed) == (not is_desk)
