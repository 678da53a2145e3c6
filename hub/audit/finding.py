"""What an invariant is, and what comes of looking at it. Almost all are statements that give the rows which break them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, FromClause, Select, Table, func, select

from hub.kit.db import Tx
from hub.tables import TABLES

MOST_ROWS = 20
"""Offending rows that a finding shows; `broken` counts all of them."""

WHOLE = "the audit looks at everybody's rows"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One invariant: the rule in words, the figures it was judged by, and the rows that break it (none: it holds)."""

    id: str
    rule: str
    terms: dict[str, int]
    broken: int
    rows: list[dict[str, Any]]

    @property
    def holds(self) -> bool:
        return self.broken == 0


class Breach:
    """One way to break a rule: what is wrong, and the statement that finds whatever is."""

    def __init__(self, wrong: str, rows: Select[Any]) -> None:
        self.wrong = wrong
        self.first = rows.limit(MOST_ROWS).execution_options(any_tenant=WHOLE)
        self.count = count_of(rows.subquery())


class Invariant:
    """A rule that statements can judge. Made once, at import, like every statement."""

    def __init__(self, name: str, rule: str, terms: Mapping[str, Select[Any]], breaches: Sequence[Breach]) -> None:
        self.name = name
        self.rule = rule
        self.terms = {term: statement.execution_options(any_tenant=WHOLE) for term, statement in terms.items()}
        self.breaches = breaches

    def __call__(self, tx: Tx) -> Iterator[Finding]:
        found = Offences(self.name, self.rule)
        for term, statement in self.terms.items():
            found.terms[term] = int(tx.value(statement) or 0)
        for breach in self.breaches:
            found.add_found(tx, breach)
        yield found.finding()


class Offences:
    """Collects what breaks one rule: counts everything, keeps the first rows."""

    def __init__(self, name: str, rule: str) -> None:
        self.name = name
        self.rule = rule
        self.terms: dict[str, int] = {}
        self.broken = 0
        self.rows: list[dict[str, Any]] = []

    def add(self, wrong: str, **facts: Any) -> None:
        self.broken += 1
        if len(self.rows) < MOST_ROWS:
            self.rows.append({"wrong": wrong, **facts})

    def add_found(self, tx: Tx, breach: Breach, **values: Any) -> None:
        """The rows of a statement; those that are too many to show are counted by the database."""
        rows = tx.all(breach.first, **values)
        for row in rows:
            self.add(breach.wrong, **row._asdict())
        if len(rows) == MOST_ROWS:
            self.broken += int(tx.value(breach.count, **values)) - MOST_ROWS

    def finding(self) -> Finding:
        return Finding(id=self.name, rule=self.rule, terms=self.terms, broken=self.broken, rows=self.rows)


def table(name: str) -> Table:
    """A table by its name: the audit looks at the tables of every part, and belongs to none."""
    return TABLES[name]


def count_of(rows: FromClause, *where: ColumnElement[bool]) -> Select[Any]:
    """How many rows there are."""
    return select(func.count().label("many")).select_from(rows).where(*where).execution_options(any_tenant=WHOLE)
