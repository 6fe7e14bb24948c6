"""What must be done before the site can be served; each step does nothing when nothing is due."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from articles.models import Article, SearchEntry, Section
from articles.views.errors import plain_page

SAMPLE = "mistral"
# What a server in front says where the site cannot, and the page that it is made from.
IN_FRONT = {
    "maintenance.html": "503.html",
    "too-large.html": "413.html",
    "too-often.html": "429.html",
}


def prepare(*, say) -> None:
    """Migrate, load the sample into an empty database, collect static files, stand by.

    say: a function that shows one line to whoever waits.
    """
    migrate(say)
    close_to_others()
    load_sample(say)
    fill_search(say)
    collect_static(say)
    write_pages_in_front()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two starts on one data folder prepare it one after the other."""
    with (settings.DATA_DIR / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate(say) -> None:
    """Bring the database's tables to what the code needs."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database ...")
        call_command("migrate", interactive=False, verbosity=0)


def close_to_others() -> None:
    """Keep other users of this machine out of a database in a file: drafts and accounts lie there.

    What stands beside it while it is written to, SQLite gives the same rights.
    """
    if connection.vendor == "sqlite":
        for ending in ("", "-wal", "-shm", "-journal"):
            file = Path(f"{connection.settings_dict['NAME']}{ending}")
            if file.is_file() and file.stat().st_mode & 0o007:
                file.chmod(file.stat().st_mode & 0o770)


def load_sample(say) -> None:
    """Load the sample newspaper, if nobody has ever written anything here."""
    used = (Article.objects.all(), Section.objects.all(), LogEntry.objects.all())
    if not any(rows.exists() for rows in used):
        say("Loading the sample newspaper ...")
        call_command("loaddata", SAMPLE, verbosity=0)


def fill_search(say) -> None:
    """Index the pieces of a site that was made before it had a search."""
    if Article.objects.exists() and not SearchEntry.objects.exists():
        say("Indexing the pieces for search ...")
        call_command("rebuild_search", verbosity=0)


def collect_static(say) -> None:
    """Gather style sheets, scripts and pictures under hashed names, if any has changed."""
    stamp = settings.DATA_DIR / "static.stamp"
    now = _static_fingerprint()
    if settings.STATIC_ROOT.is_dir() and _text(stamp) == now:
        return
    say("Collecting static files ...")
    # What a running site still serves stays; its names carry the hash of their content.
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now)


def write_pages_in_front() -> None:
    """Lay down what a server in front shows where the site itself does not answer."""
    for name, template in IN_FRONT.items():
        page, text = settings.STATIC_ROOT / name, plain_page(template)
        if _text(page) != text:
            page.write_text(text)


def _static_fingerprint() -> str:
    """A hash over the names, sizes and times of all sources."""
    digest = hashlib.sha256(django.__version__.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _text(path: Path) -> str:
    return path.read_text() if path.is_file() else ""
