"""A made-up paper that has a page of every kind, with everything on it that pages can bear."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.files import File
from django.core.management import call_command
from django.utils import timezone

from articles import arranging, correcting, front_page, workflow
from articles.correcting import Draft, Release
from articles.models import Article, Author, Entry, Genre, Ground, Image, Section, Tag
from articles.slots import TOP, Placed
from tests.factories import make_article, make_author, make_chief, make_image, make_tag

SAMPLE = "/2025/07/peneliti-ai-meta-pindah-ke-mistral/"
PICTURES = settings.BASE_DIR / "fixtures" / "images"
ENDLESS = "Pneumonoultramikroskopiksilikovolkanokoniosis" * 6
RICH = """Kementerian Perhubungan menunda pelayaran **perintis** ke tujuh pulau di Maluku Barat Daya,
Sabtu siang, setelah gelombang setinggi empat meter dilaporkan di Laut Banda.[^1] Penundaan berlaku
sampai *Senin pagi*, kata pelaksana tugas kepala syahbandar.

## Tujuh pulau, satu kapal

KM *Sabuk Nusantara 87* biasanya singgah dua kali sepekan. Kapal itu membawa beras, obat, dan guru;
tanpanya, harga beras di Wetar naik dari Rp14.000 menjadi Rp21.500 sekilogram.[^2] Nomor rangka
mesinnya {endless} tercatat di dokumen kapal, dan kodenya `{endless}` juga.

> Kami tidak menunggu kapal. Kami menunggu kabar bahwa kapal itu ada.
>
> Yohana Lewier, guru di Ilwaki

Jadwal resmi terakhir kali ditepati pada bulan Mei.

>> Satu kapal untuk tujuh pulau bukan jadwal, melainkan undian.

![](gambar:{wide}:lebar)

### Jadwal yang tersisa

| Pelabuhan | Jadwal semula | Jadwal sementara | Penumpang menunggu | Muatan tertahan (ton) |
|:--|:--|:--|--:|--:|
| Ilwaki, Wetar | Sabtu, 12 Juli 2025, 14.30 WIT | Senin, 14 Juli 2025 | 214 | 38,5 |
| Wonreli, Kisar | Minggu, 13 Juli 2025, 06.00 WIT | Selasa, 15 Juli 2025 | 1.096 | 112,0 |
| Tepa, Babar | Minggu, 13 Juli 2025, 21.15 WIT | belum ditentukan | 87 | 9,25 |

Yang dibawa penumpang selama menunggu:

- bekal untuk dua hari, yang
    1. dimasak di rumah, dan
    2. dibagi di dermaga;
- surat keterangan dari [kepala desa](artikel:peneliti-ai-meta-pindah-ke-mistral);
- nomor telepon petugas, <kbd>0911</kbd> 1<sup>2</sup>34 dan H<sub>2</sub>O.

Syahbandar
:   Pejabat yang mengizinkan kapal berlayar.

[baca juga]

Sebuah doa yang ditempel di ruang tunggu:

> اللهم سلم سفرنا وارزقنا العودة إلى أهلنا سالمين

Bahasa setempat menulisnya pula ꦱꦸꦒꦼꦁꦠꦶꦤ꧀ꦢꦏ꧀. Data lengkapnya dapat diunduh:

    curl --silent --location "https://example.org/api/jadwal?pelabuhan=ilwaki&format=json&bulan=2025-07" | jq

https://www.youtube.com/watch?v=dQw4w9WgXcQ

