"""Readers wait for one style sheet; it says what its sources say."""

from pathlib import Path

import brotli
from django.contrib.staticfiles.finders import find

from newsroom import readers_sheet


def test_the_sheet_is_found_and_follows_its_sources(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path / "data"
    sources = tmp_path / "css"
    sources.mkdir()
    for name in (*readers_sheet.SHEETS, readers_sheet.ON_PAPER):
        (sources / f"{name}.css").write_text(f".{name} {{ color: red; }}\n")
    monkeypatch.setattr(readers_sheet, "SOURCES", sources)
    file = find(readers_sheet.NAME)
    text = Path(file).read_text(encoding="utf-8")
    assert text.index(".tokens") < text.index(".article") < text.index("@media print")
    (sources / "base.css").write_text(".base { color: blue; }\n")
    assert find(readers_sheet.NAME) == file
    assert "blue" in readers_sheet.made().read_text()
    assert find("css/other.css") is None


def test_it_is_light():
    """The budget of the readers' page: fifteen kilobytes, compressed."""
    assert len(brotli.compress(readers_sheet.joined().encode())) < 15_000
