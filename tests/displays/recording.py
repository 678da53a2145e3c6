"""What screens were sent in a real run, and what they must hold afterwards, for the reducers of the pages and of the client library."""

from random import Random
from typing import Any

import msgspec

from hub.live.append import frame_text
from hub.live.log import read_after
from tests.journeys.test_convergence import CHAT_ACTIONS, PADS, STAFF, World
from tests.running import RunningHub

ROOMS = ("801", "802", "803", "804")
DISHES = ("dumplings", "noodles", "salad", "tea", "beer")
WAY = ("start", "finish", "call", "serve")
OTHER_ACTIONS = ("cancel", "undo", "recall", "void", "confirm", "rush", "claim")

SCREENS = {
    "pad": "pad 801",
    "kitchen": "kitchen",
    "kitchen_hot": "kitchen hot",
    "call_screen": "call",
    "cashier": "cashier 1",
    "handheld": "handheld 1",
    "manager": "manager",
    "cook": "cook",
    "waiter": "waiter",
}
"""Names of examples, and whose screens they are. Together they hold every row of the table of boards."""


STORY: tuple[tuple[Any, ...], ...] = (
    ("place", "801", ["dumplings", "salad", "tea"]),
    ("seen", 0, 1),
    ("line", "start", 0),
    ("line", "rush", 1),
    ("line", "finish", 0),
    ("line", "call", 0),
    ("place_band", 0, ["noodles"]),
    ("confirm_order", 1),
    ("missed",),
    ("bind", "804"),
    ("sold_out", "salad", True),
    ("line", "claim", 0),
    ("line", "serve", 0),
    ("line", "cancel", 2),
    ("place", "801", ["beer", "noodles"]),
    ("line", "start", 4),
    ("line", "void", 4),
    ("place", "802", ["dumplings"]),
    ("line", "start", 3),
    ("line", "undo", 3),
    ("session_on", "801"),
    ("ring", "pad 801", "water"),
    ("ring", "pad 801", "cashier"),
    ("ask", "pad 801"),
    ("write", "pad 801", 1),
    ("duty", "waiter", True),
    ("write", "waiter", 1),
    ("chat", "type", "waiter", 1),
    ("chat", "read", "pad 801", 3),
    ("write", "pad 802", 0),
    ("answer", "accept", 0),
    ("answer", "take_over", 0),
    ("answer", "hand_back", 0),
    ("answer", "accept", 0),
    ("alarm", "kitchen hot"),
    ("line", "confirm", 4),
    ("line", "start", 6),
    ("line", "finish", 6),
    ("line", "recall", 6),
    ("move", "801", "803"),
    ("write", "manager", 1),
    ("clean", "801"),
    ("open", "801"),
    ("ask", "pad 801"),
    ("write", "pad 801", 2),
    ("chat", "accept", "cashier", 2),
    ("chat", "give_back", "cashier", 2),
    ("write", "manager", 2),
    ("rest",),
    ("chat", "close", "manager", 2),
    ("rate", "pad 801", 2),
    ("write", "pad 801", 2),
    ("answer", "finish", 0),
    ("answer", "escalate", 1),
    ("alarm_over", 0),
    ("ring", "pad 801", "clean"),
    ("place", "801", ["tea"]),
    ("line", "cancel", 7),
    ("place", "801", ["tea", "beer"]),
    ("line", "start", 8),
    ("line", "finish", 8),
    ("session", "extend", 0),
    ("shop", "paused"),
    ("shop", "open"),
    ("revoke", "handheld 2"),
    ("place_band", 1, ["dumplings"]),
    ("hand_in", 1),
    ("sold_out", "salad", False),
    ("sold_out", "tea", True),
    ("checkout", "803"),
    ("clean", "803"),
    ("session", "finish", 0),
    ("clean", "802"),
    ("hand_in", 0),
    ("hand_out", 2, "801"),
    ("line", "finish", 3),
    ("line", "serve", 8),
)
"""One evening in which every kind of board event happens. Lines and orders are counted from 0 in the order they were placed."""


def evening(random: Random, commands: int) -> list[tuple[Any, ...]]:
    """Commands as they come in an evening: mostly orders and their way through the kitchen."""

    def one() -> tuple[Any, ...]:
        pick, room = random.randrange(31), random.choice(ROOMS)
        choices: list[tuple[int, tuple[Any, ...]]] = [
            (5, ("place", random.choice(ROOMS[:2]), random.sample(DISHES, random.randint(1, 3)))),
            (2, ("place_band", random.randrange(3), [random.choice(DISHES)])),
            (12, ("line", random.choice(WAY), pick)),
            (4, ("line", random.choice(OTHER_ACTIONS), pick)),
            (1, ("cancel_order", pick, True)),
            (2, ("seen", pick, random.randint(1, 2))),
            (1, ("confirm_order", pick)),
            (1, ("open", room)),
            (1, ("move", room, random.choice(ROOMS))),
            (1, ("checkout", room)),
            (1, ("clean", room)),
            (1, ("hand_out", random.randrange(3), random.choice((None, "801")))),
            (1, ("hand_in", random.randrange(3))),
            (1, ("sold_out", random.choice(("salad", "tea")), random.random() < 0.6)),
            (1, ("shop", random.choice(("open", "open", "paused")))),
            (1, ("session_on", room)),
            (2, ("ring", random.choice(("pad 801", "pad 802")), random.choice(("water", "cashier")))),
            (2, ("answer", random.choice(("accept", "take_over", "hand_back", "finish", "escalate")), pick)),
            (1, ("withdraw", "pad 801", pick)),
            (1, ("alarm", random.choice(("kitchen", "kitchen hot")))),
            (1, ("alarm_over", pick)),
            (1, ("session", random.choice(("extend", "finish")), pick)),
            (2, ("ask", random.choice(PADS))),
            (4, ("write", random.choice((*PADS, *STAFF)), pick)),
            (2, ("chat", random.choice(CHAT_ACTIONS), random.choice((*PADS, *STAFF)), pick)),
            (1, ("rate", random.choice(PADS), pick)),
            (1, ("rest",)),
        ]
        return random.choices([command for _, command in choices], [weight for weight, _ in choices])[0]

    return [one() for _ in range(commands)]


def record(running: RunningHub, commands: list[tuple[Any, ...]], *, steps: int) -> dict[str, dict[str, Any]]:
    """Run the commands against the hub. By name of the example: the snapshot, then in so many steps the events and the board after them."""
    world = World(running, needs_confirm=True)
    found: dict[str, dict[str, Any]] = {}
    for name, screen in SCREENS.items():
        board = world.boards[screen]
        found[name] = {"kind": board.kind, "stations": sorted(board.stations), "snapshot": board.dump(), "steps": []}
    size = -(-len(commands) // steps)
    for first in range(0, len(commands), size):
        before = world.position
        for command in commands[first : first + size]:
            world.step(command)
        rows = world.database.read_now(lambda tx, before=before: read_after(tx, world.venue.stream, before))  # type: ignore[misc]
        rows = [row for row in rows if row.seq <= world.position]
        for name, screen in SCREENS.items():
            seen = [row for row in rows if row.seq in world.heard[screen]]
            frames = [msgspec.json.decode(frame_text(world.venue.stream, row.seq, row.body)) for row in seen]
            events = [{"seq": frame["seq"], "type": frame["type"], "data": frame["data"]} for frame in frames]
            found[name]["steps"].append({"events": events, "board": world.boards[screen].dump()})
    return found
