"""The command line: `venuehub serve | demo | init | seed | tls | worker | migrate | audit | doctor | simulate | bench`."""

import contextlib
import errno
import gc
import json
import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hub.kit.errors import Refusal
from hub.kit.lock import AlreadyServed, FolderLock
from hub.kit.log import set_up
from hub.settings import BadSettings, Settings, read_settings

if TYPE_CHECKING:
    from hub.kit.clock import Clock
    from hub.kit.db import Database

DEMO_FOLDER = "data/demo"

data_option = click.option(
    "--data", metavar="DIR", default=None, help="Data folder: database, files, lock. Default: VENUEHUB_DATA or ./data."
)
host_option = click.option(
    "--host", metavar="ADDRESS", default=None, help="Address to listen on. Default: 127.0.0.1, this machine alone; 0.0.0.0 lets screens in."
)
tls_option = click.option("--tls", is_flag=True, default=None, help="Serve https, with the certificates of the data folder (docs/tls.md).")
port_option = click.option("--port", type=int, metavar="PORT", default=None, help="Port to listen on. Default: 8000; 0 picks a free one.")


class PlainGroup(click.Group):
    """Errors a person can mend are one sentence and status 1, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (AlreadyServed, BadSettings, Refusal) as error:
            click.echo(f"venuehub: {error}", err=True)
            sys.exit(1)
        except OSError as error:  # the data folder, mostly: not a folder, not ours to write
            if error.filename is None:
                raise
            click.echo(f"venuehub: {error.filename} cannot be used: {error.strerror}", err=True)
            sys.exit(1)
        except Exception as error:  # before anything is served: a wrong address, a server that is not there
            if not (sentence := str(getattr(error, "orig", "")).strip()):
                raise
            click.echo(f"venuehub: the database cannot be used: {sentence}", err=True)
            sys.exit(1)


@click.group(
    cls=PlainGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="In a checkout, `python3 start.py COMMAND` runs each of these, and `test` and `check` besides.",
)
@click.version_option(package_name="venuehub", message="venuehub %(version)s")
def main() -> None:
    """One hub for the live operations of a venue group."""


def settings_for(data: str | None, **sections: dict[str, Any]) -> Settings:
    overrides: dict[str, Any] = {}
    for name, values in sections.items():
        given = {key: value for key, value in values.items() if value is not None}
        if given:
            overrides[name] = given
    settings = read_settings(os.environ, data=data, **overrides)
    if settings.database.url and not settings.database.url.startswith(("postgresql://", "postgres://")):
        raise BadSettings("database.url begins with postgresql://; leave it empty for SQLite in the data folder")
    return settings


def check_address(host: str, port: int) -> None:
    """Look whether the hub can listen there, before it starts anything.

    Raises:
        BadSettings: it cannot; the sentence says what to do instead.
    """
    if not 0 <= port <= 65535:
        raise BadSettings(f"there is no port {port}: they go from 1 to 65535, and 0 picks a free one")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind, protocol) as probe:
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror:
        raise BadSettings(f"{host} is no address of this machine: --host takes 127.0.0.1, 0.0.0.0 or one of its own") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise BadSettings(f"port {port} is taken: stop what listens there, or name another with --port (0 picks a free one)") from None
        if error.errno == errno.EADDRNOTAVAIL:
            raise BadSettings(f"{host} is no address of this machine: --host takes 127.0.0.1, 0.0.0.0 or one of its own") from None
        raise BadSettings(f"cannot listen on {shown(host)}:{port}: {error.strerror}") from None


def run_hub(settings: Settings, ready: Callable[[int], None], demo: dict[str, Any] | None = None) -> None:
    """Serve until asked to stop. Nothing of the start-up is garbage, so nobody looks for any until the hub is ready."""
    gc.disable()
    from hub.app import create_app
    from hub.live.server import serve

    set_up(settings.log.level, json=settings.log.json)
    app = create_app(settings)
    check_address(settings.server.host, settings.server.port)
    if demo is not None:
        app.state.hub.show_demo(demo)
    with contextlib.suppress(KeyboardInterrupt):
        serve(
            app,
            settings.server.host,
            settings.server.port,
            ready=ready,
            stopping=app.state.hub.going_away,
            header_seconds=settings.server.header_seconds,
            trusted_proxies=settings.server.trusted_proxies,
            tls=app.state.hub.tls,
        )


def make_demo(settings: Settings, *, lived_in: bool = False) -> dict[str, Any]:
    """Migrate and seed the demo venue; `lived_in`: a new one has had guests for a while, who have written."""
    from hub.demo_chats import live_through
    from hub.kit.clock import Clock, MovableClock
    from hub.seed import seed as make

    clock = MovableClock(Clock().now())
    with alone(settings, clock) as database:
        if lived_in:
            live_through(database, clock, settings.data_path)
        return make(database, settings.data_path)


@contextlib.contextmanager
def alone(settings: Settings, clock: "Clock | None" = None) -> "Iterator[Database]":
    """The migrated database, with nobody else at work on the same SQLite folder meanwhile."""
    from hub.app import open_database
    from hub.kit.clock import Clock
    from hub.migrations import migrate as upgrade

    lock = None if settings.database.url else FolderLock(settings.data_path)
    if lock is not None:
        lock.take()
    try:
        upgrade(settings)
        database = open_database(settings, clock or Clock())
        try:
            yield database
        finally:
            database.close()
    finally:
        if lock is not None:
            lock.release()


@main.command()
@data_option
@host_option
@port_option
@tls_option
def serve(data: str | None, host: str | None, port: int | None, tls: bool | None) -> None:
    """Serve the hub. Adds no demo data; a seeded folder is served as it is."""
    settings = settings_for(data, server={"host": host, "port": port, "tls": tls})
    run_hub(settings, lambda real: click.echo(f"Venue Hub listens on {base_of(settings, real)}"))


@main.command()
@click.option("--data", metavar="DIR", default=None, help=f"Data folder. Default: VENUEHUB_DATA or ./{DEMO_FOLDER}.")
@host_option
@port_option
@tls_option
@click.option(
    "--simulate",
    "speed",
    type=click.FloatRange(min=0, min_open=True),
    default=None,
    metavar="SPEED",
    help="Let guests and staff act, so many times faster than life.",
)
def demo(data: str | None, host: str | None, port: int | None, tls: bool | None, speed: float | None) -> None:
    """Make the demo venue, serve it, print where everything is."""
    folder = data or os.environ.get("VENUEHUB_DATA") or DEMO_FOLDER
    settings = settings_for(folder, server={"host": host, "port": port, "tls": tls, "schema": True}, log={"json": False})
    venue = make_demo(settings, lived_in=True)
    actors = make_demo(settings) if speed is not None else None  # sessions of their own: two holders of one refresh token end it
    ready = threading.Event()
    helpers: list[subprocess.Popen[bytes]] = []

    def started(real: int) -> None:
        base = base_of(settings, real)
        print_links(base, venue, settings.data_path.resolve(), authority_of(settings))
        if speed is not None and actors is not None:
            helpers.append(start_simulator(base, actors, speed, authority_of(settings)))
        ready.set()

    try:
        run_hub(settings, started, venue)
    finally:
        for helper in helpers:
            helper.terminate()
            helper.wait(10)


def start_simulator(base: str, venue: dict[str, Any], speed: float, authority: Path | None) -> "subprocess.Popen[bytes]":
    """The simulator is an ordinary client: a process of its own that knows only the wire."""
    trust = [] if authority is None else ["--ca", str(authority)]
    helper = subprocess.Popen(
        [
            *(sys.executable, "-m", "devices.simulator", "--evening", "--forever", "--seed-json", "-"),
            *("--hub", base, "--speed", str(speed), "--child-of", str(os.getpid()), *trust),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    assert helper.stdin is not None
    helper.stdin.write(json.dumps(venue).encode())  # never a file: these tokens open everything
    helper.stdin.close()
    return helper


def base_of(settings: Settings, port: int) -> str:
    """The address that is printed for people on this machine."""
    return f"{'https' if settings.server.tls else 'http'}://{shown(settings.server.host)}:{port}"


def authority_of(settings: Settings) -> Path | None:
    """What programs have to trust to speak with this hub over https."""
    from hub.tls import files_in

    return files_in(settings.data_path).authority.resolve() if settings.server.tls else None


def shown(host: str) -> str:
    """How to write the address into a link."""
    return "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host


def print_links(base: str, venue: dict[str, Any], folder: Path, authority: Path | None) -> None:
    shop = venue["shops"][0]
    pads = {device["room"]: device for device in venue["devices"] if device["kind"] == "pad" and device["shop_id"] == shop["id"]}
    pad = pads.get("801") or next(iter(pads.values()), None)
    click.echo(f"\n  Venue Hub is ready: {base}\n")
    click.echo(f"  {shop['name']}: {len(shop['rooms'])} rooms, stations {', '.join(shop['stations'])}")
    click.echo(f"  Every screen, in one page: {base}/")
    click.echo(f"  API, to read and to try:   {base}/schema")
    click.echo(f"  Data, kept between runs:   {folder}\n")
    if pad is not None:
        print_first_order(base, pad, authority)
    click.echo("  Stop with Ctrl-C.\n")


def print_first_order(base: str, pad: dict[str, Any], authority: Path | None) -> None:
    click.echo(f"  A first order from the pad in room {pad['room']}, to paste into a second terminal:\n")
    if authority is not None:
        click.echo(f"    export CURL_CA_BUNDLE={authority}")
    click.echo(f"    PAD={pad['access_token']}")
    click.echo(
        f'    SKU=$(curl -s {base}/api/v1/menu -H "Authorization: Bearer $PAD" | grep -o \'"sku_id":"[^"]*\' | head -1 | cut -d\'"\' -f4)'
    )
    click.echo(f"    curl -s {base}/api/v1/orders -H \"Authorization: Bearer $PAD\" -H 'Idempotency-Key: my-first-order' \\")
    click.echo('      -H \'Content-Type: application/json\' -d "{\\"lines\\":[{\\"sku_id\\":\\"$SKU\\",\\"quantity\\":2}]}"\n')


@main.command()
@data_option
@click.option("--brand", required=True, help="The company, as people read it.")
@click.option("--owner", required=True, metavar="USERNAME", help="The name its owner signs in with.")
@click.option("--name", default="", help="The owner's own name.")
def init(data: str | None, brand: str, owner: str, name: str) -> None:
    """Begin a venue of your own: a brand and its owner, whose password is printed once."""
    from hub.founding import found_brand

    settings = settings_for(data)
    with alone(settings) as database:
        password = found_brand(database, brand, owner, name)
    click.echo(f"{brand} is founded in {settings.data}. Its owner signs in as {owner} with the password {password}")
    click.echo("Next: venuehub serve, then sign in at /office. What is not there yet goes through the API: POST /api/v1/shops, /rooms.")


@main.command()
@data_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output and nothing else.")
def seed(data: str | None, as_json: bool) -> None:
    """Make the demo venue if it is absent; with --json, print it.

    Each run makes fresh access tokens, good for 24 hours. No hub may serve the folder meanwhile, unless it is on PostgreSQL.
    """
    settings = settings_for(data)
    set_up(settings.log.level, json=settings.log.json)
    venue = make_demo(settings)
    if as_json:
        click.echo(json.dumps(venue, ensure_ascii=False))
    else:
        click.echo(f"{len(venue['shops'])} shops, {len(venue['devices'])} devices, {len(venue['users'])} people in {settings.data}")


@main.command()
@data_option
def migrate(data: str | None) -> None:
    """Bring the database to the newest schema."""
    from hub.migrations import migrate as upgrade

    settings = settings_for(data)
    if not settings.database.url:
        FolderLock(settings.data_path).take()
    upgrade(settings)
    click.echo("the schema is current")


@main.command()
@data_option
@click.option("--host", "hosts", multiple=True, metavar="NAME", help="A further name or address of this hub. May be repeated; is kept.")
@click.option("--new-ca", is_flag=True, help="Begin with a new authority; every device has to be told to trust it.")
def tls(data: str | None, hosts: tuple[str, ...], new_ca: bool) -> None:
    """Make or renew the certificates with which `--tls` serves https."""
    from hub.tls import prepare

    settings = settings_for(data)
    made = prepare(settings.data_path, hosts, anew=new_ca)
    click.echo(f"{'Signed' if made.renewed else 'Still good'}: {made.files.certificate}, until {made.until:%Y-%m-%d}")
    click.echo(f"for {', '.join(sorted(made.hosts))}")
    click.echo(f"Devices must trust {made.files.authority}. The hub serves it as /ca.crt; its SHA-256 is")
    click.echo(f"  {made.fingerprint}")
    click.echo("Next: venuehub serve --tls --host 0.0.0.0 (a hub that runs takes the new files when it starts again)")


@main.command()
@data_option
def worker(data: str | None) -> None:
    """Run jobs for hubs that share a PostgreSQL database and a Redis."""
    from hub.worker import work

    settings = settings_for(data)
    set_up(settings.log.level, json=settings.log.json)
    work(settings)


@main.command()
@data_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
def audit(data: str | None, as_json: bool) -> None:
    """Check every invariant of the data; status 1 when one is broken. Reads only."""
    from hub.audit import main as run_audit

    logging.disable(logging.INFO)
    sys.exit(run_audit(settings_for(data), as_json))


@main.command()
@data_option
@click.option("--new-epoch", is_flag=True, help="Make every device take a fresh snapshot: after a restore, for example.")
@click.option("--jobs-again", is_flag=True, help="Let the jobs that were given up run once more.")
def doctor(data: str | None, new_epoch: bool, jobs_again: bool) -> None:
    """Say whether this machine is fit to serve, and what to do."""
    from hub.doctor import main as look

    sys.exit(look(settings_for(data), new_epoch, jobs_again))


def become(module: list[str]) -> None:
    """Turn into another program of ours, so that signals and the exit status are its own; Windows waits for it instead."""
    command = [sys.executable, "-m", *module]
    if os.name != "nt":
        os.execv(command[0], command)
    sys.exit(subprocess.call(command))


PASS_ON = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}


@main.command(context_settings=PASS_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def simulate(arguments: tuple[str, ...]) -> None:
    """Play guests, cooks and waiters against a running hub."""
    become(["devices.simulator", *arguments])


@main.command(context_settings=PASS_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def speaker(arguments: tuple[str, ...]) -> None:
    """Be a loudspeaker: say a hub's announcements on this machine."""
    become(["devices.speaker", *arguments])


@main.command(context_settings=PASS_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def printer(arguments: tuple[str, ...]) -> None:
    """Feed a receipt printer: kitchen cards, receipts and the slips of alarms, from this machine."""
    become(["devices.printer", *arguments])


@main.command(context_settings=PASS_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench(arguments: tuple[str, ...]) -> None:
    """Measure side by side with named peers, from a checkout."""
    checkout = Path(__file__).parent.parent
    if not (checkout / "bench").is_dir():
        click.echo("venuehub: the measurements are part of a checkout, not of the installed package", err=True)
        sys.exit(1)
    os.chdir(checkout)
    become(["bench", *arguments])


if __name__ == "__main__":
    main()
