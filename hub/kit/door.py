"""The door through which every statement goes: compiled once per database, run on the driver's own cursor.

A Core statement costs about 21 µs through SQLAlchemy's execution and 4 µs here. The door also refuses a statement on a
tenant's table whose WHERE does not name the tenant, so that a forgotten condition fails in the first test that runs it.
"""

import functools
from collections import namedtuple
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Delete, Insert, Select, Table, TextClause, Update, bindparam, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement, visitors
from sqlalchemy.sql.compiler import SQLCompiler

from hub.kit.columns import OWN, binder, reader
from hub.kit.errors import Fault

Slots = tuple[tuple[str, ...], list[tuple[int, Any]]]
"""Parameter names in the order of the text, and (position, conversion) of those that need one."""
Row = Any
"""A namedtuple with the statement's column names."""


class PerDialect:
    """A statement that has to be written differently for each database, such as an upsert."""

    def __init__(self, statements: Mapping[str, ClauseElement]) -> None:
        self.statements = statements


Statement = ClauseElement | PerDialect


def insert_row(table: Table, *columns: str) -> Insert:
    """An INSERT with one bind parameter per column; without names, for all columns of the table."""
    return insert(table).values({name: bindparam(name) for name in columns or table.c.keys()})


def upsert_row(
    table: Table,
    columns: Sequence[str],
    *,
    conflict: Sequence[str],
    update: Mapping[str, Any] | None = None,
    where: ColumnElement[bool] | TextClause | None = None,
    index_where: ColumnElement[bool] | TextClause | None = None,
    returning: Sequence[str] = (),
) -> PerDialect:
    """INSERT … ON CONFLICT on the `conflict` columns, for both databases.

    `update` maps a column to an expression or to the word "excluded" (the value that could not be inserted); without it
    a conflict changes nothing. `where` guards the update, `index_where` names a partial unique index, its constants written out.
    """
    statements: dict[str, ClauseElement] = {}
    for name, dialect_insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert)):
        statement: Any = dialect_insert(table).values({column: bindparam(column) for column in columns})
        if update:
            changes = {
                key: statement.excluded[key] if isinstance(value, str) and value == "excluded" else value for key, value in update.items()
            }
            statement = statement.on_conflict_do_update(index_elements=list(conflict), set_=changes, where=where, index_where=index_where)
        else:
            statement = statement.on_conflict_do_nothing(index_elements=list(conflict), index_where=index_where)
        if returning:
            statement = statement.returning(*(table.c[column] for column in returning))
        statements[name] = statement
    return PerDialect(statements)


class Prepared:
    """One statement, ready for the driver: its text, how values become parameters, and how rows come back."""

    __slots__ = ("_expansions", "_fixed", "_slots", "compiled", "expanding", "readers", "row", "sql")

    def __init__(self, compiled: SQLCompiler) -> None:
        self.compiled = compiled
        self.expanding = sorted(name for name, bind in compiled.binds.items() if bind.expanding and bind.required)
        self._fixed = {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required}
        self._expansions: dict[tuple[int, ...], tuple[str, Slots]] = {}
        unfinished = compiled.literal_execute_params or any(bind.expanding for bind in compiled.binds.values())
        if unfinished and not self.expanding:
            self.sql, self._slots = self._expand({})
        else:
            self.sql = compiled.string
            self._slots = self._slots_of(compiled.positiontup or (), compiled._bind_processors, {})
        columns = compiled._result_columns or []
        self.row: Any = namedtuple("Row", [column.keyname for column in columns]) if columns else None
        readers = [
            reader(column.type, compiled.dialect)
            if isinstance(column.type, OWN)
            else column.type.dialect_impl(compiled.dialect).result_processor(compiled.dialect, None)
            for column in columns
        ]
        self.readers = [(index, read) for index, read in enumerate(readers) if read is not None]

    def _slots_of(self, names: Sequence[str], processors: Mapping[str, Any], spread_of: Mapping[str, str]) -> Slots:
        """Names in the order of the text, and which of them have to be converted, by position."""
        converted = []
        for index, name in enumerate(names):
            kind = self.compiled.binds[spread_of.get(name, name)].type
            convert = binder(kind, self.compiled.dialect) if isinstance(kind, OWN) else processors.get(name)
            if callable(convert):
                converted.append((index, convert))
        return tuple(names), converted

    def _expand(self, values: Mapping[str, Any]) -> tuple[str, Slots]:
        lists = {name: values[name] for name in self.expanding}
        missing = {name: None for name, bind in self.compiled.binds.items() if bind.required}
        state = self.compiled.construct_expanded_state({**missing, **self._fixed, **lists}, escape_names=False)
        processors = {**self.compiled._bind_processors, **state.processors}
        spread = {name for name, bind in self.compiled.binds.items() if bind.expanding and not bind.required}
        self._fixed |= {name: state.parameters[name] for of in spread for name in state.parameter_expansion.get(of, ())}
        spread_of = {each: of for of, names in state.parameter_expansion.items() for each in names}
        return state.statement, self._slots_of(state.positiontup or (), processors, spread_of)

    def bind(self, values: dict[str, Any]) -> tuple[str, list[Any]]:
        """The text and the parameters for one call.

        Raises:
            KeyError: a value that the statement needs is missing.
        """
        sql, slots = self.sql, self._slots
        if self.expanding:
            sql, slots, values = self._spread(values)
        if self._fixed:
            values = {**self._fixed, **values}
        names, converted = slots
        parameters = [values[name] for name in names]
        for index, convert in converted:
            parameters[index] = convert(parameters[index])
        return sql, parameters

    def _spread(self, values: dict[str, Any]) -> tuple[str, Slots, dict[str, Any]]:
        """Lists of an IN are filled up to a power of two with their last member, so that few texts are ever prepared."""
        values = dict(values)
        for name in self.expanding:
            members = list(values[name])
            if members:
                size = 1 << (len(members) - 1).bit_length()
                members += members[-1:] * (size - len(members))
            values[name] = members
        sizes = tuple(len(values[name]) for name in self.expanding)
        known = self._expansions.get(sizes)
        if known is None:
            known = self._expansions[sizes] = self._expand(values)
        for name in self.expanding:
            values |= {f"{name}_{index}": member for index, member in enumerate(values[name], 1)}
        return known[0], known[1], values

    def read(self, rows: list[Any]) -> list[Row]:
        """Driver rows as named rows with the values the columns promise."""
        make = self.row._make
        if not self.readers:
            return [make(row) for row in rows]
        named = []
        for row in rows:
            cells = list(row)
            for index, convert in self.readers:
                cells[index] = convert(cells[index])
            named.append(make(cells))
        return named


