"""Standing type: what stands on many pages is set once a process, and kept for the next (pure).

A part of a page is found again by all that it can show: the columns of its rows, as they were
read for the page being made, and whatever else is named. So nothing kept is older than its rows,
and nobody need say when they change.
"""

from collections.abc import Callable, Collection, Hashable
from functools import cache

from django.db.models import JSONField, Model
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# A part takes about two kilobytes, with what it is found by.
MOST = 1000

_kept: dict[Hashable, SafeString] = {}


def once(
    name: str, rows: Collection[Model | None], shown: Hashable, make: Callable[[], SafeString]
) -> SafeString:
    """Return what `make` makes of the rows, from memory where it was made of the same before.

    name: what kind of part it is; rows: all of whose columns it may show, JSON excepted; shown:
    whatever else decides how it looks, such as the day where that does.
    """
    key = (name, get_language(), shown, *map(_columns, rows))
    found = _kept.get(key)
    if found is None:
        found = make()
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = found
    return found


def _columns(row: Model | None) -> Hashable:
    if row is None:
        return None
    read = vars(row)
    return type(row), *(read.get(name, ...) for name in _names(type(row)))


@cache
def _names(model: type[Model]) -> list[str]:
    fields = model._meta.concrete_fields
    return [field.attname for field in fields if not isinstance(field, JSONField)]
