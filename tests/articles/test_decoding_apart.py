"""Large pictures of the formats that are decoded whole."""

import pytest

from articles import decoding_apart, intake
from tests.articles.test_intake import RED, SRGB, encoded, english, upload  # noqa: F401 - a fixture


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(intake, "MOST_PIXELS_HERE", 100)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_it_is_the_same_picture(kind, monkeypatch):
    data = encoded(kind, mode="RGBA", colour=(*RED, 90), icc_profile=SRGB)
    apart = intake.prepare(upload(data))
    monkeypatch.setattr(intake, "MOST_PIXELS_HERE", 60_000_000)
    assert intake.prepare(upload(data)) == apart
    assert apart.extension == "png"


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"subsampling": 0, "progressive": True}),
        ("JPEG", {"mode": "CMYK", "colour": (10, 200, 180, 20)}),
        ("MPO", {"subsampling": 0}),
    ],
)
def test_a_jpeg_that_holds_much_more_than_most(kind, options, monkeypatch):
    plain, heavy = upload(encoded(kind)), upload(encoded(kind, **options))
    here = intake.prepare(heavy)
    apart = []
    monkeypatch.setattr(
        decoding_apart,
        "in_srgb",
        lambda *given, real=decoding_apart.in_srgb: apart.append(given) or real(*given),
    )
    monkeypatch.setattr(intake, "MOST_SAMPLES_HERE", 60 * 40 * 2)
    intake.prepare(plain)
    assert apart == []
    assert intake.prepare(heavy) == here
    assert len(apart) == 1


def test_what_is_broken_and_what_is_too_much_is_said(monkeypatch, english):  # noqa: F811 - the fixture
    with pytest.raises(intake.Refused, match="damaged"):
        intake.prepare(upload(encoded("PNG", size=(300, 300))[:-60]))
    monkeypatch.setattr(decoding_apart, "MOST_BYTES", 64 * 1024**2)
    with pytest.raises(intake.Refused, match="not enough memory"):
        intake.prepare(upload(encoded("WEBP", size=(2000, 2000))))
    monkeypatch.setattr(decoding_apart, "PATIENCE", 0.001)
    with pytest.raises(intake.Refused, match="not enough memory"):
        intake.prepare(upload(encoded("WEBP")))
