"""A fault must reach the edge that ends the transaction and tells someone; whoever catches everything in between hides it."""

import ast
from collections.abc import Iterator

from tests.shape.tree import Source, catches, findings, sources

EVERYTHING = {"Exception", "BaseException"}
EDGES = {
    "devices/client/inbox.py": "a message that cannot be presented is answered for, and the next one is presented",
    "devices/client/waiting.py": "hands what a predicate raised to whoever waits on it",
    "devices/printer/printer.py": "a printer's program with a fault says so to the hub and goes on: its jobs wait for nobody",
    "devices/speaker/speaker.py": "what nobody heard is answered for, whatever the fault",
    "hub/cli.py": "a database that is not there is one sentence, not a traceback",
    "hub/im/messages/jobs.py": "one message that cannot be sent must not hold up the others; what went wrong stands in its row",
    "hub/im/sockets.py": "a note on a socket that cannot be written must not end the socket",
    "hub/kit/db_postgresql.py": "ends the unit, and hands what went wrong to whoever waits for it",
    "hub/kit/db_sqlite.py": "ends the unit without the others of its batch; the writer's own end is the process's",
    "hub/kit/jobs.py": "writes into the job's row what went wrong; the dispatcher outlives a database that is away",
    "hub/kit/timer.py": "a turn of a timer that fails must not end all later ones",
    "hub/live/fanout.py": "goes on polling while the database is away; nothing is lost, the log is read again",
    "hub/live/hints.py": "a hint that makes no sense must not deafen the process to the next",
    "hub/live/stage.py": "a connection whose hello failed is told to come back",
    "hub/live/wire.py": "one connection's trouble must not reach the others",
}


def catches_everything(source: Source) -> Iterator[str]:
    if source.path in EDGES:
        return
    for node in source.nodes():
        if isinstance(node, ast.ExceptHandler) and is_everything(node.type) and not is_raised_again(node):
            yield source.at(node, "catches everything away from an edge")
        if isinstance(node, ast.Call) and called(node) == "suppress" and any(map(is_everything, node.args)):
            yield source.at(node, "suppresses everything away from an edge")


def called(node: ast.Call) -> str:
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


def is_everything(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(map(is_everything, caught.elts))
    return caught is None or (isinstance(caught, ast.Name) and caught.id in EVERYTHING)


def is_raised_again(handler: ast.ExceptHandler) -> bool:
    """Tidying up and passing the same exception on hides nothing."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def test_only_edges_catch_everything() -> None:
    assert findings(catches_everything, "hub", "displays", "devices", "sounds") == []


def test_every_edge_is_still_one() -> None:
    texts = {source.path: source.text for source in sources("hub", "displays", "devices")}
    assert [path for path in EDGES if not catches(catches_everything, texts.get(path, ""), "hub/elsewhere.py")] == []


def test_catching_everything_is_caught() -> None:
    assert catches(catches_everything, "try:\n    f()\nexcept Exception:\n    pass")
    assert catches(catches_everything, "try:\n    f()\nexcept (OSError, BaseException) as e:\n    log(e)")
    assert catches(catches_everything, "try:\n    f()\nexcept:\n    pass")
    assert catches(catches_everything, "with suppress(Exception):\n    f()")
    assert not catches(catches_everything, "try:\n    f()\nexcept BaseException:\n    close()\n    raise")
    assert not catches(catches_everything, "try:\n    f()\nexcept OSError:\n    pass")
