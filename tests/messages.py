"""Are the translations gathered, complete and compiled? `python -m tests.messages`.

With --write, gathers and compiles them instead. GNU gettext does the work; the tests need no
gettext, since the compiled files are kept in the repository.
"""

import gettext
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCALE = Path("articles", "locale")
LANGUAGES = ("id", "en")
SOURCES = ("articles", "newsroom", "templates", "manage.py")


def main() -> int:
    if not all(map(shutil.which, ("xgettext", "msgmerge", "msgattrib", "msgen", "msgfmt"))):
        missing = "Translations need GNU gettext; type: apt-get install gettext (as root)."
        if "--write" in sys.argv or os.environ.get("CI") == "true":
            sys.exit(missing)
        print(f"{missing} They were not checked.")
        return 0
    if "--write" in sys.argv:
        gather(ROOT)
        return 0
    complaints = list(check())
    print("\n".join(complaints), file=sys.stderr, end="\n" if complaints else "")
    return len(complaints)


def gather(folder: Path) -> None:
    """Run makemessages and compilemessages in a checkout, without dates that change each time."""
    for language in LANGUAGES:
        (folder / LOCALE / language / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    options = ["--settings", "tests.settings", "--verbosity", "0"]
    languages = [word for language in LANGUAGES for word in ("--locale", language)]
    ignored = [f"--ignore={name}" for name in (".venv", "var", "tests", "build")]
    make = ["makemessages", *languages, *ignored, "--add-location=file", "--no-obsolete"]
    # English is what the code says, so its translation is complete by copying; made anew, it
    # holds no guess by likeness.
    english = folder / LOCALE / "en" / "LC_MESSAGES" / "django.po"
    english.unlink(missing_ok=True)
    _manage(folder, *make, *options)
    subprocess.run(["msgen", "--output-file", english, english], check=True)
    _manage(folder, "compilemessages", *languages, "--ignore=.venv", *options)


def _manage(folder: Path, *command: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        check=True,
    )


def check():
    """One line for each thing that is wrong."""
    with tempfile.TemporaryDirectory() as name:
        fresh = Path(name)
        for source in (*SOURCES, "tests"):
            copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
            copy(ROOT / source, fresh / source)
        (fresh / "static").mkdir()
        gather(fresh)
        for language in LANGUAGES:
            po, mo = (LOCALE / language / "LC_MESSAGES" / f"django.{end}" for end in ("po", "mo"))
            if not (ROOT / po).exists() or messages(ROOT / po) != messages(fresh / po):
                yield f"{po} does not match the code; run: make messages"
            elif not (ROOT / mo).exists() or catalogue(ROOT / mo) != catalogue(fresh / mo):
                yield f"{mo} is not compiled from its source; run: make messages"
            elif left := untranslated(ROOT / po):
                yield f"{po} has messages without a translation:\n{left}"


def messages(po: Path) -> list[str]:
    """The lines of a source file that say something: no comments, no dates."""
    lines = po.read_text(encoding="utf-8").splitlines()
    return [
        line
        for line in lines
        if not line.startswith(("#:", '"POT-Creation-Date', '"PO-Revision-Date'))
    ]


def catalogue(mo: Path) -> dict:
    """What a compiled file translates, apart from its header."""
    with mo.open("rb") as file:
        known = dict(gettext.GNUTranslations(file)._catalog)
    known.pop("", None)
    return known


def untranslated(po: Path) -> str:
    """The messages that are empty or only guessed at."""
    found = [
        subprocess.run(
            ["msgattrib", "--no-obsolete", "--no-wrap", kind, str(po)],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for kind in ("--untranslated", "--only-fuzzy")
    ]
    return "\n".join(
        line for text in found for line in text.splitlines() if line.startswith("msgid ")
    ).replace('msgid ""\n', "")


if __name__ == "__main__":
    sys.exit(main())
