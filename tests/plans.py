"""How the database goes about a query: what it reads without need, on either engine."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection

# Tables that grow with the archive; all others are read whole without harm.
GROWING = frozenset(
    ["article", "byline", "tagging", "kin", "revision", "correction", "activity", "searchentry"]
)
# So many rows may a step of a query read, and so many may be sorted: a few pages, and not a list.
FEW = 1000
NAMED = re.compile(r'(?:FROM|JOIN)\s+"articles_(\w+)"(?:\s+(?:AS\s+)?"?(\w+)"?)?')
BY_KEY = re.compile(r'ORDER BY "articles_\w+"\."id" (?:DESC|ASC) LIMIT')
# Indexes of the few that wait at the desk, or were withdrawn.
SELECTIVE = re.compile("article_(?:drafts|unfinished|withdrawn|changed|update_due|unverified)")
# Named by key, beside one piece, or within a time that is asked for.
FOUND = re.compile(
    r"\(rowid=\?\)|\((?:article|content_object)_id=\?|published_at>\? AND published_at<\?|"
    + SELECTIVE.pattern
)
LEVEL = ("SCAN", "SEARCH")


def complaints(sql: str) -> list[str]:
    """Return what a query reads or sorts that it should not: steps of its plan, in words."""
    if connection.vendor == "postgresql":
        # As in a large archive that lies in memory: there indexes cost less than reading it all.
        ask = "SET enable_seqscan = off; SET random_page_cost = 0.1; SET seq_page_cost = 0.1"
        plan = _explained(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}", first=ask)
        return [*_of_postgres(plan)]
    return [*_of_sqlite(sql, _explained(f"EXPLAIN QUERY PLAN {sql}"))]


def worked(job: Callable[[], Any]) -> tuple[Any, int]:
    """Do something; return what it returns, and how many hundreds of steps SQLite took for it.

    Of PostgreSQL `complaints` tells how many rows it read.
    """
    if connection.vendor == "postgresql":
        return job(), 0
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    connection.ensure_connection()
    connection.connection.set_progress_handler(count, 100)
    try:
        done = job()
        return done, steps
    finally:
        connection.connection.set_progress_handler(None, 0)


def _explained(statement: str, *, first: str = "") -> list[tuple]:
    with connection.cursor() as cursor:
        if first:
            cursor.execute(first)
        cursor.execute(statement)
        rows = cursor.fetchall()
        if first:
            cursor.execute("RESET enable_seqscan; RESET random_page_cost; RESET seq_page_cost")
    return rows


def _of_sqlite(sql: str, rows: list[tuple]) -> Iterator[str]:
    """A plan's steps, each with its parent. A scan along an index may end early at a limit."""
    tables = {alias or table: table for table, alias in NAMED.findall(sql)}
    tables |= {f"articles_{table}": table for table in GROWING}
    steps: dict[int, list[str]] = {}
    for _number, parent, _unused, words in rows:
        verb, _, rest = words.partition(" ")
        table = tables.get(rest.partition(" ")[0], "")
        along = "INDEX" in words or BY_KEY.search(sql)
        bounded = (along and "LIMIT" in sql) or SELECTIVE.search(words)
        if verb == "SCAN" and table in GROWING and not bounded:
            yield words
        if verb in LEVEL:
            steps.setdefault(parent, []).append(f"{verb} {table} {rest}")
        elif words == "USE TEMP B-TREE FOR ORDER BY":
            first = steps.get(parent, [""])[0]
            # What a small table has is few as well.
            table = first.split(" ")[1] if first else ""
            if table in GROWING and not FOUND.search(first):
                yield f"{words} after {first}"


def _of_postgres(rows: list[tuple]) -> Iterator[str]:
    """A plan as it was carried out: the rows that each step came by."""
    plan = rows[0][0]
    ahead = [(json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]]
    while ahead:
        node = ahead.pop()
        ahead += node.get("Plans", [])
        passed = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
        passed += node.get("Rows Removed by Index Recheck", 0)
        read = round(passed * max(node["Actual Loops"], 1))
        table = node.get("Relation Name", "").removeprefix("articles_")
        if read > FEW and (table in GROWING or "Sort" in node["Node Type"]):
            yield f"{node['Node Type']} {table} {node.get('Index Name', '')}: {read} rows"
