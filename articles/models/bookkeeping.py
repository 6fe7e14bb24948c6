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
# The lists that they put a piece into: the beginning of the name, and the column that ends it.
LISTS = {"articles_tagging": ("tag", "tag_id"), "articles_byline": ("author", "author_id")}
# Raise it whenever a trigger changes, and add a migration: the names carry it.
VERSION = 2
MARK = f"keeps_lists_{VERSION}_"
MOMENT = "CASE WHEN {row}.withdrawn_at IS NULL THEN {row}.published_at END"
# On PostgreSQL whoever counts waits for who counts already, so no two wait for each other.
LOCK = "PERFORM pg_advisory_xact_lock(724110)"


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
    """Return, as SQL, the names of the lists of a piece, each with the day it is counted under."""
    day, month, year = _days(vendor, moment)
    section = f"'section:' || {row}section_id"
    return {"'all'": day, "'months'": month, "'years'": year, section: month}


def _list_beside(vendor: str, table: str, row: str) -> dict[str, str]:
    """Return the same of what stands beside a piece."""
    kind, column = LISTS[table]
    return {f"'{kind}:' || {row}{column}": _days(vendor, f"{row}listed_at")[1]}


def _days(vendor: str, moment: str) -> tuple[str, ...]:
    """Return the day of a moment, the first of its month and of its year.

    Days are the paper's; SQLite shifts by its zone's present offset: right for zones without
    summer time.
    """
    if vendor == "sqlite":
        offset = timezone.localtime().isoformat()[-6:]
        forms = ("%Y-%m-%d", "%Y-%m-01", "%Y-01-01")
        return tuple(f"strftime('{form}', {moment}, '{offset}')" for form in forms)
    local = f"{moment} AT TIME ZONE '{timezone.get_default_timezone_name()}'"
    first = (f"date_trunc('{part}', {local})::date" for part in ("month", "year"))
    return f"({local})::date", *first


def _anew(vendor: str) -> list[str]:
    """Return what counts and dates everything anew."""
    moment = MOMENT.format(row="p")
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    listed = {PIECE: "published_at IS NOT NULL AND withdrawn_at IS NULL"}
    lists = {PIECE: _lists(vendor, "", "published_at")}
    for table in BESIDE:
        listed[table], lists[table] = "listed_at IS NOT NULL", _list_beside(vendor, table, "")
    return [
        *(
            f"UPDATE {table} SET listed_at = (SELECT {moment} FROM {PIECE} p WHERE p.id = {key}) "
            f"WHERE listed_at {differs} (SELECT {moment} FROM {PIECE} p WHERE p.id = {key})"
            for table, key in BESIDE.items()
        ),
        # Dating counts as well, where the triggers are there already.
        f"DELETE FROM {DAYS}",
        *(
            f"INSERT INTO {DAYS} (name, day, pieces) SELECT {name}, {day}, count(*) FROM {table} "
            f"WHERE {listed[table]} GROUP BY 1, 2"
            for table, names in lists.items()
            for name, day in names.items()
        ),
    ]


# --- SQLite -------------------------------------------------------------------


def _on_sqlite() -> list[str]:
    old, new = _piece_counted("OLD", -1), _piece_counted("NEW", 1)
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
        old, new = _beside_counted(table, "OLD", -1), _beside_counted(table, "NEW", 1)
        column = LISTS[table][1]
        moved = f"OLD.listed_at IS NOT NEW.listed_at OR OLD.{column} IS NOT NEW.{column}"
        beside = {
            "insert": f"INSERT ON {table} BEGIN {new} {one}",
            "delete": f"DELETE ON {table} WHEN OLD.listed_at IS NOT NULL BEGIN {old}",
            "move": f"UPDATE OF listed_at, {key} ON {table} BEGIN {one}",
            # Also fired by what dates a row; one trigger of SQLite never fires itself.
            "count": f"UPDATE OF listed_at, {column} ON {table} WHEN {moved} BEGIN {old} {new}",
        }
        statements += [
            f"CREATE TRIGGER {MARK}{table}_{name} AFTER {event} END"
            for name, event in beside.items()
        ]
    return statements


def _piece_counted(row: str, step: int) -> str:
    """Return the statements that count a piece in or out."""
    listed = f"{row}.published_at IS NOT NULL AND {row}.withdrawn_at IS NULL"
    return _counted(_lists("sqlite", f"{row}.", f"{row}.published_at"), listed, step)


