"""Values travel beside a statement, never inside it: a statement glued together from strings is how an order becomes a command."""

import ast
from collections.abc import Iterator

from tests.shape.tree import Source, catches, findings

TAKES_SQL = {"text", "execute", "executemany", "executescript", "exec_driver_sql", "literal_column", "DDL"}


def glues_sql(source: Source) -> Iterator[str]:
    glued_names = {
        target.id
        for node in source.nodes()
        if isinstance(node, ast.Assign) and is_glued(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in source.nodes():
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        first = node.args[0]
        by_name = isinstance(first, ast.Name) and first.id in glued_names
        if called in TAKES_SQL and (is_glued(first) or by_name) and not is_pragma(first):
            yield source.at(node, f"a statement glued together in {called}()")


def is_glued(value: ast.expr) -> bool:
    """An f-string with something in it, `+` or `%` on a string, or `.format()`."""
    if isinstance(value, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in value.values)
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Mod):
        return not (is_plain(value.left) and is_plain(value.right))
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "format"


def is_plain(value: ast.expr) -> bool:
    if isinstance(value, ast.BinOp):
        return is_plain(value.left) and is_plain(value.right)
    return isinstance(value, ast.Constant)


def is_pragma(value: ast.expr) -> bool:
    """SQLite takes no bound values in a PRAGMA."""
    start = value.values[0] if isinstance(value, ast.JoinedStr) and value.values else None
    return isinstance(start, ast.Constant) and str(start.value).upper().startswith("PRAGMA ")


def test_no_statement_is_glued_together() -> None:
    assert findings(glues_sql, "hub", "displays") == []


def test_glued_statements_are_caught() -> None:
    assert catches(glues_sql, 'connection.execute(text(f"SELECT * FROM room WHERE number = {number}"))')
    assert catches(glues_sql, 'cursor.execute("SELECT * FROM room WHERE number = " + number)')
    assert catches(glues_sql, 'cursor.execute("SELECT * FROM room WHERE number = %s" % number)')
    assert catches(glues_sql, 'text("SELECT {}".format(column))')
    assert catches(glues_sql, 'query = f"DELETE FROM {table}"\ncursor.execute(query)')
    assert not catches(glues_sql, 'cursor.execute("SELECT * FROM room WHERE number = ?", [number])')
    assert not catches(glues_sql, 'text("SELECT a " + "FROM b")')
    assert not catches(glues_sql, 'cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")')
