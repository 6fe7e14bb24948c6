"""The record outlives what it speaks of, and refuses to be rewritten."""

from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from articles import workflow
from articles.models import Activity, append_only

pytestmark = pytest.mark.django_db
ENGINE = settings.DATABASES["default"]["ENGINE"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE articles_activity SET note = 'x'",
        "UPDATE articles_activity SET by_name = '' WHERE id > 0",
        "DELETE FROM articles_activity",
        pytest.param(
            "TRUNCATE articles_activity",
            marks=pytest.mark.skipif("sqlite" in ENGINE, reason="SQLite knows no TRUNCATE"),
        ),
        pytest.param(
            "REPLACE INTO articles_activity (id, headline, act, by_name, at, note) "
            "SELECT id, '', act, '', at, '' FROM articles_activity",
            marks=pytest.mark.skipif("sqlite" not in ENGINE, reason="PostgreSQL knows no REPLACE"),
        ),
    ],
)
def test_sql_neither_changes_nor_deletes_a_line(piece, statement):
    append_only.protect(connection)
    before = list(Activity.objects.values())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(Activity.objects.values()) == before


def test_everything_can_be_dumped_when_account_and_piece_are_gone(piece, people, tmp_path):
    workflow.delete(piece, by=people["chief"])
    people["writer"].delete()
    line = Activity.objects.last()
    assert (line.by, line.by_name, line.article) == (None, "penulis", None)
    names = {"use_natural_foreign_keys": True, "use_natural_primary_keys": True}
    out = tmp_path / "all.json"
    with out.open("w") as file:
        call_command("dumpdata", "articles", "auth.user", "auth.group", stdout=file, **names)
    append_only.unprotect(connection)
    Activity.objects.all().delete()
    User.objects.all().delete()
    append_only.protect(connection)
    call_command("loaddata", str(out), verbosity=0, stdout=StringIO())
    assert list(Activity.objects.values_list("by_name", flat=True)) == ["pemred", "penulis"]
