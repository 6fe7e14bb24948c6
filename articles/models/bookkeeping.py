"""The database's own bookkeeping of lists: see `listed`.

Triggers, so that it is right after everything that writes pieces: acts, bulk statements, raw
loads, the database's own shell. They are taken away before migrations, because SQLite cannot
remake a table that a trigger of another one names, and put back after them, when all is counted
anew.
"""

from django.db import transaction
from django.utils import timezone

PIECE, DAYS = "articles_article", "articles_listedday"
# The tables beside pieces, and their columns that name the piece.
BESIDE = {"articles_tagging": "content_object_id", "articles_byline": "article_id"}
# Raise it whenever a trigger changes: the names carry it.
VERSION = 1
MARK = f"keeps_lists_{VERSION}_"
MOMENT = "CASE WHEN {row}.withdrawn_at IS NULL THEN {row}.published_at END"


def keep(connection) -> None:
    """Put the triggers in place, and bring up to date what they keep, unless they are there."""
    tables = connection.introspection.table_names()
    if not {PIECE, DAYS, *BESIDE} <= set(tables) or names_of(connection):
        return
    make = _on_postgres if connection.vendor == "postgresql" else _on_sqlite
    # PostgreSQL locks out whoever writes meanwhile, from the first trigger on.
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        for statement in [*make(), *_anew(connection.vendor)]:
            cursor.execute(statement)


def let_go(connection) -> None:
    """Take the triggers away."""
    with connection.cursor() as cursor:
        for name, table in names_of(connection, "keeps_lists_").items():
            place = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{place}")


def names_of(connection, mark: str = MARK) -> dict[str, str]:
    """Return the triggers that are there, each with its table."""
    query = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    if connection.vendor == "postgresql":
        query = (
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE tgname LIKE %s AND pg_table_is_visible(tgrelid)"
        )
    with connection.cursor() as cursor:
        cursor.execute(query, [f"{mark}%"])
        return dict(cursor.fetchall())


def _lists(vendor: str, row: str, moment: str) -> dict[str, str]:
    """Return, as SQL, the names of the lists of a piece, each with the day it is counted under.

    Days are the paper's; SQLite shifts by its zone's present offset: right for zones without
    summer time.
    """
    local = f"{moment} AT TIME ZONE '{timezone.get_default_timezone_name()}'"
    days = f"({local})::date", f"date_trunc('month', {local})::date"
    if vendor == "sqlite":
        offset = timezone.localtime().isoformat()[-6:]
        days = tuple(
            f"strftime('{form}', {moment}, '{offset}')" for form in ("%Y-%m-%d", "%Y-%m-01")
        )
    return dict(zip(("'all'", f"'section:' || {row}section_id"), days, strict=True))


def _anew(vendor: str) -> list[str]:
    """Return what counts and dates everything anew."""
    moment = MOMENT.format(row="p")
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    return [
        *(
            f"UPDATE {table} SET listed_at = (SELECT {moment} FROM {PIECE} p WHERE p.id = {key}) "
            f"WHERE listed_at {differs} (SELECT {moment} FROM {PIECE} p WHERE p.id = {key})"
            for table, key in BESIDE.items()
        ),
        f"DELETE FROM {DAYS}",
        *(
            f"INSERT INTO {DAYS} (name, day, pieces) SELECT {name}, {day}, count(*) FROM {PIECE} "
            "WHERE published_at IS NOT NULL AND withdrawn_at IS NULL GROUP BY 1, 2"
            for name, day in _lists(vendor, "", "published_at").items()
        ),
    ]


# --- SQLite -------------------------------------------------------------------


def _on_sqlite() -> list[str]:
    old, new = _counted("OLD", -1), _counted("NEW", 1)
    dated = _dated("NEW.id")
    moved = "OLD.published_at IS NOT NEW.published_at OR OLD.withdrawn_at IS NOT NEW.withdrawn_at"
    piece = {
        "insert": f"INSERT ON {PIECE} WHEN NEW.published_at IS NOT NULL BEGIN {new} {dated}",
        "delete": f"DELETE ON {PIECE} WHEN OLD.published_at IS NOT NULL BEGIN {old}",
        "move": (
            f"UPDATE OF published_at, withdrawn_at, section_id ON {PIECE} "
            f"WHEN {moved} OR OLD.section_id IS NOT NEW.section_id BEGIN {old} {new} {dated}"
        ),
    }
    statements = [
        f"CREATE TRIGGER {MARK}piece_{name} AFTER {event} END" for name, event in piece.items()
    ]
    for table, key in BESIDE.items():
        one = _dated(f"NEW.{key}", [table], " AND id = NEW.id")
        statements += [
            f"CREATE TRIGGER {MARK}{table}_{name} AFTER {event} ON {table} BEGIN {one} END"
            for name, event in (("insert", "INSERT"), ("move", f"UPDATE OF listed_at, {key}"))
        ]
    return statements


