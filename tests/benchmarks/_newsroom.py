"""A newsroom of any size on a throw-away database, and clocks for what it answers."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from time import perf_counter

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import setup_databases
from django.utils import timezone

from articles.models import Activity, Article, Section, Stage
from tests.factories import make_chief, make_editor, make_section, make_writer

ROUNDS = 25
BODY = "Satu alinea yang panjangnya seperti alinea di koran mana pun. " * 60


@contextmanager
def throwaway_database() -> Iterator[None]:
    """An empty, migrated database of the engine that TEST_DATABASE names."""
    names = setup_databases(verbosity=0, interactive=False)
    print(f"on {connection.vendor}")
    try:
        yield
    finally:
        for database, name, destroy in names:
            if destroy:
                database.creation.destroy_test_db(name, verbosity=0)


def staff_of(section: Section) -> dict[str, User]:
    """The section's editor, a writer, and an editor-in-chief."""
    editor = make_editor(username="redaktur")
    section.editors.add(editor)
    staff = {"editor": editor, "writer": make_writer(username="penulis")}
    return staff | {"chief": make_chief(username="pemred")}


def add_pieces(number: int, section: Section, writer: User) -> None:
    """Add published pieces, half of them by the writer, half of the section."""
    other, now = make_section(), timezone.now()
    start = Article.objects.count()
    Article.objects.bulk_create(
        (
            _published(place, now, other if place % 2 else section, writer)
            for place in range(start, start + number)
        ),
        batch_size=500,
    )
    _refresh_statistics()


def _published(place: int, now, section: Section, writer: User) -> Article:
    at = now - timedelta(hours=place + 1)
    return Article(
        headline=f"Judul nomor {place}",
        slug=f"judul-nomor-{place}",
        section=section,
        body=BODY,
        body_html=BODY,
        body_text=BODY,
        published_at=at,
        first_published_at=at,
        created_at=at,
        modified_at=at,
        created_by=writer if place % 4 < 2 else None,
    )


def make_busy() -> None:
    """Put some pieces of the archive, old and new, into every state at the desk."""
    now = timezone.now()
    keys = [*Article.objects.order_by("pk").values_list("pk", flat=True)]
    chosen = keys[:: max(1, len(keys) // 100)]
    later = now + timedelta(hours=30)
    update = {"has_unpublished_changes": True, "update_due_at": later, "update_try_at": later}
    late = {**update, "update_due_at": now - timedelta(hours=1), "update_failure": "Gagal."}
    states = [
        {"stage": Stage.IN_REVIEW},
        {"stage": Stage.APPROVED},
        {"has_unpublished_changes": True},
        {"published_at": None, "first_published_at": None},
        {"published_at": later, "first_published_at": later},
        update,
        late,
    ]
    for place, fields in enumerate(states):
        Article.objects.filter(pk__in=chosen[place :: len(states)]).update(**fields)
    _refresh_statistics()


def add_acts(number: int) -> None:
    """Add lines to the record, one a minute."""
    now = timezone.now()
    Activity.objects.bulk_create(
        (
            Activity(
                article_id=1,
                headline="Judul",
                act="delete" if place % 1000 == 0 else "publish",
                by_name="redaktur",
                at=now - timedelta(minutes=number - place),
            )
            for place in range(number)
        ),
        batch_size=2000,
    )
    _refresh_statistics()


def _refresh_statistics() -> None:
    """Do at once what a database does for itself sooner or later."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def opener(user: User, address: str) -> Callable[[], None]:
    """A job that opens a page as somebody who is signed in."""
    client = Client()
    client.force_login(user)

    def job() -> None:
        response = client.get(address)
        if response.status_code != 200:
            raise RuntimeError(f"{address}: {response.status_code}")

    return job


def best_of(jobs: Sequence[Callable[[], object]], rounds: int = ROUNDS) -> list[float]:
    """Seconds for each job, the database's own time included: the best of some rounds in turns."""
    best = [float("inf")] * len(jobs)
    for _ in range(rounds + 1):
        for place, job in enumerate(jobs):
            start = perf_counter()
            job()
            best[place] = min(best[place], perf_counter() - start)
    return best
