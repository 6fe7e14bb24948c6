"""Joins the readers' style sheets into one file, so that a page waits for a single answer."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

NAME = "css/readers.css"
SOURCES = settings.BASE_DIR / "static" / "css"
# In the order they build upon each other; what comes later may say more of the same.
SHEETS = (
    "tokens",
    "base",
    "layout",
    "pictures",
    "article",
    "record",
    "calendar",
    "lost",
    "search",
    "contrast",
)
ON_PAPER = "print"


class ReadersSheet(BaseFinder):
    """Finds the joined sheet; made anew in the data folder whenever a source has changed."""

    def check(self, **kwargs) -> list:
        """Nothing to configure, so nothing to complain of."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs):
        """Return where the sheet lies, if it is what is looked for."""
        found = [str(made())] if path == NAME else []
        return found if find_all else (found[0] if found else [])

    def list(self, ignore_patterns):
        """Yield the sheet for the collection of static files."""
        made()
        yield NAME, FileSystemStorage(location=_folder())


def joined() -> str:
    """Return the sheets as one, the last for paper alone."""
    texts = [(SOURCES / f"{name}.css").read_text(encoding="utf-8") for name in SHEETS]
    paper = (SOURCES / f"{ON_PAPER}.css").read_text(encoding="utf-8")
    return "\n".join([*texts, f"@media print {{\n{paper}}}\n"])


def made() -> Path:
    """Return the file, written if it says something else than its sources."""
    file, text = _folder() / NAME, joined()
    if not file.is_file() or file.read_text(encoding="utf-8") != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(".new")
        beside.write_text(text, encoding="utf-8")
        beside.replace(file)
    return file


def _folder() -> Path:
    return settings.DATA_DIR / "joined"