def _counted(row: str, step: int) -> str:
    """Return the statements that count a piece in or out.

    Without ON CONFLICT: the statement that fires a trigger may overrule it.
    """
    statements = []
    listed = f"{row}.published_at IS NOT NULL AND {row}.withdrawn_at IS NULL"
    for name, day in _lists("sqlite", f"{row}.", f"{row}.published_at").items():
        where = f"name = {name} AND day = {day}"
        if step > 0:
            statements.append(
                f"INSERT INTO {DAYS} (name, day, pieces) SELECT {name}, {day}, 0 "
                f"WHERE {listed} AND NOT EXISTS (SELECT 1 FROM {DAYS} WHERE {where});"
            )
        statements.append(f"UPDATE {DAYS} SET pieces = pieces + {step} WHERE {listed} AND {where};")
    return " ".join(statements)


def _dated(piece: str, tables=tuple(BESIDE), more: str = "") -> str:
    """Return the statements that date what stands beside a piece. more: which rows of it."""
    moment = MOMENT.format(row="p")
    return " ".join(
        f"UPDATE {table} SET listed_at = (SELECT {moment} FROM {PIECE} p WHERE p.id = {piece}) "
        f"WHERE {BESIDE[table]} = {piece}{more};"
        for table in tables
    )


# --- PostgreSQL ---------------------------------------------------------------


def _on_postgres() -> list[str]:
    days = {}
    for row in ("old", "new"):
        both = _lists("postgresql", "", f"{row}_at").values()
        days |= dict(zip((f"{row}_day", f"{row}_month"), both, strict=True))
    statements = [
        _function("piece", _PIECE.format(**days)),
        (
            f"CREATE TRIGGER {MARK}piece AFTER INSERT OR DELETE OR "
            f"UPDATE OF published_at, withdrawn_at, section_id ON {PIECE} "
            f"FOR EACH ROW EXECUTE FUNCTION newsroom_lists_piece()"
        ),
    ]
    for table, key in BESIDE.items():
        moment = MOMENT.format(row="p")
        body = (
            f"BEGIN NEW.listed_at := (SELECT {moment} FROM {PIECE} p WHERE p.id = NEW.{key}); "
            "RETURN NEW; END"
        )
        event = f"BEFORE INSERT OR UPDATE OF listed_at, {key} ON {table} FOR EACH ROW"
        statements += [
            _function(table, body),
            f"CREATE TRIGGER {MARK}{table} {event} EXECUTE FUNCTION newsroom_lists_{table}()",
        ]
    return statements


def _function(name: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION newsroom_lists_{name}() RETURNS trigger "
        f"LANGUAGE plpgsql AS $$ {body} $$"
    )


# All pieces' count comes first: two transactions wait for each other there, and nowhere crosswise.
_PIECE = """
DECLARE
    old_at timestamptz;
    new_at timestamptz;
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.withdrawn_at IS NULL THEN old_at := OLD.published_at; END IF;
    IF TG_OP <> 'DELETE' AND NEW.withdrawn_at IS NULL THEN new_at := NEW.published_at; END IF;
    IF TG_OP = 'UPDATE' AND old_at IS NOT DISTINCT FROM new_at
            AND OLD.section_id IS NOT DISTINCT FROM NEW.section_id THEN
        RETURN NULL;
    END IF;
    IF old_at IS NOT NULL THEN
        UPDATE articles_listedday SET pieces = pieces - 1
            WHERE name = 'all' AND day = {old_day};
    END IF;
    IF new_at IS NOT NULL THEN
        INSERT INTO articles_listedday (name, day, pieces) VALUES ('all', {new_day}, 1)
            ON CONFLICT (name, day) DO UPDATE SET pieces = articles_listedday.pieces + 1;
    END IF;
    IF old_at IS NOT NULL THEN
        UPDATE articles_listedday SET pieces = pieces - 1
            WHERE name = 'section:' || OLD.section_id AND day = {old_month};
    END IF;
    IF new_at IS NOT NULL THEN
        INSERT INTO articles_listedday (name, day, pieces)
            VALUES ('section:' || NEW.section_id, {new_month}, 1)
            ON CONFLICT (name, day) DO UPDATE SET pieces = articles_listedday.pieces + 1;
    END IF;
    IF TG_OP <> 'DELETE' AND old_at IS DISTINCT FROM new_at THEN
        UPDATE articles_tagging SET listed_at = new_at WHERE content_object_id = NEW.id;
        UPDATE articles_byline SET listed_at = new_at WHERE article_id = NEW.id;
    END IF;
    RETURN NULL;
END
"""
