"""The long sizes: `python -m tests.faults kills --orders 1000 --kills 50`. Status 1 when a promise was broken."""

import asyncio
import json
import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import click

from hub.kit.crash import JOB_BEGUN, PLACES
from tests.faults.announcing import FULL as MESSAGES
from tests.faults.announcing import run_announcing
from tests.faults.crashes import run_beside_another
from tests.faults.fuzz_runs import FULL as FUZZ
from tests.faults.fuzz_runs import run_fuzz
from tests.faults.kills import Run, run_kills, told
from tests.faults.outages import run_outages
from tests.faults.recorded import FILE, record
from tests.faults.roaming import FULL
from tests.faults.sabotage import MESSAGES_TOLD, SABOTAGES
from tests.faults.seeded import POSTGRESQL, SQLITE, Template
from tests.servers import PostgresServer, RedisServer

database_option = click.option("--database", type=click.Choice([SQLITE, POSTGRESQL, "both"]), default="both", show_default=True)
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a run, for tables.")


@contextmanager
def templates(database: str) -> Iterator[list[Template]]:
    """The demo venue on each database, on servers of its own."""
    kinds = [SQLITE, POSTGRESQL] if database == "both" else [database]
    with ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="venuehub-faults-")))
        made = []
        for kind in kinds:
            servers: tuple[str, ...] = ()
            if kind == POSTGRESQL:
                servers = (ends.enter_context(PostgresServer()).url, ends.enter_context(RedisServer()).url)
            (folder / kind).mkdir()
            made.append(Template(kind, folder / kind, *servers))
        yield made


def show(what: str, run: Run, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"run": what} | run.summary()))
    else:
        click.echo(f"{what}\n{told(run)}\n")


@click.group()
def main() -> None:
    """Faults against real hubs: nothing lost, nothing done twice."""
    logging.getLogger("asyncio").setLevel(logging.ERROR)  # it warns of each write to a socket whose other end was killed


@main.command()
@database_option
@click.option("--orders", default=1000, show_default=True)
@click.option("--kills", default=50, show_default=True)
@click.option("--seed", default=1, show_default=True, help="For the instants; the machine adds its own chance.")
@click.option(
    "--sabotage", type=click.Choice(list(SABOTAGES)), default=None, help="Serve without a protection; the run must then find losses."
)
@json_option
def kills(database: str, orders: int, kills: int, seed: int, sabotage: str | None, as_json: bool) -> None:
    """F1: orders, moves and rooms in full use while the hub is killed at random instants and at every armed place."""
    broken = False
    with templates(database) as made:
        for template in made:
            seeded = template.copy()
            run = asyncio.run(
                run_kills(seeded, orders=orders, kills=kills, seed=seed, sabotage=sabotage or "", afterwards=sabotage is None)
            )
            show("kills" if sabotage is None else f"kills {sabotage}", run, as_json)
            broken |= bool(run.verdict.faults())
            seeded.remove()
    sys.exit(broken)


@main.command()
@database_option
@click.option("--each", default=100, show_default=True, help="Ends at each place.")
@json_option
def crashes(database: str, each: int, as_json: bool) -> None:
    """F2: the hub ends at one place in the code in each of its lives."""
    broken = False
    with templates(database) as made:
        for template in made:
            for place in PLACES:
                seeded = template.copy()
                run = asyncio.run(run_kills(seeded, orders=6 * each, kills=0, crashes=[place] * each))
                show(f"crashes {place}", run, as_json)
                broken |= bool(run.verdict.faults())
                seeded.remove()
    sys.exit(broken)


@main.command()
@click.option("--ends", default=20, show_default=True, help="Ends at each place.")
@json_option
def beside(ends: int, as_json: bool) -> None:
    """F2 with a second hub: how long until its screens have what the first one committed as it ended."""
    with templates(POSTGRESQL) as (template,):
        for place in PLACES:
            seeded = template.copy()
            seen = sorted(asyncio.run(run_beside_another(seeded, place, ends=ends)))
            figures: dict[str, Any] = {"place": place, "ends": ends, "seen": len(seen)}
            if seen:
                figures |= {"p50_s": round(median(seen), 3), "max_s": round(seen[-1], 3)}
            click.echo(json.dumps(figures) if as_json else "  ".join(f"{name} {value}" for name, value in figures.items()))
            seeded.remove()