[![](gambar:{still})](https://vimeo.com/76979871)

![](gambar:{one})
![](gambar:{two})
![](gambar:{three})

---

## Menunggu di dermaga

{filling}

[^1]: Peringatan dini BMKG, 12 Juli 2025, pukul 11.00 WIT.
[^2]: Harga eceran di [pasar Ilwaki](https://example.org/harga/{endless}), dicatat oleh warga.
"""  # noqa: E501 - a line of code that does not fit is what a page must bear
FILLING = """Di ruang tunggu untuk enam puluh orang, dua ratus orang membentangkan tikar.
Anak-anak bermain di antara karung beras; para ibu bergantian menjaga bekal."""
NAMES = ["Petrus Lekransy", "Siti Nurhaliza Rumalutur", "Yohanes Kayadoe-Lewakabessy"]


@dataclass(frozen=True)
class Page:
    """One kind of page that readers find: an address that has it, and how it is answered."""

    kind: str
    address: str
    status: int = 200


def make_paper() -> list[Page]:
    """Fill an empty newspaper, and name a page of each kind.

    The rows are in the database when this returns; whoever serves them needs nothing else.
    """
    call_command("loaddata", "mistral", verbosity=0)
    chief = make_chief(username="pemred-uji")
    pictures = _pictures()
    rich = _rich(pictures, chief)
    states = dict(_states(pictures, chief))
    _arrange(rich, chief)
    corrected = _corrected(rich, chief)
    address, day = corrected.get_absolute_url(), timezone.localtime(corrected.published_at)
    return [
        Page("front", "/"),
        Page("sample", SAMPLE),
        Page("rich", address),
        *_record(corrected),
        *(Page(kind, piece.get_absolute_url()) for kind, piece in states.items()),
        *_record(states["awkward"]),
        Page("withdrawn", _withdrawn(chief).get_absolute_url(), 410),
        Page("ledger", "/koreksi/"),
        *_lists(corrected),
        Page("archive", "/arsip/"),
        Page("year", f"/arsip/{day:%Y}/"),
        Page("month", f"/arsip/{day:%Y/%m}/"),
        Page("day", f"/arsip/{day:%Y/%m/%d}/"),
        Page("kept front", f"/arsip/depan/{day:%Y/%m/%d}/"),
        Page("search", "/cari/"),
        Page("found", "/cari/?q=kapal"),
        Page("many found", "/cari/?q=model"),
        Page("not found", "/cari/?q=kapla+terbangg"),
        Page("masthead", "/redaksi/"),
        Page("guideline", "/pedoman-media-siber/"),
        Page("about", "/tentang/"),
        Page("contact", "/kontak/"),
        Page("missing", "/2025/07/peneliti-ai-meta-pindah/", 404),
    ]


def _pictures() -> list[Image]:
    """Drawings of the sample, as pictures of this paper; one upright, one wide."""
    words = {
        "caption": "Dermaga Ilwaki, Sabtu siang.",
        "credit": "Ruang Redaksi/Meja Data dan Dokumentasi Warga",
    }
    made = []
    for name in ("angin-mistral.jpg", "kotak-terbuka.jpg", "meja-redaksi.jpg"):
        with (PICTURES / name).open("rb") as file:
            row = Image(title=name, alt="Garis-garis angin di atas laut", **words)
            row.file.save(name, File(file))
            made.append(row)
    return [*made, make_image(size=(400, 640), **words), make_image(size=(1200, 500), **words)]


def _rich(pictures: list[Image], chief) -> Article:
    """The piece that has everything, published by the act and so with a version to compare."""
    lead, wide, still, upright, broad = (one.pk for one in pictures)
    author = Author.objects.get(slug="redaksi-teknologi")
    Author.objects.filter(pk=author.pk).update(portrait=pictures[2], email="sari@example.org")
    body = RICH.format(
        endless=ENDLESS, wide=wide, still=still, one=upright, two=broad, three=wide,
        filling="\n\n".join([FILLING] * 4),
    )  # fmt: skip
    content = {
        "headline": "Ombak empat meter, kapal perintis ke tujuh pulau di Maluku Barat Daya ditunda",
        "kicker": "Pelayaran",
        "slug": "kapal-perintis-ditunda",
        "standfirst": "Beras di Wetar naik separuh harganya; dua ratus orang menunggu di dermaga.",
        "body": body,
        "section": Section.objects.get(slug="energi").pk,
        "byline": [author.pk, *(make_author(name, role="Wartawan").pk for name in NAMES)],
        "tags": ["Maluku Barat Daya", "pelayaran perintis", "harga beras", "cuaca"],
        "lead_image": lead,
    }
    piece = workflow.save_draft(Article(), snapshot=content, by=chief)
    workflow.publish(piece, by=chief, override="uji")
    about = "Kapal yang menghubungkan pulau-pulau kecil, dan siapa yang menunggunya."
    Tag.objects.filter(name="pelayaran perintis").update(description=about)
    return Article.objects.get(pk=piece.pk)


def _corrected(piece: Article, chief) -> Article:
    """The same piece with an update, a correction above the text, and a right of reply below."""
    text = piece.body.replace("Rp21.500", "Rp20.500")
    workflow.save_draft(piece, snapshot={"body": text}, by=chief)
    draft = Draft(Entry.KOREKSI, "Harga beras Rp20.500, bukan Rp21.500 seperti ditulis semula.")
    note = "harga beras dan jumlah penumpang."
    piece = workflow.publish(
        Article.objects.get(pk=piece.pk),
        by=chief,
        override="uji",
        release=Release(note=note, correction=draft),
    )
    reply = "Kapal tidak mogok; izin berlayar ditahan demi keselamatan penumpang. " * 9
    draft = Draft(Entry.HAK_JAWAB, reply, party="PT Pelayaran Nasional", above=True)
    correcting.correct(piece, by=chief, draft=draft)
    return Article.objects.get(pk=piece.pk)


def _states(pictures: list[Image], chief) -> Iterator[tuple[str, Article]]:
    """Pieces that readers are told something of before they read, and awkward ones."""
    ago = timezone.now() - timedelta(minutes=9)
    economy = Section.objects.get(slug="ekonomi")
    yield "advertorial", make_article(
        "Menabung di bank desa, cara baru warga Kisar",
        standfirst="Tiga bank desa membuka loket di dermaga, lengkap dengan tikar.",
        section=economy, genre=Genre.ADVERTORIAL, lead_image=pictures[4], published_at=ago,
    )  # fmt: skip
    yield (
        "opinion",
        make_article(
            "Undian bernama jadwal", section=economy, genre=Genre.OPINION, published_at=ago
        ),
    )
    piece = make_article(
        "Kapal kedua dikabarkan berangkat dari Saumlaki",
        standfirst="Kabar itu datang dari radio nelayan; pelabuhan belum menjawab.",
        section=economy, authors=[make_author()], lead_image=pictures[1], published_at=ago,
    )  # fmt: skip
    until = timezone.now() + timedelta(hours=6)
    yield (
        "unverified",
        correcting.doubt(
            piece, by=chief, reason="Syahbandar Saumlaki belum dapat dihubungi.", until=until
        ),
    )
    yield "awkward", _awkward(chief)
    yield "bare", make_article("Tanpa apa-apa", section=economy, standfirst="", published_at=ago)


def _awkward(chief) -> Article:
    """Endless words and all there can be too much of, in the piece as in what is said of it."""
    rows = f"|a|b|\n|-|-|\n|{'t' * 200}|b|"
    body = f"{'x' * 3000}\n\n`{'c' * 400}`\n\n{rows}\n\n" + "Kata. " * 3000
    piece = make_article(
        ("x" * 90 + " \"kutip\" <b>'tebal'</b> 🧪👩‍🔬 " + "العربية من اليمين " * 9)[:200].strip(),
        section=Section.objects.create(name="R" * 60, position=9),
        kicker="K" * 60,
        standfirst="S" * 300,
        authors=[make_author(f"{'N' * 40} <{number}>") for number in range(12)],
        tags=[make_tag("t" * 100), *(f"tag & <{number}>" for number in range(29))],
        body=body,
        published_at=timezone.now() - timedelta(minutes=9),
    )
    workflow.save_draft(piece, snapshot={"body": f"Lain {ENDLESS}.\n\n{body[:-80]}"}, by=chief)
    draft = Draft(Entry.KOREKSI, f"Yang benar {ENDLESS}.[^1]\n\n[^1]: Catatan.", above=True)
    release = Release(note=f"Catatan {ENDLESS}"[:200], correction=draft)
    piece = workflow.publish(piece, by=chief, override="uji", release=release)
    workflow.save_draft(piece, snapshot={"kicker": "Judul kecil"}, by=chief)
    piece = workflow.publish(piece, by=chief, override="uji", release=Release(significant=False))
    reply = "Kami membantah. " * 200
    former = piece.corrections.get().pk
    draft = Draft(Entry.HAK_JAWAB, reply, party=ENDLESS[:150], supersedes=former)
    correcting.correct(piece, by=chief, draft=draft)
    until = timezone.now() + timedelta(hours=1)
    return correcting.doubt(piece, by=chief, reason=ENDLESS[:200], until=until)


def _withdrawn(chief) -> Article:
    media = Section.objects.get(slug="media")
    piece = make_article("Nama seorang anak", section=media, authors=[make_author()])
    reason = f"Tulisan ini memuat nama anak yang menjadi korban. {ENDLESS}"
    return workflow.withdraw(piece, by=chief, reason=reason, ground=Ground.CHILD)


def _arrange(piece: Article, chief) -> None:
    """The rich piece leads, pinned until tonight."""
    tonight = timezone.now() + timedelta(hours=8)
    arranging.arrange({TOP: [Placed(piece.pk, tonight)]}, by=chief, base=0)
    assert front_page.compose().lead == piece


def _record(piece: Article) -> Iterator[Page]:
    """The pages of a piece's record: its history, what changed, and the newest entry."""
    address = Article.objects.get(pk=piece.pk).get_absolute_url()
    yield Page(f"history of {piece.pk}", f"{address}riwayat/")
    yield Page(f"comparison of {piece.pk}", f"{address}riwayat/1-2/")
    yield Page(f"entry on {piece.pk}", piece.corrections.first().get_absolute_url())


def _lists(piece: Article) -> Iterator[Page]:
    """Every list the rich piece stands on, and those of the awkward one."""
    yield Page("section", piece.section.parent.get_absolute_url())
    yield Page("part of a section", piece.section.get_absolute_url())
    yield Page("tag", Tag.objects.get(name="pelayaran perintis").get_absolute_url())
    yield Page("author", piece.byline[0].get_absolute_url())
    yield Page("tags", "/tag/")
    yield Page("endless section", Section.objects.get(name="R" * 60).get_absolute_url())
    yield Page("endless tag", Tag.objects.get(name="t" * 100).get_absolute_url())
    yield Page("endless author", Author.objects.filter(name__startswith="NN")[0].get_absolute_url())
