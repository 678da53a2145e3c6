"""Alternating turns of all fan-out servers at each number of sockets, and the memory of sockets that do nothing."""

import time
from contextlib import ExitStack
from functools import partial

from bench.driver import Driver
from bench.fanout.servers import CHANNELS, FLOOR, HUB, KINDS, LOOP, NODE_WS, SOCKET_IO, Kind, Server
from bench.findings import Findings, Table, Verdict
from bench.processes import NotRun, raise_file_limit
from bench.scale import Scale
from bench.spread import Spread, ratio, spread
from bench.turns import alternate

Costs = dict[str, list[float]]
METHOD = (
    "One event of 390 bytes to N sockets. Every server has its own client process that holds its N sockets; "
    "all are up at once and take turns. Within a turn the client asks for one event (or 8 at once), waits until every socket has it, "
    "and asks again. The cost is the server's processor time (its CPU clock, all threads, kernel included) per delivered event."
)


class Group:
    """A server with its client process and N sockets between them."""

    def __init__(self, kind: Kind, count: int) -> None:
        self.count = count
        self.server = Server(kind)
        self.memory_before = self.server.process.memory_kib()
        where = (self.server.port, self.server.control_port, self.server.process.pid)
        self.client = Driver("bench.fanout.listeners", kind.handshake, *where, count)

    def cost(self, seconds: float, in_flight: int) -> float:
        """Nanoseconds of the server per delivered event over one turn."""
        turn = self.client.ask(f"turn {seconds} {in_flight}")
        return float(turn["cpu_ns"]) / float(turn["events"]) / self.count

    def idle_kib(self) -> float:
        return (self.server.process.memory_kib() - self.memory_before) / self.count

    def stop(self) -> None:
        self.client.stop()
        self.server.process.stop(seconds=3)


def started(kinds: tuple[Kind, ...], count: int, stack: ExitStack, missing: dict[str, str]) -> dict[str, Group]:
    """The groups that could be started; the others leave their reason in `missing`."""
    groups: dict[str, Group] = {}
    for kind in kinds:
        try:
            groups[kind.name] = Group(kind, count)
        except NotRun as reason:
            missing[kind.name] = str(reason)
        else:
            stack.callback(groups[kind.name].stop)
    for name, group in list(groups.items()):
        try:
            group.client.wait()
        except NotRun as reason:
            missing[name] = str(reason)
            del groups[name]
    return groups


def at_size(count: int, scale: Scale, missing: dict[str, str]) -> tuple[Costs, Costs]:
    """Costs with one event in flight and with eight, at this number of sockets."""
    turn = scale.turn_seconds if count <= 1_000 else 0.25
    rounds = scale.rounds if count <= 1_000 else max(3, scale.rounds // 2)
    with ExitStack() as stack:
        groups = started(KINDS, count, stack, missing)
        single = alternate({name: partial(group.cost, turn, 1) for name, group in groups.items()}, rounds, missing)
        eight = alternate({name: partial(groups[name].cost, turn, 8) for name in single}, rounds, missing)
    return single, eight


def idle_memory(count: int, missing: dict[str, str]) -> dict[str, float]:
    """KiB per socket that does nothing, one server at a time: memory does not drift with the machine's load."""
    held: dict[str, float] = {}
    for kind in KINDS:
        if kind in (FLOOR, LOOP) or kind.name in missing:
            continue
        with ExitStack() as stack:
            groups = started((kind,), count, stack, missing)
            if kind.name in groups:
                time.sleep(0.5)
                held[kind.name] = groups[kind.name].idle_kib()
    return held


def measure(scale: Scale) -> Findings:
    raise_file_limit(max(scale.fanout_sizes) + 200)
    missing: dict[str, str] = {}
    single: dict[int, Costs] = {}
    eight: dict[int, Costs] = {}
    for count in scale.fanout_sizes:
        single[count], eight[count] = at_size(count, scale, missing)
    held = idle_memory(scale.idle_sockets, missing)
    return Findings(
        part="fanout",
        method=METHOD,
        tables=[costs_table(single, eight, held, scale, missing)],
        verdicts=verdicts(single, eight, held, scale, missing),
        raw={"single_ns": single, "eight_ns": eight, "idle_kib": held, "missing": missing},
    )


def costs_table(single: dict[int, Costs], eight: dict[int, Costs], held: dict[str, float], scale: Scale, missing: dict[str, str]) -> Table:
    """Each server's cost as a ratio to the cheapest floor that ran."""
    floor = FLOOR.name if FLOOR.name not in missing else LOOP.name
    sizes = scale.fanout_sizes
    columns = (
        "server",
        *(f"N={n:,}" for n in sizes),
        *(f"N={n:,}, 8 in flight" for n in sizes),
        f"KiB per idle socket, N={scale.idle_sockets:,}",
    )
    rows: list[tuple[str, ...]] = []
    for kind in KINDS:
        if kind.name in missing:
            rows.append((kind.name, f"not run: {missing[kind.name]}", *[""] * (2 * len(sizes))))
            continue
        cells = [ratio(costs[n][kind.name], costs[n][floor]).words() for costs in (single, eight) for n in sizes]
        rows.append((kind.name, *cells, f"{held[kind.name]:.0f}" if kind.name in held else "–"))
    return Table(
        title=f"CPU per delivered event, ratio to the floor “{floor}”",
        columns=columns,
        rows=rows,
        note="Median of the rounds, lowest and highest in brackets.",
    )


def verdicts(
    single: dict[int, Costs], eight: dict[int, Costs], held: dict[str, float], scale: Scale, missing: dict[str, str]
) -> list[Verdict]:
    large = 1_000 if 1_000 in scale.fanout_sizes else max(scale.fanout_sizes)
    little = min(scale.fanout_sizes)

    def against(what: str, costs: Costs, over: Kind, under: Kind, **target: object) -> Verdict:
        for kind in (over, under):
            if kind.name in missing:
                return Verdict(what=what, reached=None, why=f"{kind.name}: {missing[kind.name]}", **target)  # type: ignore[arg-type]
        return Verdict(what=what, reached=ratio(costs[over.name], costs[under.name]), **target)  # type: ignore[arg-type]

    memory: Spread | None = spread([held[HUB.name]]) if HUB.name in held else None
    at, up = {"at_most": True}, {"at_most": False}
    return [
        against(f"fan-out, N={large:,}, against the bare Python loop", single[large], HUB, LOOP, limit=1.35, next_stage=1.2, **at),
        against(f"fan-out, N={large:,}, against the C loop", single[large], HUB, FLOOR, limit=1.8, next_stage=1.5, **at),
        against(f"fan-out, N={large:,}, cheaper than Litestar Channels", single[large], CHANNELS, HUB, limit=3.5, **up),
        against(f"fan-out, N={little:,}, cheaper than Litestar Channels", single[little], CHANNELS, HUB, limit=2.2, **up),
        against(f"fan-out, N={large:,}, against node ws", single[large], HUB, NODE_WS, limit=0.9, **at),
        against(f"fan-out, N={large:,}, against Socket.IO on node", single[large], HUB, SOCKET_IO, limit=0.65, **at),
        against(f"fan-out, N={large:,}, 8 events in flight, against the C loop", eight[large], HUB, FLOOR, limit=0.5, **at),
        Verdict(
            what=f"memory per idle socket, N={scale.idle_sockets:,}",
            limit=28,
            next_stage=20,
            at_most=True,
            unit=" KiB",
            reached=memory,
            why="" if memory else missing.get(HUB.name, "not measured"),
        ),
    ]