@main.command()
@database_option
@click.option("--orders", default=FULL.orders, show_default=True)
@click.option("--pads", default=FULL.pads, show_default=True)
@click.option("--screens", default=FULL.screens, show_default=True, help="Devices beside the pads.")
@click.option("--seed", default=1, show_default=True)
@click.option("--sabotage", type=click.Choice(list(SABOTAGES)), default=None, help="Serve without a protection; the run must then find it.")
@click.option("--newest-first", is_flag=True, help="Devices that do not keep the order of their commands; the run must then find it.")
@json_option
def outages(
    database: str, orders: int, pads: int, screens: int, seed: int, sabotage: str | None, newest_first: bool, as_json: bool
) -> None:
    """F11: devices out of the radio's reach, for a moment or for hours, while the house goes on."""
    broken = False
    extent = FULL._replace(orders=orders, pads=pads, screens=screens)
    with templates(database) as made:
        for template in made:
            seeded = template.copy()
            run = asyncio.run(run_outages(seeded, extent, seed=seed, sabotage=sabotage or "", newest_first=newest_first))
            click.echo(json.dumps({"run": "outages"} | run.summary()) if as_json else f"outages\n{run.told()}\n")
            broken |= bool(run.faults())
            seeded.remove()
    sys.exit(broken)


@main.command()
@database_option
@click.option("--messages", "many", default=MESSAGES.messages, show_default=True, help="Rows that fall due.")
@click.option("--seconds", default=MESSAGES.seconds, show_default=True, help="In which they are called for.")
@click.option("--seed", default=1, show_default=True)
@click.option("--sabotage", type=click.Choice(list(SABOTAGES)), default=None, help="Serve without a protection; the run must then find it.")
@click.option("--forgets", is_flag=True, help="Devices that do not know what they have met; the run must then find it.")
@json_option
def messages(database: str, many: int, seconds: float, seed: int, sabotage: str | None, forgets: bool, as_json: bool) -> None:
    """Announcements and notices with repeats, while hub, workers and Redis die at random and devices lose their power."""
    broken = False
    extent = MESSAGES._replace(messages=many, seconds=seconds)
    place = MESSAGES_TOLD if sabotage == "marks-afterwards" else JOB_BEGUN
    with templates(database) as made:
        for template in made:
            seeded = template.copy()
            run = asyncio.run(run_announcing(seeded, extent, seed=seed, place=place, sabotage=sabotage or "", forgets=forgets))
            click.echo(json.dumps({"run": "messages"} | run.summary()) if as_json else f"messages\n{run.text()}\n")
            broken |= bool(run.faults())
            seeded.remove()
    sys.exit(broken)


@main.command()
@database_option
@click.option("--frames", default=FUZZ.frames, show_default=True, help="Of the grammar, at least.")
@click.option("--recorded", default=FUZZ.recorded, show_default=True, help="Recorded sessions, each with something wrong.")
@click.option("--per-second", default=FUZZ.per_second, show_default=True, help="Sessions that begin, at most.")
@click.option("--seed", default=1, show_default=True)
@click.option("--only", default="", help="One session alone, as a failing run names it: grammar/49, recorded/2021.")
@click.option("--sabotage", type=click.Choice(list(SABOTAGES)), default=None, help="Serve without a protection; the run must then find it.")
@json_option
def fuzz(database: str, frames: int, recorded: int, per_second: float, seed: int, only: str, sabotage: str | None, as_json: bool) -> None:
    """T9: what no client should say to the socket, and what the other screens feel of it."""
    broken = False
    size = FUZZ._replace(frames=frames, recorded=recorded, per_second=per_second)
    with templates(database) as made:
        for template in made:
            seeded = template.copy()
            run = asyncio.run(run_fuzz(seeded, size, seed=seed, sabotage=sabotage or "", only=only))
            click.echo(json.dumps({"run": "fuzz"} | run.summary()) if as_json else f"fuzz {template.seeded.kind}\n{run.told()}\n")
            broken |= bool(run.faults())
            seeded.remove()
    sys.exit(broken)


@main.command("record")
def record_sessions() -> None:
    """Make the recorded sessions of `fuzz` anew, from real clients."""
    with templates(SQLITE) as (template,):
        FILE.write_text(json.dumps(asyncio.run(record(template.copy())), ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
