"""`venuehub doctor`: is this machine fit to serve? Looks and says so in sentences; changes nothing unless it is asked to."""

from collections.abc import Iterator

import click

from hub.doctor.check import Check
from hub.doctor.databases import contents, postgresql, redis_server, sqlite
from hub.doctor.machine import certificate, clock, folder, holder, open_files, port, python
from hub.doctor.renewal import renew, run_jobs_again
from hub.doctor.speech import speech
from hub.settings import Settings

__all__ = ["examine", "main"]


def main(settings: Settings, new_epoch: bool, jobs_again: bool = False) -> int:
    """Print what is well and what is not. 0: ready to serve; 1: something is in the way."""
    if new_epoch:
        return renew(settings)
    if jobs_again:
        return run_jobs_again(settings)
    checks = []
    for check in examine(settings):
        checks.append(check)
        click.echo(f"{check.level:<5} {check.said}")
        if check.todo:
            click.echo(f"      → {check.todo}")
    bad = sum(check.level == "BAD" for check in checks)
    click.echo("")
    click.echo(
        "Ready to serve." if not bad else f"{bad} thing{'s are' if bad > 1 else ' is'} in the way; what to do stands behind the arrow."
    )
    return 1 if bad else 0


def examine(settings: Settings) -> Iterator[Check]:
    """Everything, the ground first."""
    yield from python()
    yield from folder(settings)
    yield from holder(settings)
    if settings.database.url:
        yield from postgresql(settings.database.url)
    else:
        yield from sqlite(settings)
    yield from clock()
    yield from contents(settings)
    if settings.redis.url:
        yield from redis_server(settings.redis.url)
    yield from open_files()
    yield from speech(settings)
    yield from certificate(settings)
    yield from port(settings)
