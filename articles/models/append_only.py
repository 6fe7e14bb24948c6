"""The database's own refusal to change or take out a line of the record.

Triggers, because neither engine has a constraint for it. They are put in place after every
migration: SQLite drops them whenever Django remakes the table.
"""

TABLES = ("articles_activity", "articles_arrangement", "articles_correction")

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION newsroom_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The record is append-only: % of % refused.', TG_OP, TG_TABLE_NAME;
END $$;
"""


def protect(connection) -> None:
    """Put the triggers in place; what is there already stays."""
    with connection.cursor() as cursor:
        existing = connection.introspection.table_names(cursor)
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
        for table in set(TABLES) & set(existing):
            for statement in _statements(connection.vendor, table):
                cursor.execute(statement)


def unprotect(connection) -> None:
    """Take the triggers away; for the shell, and for tests that empty their tables."""
    on_table = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for table in TABLES:
            for act in ("update", "delete", "truncate", "replace"):
                place = f" ON {table}" if on_table else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}{place}")


def _statements(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        each = {"update": "ROW", "delete": "ROW", "truncate": "STATEMENT"}
        return [
            f"CREATE OR REPLACE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
            f"FOR EACH {of} EXECUTE FUNCTION newsroom_append_only()"
            for act, of in each.items()
        ]
    refusal = "BEGIN SELECT RAISE(ABORT, 'The record is append-only.'); END"
    # INSERT OR REPLACE takes a line out without asking the trigger on deletions.
    again = f"INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)"  # noqa: S608
    events = {"update": f"UPDATE ON {table}", "delete": f"DELETE ON {table}", "replace": again}
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{act} BEFORE {event} {refusal}"
        for act, event in events.items()
    ]
