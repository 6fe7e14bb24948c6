"""Queries that are built once a process and asked many times (pure).

Django builds a query anew each time: for a page of two large ones that takes longer than all that
the database does for it. Here the query is built, and its SQL written, with slots where values
will stand; whoever asks gives the values and gets the same rows as from the queryset.

    _by_slug = Prepared(lambda slug: Article.objects.filter(slug=slug), slug=SlugField())
    pieces = _by_slug.ask(slug="mistral")

A value may be a list, for `__in`. A slice `[ANYWHERE : ANYWHERE + 20]` begins at the value `start`
and has twenty rows; `[: ANYWHERE + 20]` ends twenty after it. Everything that decides what the
query is must be among the values, or in its shape: `build` is called once for each shape, whenever
that was.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
from copy import copy
from functools import lru_cache
from typing import Any

from django.db import connections
from django.db.models import Expression, Field, IntegerField, QuerySet

MOST_PLANS = 16
# Where a slice begins that is given later: no list is as long. Django has room for numbers alone.
ANYWHERE = 7 * 10**15
_VALUES = re.compile(rf"%%|%s|\b{ANYWHERE // 1000}\d{{3}}\b")


class Slot(Expression):
    """Where a value will stand. place: which of the values, where a list is given."""

    def __init__(self, name: str, output_field: Field, place: int | None = None) -> None:
        super().__init__(output_field=output_field)
        self.name, self.place = name, place

    def as_sql(self, compiler, connection):
        """Stand among the parameters in the value's stead."""
        return "%s", [self]

    def fill(self, values: dict[str, Any], connection) -> Any:
        """Return the value as the database takes it."""
        value = values[self.name]
        if self.place is not None:
            # A list that is shorter than the room for it ends as it ends, once more.
            value = value[min(self.place, len(value) - 1)]
        return self.output_field.get_db_prep_value(value, connection)


class End(Slot):
    """Where the end of a slice will stand: so many rows after the value `start`."""

    def __init__(self, after: int) -> None:
        super().__init__("start", IntegerField())
        self.after = after

    def fill(self, values: dict[str, Any], connection) -> int:
        """Return the number of rows."""
        return values[self.name] + self.after


class Prepared:
    """A query to be built once, and once more for each size of the lists that it is given.

    build: returns the queryset, from a shape and arguments of these names; fields: what each of
    them is; exact: whether a list has no more room than it needs; most: how many are kept.
    """

    def __init__(
        self,
        build: Callable[..., QuerySet],
        *,
        exact: bool = False,
        most: int = MOST_PLANS,
        **fields: Field,
    ) -> None:
        self.build, self.fields = build, fields
        self._room = (lambda number: number) if exact else _room
        self._plan = lru_cache(maxsize=most)(self._planned)

    def ask(self, *shape: Hashable, **values: Any) -> list:
        """Return the rows for these values. One query."""
        lists = {name: value for name, value in values.items() if isinstance(value, list)}
        rooms = tuple((name, self._room(len(value))) for name, value in lists.items())
        return list(self._plan(shape, rooms).filled(values))

    def _planned(self, shape: Iterable[Hashable], rooms: Iterable[tuple[str, int]]) -> "_Plan":
        slots: dict[str, Any] = {name: Slot(name, field) for name, field in self.fields.items()}
        for name, room in rooms:
            slots[name] = [Slot(name, self.fields[name], place) for place in range(room)]
        return _Plan(self.build(*shape, **slots))


class _Plan:
    """A queryset whose compiler has done its work."""

    def __init__(self, queryset: QuerySet) -> None:
        self.queryset = queryset
        self.compiler = queryset.query.get_compiler(queryset.db)
        self.sql, self.parameters = _with_ends(*self.compiler.as_sql())
        columns = [column for column, *_ in self.compiler.select]
        self.converters = self.compiler.get_converters(columns)

    def filled(self, values: dict[str, Any]) -> QuerySet:
        """Return the queryset for these values, which asks on the thread's own connection."""
        compiler = copy(self.compiler)
        compiler.connection = connections[compiler.using]
        parameters = tuple(
            one.fill(values, compiler.connection) if isinstance(one, Slot) else one
            for one in self.parameters
        )
        compiler.as_sql = lambda *_args, **_options: (self.sql, parameters)
        compiler.get_converters = lambda _columns: self.converters
        # Nothing that would copy all the query is made of.
        asked = QuerySet(self.queryset.model, copy(self.queryset.query), compiler.using)
        asked.query.get_compiler = lambda *_args, **_options: compiler
        asked._iterable_class, asked._fields = self.queryset._iterable_class, self.queryset._fields
        return asked


def _room(number: int) -> int:
    """Return the next power of two, so that few sizes of lists are built for."""
    return 1 << (number - 1).bit_length() if number else 0


def _with_ends(sql: str, parameters: Sequence) -> tuple[str, list]:
    """Put slots where the ends of slices stand."""
    left, slots = iter(parameters), []

    def place(found: re.Match) -> str:
        if found[0] == "%%":
            return found[0]
        slots.append(next(left) if found[0] == "%s" else End(int(found[0]) - ANYWHERE))
        return "%s"

    return _VALUES.sub(place, sql), slots