def _beside_counted(table: str, row: str, step: int) -> str:
    """Return the same of what stands beside one."""
    lists = _list_beside("sqlite", table, f"{row}.")
    return _counted(lists, f"{row}.listed_at IS NOT NULL", step)


def _counted(lists: dict[str, str], listed: str, step: int) -> str:
    """Return the statements that count by a step, whichever of several comes first.

    Without ON CONFLICT: the statement that fires a trigger may overrule it.
    """
    return " ".join(
        f"INSERT INTO {DAYS} (name, day, pieces) SELECT {name}, {day}, 0 WHERE {listed} "
        f"AND NOT EXISTS (SELECT 1 FROM {DAYS} WHERE name = {name} AND day = {day}); "
        f"UPDATE {DAYS} SET pieces = pieces + {step} "
        f"WHERE {listed} AND name = {name} AND day = {day};"
        for name, day in lists.items()
    )


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
    statements = [
        _function("piece", _PIECE.format(lock=LOCK, **_steps())),
        (
            f"CREATE TRIGGER {MARK}piece AFTER INSERT OR DELETE OR "
            f"UPDATE OF published_at, withdrawn_at, section_id ON {PIECE} "
            f"FOR EACH ROW EXECUTE FUNCTION newsroom_lists_piece()"
        ),
    ]
    for table, key in BESIDE.items():
        moment, column = MOMENT.format(row="p"), LISTS[table][1]
        body = (
            f"BEGIN NEW.listed_at := (SELECT {moment} FROM {PIECE} p WHERE p.id = NEW.{key}); "
            "RETURN NEW; END"
        )
        dates = f"BEFORE INSERT OR UPDATE OF listed_at, {key}"
        counts = f"AFTER INSERT OR DELETE OR UPDATE OF listed_at, {key}, {column}"
        out, into = (
            _step(_list_beside("postgresql", table, f"{row}."), step)
            for row, step in (("OLD", -1), ("NEW", 1))
        )
        count = _BESIDE.format(lock=LOCK, column=column, out=out, into=into)
        statements += [
            _function(table, body),
            _function(f"{table}_count", count),
            *(
                f"CREATE TRIGGER {MARK}{table}{name} {event} ON {table} FOR EACH ROW "
                f"EXECUTE FUNCTION newsroom_lists_{table}{name}()"
                for name, event in (("", dates), ("_count", counts))
            ),
        ]
    return statements


def _steps() -> dict[str, str]:
    """Return the statements that count a piece out of its lists, and into them."""
    return {
        name: _step(_lists("postgresql", f"{row}.", moment), step)
        for name, row, moment, step in (("out", "OLD", "old_at", -1), ("into", "NEW", "new_at", 1))
    }


def _step(lists: dict[str, str], step: int) -> str:
    return " ".join(
        f"INSERT INTO {DAYS} (name, day, pieces) VALUES ({name}, {day}, {step}) "
        f"ON CONFLICT (name, day) DO UPDATE SET pieces = {DAYS}.pieces + {step};"
        for name, day in lists.items()
    )


def _function(name: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION newsroom_lists_{name}() RETURNS trigger "
        f"LANGUAGE plpgsql AS $$ {body} $$"
    )


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
    IF old_at IS NULL AND new_at IS NULL THEN RETURN NULL; END IF;
    {lock};
    IF old_at IS NOT NULL THEN {out} END IF;
    IF new_at IS NOT NULL THEN {into} END IF;
    IF TG_OP <> 'DELETE' AND old_at IS DISTINCT FROM new_at THEN
        UPDATE articles_tagging SET listed_at = new_at WHERE content_object_id = NEW.id;
        UPDATE articles_byline SET listed_at = new_at WHERE article_id = NEW.id;
    END IF;
    RETURN NULL;
END
"""

_BESIDE = """
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.listed_at IS NOT DISTINCT FROM NEW.listed_at
            AND OLD.{column} IS NOT DISTINCT FROM NEW.{column} THEN
        RETURN NULL;
    END IF;
    {lock};
    IF TG_OP <> 'INSERT' AND OLD.listed_at IS NOT NULL THEN {out} END IF;
    IF TG_OP <> 'DELETE' AND NEW.listed_at IS NOT NULL THEN {into} END IF;
    RETURN NULL;
END
"""
