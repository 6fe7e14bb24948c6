"""Cards: one for every page, made once, and readable whatever the headline."""

import re
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image as PillowImage

from articles import cards, lettering
from articles.models import Article
from newsroom import environment
from tests.articles.syndication import make_every_state, make_hostile_pieces
from tests.factories import make_article, make_image, make_section, make_tag

pytestmark = pytest.mark.django_db


def card_in(html: str) -> str:
    return re.search('property="og:image" content="http://testserver([^"]+)"', html)[1]


def opened(response) -> PillowImage.Image:
    assert response["Content-Type"] == "image/jpeg"
    assert "immutable" in response["Cache-Control"]
    picture = PillowImage.open(BytesIO(response.content))
    assert picture.size == (1200, 630)
    return picture.convert("L")


def test_every_piece_has_a_card_whatever_its_headline(client):
    for piece in make_hostile_pieces():
        html = client.get(piece.get_absolute_url()).content.decode()
        assert opened(client.get(card_in(html))).getextrema()[0] < 255
        assert 'name="twitter:card" content="summary_large_image"' in html
        assert 'content="max-image-preview:large"' in html


@pytest.mark.parametrize("headline", ["Ya", "kata " * 40, "M" * 200, "العربية " * 25, "🧪" * 200])
def test_type_stays_on_the_card(headline):
    card = cards.Card(key=1, headline=headline.strip()[:200], section="Rubrik " * 10)
    picture = PillowImage.open(BytesIO(cards.make(card))).convert("L")
    # The margins at both sides, below the line at the top.
    for box in ((0, 20, 60, 630), (1140, 20, 1200, 630), (0, 600, 1200, 630)):
        assert picture.crop(box).getextrema()[0] > 230


def test_every_script_is_drawn_or_said_to_be_missing(caplog):
    def drawn(headline: str) -> bytes:
        return cards.make(cards.Card(key=1, headline=headline))

    papers_own = drawn("Ruang Redaksi")
    for headline in ("ꦲꦏ꧀ꦱꦫꦗꦮ", "ᬅᬓ᭄ᬱᬭᬩᬮᬶ", "ᮃᮊ᮪ᮞᮛ", "العربية", "Ελλάδα", "Россия"):
        assert drawn(headline) != papers_own
        # A font's empty box would be the same for every letter.
        assert drawn(headline) != drawn(headline[::-1])
    assert not caplog.records
    assert drawn("東京の新しい研究所") == papers_own
    assert "CARD_FONTS" in caplog.text
    assert drawn("Judul 👩\u200d🔬 baru") == drawn("Judul baru")


def test_a_font_of_the_servers_own_is_asked_after_ours():
    type_ = lettering.Type("a")
    assert type_.share("東京") == 0
    assert type_.share("Tokyo 東京") == 5 / 7
    assert lettering.Type("a", [lettering.SERIF]).faces[-1] == lettering.SERIF
    with pytest.raises(environment.UnsafeStart, match="tiada"):
        environment.files("X", environ={"X": f"{lettering.SERIF}, /tiada.ttf"})


def test_every_kind_of_page_can_be_shared(client, loaded):
    piece = Article.objects.public().filter(tags__isnull=False).first()
    owners = [piece.section, piece.tags.first(), piece.byline[0]]
    owned = [one.get_absolute_url() for one in owners]
    others = ["/", "/tag/", "/arsip/", "/arsip/2025/", "/koreksi/", "/redaksi/", "/cari/?q=meta"]
    found = {}
    for path in (*owned, *others, f"{piece.get_absolute_url()}riwayat/"):
        html = client.get(path).content.decode()
        assert re.search('property="og:title" content="[^"]+"', html), path
        assert re.search('property="og:url" content="http://testserver/', html), path
        assert 'name="twitter:card" content="summary_large_image"' in html
        assert ('content="noindex"' in html) == path.startswith("/cari/")
        assert ('rel="canonical"' in html) != path.startswith("/cari/")
        found[path] = card_in(html)
        opened(client.get(found[path]))
    assert len({found[path] for path in owned}) == 3
    assert {found[path] for path in others} == {cards.of(None).address}


def test_lists_have_cards_as_they_have_pages(client):
    tag = make_tag("rahasia")
    address = cards.of_list(tag).address
    assert client.get(address).status_code == 404
    make_article(tags=[tag])
    assert client.get(address).status_code == 200
    section = make_section(picture=make_image(size=(1300, 700)))
    colour = opened(client.get(cards.of_list(section).address)).getpixel((600, 315))
    assert colour < 200
    for path in ("penulis/999-x", "apa/1-x", f"rubrik/{10**30}-x"):
        assert client.get(f"/kartu/{path}.jpg").status_code == 404


def test_a_card_is_made_once_and_never_for_a_page(client, monkeypatch):
    piece = make_article()
    made = []
    monkeypatch.setattr(cards, "make", lambda card: made.append(card) or b"kartu")
    address = card_in(client.get(piece.get_absolute_url()).content.decode())
    assert made == []
    assert [client.get(address).content for _time in range(2)] == [b"kartu", b"kartu"]
    assert len(made) == 1
    assert default_storage.exists(cards.of(piece).name)


def test_another_headline_or_picture_gives_another_address_and_the_old_one_leads_there(client):
    piece = make_article()
    old = cards.of(piece).address
    Article.objects.filter(pk=piece.pk).update(headline="Lain", lead_image=make_image())
    new = cards.of(Article.objects.get(pk=piece.pk)).address
    assert client.get(old)["Location"] == new != old
    colour = PillowImage.open(BytesIO(client.get(new).content)).getpixel((600, 315))
    assert abs(colour[1] - 90) < 8


def test_a_picture_that_is_gone_leaves_a_typeset_card(client):
    piece = make_article(lead_image=make_image())
    default_storage.delete(piece.lead_image.file.name)
    assert opened(client.get(cards.of(piece).address)).getextrema()[1] > 240


def test_what_is_not_public_has_no_card(client):
    for name, piece in make_every_state().items():
        status = 404 if name in {"draft", "scheduled", "withdrawn"} else 200
        assert client.get(cards.of(piece).address).status_code == status
    html = client.get("/").content.decode()
    assert client.get(card_in(html)).status_code == 200
