"""One contract, run on each engine: the same queries find the same pieces in the same order."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles import search, workflow
from articles.admin.tags import merge
from articles.models import Article, SearchEntry, Tag
from articles.search.finding import asked_of_index
from tests.factories import make_article, make_author, make_chief, make_section, make_tag

pytestmark = pytest.mark.django_db

START = datetime(2025, 7, 1, 5, tzinfo=UTC)
# Headline, standfirst, text, tags, byline; each a day older than the one before.
PIECES = {
    "mistral": (
        "Peneliti AI Meta pindah ke Mistral",
        "Belasan peneliti Llama meninggalkan Meta.",
        "Perusahaan rintisan Prancis itu menulis undang-undang baru tentang GPT-4 dan pergi.",
        ["Meta AI"],
        "Ratna Dewi",
    ),
    "covid": (
        "Vaksin COVID-19 gratis lagi",
        "Pemerintah mengirim vaksin.",
        "Harganya Rp1,5 triliun. Jokowi menyapu jalan, kata Pertamina. Meta disebut.",
        ["Kesehatan"],
        "Budi Satrio",
    ),
    "tulis": (
        "Tulisan tangan kembali disukai",
        "Menulis dengan pena.",
        "Perintah guru: tulis saja. Café dan naïveté. Open source model.",
        ["Sekolah"],
        "Ratna Dewi",
    ),
    "kirim": (
        "Kiriman barang naik",
        "Paket dikirimkan tiap hari.",
        "Undang-undang perlindungan konsumen. Model source terbuka, bukan open. كتاب ꦗꦮ",
        ["Ekonomi"],
        "",
    ),
}
ANSWERS = [
    ("mistral", ["mistral"]),
    ("MISTRAL!", ["mistral"]),
    ("meta", ["mistral", "covid"]),
    ("menulis", ["tulis", "mistral"]),
    ("tulis", ["tulis", "mistral"]),
    ("penulisan", ["tulis", "mistral"]),
    ("mengirim", ["kirim", "covid"]),
    ("pengiriman", ["kirim", "covid"]),
    ("sapu", ["covid"]),
    ("perintah", ["covid", "tulis"]),
    ("pemerintah", ["covid", "tulis"]),
    ("undang-undang", ["mistral", "kirim"]),
    ("undang", ["mistral", "kirim"]),
    ("COVID-19", ["covid"]),
    ("covid 19", ["covid"]),
    ("covid19", ["covid"]),
    ("GPT-4", ["mistral"]),
    ("gpt4", ["mistral"]),
    ("GPT-5", []),
    ("Rp1,5", ["covid"]),
    ("Rp15", []),
    ("Rp 1,5 triliun", ["covid"]),
    ("1,5", ["covid"]),
    ("Rp1.500", []),
    ("jokowi", ["covid"]),
    ("Jokowi-lah", ["covid"]),
    ("per tamina", ["covid"]),
    ("undang2", ["mistral", "kirim"]),
    ("GPT 4 vs mistral", ["mistral"]),
    ("pertam", ["covid"]),
    ("cafe", ["tulis"]),
    ("CAFÉ", ["tulis"]),
    ('"open source"', ["tulis"]),
    ("open source", ["tulis", "kirim"]),
    ('"source open"', []),
    ('"peneliti AI meta"', ["mistral"]),
    ("model -open", []),
    ("undang -konsumen", ["mistral"]),
    ('undang -"perlindungan konsumen"', ["mistral"]),
    ("meta -mistral", ["covid"]),
    ("ratna", ["mistral", "tulis"]),
    ('"meta ai ratna"', []),
    ("kesehatan", ["covid"]),
    ("كتاب", ["kirim"]),
    ("ꦗꦮ", ["kirim"]),
    ("dan", ["mistral", "tulis"]),
    ("vaxin", []),
    ("triliyun", []),
    ("trilyun", ["covid"]),
    ("me-nulis", ["tulis", "mistral"]),
    ("harganya", ["covid"]),
    ("harga", ["covid"]),
    ("vaksin gratis", ["covid"]),
    ("tidakada", []),
]
HOSTILE = [
    *('"', "'", "*", "(", "NEAR(", "OR OR", "a:b", "-", "%", "\\", "\0", "x" * 5_000, "yang di"),
    *(
        "a",
        "🙂",
        "كتاب",
        "ꦗꦮ",
        "SELECT",
        "\ud800",
        "",
        " ",
        '""',
        '-"',
        "--",
        "-yang",
        "a AND",
        "^a",
    ),
    *("a NOT b", "text : a", "{a b}", "a + b", "'a' <-> 'b'", "a:*", "!a", "&", "a|", "<2>", "z"),
    *("a " * 500, '"a" ' * 200, "-a " * 200, "ab" * 2_000, "%s", "%(a)s", "\u202e", "'':*", "ﷺ"),
]


@pytest.fixture
def pieces(db) -> dict[str, Article]:
    section, made = make_section("Umum"), {}
    for age, (name, (headline, standfirst, body, tags, author)) in enumerate(PIECES.items()):
        made[name] = make_article(
            headline,
            standfirst=standfirst,
            body=body,
            section=section,
            tags=tags,
            authors=[make_author(author)] if author else [],
            published_at=START - timedelta(days=age),
        )
    return made


def ranked(typed: str, pieces=None) -> list[int]:
    public = Article.objects.public() if pieces is None else pieces
    found = search.ranked(public, search.parse(typed))
    return [] if found.is_relaxed else found.keys


def newest(typed: str) -> list[int]:
    return search.newest(Article.objects.public(), search.parse(typed)).keys


@pytest.mark.parametrize(("typed", "names"), ANSWERS)
def test_the_same_answers_on_both_engines(pieces, typed, names):
    names_of = {piece.pk: name for name, piece in pieces.items()}
    assert [names_of[pk] for pk in ranked(typed)] == names
    by_date = sorted(names, key=[*PIECES].index)
    if names:
        assert [names_of[pk] for pk in newest(typed)] == by_date
    found = search.matches(Article.objects.all(), typed).values_list("pk", flat=True)
    assert {names_of[pk] for pk in found} == set(names)


@pytest.mark.parametrize("typed", HOSTILE, ids=ascii)
def test_whatever_is_typed_is_data(pieces, typed):
    query = search.parse(typed)
    public = Article.objects.public()
    assert search.ranked(public, query).count <= len(PIECES)
    assert search.newest(public, query).count <= len(PIECES)
    assert search.matches(Article.objects.all(), typed).count() <= len(PIECES)
    search.correction(public, query)
    # What is asked stays short, and with it the time that it takes.
    assert len(query.clauses) <= 10
    assert len(asked_of_index(query)) < 5_000


def test_a_word_means_itself_before_it_is_a_beginning():
    """Also where the newest that begin so are more than are ranked: `tahun` is everywhere."""
    section = make_section("Umum")
    rows = [
        Article(
            headline="Harga tempe" if n % 60 == 59 else f"Kabar tahun {n}",
            slug=f"kabar-{n}",
            section=section,
            body_text="Tahu dan tempe." if n % 60 == 59 else "Tahun lalu.",
            published_at=START - timedelta(days=n),
        )
        for n in range(180)
    ]
    pieces = Article.objects.bulk_create(rows)
    search.reindex(piece.pk for piece in pieces)
    found = search.ranked(Article.objects.public(), search.parse("tahu"))
    assert found.keys[:3] == [piece.pk for piece in pieces[59::60]]
    assert found.is_more
    assert len(found.keys) == search.PER_PAGE
    assert search.ranked(Article.objects.public(), search.parse('"tahu"')).count == 3
    assert newest("tahu") == found.keys[:3]
    assert len(newest("tah")) == search.PER_PAGE


def test_many_pages_have_each_piece_once():
    """Also where more match than are ranked, and with a piece that stands at the top anyhow."""
    section = make_section("Umum")
    rows = [
        Article(
            headline="Banjir surut" if n % 3 == 0 else f"Kabar {n}",
            slug=f"kabar-{n}",
            section=section,
            body_text="Banjir datang lagi." * (n % 4 + 1),
            published_at=START - timedelta(days=n % 70, minutes=n),
        )
        for n in range(230)
    ]
    pieces = Article.objects.bulk_create(rows)
    search.reindex(piece.pk for piece in pieces)
    public, query = Article.objects.public(), search.parse("banjir")
    found = [search.ranked(public, query, page) for page in range(1, 12)]
    whole = [key for page in found for key in page.keys]
    # The newest hundred, and those of the others that have it in their headlines.
    newest = public.latest_first().values_list("pk", flat=True)
    titled = public.latest_first().filter(headline="Banjir surut").values_list("pk", flat=True)
    assert set(whole) == {*newest[: search.CANDIDATES], *titled[: search.BEST_PLACED]}
    assert len(whole) == len({*whole}) == found[0].count
    assert all(page.is_more for page in found if page.keys)
    assert [page.has_next for page in found] == [bool(page.keys) for page in found[1:]] + [False]
    assert all(len(page.keys) == search.PER_PAGE for page in found if page.has_next)
    without = [search.ranked(public, query, page, but={whole[30]}).keys for page in range(1, 12)]
    assert [key for page in without for key in page] == whole[:30] + whole[31:]
    dated = [search.newest(public, query, page).keys for page in range(1, 14)]
    assert [key for page in dated for key in page] == [*newest]


def test_the_word_itself_comes_before_those_of_its_root():
    typed = make_article("Pemerintah membentuk satuan tugas", published_at=START)
    kin = make_article("Gambar dari perintah teks", published_at=START + timedelta(days=9))
    assert ranked("pemerintah") == ranked("pemerintahnya") == [typed.pk, kin.pk]


def test_only_what_readers_may_see_is_found():
    now = timezone.now()
    make_article("Rahasia naskah", published_at=None)
    make_article("Rahasia nanti", published_at=now + timedelta(hours=1))
    make_article("Rahasia ditarik", withdrawn_at=now, withdrawal_reason="Keliru.")
    assert ranked("rahasia") == newest("rahasia") == []
    later = Article.objects.public(now + timedelta(hours=2))
    assert len(ranked("rahasia", later)) == 1
    assert search.matches(Article.objects.all(), "rahasia").count() == 3


def test_every_path_of_change_is_followed(pieces):
    piece, chief = pieces["mistral"], make_chief()
    workflow.save_draft(piece, snapshot={"headline": "Kudanil di sungai"}, by=chief)
    assert ranked("kudanil") == []
    piece.refresh_from_db()
    workflow.publish(piece, by=chief, override="Uji.")
    assert ranked("kudanil") == [piece.pk]
    piece.refresh_from_db()
    workflow.withdraw(piece, by=chief, reason="Keliru.")
    assert ranked("kudanil") == []
    piece.refresh_from_db()
    workflow.reinstate(piece, by=chief, note="Terbukti benar.")
    assert ranked("kudanil") == [piece.pk]
    tag = Tag.objects.get(name="Kesehatan")
    tag.name = "Kebugaran"
    tag.save()
    assert (ranked("kesehatan"), ranked("kebugaran")) == ([], [pieces["covid"].pk])
    other = make_tag("Olahraga")
    merge(other, [tag])
    assert (ranked("kebugaran"), ranked("olahraga")) == ([], [pieces["covid"].pk])
    author = pieces["tulis"].bylines.get().author
    author.name = "Sekar Ayu"
    author.save()
    assert ranked("sekar") == [pieces["tulis"].pk]
    pieces["kirim"].delete()
    assert ranked("konsumen") == []
    assert search.check() == []


def test_a_bare_load_is_found(loaded):
    assert ranked("mistral")
    assert ranked("peneliti meta")
    assert search.check() == []


def test_a_piece_at_another_date_moves_in_the_order(pieces):
    piece = pieces["covid"]
    piece.published_at = START + timedelta(days=5)
    piece.save()
    assert newest("meta")[0] == piece.pk
    assert SearchEntry.objects.count() == len(PIECES)


def test_some_of_the_words_are_better_than_nothing(pieces):
    found = search.ranked(Article.objects.public(), search.parse("peneliti mistral gajah"))
    assert found.is_relaxed
    assert found.keys == [pieces["mistral"].pk]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mistrel", "mistral"),
        ("pertamnia", "pertamina"),
        ("vaksin gratsi", "vaksin gratis"),
        ("mistrel ai", "mistral ai"),
        ("opensource", "open source"),
    ],
)
def test_a_misspelt_word_is_corrected(pieces, django_capture_on_commit_callbacks, typed, meant):
    search.count_words()
    assert search.correction(Article.objects.public(), search.parse(typed)) == meant


def test_no_correction_gives_a_draft_away():
    make_article("Kudanil", published_at=None)
    search.count_words()
    assert search.correction(Article.objects.public(), search.parse("kudanli")) == ""


def test_the_check_names_differences_and_the_rebuild_mends_them(pieces, capsys):
    Article.objects.filter(pk=pieces["covid"].pk).update(headline="Diam-diam diganti")
    SearchEntry.objects.filter(pk=pieces["tulis"].search_entry.pk)._raw_delete("default")
    assert len(search.check()) >= 2
    with pytest.raises(SystemExit):
        call_command("check_search")
    call_command("rebuild_search")
    assert search.check() == []
    assert ranked("diganti") == [pieces["covid"].pk]
    call_command("check_search")