class Door:
    """Prepared statements of one database kind (`sqlite` or `postgresql`)."""

    MOST = 3000
    """More distinct statements than this means that somebody builds them inside a verb."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._known: dict[Statement, Prepared] = {}

    def prepare(self, statement: Statement) -> Prepared:
        """Compile a module constant at its first use."""
        prepared = self._known.get(statement)
        if prepared is None:
            if len(self._known) >= self.MOST:
                raise Fault("statements are module constants; one is being built again and again")
            prepared = self._known[statement] = self.compile(statement)
        return prepared

    def compile(self, statement: Statement) -> Prepared:
        """Compile a statement that will not come again (a list with varying filters)."""
        if isinstance(statement, PerDialect):
            statement = statement.statements[self.dialect.name]
        check_tenant(statement)
        write_constants_out(statement)
        compiled = statement.compile(dialect=self.dialect)
        if not isinstance(compiled, SQLCompiler):
            raise Fault("the door takes statements that read or change rows")
        return Prepared(compiled)


@functools.cache
def sqlite_door() -> Door:
    """One for the whole process: a statement is compiled once, however many databases a test opens."""
    return Door(SQLiteDialect_pysqlite(paramstyle="qmark"))


@functools.cache
def postgresql_door() -> Door:
    """One for the whole process, as above."""
    return Door(PGDialect_psycopg(paramstyle="format"))  # type: ignore[no-untyped-call]


def write_constants_out(statement: ClauseElement) -> None:
    """Let constants of a statement stand in its text.

    As parameters they would be unknown to a plan that is made once for all values: it could use no partial index
    (`state = 'waiting'`), and PostgreSQL would refuse an ON CONFLICT that names one.
    """
    for part in visitors.iterate(statement):
        if isinstance(part, BindParameter) and not (part.required or part.expanding) and type(part.value) in (str, int):
            part.literal_execute = part.callable is None and not isinstance(part.type, OWN)


def check_tenant(statement: ClauseElement) -> None:
    """Refuse a statement on a tenant's table that does not name the tenant.

    Raises:
        Fault: neither `shop_id` nor `brand_id` of the table stands in a condition, and the statement gives no reason.
    """
    if not isinstance(statement, Select | Update | Delete) or statement.get_execution_options().get("any_tenant"):
        return
    tables = [table for table in _tables_of(statement) if table.info.get("tenant")]
    if not tables:
        return
    named = {(column.table, column.key) for column in _columns_in_conditions(statement)}
    for table in tables:
        if not any((table, key) in named for key in ("shop_id", "brand_id")):
            raise Fault(f"a statement on {table.name} does not say whose rows it means")


def _tables_of(statement: Select[Any] | Update | Delete) -> Iterable[Table]:
    froms = statement.get_final_froms() if isinstance(statement, Select) else [statement.table]
    for element in froms:
        for part in visitors.iterate(element):
            if isinstance(part, Table):
                yield part


def _columns_in_conditions(statement: Select[Any] | Update | Delete) -> Iterable[Any]:
    places: list[Any] = [statement.whereclause]
    if isinstance(statement, Select):
        for element in statement.get_final_froms():
            places += [part.onclause for part in visitors.iterate(element) if part.__visit_name__ == "join"]  # type: ignore[attr-defined]
    for place in places:
        if place is not None:
            for part in visitors.iterate(place):
                if part.__visit_name__ == "column":
                    yield part
