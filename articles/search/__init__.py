"""Search, the same on both databases. The only door to what lies in this folder.

`matches` restricts any pieces to those that have what was typed; `ranked` and `newest` give pages
of them; `reindex` keeps the index true. `text.forms` gives a word's stems, `frequencies` in how
many pieces words stand, `indexing` what an entry's text holds.
"""

from articles.search.finding import (
    BEST_PLACED,
    CANDIDATES,
    PER_PAGE,
    Found,
    exists,
    in_headlines,
    matches,
    mentioning,
    newest,
    ranked,
)
from articles.search.misses import most_wanted
from articles.search.misses import note as note_miss
from articles.search.queries import Query, parse
from articles.search.rebuilding import check, count_words, differences, finish, rebuild
from articles.search.snippets import marked, snippet
from articles.search.spelling import correction, is_plain
from articles.search.writing import BATCH, forget, frequencies, prepare, reindex

__all__ = [
    "BATCH",
    "BEST_PLACED",
    "CANDIDATES",
    "PER_PAGE",
    "Found",
    "Query",
    "check",
    "correction",
    "count_words",
    "differences",
    "exists",
    "finish",
    "forget",
    "frequencies",
    "in_headlines",
    "is_plain",
    "marked",
    "matches",
    "mentioning",
    "most_wanted",
    "newest",
    "note_miss",
    "parse",
    "prepare",
    "ranked",
    "rebuild",
    "reindex",
    "snippet",
]
