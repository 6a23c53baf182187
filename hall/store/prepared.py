"""Statements that every commit repeats, compiled once for the database they are for.

SQLAlchemy's Core compiles, keys and looks up a statement at each execution, and keeps a book of its own on every result;
for the writer's half dozen statements that was the larger part of a commit. Here the schema's own statement becomes the
driver's SQL once, its parameters are put in the driver's order, each value passes the conversion of its column's type,
as it would in Core, and the driver's cursor takes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Table, Update, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler


class Prepared:
    """A statement whose parameters are given as tuples, in the order of ``names``."""

    def __init__(
        self, dialect: Dialect, statement: Insert | Update | Delete | Select[Any], names: Sequence[str]
    ) -> None:
        compiled = statement.compile(
            dialect=dialect, column_keys=list(names) if isinstance(statement, Insert) else None
        )
        assert isinstance(compiled, SQLCompiler)
        self._sql = compiled.string
        at = {name: index for index, name in enumerate(names)}
        # The driver wants either a tuple in the order of the text, or a dict by name.
        order = compiled.positiontup
        self._order = [at[name] for name in order] if order is not None else None
        self._names = tuple(names)
        self._convert: list[tuple[int, Callable[[Any], Any]]] = []
        for name, bind in compiled.binds.items():
            process = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if process is not None:
                self._convert.append((at[name], process))
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        self._read = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]

    def execute(self, connection: Connection, rows: Sequence[Sequence[Any]]) -> int:
        """Execute for each row; how many rows of the table were written."""
        made = [self._parameters(row) for row in rows]
        with self._cursor(connection) as cursor:
            if len(made) > 1:
                cursor.executemany(self._sql, made)
            else:
                cursor.execute(self._sql, made[0])
            return int(cursor.rowcount)

    def rows(self, connection: Connection, row: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows that a select finds."""
        with self._cursor(connection) as cursor:
            cursor.execute(self._sql, self._parameters(row))
            found = cursor.fetchall()
        return [
            tuple([value if read is None else read(value) for read, value in zip(self._read, one, strict=True)])
            for one in found
        ]

    @contextmanager
    def _cursor(self, connection: Connection) -> Iterator[Any]:
        """The driver's own cursor within the connection's transaction; its errors under SQLAlchemy's names."""
        driver = connection.dialect.loaded_dbapi
        cursor = connection.connection.cursor()
        try:
            yield cursor
        except driver.Error as error:
            raise DBAPIError.instance(self._sql, None, error, driver.Error, dialect=connection.dialect) from error
        finally:
            cursor.close()

    def _parameters(self, row: Sequence[Any]) -> Any:
        values = list(row)
        for index, process in self._convert:
            values[index] = process(values[index])
        if self._order is None:
            return dict(zip(self._names, values, strict=True))
        return tuple([values[index] for index in self._order])


@lru_cache(maxsize=64)
def insert_into(dialect: Dialect, table: Table) -> Prepared:
    """The insert of whole rows, values in the order of the table's columns."""
    return Prepared(dialect, insert(table), table.c.keys())
