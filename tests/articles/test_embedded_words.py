"""What a photographer wrote into a file: read on request, and never kept with the picture."""

from io import BytesIO

import pytest
from PIL import Image as PillowImage

from articles import embedded_words, intake
from tests.articles.test_intake import encoded, upload


def record(section: int, number: int, text: bytes) -> bytes:
    return bytes([0x1C, section, number]) + len(text).to_bytes(2, "big") + text


def with_iptc(*records: bytes) -> bytes:
    """A JPEG with an agency's words, as Photoshop lays them down."""
    data = b"".join(records)
    resource = b"8BIM\x04\x04\0\0" + len(data).to_bytes(4, "big") + data + b"\0" * (len(data) % 2)
    block = b"Photoshop 3.0\0" + resource
    plain = encoded()
    return plain[:2] + b"\xff\xed" + (len(block) + 2).to_bytes(2, "big") + block + plain[2:]


def words(data: bytes) -> dict:
    return embedded_words.read(PillowImage.open(BytesIO(data)))


def xmp(inner: str) -> bytes:
    return encoded("WEBP", xmp=f"<x:xmpmeta><rdf:RDF>{inner}</rdf:RDF></x:xmpmeta>".encode())


UTF_8 = record(1, 90, b"\x1b%G")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (encoded(), {}),
        (
            with_iptc(
                UTF_8,
                record(2, 80, b"Siti"),
                record(2, 110, b"Antara"),
                record(2, 120, "Café\n di Solo".encode()),
            ),
            {"credit": "Siti / Antara", "caption": "Café di Solo"},
        ),
        (
            with_iptc(record(2, 116, b"Hak Antara"), record(2, 120, b"Caf\xe9")),
            {"credit": "Hak Antara", "caption": "Café"},
        ),
        (with_iptc(record(2, 120, b"x" * 900)), {"caption": "x" * 500}),
        # Agencies' programs leave records empty, or write one twice.
        (
            with_iptc(record(2, 80, b""), record(2, 110, b""), record(2, 110, b"Antara")),
            {"credit": "Antara"},
        ),
        (with_iptc(record(2, 80, b""), record(2, 116, b""), record(2, 120, b"")), {}),
        (
            xmp(
                "<dc:creator><rdf:Seq><rdf:li>Budi</rdf:li></rdf:Seq></dc:creator>"
                '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Hujan &amp; angin</rdf:li>'
                "</rdf:Alt></dc:description>"
            ),
            {"credit": "Budi", "caption": "Hujan & angin"},
        ),
        (xmp('<rdf:Description photoshop:Credit="Tempo"/>'), {"credit": "Tempo"}),
        (xmp("<dc:description>" * 4000), {}),
        (xmp("<!DOCTYPE x [<!ENTITY a 'b'>]><dc:rights>&a;</dc:rights>"), {"credit": "&a;"}),
    ],
)
def test_read(data, said):
    assert words(data) == said


def test_exif_of_a_camera():
    exif = PillowImage.Exif()
    exif[0x013B], exif[0x010E] = "Rina", "Pasar\0pagi"
    assert words(encoded(exif=exif))["credit"] == "Rina"


def test_nothing_of_it_stays_in_what_is_kept():
    data = with_iptc(record(2, 80, b"Siti"), record(2, 120, b"Rahasia"))
    prepared = intake.prepare(upload(data))
    assert prepared.words == {"credit": "Siti", "caption": "Rahasia"}
    assert b"Siti" not in prepared.data
    assert b"8BIM" not in prepared.data


@pytest.mark.parametrize("cut", [2, 9, 20])
def test_broken_words_do_not_keep_the_picture_out(cut):
    data = with_iptc(UTF_8, record(2, 120, b"Hujan"))
    start = data.index(b"8BIM")
    broken = data[: start + cut] + b"\xff" * 4 + data[start + cut + 4 :]
    assert intake.prepare(upload(broken)).width == 60
