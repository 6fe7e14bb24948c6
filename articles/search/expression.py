"""What both engines are asked, before each has its own way to write it (pure)."""

from dataclasses import dataclass

from articles.search.indexing import ANYWHERE, SEQUENCE
from articles.search.queries import Clause, Query
from articles.search.text import encoded


@dataclass(frozen=True)
class Token:
    """Words of the index that follow each other. prefix: the one word's beginning will do."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True)
class Group:
    """Members of which a piece must have every one, or any one."""

    members: tuple["Group | Token", ...]
    every: bool


def wanted(query: Query, place: str, *, every: bool = True) -> Group:
    """Return what pieces must have in a place of the index, by its letters (see `indexing`)."""
    return Group(tuple(_clause(clause, place) for clause in query.wanted), every)


def unwanted(query: Query) -> Group:
    """Return what pieces must not have, as it is written: `-pemerintah` keeps `perintah`."""
    return Group(tuple(_phrase(clause) for clause in query.unwanted), every=False)


def said(form: str, place: str, *, prefix: bool = False) -> list[Token]:
    """Return the tokens, any of which says that a form is in a place."""
    return [Token((letter + encoded(form),), prefix=prefix) for letter in place]


def _clause(clause: Clause, place: str) -> Group | Token:
    if clause.is_phrase:
        words = [] if place == ANYWHERE else clause.sequence
        placed = [Group(tuple(said(part, place)), every=False) for part in words]
        return Group((_phrase(clause), *placed), every=True)
    found = [token for form in clause.forms for token in said(form, place)]
    if clause.prefix:
        found.extend(said(clause.sequence[0], place, prefix=True))
    if len(clause.sequence) > 1 and place == ANYWHERE:
        found.append(_phrase(clause))
    return Group(tuple(found), every=False)


def _phrase(clause: Clause) -> Token:
    return Token(tuple(SEQUENCE + encoded(part) for part in clause.sequence))
