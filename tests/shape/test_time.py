"""One clock, which tests can set: whoever asks the system for the time cannot be tested at half past two in the morning."""

import ast
from collections.abc import Iterator

from tests.shape.tree import Source, catches, dotted, findings, imported

CLOCK = "hub/kit/clock.py"
IDS = "hub/kit/ids.py"  # ids must go on rising while a test moves the clock back
READS = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.localtime", "time.gmtime")
NAMED_READS = {"time.time", "time.time_ns", "time.localtime", "time.gmtime"}


def reads_the_time(source: Source) -> Iterator[str]:
    if source.path in (CLOCK, IDS):
        return
    for node in source.nodes():
        if isinstance(node, ast.Attribute) and (dotted(node).endswith(READS) or node.attr == "utcnow"):
            yield source.at(node, f"{dotted(node)}: ask the clock")
        for name in NAMED_READS.intersection(imported(node)):
            yield source.at(node, f"imports {name}: ask the clock")


def test_only_the_clock_reads_the_time() -> None:
    assert findings(reads_the_time, "hub", "displays") == []


def test_reading_the_time_is_caught() -> None:
    assert catches(reads_the_time, "now = datetime.now(UTC)")
    assert catches(reads_the_time, "now = datetime.datetime.utcnow()")
    assert catches(reads_the_time, "Column(default=datetime.utcnow)")
    assert catches(reads_the_time, "today = date.today()")
    assert catches(reads_the_time, "import time\nstarted = time.time()")
    assert catches(reads_the_time, "from time import time")
    assert not catches(reads_the_time, "now = datetime.now(UTC)", CLOCK)
    assert not catches(reads_the_time, "import time\nnow = tx.now\nopens = shop.opens_at.time()")
