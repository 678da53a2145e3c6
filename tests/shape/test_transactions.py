"""Units of work end in one place: a commit anywhere else could send a screen something that is taken back."""

import ast
from collections.abc import Iterator

from tests.shape.tree import Source, catches, findings

ENDS = {"commit", "rollback", "begin_nested", "begin_twophase"}
MIGRATIONS = "hub/migrations/env.py"  # changes the schema while no unit of work runs


def ends_a_transaction(source: Source) -> Iterator[str]:
    if source.path.startswith("hub/kit/") or source.path == MIGRATIONS:
        return
    for node in source.nodes():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ENDS:
            yield source.at(node, f"{node.func.attr}() outside hub/kit")


def test_only_the_kit_ends_a_transaction() -> None:
    assert findings(ends_a_transaction, "hub", "displays") == []


def test_a_verb_that_commits_is_caught() -> None:
    assert catches(ends_a_transaction, "def f(tx):\n    tx.connection.commit()")
    assert not catches(ends_a_transaction, "connection.commit()", "hub/kit/db.py")
    assert not catches(ends_a_transaction, "committed = tx.one(COMMIT)")
